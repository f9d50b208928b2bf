//! How the units of a findings table met the geography.
//!
//! # Example
//! ```
//! use brief::figures::map::join::Join;
//!
//! let join = Join { units: "regions", matched: 3, without_rows: vec!["Lakeland".to_owned()] };
//! assert_eq!(join.to_string(), "3 of 3 regions matched, none counted in Lakeland");
//! ```

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
