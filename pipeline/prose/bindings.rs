//! The names that prose may use, as Tera sees them; and the check that it uses no others.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::filters::FILTERS;
use crate::diagnostics::{Diagnostic, Place, did_you_mean};
use crate::extracts::descriptor::DatasetStatus;
use crate::facts::Facts;
use crate::findings::{Finding, Findings, Number, Outcome};
use crate::settings::Settings;
use crate::tables::Ledger;

/// A value that remembers what it is.
fn bound(source: &str, field: &str, value: impl Into<Value>) -> Value {
    json!({ "source": source, "field": field, "value": value.into() })
}

/// A text that may be missing: `{% if … %}` then takes the other branch.
fn text(source: &str, field: &str, value: Option<&str>) -> Value {
    value.map_or(Value::Null, |value| bound(source, field, value))
}

/// Everything prose may name, by what the settings declare: no data is needed to tell a wrong name.
pub fn declared(settings: &Settings) -> Map<String, Value> {
    let findings = settings
        .findings
        .iter()
        .flat_map(|yaml| &yaml.value)
        .map(|(name, definition)| Finding {
            name: name.clone(),
            title: definition.title.clone(),
            unit: definition.unit.clone(),
            definition: definition.clone(),
            defined_at: Place::default(),
            outcome: Outcome::NoData {
                missing_table: definition.of.clone(),
            },
        })
        .collect();
    context(
        settings,
        None,
        &findings,
        &settings.facts,
        &Ledger::default(),
    )
}

/// Everything prose may name, with its value.
pub fn context(
    settings: &Settings,
    status: Option<&DatasetStatus>,
    findings: &Findings,
    facts: &Facts,
    ledger: &Ledger,
) -> Map<String, Value> {
    let mut names = Map::new();
    for finding in findings.iter() {
        let source = finding.name.as_str();
        let value = match &finding.outcome {
            Outcome::Number(number) => number_fields(source, Some(number)),
            Outcome::NoData { .. }
                if finding.definition.by.is_none() && finding.definition.parts.is_none() =>
            {
                number_fields(source, None)
            }
            Outcome::NoData { .. } => {
                json!({ "source": source, "available": false, "rows": [], "total": bound(source, "total", Value::Null) })
            }
            Outcome::Table(table) => {
                let rows: Vec<Value> =
                    table
                        .rows
                        .iter()
                        .map(|row| {
                            let mut entry = Map::new();
                            for ((column, key), label) in
                                table.by.iter().zip(&row.keys).zip(&row.labels)
                            {
                                entry.insert(column.clone(), json!({
                                "source": source, "field": column, "value": label, "code": key,
                            }));
                            }
                            entry.insert("count".to_owned(), bound(source, "count", row.count));
                            Value::Object(entry)
                        })
                        .collect();
                json!({ "source": source, "available": true, "rows": rows, "total": bound(source, "total", table.total) })
            }
        };
        names.insert(finding.name.clone(), value);
    }
    let facts: Map<String, Value> = facts
        .iter()
        .map(|(name, fact)| {
            (
                name.clone(),
                bound(&format!("facts.{name}"), "value", fact.value),
            )
        })
        .collect();
    names.insert("facts".to_owned(), Value::Object(facts));

    let brief = &settings.brief.value;
    let brief_text = |field: &str, value: &str| bound("brief", field, value);
    names.insert(
        "brief".to_owned(),
        json!({
            "title": brief_text("title", &brief.title),
            "subtitle": brief_text("subtitle", &brief.subtitle),
            "country": brief_text("country", &brief.country),
            "period": brief_text("period", &brief.period.label),
            "published": brief_text("published", &brief.published),
            "boundary_note": text("brief", "boundary_note", brief.boundary_note.as_deref()),
            "credits": text("brief", "credits", brief.credits.as_deref()),
        }),
    );
    names.insert("dataset".to_owned(), json!({
        "version": bound("dataset", "version", settings.version.as_str()),
        "status": text("dataset", "status", status.map(|status| status.status.as_str())),
        "statement": text("dataset", "statement", status.map(|status| status.statement.as_str())),
        "caption": text("dataset", "caption", status.map(|status| status.caption.as_str())),
    }));
    let mut accounts: Map<String, Value> = settings
        .series
        .value
        .tables
        .iter()
        .filter(|(_, table)| table.from.is_none())
        .map(|(name, _)| (name.clone(), Value::Null))
        .collect();
    for (table, account) in &ledger.accounts {
        let source = format!("ledger.{table}");
        accounts.insert(
            table.clone(),
            json!({
                "rows_in": bound(&source, "rows_in", account.rows_in),
                "kept": bound(&source, "kept", account.kept),
                "merged": bound(&source, "merged", account.merged),
                "rejected": bound(&source, "rejected", account.rejected),
                "out_of_scope": bound(&source, "out_of_scope", account.out_of_scope),
            }),
        );
    }
    names.insert("ledger".to_owned(), Value::Object(accounts));
    names
}

