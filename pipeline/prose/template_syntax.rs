//! What is wrong with a template before any name in it is looked up, in words for the person who wrote it: a `|` that
//! is missing, a text or bracket that does not end, a decimal comma. Tera would say it in terms of its parser. Braces
//! that miss their other half are told before this ([`super::braces`]).

use brief_base::diagnostics::{Diagnostic, Place, did_you_mean};

use super::expressions::{Tag, tags};
use super::filters;

/// What a statement may begin with.
const STATEMENTS: [&str; 12] = [
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "set",
    "endset",
    "filter",
    "endfilter",
    "break",
    "continue",
];

/// Those that texts need.
const OFFERED: [&str; 7] = ["if", "elif", "else", "endif", "for", "endfor", "set"];

/// Words that stand beside a value and are none.
const OPERATORS: [&str; 14] = [
    "and",
    "or",
    "not",
    "in",
    "is",
    "if",
    "elif",
    "else",
    "for",
    "set",
    "filter",
    "defined",
    "undefined",
    "containing",
];

/// Everything wrong with the tags of a text, in its order.
pub(crate) fn faults(source: &str, place_of: &impl Fn(usize, &str) -> Place) -> Vec<Diagnostic> {
    let tags = tags(source);
    let mut faults = Vec::new();
    for tag in &tags {
        let fault = |offset: usize, word: &str, message: String, help: String| {
            Diagnostic::error("template", message)
                .with_place(place_of(tag.start + offset, word))
                .with_help(help)
        };
        if let Some((offset, quote)) = unclosed_text(tag.inner) {
            faults.push(fault(
                offset,
                &tag.inner[offset..offset + quote.len_utf8()],
                format!("a text begins with {quote} and does not end"),
                format!("end it with {quote} too: `says={quote}most{quote}`"),
            ));
            continue;
        }
        if let Some((offset, quote)) = curly_quote(tag.inner) {
            let straight = tag.inner.trim().replace(['“', '”', '„', '«', '»'], "\"");
            let straight = straight.replace(['‘', '’', '‚'], "'");
            faults.push(fault(
                offset,
                &tag.inner[offset..offset + quote.len_utf8()],
                format!("{quote} begins no text: quotation marks in braces are straight"),
                format!("write `{straight}`"),
            ));
            continue;
        }
        let tokens = tokens(tag.inner);
        let of_tag = tokens
            .first()
            .filter(|_| tag.is_statement)
            .and_then(unknown_statement);
        let of_tag = of_tag.or_else(|| of_tokens(tag, &tokens));
        faults.extend(
            of_tag.map(|(token, message, help)| fault(token.offset, token.text, message, help)),
        );
    }
    faults.extend(stray_branches(&tags, place_of));
    faults
}

/// A word, text, number or sign of an expression.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Token<'a> {
    text: &'a str,
    offset: usize,
    kind: TokenKind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum TokenKind {
    Word,
    Text,
    Sign,
}

impl Token<'_> {
    /// Whether a value may end with it.
    fn ends_value(&self) -> bool {
        match self.kind {
            TokenKind::Word => !OPERATORS.contains(&self.text),
            TokenKind::Text => true,
            TokenKind::Sign => [")", "]"].contains(&self.text),
        }
    }

    fn begins_value(&self) -> bool {
        self.kind == TokenKind::Text
            || (self.kind == TokenKind::Word && !OPERATORS.contains(&self.text))
    }

    fn is(&self, sign: &str) -> bool {
        self.kind == TokenKind::Sign && self.text == sign
    }
}

const QUOTES: [char; 3] = ['"', '\'', '`'];

/// Where a text in quotation marks begins that does not end, and with which mark.
fn unclosed_text(inner: &str) -> Option<(usize, char)> {
    let mut open: Option<(usize, char)> = None;
    let mut is_escaped = false;
    for (at, letter) in inner.char_indices() {
        open = match open {
            Some(_) if is_escaped => {
                is_escaped = false;
                open
            }
            Some(_) if letter == '\\' => {
                is_escaped = true;
                open
            }
            Some((_, quote)) if letter == quote => None,
            None if QUOTES.contains(&letter) => Some((at, letter)),
            other => other,
        };
    }
    open
}

