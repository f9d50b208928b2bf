//! Findings of other briefs of the series, computed from those briefs' own data, under names of their own:
//! `siblings.BRIEF.FINDING`.

use std::collections::BTreeSet;

use super::{Finding, Findings, Outcome, Weights};
use crate::diagnostics::Diagnostic;
use crate::facts::{Fact, Facts, Limit};
use crate::numbers::percent;

/// What stands before the brief in such a name.
pub const SIBLINGS: &str = "siblings";

/// The name of another brief's finding.
pub fn sibling_name(brief: &str, finding: &str) -> String {
    format!("{SIBLINGS}.{brief}.{finding}")
}

/// Brief and finding of such a name; none for a finding of the brief's own.
pub fn brief_and_finding(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix(SIBLINGS)?
        .strip_prefix('.')?
        .split_once('.')
}

/// Those of another brief's findings that are `wanted`, by their names here. Their rows are told apart from
/// rows of the tables that both briefs have.
pub fn of_sibling(
    brief: &str,
    findings: &Findings,
    wanted: &BTreeSet<String>,
) -> impl Iterator<Item = Finding> {
    let renamed = findings.iter().map(|finding| {
        let mut finding = finding.clone();
        finding.name = sibling_name(brief, &finding.name);
        let weighed = &mut finding.weighed;
        for weights in weighed.counted.iter_mut() {
            rename_table(brief, weights);
        }
        rename_table(brief, &mut weighed.base);
        rename_table(brief, &mut weighed.unknown);
        finding
    });
    renamed.filter(|finding| wanted.contains(&finding.name))
}

fn rename_table(brief: &str, weights: &mut Weights) {
    weights.table = format!("{brief}: {}", weights.table);
}

/// A fault for each cited number that is said to be the same as a sibling's finding and is not: the same
/// number in two briefs has the same value.
pub fn contradicted(facts: &Facts, findings: &Findings) -> Vec<Diagnostic> {
    let said = facts.iter();
    let said = said.filter_map(|(name, fact)| Some((name, fact, fact.same_as.as_deref()?)));
    let faults = said.filter_map(|(name, fact, same_as)| {
        let fault = |message: String| {
            Diagnostic::error("contradicted-fact", message).with_place(fact.defined_at.clone())
        };
        let Some(finding) = findings.get(same_as) else {
            let message = format!("fact \"{name}\" is the same as \"{same_as}\", and there is no such finding");
            return Some(fault(message).with_help(
                "expected siblings.BRIEF.FINDING, and the brief under `siblings:` in brief.yaml",
            ));
        };
        let Outcome::Number(number) = &finding.outcome else {
            let message = format!("fact \"{name}\" is the same as \"{same_as}\", which is no number");
            return Some(fault(message).with_help("name a finding that counts or adds up"));
        };
        #[allow(clippy::cast_precision_loss)]
        let found = if fact.is_share() {
            number.share()?
        } else {
            number.numerator as f64
        };
        (!agrees(fact, found)).then(|| {
            let shown = |value: f64| {
                if fact.is_share() {
                    percent(value)
                } else {
                    value.to_string()
                }
            };
            let qualifier = fact.qualifier.map_or("", |qualifier| qualifier.words);
            let message = format!(
                "fact \"{name}\" says {qualifier}{}{}, and {same_as} is {}",
                if qualifier.is_empty() { "" } else { " " },
                shown(fact.value),
                shown(found)
            );
            fault(message).with_help(format!(
                "print the finding, `{{{{ {same_as} | … }}}}`, or say why the two differ and take `same_as` out"
            ))
        })
    });
    faults.collect()
}

/// Whether what a source says of a number holds of one that was computed; a number without a limit is what
/// that rounds to.
fn agrees(fact: &Fact, found: f64) -> bool {
    const ROUNDING: f64 = 1e-9;
    let value = fact.value;
    match fact.limit() {
        Limit::Exact if fact.is_share() => percent(value) == percent(found),
        Limit::Exact => (value - found).abs() < ROUNDING,
        Limit::AtLeast => found >= value - ROUNDING,
        Limit::MoreThan => found > value,
        Limit::AtMost => found <= value + ROUNDING,
        Limit::LessThan => found < value,
        Limit::About => (found - value).abs() <= value * 0.05,
    }
}
