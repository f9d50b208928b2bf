//! Are the values what the column's constraints say? Asked of each distinct value once.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::*;
use regex::Regex;

use brief_base::dates::{days_of_month, iso_day};
use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::repeated::RepeatedFaults;
use brief_model::brief::{ColumnSource, MappingSettings};
use brief_model::constraints::{
    Bound, Constraints, EXCLUSIVE_MINIMUM, MAXIMUM, MINIMUM, NO_MINIMUM,
};
use brief_model::series::{ColumnSettings, ColumnType, Step, TableSettings};

use super::date_formats::DateFormats;
use super::workbench::Workbench;
use crate::dictionary::{DictionaryColumn, MISSING};
use crate::extracts::{Extract, NumberForm};

/// A column's constraints, and who says so.
struct Rules<'a> {
    constraints: &'a Constraints,
    pattern: Option<Regex>,
    /// Why they hold, in a few words.
    why: &'a str,
    /// How to have it otherwise.
    otherwise: String,
    reading: Reading<'a>,
}

/// Why a value is not what it must be.
struct Broken {
    code: &'static str,
    what: String,
}

/// Checks a typed column against the constraints of the series. Whole numbers count something, so they are not
/// negative unless the series says that they may be.
pub(super) fn check_typed(
    bench: &mut Workbench,
    (name, settings): (&str, &ColumnSettings),
    column: &Column,
) {
    let place = bench
        .locations
        .place(&format!("tables/{}/columns/{name}", bench.table));
    let stated = &settings.constraints;
    check(
        bench,
        name,
        column,
        Stated {
            constraints: stated,
            place: place.clone(),
            why: "so the series says",
            otherwise: format!("change the constraints of the column at {place}"),
            reading: Reading::Plain,
        },
    );
    if settings.kind == ColumnType::Integer && !stated.has_minimum() {
        let counted = Constraints {
            minimum: Some(Bound::Integer(0)),
            ..Constraints::default()
        };
        let otherwise = format!(
            "say `constraints: {{minimum: {NO_MINIMUM}}}` for the column at {place} if it may be negative"
        );
        let counts = Stated {
            constraints: &counted,
            place,
            why: "whole numbers are counts unless the series says otherwise",
            otherwise,
            reading: Reading::Plain,
        };
        check(bench, name, column, counts);
    }
}

/// Checks the cells that are read against the constraints of the descriptor, after missing values and
/// corrections. How early or late the dates may be is for [`check_dates`].
pub(super) fn check_raw(
    bench: &mut Workbench,
    mapping: &MappingSettings,
    table: &TableSettings,
    extract: &Extract,
    descriptor: &Place,
) {
    let is_date = |name: &str| {
        let mut steps = table.steps.iter();
        steps.any(|step| matches!(step, Step::ReadDates(step) if step.column == name))
    };
    for (name, source) in &mapping.columns {
        let ColumnSource::Column(raw) = source else {
            continue;
        };
        let Some(constraints) = extract.constraints.get(raw) else {
            continue;
        };
        let Ok(column) = bench.frame.column(name).cloned() else {
            continue;
        };
        let constraints = match is_date(name) {
            true => constraints.without_bounds(),
            false => constraints.clone(),
        };
        let number_form = extract.number_forms.get(raw);
        let reading = number_form.map_or(Reading::Plain, Reading::Numbers);
        let stated = Stated::by_descriptor(&constraints, raw, descriptor, reading);
        check(bench, name, &column, stated);
    }
}

/// Checks how early or late the dates of a column are, as the descriptor constrains them. A date that is known to
/// the month is within the bounds when a day of it is.
pub(super) fn check_dates(
    bench: &mut Workbench,
    name: &str,
    cells: StringChunked,
    formats: &DateFormats,
    (constraints, raw, descriptor): (&Constraints, &str, &Place),
) {
    let bounds = constraints.only_bounds();
    let stated = Stated::by_descriptor(&bounds, raw, descriptor, Reading::Dates(formats));
    check(bench, name, &cells.into_column(), stated);
}

/// Constraints as somebody stated them.
struct Stated<'a> {
    constraints: &'a Constraints,
    /// Where.
    place: Place,
    /// Why they hold, in a few words.
    why: &'static str,
    /// How to have it otherwise.
    otherwise: String,
    reading: Reading<'a>,
}

impl<'a> Stated<'a> {
    fn by_descriptor(
        constraints: &'a Constraints,
        raw: &str,
        descriptor: &Place,
        reading: Reading<'a>,
    ) -> Self {
        Stated {
            constraints,
            place: descriptor.clone(),
            why: "so the descriptor says",
            otherwise: format!(
                "change the constraint of \"{raw}\" in {descriptor} if it says what need not hold"
            ),
            reading,
        }
    }
}

