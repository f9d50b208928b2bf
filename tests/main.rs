//! What a newcomer, a reader and an attacker would find: the pipeline as a whole, from outside.
//!
//! Each module says what it guards. Every test works in a folder of its own, so that they run side by
//! side and in any order. `BLESS=1 cargo test` writes the golden files anew; read their difference
//! before committing it.

#![allow(unreachable_pub, reason = "a test binary exports nothing")]

mod support;

mod absences;
mod accounting;
mod audit;
mod cache;
mod cautions;
mod charts;
mod claims;
mod command_line;
mod compare;
mod compare_formats;
mod coverage;
mod diagnostics;
mod documentation;
mod figures;
mod fixture;
mod hostile_cells;
mod lock;
mod pages;
mod pdf;
mod profile;
mod properties;
mod provenance;
mod published_claims;
mod publishing;
mod scaffold;
mod siblings;
mod verify;
mod watch;
mod why;
