//! `brief build`: regenerate and publish.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use brief_base::diagnostics::Diagnostics;
use brief_base::plain_text::counted;
use brief_base::project::Project;
use brief_pages::{Edition, Manuscript};

use super::each::{BriefSelection, Job, Verb, each_brief};
use super::locking::{self, Locking};
use super::terminal::Transcript;
use super::{Ending, source_date, terminal};
use crate::cache::{self, Cache};
use crate::publish::{self, BuildRecord};
use crate::run::Run;
use crate::{Goal, Publication, RunResult, lock};

/// Arguments of `brief build`.
#[derive(Debug, Args)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    selection: BriefSelection,

    /// Editions to typeset; `audit` adds an edition with the same pages in which every printed value links to
    /// its source
    #[arg(long, value_enum, default_value_t = EditionName::Reader)]
    edition: EditionName,

    /// Publish a draft into output/BRIEF-draft even if claims in it are false: each is marked on its page and
    /// listed at the end, and every page says that it is a draft
    #[arg(long, conflicts_with_all = ["edition", "locked"])]
    draft: bool,

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
            failed: match self.draft {
                true => "not fit to be published",
                false => "nothing published",
            },
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
        let built = match self.draft {
            true => publish_draft(&mut run, brief, version, &folder, transcript),
            false => self.build_or_leave(&mut run, brief, &folder, transcript),
        };
        transcript.tell(cache.take_warnings());
        if self.explain {
            terminal::explanation(transcript, &cache.notes());
        }
        if let Err(faults) = &built
            && !self.draft
            && faults
                .iter()
                .all(|fault| Manuscript::OBJECTIONS.contains(&&*fault.code))
        {
            let data = version.map_or_else(String::new, |version| format!(" --data {version}"));
            transcript.say(format!(
                "{brief}: see its pages as a draft: `brief build {brief}{data} --draft`"
            ));
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
                "{brief}: unchanged, {} in {}, {}",
                counted(built.files.len(), "file"),
                shown.display(),
                documents(&built.pages),
            ));
            locking.leave(brief, transcript);
            return Ok(());
        }
        let made = match locking.required() {
            Some(locked) => crate::regenerate_locked(run, locked, edition)?,
            None => crate::regenerate(run, brief, version, Goal::Build(edition))?,
        };
        tell_and_publish(run, brief, &made, folder, transcript)?;
        if let Some(Publication { set, lock, .. }) = made.publication {
            let built = BuildRecord {
                files: lock::hashes(&set.files),
                pages: set.pages,
                lock: lock.digest(),
                warnings: made.warnings,
            };
            locking.close(project, &lock, transcript);
            built.store(run, stage);
        }
        Ok(())
    }
}

/// Tells of a run and publishes what came of it.
fn tell_and_publish(
    run: &mut Run<'_>,
    brief: &str,
    made: &RunResult,
    folder: &Path,
    transcript: &mut Transcript,
) -> Result<(), Diagnostics> {
    transcript.tell(made.warnings.clone());
    terminal::summary(transcript, brief, &made.summary);
    if let Some(date) = run.document_date {
        transcript.say(format!(
            "  document date {date}, from {}",
            source_date::VARIABLE
        ));
    }
    let Some(Publication { set, .. }) = &made.publication else {
        return Ok(());
    };
    let published = run.timings.stage("publishing", || set.write(folder))?;
    transcript.tell(published.warnings);
    let target = published.folder;
    let shown = target.strip_prefix(run.project.root()).unwrap_or(&target);
    transcript.say(format!(
        "  published {} in {}, {}",
        counted(set.files.len(), "file"),
        shown.display(),
        documents(&set.pages),
    ));
    Ok(())
}

/// Publishes a draft, whatever is false in it; neither lock nor record of it is kept.
///
/// # Errors
/// What is false, once the draft is published.
fn publish_draft(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
    folder: &Path,
    transcript: &mut Transcript,
) -> Result<(), Diagnostics> {
    let made = crate::regenerate(run, brief, version, Goal::Build(Edition::Draft))?;
    tell_and_publish(run, brief, &made, folder, transcript)?;
    transcript.say(format!(
        "  {} stays as it is: this is a draft",
        lock::path(brief)
    ));
    made.objections.finish(()).map(|((), _)| ())
}

/// `morocco.pdf of 8 pages among them`.
fn documents(pages: &BTreeMap<String, usize>) -> String {
    let documents = pages.iter();
    let documents = documents.map(|(file, pages)| format!("{file} of {pages} pages"));
    let documents: Vec<String> = documents.collect();
    format!("{} among them", documents.join(" and "))
}
