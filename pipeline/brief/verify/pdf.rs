//! A PDF, by the lock and the findings inside it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde::Serialize;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_base::record::sha256;
use brief_base::timings::Timings;
use brief_pages::Edition;
use brief_prose::settings;

use super::{ALTERED, NOTHING, Verification, attached, findings, recompute};
use crate::lock::{self, Lock, LockDifference, LockItem, between};
use crate::run::Run;

/// No larger PDF is read, in bytes.
pub const LIMIT: u64 = 256 << 20;

const FINDINGS_JSON: &str = "findings.json";
const FINDINGS_CSV: &str = "findings.csv";
const WANTED: &[&str] = &[lock::FILE, FINDINGS_JSON, FINDINGS_CSV];

/// A PDF that says what it was made from.
pub struct LockedPdf {
    /// How it is called in messages.
    pub shown: String,
    /// The lock inside it.
    pub lock: Lock,
    /// SHA-256 of the file.
    sha256: String,
    /// In what its findings are not those of its lock.
    inside: Vec<LockDifference>,
}

/// What was found of a PDF itself.
#[derive(Debug, Clone, Serialize)]
pub struct PdfVerdict {
    /// The file, as it is called in messages.
    pub file: String,
    pub sha256: String,
    /// SHA-256 of what this project makes of the same brief, by file name; the audit edition and the draft are made
    /// only when all else is as the lock inside has it.
    pub made: BTreeMap<String, String>,
    /// Which of them it is, byte for byte.
    pub is: Option<String>,
    /// In what the findings inside it are not those that the lock inside it names.
    pub inside: Vec<LockDifference>,
}

impl PdfVerdict {
    /// What is wrong with the file; `explained` when more is than its own bytes.
    pub fn faults(&self, explained: bool) -> Diagnostics {
        let place = || Place::file(&self.file);
        let inside = self.inside.iter().map(|difference| {
            let message = format!("inside the PDF: {}", difference.fault("").message);
            Diagnostic::error(ALTERED, message).with_place(place())
        });
        let mut faults: Diagnostics = inside.collect();
        if self.is.is_none() && !explained {
            let made = self.made.iter();
            let made = made.map(|(file, hash)| format!("{file} sha256:{hash}"));
            let made = made.collect::<Vec<_>>().join(", ");
            let message = format!(
                "all that its lock names is reproduced, but not the file itself: it is sha256:{}; this \
                 project makes {made}",
                self.sha256
            );
            let help =
                "the file was changed after it was made, or another build of the program set it";
            faults.push(
                Diagnostic::error(ALTERED, message)
                    .with_place(place())
                    .with_help(help),
            );
        }
        faults
    }
}

/// Reads a PDF and what it says of itself. Nothing is computed.
///
/// # Errors
/// If there is no such file, it is not the PDF of a brief with a lock inside, or the lock is damaged.
pub fn read(file: &Path, shown: &str) -> Result<LockedPdf, Diagnostics> {
    let refuse = |message: String, help: &str| {
        Diagnostic::call_error(NOTHING, message)
            .with_place(Place::file(shown))
            .with_help(help.to_owned())
    };
    let bytes = limited(file).map_err(|error| {
        refuse(
            format!("cannot be read: {error}"),
            "expected the PDF of a brief, of at most 256 MiB; briefs themselves are named without path and ending",
        )
    })?;
    let sha256 = sha256(&bytes);
    let files = attached::read(bytes, WANTED).map_err(|reason| {
        refuse(
            format!("this is no PDF as brief writes it: {reason}"),
            "verify the file as it was published; one that another program saved anew is not the same file",
        )
    })?;
    let Some(text) = files.get(lock::FILE) else {
        let message = format!("no {} inside this PDF", lock::FILE);
        let help = "only a PDF that brief built says what it was made from; an older one must be built anew";
        return Err(refuse(message, help).into());
    };
    let lock = lock::parse(&format!("{} in {shown}", lock::FILE), text)?;
    let inside = inside(&lock, &files);
    let shown = shown.to_owned();
    Ok(LockedPdf {
        shown,
        lock,
        sha256,
        inside,
    })
}

fn limited(file: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(file)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut bytes = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other("it is too large"));
    }
    Ok(bytes)
}

/// In what the findings inside a PDF are not those that the lock inside it names.
fn inside(lock: &Lock, files: &BTreeMap<String, Vec<u8>>) -> Vec<LockDifference> {
    let of = |hashes: &BTreeMap<String, String>| -> BTreeMap<String, String> {
        let hashes = hashes.iter();
        let wanted =
            hashes.filter(|(name, _)| [FINDINGS_JSON, FINDINGS_CSV].contains(&name.as_str()));
        wanted
            .map(|(name, hash)| (name.clone(), hash.clone()))
            .collect()
    };
    let mut differences = between(&of(&lock.outputs), &of(&lock::hashes(files)), |name| {
        LockItem::Output(name.clone())
    });
    // Findings that cannot be read are not those that were hashed, which is said already.
    let read = files
        .get(FINDINGS_JSON)
        .and_then(|bytes| findings::read(bytes).ok());
    if let Some(values) = read {
        differences.extend(between(&lock.findings, &values, |key| {
            LockItem::Finding(key.to_string())
        }));
    }
    differences
}

/// Computes the brief that a PDF says it is of, its dataset version and its date, and compares what it
/// comes to with the lock inside, and then the file itself.
///
/// # Errors
/// When this project has no such brief or dataset version, and the faults of the brief, after the inputs
/// that changed.
pub fn verify(
    project: &Project,
    read: &LockedPdf,
    timings: &mut Timings,
) -> Result<Verification, Diagnostics> {
    let LockedPdf {
        shown,
        lock: locked,
        sha256: hash,
        inside,
    } = read;
    let brief = &locked.brief;
    settings::refuse_unknown_version(project, brief, &locked.dataset)?;
    let project = &project.of_brief(brief);
    let mut made_files = BTreeMap::new();
    let mut others = vec![Edition::Audit, Edition::Draft];
    let carried = match make(project, locked, Edition::Reader, &mut made_files, timings) {
        Ok(carried) => carried,
        // A text that is refused can still be that of a draft.
        Err(faults) => {
            others.clear();
            make(project, locked, Edition::Draft, &mut made_files, timings).map_err(|_| faults)?
        }
    };
    let mut verification = Verification::of(locked, &carried);
    for edition in others {
        let is_reproduced = made_files.values().any(|made| made == hash);
        if verification.differences.is_empty() && !is_reproduced {
            make(project, locked, edition, &mut made_files, timings)?;
        }
    }
    let is = made_files.iter().find(|(_, made)| *made == hash);
    verification.pdf = Some(PdfVerdict {
        file: shown.clone(),
        sha256: hash.clone(),
        is: is.map(|(file, _)| file.clone()),
        made: made_files,
        inside: inside.clone(),
    });
    Ok(verification)
}

/// Makes an edition of the brief that a lock names, and notes the hash of its PDF; gives the lock inside.
fn make(
    project: &Project,
    locked: &Lock,
    edition: Edition,
    made_files: &mut BTreeMap<String, String>,
    timings: &mut Timings,
) -> Result<Lock, Diagnostics> {
    let version = Some(locked.dataset.as_str());
    let mut run = Run::new(project, timings).dated(Some(&locked.document_date));
    let made = recompute(&mut run, &locked.brief, version, edition)
        .map_err(|faults| locked.explaining(project, faults))?;
    let file = edition.file_of(&locked.brief);
    if let Some(pdf) = made.set.files.get(&file) {
        made_files.insert(file, sha256(pdf));
    }
    Ok(made.carried)
}
