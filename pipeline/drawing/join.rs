//! How the units of a findings table met the geography.
//!
//! # Example
//! ```
//! use brief_drawing::join::Join;
//!
//! let join = Join { units: "regions".into(), matched: 3, without_rows: Some(vec!["Lakeland".to_owned()]) };
//! let said = "matched 3 of 3 regions counted, and 3 of 4 on the map; none counted in Lakeland";
//! assert_eq!(join.to_string(), said);
//! ```

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How many units without a count are listed by name.
const LISTED: usize = 12;

/// A join that went through its gate: every unit of the table was found, or the figure is refused with
/// a list of those that were not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Join {
    /// What was joined: `regions`, `places`.
    pub units: Cow<'static, str>,
    /// Units in which the table counts something, all of which the geography has.
    pub matched: usize,
    /// Units on the map in which the table counts nothing. None for places: a gazetteer has many that no
    /// table is about.
    pub without_rows: Option<Vec<String>>,
}

impl fmt::Display for Join {
    /// `matched 3 of 3 regions counted, and 3 of 4 on the map; none counted in …`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Join { units, matched, .. } = self;
        write!(formatter, "matched {matched} of {matched} {units} counted")?;
        let Some(without) = &self.without_rows else {
            return Ok(());
        };
        let all = matched + without.len();
        write!(formatter, ", and {matched} of {all} on the map")?;
        if without.is_empty() {
            return Ok(());
        }
        let listed = without.get(..LISTED).unwrap_or(without).join(", ");
        match without.len().saturating_sub(LISTED) {
            0 => write!(formatter, "; none counted in {listed}"),
            more => write!(formatter, "; none counted in {listed} and {more} more"),
        }
    }
}
