//! `brief build`: regenerate and publish.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_pages::Edition;

use super::each::{BriefSelection, Job, Verb, each_brief};
use super::locking::{self, Locking};
use super::terminal::Transcript;
use super::{Ending, source_date, terminal};
use crate::cache::{self, Cache};
use crate::publish::{self, BuildRecord};
use crate::run::Run;
use crate::{Goal, Publication, lock};

/// Arguments of `brief build`.
#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    selection: BriefSelection,

    /// Editions to typeset; `audit` adds an edition with the same pages in which every printed value links to
    /// its source
    #[arg(long, value_enum, default_value_t = EditionName::Reader)]
    edition: EditionName,

    /// Publish into this folder instead of the project's output/
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Rebuild everything, ignoring the cache
    #[arg(long)]
    force: bool,

    /// For each stage, print why it ran or why its result was reused
    #[arg(long)]
    explain: bool,

    /// Publish only if everything is as locked in data/BRIEF/brief.lock; print what differs
    #[arg(long)]
    locked: bool,
}

/// An edition, as named on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EditionName {
    /// The brief
    Reader,
    /// The brief, and its audit edition
    Audit,
}

impl From<EditionName> for Edition {
    fn from(name: EditionName) -> Self {
        match name {
            EditionName::Reader => Edition::Reader,
            EditionName::Audit => Edition::Audit,
        }
    }
}

impl BuildArgs {
    /// Runs the command.
    pub(super) fn run(&self, project: &Project, document_date: Option<&str>) -> Ending {
        let verb = Verb {
            done: "built",
            failed: "nothing published",
        };
        each_brief(project, &self.selection, verb, |job| {
            self.build(job, document_date)
        })
    }

    fn build(&self, job: Job<'_>, document_date: Option<&str>) -> Result<(), Diagnostics> {
        let Job {
            project,
            brief,
            timings,
            transcript,
        } = job;
        let version = self.selection.data.as_deref();
        let kept = cache::folder(project, brief, version);
        let cache = Cache::new(kept, self.force);
        let project = project.recording();
        let mut run = Run::with_cache(&project, &cache, timings).dated(document_date);
        let output = || project.root().join("output");
        let folder = self.out.clone().unwrap_or_else(output);
        let built = self.build_or_leave(&mut run, brief, &folder, transcript);
        transcript.tell(cache.take_warnings());
        if self.explain {
            terminal::explanation(transcript, &cache.notes());
        }
        built
    }

    /// Builds a brief, unless what is published is up to date.
    fn build_or_leave(
        &self,
        run: &mut Run<'_>,
        brief: &str,
        folder: &Path,
        transcript: &mut Transcript,
    ) -> Result<(), Diagnostics> {
        let project = run.project;
        let (version, edition) = (self.selection.data.as_deref(), self.edition.into());
        let target = folder.join(brief);
        let shown = target.strip_prefix(project.root()).unwrap_or(&target);
        // Read before the run, so that a fault in it is reported first.
        let locking = if self.locked {
            Locking::Required(locking::required(run, brief, version)?)
        } else {
            Locking::of(run, brief, version, transcript)?
        };
        let stage = publish::whole(run, version, edition);
        let unchanged = run.stage("what changed", |run| {
            let is_settled = |lock: &str| locking.is_settled_by(project, lock);
            publish::unchanged(run, &stage, brief, folder, is_settled)
        });
        if let Some(built) = unchanged {
            transcript.tell(built.warnings.clone());
            transcript.say(format!(
                "{brief}: unchanged, {} files in {}, {}{}",
                built.files.len(),
                shown.display(),
                documents(&built),
                terminal::with_false_claims(built.false_claims),
            ));
            locking.leave(brief, transcript);
            return Ok(());
        }
        let made = match locking.required() {
            Some(locked) => crate::regenerate_locked(run, locked, edition)?,
            None => crate::regenerate(run, brief, version, Goal::Build(edition))?,
        };
        transcript.tell(made.warnings.clone());
        terminal::summary(transcript, brief, &made.summary);
        if let Some(date) = run.document_date {
            transcript.say(format!(
                "  document date {date}, from {}",
                source_date::VARIABLE
            ));
        }
        if let Some(Publication { set, lock, .. }) = made.publication {
            let published = run.timings.stage("publishing", || set.write(folder))?;
            transcript.tell(published.warnings);
            let target = published.folder;
            let shown = target.strip_prefix(project.root()).unwrap_or(&target);
            let built = BuildRecord {
                files: lock::hashes(&set.files),
                pages: set.pages,
                lock: lock.digest(),
                warnings: made.warnings,
                false_claims: made.summary.false_claims,
            };
            transcript.say(format!(
                "  published {} files in {}, {}{}",
                built.files.len(),
                shown.display(),
                documents(&built),
                terminal::with_false_claims(built.false_claims),
            ));
            locking.close(project, &lock, transcript);
            built.store(run, stage);
        }
        Ok(())
    }
}

/// `morocco.pdf of 8 pages among them`.
fn documents(built: &BuildRecord) -> String {
    let documents = built.pages.iter();
    let documents = documents.map(|(file, pages)| format!("{file} of {pages} pages"));
    let documents: Vec<String> = documents.collect();
    format!("{} among them", documents.join(" and "))
}
