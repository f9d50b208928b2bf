//! Columns and rows that were added, went or changed, cell by cell.

use std::cmp::Ordering;

use indexmap::IndexMap;
use serde::Serialize;

use brief_base::diagnostics::Place;
use brief_base::text::natural_order;
use brief_data::dictionary::in_common;

use super::matching::{Likeness, MatchBasis, Matching, ParentMatch, RowPair, match_rows};
use super::table::Rows;
use super::{Pair, in_order_of_both};

/// How a cleaned table differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableChange {
    pub table: String,
    /// The table that it is made from, when it has no extract of its own.
    pub made_from: Option<String>,
    /// Columns that name a row together.
    pub key: Vec<String>,
    /// Which side has it.
    pub present: Pair<bool>,
    /// How many rows each side has.
    pub rows: Pair<usize>,
    /// Columns only on the new side.
    pub columns_gained: Vec<String>,
    /// Columns only on the old side.
    pub columns_lost: Vec<String>,
    /// Columns whose values are of another type.
    pub columns_retyped: Vec<TypeChange>,
    /// Rows only on the new side, by key.
    pub rows_gained: Vec<SourceRow>,
    /// Rows only on the old side, by key.
    pub rows_lost: Vec<SourceRow>,
    /// Rows of the same key that say something else.
    pub rows_changed: Vec<RowChange>,
    /// Rows that have another key and are likely the same.
    pub rows_rekeyed: Vec<RowChange>,
    pub unchanged: usize,
}

/// A column whose values are of another type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TypeChange {
    pub column: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: Pair<String>,
}

/// A row on one side.
#[derive(Debug, Clone, PartialEq, PartialOrd, Eq, Ord, Serialize)]
pub struct SourceRow {
    pub key: Vec<String>,
    /// Where it stands in its raw file.
    pub place: Place,
}

/// A row on both sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowChange {
    pub row: Pair<SourceRow>,
    /// Only for a row with another key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alike: Option<Likeness>,
    pub cells: Vec<CellChange>,
}

/// A cell that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellChange {
    pub column: String,
    /// Its values; none where it is missing.
    pub value: Pair<Option<String>>,
}

/// How many rows differ.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowCount {
    pub gained: usize,
    pub lost: usize,
    pub changed: usize,
    pub rekeyed: usize,
}

impl RowCount {
    pub(crate) fn sum(self) -> usize {
        self.gained + self.lost + self.changed + self.rekeyed
    }
}

/// Both sides of a table and which row is which.
pub(crate) struct TableMatch<'a> {
    /// The table on both sides.
    pub rows: Pair<Option<&'a Rows>>,
    pub matching: Matching,
    /// Where the rows of each pair differ.
    pub differences: Differences,
}

/// The cells that differ between paired rows, outside of their keys.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    /// The columns that both sides have.
    columns: Vec<String>,
    /// Number of the pair and of the column, in order.
    cells: Vec<(u32, u32)>,
}

impl Differences {
    fn of(old: &Rows, new: &Rows, pairs: &[RowPair]) -> Self {
        let columns = in_order_of_both(old.columns.keys(), new.columns.keys());
        let mut differences = Differences::default();
        for column in columns {
            let (Some(olds), Some(news)) = (old.cells.get(&column), new.cells.get(&column)) else {
                continue;
            };
            if old.key.contains(&column) {
                continue;
            }
            let number = u32::try_from(differences.columns.len()).unwrap_or(u32::MAX);
            let (of_old, of_new) = in_common(olds, news);
            for (pair, at) in pairs.iter().zip(0..) {
                let old = of_old[olds.codes[pair.old] as usize];
                if old != of_new[news.codes[pair.new] as usize] {
                    differences.cells.push((at, number));
                }
            }
            differences.columns.push(column);
        }
        differences.cells.sort_unstable();
        differences
    }

