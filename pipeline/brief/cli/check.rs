//! `brief check`: everything that a build would refuse.

use clap::Args;

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;

use super::each::{BriefSelection, Job, Verb, each_brief};
use super::{Ending, terminal};
use crate::Goal;
use crate::cache::{self, Cache};
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
        // Pages that a build has set are not set again, nor those that a check has set.
        let cache = Cache::new(cache::folder(project, brief, version), false);
        let mut run = Run::with_cache(project, &cache, timings).dated(document_date);
        let checked = crate::regenerate(&mut run, brief, version, Goal::Check)?;
        transcript.tell(cache.take_warnings());
        transcript.tell(checked.warnings);
        if version.is_none() {
            transcript.tell(crate::unused_recode_entries(project, brief)?);
        }
        terminal::summary(transcript, brief, &checked.summary);
        transcript.say("  all checks passed".to_owned());
        Ok(())
    }
}
