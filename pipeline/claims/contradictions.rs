//! Cited numbers that a sibling's finding gives as well: one number in two briefs has one value.

use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::percent;
use brief_model::facts::{Fact, Facts, Limit};
use brief_model::findings::{Findings, Outcome};

use super::fact_case::possible_values;

/// A fault for each cited number that is said to be the same as a sibling's finding and is not: the same
/// number in two briefs has the same value.
pub fn contradictions(facts: &Facts, findings: &Findings) -> Vec<Diagnostic> {
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
            let message = format!("fact \"{name}\" is the same as \"{same_as}\", which is not a number");
            return Some(fault(message).with_help("name a finding that counts or adds up"));
        };
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
    if fact.limit() == Limit::Exact && fact.is_share() {
        return percent(fact.value) == percent(found);
    }
    let possible = possible_values(fact);
    (possible.low..=possible.high).contains(&found)
}
