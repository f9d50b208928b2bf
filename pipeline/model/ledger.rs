//! The ledger: what happened to every row and cell between extract and table.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use brief_base::diagnostics::Place;

/// What became of a row that did not stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFate {
    /// One report of two or more about the same thing.
    Merged,
    /// Not usable.
    Rejected,
    /// Sound, but none of the brief's business.
    OutOfScope,
}

/// One entry: a changed cell, or a row that left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// The cleaned table.
    pub table: String,
    /// Raw file, sheet, line and, for a cell, column.
    pub place: Place,
    /// What happened.
    pub event: Event,
    /// The rule that did it: the step, and the file or reason it rests on.
    pub rule: String,
}

/// How the rule of a correction begins; its place and its reason follow.
pub const CORRECTION: &str = "correction at ";

impl LedgerEntry {
    /// The correction that changed a cell, by its place and reason.
    pub fn correction(&self) -> Option<&str> {
        self.rule.strip_prefix(CORRECTION)
    }
}

/// What happened to a cell or row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A cell changed.
    Cell {
        /// The column, as the cleaned table calls it.
        column: String,
        /// Its value before; nothing when it was missing.
        before: Option<String>,
        /// Its value after.
        after: Option<String>,
    },
    /// A row left.
    Row {
        /// How.
        fate: RowFate,
        /// The line of the row that it was merged into.
        #[serde(skip_serializing_if = "Option::is_none")]
        into_line: Option<u32>,
    },
}

/// Rows in = kept + merged + rejected + out of scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Account {
    /// Rows of the extract.
    pub rows_in: usize,
    /// Rows of the table.
    pub kept: usize,
    /// See [`RowFate::Merged`].
    pub merged: usize,
    /// See [`RowFate::Rejected`].
    pub rejected: usize,
    /// See [`RowFate::OutOfScope`].
    pub out_of_scope: usize,
}

impl Account {
    /// Whether every row is accounted for.
    pub fn balances(&self) -> bool {
        self.rows_in == self.kept + self.merged + self.rejected + self.out_of_scope
    }
}

/// The rows of an extract that were rejected, as they came.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RejectedRows {
    /// The extract's columns.
    pub columns: Vec<String>,
    /// In file order.
    pub rows: Vec<RejectedRow>,
}

/// A rejected row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RejectedRow {
    /// Its line in the raw file.
    pub line: u32,
    /// Why it was rejected.
    pub reason: String,
    /// Its cells, one for each column; a blank cell is empty.
    pub cells: Vec<String>,
}

/// The ledger of one run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// In the order of the cleaning steps, rows in file order.
    pub entries: Vec<LedgerEntry>,
    /// Row sums by table.
    pub accounts: IndexMap<String, Account>,
    /// Rejected rows, by each table that has an extract.
    pub rejected: IndexMap<String, RejectedRows>,
}

impl Ledger {
    /// Rows that left a table in one way: line and rule, in file order.
    pub fn rows_with_fate(&self, table: &str, wanted: RowFate) -> Vec<(u32, &str)> {
        let mut rows: Vec<(u32, &str)> = self
            .entries
            .iter()
            .filter(|entry| entry.table == table)
            .filter_map(|entry| match &entry.event {
                Event::Row { fate, .. } if *fate == wanted => {
                    let line = u32::try_from(entry.place.line?).ok()?;
                    Some((line, entry.rule.as_str()))
                }
                _ => None,
            })
            .collect();
        rows.sort_unstable();
        rows
    }
}