/// How the cells of a column, and the bounds that are written as they are, say what they say.
#[derive(Clone, Copy)]
enum Reading<'a> {
    /// Numbers with a decimal point, dates as ISO 8601 has them.
    Plain,
    /// Numbers in the descriptor's form.
    Numbers(&'a NumberForm),
    /// Dates in the formats that the column is read by.
    Dates(&'a DateFormats),
}

/// What a value or a bound spans: a number itself, a date all its days, counted from one day on.
#[derive(Clone, Copy)]
struct Span {
    first: f64,
    last: f64,
}

impl Reading<'_> {
    fn number(self, text: &str) -> Option<f64> {
        match self {
            Reading::Plain => text.parse().ok(),
            Reading::Numbers(form) => form.plain(text)?.parse().ok(),
            Reading::Dates(_) => None,
        }
    }

    fn days(self, text: &str) -> Option<Span> {
        let (first, last) = match self {
            Reading::Dates(formats) => formats.days_of(text).or_else(|| iso_days(text))?,
            _ => iso_days(text)?,
        };
        let [first, last] = [first, last].map(|day| f64::from(day.to_epoch_days()));
        Some(Span { first, last })
    }

    /// What a value and a bound span, if they can be compared.
    fn spans(self, text: &str, bound: &Bound) -> Option<[Span; 2]> {
        let number_of_bound = match bound {
            // Exact up to fifteen digits, which is what a cell holds.
            Bound::Integer(number) => Some(*number as f64),
            Bound::Number(number) => Some(*number),
            Bound::Text(text) => self.number(text).or_else(|| text.parse().ok()),
        };
        let exactly = |number| Span {
            first: number,
            last: number,
        };
        if let (Some(value), Some(bound)) = (self.number(text), number_of_bound) {
            return Some([exactly(value), exactly(bound)]);
        }
        Some([self.days(text)?, self.days(&date_text(bound))?])
    }

    /// Whether anything at all can be compared with a bound.
    fn reads(self, bound: &Bound) -> bool {
        let is_number = match bound {
            Bound::Integer(_) | Bound::Number(_) => !matches!(self, Reading::Dates(_)),
            Bound::Text(text) => self.number(text).is_some(),
        };
        is_number || self.days(&date_text(bound)).is_some()
    }
}

/// A bound as a date; a year may stand without quotes.
fn date_text(bound: &Bound) -> String {
    match bound {
        Bound::Integer(year) => format!("{year:04}"),
        bound => bound.to_string(),
    }
}

fn check(bench: &mut Workbench, name: &str, column: &Column, stated: Stated<'_>) {
    let Stated {
        constraints,
        place,
        why,
        otherwise,
        reading,
    } = stated;
    if *constraints == Constraints::default() {
        return;
    }
    for (called, bound) in constraints.bounds() {
        if !is_none(bound) && !reading.reads(bound) {
            let kind = match reading {
                Reading::Dates(_) => "a date",
                _ => "a number or a date",
            };
            let fault = Diagnostic::error(
                "bad-constraint",
                format!("the {called} \"{bound}\" of column \"{name}\" is not {kind}"),
            );
            let help =
                "write a date as YYYY-MM-DD, YYYY-MM, YYYY, or as the cells of the column write it";
            let help = match reading {
                Reading::Dates(_) => help.to_owned(),
                _ => format!("write a number in digits; {help}"),
            };
            bench
                .faults
                .push(fault.with_place(place.clone()).with_help(help));
            return;
        }
    }
    let pattern = constraints.pattern.as_deref();
    // The whole value matches, as the standard says.
    let pattern = pattern.map(|pattern| Regex::new(&format!("^(?:{pattern})$")));
    let pattern = match pattern.transpose() {
        Ok(pattern) => pattern,
        Err(error) => {
            let written = constraints.pattern.as_deref().unwrap_or_default();
            // The lines before the last one draw where it is.
            let error = error.to_string();
            let why = error.lines().next_back().unwrap_or_default();
            let why = why.trim().trim_start_matches("error: ");
            let fault = Diagnostic::error(
                "bad-pattern",
                format!(
                    "the pattern `{written}` of column \"{name}\" is not a regular expression: {why}"
                ),
            );
            let help = "write a character that is meant as such with a backslash before it";
            bench
                .faults
                .push(fault.with_place(place.clone()).with_help(help));
            return;
        }
    };
    let rules = Rules {
        constraints,
        pattern,
        why,
        otherwise,
        reading,
    };
    let Ok(cells) = DictionaryColumn::of(column) else {
        return;
    };
    let broken: Vec<Option<Broken>> = cells.distinct().map(|text| rules.broken_by(text)).collect();
    let is_compared: Vec<bool> = cells.distinct().map(|text| rules.compares(text)).collect();
    let mut faults = RepeatedFaults::default();
    let mut seen = BTreeSet::new();
    for (row, line) in bench.lines().into_iter().enumerate() {
        let code = cells.codes[row];
        let at = || Some(bench.place(line, Some(name)));
        if code == MISSING {
            if constraints.required {
                faults.add("required", None, at, || rules.missing(name));
            }
            continue;
        }
        let value = || cells.get(row).unwrap_or_default();
        if let Some(broken) = &broken[code as usize - 1] {
            let value = value();
            faults.add(broken.code, Some(value), at, || {
                rules.fault(broken, value, name)
            });
        }
        if !is_compared[code as usize - 1] {
            faults.add("not compared", Some(value()), at, || {
                rules.not_compared(value(), name)
            });
        }
        if constraints.unique && !seen.insert(code) {
            let value = value();
            faults.add("unique", Some(value), at, || rules.repeated(value, name));
        }
    }
    bench.faults.extend(faults.into_faults());
}

