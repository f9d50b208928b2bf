//! Which figures of a text are parts of dates.

use brief_base::numbers;

use super::words::Word;

/// Words after which a year stands.
const BEFORE_A_YEAR: [&str; 31] = [
    "in",
    "since",
    "by",
    "of",
    "from",
    "until",
    "till",
    "to",
    "between",
    "and",
    "during",
    "before",
    "after",
    "around",
    "late",
    "early",
    "mid",
    "year",
    "years",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "through",
    "census",
    "edition",
    "pre",
    "post",
    "throughout",
    "circa",
];

/// Words after which a year is one even where a plural follows: "the early 2014 plots".
const BEFORE_A_YEAR_ALONE: [&str; 11] = [
    "late", "early", "mid", "year", "spring", "summer", "autumn", "fall", "winter", "pre", "post",
];

/// Words that name no thing, which end what an article stands before; "dead" and "wounded" may be counted.
const NO_THINGS: [&str; 40] = [
    "a", "also", "and", "are", "as", "at", "by", "came", "could", "dead", "did", "died", "do",
    "fled", "for", "from", "had", "has", "have", "he", "in", "injured", "is", "killed", "may",
    "of", "on", "or", "that", "the", "they", "to", "was", "went", "were", "who", "will", "with",
    "would", "wounded",
];

/// Verbs of one thing: what a year does and a count does not.
const VERBS_OF_A_YEAR: [&str; 6] = ["was", "is", "has", "saw", "brought", "marked"];

/// Words that join days: "from 1 to 3 May", "1, 2 and 3 May".
const JOINS: [&str; 6] = ["to", "and", "or", "until", "till", "through"];

/// Words behind the day of a month that nothing counts: "on May 12 the police". Behind "in May 12" it would.
const AFTER_A_DAY: [&str; 26] = [
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "he", "her", "his", "in", "it",
    "its", "near", "on", "she", "the", "their", "they", "this", "to", "until", "was", "when",
];

/// Words before a time of day: "at 14:30".
const BEFORE_A_TIME: [&str; 12] = [
    "about", "after", "and", "around", "at", "before", "between", "by", "from", "since", "to",
    "until",
];

/// What joins the ends of a span.
pub(super) const SPANS: [&str; 6] = ["–", "-", "—", "/", " – ", " — "];

