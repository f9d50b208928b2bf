//! Hedges: words that say less than a number, and the test that makes each true.
//!
//! A series declares them in `hedges.yaml`. The test is an SQL condition over what the words speak of;
//! `templates/README.md` lists its names.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_base::yaml;

use super::condition::Condition;
use super::stated_number::StatedNumber;

/// Hedges by name, in the order they are declared.
pub type Hedges = IndexMap<String, Hedge>;

/// A hedge.
#[derive(Debug, Clone)]
pub struct Hedge {
    /// How it is worded; `{value}` stands for a number, a percentage or a fraction.
    pub words: Vec<String>,
    /// Those among them that are in everyday use, and are not looked for outside claims.
    pub everyday: Vec<String>,
    /// Phrases with such a word in which it says something else: "most notably", "fell ill".
    pub idioms: Vec<String>,
    /// Those among them that count only before a plural, and not where this word follows, as in `both … and`.
    pub joins: IndexMap<String, String>,
    /// What must be true of the finding.
    pub holds: Condition,
}

/// A hedge as declared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HedgeDefinition {
    words: Vec<String>,
    #[serde(default)]
    everyday: Vec<String>,
    #[serde(default)]
    idioms: Vec<String>,
    #[serde(default)]
    joins: IndexMap<String, String>,
    holds: String,
}

/// Reads hedges from YAML; `file` is only named in diagnostics.
///
/// # Errors
/// When it is not YAML or has other keys; every invalid condition, every hedge without words, and
/// words that two hedges share, each at its place.
pub fn parse(file: &str, text: &str) -> Result<Hedges, Diagnostics> {
    let declared = yaml::parse::<IndexMap<String, HedgeDefinition>>(file, text)?;
    let mut faults = Diagnostics::new();
    let mut hedges = Hedges::new();
    let mut worded: BTreeMap<String, String> = BTreeMap::new();
    for (name, hedge) in declared.value {
        let mut bad = |path: String, message: String| {
            let place = declared.locations.place(&path);
            faults.push(Diagnostic::error("bad-hedge", message).with_place(place));
        };
        if hedge.words.is_empty() {
            bad(format!("{name}/words"), format!("\"{name}\" has no words"));
        }
        for (item, words) in hedge.words.iter().enumerate() {
            if let Some(other) = worded.insert(words.to_lowercase(), name.clone()) {
                bad(
                    format!("{name}/words/{item}"),
                    format!("\"{words}\" is said by \"{other}\" already"),
                );
            }
        }
        for (item, words) in hedge.everyday.iter().enumerate() {
            if !hedge.words.contains(words) {
                bad(
                    format!("{name}/everyday/{item}"),
                    format!("\"{words}\" is none of the words of \"{name}\""),
                );
            }
        }
        for (item, phrase) in hedge.idioms.iter().enumerate() {
            let lower = phrase.to_lowercase();
            let mut words = hedge.words.iter();
            if !words.any(|words| lower.contains(&words.to_lowercase()) && *words != *phrase) {
                bad(
                    format!("{name}/idioms/{item}"),
                    format!("\"{phrase}\" holds none of the words of \"{name}\""),
                );
            }
        }
        for words in hedge.joins.keys() {
            if !hedge.words.contains(words) {
                bad(
                    format!("{name}/joins/{words}"),
                    format!("\"{words}\" is none of the words of \"{name}\""),
                );
            }
        }
        match Condition::parse(&hedge.holds) {
            Ok(holds) => {
                let HedgeDefinition {
                    words,
                    everyday,
                    idioms,
                    joins,
                    ..
                } = hedge;
                hedges.insert(
                    name,
                    Hedge {
                        words,
                        everyday,
                        idioms,
                        joins,
                        holds,
                    },
                );
            }
            Err(message) => bad(format!("{name}/holds"), message),
        }
    }
    faults.finish(hedges).map(|(hedges, _)| hedges)
}

/// What stands for a number in a wording.
pub const VALUE: &str = "{value}";

/// Words that are a hedge, and the value that they name.
#[derive(Debug, Clone, PartialEq)]
pub struct HedgeMatch<'a> {
    /// The hedge's name.
    pub name: &'a str,
    /// Its test.
    pub holds: &'a Condition,
    /// The number in the words.
    pub value: Option<StatedNumber>,
}

/// The hedge that a text is, whatever the case of its letters; the wording with most letters of its own
/// counts.
///
/// # Example
/// ```
/// use brief_claims::hedges::{parse, recognise};
///
/// let text = "slightly_more_than: {words: ['slightly more than {value}'], holds: it > value}";
/// let hedges = parse("hedges.yaml", text)?;
/// let found = recognise(&hedges, "Slightly more than 60 %").unwrap();
/// assert_eq!(found.value.unwrap().amount, 0.6);
/// assert!(recognise(&hedges, "about 60 %").is_none());
/// # Ok::<(), brief_base::diagnostics::Diagnostics>(())
/// ```
pub fn recognise<'a>(hedges: &'a Hedges, says: &str) -> Option<HedgeMatch<'a>> {
    let says = says.trim().replace('\u{a0}', " ").replace('’', "'");
    let says = says.to_lowercase();
    let mut best: Option<(usize, HedgeMatch<'a>)> = None;
    for (name, hedge) in hedges {
        for words in &hedge.words {
            let Some(value) = matches(&words.to_lowercase(), &says) else {
                continue;
            };
            let own = words.replace(VALUE, "").len();
            if best.as_ref().is_none_or(|(letters, _)| *letters < own) {
                let recognised = HedgeMatch {
                    name,
                    holds: &hedge.holds,
                    value,
                };
                best = Some((own, recognised));
            }
        }
    }
    best.map(|(_, recognised)| recognised)
}

/// What stands for the number of a wording that a text would be, if it were one: `two-thirds` of "about
/// two-thirds".
pub(crate) fn unread_number(hedges: &Hedges, says: &str) -> Option<String> {
    let says = says.trim().replace('\u{a0}', " ").replace('’', "'");
    let says = says.to_lowercase();
    let wordings = hedges.values().flat_map(|hedge| &hedge.words);
    let unread = wordings.filter_map(|words| {
        let words = words.to_lowercase();
        let (before, after) = words.split_once(VALUE)?;
        let number = says.strip_prefix(before)?.strip_suffix(after)?;
        let is_number = !(before.is_empty() && after.is_empty())
            || number.starts_with(|first: char| first.is_ascii_digit());
        (is_number && StatedNumber::read(number).is_none()).then(|| number.to_owned())
    });
    unread.min_by_key(String::len)
}

/// Whether a text is a wording: the value that it names, if the wording names one.
fn matches(words: &str, says: &str) -> Option<Option<StatedNumber>> {
    let Some((before, after)) = words.split_once(VALUE) else {
        return (words == says).then_some(None);
    };
    let value = says.strip_prefix(before)?.strip_suffix(after)?;
    StatedNumber::read(value).map(Some)
}
