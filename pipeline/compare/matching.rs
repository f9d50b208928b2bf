//! Matches the rows of both sides.
//!
//! Rows with the same key match. The remaining rows, and all rows of a delivery that uses line numbers as keys, match
//! by content: first rows that are equal, then rows that are nearly equal and each other's only best match. Swapping
//! the sides gives the same pairs.

use std::collections::HashSet;

use serde::Serialize;

use brief_data::dictionary::{DictionaryColumn, MISSING, in_common, together};

use super::Pair;
use super::table::Rows;

/// The same row on both sides, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RowPair {
    pub old: usize,
    pub new: usize,
    pub by: MatchBasis,
}

/// Why two rows are considered the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MatchBasis {
    /// They have the same key.
    Key,
    /// They are alike outside of their keys.
    Content(Likeness),
}

/// In how many columns two rows are alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Likeness {
    pub columns: usize,
    /// Columns that are filled in either row.
    pub of: usize,
}

impl Likeness {
    fn share(self) -> f64 {
        self.columns as f64 / self.of as f64
    }
}

/// The matched rows of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matching {
    /// In the order of the old side.
    pub pairs: Vec<RowPair>,
    /// Only on the old side.
    pub lost: Vec<usize>,
    /// Only on the new side.
    pub gained: Vec<usize>,
}

/// Two rows are likely the same if they agree in this share of the columns that either fills …
const LIKELY: f64 = 0.75;
/// … in at least this many columns.
const LEAST_ALIKE: usize = 3;
/// A value shared by more rows than this does not identify a row; this limits the pairs to try.
const TELLING: usize = 64;

/// Matches the rows of a table. `parents` are the matched rows of the table that it was made from.
pub(crate) fn match_rows(old: &Rows, new: &Rows, parents: Option<&ParentMatch<'_>>) -> Matching {
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

/// The matched rows of a table that another table was made from.
#[derive(Debug)]
pub(crate) struct ParentMatch<'a> {
    old: &'a Rows,
    new: &'a Rows,
    matching: &'a Matching,
}

impl<'a> ParentMatch<'a> {
    pub(crate) fn of(old: &'a Rows, new: &'a Rows, matching: &'a Matching) -> Self {
        ParentMatch { old, new, matching }
    }

