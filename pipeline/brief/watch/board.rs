//! What the browser is shown at the moment, and waiting for it to change.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use serde::Serialize;

use brief_base::diagnostics::{Diagnostic, Severity};
use brief_base::project::Project;
use brief_base::record::sha256;
use brief_base::shared::lock;

use super::preview::Preview;

/// Lines shown around the one that a fault speaks of.
const AROUND: usize = 2;

/// Characters shown of a line: paragraphs are one line each.
const LINE_LENGTH: usize = 240;

/// Whether what is shown is what the files say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// It is being made.
    Making,
    /// It is.
    Ready,
    /// The files cannot be made into pages; those shown are older.
    Failed,
}

/// A state of the brief, as the browser gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct BoardView {
    pub brief: String,
    /// Counts the states.
    pub number: u64,
    /// How it is.
    pub status: Status,
    /// The pages.
    pub pages: Vec<PageView>,
    /// What there is to say of them.
    pub faults: Vec<FaultView>,
}

/// A page, whose picture is fetched by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PageView {
    /// SHA-256 of the picture.
    pub digest: String,
    /// In points, rounded.
    pub width: u32,
    /// In points, rounded.
    pub height: u32,
}

/// A diagnostic with the lines that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FaultView {
    /// Does it stop publication.
    pub severity: Severity,
    /// Its stable name.
    pub code: String,
    /// What was found and what was expected.
    pub message: String,
    /// File, line and column.
    pub place: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// The line and those around it.
    pub lines: Vec<LineView>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct LineView {
    /// Counted from 1.
    pub number: usize,
    /// Its text, cut where it is long.
    pub text: String,
    /// The fault is in this one.
    pub is_meant: bool,
}

impl FaultView {
    /// A diagnostic, with lines of its file where the project has it as text.
    pub(crate) fn of(diagnostic: &Diagnostic, project: Option<&Project>) -> Self {
        let place = diagnostic.place.as_ref();
        let lines = place.and_then(|place| {
            let (project, line) = (project?, place.line?);
            let text = match place.sheet {
                Some(_) => None,
                None => project.read_text(&place.file).ok(),
            };
            Some(excerpt(&text?, line, place.column.unwrap_or(1)))
        });
        FaultView {
            severity: diagnostic.severity,
            code: diagnostic.code.to_string(),
            message: match diagnostic.elsewhere() {
                Some(elsewhere) => format!("{} ({elsewhere})", diagnostic.message),
                None => diagnostic.message.clone(),
            },
            place: place.map(ToString::to_string),
            help: diagnostic.help.clone(),
            lines: lines.unwrap_or_default(),
        }
    }
}

/// The line and those around it; of a long one the part around the column.
fn excerpt(text: &str, line: usize, column: usize) -> Vec<LineView> {
    let lines = text.lines().enumerate();
    let near = lines.filter(|(at, _)| (at + 1).abs_diff(line) <= AROUND);
    near.map(|(at, text)| {
        let is_meant = at + 1 == line;
        let from = match is_meant {
            true => column.saturating_sub(LINE_LENGTH / 2),
            false => 0,
        };
        let shown: String = text.chars().skip(from).take(LINE_LENGTH).collect();
        let before = if from > 0 { "… " } else { "" };
        let is_cut = text.chars().count() > from + LINE_LENGTH;
        let after = if is_cut { " …" } else { "" };
        LineView {
            number: at + 1,
            text: format!("{before}{shown}{after}"),
            is_meant,
        }
    })
    .collect()
}

/// The state shown, and the pictures of its pages.
#[derive(Debug)]
pub(crate) struct Board {
    state: Mutex<BoardState>,
    changed: Condvar,
}

#[derive(Debug)]
struct BoardState {
    shown: BoardView,
    pictures: BTreeMap<String, Arc<[u8]>>,
}

impl Board {
    /// Nothing to show yet.
    pub(crate) fn new(brief: &str) -> Self {
        let shown = BoardView {
            brief: brief.to_owned(),
            number: 0,
            status: Status::Making,
            pages: Vec::new(),
            faults: Vec::new(),
        };
        Board {
            state: Mutex::new(BoardState {
                shown,
                pictures: BTreeMap::new(),
            }),
            changed: Condvar::new(),
        }
    }

    /// Says that what is shown is being made again.
    pub(crate) fn making(&self) {
        self.change(|state| state.shown.status = Status::Making);
    }

    /// Shows pages, and gives how many of them are not as they were.
    pub(crate) fn show(&self, preview: Preview, faults: Vec<FaultView>) -> usize {
        let mut pictures = BTreeMap::new();
        let pages = preview.pages.into_iter();
        let pages: Vec<PageView> = pages
            .map(|page| {
                let digest = sha256(page.svg.as_bytes());
                pictures.insert(digest.clone(), Arc::from(page.svg.into_bytes()));
                PageView {
                    digest,
                    width: page.width,
                    height: page.height,
                }
            })
            .collect();
        let mut changed = 0;
        self.change(|state| {
            let before = &state.shown.pages;
            let differs = |(at, page): &(usize, &PageView)| before.get(*at) != Some(*page);
            changed = pages.iter().enumerate().filter(differs).count();
            state.shown.status = Status::Ready;
            state.shown.pages = pages;
            state.shown.faults = faults;
            state.pictures = pictures;
        });
        changed
    }

    /// Shows faults over the pages that there were.
    pub(crate) fn fail(&self, faults: Vec<FaultView>) {
        self.change(|state| {
            state.shown.status = Status::Failed;
            state.shown.faults = faults;
        });
    }

    /// The picture of a page, while it is shown.
    pub(crate) fn picture(&self, digest: &str) -> Option<Arc<[u8]>> {
        lock(&self.state).pictures.get(digest).cloned()
    }

    /// The state after the one of that number, when it comes within the time; without a number, the
    /// present one.
    pub(crate) fn after(&self, number: Option<u64>, within: Duration) -> Option<BoardView> {
        let state = lock(&self.state);
        let is_old = |state: &mut BoardState| Some(state.shown.number) == number;
        let waited = self.changed.wait_timeout_while(state, within, is_old);
        let (state, waited): (MutexGuard<'_, BoardState>, _) = match waited {
            Ok(waited) => waited,
            Err(poisoned) => poisoned.into_inner(),
        };
        (!waited.timed_out()).then(|| state.shown.clone())
    }

    fn change(&self, change: impl FnOnce(&mut BoardState)) {
        let mut state = lock(&self.state);
        change(&mut state);
        state.shown.number += 1;
        drop(state);
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_shows_the_line_that_is_meant() {
        let text = "one\ntwo\nthree\nfour\nfive\nsix\n";
        let shown = excerpt(text, 3, 1);
        let numbers: Vec<usize> = shown.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        assert!(shown[2].is_meant && !shown[1].is_meant);
        let long = format!("{}HERE{}", "a".repeat(1000), "b".repeat(1000));
        let [line] = excerpt(&long, 1, 1001).try_into().expect("one line");
        assert!(
            line.text.contains("HERE") && line.text.chars().count() < 260,
            "{line:?}"
        );
        assert!(excerpt(text, 40, 1).is_empty());
    }

    #[test]
    fn a_state_is_waited_for() {
        let board = Board::new("ruritania");
        let first = board.after(None, Duration::ZERO).expect("the present one");
        assert!(
            board
                .after(Some(first.number), Duration::from_millis(1))
                .is_none()
        );
        board.making();
        let next = board
            .after(Some(first.number), Duration::ZERO)
            .expect("the next one");
        assert!(next.number > first.number);
    }
}
