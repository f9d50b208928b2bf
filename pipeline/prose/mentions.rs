//! Which findings a reader meets: those that a text prints or speaks of, and those that a figure draws.

use std::collections::BTreeSet;

use brief_base::project::Project;
use brief_model::findings::{brief_and_finding, sibling_name};

use super::{expressions, layout_calls};
use crate::settings::Settings;

/// The names of the findings that the sections and figures of a brief show, whatever the data hold.
pub fn mentioned_findings<'a>(project: &Project, settings: &'a Settings) -> BTreeSet<&'a str> {
    let sections = settings.sections();
    // One that cannot be read is told by the check of names.
    let sections: Vec<String> = sections
        .filter_map(|section| project.read_text(&settings.section_file(section)).ok())
        .collect();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for text in &sections {
        named.extend(roots(text));
    }
    for figure in settings.figures.values() {
        for words in figure.all_words_around().chain(figure.draw.words()) {
            named.extend(roots(words.text));
        }
        named.extend(figure.draw.names());
    }
    let tables = sections
        .iter()
        .flat_map(|text| layout_calls::tables_set(text));
    let tables: BTreeSet<String> = tables.map(|(_, name)| name).collect();
    let findings = settings.findings.iter().flat_map(|yaml| yaml.value.keys());
    findings
        .map(String::as_str)
        .filter(|name| named.contains(name) || tables.contains(*name))
        .collect()
}

/// The findings of siblings that the sections, figures and facts of a brief name, as `siblings.BRIEF.FINDING`.
pub fn mentioned_siblings(project: &Project, settings: &Settings) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for section in settings.sections() {
        // One that cannot be read is told by the check of names.
        if let Ok(text) = project.read_text(&settings.section_file(section)) {
            named.extend(siblings_in(&text));
        }
    }
    for figure in settings.figures.values() {
        for words in figure.all_words_around().chain(figure.draw.words()) {
            named.extend(siblings_in(words.text));
        }
        let names = figure.draw.names();
        named.extend(names.filter_map(sibling_finding));
    }
    let facts = settings.facts.values();
    named.extend(facts.filter_map(|fact| sibling_finding(fact.same_as.as_deref()?)));
    named
}

fn siblings_in(text: &str) -> Vec<String> {
    let words = expressions::tags(text)
        .into_iter()
        .flat_map(|tag| expressions::names(tag.inner));
    words
        .filter_map(|word| sibling_finding(word.path))
        .collect()
}

/// `siblings.turkey.attacks.count` → `siblings.turkey.attacks`.
fn sibling_finding(path: &str) -> Option<String> {
    let (brief, rest) = brief_and_finding(path)?;
    let finding = rest.split('.').next()?;
    Some(sibling_name(brief, finding))
}

/// The first part of each name in a text's expressions.
fn roots(text: &str) -> impl Iterator<Item = &str> {
    let words = expressions::tags(text)
        .into_iter()
        .flat_map(|tag| expressions::names(tag.inner));
    words.filter_map(|word| word.path.split('.').next())
}

/// The values that a text prints: where each expression begins, in bytes, and the first part of the name
/// that it prints.
pub fn printed_names(text: &str) -> Vec<(usize, String)> {
    let printing = expressions::tags(text).into_iter();
    let printing = printing.filter(|tag| !tag.is_statement);
    let named = printing.filter_map(|tag| {
        let words = expressions::names(tag.inner);
        let root = words.first()?.path.split('.').next()?;
        Some((tag.start, root.to_owned()))
    });
    named.collect()
}
