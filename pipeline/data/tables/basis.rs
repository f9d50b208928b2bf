//! What the cells of a cleaned table rest on: the marks of the delivery (`brief:basis`), carried through
//! cleaning.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use indexmap::IndexMap;
use polars::prelude::*;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_model::brief::{ColumnSource, MappingSettings};
use brief_model::datapackage::Resource;
use brief_model::rests_on::{CellBasis, ExtractBasis, RowBasis};
use brief_model::series::{StepInput, TableSettings};

use crate::dictionary::all_numbers;
use crate::extracts::{Extract, LINE};
use crate::sql;

/// What the rows and cells of a cleaned table rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableBasis {
    /// Each row itself, in table order.
    rows: Vec<CellBasis>,
    /// The cells of each column in which any is not documented.
    columns: BTreeMap<String, Vec<CellBasis>>,
}

impl TableBasis {
    /// What a row itself rests on.
    pub fn of_row(&self, row: usize) -> CellBasis {
        self.rows[row]
    }

    /// What the cells of a column rest on, row by row; nothing where all are documented.
    pub fn of_column(&self, column: &str) -> Option<&[CellBasis]> {
        self.columns.get(column).map(Vec::as_slice)
    }

    fn is_documented(&self) -> bool {
        self.columns.is_empty()
            && self
                .rows
                .iter()
                .all(|basis| *basis == CellBasis::Documented)
    }
}

/// The marks of one extract, row by row.
pub(super) struct ExtractMarks<'a> {
    basis: &'a ExtractBasis,
    /// What kind of row each line is, and its primary key where single cells are marked.
    lines: HashMap<u32, MarkedLine<'a>>,
}

struct MarkedLine<'a> {
    kind: &'a RowBasis,
    cells: Option<&'a IndexMap<String, CellBasis>>,
}

impl<'a> ExtractMarks<'a> {
    /// The marks of an extract that has any.
    ///
    /// # Errors
    /// Each status that the descriptor does not explain, once; each marked cell whose row is not there.
    pub(super) fn of(
        extract: &Extract,
        resource: &'a Resource,
        descriptor: &str,
    ) -> Result<Option<Self>, Diagnostics> {
        let Some(basis) = &resource.basis else {
            return Ok(None);
        };
        // That the column is missing is said where the columns are read.
        let status_column = basis.status_column.as_deref();
        if status_column.is_some_and(|column| extract.texts(column).is_none()) {
            return Ok(None);
        }
        let mut faults = Diagnostics::new();
        let height = extract.height();
        let texts = |column: Option<&String>| -> Vec<Option<&str>> {
            let cells = column.and_then(|column| extract.texts(column));
            cells.map_or_else(|| vec![None; height], Iterator::collect)
        };
        let keys = resource
            .schema
            .iter()
            .flat_map(|schema| &schema.primary_key);
        let key = keys.flat_map(|keys| keys.as_slice()).next();
        let statuses = texts(basis.status_column.as_ref());
        let keys = match basis.cells.is_empty() {
            true => vec![None; height],
            false => texts(key),
        };
        let numbers = extract.frame.column(LINE).and_then(|lines| lines.u32());
        let numbers = numbers.map(all_numbers).unwrap_or_default();
        let missing = status_column.map_or(&[][..], |column| extract.missing_values_of(column));
        let mut lines = HashMap::with_capacity(height);
        let mut unexplained = BTreeSet::new();
        let mut marked = BTreeSet::new();
        for ((line, status), key) in numbers.into_iter().zip(statuses).zip(keys) {
            let status = status.map(str::trim).unwrap_or_default();
            let key = key.map(str::trim);
            let kind = basis.rows.get(status);
            let is_missing = status.is_empty() || missing.iter().any(|missing| missing == status);
            let is_blank = is_missing && basis.status_column.is_some();
            if kind.is_none() && !is_blank && unexplained.insert(status) {
                let column = basis.status_column.as_deref().unwrap_or_default();
                let position = extract.positions.get(column).copied();
                let place = Place::cell(
                    extract.file.clone(),
                    extract.sheet.as_deref(),
                    line as usize,
                    position,
                );
                faults.push(
                    Diagnostic::error(
                        "unknown-status",
                        format!("\"{status}\" in column \"{column}\" is not a status that the descriptor explains"),
                    )
                    .with_place(place)
                    .with_help(format!(
                        "say in {descriptor}, under \"brief:basis\", what such rows rest on: \"rows\": \
                         {{\"{status}\": \"documented\"}}"
                    )),
                );
            }
            let cells = key.and_then(|key| basis.cells.get_key_value(key));
            marked.extend(cells.map(|(key, _)| key.as_str()));
            // A row without a status may be one that cleaning rejects; of one that stays nobody knows better.
            let kind = kind.unwrap_or(&UNMARKED);
            lines.insert(
                line,
                MarkedLine {
                    kind,
                    cells: cells.map(|(_, cells)| cells),
                },
            );
        }
        for key in basis
            .cells
            .keys()
            .filter(|key| !marked.contains(key.as_str()))
        {
            faults.push(
                Diagnostic::error(
                    "unknown-row",
                    format!(
                        "\"brief:basis\" marks a cell of row \"{key}\", and {} has no such row",
                        extract.file
                    ),
                )
                .with_place(Place::file(descriptor))
                .with_help("name the row by its primary key, as the extract writes it"),
            );
        }
        faults
            .finish(Some(ExtractMarks { basis, lines }))
            .map(|(marks, _)| marks)
    }

