//! The labels that figures are called by: `Map 1`, `Figure 2`. Settings give the word, the order of the text the
//! number.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use brief_base::diagnostics::Diagnostic;
use brief_figures::FigureDefinition;

/// Gives each label its number and each figure its place: figures count by the word that they are called by, in the order in which the text
/// sets them (`set`); those that no section sets come after, in the order of their declaration. So a figure has its
/// number whatever the data hold. The figures themselves are put in that order.
///
/// Labels that have a number of their own are faults, at their place.
pub(crate) fn number(
    figures: &mut IndexMap<String, FigureDefinition>,
    set: &[String],
) -> Vec<Diagnostic> {
    let declared: Vec<String> = figures.keys().cloned().collect();
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    let mut numbered: Vec<&str> = Vec::new();
    let mut faults = Vec::new();
    for id in set.iter().chain(&declared) {
        let Some(figure) = figures
            .get_mut(id)
            .filter(|_| !numbered.contains(&id.as_str()))
        else {
            continue;
        };
        numbered.push(id);
        if figure.label.chars().any(char::is_numeric) {
            let message = format!("\"{}\": a label is the word alone", figure.label);
            faults.push(
                Diagnostic::error("figure-label", message)
                    .with_place(figure.source.place_at("label"))
                    .with_help(format!(
                        "write `label: {}`: figures of a word are numbered in the order in which the text sets them",
                        figure.label.trim_matches(|letter: char| !letter.is_alphabetic())
                    )),
            );
            continue;
        }
        let number = given.entry(figure.label.clone()).or_default();
        *number += 1;
        figure.label = format!("{} {number}", figure.label);
    }
    let order: Vec<String> = numbered.into_iter().map(str::to_owned).collect();
    figures.sort_by_cached_key(|id, _| order.iter().position(|other| other == id));
    faults
}

/// A numbered label without its number.
pub(crate) fn word(label: &str) -> &str {
    label.rsplit_once(' ').map_or(label, |(word, _)| word)
}
