//! Which row of one side is which row of the other.
//!
//! Keys decide. What they leave over, and all rows of a delivery that numbers its rows by their lines, is
//! matched by what the rows say: first alike in everything, then alike in nearly everything, each the
//! other's one best match. Swapping the sides gives the same pairs.

use std::collections::{BTreeMap, HashMap};

use super::table::Rows;

/// A pair of rows, by their numbers on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paired {
    /// On the old side.
    pub old: usize,
    /// On the new side.
    pub new: usize,
    /// What says that they are one.
    pub by: PairedBy,
}

/// What says that two rows are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairedBy {
    /// They have the same key.
    Key,
    /// They are alike in so many columns, of all that either of them fills, keys left aside.
    Content {
        /// Alike in these.
        alike: usize,
        /// Filled on either side.
        of: usize,
    },
}

/// The rows of a table on both sides, matched.
#[derive(Debug, Clone, Default)]
pub struct Matching {
    /// The same row on both sides, in the order of the old side.
    pub pairs: Vec<Paired>,
    /// Only on the old side.
    pub lost: Vec<usize>,
    /// Only on the new side.
    pub gained: Vec<usize>,
}

/// Two rows are likely one when this share of what either fills is alike …
const LIKELY: f64 = 0.75;
/// … in at least this many columns.
const LEAST_ALIKE: usize = 3;
/// A value that more rows than this share tells nothing about which row it is: this bounds the pairs tried.
const TELLING: usize = 64;

/// Matches the rows of a table. `parents` are the pairs of the table that it was made from.
pub fn matched(old: &Rows, new: &Rows, parents: Option<&Parents<'_>>) -> Matching {
    let mut matching = if (old.key_is_line || new.key_is_line) && parents.is_none() {
        Matching {
            pairs: Vec::new(),
            lost: (0..old.height()).collect(),
            gained: (0..new.height()).collect(),
        }
    } else {
        by_key(old, new, parents)
    };
    if parents.is_none() {
        let content = Content::of(old, new);
        content.match_equal(&mut matching);
        content.match_likely(&mut matching);
    }
    matching.pairs.sort_by_key(|pair| pair.old);
    matching
}

/// How the keys of a parent table's rows translate.
#[derive(Debug)]
pub struct Parents<'a> {
    key: &'a [String],
    new_to_old: HashMap<Vec<String>, Vec<String>>,
    paired_old: HashMap<Vec<String>, ()>,
}

impl<'a> Parents<'a> {
    /// From the pairs of the parent table.
    pub fn of(old: &'a Rows, new: &Rows, matching: &Matching) -> Self {
        let pairs = matching.pairs.iter();
        Parents {
            key: &old.key,
            new_to_old: pairs
                .clone()
                .map(|pair| (new.key_of(pair.new), old.key_of(pair.old)))
                .collect(),
            paired_old: pairs.map(|pair| (old.key_of(pair.old), ())).collect(),
        }
    }
}

/// A row's key, in which the parent's is the one that it has on the old side.
fn names(rows: &Rows, parents: Option<&Parents<'_>>, is_new: bool) -> Vec<Vec<String>> {
    let name = |row: usize| {
        let Some(parents) = parents else {
            return rows.key_of(row);
        };
        let is_parents = |column: &&String| parents.key.contains(*column);
        let cell = |column: &String| rows.cell(column, row).unwrap_or_default().to_owned();
        let of_parent: Vec<String> = rows.key.iter().filter(is_parents).map(cell).collect();
        let translated = if is_new {
            parents.new_to_old.get(&of_parent).cloned()
        } else {
            parents
                .paired_old
                .get(&of_parent)
                .map(|()| of_parent.clone())
        };
        // A row of a parent that has no counterpart has none itself, whatever it is called.
        let side = match (&translated, is_new) {
            (Some(_), _) => "both",
            (None, true) => "new",
            (None, false) => "old",
        };
        let own = rows
            .key
            .iter()
            .filter(|column| !is_parents(column))
            .map(cell);
        let mut name = vec![side.to_owned()];
        name.extend(translated.unwrap_or(of_parent));
        name.extend(own);
        name
    };
    (0..rows.height()).map(name).collect()
}

/// Merges both sides, sorted by key.
fn by_key(old: &Rows, new: &Rows, parents: Option<&Parents<'_>>) -> Matching {
    let (old_names, new_names) = (names(old, parents, false), names(new, parents, true));
    let sorted = |names: &[Vec<String>]| {
        let mut rows: Vec<usize> = (0..names.len()).collect();
        rows.sort_by(|a, b| names[*a].cmp(&names[*b]));
        rows
    };
    let (old_rows, new_rows) = (sorted(&old_names), sorted(&new_names));
    let mut matching = Matching::default();
    let (mut old_rows, mut new_rows) = (
        old_rows.into_iter().peekable(),
        new_rows.into_iter().peekable(),
    );
    loop {
        let order = match (old_rows.peek(), new_rows.peek()) {
            (Some(old), Some(new)) => old_names[*old].cmp(&new_names[*new]),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => break,
        };
        match order {
            std::cmp::Ordering::Less => matching.lost.extend(old_rows.next()),
            std::cmp::Ordering::Greater => matching.gained.extend(new_rows.next()),
            std::cmp::Ordering::Equal => {
                if let (Some(old), Some(new)) = (old_rows.next(), new_rows.next()) {
                    matching.pairs.push(Paired {
                        old,
                        new,
                        by: PairedBy::Key,
                    });
                }
            }
        }
    }
    matching
}

