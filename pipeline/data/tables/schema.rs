//! The schema gate: what leaves cleaning is typed, complete and within its categories.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use polars::prelude::*;

use brief_base::diagnostics::{Diagnostic, did_you_mean};
use brief_base::repeated::RepeatedFaults;
use brief_model::brief::ColumnSource;
use brief_model::ledger::Event;
use brief_model::series::{ColumnSettings, ColumnType, TableSettings};

use super::constraints;
use super::numbers::{self, NumberOrigin};
use super::recodes::RecodeTable;
use super::row_decisions::{csv_line, line_to_write, name_by_line};
use super::workbench::Workbench;
use crate::dictionary::{DictionaryColumn, MISSING, all_numbers, together};
use crate::extracts::{LINE, NumberForm};
use crate::sql;

/// Where values come from, so that what is wrong is told where it can be mended.
pub(super) struct Origins<'a> {
    /// The dataset version.
    pub version: &'a str,
    /// The version's descriptor.
    pub descriptor: String,
    /// The brief's file of corrections.
    pub corrections: String,
    /// What each column of the table comes from.
    pub mapped: &'a IndexMap<String, ColumnSource>,
    /// How the descriptor says that numbers are written, by column of the extract.
    pub number_forms: &'a IndexMap<String, NumberForm>,
    /// Recode tables read so far, by name.
    pub recodes: &'a IndexMap<String, RecodeTable>,
}

impl Origins<'_> {
    /// The recode table that gives a column its codes.
    fn recode(&self, table: &TableSettings, column: &str) -> Option<&RecodeTable> {
        let recodings = table
            .steps
            .iter()
            .filter_map(|step| step.effects().recoding);
        recodings
            .filter(|recoding| recoding.in_place && recoding.column == column)
            .find_map(|recoding| self.recodes.get(recoding.table))
    }

    /// Where the numbers of a column come from.
    fn number_origin(&self, column: &str) -> NumberOrigin<'_> {
        let field = match self.mapped.get(column) {
            Some(ColumnSource::Column(raw)) => Some(raw.as_str()),
            _ => None,
        };
        NumberOrigin::of(field, self.number_forms, self.descriptor.clone())
    }

    /// How to give a row a value that it lacks: the line to write, where the extract can hold the column.
    fn correction(&self, table: &str, key: &str, column: &str) -> String {
        let file = &self.corrections;
        if !self.mapped.contains_key(column) {
            return format!("complete the row by a correction in {file}");
        }
        let cells = [
            self.version,
            table,
            key,
            column,
            "",
            "VALUE",
            "REASON",
            "SOURCE",
        ];
        format!("complete the row by a line in {file}: {}", csv_line(cells))
    }
}

/// Selects the schema's columns in order, checks and types them. `None` when the table cannot be
/// made; the faults say why.
pub(super) fn enforce(
    bench: &mut Workbench,
    table: &TableSettings,
    origins: &Origins,
) -> Option<DataFrame> {
    let before = bench.faults.iter().count();
    let mut columns = vec![bench.frame.column(LINE).ok()?.clone()];
    for (name, settings) in &table.columns {
        let Ok(column) = bench.frame.column(name).cloned() else {
            let known = bench.column_names();
            let place = bench
                .locations
                .place(&format!("tables/{}/columns/{name}", bench.table));
            bench.faults.push(
                Diagnostic::error(
                    "missing-column",
                    format!(
                        "no step gives table \"{}\" a column \"{name}\"",
                        bench.table
                    ),
                )
                .with_place(place)
                .with_help(did_you_mean(name, known.iter().map(String::as_str))),
            );
            continue;
        };
        check_cells(bench, (name, settings), table, &column, origins);
        let kind = match settings.kind {
            ColumnType::String | ColumnType::Category => DataType::String,
            ColumnType::Integer => DataType::Int64,
            ColumnType::Number => DataType::Float64,
            ColumnType::Date => DataType::Date,
        };
        let column = match (settings.kind, column.str()) {
            (ColumnType::Number, Ok(cells)) => {
                let origin = origins.number_origin(name);
                let numbers = numbers::decimals(bench, name, cells, &origin);
                numbers.into_column()
            }
            _ => column,
        };
        match column.strict_cast(&kind) {
            Ok(column) => {
                constraints::check_typed(bench, (name, settings), &column);
                columns.push(column);
            }
            Err(_) => {
                let place = bench
                    .locations
                    .place(&format!("tables/{}/columns/{name}", bench.table));
                bench.faults.push(
                    Diagnostic::error(
                        "wrong-type",
                        format!(
                            "column \"{name}\" is declared to hold {}, and no step reads them: it holds {}",
                            sql::in_words(&kind),
                            sql::in_words(column.dtype())
                        ),
                    )
                    .with_place(place)
                    .with_help("add a step that reads it (read_integers, read_dates)"),
                );
            }
        }
    }
    check_key(bench, table.key.as_slice(), origins.version);
    let faultless = bench.faults.iter().count() == before;
    faultless
        .then(|| DataFrame::new(bench.frame.height(), columns).ok())
        .flatten()
}