/// The first typographic quotation mark outside texts.
fn curly_quote(inner: &str) -> Option<(usize, char)> {
    let mut open: Option<char> = None;
    inner.char_indices().find(|(_, letter)| {
        match open {
            Some(quote) if quote == *letter => open = None,
            None if QUOTES.contains(letter) => open = Some(*letter),
            _ => {}
        }
        open.is_none() && matches!(letter, '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '‚')
    })
}

fn tokens(inner: &str) -> Vec<Token<'_>> {
    let is_of_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(letter) = inner[at..].chars().next() {
        let rest = &inner[at..];
        let (length, kind) = if letter.is_whitespace() {
            at += letter.len_utf8();
            continue;
        } else if QUOTES.contains(&letter) {
            let mut is_escaped = false;
            let end = rest.char_indices().skip(1).find(|(_, next)| {
                let ends = !is_escaped && *next == letter;
                is_escaped = !is_escaped && *next == '\\';
                ends
            });
            (
                end.map_or(rest.len(), |(end, _)| end + letter.len_utf8()),
                TokenKind::Text,
            )
        } else if is_of_word(letter) {
            (
                rest.find(|next| !is_of_word(next)).unwrap_or(rest.len()),
                TokenKind::Word,
            )
        } else {
            (letter.len_utf8(), TokenKind::Sign)
        };
        tokens.push(Token {
            text: &rest[..length],
            offset: at,
            kind,
        });
        at += length;
    }
    // `{%- … -%}` takes blanks away.
    if tokens.first().is_some_and(|token| token.is("-")) {
        tokens.remove(0);
    }
    if tokens.last().is_some_and(|token| token.is("-")) {
        tokens.pop();
    }
    tokens
}

type Found<'a> = (Token<'a>, String, String);

/// Whether statements may begin with a word.
pub(crate) fn is_statement(word: &str) -> bool {
    STATEMENTS.contains(&word)
}

fn unknown_statement<'a>(first: &Token<'a>) -> Option<Found<'a>> {
    (!STATEMENTS.contains(&first.text)).then(|| {
        (
            *first,
            format!("no statement begins with `{}`", first.text),
            did_you_mean(first.text, OFFERED),
        )
    })
}

/// The first fault of an expression.
fn of_tokens<'a>(tag: &Tag<'a>, tokens: &[Token<'a>]) -> Option<Found<'a>> {
    let mut brackets: Vec<Token<'a>> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        let after = tokens.get(at + 1);
        if token.is("|")
            && let Some(found) = around_bar(token, before, after)
        {
            return Some(found);
        }
        if token.is("(") || token.is("[") {
            brackets.push(*token);
        }
        if token.is(")") || token.is("]") {
            let opens = if token.is(")") { "(" } else { "[" };
            if brackets.pop().is_none_or(|open| !open.is(opens)) {
                let message = format!("`{}` closes no bracket", token.text);
                return Some((
                    *token,
                    message,
                    format!("take it out, or open it with `{opens}`"),
                ));
            }
        }
        let is_decimal = |token: Option<&Token<'_>>| {
            token.is_some_and(|token| token.text.chars().all(|digit| digit.is_ascii_digit()))
        };
        if token.is(",") && brackets.is_empty() && is_decimal(before) && is_decimal(after) {
            let (whole, part) = (before?.text, after?.text);
            let message = format!("`{whole},{part}` is not a number");
            return Some((
                *before?,
                message,
                format!("decimals stand behind a point: `{whole}.{part}`"),
            ));
        }
        let neighbors = before.filter(|before| before.ends_value() && token.begins_value());
        if let Some(before) = neighbors {
            return Some(side_by_side(tag, before, token, after));
        }
    }
    brackets.pop().map(|open| {
        let close = if open.is("(") { ")" } else { "]" };
        let message = format!("the bracket `{}` is not closed", open.text);
        (
            open,
            message,
            format!("close it with `{close}` before the end of the braces"),
        )
    })
}

/// A bar that has no value before it or no filter behind it.
fn around_bar<'a>(
    bar: &Token<'a>,
    before: Option<&Token<'a>>,
    after: Option<&Token<'a>>,
) -> Option<Found<'a>> {
    let of_filters = || format!("filters are: {}", filters::names().join(", "));
    if before.is_none_or(|before| !before.ends_value() && !before.is("|")) {
        let message = "no value stands before `|`".to_owned();
        return Some((
            *bar,
            message,
            "write what is printed before it: `{{ FINDING.count | number }}`".to_owned(),
        ));
    }
    match after {
        Some(after) if after.is("|") => {
            let message = "one `|` stands before a filter, and here are two".to_owned();
            Some((*bar, message, "take one out".to_owned()))
        }
        Some(after) if after.kind == TokenKind::Text => {
            let name = after.text.trim_matches(QUOTES);
            let message = format!(
                "the name of a filter stands without quotation marks: {}",
                after.text
            );
            Some((*after, message, format!("write `| {name}`")))
        }
        Some(after) if after.kind == TokenKind::Word => None,
        _ => Some((*bar, "no filter stands behind `|`".to_owned(), of_filters())),
    }
}

