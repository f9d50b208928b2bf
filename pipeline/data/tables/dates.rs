//! Dates as files write them: full, or known to the month.

use std::collections::HashMap;
use std::rc::Rc;

use chrono::Datelike;
use polars::prelude::*;

use brief_base::dates::{day_in, month_in};
use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::repeated::RepeatedFaults;
use brief_model::series::DatesStep;

use super::REMEMBERED;
use super::workbench::Workbench;

/// Reads a text column as dates; the month goes into a column of its own.
pub(super) fn read(bench: &mut Workbench, step: &DatesStep, place: &Place) {
    let column = step.column.as_str();
    let Some(cells) = bench.texts(column, place) else {
        return;
    };
    let mut days = Vec::with_capacity(cells.len());
    let mut months = Vec::with_capacity(cells.len());
    // A million rows have few different dates.
    let mut known: HashMap<String, Rc<DateCell>> = HashMap::new();
    let mut faults = RepeatedFaults::default();
    for (line, cell) in bench.lines().into_iter().zip(cells.iter()) {
        let Some(cell) = cell else {
            days.push(None);
            months.push(None);
            continue;
        };
        let read = match known.get(cell) {
            Some(read) => Rc::clone(read),
            None => {
                let read = Rc::new(DateCell::of(cell, step));
                if known.len() < REMEMBERED {
                    known.insert(cell.to_owned(), Rc::clone(&read));
                }
                read
            }
        };
        if read.month.is_none() {
            let at = || Some(bench.place(line, Some(column)));
            faults.add(column, Some(cell), at, || {
                Diagnostic::error("not-a-date", format!("\"{cell}\" in column \"{column}\" is not a valid date"))
                    .with_help(format!(
                        "expected one of the formats {}; add its format to the step at {place}, or correct the cell in corrections.csv",
                        step.days.iter().chain(&step.months).cloned().collect::<Vec<_>>().join(", ")
                    ))
            });
        }
        let day_text = read.day_text.as_deref();
        if day_text != Some(cell) {
            bench.cell_changed(line, column, Some(cell), day_text, "read date");
        }
        if read.day.is_none() {
            let month = read.month.as_deref();
            bench.cell_changed(line, &step.month, Some(cell), month, "read month");
        }
        days.push(read.day);
        months.push(Some(read));
    }
    bench.faults.extend(faults.into_faults());
    bench.put(Int32Chunked::from_iter_options(column.into(), days.into_iter()).into_date());
    let months = months.iter();
    let months = months.map(|read| read.as_ref().and_then(|read| read.month.as_deref()));
    bench.put_texts(&step.month, months);
}

/// What a text is as a date.
struct DateCell {
    /// Days since 1970-01-01, when it has a day.
    day: Option<i32>,
    /// The day, `YYYY-MM-DD`.
    day_text: Option<String>,
    /// The month, `YYYY-MM`; none when it is not a valid date.
    month: Option<String>,
}

impl DateCell {
    fn of(cell: &str, step: &DatesStep) -> Self {
        let day = day_in(&step.days, cell);
        let month = day.or_else(|| month_in(&step.months, cell));
        DateCell {
            day: day.map(|day| day.to_epoch_days()),
            day_text: day.map(|day| day.to_string()),
            month: month.map(|month| format!("{:04}-{:02}", month.year(), month.month())),
        }
    }
}
