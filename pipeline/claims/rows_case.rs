//! Rows of a findings table that a claim names, compared with the rows that it does not name.

use std::cmp::Reverse;

use brief_base::numbers::{percent, with_thousands};

use super::condition::{Condition, NamedNumbers};
use super::number_case::{FURTHEST, Margin, named, share};
use super::stated_number::StatedNumber;

/// How many of the rows that are not named are changed to turn a claim: of a hundred small rows none
/// turns it sooner than the largest and the smallest.
const OTHERS: usize = 3;

/// A category and its count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowCount {
    pub code: String,
    /// How many.
    pub count: i64,
}

/// The rows of a table that a claim speaks of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowsCase {
    /// Those that it names, in its order.
    pub named: Vec<RowCount>,
    /// All others that are known, the largest first.
    pub others: Vec<RowCount>,
    /// How many are in no category, because it is not known.
    pub unknown: i64,
    /// The code of the row that it compares them with.
    pub than: Option<String>,
    /// The number in the words.
    pub value: Option<StatedNumber>,
}

impl RowsCase {
    /// The named rows of a table, and its others.
    pub fn new(named: Vec<RowCount>, mut others: Vec<RowCount>, unknown: i64) -> Self {
        others.sort_by_key(|row| Reverse(row.count));
        RowsCase {
            named,
            others,
            unknown,
            ..RowsCase::default()
        }
    }

    /// The names that a condition may use, with their numbers: `count` is the smallest of the named rows,
    /// `it`, `share` and the like are of them together.
    pub fn numbers(&self) -> NamedNumbers {
        RowTally::of(self).numbers()
    }

    /// Whether a condition is true of them; one that cannot be decided is not.
    pub fn bears_out(&self, condition: &Condition) -> bool {
        condition.holds(&self.numbers()) == Some(true)
    }

    /// The fewest rows of data whose change turns the condition over, when it is not many and changes in
    /// two rows of the table do it. A row of data can enter or leave a category, or pass to another.
    ///
    /// # Example
    /// ```
    /// use brief_claims::condition::Condition;
    /// use brief_claims::rows_case::{RowCount, RowsCase};
    ///
    /// let row = |code: &str, count| RowCount { code: code.to_owned(), count };
    /// let rows = RowsCase::new(vec![row("gold", 7)], vec![row("red", 4), row("green", 1)], 0);
    /// let lead = Condition::parse("count > next")?;
    /// // Two that turn red leave 5 beside 6.
    /// assert_eq!(rows.margin(&lead).map(|margin| margin.units), Some(2));
    /// # Ok::<(), String>(())
    /// ```
    pub fn margin(&self, condition: &Condition) -> Option<Margin<RowsCase>> {
        let tally = RowTally::of(self);
        let now = condition.holds(&tally.numbers()) == Some(true);
        let cells = self.cells_that_turn();
        let pairs = || {
            let firsts = cells.iter().enumerate();
            firsts.flat_map(|(at, first)| cells[at..].iter().map(move |second| (*first, *second)))
        };
        let mut tried = tally.clone();
        (1..=FURTHEST).find_map(|units| {
            let steps = pairs().flat_map(|(first, second)| {
                changes(units, first == second).map(move |by| ((first, by.0), (second, by.1)))
            });
            let turning = steps.into_iter().find(|(first, second)| {
                tried.clone_from(&tally);
                let is_possible = tried.change(*first) && tried.change(*second);
                is_possible && (condition.holds(&tried.numbers()) == Some(true)) != now
            });
            let ((first, one), (second, other)) = turning?;
            let mut then = self.clone();
            then.change(first, one);
            then.change(second, other);
            Some(Margin { units, then })
        })
    }

    /// The others whose change can turn a claim soonest: the row compared with, and the largest and
    /// smallest.
    fn others_that_turn(&self) -> impl Iterator<Item = usize> {
        let last = self.others.len();
        let than = |at: &usize| self.than.as_ref() == Some(&self.others[*at].code);
        (0..last).filter(move |at| *at < OTHERS || *at + OTHERS >= last || than(at))
    }

    fn cells_that_turn(&self) -> Vec<ChangedRow> {
        let named = (0..self.named.len()).map(ChangedRow::Named);
        let others = self.others_that_turn().enumerate();
        let others = others.map(|(number, at)| ChangedRow::Other { at, number });
        named.chain(others).collect()
    }

    /// Makes it so many more in one row.
    fn change(&mut self, cell: ChangedRow, by: i64) {
        match cell {
            ChangedRow::Named(at) => self.named[at].count += by,
            ChangedRow::Other { at, .. } => self.others[at].count += by,
        }
    }

