//! `brief build`: regenerate and publish.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::each::{Run, Selection, Verb, each_brief};
use super::{Ending, locking, source_date, terminal};
use crate::Extent;
use crate::diagnostics::Diagnostics;
use crate::document::Edition;
use crate::project::Project;

/// Arguments of `brief build`.
#[derive(Debug, Args)]
pub struct Build {
    #[command(flatten)]
    selection: Selection,

    /// What to typeset: with `audit`, beside the brief an edition with the same pages, in which every
    /// printed value is a link to where it comes from
    #[arg(long, value_enum, default_value_t = EditionName::Reader)]
    edition: EditionName,

    /// Folder to publish in, instead of the project's output/
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Publish only what is exactly as data/BRIEF/brief.lock has it; whatever differs is named
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

impl Build {
    /// Runs the command.
    pub fn run(&self, project: &Project) -> Ending {
        let verb = Verb {
            done: "built",
            failed: "nothing published",
        };
        each_brief(project, &self.selection, verb, |run| self.build(run))
    }

    fn build(&self, run: Run<'_>) -> Result<(), Diagnostics> {
        let Run {
            project,
            brief,
            timings,
            transcript,
        } = run;
        let version = self.selection.data.as_deref();
        let edition = self.edition.into();
        let (made, lock) = if self.locked {
            let locked = locking::required(project, brief, version)?;
            let made = crate::regenerate_locked(project, &locked, edition, timings)?;
            (made, locking::Locking::Same)
        } else {
            // Read before the run, so that a fault in it is told first.
            let lock = locking::Locking::of(project, brief, version, transcript)?;
            let made = crate::regenerate(project, brief, version, Extent::Build(edition), timings)?;
            (made, lock)
        };
        transcript.tell(made.warnings);
        terminal::report(transcript, brief, &made.report);
        if let Some(date) = project.source_date() {
            transcript.say(format!(
                "  document date {date}, from {}",
                source_date::VARIABLE
            ));
        }
        if let Some(set) = made.set {
            let folder = self
                .out
                .clone()
                .unwrap_or_else(|| project.root().join("output"));
            let target = timings.stage("publishing", || set.write(&folder))?;
            let shown = target.strip_prefix(project.root()).unwrap_or(&target);
            let documents = set
                .pages
                .iter()
                .map(|(file, pages)| format!("{file} of {pages} pages"));
            transcript.say(format!(
                "  published {} files in {}, {} among them{}",
                set.files.len(),
                shown.display(),
                documents.collect::<Vec<_>>().join(" and "),
                terminal::with_false_claims(&made.report),
            ));
        }
        if let Some(made) = made.lock {
            lock.close(project, &made, transcript)?;
        }
        Ok(())
    }
}
