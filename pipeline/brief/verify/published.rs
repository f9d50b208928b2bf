//! A published set, file by file.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use serde::Serialize;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::record::sha256_of;
use brief_pages::Edition;

use super::ALTERED;
use crate::lock::{Lock, LockDifference, LockItem, between, hashes};
use crate::publish::PublishedSet;

/// How deep the folders of a set may lie; it has two levels.
const DEEPEST: usize = 8;

/// What was found of a published set.
#[derive(Debug, Clone, Serialize)]
pub struct SetVerdict {
    /// The folder, as it is called in messages.
    pub folder: String,
    /// Whether there is one.
    pub is_there: bool,
    /// How many files it has.
    pub files: usize,
    /// What is not as it should be.
    pub differences: Vec<LockDifference>,
}

impl SetVerdict {
    /// What is not as it should be, as faults at the files.
    pub fn faults(&self) -> Diagnostics {
        let faults = self.differences.iter().map(|difference| {
            let LockItem::Output(path) = &difference.subject else {
                return difference.fault(&self.folder);
            };
            let message = match (&difference.locked, &difference.found) {
                (Some(locked), Some(found)) => {
                    format!("the published file is sha256:{found}; expected sha256:{locked}")
                }
                (None, _) => "a file that the brief does not publish".to_owned(),
                (_, None) => "the published file is missing, or is no file".to_owned(),
            };
            Diagnostic::error(ALTERED, message)
                .with_place(Place::file(format!("{}/{path}", self.folder)))
                .with_help("`brief build` publishes the whole set anew")
        });
        faults.collect()
    }
}

/// The edition up to which a set is published.
pub(super) fn edition(folder: &Path, brief: &str) -> Edition {
    if folder.join(Edition::Audit.file_of(brief)).is_file() {
        Edition::Audit
    } else {
        Edition::Reader
    }
}

/// What a set should hold: what is locked and, of an audit edition, which no lock has, what it adds to
/// the reader edition or changes in it.
pub(super) fn expected(locked: &Lock, made: &Lock, set: &PublishedSet) -> BTreeMap<String, String> {
    let mut expected = locked.outputs.clone();
    let of_audit = hashes(&set.files)
        .into_iter()
        .filter(|(path, hash)| made.outputs.get(path) != Some(hash));
    expected.extend(of_audit);
    expected
}

/// Compares a published set with what it should hold.
pub(super) fn compare(
    folder: &Path,
    shown: &str,
    expected: &BTreeMap<String, String>,
) -> Result<SetVerdict, Diagnostic> {
    let mut published = SetVerdict {
        folder: shown.to_owned(),
        is_there: folder.is_dir(),
        files: 0,
        differences: Vec::new(),
    };
    if published.is_there {
        let mut found = BTreeMap::new();
        collect(folder, "", DEEPEST, &mut found).map_err(|(path, error)| {
            Diagnostic::error("unreadable-file", format!("cannot be read: {error}"))
                .with_place(Place::file(format!("{shown}/{path}")))
        })?;
        published.files = found.len();
        published.differences = between(expected, &found, |path| LockItem::Output(path.clone()));
    }
    Ok(published)
}

type Unreadable = (String, io::Error);

/// Hashes all files below a folder. A link is none of its files, wherever it leads; it is listed with
/// nothing that any file could hash to.
fn collect(
    folder: &Path,
    prefix: &str,
    levels: usize,
    found: &mut BTreeMap<String, String>,
) -> Result<(), Unreadable> {
    let at = |error| (prefix.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(at)? {
        let entry = entry.map_err(at)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().map_err(|error| (path.clone(), error))?;
        if kind.is_dir() && levels > 0 {
            collect(&entry.path(), &format!("{path}/"), levels - 1, found)?;
        } else if kind.is_file() {
            let hash = File::open(entry.path()).and_then(sha256_of);
            let hash = hash.map_err(|error| (path.clone(), error))?;
            found.insert(path, hash);
        } else {
            found.insert(path, "no file".to_owned());
        }
    }
    Ok(())
}
