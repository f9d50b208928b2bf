//! Which figures of a text are parts of dates.

use brief_base::numbers;

use super::words::Word;

/// Words after which a year stands.
const BEFORE_A_YEAR: [&str; 27] = [
    "in", "since", "by", "of", "from", "until", "till", "to", "between", "and", "during", "before",
    "after", "around", "late", "early", "mid", "year", "years", "spring", "summer", "autumn",
    "fall", "winter", "through", "census", "edition",
];

/// Words after which a figure may also count what follows it: `of 2014 plots`.
const BEFORE_A_COUNT_TOO: [&str; 8] = [
    "of", "by", "from", "to", "between", "and", "after", "before",
];

/// What joins the ends of a span.
const SPANS: [&str; 6] = ["–", "-", "—", "/", " – ", " — "];

/// Whether the word at `at` is a year, by itself, as a decade or as the end of a span (`2006–07`), or the day
/// before or after the name of a month.
pub(super) fn is_date(text: &str, words: &[Word<'_>], at: usize) -> bool {
    let date = DateReader { text, words };
    date.is_year_in_use(at) || date.is_day(at) || date.ends_span(at)
}

/// Spans of years whose end is before their beginning, `2017–2013`: where each begins and ends, in bytes.
pub(super) fn reversed_spans(text: &str, words: &[Word<'_>]) -> Vec<(usize, usize)> {
    let year = |word: &Word<'_>| {
        let is_year = word.text.len() == 4 && word.text.bytes().all(|digit| digit.is_ascii_digit());
        let year: Option<u16> = word.text.parse().ok().filter(|_| is_year);
        year.filter(|year| (1000..2100).contains(year))
    };
    let pairs = words.windows(2).filter(|pair| {
        let gap = &text[pair[0].end()..pair[1].offset];
        let joins = SPANS.contains(&gap);
        joins
            && year(&pair[0])
                .zip(year(&pair[1]))
                .is_some_and(|(from, to)| to < from)
    });
    pairs.map(|pair| (pair[0].offset, pair[1].end())).collect()
}

struct DateReader<'a> {
    text: &'a str,
    words: &'a [Word<'a>],
}

impl DateReader<'_> {
    fn word(&self, at: usize, step: isize) -> Option<(usize, &Word<'_>)> {
        let at = at.checked_add_signed(step)?;
        Some((at, self.words.get(at)?))
    }

    /// What stands between a word and the next.
    fn gap_after(&self, at: usize) -> &str {
        let from = self.words[at].end();
        let to = self
            .words
            .get(at + 1)
            .map_or(self.text.len(), |word| word.offset);
        &self.text[from..to]
    }

    fn gap_before(&self, at: usize) -> &str {
        at.checked_sub(1)
            .map_or("", |before| self.gap_after(before))
    }

    fn is_year(&self, at: usize) -> bool {
        let word = self.words[at].text;
        word.len() == 4
            && word
                .parse()
                .is_ok_and(|year: u16| (1900..=2099).contains(&year))
    }

    /// A capital letter tells May from may.
    fn is_month(&self, at: usize) -> bool {
        let word = self.words[at].text;
        word.starts_with(char::is_uppercase) && numbers::month_from_word(word).is_some()
    }

    fn is_day_number(&self, at: usize) -> bool {
        let word = self.words[at].text;
        word.len() <= 2 && word.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
    }

    /// A year where a year is meant: after a word of time, a month, a day or the other end of a span,
    /// in brackets, before the other end, as a decade, or as all that the text says.
    fn is_year_in_use(&self, at: usize) -> bool {
        if !self.is_year(at) {
            return false;
        }
        let decade = self.word(at, 1).is_some_and(|(_, word)| word.text == "s")
            && self.gap_after(at).is_empty();
        let opens_span = SPANS.contains(&self.gap_after(at));
        let alone = self.words.len() == 1;
        let bracketed =
            self.gap_before(at).ends_with(['(', '[']) || self.gap_after(at).starts_with([')', ']']);
        if decade || opens_span || alone || bracketed || self.ends_span(at) {
            return true;
        }
        let Some((before_at, before)) = self.word(at, -1) else {
            // A table's row, a list's item: nothing is counted by it.
            return !self.counts_what_follows(at);
        };
        if self.is_month(before_at) || (self.gap_before(at) == ", " && self.is_day(before_at)) {
            return true;
        }
        let plain = before.plain();
        let follows = self.gap_before(at).trim() == "" || self.gap_before(at) == "-";
        follows
            && BEFORE_A_YEAR.contains(&plain.as_str())
            && !(BEFORE_A_COUNT_TOO.contains(&plain.as_str()) && self.counts_what_follows(at))
    }

    /// Whether a plural comes right after.
    fn counts_what_follows(&self, at: usize) -> bool {
        let after = self.word(at, 1).filter(|_| self.gap_after(at) == " ");
        after.is_some_and(|(_, word)| word.is_plural())
    }

    /// `25 August`, or `August 25` where no word follows that it could count.
    fn is_day(&self, at: usize) -> bool {
        if !self.is_day_number(at) {
            return false;
        }
        let after = self.word(at, 1).filter(|_| self.gap_after(at) == " ");
        let before = self.word(at, -1).filter(|_| self.gap_before(at) == " ");
        if after.is_some_and(|(after, _)| self.is_month(after)) {
            return true;
        }
        let ends = match after {
            Some((after, _)) => self.is_year(after),
            None => true,
        };
        before.is_some_and(|(before, _)| self.is_month(before)) && ends
    }

    /// `2006–07`, `2017-10`, `2017-10-31`.
    fn ends_span(&self, at: usize) -> bool {
        let Some((before, _)) = self
            .word(at, -1)
            .filter(|_| SPANS.contains(&self.gap_before(at)))
        else {
            return false;
        };
        let word = self.words[at].text;
        let two = word.len() == 2 && word.parse::<u8>().is_ok();
        let after_year_and_month = || {
            let earlier = self.word(before, -1);
            let joined = earlier.filter(|_| self.gap_before(before) == "-");
            self.words[before].text.len() == 2 && joined.is_some_and(|(year, _)| self.is_year(year))
        };
        (self.is_year(before) && (two || self.is_year(at))) || (two && after_year_and_month())
    }
}
