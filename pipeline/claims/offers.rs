//! Words of the series that are true of what a claim speaks of, the nearest first.

use brief_base::numbers::{percent_in_full, with_thousands};

use super::claim_subject::ClaimSubject;
use super::condition::Condition;
use super::hedges::{Hedge, Hedges};
use super::number_case::FURTHEST;
use super::stated_number::{FRACTIONS, StatedNumber};

/// How many true wordings are offered for a false one.
const OFFERED: usize = 3;

/// The distance that words without a number get when they are ranked among words with one.
const WITHOUT_A_NUMBER: f64 = 0.05;

/// What words are about. A false comparison is best replaced by a true comparison, not by a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WordingKind {
    /// A number compared with the one in the words.
    Value,
    /// A share.
    Share,
    /// A count.
    Count,
    /// One count compared with another.
    Counts,
    /// One share compared with another.
    Shares,
    /// Rows of a table compared with all others.
    Rank,
    /// Rows of a table one after the other.
    Sequence,
    /// Which rows a table has.
    Members,
}

impl WordingKind {
    fn of(condition: &Condition) -> Self {
        let kinds: [(WordingKind, &[&str]); 7] = [
            (WordingKind::Shares, &["other_share"]),
            (WordingKind::Counts, &["other"]),
            (WordingKind::Sequence, &["lead", "rise"]),
            (WordingKind::Members, &["others"]),
            (WordingKind::Rank, &["largest", "next", "fewest"]),
            (WordingKind::Value, &["value"]),
            (WordingKind::Share, &["share", "lower", "upper"]),
        ];
        let mut kinds = kinds.into_iter();
        kinds
            .find(|(_, names)| condition.uses(names))
            .map_or(WordingKind::Count, |(kind, _)| kind)
    }

    /// How unlike words of another kind are; none when they would not do instead.
    fn unlike(self, other: WordingKind) -> Option<u8> {
        match (self, other) {
            (one, other) if one == other => Some(0),
            (WordingKind::Value, WordingKind::Share | WordingKind::Count)
            | (WordingKind::Share | WordingKind::Count, WordingKind::Value) => Some(1),
            (WordingKind::Share, WordingKind::Count) | (WordingKind::Count, WordingKind::Share) => {
                Some(2)
            }
            (WordingKind::Counts, WordingKind::Shares)
            | (WordingKind::Shares, WordingKind::Counts) => Some(2),
            _ => None,
        }
    }
}

/// A wording that is true.
struct TrueWording {
    words: String,
    /// The number in the words.
    value: Option<StatedNumber>,
    /// How far its number is from what is.
    distance: f64,
}

/// A true wording, as a replacement for the false one.
struct Offer {
    /// How unlike the false one it is, and whether only one of the two names a number.
    is_unlike: (u8, bool),
    wording: TrueWording,
}

/// Wordings of the series that are true of a subject and would do instead: those of the kind of
/// `instead_of` first, then the nearest to what is. No number is said twice, and one is offered where there is one.
pub(crate) fn true_wordings(
    subject: &ClaimSubject,
    instead_of: &Condition,
    hedges: &Hedges,
) -> Vec<String> {
    let kind = WordingKind::of(instead_of);
    let mut offers: Vec<Offer> = Vec::new();
    for hedge in hedges.values() {
        let Some(unlike) = kind.unlike(WordingKind::of(&hedge.holds)) else {
            continue;
        };
        let Some(wording) = true_wording(subject, hedge) else {
            continue;
        };
        let names_as_much = wording.value.is_some() == subject.value().is_some();
        offers.push(Offer {
            is_unlike: (unlike, !names_as_much),
            wording,
        });
    }
    offers.sort_by(|one, other| {
        let unlike = one.is_unlike.cmp(&other.is_unlike);
        unlike.then(one.wording.distance.total_cmp(&other.wording.distance))
    });
    let mut offered: Vec<TrueWording> = Vec::new();
    for Offer { wording, .. } in offers {
        let is_said = |said: &TrueWording| said.value.is_some() && said.value == wording.value;
        if !offered.iter().any(is_said) {
            offered.push(wording);
        }
    }
    // Where a number can be said, the last one offered is one.
    let has_value = |wording: &TrueWording| wording.value.is_some();
    let first_value = offered.iter().position(has_value);
    if let Some(at) = first_value.filter(|at| *at >= OFFERED) {
        offered.swap(OFFERED - 1, at);
    }
    offered.truncate(OFFERED);
    let words = offered.into_iter();
    words.map(|wording| wording.words).collect()
}

