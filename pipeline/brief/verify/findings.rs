//! The values of findings, out of an exported `findings.json`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use brief_model::findings::{Finding, Findings, Outcome};

use crate::lock::{FindingKey, values};

#[derive(Deserialize)]
struct FindingsExport {
    findings: IndexMap<String, OutcomeExport>,
}

#[derive(Deserialize)]
struct OutcomeExport {
    outcome: Outcome,
}

/// The value of every finding, as a lock holds it.
pub(super) fn read(bytes: &[u8]) -> Result<BTreeMap<FindingKey, String>, serde_json::Error> {
    let exported: FindingsExport = serde_json::from_slice(bytes)?;
    let findings = exported.findings.into_iter();
    let findings: Findings = findings
        .map(|(name, finding)| Finding::given(&name, finding.outcome))
        .collect();
    Ok(values(&findings))
}
