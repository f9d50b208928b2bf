//! Schema and rows: which columns and rows came, went or changed, cell by cell.

use indexmap::IndexMap;
use serde::Serialize;

use super::matching::{Matching, Paired, PairedBy, Parents, matched};
use super::table::Rows;
use super::{Pair, in_order_of_both};
use crate::diagnostics::Place;

/// How a cleaned table differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableChange {
    /// The table.
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
    pub columns_retyped: Vec<Retyped>,
    /// Rows only on the new side, by key.
    pub rows_gained: Vec<RowAt>,
    /// Rows only on the old side, by key.
    pub rows_lost: Vec<RowAt>,
    /// Rows of the same key that say something else.
    pub rows_changed: Vec<RowChange>,
    /// Rows that have another key and are likely the same.
    pub rows_rekeyed: Vec<RowChange>,
    /// Rows that are the same.
    pub unchanged: usize,
}

/// A column whose values are of another type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Retyped {
    /// The column.
    pub column: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: Pair<String>,
}

/// A row on one side.
#[derive(Debug, Clone, PartialEq, PartialOrd, Eq, Ord, Serialize)]
pub struct RowAt {
    /// Its key.
    pub key: Vec<String>,
    /// Where it stands in its raw file.
    pub place: Place,
}

/// A row on both sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowChange {
    /// The row.
    pub row: Pair<RowAt>,
    /// For a row with another key: in how many columns it is alike, of those that either side fills, keys
    /// left aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alike: Option<Alike>,
    /// The cells that differ.
    pub cells: Vec<CellChange>,
}

/// How alike two rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// Columns in which they are alike.
    pub columns: usize,
    /// Columns that either of them fills.
    pub of: usize,
}

/// A cell that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellChange {
    /// The column.
    pub column: String,
    /// Its values; none where it is missing.
    pub value: Pair<Option<String>>,
}

/// Both sides of a table and which row is which.
pub struct Matched<'a> {
    /// The table on both sides.
    pub rows: Pair<Option<&'a Rows>>,
    /// Its rows.
    pub matching: Matching,
}

/// Matches the rows of all tables; those of a table made from another after that one.
pub fn match_all<'a>(
    old: &'a IndexMap<String, Rows>,
    new: &'a IndexMap<String, Rows>,
) -> IndexMap<String, Matched<'a>> {
    let mut all: IndexMap<String, Matched<'a>> = IndexMap::new();
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
            Some(Parents::of(
                parent.rows.old?,
                parent.rows.new?,
                &parent.matching,
            ))
        });
        let matching = match (both.old, both.new) {
            (Some(old), Some(new)) => matched(old, new, parents.as_ref()),
            (old, new) => Matching {
                pairs: Vec::new(),
                lost: (0..old.map_or(0, Rows::height)).collect(),
                gained: (0..new.map_or(0, Rows::height)).collect(),
            },
        };
        all.insert(
            name.clone(),
            Matched {
                rows: both,
                matching,
            },
        );
    }
    all.sort_by_cached_key(|name, _| names.iter().position(|known| known == name));
    all
}

