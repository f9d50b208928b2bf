//! Why a stage ran, or why its result was reused.

use std::fmt;

/// How many changed inputs are told by name.
const LISTED: usize = 6;

/// What became of a stage in this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageNote {
    /// Its name.
    pub stage: String,
    /// What became of it.
    pub outcome: CacheOutcome,
}

/// Why a stage ran, or why its result was reused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CacheOutcome {
    /// It did not run: nothing that its result was made from has changed.
    Reused,
    /// No result was stored.
    FirstRun,
    /// `--force` was given.
    Forced,
    /// The stored result is from another build of the program.
    NewProgram,
    /// The stored result is damaged.
    Damaged,
    /// These files, and values of earlier stages, have changed.
    Changed(Vec<String>),
    /// These published files differ, are missing, or are new.
    OutputChanged(Vec<String>),
}

impl fmt::Display for CacheOutcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (names, what) = match self {
            CacheOutcome::Reused => {
                return formatter.write_str("kept: nothing that it was made from changed");
            }
            CacheOutcome::FirstRun => {
                return formatter.write_str("ran: nothing was kept of an earlier run");
            }
            CacheOutcome::Forced => return formatter.write_str("ran: asked for with --force"),
            CacheOutcome::NewProgram => {
                return formatter.write_str("ran: the program itself is another build");
            }
            CacheOutcome::Damaged => return formatter.write_str("ran: what was kept is damaged"),
            CacheOutcome::Changed(names) => (names, "changed"),
            CacheOutcome::OutputChanged(names) => (names, "in the output is not as published"),
        };
        let listed: Vec<&str> = names.iter().take(LISTED).map(String::as_str).collect();
        write!(formatter, "ran: {} {what}", listed.join(", "))?;
        match names.len().saturating_sub(LISTED) {
            0 => Ok(()),
            more => write!(formatter, ", and {more} more"),
        }
    }
}