    /// For each row of a table, old and new: the number of the pair of its parent. If a parent has no counterpart,
    /// neither do its rows, whatever their keys.
    fn pairs_of(&self, old: &Rows, new: &Rows) -> Sides {
        let pairs = self.matching.pairs.len();
        let side = |rows: &Rows, parent: &Rows, row_of: fn(&RowPair) -> usize, without: usize| {
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

/// Row numbers fit: the size of an extract is limited.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn most(numbers: &[u32]) -> usize {
    numbers.iter().max().map_or(0, |most| *most as usize)
}

/// Numbers the rows of two tables by their values in these columns, which correspond by position. A missing value equals
/// an empty text. `None` if the numbers of columns differ.
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

/// Numbers the rows of both sides by key, in which the key of the parent stands for the pair of the parent.
fn key_numbers(old: &Rows, new: &Rows, parents: Option<&ParentMatch<'_>>) -> Option<Sides> {
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

/// Pairs rows with the same key. If several rows share a key, they pair in order.
fn by_key(old: &Rows, new: &Rows, parents: Option<&ParentMatch<'_>>) -> Matching {
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
        matching.pairs.push(RowPair {
            old: row,
            new: counterpart,
            by: MatchBasis::Key,
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

/// What rows contain outside of their keys.
struct Content<'a> {
    /// The columns that both sides have, with a common numbering of their texts.
    columns: Vec<(Pair<&'a DictionaryColumn>, Sides)>,
    /// The keys are line numbers, so equal rows are interchangeable.
    keys_tell_nothing: bool,
}

/// For each column, the code of each row's value, or [`MISSING`].
type ColumnCodes = Vec<Vec<u32>>;

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

    /// The codes of the unmatched rows.
    fn said(&self, matching: &Matching) -> Pair<ColumnCodes> {
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
        // Both sides in one list: the old rows, then the new ones.
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
            // The same number on both sides: the rows were renumbered and are interchangeable.
            let as_many = old.len() == new.len();
            if of == 0 || !(as_many && of >= LEAST_ALIKE || self.keys_tell_nothing) {
                continue;
            }
            let by = MatchBasis::Content(Likeness { columns: of, of });
            pairs.extend(old.iter().zip(new).map(|(old, new)| RowPair {
                old: lost[*old],
                new: gained[*new - lost.len()],
                by,
            }));
        }
        settle(matching, &pairs);
    }

    /// Pairs rows that are each other's only best counterpart.
    fn match_likely(&self, matching: &mut Matching) {
        let said = self.said(matching);
        let (lost, gained) = (&matching.lost, &matching.gained);
        let best = best_counterparts(&said, lost.len(), gained.len());
        let mut pairs = Vec::new();
        for (old, counterpart) in best.old.iter().enumerate() {
            let Some(new) = counterpart.only() else {
                continue;
            };
            if best.new[new].only() == Some(old) {
                pairs.push(RowPair {
                    old: lost[old],
                    new: gained[new],
                    by: MatchBasis::Content(counterpart.likeness),
                });
            }
        }
        settle(matching, &pairs);
    }
}

/// For each unmatched row of either side, its best counterpart on the other.
fn best_counterparts(said: &Pair<ColumnCodes>, lost: usize, gained: usize) -> Pair<Vec<Best>> {
    let columns = said.old.iter().zip(&said.new);
    let holders: Vec<Holders> = columns.map(|(old, new)| Holders::of(old, new)).collect();
    let mut best = Pair::of(vec![Best::default(); lost], vec![Best::default(); gained]);
    // One old row at a time, so that the pairs to try need no memory.
    let mut candidates: Vec<u32> = Vec::new();
    for (old, best_of_old) in best.old.iter_mut().enumerate() {
        candidates.clear();
        for (column, holders) in said.old.iter().zip(&holders) {
            candidates.extend(holders.telling(column[old]));
        }
        candidates.sort_unstable();
        candidates.dedup();
        for new in candidates.iter().map(|new| *new as usize) {
            let likeness = likeness(said, old, new);
            if likeness.columns >= LEAST_ALIKE && likeness.share() >= LIKELY {
                best_of_old.offer(new, likeness);
                best.new[new].offer(old, likeness);
            }
        }
    }
    best
}

fn likeness(said: &Pair<ColumnCodes>, old: usize, new: usize) -> Likeness {
    let mut likeness = Likeness::default();
    for (olds, news) in said.old.iter().zip(&said.new) {
        let (old, new) = (olds[old], news[new]);
        likeness.of += usize::from(old != MISSING || new != MISSING);
        likeness.columns += usize::from(old == new && old != MISSING);
    }
    likeness
}

/// The rows of the new side by their value in a column.
struct Holders {
    /// For each code, the number of old rows that have it.
    old: Vec<u32>,
    /// For each code, where its rows start in `rows`.
    starts: Vec<u32>,
    /// New rows by code.
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

    /// The new rows with this value, unless too many rows have it.
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

/// The best counterpart of a row so far, and how many are equally good.
#[derive(Clone, Default)]
struct Best {
    row: usize,
    likeness: Likeness,
    as_good: usize,
}

impl Best {
    fn offer(&mut self, row: usize, likeness: Likeness) {
        let is_first = self.as_good == 0;
        let (one, other) = (likeness, self.likeness);
        if !is_first && one.columns * other.of == other.columns * one.of {
            self.as_good += 1;
        } else if is_first || one.share() > other.share() {
            *self = Best {
                row,
                likeness,
                as_good: 1,
            };
        }
    }

    /// The row, unless others are equally good.
    fn only(&self) -> Option<usize> {
        (self.as_good == 1).then_some(self.row)
    }
}

/// Adds pairs and removes their rows from the unmatched ones.
fn settle(matching: &mut Matching, pairs: &[RowPair]) {
    let old: HashSet<usize> = pairs.iter().map(|pair| pair.old).collect();
    let new: HashSet<usize> = pairs.iter().map(|pair| pair.new).collect();
    matching.lost.retain(|row| !old.contains(row));
    matching.gained.retain(|row| !new.contains(row));
    matching.pairs.extend_from_slice(pairs);
}
