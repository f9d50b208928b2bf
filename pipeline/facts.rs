//! Facts: numbers from elsewhere, each with its citation.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

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
    pub qualifier: Option<String>,
    /// What the source says, in our words.
    pub statement: String,
    /// Key in `references.yaml`.
    pub cite: String,
    /// Page in the source.
    #[serde(default)]
    pub page: Option<String>,
}
