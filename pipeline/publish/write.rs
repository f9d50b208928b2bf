//! Writing a set: into a folder beside the old one, which it then replaces as a whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::PublishedSet;
use crate::diagnostics::Diagnostic;

impl PublishedSet {
    /// Publishes the set as `folder/<brief>`, which is replaced as a whole. Gives the path.
    ///
    /// # Errors
    /// When something cannot be written; the earlier set then stays as it was.
    pub fn write(&self, folder: &Path) -> Result<PathBuf, Diagnostic> {
        let target = folder.join(&self.name);
        let fresh = folder.join(format!(".{}.new", self.name));
        let earlier = folder.join(format!(".{}.old", self.name));
        let refuse = |error: io::Error| {
            Diagnostic::error(
                "not-published",
                format!("{} cannot be written: {error}", target.display()),
            )
            .with_help("nothing was published; the earlier output, if any, is as it was")
        };
        if target.is_symlink() {
            return Err(Diagnostic::error(
                "not-published",
                format!("{} is a symbolic link", target.display()),
            )
            .with_help("remove the link: output is never written through one"));
        }
        fs::create_dir_all(folder).map_err(refuse)?;
        remove(&fresh).map_err(refuse)?;
        if !target.exists() && earlier.exists() {
            // An earlier run was cut off between its two renames.
            fs::rename(&earlier, &target).map_err(refuse)?;
        }
        remove(&earlier).map_err(refuse)?;
        let written = self.write_files(&fresh).and_then(|()| {
            if target.exists() {
                fs::rename(&target, &earlier)?;
            }
            fs::rename(&fresh, &target).inspect_err(|_| {
                // Best effort: the first error is the one to tell.
                let _ = fs::rename(&earlier, &target);
            })
        });
        if let Err(error) = written {
            // Best effort again: what was begun should not stay behind.
            let _ = remove(&fresh);
            return Err(refuse(error));
        }
        remove(&earlier).map_err(refuse)?;
        Ok(target)
    }

    fn write_files(&self, folder: &Path) -> io::Result<()> {
        for (path, bytes) in &self.files {
            let file = folder.join(path);
            if let Some(parent) = file.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(file, bytes)?;
        }
        Ok(())
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
