//! Phrases for parts of a comparison.

use serde_json::Value;

use brief_base::agreement::unit_after;
use brief_base::numbers::{percent, with_thousands};
use brief_model::rests_on::RestsOn;

use crate::attribution::{Component, Contribution};
use crate::causes::{Effect, Reason};
use crate::fates::RowName;
use crate::findings::FindingChange;
use crate::rows::RowCount;
use crate::snapshot::FindingValue;

pub(super) use brief_base::plain_text::counted;

/// Singular or plural.
pub(super) fn either<'a>(count: usize, one: &'a str, several: &'a str) -> &'a str {
    if count == 1 { one } else { several }
}

/// A sentence as a phrase within another: starts in lowercase and has no period.
pub(crate) fn phrase(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// `2 added, 1 gone, 0 changed`.
pub(super) fn rows(count: RowCount) -> String {
    let RowCount {
        gained,
        lost,
        changed,
        rekeyed,
    } = count;
    let likely = match rekeyed {
        0 => String::new(),
        count => format!(", {count} likely the same under another key"),
    };
    format!("{gained} added, {lost} gone, {changed} changed{likely}")
}

/// `1 row`, `13 persons`.
pub(super) fn units(units: i64, of: Option<&str>) -> String {
    format!("{units} {}", unit_after(units, of.unwrap_or("rows")))
}

/// What a finding came to on one side.
pub(super) fn value(value: Option<&FindingValue>) -> String {
    match value {
        None => "not defined".to_owned(),
        Some(FindingValue::NoData { missing_table }) => format!("no data (no {missing_table})"),
        Some(FindingValue::Table {
            total,
            total_rests_on,
            ..
        }) => {
            let standing = standing(total_rests_on.as_ref());
            format!("{} in all{standing}", with_thousands(*total))
        }
        Some(FindingValue::Number {
            count,
            base,
            share,
            unknown,
            rests_on,
        }) => {
            let mut text = with_thousands(*count);
            if let Some(base) = base {
                text.push_str(&format!(" of {}", with_thousands(*base)));
            }
            if let Some(share) = share {
                text.push_str(&format!(" ({})", percent(*share)));
            }
            if *unknown > 0 {
                text.push_str(&format!(", {} unknown", with_thousands(*unknown)));
            }
            text.push_str(&standing(rests_on.as_ref()));
            text
        }
    }
}

/// What stands behind a value that is published or illustrative: `, illustrative`.
pub(super) fn standing(rests_on: Option<&RestsOn>) -> String {
    match rests_on {
        None | Some(RestsOn::Documented) => String::new(),
        Some(marked) => format!(", {}", marked.word()),
    }
}

/// How much a finding changed: `+1, +4 points`; empty if a side has no number.
pub(super) fn difference(finding: &FindingChange) -> String {
    let Some(difference) = &finding.difference else {
        return String::new();
    };
    match difference.share {
        Some(share) => format!("{}, {} points", signed(difference.count), points(share)),
        None => signed(difference.count),
    }
}

/// A difference of shares in whole percentage points.
fn points(share: f64) -> String {
    signed((share * 100.0).round() as i64)
}

/// `due to data −3, definitions +1.5`.
pub(super) fn contributions(parts: &[Contribution]) -> String {
    let parts = parts.iter().filter(|part| part.count != 0.0);
    let parts: Vec<String> = parts
        .map(|part| {
            let component = match part.component {
                Component::Data => "data",
                Component::Cleaning => "cleaning",
                Component::Definitions => "definitions",
            };
            let sign = if part.count > 0.0 { "+" } else { "−" };
            let amount = format!("{:.1}", part.count.abs());
            format!("{component} {sign}{}", amount.trim_end_matches(".0"))
        })
        .collect();
    if parts.is_empty() {
        "data, cleaning and definitions leave its count as it was".to_owned()
    } else {
        format!("due to {}", parts.join(", "))
    }
}

/// `+1`, `−1`, `±0`.
pub(super) fn signed(number: i64) -> String {
    match number {
        0 => "±0".to_owned(),
        1.. => format!("+{}", with_thousands(number)),
        _ => format!("−{}", with_thousands(-number)),
    }
}

/// A cause, with its number of rows.
pub(super) fn reason(reason: &Reason, rows: usize) -> String {
    match reason {
        // What is missing is a table by its name, or a column in words.
        Reason::TableLost(missing) if missing.starts_with("column ") => {
            format!("{missing}: the new side does not record it")
        }
        Reason::TableGained(missing) if missing.starts_with("column ") => {
            format!("{missing}: only the new side records it")
        }
        Reason::TableLost(table) => format!("{table}: the new side has no such table"),
        Reason::TableGained(table) => format!("{table}: only the new side has this table"),
        Reason::RowsLost(table) => format!("{table}: {} gone", counted(rows, "row")),
        Reason::RowsGained(table) => format!("{table}: {} added", counted(rows, "row")),
        Reason::RowsChanged {
            table,
            columns,
            corrections,
        } => {
            let changed = format!(
                "{table}: {} changed in {}",
                counted(rows, "row"),
                columns.join(" and ")
            );
            let sides = [("old", &corrections.old), ("new", &corrections.new)];
            let corrected = sides.into_iter().filter(|(_, found)| !found.is_empty());
            let corrected = corrected
                .map(|(side, found)| format!("on the {side} side only ({})", found.join("; ")));
            let corrected: Vec<String> = corrected.collect();
            match corrected.is_empty() {
                true => changed,
                false => format!("{changed}, corrected {}", corrected.join("; ")),
            }
        }
        Reason::Definition(finding) => format!("{finding} is defined in another way"),
        Reason::Otherwise(finding) => {
            format!("{finding}: views, recodes or code count the same rows in another way")
        }
    }
}

/// A row by its key.
pub(super) fn row(row: &RowName) -> String {
    key(row.key.old.as_deref(), row.key.new.as_deref())
}

/// The key of a row, or both where they differ.
pub(super) fn key(old: Option<&[String]>, new: Option<&[String]>) -> String {
    match (old, new) {
        (Some(old), Some(new)) if old != new => format!("{} → {}", old.join("; "), new.join("; ")),
        (Some(key), _) | (None, Some(key)) => key.join("; "),
        (None, None) => String::new(),
    }
}

/// A finding, and by how much a cause moved it.
pub(super) fn effect(effect: &Effect) -> String {
    let mut parts = Vec::new();
    if effect.count != 0 {
        parts.push(signed(effect.count));
    }
    for (by, of) in [(effect.base, "base"), (effect.unknown, "unknown")] {
        if by != 0 {
            parts.push(format!("{of} {}", signed(by)));
        }
    }
    match parts.as_slice() {
        [] if effect.rows > 0 => format!("{} (between categories)", effect.finding),
        [] => effect.finding.clone(),
        parts => format!("{} {}", effect.finding, parts.join(" ")),
    }
}

/// A value that a figure draws; numbers to three places.
pub(super) fn drawn(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "none".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => match number.as_f64() {
            Some(float) if !number.is_i64() => {
                let places = format!("{float:.3}");
                let short = places.trim_end_matches('0').trim_end_matches('.');
                short.to_owned()
            }
            _ => number.to_string(),
        },
        Some(value) => value.to_string(),
    }
}
