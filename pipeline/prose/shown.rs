//! Which findings a reader meets: those that a text prints or speaks of, and those that a figure draws.

use std::collections::BTreeSet;

use super::{calls, expressions, section_file};
use crate::project::Project;
use crate::settings::Settings;

/// The names of the findings that the sections and figures of a brief show, whatever the data hold.
pub fn shown_findings<'a>(project: &Project, settings: &'a Settings) -> BTreeSet<&'a str> {
    let sections = settings.series.value.sections.iter();
    // One that cannot be read is told by the check of names.
    let sections: Vec<String> = sections
        .filter_map(|section| project.read_text(&section_file(settings, section)).ok())
        .collect();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for text in &sections {
        named.extend(roots(text));
    }
    for figure in settings.figures.values() {
        let around = figure.words_around().into_iter();
        for words in around.chain(figure.draw.words()) {
            named.extend(roots(words.text));
        }
        named.extend(figure.draw.names());
    }
    let tables = sections.iter().flat_map(|text| calls::tables_set(text));
    let tables: BTreeSet<String> = tables.map(|(_, name)| name).collect();
    let findings = settings.findings.iter().flat_map(|yaml| yaml.value.keys());
    findings
        .map(String::as_str)
        .filter(|name| named.contains(name) || tables.contains(*name))
        .collect()
}

/// The first part of each name in a text's expressions.
fn roots(text: &str) -> impl Iterator<Item = &str> {
    let words = expressions::tags(text)
        .into_iter()
        .flat_map(|tag| expressions::words(tag.inner));
    words.filter_map(|word| word.path.split('.').next())
}

/// The values that a text prints: where each expression begins, in bytes, and the first part of the name
/// that it prints.
pub fn named_values(text: &str) -> Vec<(usize, String)> {
    let printing = expressions::tags(text).into_iter();
    let printing = printing.filter(|tag| !tag.is_statement);
    let named = printing.filter_map(|tag| {
        let words = expressions::words(tag.inner);
        let root = words.first()?.path.split('.').next()?;
        Some((tag.start, root.to_owned()))
    });
    named.collect()
}
