//! What the values of a column must be, in the words of Table Schema.

use serde::{Deserialize, Serialize};

/// The constraints of a column; a missing value meets all but `required`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Constraints {
    /// Every row has a value.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// No two rows have the same value.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// The least number, or the first date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Bound>,
    /// The greatest number, or the last date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Bound>,
    /// Values lie above this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<Bound>,
    /// Values lie below this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<Bound>,
    /// The fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<usize>,
    /// The most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// A regular expression that the whole value matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// All values that there may be.
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Bound>,
}

/// A number or a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bound {
    /// A whole number.
    Integer(i64),
    /// Any number.
    Number(f64),
    /// A date, a word, or a number in quotes.
    Text(String),
}

/// In place of a minimum: there is none, also where there would be one by default.
pub const NO_MINIMUM: &str = "none";

/// Names of the bounds.
pub const MINIMUM: &str = "minimum";
/// See [`MINIMUM`].
pub const MAXIMUM: &str = "maximum";
/// See [`MINIMUM`].
pub const EXCLUSIVE_MINIMUM: &str = "exclusiveMinimum";
/// See [`MINIMUM`].
pub const EXCLUSIVE_MAXIMUM: &str = "exclusiveMaximum";

impl Constraints {
    /// The bounds that are stated, with their names.
    pub fn bounds(&self) -> impl Iterator<Item = (&'static str, &Bound)> {
        let all = [
            (MINIMUM, &self.minimum),
            (MAXIMUM, &self.maximum),
            (EXCLUSIVE_MINIMUM, &self.exclusive_minimum),
            (EXCLUSIVE_MAXIMUM, &self.exclusive_maximum),
        ];
        let stated = all.into_iter();
        stated.filter_map(|(name, bound)| Some((name, bound.as_ref()?)))
    }

    /// The bounds and nothing else.
    pub fn only_bounds(&self) -> Self {
        Constraints {
            minimum: self.minimum.clone(),
            maximum: self.maximum.clone(),
            exclusive_minimum: self.exclusive_minimum.clone(),
            exclusive_maximum: self.exclusive_maximum.clone(),
            ..Constraints::default()
        }
    }

    /// Everything but the bounds.
    pub fn without_bounds(&self) -> Self {
        Constraints {
            minimum: None,
            maximum: None,
            exclusive_minimum: None,
            exclusive_maximum: None,
            ..self.clone()
        }
    }

    /// Whether they say how small a value may be, or that there is no such bound.
    pub fn has_minimum(&self) -> bool {
        self.minimum.is_some() || self.exclusive_minimum.is_some()
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Bound::Integer(number) => number.fmt(formatter),
            Bound::Number(number) => number.fmt(formatter),
            Bound::Text(text) => text.fmt(formatter),
        }
    }
}