/// Two values, or a filter and its words, with nothing between them.
fn side_by_side<'a>(
    tag: &Tag<'a>,
    before: &Token<'a>,
    token: &Token<'a>,
    after: Option<&Token<'a>>,
) -> Found<'a> {
    let (first, second) = (before.text, token.text);
    let is_filter = |name: &str| filters::names().contains(&name);
    let argument = after.is_some_and(|after| after.is("=")) || token.kind == TokenKind::Text;
    if is_filter(second) {
        let message = format!("a `|` is missing before `{second}`");
        let value = tag.inner[..token.offset].trim();
        // Filters that print one number take one number of a finding.
        let number = match second {
            "number" | "words" | "words_capital" => ".count",
            "percent" => ".share",
            _ => "",
        };
        let is_whole = !value.contains(['.', ' ']);
        let number = if is_whole { number } else { "" };
        return (
            *token,
            message,
            format!("write `{value}{number} | {second}`"),
        );
    }
    if is_filter(first) && argument {
        let message = format!("what `{first}` is given stands in brackets");
        let given = tag.inner[token.offset..].trim();
        return (*token, message, format!("write `{first}({given})`"));
    }
    let is_behind_bar = tag.inner[..before.offset].trim_end().ends_with('|');
    if is_filter(first) && is_behind_bar {
        let message = format!("`{second}` stands behind the filter `{first}`");
        let value = tag.inner[..before.offset + first.len()].trim();
        let rest = tag.inner[token.offset..].trim();
        return (
            *token,
            message,
            format!("end the braces before it: `{{{{ {value} }}}} {rest}`"),
        );
    }
    if token.kind == TokenKind::Word && !tag.is_statement && before.kind == TokenKind::Word {
        let message = format!("nothing stands between `{first}` and `{second}`");
        let help = format!(
            "a name has no blanks; a value and its filter are parted by `|`: `{first} | number`. {}",
            did_you_mean(second, filters::names())
        );
        return (*token, message, help);
    }
    let message = format!("nothing stands between `{first}` and `{second}`");
    let help = "part them by what they have to do with each other: `|` before a filter, `and`, `or`, `==`, `>`";
    (*token, message, help.to_owned())
}

