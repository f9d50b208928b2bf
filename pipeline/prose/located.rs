//! Where a filter is called, and the sentence that a reader sees around it.

use super::Passage;
use super::cautions::Context;
use super::expressions::{Role, place_in_text, tags, words};
use super::filters::{Printed, call_of};
use crate::geography::collapse_blanks;

/// A text whose calls of some filters carry the place where they stand, as an argument `at`.
pub struct Located {
    /// The text to render.
    pub text: String,
    /// Line, column and length of what was put in.
    inserted: Vec<(usize, usize, usize)>,
}

impl Located {
    /// Puts the byte offset of each call of one of `filters` into it.
    pub fn new(source: &str, filters: &[&str]) -> Self {
        let mut located = Located {
            text: String::with_capacity(source.len()),
            inserted: Vec::new(),
        };
        let mut copied = 0;
        for tag in tags(source) {
            let called = words(tag.inner).into_iter();
            for call in
                called.filter(|word| word.role == Role::Filter && filters.contains(&word.path))
            {
                let after_name = call.offset + call.path.len();
                let arguments = tag.inner[after_name..].trim_start().strip_prefix('(');
                let at = tag.start + call.offset;
                let (open, argument) = match arguments {
                    None => (tag.start + after_name, format!("(at={at})")),
                    Some(arguments) => {
                        let none = arguments.trim_start().starts_with(')');
                        let separator = if none { "" } else { ", " };
                        let open = tag.start + tag.inner.len() - arguments.len();
                        (open, format!("at={at}{separator}"))
                    }
                };
                located.text.push_str(&source[copied..open]);
                let place = place_in_text("", &located.text, located.text.len());
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
            .filter(|(in_line, at, _)| *in_line == line && *at < column)
            // What stands within the argument itself stands where it was put in.
            .map(|(_, at, length)| (*length).min(column - at));
        column - before.sum::<usize>()
    }
}

/// The sentence of a rendered text in which a printed value stands, as a reader sees it.
pub fn sentence_of(rendered: &str, number: usize, printed: &[Printed]) -> String {
    // A note within a sentence has sentences of its own; a value in a note stands in one of those.
    let without = without_notes(rendered);
    let text = if without.contains(&call_of(number)) {
        without.as_str()
    } else {
        rendered
    };
    let passage = Passage::read("", text);
    let context = Context::of(&passage, printed);
    let sentence = context
        .place_of(number)
        .map(|at| &context.text()[context.sentence(at.start)]);
    let sentence = sentence.unwrap_or_default().trim();
    collapse_blanks(sentence.trim_start_matches("- "))
}

/// A text without its notes and citations, which a reader sees elsewhere.
fn without_notes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, note)) = rest.split_once("#footnote[") {
        kept.push_str(before);
        let mut depth = 1;
        let end = note.find(|letter| {
            match letter {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        rest = end.map_or("", |end| &note[end + 1..]);
    }
    kept.push_str(rest);
    let words = kept.split('@').enumerate().map(|(at, part)| {
        let ends = |letter: char| !(letter.is_alphanumeric() || letter == '-');
        match at {
            0 => part,
            _ => part.find(ends).map_or("", |end| &part[end..]),
        }
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What stands at each `at` that was put in.
    fn located(source: &str) -> Vec<&str> {
        let located = Located::new(source, &["claim"]);
        let calls = located.text.split("(at=").skip(1);
        calls
            .map(|after| {
                let digits = after.split(|letter: char| !letter.is_ascii_digit());
                let at: usize = digits.clone().next().unwrap().parse().unwrap();
                &source[at..]
            })
            .collect()
    }

    #[test]
    fn every_call_knows_its_place() {
        for (source, calls) in [
            ("{{ a | claim(says=\"most\") }}", 1),
            ("é—ü {{ a|claim(says='x') }}ß{{ b | claim (says=`y`) }}", 2),
            ("One.\r\n{{ a\r\n| claim(\r\nsays=\"x\") }}\r\n", 1),
            ("{# {{ a | claim(says=\"x\") }} #}", 0),
            ("{{ a | claim(says=\"b | claim(says=\") }}", 1),
            ("{{ a | claim(says=\"an \\\"end\\\" | claim(\") }}", 1),
            ("{{ a | claim(says=\"}}\") }}{{ b | claim(says=\"x\") }}", 2),
            ("{% set a = b | claim(says=\"x\") %}", 1),
            ("{{ a | claim() }}", 1),
            ("{{ a | claim }} claim(says=\"x\")", 1),
            ("{{ a | disclaim(says=\"x\") }}", 0),
            ("{{ a | claim(says=\"x\"", 0),
            ("", 0),
        ] {
            let found = located(source);
            assert_eq!(found.len(), calls, "{source}");
            assert!(
                found.iter().all(|text| text.starts_with("claim")),
                "{source}"
            );
        }
    }

    #[test]
    fn columns_are_those_of_the_text_as_written() {
        let source = "é {{ a | claim(says=\"x\") }} {{ b | claim(says=\"y\") }} {{ c }}";
        let located = Located::new(source, &["claim"]);
        for wanted in ["é", "a |", "says=\"x\"", "b |", "says=\"y\"", "c }}"] {
            let column = |text: &str| text[..text.find(wanted).unwrap()].chars().count() + 1;
            assert_eq!(
                located.column(1, column(&located.text)),
                column(source),
                "{wanted}"
            );
        }
    }

    #[test]
    fn a_sentence_is_shown_as_it_is_read() {
        let printed = |text: &str| Printed {
            text: text.to_owned(),
            ..Printed::default()
        };
        let printed = [printed("20 of 33"), printed("most"), printed("seven")];
        let markup = "No. So #bound(1); plots (#bound(0);) and #bound(2); #bound(9); #boundary.";
        assert_eq!(
            sentence_of(markup, 1, &printed),
            "So most plots (20 of 33) and seven #bound(9); #boundary."
        );
        let noted =
            "In #bound(1); plots,@key so#footnote[It is [so]. @other] they say.@key-2 Next.";
        assert_eq!(
            sentence_of(noted, 1, &printed),
            "In most plots, so they say."
        );
        assert_eq!(sentence_of("", 7, &[]), "");
    }

    proptest! {
        /// Texts of the pieces that matter, in any order: nothing panics, and what was written is there.
        #[test]
        fn any_text_is_located(pieces in prop::collection::vec(
            prop::sample::select(vec![
                "{{", "}}", "{%", "%}", "{#", "#}", "|", "claim", "claim(", "(", ")", " ", "\r\n", "é",
                "\"", "'", "`", "\\", "says=\"x\"", ". ", "#bound(0);", "#bound(", "-",
            ]),
            0..24,
        )) {
            let source = pieces.concat();
            let located = Located::new(&source, &["claim"]);
            prop_assert!(located.text.len() >= source.len());
            for line in 1..4 {
                for column in 1..40 {
                    prop_assert!((1..=column).contains(&located.column(line, column)));
                }
            }
            sentence_of(&source, 0, &[]);
        }
    }
}
