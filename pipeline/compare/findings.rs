//! Findings: what each came to on both sides, and the rows that moved it.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::Serialize;

use brief_model::findings::{Definition, Weights};
use brief_model::rests_on::RestsOn;

use super::attribution::Contribution;
use super::fates::{Fates, RowId, RowName};
use super::snapshot::{FindingState, FindingValue};
use super::{Coverage, Pair, in_order_of_both};

/// A finding that differs in value or definition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingChange {
    pub name: String,
    /// Its name for readers.
    pub title: String,
    /// What is counted.
    pub unit: String,
    /// Whether data for it came or went.
    pub coverage: Option<Coverage>,
    /// What it came to; none on a side that does not define it.
    pub value: Pair<Option<FindingValue>>,
    /// New less old, where both sides have a number.
    pub difference: Option<Difference>,
    /// How much of it is due to what, between two states of a project.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Contribution>,
    /// The categories of a findings table that differ.
    pub categories: Vec<CategoryChange>,
    /// What differs in its definition.
    pub definition: Vec<DefinitionChange>,
    /// The rows that moved it; none when a side does not hold its rows.
    pub rows: Vec<RowEffect>,
    /// The columns that its definitions on both sides read.
    #[serde(skip)]
    pub reads: BTreeSet<String>,
}

/// New less old.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Difference {
    /// Of the count, sum or total.
    pub count: i64,
    /// Of the base.
    pub base: i64,
    /// Of the share, in shares 0–1; none when a side has none.
    pub share: Option<f64>,
    /// Of what cannot be told.
    pub unknown: i64,
}

/// A category of a findings table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CategoryChange {
    pub category: String,
    /// Its count; none on a side without it.
    pub count: Pair<Option<i64>>,
    /// What the count rests on, where the dataset of a side marks cells as set or chosen.
    #[serde(skip_serializing_if = "are_unmarked")]
    pub rests_on: Pair<Option<RestsOn>>,
}

fn are_unmarked(rests_on: &Pair<Option<RestsOn>>) -> bool {
    rests_on.old.is_none() && rests_on.new.is_none()
}

/// An entry of a definition that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DefinitionChange {
    /// Its key in `findings.yaml`.
    pub key: String,
    /// Its value as JSON; none where it is not set.
    pub value: Pair<Option<String>>,
}

/// A row that moved a finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowEffect {
    #[serde(flatten)]
    pub row: RowName,
    /// By how much it moved the count, sum or total; 0 when it only went from one category to another.
    pub count: i64,
    /// By how much it moved the base.
    pub base: i64,
    /// By how much it moved what cannot be told.
    pub unknown: i64,
    /// For causes.
    #[serde(skip)]
    pub id: RowId,
}

/// Entries of a definition that say what is counted; the others are words about it.
const COUNTING: [&str; 8] = [
    "of", "where", "sum", "share_of", "unknown", "by", "parts", "unit",
];

/// Compares the findings of both sides.
pub(crate) fn compare(
    old: &IndexMap<String, FindingState>,
    new: &IndexMap<String, FindingState>,
    fates: Option<&Fates<'_>>,
) -> Vec<FindingChange> {
    let names = in_order_of_both(old.keys(), new.keys());
    let changes = names.iter().filter_map(|name| {
        let both = Pair::of(old.get(name), new.get(name));
        compare_one(name, both, fates)
    });
    changes.collect()
}

fn compare_one(
    name: &str,
    both: Pair<Option<&FindingState>>,
    fates: Option<&Fates<'_>>,
) -> Option<FindingChange> {
    let any = both.new.or(both.old)?;
    let value = Pair::of(
        both.old.map(|finding| finding.value.clone()),
        both.new.map(|finding| finding.value.clone()),
    );
    let definition = match (both.old, both.new) {
        (Some(old), Some(new)) => definition_changes(&old.definition, &new.definition),
        _ => Vec::new(),
    };
    if value.old == value.new && definition.is_empty() {
        return None;
    }
    let has_data = |value: &Option<FindingValue>| {
        value
            .as_ref()
            .is_some_and(|value| !matches!(value, FindingValue::NoData { .. }))
    };
    let coverage = match (has_data(&value.old), has_data(&value.new)) {
        (true, false) => Some(Coverage::Lost),
        (false, true) => Some(Coverage::Gained),
        _ => None,
    };
    let rows = match fates {
        Some(fates) => rows_moved(both, fates),
        None => Vec::new(),
    };
    Some(FindingChange {
        name: name.to_owned(),
        title: any.title.clone(),
        unit: any.unit.clone(),
        coverage,
        difference: difference(&value),
        parts: Vec::new(),
        categories: categories(&value),
        value,
        definition,
        rows,
        reads: [both.old, both.new]
            .into_iter()
            .flatten()
            .flat_map(|finding| finding.reads.iter().cloned())
            .collect(),
    })
}