fn check_cells(
    bench: &mut Workbench,
    (name, settings): (&str, &ColumnSettings),
    table: &TableSettings,
    column: &Column,
    origins: &Origins,
) {
    let recode = origins.recode(table, name);
    if settings.required && column.null_count() > 0 {
        let faults = missing_values(bench, (name, settings), table, column, origins);
        bench.faults.extend(faults);
    }
    if settings.kind != ColumnType::Category || bench.not_recoded.iter().any(|one| one == name) {
        return;
    }
    let Ok(cells) = column.str() else { return };
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut faults = RepeatedFaults::default();
    for (line, cell) in bench.lines().into_iter().zip(cells.iter()) {
        let Some(cell) = cell else { continue };
        if settings.categories.contains_key(cell) {
            continue;
        }
        let fault = || {
            let known = settings.categories.keys().map(String::as_str);
            Diagnostic::error(
                "unknown-category",
                format!("\"{cell}\" is not a category of column \"{name}\""),
            )
            .with_help(did_you_mean(cell, known))
        };
        // A line of a recode table is at fault once, however many rows it makes so.
        let by_recode = recode.map(|recode| recode.lines_of(cell));
        match by_recode.filter(|lines| !lines.is_empty()) {
            Some(lines) if told.insert(cell) => {
                for place in lines {
                    faults.add(cell, None, || Some(place), fault);
                }
            }
            Some(_) => {}
            None => faults.add(cell, None, || Some(bench.place(line, Some(name))), fault),
        }
    }
    bench.faults.extend(faults.into_faults());
}

/// A fault for each row without a value that it needs, or for the line of the recode table that leaves it
/// without one.
fn missing_values(
    bench: &Workbench,
    (name, settings): (&str, &ColumnSettings),
    table: &TableSettings,
    column: &Column,
    origins: &Origins,
) -> Vec<Diagnostic> {
    let recode = origins.recode(table, name);
    let recoded = recode.map(|_| recoded_away(bench, name));
    let key = table
        .key
        .as_slice()
        .first()
        .filter(|_| table.key.as_slice().len() == 1);
    let keys = key.and_then(|key| bench.frame.column(key).ok()?.str().ok().cloned());
    let missing = column.is_null();
    let mut by_line = RepeatedFaults::default();
    let mut faults = RepeatedFaults::default();
    for (row, line) in bench.lines().into_iter().enumerate() {
        if missing.get(row) != Some(true) {
            continue;
        }
        let raw = recoded.as_ref().and_then(|recoded| recoded.get(&line));
        let entry = raw.and_then(|raw| Some((raw, recode?.entry(raw)?.1)));
        if let Some((raw, place)) = entry {
            // A line serves values that differ in capitals.
            let at = Some(bench.place(line, Some(name)));
            by_line.add(
                &place.to_string(),
                None,
                || at,
                || {
                    let codes: Vec<&str> = settings.categories.keys().map(String::as_str).collect();
                    let codes = match codes.is_empty() {
                        true => String::new(),
                        false => format!(": {}", codes.join(", ")),
                    };
                    Diagnostic::error(
                        "missing-value",
                        format!(
                            "\"{raw}\" has no code, and every row needs one in column \"{name}\""
                        ),
                    )
                    .with_place(place)
                    .with_help(format!("give it a code in this line{codes}"))
                },
            );
            continue;
        }
        let key = keys.as_ref().and_then(|keys| keys.get(row));
        let row_name = key.map_or_else(|| name_by_line(line), str::to_owned);
        let at = || Some(bench.place(line, Some(name)));
        faults.add(name, key, at, || {
            Diagnostic::error(
                "missing-value",
                format!("column \"{name}\" has no value; every row needs one"),
            )
            .with_help(origins.correction(bench.table, &row_name, name))
        });
    }
    by_line.into_faults().chain(faults.into_faults()).collect()
}

/// What the cells of a column that lost their value held before, by raw line.
fn recoded_away<'b>(bench: &'b Workbench, name: &str) -> BTreeMap<u32, &'b str> {
    let entries = bench.ledger.entries.iter();
    let entries = entries.filter(|entry| entry.table == bench.table);
    entries
        .filter_map(|entry| match &entry.event {
            Event::Cell {
                column,
                before: Some(before),
                after: None,
            } if column == name => Some((u32::try_from(entry.place.line?).ok()?, before.as_str())),
            _ => None,
        })
        .collect()
}

