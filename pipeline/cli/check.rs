//! `brief check`: every gate short of typesetting.

use clap::Args;

use super::{Ending, Selection, ending_of, selected, terminal};
use crate::Extent;
use crate::project::Project;
use crate::timings::Timings;

/// Arguments of `brief check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    selection: Selection,
}

impl Check {
    /// Runs the command.
    pub fn run(&self, project: &Project) -> Ending {
        let briefs = match selected(project, &self.selection) {
            Ok(briefs) => briefs,
            Err(faults) => {
                terminal::tell(&faults);
                return Ending::CouldNotRun;
            }
        };
        let mut ending = Ending::Fine;
        for brief in briefs {
            let mut timings = Timings::default();
            let version = self.selection.data.as_deref();
            match crate::regenerate(project, &brief, version, Extent::Check, &mut timings) {
                Ok(checked) => {
                    terminal::tell(&checked.warnings);
                    if version.is_none()
                        && let Ok(unused) = crate::unused_recode_entries(project, &brief)
                    {
                        terminal::tell(&unused);
                    }
                    terminal::report(&brief, &checked.report);
                    terminal::say("  all checks passed");
                }
                Err(faults) => {
                    ending = ending.max(ending_of(&faults));
                    terminal::tell(&faults);
                    terminal::say(&format!("{brief}: checks failed"));
                }
            }
            if self.selection.timings {
                terminal::timings(&timings);
            }
        }
        ending
    }
}
