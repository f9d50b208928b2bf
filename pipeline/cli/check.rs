//! `brief check`: every gate short of typesetting.

use clap::Args;

use super::{Ending, Selection, each_brief, terminal};
use crate::Extent;
use crate::diagnostics::Diagnostics;
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
        each_brief(
            project,
            &self.selection,
            "checks failed",
            |project, brief, timings| self.check(project, brief, timings),
        )
    }

    fn check(
        &self,
        project: &Project,
        brief: &str,
        timings: &mut Timings,
    ) -> Result<(), Diagnostics> {
        let version = self.selection.data.as_deref();
        let checked = crate::regenerate(project, brief, version, Extent::Check, timings)?;
        terminal::tell(&checked.warnings);
        if version.is_none() {
            terminal::tell(&crate::unused_recode_entries(project, brief)?);
        }
        terminal::report(brief, &checked.report);
        let false_claims = terminal::with_false_claims(&checked.report);
        terminal::say(&format!("  all checks passed{false_claims}"));
        Ok(())
    }
}
