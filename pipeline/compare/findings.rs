//! Findings: what each came to on both sides, and the rows that moved it.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::Serialize;

use super::causes::{Fates, RowId};
use super::parts::Part;
use super::rows::natural;
use super::snapshot::{FindingKnown, FindingValue};
use super::{Coverage, Pair, in_order_of_both};
use crate::findings::{Definition, Weights};

/// A finding that differs in value or definition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingChange {
    /// Its name.
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
    pub parts: Vec<Part>,
    /// The categories of a findings table that differ.
    pub categories: Vec<CategoryChange>,
    /// What differs in its definition.
    pub definition: Vec<DefinitionChange>,
    /// The rows that moved it; none when a side does not hold its rows.
    pub rows: Vec<RowMoved>,
    /// The words of its SQL on both sides: the columns that it reads are among them.
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
    /// In words.
    pub category: String,
    /// Its count; none on a side without it.
    pub count: Pair<Option<i64>>,
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
pub struct RowMoved {
    /// Which.
    #[serde(flatten)]
    pub row: RowNamed,
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

/// A row of a cleaned table, by its key on each side that has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct RowNamed {
    /// The table.
    pub table: String,
    /// Its key.
    pub key: KeyPair,
}

/// A key on both sides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct KeyPair {
    /// On the old side, if it has the row.
    pub old: Option<Vec<String>>,
    /// On the new side, if it has the row.
    pub new: Option<Vec<String>>,
}

/// Entries of a definition that say what is counted; the others are words about it.
const COUNTING: [&str; 8] = [
    "of", "where", "sum", "share_of", "unknown", "by", "parts", "unit",
];

/// Compares the findings of both sides.
pub fn compare(
    old: &IndexMap<String, FindingKnown>,
    new: &IndexMap<String, FindingKnown>,
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
    both: Pair<Option<&FindingKnown>>,
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
            },
            FindingValue::Number {
                count: new,
                base: new_base,
                share: new_share,
                unknown: new_unknown,
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
    let (Some(FindingValue::Table { rows: old, .. }), Some(FindingValue::Table { rows: new, .. })) =
        (&value.old, &value.new)
    else {
        return Vec::new();
    };
    let names = in_order_of_both(old.keys(), new.keys());
    let changes = names.into_iter().filter_map(|category| {
        let count = Pair::of(old.get(&category).copied(), new.get(&category).copied());
        (count.old != count.new).then_some(CategoryChange { category, count })
    });
    changes.collect()
}

/// What a row counts for, by category, in the base and in what cannot be told: new less old.
#[derive(Default)]
struct Moves {
    counted: BTreeMap<String, i64>,
    base: i64,
    unknown: i64,
}

fn rows_moved(both: Pair<Option<&FindingKnown>>, fates: &Fates<'_>) -> Vec<RowMoved> {
    let mut moves: BTreeMap<RowId, Moves> = BTreeMap::new();
    for (finding, sign, is_new) in [(both.old, -1, false), (both.new, 1, true)] {
        let Some(finding) = finding else { continue };
        let mut add = |weights: &Weights, to: &dyn Fn(&mut Moves) -> &mut i64| {
            for (row, amount) in &weights.rows {
                if let Some(id) = fates.id(&weights.table, *row as usize, is_new) {
                    *to(moves.entry(id).or_default()) += sign * amount;
                }
            }
        };
        for (category, weights) in &finding.rows.counted {
            add(weights, &|moves| {
                moves.counted.entry(category.clone()).or_default()
            });
        }
        add(&finding.rows.base, &|moves| &mut moves.base);
        add(&finding.rows.unknown, &|moves| &mut moves.unknown);
    }
    let moved = moves.into_iter().filter(|(_, moves)| {
        moves.counted.values().any(|count| *count != 0) || moves.base != 0 || moves.unknown != 0
    });
    let mut rows: Vec<RowMoved> = moved
        .map(|(id, moves)| RowMoved {
            row: fates.name(id),
            count: moves.counted.values().sum(),
            base: moves.base,
            unknown: moves.unknown,
            id,
        })
        .collect();
    rows.sort_by_cached_key(|row| row.row.in_order());
    rows
}

impl RowNamed {
    /// The same order whichever side is the old one.
    pub fn in_order(&self) -> impl Ord + use<> {
        let key = |key: &Option<Vec<String>>| key.as_deref().map(natural);
        let (old, new) = (key(&self.key.old), key(&self.key.new));
        let (first, second) = if old <= new { (old, new) } else { (new, old) };
        (self.table.clone(), first, second)
    }
}
