//! Guards that no input makes the program break off, hang or say something else the next time: files that
//! come from outside, made up at random and by damaging sound ones.
//!
//! `BRIEF_FUZZ_CASES` says how many cases each property is tried on; a few by default.

mod damage;
mod pdf;
mod settings;
mod tables;

use proptest::prelude::*;

use crate::support::holds;

/// Tries a property on as many cases as are asked for, or on a few.
fn tried<S: Strategy>(
    few: u32,
    strategy: &S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let asked = std::env::var("BRIEF_FUZZ_CASES").ok();
    let cases = asked.map_or(few, |cases| {
        let number = cases.parse();
        number.unwrap_or_else(|_| panic!("BRIEF_FUZZ_CASES is {cases}; expected a number"))
    });
    holds(cases, strategy, property);
}
