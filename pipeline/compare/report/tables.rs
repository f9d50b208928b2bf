//! The tables in the report: columns and rows.

use serde::{Serialize, Serializer};

use super::Limits;
use super::words::{self, counted};
use crate::Pair;
use crate::rows::{RowChange, SourceRow, TableChange};

/// A table of so many rows is shown open.
const OPEN: usize = 20;

/// A table whose rows or columns differ.
#[derive(Serialize)]
pub(crate) struct TableEntry<'a> {
    id: String,
    pub name: &'a str,
    pub summary: String,
    key: String,
    pub columns: Vec<String>,
    /// By kind of change: changed, under another key, added, gone.
    pub rows: Vec<RowEntry<'a>>,
    pub more: usize,
    open: bool,
}

/// A row that differs.
#[derive(Serialize)]
pub(crate) struct RowEntry<'a> {
    pub name: String,
    pub change: String,
    pub cells: Vec<CellEntry<'a>>,
    /// Where it stands, on each side that has it.
    pub places: Vec<String>,
}

/// A cell that differs; none on a side where it is missing.
#[derive(Serialize)]
pub(crate) struct CellEntry<'a> {
    #[serde(rename = "name")]
    pub column: &'a str,
    #[serde(serialize_with = "or_nothing")]
    pub old: Option<&'a str>,
    #[serde(serialize_with = "or_nothing")]
    pub new: Option<&'a str>,
}

fn or_nothing<S: Serializer>(cell: &Option<&str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(cell.unwrap_or("nothing"))
}

impl<'a> TableEntry<'a> {
    pub(super) fn of(number: usize, change: &'a TableChange, limits: Limits) -> Self {
        let most = limits.rows;
        let both = [&change.rows_changed, &change.rows_rekeyed];
        let one = [(&change.rows_gained, "added"), (&change.rows_lost, "gone")];
        let rows: Vec<RowEntry<'a>> = both
            .into_iter()
            .flat_map(|rows| rows.iter().take(most).map(RowEntry::of_both))
            .chain(one.into_iter().flat_map(|(rows, change)| {
                let rows = rows.iter().take(most);
                rows.map(move |row| RowEntry::of_one(row, change))
            }))
            .collect();
        let gained = change.columns_gained.iter();
        let gained = gained.map(|column| format!("new column: {column}"));
        let lost = change.columns_lost.iter();
        let lost = lost.map(|column| format!("column gone: {column}"));
        let types = change.columns_retyped.iter().map(|column| {
            let Pair { old, new } = &column.kind;
            format!("column {}: {old} → {new}", column.column)
        });
        TableEntry {
            id: format!("table-{number}"),
            name: &change.table,
            summary: summary(change),
            key: change.key.join(" and "),
            columns: gained.chain(lost).chain(types).collect(),
            open: rows.len() <= OPEN,
            more: change.count().sum() - rows.len(),
            rows,
        }
    }

    /// How many changes of it are listed.
    pub(super) fn items(&self) -> usize {
        self.columns.len() + self.rows.len()
    }
}

fn summary(change: &TableChange) -> String {
    match (change.present.old, change.present.new) {
        (true, false) => format!("Only on the old side, {}.", counted(change.rows.old, "row")),
        (false, _) => format!("Only on the new side, {}.", counted(change.rows.new, "row")),
        (true, true) => format!(
            "{} → {}: {}, {} as before.",
            counted(change.rows.old, "row"),
            change.rows.new,
            words::rows(change.count()),
            change.unchanged
        ),
    }
}

impl<'a> RowEntry<'a> {
    fn of_both(change: &'a RowChange) -> Self {
        let Pair { old, new } = &change.row;
        let cells = change.cells.iter().map(|cell| CellEntry {
            column: &cell.column,
            old: cell.value.old.as_deref(),
            new: cell.value.new.as_deref(),
        });
        RowEntry {
            name: words::key(Some(&old.key), Some(&new.key)),
            change: change.alike.map_or_else(
                || "changed".to_owned(),
                |alike| {
                    let (columns, of) = (alike.columns, alike.of);
                    format!("likely the same under another key, alike in {columns} of {of} columns")
                },
            ),
            cells: cells.collect(),
            places: vec![old.place.to_string(), new.place.to_string()],
        }
    }

    fn of_one(row: &SourceRow, change: &str) -> Self {
        RowEntry {
            name: row.key.join("; "),
            change: change.to_owned(),
            cells: Vec::new(),
            places: vec![row.place.to_string()],
        }
    }

    /// Whether only one side has it.
    pub(crate) fn is_one_sided(&self) -> bool {
        self.places.len() == 1
    }
}
