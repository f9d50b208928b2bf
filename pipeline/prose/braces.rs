//! Braces of a text that open or close nothing: a reader would see what should have been a value.

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};

use super::expressions::{self, Tag};
use super::template_syntax;

/// What opens and closes a value, a statement, a comment.
const PAIRS: [(&str, &str); 3] = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")];

/// Statements that need an end.
const BLOCKS: [&str; 6] = ["if", "for", "filter", "block", "macro", "raw"];

/// How much of a text a message shows.
const SHOWN: usize = 40;

/// What a single brace is in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SingleBrace {
    /// One of two, or written with a backslash: in markup.
    Markup,
    /// One of two: in words that hold values and nothing else.
    Words,
    /// It may hold a number of the figure: in words that one draws. Those that it does not know are told where they
    /// are filled in.
    DrawnWords,
}

/// Every brace of a text that misses its other half. `seen` is what a reader sees of it, `place_of` tells where a
/// byte stands.
pub(crate) fn faults(
    source: &str,
    seen: &str,
    single: SingleBrace,
    place_of: &dyn Fn(usize, &str) -> Place,
) -> Diagnostics {
    let mut faults: Diagnostics = unclosed(source)
        .into_iter()
        .map(|(at, open, close)| {
            let message = format!(
                "`{open}` is not closed: a brace or a `{close}` is missing in `{}`",
                shown(&source[at..])
            );
            Diagnostic::error("missing-brace", message)
                .with_place(place_of(at, open))
                .with_help(format!("end it with `{close}`"))
        })
        .collect();
    // What follows an open brace is read wrong.
    if faults.has_errors() {
        return faults;
    }
    for (at, found) in alone(source, seen, single) {
        let help = match found {
            "{" | "}" if single == SingleBrace::Words => {
                "a value stands in two of them, `{{ FINDING.count | number }}`; counts such as {total} stand only in words \
                 that the figure draws"
            }
            "{" | "}" => {
                "a value stands in two of them, `{{ FINDING.count | number }}`; to print one, write a backslash before it"
            }
            "%}" => "begin it with `{%`",
            _ => "begin it with `{{`, and print no more of them than it has",
        };
        let message = format!(
            "`{found}` stands alone in `{}`, and would be printed",
            shown(line_around(source, at))
        );
        faults.push(
            Diagnostic::error("missing-brace", message)
                .with_place(place_of(at, found))
                .with_help(help),
        );
    }
    faults.extend(blocks(source, place_of));
    faults
}

/// The beginning of a text, at most to the end of its line.
fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < line.len() {
        shown.push('…');
    }
    shown
}

/// What stands around a byte in its line.
fn line_around(text: &str, at: usize) -> &str {
    let from = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let near = text[from..at].char_indices().rev().nth(SHOWN / 2);
    &text[from + near.map_or(0, |(offset, _)| offset)..]
}

/// Each opening pair without its closing one before the next, or before the paragraph ends: where it stands, itself,
/// and what should close it.
fn unclosed(source: &str) -> Vec<(usize, &'static str, &'static str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((at, (open, close))) = next_open(source, from) {
        let inside = &source[at + open.len()..];
        let ends = match open {
            // A comment may hold anything.
            "{#" => inside.find(close),
            _ => {
                let limit = next_open(inside, 0).map_or(inside.len(), |(limit, _)| limit);
                let limit = inside.find("\n\n").map_or(limit, |blank| blank.min(limit));
                let tags = expressions::tags(&source[at..]);
                let as_read = tags.first().filter(|tag| tag.start == open.len());
                // A pair in a string of the expression is none.
                let as_read = as_read.map(|tag| tag.inner.len());
                as_read.filter(|length| *length <= limit || inside[..*length].contains(['"', '\'']))
            }
        };
        match ends {
            Some(length) => from = at + open.len() + length + close.len(),
            None => {
                found.push((at, open, close));
                from = at + open.len();
            }
        }
    }
    found
}

fn next_open(text: &str, from: usize) -> Option<(usize, (&'static str, &'static str))> {
    let found = PAIRS.iter().filter_map(|pair| {
        let at = text[from..].find(pair.0)?;
        Some((from + at, *pair))
    });
    found.min_by_key(|(at, _)| *at)
}

/// Braces that a reader would see: where, and what; the first of each line, since one that is missing leaves more
/// than one alone.
fn alone<'a>(source: &str, seen: &'a str, single: SingleBrace) -> Vec<(usize, &'a str)> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut from = 0;
    for line in seen.split_inclusive('\n') {
        let begins = from;
        from += line.len();
        let braces = line
            .match_indices(['{', '}', '%'])
            .filter_map(|(at, brace)| {
                let at = begins + at;
                let pair = seen
                    .get(at..at + 2)
                    .filter(|pair| matches!(*pair, "}}" | "%}"));
                let alone = || {
                    let is_escaped = single == SingleBrace::Markup && source[..at].ends_with('\\');
                    let is_fault = single != SingleBrace::DrawnWords && brace != "%" && !is_escaped;
                    is_fault.then_some(brace)
                };
                Some((at, pair.or_else(alone)?))
            });
        found.extend({ braces }.next());
    }
    found
}

