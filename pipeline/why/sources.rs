//! Which source a name means, and which sources print a text.

use indexmap::IndexMap;

use super::{NOT_PRINTED, PrintedAt, Source};
use crate::Written;
use crate::diagnostics::{Diagnostic, did_you_mean, nearest_names};

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
    let wanted = typed(text);
    for printed in all.iter().filter(|printed| typed(&printed.text) == wanted) {
        let source = sources.entry(&printed.source).or_insert_with(|| Source {
            source: printed.source.clone(),
            title: title(written, &printed.source),
            printed: Vec::new(),
        });
        source.printed.push(PrintedAt::from(printed));
    }
    if !sources.is_empty() {
        return Ok(sources.into_values().collect());
    }
    let help = near(text, all.iter().map(|printed| printed.text.as_str()));
    Err(Diagnostic::error(
        NOT_PRINTED,
        format!("no bound value is printed as \"{text}\""),
    )
    .with_help(help))
}

/// A printed text as a keyboard has it: whoever copies it from a page gets other blanks and dashes.
fn typed(text: &str) -> String {
    let visible = text.chars().filter(|character| !character.is_whitespace());
    let plain = visible.map(|character| match character {
        '\u{2013}' | '\u{2212}' => '-',
        other => other,
    });
    plain.collect()
}

/// A text's number and what stands after it: `1,200` and nothing, `61` and `%`.
fn number(text: &str) -> Option<(f64, String)> {
    let text = typed(text).replace(',', "");
    let after = text.trim_start_matches(|character: char| "-.0123456789".contains(character));
    let number = text.strip_suffix(after)?.parse().ok()?;
    Some((number, after.to_owned()))
}

/// Names the printed texts nearest to one that is not printed: for a number those nearest in value,
/// else those nearest in spelling.
fn near<'a>(text: &str, printed: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some((wanted, after)) = number(text) {
        let mut numbers: Vec<(f64, &str)> = printed
            .clone()
            .filter_map(|printed| Some((number(printed)?, printed)))
            .filter(|((_, unit), _)| *unit == after)
            .map(|((value, _), printed)| ((value - wanted).abs(), printed))
            .collect();
        numbers.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
        numbers.dedup_by(|a, b| a.1 == b.1);
        let nearest = numbers.iter().take(3);
        let nearest: Vec<String> = nearest.map(|(_, text)| format!("\"{text}\"")).collect();
        if !nearest.is_empty() {
            return format!("the nearest that are printed: {}", nearest.join(", "));
        }
    }
    let nearest = nearest_names(text, printed);
    if nearest.is_empty() {
        "every printed text is in the printed.json of a build".to_owned()
    } else {
        did_you_mean(text, nearest)
    }
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