    /// What the rows and cells of a cleaned table rest on; nothing when all are documented.
    pub(super) fn of_table(&self, frame: &DataFrame, lineage: &Lineage) -> Option<TableBasis> {
        let lines = frame.column(LINE).and_then(|lines| lines.u32());
        let lines = lines.map(all_numbers).unwrap_or_default();
        let marked: Vec<&MarkedLine<'_>> = lines
            .iter()
            .filter_map(|line| self.lines.get(line))
            .collect();
        let columns = frame
            .get_column_names()
            .into_iter()
            .filter(|column| *column != LINE);
        let columns = columns.filter_map(|column| {
            let sources = lineage.sources(column);
            let cells: Vec<CellBasis> = marked
                .iter()
                .map(|line| self.of_cell(line, sources))
                .collect();
            let any = cells.iter().any(|basis| *basis != CellBasis::Documented);
            any.then(|| (column.to_string(), cells))
        });
        let basis = TableBasis {
            columns: columns.collect(),
            // A row of a table that a step fills is there because of what the step read.
            rows: marked
                .iter()
                .map(|line| {
                    line.kind
                        .otherwise
                        .max(self.of_cell(line, &lineage.otherwise))
                })
                .collect(),
        };
        (!basis.is_documented()).then_some(basis)
    }

    /// The worst of the raw cells that a cell was made from.
    fn of_cell(&self, line: &MarkedLine<'_>, sources: &BTreeSet<String>) -> CellBasis {
        let of_source = |column: &String| {
            let single = line.cells.and_then(|cells| cells.get(column));
            single
                .copied()
                .unwrap_or_else(|| self.basis.of_column(line.kind, column))
        };
        sources.iter().map(of_source).max().unwrap_or_default()
    }
}

/// A row of which its status says nothing.
static UNMARKED: std::sync::LazyLock<RowBasis> = std::sync::LazyLock::new(|| RowBasis {
    otherwise: CellBasis::Chosen,
    columns: IndexMap::new(),
});

/// Which raw columns each column of a table was made from.
pub(super) struct Lineage {
    columns: BTreeMap<String, BTreeSet<String>>,
    /// Of the columns that no step names.
    otherwise: BTreeSet<String>,
}

impl Lineage {
    /// Of a table with this mapping.
    pub(super) fn of(table: &TableSettings, mapping: &MappingSettings) -> Self {
        let mut columns = BTreeMap::new();
        for (name, source) in &mapping.columns {
            let raw = match source {
                ColumnSource::Column(raw) => BTreeSet::from([raw.clone()]),
                ColumnSource::Constant(_) | ColumnSource::Line(_) | ColumnSource::Absent(_) => {
                    BTreeSet::new()
                }
            };
            columns.insert(name.clone(), raw);
        }
        for step in &table.steps {
            for made in step.effects().makes {
                let from = StepInput::columns(&made.from, sql::reads);
                let raw = from.iter().filter_map(|column| columns.get(column));
                let raw = raw.flatten().cloned().collect();
                columns.insert(made.column.to_owned(), raw);
            }
        }
        Lineage {
            columns,
            otherwise: BTreeSet::new(),
        }
    }

    /// The same for a table that a step fills: what its own columns hold comes from what the step reads.
    pub(super) fn of_filled(&self, table: &TableSettings, filled: &str) -> Self {
        let steps = table.steps.iter().map(|step| step.effects());
        let filling = steps.filter(|effects| effects.fills == Some(filled));
        let read = filling.flat_map(|effects| StepInput::columns(&effects.reads, sql::reads));
        let raw = read.filter_map(|column| self.columns.get(&column));
        Lineage {
            columns: self.columns.clone(),
            otherwise: raw.flatten().cloned().collect(),
        }
    }

    fn sources(&self, column: &str) -> &BTreeSet<String> {
        self.columns.get(column).unwrap_or(&self.otherwise)
    }
}
