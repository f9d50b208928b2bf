//! Facts: numbers from elsewhere, each with its citation.

use indexmap::IndexMap;
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};

use brief_base::diagnostics::Place;
use brief_base::numbers;

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
    /// The date or period it holds for: `2014`, `2014-07`, `2014-07-15`, two of a kind with `/` between.
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
    /// The finding of a sibling that says the same, as `siblings.BRIEF.FINDING`: its count, or its share for
    /// a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// Where it is defined.
    #[serde(skip)]
    pub defined_at: Place,
}

impl Fact {
    /// The date or period it holds for, as prose writes it: `July 2014`, `2011–14`,
    /// `June 2014 – January 2017`. What is no such date is left as it is.
    pub fn as_of_in_words(&self) -> String {
        let Some((from, to)) = self.as_of.split_once('/') else {
            return numbers::date_in_words(&self.as_of);
        };
        if from.contains('-') || to.contains('-') {
            let (from, to) = (numbers::date_in_words(from), numbers::date_in_words(to));
            return format!("{from} – {to}");
        }
        numbers::years(from, to)
    }
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
    /// use brief_model::facts::{Limit, Qualifier};
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

#[cfg(test)]
mod tests {
    use super::{Fact, Place};

    #[test]
    fn the_time_of_a_fact_reads_as_prose_has_it() {
        let words = |as_of: &str| {
            Fact {
                value: 1.0,
                unit: String::new(),
                as_of: as_of.to_owned(),
                qualifier: None,
                statement: String::new(),
                cite: String::new(),
                page: None,
                same_as: None,
                defined_at: Place::default(),
            }
            .as_of_in_words()
        };
        assert_eq!(words("2014-07"), "July 2014");
        assert_eq!(words("2014-07-05"), "July 5, 2014");
        assert_eq!(words("1901"), "1901");
        assert_eq!(words("2006/2007"), "2006–07");
        assert_eq!(words("2014-06/2017-01"), "June 2014 – January 2017");
        assert_eq!(words("2014-13"), "2014-13");
    }
}
