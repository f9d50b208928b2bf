//! `brief check`: every gate short of typesetting.

use clap::Args;

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;

use super::each::{BriefSelection, Job, Verb, each_brief};
use super::{Ending, terminal};
use crate::Goal;
use crate::run::Run;

/// Arguments of `brief check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    selection: BriefSelection,
}

impl CheckArgs {
    /// Runs the command.
    pub(super) fn run(&self, project: &Project, document_date: Option<&str>) -> Ending {
        let verb = Verb {
            done: "checked",
            failed: "checks failed",
        };
        each_brief(project, &self.selection, verb, |job| {
            self.check(job, document_date)
        })
    }

    fn check(&self, job: Job<'_>, document_date: Option<&str>) -> Result<(), Diagnostics> {
        let Job {
            project,
            brief,
            timings,
            transcript,
        } = job;
        let version = self.selection.data.as_deref();
        let mut run = Run::new(project, timings).dated(document_date);
        let checked = crate::regenerate(&mut run, brief, version, Goal::Check)?;
        transcript.tell(checked.warnings);
        if version.is_none() {
            transcript.tell(crate::unused_recode_entries(project, brief)?);
        }
        terminal::summary(transcript, brief, &checked.summary);
        transcript.say("  all checks passed".to_owned());
        Ok(())
    }
}
