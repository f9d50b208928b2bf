//! Words and numbers of a choropleth's classes, made from the scale.
//!
//! # Example
//! ```
//! use brief_figures::map::class_labels::{Unit, class_labels};
//! use brief_drawing::map::classification::{ClassLimits, Classes};
//! use brief_figures::map::definition::ClassLegend;
//!
//! let counts = [1.0, 2.0, 2.0, 5.0, 9.0];
//! let limits = ClassLimits::of(&Classes::Manual { limits: vec![1.0, 4.0] }, &counts).unwrap();
//! let words = ClassLegend {
//!     title: "Events".to_owned(),
//!     class: "{first}–{last}".to_owned(),
//!     lowest: None,
//!     highest: None,
//!     whole: None,
//! };
//! // Neighbouring classes never share a number.
//! # let findings = brief_model::findings::Findings::default();
//! # let lookup = brief_figures::doctest::lookup(&findings);
//! let labels = class_labels(lookup, &words, &limits, &counts, Unit::Cases).unwrap();
//! assert_eq!(labels, ["1", "2–4", "5–9"]);
//! ```

use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::with_thousands;
use brief_drawing::map::classification::ClassLimits;

use super::definition::ClassLegend;
use crate::lookup::Lookup;

/// What the numbers of a measure are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Whole numbers of cases.
    Cases,
    /// Shares 0–1, written as percentages.
    Share,
    /// Anything else, written as it is.
    Plain,
}

/// The most decimals that a legend prints.
const MOST_DECIMALS: usize = 3;

/// Writes numbers of a measure, all with the same decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numerals {
    unit: Unit,
    decimals: usize,
}

impl Numerals {
    /// As few decimals as keep the class limits apart and each value on its side of them.
    pub fn of(unit: Unit, limits: &ClassLimits, values: &[f64]) -> Self {
        let scale = if unit == Unit::Share { 100.0 } else { 1.0 };
        let faithful = |decimals: usize| {
            let power = [1.0, 10.0, 100.0, 1000.0][decimals] * scale;
            let round = |value: f64| (value * power).round();
            let edges: Vec<f64> = limits.edges().iter().map(|edge| round(*edge)).collect();
            let true_pairs = limits.edges().windows(2);
            let apart = edges
                .windows(2)
                .zip(true_pairs)
                .all(|(pair, exact)| pair[0] < pair[1] || exact[0] >= exact[1]);
            let inner = &edges[1..edges.len() - 1];
            let class = |value: f64| inner.iter().filter(|edge| round(value) > **edge).count();
            apart && values.iter().all(|it| class(*it) == limits.class_of(*it))
        };
        let decimals = match unit {
            Unit::Cases => 0,
            Unit::Share | Unit::Plain => (0..MOST_DECIMALS)
                .find(|decimals| faithful(*decimals))
                .unwrap_or(MOST_DECIMALS),
        };
        Numerals { unit, decimals }
    }

    /// A class limit: one declared as a whole number is printed without decimals, whatever the others are.
    pub(crate) fn write_limit(self, limit: f64) -> String {
        let scale = if self.unit == Unit::Share { 100.0 } else { 1.0 };
        let is_whole = (limit * scale - (limit * scale).round()).abs() < 1e-9;
        let decimals = if is_whole { 0 } else { self.decimals };
        Numerals { decimals, ..self }.write(limit)
    }

    /// A number in words of its unit.
    pub fn write(self, value: f64) -> String {
        let decimals = self.decimals;
        match self.unit {
            Unit::Share => format!("{:.decimals$}\u{a0}%", value * 100.0),
            Unit::Cases | Unit::Plain if decimals == 0 => with_thousands(value.round() as i64),
            Unit::Cases | Unit::Plain => format!("{value:.decimals$}"),
        }
    }
}

/// Words of each class, lowest first, its limits as the scale has them. `values` are those classed.
///
/// # Errors
/// If the words name a value that a class does not have.
pub fn class_labels(
    lookup: Lookup<'_>,
    words: &ClassLegend,
    limits: &ClassLimits,
    values: &[f64],
    unit: Unit,
) -> Result<Vec<String>, Diagnostic> {
    refuse_unknown_names(lookup, words, unit)?;
    let numerals = Numerals::of(unit, limits, values);
    let count = limits.count();
    let members = limits.counts(values);
    (0..count)
        .map(|class| {
            let (lower, upper) = (limits.edges()[class], limits.edges()[class + 1]);
            let template = match class {
                0 => words.lowest.as_ref(),
                last if last + 1 == count => words.highest.as_ref(),
                _ => None,
            };
            let mut known = vec![
                ("lower", numerals.write_limit(lower)),
                ("upper", numerals.write_limit(upper)),
            ];
            if unit == Unit::Cases {
                let (first, last) = whole_numbers(class, limits, values);
                known.extend([
                    ("first", numerals.write(first)),
                    ("last", numerals.write(last)),
                ]);
                if first == last && lower < upper {
                    return Ok(numerals.write(last));
                }
            }
            // An open class beyond all values has one limit alone, and its number is its neighbour's.
            if lower >= upper && members[class] == 0 {
                let (sign, limit) = if class == 0 {
                    ("≤", upper)
                } else {
                    (">", lower)
                };
                return template.map_or_else(
                    || Ok(format!("{sign}\u{a0}{}", numerals.write(limit))),
                    |words| lookup.fill(words, &known),
                );
            }
            // The lowest class may hold one value alone: most often, zero.
            if lower >= upper {
                return Ok(numerals.write(upper));
            }
            lookup.fill(template.unwrap_or(&words.class), &known)
        })
        .collect()
}

/// Refuses words that name a value which no class has, also where this dataset prints none of them.
fn refuse_unknown_names(
    lookup: Lookup<'_>,
    words: &ClassLegend,
    unit: Unit,
) -> Result<(), Diagnostic> {
    let mut known = vec!["lower", "upper"];
    if unit == Unit::Cases {
        known.extend(["first", "last"]);
    }
    let known: Vec<(&str, String)> = known.into_iter().map(|it| (it, String::new())).collect();
    let texts = [
        Some(&words.class),
        words.lowest.as_ref(),
        words.highest.as_ref(),
    ];
    for text in texts.into_iter().flatten() {
        lookup.fill(text, &known)?;
    }
    Ok(())
}

/// The smallest and largest whole number that a class of counts can hold.
fn whole_numbers(class: usize, limits: &ClassLimits, values: &[f64]) -> (f64, f64) {
    let first = if class == 0 {
        values
            .iter()
            .copied()
            .fold(limits.edges()[1].floor(), f64::min)
    } else {
        limits.edges()[class].floor() + 1.0
    };
    (first, limits.edges()[class + 1].floor().max(first))
}
