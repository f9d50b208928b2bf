//! Which row of one side is which row of the other.
//!
//! Keys decide. What they leave over, and all rows of a delivery that numbers its rows by their lines, is
//! matched by what the rows say: first alike in everything, then alike in nearly everything, each the
//! other's one best match. Swapping the sides gives the same pairs.

use std::collections::HashSet;

use brief_data::dictionary::{DictionaryColumn, MISSING, in_common, together};

use super::Pair;
use super::table::Rows;

/// A pair of rows, by their numbers on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paired {
    /// On the old side.
    pub old: usize,
    /// On the new side.
    pub new: usize,
    /// What says that they are one.
    pub by: PairedBy,
}

/// What says that two rows are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PairedBy {
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
pub(crate) struct Matching {
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
pub(crate) fn matched(old: &Rows, new: &Rows, parents: Option<&Parents<'_>>) -> Matching {
    let mut matching = if (old.key_is_line || new.key_is_line) && parents.is_none() {
        unmatched(old, new)
    } else {
        by_key(old, new, parents)
    };
    if parents.is_none() && !matching.lost.is_empty() && !matching.gained.is_empty() {
        let content = Content::of(old, new);
        content.match_equal(&mut matching);
        content.match_likely(&mut matching);
    }
    matching.pairs.sort_by_key(|pair| pair.old);
    matching
}

/// The table that another was made from, on both sides.
#[derive(Debug)]
pub(crate) struct Parents<'a> {
    old: &'a Rows,
    new: &'a Rows,
    matching: &'a Matching,
}

impl<'a> Parents<'a> {
    /// From the pairs of the parent table.
    pub(crate) fn of(old: &'a Rows, new: &'a Rows, matching: &'a Matching) -> Self {
        Parents { old, new, matching }
    }

    /// For each row of a table, old and new: the number of the pair that its parent is in. A row of a parent
    /// that has no counterpart has none itself, whatever it is called.
    fn pairs_of(&self, old: &Rows, new: &Rows) -> Sides {
        let pairs = self.matching.pairs.len();
        let side = |rows: &Rows, parent: &Rows, row_of: fn(&Paired) -> usize, without: usize| {
            let mut pair_of = vec![without; parent.height()];
            for (number, pair) in self.matching.pairs.iter().enumerate() {
                pair_of[row_of(pair)] = number;
            }
            let key = rows.key.iter().filter(|column| self.is_key(column));
            let Some((parents, children)) =
                numbered((parent, parent.key.iter().collect()), (rows, key.collect()))
            else {
                return vec![small(without); rows.height()];
            };
            let mut pair_by_key = vec![without; most(&parents).max(most(&children)) + 1];
            for (key, pair) in parents.iter().zip(pair_of) {
                pair_by_key[*key as usize] = pair;
            }
            let pairs = children.iter().map(|key| small(pair_by_key[*key as usize]));
            pairs.collect()
        };
        (
            side(old, self.old, |pair| pair.old, pairs),
            side(new, self.new, |pair| pair.new, pairs + 1),
        )
    }

    fn is_key(&self, column: &String) -> bool {
        self.old.key.contains(column)
    }
}

/// A number for each row of the old side and each of the new side.
type Sides = (Vec<u32>, Vec<u32>);

/// Numbers of rows are below what an extract may hold.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn most(numbers: &[u32]) -> usize {
    numbers.iter().max().map_or(0, |most| *most as usize)
}

/// Numbers the rows of two tables by what they hold in these columns, the first of one beside the first of
/// the other. A missing value is as an empty text. None when they have not as many columns.
fn numbered(one: (&Rows, Vec<&String>), other: (&Rows, Vec<&String>)) -> Option<Sides> {
    if one.1.len() != other.1.len() {
        return None;
    }
    let nothing = DictionaryColumn::default();
    let mut all: Option<Vec<u32>> = None;
    for (column, beside) in one.1.into_iter().zip(other.1) {
        let column = one.0.cells.get(column).unwrap_or(&nothing);
        let beside = other.0.cells.get(beside).unwrap_or(&nothing);
        let (mut first, mut second) = in_common(column, beside);
        let empty = |coded: &DictionaryColumn| coded.distinct().position(str::is_empty);
        let empty = match (empty(column), empty(beside)) {
            (Some(at), _) => first[at + 1],
            (None, Some(at)) => second[at + 1],
            (None, None) => MISSING,
        };
        (first[0], second[0]) = (empty, empty);
        let rows = |rows: &Rows, coded: &DictionaryColumn, numbers: &[u32]| -> Vec<u32> {
            let codes = (0..rows.height()).map(|row| coded.codes.get(row).copied());
            let numbers = codes.map(|code| numbers[code.unwrap_or(MISSING) as usize]);
            numbers.collect()
        };
        let mut numbers = rows(one.0, column, &first);
        numbers.extend(rows(other.0, beside, &second));
        all = Some(match all {
            None => numbers,
            Some(all) => together(&all, &numbers),
        });
    }
    let mut first = all.unwrap_or_else(|| vec![0; one.0.height() + other.0.height()]);
    let second = first.split_off(one.0.height());
    Some((first, second))
}

