//! Dates as files write them: full, or known to the month.

use std::collections::HashMap;
use std::rc::Rc;

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use brief_base::dates::{day_as, is_of_no_calendar, month_in};
use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::repeated::RepeatedFaults;
use brief_model::brief::Period;
use brief_model::series::DatesStep;

use super::REMEMBERED;
use super::constraints;
use super::date_formats::{DateFormats, DateOrigin};
use super::workbench::Workbench;

/// Reads a text column as dates; the month goes into a column of its own.
pub(super) fn read(
    bench: &mut Workbench,
    step: &DatesStep,
    origin: &DateOrigin<'_>,
    place: &Place,
) {
    let column = step.column.as_str();
    let Some(cells) = bench.texts(column, place) else {
        return;
    };
    let formats = DateFormats::of(bench, &cells, step, origin);
    if let (Some(field), Some(constraints)) = (origin.field, origin.constraints) {
        let descriptor = Place::file(origin.descriptor.clone());
        let stated = (constraints, field, &descriptor);
        constraints::check_dates(bench, column, cells.clone(), &formats, stated);
    }
    let period = bench.brief.period.clone();
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
                let read = Rc::new(DateCell::of(cell, &formats, &period));
                if known.len() < REMEMBERED {
                    known.insert(cell.to_owned(), Rc::clone(&read));
                }
                read
            }
        };
        if read.month.is_none() {
            let (why, help) = not_a_date(cell, &formats, origin, place);
            let at = || Some(bench.place(line, Some(column)));
            let cause = format!("{why}\n{help}");
            faults.add(&cause, Some(cell), at, || {
                let found = format!("\"{cell}\" in column \"{column}\" is not a valid date");
                Diagnostic::error("not-a-date", format!("{found}{why}")).with_help(help)
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
    fn of(cell: &str, formats: &DateFormats, period: &Period) -> Self {
        let mut days = formats.days.iter();
        let day = days.find_map(|format| {
            let day = day_as(format, cell)?;
            Some(match format.contains("%y") {
                true => in_century_of(period, day),
                false => day,
            })
        });
        let month = day.or_else(|| month_in(&formats.months, cell));
        DateCell {
            day: day.map(|day| day.to_epoch_days()),
            day_text: day.map(|day| day.to_string()),
            month: month.map(|month| format!("{:04}-{:02}", month.year(), month.month())),
        }
    }
}

/// A day of two digits for the year in the century that the brief is about, if it has one there.
fn in_century_of(period: &Period, day: NaiveDate) -> NaiveDate {
    let is_within = |day: &NaiveDate| {
        let month = day.format("%Y-%m").to_string();
        (period.from.as_str()..=period.to.as_str()).contains(&month.as_str())
    };
    let centuries = [0, -100, 100];
    let days = centuries.iter();
    let mut days = days.filter_map(|years| day.with_year(day.year() + years));
    days.find(is_within).unwrap_or(day)
}

/// Why no format reads a cell, where that can be said, and what to do about it.
fn not_a_date(
    cell: &str,
    formats: &DateFormats,
    origin: &DateOrigin<'_>,
    step: &Place,
) -> (&'static str, String) {
    let all = || formats.days.iter().chain(&formats.months);
    let mut two_digits = all().filter(|format| format.contains("%Y"));
    let two_digits = two_digits.find_map(|format| {
        let format = format.replace("%Y", "%y");
        let formats = [format];
        let fits = day_as(&formats[0], cell).is_some() || month_in(&formats, cell).is_some();
        let [format] = formats;
        fits.then_some(format)
    });
    if formats
        .days
        .iter()
        .any(|format| is_of_no_calendar(format, cell))
    {
        (
            ": there is no such day",
            "correct the cell in corrections.csv".to_owned(),
        )
    } else if let Some(format) = two_digits {
        (
            ": its year has two digits",
            format!(
                "a year has four digits: correct the cell in corrections.csv or, if this is how the delivery writes \
                 years, add the format {format} to the step at {step}"
            ),
        )
    } else if is_year(cell) {
        (
            ": it has a year and no month",
            format!(
                "correct the cell in corrections.csv; if the month is not known, add \"{cell}\" to \"missingValues\" in \
                 {}: the row then counts as undated",
                origin.descriptor
            ),
        )
    } else if is_day_number(cell) {
        (
            ", but may be the number that a spreadsheet stores for a day",
            "correct the cell in corrections.csv, or have the file delivered with the cells formatted as dates"
                .to_owned(),
        )
    } else {
        let listed: Vec<&str> = all().map(String::as_str).collect();
        (
            "",
            format!(
                "expected one of the formats {}; add its format to the step at {step}, or correct the cell in \
                 corrections.csv",
                listed.join(", ")
            ),
        )
    }
}

/// Whether a text is a year and nothing else.
fn is_year(cell: &str) -> bool {
    let year: Option<u32> = cell.parse().ok().filter(|_| cell.len() == 4);
    year.is_some_and(|year| (1500..2200).contains(&year))
}

/// Whether a text is a number by which a spreadsheet stores a day from 1954 to 2064.
fn is_day_number(cell: &str) -> bool {
    let number: Option<u32> = cell.parse().ok();
    number.is_some_and(|number| (20_000..60_000).contains(&number))
}
