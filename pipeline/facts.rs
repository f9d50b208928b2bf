//! Facts: numbers from elsewhere, each with its citation.

use indexmap::IndexMap;
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};

/// The cited numbers of a brief by name (`facts.yaml`).
pub type Facts = IndexMap<String, Fact>;

/// A number from elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The number; a share is 0–1.
    pub value: f64,
    /// What it counts, for example `people`, or `share`.
    pub unit: String,
    /// The date or period it holds for.
    pub as_of: String,
    /// `at least`, `up to`, … when the source gives a limit and not a value.
    #[serde(default)]
    pub qualifier: Option<Qualifier>,
    /// What the source says, in our words.
    pub statement: String,
    /// Key in `references.yaml`.
    pub cite: String,
    /// Page in the source.
    #[serde(default)]
    pub page: Option<String>,
}

impl Fact {
    /// Whether the number is a share, 0–1.
    pub fn is_share(&self) -> bool {
        self.unit == "share"
    }

    /// What the source says of the number.
    pub fn limit(&self) -> Limit {
        self.qualifier
            .map_or(Limit::Exact, |qualifier| qualifier.limit)
    }
}

/// What a source says of a number that it gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// It is the number.
    Exact,
    /// It is the number or more.
    AtLeast,
    /// It is more than the number.
    MoreThan,
    /// It is the number or less.
    AtMost,
    /// It is less than the number.
    LessThan,
    /// It is near the number.
    About,
}

/// The words by which a source limits a number, one of [`Qualifier::KNOWN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Qualifier {
    /// As they stand before the number: `at least`.
    pub words: &'static str,
    /// What they say.
    pub limit: Limit,
}

impl Qualifier {
    /// All that there are.
    pub const KNOWN: [(&'static str, Limit); 14] = [
        ("at least", Limit::AtLeast),
        ("no fewer than", Limit::AtLeast),
        ("no less than", Limit::AtLeast),
        ("more than", Limit::MoreThan),
        ("over", Limit::MoreThan),
        ("at most", Limit::AtMost),
        ("up to", Limit::AtMost),
        ("fewer than", Limit::LessThan),
        ("less than", Limit::LessThan),
        ("under", Limit::LessThan),
        ("about", Limit::About),
        ("around", Limit::About),
        ("approximately", Limit::About),
        ("roughly", Limit::About),
    ];

    const WORDS: [&'static str; Self::KNOWN.len()] = {
        let mut words = [""; Self::KNOWN.len()];
        let mut item = 0;
        while item < words.len() {
            words[item] = Self::KNOWN[item].0;
            item += 1;
        }
        words
    };

    /// The qualifier of these words.
    ///
    /// # Example
    /// ```
    /// use brief::facts::{Limit, Qualifier};
    ///
    /// assert_eq!(Qualifier::read("up to").map(|qualifier| qualifier.limit), Some(Limit::AtMost));
    /// assert!(Qualifier::read("perhaps").is_none());
    /// ```
    pub fn read(words: &str) -> Option<Self> {
        let mut known = Self::KNOWN.into_iter();
        known
            .find(|(known, _)| *known == words)
            .map(|(words, limit)| Qualifier { words, limit })
    }
}

impl<'de> Deserialize<'de> for Qualifier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = String::deserialize(deserializer)?;
        Self::read(&words).ok_or_else(|| Error::unknown_variant(&words, &Self::WORDS))
    }
}

impl Serialize for Qualifier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words)
    }
}
