//! A sample extract: a handful of invented rows that are valid by the schema and show every category.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use brief_base::dates::iso_day;
use brief_model::brief::Period;
use brief_model::series::TableSettings;

use super::model::{ColumnRole, Model, RawColumn};

/// How many rows.
const ROWS: usize = 12;
/// The content of a text of which nothing is known.
const INVENTED: &str = "invented sample row";
/// Every so many rows, a value that may be missing is.
const GAP: usize = 4;

/// An invented extract as CSV, its columns named as the series names them. `places` are names of the
/// gazetteer.
pub(super) fn csv(
    model: &Model,
    name: &str,
    table: &TableSettings,
    columns: &[RawColumn],
    period: &Period,
    places: &[String],
) -> String {
    let header = columns.iter().map(|column| column.name.clone());
    let mut rows: Vec<Vec<String>> = vec![header.collect()];
    let days = days(period);
    let drawn: Vec<Option<Vec<String>>> = columns
        .iter()
        .map(|column| model.drawn_codes(name, &column.name))
        .collect();
    for row in 0..ROWS {
        let mut integers = 0;
        let cells = columns.iter().zip(&drawn).enumerate();
        let cells = cells.map(|(position, (column, drawn))| {
            let is_gap = is_gap(row, position, column);
            if column.role == ColumnRole::Integer {
                integers += 1;
            }
            match &column.role {
                ColumnRole::Key if table.key.as_slice().len() == 1 || position == 0 => {
                    format!("S-{:02}", row + 1)
                }
                _ if is_gap => String::new(),
                ColumnRole::Date(formats, _) => day(&days, row, formats),
                ColumnRole::Places => town(row, places, column),
                ColumnRole::Category => label(row, position, column, drawn.as_deref()),
                // The later ones stay below the first: parts of a whole are often counted so.
                ColumnRole::Integer if integers == 1 => (4 + row % 4).to_string(),
                ColumnRole::Integer => ((row + integers) % 3).to_string(),
                ColumnRole::Key => (row + 1).to_string(),
                ColumnRole::Text if column.settings.required => INVENTED.to_owned(),
                ColumnRole::Text => String::new(),
            }
        });
        rows.push(cells.collect());
    }
    csv_text(rows)
}

/// Whether a value is missing in a row: not always in the same rows.
fn is_gap(row: usize, position: usize, column: &RawColumn) -> bool {
    !column.settings.required && (row + 3 * position) % GAP == GAP - 1
}

/// Rows as CSV.
pub(super) fn csv_text<R: AsRef<[String]>>(rows: impl IntoIterator<Item = R>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing to memory cannot fail.
        let _ = writer.write_record(row.as_ref());
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// Days spread over the whole period.
fn days(period: &Period) -> Vec<NaiveDate> {
    let months = period.months();
    (0..ROWS)
        .filter_map(|row| {
            let month = months.get(row * months.len() / ROWS)?;
            let first = iso_day(&format!("{month}-01"))?;
            first.checked_add_days(Days::new(u64::try_from(row * 2 % 27).ok()?))
        })
        .collect()
}

/// A day in the first format that a computer's date has, or else in the first there is.
fn day(days: &[NaiveDate], row: usize, formats: &[String]) -> String {
    let Some(day) = days.get(row) else {
        return String::new();
    };
    let format = formats.iter().find(|format| *format == "%Y-%m-%d");
    let Some(format) = format.or(formats.first()) else {
        return format!("{}-{:02}", day.year(), day.month());
    };
    // A format may have a time of day, which is midnight then.
    let mut text = String::new();
    match write!(text, "{}", day.and_time(NaiveTime::MIN).format(format)) {
        Ok(()) => text,
        // One that no day can be written in, by a time zone for instance.
        Err(_) => day.to_string(),
    }
}

/// Which of the towns, the largest first, each row names.
const NAMED: [usize; ROWS] = [0, 1, 0, 2, 3, 0, 4, 1, 5, 2, 6, 0];

/// The larger towns more often; every fourth row names two.
fn town(row: usize, places: &[String], column: &RawColumn) -> String {
    let at = |number: usize| places.get(number % places.len().max(1)).cloned();
    let number = NAMED[row % ROWS];
    let first = at(number).unwrap_or_default();
    match (&column.separator, at(number + 1)) {
        (Some(separator), Some(second)) if row % 4 == 3 && second != first => {
            format!("{first}{separator} {second}")
        }
        _ => first,
    }
}

/// The label of a category: each in its turn, and not in step with the column beside it.
fn label(row: usize, position: usize, column: &RawColumn, drawn: Option<&[String]>) -> String {
    let categories = &column.settings.categories;
    let shown: Vec<&String> = categories
        .iter()
        .filter(|(code, _)| drawn.is_none_or(|drawn| drawn.contains(code)))
        .map(|(_, label)| label)
        .collect();
    let categories = shown.len().max(1);
    let earlier = (0..row)
        .filter(|row| !is_gap(*row, position, column))
        .count();
    let turn = earlier + position % 2 * (earlier / categories);
    let label = shown.get(turn % categories);
    label.map_or_else(String::new, |label| (*label).clone())
}
