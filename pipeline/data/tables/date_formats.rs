//! Which formats a column of dates is in.
//!
//! Formats such as day first and month first read the same text as different days. A column is in one of them:
//! the dates that only one of the two can read decide for all others. Where none decides, the delivery has to say,
//! with the `format` of the field in its descriptor.

use std::collections::HashSet;

use chrono::NaiveDate;
use polars::prelude::StringChunked;

use brief_base::dates::{day_as, day_in, days_of_month, month_as, month_in};
use brief_base::diagnostics::Diagnostic;
use brief_model::constraints::Constraints;
use brief_model::series::DatesStep;

use super::REMEMBERED;
use super::workbench::Workbench;

/// Where a column of dates comes from.
#[derive(Debug, Default)]
pub(super) struct DateOrigin<'a> {
    /// Its name in the file.
    pub field: Option<&'a str>,
    /// The format that the descriptor's schema has for it.
    pub declared: Option<&'a str>,
    /// What the descriptor says that its values are.
    pub constraints: Option<&'a Constraints>,
    /// The descriptor.
    pub descriptor: String,
}

/// The formats that the cells of one column are read by, tried in order.
pub(super) struct DateFormats {
    pub days: Vec<String>,
    pub months: Vec<String>,
}

impl DateFormats {
    /// Those of the step and the descriptor, without any that the column's cells contradict.
    pub(super) fn of(
        bench: &mut Workbench,
        cells: &StringChunked,
        step: &DatesStep,
        origin: &DateOrigin<'_>,
    ) -> Self {
        let idle = fits_nothing(bench, cells, step, origin);
        let declared = origin.declared.filter(|_| idle.is_none());
        bench.faults.extend(idle);
        let declared_day = declared.filter(|format| names_a_day(format));
        let declared_month = declared.filter(|format| !names_a_day(format));
        let days = candidates(&step.days, declared_day, day_as);
        let months = candidates(&step.months, declared_month, month_as);
        if declared_day.is_none() {
            let doubt = other_order(bench, cells, step, origin, &days);
            bench.faults.extend(doubt);
        }
        DateFormats {
            days: decided(bench, cells, step, origin, days, day_as),
            months: decided(bench, cells, step, origin, months, month_as),
        }
    }
}

impl DateFormats {
    /// The first and the last day that a text may mean.
    pub(super) fn days_of(&self, text: &str) -> Option<(NaiveDate, NaiveDate)> {
        match day_in(&self.days, text) {
            Some(day) => Some((day, day)),
            None => days_of_month(month_in(&self.months, text)?),
        }
    }
}

/// The warning of a declared format that no cell of the column has.
fn fits_nothing(
    bench: &Workbench,
    cells: &StringChunked,
    step: &DatesStep,
    origin: &DateOrigin<'_>,
) -> Option<Diagnostic> {
    let declared = origin.declared?;
    let read: ReadAs = match names_a_day(declared) {
        true => day_as,
        false => month_as,
    };
    let mut there = bench.lines().into_iter().zip(cells.iter());
    let (line, first) = there.find_map(|(line, cell)| Some((line, cell?)))?;
    if cells
        .iter()
        .flatten()
        .any(|cell| read(declared, cell).is_some())
    {
        return None;
    }
    let field = origin.field.unwrap_or(&step.column);
    let message = format!(
        "the descriptor says that dates in \"{field}\" have the format \"{declared}\", and no cell has it: the first is \
         \"{first}\""
    );
    Some(
        Diagnostic::warning("date-format-unused", message)
            .with_place(bench.place(line, Some(&step.column)))
            .with_help(format!(
                "write the format of the cells into \"format\" of the field in {}, in signs such as %d, %m, %Y (four \
                 digits) and %y (two)",
                origin.descriptor
            )),
    )
}

/// How a format reads a text.
type ReadAs = fn(&str, &str) -> Option<NaiveDate>;

