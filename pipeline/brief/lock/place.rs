//! The file of a brief's lock: reading it is not recorded, and it is written completely or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_base::record::sha256;

use super::{FILE, Lock, parse};

/// Code of the fault that a brief has no lock.
pub const NO_LOCK: &str = "no-lock";
/// Code of the fault that a lock is damaged.
pub const UNREADABLE: &str = "unreadable-lock";
/// Code of the warning that a lock could not be renewed.
const NOT_WRITTEN: &str = "lock-not-written";

/// The path of a brief's lock in the project.
pub fn path(brief: &str) -> String {
    format!("data/{brief}/{FILE}")
}

/// The lock of a brief, or that it has none.
///
/// # Errors
/// When it is there and cannot be read, with line and column.
pub fn read(project: &Project, brief: &str) -> Result<Option<Lock>, Diagnostics> {
    let path = path(brief);
    let Some(text) = project.peek(&path)? else {
        return Ok(None);
    };
    let lock = parse(&path, &text)?;
    if lock.brief == brief {
        return Ok(Some(lock));
    }
    Err(Diagnostic::error(
        UNREADABLE,
        format!(
            "this is the lock of \"{}\", expected \"{brief}\"",
            lock.brief
        ),
    )
    .with_place(Place::file(path))
    .into())
}

/// Writes the lock of a brief, unless it says the same already; says whether it did. Written beside the
/// earlier one, which it then replaces; two runs at once take turns.
///
/// # Errors
/// If it cannot be written; the earlier one is then untouched.
pub fn write(project: &Project, lock: &Lock) -> Result<bool, Diagnostic> {
    let path = path(&lock.brief);
    let folder = project.root().join("data").join(&lock.brief);
    replace(&folder, &lock.to_string()).map_err(|error| {
        Diagnostic::warning(NOT_WRITTEN, format!("the lock cannot be written: {error}"))
            .with_place(Place::file(path))
            .with_help("the brief is published; its lock is as it was, so `--locked` and `verify` compare with an earlier run")
    })
}

/// Whether the text of a brief's lock has this SHA-256, the ends of its lines aside, which a checkout may
/// have changed.
pub fn is_written(project: &Project, brief: &str, digest: &str) -> bool {
    let text = project.peek(&path(brief)).ok().flatten();
    let text = text.and_then(|text| String::from_utf8(text).ok());
    text.is_some_and(|text| sha256(with_plain_ends(&text).as_bytes()) == digest)
}

fn with_plain_ends(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn replace(folder: &Path, text: &str) -> io::Result<bool> {
    // Held until it is dropped, or the process ends.
    let turn = File::open(folder)?;
    turn.lock()?;
    let target = folder.join(FILE);
    let says_the_same = || {
        let earlier = fs::read_to_string(&target);
        earlier.is_ok_and(|earlier| with_plain_ends(&earlier) == text)
    };
    if !target.is_symlink() && says_the_same() {
        return Ok(false);
    }
    let fresh = folder.join(format!(".{FILE}.new"));
    // What a run left that was cut off; a link there is removed, not followed.
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let manuscript = File::create_new(&fresh).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let renamed = manuscript.and_then(|()| fs::rename(&fresh, &target));
    if let Err(error) = renamed {
        // Best effort: the first error is the one to tell.
        let _ = fs::remove_file(&fresh);
        return Err(error);
    }
    Ok(true)
}