/// `{% else %}` outside any condition. What is not ended, and ends nothing, is told with the braces.
fn stray_branches(tags: &[Tag<'_>], place_of: &impl Fn(usize, &str) -> Place) -> Vec<Diagnostic> {
    let mut depth = 0_usize;
    let mut faults = Vec::new();
    for tag in tags.iter().filter(|tag| tag.is_statement) {
        let tokens = tokens(tag.inner);
        match tokens.first().map(|first| (first, first.text)) {
            Some((_, "if" | "for")) => depth += 1,
            Some((_, "endif" | "endfor")) => depth = depth.saturating_sub(1),
            Some((first, word @ ("else" | "elif"))) if depth == 0 => faults.push(
                Diagnostic::error(
                    "template",
                    format!("`{{% {word} %}}` stands in no `{{% if … %}}`"),
                )
                .with_place(place_of(tag.start + first.offset, word))
                .with_help("take it out, or write the `{% if … %}` before it"),
            ),
            _ => {}
        }
    }
    faults
}

/// What Tera says of a text that passed all of this, with a way on.
pub(crate) fn in_own_words(said: &str) -> (String, &'static str) {
    (
        format!(
            "this expression cannot be read: {}",
            said.trim_end_matches('.')
        ),
        "a value is written `{{ NAME.count | number }}`, a condition `{% if NAME.available %}…{% endif %}`; \
         templates/README.md has more",
    )
}

/// What Tera says while it writes a text, in plain words and with what to do; as it is where our own filters say it.
pub(crate) fn while_writing(said: &str) -> (String, Option<String>) {
    let between = |before: &str| {
        let (_, rest) = said.split_once(before)?;
        rest.split('`').next()
    };
    let (message, help) = if said.starts_with("Cannot compare") && said.contains("map/struct") {
        (
            "a finding, fact or field is compared as a whole".to_owned(),
            "compare its value: `FINDING.count.value > 1`, `facts.NAME.value > 1`".to_owned(),
        )
    } else if said.starts_with("Cannot compare") {
        (
            "a number is compared with a text, or the other way round".to_owned(),
            "numbers are compared with numbers, `FINDING.count.value > 1`, and texts with texts, `row.COLUMN.code == \"CODE\"`"
                .to_owned(),
        )
    } else if said.contains("divide by 0") {
        (
            "this divides by zero".to_owned(),
            "ask first whether there is anything to divide by: `{% if FINDING.denominator.value > 0 %}`".to_owned(),
        )
    } else if let Some(filter) = between("Unknown filter `") {
        (
            format!("there is no filter \"{filter}\""),
            did_you_mean(filter, filters::names()),
        )
    } else if let Some(test) = between("Unknown test `") {
        (
            format!("there is no test \"{test}\""),
            "ask whether there are data by `{% if FINDING.available %}`".to_owned(),
        )
    } else if let Some(function) = between("Unknown function `") {
        (
            format!("there is no function \"{function}\""),
            format!(
                "values are written by filters: {}",
                filters::names().join(", ")
            ),
        )
    } else if said.contains("Invalid type")
        || said.starts_with("Cannot ")
        || said.starts_with("Tried ")
    {
        (
            "this cannot be done with a finding, a fact or a field as a whole".to_owned(),
            "print it by a filter of its own (`{{ FINDING.count | number }}`), loop over rows (`{% for row in TABLE.rows %}`), \
             and reckon with values (`FINDING.count.value`)"
                .to_owned(),
        )
    } else if ["Variable", "Field", "Unknown", "Invalid", "Found"]
        .iter()
        .any(|word| said.starts_with(word))
    {
        (
            format!("this cannot be written: {}", said.trim_end_matches('.')),
            "names and fields are those of the findings, facts and settings; templates/README.md lists them".to_owned(),
        )
    } else {
        return (said.to_owned(), None);
    };
    (message, Some(help))
}

/// The first line of what Tera says of a whole template, and the line and column that it names.
pub(crate) fn first_line(said: &str) -> (&str, Option<(usize, usize)>) {
    let first = said.lines().next().unwrap_or_default().trim();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    let place = said.lines().find_map(|line| {
        let (_, place) = line.split_once("--> ")?;
        let mut parts = place.trim().rsplit(':');
        let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some((line, column))
    });
    (first, place)
}

#[cfg(test)]
mod tests {
    use super::super::expressions::place_in_text;
    use super::*;

    fn found(source: &str) -> Vec<String> {
        let place_of = |offset: usize, _: &str| place_in_text("a.typ", source, offset);
        let faults = faults(source, &place_of).into_iter();
        faults
            .map(|fault| {
                let column = fault.place.as_ref().and_then(|place| place.column);
                format!("{}: {}", column.unwrap_or_default(), fault.message)
            })
            .collect()
    }

    #[test]
    fn each_slip_is_told_at_its_place() {
        for (source, told) in [
            ("{{ wells number }}", "10: a `|` is missing before `number`"),
            (
                "{{ wells.count number }}",
                "16: a `|` is missing before `number`",
            ),
            ("{{ wells | }}", "10: no filter stands behind `|`"),
            ("{{ wells | number | }}", "19: no filter stands behind `|`"),
            ("{{ | number }}", "4: no value stands before `|`"),
            (
                "{{ wells || number }}",
                "10: one `|` stands before a filter, and here are two",
            ),
            (
                "{{ wells | \"number\" }}",
                "12: the name of a filter stands without quotation marks: \"number\"",
            ),
            (
                "{{ wells | claim(says=\"most) }}",
                "23: a text begins with \" and does not end",
            ),
            (
                "{{ wells | claim says=\"most\" }}",
                "18: what `claim` is given stands in brackets",
            ),
            (
                "{{ wells | claim(says=\"most\" }}",
                "17: the bracket `(` is not closed",
            ),
            ("{{ wells | number) }}", "18: `)` closes no bracket"),
            (
                "{{ old wells | number }}",
                "8: nothing stands between `old` and `wells`",
            ),
            (
                "{% fi wells.available %}",
                "4: no statement begins with `fi`",
            ),
            (
                "{% if a.share.value > 0,5 %}x{% endif %}",
                "23: `0,5` is not a number",
            ),
            ("{% else %}", "4: `{% else %}` stands in no `{% if … %}`"),
        ] {
            assert_eq!(found(source), [told], "{source}");
        }
    }

    #[test]
    fn what_is_right_passes() {
        for source in [
            "{{ wells.count | number }}",
            "{{ wells | claim(says=\"fewer than\", than=springs) }}",
            "{{ wells | counted(\"well\", \"wells\", as=\"words\") }}",
            "{% if a.available and not b.illustrative or c.value == \"x y\" %}x{% elif d.value > 0.5 %}y{% else %}z{% endif %}",
            "{%- for row in wells.rows -%}{{ row.count | number }}{% if not loop.last %}; {% endif %}{%- endfor -%}",
            "{% for name, value in wells %}x{% endfor %}",
            "{# {{ wells number }} #}",
            "{% set all = wells.count %}",
            "{{ wells | claim(says=\"an \\\"old\\\" one\") }}",
            "{% if a.x is defined %}x{% endif %}",
            "{% if a.value in [1, 2] %}x{% endif %}",
        ] {
            assert_eq!(found(source), [""; 0], "{source}");
        }
    }
}
