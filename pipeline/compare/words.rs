//! The parts of a comparison in words.

use serde_json::Value;

use brief_base::numbers::{percent, with_thousands};
use brief_base::plain_text::counted;

use super::attribution::{Component, Contribution};
use super::causes::{Moved, Reason};
use super::claims::ClaimFate;
use super::figures::MarkChange;
use super::findings::{FindingChange, KeyPair, RowNamed};
use super::rows::{RowChange, TableChange};
use super::sentences::{SentenceChange, Stretch};
use super::snapshot::FindingValue;
use super::{Comparison, Pair, Verdict};

/// `1 sentence differs`, `2 sentences differ`.
pub(crate) fn differ(count: usize, what: &str) -> String {
    let verb = if count == 1 { "differs" } else { "differ" };
    format!("{} {verb}", counted(count, what))
}

/// What became of rows, by number.
pub(crate) fn rows(gained: usize, lost: usize, changed: usize, rekeyed: usize) -> String {
    let likely = match rekeyed {
        0 => String::new(),
        count => format!(", {count} likely the same under another key"),
    };
    format!("{gained} added, {lost} gone, {changed} changed{likely}")
}

/// What became of the rows of a table that both sides have: `12 rows → 14: 2 added, …, 12 as before`.
pub(crate) fn rows_of_table(table: &TableChange) -> String {
    format!(
        "{} → {}: {}, {} as before",
        counted(table.rows.old, "row"),
        table.rows.new,
        rows(
            table.rows_gained.len(),
            table.rows_lost.len(),
            table.rows_changed.len(),
            table.rows_rekeyed.len()
        ),
        table.unchanged
    )
}

/// What became of the rows of all tables.
pub(crate) fn rows_of(verdict: &Verdict) -> String {
    if !verdict.rows_compared {
        return "not compared".to_owned();
    }
    rows(
        verdict.rows_gained,
        verdict.rows_lost,
        verdict.rows_changed,
        verdict.rows_rekeyed,
    )
}

/// How many sentences differ.
pub(crate) fn sentences_of(verdict: &Verdict) -> String {
    if verdict.sentences_compared {
        differ(verdict.sentences, "sentence")
    } else {
        "sentences not compared".to_owned()
    }
}

/// How many figures differ.
pub(crate) fn figures_of(verdict: &Verdict) -> String {
    if verdict.claims_and_figures_compared {
        differ(verdict.figures, "figure")
    } else {
        "figures not compared".to_owned()
    }
}

/// What became of the claims: `of 3 claims: 1 false now`.
pub(crate) fn claims(comparison: &Comparison) -> String {
    if !comparison.verdict.claims_and_figures_compared {
        return "claims not compared".to_owned();
    }
    let count = |fate: ClaimFate| {
        let claims = comparison.claims.iter();
        claims.filter(|claim| claim.fate == fate).count()
    };
    let told = [
        (ClaimFate::NowFalse, "false now"),
        (ClaimFate::NowTrue, "true now"),
        (ClaimFate::Closer, "closer to turning over"),
        (ClaimFate::Farther, "firmer"),
        (ClaimFate::Lost, "only on the old side"),
        (ClaimFate::Gained, "only on the new side"),
    ];
    let told = told.into_iter().filter(|(fate, _)| count(*fate) > 0);
    let told: Vec<String> = told
        .map(|(fate, what)| format!("{} {what}", count(fate)))
        .collect();
    let all = counted(comparison.verdict.claims_of, "claim");
    if told.is_empty() {
        format!("of {all}, none differs")
    } else {
        format!("of {all}: {}", told.join(", "))
    }
}

/// `1 row`, `13 persons`.
pub(crate) fn units(units: i64, of: Option<&str>) -> String {
    match (units, of.unwrap_or("rows")) {
        (1, "rows") => "1 row".to_owned(),
        (units, of) => format!("{units} {of}"),
    }
}

