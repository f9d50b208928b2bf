//! Findings of other briefs of the series, computed from those briefs' own data, under names of their own:
//! `siblings.BRIEF.FINDING`.

use std::collections::BTreeSet;

use super::{Finding, Findings, Weights};

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
        let weights = &mut finding.weights;
        for weights in weights.counted.iter_mut() {
            rename_table(brief, weights);
        }
        rename_table(brief, &mut weights.base);
        rename_table(brief, &mut weights.unknown);
        finding
    });
    renamed.filter(|finding| wanted.contains(&finding.name))
}

fn rename_table(brief: &str, weights: &mut Weights) {
    weights.table = format!("{brief}: {}", weights.table);
}
