//! What keeps a set from being published, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use brief_base::diagnostics::Diagnostic;

/// Something that the system would not do.
#[derive(Debug)]
pub struct Failure {
    /// To what.
    pub path: PathBuf,
    /// What could not be done: "cannot be written".
    pub what: &'static str,
    /// Why.
    pub error: io::Error,
}

/// Says of what the system would not do to which path it would not.
pub(super) trait OrFailure<T> {
    /// `what` follows the path in a sentence: "cannot be written".
    fn cannot(self, path: &Path, what: &'static str) -> Result<T, Failure>;
}

impl<T> OrFailure<T> for io::Result<T> {
    fn cannot(self, path: &Path, what: &'static str) -> Result<T, Failure> {
        self.map_err(|error| Failure {
            path: path.to_owned(),
            what,
            error,
        })
    }
}

impl From<Failure> for Diagnostic {
    fn from(Failure { path, what, error }: Failure) -> Self {
        use io::ErrorKind::{
            AlreadyExists, FileTooLarge, NotADirectory, PermissionDenied, QuotaExceeded,
            ReadOnlyFilesystem, StorageFull,
        };
        let advice = match error.kind() {
            StorageFull => "make room on the disk, or publish on another one with --out FOLDER",
            QuotaExceeded => "delete what you no longer need: your quota on this disk is used up",
            FileTooLarge => "raise the limit on the size of files (`ulimit -f`)",
            PermissionDenied => {
                "allow writing in the folder that it is in, or publish elsewhere with --out FOLDER"
            }
            ReadOnlyFilesystem => "publish on a disk that can be written, with --out FOLDER",
            AlreadyExists | NotADirectory => {
                "a file has the name of a folder: move it, or publish elsewhere with --out FOLDER"
            }
            _ => "see whether the disk is in order, or publish on another one with --out FOLDER",
        };
        refused(format!("{} {what}: {error}", path.display()), advice)
    }
}

/// A refusal to publish, with what to do.
pub(super) fn refused(message: String, advice: &str) -> Diagnostic {
    Diagnostic::call_error("not-published", message).with_help(format!(
        "{advice}; nothing was published, and the earlier output, if there is any, is as it was"
    ))
}
