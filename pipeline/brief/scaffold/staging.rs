//! The one place that writes: a brief's folder, all of it or nothing.

use std::fs;
use std::io;
use std::path::PathBuf;

use brief_base::diagnostics::Diagnostic;
use brief_base::project::{Project, stays_inside};

/// Code of the fault that a brief's folder cannot be written.
const NOT_WRITTEN: &str = "not-written";

/// A folder beside the brief's, which takes its name when all is there, and goes when anything fails.
#[derive(Debug)]
pub(super) struct Staging {
    /// The brief's name while it is being written: a hidden folder of `data/`.
    pub name: String,
    root: PathBuf,
    target: PathBuf,
    files: Vec<String>,
    is_settled: bool,
}

impl Staging {
    /// The name of a brief while it is being written.
    pub(super) fn name_of(brief: &str) -> String {
        format!(".{brief}.new")
    }

    /// Begins a folder for a brief that is not there yet.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(super) fn begin(project: &Project, brief: &str) -> Result<Self, Diagnostic> {
        let data = project.root().join("data");
        let name = Staging::name_of(brief);
        let staging = Staging {
            root: data.join(&name),
            target: data.join(brief),
            name,
            files: Vec::new(),
            is_settled: false,
        };
        // What an earlier run that was cut off left behind.
        if staging.root.exists() {
            fs::remove_dir_all(&staging.root).map_err(|error| staging.refuse(&error))?;
        }
        fs::create_dir(&staging.root).map_err(|error| staging.refuse(&error))?;
        Ok(staging)
    }

    /// Writes a file, named by its path within the brief's folder.
    ///
    /// # Errors
    /// When the path leads out of the folder or the file cannot be written.
    pub(super) fn write(
        &mut self,
        path: &str,
        content: impl AsRef<[u8]>,
    ) -> Result<(), Diagnostic> {
        if !stays_inside(path) {
            let message = format!("\"{path}\" leads out of the brief's folder");
            return Err(Diagnostic::call_error(NOT_WRITTEN, message));
        }
        let file = self.root.join(path);
        let parent = file.parent().map_or(Ok(()), fs::create_dir_all);
        parent
            .and_then(|()| fs::write(&file, content))
            .map_err(|error| self.refuse(&error))?;
        self.files.push(path.to_owned());
        Ok(())
    }

    /// Gives the folder the brief's name. Gives the files in it, by path, sorted.
    ///
    /// # Errors
    /// When there is a folder of that name by now, or it cannot be renamed.
    pub(super) fn settle(mut self) -> Result<Vec<String>, Diagnostic> {
        if self.target.exists() {
            return Err(self.refuse(&io::Error::from(io::ErrorKind::AlreadyExists)));
        }
        fs::rename(&self.root, &self.target).map_err(|error| self.refuse(&error))?;
        self.is_settled = true;
        let mut files = std::mem::take(&mut self.files);
        files.sort();
        files.dedup();
        Ok(files)
    }

    fn refuse(&self, error: &io::Error) -> Diagnostic {
        let name = self.target.file_name().unwrap_or_default();
        let message = format!("data/{} cannot be written: {error}", name.to_string_lossy());
        Diagnostic::call_error(NOT_WRITTEN, message).with_help("nothing was left behind")
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.is_settled {
            // Best effort: the fault that led here is the one to tell.
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}
