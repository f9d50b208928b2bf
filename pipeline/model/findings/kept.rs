//! Findings as they are kept between runs: rows by their numbers, and what the rows of a table are called
//! once for all findings.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use brief_base::diagnostics::Place;

use super::evidence::{EvidenceSource, LazySource};
use super::{
    Bounds, Definition, EvidenceRows, Finding, FindingRow, FindingTable, Findings, Number, Outcome,
    Weighed, Weights,
};
use crate::series::Topic;

/// All findings of a brief, without the tables that they were computed from.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptFindings {
    sources: Vec<EvidenceSource>,
    findings: Vec<KeptFinding>,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptFinding {
    name: String,
    title: String,
    topic: Option<Topic>,
    unit: String,
    definition: Definition,
    defined_at: Place,
    outcome: KeptOutcome,
    counted: Vec<KeptWeights>,
    base: KeptWeights,
    unknown: KeptWeights,
}

#[derive(Debug, Serialize, Deserialize)]
enum KeptOutcome {
    Number {
        numerator: i64,
        denominator: Option<i64>,
        unknown: i64,
        bounds: Option<Bounds>,
        evidence: KeptEvidence,
    },
    Table {
        by: Vec<String>,
        rows: Vec<KeptRow>,
        total: i64,
    },
    NoData {
        missing_table: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptRow {
    keys: Vec<Option<String>>,
    labels: Vec<String>,
    count: i64,
    evidence: KeptEvidence,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptEvidence {
    weights: KeptWeights,
    /// By its position among the sources.
    source: Option<usize>,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptWeights {
    table: String,
    rows: Vec<u32>,
    amounts: Option<Vec<i64>>,
}

impl From<&Weights> for KeptWeights {
    fn from(weights: &Weights) -> Self {
        let (rows, amounts) = weights.parts();
        KeptWeights {
            table: weights.table.clone(),
            rows: rows.to_vec(),
            amounts: amounts.map(<[i64]>::to_vec),
        }
    }
}

impl From<KeptWeights> for Weights {
    fn from(kept: KeptWeights) -> Self {
        match kept.amounts {
            Some(amounts) => Weights::of_amounts(&kept.table, kept.rows, amounts),
            None => Weights::of_rows(&kept.table, kept.rows.into()),
        }
    }
}

/// The sources met so far, each once.
#[derive(Default)]
struct Sources(Vec<Arc<LazySource>>);

impl Sources {
    fn keep(&mut self, evidence: &EvidenceRows) -> KeptEvidence {
        let (weights, source) = evidence.parts();
        let source = source.map(|source| {
            let known = self.0.iter().position(|known| Arc::ptr_eq(known, source));
            known.unwrap_or_else(|| {
                self.0.push(Arc::clone(source));
                self.0.len() - 1
            })
        });
        KeptEvidence {
            weights: weights.into(),
            source,
        }
    }
}

impl KeptEvidence {
    fn restore(self, sources: &[Arc<LazySource>]) -> EvidenceRows {
        let source = self.source.and_then(|source| sources.get(source).cloned());
        EvidenceRows::looked_up_in(self.weights.into(), source)
    }
}

impl From<&Findings> for KeptFindings {
    fn from(findings: &Findings) -> Self {
        let mut sources = Sources::default();
        let findings = findings.iter();
        let findings = findings.map(|finding| KeptFinding::of(finding, &mut sources));
        let findings = findings.collect();
        let sources = sources.0.iter();
        KeptFindings {
            sources: sources.map(|source| source.named().clone()).collect(),
            findings,
        }
    }
}

impl From<KeptFindings> for Findings {
    fn from(kept: KeptFindings) -> Self {
        let sources = kept.sources.into_iter();
        let sources: Vec<_> = sources
            .map(|source| Arc::new(LazySource::from(source)))
            .collect();
        let findings = kept.findings.into_iter();
        findings.map(|finding| finding.restore(&sources)).collect()
    }
}

impl KeptFinding {
    fn of(finding: &Finding, sources: &mut Sources) -> Self {
        let outcome = match &finding.outcome {
            Outcome::Number(number) => KeptOutcome::Number {
                numerator: number.numerator,
                denominator: number.denominator,
                unknown: number.unknown,
                bounds: number.bounds,
                evidence: sources.keep(&number.evidence),
            },
            Outcome::Table(table) => {
                let rows = table.rows.iter().map(|row| KeptRow {
                    keys: row.keys.clone(),
                    labels: row.labels.clone(),
                    count: row.count,
                    evidence: sources.keep(&row.evidence),
                });
                KeptOutcome::Table {
                    by: table.by.clone(),
                    rows: rows.collect(),
                    total: table.total,
                }
            }
            Outcome::NoData { missing_table } => KeptOutcome::NoData {
                missing_table: missing_table.clone(),
            },
        };
        let weighed = &finding.weighed;
        KeptFinding {
            name: finding.name.clone(),
            title: finding.title.clone(),
            topic: finding.topic.clone(),
            unit: finding.unit.clone(),
            definition: finding.definition.clone(),
            defined_at: finding.defined_at.clone(),
            outcome,
            counted: weighed.counted.iter().map(KeptWeights::from).collect(),
            base: (&weighed.base).into(),
            unknown: (&weighed.unknown).into(),
        }
    }

    fn restore(self, sources: &[Arc<LazySource>]) -> Finding {
        let outcome = match self.outcome {
            KeptOutcome::Number {
                numerator,
                denominator,
                unknown,
                bounds,
                evidence,
            } => Outcome::Number(Number {
                numerator,
                denominator,
                unknown,
                bounds,
                evidence: evidence.restore(sources),
            }),
            KeptOutcome::Table { by, rows, total } => {
                let rows = rows.into_iter().map(|row| FindingRow {
                    keys: row.keys,
                    labels: row.labels,
                    count: row.count,
                    evidence: row.evidence.restore(sources),
                });
                let rows = rows.collect();
                Outcome::Table(FindingTable { by, rows, total })
            }
            KeptOutcome::NoData { missing_table } => Outcome::NoData { missing_table },
        };
        Finding {
            name: self.name,
            title: self.title,
            topic: self.topic,
            unit: self.unit,
            definition: self.definition,
            defined_at: self.defined_at,
            outcome,
            weighed: Weighed {
                counted: self.counted.into_iter().map(Weights::from).collect(),
                base: self.base.into(),
                unknown: self.unknown.into(),
            },
        }
    }
}
