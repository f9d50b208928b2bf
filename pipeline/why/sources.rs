//! Which source a name means, and which sources print a text.

use indexmap::IndexMap;

use super::{NOT_PRINTED, Source};
use crate::Written;
use crate::diagnostics::{Diagnostic, did_you_mean};

/// The name of every source, findings first.
pub fn names(written: &Written) -> Vec<String> {
    let mut names: Vec<String> = written.findings.names().map(str::to_owned).collect();
    let facts = written.settings.facts.keys();
    names.extend(facts.map(|fact| format!("facts.{fact}")));
    for printed in &written.text.printed {
        if !names.contains(&printed.source) {
            names.push(printed.source.clone());
        }
    }
    names
}

/// The source that a name means, and the value of it, when the name goes on to say one.
pub fn resolve<'a>(written: &Written, asked: &'a str) -> Option<(&'a str, Option<&'a str>)> {
    let names = names(written);
    let known = |name: &str| names.iter().any(|known| known == name);
    if known(asked) {
        return Some((asked, None));
    }
    let (name, field) = asked.rsplit_once('.')?;
    known(name).then_some((name, Some(field)))
}

/// What says a value that is neither finding nor fact.
pub fn said_by(written: &Written, name: &str) -> String {
    let settings = &written.settings;
    match name.split('.').next() {
        Some("brief") => format!("{}/brief.yaml", settings.folder()),
        Some("map") => format!("{}/map.yaml, {0}/brief.yaml", settings.folder()),
        Some("dataset") => format!("{}/datapackage.json", settings.extracts_folder()),
        _ => "the rows that cleaning counted, listed in ledger.csv".to_owned(),
    }
}

/// Everything that prints a text, each source once, in the order of the text.
///
/// # Errors
/// When nothing does: with the nearest texts that are printed.
pub fn of_text(written: &Written, text: &str) -> Result<Vec<Source>, Diagnostic> {
    let mut sources: IndexMap<&str, Source> = IndexMap::new();
    let all = &written.text.printed;
    for printed in all.iter().filter(|printed| printed.text == text) {
        let source = sources.entry(&printed.source).or_insert_with(|| Source {
            source: printed.source.clone(),
            title: title(written, &printed.source),
            printed: IndexMap::new(),
        });
        let places = source.printed.entry(printed.field.clone()).or_default();
        places.push(printed.printed_in.clone());
    }
    if !sources.is_empty() {
        return Ok(sources.into_values().collect());
    }
    // Many values are printed, so only near ones are worth telling.
    let near = did_you_mean(text, all.iter().map(|printed| printed.text.as_str()));
    let help = if near.starts_with("did you mean") {
        near
    } else {
        "printed.json of a build lists every printed text; write a number as the page has it: \"61 %\""
            .to_owned()
    };
    Err(Diagnostic::error(
        NOT_PRINTED,
        format!("no bound value is printed as \"{text}\""),
    )
    .with_help(help))
}

fn title(written: &Written, source: &str) -> String {
    if let Some(finding) = written.findings.get(source) {
        return finding.title.clone();
    }
    let fact = source.strip_prefix("facts.");
    match fact.and_then(|fact| written.settings.facts.get(fact)) {
        Some(fact) => fact.statement.clone(),
        None => said_by(written, source),
    }
}
