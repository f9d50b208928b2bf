//! Waiting for a file of the project to be saved.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::event::EventKind;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::NOT_WATCHED;
use crate::diagnostics::Diagnostic;

/// An editor saves in several steps: when nothing has happened for this long, it is done.
const QUIET: Duration = Duration::from_millis(40);

/// The folders that a brief is made from.
const WATCHED: [&str; 2] = ["templates", "data"];

/// Changes to the folders of a project.
pub struct Changes {
    /// Watches as long as it lives.
    _watcher: RecommendedWatcher,
    told: Receiver<notify::Result<notify::Event>>,
}

impl Changes {
    /// Begins to watch a project.
    ///
    /// # Errors
    /// When the system cannot watch its folders.
    pub fn of(root: &Path) -> Result<Self, Diagnostic> {
        let refuse = |error: &notify::Error| {
            let message = format!("the project's folders cannot be watched: {error}");
            Diagnostic::error(NOT_WATCHED, message)
                .with_help("on Linux, look at the limit fs.inotify.max_user_watches")
        };
        let (tell, told) = channel();
        let mut watcher = notify::recommended_watcher(tell).map_err(|error| refuse(&error))?;
        for folder in WATCHED {
            watcher
                .watch(&root.join(folder), RecursiveMode::Recursive)
                .map_err(|error| refuse(&error))?;
        }
        Ok(Changes {
            _watcher: watcher,
            told,
        })
    }

    /// Waits until something has been saved and the saving is over.
    ///
    /// # Errors
    /// When the watch breaks off.
    pub fn wait(&self) -> Result<(), Diagnostic> {
        let broken_off =
            |error: String| Diagnostic::error(NOT_WATCHED, format!("the watch broke off: {error}"));
        loop {
            let event = self
                .told
                .recv()
                .map_err(|error| broken_off(error.to_string()))?;
            if is_a_change(&event.map_err(|error| broken_off(error.to_string()))?) {
                break;
            }
        }
        loop {
            match self.told.recv_timeout(QUIET) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(error) => return Err(broken_off(error.to_string())),
            }
        }
    }
}

/// Whether an event is of interest: to read a file is no change, and what a build writes into `data/` is
/// only its lock.
fn is_a_change(event: &notify::Event) -> bool {
    let is_lock = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.contains("brief.lock")
    };
    !matches!(event.kind, EventKind::Access(_)) && !event.paths.iter().all(is_lock)
}
