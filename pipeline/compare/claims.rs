//! Claims: which of them flip, and which come closer to it.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use super::snapshot::ClaimState;
use super::{Pair, in_order_of_both};

/// A claim that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimChange {
    pub fate: ClaimFate,
    /// The claim; none on a side that does not make it.
    pub claim: Pair<Option<ClaimState>>,
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimFate {
    /// It held and holds no longer.
    NowFalse,
    /// It did not hold and does now.
    NowTrue,
    /// It holds, and fewer changed rows than before would turn it over.
    Closer,
    /// It holds, and it takes more changed rows than before to turn it over.
    Farther,
    /// Only the new side makes it.
    Gained,
    /// Only the old side makes it.
    Lost,
}

/// What a claim asserts, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Assertion<'a> {
    printed_in: &'a str,
    says: &'a str,
    finding: &'a str,
    rows: &'a [String],
    compared_with: Option<&'a str>,
}

/// What makes a claim the same on both sides: the assertion, and which of several alike it is.
type Identity<'a> = (Assertion<'a>, usize);

fn by_identity(claims: &[ClaimState]) -> IndexMap<Identity<'_>, &ClaimState> {
    let mut alike: BTreeMap<Assertion<'_>, usize> = BTreeMap::new();
    let identified = claims.iter().map(|claim| {
        let assertion = Assertion {
            printed_in: &claim.printed_in,
            says: &claim.says,
            finding: &claim.finding,
            rows: &claim.rows,
            compared_with: claim.compared_with.as_deref(),
        };
        let number = alike.entry(assertion).or_default();
        *number += 1;
        ((assertion, *number), claim)
    });
    identified.collect()
}

/// Compares the claims of both sides, in the order of the text.
pub(crate) fn compare(old: &[ClaimState], new: &[ClaimState]) -> Vec<ClaimChange> {
    let (old, new) = (by_identity(old), by_identity(new));
    let identities = in_order_of_both(old.keys(), new.keys());
    let changes = identities.into_iter().filter_map(|identity| {
        let claim = Pair::of(old.get(&identity).copied(), new.get(&identity).copied());
        Some(ClaimChange {
            fate: fate(claim.old, claim.new)?,
            claim: Pair::of(claim.old.cloned(), claim.new.cloned()),
        })
    });
    changes.collect()
}

/// How many claims there are on either side.
pub(crate) fn on_either_side(old: &[ClaimState], new: &[ClaimState]) -> usize {
    let (old, new) = (by_identity(old), by_identity(new));
    in_order_of_both(old.keys(), new.keys()).len()
}

fn fate(old: Option<&ClaimState>, new: Option<&ClaimState>) -> Option<ClaimFate> {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (Some(_), None) => return Some(ClaimFate::Lost),
        (None, _) => return Some(ClaimFate::Gained),
    };
    // Without a margin, it would take more rows than any margin says.
    let margin = |claim: &ClaimState| claim.to_turn.unwrap_or(i64::MAX);
    match (old.holds, new.holds) {
        (true, false) => Some(ClaimFate::NowFalse),
        (false, true) => Some(ClaimFate::NowTrue),
        (false, false) => None,
        (true, true) if margin(new) < margin(old) => Some(ClaimFate::Closer),
        (true, true) if margin(new) > margin(old) => Some(ClaimFate::Farther),
        (true, true) => None,
    }
}
