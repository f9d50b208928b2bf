//! Everything that a figure's drawing depends on, in a form that tells whether it has changed.

use std::collections::BTreeSet;
use std::fmt::Debug;

use brief_model::findings::{Bounds, FindingTable, Findings, Outcome};

use super::figure::Figure;

/// A figure's declaration with its words written. Title, caption and the other texts around it are not part of
/// the drawing.
pub fn declared<'a>(figure: &'a Figure<'_>) -> impl Debug + use<'a> {
    let definition = figure.definition;
    (
        &figure.draw,
        &figure.faults,
        (&definition.label, definition.width()),
        definition.source.declaration(),
    )
}

/// Keys, labels and count of a findings table's row.
type Row<'a> = (&'a [Option<String>], &'a [String], i64);

/// What a figure may draw of a finding: its numbers, not the rows behind them.
#[derive(Debug)]
#[allow(dead_code, reason = "read through Debug, as a digest")]
pub enum Numbers<'a> {
    Number(i64, Option<i64>, i64, Option<Bounds>),
    Table(&'a [String], Vec<Row<'a>>, i64),
    NoData(&'a str),
}

/// The findings that a figure with these names in its declaration is drawn from: those named, and tables
/// that share a column with one of them, since they tell which categories the column has.
pub fn drawn_from<'a>(
    names: &BTreeSet<&str>,
    findings: &'a Findings,
) -> impl Iterator<Item = (&'a str, Numbers<'a>)> {
    let named = |name: &str| names.contains(name);
    let columns: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| named(&finding.name))
        .filter_map(|finding| match &finding.outcome {
            Outcome::Table(table) => Some(table.by.iter().map(String::as_str)),
            _ => None,
        })
        .flatten()
        .collect();
    let shares = |table: &FindingTable| table.by.iter().any(|by| columns.contains(by.as_str()));
    let mut used = Vec::new();
    for finding in findings.iter() {
        let numbers = match &finding.outcome {
            Outcome::Table(table) if named(&finding.name) || shares(table) => {
                let rows = table.rows.iter();
                let rows = rows.map(|row| (row.keys.as_slice(), row.labels.as_slice(), row.count));
                Numbers::Table(&table.by, rows.collect(), table.total)
            }
            _ if !named(&finding.name) => continue,
            Outcome::Number(number) => Numbers::Number(
                number.numerator,
                number.denominator,
                number.unknown,
                number.bounds,
            ),
            Outcome::NoData { missing_table } => Numbers::NoData(missing_table),
            Outcome::Table(_) => continue,
        };
        used.push((finding.name.as_str(), numbers));
    }
    used.into_iter()
}
