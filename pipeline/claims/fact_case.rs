//! Facts that a claim speaks of: a source may give a limit and not a number, and words are tested against
//! everything that it leaves possible.

use brief_base::numbers::percent_in_full;
use brief_model::facts::{Fact, Limit};

use super::condition::NamedNumbers;
use super::interval::Interval;
use super::number_case::with_value;
use super::stated_number::StatedNumber;

/// How near a number is that a source calls "about" so much, as a part of it.
const ABOUT: f64 = 0.05;

/// More than a number by less than any that is printed; beyond what equality allows.
const A_LITTLE: f64 = 1e-8;

/// A fact that a claim speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct FactCase {
    pub fact: Fact,
    /// The fact of the same unit that it is compared with.
    pub other: Option<Fact>,
    /// The number in the words.
    pub value: Option<StatedNumber>,
}

/// The numbers that a source leaves possible for a fact.
///
/// # Example
/// ```
/// use brief_claims::fact_case::possible_values;
/// use brief_base::diagnostics::Place;
/// use brief_model::facts::{Fact, Qualifier};
///
/// let fact = Fact {
///     value: 0.3,
///     unit: "share".to_owned(),
///     as_of: "2017".to_owned(),
///     qualifier: Qualifier::read("at least"),
///     statement: String::new(),
///     cite: "source".to_owned(),
///     page: None,
///     same_as: None,
///     defined_at: Place::file("facts.yaml"),
/// };
/// let possible = possible_values(&fact);
/// assert_eq!((possible.low, possible.high), (0.3, 1.0));
/// ```
pub fn possible_values(fact: &Fact) -> Interval {
    let value = fact.value;
    let most = if fact.is_share() { 1.0 } else { f64::INFINITY };
    match fact.limit() {
        Limit::Exact => Interval::from(value),
        Limit::AtLeast => Interval::between(value, most),
        Limit::MoreThan => Interval::between(value + A_LITTLE, most),
        Limit::AtMost => Interval::between(0.0, value),
        Limit::LessThan => Interval::between(0.0, value - A_LITTLE),
        Limit::About => Interval::between(value * (1.0 - ABOUT), value * (1.0 + ABOUT)),
    }
}

/// A fact as its source has it: `at least 30 %`, `at least 0.3 %`, `1,122 persons`.
pub fn words(fact: &Fact) -> String {
    let qualifier = fact
        .qualifier
        .map_or_else(String::new, |qualifier| format!("{} ", qualifier.words));
    format!("{qualifier}{}", number(fact))
}

/// Its number with the unit.
fn number(fact: &Fact) -> String {
    if fact.is_share() {
        return percent_in_full(fact.value);
    }
    let count = if fact.value.fract() == 0.0 && fact.value.abs() < 9e15 {
        brief_base::numbers::with_thousands(fact.value as i64)
    } else {
        fact.value.to_string()
    };
    format!("{count} {}", fact.unit)
}

impl FactCase {
    /// The names that a condition may use, with what is known of them.
    pub fn numbers(&self) -> NamedNumbers {
        let known = possible_values(&self.fact);
        let is_share = self.fact.is_share();
        let (own, others) = if is_share {
            ("share", "other_share")
        } else {
            ("count", "other")
        };
        let mut numbers = NamedNumbers::from([(own, known)]);
        if self.value.is_none_or(|value| value.is_share == is_share) {
            numbers.insert("it", known);
        }
        if let Some(other) = &self.other {
            numbers.insert(others, possible_values(other));
        }
        let mut numbers = with_value(numbers, self.value);
        if let Some(rounded) = numbers.get_mut("rounded")
            && self.fact.limit() != Limit::Exact
        {
            // A source that gives no number bears out none.
            *rounded = Interval::between(f64::NEG_INFINITY, f64::INFINITY);
        }
        numbers
    }

    /// In words: `at least 30 %, beside 35 %`.
    pub fn words(&self) -> String {
        match &self.other {
            Some(other) => format!("{}, beside {}", words(&self.fact), words(other)),
            None => words(&self.fact),
        }
    }

    /// What the source says, when it does not give the number itself.
    pub(crate) fn limit_in_words(&self) -> &'static str {
        match self.fact.limit() {
            Limit::Exact => "the source gives the number alone",
            Limit::AtLeast | Limit::MoreThan => "the source gives only a lower limit",
            Limit::AtMost | Limit::LessThan => "the source gives only an upper limit",
            Limit::About => "the source gives only an approximate number",
        }
    }
}
