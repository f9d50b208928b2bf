//! The causes in the report.

use serde::Serialize;

use super::claims::Flips;
use super::words::{self, counted};
use super::{Limits, Listing};
use crate::causes::Cause;

/// A cause, with the findings that it moves.
#[derive(Serialize)]
pub(crate) struct CauseEntry {
    pub reason: String,
    /// How many findings.
    pub count: String,
    pub rows: Listing,
    pub findings: Vec<String>,
    flips: bool,
}

impl CauseEntry {
    pub(super) fn of(cause: &Cause, flips: &Flips<'_>, limits: Limits) -> Self {
        let mut effects = cause.findings.iter();
        CauseEntry {
            reason: words::reason(&cause.reason, cause.rows.len()),
            count: counted(cause.findings.len(), "finding"),
            rows: Listing::of(cause.rows.iter().map(words::row), limits.rows),
            findings: cause.findings.iter().map(words::effect).collect(),
            flips: effects.any(|effect| flips.findings.contains(effect.finding.as_str())),
        }
    }
}
