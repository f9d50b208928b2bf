//! A brief's folder in the making: held in memory until all of it is there, then written as a whole or not at
//! all.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use brief_base::diagnostics::Diagnostic;
use brief_base::files::Overlay;
use brief_base::project::{Project, stays_inside};

/// Code of the fault that a brief's folder cannot be written.
const NOT_WRITTEN: &str = "not-written";

/// The files of a brief that is not there yet.
#[derive(Debug)]
pub(super) struct Staging<'a> {
    project: &'a Project,
    brief: &'a str,
    /// By path within the brief's folder.
    files: BTreeMap<String, Vec<u8>>,
}

impl<'a> Staging<'a> {
    /// No file yet.
    pub(super) fn new(project: &'a Project, brief: &'a str) -> Self {
        Staging {
            project,
            brief,
            files: BTreeMap::new(),
        }
    }

    /// The brief's name.
    pub(super) fn brief(&self) -> &str {
        self.brief
    }

    /// Adds a file, named by its path within the brief's folder, or replaces it.
    ///
    /// # Errors
    /// When the path leads out of the folder.
    pub(super) fn write(
        &mut self,
        path: &str,
        content: impl AsRef<[u8]>,
    ) -> Result<(), Diagnostic> {
        if !stays_inside(path) {
            let message = format!("\"{path}\" leads out of the brief's folder");
            return Err(Diagnostic::call_error(NOT_WRITTEN, message));
        }
        self.files
            .insert(path.to_owned(), content.as_ref().to_vec());
        Ok(())
    }

    /// The project as it will be once the brief is written.
    pub(super) fn project(&self) -> Project {
        let mut files = Overlay::over(Arc::clone(self.project.files()));
        for (path, bytes) in &self.files {
            files.write(&format!("data/{}/{path}", self.brief), bytes.clone());
        }
        Project::of_files(self.project.root().to_owned(), Arc::new(files))
    }

    /// Writes the folder. Gives the files in it, by path, sorted.
    ///
    /// # Errors
    /// When there is a folder of that name by now, or it cannot be written.
    pub(super) fn settle(self) -> Result<Vec<String>, Diagnostic> {
        let data = self.project.root().join("data");
        let target = data.join(self.brief);
        let unnamed = Unnamed(data.join(format!(".{}.new", self.brief)));
        let written = || {
            // What an earlier run that was cut off left behind.
            if unnamed.0.exists() {
                fs::remove_dir_all(&unnamed.0)?;
            }
            for (path, bytes) in &self.files {
                let file = unnamed.0.join(path);
                fs::create_dir_all(file.parent().unwrap_or(&unnamed.0))?;
                fs::write(file, bytes)?;
            }
            if target.exists() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(&unnamed.0, &target)
        };
        written().map_err(|error| self.refuse(&error))?;
        Ok(self.files.into_keys().collect())
    }

    fn refuse(&self, error: &io::Error) -> Diagnostic {
        let message = format!("data/{} cannot be written: {error}", self.brief);
        Diagnostic::call_error(NOT_WRITTEN, message).with_help("nothing was left behind")
    }
}

/// A folder under a hidden name, which goes when it has not been renamed.
struct Unnamed(PathBuf);

impl Drop for Unnamed {
    fn drop(&mut self) {
        let folder: &Path = &self.0;
        if folder.exists() {
            // Best effort: the fault that led here is the one to tell.
            let _ = fs::remove_dir_all(folder);
        }
    }
}
