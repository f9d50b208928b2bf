//! Spans of time in a text that end before they begin: `2017–2013`, "from May 2016 to March 2014".

use brief_base::numbers;

use super::dates::SPANS;
use super::words::Word;

/// What may stand before a date and says which part of it is meant.
const PARTS: [&str; 10] = [
    "early", "late", "mid", "spring", "summer", "autumn", "fall", "winter", "the", "around",
];

/// Words before "2017 to 2013" that make it no span: "compared 2017 to 2013".
const COMPARING: [&str; 4] = ["compar", "prefer", "relate", "match"];

/// A day, a month or a year, as precisely as a text says it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Moment {
    year: Option<u16>,
    month: Option<usize>,
    day: Option<u8>,
}

/// A moment with the words that say it: the first, and the one behind the last.
struct Said {
    moment: Moment,
    from: usize,
    to: usize,
}

/// Where each span begins and ends that ends before it begins, in bytes.
pub(super) fn reversed(text: &str, words: &[Word<'_>]) -> Vec<(usize, usize)> {
    let spans = SpanReader { text, words };
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let begins = word.offset;
        if found.last().is_some_and(|(_, end)| begins < *end) {
            continue;
        }
        found.extend(spans.reversed_at(at));
    }
    found
}

struct SpanReader<'a> {
    text: &'a str,
    words: &'a [Word<'a>],
}

impl SpanReader<'_> {
    fn gap_before(&self, at: usize) -> &str {
        let before = at
            .checked_sub(1)
            .map_or(0, |before| self.words[before].end());
        let to = self
            .words
            .get(at)
            .map_or(self.text.len(), |word| word.offset);
        &self.text[before..to]
    }

    fn plain(&self, at: usize) -> String {
        self.words.get(at).map(Word::plain).unwrap_or_default()
    }

    /// The span that begins with this word, if it ends before that.
    fn reversed_at(&self, at: usize) -> Option<(usize, usize)> {
        let first = self.moment(at)?;
        let gap = self.gap_before(first.to);
        let preposition = at
            .checked_sub(1)
            .map(|before| self.plain(before))
            .unwrap_or_default();
        let second = if let Some(year) = self.short_year(first.to, first.moment, gap) {
            let moment = Moment {
                year: Some(year),
                ..Moment::default()
            };
            Said {
                moment,
                from: first.to,
                to: first.to + 1,
            }
        } else if SPANS.contains(&gap) {
            self.moment(first.to)?
        } else if is_blank(gap) {
            let is_span = match self.plain(first.to).as_str() {
                "to" | "through" | "until" | "till" => {
                    !COMPARING.iter().any(|word| preposition.starts_with(word))
                }
                "and" => preposition == "between",
                _ => false,
            };
            let second = self
                .moment(first.to + 1)
                .filter(|_| is_blank(self.gap_before(first.to + 1)));
            second.filter(|_| is_span)?
        } else {
            return None;
        };
        let from = self.words[first.from].offset;
        let to = self.words[second.to - 1].end();
        ends_before(second.moment, first.moment).then_some((from, to))
    }

    /// The moment that begins with this word: `2017`, `2017-10`, `May 2016`, `12 May 2016`, `May 12, 2016`, `12`
    /// before a month.
    fn moment(&self, at: usize) -> Option<Said> {
        let mut next = at;
        while PARTS.contains(&self.plain(next).as_str()) && next < at + 2 {
            next += 1;
        }
        let mut moment = Moment::default();
        if let Some(year) = self.year(next) {
            moment.year = Some(year);
            next += 1;
            if let Some(month) = self.joined_number(next, 12) {
                moment.month = Some(usize::from(month));
                next += 1;
                if let Some(day) = self.joined_number(next, 31) {
                    moment.day = Some(day);
                    next += 1;
                }
            }
            return Some(Said {
                moment,
                from: at,
                to: next,
            });
        }
        if let Some(day) = self.day(next) {
            moment.day = Some(day);
            next += 1;
            if !is_blank(self.gap_before(next)) || self.month(next).is_none() {
                return Some(Said {
                    moment,
                    from: at,
                    to: next,
                });
            }
        }
        moment.month = Some(self.month(next)?);
        next += 1;
        if moment.day.is_none()
            && let Some(day) = self.day(next).filter(|_| is_blank(self.gap_before(next)))
        {
            moment.day = Some(day);
            next += 1;
        }
        let gap = self.gap_before(next);
        if let Some(year) = self.year(next).filter(|_| is_blank(gap) || gap == ", ") {
            moment.year = Some(year);
            next += 1;
        }
        Some(Said {
            moment,
            from: at,
            to: next,
        })
    }

    fn year(&self, at: usize) -> Option<u16> {
        let word = self.words.get(at)?.text;
        let is_year = word.len() == 4 && word.bytes().all(|digit| digit.is_ascii_digit());
        let year: u16 = word.parse().ok().filter(|_| is_year)?;
        (1000..2100).contains(&year).then_some(year)
    }

    /// The end of `2016–14`: a year of the same century, or of the next where that is not far ahead (`1999–02`).
    fn short_year(&self, at: usize, begin: Moment, gap: &str) -> Option<u16> {
        let begun = begin
            .year
            .filter(|_| begin.month.is_none() && ["–", "/", "-"].contains(&gap))?;
        let word = self.words.get(at)?.text;
        let short: u16 = word.parse().ok().filter(|_| word.len() == 2)?;
        let year = begun / 100 * 100 + short;
        Some(if year < begun && year + 100 < 2100 {
            year + 100
        } else {
            year
        })
    }

    fn month(&self, at: usize) -> Option<usize> {
        let word = self.words.get(at)?.text;
        // A capital letter tells May from may.
        let named = word.starts_with(char::is_uppercase);
        numbers::month_from_word(word).filter(|_| named)
    }

    fn day(&self, at: usize) -> Option<u8> {
        let word = self.words.get(at)?.text;
        let day: u8 = word.parse().ok().filter(|_| word.len() <= 2)?;
        (1..=31).contains(&day).then_some(day)
    }

    /// A number of two figures right behind a hyphen, as in `2017-10-31`.
    fn joined_number(&self, at: usize, most: u8) -> Option<u8> {
        let word = self.words.get(at)?.text;
        let is_two = word.len() == 2 && self.gap_before(at) == "-";
        let number: u8 = word.parse().ok().filter(|_| is_two)?;
        (1..=most).contains(&number).then_some(number)
    }
}

/// Whether words are parted by nothing but blanks.
fn is_blank(gap: &str) -> bool {
    !gap.is_empty() && !gap.contains("\n\n") && gap.chars().all(char::is_whitespace)
}

/// Whether a span's end is before its beginning for sure. A month without its year may be that of the year before.
fn ends_before(end: Moment, begin: Moment) -> bool {
    match (begin.year, end.year) {
        (Some(began), Some(ended)) if began != ended => ended < began,
        (Some(_), Some(_)) => match (begin.month, end.month) {
            (Some(began), Some(ended)) if began != ended => ended < began,
            (Some(_), Some(_)) => is_less(end.day, begin.day),
            _ => false,
        },
        // "From 12 to 3 May", "12 May to 3 May 2016".
        (None, _) if begin.month.is_none() || begin.month == end.month => {
            end.month.is_some() && is_less(end.day, begin.day)
        }
        _ => false,
    }
}

fn is_less(one: Option<u8>, other: Option<u8>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one < other)
}
