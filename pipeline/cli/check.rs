//! `brief check`: every gate short of typesetting.

use clap::Args;

use super::each::{Run, Selection, Verb, each_brief};
use super::{Ending, terminal};
use crate::Extent;
use crate::diagnostics::Diagnostics;
use crate::project::Project;

/// Arguments of `brief check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    selection: Selection,
}

impl Check {
    /// Runs the command.
    pub fn run(&self, project: &Project) -> Ending {
        let verb = Verb {
            done: "checked",
            failed: "checks failed",
        };
        each_brief(project, &self.selection, verb, |run| self.check(run))
    }

    fn check(&self, run: Run<'_>) -> Result<(), Diagnostics> {
        let Run {
            project,
            brief,
            timings,
            transcript,
        } = run;
        let version = self.selection.data.as_deref();
        let checked = crate::regenerate(project, brief, version, Extent::Check, timings)?;
        transcript.tell(checked.warnings);
        if version.is_none() {
            transcript.tell(crate::unused_recode_entries(project, brief)?);
        }
        terminal::report(transcript, brief, &checked.report);
        let false_claims = terminal::with_false_claims(checked.report.false_claims);
        transcript.say(format!("  all checks passed{false_claims}"));
        Ok(())
    }
}
