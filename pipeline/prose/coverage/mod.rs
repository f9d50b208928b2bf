//! Coverage: every number that a text says is bound, cited, exempt by a rule, or an orphan.
//!
//! What is looked for: figures of any script, and number words from two to ninety-nine, alone or in
//! compounds, halves, fractions, hundreds and more, dozens, twice, tenfold, Roman numerals before what they count
//! (`words`). Left alone are "one", a pronoun as often as a number, ordinals, and Roman numerals that name kings; "both"
//! and "a pair of" are hedges. [`super::visible`] decides what in a file is text, and `settings_words` which files hold any.
//!
//! Exempt by rule are dates (`dates`), numbers in names (`names`), quotations of more than a number, which are not ours to bind, and what a
//! dataset states of itself: a delivery is not edited. Any other number needs a line in the same file that gives
//! a reason, as a comment of that file's kind: `// exempt "the 27th parallel": a line, not a count`. Each
//! excuses one place ([`Exemptions`]): a phrase the numbers in it, a number alone the first one like it.

mod dates;
mod exemptions;
mod names;
mod spans;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use exemptions::{Exemptions, UnreadExemption};
use words::Word;

/// Why a number needs no binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A year, a day of a month, a time of day.
    Date,
    /// Part of a name: `COVID-19`, `Resolution 2178`, `9/11`.
    Name,
    /// In quotation marks.
    Quotation,
    /// A comment of the file gives a reason.
    Reason,
    /// A delivery says it of itself.
    Statement,
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Rule::Date => "date",
            Rule::Name => "name",
            Rule::Quotation => "quotation",
            Rule::Reason => "reason given",
            Rule::Statement => "statement of the dataset",
        })
    }
}

/// A number typed into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedNumber {
    /// As written.
    pub text: String,
    /// Where it begins, in bytes.
    pub offset: usize,
    /// Why it is exempt; none makes it an orphan.
    pub exempt: Option<Rule>,
    /// How it would be read as a year, where it looks like one that may count what follows: `2015, plots`.
    pub as_year: Option<String>,
}

/// How many numbers are exempt, by rule.
pub type ExemptionCounts = BTreeMap<Rule, usize>;

/// The numbers typed into a text, of which `seen` is what a reader sees; `exemptions` are those of its file.
///
/// # Example
/// ```
/// use brief_prose::coverage::{Exemptions, typed_numbers};
/// use brief_prose::visible;
///
/// let text = "In 2014, {{ plots.count | number }} plots and sixteen \"some of 20\" cells.";
/// let orphans: Vec<String> = typed_numbers(&visible::in_words(text), &Exemptions::default())
///     .into_iter()
///     .filter(|number| number.exempt.is_none())
///     .map(|number| number.text)
///     .collect();
/// assert_eq!(orphans, ["sixteen"]);
/// ```
pub fn typed_numbers(seen: &str, exemptions: &Exemptions<'_>) -> Vec<TypedNumber> {
    let quoted = quoted(seen);
    let all = words::words(seen);
    let typed = numbers_among(&all).map(|at| {
        let Word { text, offset } = all[at];
        let exempt = if exemptions.excuse(seen, offset, text) {
            Some(Rule::Reason)
        } else if is_quoted(&quoted, &all, at) {
            Some(Rule::Quotation)
        } else if dates::is_date(seen, &all, at) {
            Some(Rule::Date)
        } else if names::is_part_of_name(seen, &all, at) {
            Some(Rule::Name)
        } else {
            None
        };
        TypedNumber {
            text: text.to_owned(),
            offset,
            exempt,
            as_year: dates::before_a_plural(seen, &all, at)
                .filter(|_| exempt.is_none())
                .map(|plural| format!("{text}, {plural}")),
        }
    });
    typed.collect()
}

/// Spans of time typed into a text whose end is before their beginning: as typed, and where. Those that are exempt or
/// quoted are left out.
pub fn reversed_spans(seen: &str, exemptions: &Exemptions<'_>) -> Vec<NumberInText> {
    let quoted = quoted(seen);
    let spans = spans::reversed(seen, &words::words(seen)).into_iter();
    spans
        .filter(|(from, to)| {
            let is_quoted = quoted
                .iter()
                .any(|(start, end)| (*start..*end).contains(from));
            !is_quoted && !exemptions.excuse(seen, *from, &seen[*from..*to])
        })
        .map(|(from, to)| NumberInText {
            text: seen[from..to].to_owned(),
            offset: from,
        })
        .collect()
}

/// A number in a text as a reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberInText {
    /// As it stands there.
    pub text: String,
    /// Where it begins, in bytes.
    pub offset: usize,
}

/// The numbers in a text that holds no code.
pub fn numbers(text: &str) -> Vec<NumberInText> {
    let all = words::words(text);
    numbers_among(&all)
        .map(|at| NumberInText {
            text: all[at].text.to_owned(),
            offset: all[at].offset,
        })
        .collect()
}

fn numbers_among<'a>(all: &'a [Word<'a>]) -> impl Iterator<Item = usize> + 'a {
    (0..all.len()).filter(|at| {
        let before = at.checked_sub(1).map(|before| &all[before]);
        all[*at].is_number(before) || all[*at].is_roman_count(before, all.get(at + 1))
    })
}

/// Whether a number stands in a quotation: one of words, not the number alone in quotation marks.
fn is_quoted(quoted: &[(usize, usize)], all: &[Word<'_>], at: usize) -> bool {
    let offset = all[at].offset;
    let around = quoted
        .iter()
        .find(|(from, to)| (*from..*to).contains(&offset));
    around.is_some_and(|(from, to)| {
        let mut within = all
            .iter()
            .filter(|word| (*from..*to).contains(&word.offset));
        within.any(|word| !word.is_number(None))
    })
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
