//! Coverage: every number that a text says is bound, cited, exempt by a rule, or an orphan.
//!
//! What is looked for: figures of any script, and number words from two to ninety-nine, alone or in
//! compounds, halves, fractions, hundreds and more, dozens, twice, tenfold (`words`). Left alone are "one",
//! a pronoun as often as a number, ordinals, "both" and "pair", and Roman numerals, which name kings. [`super::visible`]
//! decides what in a file is text, and `settings_words` which files hold any.
//!
//! Exempt by rule are dates (`dates`), quotations of more than a number, which are not ours to bind, and what a
//! dataset states of itself: a delivery is not edited. Any other number needs a line in the same file that gives
//! a reason, as a comment of that file's kind: `// exempt "the 27th parallel": a line, not a count`. A phrase
//! excuses the numbers in it, a number alone every one like it in the file.

mod dates;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use words::Word;

/// Why a number needs no binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A year, or the day of a month.
    Date,
    /// In quotation marks.
    Quotation,
    /// A reason stands in the file.
    Reason,
    /// A delivery says it of itself.
    Statement,
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Rule::Date => "date",
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
}

/// How many numbers are exempt, by rule.
pub type ExemptionCounts = BTreeMap<Rule, usize>;

/// The reasons that a section or layout gives in its comments: the exempt text of each, a number, a hedge
/// word or a phrase that holds one. `seen` is what a reader sees of the file, which excludes comments.
pub fn reasons_in_markup<'a>(file: &'a str, seen: &str) -> Vec<&'a str> {
    let comments = reasons(file, "//").filter(|(offset, _)| {
        let from = file[..*offset].rfind('\n').map_or(0, |end| end + 1);
        seen.get(from..*offset)
            .is_none_or(|line| line.trim().is_empty())
    });
    comments.map(|(_, text)| text).collect()
}

/// The reasons that a settings file gives in its comments; `texts` are its texts, in which a comment is
/// none.
pub fn reasons_in_settings<'a>(file: &'a str, texts: &[&str]) -> Vec<&'a str> {
    let is_comment = |text: &str| {
        let said = format!("exempt \"{text}\":");
        !texts.iter().any(|text| text.contains(&said))
    };
    let reasons = reasons(file, "#").map(|(_, text)| text);
    reasons.filter(|text| is_comment(text)).collect()
}

/// Lines such as `// exempt "27": a parallel, not a count`: where the text begins, and the text.
fn reasons<'a>(file: &'a str, comment: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let begins = file.split_inclusive('\n').scan(0, |next, line| {
        let begins = *next;
        *next += line.len();
        Some((begins, line))
    });
    begins.filter_map(move |(begins, line)| {
        let said = line.trim_start().strip_prefix(comment)?;
        let said = said.trim_start().strip_prefix("exempt \"")?;
        let (text, reason) = said.split_once("\":")?;
        let offset = begins + line.len() - said.len();
        (!text.is_empty() && !reason.trim().is_empty()).then_some((offset, text))
    })
}

/// The reasons that excuse nothing in any of the texts that a reader sees of their file.
pub fn idle<'a>(reasons: &[&'a str], seen: &[&str]) -> Vec<&'a str> {
    let seen: Vec<String> = seen.iter().map(|text| text.to_ascii_lowercase()).collect();
    let is_idle = |reason: &&&str| {
        let reason = reason.to_ascii_lowercase();
        !seen.iter().any(|text| text.contains(&reason))
    };
    reasons.iter().filter(is_idle).copied().collect()
}

/// Whether one of the reasons excuses the words that stand at `offset`: it is those words, or a phrase
/// around them.
pub(crate) fn is_excused(seen: &str, offset: usize, words: &str, reasons: &[&str]) -> bool {
    let plain = seen.to_ascii_lowercase();
    reasons.iter().any(|reason| {
        let reason = reason.to_ascii_lowercase();
        reason == words.to_ascii_lowercase()
            || plain
                .match_indices(&reason)
                .any(|(from, phrase)| from <= offset && offset + words.len() <= from + phrase.len())
    })
}

/// The numbers typed into a text, of which `seen` is what a reader sees; `reasons` are the texts that its
/// file exempts.
///
/// # Example
/// ```
/// use brief_prose::coverage::typed_numbers;
/// use brief_prose::visible;
///
/// let text = "In 2014, {{ plots.count | number }} plots and sixteen \"some of 20\" cells.";
/// let orphans: Vec<String> = typed_numbers(&visible::in_words(text), &[])
///     .into_iter()
///     .filter(|number| number.exempt.is_none())
///     .map(|number| number.text)
///     .collect();
/// assert_eq!(orphans, ["sixteen"]);
/// ```
pub fn typed_numbers(seen: &str, reasons: &[&str]) -> Vec<TypedNumber> {
    let quoted = quoted(seen);
    let all = words::words(seen);
    let typed = numbers_among(&all).map(|at| {
        let Word { text, offset } = all[at];
        let exempt = if is_excused(seen, offset, text, reasons) {
            Some(Rule::Reason)
        } else if is_quoted(&quoted, &all, at) {
            Some(Rule::Quotation)
        } else if dates::is_date(seen, &all, at) {
            Some(Rule::Date)
        } else {
            None
        };
        TypedNumber {
            text: text.to_owned(),
            offset,
            exempt,
        }
    });
    typed.collect()
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
        all[*at].is_number(before)
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
