//! What a newcomer, a reader and an attacker would find: the pipeline as a whole, from outside.
//!
//! A folder for each area; each module says what it guards. `README.md` says where a new test goes. Every
//! test works in a folder of its own, so that they run side by side and in any order. `BLESS=1 cargo test`
//! writes what is expected anew; read the difference before committing it.

#![allow(unreachable_pub, reason = "a test binary exports nothing")]

mod support;

mod messages;

mod asking;
mod claims;
mod cleaning;
mod compare;
mod extracts;
mod figures;
mod findings;
mod fuzz;
mod lock;
mod pages;
mod prose;
mod publishing;
mod rebuilding;
mod scaffold;
mod series;
mod settings;
mod why;
