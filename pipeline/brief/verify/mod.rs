//! Verifying: whether this project still makes what a lock, a published set or a PDF says.
//!
//! A brief is computed again from its raw files, never from anything kept of an earlier run, and compared
//! with its lock; what is published is compared with the lock file by file. A PDF brings its own lock.

mod attached;
mod findings;
mod guard;
mod inflate;
mod pdf;
mod published;

use std::path::Path;

use serde::Serialize;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_pages::Edition;
use brief_prose::settings;

use crate::lock::{self, Lock, LockDifference};
use crate::run::Run;
use crate::{Goal, Publication};

pub use pdf::{LIMIT, LockedPdf, PdfVerdict, read, verify as verify_pdf};
pub use published::SetVerdict;

/// Code of the fault that there is nothing to compare with.
const NOTHING: &str = "nothing-to-verify";
/// Code of the fault that a published file, or a PDF, is not what it should be.
const ALTERED: &str = "not-as-published";

/// What a lock said, and what came of computing it again.
#[derive(Debug, Clone, Serialize)]
pub struct Verification {
    pub brief: String,
    pub dataset_version: String,
    pub document_date: String,
    /// The program that made it.
    pub engine: String,
    /// How much was compared, in words.
    pub compared: String,
    /// Everything that was not computed as the lock has it.
    pub differences: Vec<LockDifference>,
    /// The published set, when a brief was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<SetVerdict>,
    /// The file itself, when a PDF was verified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pdf: Option<PdfVerdict>,
}

impl Verification {
    fn of(locked: &Lock, made: &Lock) -> Self {
        Verification {
            brief: locked.brief.clone(),
            dataset_version: locked.dataset.clone(),
            document_date: locked.document_date.clone(),
            engine: locked.engine.clone(),
            compared: locked.summary(),
            differences: lock::differences(locked, made),
            published: None,
            pdf: None,
        }
    }

    /// Everything that is not as it should be, each as a fault; `lock` is what says what was locked.
    pub fn faults(&self, lock: &str, help: &str) -> Diagnostics {
        let mut faults = match self.differences.as_slice() {
            [] => Diagnostics::new(),
            differences => lock::refused(differences, lock, help),
        };
        if let Some(published) = &self.published {
            faults.extend(published.faults());
        }
        if let Some(pdf) = &self.pdf {
            faults.extend(pdf.faults(!self.differences.is_empty()));
        }
        faults
    }
}

/// Computes a brief from its raw files. Whatever is kept of earlier runs must not be used here.
fn recompute(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
    edition: Edition,
) -> Result<Publication, Diagnostics> {
    let made = crate::regenerate(run, brief, version, Goal::Build(edition))?;
    let nothing = || Diagnostic::error("internal", "a build came to no published set");
    made.publication.ok_or_else(|| nothing().into())
}

/// Computes a brief again and compares it with its lock, and the set in `folder`, shown as `shown`, with
/// both. With `must_be_published`, a missing set is a fault.
///
/// # Errors
/// When there is no lock or it is damaged, and the faults of the brief, after the inputs that changed.
pub fn brief(
    project: &Project,
    brief: &str,
    folder: &Path,
    shown: &str,
    must_be_published: bool,
    timings: &mut Timings,
) -> Result<Verification, Diagnostics> {
    let Some(locked) = lock::read(project, brief)? else {
        return Err(no_lock(project, brief).into());
    };
    if must_be_published && !folder.is_dir() {
        return Err(Diagnostic::call_error(NOTHING, "no set is published here")
            .with_place(Place::file(shown))
            .with_help(format!("`brief build {brief} --out …` publishes it"))
            .into());
    }
    let edition = published::edition(folder, brief);
    // The lock is about the date that the settings give.
    let mut run = Run::new(project, timings);
    let made = recompute(&mut run, brief, None, edition)
        .map_err(|faults| locked.explaining(project, faults))?;
    let mut verification = Verification::of(&locked, &made.lock);
    let expected = published::expected(&locked, &made.lock, &made.set);
    verification.published = Some(published::compare(folder, shown, &expected)?);
    Ok(verification)
}

fn no_lock(project: &Project, brief: &str) -> Diagnostic {
    settings::refuse_unknown(project, brief)
        .err()
        .unwrap_or_else(|| {
            Diagnostic::call_error(NOTHING, "this brief has no lock to compare with")
                .with_place(Place::file(lock::path(brief)))
                .with_help(format!(
                    "`brief build {brief}` writes it; commit it with the brief"
                ))
        })
}