fn check_key(bench: &mut Workbench, key: &[String], version: &str) {
    let known = bench.column_names();
    let unknown: Vec<&String> = key
        .iter()
        .filter(|column| !known.contains(column))
        .collect();
    for column in &unknown {
        let place = bench
            .locations
            .place(&format!("tables/{}/key", bench.table));
        bench.faults.push(
            Diagnostic::error(
                "unknown-column",
                format!(
                    "table \"{}\" has no column \"{column}\" for its key",
                    bench.table
                ),
            )
            .with_place(place)
            .with_help(did_you_mean(column, known.iter().map(String::as_str))),
        );
    }
    if !unknown.is_empty() {
        return;
    }
    let column = key.first().map(String::as_str);
    let mut faults = RepeatedFaults::default();
    for (line, earlier, name) in repeated(&bench.frame, key) {
        let at = || Some(bench.place(line, column.filter(|_| key.len() == 1)));
        let is_first = column.is_some_and(|column| bench.positions.get(column) == Some(&1));
        let first_cell = Some(name.as_str()).filter(|_| is_first && key.len() == 1);
        let of = (version, bench.table);
        faults.add("", Some(&name), at, || {
            duplicate_key(&name, [earlier, line], key, of, first_cell)
        });
    }
    bench.faults.extend(faults.into_faults());
}

/// Rows whose key an earlier row has: line, line of the earlier row, key.
pub(super) fn repeated(frame: &DataFrame, key: &[String]) -> Vec<(u32, u32, String)> {
    let lines = frame.column(LINE).and_then(|column| column.u32().cloned());
    let columns: PolarsResult<Vec<DictionaryColumn>> = key
        .iter()
        .map(|column| DictionaryColumn::of(frame.column(column)?))
        .collect();
    let (Ok(lines), Ok(columns)) = (lines, columns) else {
        return Vec::new();
    };
    let mut numbers = vec![0; frame.height()];
    let mut is_empty = vec![true; numbers.len()];
    for column in &columns {
        let mut codes = Cow::Borrowed(&column.codes);
        let empty = column.distinct().zip(1..).find(|(text, _)| text.is_empty());
        let empty = empty.map_or(MISSING, |(_, code)| code);
        if empty != MISSING {
            // A missing part of a key is as an empty one.
            let missing = codes.to_mut().iter_mut();
            missing.for_each(|code| *code = if *code == MISSING { empty } else { *code });
        }
        for (is_empty, code) in is_empty.iter_mut().zip(codes.iter()) {
            *is_empty &= *code == empty;
        }
        numbers = together(&numbers, &codes);
    }
    let keys = numbers.iter().max().map_or(0, |most| *most as usize + 1);
    let mut first: Vec<Option<u32>> = vec![None; keys];
    let mut repeated = Vec::new();
    for (row, line) in all_numbers(&lines).into_iter().enumerate() {
        // A row without a key is told as one that lacks a value.
        if is_empty[row] {
            continue;
        }
        match &mut first[numbers[row] as usize] {
            Some(earlier) => {
                let parts = columns.iter();
                let name: Vec<&str> = parts
                    .map(|part| part.get(row).unwrap_or_default())
                    .collect();
                repeated.push((line, *earlier, name.join("; ")));
            }
            first => *first = Some(line),
        }
    }
    repeated
}

/// The fault of a row of a table that has an earlier row's key, in a dataset version. `first_cell` is what the row
/// begins with, where that is known.
pub(super) fn duplicate_key(
    name: &str,
    [earlier, line]: [u32; 2],
    key: &[String],
    (version, table): (&str, &str),
    first_cell: Option<&str>,
) -> Diagnostic {
    let row = name_by_line(line);
    let first_cell = first_cell.unwrap_or("FIRST CELL");
    let leave_out = line_to_write(version, table, (&row, first_cell));
    let tell_apart = match key {
        [column] => format!(
            "if both are data, tell their keys apart: {}",
            csv_line([
                version,
                table,
                &row,
                column,
                name,
                "ANOTHER KEY",
                "REASON",
                "SOURCE"
            ])
        ),
        _ => "if both are data, declare a further column of the key in series.yaml".to_owned(),
    };
    Diagnostic::error(
        "duplicate-key",
        format!("\"{name}\" names the row of line {earlier} already"),
    )
    .with_help(format!(
        "leave one of them out by a line in corrections.csv: {leave_out}; {tell_apart}; rows that repeat each other \
         are for the step merge_duplicates"
    ))
}
