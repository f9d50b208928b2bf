//! Characters in a text that nobody sees. Some turn the order of what stands behind them, so that a reader sees
//! another text than its author; the others part words and keep them from being found.

use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::invisible;

/// An invisible character with where it stands and the words around it.
struct Found {
    at: usize,
    character: char,
    shown: String,
}

/// The needless invisible characters of a text: those that turn its order, and the others, each told once, where the
/// first stands. `escapes` says whether the text is markup, where `\u{202e}` is one too.
pub(crate) fn faults(
    text: &str,
    escapes: bool,
    place_of: &dyn Fn(usize, &str) -> Place,
) -> Vec<Diagnostic> {
    let mut found: Vec<Found> = Vec::new();
    // A mark is needed beside letters of its own line, not of the whole file.
    let mut begins = 0;
    for line in text.split_inclusive('\n') {
        let unseen = invisible::needless(line).into_iter();
        found.extend(unseen.map(|(at, character)| Found {
            at: begins + at,
            character,
            shown: invisible::visible(around(line, at)).into_owned(),
        }));
        let escaped = escaped(line).filter(|_| escapes);
        found.extend(escaped.map(|(at, character)| Found {
            at: begins + at,
            character,
            shown: around(line, at).to_owned(),
        }));
        begins += line.len();
    }
    found.sort_by_key(|found| found.at);
    let (turning, others): (Vec<Found>, Vec<Found>) = found
        .into_iter()
        .partition(|found| invisible::is_direction_control(found.character));
    let turning = told(&turning, text, place_of, |shown, names, more| {
        let message = format!(
            "\"{shown}\" holds {names}, invisible and changing the order of the text around{more}"
        );
        Diagnostic::error("invisible-character", message)
            .with_help("delete it: Arabic is set in its own direction without such characters")
    });
    let others = told(&others, text, place_of, |shown, names, more| {
        let message = format!("\"{shown}\" holds {names}, invisible to readers{more}");
        Diagnostic::warning("invisible-character", message).with_help(
            "delete it: a search does not find the word, and lines break without it; where none may break, write a \
             no-break space",
        )
    });
    turning.into_iter().chain(others).collect()
}

/// One diagnostic of all these characters, where the first stands.
fn told(
    found: &[Found],
    text: &str,
    place_of: &dyn Fn(usize, &str) -> Place,
    diagnostic: impl FnOnce(&str, &str, &str) -> Diagnostic,
) -> Option<Diagnostic> {
    let first = found.first()?;
    let mut names: Vec<String> = Vec::new();
    for found in found {
        let name = invisible::code_point(found.character);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = match found.len() - 1 {
        0 => String::new(),
        more => format!(" ({more} more in this text)"),
    };
    let at = first.at;
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    let place = place_of(at, &text[at..at + length]);
    Some(diagnostic(&first.shown, &names.join(", "), &more).with_place(place))
}

/// The words around a byte of a line.
fn around(line: &str, at: usize) -> &str {
    let start = line[..at].rfind(' ').map_or(0, |blank| blank + 1);
    let end = line[at..]
        .find([' ', '\n'])
        .map_or(line.len(), |blank| at + blank);
    &line[start..end]
}

/// Escapes of markup that write an invisible character, `\u{202e}`.
fn escaped(line: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    line.match_indices("\\u{").filter_map(|(at, opens)| {
        let (code, _) = line[at + opens.len()..].split_once('}')?;
        let character = u32::from_str_radix(code, 16)
            .ok()
            .and_then(char::from_u32)?;
        invisible::is_invisible(character).then_some((at, character))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let place_of = |at: usize, _: &str| Place::line("a.typ", at);
        faults(text, true, &place_of)
            .iter()
            .map(|fault| format!("{:?} {}", fault.severity, fault.message))
            .collect()
    }

    #[test]
    fn what_turns_the_order_is_an_error_and_the_rest_a_warning() {
        let found = found("The \u{202e}33 plots\u{202c} and zen\u{200b}da, a\u{200b}b, \\u{2066}x");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].starts_with("Error \"[U+202E]33\" holds U+202E, U+202C, U+2066"),
            "{found:?}"
        );
        assert!(
            found[1].starts_with("Warning \"zen[U+200B]da,\" holds U+200B"),
            "{found:?}"
        );
        assert!(found[1].contains("(1 more in this text)"), "{found:?}");
    }

    #[test]
    fn what_a_spelling_needs_stays() {
        for text in ["می\u{200c}شود", "تل (2)\u{200f} ،ا", "plain", "\\u{e9}"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