/// What a finding came to on one side.
pub(crate) fn value(value: Option<&FindingValue>) -> String {
    match value {
        None => "not defined".to_owned(),
        Some(FindingValue::NoData { missing_table }) => format!("no data (no {missing_table})"),
        Some(FindingValue::Table { total, .. }) => format!("{} in all", with_thousands(*total)),
        Some(FindingValue::Number {
            count,
            base,
            share,
            unknown,
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
            text
        }
    }
}

/// How much a finding moved: ` (+1, +4 points)`; nothing where a side has no number.
pub(crate) fn difference(finding: &FindingChange) -> String {
    let Some(difference) = &finding.difference else {
        return String::new();
    };
    match difference.share {
        Some(share) => format!(" ({}, {} points)", signed(difference.count), points(share)),
        None => format!(" ({})", signed(difference.count)),
    }
}

/// A difference of shares in whole percentage points.
#[allow(clippy::cast_possible_truncation)]
fn points(share: f64) -> String {
    signed((share * 100.0).round() as i64)
}

/// How much of a difference is due to what: `due to data −3, definitions +1.5`.
pub(crate) fn parts(parts: &[Contribution]) -> String {
    let told = parts.iter().filter(|part| part.count != 0.0);
    let told: Vec<String> = told
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
    if told.is_empty() {
        "data, cleaning and definitions leave its count as it was".to_owned()
    } else {
        format!("due to {}", told.join(", "))
    }
}

/// A difference with its sign.
pub(crate) fn signed(number: i64) -> String {
    match number {
        0 => "±0".to_owned(),
        1.. => format!("+{}", with_thousands(number)),
        _ => format!("−{}", with_thousands(-number)),
    }
}

/// What a cause is; `rows` is how many rows it has.
pub(crate) fn reason(reason: &Reason, rows: usize) -> String {
    match reason {
        Reason::TableLost(table) => format!("{table}: the new side has no such table"),
        Reason::TableGained(table) => format!("{table}: only the new side has this table"),
        Reason::RowsLost(table) => format!("{table}: {} gone", counted(rows, "row")),
        Reason::RowsGained(table) => format!("{table}: {} added", counted(rows, "row")),
        Reason::RowsChanged { table, columns } => {
            format!(
                "{table}: {} changed in {}",
                counted(rows, "row"),
                columns.join(" and ")
            )
        }
        Reason::Definition(finding) => format!("{finding} is defined in another way"),
        Reason::Otherwise(finding) => {
            format!("{finding}: views, recodes or code count the same rows in another way")
        }
    }
}

/// A row by its key, or by both when they differ.
pub(crate) fn row(row: &RowNamed) -> String {
    let KeyPair { old, new } = &row.key;
    match (old, new) {
        (Some(old), Some(new)) if old != new => format!("{} → {}", old.join("; "), new.join("; ")),
        (Some(key), _) | (None, Some(key)) => key.join("; "),
        (None, None) => String::new(),
    }
}

/// A finding and by how much a cause moved it.
pub(crate) fn moved(moved: &Moved) -> String {
    let mut parts = Vec::new();
    if moved.count != 0 {
        parts.push(signed(moved.count));
    }
    for (by, of) in [(moved.base, "base"), (moved.unknown, "unknown")] {
        if by != 0 {
            parts.push(format!("{of} {}", signed(by)));
        }
    }
    match parts.as_slice() {
        [] if moved.rows > 0 => format!("{} (between categories)", moved.finding),
        [] => moved.finding.clone(),
        parts => format!("{} {}", moved.finding, parts.join(" ")),
    }
}

/// A sentence with its changes in brackets: `[old → new]`.
pub(crate) fn sentence(sentence: &SentenceChange) -> String {
    match (&sentence.text.old, &sentence.text.new) {
        (Some(old), None) => format!("gone: {old}"),
        (None, Some(new)) => format!("new: {new}"),
        _ => sentence.words.iter().map(stretch_in_words).collect(),
    }
}

fn stretch_in_words(stretch: &Stretch) -> String {
    let Pair { old, new } = match stretch {
        Stretch::Same(words) => return words.clone(),
        Stretch::Differs(words) => words,
    };
    // A blank at the end of a change stands after its bracket.
    let ends_blank = [old, new].iter().any(|text| text.ends_with(' '));
    let blank = if ends_blank { " " } else { "" };
    match (old.trim(), new.trim()) {
        ("", new) => format!("[+ {new}]{blank}"),
        (old, "") => format!("[− {old}]{blank}"),
        (old, new) => format!("[{old} → {new}]{blank}"),
    }
}

/// A value that a figure draws; numbers to three places.
pub(crate) fn drawn(value: Option<&Value>) -> String {
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

/// A mark of a figure with its values.
pub(crate) fn mark(mark: &MarkChange) -> String {
    format!(
        "{} {} → {}",
        mark.path.join(" / "),
        drawn(mark.value.old.as_ref()),
        drawn(mark.value.new.as_ref())
    )
}

/// A row with the cells that differ and its raw places.
pub(crate) fn row_change(change: &RowChange) -> String {
    let Pair { old, new } = &change.row;
    let cell = |cell: &Option<String>| match cell {
        Some(cell) => format!("\"{cell}\""),
        None => "nothing".to_owned(),
    };
    let cells = change.cells.iter().map(|change| {
        format!(
            "{} {} → {}",
            change.column,
            cell(&change.value.old),
            cell(&change.value.new)
        )
    });
    let cells = cells.collect::<Vec<_>>().join("; ");
    let name = if old.key == new.key {
        old.key.join("; ")
    } else {
        format!("{} → {}", old.key.join("; "), new.key.join("; "))
    };
    let alike = change.alike.map_or_else(String::new, |alike| {
        format!(" (alike in {} of {} columns)", alike.columns, alike.of)
    });
    let cells = if cells.is_empty() {
        String::new()
    } else {
        format!(": {cells}")
    };
    format!("{name}{alike}{cells} [{}, {}]", old.place, new.place)
}
