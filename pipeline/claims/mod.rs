//! Claims: words that assert something about a finding, tested against it.
//!
//! Prose makes a claim by a filter, `{{ plots_direct | claim(says="slightly more than 60 %") }}`, which
//! prints the words. [`judge`] finds the hedge that the words are, tests it with the finding's numbers,
//! and tells how many rows would have to change to turn it over.

pub mod case;
pub mod condition;
pub mod hedges;
mod judge;
pub mod value;

use serde::Serialize;

use crate::diagnostics::Place;

pub use hedges::Hedges;
pub use judge::judge;

/// What a text asserts.
#[derive(Debug, Clone, PartialEq)]
pub struct Asserted {
    /// The words, as printed.
    pub says: String,
    /// The finding that they speak of.
    pub finding: String,
    /// The finding that it is compared with.
    pub than: Option<String>,
    /// The rows of a findings table that they name, by code.
    pub rows: Vec<String>,
    /// What prints them, as in `printed.json`.
    pub printed_in: String,
    /// Where they stand.
    pub place: Place,
    /// The sentence around them, as a reader sees it.
    pub sentence: String,
}

/// An assertion that was tested.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Claim {
    /// The words, as printed.
    pub says: String,
    /// The hedge that they are.
    pub hedge: String,
    /// Its test.
    pub test: String,
    /// The finding that they speak of.
    pub finding: String,
    /// The finding or rows that it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared_with: Option<String>,
    /// What the finding is: `20 of 33 (61 %)`.
    pub found: String,
    /// Whether the test is passed.
    pub holds: bool,
    /// The fewest units whose change would turn it over; none when it would take many.
    pub to_turn: Option<i64>,
    /// Those units: `rows`, or what the finding adds up over its rows, for example `persons`.
    pub counted_in: String,
    /// One way in which they would: `19 of 33 (58 %)`.
    pub turned: Option<String>,
    /// What prints them.
    pub printed_in: String,
    /// Where they stand.
    pub place: Place,
    /// The sentence around them, as a reader sees it.
    pub sentence: String,
    /// When it does not hold: wordings of the series that would, the nearest value first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub true_instead: Vec<String>,
}

impl Claim {
    /// The units whose change would turn it over, in words: `1 row`, `13 persons`.
    pub fn units_to_turn(&self) -> Option<String> {
        self.to_turn
            .map(|units| match (units, self.counted_in.as_str()) {
                (1, "rows") => "1 row".to_owned(),
                (units, of) => format!("{units} {of}"),
            })
    }

    /// Whether it holds, and the change of a single row would end that.
    pub fn hangs_on_one_row(&self) -> bool {
        self.holds && self.to_turn == Some(1) && self.counted_in == "rows"
    }
}
