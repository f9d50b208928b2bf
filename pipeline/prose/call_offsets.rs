//! Tells filters where they are called: Tera does not, so each call is given its offset as an argument. And gives
//! names to arguments that come without: Tera has no others.

use super::expressions::{NameRole, names, place_in_text, string_arguments, tags};
use super::filters::{COUNTED, NUMBER_FORMS, PLURAL};

/// A text whose calls of some filters carry the place where they stand, as an argument `at`.
pub(crate) struct TemplateWithOffsets {
    /// The text to render.
    pub text: String,
    /// Line, column and length of what was put in.
    inserted: Vec<(usize, usize, usize)>,
}

impl TemplateWithOffsets {
    /// Puts the byte offset of each call of one of `filters` into it.
    pub(crate) fn new(source: &str, filters: &[&str]) -> Self {
        let mut template = TemplateWithOffsets {
            text: String::with_capacity(source.len()),
            inserted: Vec::new(),
        };
        let mut copied = 0;
        for (open, argument) in insertions(source, filters) {
            template.text.push_str(&source[copied..open]);
            let place = place_in_text("", &template.text, template.text.len());
            template.text.push_str(&argument);
            if let (Some(line), Some(column)) = (place.line, place.column) {
                template.inserted.push((line, column, argument.len()));
            }
            copied = open;
        }
        template.text.push_str(&source[copied..]);
        template
    }

    /// A column of the text as rendered, in the text as written.
    pub(crate) fn column(&self, line: usize, column: usize) -> usize {
        let before = self
            .inserted
            .iter()
            .filter(|(in_line, at, _)| *in_line == line && *at < column)
            // What stands within the argument itself stands where it was put in.
            .map(|(_, at, length)| (*length).min(column - at));
        column - before.sum::<usize>()
    }
}

/// What is to be put into a text, and where, in bytes.
fn insertions(source: &str, filters: &[&str]) -> Vec<(usize, String)> {
    let mut insertions = Vec::new();
    for tag in tags(source) {
        let called = names(tag.inner).into_iter();
        for call in
            called.filter(|word| word.role == NameRole::Filter && filters.contains(&word.path))
        {
            let after_name = call.offset + call.path.len();
            let arguments = tag.inner[after_name..].trim_start().strip_prefix('(');
            let at = tag.start + call.offset;
            insertions.push(match arguments {
                None => (tag.start + after_name, format!("(at={at})")),
                Some(arguments) => {
                    let none = arguments.trim_start().starts_with(')');
                    let separator = if none { "" } else { ", " };
                    let open = tag.start + tag.inner.len() - arguments.len();
                    (open, format!("at={at}{separator}"))
                }
            });
        }
        let unnamed = string_arguments(tag.inner, &[COUNTED, PLURAL]).into_iter();
        insertions.extend(
            unnamed
                .filter(|argument| argument.name.is_none())
                .filter_map(|argument| {
                    let name = NUMBER_FORMS.get(argument.position)?;
                    Some((tag.start + argument.offset, format!("{name}=")))
                }),
        );
    }
    insertions.sort_by_key(|(at, _)| *at);
    insertions
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What stands at each `at` that was put in.
    fn located(source: &str) -> Vec<&str> {
        let template = TemplateWithOffsets::new(source, &["claim"]);
        let calls = template.text.split("(at=").skip(1);
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
        let template = TemplateWithOffsets::new(source, &["claim"]);
        for wanted in ["é", "a |", "says=\"x\"", "b |", "says=\"y\"", "c }}"] {
            let column = |text: &str| text[..text.find(wanted).unwrap()].chars().count() + 1;
            assert_eq!(
                template.column(1, column(&template.text)),
                column(source),
                "{wanted}"
            );
        }
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
            let template = TemplateWithOffsets::new(&source, &["claim"]);
            prop_assert!(template.text.len() >= source.len());
            for line in 1..4 {
                for column in 1..40 {
                    prop_assert!((1..=column).contains(&template.column(line, column)));
                }
            }
        }
    }
}
