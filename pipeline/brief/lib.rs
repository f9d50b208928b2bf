//! The engine and the command line: one brief from raw extracts to a published set, and every question about
//! it.
//!
//! The way of the data is the crates below this one, from the bottom up:
//! `brief_data` (extracts → tables → findings), `brief_figures`, `brief_claims`, `brief_prose`, `brief_pages`,
//! `brief_compare`. [`regenerate`] goes that way as one function; [`write()`] goes as far as the words,
//! [`typeset`] sets them into pages. `cache` stores the results of stages for later runs; a [`run::Run`] carries
//! the project, the cache, and the timings from stage to stage.
//!
//! On top stand the verbs: `publish` and [`lock`] (what `brief build` leaves behind), [`verify`], `why`,
//! [`sides`] (the two sides of `brief diff`), [`scaffold`] (`brief new`), `watch`, and [`cli`], the only module
//! that talks to the terminal.
//!
//! Nothing below this crate may know of a published set, a lock, a cache or a command line.

mod cache;
pub mod cli;
pub mod lock;
mod publish;
mod regenerate;
pub mod run;
pub mod scaffold;
pub mod sides;
mod stages;
mod typesetting;
pub mod verify;
mod watch;
mod why;
mod writing;

pub use regenerate::{Goal, Publication, RunResult, regenerate, regenerate_locked};
pub use stages::{findings_of, unused_recode_entries, with_siblings};
pub use typesetting::{TypesetBrief, typeset};
pub use writing::{Analysis, STAGES, write, write_with_tables};
