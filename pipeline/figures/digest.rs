//! Everything that a figure's drawing depends on, in a form that tells whether it has changed.

use std::collections::BTreeSet;

use serde::Serialize;

use brief_model::findings::{Finding, FindingTable, Findings, Outcome};

use super::figure::Figure;
use super::map::view::MapView;

/// A figure's declaration with its words written. Title, caption and the other texts around it are not part of
/// the drawing.
pub fn declared<'a>(figure: &'a Figure<'_>) -> impl Serialize + use<'a> {
    let definition = figure.definition;
    (
        &figure.draw,
        &figure.faults,
        (&definition.label, definition.width()),
        definition.source.declaration(),
    )
}

/// A map's view as declared, and where: a place in it may stand in a warning.
pub fn declared_view(view: &MapView) -> impl Serialize + use<'_> {
    (view, view.source.declaration())
}

/// The codes that the columns of the findings with these names may hold.
pub fn codes_of<'a>(names: &BTreeSet<&str>, findings: &'a Findings) -> impl Serialize + use<'a> {
    let named = findings.iter();
    let named = named.filter(|finding| names.contains(finding.name.as_str()));
    let codes = named.map(|finding| findings.codes().get(&finding.definition.of));
    codes.collect::<Vec<_>>()
}

/// The findings that a figure with these names in its declaration is drawn from: those named, and tables
/// that share a column with one of them, since they tell which categories the column has: their numbers,
/// not the rows behind them.
pub fn drawn_from<'a>(
    names: &BTreeSet<&str>,
    findings: &'a Findings,
) -> impl Iterator<Item = (&'a str, Outcome<()>)> {
    let named = |finding: &Finding| names.contains(finding.name.as_str());
    let columns: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| named(finding))
        .filter_map(|finding| match &finding.outcome {
            Outcome::Table(table) => Some(table.by.iter().map(String::as_str)),
            _ => None,
        })
        .flatten()
        .collect();
    let shares = |table: &FindingTable| table.by.iter().any(|by| columns.contains(by.as_str()));
    let used = findings.iter().filter(|finding| {
        named(finding) || matches!(&finding.outcome, Outcome::Table(table) if shares(table))
    });
    let used = used.map(|finding| {
        let numbers = finding.outcome.map_evidence(|_| ());
        (finding.name.as_str(), numbers)
    });
    used.collect::<Vec<_>>().into_iter()
}
