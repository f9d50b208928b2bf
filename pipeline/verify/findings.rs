//! The values of findings, out of an exported `findings.json`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::findings::{
    Bounds, EvidenceRows, Finding, FindingRow, FindingTable, Findings, Number, Outcome,
};
use crate::lock::{FindingKey, values};

#[derive(Deserialize)]
struct Exported {
    findings: IndexMap<String, ExportedFinding>,
}

#[derive(Deserialize)]
struct ExportedFinding {
    outcome: ExportedOutcome,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ExportedOutcome {
    Number {
        numerator: i64,
        denominator: Option<i64>,
        unknown: i64,
        bounds: Option<ExportedBounds>,
    },
    Table {
        by: Vec<String>,
        rows: Vec<ExportedRow>,
        total: i64,
    },
    NoData {
        missing_table: String,
    },
}

#[derive(Deserialize)]
struct ExportedBounds {
    lower: f64,
    upper: f64,
    of: i64,
}

#[derive(Deserialize)]
struct ExportedRow {
    keys: Vec<Option<String>>,
    labels: Vec<String>,
    count: i64,
}

impl From<ExportedOutcome> for Outcome {
    fn from(exported: ExportedOutcome) -> Self {
        match exported {
            ExportedOutcome::Number {
                numerator,
                denominator,
                unknown,
                bounds,
            } => Outcome::Number(Number {
                numerator,
                denominator,
                unknown,
                bounds: bounds.map(|ExportedBounds { lower, upper, of }| Bounds {
                    lower,
                    upper,
                    of,
                }),
                evidence: EvidenceRows::default(),
            }),
            ExportedOutcome::Table { by, rows, total } => {
                let rows = rows.into_iter().map(
                    |ExportedRow {
                         keys,
                         labels,
                         count,
                     }| FindingRow {
                        keys,
                        labels,
                        count,
                        evidence: EvidenceRows::default(),
                    },
                );
                Outcome::Table(FindingTable {
                    by,
                    rows: rows.collect(),
                    total,
                })
            }
            ExportedOutcome::NoData { missing_table } => Outcome::NoData { missing_table },
        }
    }
}

/// The value of every finding, as a lock holds it.
///
/// # Errors
/// When the bytes are no exported findings, with what is wrong.
pub fn read(bytes: &[u8]) -> Result<BTreeMap<FindingKey, String>, serde_json::Error> {
    let exported: Exported = serde_json::from_slice(bytes)?;
    let findings = exported.findings.into_iter();
    let findings: Findings = findings
        .map(|(name, finding)| Finding::given(&name, finding.outcome.into()))
        .collect();
    Ok(values(&findings))
}