fn number_fields(source: &str, number: Option<&Number>) -> Value {
    let bounds = number.and_then(|number| number.bounds);
    json!({
        "source": source,
        "available": number.is_some(),
        "count": bound(source, "count", number.map(|number| number.numerator)),
        "share": bound(source, "share", number.and_then(Number::share)),
        "numerator": bound(source, "numerator", number.map(|number| number.numerator)),
        "denominator": bound(source, "denominator", number.and_then(|number| number.denominator)),
        "unknown": bound(source, "unknown", number.map(|number| number.unknown)),
        "lower": bound(source, "lower", bounds.map(|bounds| bounds.lower)),
        "upper": bound(source, "upper", bounds.map(|bounds| bounds.upper)),
    })
}

/// Checks every Tera expression of a text: known names, known fields, and a filter that writes.
/// All faults are found in one go, where Tera itself stops at the first.
pub fn check(
    source: &str,
    names: &Map<String, Value>,
    place_of: impl Fn(usize, &str) -> Place,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut own_names: BTreeSet<String> = BTreeSet::new();
    for tag in tags(source) {
        let words = words(tag.inner);
        if tag.is_statement && words.first().map(|word| word.path) == Some("for") {
            own_names.extend(
                words
                    .iter()
                    .skip(1)
                    .take_while(|word| word.path != "in")
                    .map(|word| word.path.to_owned()),
            );
        }
        if tag.is_statement && words.first().map(|word| word.path) == Some("set") {
            own_names.extend(words.get(1).map(|word| word.path.to_owned()));
        }
        let place = |offset: usize, word: &str| place_of(tag.start + offset, word);
        for word in words.iter().filter(|word| !word.is_filter) {
            let root = word.path.split('.').next().unwrap_or_default();
            if own_names.contains(root) || KEYWORDS.contains(&root) {
                continue;
            }
            if let Some((message, help)) = unknown(word.path, names) {
                faults.push(
                    Diagnostic::error("unknown-name", message)
                        .with_place(place(word.offset, word.path))
                        .with_help(help),
                );
            }
        }
        if tag.is_statement {
            continue;
        }
        let filter = words.iter().rev().find(|word| word.is_filter);
        let known = FILTERS.map(|(name, _)| name);
        match filter {
            Some(filter) if known.contains(&filter.path) => {}
            Some(filter) => faults.push(
                Diagnostic::error(
                    "unknown-filter",
                    format!("no filter \"{}\" writes a value", filter.path),
                )
                .with_place(place(filter.offset, filter.path))
                .with_help(did_you_mean(filter.path, known)),
            ),
            None => faults.push(
                Diagnostic::error(
                    "unwritten-value",
                    format!(
                        "`{}` says a value, but not how to write it",
                        tag.inner.trim()
                    ),
                )
                .with_place(place(0, tag.inner.trim()))
                .with_help("add a filter: number, percent, words, of, range or text"),
            ),
        }
    }
    faults
}

