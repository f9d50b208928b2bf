//! Are the values what the column's constraints say? Asked of each distinct value once.

use std::collections::BTreeSet;

use polars::prelude::*;
use regex::Regex;

use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::repeated::RepeatedFaults;
use brief_model::brief::{ColumnSource, MappingSettings};
use brief_model::constraints::{Bound, Constraints, NO_MINIMUM};
use brief_model::series::{ColumnSettings, ColumnType};

use super::workbench::Workbench;
use crate::dictionary::{DictionaryColumn, MISSING};
use crate::extracts::Extract;

/// A column's constraints, and who says so.
struct Rules<'a> {
    constraints: &'a Constraints,
    pattern: Option<Regex>,
    /// Why they hold, in a few words.
    why: &'a str,
    /// How to have it otherwise.
    otherwise: String,
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
    let otherwise = format!("change the constraints of the column at {place}");
    check(
        bench,
        name,
        column,
        &place,
        stated,
        "so the series says",
        otherwise,
    );
    if settings.kind == ColumnType::Integer && !stated.has_minimum() {
        let counted = Constraints {
            minimum: Some(Bound::Integer(0)),
            ..Constraints::default()
        };
        let otherwise = format!(
            "say `constraints: {{minimum: {NO_MINIMUM}}}` for the column at {place} if it may be negative"
        );
        let why = "whole numbers are counts unless the series says otherwise";
        check(bench, name, column, &place, &counted, why, otherwise);
    }
}

/// Checks the cells that are read against the constraints of the descriptor, after missing values and
/// corrections.
pub(super) fn check_raw(
    bench: &mut Workbench,
    mapping: &MappingSettings,
    extract: &Extract,
    descriptor: &Place,
) {
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
        let otherwise = format!(
            "change the constraint of \"{raw}\" in {descriptor} if it says what need not hold"
        );
        let why = "so the descriptor says";
        check(
            bench,
            name,
            &column,
            descriptor,
            constraints,
            why,
            otherwise,
        );
    }
}

fn check(
    bench: &mut Workbench,
    name: &str,
    column: &Column,
    place: &Place,
    constraints: &Constraints,
    why: &str,
    otherwise: String,
) {
    if *constraints == Constraints::default() {
        return;
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
    };
    let Ok(cells) = DictionaryColumn::of(column) else {
        return;
    };
    let broken: Vec<Option<Broken>> = cells.distinct().map(|text| rules.broken_by(text)).collect();
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
        let least = constraints.minimum.as_ref().filter(|it| !is_none(it));
        if let Some(bound) = least.filter(|bound| is_less(text, bound)) {
            return broken(
                "less-than-minimum",
                format!("less than the minimum {bound}"),
            );
        }
        let most = constraints.maximum.as_ref();
        if let Some(bound) = most.filter(|bound| is_more(text, bound)) {
            return broken(
                "more-than-maximum",
                format!("more than the maximum {bound}"),
            );
        }
        let above = constraints.exclusive_minimum.as_ref();
        if let Some(bound) = above.filter(|bound| !is_more(text, bound)) {
            return broken("less-than-minimum", format!("not more than {bound}"));
        }
        let below = constraints.exclusive_maximum.as_ref();
        if let Some(bound) = below.filter(|bound| !is_less(text, bound)) {
            return broken("more-than-maximum", format!("not less than {bound}"));
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
        if !listed.is_empty() && !listed.iter().any(|it| is_equal(text, it)) {
            let listed: Vec<String> = listed.iter().map(|it| format!("\"{it}\"")).collect();
            return broken("not-listed", format!("none of {}", listed.join(", ")));
        }
        None
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

/// The number that a bound is, in quotes or not.
fn number(bound: &Bound) -> Option<f64> {
    match bound {
        // Exact up to fifteen digits, which is what a cell holds.
        Bound::Integer(number) => Some(*number as f64),
        Bound::Number(number) => Some(*number),
        Bound::Text(text) => text.parse().ok(),
    }
}

/// A date or the beginning of one, as ISO 8601 writes it: such texts compare as time does.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 4
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes.get(4).is_none_or(|byte| *byte == b'-')
}

/// Whether a value is below a bound; what cannot be compared is not.
fn is_less(text: &str, bound: &Bound) -> bool {
    if let (Ok(value), Some(bound)) = (text.parse::<f64>(), number(bound)) {
        return value < bound;
    }
    let bound = bound.to_string();
    is_date(text) && is_date(&bound) && text < bound.as_str()
}

/// Whether a value is above a bound. The end of a month is its last day.
fn is_more(text: &str, bound: &Bound) -> bool {
    if let (Ok(value), Some(bound)) = (text.parse::<f64>(), number(bound)) {
        return value > bound;
    }
    let bound = bound.to_string();
    is_date(text) && is_date(&bound) && text.get(..bound.len()).unwrap_or(text) > bound.as_str()
}

fn is_equal(text: &str, listed: &Bound) -> bool {
    let listed_text = listed.to_string();
    text == listed_text
        || matches!((text.parse::<f64>(), number(listed)), (Ok(value), Some(listed)) if value == listed)
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
