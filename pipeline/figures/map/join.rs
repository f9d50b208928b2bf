//! How the units of a findings table met the geography.

use serde::Serialize;

/// A join that went through its gate: every unit of the table was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Join {
    /// What was joined: `regions`, `places`.
    pub units: &'static str,
    /// Units of the table, all of which the geography has.
    pub matched: usize,
    /// Units of the geography for which the table counts nothing; not listed for places.
    pub without_rows: Vec<String>,
}
