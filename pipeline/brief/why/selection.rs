//! Which rows of a findings table were asked for.

use brief_base::diagnostics::{Diagnostic, did_you_mean};
use brief_model::findings::{FindingRow, FindingTable};

/// Code of the fault that a finding has no such row.
const NO_SUCH_ROW: &str = "no-such-row";
/// What stands for the row of the unknown, beside its own words.
const UNKNOWN: &str = "unknown";

/// The rows that have each of the asked codes or words in one of their columns; all when none is asked.
pub(super) fn rows<'a>(
    finding: &str,
    table: &'a FindingTable,
    asked: Option<&str>,
) -> Result<Vec<&'a FindingRow>, Diagnostic> {
    let parts: Vec<&str> = asked
        .map(|asked| asked.split(';').map(str::trim).collect())
        .unwrap_or_default();
    let found: Vec<&FindingRow> = table
        .rows
        .iter()
        .filter(|row| parts.iter().all(|part| has(row, part)))
        .collect();
    if !found.is_empty() || asked.is_none() {
        return Ok(found);
    }
    let asked = asked.unwrap_or_default();
    let mut known: Vec<&str> = Vec::new();
    let codes = table.rows.iter().flat_map(|row| &row.keys);
    for code in codes.map(|code| code.as_deref().unwrap_or(UNKNOWN)) {
        if !known.contains(&code) {
            known.push(code);
        }
    }
    let single = table.rows.iter().all(|row| row.keys.len() == 1);
    let wrong = parts
        .iter()
        .find(|part| !table.rows.iter().any(|row| has(row, part)));
    let help = match wrong {
        Some(part) => did_you_mean(part, known),
        None if single => "a row has one code; leave out the others".to_owned(),
        None => "each occurs, but in no row together; leave one out".to_owned(),
    };
    Err(
        Diagnostic::call_error(NO_SUCH_ROW, format!("\"{finding}\" has no row \"{asked}\""))
            .with_help(help),
    )
}

fn has(row: &FindingRow, part: &str) -> bool {
    let mut keys = row.keys.iter();
    keys.any(|key| key.as_deref().unwrap_or(UNKNOWN) == part)
        || row.labels.iter().any(|label| label == part)
}

/// The codes of rows, by which claims name them.
pub(super) fn codes<'a>(rows: &[&'a FindingRow]) -> Vec<&'a str> {
    let firsts = rows.iter().filter_map(|row| row.keys.first()?.as_deref());
    firsts.collect()
}

/// The fault that a row was asked for of what has none.
pub(super) fn no_rows(name: &str, row: &str) -> Diagnostic {
    Diagnostic::call_error(
        NO_SUCH_ROW,
        format!("\"{name}\" is no findings table and has no row \"{row}\""),
    )
    .with_help("leave out --row")
}
