//! The claims and sentences in the report.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::claims::{ClaimChange, ClaimFate};
use crate::sentences::{SentenceChange, Stretch};
use crate::snapshot::ClaimKnown;
use crate::{Pair, words};

/// Claims of one fate.
#[derive(Serialize)]
pub(super) struct ClaimGroup {
    heading: &'static str,
    /// The claims.
    pub claims: Vec<Claim>,
}

/// A claim that differs.
#[derive(Serialize)]
pub(super) struct Claim {
    says: String,
    finding: String,
    beside: Option<String>,
    old: String,
    new: String,
    margin: Option<String>,
    sentence: String,
    true_instead: Vec<String>,
    place: String,
    flips: bool,
}

/// The sentences of one section.
#[derive(Serialize)]
pub(super) struct SentenceGroup {
    heading: String,
    /// The sentences.
    pub sentences: Vec<Sentence>,
}

/// A sentence that differs.
#[derive(Serialize)]
pub(super) struct Sentence {
    stretches: Vec<Words>,
    flips: bool,
}

/// Words of a sentence, with the blanks around them.
#[derive(Serialize)]
struct Words {
    kind: &'static str,
    before: String,
    text: String,
    after: String,
}

/// What hangs on claims that flip: the findings that they speak of, the sentences that make them.
pub(super) struct Flipped<'a> {
    /// By name.
    pub findings: BTreeSet<&'a str>,
    sentences: BTreeSet<&'a str>,
}

impl<'a> Flipped<'a> {
    /// Of all claims that differ.
    pub(super) fn of(claims: &'a [ClaimChange]) -> Self {
        let flips = claims.iter().filter(|claim| flips(claim));
        let sides = flips.flat_map(|claim| [&claim.claim.old, &claim.claim.new]);
        let known: Vec<&ClaimKnown> = sides.flatten().collect();
        let named = known.iter().flat_map(|claim| {
            let other = claim.compared_with.as_deref();
            other.into_iter().chain([claim.finding.as_str()])
        });
        Flipped {
            findings: named.collect(),
            sentences: known.iter().map(|claim| claim.sentence.as_str()).collect(),
        }
    }
}

fn flips(claim: &ClaimChange) -> bool {
    matches!(claim.fate, ClaimFate::NowFalse | ClaimFate::NowTrue)
}

/// The claims that differ, those that hold no longer first.
pub(super) fn claims(claims: &[ClaimChange]) -> Vec<ClaimGroup> {
    let groups = [
        (ClaimFate::NowFalse, "No longer true"),
        (ClaimFate::NowTrue, "True now"),
        (ClaimFate::Lost, "Only on the old side"),
        (ClaimFate::Gained, "Only on the new side"),
        (ClaimFate::Closer, "Closer to turning over"),
        (ClaimFate::Farther, "Standing firmer"),
    ];
    let groups = groups.into_iter().map(|(fate, heading)| {
        let of_fate = claims.iter().filter(|claim| claim.fate == fate);
        ClaimGroup {
            heading,
            claims: of_fate.filter_map(Claim::of).collect(),
        }
    });
    groups.filter(|group| !group.claims.is_empty()).collect()
}

impl Claim {
    fn of(change: &ClaimChange) -> Option<Self> {
        let Pair { old, new } = &change.claim;
        let claim = new.as_ref().or(old.as_ref())?;
        let found = |claim: &Option<ClaimKnown>| match claim {
            Some(claim) => claim.found.clone(),
            None => "not made".to_owned(),
        };
        let margin = |claim: &Option<ClaimKnown>| {
            let units = claim.as_ref().and_then(|claim| {
                let units = claim.to_turn?;
                Some(words::units(units, claim.counted_in.as_deref()))
            });
            units.unwrap_or_else(|| "many rows".to_owned())
        };
        let moves = matches!(change.fate, ClaimFate::Closer | ClaimFate::Farther);
        let margin = moves.then(|| {
            let (before, now) = (margin(old), margin(new));
            format!("Turned over by {before} before, by {now} now.")
        });
        Some(Claim {
            says: claim.says.clone(),
            finding: claim.finding.clone(),
            beside: claim.compared_with.clone(),
            old: found(old),
            new: found(new),
            margin,
            sentence: claim.sentence.clone(),
            true_instead: claim.true_instead.clone(),
            place: claim.place.to_string(),
            flips: flips(change),
        })
    }
}

/// The sentences that differ, in reading order.
pub(super) fn sentences(sentences: &[SentenceChange], flipped: &Flipped<'_>) -> Vec<SentenceGroup> {
    let sections = sentences.chunk_by(|one, next| one.section == next.section);
    let groups = sections.filter_map(|section| {
        let first = section.first()?;
        Some(SentenceGroup {
            heading: heading(&first.section),
            sentences: section
                .iter()
                .map(|change| Sentence::of(change, flipped))
                .collect(),
        })
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

impl Sentence {
    fn of(change: &SentenceChange, flipped: &Flipped<'_>) -> Self {
        let sides = [&change.text.old, &change.text.new];
        let mut sides = sides.into_iter().flatten();
        Sentence {
            flips: sides.any(|text| flipped.sentences.contains(text.as_str())),
            stretches: change.words.iter().flat_map(words).collect(),
        }
    }
}

fn words(stretch: &Stretch) -> Vec<Words> {
    match stretch {
        Stretch::Same(text) => vec![Words {
            kind: "same",
            before: String::new(),
            text: text.clone(),
            after: String::new(),
        }],
        Stretch::Differs(Pair { old, new }) => {
            let mut old = Words::marked("old", old);
            let mut new = Words::marked("new", new);
            if !old.text.is_empty() && !new.text.is_empty() {
                " ".clone_into(&mut old.after);
                new.before = String::new();
            }
            let there = |words: &Words| !words.text.is_empty() || !words.before.is_empty();
            [old, new].into_iter().filter(there).collect()
        }
    }
}

impl Words {
    /// Blanks stay outside the mark.
    fn marked(kind: &'static str, text: &str) -> Self {
        let inner = text.trim();
        let start = text.len() - text.trim_start().len();
        let (before, rest) = text.split_at(start);
        Words {
            kind: if inner.is_empty() { "same" } else { kind },
            before: before.to_owned(),
            text: inner.to_owned(),
            after: rest[inner.len()..].to_owned(),
        }
    }
}
