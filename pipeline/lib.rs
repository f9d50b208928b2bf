//! A reproducible report pipeline: raw source extracts in, a finished and checked policy brief out.

pub mod diagnostics;
pub mod extracts;
pub mod facts;
pub mod figures;
pub mod findings;
pub mod geography;
pub mod project;
pub mod settings;
pub mod sql;
pub mod tables;
