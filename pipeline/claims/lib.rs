//! Hedge words, and the tests that make them true.
//!
//! In come assertions (prose writes them by a filter, `{{ plots_direct | claim(says="slightly more than 60 %") }}`),
//! the [`hedges`] of a series, findings and facts. Out come tested [`Claim`]s: whether each holds, how many rows
//! would have to change to turn it over, and what true words could stand instead.
//!
//! [`judge`] finds the hedge that the words are and tests its [`condition`] with the numbers of its
//! [`ClaimSubject`]: a number ([`number_case`]), rows of a findings table ([`rows_case`]), or a fact
//! ([`fact_case`]). A source may give a limit instead of a number, so conditions are evaluated over an
//! [`interval`]: words about a fact must be true whatever its source leaves possible.
//!
//! This crate sees no table of data and no text of a brief beyond the assertions in it. It does not know Tera,
//! Typst or figures.

mod claim;
mod claim_subject;
pub mod condition;
mod contradictions;
pub mod fact_case;
pub mod hedges;
pub mod interval;
mod judge;
pub mod number_case;
mod offers;
pub mod rows_case;
pub mod stated_number;

pub use claim::{Assertion, Claim};
pub use claim_subject::{ClaimSubject, FindingsAndFacts};
pub use contradictions::contradictions;
pub use hedges::Hedges;
pub use judge::{ClaimFault, judge};
