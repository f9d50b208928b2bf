//! Watching a brief: its pages in a browser, rebuilt whenever a file of the project is saved.
//!
//! Nothing is published and the lock is not touched: what is shown is a draft until `brief build`. If the brief
//! has faults, they are shown over its last pages.

mod board;
mod changes;
mod preview;
mod server;

use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) use board::{Board, FaultView};

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_base::project::Project;
use brief_pages as pages;
use changes::Changes;
use preview::Preview;
use server::Server;

/// Code of the fault that nothing can be watched or served.
pub(crate) const NOT_WATCHED: &str = "not-watched";

/// The port that is tried first, so that a page left open finds its brief again.
const USUAL_PORT: u16 = 8350;

/// What is watched, and where it is shown.
#[derive(Debug, Clone)]
pub(crate) struct WatchRequest {
    /// The project's folder.
    pub root: PathBuf,
    pub brief: String,
    /// Its dataset version; the default when none is named.
    pub version: Option<String>,
    /// The port to serve at; without one the usual one, or any that is free.
    pub port: Option<u16>,
}

/// What a watch tells while it runs.
#[derive(Debug)]
pub(crate) enum WatchEvent<'a> {
    /// Pages can be looked at here.
    Serving(&'a str),
    /// The brief was made again.
    Made {
        /// How many pages it has.
        pages: usize,
        /// How many of them are not as they were.
        changed: usize,
        /// How long it took.
        took: Duration,
        /// What there is to say of it, false claims among it.
        said: &'a Diagnostics,
    },
    /// The brief cannot be made as it is.
    Failed(&'a Diagnostics),
}

/// Serves a brief's pages and makes them again on each change, as long as the program runs.
///
/// # Errors
/// If the port is taken, or the project's folders cannot be watched.
pub(crate) fn watch(
    request: &WatchRequest,
    mut tell: impl FnMut(&WatchEvent<'_>),
) -> Result<Infallible, Diagnostic> {
    // Before the first look, so that no change falls between the two.
    let mut changes = Changes::of(&request.root)?;
    let board = Arc::new(Board::new(&request.brief));
    let server = Server::start(Arc::clone(&board), request.port, USUAL_PORT)?;
    tell(&WatchEvent::Serving(server.address()));
    loop {
        let begun = Instant::now();
        board.making();
        let (preview, said) = Preview::of(request);
        // What Typst remembers of the last two is what makes the next one quick.
        pages::forget(NonZeroUsize::MIN);
        match preview {
            Some(preview) => {
                let pages = preview.pages.len();
                let changed = board.show(preview, shown(request, &said));
                tell(&WatchEvent::Made {
                    pages,
                    changed,
                    took: begun.elapsed(),
                    said: &said,
                });
            }
            None => {
                board.fail(shown(request, &said));
                tell(&WatchEvent::Failed(&said));
            }
        }
        changes.wait()?;
    }
}

/// Faults with the lines that they speak of.
fn shown(request: &WatchRequest, said: &Diagnostics) -> Vec<FaultView> {
    let project = Project::find(&request.root).ok();
    said.iter()
        .map(|one| FaultView::of(one, project.as_ref()))
        .collect()
}