    /// The columns in which the rows of a pair differ.
    pub(crate) fn of_pair(&self, pair: usize) -> impl Iterator<Item = &String> {
        let is_before = |cell: &(u32, u32)| (cell.0 as usize) < pair;
        let cells = &self.cells[self.cells.partition_point(is_before)..];
        let own = cells.iter().take_while(move |cell| cell.0 as usize == pair);
        own.filter_map(|(_, column)| self.columns.get(*column as usize))
    }
}

/// Matches the rows of all tables; those of a table made from another after that one.
pub(crate) fn match_all<'a>(
    old: &'a IndexMap<String, Rows>,
    new: &'a IndexMap<String, Rows>,
) -> IndexMap<String, TableMatch<'a>> {
    let mut all: IndexMap<String, TableMatch<'a>> = IndexMap::new();
    let names = in_order_of_both(old.keys(), new.keys());
    let rows = |name: &str| Pair::of(old.get(name), new.get(name));
    let is_child = |name: &&String| {
        let both = rows(name);
        [both.old, both.new]
            .into_iter()
            .flatten()
            .any(|rows| rows.parent.is_some())
    };
    let (children, others): (Vec<&String>, Vec<&String>) = names.iter().partition(is_child);
    for name in others.into_iter().chain(children) {
        let both = rows(name);
        let parents = both.old.and_then(|rows| all.get(rows.parent.as_deref()?));
        let parents = parents.and_then(|parent| {
            Some(ParentMatch::of(
                parent.rows.old?,
                parent.rows.new?,
                &parent.matching,
            ))
        });
        let table = TableMatch::of(both, parents.as_ref());
        all.insert(name.clone(), table);
    }
    all.sort_by_cached_key(|name, _| names.iter().position(|known| known == name));
    all
}

impl<'a> TableMatch<'a> {
    fn of(rows: Pair<Option<&'a Rows>>, parents: Option<&ParentMatch<'_>>) -> Self {
        let (matching, differences) = match (rows.old, rows.new) {
            (Some(old), Some(new)) => {
                let matching = match_rows(old, new, parents);
                let differences = Differences::of(old, new, &matching.pairs);
                (matching, differences)
            }
            (old, new) => {
                let all = |rows: Option<&Rows>| (0..rows.map_or(0, Rows::height)).collect();
                let matching = Matching {
                    pairs: Vec::new(),
                    lost: all(old),
                    gained: all(new),
                };
                (matching, Differences::default())
            }
        };
        TableMatch {
            rows,
            matching,
            differences,
        }
    }

    /// How the table differs; nothing when it does not.
    pub(crate) fn change(&self, table: &str) -> Option<TableChange> {
        let any = self.rows.new.or(self.rows.old)?;
        let height = |rows: Option<&Rows>| rows.map_or(0, Rows::height);
        let mut change = TableChange {
            table: table.to_owned(),
            made_from: any.parent.clone(),
            key: any.key.clone(),
            present: Pair::of(self.rows.old.is_some(), self.rows.new.is_some()),
            rows: Pair::of(height(self.rows.old), height(self.rows.new)),
            columns_gained: Vec::new(),
            columns_lost: Vec::new(),
            columns_retyped: Vec::new(),
            rows_gained: rows_at(self.rows.new, &self.matching.gained),
            rows_lost: rows_at(self.rows.old, &self.matching.lost),
            rows_changed: Vec::new(),
            rows_rekeyed: Vec::new(),
            unchanged: 0,
        };
        // If one side lacks the table, its columns are not listed one by one.
        if let (Some(old), Some(new)) = (self.rows.old, self.rows.new) {
            let (old, new) = (&old.columns, &new.columns);
            change.columns_gained = only_in(new, old);
            change.columns_lost = only_in(old, new);
            change.columns_retyped = retyped(old, new);
        }
        self.sort_pairs(&mut change);
        change.is_one().then_some(change)
    }

