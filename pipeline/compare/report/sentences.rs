//! The sentences in the report, with the words that differ.

use serde::Serialize;

use super::claims::Flips;
use crate::Pair;
use crate::sentences::{SentenceChange, Stretch};

/// The sentences of one section.
#[derive(Serialize)]
pub(crate) struct SentenceGroup {
    pub heading: String,
    pub sentences: Vec<SentenceEntry>,
}

/// A sentence that differs.
#[derive(Serialize)]
pub(crate) struct SentenceEntry {
    #[serde(rename = "stretches")]
    pub spans: Vec<Span>,
    flips: bool,
}

/// Words of a sentence, with the blanks around them.
#[derive(Serialize)]
pub(crate) struct Span {
    #[serde(rename = "kind")]
    pub side: Side,
    pub before: String,
    pub text: String,
    pub after: String,
}

/// Which side says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    /// Both.
    Same,
    /// The old one.
    Old,
    /// The new one.
    New,
}

/// The sentences that differ, in reading order.
pub(super) fn groups(changes: &[SentenceChange], flips: &Flips<'_>) -> Vec<SentenceGroup> {
    let sections = changes.chunk_by(|one, next| one.section == next.section);
    let groups = sections.map(|section| SentenceGroup {
        heading: heading(&section[0].section),
        sentences: section
            .iter()
            .map(|change| SentenceEntry::of(change, flips))
            .collect(),
    });
    groups.collect()
}

/// `key-findings` → `Key findings`.
fn heading(section: &str) -> String {
    let words = section.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

impl SentenceEntry {
    fn of(change: &SentenceChange, flips: &Flips<'_>) -> Self {
        let sides = [&change.text.old, &change.text.new];
        let mut sides = sides.into_iter().flatten();
        SentenceEntry {
            flips: sides.any(|text| flips.sentences.contains(text.as_str())),
            spans: change.words.iter().flat_map(spans).collect(),
        }
    }
}

fn spans(stretch: &Stretch) -> Vec<Span> {
    match stretch {
        Stretch::Same(text) => vec![Span {
            side: Side::Same,
            before: String::new(),
            text: text.clone(),
            after: String::new(),
        }],
        Stretch::Differs(Pair { old, new }) => {
            let mut old = Span::of(Side::Old, old);
            let mut new = Span::of(Side::New, new);
            if !old.text.is_empty() && !new.text.is_empty() {
                " ".clone_into(&mut old.after);
                new.before = String::new();
            }
            let there = |span: &Span| !span.text.is_empty() || !span.before.is_empty();
            [old, new].into_iter().filter(there).collect()
        }
    }
}

impl Span {
    /// Blanks stay outside the mark.
    fn of(side: Side, text: &str) -> Self {
        let inner = text.trim();
        let start = text.len() - text.trim_start().len();
        let (before, rest) = text.split_at(start);
        Span {
            side: if inner.is_empty() { Side::Same } else { side },
            before: before.to_owned(),
            text: inner.to_owned(),
            after: rest[inner.len()..].to_owned(),
        }
    }
}