/// The first wording of a hedge that is true, with the value nearest to what is, and how far that is.
fn true_wording(subject: &ClaimSubject, hedge: &Hedge) -> Option<TrueWording> {
    let words = hedge.words.first()?;
    if !words.contains("{value}") {
        let plain = subject.with_value(None);
        if !plain.bears_out(&hedge.holds) {
            return None;
        }
        // Words that a small change would make false say most: "nearly all" rather than "most".
        let margin = plain.margin(&hedge.holds);
        let rows = margin.map_or(FURTHEST, |margin| margin.units);
        let distance = WITHOUT_A_NUMBER + rows as f64 / 1000.0;
        return Some(TrueWording {
            words: words.clone(),
            value: None,
            distance,
        });
    }
    let tried = values(subject, hedge)
        .into_iter()
        .filter_map(|(text, value)| {
            let said = subject.with_value(Some(value));
            let it = *said.numbers().get("it")?;
            // Of what a source limits, the limit is the number that is known.
            let known = if it.high.is_finite() && !value.is_share {
                it.high
            } else {
                it.low
            };
            let distance = (value.amount - known).abs();
            let distance = if value.is_share {
                distance
            } else {
                distance / 100.0
            };
            said.bears_out(&hedge.holds).then(|| TrueWording {
                words: words.replace("{value}", &text),
                value: Some(value),
                distance,
            })
        });
    tried.min_by(|one, other| one.distance.total_cmp(&other.distance))
}

/// A share as a wording says it: in whole percent, or with the decimals that keep some from being none, and nearly all
/// from being all.
fn to_say(share: f64) -> f64 {
    let rounded = |decimals: i32| {
        let scale = 100.0 * 10_f64.powi(decimals);
        (share * scale).round() / scale
    };
    let is_part = |said: &f64| (1e-6..1.0 - 1e-6).contains(said);
    (0..4).map(rounded).find(is_part).unwrap_or(share)
}

/// Numbers to say, near to what is: fractions and percentages, or whole numbers.
fn values(subject: &ClaimSubject, hedge: &Hedge) -> Vec<(String, StatedNumber)> {
    let numbers = subject.with_value(None).numbers();
    let said_as_share = subject.value().is_none_or(|value| value.is_share);
    if let Some(share) = numbers.get("share").filter(|_| said_as_share) {
        let fractions = FRACTIONS.iter();
        let fractions =
            fractions.map(|(words, amount)| ((*words).to_owned(), StatedNumber::fraction(*amount)));
        let round = (1..20_u8).map(|step| f64::from(step) / 20.0);
        // Where a wording says what is, or a source its limit, that is a number to say too.
        let says_what_is =
            hedge.holds.uses(&["rounded"]) || matches!(subject, ClaimSubject::Fact(_));
        let own = [share.low, share.high].into_iter();
        let own = own.filter(|share| says_what_is && *share > 0.0 && *share < 1.0);
        let percentages = round.chain(own.map(to_say)).map(percent_in_full);
        let percentages =
            percentages.filter_map(|text| Some((text.clone(), StatedNumber::read(&text)?)));
        return fractions.chain(percentages).collect();
    }
    let Some(it) = numbers.get("it") else {
        return Vec::new();
    };
    let known = if it.low > 0.0 { it.low } else { it.high };
    let known = known.min(9e15) as i64;
    let near = (known - 5).max(0)..=known + 5;
    near.map(|count| (with_thousands(count), StatedNumber::count(count)))
        .collect()
}
