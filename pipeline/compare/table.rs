//! Cleaned tables as text, so that the format of a file makes no difference.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_data::dictionary::DictionaryColumn;
use brief_data::tables::{CellType, DataGaps, Table, Tables, made_from};
use brief_model::brief::{ColumnSource, DataSettings};
use brief_model::ledger::{Event, Ledger};

/// The rows of a cleaned table.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// The columns that name a row together.
    pub key: Vec<String>,
    /// The table that it was made from, when it has no extract of its own.
    pub parent: Option<String>,
    /// Whether the key is the line number, which does not identify a row.
    pub key_is_line: bool,
    /// Columns that cleaning makes, each with those that it makes it from.
    pub made_from: BTreeMap<String, BTreeSet<String>>,
    /// Columns and what their values are.
    pub columns: IndexMap<String, String>,
    /// Each column as text, by the codes of its cells.
    pub cells: IndexMap<String, DictionaryColumn>,
    /// The corrections of its cells, by place and reason: by line in the raw file and column.
    pub corrections: BTreeMap<(u32, String), String>,
    /// Line of each row in its raw file.
    pub lines: Vec<u32>,
    pub file: String,
    /// Of a workbook.
    pub sheet: Option<String>,
}

impl Rows {
    pub(crate) fn height(&self) -> usize {
        self.lines.len()
    }

    pub(crate) fn cell(&self, column: &str, row: usize) -> Option<&str> {
        self.cells.get(column)?.get(row)
    }

    /// The correction that a cell went through.
    pub(crate) fn correction(&self, column: &str, row: usize) -> Option<&str> {
        if self.corrections.is_empty() {
            return None;
        }
        let line = *self.lines.get(row)?;
        let found = self.corrections.get(&(line, column.to_owned()));
        found.map(String::as_str)
    }

    /// A row's key, a value for each of its columns.
    pub(crate) fn key_of(&self, row: usize) -> Vec<String> {
        let columns = self.key.iter();
        let cells = columns.map(|column| self.cell(column, row).unwrap_or_default().to_owned());
        cells.collect()
    }

    /// Where a row stands in its raw file.
    pub(crate) fn place(&self, row: usize) -> Place {
        let line = self.lines.get(row).copied().unwrap_or_default();
        Place::cell(
            self.file.clone(),
            self.sheet.as_deref(),
            line as usize,
            None,
        )
    }

    fn of(table: &Table, ledger: &Ledger, settings: DataSettings<'_>) -> Result<Self, Diagnostic> {
        let series = &settings.series.value;
        let declared = series.tables.get(&table.name);
        let parent = declared.and_then(|declared| declared.from.as_deref());
        let mapping = &settings.mapping.value.tables;
        let mapping = mapping.get(parent.unwrap_or(&table.name));
        let key_is_line = table.key.iter().any(|column| {
            let source = mapping.and_then(|mapping| mapping.columns.get(column));
            matches!(source, Some(ColumnSource::Line(_)))
        });
        // A column that the delivery does not record does not count.
        let unrecorded = DataGaps::of(settings);
        let is_recorded = |name: &str| unrecorded.first(&table.name, [&name.to_owned()]).is_none();
        let mut columns = IndexMap::new();
        let mut cells = IndexMap::new();
        for column in table.text_columns(is_recorded)? {
            let in_words = type_in_words(column.cell_type).to_owned();
            columns.insert(column.name.clone(), in_words);
            cells.insert(column.name, column.cells);
        }
        Ok(Rows {
            key: table.key.clone(),
            parent: parent.map(str::to_owned),
            key_is_line,
            made_from: declared.map(made_from).unwrap_or_default(),
            columns,
            cells,
            corrections: corrections(ledger, &table.name),
            lines: table.lines()?,
            file: table.file.clone(),
            sheet: table.sheet.clone(),
        })
    }
}

fn corrections(ledger: &Ledger, table: &str) -> BTreeMap<(u32, String), String> {
    let own = ledger.entries.iter().filter(|entry| entry.table == table);
    let corrected = own.filter_map(|entry| {
        let Event::Cell { column, .. } = &entry.event else {
            return None;
        };
        let line = u32::try_from(entry.place.line?).ok()?;
        Some(((line, column.clone()), entry.correction()?.to_owned()))
    });
    corrected.collect()
}

fn type_in_words(cell_type: CellType) -> &'static str {
    match cell_type {
        CellType::Integer => "whole number",
        CellType::Number => "number",
        CellType::Date => "date",
        CellType::Text => "text",
    }
}

/// The rows of all cleaned tables.
pub(crate) fn rows(
    tables: &Tables,
    settings: DataSettings<'_>,
) -> Result<IndexMap<String, Rows>, Diagnostics> {
    let mut all = IndexMap::new();
    let declared = settings.series.value.tables.keys();
    let in_order = declared.filter_map(|name| tables.tables.get_key_value(name));
    for (name, table) in in_order {
        all.insert(name.clone(), Rows::of(table, &tables.ledger, settings)?);
    }
    Ok(all)
}