/// Rows are one when they have the same key, in which the parent's stands for whichever row of the other side
/// it is.
fn key_numbers(old: &Rows, new: &Rows, parents: Option<&Parents<'_>>) -> Option<Sides> {
    let own = |rows: &'_ Rows| -> Vec<usize> {
        let is_own = |at: &usize| parents.is_none_or(|parents| !parents.is_key(&rows.key[*at]));
        (0..rows.key.len()).filter(is_own).collect()
    };
    let columns = |rows| own(rows).into_iter();
    let old_own = columns(old).map(|at| &old.key[at]).collect();
    let new_own = columns(new).map(|at| &new.key[at]).collect();
    let (old_numbers, new_numbers) = numbered((old, old_own), (new, new_own))?;
    let Some(parents) = parents else {
        return Some((old_numbers, new_numbers));
    };
    let (mut pairs, new_pairs) = parents.pairs_of(old, new);
    pairs.extend(new_pairs);
    let mut numbers = old_numbers;
    numbers.extend(new_numbers);
    let mut first = together(&pairs, &numbers);
    let second = first.split_off(old.height());
    Some((first, second))
}

/// No row.
const NONE: u32 = u32::MAX;

/// Pairs rows of the same key. Of rows that share one, the first is paired with the first.
fn by_key(old: &Rows, new: &Rows, parents: Option<&Parents<'_>>) -> Matching {
    let Some((old_keys, new_keys)) = key_numbers(old, new, parents) else {
        return unmatched(old, new);
    };
    let mut first_of_key = vec![NONE; most(&old_keys).max(most(&new_keys)) + 1];
    let mut next = vec![NONE; new_keys.len()];
    for (row, key) in new_keys.iter().enumerate().rev() {
        let first = &mut first_of_key[*key as usize];
        next[row] = std::mem::replace(first, small(row));
    }
    let mut matching = Matching::default();
    let mut is_paired = vec![false; new_keys.len()];
    for (row, key) in old_keys.iter().enumerate() {
        let first = &mut first_of_key[*key as usize];
        if *first == NONE {
            matching.lost.push(row);
            continue;
        }
        let counterpart = *first as usize;
        *first = next[counterpart];
        is_paired[counterpart] = true;
        matching.pairs.push(Paired {
            old: row,
            new: counterpart,
            by: PairedBy::Key,
        });
    }
    let gained = (0..new_keys.len()).filter(|row| !is_paired[*row]);
    matching.gained.extend(gained);
    matching
}

fn unmatched(old: &Rows, new: &Rows) -> Matching {
    Matching {
        pairs: Vec::new(),
        lost: (0..old.height()).collect(),
        gained: (0..new.height()).collect(),
    }
}

/// What rows say, keys left aside.
struct Content<'a> {
    /// The columns that both sides have, on both sides, with the numbers of their texts in common.
    columns: Vec<(Pair<&'a DictionaryColumn>, Sides)>,
    /// Rows that say the same are any of each other: their keys are lines and tell nothing.
    keys_tell_nothing: bool,
}

/// For each column, the numbers of what rows say in it; [`MISSING`] where they say nothing.
type Said = Vec<Vec<u32>>;

impl<'a> Content<'a> {
    fn of(old: &'a Rows, new: &'a Rows) -> Self {
        let columns = old
            .cells
            .iter()
            .filter(|(column, _)| !old.key.contains(column) && !new.key.contains(column));
        let columns = columns.filter_map(|(column, old)| {
            let both = Pair::of(old, new.cells.get(column)?);
            Some((both, in_common(both.old, both.new)))
        });
        Content {
            columns: columns.collect(),
            keys_tell_nothing: old.key_is_line && new.key_is_line,
        }
    }

    /// What the rows say that are left over.
    fn said(&self, matching: &Matching) -> Pair<Said> {
        let said = |coded: &DictionaryColumn, numbers: &[u32], rows: &[usize]| {
            let codes = rows.iter().map(|row| coded.codes[*row]);
            codes.map(|code| numbers[code as usize]).collect()
        };
        let columns = || self.columns.iter();
        let old = columns().map(|(both, (old, _))| said(both.old, old, &matching.lost));
        let new = columns().map(|(both, (_, new))| said(both.new, new, &matching.gained));
        Pair::of(old.collect(), new.collect())
    }

