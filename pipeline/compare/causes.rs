//! Causes: what moved the findings, each listed once.
//!
//! A row is a cause if it was added, went, or changed in columns that a finding reads; if no row changed, the
//! definition is the cause. The effects on a finding add up to its difference.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::Serialize;

use super::findings::{FindingChange, RowEffect, RowName};
use super::matching::Matching;
use super::rows::TableMatch;
use super::snapshot::FindingValue;
use super::{Coverage, Pair};

/// Something that moved findings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cause {
    pub reason: Reason,
    /// The rows that are the cause.
    pub rows: Vec<RowName>,
    /// The findings that it moved, in the order of their definitions.
    pub findings: Vec<Effect>,
}

/// What moved findings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Only the old side has the table.
    TableLost(String),
    /// Only the new side has the table.
    TableGained(String),
    /// Rows of the table are only on the old side.
    RowsLost(String),
    /// Rows of the table are only on the new side.
    RowsGained(String),
    /// Rows say something else in these columns.
    RowsChanged { table: String, columns: Vec<String> },
    /// The finding is defined in another way, or on one side only.
    Definition(String),
    /// The rows and the definition are as they were: views, recodes or the code count them otherwise.
    Otherwise(String),
}

/// A finding, and by how much a cause moved it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    pub finding: String,
    /// Its name for readers.
    pub title: String,
    /// By how much its count, sum or total was moved.
    pub count: i64,
    /// By how much its base was moved.
    pub base: i64,
    /// By how much what cannot be told was moved.
    pub unknown: i64,
    pub rows: usize,
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

    /// Why a row counts differently for a finding.
    fn reason(&self, (table, id): RowId, finding: &FindingChange) -> Option<Reason> {
        let (name, fates) = self.tables.get_index(table)?;
        let table = (*name).to_owned();
        Some(match fates.sides(id) {
            (Some(_), None) => Reason::RowsLost(table),
            (None, _) => Reason::RowsGained(table),
            (Some(_), Some(_)) => {
                let changed = fates.matched.differences.of_pair(id);
                let reads = |column: &&String| finding.reads.contains(*column);
                let columns = fates.causes_among(id, changed.filter(reads));
                if !columns.is_empty() {
                    Reason::RowsChanged { table, columns }
                } else if finding.definition.is_empty() {
                    Reason::Otherwise(finding.name.clone())
                } else {
                    Reason::Definition(finding.name.clone())
                }
            }
        })
    }
}

impl<'a> TableFates<'a> {
    /// The columns of a pair that changed. A column that cleaning made from others that changed is represented by
    /// them: one changed cell is one cause.
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
        let height = |rows: Option<&super::table::Rows>| rows.map_or(0, super::table::Rows::height);
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

/// Collects causes: by reason, the rows and their effect on each finding.
#[derive(Default)]
struct CauseCollector {
    causes: BTreeMap<Reason, (BTreeSet<RowId>, IndexMap<String, Effect>)>,
}

impl CauseCollector {
    fn blame(&mut self, reason: Reason, finding: &FindingChange, row: Option<&RowEffect>) {
        let (rows, findings) = self.causes.entry(reason).or_default();
        let moved = findings
            .entry(finding.name.clone())
            .or_insert_with(|| Effect {
                finding: finding.name.clone(),
                title: finding.title.clone(),
                count: 0,
                base: 0,
                unknown: 0,
                rows: 0,
            });
        if let Some(row) = row {
            rows.insert(row.id);
            moved.count += row.count;
            moved.base += row.base;
            moved.unknown += row.unknown;
            moved.rows += 1;
        }
    }

    /// Tables that were added or went come first, then causes by the number of findings they move.
    fn in_order(self, fates: Option<&Fates<'_>>) -> Vec<Cause> {
        let causes = self.causes.into_iter().map(|(reason, (ids, findings))| {
            let names = ids.into_iter().filter_map(|id| Some(fates?.name(id)));
            let mut rows: Vec<RowName> = names.collect();
            rows.sort_by(RowName::in_order);
            Cause {
                reason,
                rows,
                findings: findings.into_values().collect(),
            }
        });
        let mut causes: Vec<Cause> = causes.collect();
        let rank = |cause: &Cause| {
            let moved = Reverse(cause.findings.len());
            (cause.reason.rank() != 0, moved, cause.reason.in_order())
        };
        causes.sort_by(|one, other| {
            let first = || match (one.rows.first(), other.rows.first()) {
                (Some(one), Some(other)) => one.in_order(other),
                (one, other) => one.is_some().cmp(&other.is_some()),
            };
            rank(one).cmp(&rank(other)).then_with(first)
        });
        causes
    }
}

/// Lists each cause once, with its effects.
pub(crate) fn compare(findings: &[FindingChange], fates: Option<&Fates<'_>>) -> Vec<Cause> {
    let mut causes = CauseCollector::default();
    for finding in findings {
        if let Some(reason) = whole_reason(finding) {
            causes.blame(reason, finding, None);
            continue;
        }
        if !finding.definition.is_empty() {
            causes.blame(Reason::Definition(finding.name.clone()), finding, None);
        }
        for row in &finding.rows {
            if let Some(reason) = fates.and_then(|fates| fates.reason(row.id, finding)) {
                causes.blame(reason, finding, Some(row));
            }
        }
    }
    causes.in_order(fates)
}

/// The reason for a finding that one side does not have.
fn whole_reason(finding: &FindingChange) -> Option<Reason> {
    let missing = |value: &Option<FindingValue>| match value {
        Some(FindingValue::NoData { missing_table }) => Some(missing_table.clone()),
        _ => None,
    };
    match (&finding.value.old, &finding.value.new) {
        (None, _) | (_, None) => Some(Reason::Definition(finding.name.clone())),
        (old, new) => match finding.coverage? {
            Coverage::Lost => missing(new).map(Reason::TableLost),
            Coverage::Gained => missing(old).map(Reason::TableGained),
        },
    }
}

impl Reason {
    fn rank(&self) -> u8 {
        match self {
            Reason::TableLost(_) | Reason::TableGained(_) => 0,
            Reason::RowsLost(_) | Reason::RowsGained(_) => 1,
            Reason::RowsChanged { .. } => 2,
            Reason::Definition(_) => 3,
            Reason::Otherwise(_) => 4,
        }
    }

    /// The same order whichever side is the old one.
    fn in_order(&self) -> (u8, String) {
        let name = match self {
            Reason::RowsChanged { table, columns } => format!("{table} {}", columns.join(" ")),
            Reason::TableLost(name)
            | Reason::TableGained(name)
            | Reason::RowsLost(name)
            | Reason::RowsGained(name)
            | Reason::Definition(name)
            | Reason::Otherwise(name) => name.clone(),
        };
        (self.rank(), name)
    }
}