impl Rules<'_> {
    /// What a value breaks first.
    fn broken_by(&self, text: &str) -> Option<Broken> {
        let constraints = self.constraints;
        let broken = |code, what: String| Some(Broken { code, what });
        for (called, bound) in constraints.bounds() {
            let Some([value, limit]) = self.reading.spans(text, bound) else {
                continue;
            };
            let is_date = value.first != value.last || self.reading.number(text).is_none();
            let words = match is_date {
                true => ["before", "after", "not after", "not before"],
                false => ["less than", "more than", "not more than", "not less than"],
            };
            let (is_broken, code, word) = match called {
                MINIMUM => (value.last < limit.first, "less-than-minimum", words[0]),
                MAXIMUM => (value.first > limit.last, "more-than-maximum", words[1]),
                EXCLUSIVE_MINIMUM => (value.last <= limit.last, "less-than-minimum", words[2]),
                _ => (value.first >= limit.first, "more-than-maximum", words[3]),
            };
            let of = match called {
                MINIMUM => "the minimum ",
                MAXIMUM => "the maximum ",
                _ => "",
            };
            if is_broken {
                return broken(code, format!("{word} {of}{bound}"));
            }
        }
        let characters = text.chars().count();
        if let Some(fewest) = constraints.min_length.filter(|fewest| characters < *fewest) {
            return broken("too-short", format!("shorter than {fewest} characters"));
        }
        if let Some(most) = constraints.max_length.filter(|most| characters > *most) {
            return broken("too-long", format!("longer than {most} characters"));
        }
        if self.pattern.as_ref().is_some_and(|it| !it.is_match(text)) {
            let pattern = constraints.pattern.as_deref().unwrap_or_default();
            return broken("no-match", format!("not of the pattern `{pattern}`"));
        }
        let listed = &constraints.one_of;
        if !listed.is_empty() && !listed.iter().any(|it| self.is_equal(text, it)) {
            let listed: Vec<String> = listed.iter().map(|it| format!("\"{it}\"")).collect();
            return broken("not-listed", format!("none of {}", listed.join(", ")));
        }
        None
    }

    fn is_equal(&self, text: &str, listed: &Bound) -> bool {
        text == listed.to_string()
            || matches!(listed, Bound::Integer(_) | Bound::Number(_))
                && self
                    .reading
                    .spans(text, listed)
                    .is_some_and(|[value, listed]| value.first == listed.first)
    }

    /// Whether each bound can be compared with a value.
    fn compares(&self, text: &str) -> bool {
        // The steps that read numbers and dates say what is neither.
        let mut bounds = self.constraints.bounds();
        let is_left_to_step = matches!(self.reading, Reading::Dates(_));
        is_left_to_step
            || bounds.all(|(_, bound)| is_none(bound) || self.reading.spans(text, bound).is_some())
    }

    fn not_compared(&self, value: &str, name: &str) -> Diagnostic {
        let why = self.why;
        let bounds = self.constraints.bounds();
        let bounds: Vec<String> = bounds
            .map(|(called, bound)| format!("{called} {bound}"))
            .collect();
        let message = format!(
            "\"{value}\" in column \"{name}\" cannot be compared with the {} ({why})",
            bounds.join(", ")
        );
        self.with_help(Diagnostic::warning("constraint-not-tested", message))
    }

    fn fault(&self, broken: &Broken, value: &str, name: &str) -> Diagnostic {
        let (what, why) = (&broken.what, self.why);
        let message = format!("\"{value}\" in column \"{name}\" is {what} ({why})");
        self.with_help(Diagnostic::error(broken.code, message))
    }

    fn missing(&self, name: &str) -> Diagnostic {
        let why = self.why;
        let message = format!("column \"{name}\" has no value; every row needs one ({why})");
        self.with_help(Diagnostic::error("missing-value", message))
    }

    fn repeated(&self, value: &str, name: &str) -> Diagnostic {
        let why = self.why;
        let message = format!(
            "\"{value}\" in column \"{name}\" stands in an earlier row too, and no two rows may have the same ({why})"
        );
        self.with_help(Diagnostic::error("not-unique", message))
    }

    fn with_help(&self, fault: Diagnostic) -> Diagnostic {
        fault.with_help(format!(
            "correct it in corrections.csv, or {}",
            self.otherwise
        ))
    }
}

