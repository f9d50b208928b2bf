//! From raw extracts to the files to publish, as one function.

use brief_base::diagnostics::Diagnostics;
use brief_pages::Edition;

use crate::lock::Lock;
use crate::publish::{self, PublishedSet};
use crate::run::Run;
use crate::typesetting::{exports_and_lock, finished};
use crate::writing::write;

/// How far a run goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Everything that a build would refuse, its pages included; nothing is published.
    Check,
    /// All the way to the files to publish, up to this edition.
    Build(Edition),
}

/// The result of a run.
#[derive(Debug)]
pub struct RunResult {
    /// The finished brief; none if the run only checked.
    pub publication: Option<Publication>,
    /// A summary of the run.
    pub summary: publish::RunSummary,
    pub warnings: Diagnostics,
    /// Why it must not be published: of a draft, since nothing else is made with any.
    pub objections: Diagnostics,
}

/// A brief that is ready to be published.
#[derive(Debug)]
pub struct Publication {
    /// The files to publish.
    pub set: PublishedSet,
    /// What the brief was made from and what it contains, for its reader edition.
    pub lock: Lock,
    /// The part of it that is known before typesetting: the lock inside the PDF of either edition.
    pub carried: Lock,
}

/// Regenerates one brief, from raw extracts to the files to publish. The audit edition is published
/// beside the reader edition.
///
/// # Errors
/// As [`write()`](crate::write()), and those of typesetting. No file is written by this function.
pub fn regenerate(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
    goal: Goal,
) -> Result<RunResult, Diagnostics> {
    regenerated(run, brief, version, goal, None)
}

/// Regenerates one brief and refuses whatever differs from its lock: inputs, findings and data files before
/// typesetting, the other files after it.
///
/// # Errors
/// As [`regenerate`], and everything that is not as locked.
pub fn regenerate_locked(
    run: &mut Run<'_>,
    locked: &Lock,
    edition: Edition,
) -> Result<RunResult, Diagnostics> {
    let goal = Goal::Build(edition);
    let made = regenerated(run, &locked.brief, None, goal, Some(locked));
    made.map_err(|faults| locked.explaining(run.project, faults))
}

fn regenerated(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
    goal: Goal,
    locked: Option<&Lock>,
) -> Result<RunResult, Diagnostics> {
    let project = run.project;
    let manuscript = write(run, brief, version)?;
    let objections = manuscript.objections();
    let mut manuscript = match goal {
        Goal::Build(Edition::Draft) => manuscript,
        Goal::Build(Edition::Reader | Edition::Audit) | Goal::Check => manuscript.accepted()?,
    };
    let mut summary = publish::RunSummary::of(&manuscript);
    let (exports, carried) = exports_and_lock(project, &manuscript)?;
    if let Some(locked) = locked {
        locked.refuse_before_pages(&carried)?;
    }
    let first = match goal {
        Goal::Check | Goal::Build(Edition::Reader | Edition::Audit) => Edition::Reader,
        Goal::Build(Edition::Draft) => Edition::Draft,
    };
    let reader = finished(run, &manuscript, &exports, first)?;
    manuscript.text.note_pages(&reader.pages);
    summary.pages = Some(reader.coverage);
    let Goal::Build(edition) = goal else {
        return Ok(RunResult {
            publication: None,
            summary,
            warnings: manuscript.warnings,
            objections,
        });
    };
    let editions = vec![reader.edition.clone()];
    let set = PublishedSet::new(project, &manuscript, first, exports.clone(), editions)?;
    let lock = carried.clone().with_outputs(&set.files);
    if let Some(locked) = locked {
        locked.refuse(&lock)?;
    }
    let set = if edition == Edition::Audit {
        let audit = finished(run, &manuscript, &exports, edition)?;
        let editions = vec![reader.edition, audit.edition];
        PublishedSet::new(project, &manuscript, first, exports, editions)?
    } else {
        set
    };
    Ok(RunResult {
        publication: Some(Publication { set, lock, carried }),
        summary,
        warnings: manuscript.warnings,
        objections,
    })
}
