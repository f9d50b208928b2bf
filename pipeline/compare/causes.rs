//! Causes: what moved the findings, each listed once.
//!
//! A row is a cause if it was added, went, or changed in columns that a finding reads; if no row changed, the
//! definition is the cause. The effects on a finding add up to its difference.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::Serialize;

use super::fates::{Fates, RowFate, RowId, RowName};
use super::findings::{FindingChange, RowEffect};
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
    RowsChanged {
        table: String,
        columns: Vec<String>,
        /// The corrections that these cells went through on one side only, by place and reason.
        #[serde(skip_serializing_if = "Pair::is_default")]
        corrections: Pair<Vec<String>>,
    },
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

/// Why a row counts differently for a finding.
fn reason_of(fates: &Fates<'_>, row: RowId, finding: &FindingChange) -> Option<Reason> {
    Some(match fates.of_row(row)? {
        RowFate::Lost(table) => Reason::RowsLost(table),
        RowFate::Gained(table) => Reason::RowsGained(table),
        RowFate::Paired(table, row) => {
            let columns = row.changed_columns(|column| finding.reads.contains(column));
            if !columns.is_empty() {
                Reason::RowsChanged {
                    table,
                    corrections: row.corrections(&columns),
                    columns,
                }
            } else if finding.definition.is_empty() {
                Reason::Otherwise(finding.name.clone())
            } else {
                Reason::Definition(finding.name.clone())
            }
        }
    })
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
            if let Some(reason) = fates.and_then(|fates| reason_of(fates, row.id, finding)) {
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
            Reason::RowsChanged { table, columns, .. } => format!("{table} {}", columns.join(" ")),
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
