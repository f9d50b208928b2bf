//! Waiting for a file of the project to be saved.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::event::EventKind;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use brief_base::diagnostics::Diagnostic;

use super::NOT_WATCHED;

/// An editor saves in several steps: when nothing has happened for this long, it is done.
const QUIET: Duration = Duration::from_millis(40);

/// Saving that goes on is not waited for any longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// The folders that a brief is made from.
const WATCHED: [&str; 2] = ["templates", "data"];

/// Changes to the folders of a project.
pub(super) struct Changes {
    root: PathBuf,
    watcher: RecommendedWatcher,
    told: Receiver<notify::Result<notify::Event>>,
}

impl Changes {
    /// Begins to watch a project.
    pub(super) fn of(root: &Path) -> Result<Self, Diagnostic> {
        let (tell, told) = channel();
        let mut watcher = notify::recommended_watcher(tell).map_err(|error| refuse(&error))?;
        // The root itself, for a folder that goes and comes again.
        watcher
            .watch(root, RecursiveMode::NonRecursive)
            .map_err(|error| refuse(&error))?;
        let mut changes = Changes {
            root: root.to_owned(),
            watcher,
            told,
        };
        changes.watch_folders()?;
        Ok(changes)
    }

    /// Watches the folders that there are. To watch one again changes nothing, unless it is another of the
    /// same name.
    fn watch_folders(&mut self) -> Result<(), Diagnostic> {
        for folder in WATCHED {
            let folder = self.root.join(folder);
            if folder.is_dir() {
                self.watcher
                    .watch(&folder, RecursiveMode::Recursive)
                    .map_err(|error| refuse(&error))?;
            }
        }
        Ok(())
    }

    /// Waits until something has been saved and the saving is over.
    pub(super) fn wait(&mut self) -> Result<(), Diagnostic> {
        loop {
            let event = self
                .told
                .recv()
                .map_err(|error| broken_off(&error.to_string()))?;
            if self.is_a_change(&event)? {
                break;
            }
        }
        let begun = Instant::now();
        let mut quiet_since = begun;
        while quiet_since.elapsed() < QUIET && begun.elapsed() < PATIENCE {
            match self
                .told
                .recv_timeout(QUIET.saturating_sub(quiet_since.elapsed()))
            {
                Ok(event) if self.is_a_change(&event)? => quiet_since = Instant::now(),
                Ok(_) | Err(RecvTimeoutError::Timeout) => {}
                Err(error) => return Err(broken_off(&error.to_string())),
            }
        }
        self.watch_folders()
    }

    /// Whether an event is of interest: to read a file is no change, and what a build writes into `data/` is
    /// only its lock. When the system has lost count of events, anything may have changed.
    fn is_a_change(&self, event: &notify::Result<notify::Event>) -> Result<bool, Diagnostic> {
        let event = event
            .as_ref()
            .map_err(|error| broken_off(&error.to_string()))?;
        let counts = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_watched = WATCHED
                .iter()
                .any(|folder| path.starts_with(self.root.join(folder)));
            is_watched && !name.contains("brief.lock")
        };
        let is_of_interest = event.need_rescan() || event.paths.iter().any(counts);
        Ok(is_of_interest && !matches!(event.kind, EventKind::Access(_)))
    }
}

fn refuse(error: &notify::Error) -> Diagnostic {
    let message = format!("the project's folders cannot be watched: {error}");
    Diagnostic::error(NOT_WATCHED, message)
        .with_help("on Linux, look at the limit fs.inotify.max_user_watches")
}

fn broken_off(error: &str) -> Diagnostic {
    Diagnostic::error(NOT_WATCHED, format!("the watch broke off: {error}"))
}
