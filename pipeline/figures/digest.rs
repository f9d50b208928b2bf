//! Everything that a figure's drawing depends on, in a form that tells whether it has changed.

use std::collections::BTreeSet;

use serde::Serialize;

use brief_model::findings::{Bounds, FindingTable, Findings, Outcome};

use super::Figure;
use super::map::view::MapView;

/// What is declared of a figure, its words written. What stands around it is none of it: title, caption and
/// the like are the page's.
pub fn declared<'a>(figure: &'a Figure<'_>) -> impl Serialize + use<'a> {
    let definition = figure.definition;
    (
        &figure.draw,
        &figure.faults,
        (&definition.label, definition.width()),
        definition.source.declaration(),
    )
}

/// What is declared in a map's view, and where: a place in it may stand in a warning.
pub fn declared_view(view: &MapView) -> impl Serialize + use<'_> {
    (view, view.source.declaration())
}

/// Keys, labels and count of a findings table's row.
type Row<'a> = (&'a [Option<String>], &'a [String], i64);

/// What a figure may draw of a finding: its numbers, not the rows behind them.
#[derive(Debug, Serialize)]
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
