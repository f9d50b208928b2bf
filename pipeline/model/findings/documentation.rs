//! Whether findings say what they measure and why it matters.

use std::collections::BTreeSet;

use brief_base::diagnostics::{Diagnostic, Diagnostics};

use super::Definition;
use crate::brief::DataSettings;

/// A warning, at its definition, for each finding of `shown` (those that a text prints or a figure draws)
/// that does not say what it measures or why that matters.
pub fn undocumented(settings: DataSettings<'_>, shown: &BTreeSet<&str>) -> Diagnostics {
    let definitions = settings.findings.iter().flat_map(|yaml| {
        let names = yaml.value.iter();
        names.map(move |(name, definition)| (name, definition, yaml.locations.place(name)))
    });
    definitions
        .filter(|(name, ..)| shown.contains(name.as_str()))
        .filter_map(|(name, definition, place)| {
            let (lacks, help) = lacking(definition)?;
            let message = format!("\"{name}\" is shown to readers and does not say {lacks}");
            let warning = Diagnostic::warning("undocumented-finding", message);
            Some(warning.with_place(place).with_help(help))
        })
        .collect()
}

/// What a definition does not say, and what to do about it.
fn lacking(definition: &Definition) -> Option<(&'static str, &'static str)> {
    let measures = definition.measures.is_some();
    let matters = definition.matters.is_some() || definition.topic.is_some();
    match (measures, matters) {
        (true, true) => None,
        (false, true) => Some(("what it measures", "add `measures:`, a sentence or two")),
        (true, false) => Some((
            "why it matters",
            "add `topic:`, one of those in series.yaml, or `matters:`, a sentence of its own",
        )),
        (false, false) => Some((
            "what it measures or why it matters",
            "add `measures:`, and `topic:` or `matters:`",
        )),
    }
}
