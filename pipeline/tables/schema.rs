//! The schema gate: what leaves cleaning is typed, complete and within its categories.

use std::borrow::Cow;

use polars::prelude::*;

use super::workbench::Workbench;
use crate::diagnostics::{Diagnostic, did_you_mean};
use crate::dictionary::{Coded, MISSING, all_numbers, together};
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
    if settings.required && column.null_count() > 0 {
        let missing = column.is_null();
        let rows = bench.lines().into_iter().zip(missing.iter());
        for (line, _) in rows.filter(|(_, missing)| *missing == Some(true)) {
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
    let columns: PolarsResult<Vec<Coded>> = key
        .iter()
        .map(|column| Coded::of(frame.column(column)?))
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
