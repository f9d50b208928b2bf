//! Why a stage ran, or did not.

use std::fmt;

/// How many changed inputs are told by name.
const LISTED: usize = 6;

/// What became of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its name.
    pub stage: String,
    /// Why it ran, or did not.
    pub reason: Reason,
}

/// Why a stage ran, or did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Nothing that it was made from has changed.
    Kept,
    /// Nothing was kept of an earlier run.
    First,
    /// The user wanted everything made anew.
    Afresh,
    /// What was kept was made by another build of the program.
    Program,
    /// What was kept is damaged.
    Damaged,
    /// These files, and values of earlier stages, are not what they were.
    Changed(Vec<String>),
    /// What it published is not there any more as it was: these files differ, are missing or new.
    Output(Vec<String>),
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (names, what) = match self {
            Reason::Kept => {
                return formatter.write_str("kept: nothing that it was made from changed");
            }
            Reason::First => return formatter.write_str("ran: nothing was kept of an earlier run"),
            Reason::Afresh => return formatter.write_str("ran: asked for with --force"),
            Reason::Program => {
                return formatter.write_str("ran: the program itself is another build");
            }
            Reason::Damaged => return formatter.write_str("ran: what was kept is damaged"),
            Reason::Changed(names) => (names, "changed"),
            Reason::Output(names) => (names, "in the output is not as published"),
        };
        let listed: Vec<&str> = names.iter().take(LISTED).map(String::as_str).collect();
        write!(formatter, "ran: {} {what}", listed.join(", "))?;
        match names.len().saturating_sub(LISTED) {
            0 => Ok(()),
            more => write!(formatter, ", and {more} more"),
        }
    }
}
