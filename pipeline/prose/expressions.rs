//! The Tera expressions of a text as they are written: what stands where.

use std::ops::Range;

use brief_base::diagnostics::Place;

/// Line and column of a byte offset in a file's text.
pub(crate) fn place_in_text(file: &str, source: &str, offset: usize) -> Place {
    let before = &source[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    Place::at(file, line, column)
}

/// A `{{ … }}` or `{% … %}`.
pub(crate) struct Tag<'a> {
    /// Where its inside begins, in bytes.
    pub start: usize,
    /// What stands between the braces.
    pub inner: &'a str,
    /// Whether it is `{% … %}`.
    pub is_statement: bool,
}

/// The `{{ … }}` and `{% … %}` of a text; comments are passed over.
pub(crate) fn tags(source: &str) -> Vec<Tag<'_>> {
    let pieces = pieces(source);
    let tags = pieces.into_iter().filter_map(|(stretch, kind)| {
        Some(Tag {
            start: stretch.start + 2,
            inner: &source[stretch.start + 2..stretch.end - 2],
            is_statement: kind?,
        })
    });
    tags.collect()
}

/// Everything of a text that Tera reads, comments too: from brace to brace.
pub(crate) fn stretches(source: &str) -> Vec<Range<usize>> {
    let pieces = pieces(source).into_iter();
    pieces.map(|(stretch, _)| stretch).collect()
}

/// Each tag from brace to brace, with whether it is a statement; nothing for a comment.
fn pieces(source: &str) -> Vec<(Range<usize>, Option<bool>)> {
    let mut pieces = Vec::new();
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
        let rest = &source[start..];
        let closed = match kind {
            Some(_) => find_unquoted(rest, close).or_else(|| rest.find(close)),
            None => rest.find(close),
        };
        let Some(length) = closed else {
            break;
        };
        at = start + length + 2;
        pieces.push((open..at, kind));
    }
    pieces
}

/// What strings begin and end with.
const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Follows an expression letter by letter, and knows which of them stand in a string.
#[derive(Default)]
struct Strings {
    open: Option<char>,
    escaped: bool,
}

impl Strings {
    /// Whether the next letter belongs to a string, its quotes included.
    fn holds(&mut self, letter: char) -> bool {
        match self.open {
            Some(_) if self.escaped => self.escaped = false,
            Some(_) if letter == '\\' => self.escaped = true,
            Some(open) if letter == open => self.open = None,
            Some(_) => {}
            None if QUOTES.contains(&letter) => {
                self.open = Some(letter);
                self.escaped = false;
            }
            None => return false,
        }
        true
    }
}

/// Where a text first stands outside strings.
fn find_unquoted(text: &str, wanted: &str) -> Option<usize> {
    let mut strings = Strings::default();
    text.char_indices()
        .find(|(offset, letter)| !strings.holds(*letter) && text[*offset..].starts_with(wanted))
        .map(|(offset, _)| offset)
}

/// What a name in an expression is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameRole {
    /// A value.
    Value,
    /// What follows a `|`.
    Filter,
    /// What a filter is given by name.
    Argument,
}

/// A name in an expression.
pub(crate) struct ExpressionName<'a> {
    /// As written, with its dots.
    pub path: &'a str,
    /// Where it begins in the expression, in bytes.
    pub offset: usize,
    /// What it names.
    pub role: NameRole,
}

/// The dotted names in an expression, without strings and numbers.
pub(crate) fn names(expression: &str) -> Vec<ExpressionName<'_>> {
    let mut names = Vec::new();
    let mut strings = Strings::default();
    let mut after_pipe = false;
    let mut start = None;
    for (offset, letter) in expression.char_indices().chain([(expression.len(), ' ')]) {
        let in_string = strings.holds(letter);
        let in_word = !in_string
            && (letter.is_alphanumeric() || letter == '_' || (letter == '.' && start.is_some()));
        match (start, in_word) {
            (None, true) => start = Some(offset),
            (Some(begin), false) => {
                let path = &expression[begin..offset];
                let rest = expression[offset..].trim_start();
                let role = if rest.starts_with('=') && !rest.starts_with("==") {
                    NameRole::Argument
                } else if after_pipe {
                    NameRole::Filter
                } else {
                    NameRole::Value
                };
                if !path.starts_with(|letter: char| letter.is_ascii_digit()) {
                    names.push(ExpressionName {
                        path,
                        offset: begin,
                        role,
                    });
                }
                after_pipe = false;
                start = None;
            }
            _ => {}
        }
        if letter == '|' && !in_string {
            after_pipe = true;
        }
    }
    names
}

/// A string that a filter is given.
pub(crate) struct StringArgument<'a> {
    /// Its name, if it has one: `many` in `many="plots"`.
    pub name: Option<&'a str>,
    /// How many arguments stand before it.
    pub position: usize,
    /// Where it begins in the expression, in bytes, with its name.
    pub offset: usize,
    /// What stands between its quotes.
    pub inner: Range<usize>,
}

/// The strings that some filters of an expression are given.
pub(crate) fn string_arguments<'a>(
    expression: &'a str,
    filters: &[&str],
) -> Vec<StringArgument<'a>> {
    let names = names(expression).into_iter();
    let calls = names.filter(|word| word.role == NameRole::Filter && filters.contains(&word.path));
    let mut found = Vec::new();
    for call in calls {
        let after = call.offset + call.path.len();
        let Some(open) = expression[after..].trim_start().strip_prefix('(') else {
            continue;
        };
        let start = expression.len() - open.len();
        let end = find_unquoted(open, ")").map_or(expression.len(), |end| start + end);
        let mut at = start;
        for position in 0.. {
            let length = find_unquoted(&expression[at..end], ",").unwrap_or(end - at);
            let argument = &expression[at..at + length];
            let offset = at + argument.len() - argument.trim_start().len();
            let quotes = argument.find(QUOTES).zip(argument.rfind(QUOTES));
            if let Some((from, to)) = quotes.filter(|(from, to)| from < to) {
                let name = argument[..from].trim().strip_suffix('=').map(str::trim_end);
                found.push(StringArgument {
                    name,
                    position,
                    offset,
                    inner: at + from + 1..at + to,
                });
            }
            at += length + 1;
            if at > end {
                break;
            }
        }
    }
    found
}
