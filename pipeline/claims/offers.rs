//! Words of the series that are true of what a claim speaks of, the nearest first.

use brief_base::numbers::{percent, with_thousands};

use super::case::FURTHEST;
use super::condition::Condition;
use super::hedges::{Hedge, Hedges};
use super::subject::Subject;
use super::value::{FRACTIONS, Value};

/// How many true wordings are offered for a false one.
const OFFERED: usize = 3;

/// How far words without a number are from what is, when they are put beside words with one.
const WITHOUT_A_NUMBER: f64 = 0.05;

/// What words are about. Who compares wants to hear what comparison is true, not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A number beside the one in the words.
    Value,
    /// A share.
    Share,
    /// A count.
    Count,
    /// One count beside another.
    Counts,
    /// One share beside another.
    Shares,
    /// Rows of a table beside all others.
    Rank,
    /// Rows of a table one after the other.
    Sequence,
    /// Which rows a table has.
    Members,
}

impl Kind {
    fn of(condition: &Condition) -> Self {
        let kinds: [(Kind, &[&str]); 7] = [
            (Kind::Shares, &["other_share"]),
            (Kind::Counts, &["other"]),
            (Kind::Sequence, &["lead", "rise"]),
            (Kind::Members, &["others"]),
            (Kind::Rank, &["largest", "next", "fewest"]),
            (Kind::Value, &["value"]),
            (Kind::Share, &["share", "lower", "upper"]),
        ];
        let mut kinds = kinds.into_iter();
        kinds
            .find(|(_, names)| condition.uses(names))
            .map_or(Kind::Count, |(kind, _)| kind)
    }

    /// How unlike words of another kind are; none when they would not do instead.
    fn unlike(self, other: Kind) -> Option<u8> {
        match (self, other) {
            (one, other) if one == other => Some(0),
            (Kind::Value, Kind::Share | Kind::Count) | (Kind::Share | Kind::Count, Kind::Value) => {
                Some(1)
            }
            (Kind::Share, Kind::Count) | (Kind::Count, Kind::Share) => Some(2),
            (Kind::Counts, Kind::Shares) | (Kind::Shares, Kind::Counts) => Some(2),
            _ => None,
        }
    }
}

/// A true wording.
struct Offer {
    /// How unlike the words that are not true it is, and whether it names a number where they name none.
    is_unlike: (u8, bool),
    /// How far its number is from what is.
    distance: f64,
    words: String,
    value: Option<Value>,
}

/// Wordings of the series that are true of a subject and would do instead: those of the kind of
/// `instead_of` first, then the nearest to what is. No number is said twice.
pub(crate) fn true_wordings(
    subject: &Subject,
    instead_of: &Condition,
    hedges: &Hedges,
) -> Vec<String> {
    let kind = Kind::of(instead_of);
    let mut offers: Vec<Offer> = Vec::new();
    for hedge in hedges.values() {
        let Some(unlike) = kind.unlike(Kind::of(&hedge.holds)) else {
            continue;
        };
        let Some((distance, words, value)) = true_wording(subject, hedge) else {
            continue;
        };
        let names_as_much = value.is_some() == subject.value().is_some();
        offers.push(Offer {
            is_unlike: (unlike, !names_as_much),
            distance,
            words,
            value,
        });
    }
    offers.sort_by(|one, other| {
        let unlike = one.is_unlike.cmp(&other.is_unlike);
        unlike.then(one.distance.total_cmp(&other.distance))
    });
    let mut offered: Vec<Offer> = Vec::new();
    for offer in offers {
        let is_said = |said: &Offer| offer.value.is_some() && said.value == offer.value;
        if offered.len() < OFFERED && !offered.iter().any(is_said) {
            offered.push(offer);
        }
    }
    let words = offered.into_iter();
    words.map(|offer| offer.words).collect()
}

/// The first wording of a hedge that is true, with the value nearest to what is, and how far that is.
fn true_wording(subject: &Subject, hedge: &Hedge) -> Option<(f64, String, Option<Value>)> {
    let words = hedge.words.first()?;
    if !words.contains("{value}") {
        let plain = subject.with_value(None);
        if !plain.bears_out(&hedge.holds) {
            return None;
        }
        // Words that a small change would make false say most: "nearly all" rather than "most".
        let margin = plain.margin(&hedge.holds);
        let rows = margin.map_or(FURTHEST, |(units, _)| units);
        let distance = WITHOUT_A_NUMBER + rows as f64 / 1000.0;
        return Some((distance, words.clone(), None));
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
            said.bears_out(&hedge.holds)
                .then(|| (distance, words.replace("{value}", &text), Some(value)))
        });
    tried.min_by(|a, b| a.0.total_cmp(&b.0))
}

/// Numbers to say, near to what is: fractions and percentages, or whole numbers.
fn values(subject: &Subject, hedge: &Hedge) -> Vec<(String, Value)> {
    let numbers = subject.with_value(None).numbers();
    let said_as_share = subject.value().is_none_or(|value| value.is_share);
    if let Some(share) = numbers.get("share").filter(|_| said_as_share) {
        let fractions = FRACTIONS.iter();
        let fractions =
            fractions.map(|(words, amount)| ((*words).to_owned(), Value::fraction(*amount)));
        let round = (1..20_u8).map(|step| f64::from(step) / 20.0);
        // Where a wording says what is, or a source its limit, that is a number to say too.
        let says_what_is = hedge.holds.uses(&["rounded"]) || matches!(subject, Subject::Fact(_));
        let own = [share.low, share.high].into_iter();
        let own = own.filter(|share| says_what_is && *share > 0.0 && *share < 1.0);
        let percentages = round.chain(own.map(|share| (share * 100.0).round() / 100.0));
        let percentages = percentages.map(|share| (percent(share), Value::percentage(share)));
        return fractions.chain(percentages).collect();
    }
    let Some(it) = numbers.get("it") else {
        return Vec::new();
    };
    let known = if it.low > 0.0 { it.low } else { it.high };
    let known = known.min(9e15) as i64;
    let near = (known - 5).max(0)..=known + 5;
    near.map(|count| (with_thousands(count), Value::count(count)))
        .collect()
}
