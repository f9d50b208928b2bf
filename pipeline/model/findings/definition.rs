//! How a finding is defined: SQL for the conditions; the tool does counts, shares, unknowns and
//! evidence.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use brief_base::one_or_many::OneOrMany;

/// A finding's definition, as `findings.yaml` has it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its name for readers.
    pub title: String,
    /// What it is about: a topic of the series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// What it measures, in a sentence or two: what counts, what does not, and the base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<String>,
    /// Why it matters to the reader of a brief, where its topic does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matters: Option<String>,
    /// What to keep in mind when reading it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caveat: Option<String>,
    /// What is counted, in words, for example `plots`.
    pub unit: String,
    /// The table or view whose rows it is about.
    pub of: String,
    /// SQL condition: the rows that count. A row for which it is neither true nor false is unknown.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// SQL expression to add up over the rows, instead of counting them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<String>,
    /// The base of the share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_of: Option<Base>,
    /// What cannot be told, where the rows alone do not show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Measure>,
    /// Columns to break the count down by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<OneOrMany>,
    /// How the rows of the breakdown follow each other, when not as the column's categories are declared or
    /// else by alphabet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Named parts instead of a column's values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<IndexMap<String, FindingPart>>,
}

impl Definition {
    /// Whether it comes to a number a category.
    pub fn is_table(&self) -> bool {
        self.by.is_some() || self.parts.is_some()
    }

    /// The tables and views it names.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        let base = self.share_of.as_ref().and_then(Base::table);
        let measured = self.measures().filter_map(|measure| measure.of.as_deref());
        [self.of.as_str()].into_iter().chain(base).chain(measured)
    }

    /// All of its SQL.
    pub fn expressions(&self) -> impl Iterator<Item = &str> {
        let parts = self.parts.iter().flat_map(IndexMap::values);
        let own = [&self.condition, &self.sum].into_iter();
        own.chain(
            self.measures()
                .flat_map(|measure| [&measure.condition, &measure.sum]),
        )
        .chain(parts.flat_map(|part| [&part.condition, &part.sum]))
        .flatten()
        .map(String::as_str)
    }

    fn measures(&self) -> impl Iterator<Item = &Measure> {
        let base = self.share_of.as_ref().and_then(Base::measure);
        base.into_iter().chain(&self.unknown)
    }
}

/// How the rows of a findings table follow each other; the unknown stands last whatever its count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// By count, the largest first; of equal counts, as without this.
    LargestFirst,
}

/// The base of a share.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum Base {
    /// All rows of a table or view.
    Table(String),
    /// Some of them, or a sum over them.
    Measure(Measure),
}

impl Base {
    /// The table or view, when it is the base as a whole.
    pub fn table(&self) -> Option<&str> {
        match self {
            Base::Table(table) => Some(table),
            Base::Measure(_) => None,
        }
    }

    /// What is measured, when the base is not a whole table.
    pub fn measure(&self) -> Option<&Measure> {
        match self {
            Base::Table(_) => None,
            Base::Measure(measure) => Some(measure),
        }
    }
}

/// A count of rows or a sum over them.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// The table or view; the finding's own when none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// SQL condition.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// SQL expression to add up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<String>,
}

/// A named part of a whole.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FindingPart {
    /// What a reader sees.
    pub title: String,
    /// The part that is not known: it comes last, and is drawn as unknown.
    #[serde(default)]
    pub unknown: bool,
    /// SQL condition.
    #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// SQL expression to add up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<String>,
}
