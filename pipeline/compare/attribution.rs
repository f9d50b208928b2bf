//! What a difference in a finding is due to.

use serde::Serialize;

/// What of a project shapes its findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    /// Extracts, places and boundaries.
    Data,
    /// The mapping of columns, steps, recodes and corrections.
    Cleaning,
    /// Definitions of findings, and what `brief.yaml` says of period and geography.
    Definitions,
}

/// How much of the difference in a finding's count, sum or total is due to a component.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Contribution {
    pub component: Component,
    /// New less old; may be a fraction where two components act together.
    pub count: f64,
}
