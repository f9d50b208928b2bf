//! The numbers that a claim is tested with, and those that a few changed rows would make of them.

use super::condition::{Condition, Numbers};
use super::value::Value;

/// The most changed rows that are tried.
const FURTHEST: i64 = 40;

/// What a claim speaks of, in whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Case {
    /// What is counted.
    pub count: i64,
    /// What it is a share of.
    pub base: Option<i64>,
    /// How many cannot be told.
    pub unknown: i64,
    /// The count of the finding that it is compared with.
    pub other: Option<i64>,
    /// The largest count of a table's rows that are not named.
    pub next: Option<i64>,
    /// The number in the words.
    pub value: Option<Value>,
}

/// How near a claim is to failing, or a false one to holding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// The fewest units that would have to change: be added, be taken out, or be coded otherwise.
    pub units: i64,
    /// One way in which they would.
    pub then: Case,
}

impl Case {
    /// The names that a condition may use, with their numbers.
    #[allow(clippy::cast_precision_loss)]
    pub fn numbers(&self) -> Numbers {
        let mut numbers = Numbers::new();
        let count = self.count as f64;
        let share = self
            .base
            .filter(|base| *base > 0)
            .map(|base| count / base as f64);
        let it = match self.value {
            Some(value) if value.is_share => share,
            _ => Some(count),
        };
        let of_all = self.base.map(|base| (base + self.unknown) as f64);
        let bound = |counted: i64| {
            of_all
                .filter(|all| *all > 0.0)
                .map(|all| counted as f64 / all)
        };
        for (name, number) in [
            ("it", it),
            ("value", self.value.map(|value| value.amount)),
            ("share", share),
            ("count", Some(count)),
            ("base", self.base.map(|base| base as f64)),
            ("unknown", Some(self.unknown as f64)),
            ("lower", bound(self.count)),
            ("upper", bound(self.count + self.unknown)),
            ("other", self.other.map(|other| other as f64)),
            ("next", self.next.map(|next| next as f64)),
        ] {
            if let Some(number) = number {
                numbers.insert(name, number);
            }
        }
        numbers
    }

    /// Whether a condition is true of it; one that cannot be decided is not.
    pub fn bears_out(&self, condition: &Condition) -> bool {
        condition.holds(&self.numbers()) == Some(true)
    }

    /// The fewest rows whose change turns the condition over, when it is not many.
    ///
    /// # Example
    /// ```
    /// use brief::claims::case::Case;
    /// use brief::claims::condition::Condition;
    ///
    /// let majority = Condition::parse("share > 0.5")?;
    /// let case = Case { count: 18, base: Some(33), ..Case::default() };
    /// // Two rows coded otherwise leave 16 of 33.
    /// assert_eq!(case.margin(&majority).map(|margin| margin.units), Some(2));
    /// # Ok::<(), String>(())
    /// ```
    pub fn margin(&self, condition: &Condition) -> Option<Margin> {
        let now = self.bears_out(condition);
        (1..=FURTHEST).find_map(|rows| {
            let mut changed = self.with_rows_changed(rows);
            changed
                .find(|case| case.bears_out(condition) != now)
                .map(|then| Margin { units: rows, then })
        })
    }

    /// What exactly so many changed rows can make of it: a row can enter or leave the count, the base or
    /// both, or pass to what it is compared with. The unknown stay as many as they are.
    fn with_rows_changed(&self, rows: i64) -> impl Iterator<Item = Case> + '_ {
        let steps = move || -rows..=rows;
        // A change that leaves the base as it is says most: it is tried first.
        let seconds = (0..=rows).flat_map(|by| [by, -by]).skip(1);
        let pairs = seconds.flat_map(move |second| steps().map(move |first| (first, second)));
        pairs.filter_map(move |(counted, second)| {
            let mut case = *self;
            case.count += counted;
            let other_way = if let Some(base) = &mut case.base {
                *base += second;
                second - counted
            } else if let Some(other) = case.other.as_mut().or(case.next.as_mut()) {
                *other += second;
                0
            } else if second == 0 {
                0
            } else {
                return None;
            };
            let needed = counted.abs().max(second.abs()).max(other_way.abs());
            let possible = case.count >= 0
                && case.base.is_none_or(|base| base >= case.count)
                && case.other.is_none_or(|other| other >= 0)
                && case.next.is_none_or(|next| next >= 0);
            (needed == rows && possible).then_some(case)
        })
    }

    /// In words: `20 of 33 (61 %)`, `45`.
    pub fn words(&self) -> String {
        use crate::numbers::{percent, with_thousands};
        let count = with_thousands(self.count);
        match (self.base, self.numbers().get("share")) {
            (Some(base), Some(share)) => {
                format!("{count} of {} ({})", with_thousands(base), percent(*share))
            }
            _ => match self.other.or(self.next) {
                Some(other) => format!("{count}, beside {}", with_thousands(other)),
                None => count,
            },
        }
    }
}
