//! Sentences that differ, with the changed words marked.

use std::collections::BTreeSet;
use std::ops::Range;

use indexmap::IndexMap;
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::snapshot::SentenceState;
use super::{Pair, in_order_of_both};

/// A sentence that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentenceChange {
    /// The section, or the label of the figure around which it stands.
    pub section: String,
    /// As a reader sees it; none on a side that does not have it.
    pub text: Pair<Option<String>>,
    /// Both together, stretch by stretch.
    pub words: Vec<Stretch>,
    /// The findings, facts and settings whose values it prints on either side.
    pub sources: Vec<String>,
}

/// Words of a sentence, one after another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stretch {
    /// On both sides.
    Same(String),
    /// Something else on each side; empty where a side has no words there.
    Differs(Pair<String>),
}

/// Compares the sentences of both sides, section by section in reading order.
pub(crate) fn compare(
    old: &IndexMap<String, Vec<SentenceState>>,
    new: &IndexMap<String, Vec<SentenceState>>,
) -> Vec<SentenceChange> {
    let sections = in_order_of_both(old.keys(), new.keys());
    let changes = sections.iter().flat_map(|section| {
        let sentences = |side: &IndexMap<String, Vec<SentenceState>>| {
            side.get(section).cloned().unwrap_or_default()
        };
        compare_section(section, &sentences(old), &sentences(new))
    });
    changes.collect()
}

fn compare_section(
    section: &str,
    old: &[SentenceState],
    new: &[SentenceState],
) -> Vec<SentenceChange> {
    let changed = aligned(old, new).into_iter().filter_map(|pair| {
        let both = Pair::of(
            pair.old.and_then(|number| old.get(number)),
            pair.new.and_then(|number| new.get(number)),
        );
        let text = Pair::of(
            both.old.map(|sentence| sentence.text.clone()),
            both.new.map(|sentence| sentence.text.clone()),
        );
        let sides = [both.old, both.new].into_iter().flatten();
        let sources: BTreeSet<&String> = sides.flat_map(|sentence| &sentence.sources).collect();
        (text.old != text.new).then(|| SentenceChange {
            section: section.to_owned(),
            words: marked(
                text.old.as_deref().unwrap_or_default(),
                text.new.as_deref().unwrap_or_default(),
            ),
            sources: sources.into_iter().cloned().collect(),
            text,
        })
    });
    changed.collect()
}

/// Two sentences are versions of one if they share this part of their words.
const REWRITTEN: f64 = 0.5;

/// Pairs sentences: first those that differ at most in their values, then, between these, rewritten ones.
fn aligned(old: &[SentenceState], new: &[SentenceState]) -> Vec<Pair<Option<usize>>> {
    let frames = |side: &[SentenceState]| -> Vec<String> {
        side.iter().map(|sentence| sentence.frame.clone()).collect()
    };
    let (old_frames, new_frames) = (frames(old), frames(new));
    if old_frames > new_frames {
        let back = aligned(new, old).into_iter();
        return back.map(|pair| Pair::of(pair.new, pair.old)).collect();
    }
    let mut pairs = Vec::new();
    for step in steps(&old_frames, &new_frames) {
        let (olds, news) = (step.old, step.new);
        if step.is_same {
            pairs.extend(
                olds.zip(news)
                    .map(|(old, new)| Pair::of(Some(old), Some(new))),
            );
            continue;
        }
        let mut left: Vec<usize> = news.collect();
        for number in olds {
            let alike = |other: &usize| likeness(&old[number].text, &new[*other].text);
            // The first good match: sentences keep their order.
            let best = left.iter().position(|other| alike(other) >= REWRITTEN);
            match best {
                Some(at) => {
                    let rest = left.split_off(at + 1);
                    let rewritten = left.pop();
                    let passed = std::mem::replace(&mut left, rest);
                    pairs.extend(passed.into_iter().map(|new| Pair::of(None, Some(new))));
                    pairs.push(Pair::of(Some(number), rewritten));
                }
                None => pairs.push(Pair::of(Some(number), None)),
            }
        }
        pairs.extend(left.into_iter().map(|new| Pair::of(None, Some(new))));
    }
    pairs
}

