//! The labels that figures are called by: `Map 1`, `Figure 2`.

use std::collections::BTreeMap;

use brief_base::diagnostics::Diagnostic;
use brief_figures::FigureDefinition;

use crate::settings::Settings;

/// The name and the number of a label, when it ends with one.
pub(crate) fn parts(label: &str) -> Option<(&str, &str)> {
    let parts = label.rsplit_once(' ');
    parts.filter(|(_, number)| number.parse::<usize>().is_ok())
}

/// Every label whose number may be another's: given twice, or beyond the figures there are, or without a
/// first of its name. A series may leave gaps, which its briefs fill.
pub(crate) fn wrong(settings: &Settings) -> Vec<Diagnostic> {
    let figures = settings.figures.len();
    let mut of_name: BTreeMap<&str, Vec<(usize, &FigureDefinition)>> = BTreeMap::new();
    for definition in settings.figures.values() {
        if let Some((name, number)) = parts(&definition.label) {
            let number = number.parse().unwrap_or_default();
            of_name.entry(name).or_default().push((number, definition));
        }
    }
    let mut faults = Vec::new();
    for (name, mut labelled) in of_name {
        labelled.sort_by_key(|(number, _)| *number);
        let numbers: Vec<usize> = labelled.iter().map(|(number, _)| *number).collect();
        for (at, (number, definition)) in labelled.iter().enumerate() {
            let wrong = if at == 0 && *number != 1 {
                format!("there is no \"{name} 1\"")
            } else if *number > figures {
                format!("there are {figures} figures")
            } else if numbers[..at].contains(number) {
                "another figure is called so".to_owned()
            } else {
                continue;
            };
            faults.push(
                Diagnostic::error("figure-label", format!("\"{name} {number}\": {wrong}"))
                    .with_place(definition.source.place_at("label"))
                    .with_help("labels count the figures of a name from 1, each number once"),
            );
        }
    }
    faults
}
