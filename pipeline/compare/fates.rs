//! What became of each row between the two sides: lost, gained, or paired.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;

use brief_base::text::natural_order;

use super::Pair;
use super::matching::Matching;
use super::rows::TableMatch;
use super::table::Rows;

/// A row of a cleaned table, by its key on each side that has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RowName {
    pub table: String,
    /// Its key; none on a side that lacks the row.
    pub key: Pair<Option<Vec<String>>>,
}

impl RowName {
    /// The same order whichever side is the old one.
    pub(crate) fn in_order(&self, other: &Self) -> Ordering {
        let (one, two) = (self.keys(), other.keys());
        let by_key = || order(one.0, two.0).then_with(|| order(one.1, two.1));
        self.table.cmp(&other.table).then_with(by_key)
    }

    /// Its keys, the lesser one first.
    fn keys(&self) -> (Option<&[String]>, Option<&[String]>) {
        let (old, new) = (self.key.old.as_deref(), self.key.new.as_deref());
        match order(old, new) {
            Ordering::Greater => (new, old),
            _ => (old, new),
        }
    }
}

/// A missing key sorts first.
fn order(one: Option<&[String]>, other: Option<&[String]>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => natural_order(one, other),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

/// A row of a table, the same on both sides: number of the table, number of the row.
pub(crate) type RowId = (usize, usize);

/// What became of each row.
pub(crate) struct Fates<'a> {
    tables: IndexMap<&'a str, TableFates<'a>>,
}

struct TableFates<'a> {
    matched: &'a TableMatch<'a>,
    /// Number of each row of the old side; those of pairs come first.
    old: Vec<u32>,
    /// Number of each row of the new side.
    new: Vec<u32>,
}

impl<'a> Fates<'a> {
    /// From the matched rows of all tables.
    pub(crate) fn of(matched: &'a IndexMap<String, TableMatch<'a>>) -> Self {
        let tables = matched
            .iter()
            .map(|(name, table)| (name.as_str(), TableFates::of(table)));
        Fates {
            tables: tables.collect(),
        }
    }

    /// The number of a table, and those of its rows on one side.
    pub(crate) fn ids(&self, table: &str, is_new: bool) -> Option<(usize, &[u32])> {
        let (number, _, fates) = self.tables.get_full(table)?;
        let rows = if is_new { &fates.new } else { &fates.old };
        Some((number, rows))
    }

    /// The number of rows of a table, with pairs counted once.
    pub(crate) fn rows_of(&self, table: usize) -> usize {
        let matching = |fates: &TableFates<'a>| &fates.matched.matching;
        let matching = self
            .tables
            .get_index(table)
            .map(|(_, fates)| matching(fates));
        matching.map_or(0, |matching| {
            matching.pairs.len() + matching.lost.len() + matching.gained.len()
        })
    }

    /// The name of a row.
    pub(crate) fn name(&self, (table, id): RowId) -> RowName {
        let Some((name, fates)) = self.tables.get_index(table) else {
            return RowName {
                table: String::new(),
                key: Pair::default(),
            };
        };
        let (old, new) = fates.sides(id);
        let rows = fates.matched.rows;
        RowName {
            table: (*name).to_owned(),
            key: Pair::of(
                old.and_then(|row| Some(rows.old?.key_of(row))),
                new.and_then(|row| Some(rows.new?.key_of(row))),
            ),
        }
    }

    /// What became of a row of a table.
    pub(crate) fn of_row(&self, (table, id): RowId) -> Option<RowFate<'_>> {
        let (name, fates) = self.tables.get_index(table)?;
        let table = (*name).to_owned();
        Some(match fates.sides(id) {
            (Some(_), None) => RowFate::Lost(table),
            (None, _) => RowFate::Gained(table),
            (Some(_), Some(_)) => RowFate::Paired(table, PairedRow { fates, id }),
        })
    }
}

