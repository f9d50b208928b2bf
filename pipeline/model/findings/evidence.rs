//! The rows that a finding rests on: their numbers are kept, and each is looked up when it is asked for. A
//! number a row and finding is what a million rows leave room for.

use std::fmt;
use std::sync::{Arc, LazyLock};

use serde::de::{Deserializer, IgnoredAny};
use serde::{Deserialize, Serialize, Serializer};

use brief_base::diagnostics::Place;

/// A row that a finding counts, as a reader can look it up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EvidenceRow {
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
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Weights {
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

    /// Whether each row counts for one.
    pub fn counts_rows(&self) -> bool {
        self.amounts.is_none()
    }

    /// The amounts added up.
    pub fn total(&self) -> i64 {
        let amounts = self.iter().map(|(_, amount)| amount);
        amounts.fold(0, i64::saturating_add)
    }
}

/// The rows that a number rests on, in table order. Those that add nothing to a sum are none of them.
#[derive(Debug, Clone, Default)]
pub struct EvidenceRows {
    weights: Weights,
    source: Option<Arc<LazySource>>,
}

impl EvidenceRows {
    /// Rows, and what they are looked up in when asked for.
    pub fn looked_up_in(weights: Weights, source: Option<Arc<LazySource>>) -> Self {
        EvidenceRows { weights, source }
    }

    /// Other rows of the same table.
    #[must_use]
    pub fn with(&self, weights: &Weights) -> Self {
        EvidenceRows::looked_up_in(weights.clone(), self.source.clone())
    }

    /// What the rows are looked up in.
    pub(super) fn source(&self) -> Option<&EvidenceSource> {
        self.source.as_ref().map(|source| source.named())
    }

    /// Each row.
    pub fn iter(&self) -> impl Iterator<Item = EvidenceRow> {
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

/// Evidence is written out and not read back: published rows are looked up in no table.
impl<'de> Deserialize<'de> for EvidenceRows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| EvidenceRows::default())
    }
}

/// The table that rows of evidence are looked up in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EvidenceSource {
    pub table: String,
    /// The raw file.
    pub file: String,
    /// Its sheet, when the file is a workbook.
    pub sheet: Option<String>,
    /// What each row is called, and its line.
    pub rows: Vec<(String, u32)>,
}

/// A source whose rows are named once someone asks.
pub struct LazySource(LazyLock<EvidenceSource, Box<dyn FnOnce() -> EvidenceSource + Send>>);

impl LazySource {
    /// A source that `name_rows` gives when it is first asked for.
    pub fn new(name_rows: impl FnOnce() -> EvidenceSource + Send + 'static) -> Self {
        LazySource(LazyLock::new(Box::new(name_rows)))
    }

    /// The source with all its rows.
    fn named(&self) -> &EvidenceSource {
        &self.0
    }

    fn evidence(&self, row: usize, amount: i64) -> Option<EvidenceRow> {
        let source = self.named();
        let (key, line) = source.rows.get(row)?;
        Some(EvidenceRow {
            table: source.table.clone(),
            key: key.clone(),
            place: Place::cell(
                source.file.clone(),
                source.sheet.as_deref(),
                *line as usize,
                None,
            ),
            amount,
        })
    }
}

impl fmt::Debug for LazySource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Naming the rows of a large table takes time.
        formatter.write_str("LazySource(..)")
    }
}

impl From<EvidenceSource> for LazySource {
    fn from(source: EvidenceSource) -> Self {
        LazySource::new(|| source)
    }
}
