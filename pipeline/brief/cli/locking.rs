//! What `brief build` does with a brief's lock: compare, report, renew.

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, Severity};
use brief_base::project::Project;
use brief_base::yaml;
use brief_model::brief::BriefSettings;
use brief_prose::settings;

use super::source_date;
use super::terminal::Transcript;
use crate::lock::{self, Lock, LockDifference, LockItem, NO_LOCK, counted};
use crate::run::Run;

/// How many differences of one kind are listed one by one.
const TOLD: usize = 8;

/// What becomes of a lock once the brief is published.
pub(super) enum Locking {
    /// The brief may only be built as this lock has it.
    Required(Lock),
    /// It is compared with what it was, if there was one, and renewed.
    Renewed(Option<Lock>),
    /// It is about another document, for this reason, and stays as it is.
    Aside(String),
}

/// The lock that a build has to keep to.
///
/// # Errors
/// When there is none, it is damaged, or it is of another dataset version or document date.
pub(super) fn required(
    run: &Run<'_>,
    brief: &str,
    version: Option<&str>,
) -> Result<Lock, Diagnostics> {
    let project = run.project;
    let path = lock::path(brief);
    let Some(locked) = lock::read(project, brief)? else {
        // A brief that is not there has no lock either, but that is not what is wrong.
        settings::refuse_unknown(project, brief)?;
        return Err(Diagnostic::error(NO_LOCK, "this brief has no lock")
            .with_place(Place::file(path))
            .with_help(format!(
                "`brief build {brief}` writes it; commit it with the brief"
            ))
            .into());
    };
    let asked = [
        (LockItem::Dataset, &locked.dataset, version),
        (
            LockItem::DocumentDate,
            &locked.document_date,
            run.document_date,
        ),
    ];
    let differing = asked.into_iter().filter_map(|(subject, locked, asked)| {
        let found = asked.filter(|asked| asked != locked)?.to_owned();
        Some(LockDifference {
            subject,
            locked: Some(locked.clone()),
            found: Some(found),
        })
    });
    let differing: Vec<LockDifference> = differing.collect();
    if differing.is_empty() {
        return Ok(locked);
    }
    let help = format!(
        "the lock is about the brief's default dataset version and its own document date; build without \
         --locked, or without --data and {}",
        source_date::VARIABLE
    );
    Err(lock::refused(&differing, &path, &help))
}

impl Locking {
    /// What to do about the lock of a brief. A damaged one is reported and renewed.
    pub(super) fn of(
        run: &Run<'_>,
        brief: &str,
        version: Option<&str>,
        transcript: &mut Transcript,
    ) -> Result<Self, Diagnostics> {
        let project = run.project;
        if let Some(date) = run.document_date {
            return Ok(Locking::Aside(format!(
                "its document date is the brief's own, not {date}"
            )));
        }
        if let Some(version) = version {
            let default = default_version(project, brief);
            if let Some(default) = default.filter(|default| default != version) {
                return Ok(Locking::Aside(format!(
                    "it is about dataset version {default}"
                )));
            }
        }
        Ok(Locking::Renewed(match lock::read(project, brief) {
            Ok(locked) => locked,
            Err(faults) => {
                transcript.tell(as_warnings(faults));
                None
            }
        }))
    }

    /// The lock that the build has to keep to, if any.
    pub(super) fn required(&self) -> Option<&Lock> {
        match self {
            Locking::Required(locked) => Some(locked),
            _ => None,
        }
    }

    /// Whether there is nothing to be done about the lock if the brief comes to this one, known by the
    /// SHA-256 of its text.
    pub(super) fn is_settled_by(&self, project: &Project, digest: &str) -> bool {
        match self {
            Locking::Required(locked) => locked.digest() == digest,
            Locking::Renewed(Some(locked)) => lock::is_written(project, &locked.brief, digest),
            Locking::Renewed(None) => false,
            Locking::Aside(_) => true,
        }
    }

