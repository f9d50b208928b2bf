//! The schema gate: what leaves cleaning is typed, complete and within its categories.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::workbench::Workbench;
use crate::diagnostics::{Diagnostic, did_you_mean};
use crate::extracts::LINE;
use crate::settings::series::{ColumnSettings, ColumnType, TableSettings};

/// Selects the schema's columns in order, checks and types them. `None` when the table cannot be
/// made; the faults say why.
pub fn enforce(bench: &mut Workbench, table: &TableSettings) -> Option<DataFrame> {
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
        check_cells(bench, name, settings, &column);
        let kind = match settings.kind {
            ColumnType::String | ColumnType::Category => DataType::String,
            ColumnType::Integer => DataType::Int64,
            ColumnType::Number => DataType::Float64,
            ColumnType::Date => DataType::Date,
        };
        match column.strict_cast(&kind) {
            Ok(column) => columns.push(column),
            Err(error) => {
                let place = bench
                    .locations
                    .place(&format!("tables/{}/columns/{name}", bench.table));
                bench.faults.push(
                    Diagnostic::error(
                        "wrong-type",
                        format!("column \"{name}\" cannot be typed: {error}"),
                    )
                    .with_place(place)
                    .with_help("add a step that reads it (read_integers, read_dates)"),
                );
            }
        }
    }
    check_key(bench, table.key.names());
    let faultless = bench.faults.iter().count() == before;
    faultless
        .then(|| DataFrame::new(bench.frame.height(), columns).ok())
        .flatten()
}

fn check_cells(bench: &mut Workbench, name: &str, settings: &ColumnSettings, column: &Column) {
    let missing = column.is_null();
    for (line, missing) in bench.lines().into_iter().zip(missing.iter()) {
        if settings.required && missing == Some(true) {
            let fault = Diagnostic::error(
                "missing-value",
                format!("column \"{name}\" has no value; every row needs one"),
            )
            .with_place(bench.place(line, Some(name)))
            .with_help("complete the row by a correction in corrections.csv");
            bench.faults.push(fault);
        }
    }
    if settings.kind != ColumnType::Category || bench.not_recoded.iter().any(|one| one == name) {
        return;
    }
    let Ok(cells) = column.str() else { return };
    for (line, cell) in bench.lines().into_iter().zip(cells.iter()) {
        let Some(cell) = cell else { continue };
        if !settings.categories.contains_key(cell) {
            let known = settings.categories.keys().map(String::as_str);
            let fault = Diagnostic::error(
                "unknown-category",
                format!("\"{cell}\" is no category of column \"{name}\""),
            )
            .with_place(bench.place(line, Some(name)))
            .with_help(did_you_mean(cell, known));
            bench.faults.push(fault);
        }
    }
}

fn check_key(bench: &mut Workbench, key: &[String]) {
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
    for (line, earlier, name) in repeated(&bench.frame, key) {
        let fault = duplicate_key(&name, earlier, key);
        let place = bench.place(line, column.filter(|_| key.len() == 1));
        bench.faults.push(fault.with_place(place));
    }
}

/// Rows whose key an earlier row has: line, line of the earlier row, key.
pub fn repeated(frame: &DataFrame, key: &[String]) -> Vec<(u32, u32, String)> {
    let lines = frame.column(LINE).and_then(|column| column.u32().cloned());
    let (Ok(lines), Ok(names)) = (lines, super::row_names(frame, key)) else {
        return Vec::new();
    };
    let mut first: BTreeMap<String, u32> = BTreeMap::new();
    let mut repeated = Vec::new();
    for (line, name) in lines.into_no_null_iter().zip(names) {
        // A row without a key is told as one that lacks a value.
        if name.is_empty() {
            continue;
        }
        match first.get(&name) {
            Some(earlier) => repeated.push((line, *earlier, name)),
            None => {
                first.insert(name, line);
            }
        }
    }
    repeated
}

/// The fault of a row that has an earlier row's key.
pub fn duplicate_key(name: &str, earlier: u32, key: &[String]) -> Diagnostic {
    let together = match key {
        [_] => "",
        _ => ", or declare a further column of the key in series.yaml",
    };
    Diagnostic::error(
        "duplicate-key",
        format!("\"{name}\" names the row of line {earlier} already"),
    )
    .with_help(format!(
        "correct one of them in corrections.csv{together}; rows that repeat each other are for the step \
         merge_duplicates"
    ))
}
