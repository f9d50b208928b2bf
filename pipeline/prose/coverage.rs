//! Coverage: every number that a text says is bound, cited, exempt by a rule, or an orphan.
//!
//! What is looked for: figures, and number words from two to ninety-nine, half, fractions, hundred,
//! thousand, million, dozen. "One" is left alone: it is a pronoun as often as a number, and a text that
//! counts one thing says so by its grammar. What of a file is text is told by [`super::visible`], which
//! files hold any by `worded`.
//!
//! Exempt by rule are years and dates, words in quotation marks, which are not ours to bind, the numbers
//! by which figures are called, and what a dataset states of itself: a delivery is not edited. Any other
//! number needs a line in the same file that gives a reason, as a comment of that file's kind:
//! `// exempt "27": a parallel, not a count`.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::numbers;

/// Why a number needs no binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A year, or the day of a month.
    Date,
    /// In quotation marks.
    Quotation,
    /// A reason stands in the file.
    Reason,
    /// The number by which a figure is called: `Map 1`.
    Numbering,
    /// A delivery says it of itself.
    Statement,
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Rule::Date => "date",
            Rule::Quotation => "quotation",
            Rule::Reason => "reason given",
            Rule::Numbering => "numbering of figures",
            Rule::Statement => "statement of the dataset",
        })
    }
}

/// A number typed into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// As written.
    pub text: String,
    /// Where it begins, in bytes.
    pub offset: usize,
    /// Why it is exempt; none makes it an orphan.
    pub exempt: Option<Rule>,
}

/// How many numbers are exempt, by rule.
pub type Exempt = BTreeMap<Rule, usize>;

const WORDS: [&str; 8] = [
    "half", "thirds", "quarters", "fifths", "hundred", "thousand", "million", "dozen",
];
/// Fractions after "a" or "one"; by themselves they are ordinals.
const PARTS: [&str; 5] = ["third", "quarter", "fifth", "tenth", "half"];

/// The reasons that a file gives: the exempt text of each.
pub fn reasons(file: &str) -> Vec<&str> {
    file.lines()
        .filter_map(|line| {
            let (before, after) = line.split_once("exempt \"")?;
            let is_comment = before.trim_end().ends_with("//") || before.trim_end().ends_with('#');
            let (text, reason) = after.split_once("\":")?;
            (is_comment && !reason.trim().is_empty()).then_some(text)
        })
        .collect()
}

/// The numbers typed into a text, of which `seen` is what a reader sees; `reasons` are the texts that its
/// file exempts.
///
/// # Example
/// ```
/// use brief::prose::coverage::typed_numbers;
/// use brief::prose::visible;
///
/// let text = "In 2014, {{ plots.count | number }} plots and sixteen \"of 20\" cells.";
/// let orphans: Vec<String> = typed_numbers(&visible::in_words(text), &[])
///     .into_iter()
///     .filter(|number| number.exempt.is_none())
///     .map(|number| number.text)
///     .collect();
/// assert_eq!(orphans, ["sixteen"]);
/// ```
pub fn typed_numbers(seen: &str, reasons: &[&str]) -> Vec<Typed> {
    let quoted = quoted(seen);
    let words = words(seen);
    let mut found = Vec::new();
    for (at, (offset, word)) in words.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| words[at].1);
        if !is_number(word) && !is_part(word, before) {
            continue;
        }
        let after = words.get(at + 1).map(|(_, word)| *word);
        let exempt = if reasons.contains(word) {
            Some(Rule::Reason)
        } else if quoted
            .iter()
            .any(|(from, to)| (*from..*to).contains(offset))
        {
            Some(Rule::Quotation)
        } else if is_date(word, before, after) {
            Some(Rule::Date)
        } else {
            None
        };
        found.push(Typed {
            text: (*word).to_owned(),
            offset: *offset,
            exempt,
        });
    }
    found
}

/// A number in a text as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// As it stands there.
    pub text: String,
    /// Where it begins, in bytes.
    pub offset: usize,
}

/// The numbers in a text that holds no code.
pub fn numbers(text: &str) -> Vec<Seen> {
    let words = words(text);
    let found = words.iter().enumerate().filter(|(at, (_, word))| {
        let before = at.checked_sub(1).map(|at| words[at].1);
        is_number(word) || is_part(word, before)
    });
    found
        .map(|(_, (offset, word))| Seen {
            text: (*word).to_owned(),
            offset: *offset,
        })
        .collect()
}

/// Stretches in quotation marks, which end at the latest with their paragraph.
pub fn quoted(text: &str) -> Vec<(usize, usize)> {
    let mut stretches = Vec::new();
    let mut open = None;
    for (at, letter) in text.char_indices() {
        match (letter, open) {
            ('"', None) | ('\u{201c}', _) => open = Some(at),
            ('"' | '\u{201d}', Some(from)) => {
                stretches.push((from, at));
                open = None;
            }
            ('\n', Some(_))
                if text[at + 1..]
                    .trim_start_matches([' ', '\t'])
                    .starts_with('\n') =>
            {
                open = None;
            }
            _ => {}
        }
    }
    stretches
}

/// Words and figures with where they begin; a figure keeps its separators: `1,122`, `27.5`.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for (number, (at, letter)) in letters.iter().enumerate() {
        let next = letters.get(number + 1).map(|(_, letter)| *letter);
        let before = number.checked_sub(1).map(|number| letters[number].1);
        let within_figure = matches!(letter, ',' | '.')
            && before.is_some_and(|letter| letter.is_ascii_digit())
            && next.is_some_and(|letter| letter.is_ascii_digit());
        let within_word = *letter == '-'
            && before.is_some_and(char::is_alphabetic)
            && next.is_some_and(char::is_alphabetic);
        match (
            start,
            letter.is_alphanumeric() || within_figure || within_word,
        ) {
            (None, true) => start = Some(*at),
            (Some(from), false) => {
                words.push((from, &text[from..*at]));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        words.push((from, &text[from..]));
    }
    words
}

fn is_number(word: &str) -> bool {
    let word = word.to_lowercase();
    word.starts_with(|letter: char| letter.is_ascii_digit())
        || WORDS.contains(&word.as_str())
        || numbers::from_words(&word).is_some_and(|number| number > 1)
}

/// `a third`; a third alone is an ordinal.
fn is_part(word: &str, before: Option<&str>) -> bool {
    PARTS.contains(&word) && before.is_some_and(|before| ["a", "one"].contains(&before))
}

/// A year, as such or as the end of a span (`2006–07`), or the day before or after a month.
fn is_date(word: &str, before: Option<&str>, after: Option<&str>) -> bool {
    let is_month =
        |word: Option<&str>| word.is_some_and(|word| numbers::month_from_word(word).is_some());
    let is_year = |word: &str| {
        // A decade, too: `1980s`.
        let word = word.strip_suffix('s').unwrap_or(word);
        word.len() == 4
            && word
                .parse()
                .is_ok_and(|year: u16| (1900..=2099).contains(&year))
    };
    let is_day = || word.parse().is_ok_and(|day: u8| (1..=31).contains(&day));
    let ends_span = || word.len() == 2 && before.is_some_and(is_year) && word.parse::<u8>().is_ok();
    is_year(word) || (is_day() && (is_month(before) || is_month(after))) || ends_span()
}
