//! Dates as files write them: full, or known to the month.

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::workbench::Workbench;
use crate::diagnostics::{Diagnostic, Place};
use crate::settings::series::DatesStep;

/// Reads a text column as dates; the month goes into a column of its own.
pub fn read(bench: &mut Workbench, step: &DatesStep, place: &Place) {
    let column = step.column.as_str();
    let Some(cells) = bench.texts(column, place) else {
        return;
    };
    let mut days = Vec::with_capacity(cells.len());
    let mut months = Vec::with_capacity(cells.len());
    for (line, cell) in bench.lines().into_iter().zip(cells) {
        let Some(cell) = cell else {
            days.push(None);
            months.push(None);
            continue;
        };
        let day = step
            .days
            .iter()
            .find_map(|format| NaiveDate::parse_from_str(&cell, format).ok());
        let month = day.or_else(|| {
            step.months.iter().find_map(|format| {
                NaiveDate::parse_from_str(&format!("1 {cell}"), &format!("%d {format}")).ok()
            })
        });
        if month.is_none() {
            let fault = Diagnostic::error("not-a-date", format!("\"{cell}\" in column \"{column}\" is no date"))
                .with_place(bench.place(line, Some(column)))
                .with_help(format!(
                    "expected one of the formats {}; add its format to the step at {place}, or correct the cell in corrections.csv",
                    step.days.iter().chain(&step.months).cloned().collect::<Vec<_>>().join(", ")
                ));
            bench.faults.push(fault);
        }
        let day_text = day.map(|day| day.to_string());
        let month_text = month.map(|month| format!("{:04}-{:02}", month.year(), month.month()));
        if day_text.as_deref() != Some(&cell) {
            bench.cell_changed(line, column, Some(&cell), day_text.as_deref(), "read date");
        }
        if day.is_none() {
            bench.cell_changed(
                line,
                &step.month,
                Some(&cell),
                month_text.as_deref(),
                "read month",
            );
        }
        days.push(day.map(|day| day.to_epoch_days()));
        months.push(month_text);
    }
    bench.put(Int32Chunked::from_iter_options(column.into(), days.into_iter()).into_date());
    bench.put_texts(&step.month, &months);
}
