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
    check_key(bench, &table.key);
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

fn check_key(bench: &mut Workbench, key: &str) {
    let place = bench
        .locations
        .place(&format!("tables/{}/key", bench.table));
    let Some(keys) = bench.texts(key, &place) else {
        return;
    };
    let mut first: BTreeMap<String, u32> = BTreeMap::new();
    for (line, key_value) in bench.lines().into_iter().zip(keys) {
        let Some(key_value) = key_value else { continue };
        if let Some(earlier) = first.get(&key_value) {
            let fault = Diagnostic::error(
                "duplicate-key",
                format!("\"{key_value}\" names the row of line {earlier} already"),
            )
            .with_place(bench.place(line, Some(key)))
            .with_help("correct one of them in corrections.csv; rows that repeat each other are for the step merge_duplicates");
            bench.faults.push(fault);
        } else {
            first.insert(key_value, line);
        }
    }
}