fn definition_changes(old: &Definition, new: &Definition) -> Vec<DefinitionChange> {
    let (old, new) = (serde_json::json!(old), serde_json::json!(new));
    let changes = COUNTING.iter().filter_map(|key| {
        let text = |definition: &serde_json::Value| definition.get(*key).map(ToString::to_string);
        let value = Pair::of(text(&old), text(&new));
        (value.old != value.new).then(|| DefinitionChange {
            key: (*key).to_owned(),
            value,
        })
    });
    changes.collect()
}

fn difference(value: &Pair<Option<FindingValue>>) -> Option<Difference> {
    match (value.old.as_ref()?, value.new.as_ref()?) {
        (
            FindingValue::Number {
                count: old,
                base: old_base,
                share: old_share,
                unknown: old_unknown,
                ..
            },
            FindingValue::Number {
                count: new,
                base: new_base,
                share: new_share,
                unknown: new_unknown,
                ..
            },
        ) => Some(Difference {
            count: new - old,
            base: new_base.unwrap_or(0) - old_base.unwrap_or(0),
            share: new_share.zip(*old_share).map(|(new, old)| new - old),
            unknown: new_unknown - old_unknown,
        }),
        (FindingValue::Table { total: old, .. }, FindingValue::Table { total: new, .. }) => {
            Some(Difference {
                count: new - old,
                ..Difference::default()
            })
        }
        _ => None,
    }
}

fn categories(value: &Pair<Option<FindingValue>>) -> Vec<CategoryChange> {
    let (
        Some(FindingValue::Table {
            rows: old,
            rests_on: of_old,
            ..
        }),
        Some(FindingValue::Table {
            rows: new,
            rests_on: of_new,
            ..
        }),
    ) = (&value.old, &value.new)
    else {
        return Vec::new();
    };
    let names = in_order_of_both(old.keys(), new.keys());
    let changes = names.into_iter().filter_map(|category| {
        let count = Pair::of(old.get(&category).copied(), new.get(&category).copied());
        let rests_on = Pair::of(
            of_old.get(&category).cloned(),
            of_new.get(&category).cloned(),
        );
        let differs = count.old != count.new || rests_on.old != rests_on.new;
        differs.then_some(CategoryChange {
            category,
            count,
            rests_on,
        })
    });
    changes.collect()
}

/// What a row counts for: in a category by its number, in the base, or in what cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Count {
    In(u32),
    Base,
    Unknown,
}

/// What a row counts for, new less old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    id: RowId,
    count: Count,
    amount: i64,
}

/// The moves of all rows. Nearly all rows count for the same on both sides, so what the old
/// side says of a row waits for the new side to say it too, and only what is left over is gathered.
struct Moves<'a> {
    fates: &'a Fates<'a>,
    /// By table and row.
    waiting: BTreeMap<usize, Vec<Option<(Count, i64)>>>,
    moves: Vec<Move>,
}

