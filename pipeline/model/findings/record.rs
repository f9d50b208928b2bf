//! Findings as a cache stores them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::evidence::{EvidenceSource, LazySource};
use super::{DeclaredCodes, EvidenceRows, Finding, FindingWeights, Findings};

/// All findings computed from a brief's own tables, without those tables. Evidence is stored as row numbers,
/// and what the rows of a table are called once for all findings.
#[derive(Debug, Serialize, Deserialize)]
pub struct FindingsRecord {
    sources: Vec<EvidenceSource>,
    findings: Vec<(Finding<()>, FindingWeights)>,
    codes: DeclaredCodes,
}

impl From<&Findings> for FindingsRecord {
    fn from(findings: &Findings) -> Self {
        let mut sources: BTreeMap<&str, &EvidenceSource> = BTreeMap::new();
        let codes = findings.codes().clone();
        let findings = findings.iter();
        let findings = findings.map(|finding| {
            let stored = finding.map_evidence(|evidence| {
                let source = evidence.source();
                sources.extend(source.map(|source| (source.table.as_str(), source)));
            });
            (stored, finding.weights.clone())
        });
        FindingsRecord {
            findings: findings.collect(),
            sources: sources.into_values().cloned().collect(),
            codes,
        }
    }
}

impl From<FindingsRecord> for Findings {
    fn from(record: FindingsRecord) -> Self {
        let sources = record.sources.into_iter();
        let sources: BTreeMap<String, Arc<LazySource>> = sources
            .map(|source| (source.table.clone(), Arc::new(LazySource::from(source))))
            .collect();
        let findings = record.findings.into_iter();
        let findings: Findings = findings
            .map(|(finding, weights)| {
                // The rows counted are those of the evidence, in the same order.
                let mut counted = weights.counted.iter();
                let finding = finding.map_evidence(|()| {
                    let weights = counted.next().cloned().unwrap_or_default();
                    let source = sources.get(&weights.table).cloned();
                    EvidenceRows::looked_up_in(weights, source)
                });
                Finding { weights, ..finding }
            })
            .collect();
        findings.with_codes(record.codes)
    }
}
