//! A text as a reader sees it, and where in it each bound value stands.

use std::ops::Range;

use crate::prose::Printed;

/// A text with the places of its bound values.
#[derive(Debug, Clone)]
pub struct Passage<'a> {
    text: String,
    values: Vec<(Range<usize>, &'a Printed)>,
}

/// What begins a paragraph beside an empty line: items of lists, headings.
const BEGINNINGS: [&str; 4] = ["\n- ", "\n+ ", "\n=", "\n#"];

impl<'a> Passage<'a> {
    /// A text, and for each bound value the bytes of it where the value stands.
    pub fn new(text: String, values: Vec<(Range<usize>, &'a Printed)>) -> Self {
        Passage { text, values }
    }

    /// A section's markup, with what is printed in place of `#bound(n);` and `#bound-text(n);`.
    ///
    /// # Example
    /// ```
    /// use brief::prose::Printed;
    /// use brief::prose::cautions::Passage;
    ///
    /// let printed = Printed { text: "30 %".to_owned(), ..Printed::default() };
    /// let passage = Passage::of_markup("At least #bound(0); of them.", std::slice::from_ref(&printed));
    /// assert_eq!(passage.text(), "At least 30 % of them.");
    /// ```
    pub fn of_markup(markup: &str, printed: &'a [Printed]) -> Self {
        let mut text = String::with_capacity(markup.len());
        let mut values = Vec::new();
        let mut rest = markup;
        while let Some((before, after)) = rest.split_once("#bound") {
            text.push_str(before);
            if let Some((value, after)) = called(after, printed) {
                let begins = text.len();
                text.push_str(&value.text);
                values.push((begins..text.len(), value));
                rest = after;
            } else {
                text.push_str("#bound");
                rest = after;
            }
        }
        text.push_str(rest);
        Passage { text, values }
    }

    /// The text as a reader sees it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where values stand, in the order of the text.
    pub fn values(&self) -> impl Iterator<Item = (&Range<usize>, &'a Printed)> {
        self.values.iter().map(|(at, printed)| (at, *printed))
    }

    /// The values that stand in a part of the text.
    pub fn within(&self, part: Range<usize>) -> impl Iterator<Item = &'a Printed> {
        let inside = self
            .values
            .iter()
            .filter(move |(at, _)| part.start <= at.start && at.end <= part.end);
        inside.map(|(_, printed)| *printed)
    }

    /// The paragraph, item of a list or heading around a byte of the text.
    pub fn paragraph(&self, at: usize) -> Range<usize> {
        let before = &self.text[..at];
        let beginnings = BEGINNINGS.iter().filter_map(|begins| before.rfind(begins));
        let start = before.rfind("\n\n").into_iter().chain(beginnings).max();
        let after = &self.text[at..];
        let ends = BEGINNINGS.iter().filter_map(|begins| after.find(begins));
        let end = after.find("\n\n").into_iter().chain(ends).min();
        start.map_or(0, |start| start + 1)..end.map_or(self.text.len(), |end| at + end)
    }

    /// The sentence around a byte of the text, within its paragraph.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        let paragraph = self.paragraph(at);
        let text = &self.text[paragraph.clone()];
        let ends = text
            .match_indices(['.', '!', '?'])
            .map(|(end, _)| end + 1)
            .filter(|end| {
                text[*end..].starts_with(char::is_whitespace) && !is_initial(&text[..*end])
            });
        let ends: Vec<usize> = ends.map(|end| paragraph.start + end).collect();
        let start = ends.iter().rev().find(|end| **end <= at);
        let end = ends.iter().find(|end| **end > at);
        start.copied().unwrap_or(paragraph.start)..end.copied().unwrap_or(paragraph.end)
    }
}

/// The value that a call prints, and what follows it.
fn called<'a, 'b>(after: &'b str, printed: &'a [Printed]) -> Option<(&'a Printed, &'b str)> {
    let (call, after) = after.split_once(");")?;
    let (kind, number) = call.split_once('(')?;
    let number: usize = number.parse().ok()?;
    let is_call = kind.is_empty() || kind == "-text";
    let value = printed.get(number).filter(|_| is_call)?;
    Some((value, after))
}

/// Whether a full stop belongs to an initial: `U.S.`, `J.`
fn is_initial(before: &str) -> bool {
    let mut letters = before.chars().rev().skip(1);
    letters.next().is_some_and(char::is_uppercase)
        && letters
            .next()
            .is_none_or(|letter| !letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(text: &str) -> Passage<'static> {
        Passage::new(text.to_owned(), Vec::new())
    }

    #[test]
    fn sentences_end_where_readers_end_them() {
        let text = "= One\n\nTwo of the U.S. army. Three\nis longer! Four\n- Five. Six";
        let passage = passage(text);
        for (word, sentence) in [
            ("One", "= One"),
            ("army", "Two of the U.S. army."),
            ("longer", "Three\nis longer!"),
            ("Four", "Four"),
            ("Six", "Six"),
        ] {
            let at = text.find(word).expect("the word");
            assert_eq!(text[passage.sentence(at)].trim(), sentence);
        }
    }

    #[test]
    fn paragraphs_end_at_empty_lines_and_at_items() {
        let text = "One. Two.\nThree.\n\nFour.\n- Five.";
        let passage = passage(text);
        for (word, paragraph) in [
            ("Two", "One. Two.\nThree."),
            ("Four", "Four."),
            ("Five", "- Five."),
        ] {
            let at = text.find(word).expect("the word");
            assert_eq!(text[passage.paragraph(at)].trim(), paragraph);
        }
    }

    #[test]
    fn what_is_no_call_stays_as_it_is() {
        let printed = Printed {
            text: "seven".to_owned(),
            ..Printed::default()
        };
        let printed = [printed];
        let passage = Passage::of_markup("#boundary #bound(9); #bound-text(0);", &printed);
        assert_eq!(passage.text(), "#boundary #bound(9); seven");
        assert_eq!(passage.values().count(), 1);
    }
}
