//! Arabic in a section that is to be read from right to left as a whole, with the numbers, values and Latin words in
//! it. The layout sets each stretch of Arabic in its own direction; what stands between two of them it takes for the
//! English around. So a passage says that it is Arabic: `#arabic[…]`.

use typst_syntax::ast::{Expr, FuncCall};
use typst_syntax::{LinkedNode, parse};

use brief_base::diagnostics::{Diagnostic, Place};

use super::{expressions, visible};

/// The function of the layout that sets a passage in Arabic.
pub(crate) const ARABIC: &str = "arabic";

/// Brackets and quotation marks around a passage of its own.
const GROUPS: [(char, char); 5] = [('(', ')'), ('«', '»'), ('“', '”'), ('[', ']'), ('"', '"')];

/// How much of a passage a message shows, in characters.
const SHOWN: usize = 40;

/// Every sentence, and every passage in brackets or quotation marks, that is in Arabic, holds anything else that is
/// read, and is not marked; at its place. `seen` is what a reader sees of the section.
pub(crate) fn unmarked(
    source: &str,
    seen: &str,
    place_of: &dyn Fn(usize, &str) -> Place,
) -> Vec<Diagnostic> {
    if !seen.contains(is_arabic) {
        return Vec::new();
    }
    let seen = without_marked(source, seen);
    let mut faults = Vec::new();
    for (at, sentence) in sentences(&seen) {
        let whole = is_mixed(source, at, sentence).then_some((at, sentence));
        let group = || groups(sentence).find(|(from, group)| is_mixed(source, at + from, group));
        let Some((at, passage)) = whole.or_else(|| group().map(|(from, group)| (at + from, group)))
        else {
            continue;
        };
        let trimmed = passage.trim_start();
        let at = at + passage.len() - trimmed.len();
        let shown: String = source[at..at + trimmed.trim_end().len()]
            .chars()
            .take(SHOWN)
            .collect();
        let message = format!(
            "\"{shown}\" is Arabic with other words, numbers or a full stop, and would be set in the order of English"
        );
        faults.push(
            Diagnostic::error("mixed-direction", message)
                .with_place(place_of(at, &shown))
                .with_help(format!("mark the whole passage as Arabic: `#{ARABIC}[…]`")),
        );
    }
    faults
}

/// What is seen without the passages that are marked.
fn without_marked(source: &str, seen: &str) -> String {
    let root = parse(&visible::without_tags(source));
    let mut rest = seen.to_owned();
    blank_calls(&LinkedNode::new(&root), &mut rest);
    rest
}

fn blank_calls(node: &LinkedNode<'_>, seen: &mut String) {
    let call = node.cast::<FuncCall<'_>>().map(FuncCall::callee);
    if matches!(call, Some(Expr::Ident(name)) if name.as_str() == ARABIC) {
        let blanks = " ".repeat(node.range().len());
        seen.replace_range(node.range(), &blanks);
        return;
    }
    node.children().for_each(|child| blank_calls(&child, seen));
}

/// The sentences of a text, each with where it begins.
fn sentences(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    let mut letters = text.char_indices().peekable();
    let ends = std::iter::from_fn(move || {
        loop {
            let (at, letter) = letters.next()?;
            let next = letters.peek().map(|(_, next)| *next);
            let is_end =
                matches!(letter, '.' | '!' | '?' | '؟') && next.is_none_or(char::is_whitespace);
            let is_paragraph = letter == '\n' && next == Some('\n');
            if is_end || is_paragraph || next.is_none() {
                return Some(at + letter.len_utf8());
            }
        }
    });
    ends.map(move |end| {
        let begins = std::mem::replace(&mut from, end);
        (begins, &text[begins..end])
    })
}

/// The passages in brackets and quotation marks within a sentence.
fn groups(sentence: &str) -> impl Iterator<Item = (usize, &str)> {
    GROUPS.into_iter().flat_map(move |(open, close)| {
        sentence.match_indices(open).filter_map(move |(at, opens)| {
            let from = at + opens.len();
            let length = sentence[from..].find(close)?;
            Some((from, &sentence[from..from + length]))
        })
    })
}

/// Whether a passage begins in Arabic, is mostly that, and holds something that the direction of English would put
/// elsewhere: a Latin word, a number or value between or beside its words, or a full stop behind them.
fn is_mixed(source: &str, at: usize, passage: &str) -> bool {
    let first = passage.chars().find(|letter: &char| letter.is_alphabetic());
    if !first.is_some_and(is_arabic) {
        return false;
    }
    let words = |is: fn(char) -> bool| {
        let words = passage.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| word.contains(is)).count()
    };
    let arabic = words(is_arabic);
    let latin = words(|letter| letter.is_alphabetic() && !is_arabic(letter));
    if arabic < 2 || latin >= arabic {
        return false;
    }
    let numbers = words(|letter| letter.is_ascii_digit());
    let written = source.get(at..at + passage.len()).unwrap_or_default();
    let values = expressions::tags(written)
        .iter()
        .filter(|tag| !tag.is_statement)
        .count();
    let has_full_stop = passage.trim_end().ends_with(['.', '!', '?', ':']);
    latin + numbers + values > 0 || has_full_stop
}

fn is_arabic(letter: char) -> bool {
    matches!(letter, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}' | '\u{6d5}' | '\u{6fa}'..='\u{6ff}'
        | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8c9}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str) -> Vec<String> {
        let seen = visible::in_markup(source);
        let found = unmarked(source, &seen, &|at, _| Place::line("a.typ", at));
        found
            .iter()
            .map(|fault| {
                fault
                    .message
                    .split('"')
                    .nth(1)
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn arabic_with_other_words_wants_its_mark() {
        for (source, shown) in [
            ("قال ABC إن التنين كبير", "قال ABC إن التنين كبير"),
            ("He came. إن التنين كبير.", "إن التنين كبير."),
            (
                "رأى {{ n | number }} قرية تنين",
                "رأى {{ n | number }} قرية تنين",
            ),
            (
                "One is called «تنين ABC كبير» by all who saw it there",
                "تنين ABC كبير",
            ),
        ] {
            assert_eq!(found(source), [shown], "{source}");
        }
    }

    #[test]
    fn arabic_among_english_is_set_in_its_own_direction() {
        for source in [
            "The towns of الرباط and سلا are two.",
            "A dragon is (تنين), «تنين كبير» or تنين (كبير) أخضر؛ one asks: أين التنين؟ The end.",
            "In الرباط {{ n | number }} reports",
            "#arabic[قال ABC إن التنين كبير.]",
            "الرباط",
            "أين التنين؟",
        ] {
            assert_eq!(found(source), [""; 0], "{source}");
        }
    }
}
