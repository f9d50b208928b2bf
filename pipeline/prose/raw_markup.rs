//! Markup in words that are printed as they stand: the words of figures and settings are no markup, so a reader would
//! see its signs.

use brief_base::diagnostics::{Diagnostic, Place};

/// What reads as markup in such words: what of it a message shows, where it begins, and what to do.
struct Found<'a> {
    at: usize,
    shown: &'a str,
    help: &'static str,
}

const NO_EMPHASIS: &str = "take the signs out: these words have one style, which the layout sets";
const NO_CALLS: &str = "write the words alone: only sections hold markup, notes and citations";

/// Every sign of markup in words of a figure or setting, at its place; the first of each kind. `seen` has the tags
/// blanked.
pub(crate) fn warnings(seen: &str, place_of: &dyn Fn(usize, &str) -> Place) -> Vec<Diagnostic> {
    let kinds = [
        emphasis(seen, '*'),
        emphasis(seen, '_'),
        call(seen),
        citation(seen),
        escape(seen),
    ];
    let found = kinds.into_iter().flatten();
    let warnings = found.map(|Found { at, shown, help }| {
        Diagnostic::warning(
            "raw-markup",
            format!("`{shown}` is printed as it stands: these words are no markup"),
        )
        .with_place(place_of(at, shown))
        .with_help(help)
    });
    warnings.collect()
}

/// `*word*`, `_word_`.
fn emphasis(text: &str, sign: char) -> Option<Found<'_>> {
    let free = |letter: Option<char>| {
        letter.is_none_or(|letter| !letter.is_alphanumeric() && letter != sign && letter != '`')
    };
    text.match_indices(sign).find_map(|(from, _)| {
        let inner = &text[from + 1..];
        let length = inner.find(sign)?;
        let words = &inner[..length];
        let to = from + length + 2;
        let is_tight = !words.is_empty()
            && !words.starts_with(char::is_whitespace)
            && !words.ends_with(char::is_whitespace)
            && !words.contains('\n');
        let stands_alone =
            free(text[..from].chars().next_back()) && free(text[to..].chars().next());
        (is_tight && stands_alone).then(|| Found {
            at: from,
            shown: &text[from..to],
            help: NO_EMPHASIS,
        })
    })
}

/// `#emph[…]`, `#footnote[…]`, `#h(1em)`.
fn call(text: &str) -> Option<Found<'_>> {
    text.match_indices('#').find_map(|(at, _)| {
        let name = &text[at + 1..];
        let length = name
            .find(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '_' | '.'))?;
        let is_call =
            name.starts_with(char::is_alphabetic) && name[length..].starts_with(['[', '(']);
        is_call.then(|| Found {
            at,
            shown: &text[at..at + length + 2],
            help: NO_CALLS,
        })
    })
}

/// `@sapt1901`: no address, which has a point behind it.
fn citation(text: &str) -> Option<Found<'_>> {
    text.match_indices('@').find_map(|(at, _)| {
        let key = &text[at + 1..];
        let ends = |letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '_' | ':');
        let length = key.find(ends).unwrap_or(key.len());
        let is_digit = |letter: char| letter.is_ascii_digit();
        let is_key = key.starts_with(char::is_alphabetic) && key[..length].contains(is_digit);
        let is_address =
            text[..at].ends_with(char::is_alphanumeric) && key[length..].starts_with('.');
        (is_key && !is_address).then(|| Found {
            at,
            shown: &text[at..=at + length],
            help: NO_CALLS,
        })
    })
}

/// `\*`, `~`: signs that markup takes for others.
fn escape(text: &str) -> Option<Found<'_>> {
    let escaped = text
        .match_indices('\\')
        .find(|(at, _)| text[at + 1..].starts_with(['*', '_', '#', '@', '$', '\\', '~']));
    if let Some((at, _)) = escaped {
        let help = "leave the backslash out: here the sign stands for itself";
        return Some(Found {
            at,
            shown: &text[at..at + 2],
            help,
        });
    }
    let joins = |(at, _): &(usize, &str)| {
        text[..*at].ends_with(char::is_alphanumeric)
            && text[at + 1..].starts_with(char::is_alphanumeric)
    };
    let (at, shown) = text.match_indices('~').find(joins)?;
    Some(Found {
        at,
        shown,
        help: "write a no-break space itself, or a blank",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let found = warnings(text, &|at, _| Place::line("x", at));
        found
            .iter()
            .map(|fault| {
                fault
                    .message
                    .split('`')
                    .nth(1)
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn signs_of_markup_are_found() {
        for (text, shown) in [
            ("Of *gold* and *red*", "*gold*"),
            ("Of _pure gold_", "_pure gold_"),
            ("Plots#footnote[Of all]", "#footnote["),
            ("Plots #emph[most]", "#emph["),
            ("Plots @sapt1901", "@sapt1901"),
            ("100\\* of", "\\*"),
            ("1~km", "~"),
        ] {
            assert_eq!(found(text), [shown], "{text}");
        }
    }

    #[test]
    fn plain_words_are_none() {
        for text in [
            "a * b * c",
            "plots_by_month and plots_all",
            "#1 of all (x)",
            "ask info@example.org",
            "C# (sharp)",
            "~33 km",
            "https://x.org/~b",
            "* one",
            "5 * 3",
            "count(*)",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
