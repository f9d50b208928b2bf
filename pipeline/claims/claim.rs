//! What a text asserts, and what testing makes of it.

use serde::Serialize;

use brief_base::agreement::unit_after;
use brief_base::diagnostics::Place;

/// What a text asserts.
#[derive(Debug, Clone, PartialEq)]
pub struct Assertion {
    /// The words, as printed.
    pub says: String,
    /// The finding that they speak of, or `facts.NAME`.
    pub finding: String,
    /// The finding or fact that it is compared with.
    pub than: Option<String>,
    /// The row of the same findings table that it is compared with, by code.
    pub than_row: Option<String>,
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
    pub test: String,
    /// The finding that they speak of, or `facts.NAME`.
    pub finding: String,
    /// The rows of a findings table that they name, by code.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<String>,
    /// The finding or fact that it is compared with, or the row of the same table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared_with: Option<String>,
    /// What it is: `20 of 33 (61 %)`.
    pub found: String,
    /// Whether the test is passed.
    pub holds: bool,
    /// The fewest units whose change would turn it over; none when it would take many.
    pub to_turn: Option<i64>,
    /// Those units: `rows`, or what the finding adds up over its rows, for example `persons`; none for a
    /// fact, since nothing in the data turns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_in: Option<String>,
    /// When it is the going of units that turns it: the fewest rows that hold so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_to_turn: Option<usize>,
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
    /// The units whose change would turn it over, in words: `1 row`, `13 persons`, `13 persons (in 2
    /// rows)`.
    pub fn units_to_turn(&self) -> Option<String> {
        let (units, of) = self.to_turn.zip(self.counted_in.as_deref())?;
        let mut words = format!("{units} {}", unit_after(units, of));
        match self.rows_to_turn {
            Some(1) => words.push_str(" (in 1 row)"),
            Some(rows) => words.push_str(&format!(" (in {rows} rows)")),
            None => {}
        }
        Some(words)
    }

    /// Whether it holds, and the change of a single row would end that.
    pub fn hangs_on_one_row(&self) -> bool {
        let counts_rows = self.counted_in.as_deref() == Some("rows");
        let one_row = (self.to_turn == Some(1) && counts_rows) || self.rows_to_turn == Some(1);
        self.holds && one_row
    }
}