/// Whether a format has a day beside the month.
fn names_a_day(format: &str) -> bool {
    let days = ["%d", "%e", "%-d", "%j", "%F", "%D", "%x"];
    days.iter().any(|day| format.contains(day))
}

/// The declared format, then those that never read its dates as others.
fn candidates(formats: &[String], declared: Option<&str>, read: ReadAs) -> Vec<String> {
    let Some(declared) = declared else {
        return formats.to_vec();
    };
    let agreeing = formats.iter();
    let agreeing = agreeing.filter(|format| *format != declared && !differ(declared, format, read));
    std::iter::once(declared.to_owned())
        .chain(agreeing.cloned())
        .collect()
}

/// Whether there are texts that two formats read as different days.
fn differ(one: &str, other: &str, read: ReadAs) -> bool {
    // Day, month and the last digits of the year may each be any of the others.
    let probe = NaiveDate::from_ymd_opt(2001, 2, 3).unwrap_or_default();
    let differs = |from: &str, by: &str| {
        let mut text = String::new();
        // A format that chrono does not know cannot be written; it reads nothing either.
        if std::fmt::Write::write_fmt(&mut text, format_args!("{}", probe.format(from))).is_err() {
            return false;
        }
        let (first, second) = (read(from, &text), read(by, &text));
        first.is_some() && second.is_some() && first != second
    };
    differs(one, other) || differs(other, one)
}

/// What the cells of a column say of two formats that read the same text differently.
#[derive(Default)]
struct Evidence {
    /// The first cell that only the one format reads, and the first that only the other does.
    only: [Option<(u32, String)>; 2],
    /// The first cell that they read differently, and both days.
    ambiguous: Option<(String, [NaiveDate; 2])>,
    /// Lines of such cells.
    lines: Vec<u32>,
}

/// The formats without those that the column contradicts; where it contradicts neither of two, that is a fault.
fn decided(
    bench: &mut Workbench,
    cells: &StringChunked,
    step: &DatesStep,
    origin: &DateOrigin<'_>,
    mut formats: Vec<String>,
    read: ReadAs,
) -> Vec<String> {
    let mut pairs = Vec::new();
    for (second, other) in formats.iter().enumerate() {
        for (first, one) in formats[..second].iter().enumerate() {
            if differ(one, other, read) {
                pairs.push((first, second));
            }
        }
    }
    let mut beaten: Vec<usize> = Vec::new();
    for (first, second) in pairs {
        if beaten.contains(&first) || beaten.contains(&second) {
            continue;
        }
        let both = [formats[first].as_str(), formats[second].as_str()];
        let evidence = evidence(bench, cells, both, read);
        let Some(ambiguous) = &evidence.ambiguous else {
            continue;
        };
        match &evidence.only {
            [Some(_), None] => beaten.push(second),
            [None, Some(_)] => beaten.push(first),
            only => {
                let fault = undecided(bench, step, origin, both, ambiguous, only, &evidence.lines);
                bench.faults.push(fault);
                // Told once; where one of them reads nothing of its own, it would only be told again.
                if only[1].is_none() {
                    beaten.push(second);
                }
            }
        }
    }
    let mut number = 0..;
    formats.retain(|_| number.next().is_none_or(|number| !beaten.contains(&number)));
    formats
}

fn evidence(
    bench: &Workbench,
    cells: &StringChunked,
    formats: [&str; 2],
    read: ReadAs,
) -> Evidence {
    let mut evidence = Evidence::default();
    // A million rows have few different dates.
    let mut plain: HashSet<&str> = HashSet::new();
    for (line, cell) in bench.lines().into_iter().zip(cells.iter()) {
        let Some(cell) = cell.filter(|cell| !plain.contains(cell)) else {
            continue;
        };
        match formats.map(|format| read(format, cell)) {
            [Some(one), Some(other)] if one != other => {
                evidence.lines.push(line);
                evidence
                    .ambiguous
                    .get_or_insert_with(|| (cell.to_owned(), [one, other]));
                continue;
            }
            [Some(_), None] => {
                evidence.only[0].get_or_insert_with(|| (line, cell.to_owned()));
            }
            [None, Some(_)] => {
                evidence.only[1].get_or_insert_with(|| (line, cell.to_owned()));
            }
            _ => {}
        }
        if plain.len() < REMEMBERED {
            plain.insert(cell);
        }
    }
    evidence
}