    /// Sorts pairs into changed, rekeyed, and unchanged rows.
    fn sort_pairs(&self, change: &mut TableChange) {
        let keys_are_lines = self.keys_are_lines();
        for (number, pair) in self.matching.pairs.iter().enumerate() {
            if pair.by != MatchBasis::Key && !keys_are_lines {
                change.rows_rekeyed.push(self.row_change(number, pair));
            } else if self.differences.of_pair(number).next().is_none() {
                change.unchanged += 1;
            } else {
                change.rows_changed.push(self.row_change(number, pair));
            }
        }
        change.rows_changed.sort_by(in_order_of_rows);
        change.rows_rekeyed.sort_by(in_order_of_rows);
    }

    /// Whether both sides use line numbers as keys, so that a different key is not a change.
    fn keys_are_lines(&self) -> bool {
        let is_line = |rows: Option<&Rows>| rows.is_some_and(|rows| rows.key_is_line);
        is_line(self.rows.old) && is_line(self.rows.new)
    }

    fn row_change(&self, number: usize, pair: &RowPair) -> RowChange {
        let at = |rows: Option<&Rows>, row| SourceRow {
            key: rows.map(|rows| rows.key_of(row)).unwrap_or_default(),
            place: rows.map(|rows| rows.place(row)).unwrap_or_default(),
        };
        RowChange {
            row: Pair::of(at(self.rows.old, pair.old), at(self.rows.new, pair.new)),
            alike: match pair.by {
                MatchBasis::Key => None,
                MatchBasis::Content(likeness) => Some(likeness),
            },
            cells: self.cells(number, pair),
        }
    }

    /// The cells that differ in a pair, which is given with its number.
    fn cells(&self, number: usize, pair: &RowPair) -> Vec<CellChange> {
        let cell = |rows: Option<&Rows>, column: &str, row| {
            rows.and_then(|rows| rows.cell(column, row))
                .map(str::to_owned)
        };
        let columns = self.differences.of_pair(number);
        let cells = columns.map(|column| CellChange {
            column: column.clone(),
            value: Pair::of(
                cell(self.rows.old, column, pair.old),
                cell(self.rows.new, column, pair.new),
            ),
        });
        cells.collect()
    }
}

impl TableChange {
    pub(crate) fn count(&self) -> RowCount {
        RowCount {
            gained: self.rows_gained.len(),
            lost: self.rows_lost.len(),
            changed: self.rows_changed.len(),
            rekeyed: self.rows_rekeyed.len(),
        }
    }

    fn is_one(&self) -> bool {
        self.present.old != self.present.new
            || !self.columns_gained.is_empty()
            || !self.columns_lost.is_empty()
            || !self.columns_retyped.is_empty()
            || self.count().sum() > 0
    }
}

/// The same order whichever side is the old one.
fn in_order_of_rows(one: &RowChange, other: &RowChange) -> Ordering {
    fn keys(change: &RowChange) -> (&[String], &[String]) {
        let (old, new) = (&*change.row.old.key, &*change.row.new.key);
        match natural_order(old, new) {
            Ordering::Greater => (new, old),
            _ => (old, new),
        }
    }
    let (one, other) = (keys(one), keys(other));
    natural_order(one.0, other.0).then_with(|| natural_order(one.1, other.1))
}

fn rows_at(rows: Option<&Rows>, numbers: &[usize]) -> Vec<SourceRow> {
    let mut at: Vec<SourceRow> = numbers
        .iter()
        .filter_map(|row| {
            let rows = rows?;
            Some(SourceRow {
                key: rows.key_of(*row),
                place: rows.place(*row),
            })
        })
        .collect();
    at.sort_by(|one, other| natural_order(&one.key, &other.key));
    at
}

fn only_in(one: &IndexMap<String, String>, other: &IndexMap<String, String>) -> Vec<String> {
    let columns = one.keys().filter(|column| !other.contains_key(*column));
    columns.cloned().collect()
}

fn retyped(old: &IndexMap<String, String>, new: &IndexMap<String, String>) -> Vec<TypeChange> {
    let columns = in_order_of_both(old.keys(), new.keys());
    let retyped = columns.into_iter().filter_map(|column| {
        let kind = Pair::of(old.get(&column)?.clone(), new.get(&column)?.clone());
        (kind.old != kind.new).then_some(TypeChange { column, kind })
    });
    retyped.collect()
}
