//! What an interrupted run leaves in an output folder. Its name tells it from everything else, and the next
//! run, which has the folder to itself, removes it.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use brief_base::diagnostics::{Diagnostic, Diagnostics};

use super::failure::{Failure, OrFailure as _};

/// A set that is being written, or removed.
const FRESH: &str = "new";
/// A whole set that was moved out of the way of the next one.
const ASIDE: &str = "old";

/// Code of the warning that something old could not be cleared away.
pub(super) const NOT_CLEARED: &str = "not-cleared";

/// Where a set is written before it gets its name; no other process has the same.
pub(super) fn fresh(folder: &Path, brief: &str) -> PathBuf {
    named(folder, brief, FRESH)
}

/// Where the earlier set is while the next one gets its name, on systems that need two steps for it.
pub(super) fn aside(folder: &Path, brief: &str) -> PathBuf {
    named(folder, brief, ASIDE)
}

fn named(folder: &Path, brief: &str, kind: &str) -> PathBuf {
    folder.join(format!(".{brief}.{}.{kind}", std::process::id()))
}

/// What kind of leftover of a brief a name is, if any.
fn kind(name: &OsStr, brief: &str) -> Option<&'static str> {
    let rest = name.to_str()?.strip_prefix('.')?.strip_prefix(brief)?;
    let (process, kind) = rest.strip_prefix('.')?.split_once('.')?;
    let is_process = !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit());
    [FRESH, ASIDE]
        .into_iter()
        .find(|known| is_process && *known == kind)
}

/// The names of what interrupted runs on this brief left, and of what a running one is writing.
pub(super) fn names(folder: &Path, brief: &str) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if kind(&name, brief).is_some() {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Removes what interrupted runs on this brief left, and restores the earlier set if its successor never got
/// the name. What cannot be removed is only a warning.
///
/// # Errors
/// If the folder cannot be read, or an earlier set cannot be restored.
pub(super) fn clear(folder: &Path, brief: &str) -> Result<Diagnostics, Failure> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).cannot(folder, "cannot be read")? {
        let name = entry.cannot(folder, "cannot be read")?.file_name();
        if let Some(kind) = kind(&name, brief) {
            found.push((kind, folder.join(name)));
        }
    }
    found.sort();
    let target = folder.join(brief);
    let mut warnings = Diagnostics::new();
    for (kind, path) in found {
        if kind == ASIDE && fs::symlink_metadata(&target).is_err() {
            fs::rename(&path, &target).cannot(&path, "cannot get its name back")?;
        } else {
            warnings.extend(remove(&path));
        }
    }
    Ok(warnings)
}

/// Removes a folder with all that is in it, and no more: links in it are not followed. Gives a warning
/// when it cannot.
pub(super) fn remove(path: &Path) -> Option<Diagnostic> {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|found| found.is_dir());
    let removed = if is_folder {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Some(warn(
            path,
            "is of no more use and cannot be removed",
            &error,
        )),
        _ => None,
    }
}

/// A warning about what is left.
pub(super) fn warn(path: &Path, what: &str, error: &io::Error) -> Diagnostic {
    let message = format!("{} {what}: {error}", path.display());
    Diagnostic::warning(NOT_CLEARED, message)
        .with_help("the new set is published; the next build tries again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_brief_s_own_leftovers_are_told() {
        let kind = |name: &str| kind(OsStr::new(name), "malta");
        assert_eq!(kind(".malta.4711.new"), Some(FRESH));
        assert_eq!(kind(".malta.4711.old"), Some(ASIDE));
        for other in [
            "malta",
            "malta.4711.new",
            ".malta.new",
            ".malta..new",
            ".malta.4711.txt",
            ".malta.b4711.new",
            ".malta.2.4711.new",
            ".maltas.4711.new",
        ] {
            assert_eq!(kind(other), None, "{other}");
        }
    }
}
