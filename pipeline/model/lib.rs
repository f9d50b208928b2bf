//! The types that pass between the stages, and the settings that every stage may read.
//!
//! In come `series.yaml`, `brief.yaml`, the mapping of a dataset version, data package descriptors, boundaries
//! and gazetteers, all through a [`Project`](brief_base::project::Project). Out go typed values:
//!
//! - [`series`] and [`brief`]: what a series and a brief decide about tables, cleaning, sections and geography;
//! - [`datapackage`]: what a folder of files says of itself, and whether its files are the described ones;
//! - [`csv_error`]: what is wrong with a file that people write, in words;
//! - [`original`]: the publication that a brief regenerates;
//! - [`geography`]: boundaries and places; [`facts`]: cited numbers;
//! - [`findings`]: what was computed, with the rows behind each number; [`ledger`]: what happened to every row.
//!
//! This crate computes no finding, cleans no table and draws nothing; it does not know polars, plotters, Tera
//! or Typst. A stage that produces one of these types, and a stage that consumes it, meet here and nowhere else.

pub mod brief;
pub mod constraints;
pub mod csv_error;
pub mod datapackage;
pub mod facts;
pub mod findings;
pub mod geography;
pub mod ledger;
pub mod original;
pub mod published;
pub mod rests_on;
pub mod series;