/// What became of a row, with the name of its table.
pub(crate) enum RowFate<'a> {
    /// Only the old side has it.
    Lost(String),
    /// Only the new side has it.
    Gained(String),
    /// Both sides have it.
    Paired(String, PairedRow<'a>),
}

/// A row that both sides have.
pub(crate) struct PairedRow<'a> {
    fates: &'a TableFates<'a>,
    id: usize,
}

impl PairedRow<'_> {
    /// The columns in which it differs, of those that are `read`. A column that cleaning made from others that
    /// changed is represented by them: one changed cell is one cause.
    pub(crate) fn changed_columns(&self, read: impl Fn(&String) -> bool) -> Vec<String> {
        let changed = self.fates.matched.differences.of_pair(self.id);
        self.fates
            .causes_among(self.id, changed.filter(|column| read(column)))
    }

    /// The corrections that these cells of it went through on one side only, by place and reason.
    pub(crate) fn corrections(&self, columns: &[String]) -> Pair<Vec<String>> {
        let rows = self.fates.matched.rows;
        let (old, new) = self.fates.sides(self.id);
        let correction = |rows: Option<&Rows>, row: Option<usize>, column: &str| {
            let found = rows?.correction(column, row?)?;
            Some(found.to_owned())
        };
        let mut corrections: Pair<Vec<String>> = Pair::default();
        for column in columns {
            let old = correction(rows.old, old, column);
            let new = correction(rows.new, new, column);
            if old.is_some() != new.is_some() {
                corrections.old.extend(old);
                corrections.new.extend(new);
            }
        }
        corrections
    }
}

impl<'a> TableFates<'a> {
    fn causes_among<'c>(
        &self,
        id: usize,
        changed: impl Iterator<Item = &'c String>,
    ) -> Vec<String> {
        let rows = self.matched.rows.new.or(self.matched.rows.old);
        let all: BTreeSet<&String> = self.matched.differences.of_pair(id).collect();
        let mut causes: Vec<String> = Vec::new();
        let mut open: Vec<&String> = changed.collect();
        open.reverse();
        let mut seen = BTreeSet::new();
        while let Some(column) = open.pop() {
            // A step may make a column from itself.
            if !seen.insert(column) {
                continue;
            }
            let from = rows.and_then(|rows| rows.made_from.get(column));
            let from = from.into_iter().flatten();
            let from: Vec<&String> = from
                .filter(|from| all.contains(from) && *from != column)
                .collect();
            if from.is_empty() {
                if !causes.contains(column) {
                    causes.push(column.clone());
                }
            } else {
                open.extend(from);
            }
        }
        causes
    }

    fn of(matched: &'a TableMatch<'a>) -> Self {
        let height = |rows: Option<&Rows>| rows.map_or(0, Rows::height);
        let mut fates = TableFates {
            old: vec![0; height(matched.rows.old)],
            new: vec![0; height(matched.rows.new)],
            matched,
        };
        let Matching {
            pairs,
            lost,
            gained,
        } = &matched.matching;
        for (pair, id) in pairs.iter().zip(0..) {
            fates.old[pair.old] = id;
            fates.new[pair.new] = id;
        }
        let mut ids = (0..).skip(pairs.len());
        for (row, id) in lost.iter().zip(ids.by_ref().take(lost.len())) {
            fates.old[*row] = id;
        }
        for (row, id) in gained.iter().zip(ids) {
            fates.new[*row] = id;
        }
        fates
    }

    /// The row's number on the old and the new side.
    fn sides(&self, id: usize) -> (Option<usize>, Option<usize>) {
        let Matching {
            pairs,
            lost,
            gained,
        } = &self.matched.matching;
        if let Some(pair) = pairs.get(id) {
            return (Some(pair.old), Some(pair.new));
        }
        let id = id - pairs.len();
        match lost.get(id) {
            Some(row) => (Some(*row), None),
            None => (None, gained.get(id - lost.len()).copied()),
        }
    }
}
