//! From extract to table.

mod accounting;
mod properties;
mod shown;