    fn match_equal(&self, matching: &mut Matching) {
        let said = self.said(matching);
        let (lost, gained) = (&matching.lost, &matching.gained);
        // Both sides in one: rows of the new side follow those of the old one.
        let mut numbers = vec![0; lost.len() + gained.len()];
        let mut filled = vec![0; numbers.len()];
        for (old, new) in said.old.iter().zip(&said.new) {
            let both: Vec<u32> = old.iter().chain(new).copied().collect();
            for (filled, number) in filled.iter_mut().zip(&both) {
                *filled += usize::from(*number != MISSING);
            }
            numbers = together(&numbers, &both);
        }
        let mut in_order: Vec<usize> = (0..numbers.len()).collect();
        in_order.sort_unstable_by_key(|at| (numbers[*at], *at));
        let mut pairs = Vec::new();
        for alike in in_order.chunk_by(|one, other| numbers[*one] == numbers[*other]) {
            let (old, new) = alike.split_at(alike.partition_point(|at| *at < lost.len()));
            let of = filled[alike[0]];
            // As many on either side: they were numbered anew, and any of them may stand for any.
            let as_many = old.len() == new.len();
            if of == 0 || !(as_many && of >= LEAST_ALIKE || self.keys_tell_nothing) {
                continue;
            }
            let by = PairedBy::Content { alike: of, of };
            pairs.extend(old.iter().zip(new).map(|(old, new)| Paired {
                old: lost[*old],
                new: gained[*new - lost.len()],
                by,
            }));
        }
        settle(matching, &pairs);
    }

    fn match_likely(&self, matching: &mut Matching) {
        let said = self.said(matching);
        let (lost, gained) = (&matching.lost, &matching.gained);
        let columns = said.old.iter().zip(&said.new);
        let holders: Vec<Holders> = columns.map(|(old, new)| Holders::of(old, new)).collect();
        let mut best_of_old = vec![Best::default(); lost.len()];
        let mut best_of_new = vec![Best::default(); gained.len()];
        // One old row at a time, so that the pairs to try take no memory.
        let mut candidates: Vec<u32> = Vec::new();
        for (old, best) in best_of_old.iter_mut().enumerate() {
            candidates.clear();
            for (column, holders) in said.old.iter().zip(&holders) {
                candidates.extend(holders.telling(column[old]));
            }
            candidates.sort_unstable();
            candidates.dedup();
            for new in candidates.iter().map(|new| *new as usize) {
                let (alike, of) = alike(&said, old, new);
                if alike >= LEAST_ALIKE && share(alike, of) >= LIKELY {
                    best.offer(new, alike, of);
                    best_of_new[new].offer(old, alike, of);
                }
            }
        }
        let mut pairs = Vec::new();
        for (old, best) in best_of_old.iter().enumerate() {
            let Some((new, alike, of)) = best.only() else {
                continue;
            };
            if best_of_new[new]
                .only()
                .is_some_and(|(other, _, _)| other == old)
            {
                let by = PairedBy::Content { alike, of };
                pairs.push(Paired {
                    old: lost[old],
                    new: gained[new],
                    by,
                });
            }
        }
        settle(matching, &pairs);
    }
}

/// In how many columns two rows are alike, of how many that either fills.
fn alike(said: &Pair<Said>, old: usize, new: usize) -> (usize, usize) {
    let (mut alike, mut of) = (0, 0);
    for (olds, news) in said.old.iter().zip(&said.new) {
        let (old, new) = (olds[old], news[new]);
        of += usize::from(old != MISSING || new != MISSING);
        alike += usize::from(old == new && old != MISSING);
    }
    (alike, of)
}

/// Which rows of the new side say what in a column.
struct Holders {
    /// For each number, how many rows of the old side have it.
    old: Vec<u32>,
    /// Where the rows of each number begin in `rows`.
    starts: Vec<u32>,
    /// Rows of the new side by number.
    rows: Vec<u32>,
}

impl Holders {
    fn of(old: &[u32], new: &[u32]) -> Self {
        let numbers = most(old).max(most(new)) + 1;
        let counted = |said: &[u32]| {
            let mut counts = vec![0; numbers + 1];
            said.iter().for_each(|number| counts[*number as usize] += 1);
            counts
        };
        let mut starts = counted(new);
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        let mut next = starts.clone();
        let mut rows = vec![0; new.len()];
        for (row, number) in new.iter().enumerate() {
            let at = &mut next[*number as usize];
            rows[*at as usize] = small(row);
            *at += 1;
        }
        Holders {
            old: counted(old),
            starts,
            rows,
        }
    }

    /// The rows that say so, unless too many do.
    fn telling(&self, number: u32) -> &[u32] {
        let at = number as usize;
        let rows = &self.rows[self.starts[at] as usize..self.starts[at + 1] as usize];
        let is_telling = rows.len() <= TELLING && self.old[at] as usize <= TELLING;
        if number != MISSING && is_telling {
            rows
        } else {
            &[]
        }
    }
}

#[allow(clippy::cast_precision_loss)]
fn share(alike: usize, of: usize) -> f64 {
    alike as f64 / of as f64
}

/// The best counterpart of a row so far, and whether another is as good.
#[derive(Clone, Default)]
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
fn settle(matching: &mut Matching, pairs: &[Paired]) {
    let old: HashSet<usize> = pairs.iter().map(|pair| pair.old).collect();
    let new: HashSet<usize> = pairs.iter().map(|pair| pair.new).collect();
    matching.lost.retain(|row| !old.contains(row));
    matching.gained.retain(|row| !new.contains(row));
    matching.pairs.extend_from_slice(pairs);
}
