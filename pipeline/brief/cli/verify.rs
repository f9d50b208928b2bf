//! `brief verify`: recompute and compare.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use brief_base::diagnostics::Diagnostics;
use brief_base::plain_text::counted;
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_prose::settings;

use super::each::{BriefSelection, Job, Verb, each_brief, selected};
use super::terminal::Transcript;
use super::{Ending, ending_of, terminal};
use crate::lock;
use crate::verify::{self, Verification};

/// Arguments of `brief verify`.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Briefs, each recomputed and compared with its lock and its published files; or PDFs, each compared with
    /// what this project makes of the brief named by the lock inside; by default, all briefs
    #[arg(value_name = "BRIEF|FILE.pdf")]
    subjects: Vec<String>,

    /// All briefs of the project, which is the default
    #[arg(long, conflicts_with = "subjects")]
    all: bool,

    /// Number of briefs to process at once; by default, the number of cores
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Folder in which the briefs are published, if not the project's output/
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Format of the result
    #[arg(long, value_enum, default_value_t = VerifyFormat::Text)]
    format: VerifyFormat,
}

/// Format of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum VerifyFormat {
    /// Lines
    Text,
    /// A list with an object for each brief or PDF
    Json,
}

const VERB: Verb = Verb {
    done: "verified",
    failed: "not as locked or published",
};

impl VerifyArgs {
    /// Runs the command: code 0 when all is reproduced, 1 when something differs, 2 when there was nothing
    /// to compare.
    pub(super) fn run(&self, project: &Project) -> Ending {
        let (pdfs, briefs): (Vec<String>, Vec<String>) = self
            .subjects
            .iter()
            .cloned()
            .partition(|name| is_file(name));
        let selection = BriefSelection::of(briefs, self.jobs);
        let with_briefs = self.all || pdfs.len() < self.subjects.len() || self.subjects.is_empty();
        if self.format == VerifyFormat::Json {
            return self.json(project, with_briefs.then_some(&selection), &pdfs);
        }
        let mut gravest = Ending::Fine;
        if with_briefs {
            gravest = each_brief(project, &selection, VERB, |job| self.tell_brief(job));
        }
        for pdf in &pdfs {
            let mut transcript = Transcript::default();
            let told = tell_pdf(project, pdf, &mut transcript);
            if let Err(faults) = told {
                gravest = gravest.max(ending_of(&faults));
                transcript.tell(faults);
                transcript.say(format!("{pdf}: not reproduced"));
            }
            transcript.print();
        }
        gravest
    }

    fn verified(
        &self,
        project: &Project,
        brief: &str,
        timings: &mut Timings,
    ) -> Result<Verification, Diagnostics> {
        let folder = self
            .out
            .clone()
            .unwrap_or_else(|| project.root().join("output"));
        let folder = folder.join(brief);
        let shown = shown(project, &folder);
        verify::brief(project, brief, &folder, &shown, self.out.is_some(), timings)
    }

    fn tell_brief(&self, job: Job<'_>) -> Result<(), Diagnostics> {
        let Job {
            project,
            brief,
            timings,
            transcript,
        } = job;
        let found = self.verified(project, brief, timings)?;
        let path = lock::path(brief);
        if found.differences.is_empty() {
            transcript.say(format!(
                "{brief}: computed again, as locked in {path}: {}",
                found.compared
            ));
        }
        if let Some(published) = &found.published {
            let folder = &published.folder;
            transcript.say(match (published.is_there, published.differences.len()) {
                (false, _) => format!("  {folder} is not there: no published file to compare"),
                (true, 0) => format!(
                    "  {folder}: {}, each as it should be",
                    counted(published.files, "file")
                ),
                (true, _) => format!("  {folder}: not as it should be"),
            });
        }
        refuse(found.faults(&path, &help_of_brief(brief)))
    }

    fn json(&self, project: &Project, briefs: Option<&BriefSelection>, pdfs: &[String]) -> Ending {
        let mut told = Vec::new();
        let mut gravest = Ending::Fine;
        let mut add = |subject: &str, found: Result<Verification, Diagnostics>| {
            let (verified, faults) = match found {
                Ok(found) => (json!(found), found.faults(&lock::path(&found.brief), "")),
                Err(faults) => (Value::Null, faults),
            };
            let reproduced = !faults.has_errors();
            if !reproduced {
                gravest = gravest.max(ending_of(&faults));
            }
            told.push(json!({
                "subject": subject,
                "reproduced": reproduced,
                "verified": verified,
                "faults": faults.folded().iter().collect::<Vec<_>>(),
            }));
        };
        match briefs
            .map(|selection| selected(project, selection))
            .transpose()
        {
            Ok(briefs) => {
                for brief in briefs.into_iter().flatten() {
                    let named = settings::refuse_other_names(project, &brief);
                    let found = named.map_err(Diagnostics::from).and_then(|()| {
                        self.verified(&project.of_brief(&brief), &brief, &mut Timings::default())
                    });
                    add(&brief, found);
                }
            }
            Err(faults) => {
                terminal::tell(&faults);
                return Ending::CouldNotRun;
            }
        }
        for pdf in pdfs {
            let found = verify::read(Path::new(pdf), pdf)
                .and_then(|read| verify::verify_pdf(project, &read, &mut Timings::default()));
            add(pdf, found);
        }
        terminal::say_json(&format!("{:#}", json!(told)));
        gravest
    }
}

fn tell_pdf(project: &Project, pdf: &str, transcript: &mut Transcript) -> Result<(), Diagnostics> {
    let read = verify::read(Path::new(pdf), pdf)?;
    let locked = &read.lock;
    transcript.say(format!(
        "{pdf}: says it is of brief {}, dataset version {}, document date {}, made by {}",
        locked.brief, locked.dataset, locked.document_date, locked.engine
    ));
    let found = verify::verify_pdf(project, &read, &mut Timings::default())?;
    if let Some(verdict) = &found.pdf {
        if verdict.inside.is_empty() {
            transcript.say("  the findings inside are those that its lock names".to_owned());
        }
        if let Some(file) = &verdict.is {
            transcript.say(format!(
                "  reproduced: this project makes the same {file}, byte for byte"
            ));
        }
    }
    let lock = format!("{} in {pdf}", lock::FILE);
    let help = "the PDF was made from other files, or by another version of the program, than are here; \
                `brief diff` tells what a revision of the project changes";
    refuse(found.faults(&lock, help))
}

fn refuse(faults: Diagnostics) -> Result<(), Diagnostics> {
    faults.finish(()).map(|((), _)| ())
}

fn help_of_brief(brief: &str) -> String {
    format!("`brief build {brief}` says what changed, publishes it and renews the lock")
}

/// Whether a subject is a file and no brief: briefs are named without path and ending.
fn is_file(subject: &str) -> bool {
    let lower = subject.to_lowercase();
    lower.ends_with(".pdf") || subject.contains(['/', '\\'])
}

/// A path as it is called in messages.
fn shown(project: &Project, path: &Path) -> String {
    path.strip_prefix(project.root())
        .unwrap_or(path)
        .display()
        .to_string()
}
