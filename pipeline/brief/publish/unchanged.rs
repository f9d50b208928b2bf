//! A brief that needs no new build: nothing that it was made from has changed, and what was published is still
//! there, byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use brief_base::diagnostics::Diagnostics;
use brief_base::record::sha256;
use brief_pages::Edition;

use super::leftovers;
use crate::cache::{CacheOutcome, StageKey};
use crate::lock;
use crate::run::Run;

/// What a build published, without the contents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct BuildRecord {
    /// SHA-256 of each file, by path within the brief's output folder.
    pub files: BTreeMap<String, String>,
    /// Pages of each PDF, by its file.
    pub pages: BTreeMap<String, usize>,
    /// SHA-256 of the text of its lock.
    pub lock: String,
    /// What there was to warn of.
    pub warnings: Diagnostics,
}

impl BuildRecord {
    /// Stores it for the next run, with everything that this run has seen.
    pub(crate) fn store(&self, run: &Run<'_>, whole: StageKey) {
        if let Some(cache) = run.cache {
            cache.store(run.project, whole, run.project.record_so_far(), self);
        }
    }
}

/// The whole build of a brief as one stage; `version` is the dataset version asked for.
pub(crate) fn whole(run: &Run<'_>, version: Option<&str>, edition: Edition) -> StageKey {
    StageKey::named(format!("whole {} edition", edition.name()))
        .given("dataset version", &version)
        .given("date", &run.document_date)
}

/// The last build of a brief, if a new one would be the same, it is still published in `folder`, its lock is
/// settled, and no interrupted run left anything there.
pub(crate) fn unchanged(
    run: &Run<'_>,
    whole: &StageKey,
    brief: &str,
    folder: &Path,
    is_settled: impl Fn(&str) -> bool,
) -> Option<BuildRecord> {
    run.cache?
        .load_if(run.project, whole, |built: &BuildRecord| {
            let differing = differing(folder, brief, &built.files);
            if !differing.is_empty() {
                Err(CacheOutcome::OutputChanged(differing))
            } else if !is_settled(&built.lock) {
                Err(CacheOutcome::Changed(vec![lock::path(brief)]))
            } else {
                Ok(())
            }
        })
}

/// The files of a published set that were changed, removed, or added, and leftovers of other sets. Hidden files
/// do not count: file managers leave them.
fn differing(folder: &Path, brief: &str, files: &BTreeMap<String, String>) -> Vec<String> {
    let target = folder.join(brief);
    let mut found = BTreeMap::new();
    if folder.is_symlink() || target.is_symlink() || collect(&target, "", &mut found).is_err() {
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

/// SHA-256 of every file below a folder, by path within it; empty for what is neither file nor folder.
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
