//! The text and the values in it.

mod coverage;