impl Matched<'_> {
    /// How the table differs; nothing when it does not.
    pub fn change(&self, table: &str) -> Option<TableChange> {
        let columns =
            |rows: Option<&Rows>| rows.map(|rows| rows.columns.clone()).unwrap_or_default();
        let (old, new) = (columns(self.rows.old), columns(self.rows.new));
        let only = |one: &IndexMap<String, String>, other: &IndexMap<String, String>| {
            let columns = one.keys().filter(|column| !other.contains_key(*column));
            columns.cloned().collect()
        };
        let (mut rows_changed, mut rows_rekeyed, mut unchanged) = (Vec::new(), Vec::new(), 0);
        for pair in &self.matching.pairs {
            let change = self.row_change(pair);
            if change.alike.is_some() && !self.keys_are_lines() {
                rows_rekeyed.push(change);
            } else if change.cells.is_empty() {
                unchanged += 1;
            } else {
                rows_changed.push(change);
            }
        }
        rows_changed.sort_by(in_order_of_rows);
        rows_rekeyed.sort_by(in_order_of_rows);
        let one_sided = self.rows.old.is_none() || self.rows.new.is_none();
        let any = self.rows.new.or(self.rows.old)?;
        let change = TableChange {
            table: table.to_owned(),
            made_from: any.parent.clone(),
            key: any.key.clone(),
            present: Pair::of(self.rows.old.is_some(), self.rows.new.is_some()),
            rows: Pair::of(
                self.rows.old.map_or(0, Rows::height),
                self.rows.new.map_or(0, Rows::height),
            ),
            // Of a table that one side lacks, no column is told apart.
            columns_gained: if one_sided {
                Vec::new()
            } else {
                only(&new, &old)
            },
            columns_lost: if one_sided {
                Vec::new()
            } else {
                only(&old, &new)
            },
            columns_retyped: retyped(&old, &new),
            rows_gained: rows_at(self.rows.new, &self.matching.gained),
            rows_lost: rows_at(self.rows.old, &self.matching.lost),
            rows_changed,
            rows_rekeyed,
            unchanged,
        };
        change.is_one().then_some(change)
    }

    /// Both sides number their rows by line, so that a key which differs is no change.
    fn keys_are_lines(&self) -> bool {
        let is_line = |rows: Option<&Rows>| rows.is_some_and(|rows| rows.key_is_line);
        is_line(self.rows.old) && is_line(self.rows.new)
    }

    fn row_change(&self, pair: &Paired) -> RowChange {
        let at = |rows: Option<&Rows>, row| RowAt {
            key: rows.map(|rows| rows.key_of(row)).unwrap_or_default(),
            place: rows.map(|rows| rows.place(row)).unwrap_or_default(),
        };
        RowChange {
            row: Pair::of(at(self.rows.old, pair.old), at(self.rows.new, pair.new)),
            alike: match pair.by {
                PairedBy::Key => None,
                PairedBy::Content { alike, of } => Some(Alike { columns: alike, of }),
            },
            cells: self.cells(pair),
        }
    }

    /// The cells that differ between two rows that are one, keys left aside.
    pub fn cells(&self, pair: &Paired) -> Vec<CellChange> {
        let (Some(old), Some(new)) = (self.rows.old, self.rows.new) else {
            return Vec::new();
        };
        let columns = in_order_of_both(old.columns.keys(), new.columns.keys());
        let shared = columns.into_iter().filter(|column| {
            let both = old.columns.contains_key(column) && new.columns.contains_key(column);
            both && !old.key.contains(column)
        });
        let cells = shared.filter_map(|column| {
            let value = Pair::of(old.cell(&column, pair.old), new.cell(&column, pair.new));
            (value.old != value.new).then(|| CellChange {
                column,
                value: Pair::of(value.old.map(str::to_owned), value.new.map(str::to_owned)),
            })
        });
        cells.collect()
    }
}

impl TableChange {
    fn is_one(&self) -> bool {
        self.present.old != self.present.new
            || !self.columns_gained.is_empty()
            || !self.columns_lost.is_empty()
            || !self.columns_retyped.is_empty()
            || !self.rows_gained.is_empty()
            || !self.rows_lost.is_empty()
            || !self.rows_changed.is_empty()
            || !self.rows_rekeyed.is_empty()
    }
}

/// The same order whichever side is the old one.
fn in_order_of_rows(one: &RowChange, other: &RowChange) -> std::cmp::Ordering {
    let key = |change: &RowChange| {
        let (old, new) = (natural(&change.row.old.key), natural(&change.row.new.key));
        if old <= new { (old, new) } else { (new, old) }
    };
    key(one).cmp(&key(other))
}

/// Orders keys as people do: `R-2` before `R-10`.
pub fn natural(key: &[String]) -> Vec<(String, u64, String)> {
    let parts = key.iter().map(|part| {
        let digits = part.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let before = &part[..part.len() - digits.len()];
        let number = digits.split(|letter: char| !letter.is_ascii_digit()).next();
        let number = number
            .and_then(|number| number.parse().ok())
            .unwrap_or_default();
        (before.to_owned(), number, part.clone())
    });
    parts.collect()
}

fn rows_at(rows: Option<&Rows>, numbers: &[usize]) -> Vec<RowAt> {
    let mut at: Vec<RowAt> = numbers
        .iter()
        .filter_map(|row| {
            let rows = rows?;
            Some(RowAt {
                key: rows.key_of(*row),
                place: rows.place(*row),
            })
        })
        .collect();
    at.sort_by_cached_key(|row| natural(&row.key));
    at
}

fn retyped(old: &IndexMap<String, String>, new: &IndexMap<String, String>) -> Vec<Retyped> {
    let columns = in_order_of_both(old.keys(), new.keys());
    let retyped = columns.into_iter().filter_map(|column| {
        let kind = Pair::of(old.get(&column)?.clone(), new.get(&column)?.clone());
        (kind.old != kind.new).then_some(Retyped { column, kind })
    });
    retyped.collect()
}
