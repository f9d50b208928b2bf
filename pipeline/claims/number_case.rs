//! The numbers of a finding that a claim is tested with, and those that a few changed rows would make
//! of them.

use brief_base::numbers::{percent, with_thousands};

use super::condition::{Condition, NamedNumbers};
use super::interval::Interval;
use super::stated_number::StatedNumber;

/// The most changed rows that are tried.
pub(super) const FURTHEST: i64 = 40;

/// What a claim speaks of, in whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct NumberCase {
    /// What is counted.
    pub count: i64,
    /// What it is a share of.
    pub base: Option<i64>,
    /// How many cannot be told.
    pub unknown: i64,
    /// How many of these the base leaves out.
    pub outside: i64,
    /// The count of the finding that it is compared with.
    pub other: Option<i64>,
    /// What that is a share of.
    pub other_base: Option<i64>,
    /// The number in the words.
    pub value: Option<StatedNumber>,
}

/// How near a claim is to failing, or a false one to holding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin<T> {
    /// The fewest units that would have to change: be added, be taken out, or be coded otherwise.
    pub units: i64,
    /// One way in which they would.
    pub then: T,
}

impl<T> Margin<T> {
    /// The same of what `wrap` makes of it.
    pub fn map<U>(self, wrap: impl FnOnce(T) -> U) -> Margin<U> {
        Margin {
            units: self.units,
            then: wrap(self.then),
        }
    }
}

impl NumberCase {
    /// The names that a condition may use, with their numbers.
    pub fn numbers(&self) -> NamedNumbers {
        let count = self.count as f64;
        let share = share(self.count, self.base);
        let it = match self.value {
            Some(value) if value.is_share => share,
            _ => Some(count),
        };
        let of_all = self.base.map(|base| base + self.outside);
        let other = self.other.unwrap_or_default();
        let numbers = [
            ("it", it),
            ("share", share),
            ("count", Some(count)),
            ("base", self.base.map(|base| base as f64)),
            ("unknown", Some(self.unknown as f64)),
            ("lower", self::share(self.count, of_all)),
            ("upper", self::share(self.count + self.unknown, of_all)),
            ("other", self.other.map(|other| other as f64)),
            ("other_share", self::share(other, self.other_base)),
        ];
        named(numbers, self.value)
    }

    /// Whether a condition is true of it; one that cannot be decided is not.
    pub fn bears_out(&self, condition: &Condition) -> bool {
        condition.holds(&self.numbers()) == Some(true)
    }

    /// The fewest rows whose change turns the condition over, when it is not many. Of two shares that
    /// are compared, one changes.
    ///
    /// # Example
    /// ```
    /// use brief_claims::number_case::NumberCase;
    /// use brief_claims::condition::Condition;
    ///
    /// let majority = Condition::parse("share > 0.5")?;
    /// let case = NumberCase { count: 18, base: Some(33), ..NumberCase::default() };
    /// // Two rows coded otherwise leave 16 of 33.
    /// assert_eq!(case.margin(&majority).map(|margin| margin.units), Some(2));
    /// # Ok::<(), String>(())
    /// ```
    pub fn margin(&self, condition: &Condition) -> Option<Margin<NumberCase>> {
        let now = self.bears_out(condition);
        (1..=FURTHEST).find_map(|rows| {
            let own = self.with_rows_changed(rows);
            let mut changed = own.chain(self.with_others_changed(rows));
            changed
                .find(|case| case.bears_out(condition) != now)
                .map(|then| Margin { units: rows, then })
        })
    }

    /// What exactly so many changed rows can make of it: a row can enter or leave the count, the base or
    /// both, or pass to what it is compared with. The unknown stay as many as they are.
    fn with_rows_changed(&self, rows: i64) -> impl Iterator<Item = NumberCase> + '_ {
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
            } else if let Some(other) = &mut case.other {
                *other += second;
                0
            } else if second == 0 {
                0
            } else {
                return None;
            };
            let needed = counted.abs().max(second.abs()).max(other_way.abs());
            (needed == rows && case.is_possible()).then_some(case)
        })
    }

    /// The same for the share that it is compared with.
    fn with_others_changed(&self, rows: i64) -> impl Iterator<Item = NumberCase> + '_ {
        let compared = self.other.zip(self.other_base);
        let swapped = compared.map(|(count, base)| NumberCase {
            count,
            base: Some(base),
            ..NumberCase::default()
        });
        let changed = swapped.into_iter().flat_map(move |other| {
            let changed: Vec<NumberCase> = other.with_rows_changed(rows).collect();
            changed
        });
        changed.map(|other| NumberCase {
            other: Some(other.count),
            other_base: other.base,
            ..*self
        })
    }

    fn is_possible(&self) -> bool {
        self.count >= 0
            && self.base.is_none_or(|base| base >= self.count)
            && self.other.is_none_or(|other| other >= 0)
    }

    /// In words: `20 of 33 (61 %)`, `45`; `2, beside 5`.
    pub fn words(&self) -> String {
        let own = counted(self.count, self.base);
        match self.other {
            Some(other) => format!("{own}, beside {}", counted(other, self.other_base)),
            None => own,
        }
    }
}

/// Numbers by name, with the number in the words.
pub(super) fn named(
    numbers: impl IntoIterator<Item = (&'static str, Option<f64>)>,
    value: Option<StatedNumber>,
) -> NamedNumbers {
    let numbers = numbers.into_iter();
    let known = numbers.filter_map(|(name, number)| Some((name, Interval::from(number?))));
    with_value(known.collect(), value)
}

/// Adds the number in the words, and what it is compared with as precisely as they give it.
pub(super) fn with_value(mut numbers: NamedNumbers, value: Option<StatedNumber>) -> NamedNumbers {
    if let Some(value) = value {
        numbers.insert("value", Interval::from(value.amount));
        if let Some(it) = numbers.get("it").copied() {
            numbers.insert("rounded", value.round(it));
        }
    }
    numbers
}

/// A count by its base, 0–1; none without a base or with an empty one.
pub(super) fn share(count: i64, base: Option<i64>) -> Option<f64> {
    let base = base.filter(|base| *base > 0)?;
    Some(count as f64 / base as f64)
}

fn counted(count: i64, base: Option<i64>) -> String {
    let number = with_thousands(count);
    match base.zip(share(count, base)) {
        Some((base, share)) => format!("{number} of {} ({})", with_thousands(base), percent(share)),
        None => number,
    }
}