/// Line and column of a byte offset in a file's text.
pub fn place_in_text(file: &str, source: &str, offset: usize) -> Place {
    let before = &source[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    Place::at(file, line, column)
}

const KEYWORDS: [&str; 20] = [
    "for",
    "in",
    "if",
    "elif",
    "else",
    "endif",
    "endfor",
    "set",
    "endset",
    "and",
    "or",
    "not",
    "is",
    "true",
    "false",
    "none",
    "defined",
    "undefined",
    "loop",
    "filter",
];

/// What is wrong with a dotted path, and the way out; `None` when it leads to a value.
fn unknown(path: &str, names: &Map<String, Value>) -> Option<(String, String)> {
    let mut parts = path.split('.');
    let root = parts.next()?;
    let Some(mut value) = names.get(root) else {
        let known = names.keys().map(String::as_str);
        return Some((
            format!("there is no finding \"{root}\""),
            format!(
                "{}; findings are defined in findings.yaml",
                did_you_mean(root, known)
            ),
        ));
    };
    for part in parts {
        // A missing text or table is null; what would be below it is not wrong.
        let Value::Object(fields) = value else {
            return None;
        };
        let Some(next) = fields.get(part) else {
            let known = fields
                .keys()
                .map(String::as_str)
                .filter(|key| *key != "source");
            return Some((
                format!("\"{root}\" has no \"{part}\""),
                did_you_mean(part, known),
            ));
        };
        value = next;
    }
    None
}

struct Tag<'a> {
    start: usize,
    inner: &'a str,
    is_statement: bool,
}

/// The `{{ … }}` and `{% … %}` of a text; comments are passed over.
fn tags(source: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = source[at..]
        .find("{{")
        .into_iter()
        .chain(source[at..].find("{%"))
        .chain(source[at..].find("{#"))
        .min()
    {
        let open = at + found;
        let (close, kind) = match &source[open..open + 2] {
            "{{" => ("}}", Some(false)),
            "{%" => ("%}", Some(true)),
            _ => ("#}", None),
        };
        let start = open + 2;
        let Some(length) = source[start..].find(close) else {
            break;
        };
        if let Some(is_statement) = kind {
            tags.push(Tag {
                start,
                inner: &source[start..start + length],
                is_statement,
            });
        }
        at = start + length + 2;
    }
    tags
}

struct Word<'a> {
    path: &'a str,
    offset: usize,
    is_filter: bool,
}

/// The dotted names in an expression, without strings and numbers; a name after `|` is a filter.
fn words(expression: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut quote = None;
    let mut after_pipe = false;
    let mut start = None;
    for (offset, letter) in expression.char_indices().chain([(expression.len(), ' ')]) {
        if let Some(open) = quote {
            if letter == open {
                quote = None;
            }
            continue;
        }
        let in_word =
            letter.is_alphanumeric() || letter == '_' || (letter == '.' && start.is_some());
        match (start, in_word) {
            (None, true) => start = Some(offset),
            (Some(begin), false) => {
                let path = &expression[begin..offset];
                if !path.starts_with(|letter: char| letter.is_ascii_digit()) {
                    words.push(Word {
                        path,
                        offset: begin,
                        is_filter: after_pipe,
                    });
                }
                after_pipe = false;
                start = None;
            }
            _ => {}
        }
        if letter == '|' {
            after_pipe = true;
        }
        if letter == '"' || letter == '\'' {
            quote = Some(letter);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(source: &str) -> Vec<String> {
        let mut names = Map::new();
        names.insert(
            "plots_direct".to_owned(),
            number_fields("plots_direct", None),
        );
        names.insert("dataset".to_owned(), json!({ "status": null }));
        let place = |offset: usize, _: &str| place_in_text("prose/a.typ", source, offset);
        check(source, &names, place)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn all_unknown_names_are_found_with_line_and_column() {
        let found =
            faults("One\n{{ plots_drect.share | percent }} and {{ plots_direct.shar | percent }}");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].contains("there is no finding \"plots_drect\"")
                && found[0].contains("prose/a.typ:2:4"),
            "{found:?}"
        );
        assert!(
            found[0].contains("did you mean \"plots_direct\"?"),
            "{found:?}"
        );
        assert!(
            found[1].contains("\"plots_direct\" has no \"shar\""),
            "{found:?}"
        );
    }

    #[test]
    fn a_value_needs_a_filter_that_writes_it() {
        assert!(faults("{{ plots_direct.share }}")[0].contains("unwritten-value"));
        assert!(
            faults("{{ plots_direct.share | prcent }}")[0].contains("did you mean \"percent\"?")
        );
        assert_eq!(
            faults("{% if dataset.status %}{{ plots_direct | of }}{% endif %}"),
            Vec::<String>::new()
        );
    }
}
