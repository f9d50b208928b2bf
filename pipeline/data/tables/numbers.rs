//! Numbers as files write them.

use std::borrow::Cow;

use indexmap::IndexMap;
use polars::prelude::*;

use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::repeated::RepeatedFaults;

use super::workbench::Workbench;
use crate::extracts::NumberForm;

/// Where a column of numbers comes from.
pub(super) struct NumberOrigin<'a> {
    /// Its name in the file.
    pub field: Option<&'a str>,
    /// How the descriptor says that they are written.
    pub form: Option<&'a NumberForm>,
    /// The descriptor.
    pub descriptor: String,
}

impl<'a> NumberOrigin<'a> {
    /// Of a column of the extract, where it comes from one; `forms` are those of the extract.
    pub(super) fn of(
        field: Option<&'a str>,
        forms: &'a IndexMap<String, NumberForm>,
        descriptor: String,
    ) -> Self {
        NumberOrigin {
            field,
            form: field.and_then(|field| forms.get(field)),
            descriptor,
        }
    }
}

/// Reads a text column as whole numbers.
pub(super) fn read_integers(
    bench: &mut Workbench,
    column: &str,
    origin: &NumberOrigin<'_>,
    step: &Place,
) {
    let Some(cells) = bench.texts(column, step) else {
        return;
    };
    let numbers = read(bench, column, &cells, origin, "a whole number", |plain| {
        let number = plain.parse::<i64>().ok();
        number.or_else(|| without_zero_decimals(plain, origin.form)?.parse().ok())
    });
    bench.put(Int64Chunked::from_iter_options(
        column.into(),
        numbers.into_iter(),
    ));
}

/// The cells of a text column as numbers.
pub(super) fn decimals(
    bench: &mut Workbench,
    column: &str,
    cells: &StringChunked,
    origin: &NumberOrigin<'_>,
) -> Float64Chunked {
    let numbers = read(bench, column, cells, origin, "a number", |plain| {
        plain
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
    });
    Float64Chunked::from_iter_options(column.into(), numbers.into_iter())
}

/// Reads each cell in plain digits, and records what is written otherwise. A cell that is not a number is a fault.
fn read<N: Copy + std::fmt::Display>(
    bench: &mut Workbench,
    column: &str,
    cells: &StringChunked,
    origin: &NumberOrigin<'_>,
    expected: &str,
    parse: impl Fn(&str) -> Option<N>,
) -> Vec<Option<N>> {
    let mut numbers = Vec::with_capacity(cells.len());
    let mut faults = RepeatedFaults::default();
    for (line, cell) in bench.lines().into_iter().zip(cells.iter()) {
        let Some(cell) = cell else {
            numbers.push(None);
            continue;
        };
        let plain = match origin.form {
            None => Some(Cow::Borrowed(cell)),
            Some(form) => form.plain(cell),
        };
        let number = plain.as_deref().and_then(&parse);
        match number {
            // Nearly all cells are written as they are read.
            Some(number) if cell.contains('.') || plain.as_deref() != Some(cell) => {
                let digits = number.to_string();
                if digits != cell {
                    bench.cell_changed(line, column, Some(cell), Some(&digits), "read number");
                }
            }
            Some(_) => {}
            None => {
                let help = help(cell, origin);
                let cause = format!("{column}\n{help}");
                let at = || Some(bench.place(line, Some(column)));
                faults.add(&cause, Some(cell), at, || {
                    let message = format!("\"{cell}\" in column \"{column}\"; expected {expected}");
                    Diagnostic::error("not-a-number", message).with_help(help)
                });
            }
        }
        numbers.push(number);
    }
    bench.faults.extend(faults.into_faults());
    numbers
}

/// The digits of a whole number that a program wrote with decimals: `12.0`. With three zeros it could be thousands,
/// unless the descriptor says how both are written.
fn without_zero_decimals<'a>(plain: &'a str, form: Option<&NumberForm>) -> Option<&'a str> {
    let (digits, zeros) = plain.split_once('.')?;
    let is_zero = !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0');
    (is_zero && (zeros.len() < 3 || form.is_some())).then_some(digits)
}

/// What to do about a cell that is not a whole number.
fn help(cell: &str, origin: &NumberOrigin<'_>) -> String {
    let otherwise =
        "correct it in corrections.csv, or declare the text a missing value in the descriptor";
    let Some(field) = origin.field.filter(|_| origin.form.is_none()) else {
        return otherwise.to_owned();
    };
    let groups = [",", ".", "\u{a0}", "\u{202f}", " ", "'", "’"];
    let group = groups.into_iter().find(|group| {
        let form = NumberForm {
            group: Some((*group).to_owned()),
            decimal: if *group == "." { "," } else { "." }.to_owned(),
            is_bare: true,
        };
        cell.contains(group)
            && form
                .plain(cell)
                .is_some_and(|plain| plain.parse::<i64>().is_ok())
    });
    let Some(group) = group else {
        return otherwise.to_owned();
    };
    // Blanks that look alike are written as JSON can show them.
    let shown = match group {
        "\u{a0}" => "\\u00a0",
        "\u{202f}" => "\\u202f",
        group => group,
    };
    let decimal = match group {
        "." => ", \"decimalChar\": \",\"",
        _ => "",
    };
    format!(
        "if these are thousands, say so in {}: \"groupChar\": \"{shown}\"{decimal} in the field \"{field}\"; otherwise \
         {otherwise}",
        origin.descriptor
    )
}
