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
    /// In words.
    pub label: String,
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
}

/// Rows of a findings table: for each column the wanted codes; null is unknown.
pub type RowSelection = IndexMap<String, OneOrMany<Option<String>>>;
