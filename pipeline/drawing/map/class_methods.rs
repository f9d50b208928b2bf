//! The methods of [`super::classification`]: from rising values to rising limits.
//!
//! Each takes at least as many distinct finite values as there are to be classes and gives all limits, the
//! outermost included. Ties may make limits coincide; the caller looks for that.

use natural_breaks::k_n2::KNSquared;

/// Limits between which there are as many values in each class as can be.
pub(super) fn quantiles(sorted: &[f64], count: usize) -> Vec<f64> {
    (0..=count).map(|at| quantile(sorted, at, count)).collect()
}

/// The quantile `at / of` of rising values by linear interpolation (Hyndman and Fan, "Sample Quantiles in
/// Statistical Packages", 1996, type 7): the default of R and of numpy, and mapclassify's.
///
/// The share comes as a fraction because its decimal, multiplied out, may fall short of a value that
/// the quantile hits, and that value would change class.
pub(super) fn quantile(sorted: &[f64], at: usize, of: usize) -> f64 {
    let position = at * (sorted.len() - 1);
    let (below, rest) = (position / of, position % of);
    if rest == 0 {
        return sorted[below];
    }
    sorted[below] + (sorted[below + 1] - sorted[below]) * rest as f64 / of as f64
}

/// Limits of classes of the same width, from the lowest value to the highest.
pub(super) fn equal_interval(sorted: &[f64], count: usize) -> Vec<f64> {
    let (lowest, highest) = (sorted[0], sorted[sorted.len() - 1]);
    let mut limits: Vec<f64> = (0..count)
        .map(|at| lowest + (highest - lowest) * at as f64 / count as f64)
        .collect();
    limits.push(highest);
    limits
}

/// Limits with the least sum of squared distances of values from the means of their classes (Fisher, "On
/// Grouping for Maximum Homogeneity", 1958; Jenks 1977). Where several partitions do equally well, the
/// highest class is as wide as it can be, then the next, as in mapclassify.
///
/// Of the crate's two algorithms this is the slower: the faster takes differences of sums of squares,
/// which for large numbers close together, or one very far from the rest, are all rounding. It also
/// breaks ties the other way round, so it is given each value's distance below the highest.
pub(super) fn fisher_jenks(sorted: &[f64], count: usize) -> Vec<f64> {
    let (lowest, highest) = (sorted[0], sorted[sorted.len() - 1]);
    let below: Vec<f64> = sorted.iter().rev().map(|value| highest - value).collect();
    let classes = KNSquared::classify_indices(&below, count)
        .expect("there are at least as many finite values as classes, and at least two of those");
    let mut limits = vec![lowest];
    // The first of each class, counted from the highest value down, is the highest of that class.
    limits.extend(
        classes
            .iter()
            .rev()
            .map(|(first, _)| sorted[sorted.len() - 1 - first]),
    );
    limits
}

/// Limits at the mean of all values, then at the mean of those above it, and so on (Jiang, "Head/Tail
/// Breaks", 2013), ending with the highest value.
///
/// It stops when the values above the mean are all the same, and never earlier: like mapclassify, and
/// unlike Jiang, it goes on when the head is no minority.
pub(super) fn head_tail(sorted: &[f64]) -> Vec<f64> {
    let highest = sorted[sorted.len() - 1];
    let mut limits = vec![sorted[0]];
    let mut head = sorted;
    while head[0] < highest {
        let mean = head.iter().sum::<f64>() / head.len() as f64;
        let tail = head.partition_point(|value| *value <= mean);
        // Of values one rounding apart, the mean may be the highest, or below the lowest.
        if tail == 0 || tail == head.len() {
            break;
        }
        limits.push(mean);
        head = &head[tail..];
    }
    limits.push(highest);
    limits
}

/// Limits at multiples of 1, 2 or 5 times a power of ten, the outermost at or beyond the lowest and highest
/// value (R's `pretty` as in mapclassify, after Heckbert's "Nice Numbers for Graph Labels", 1990). There
/// may be more or fewer classes than asked for.
pub(super) fn pretty(sorted: &[f64], count: usize) -> Vec<f64> {
    let (lowest, highest) = (sorted[0], sorted[sorted.len() - 1]);
    let span = RoundNumber::at_least(highest - lowest);
    let step = RoundNumber::near(span.times(1) / (count - 1) as f64);
    let first = step.multiples_up_to(lowest);
    let mut last = step.multiples_up_to(highest);
    if step.times(last) < highest {
        last += 1;
    }
    (first..=last)
        .map(|multiple| step.times(multiple))
        .collect()
}

/// 1, 2, 5 or 10 times a power of ten.
#[derive(Clone, Copy)]
struct RoundNumber {
    digits: i64,
    exponent: i32,
}

impl RoundNumber {
    /// The smallest that is no smaller than a positive number.
    fn at_least(number: f64) -> Self {
        Self::of(number, |mantissa| match mantissa {
            ..=1.0 => 1,
            ..=2.0 => 2,
            ..=5.0 => 5,
            _ => 10,
        })
    }

    /// The nearest, by Heckbert's limits.
    fn near(number: f64) -> Self {
        Self::of(number, |mantissa| match mantissa {
            ..1.5 => 1,
            ..3.0 => 2,
            ..7.0 => 5,
            _ => 10,
        })
    }

    fn of(number: f64, digits: impl Fn(f64) -> i64) -> Self {
        // Printed in full, a number has an exact decimal exponent; its logarithm may round to the next.
        let text = format!("{number:e}");
        let parts = text.split_once('e');
        let (mantissa, exponent) = parts.expect("scientific notation has an exponent");
        RoundNumber {
            digits: digits(mantissa.parse().expect("a mantissa is a number")),
            exponent: exponent.parse().expect("an exponent is a whole number"),
        }
    }

    /// A multiple, as exact as a decimal fraction can be: three times 0.1 is 0.3.
    fn times(self, multiple: i64) -> f64 {
        format!("{}e{}", multiple * self.digits, self.exponent)
            .parse()
            .expect("digits and an exponent are a number")
    }

    /// Which multiple is the highest that is no higher than a number.
    fn multiples_up_to(self, number: f64) -> i64 {
        let mut multiple = (number / self.times(1)).floor() as i64;
        // The quotient is rounded, the multiples are not.
        while self.times(multiple) > number {
            multiple -= 1;
        }
        while self.times(multiple + 1) <= number {
            multiple += 1;
        }
        multiple
    }
}
