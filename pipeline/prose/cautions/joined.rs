//! Numbers that run together with what is typed beside them, so that a reader reads another number: `1{{ n }}`,
//! `-{{ n }}`, `{{ n }}.5`, `{{ n }}k`.

use std::ops::Range;

use brief_base::diagnostics::Diagnostic;
use brief_base::invisible;

use super::ReaderView;
use crate::printed_value::PrintedValue;

/// Letters right behind a number that multiply it.
const MAGNITUDES: [&str; 13] = [
    "k", "K", "m", "M", "bn", "mn", "mio", "mrd", "tn", "B", "G", "x", "fold",
];

/// Signs before a number that say something of it, with what they say.
const SIGNS_BEFORE: [(char, &str); 7] = [
    ('-', "a minus"),
    ('−', "a minus"),
    ('<', "less than"),
    ('>', "more than"),
    ('≤', "at most"),
    ('≥', "at least"),
    ('≈', "about"),
];

/// What is wrong with a number's neighbors; none where it stands free, in brackets or quotation marks, in a range
/// or before a hyphen ("33-year-old").
pub(super) fn with_what_stands_beside(
    context: &ReaderView<'_>,
    at: &Range<usize>,
    printed: &PrintedValue,
) -> Option<Diagnostic> {
    let (before, after) = (&context.text()[..at.start], &context.text()[at.end..]);
    // Of two values that run together, the first is told.
    let is_second = context
        .values()
        .any(|(other, _)| other.end == at.start && other != at);
    let source = printed.source.as_str();
    let fault = Some(before)
        .filter(|_| !is_second)
        .and_then(|before| fault_before(before, &printed.text, source, printed.is_words))
        .or_else(|| fault_behind(after, &printed.text, source, printed.is_words))?;
    let shown = format!("{}{}{}", fault.before, printed.text, fault.after);
    let source = match printed.field.as_str() {
        "" => printed.source.clone(),
        field => format!("{}.{field}", printed.source),
    };
    let text = &printed.text;
    let diagnostic = match fault.is_other_number {
        true => {
            let message = format!("\"{shown}\" reads as another number: {source} is \"{text}\"");
            Diagnostic::error("joined-number", message)
        }
        false => {
            let message = format!("\"{shown}\" runs together: {source} is \"{text}\"");
            Diagnostic::warning("joined-number", message)
        }
    };
    Some(
        diagnostic
            .with_place(printed.place.clone())
            .with_help(fault.help),
    )
}

/// What stands beside a number and changes it.
struct Fault<'a> {
    before: &'a str,
    after: &'a str,
    /// Whether it makes another number; a unit or a stray letter does not.
    is_other_number: bool,
    help: String,
}

/// Emphasis and what nobody sees parts no number from its neighbors.
fn is_passed_over(letter: char) -> bool {
    matches!(letter, '*' | '_') || invisible::is_invisible(letter)
}

fn fault_before<'a>(
    before: &'a str,
    text: &str,
    source: &str,
    is_words: bool,
) -> Option<Fault<'a>> {
    let first = text.chars().next()?;
    let trimmed = before.trim_end_matches(is_passed_over);
    let mut letters = trimmed.chars().rev();
    let (last, last_but_one) = (letters.next()?, letters.next());
    let shown = |count: usize| {
        let from = trimmed
            .char_indices()
            .rev()
            .nth(count - 1)
            .map_or(0, |(from, _)| from);
        &trimmed[from..]
    };
    let fault = |count: usize, help: String| {
        Some(Fault {
            before: shown(count),
            after: "",
            is_other_number: true,
            help,
        })
    };
    if !first.is_ascii_digit() {
        // "Twenty-three" may be made of "twenty-" and "three", and "sixteen" of "six" and "teen".
        let runs_on = last.is_alphanumeric() && !is_words;
        return if runs_on { fault(1, apart()) } else { None };
    }
    if last.is_numeric() {
        return fault(1, apart());
    }
    if matches!(last, '.' | ',') && last_but_one.is_some_and(char::is_numeric) {
        return fault(2, apart());
    }
    if last.is_alphabetic() && !is_words {
        return fault(1, apart());
    }
    let is_free = last_but_one.is_none_or(|letter| {
        letter.is_whitespace() || matches!(letter, '(' | '[' | '{' | '"' | '“' | '=')
    });
    // A dash right before a number is read as its sign, unless words or a number stand before the dash.
    let is_dash = last == '–' && is_free;
    let sign = SIGNS_BEFORE.iter().find(|(sign, _)| *sign == last);
    let sign = sign.filter(|(sign, _)| match sign {
        '-' | '−' => is_free || last_but_one == Some('-') && ends_after_blank(trimmed),
        // An arrow.
        '>' => !matches!(last_but_one, Some('-' | '=')),
        _ => true,
    });
    match sign {
        Some((_, "a minus")) => fault(1, minus()),
        None if is_dash => fault(1, minus()),
        Some((_, says)) => fault(1, tested(source, says, text)),
        None => None,
    }
}

/// Whether two hyphens end a text, behind a blank or alone.
fn ends_after_blank(text: &str) -> bool {
    let before = text.strip_suffix("--").unwrap_or(text);
    before.is_empty() || before.ends_with(char::is_whitespace)
}

