//! How the units of a findings table met the geography.

use std::fmt;

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

impl fmt::Display for Join {
    /// `12 of 12 regions matched, nothing counted in …`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Join { units, matched, .. } = self;
        write!(formatter, "{matched} of {matched} {units} matched")?;
        if self.without_rows.is_empty() {
            return Ok(());
        }
        write!(
            formatter,
            ", none counted in {}",
            self.without_rows.join(", ")
        )
    }
}
