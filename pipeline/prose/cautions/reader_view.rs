//! A text as a reader sees it, and where in it each bound value stands.

use std::ops::Range;

use crate::passage::{Passage, Piece};
use crate::printed_value::PrintedValue;

/// A text with the places of its bound values.
#[derive(Debug, Clone)]
pub struct ReaderView<'a> {
    text: String,
    values: Vec<(Range<usize>, usize)>,
    printed: &'a [PrintedValue],
}

/// What begins a paragraph, besides an empty line: items of lists, headings.
const BEGINNINGS: [&str; 4] = ["\n- ", "\n+ ", "\n=", "\n#"];

impl<'a> ReaderView<'a> {
    /// A passage with what is printed in it.
    ///
    /// # Example
    /// ```
    /// use brief_prose::{Passage, PrintedValue};
    /// use brief_prose::cautions::ReaderView;
    ///
    /// let printed = PrintedValue { text: "30 %".to_owned(), ..PrintedValue::default() };
    /// let passage = Passage::read("prose.typ", "At least #bound(0); of them.");
    /// let context = ReaderView::of(&passage, std::slice::from_ref(&printed));
    /// assert_eq!(context.text(), "At least 30 % of them.");
    /// ```
    pub fn of(passage: &Passage, printed: &'a [PrintedValue]) -> Self {
        let mut text = String::new();
        let mut values = Vec::new();
        for piece in &passage.pieces {
            let begins = text.len();
            text.push_str(&piece.plain(printed));
            if let Piece::Bound(number) = piece {
                values.push((begins..text.len(), *number));
            }
        }
        ReaderView {
            text,
            values,
            printed,
        }
    }

    /// The text as a reader sees it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where values stand, in the order of the text.
    pub fn values(&self) -> impl Iterator<Item = (&Range<usize>, &'a PrintedValue)> {
        let known = self.values.iter();
        known.filter_map(|(at, number)| Some((at, self.printed.get(*number)?)))
    }

    /// Where the value of that number stands.
    pub fn place_of(&self, number: usize) -> Option<&Range<usize>> {
        let mut values = self.values.iter();
        values.find(|(_, of)| *of == number).map(|(at, _)| at)
    }

    /// The values that stand in a part of the text.
    pub fn within(&self, part: Range<usize>) -> impl Iterator<Item = &'a PrintedValue> {
        let inside = self
            .values()
            .filter(move |(at, _)| part.start <= at.start && at.end <= part.end);
        inside.map(|(_, printed)| printed)
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

    fn context(text: &str) -> ReaderView<'static> {
        ReaderView::of(&Passage::read("", text), &[])
    }

    #[test]
    fn sentences_end_where_readers_end_them() {
        let text = "= One\n\nTwo of the U.S. army. Three\nis longer! Four\n- Five. Six";
        let context = context(text);
        for (word, sentence) in [
            ("One", "= One"),
            ("army", "Two of the U.S. army."),
            ("longer", "Three\nis longer!"),
            ("Four", "Four"),
            ("Six", "Six"),
        ] {
            let at = text.find(word).expect("the word");
            assert_eq!(text[context.sentence(at)].trim(), sentence);
        }
    }

    #[test]
    fn paragraphs_end_at_empty_lines_and_at_items() {
        let text = "One. Two.\nThree.\n\nFour.\n- Five.";
        let context = context(text);
        for (word, paragraph) in [
            ("Two", "One. Two.\nThree."),
            ("Four", "Four."),
            ("Five", "- Five."),
        ] {
            let at = text.find(word).expect("the word");
            assert_eq!(text[context.paragraph(at)].trim(), paragraph);
        }
    }
}