fn undecided(
    bench: &Workbench,
    step: &DatesStep,
    origin: &DateOrigin<'_>,
    formats: [&str; 2],
    (cell, days): &(String, [NaiveDate; 2]),
    only: &[Option<(u32, String)>; 2],
    lines: &[u32],
) -> Diagnostic {
    let column = step.column.as_str();
    let [one, other] = days.map(|day| day.format("%-d %B %Y").to_string());
    let why = match only {
        [Some((first, day)), Some((second, month))] => format!(
            "line {first} has \"{day}\", which only the one can read, and line {second} \"{month}\", which only the \
             other can"
        ),
        _ => "no date of the column tells which".to_owned(),
    };
    let said = match origin.field {
        Some(field) => format!(
            "say which it is in {}: \"format\": \"{}\" or \"format\": \"{}\" in the field \"{field}\"{}",
            origin.descriptor,
            formats[0],
            formats[1],
            match only {
                [Some(_), Some(_)] =>
                    "; then correct the dates in the other order in corrections.csv",
                _ => "",
            }
        ),
        None => "leave one of the formats out of the step".to_owned(),
    };
    let fault = Diagnostic::error(
        "ambiguous-date",
        format!(
            "\"{cell}\" in column \"{column}\" is {one} by the format {}, {other} by {}, and {why}",
            formats[0], formats[1]
        ),
    );
    bench.at_lines(lines, Some(column), fault.with_help(said))
}

/// A warning where all dates of a column in a format could be in the other order of day and month as well, which the
/// step does not have: nothing in the column speaks for the one that is read.
fn other_order(
    bench: &Workbench,
    cells: &StringChunked,
    step: &DatesStep,
    origin: &DateOrigin<'_>,
    formats: &[String],
) -> Option<Diagnostic> {
    // Who writes dots, or the year first, has one order.
    let orders = [
        ("%d/%m/", "%m/%d/"),
        ("%m/%d/", "%d/%m/"),
        ("%d-%m-", "%m-%d-"),
        ("%m-%d-", "%d-%m-"),
    ];
    for format in formats {
        let mut orders = orders.iter();
        let Some((order, other)) = orders.find(|(order, _)| format.starts_with(order)) else {
            continue;
        };
        let other = format.replacen(order, other, 1);
        if formats.contains(&other) {
            continue;
        }
        let mut lines = Vec::new();
        let mut first = None;
        let mut is_told = false;
        for (line, cell) in bench.lines().into_iter().zip(cells.iter()) {
            let Some((cell, day)) = cell.and_then(|cell| Some((cell, day_as(format, cell)?)))
            else {
                continue;
            };
            match day_as(&other, cell) {
                // Most columns end this soon.
                None => {
                    is_told = true;
                    break;
                }
                Some(swapped) if swapped != day => {
                    first.get_or_insert((cell, day, swapped));
                    lines.push(line);
                }
                Some(_) => {}
            }
        }
        let Some((cell, day, swapped)) = first.filter(|_| !is_told) else {
            continue;
        };
        let column = step.column.as_str();
        let [day, swapped] = [day, swapped].map(|day| day.format("%-d %B %Y").to_string());
        let message = format!(
            "\"{cell}\" in column \"{column}\" is read as {day} by the format {format}, and no date of the column \
             tells that it is not {swapped}"
        );
        let fault = Diagnostic::warning("ambiguous-date", message);
        let field = origin.field.unwrap_or(column);
        let fault = fault.with_help(format!(
            "say which it is in {}: \"format\": \"{format}\" or \"format\": \"{other}\" in the field \"{field}\"",
            origin.descriptor
        ));
        return Some(bench.at_lines(&lines, Some(column), fault));
    }
    None
}
