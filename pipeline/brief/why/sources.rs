//! Which source a name means, and which sources print a text.

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, did_you_mean, nearest_names};
use brief_pages::Manuscript;

use super::{NUMBER_FIELDS, PrintedAt, PrintedSource, SaidValue, value_of};

/// The name of every source, findings first.
pub(super) fn names(manuscript: &Manuscript) -> Vec<String> {
    let mut names: Vec<String> = manuscript.findings.names().map(str::to_owned).collect();
    let facts = manuscript.settings.facts.keys();
    names.extend(facts.map(|fact| format!("facts.{fact}")));
    for printed in &manuscript.text.printed {
        if !names.contains(&printed.source) {
            names.push(printed.source.clone());
        }
    }
    names
}

/// The source that a name means, and the value of it, when the name goes on to say one.
pub(super) fn resolve<'a>(
    manuscript: &Manuscript,
    asked: &'a str,
) -> Option<(&'a str, Option<&'a str>)> {
    let names = names(manuscript);
    let known = |name: &str| names.iter().any(|known| known == name);
    if known(asked) {
        return Some((asked, None));
    }
    let (name, field) = asked.rsplit_once('.')?;
    known(name).then_some((name, Some(field)))
}

/// What says a value that is neither finding nor fact.
pub(super) fn said_by(manuscript: &Manuscript, name: &str) -> String {
    let settings = &manuscript.settings;
    match name.split('.').next() {
        Some("brief") => format!("{}/brief.yaml", settings.folder()),
        Some("map") => format!("{}/map.yaml, {0}/brief.yaml", settings.folder()),
        Some("dataset") => format!("{}/datapackage.json", settings.extracts_folder()),
        _ => "the rows that cleaning counted, listed in ledger.csv".to_owned(),
    }
}

/// The values of findings that a name of several words could mean: `women_share` is the share of a finding
/// with "women" in its name. At most three, the shortest names first.
pub(super) fn values_named_like(manuscript: &Manuscript, asked: &str) -> Vec<String> {
    let mut words: Vec<&str> = asked.split(['_', '.']).collect();
    let Some(field) = words.pop().filter(|field| NUMBER_FIELDS.contains(field)) else {
        return Vec::new();
    };
    let findings = manuscript.findings.iter().filter(|finding| {
        let of_finding: Vec<&str> = finding.name.split('_').collect();
        words.iter().all(|word| of_finding.contains(word))
    });
    let with_value = findings.filter(|finding| {
        let value = value_of(finding, field);
        value.is_ok_and(|asked| asked.value.is_some())
    });
    let mut names: Vec<String> = with_value
        .map(|finding| format!("{}.{field}", finding.name))
        .collect();
    names.sort_by_key(|name| (name.len(), name.clone()));
    names.truncate(3);
    names
}

