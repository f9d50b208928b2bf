//! A number of which only limits may be known.

use std::ops::{Add, Mul, Neg, Sub};

/// All numbers from `low` to `high`, both included; one number when they are the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lowest that it can be.
    pub low: f64,
    /// The highest that it can be.
    pub high: f64,
}

impl Interval {
    /// Between two limits.
    pub fn between(low: f64, high: f64) -> Self {
        Interval { low, high }
    }

    /// The number, when it is one.
    pub fn number(self) -> Option<f64> {
        (self.low.to_bits() == self.high.to_bits()).then_some(self.low)
    }

    /// What a function that never falls makes of it.
    #[must_use]
    pub fn map(self, rising: impl Fn(f64) -> f64) -> Self {
        Interval::between(rising(self.low), rising(self.high))
    }

    /// How far from zero.
    #[must_use]
    pub fn abs(self) -> Self {
        let (one, other) = (self.low.abs(), self.high.abs());
        let nearest = if self.low <= 0.0 && self.high >= 0.0 {
            0.0
        } else {
            one.min(other)
        };
        Interval::between(nearest, one.max(other))
    }

    /// The quotient; none when the divisor may be zero.
    ///
    /// # Example
    /// ```
    /// use brief_claims::interval::Interval;
    ///
    /// let half = Interval::from(1.0).divided_by(Interval::from(2.0));
    /// assert_eq!(half, Some(Interval::from(0.5)));
    /// assert_eq!(Interval::from(1.0).divided_by(Interval::between(-1.0, 1.0)), None);
    /// ```
    pub fn divided_by(self, divisor: Interval) -> Option<Interval> {
        let never_zero = divisor.low > 0.0 || divisor.high < 0.0;
        never_zero.then(|| self * Interval::between(1.0 / divisor.high, 1.0 / divisor.low))
    }
}

impl From<f64> for Interval {
    fn from(number: f64) -> Self {
        Interval::between(number, number)
    }
}

impl Neg for Interval {
    type Output = Interval;

    fn neg(self) -> Interval {
        Interval::between(-self.high, -self.low)
    }
}

impl Add for Interval {
    type Output = Interval;

    fn add(self, other: Interval) -> Interval {
        Interval::between(self.low + other.low, self.high + other.high)
    }
}

impl Sub for Interval {
    type Output = Interval;

    fn sub(self, other: Interval) -> Interval {
        self + -other
    }
}

impl Mul for Interval {
    type Output = Interval;

    fn mul(self, other: Interval) -> Interval {
        let products = [
            (self.low, other.low),
            (self.low, other.high),
            (self.high, other.low),
            (self.high, other.high),
        ]
        // Nothing of what has no limit is nothing.
        .map(|(one, other)| {
            if one == 0.0 || other == 0.0 {
                0.0
            } else {
                one * other
            }
        });
        let low = products.into_iter().fold(f64::INFINITY, f64::min);
        let high = products.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Interval::between(low, high)
    }
}