    /// In words: `Casablanca 60, Fez 40; next is Rabat with 12`.
    pub fn words(&self) -> String {
        let row = |row: &RowCount| format!("{} {}", row.code, with_thousands(row.count));
        let named: Vec<String> = self.named.iter().map(row).collect();
        let mut words = named.join(", ");
        let numbers = self.numbers();
        let is_share = self.value.is_some_and(|value| value.is_share);
        if let (true, Some(share)) = (is_share, numbers.get("share").and_then(|it| it.number())) {
            words.push_str(&format!(" ({} of all that are known)", percent(share)));
        }
        let beside = match &self.than {
            Some(code) => self.others.iter().find(|row| row.code == *code),
            None => self.others.iter().max_by_key(|row| row.count),
        };
        match beside {
            Some(beside) if self.than.is_some() => format!("{words}, beside {}", row(beside)),
            Some(beside) => format!(
                "{words}; next is {} with {}",
                beside.code,
                with_thousands(beside.count)
            ),
            None => format!("{words}; there is no other"),
        }
    }
}

/// A row of the table that is changed to turn a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChangedRow {
    /// A named row, by its position.
    Named(usize),
    /// Another row.
    Other {
        /// Its position among the others.
        at: usize,
        /// Its position among those of them that are changed.
        number: usize,
    },
}

/// The counts of [`RowsCase`], those that no change touches added up: a margin tries thousands of changes, and
/// a table may have thousands of rows.
#[derive(Debug, Clone, Default)]
struct RowTally {
    named: Vec<i64>,
    /// The others that are changed to turn a claim.
    turning: Vec<i64>,
    /// Where among these the row compared with stands.
    than: Option<usize>,
    /// Sum, largest and smallest of the other rows.
    rest: i64,
    largest_of_rest: Option<i64>,
    smallest_of_rest: Option<i64>,
    unknown: i64,
    value: Option<StatedNumber>,
}

impl RowTally {
    fn of(rows: &RowsCase) -> Self {
        let turning: Vec<usize> = rows.others_that_turn().collect();
        let than = |at: &usize| rows.than.as_ref() == Some(&rows.others[*at].code);
        // Both are in ascending order.
        let mut next = turning.iter().copied().peekable();
        let rest = rows.others.iter().enumerate();
        let rest = rest.filter(|(at, _)| next.next_if_eq(at).is_none());
        let rest: Vec<i64> = rest.map(|(_, row)| row.count).collect();
        RowTally {
            named: rows.named.iter().map(|row| row.count).collect(),
            than: turning.iter().position(than),
            turning: turning.iter().map(|at| rows.others[*at].count).collect(),
            rest: rest.iter().sum(),
            largest_of_rest: rest.iter().max().copied(),
            smallest_of_rest: rest.iter().min().copied(),
            unknown: rows.unknown,
            value: rows.value,
        }
    }

    /// Makes it so many more in one row; false when that cannot have so few.
    fn change(&mut self, (cell, by): (ChangedRow, i64)) -> bool {
        let count = match cell {
            ChangedRow::Named(at) => &mut self.named[at],
            ChangedRow::Other { number, .. } => &mut self.turning[number],
        };
        *count += by;
        *count >= 0
    }

    fn numbers(&self) -> NamedNumbers {
        let together: i64 = self.named.iter().sum();
        let others: i64 = self.turning.iter().sum::<i64>() + self.rest;
        let base = together + others;
        let share_of_all = share(together, Some(base));
        let it = match self.value {
            Some(value) if value.is_share => share_of_all,
            _ => Some(together as f64),
        };
        let leads = self.named.windows(2).map(|pair| pair[0] - pair[1]);
        let number = |count: Option<i64>| count.map(|count| count as f64);
        let other_counts = || self.turning.iter().copied();
        let numbers = [
            ("it", it),
            ("share", share_of_all),
            ("count", number(self.named.iter().min().copied())),
            ("largest", number(self.named.iter().max().copied())),
            ("base", Some(base as f64)),
            ("unknown", Some(self.unknown as f64)),
            ("lower", share(together, Some(base + self.unknown))),
            (
                "upper",
                share(together + self.unknown, Some(base + self.unknown)),
            ),
            ("other", number(self.than.map(|at| self.turning[at]))),
            // Beside no other row nothing leads, and such a claim could not fail.
            (
                "next",
                number(other_counts().chain(self.largest_of_rest).max()),
            ),
            (
                "fewest",
                number(other_counts().chain(self.smallest_of_rest).min()),
            ),
            ("lead", number(leads.clone().min())),
            ("rise", number(leads.map(|lead| -lead).min())),
            ("others", Some(others as f64)),
        ];
        named(numbers, self.value)
    }
}

/// What exactly so many changed rows of data can do to two categories, or to one.
fn changes(units: i64, is_one: bool) -> impl Iterator<Item = (i64, i64)> {
    let of_one = [(units, 0), (-units, 0)].into_iter();
    // Passing from one to the other is one change; entering or leaving both are two.
    let passing = (0..=units).flat_map(move |by| {
        [
            (units, -by),
            (-units, by),
            (by, -units),
            (-by, units),
            (by, units - by),
            (-by, by - units),
        ]
    });
    of_one.chain(passing.filter(move |_| !is_one))
}
