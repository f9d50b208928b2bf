//! Whether a set may replace what is in its place: only if a run published that. Replacing means removing, and
//! files that somebody else put there must not be removed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;

use brief_base::diagnostics::Diagnostic;

use super::failure::{OrFailure as _, refused};
use super::{MANIFEST, RO_CRATE};

/// Files of that name are left by programs that show folders, and may go with the set.
const LEFT_BY_PROGRAMS: [&str; 2] = ["Thumbs.db", "desktop.ini"];

/// How many files of somebody's a refusal names.
const NAMED: usize = 3;

#[derive(Deserialize)]
struct ManifestOutputs {
    outputs: BTreeMap<String, serde::de::IgnoredAny>,
}

/// Whether a set may take this place.
///
/// # Errors
/// When something is there that no run published.
pub(super) fn may_be_replaced(target: &Path) -> Result<(), Diagnostic> {
    let found = match fs::symlink_metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found.cannot(target, "cannot be looked at")?,
    };
    if found.is_symlink() {
        return Err(refuse_link(target));
    }
    if !found.is_dir() {
        return Err(refused(
            format!("{} is a file, and the set is a folder", target.display()),
            "move it, or publish elsewhere with --out FOLDER",
        ));
    }
    let mut files = BTreeSet::new();
    list(target, "", &mut files).cannot(target, "cannot be looked through")?;
    let published = published(target);
    let foreign: Vec<&str> = files
        .iter()
        .map(String::as_str)
        .filter(|file| !published.contains(*file))
        .collect();
    if foreign.is_empty() {
        return Ok(());
    }
    let mut named = foreign[..foreign.len().min(NAMED)].join(", ");
    if foreign.len() > NAMED {
        named += &format!(" and {} more", foreign.len() - NAMED);
    }
    Err(refused(
        format!(
            "{} holds what no build published: {named}",
            target.display()
        ),
        "a set is replaced as a whole: move away what is yours (or the folder, if it is no set of this \
         brief), or publish elsewhere with --out FOLDER",
    ))
}

/// Refuses to write through a link.
pub(super) fn refuse_link(path: &Path) -> Diagnostic {
    refused(
        format!("{} is a symbolic link", path.display()),
        "remove the link, or name the folder that it leads to with --out FOLDER: output is never written \
         through a link",
    )
}

/// The files that a run published, by the manifest of the set; none if it cannot be read.
fn published(target: &Path) -> BTreeSet<String> {
    let manifest = fs::read(target.join(MANIFEST)).unwrap_or_default();
    let Ok(ManifestOutputs { outputs }) = serde_json::from_slice(&manifest) else {
        return BTreeSet::new();
    };
    let own = [MANIFEST, RO_CRATE].map(str::to_owned);
    outputs.into_keys().chain(own).collect()
}

/// The files below a folder, as a manifest names them; without those that programs hide.
fn list(folder: &Path, below: &str, files: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Of a link the type is that it is one: nothing behind it is looked at.
        if entry.file_type()?.is_dir() {
            list(&entry.path(), &format!("{below}{name}/"), files)?;
        } else if !name.starts_with('.') && !LEFT_BY_PROGRAMS.contains(&name.as_str()) {
            files.insert(format!("{below}{name}"));
        }
    }
    Ok(())
}