fn is_none(bound: &Bound) -> bool {
    matches!(bound, Bound::Text(text) if text == NO_MINIMUM)
}

/// The first and the last day that a date, or the beginning of one, as ISO 8601 writes it may be.
fn iso_days(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    // A time of day changes nothing.
    let text = match text.as_bytes().get(10) {
        Some(b'T' | b' ') => text.get(..10)?,
        _ => text,
    };
    let number = |range: std::ops::Range<usize>| {
        let digits = text.get(range)?;
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| digits.parse().ok()).flatten()
    };
    let year = i32::try_from(number(0..4)?).ok()?;
    match text.len() {
        4 => Some((
            NaiveDate::from_ymd_opt(year, 1, 1)?,
            NaiveDate::from_ymd_opt(year, 12, 31)?,
        )),
        7 if text.as_bytes()[4] == b'-' => {
            days_of_month(NaiveDate::from_ymd_opt(year, number(5..7)?, 1)?)
        }
        _ => iso_day(text).map(|day| (day, day)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(constraints: &str, text: &str) -> Option<&'static str> {
        let constraints: Constraints = serde_yaml_of(constraints);
        let pattern = constraints.pattern.as_deref();
        let rules = Rules {
            pattern: pattern.and_then(|it| Regex::new(&format!("^(?:{it})$")).ok()),
            constraints: &constraints,
            why: "",
            otherwise: String::new(),
            reading: Reading::Plain,
        };
        rules.broken_by(text).map(|broken| broken.code)
    }

    fn serde_yaml_of(constraints: &str) -> Constraints {
        brief_base::yaml::parse("test.yaml", constraints)
            .expect("constraints")
            .value
    }

    #[test]
    fn values_are_held_against_bounds_patterns_and_lists() {
        let cases = [
            ("{minimum: 0}", "-4", Some("less-than-minimum")),
            ("{minimum: 0}", "0", None),
            ("{minimum: \"10\"}", "9.5", Some("less-than-minimum")),
            ("{minimum: none}", "-4", None),
            ("{maximum: 100}", "101", Some("more-than-maximum")),
            ("{exclusiveMinimum: 0}", "0", Some("less-than-minimum")),
            ("{exclusiveMaximum: 1.5}", "1.4", None),
            (
                "{minimum: \"2019-02\"}",
                "2019-01-31",
                Some("less-than-minimum"),
            ),
            ("{maximum: \"2019-02\"}", "2019-02-28", None),
            (
                "{maximum: \"2019-02\"}",
                "2019-03-01",
                Some("more-than-maximum"),
            ),
            ("{minLength: 2}", "é", Some("too-short")),
            ("{maxLength: 2}", "abc", Some("too-long")),
            // Some day of the month is after the fifteenth; none of March is before March.
            ("{exclusiveMinimum: \"2019-02-15\"}", "2019-02", None),
            ("{exclusiveMaximum: \"2019-03\"}", "2019-02-28", None),
            (
                "{exclusiveMaximum: \"2019-03\"}",
                "2019-03",
                Some("more-than-maximum"),
            ),
            (
                "{exclusiveMaximum: \"2019-03-01\"}",
                "2019-03",
                Some("more-than-maximum"),
            ),
            (
                "{exclusiveMinimum: \"2019-02\"}",
                "2019-02-28",
                Some("less-than-minimum"),
            ),
            ("{minimum: 2019}", "2019-01-01T08:30:00", None),
            ("{maximum: 2018}", "2019-01", Some("more-than-maximum")),
            ("{pattern: \"D-[0-9]+\"}", "D-10", None),
            ("{pattern: \"D-[0-9]+\"}", "xD-10", Some("no-match")),
            ("{enum: [1, two]}", "two", None),
            ("{enum: [1, two]}", "1.0", None),
            ("{enum: [1, two]}", "three", Some("not-listed")),
            // What cannot be compared is for the step that reads numbers or dates.
            ("{minimum: 0}", "a dozen", None),
        ];
        for (constraints, text, expected) in cases {
            assert_eq!(broken(constraints, text), expected, "{constraints} {text}");
        }
    }
}
