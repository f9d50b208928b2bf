//! The check that a text uses no name that is not there, and writes every value through a filter.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::filters::{CLAIM, FILTERS};
use crate::diagnostics::{Diagnostic, Place, did_you_mean};

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
        let known: Vec<&str> = FILTERS
            .iter()
            .map(|(name, _)| *name)
            .chain([CLAIM])
            .collect();
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
                "findings are defined in findings.yaml; {}",
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

/// A text whose calls of one filter carry the place where they stand, as an argument `at`.
pub struct Located {
    /// The text to render.
    pub text: String,
    /// Line, column and length of what was put in.
    inserted: Vec<(usize, usize, usize)>,
}

impl Located {
    /// Puts the byte offset of each call of `filter` into it.
    pub fn new(source: &str, filter: &str) -> Self {
        let call = format!("{filter}(");
        let mut located = Located {
            text: String::with_capacity(source.len()),
            inserted: Vec::new(),
        };
        let mut copied = 0;
        for tag in tags(source).into_iter().filter(|tag| !tag.is_statement) {
            for (found, _) in tag.inner.match_indices(&call) {
                let before = tag.inner[..found].trim_end();
                if !before.ends_with('|') {
                    continue;
                }
                let at = tag.start + found;
                let open = at + call.len();
                located.text.push_str(&source[copied..open]);
                let place = place_in_text("", &located.text, located.text.len());
                let argument = format!("at={at}, ");
                located.text.push_str(&argument);
                if let (Some(line), Some(column)) = (place.line, place.column) {
                    located.inserted.push((line, column, argument.len()));
                }
                copied = open;
            }
        }
        located.text.push_str(&source[copied..]);
        located
    }

    /// A column of the text as rendered, in the text as written.
    pub fn column(&self, line: usize, column: usize) -> usize {
        let before = self
            .inserted
            .iter()
            .filter(|(in_line, at, _)| *in_line == line && *at < column);
        column
            - before
                .map(|(_, _, length)| length)
                .sum::<usize>()
                .min(column - 1)
    }
}

/// The sentence around a place in a text: from the last end of a sentence or line to the next, its
/// expressions as they are written.
pub fn sentence_around(source: &str, offset: usize) -> String {
    let ends = |text: &str, at: usize| {
        let rest = &text[at..];
        rest.starts_with('\n') || [". ", "! ", "? "].iter().any(|end| rest.starts_with(end))
    };
    let start = (0..offset)
        .rev()
        .filter(|at| source.is_char_boundary(*at))
        .find(|at| ends(source, *at))
        .map_or(0, |at| at + 1);
    let end = (offset..source.len())
        .filter(|at| source.is_char_boundary(*at))
        .find(|at| ends(source, *at))
        .map_or(source.len(), |at| {
            at + usize::from(!source[at..].starts_with('\n'))
        });
    crate::geography::collapse_blanks(source[start..end].trim_start_matches("- "))
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
                let rest = expression[offset..].trim_start();
                // The name of an argument is no value.
                let is_argument = rest.starts_with('=') && !rest.starts_with("==");
                if !is_argument && !path.starts_with(|letter: char| letter.is_ascii_digit()) {
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
    use serde_json::json;

    use super::super::bindings::number_fields;
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