/// Statements that are opened and not ended, or ended and not opened.
fn blocks(source: &str, place_of: &dyn Fn(usize, &str) -> Place) -> Diagnostics {
    let mut faults = Diagnostics::new();
    // An unknown keyword may be one of these misspelled, so the message lists them.
    let first_word = |inner: &str| {
        let inner = inner.trim_matches(['-', ' ', '\n', '\t']).to_owned();
        inner
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let tags = expressions::tags(source);
    let mut statements = tags.iter().filter(|tag| tag.is_statement);
    let is_unknown = |word: &str| {
        !template_syntax::is_statement(word) && !BLOCKS.contains(&word.trim_start_matches("end"))
    };
    if statements.any(|tag| is_unknown(&first_word(tag.inner))) {
        return faults;
    }
    let mut open: Vec<(&str, usize)> = Vec::new();
    for Tag {
        start,
        inner,
        is_statement,
    } in tags
    {
        if !is_statement {
            continue;
        }
        let inner = inner.trim_matches(['-', ' ', '\n', '\t']);
        let word = inner.split_whitespace().next().unwrap_or_default();
        let at = start - 2;
        if BLOCKS.contains(&word) {
            open.push((word, at));
        } else if let Some(ended) = word
            .strip_prefix("end")
            .filter(|word| BLOCKS.contains(word))
        {
            match open.pop() {
                Some((begun, _)) if begun == ended => {}
                Some((begun, begun_at)) => {
                    let message = format!(
                        "`{{% {word} %}}` ends a `{{% {begun} … %}}`, at {}",
                        place_of(begun_at, "{%")
                    );
                    faults.push(
                        Diagnostic::error("missing-brace", message)
                            .with_place(place_of(at, "{%"))
                            .with_help(format!("end that first, with `{{% end{begun} %}}`")),
                    );
                }
                None => faults.push(
                    Diagnostic::error("missing-brace", format!("`{{% {word} %}}` ends nothing"))
                        .with_place(place_of(at, "{%"))
                        .with_help(format!("take it out, or begin with `{{% {ended} … %}}`")),
                ),
            }
        }
    }
    for (word, at) in open {
        faults.push(
            Diagnostic::error("missing-brace", format!("`{{% {word} … %}}` is not ended"))
                .with_place(place_of(at, "{%"))
                .with_help(format!("end it with `{{% end{word} %}}`")),
        );
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visible;

    fn found(source: &str) -> Vec<String> {
        let seen = visible::in_markup(source);
        let place = |at: usize, _: &str| Place::line("x", at);
        let faults = faults(source, &seen, SingleBrace::Markup, &place);
        let faults = faults.iter();
        faults
            .map(|fault| {
                format!(
                    "{}: {}",
                    fault
                        .place
                        .as_ref()
                        .and_then(|place| place.line)
                        .unwrap_or(0),
                    fault.message
                )
            })
            .collect()
    }

    #[test]
    fn what_is_whole_passes() {
        for whole in [
            "{{ a | number }} and {% if a %}{{ b }}{% else %}x{% endif %}{# } #}",
            "{{ a | claim(says=\"}}\") }} #let f(x) = { if x { [a] } } \\{ and \\}",
            "{%- for row in rows -%}{{ row }}{%- endfor -%}",
            "#{ let x = { 1 } } text",
        ] {
            assert_eq!(found(whole), [""; 0], "{whole}");
        }
    }

    #[test]
    fn what_misses_a_brace_is_told_where_it_begins() {
        for (source, at, words) in [
            ("x {{ a | number } men", 2, "`{{` is not closed"),
            ("x {{ a | number men\n\n{{ b }}", 2, "`{{` is not closed"),
            ("x { a | number }} men", 2, "`{` stands alone"),
            ("x {{ a }}} men", 9, "`}` stands alone"),
            ("x { a | number } men", 2, "`{` stands alone"),
            ("{% if a > 1 } x {% endif %}", 0, "`{%` is not closed"),
            ("{% if a %} x", 0, "`{% if … %}` is not ended"),
            ("x {% endif %}", 2, "`{% endif %}` ends nothing"),
            (
                "{% if a %}{% for b in c %}{% endif %}{% endfor %}",
                26,
                "`{% endif %}` ends a",
            ),
            ("{# a", 0, "`{#` is not closed"),
        ] {
            let found = found(source);
            let begins = format!("{at}: {words}");
            assert!(
                found
                    .first()
                    .is_some_and(|first| first.starts_with(&begins)),
                "{source}: {found:?}"
            );
        }
    }
}