/// What a source that is neither finding nor fact says under each key that is printed.
pub(super) fn said(manuscript: &Manuscript, name: &str, printed: &[PrintedAt]) -> Vec<SaidValue> {
    let mut values: Vec<SaidValue> = Vec::new();
    let brief = &manuscript.settings.brief.locations;
    for at in printed {
        let value = SaidValue {
            key: at.field.clone(),
            value: at.text.clone(),
            at: (name == "brief").then(|| brief.place(&at.field.replace('.', "/")).to_string()),
        };
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// Everything that prints a text, alone or among other words, each source once, in the order of the text.
///
/// # Errors
/// When nothing does: with the nearest texts that are printed.
pub(super) fn of_text(
    manuscript: &Manuscript,
    text: &str,
) -> Result<Vec<PrintedSource>, Diagnostic> {
    let mut sources: IndexMap<&str, PrintedSource> = IndexMap::new();
    let all = &manuscript.text.printed;
    let wanted = typed(text);
    for printed in all.iter().filter(|printed| says(&printed.text, &wanted)) {
        let source = sources
            .entry(&printed.source)
            .or_insert_with(|| PrintedSource {
                source: printed.source.clone(),
                title: title(manuscript, &printed.source),
                printed: Vec::new(),
            });
        source.printed.push(PrintedAt::from(printed));
    }
    if !sources.is_empty() {
        return Ok(sources.into_values().collect());
    }
    let help = near(text, all.iter().map(|printed| printed.text.as_str()));
    Err(Diagnostic::call_error(
        "not-printed",
        format!("no bound value is printed as \"{text}\""),
    )
    .with_help(help))
}

/// A printed text as a keyboard has it: whoever copies it from a page gets other blanks and dashes, and
/// sets thousands apart otherwise or not at all.
fn typed(text: &str) -> String {
    let visible = text.chars().filter(|character| !character.is_whitespace());
    let plain: Vec<char> = visible
        .map(|character| match character {
            '\u{2013}' | '\u{2212}' => '-',
            other => other,
        })
        .collect();
    let is_digit = |at: usize| plain.get(at).is_some_and(char::is_ascii_digit);
    let sets_thousands_apart = |at: usize| {
        plain[at] == ',' && at > 0 && is_digit(at - 1) && (1..=3).all(|step| is_digit(at + step))
    };
    let kept = (0..plain.len()).filter(|at| !sets_thousands_apart(*at));
    kept.map(|at| plain[at]).collect()
}

/// Whether a printed text is a wanted one, as [`typed`], or has it among other words: "30 %" is in "at least
/// 30 %", and not in "130 %".
fn says(printed: &str, wanted: &str) -> bool {
    let printed = typed(printed);
    let of_one_number = |one: char, other: char| {
        let of_number = |character: char| character.is_ascii_digit() || character == '.';
        of_number(one) && of_number(other)
    };
    let of_one_word = |one: char, other: char| one.is_alphabetic() && other.is_alphabetic();
    let joined = |one: Option<char>, other: Option<char>| {
        let both = one.zip(other);
        both.is_some_and(|(one, other)| of_one_number(one, other) || of_one_word(one, other))
    };
    !wanted.is_empty()
        && printed.match_indices(wanted).any(|(from, found)| {
            let (before, after) = (&printed[..from], &printed[from + found.len()..]);
            !joined(before.chars().next_back(), found.chars().next())
                && !joined(found.chars().next_back(), after.chars().next())
        })
}

/// A text's number and what stands after it: `1,200` and nothing, `61` and `%`.
fn number(text: &str) -> Option<(f64, String)> {
    let text = typed(text);
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

/// What a source measures or says.
pub(super) fn title(manuscript: &Manuscript, source: &str) -> String {
    if let Some(finding) = manuscript.findings.get(source) {
        return finding.title.clone();
    }
    let fact = source.strip_prefix("facts.");
    match fact.and_then(|fact| manuscript.settings.facts.get(fact)) {
        Some(fact) => fact.statement.clone(),
        None => said_by(manuscript, source),
    }
}

#[cfg(test)]
mod tests {
    use super::{says, typed};

    #[test]
    fn a_text_is_found_among_words_and_never_within_another_number() {
        let found = |printed: &str, wanted: &str| says(printed, &typed(wanted));
        for (printed, wanted) in [
            ("at least 30\u{a0}%", "30 %"),
            ("29\u{2013}57\u{a0}%", "57%"),
            ("1,122", "1122"),
            ("1,122", "1 122"),
            ("1,122", "1,122"),
            ("16 of 20", "20"),
            ("up to 2,000", "2000"),
        ] {
            assert!(found(printed, wanted), "{wanted} in {printed}");
        }
        for (printed, wanted) in [
            ("130\u{a0}%", "30 %"),
            ("3.5", "5"),
            ("1,122", "122"),
            ("30", "30 %"),
            ("none", "no"),
            ("seven", ""),
        ] {
            assert!(!found(printed, wanted), "{wanted} in {printed}");
        }
    }
}