impl Moves<'_> {
    /// On the old side these rows count.
    fn was(&mut self, weights: &Weights, count: Count) {
        let Some((table, ids)) = self.fates.ids(&weights.table, false) else {
            return;
        };
        let rows = self.fates.rows_of(table);
        let waiting = self.waiting.entry(table);
        let waiting = waiting.or_insert_with(|| vec![None; rows]);
        for (row, amount) in weights.iter() {
            let id = ids[row as usize] as usize;
            match &mut waiting[id] {
                slot @ None => *slot = Some((count, amount)),
                Some(_) => self.moves.push(Move {
                    id: (table, id),
                    count,
                    amount: -amount,
                }),
            }
        }
    }

    /// On the new side these rows count; called after all of the old side.
    fn becomes(&mut self, weights: &Weights, count: Count) {
        let Some((table, ids)) = self.fates.ids(&weights.table, true) else {
            return;
        };
        let mut nobody = Vec::new();
        let waiting = self.waiting.get_mut(&table).unwrap_or(&mut nobody);
        for (row, amount) in weights.iter() {
            let id = ids[row as usize] as usize;
            match waiting.get_mut(id) {
                Some(slot) if *slot == Some((count, amount)) => *slot = None,
                _ => self.moves.push(Move {
                    id: (table, id),
                    count,
                    amount,
                }),
            }
        }
    }

    /// The moves that did not cancel out, by row.
    fn finish(mut self) -> Vec<Move> {
        for (table, rows) in self.waiting {
            let waiting = rows.into_iter().enumerate();
            let waiting = waiting.filter_map(|(row, slot)| Some((row, slot?)));
            let gone = waiting.map(|(row, (count, amount))| Move {
                id: (table, row),
                count,
                amount: -amount,
            });
            self.moves.extend(gone);
        }
        self.moves.sort_unstable();
        let mut moves: Vec<Move> = Vec::new();
        for one in self.moves {
            match moves.last_mut() {
                Some(last) if (last.id, last.count) == (one.id, one.count) => {
                    last.amount += one.amount;
                }
                _ => moves.push(one),
            }
        }
        moves.retain(|one| one.amount != 0);
        moves
    }
}

/// The moves among the rows of a finding that `weights` selects.
fn moves_of(
    both: Pair<Option<&FindingState>>,
    fates: &Fates<'_>,
    weights: impl Fn(&FindingState) -> Vec<(&Weights, Count)>,
) -> Vec<Move> {
    let mut moves = Moves {
        fates,
        waiting: BTreeMap::new(),
        moves: Vec::new(),
    };
    for (weights, count) in both.old.iter().flat_map(|finding| weights(finding)) {
        moves.was(weights, count);
    }
    for (weights, count) in both.new.iter().flat_map(|finding| weights(finding)) {
        moves.becomes(weights, count);
    }
    moves.finish()
}

fn rows_moved(both: Pair<Option<&FindingState>>, fates: &Fates<'_>) -> Vec<RowEffect> {
    let categories = |finding: Option<&FindingState>| {
        let categories = finding.map(|finding| finding.rows.counted.keys().cloned());
        categories.into_iter().flatten().collect::<Vec<_>>()
    };
    let (old, new) = (categories(both.old), categories(both.new));
    let names = in_order_of_both(old.iter(), new.iter());
    let numbers: BTreeMap<&String, u32> = names.iter().zip(0..).collect();
    // One kind of count after another, so that a row waits for one count at a time.
    let mut moves = moves_of(both, fates, |finding| {
        let counted = finding.rows.counted.iter();
        let counted = counted.map(|(category, weights)| (weights, Count::In(numbers[category])));
        counted.collect()
    });
    moves.extend(moves_of(both, fates, |finding| {
        vec![(&finding.rows.base, Count::Base)]
    }));
    moves.extend(moves_of(both, fates, |finding| {
        vec![(&finding.rows.unknown, Count::Unknown)]
    }));
    moves.sort_unstable();
    let rows = moves
        .chunk_by(|one, other| one.id == other.id)
        .map(|moves| {
            let sum = |is: fn(&Count) -> bool| {
                let of = moves.iter().filter(|one| is(&one.count));
                of.map(|one| one.amount).sum()
            };
            RowEffect {
                row: fates.name(moves[0].id),
                count: sum(|count| matches!(count, Count::In(_))),
                base: sum(|count| *count == Count::Base),
                unknown: sum(|count| *count == Count::Unknown),
                id: moves[0].id,
            }
        });
    let mut rows: Vec<RowEffect> = rows.collect();
    rows.sort_by(|one, other| one.row.in_order(&other.row));
    rows
}
