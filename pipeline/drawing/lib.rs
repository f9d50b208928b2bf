//! A canvas for print, and what charts and maps are made of.
//!
//! In come numbers, words, shapes and font files. Out goes SVG that a typesetter can place: [`canvas`] gives
//! plotters a drawing area in points, [`sheet`] collects what is drawn, and [`svg`] writes it with holes,
//! patterns, dashes and titles. [`fonts`] measure text with the faces it will be set in. [`palette`] and
//! [`colour_vision`] check that readers can tell colours apart. [`map`] projects, clips, simplifies, labels and
//! classifies.
//!
//! This crate knows no finding, no fact, no setting of a series and no geography of a brief: it draws what it
//! is given, and would serve any other program that draws for print.

pub mod axis;
pub mod canvas;
pub mod colour_vision;
pub mod contrast;
#[doc(hidden)]
pub mod doctest;
pub mod fonts;
pub mod join;
pub mod key;
pub mod map;
pub mod marks;
pub mod paint;
pub mod palette;
pub mod sheet;
pub mod svg;
pub mod text;
