//! Evidence with its history: each row with what cleaning did to it.

use serde::Serialize;

use brief_base::diagnostics::Place;
use brief_model::findings::EvidenceRows;
use brief_model::ledger::RowFate;
use brief_model::ledger::{Event, Ledger, LedgerEntry};
use brief_prose::settings::Settings;

/// A row that a finding counts, with its history.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RowHistory {
    /// The cleaned table.
    pub table: String,
    /// The row's key.
    pub key: String,
    /// Raw file, sheet and line.
    pub place: Place,
    /// How many units of the finding it holds.
    pub amount: i64,
    /// The cells that cleaning changed, in the order of the steps.
    pub steps: Vec<CellStep>,
    /// Rows that were merged into it.
    pub merged: Vec<MergedRow>,
}

/// A cell that a cleaning step changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CellStep {
    /// The column, as the cleaned table calls it.
    pub column: String,
    /// Before; nothing when it was missing.
    pub before: Option<String>,
    /// After; nothing when it is missing now.
    pub after: Option<String>,
    /// The rule that did it.
    pub rule: String,
    /// The raw cell; the row if the raw file lacks the column.
    pub place: Place,
}

/// A row that became part of another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct MergedRow {
    /// Raw file, sheet and line.
    pub place: Place,
    /// Why it was merged.
    pub rule: String,
    /// The cells that cleaning changed before.
    pub steps: Vec<CellStep>,
    /// Rows that had been merged into it.
    pub merged: Vec<MergedRow>,
}

/// Gives each row of evidence its history.
pub(super) fn with_history(
    evidence: &EvidenceRows,
    ledger: &Ledger,
    settings: &Settings,
) -> Vec<RowHistory> {
    let rows = evidence.iter().map(|evidence| {
        // A table made from another has its lines, and the ledger speaks of those.
        let declared = settings.series.value.tables.get(&evidence.table);
        let parent = declared.and_then(|table| table.from.as_deref());
        let history = History {
            ledger,
            table: parent.unwrap_or(&evidence.table),
        };
        RowHistory {
            table: evidence.table.clone(),
            key: evidence.key.clone(),
            place: evidence.place.clone(),
            amount: evidence.amount,
            steps: history.steps(&evidence.place),
            merged: history.merged(&evidence.place),
        }
    });
    rows.collect()
}

struct History<'a> {
    ledger: &'a Ledger,
    table: &'a str,
}

impl History<'_> {
    fn entries(&self, file: &str) -> impl Iterator<Item = &LedgerEntry> {
        let entries = self.ledger.entries.iter();
        entries.filter(move |entry| entry.table == self.table && entry.place.file == file)
    }

    fn steps(&self, row: &Place) -> Vec<CellStep> {
        let of_row = self.entries(&row.file);
        let of_row = of_row.filter(|entry| entry.place.line == row.line);
        let steps = of_row.filter_map(|entry| match &entry.event {
            Event::Cell {
                column,
                before,
                after,
            } => Some(CellStep {
                column: column.clone(),
                before: before.clone(),
                after: after.clone(),
                rule: entry.rule.clone(),
                place: entry.place.clone(),
            }),
            Event::Row { .. } => None,
        });
        steps.collect()
    }

    fn merged(&self, into: &Place) -> Vec<MergedRow> {
        let merged = self.entries(&into.file).filter(|entry| match entry.event {
            Event::Row {
                fate: RowFate::Merged,
                into_line: Some(line),
            } => into.line == Some(line as usize) && entry.place.line != into.line,
            _ => false,
        });
        let rows = merged.map(|entry| MergedRow {
            place: entry.place.clone(),
            rule: entry.rule.clone(),
            steps: self.steps(&entry.place),
            merged: self.merged(&entry.place),
        });
        rows.collect()
    }
}