/// A step from old to new.
struct Step {
    is_same: bool,
    old: Range<usize>,
    new: Range<usize>,
}

/// The steps from old to new. Swapping the sides gives the same steps, swapped.
fn steps(old: &[String], new: &[String]) -> Vec<Step> {
    let forth = old <= new;
    let (from, to) = if forth { (old, new) } else { (new, old) };
    let operations = capture_diff_slices(Algorithm::Myers, from, to).into_iter();
    let steps = operations.map(|operation| {
        let (from, to) = (operation.old_range(), operation.new_range());
        let (old, new) = if forth { (from, to) } else { (to, from) };
        Step {
            is_same: matches!(operation, DiffOp::Equal { .. }),
            old,
            new,
        }
    });
    steps.collect()
}

/// Splits a text into words, numbers, spaces and punctuation.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut letters = text.chars().peekable();
    let mut in_word = false;
    while let Some(letter) = letters.next() {
        // A period between digits is part of a number, an apostrophe between letters part of a word.
        let joins = matches!(letter, '.' | ',' | '-' | '\'' | '’')
            && in_word
            && letters.peek().is_some_and(|next| next.is_alphanumeric());
        let of_word = letter.is_alphanumeric() || joins;
        match words.last_mut() {
            Some(word) if in_word && of_word => word.push(letter),
            _ => words.push(letter.to_string()),
        }
        in_word = of_word;
    }
    words
}

fn likeness(old: &str, new: &str) -> f64 {
    let (old, new) = (words(old), words(new));
    let steps = steps(&old, &new).into_iter();
    let same = steps.filter(|step| step.is_same);
    let same: usize = same.map(|step| step.old.len()).sum();
    2.0 * same as f64 / (old.len() + new.len()).max(1) as f64
}

/// Two sentences as one, with the words that differ. The stretches of one side joined are its text.
pub(crate) fn marked(old: &str, new: &str) -> Vec<Stretch> {
    let (old, new) = (words(old), words(new));
    let mut stretches: Vec<Stretch> = Vec::new();
    for step in steps(&old, &new) {
        let was = old[step.old].concat();
        let is = new[step.new].concat();
        match (step.is_same, stretches.last_mut()) {
            (true, _) => stretches.push(Stretch::Same(is)),
            // A deletion next to an insertion is one change.
            (_, Some(Stretch::Differs(before))) => {
                before.old.push_str(&was);
                before.new.push_str(&is);
            }
            _ => stretches.push(Stretch::Differs(Pair::of(was, is))),
        }
    }
    without_islands(stretches)
}

/// At most this many unchanged words between two longer changes are an island.
const ISLAND: usize = 2;

/// Joins changes that have only an island between them.
fn without_islands(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    let mut stretches = stretches.into_iter().peekable();
    while let Some(stretch) = stretches.next() {
        match (joined.last_mut(), stretch) {
            (Some(Stretch::Differs(before)), Stretch::Same(between))
                if matches!(stretches.peek(), Some(Stretch::Differs(after))
                    if is_island(before, &between, after)) =>
            {
                if let Some(Stretch::Differs(after)) = stretches.next() {
                    before.old.push_str(&format!("{between}{}", after.old));
                    before.new.push_str(&format!("{between}{}", after.new));
                }
            }
            (_, stretch) => joined.push(stretch),
        }
    }
    joined
}

fn is_island(before: &Pair<String>, between: &str, after: &Pair<String>) -> bool {
    let count = |text: &str| text.split_whitespace().count();
    let changed = |change: &Pair<String>| count(&change.old).max(count(&change.new));
    count(between) <= ISLAND && changed(before) > ISLAND && changed(after) > ISLAND
        || count(between) == 0 && changed(before) + changed(after) > ISLAND
}
