//! The claims in the report.

use std::collections::BTreeSet;

use serde::Serialize;

use super::words;
use crate::claims::{ClaimChange, ClaimFate};
use crate::snapshot::ClaimState;

/// The order in which the report tells of them.
pub(super) const FATES: [ClaimFate; 6] = [
    ClaimFate::NowFalse,
    ClaimFate::NowTrue,
    ClaimFate::Lost,
    ClaimFate::Gained,
    ClaimFate::Closer,
    ClaimFate::Farther,
];

/// What became of claims, as a heading.
pub(super) fn heading(fate: ClaimFate) -> &'static str {
    match fate {
        ClaimFate::NowFalse => "No longer true",
        ClaimFate::NowTrue => "True now",
        ClaimFate::Lost => "Only on the old side",
        ClaimFate::Gained => "Only on the new side",
        ClaimFate::Closer => "Closer to turning over",
        ClaimFate::Farther => "Standing firmer",
    }
}

/// Claims of one fate.
#[derive(Serialize)]
pub(crate) struct ClaimGroup<'a> {
    pub heading: &'static str,
    pub claims: Vec<ClaimEntry<'a>>,
    #[serde(skip)]
    pub fate: ClaimFate,
}

/// A claim that differs.
#[derive(Serialize)]
pub(crate) struct ClaimEntry<'a> {
    pub says: &'a str,
    pub finding: &'a str,
    /// The rows of a findings table that it names.
    pub rows: &'a [String],
    pub beside: Option<&'a str>,
    pub old: &'a str,
    pub new: &'a str,
    /// How far it is from turning over, where that is what differs.
    pub margin: Option<String>,
    pub sentence: &'a str,
    pub true_instead: &'a [String],
    pub place: String,
    pub flips: bool,
    /// The claim on the new side, or on the only one that makes it.
    #[serde(skip)]
    pub state: &'a ClaimState,
}

/// The claims that differ, those that hold no longer first.
pub(super) fn groups(changes: &[ClaimChange]) -> Vec<ClaimGroup<'_>> {
    let groups = FATES.into_iter().map(|fate| {
        let of_fate = changes.iter().filter(|change| change.fate == fate);
        ClaimGroup {
            heading: heading(fate),
            claims: of_fate.filter_map(ClaimEntry::of).collect(),
            fate,
        }
    });
    groups.filter(|group| !group.claims.is_empty()).collect()
}

impl<'a> ClaimEntry<'a> {
    fn of(change: &'a ClaimChange) -> Option<Self> {
        let (old, new) = (change.claim.old.as_ref(), change.claim.new.as_ref());
        let state = new.or(old)?;
        let found =
            |side: Option<&'a ClaimState>| side.map_or("not made", |claim| claim.found.as_str());
        let moves = matches!(change.fate, ClaimFate::Closer | ClaimFate::Farther);
        let margin = moves.then(|| {
            let (before, now) = (margin(old), margin(new));
            format!("Turned over by {before} before, by {now} now.")
        });
        Some(ClaimEntry {
            says: &state.says,
            finding: &state.finding,
            rows: &state.rows,
            beside: state.compared_with.as_deref(),
            old: found(old),
            new: found(new),
            margin,
            sentence: &state.sentence,
            true_instead: &state.true_instead,
            place: state.place.to_string(),
            flips: flips(change),
            state,
        })
    }

    /// `"most" of gold: 3 of 5 → 2 of 5`.
    pub(crate) fn line(&self) -> String {
        let rows = match self.rows {
            [] => String::new(),
            rows => format!(" ({})", rows.join(", ")),
        };
        let beside = self.beside.map(|other| format!(" beside {other}"));
        let beside = beside.unwrap_or_default();
        let (says, finding) = (self.says, self.finding);
        let (old, new) = (self.old, self.new);
        format!("\"{says}\" of {finding}{rows}{beside}: {old} → {new}")
    }

    /// How few units turn it over on the new side.
    pub(crate) fn margin_now(&self) -> String {
        margin(Some(self.state))
    }

    /// Wordings that would hold, in quotation marks.
    pub(crate) fn true_words(&self) -> Option<String> {
        let words = self.true_instead.iter();
        let words: Vec<String> = words.map(|words| format!("\"{words}\"")).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

fn margin(claim: Option<&ClaimState>) -> String {
    let units = claim.and_then(|claim| {
        let units = claim.to_turn?;
        Some(words::units(units, claim.counted_in.as_deref()))
    });
    units.unwrap_or_else(|| "many rows".to_owned())
}

fn flips(change: &ClaimChange) -> bool {
    matches!(change.fate, ClaimFate::NowFalse | ClaimFate::NowTrue)
}

/// What hangs on claims that flip: the findings that they speak of, the sentences that make them.
pub(super) struct Flips<'a> {
    pub findings: BTreeSet<&'a str>,
    pub sentences: BTreeSet<&'a str>,
}

impl<'a> Flips<'a> {
    pub(super) fn of(changes: &'a [ClaimChange]) -> Self {
        let flipping = changes.iter().filter(|change| flips(change));
        let sides = flipping.flat_map(|change| [&change.claim.old, &change.claim.new]);
        let claims: Vec<&ClaimState> = sides.flatten().collect();
        let findings = claims.iter().flat_map(|claim| {
            let other = claim.compared_with.as_deref();
            other.into_iter().chain([claim.finding.as_str()])
        });
        Flips {
            findings: findings.collect(),
            sentences: claims.iter().map(|claim| claim.sentence.as_str()).collect(),
        }
    }
}