/// Whether the word at `at` is a year, by itself, as a decade or as the end of a span (`2006–07`), or the day
/// before or after the name of a month.
pub(super) fn is_date(text: &str, words: &[Word<'_>], at: usize) -> bool {
    let date = DateReader { text, words };
    date.is_year_in_use(at)
        || date.is_day(at)
        || date.ends_span(at)
        || date.is_decade(at)
        || date.is_quarter(at)
        || date.is_time(at)
}

/// The plural right after a number of four figures that may be a year or count it: "in 2015 plots".
pub(super) fn before_a_plural<'a>(text: &str, words: &[Word<'a>], at: usize) -> Option<&'a str> {
    let date = DateReader { text, words };
    (date.is_year(at) && date.counts_what_follows(at)).then(|| words[at + 1].text)
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
                .is_ok_and(|year: u16| (1500..=2099).contains(&year))
    }

    /// A capital letter tells May from may.
    fn is_month(&self, at: usize) -> bool {
        // "Mid-May" is one word.
        let word = self.words[at].text.rsplit('-').next().unwrap_or_default();
        word.starts_with(char::is_uppercase) && numbers::month_from_word(word).is_some()
    }

    fn is_day_number(&self, at: usize) -> bool {
        let word = self.words[at].text;
        word.len() <= 2 && word.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
    }

    /// A year where a year is meant: after a word of time, a month, a quarter, a day or the other end of a span,
    /// in brackets, before the other end, as a decade, in a list of such, with a verb of its own, or as all that the
    /// text says.
    fn is_year_in_use(&self, at: usize) -> bool {
        if !self.is_year(at) {
            return false;
        }
        if self.is_year_by_itself(at) {
            return true;
        }
        // "In 2015, 2016 and 2017": what holds for the first holds for all, unless they count what follows.
        let (first, last) = self.list_of_years(at);
        let begins = self.is_year_by_itself(first) || self.begins_sentence(first);
        first < last && begins && !self.counts_what_follows(last)
    }

    fn is_year_by_itself(&self, at: usize) -> bool {
        let decade = self.word(at, 1).is_some_and(|(_, word)| word.text == "s")
            && self.gap_after(at).is_empty();
        let opens_span = match self.gap_after(at) {
            // A dash with blanks may begin another thought.
            " – " | " — " => self.word(at, 1).is_some_and(|(next, _)| self.is_year(next)),
            gap => SPANS.contains(&gap),
        };
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
        if self.gap_before(at) == " " && self.is_quarter(before_at) {
            return true;
        }
        if self.is_of_one_thing(at, before) || self.is_possessive(at) {
            return true;
        }
        let verb = self.word(at, 1).filter(|_| self.gap_after(at) == " ");
        let has_verb =
            verb.is_some_and(|(_, verb)| VERBS_OF_A_YEAR.contains(&verb.plain().as_str()));
        if self.begins_sentence(at) && has_verb {
            return true;
        }
        let plain = before.plain();
        let follows = self.gap_before(at).trim() == "" || self.gap_before(at) == "-";
        follows
            && BEFORE_A_YEAR.contains(&plain.as_str())
            && (BEFORE_A_YEAR_ALONE.contains(&plain.as_str()) || !self.counts_what_follows(at))
    }

    /// `2015’s winter`.
    fn is_possessive(&self, at: usize) -> bool {
        let next = self
            .word(at, 1)
            .filter(|_| ["’", "'"].contains(&self.gap_after(at)));
        next.is_some_and(|(_, word)| word.text == "s")
    }

    /// `The 2015 attack`, `the 2015 Paris attack`: what follows "the" and a count is a plural.
    fn is_of_one_thing(&self, at: usize, before: &Word<'_>) -> bool {
        if before.plain() != "the" || self.gap_before(at) != " " {
            return false;
        }
        let (mut things, mut last) = (0, at);
        // "Paris" ends as plurals do, and so do the Moroccans; the noun behind tells.
        let mut ends_with_name = false;
        while let Some((next, word)) = self.word(last, 1) {
            let plain = word.plain();
            if self.gap_after(last) != " " || NO_THINGS.contains(&plain.as_str()) {
                break;
            }
            let is_name = word.text.starts_with(char::is_uppercase);
            if (word.is_plural() && !is_name) || word.is_number(None) {
                return false;
            }
            ends_with_name = is_name && word.is_plural();
            things += 1;
            if things == 4 {
                break;
            }
            last = next;
        }
        things > 0 && !ends_with_name
    }

    /// The first and the last of the years that stand in a list with this one.
    fn list_of_years(&self, at: usize) -> (usize, usize) {
        let (mut first, mut last) = (at, at);
        while let Some(before) = self.year_beside(first, -1) {
            first = before;
        }
        while let Some(after) = self.year_beside(last, 1) {
            last = after;
        }
        (first, last)
    }

    /// The year before or after this one in a list: `2015, 2016`, `2015 and 2016`, `2015, and 2016`.
    fn year_beside(&self, at: usize, step: isize) -> Option<usize> {
        let (next, word) = self.word(at, step)?;
        let gap = |from: usize| self.gap_after(from);
        if self.is_year(next) {
            return (gap(next.min(at)) == ", ").then_some(next);
        }
        if !["and", "or"].contains(&word.plain().as_str()) {
            return None;
        }
        let (beyond, _) = self.word(next, step)?;
        let (left, right) = (beyond.min(at), next);
        let joins = [" ", ", "].contains(&gap(left)) && gap(right) == " ";
        (joins && self.is_year(beyond)).then_some(beyond)
    }

    /// Whether a word is the first of its sentence.
    fn begins_sentence(&self, at: usize) -> bool {
        let gap = self.gap_before(at);
        let is_blank = |letter: char| letter.is_whitespace();
        let ends = gap
            .trim_end_matches(is_blank)
            .ends_with(['.', '!', '?', ';', ':']);
        at == 0 || (ends && gap.ends_with(is_blank)) || gap.contains("\n\n")
    }

    /// Whether a plural comes right after.
    fn counts_what_follows(&self, at: usize) -> bool {
        let after = self.word(at, 1).filter(|_| self.gap_after(at) == " ");
        after.is_some_and(|(_, word)| word.is_plural())
    }

    /// `25 August`, `1 to 3 August`, or `August 25` where no word follows that it could count.
    fn is_day(&self, at: usize) -> bool {
        self.is_day_number(at) && (self.precedes_month(at) || self.follows_month(at))
    }

    /// `25 August`, `the 25th of August`, `1–3 August`, `1, 2 and 3 August`.
    fn precedes_month(&self, at: usize) -> bool {
        let end = self.behind_ordinal(at);
        let after = |at: usize| self.word(at, 1).filter(|_| self.gap_after(at) == " ");
        if let Some((next, word)) = after(end) {
            let is_ordinal = end > at && word.plain() == "of";
            let of_month = || after(next).is_some_and(|(month, _)| self.is_month(month));
            if self.is_month(next) || (is_ordinal && of_month()) {
                return true;
            }
        }
        let Some((next, word)) = self.word(end, 1) else {
            return false;
        };
        let gap = self.gap_after(end);
        let is_join = JOINS.contains(&word.plain().as_str()) && self.gap_after(next) == " ";
        let last = if is_join && [" ", ", "].contains(&gap) {
            next + 1
        } else if gap == ", " || SPANS.contains(&gap) {
            next
        } else {
            return false;
        };
        last < self.words.len() && self.is_day_number(last) && self.precedes_month(last)
    }

    /// Where an ordinal ends that begins with this number: `25th` is two words.
    fn behind_ordinal(&self, at: usize) -> usize {
        let ending = self.word(at, 1).filter(|_| self.gap_after(at).is_empty());
        match ending {
            Some((ending, word)) if ["st", "nd", "rd", "th"].contains(&word.text) => ending,
            _ => at,
        }
    }

    /// `August 25`, `August 25–27`, where it is no count: "in August 25 plots".
    fn follows_month(&self, at: usize) -> bool {
        // Back over "25 and" to the first day, which stands behind the month.
        let mut first = at;
        while let Some(earlier) = self.day_before(first) {
            first = earlier;
        }
        let month = self
            .word(first, -1)
            .filter(|_| self.gap_before(first) == " ");
        let Some((month, _)) = month.filter(|(month, _)| self.is_month(*month)) else {
            return false;
        };
        let preposition = self.word(month, -1).map(|(_, word)| word.plain());
        let preposition = preposition.unwrap_or_default();
        let end = self.behind_ordinal(at);
        let Some((after, word)) = self.word(end, 1).filter(|_| self.gap_after(end) == " ") else {
            return true;
        };
        let plain = word.plain();
        let joins_day = JOINS.contains(&plain.as_str())
            && self
                .word(after, 1)
                .is_some_and(|(day, _)| self.is_day_number(day));
        // "In May 12 were killed", but "on May 12 police came".
        let ends = match preposition.as_str() {
            "in" | "during" => false,
            "on" | "the" => !word.is_plural(),
            _ => AFTER_A_DAY.contains(&plain.as_str()),
        };
        self.is_year(after) || joins_day || ends
    }

    /// The day that stands before this one, joined to it: `25–27`, `25 and 27`.
    fn day_before(&self, at: usize) -> Option<usize> {
        let (before, word) = self.word(at, -1)?;
        if SPANS.contains(&self.gap_before(at)) {
            return self.is_day_number(before).then_some(before);
        }
        let joins = JOINS.contains(&word.plain().as_str()) && self.gap_before(at) == " ";
        let (earlier, _) = self.word(before, -1)?;
        (joins && self.is_day_number(earlier) && self.gap_before(before) == " ").then_some(earlier)
    }

    /// `the 90s`, `the ’90s`; with four figures it is a year.
    fn is_decade(&self, at: usize) -> bool {
        let word = self.words[at].text;
        let is_ten = word.len() == 2 && word.ends_with('0');
        let ends = self.word(at, 1).is_some_and(|(_, word)| word.text == "s")
            && self.gap_after(at).is_empty();
        let begins = self.gap_before(at).ends_with(['’', '\''])
            || self
                .word(at, -1)
                .is_some_and(|(_, word)| word.plain() == "the");
        is_ten && ends && begins
    }

    /// `Q3 2015`, `H1 of 2016`.
    fn is_quarter(&self, at: usize) -> bool {
        let Some((_, before)) = self.word(at, -1).filter(|_| self.gap_before(at).is_empty()) else {
            return false;
        };
        let number: u8 = self.words[at].text.parse().unwrap_or_default();
        matches!((before.text, number), ("Q", 1..=4) | ("H", 1..=2))
    }

    /// `at 14:30`, `2 p.m.`
    fn is_time(&self, at: usize) -> bool {
        self.is_clock(at)
            || at
                .checked_sub(1)
                .is_some_and(|hour| self.gap_after(hour) == ":" && self.is_clock(hour))
    }

    /// Whether the hour of a time of day stands here: its minutes behind it, and something that says so before or
    /// after. Without that it may be a ratio.
    fn is_clock(&self, at: usize) -> bool {
        let at_most = |word: &Word<'_>, most: u8| {
            word.text.len() <= 2 && word.text.parse().is_ok_and(|it: u8| it <= most)
        };
        if !at_most(&self.words[at], 23) {
            return false;
        }
        let minutes = self.word(at, 1).filter(|(_, word)| {
            self.gap_after(at) == ":" && word.text.len() == 2 && at_most(word, 59)
        });
        let end = minutes.map_or(at, |(minutes, _)| minutes);
        let after = self
            .word(end, 1)
            .filter(|_| ["", " "].contains(&self.gap_after(end)));
        let of_day = after.is_some_and(|(after, word)| {
            let plain = word.plain();
            let has_stops = ["a", "p"].contains(&plain.as_str())
                && self.gap_after(after) == "."
                && self
                    .word(after, 1)
                    .is_some_and(|(_, word)| word.plain() == "m");
            has_stops || ["am", "pm", "utc", "gmt"].contains(&plain.as_str())
        });
        let before = self.word(at, -1).filter(|_| self.gap_before(at) == " ");
        let follows =
            before.is_some_and(|(_, word)| BEFORE_A_TIME.contains(&word.plain().as_str()));
        of_day || (minutes.is_some() && follows)
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
