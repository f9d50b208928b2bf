//! What every other crate stands on.
//!
//! In come the files of a project: every input is read through [`project::Project`], which confines paths to
//! the project's folder and records the hash of what it reads ([`files`] says from where: disk, memory, or an overlay). Out go the shapes in which all crates speak:
//! [`diagnostics`] (what is wrong, where, and what to do; [`repeated`] tells once what repeats), [`yaml`] (settings with the line and column of every
//! value), [`numbers`], [`agreement`] of words with them, [`dates`] and [`text`] as a reader sees and types them, [`plain_text`] for terminals, [`timings`],
//! [`invisible`] characters, and [`parallel`] work whose results come in order.
//!
//! This crate knows no series, no brief, no table and no page. If a helper here needs to know what a finding or
//! a figure is, it belongs to a crate above.

pub mod agreement;
pub mod dates;
pub mod diagnostics;
pub mod files;
pub mod invisible;
pub mod numbers;
pub mod one_or_many;
pub mod parallel;
pub mod plain_text;
pub mod project;
pub mod record;
pub mod repeated;
pub mod shared;
pub mod text;
pub mod timings;
pub mod yaml;