    /// Says why the lock stays as it is.
    pub(super) fn leave(&self, brief: &str, transcript: &mut Transcript) {
        let path = lock::path(brief);
        transcript.say(match self {
            Locking::Required(locked) | Locking::Renewed(Some(locked)) => {
                format!("  as locked in {path}: {}", locked.summary())
            }
            Locking::Renewed(None) => format!("  {path} is not there"),
            Locking::Aside(reason) => format!("  {path} stays as it is: {reason}"),
        });
    }

    /// Tells what changed since the lock, and renews it; `made` is what was published, so that a lock that
    /// cannot be written is only warned of.
    pub(super) fn close(self, project: &Project, made: &Lock, transcript: &mut Transcript) {
        let path = lock::path(&made.brief);
        match self {
            Locking::Required(_) | Locking::Aside(_) => self.leave(&made.brief, transcript),
            Locking::Renewed(locked) => {
                let differences = locked
                    .as_ref()
                    .map(|locked| lock::differences(locked, made));
                for line in told(differences.iter().flatten(), &path) {
                    transcript.say(line);
                }
                let is_written = match lock::write(project, made) {
                    Ok(is_written) => is_written,
                    Err(fault) => return transcript.tell(fault.into()),
                };
                let done = match (locked, is_written) {
                    (_, false) => "as locked in",
                    (None, true) => "locked in",
                    (Some(_), true) => "renewed",
                };
                transcript.say(format!("  {done} {path}: {}", made.summary()));
            }
        }
    }
}

fn default_version(project: &Project, brief: &str) -> Option<String> {
    // What is wrong with it the run tells.
    let settings =
        yaml::read::<BriefSettings>(project, &format!("data/{brief}/brief.yaml")).ok()?;
    Some(settings.value.dataset_version)
}

fn as_warnings(faults: Diagnostics) -> Diagnostics {
    let faults = faults.into_iter().map(|fault| Diagnostic {
        severity: Severity::Warning,
        help: Some("nothing is compared with it; this build writes it anew".to_owned()),
        ..fault
    });
    faults.collect()
}

/// The lines that say what changed: some of each kind, and how many more.
fn told<'a>(differences: impl Iterator<Item = &'a LockDifference>, path: &str) -> Vec<String> {
    let differences: Vec<&LockDifference> = differences.collect();
    if differences.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("  since {path}:")];
    let same_kind = |one: &&LockDifference, other: &&LockDifference| {
        std::mem::discriminant(&one.subject) == std::mem::discriminant(&other.subject)
    };
    for kind in differences.chunk_by(same_kind) {
        let named = kind.iter().take(TOLD);
        lines.extend(named.map(|difference| format!("    {difference}")));
        let more = kind.len().saturating_sub(TOLD);
        if let (1.., Some(first)) = (more, kind.first()) {
            lines.push(format!(
                "    and {}",
                counted(more, &format!("more {}", first.subject.kind()))
            ));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_told_by_kind_and_never_cut_silently() {
        let difference = |subject| LockDifference {
            subject,
            locked: Some("3".to_owned()),
            found: Some("4".to_owned()),
        };
        let mut differences = vec![difference(LockItem::Engine)];
        differences
            .extend((0..10).map(|number| difference(LockItem::Finding(format!("f{number}")))));
        differences.extend((0..9).map(|number| difference(LockItem::Output(format!("o{number}")))));
        let lines = told(differences.iter(), "data/x/brief.lock");
        assert_eq!(lines.len(), 1 + 1 + 9 + 9, "{lines:#?}");
        assert_eq!(lines[0], "  since data/x/brief.lock:");
        assert_eq!(lines[1], "    engine: 3 → 4");
        assert_eq!(lines[9], "    finding f7: 3 → 4");
        assert_eq!(lines[10], "    and 2 more findings");
        assert_eq!(lines[18], "    output o7: changed");
        assert_eq!(lines[19], "    and 1 more output");
        assert!(told([].into_iter(), "data/x/brief.lock").is_empty());
    }
}
