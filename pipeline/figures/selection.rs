//! What declarations of charts and of maps have in common: which rows of a findings table they draw, and the
//! kinds that they tell apart.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use brief_base::one_or_many::OneOrMany;
use brief_drawing::marks::Shape;
use brief_drawing::paint::Colour;

/// One kind in a figure.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Its code in the findings table.
    pub key: String,
    /// In words, after the count.
    pub label: String,
    /// The same where the count is one; without it, as for any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one: Option<String>,
    pub colour: Colour,
    #[serde(default)]
    pub shape: Shape,
    /// Its key stands only where any of the kind occurs.
    #[serde(default)]
    pub if_any: bool,
}

impl Series {
    /// Whether its key stands in a figure that draws so many of the kind.
    pub(crate) fn has_key(&self, count: i64) -> bool {
        count > 0 || !self.if_any
    }

    /// Its words after so many.
    pub(crate) fn words(&self, count: i64) -> &str {
        after_count(count, self.one.as_ref(), &self.label)
    }
}

/// The words that stand after a count: those for one, where there are such, or those for any other number.
pub(crate) fn after_count<'a>(count: i64, one: Option<&'a String>, many: &'a str) -> &'a str {
    one.filter(|_| count == 1).map_or(many, String::as_str)
}

/// Rows of a findings table: for each column the wanted codes; null is unknown.
pub type RowSelection = IndexMap<String, OneOrMany<Option<String>>>;
