//! Charts: each kind of figure that is not a map, one folder a kind.
//!
//! They share `total` (parts that add up) and `row_names` (names of rows). Axes,
//! keys and text sizes are those of [`brief_drawing`], which maps use too.

pub mod comparison_dots;
pub mod ordered_bars;
mod row_names;
pub mod timeline;
pub(crate) mod total;
pub mod unit_strip;
