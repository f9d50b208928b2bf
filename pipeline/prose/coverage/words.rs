//! The words of a text, and which of them are numbers.

use brief_base::{agreement, numbers};

/// A word or figure of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'a> {
    /// As it stands there.
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub offset: usize,
}

/// Characters that a reader does not see, and that are no end of a word.
const INVISIBLE: [char; 6] = [
    '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}',
];

/// Words that stand for a number by themselves, in addition to those from two to ninety-nine.
const AMOUNTS: [&str; 32] = [
    "half",
    "halves",
    "thirds",
    "quarters",
    "fifths",
    "sixths",
    "sevenths",
    "eighths",
    "ninths",
    "tenths",
    "hundred",
    "hundreds",
    "hundredfold",
    "thousand",
    "thousands",
    "thousandfold",
    "million",
    "millions",
    "billion",
    "billions",
    "trillion",
    "trillions",
    "dozen",
    "dozens",
    "twice",
    "thrice",
    "threefold",
    "tripled",
    "quadrupled",
    "twofold",
    "tenfold",
    "fivefold",
];

/// Fractions after "a" or "one"; by themselves they are ordinals.
const PARTS: [&str; 8] = [
    "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
];

/// What ends an ordinal such as "twenty-first".
const ORDINALS: [&str; 9] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
];

/// The words and figures of a text, in order. A figure keeps its separators, `1,122`, `27.5`, and ends
/// where letters begin: `1980s` is two words without a gap.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Letters,
        Figures,
    }
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let visible = |from: usize, step: isize| {
        let mut at = from.checked_add_signed(step)?;
        loop {
            let (_, letter) = *letters.get(at)?;
            if !INVISIBLE.contains(&letter) {
                return Some(letter);
            }
            at = at.checked_add_signed(step)?;
        }
    };
    let mut words = Vec::new();
    let mut open: Option<(usize, Kind)> = None;
    for (number, (at, letter)) in letters.iter().enumerate() {
        let (before, after) = (visible(number, -1), visible(number, 1));
        let between = |is: fn(char) -> bool| before.is_some_and(is) && after.is_some_and(is);
        let kind = if is_figure(*letter) {
            Some(Kind::Figures)
        } else if letter.is_alphabetic() || (*letter == '-' && between(char::is_alphabetic)) {
            Some(Kind::Letters)
        } else if (matches!(letter, ',' | '.') && between(|letter| letter.is_ascii_digit()))
            || INVISIBLE.contains(letter)
        {
            open.map(|(_, kind)| kind)
        } else {
            None
        };
        match (open, kind) {
            (Some((_, before)), Some(now)) if before == now => {}
            (before, now) => {
                if let Some((from, _)) = before {
                    words.push(Word {
                        text: &text[from..*at],
                        offset: from,
                    });
                }
                open = now.map(|kind| (*at, kind));
            }
        }
    }
    if let Some((from, _)) = open {
        words.push(Word {
            text: &text[from..],
            offset: from,
        });
    }
    words
}

impl Word<'_> {
    /// Where it ends, in bytes.
    pub(super) fn end(&self) -> usize {
        self.offset + self.text.len()
    }

    /// In small letters, without what a reader does not see.
    pub(super) fn plain(&self) -> String {
        let letters = self.text.chars();
        let visible = letters.filter(|letter| !INVISIBLE.contains(letter));
        visible.flat_map(char::to_lowercase).collect()
    }

    /// Whether it is a number, after the word before it.
    pub(super) fn is_number(&self, before: Option<&Word<'_>>) -> bool {
        let plain = self.plain();
        if plain.starts_with(is_figure) || is_amount(&plain) {
            return true;
        }
        let after_one = |part: &str, before: &str| {
            PARTS.contains(&part) && ["a", "one", "an"].contains(&before)
        };
        if let Some((first, last)) = plain.rsplit_once('-') {
            let is_ordinal = ORDINALS.contains(&last) && numbers::from_words(first).is_some();
            return after_one(last, first) || (!is_ordinal && plain.split('-').any(is_amount));
        }
        before.is_some_and(|before| after_one(&plain, &before.plain()))
    }
}

impl Word<'_> {
    /// Whether it looks like a plural: `plots`, `people`.
    pub(super) fn is_plural(&self) -> bool {
        let plain = self.plain();
        (plain.len() > 3 && plain.ends_with('s') && !plain.ends_with("ss"))
            || agreement::is_plural(&plain)
    }

    /// Whether it is a Roman numeral that counts what follows it: not the number of a king, a pope or a war, which
    /// stands behind a name.
    pub(super) fn is_roman_count(
        &self,
        before: Option<&Word<'_>>,
        after: Option<&Word<'_>>,
    ) -> bool {
        let is_numeral =
            self.text.len() > 1 && self.text.chars().all(|letter| "IVXL".contains(letter));
        let follows_a_name = || {
            before.is_some_and(|before| {
                let is_name = before.text.starts_with(char::is_uppercase);
                is_name && !BEFORE_A_COUNT.contains(&before.plain().as_str())
            })
        };
        let counted = after.filter(|after| after.offset == self.end() + 1);
        is_numeral && counted.is_some_and(Word::is_plural) && !follows_a_name()
    }
}

/// Words that are no name where they open a sentence.
const BEFORE_A_COUNT: [&str; 18] = [
    "in", "of", "the", "all", "some", "about", "only", "over", "from", "with", "by", "at", "to",
    "and", "these", "those", "nearly", "almost",
];

/// A figure of any script, fractions too; an exponent is part of a unit.
fn is_figure(letter: char) -> bool {
    let is_exponent = matches!(letter, '²' | '³' | '¹' | '\u{2070}'..='\u{2079}');
    letter.is_numeric() && !is_exponent
}

fn is_amount(word: &str) -> bool {
    let is_many = |word: &str| numbers::from_words(word).is_some_and(|number| number > 1);
    AMOUNTS.contains(&word) || is_many(word) || word.strip_suffix("fold").is_some_and(is_many)
}
