//! Publishing a set: it is written beside the earlier one, flushed to disk, and exchanged with it in one step.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use brief_base::diagnostics::{Diagnostic, Diagnostics};

use super::PublishedSet;
use super::earlier;
use super::exchange::{Replacement, put_in_place};
use super::failure::{Failure, OrFailure as _};
use super::folder_lock::{FolderLock, PATIENCE};
use super::leftovers;

/// A set that is in its place.
#[derive(Debug)]
pub struct PublishedFolder {
    pub folder: PathBuf,
    /// Something old that could not be removed.
    pub warnings: Diagnostics,
}

impl PublishedSet {
    /// Publishes the set as `folder/<brief>`, which is replaced as a whole. Whoever looks there sees the
    /// earlier set or this one; a run that is killed on the way changes nothing, and the next one clears
    /// away what it left. Files and folders get the permissions that the umask gives to any new ones.
    ///
    /// # Errors
    /// If something cannot be written or locked, or the place of the set is taken by something else: a link, a
    /// file, or a folder with files that no run put there. The earlier set is then untouched.
    pub fn write(&self, folder: &Path) -> Result<PublishedFolder, Diagnostic> {
        let folder = plain(folder);
        if folder.is_symlink() {
            return Err(earlier::refuse_link(&folder));
        }
        if !folder.is_dir() {
            fs::create_dir_all(&folder).cannot(&folder, "cannot be made")?;
        }
        let _turn = FolderLock::take(&folder, PATIENCE)?;
        let target = folder.join(&self.name);
        let mut warnings = leftovers::clear(&folder, &self.name)?;
        earlier::may_be_replaced(&target)?;

        let fresh = leftovers::fresh(&folder, &self.name);
        let replaced = self
            .write_files(&fresh, &target)
            .and_then(|()| {
                let aside = leftovers::aside(&folder, &self.name);
                put_in_place(&fresh, &target, &aside).cannot(&target, "cannot be replaced")
            })
            .inspect_err(|_| {
                // Best effort: the failure that led here is the one to tell, and the next run clears away
                // what stays.
                let _ = fs::remove_dir_all(&fresh);
            })?;

        // The set is in its place: nothing from here on is a failure to publish it.
        warnings.extend(flush_folder(&folder).err().map(|error| {
            leftovers::warn(&folder, "may forget the new set if power fails now", &error)
        }));
        if let Replacement::Set(old) = replaced {
            warnings.extend(leftovers::remove(&old));
        }
        Ok(PublishedFolder {
            folder: target,
            warnings,
        })
    }

    /// Writes all files into a new folder and flushes them; `target` is where they will be.
    fn write_files(&self, fresh: &Path, target: &Path) -> Result<(), Failure> {
        let mut folders = vec![fresh.to_owned()];
        fs::create_dir(fresh).cannot(target, "cannot be written")?;
        for (path, bytes) in &self.files {
            let file = fresh.join(path);
            let written = file.parent().map_or(Ok(()), |parent| {
                if !folders.iter().any(|folder| folder == parent) {
                    fs::create_dir_all(parent)?;
                    folders.push(parent.to_owned());
                }
                fs::File::create_new(&file)?.write_all(bytes)
            });
            written.cannot(&target.join(path), "cannot be written")?;
        }
        // In a round of its own: the first flush then takes most of the others along.
        for path in self.files.keys() {
            let file = fs::OpenOptions::new().write(true).open(fresh.join(path));
            file.and_then(|file| file.sync_all())
                .cannot(&target.join(path), "cannot be flushed to the disk")?;
        }
        for folder in folders {
            flush_folder(&folder).cannot(target, "cannot be flushed to the disk")?;
        }
        Ok(())
    }
}

/// A path without what would make the system follow a link at its end, as a `/` does.
fn plain(folder: &Path) -> PathBuf {
    let plain: PathBuf = folder.components().collect();
    if plain.as_os_str().is_empty() {
        return PathBuf::from(".");
    }
    plain
}

/// Flushes the names in a folder to the disk, where the system can.
fn flush_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        // A file system that has nothing to flush for a folder says so in this way.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        flushed => flushed,
    }
}