/// Rows of the old side, rows of the new side.
type Sides = (Vec<usize>, Vec<usize>);

/// What rows say, keys left aside.
struct Content<'a> {
    old: &'a Rows,
    new: &'a Rows,
    columns: Vec<&'a str>,
    /// Rows that say the same are any of each other: their keys are lines and tell nothing.
    keys_tell_nothing: bool,
}

impl<'a> Content<'a> {
    fn of(old: &'a Rows, new: &'a Rows) -> Self {
        let columns = old.columns.keys().filter(|column| {
            new.columns.contains_key(*column)
                && !old.key.contains(column)
                && !new.key.contains(column)
        });
        Content {
            old,
            new,
            columns: columns.map(String::as_str).collect(),
            keys_tell_nothing: old.key_is_line && new.key_is_line,
        }
    }

    fn said(&self, rows: &'a Rows, row: usize) -> Vec<Option<&'a str>> {
        let columns = self.columns.iter();
        columns.map(|column| rows.cell(column, row)).collect()
    }

    fn match_equal(&self, matching: &mut Matching) {
        let mut alike: BTreeMap<Vec<Option<&str>>, Sides> = BTreeMap::new();
        for row in &matching.lost {
            alike
                .entry(self.said(self.old, *row))
                .or_default()
                .0
                .push(*row);
        }
        for row in &matching.gained {
            alike
                .entry(self.said(self.new, *row))
                .or_default()
                .1
                .push(*row);
        }
        let mut pairs = Vec::new();
        for (said, (old, new)) in alike {
            let of = said.iter().flatten().count();
            let one_each = old.len() == 1 && new.len() == 1;
            if of == 0 || !(one_each && of >= LEAST_ALIKE || self.keys_tell_nothing) {
                continue;
            }
            let by = PairedBy::Content { alike: of, of };
            let both = old.into_iter().zip(new);
            pairs.extend(both.map(|(old, new)| Paired { old, new, by }));
        }
        settle(matching, pairs);
    }

    fn match_likely(&self, matching: &mut Matching) {
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for column in &self.columns {
            let mut holders: HashMap<&str, Sides> = HashMap::new();
            for row in &matching.lost {
                if let Some(cell) = self.old.cell(column, *row) {
                    holders.entry(cell).or_default().0.push(*row);
                }
            }
            for row in &matching.gained {
                if let Some(cell) = self.new.cell(column, *row) {
                    holders.entry(cell).or_default().1.push(*row);
                }
            }
            let telling = holders.into_values();
            for (old, new) in telling.filter(|(old, new)| old.len().max(new.len()) <= TELLING) {
                for pair in old
                    .iter()
                    .flat_map(|old| new.iter().map(|new| (*old, *new)))
                {
                    *shared.entry(pair).or_default() += 1;
                }
            }
        }
        let mut best_of_old: HashMap<usize, Best> = HashMap::new();
        let mut best_of_new: HashMap<usize, Best> = HashMap::new();
        for (old, new) in shared.into_keys() {
            let (alike, of) = self.alike(old, new);
            if alike >= LEAST_ALIKE && share(alike, of) >= LIKELY {
                best_of_old.entry(old).or_default().offer(new, alike, of);
                best_of_new.entry(new).or_default().offer(old, alike, of);
            }
        }
        let mut pairs = Vec::new();
        for (old, best) in &best_of_old {
            let Some((new, alike, of)) = best.only() else {
                continue;
            };
            let other = best_of_new.get(&new).and_then(Best::only);
            if other.is_some_and(|(other, _, _)| other == *old) {
                let by = PairedBy::Content { alike, of };
                pairs.push(Paired { old: *old, new, by });
            }
        }
        settle(matching, pairs);
    }

    /// In how many columns two rows are alike, of how many that either fills.
    fn alike(&self, old: usize, new: usize) -> (usize, usize) {
        let columns = self.columns.iter();
        let cells = columns.map(|column| (self.old.cell(column, old), self.new.cell(column, new)));
        let filled: Vec<bool> = cells
            .filter(|(old, new)| old.is_some() || new.is_some())
            .map(|(old, new)| old == new)
            .collect();
        (filled.iter().filter(|alike| **alike).count(), filled.len())
    }
}

#[allow(clippy::cast_precision_loss)]
fn share(alike: usize, of: usize) -> f64 {
    alike as f64 / of as f64
}

/// The best counterpart of a row so far, and whether another is as good.
#[derive(Default)]
struct Best {
    row: usize,
    alike: usize,
    of: usize,
    as_good: usize,
}

impl Best {
    fn offer(&mut self, row: usize, alike: usize, of: usize) {
        let better = self.of == 0 || share(alike, of) > share(self.alike, self.of);
        let equal = alike * self.of == self.alike * of;
        if better && !(equal && self.of > 0) {
            (self.row, self.alike, self.of, self.as_good) = (row, alike, of, 1);
        } else if equal {
            self.as_good += 1;
        }
    }

    fn only(&self) -> Option<(usize, usize, usize)> {
        (self.as_good == 1).then_some((self.row, self.alike, self.of))
    }
}

/// Takes pairs out of what is left over.
fn settle(matching: &mut Matching, pairs: Vec<Paired>) {
    let old: HashMap<usize, ()> = pairs.iter().map(|pair| (pair.old, ())).collect();
    let new: HashMap<usize, ()> = pairs.iter().map(|pair| (pair.new, ())).collect();
    matching.lost.retain(|row| !old.contains_key(row));
    matching.gained.retain(|row| !new.contains_key(row));
    matching.pairs.extend(pairs);
}
