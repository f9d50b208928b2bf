//! The rows that a finding rests on: their numbers are kept, and each is looked up when it is asked for. A
//! number a row and finding is what a million rows leave room for.

use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};

use crate::diagnostics::Place;
use crate::extracts::LINE;
use crate::tables::Table;

/// A row that a finding counts, as a reader can look it up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    /// The cleaned table.
    pub table: String,
    /// The row's primary key.
    pub key: String,
    /// Raw file, sheet and line.
    pub place: Place,
    /// How many units of the finding it holds: 1 where rows are counted, else what it adds to the sum.
    pub amount: i64,
}

/// Rows of a cleaned table, by their number in it from 0, each with what it counts for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    /// The table.
    pub table: String,
    rows: Arc<[u32]>,
    /// None where each row counts for one.
    amounts: Option<Arc<[i64]>>,
}

impl Weights {
    /// Rows in table order, each of which counts for one.
    pub fn of_rows(table: &str, rows: Arc<[u32]>) -> Self {
        Weights {
            table: table.to_owned(),
            rows,
            amounts: None,
        }
    }

    /// Rows in table order, each with its amount.
    pub fn of_amounts(table: &str, rows: Vec<u32>, amounts: Vec<i64>) -> Self {
        Weights {
            table: table.to_owned(),
            rows: rows.into(),
            amounts: Some(amounts.into()),
        }
    }

    /// Row and amount, in table order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, i64)> {
        let rows = self.rows.iter().enumerate();
        rows.map(|(at, row)| {
            let amount = self.amounts.as_ref().and_then(|amounts| amounts.get(at));
            (*row, amount.copied().unwrap_or(1))
        })
    }

    /// The amounts added up.
    pub fn total(&self) -> i64 {
        self.iter().map(|(_, amount)| amount).sum()
    }
}

/// The rows that a number rests on, in table order. Those that add nothing to a sum are none of them.
#[derive(Debug, Clone, Default)]
pub struct EvidenceRows {
    weights: Weights,
    source: Option<Arc<Source>>,
}

impl EvidenceRows {
    pub(super) fn of(weights: &Weights, source: &Arc<Source>) -> Self {
        EvidenceRows {
            weights: weights.clone(),
            source: Some(Arc::clone(source)),
        }
    }

    /// Each row.
    pub fn iter(&self) -> impl Iterator<Item = Evidence> {
        let source = self.source.as_ref();
        let adding = self.adding();
        adding.filter_map(move |(row, amount)| source?.evidence(row as usize, amount))
    }

    /// How many units each row holds.
    pub fn amounts(&self) -> impl Iterator<Item = i64> {
        self.adding().map(|(_, amount)| amount)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.adding().count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.adding().next().is_none()
    }

    fn adding(&self) -> impl Iterator<Item = (u32, i64)> {
        self.weights.iter().filter(|(_, amount)| *amount != 0)
    }
}

impl PartialEq for EvidenceRows {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Serialize for EvidenceRows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// The table that rows of evidence are looked up in.
#[derive(Debug)]
pub struct Source {
    table: Table,
    /// What each row is called, once someone asks.
    names: OnceLock<Vec<String>>,
}

impl Source {
    pub fn of(table: &Table) -> Self {
        Source {
            table: table.clone(),
            names: OnceLock::new(),
        }
    }

    fn evidence(&self, row: usize, amount: i64) -> Option<Evidence> {
        // A table without its key columns does not leave cleaning.
        let names = self
            .names
            .get_or_init(|| self.table.row_names().unwrap_or_default());
        let line = self.table.frame.column(LINE).ok()?.u32().ok()?.get(row)?;
        let (file, sheet) = (self.table.file.clone(), self.table.sheet.as_deref());
        Some(Evidence {
            table: self.table.name.clone(),
            key: names.get(row)?.clone(),
            place: Place::cell(file, sheet, line as usize, None),
            amount,
        })
    }
}