fn fault_behind<'a>(after: &'a str, text: &str, source: &str, is_words: bool) -> Option<Fault<'a>> {
    let last = text.chars().next_back()?;
    let trimmed = after.trim_start_matches(is_passed_over);
    let mut letters = trimmed.chars();
    let (first, second) = (letters.next()?, letters.next());
    let shown = |length: usize| &trimmed[..length];
    let fault = |length: usize, help: String| {
        Some(Fault {
            before: "",
            after: shown(length),
            is_other_number: true,
            help,
        })
    };
    let word_length = trimmed
        .find(|letter: char| !letter.is_alphabetic())
        .unwrap_or(trimmed.len());
    if !last.is_ascii_digit() {
        let runs_on = (first.is_alphanumeric() || first == '%') && (last == '%' || !is_words);
        let length = if first.is_alphabetic() {
            word_length
        } else {
            first.len_utf8()
        };
        return if runs_on && first != '%' {
            fault(length, apart())
        } else {
            None
        };
    }
    if first.is_numeric() {
        return fault(first.len_utf8(), apart());
    }
    if matches!(first, '.' | ',') && second.is_some_and(char::is_numeric) {
        return fault(
            2.min(trimmed.len())
                .max(1 + second.map_or(0, char::len_utf8)),
            apart(),
        );
    }
    if first == '+' {
        return fault(1, tested(source, "at least", text));
    }
    if first == '-' && trimmed[1..].starts_with("fold") {
        return fault("-fold".len(), apart());
    }
    if is_words || word_length == 0 {
        return None;
    }
    let word = shown(word_length);
    if is_ordinal_of(text, word) {
        return None;
    }
    let is_magnitude = MAGNITUDES.contains(&word);
    let help = match is_magnitude {
        true => format!("take \"{word}\" out: a finding prints the whole number"),
        false => apart(),
    };
    let found = fault(word_length, help)?;
    Some(Fault {
        is_other_number: is_magnitude,
        ..found
    })
}

/// Whether letters make an ordinal of a number as English has it: `1st`, `12th`, `22nd`.
fn is_ordinal_of(number: &str, ending: &str) -> bool {
    let tens = number.chars().rev().nth(1);
    let expected = match (tens, number.chars().next_back()) {
        (Some('1'), _) => "th",
        (_, Some('1')) => "st",
        (_, Some('2')) => "nd",
        (_, Some('3')) => "rd",
        _ => "th",
    };
    ending == expected
}

fn tested(source: &str, says: &str, text: &str) -> String {
    format!(
        "say it in words, which are tested: `{{{{ {source} | claim(says=\"{says} {text}\") }}}}`"
    )
}

fn apart() -> String {
    "set it apart by a blank, or take out what is typed beside it: a filter prints the whole number"
        .to_owned()
}

fn minus() -> String {
    "put a blank behind the dash, or say a loss in words: the number is not negative".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::Passage;

    fn found(text: &str) -> Option<String> {
        let value = |text: &str, field: &str| PrintedValue {
            text: text.to_owned(),
            source: "plots".to_owned(),
            field: field.to_owned(),
            ..PrintedValue::default()
        };
        let printed = [
            value("33", "count"),
            value("61 %", "share"),
            value("three", "count"),
            value("1,122", "count"),
        ];
        let text = ["N", "S", "W", "L"].iter().enumerate().fold(
            text.to_owned(),
            |text, (number, name)| {
                text.replace(&format!("<{name}>"), &format!("#bound({number});"))
            },
        );
        let context_of = Passage::read("a.typ", &text);
        let context = ReaderView::of(&context_of, &printed);
        let mut values = context.values();
        values.find_map(|(at, printed)| {
            let fault = with_what_stands_beside(&context, at, printed)?;
            Some(
                fault
                    .message
                    .split('"')
                    .nth(1)
                    .unwrap_or_default()
                    .to_owned(),
            )
        })
    }

    #[test]
    fn what_changes_a_number_is_found() {
        for (text, shown) in [
            ("1<N>", "133"),
            ("<N>0", "330"),
            ("<N><L>", "331"),
            ("<N>.5", "33.5"),
            ("1.<N>", "1.33"),
            ("<N>,<L>", "33,1"),
            ("a loss of -<N>", "-33"),
            ("−<N>", "−33"),
            ("(–<N>)", "–33"),
            ("of --<N>", "-33"),
            ("<N>k", "33k"),
            ("<N>bn of", "33bn"),
            ("x<N>", "x33"),
            ("*<N>*0", "330"),
            ("<N>\u{200b}0", "330"),
            ("<N>²", "33²"),
            ("<N>½", "33½"),
            ("<N>-fold", "33-fold"),
            ("<N>fold", "33fold"),
            ("<N>+", "33+"),
            ("over ><N>", ">33"),
            ("<W>teen", "threeteen"),
            ("twenty<W>", "ythree"),
            ("<N>th", "33th"),
            ("<N>s", "33s"),
            ("<S>of", "61 %of"),
        ] {
            assert_eq!(found(text).as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn numbers_that_stand_free_pass() {
        for text in [
            "<N>",
            "(<N>)",
            "<N>, <L>.",
            "<N>–<L>",
            "<N>-<L>",
            "a <N>-year-old",
            "<N>rd",
            "\"<N>\"",
            "*<N>*",
            "_<N>_ of",
            "- <N>",
            "plots – <N> of",
            "plots—<N> of",
            "<N>/<L>",
            "mid-<N>",
            "<N>: of",
            "<N> km",
            "<N>~km",
            "<N>#footnote[x]",
            "=<N>",
            "-> <N>",
            "<S>.",
            "<S>,",
            "<W>-year-old",
            "<W>, of",
            "twenty <W>",
            "plots--<N>",
            "<N>--<L>",
            "[<N>]",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
