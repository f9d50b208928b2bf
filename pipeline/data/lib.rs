//! From raw extracts to findings.
//!
//! In come the files of a dataset version, the declared cleaning steps, recode tables, corrections and the
//! definitions of findings. Out go, in this order, [`extracts`] (cell for cell what was received), [`tables`]
//! (typed, recoded, each row with its source line, and the ledger of what happened on the way) and
//! [`findings`] (counts, shares, unknowns, bounds, and the rows behind them).
//!
//! [`sql`] parses every expression and alone knows which columns it reads; [`dictionary`] numbers the distinct
//! texts of columns, by which rows are grouped and compared.
//!
//! This is the crate that knows polars. It takes
//! [`DataSettings`](brief_model::brief::DataSettings), not all settings of a brief: no figure, no prose and no
//! page may shape what is counted.

pub mod dictionary;
pub mod extracts;
pub mod findings;
pub mod sql;
pub mod tables;
