//! A brief that needs no new build: nothing that it was made from has changed, and what was published is
//! still there, byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{PublishedSet, Report, leftovers};
use crate::cache::{self, Reason, Stage};
use crate::diagnostics::Diagnostics;
use crate::document::Edition;
use crate::project::{Project, sha256};

/// What a build came to, short of its files' contents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Built {
    /// SHA-256 of each file, by path within the brief's output folder.
    pub files: BTreeMap<String, String>,
    /// Pages of each PDF, by its file.
    pub pages: BTreeMap<String, usize>,
    /// What there was to warn of.
    pub warnings: Diagnostics,
    /// How many claims were false.
    pub false_claims: usize,
}

impl Built {
    /// What a build came to.
    pub fn of(set: &PublishedSet, warnings: &Diagnostics, report: &Report) -> Self {
        let files = set.files.iter();
        let files = files.map(|(path, bytes)| (path.clone(), sha256(bytes)));
        Built {
            files: files.collect(),
            pages: set.pages.clone(),
            warnings: warnings.clone(),
            false_claims: report.false_claims,
        }
    }

    /// Keeps it for the next run, with everything that this run has seen.
    pub fn keep(&self, project: &Project, version: Option<&str>, edition: Edition) {
        let seen = project.record_so_far();
        cache::put(project, stage(version, edition), seen, self);
    }
}

/// The last build of a brief, if it would come to the same again, is still published in `folder`, and no run
/// that was cut off has left anything there to be cleared away.
pub fn unchanged(
    project: &Project,
    brief: &str,
    version: Option<&str>,
    edition: Edition,
    folder: &Path,
) -> Option<Built> {
    cache::take_if(
        project,
        &stage(version, edition),
        |built: &Built| match differing(folder, brief, &built.files) {
            files if files.is_empty() => Ok(()),
            files => Err(Reason::Output(files)),
        },
    )
}

fn stage(version: Option<&str>, edition: Edition) -> Stage {
    let name = format!("whole {} edition", edition.name());
    Stage::named(name).given("dataset version", &version)
}

/// The files of a published set that are not as they were written, are missing, or were added, and what is
/// left of other sets. Hidden files, which programs leave in folders, are none.
fn differing(folder: &Path, brief: &str, files: &BTreeMap<String, String>) -> Vec<String> {
    let target = folder.join(brief);
    let mut found = BTreeMap::new();
    if target.is_symlink() || collect(&target, "", &mut found).is_err() {
        return vec![brief.to_owned()];
    }
    let Ok(mut differing) = leftovers::names(folder, brief) else {
        return vec![brief.to_owned()];
    };
    for (path, hash) in files {
        if found.remove(path).as_ref() != Some(hash) {
            differing.push(path.clone());
        }
    }
    differing.extend(found.into_keys());
    differing
}

/// SHA-256 of every file below a folder, by path within it; what is no file or folder has none.
fn collect(
    folder: &Path,
    prefix: &str,
    found: &mut BTreeMap<String, String>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&entry.path(), &format!("{path}/"), found)?;
        } else if kind.is_file() {
            found.insert(path, sha256(&fs::read(entry.path())?));
        } else {
            found.insert(path, String::new());
        }
    }
    Ok(())
}
