//! The parts of a map that know nothing of what it shows.
//!
//! [`projection`], [`clip`] and [`simplify`] make the ground, [`fit`] lays it on the sheet, [`labels`] finds
//! room for words, [`classification`] cuts values into classes, [`scale_bar`] says how far things are apart.

mod class_methods;
pub mod classification;
pub mod clip;
pub mod fit;
pub mod labels;
pub mod projection;
pub mod scale_bar;
pub mod simplify;
