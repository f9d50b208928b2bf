//! From extract to table.

mod accounting;
mod properties;
mod redelivery;
mod shown;
