//! The only way in for files.
//!
//! A [`Project`] confines every path to its root (no `..`, no absolute path, no symbolic link that leads
//! out) and records the SHA-256 of everything a run reads, so that nothing undeclared can shape the
//! output. No other part of the program opens an input. Where the files come from is up to
//! [`files`](crate::files).

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::diagnostics::{Diagnostic, Place, did_you_mean};
use crate::files::{Disk, FileKind, Files, ReadError};
use crate::record::{Content, Record, Seen, sha256};
use crate::shared::{Once, Shared, lock};

/// The largest input file, in bytes. It bounds the memory of a run.
const LARGEST_INPUT: u64 = 1 << 30;

/// A project's files, and a record of what has been read.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    files: Arc<dyn Files>,
    record: Mutex<Record>,
    /// SHA-256 of the files that only this brief reads, from the first time they were read.
    first_read: Arc<Mutex<BTreeMap<String, String>>>,
    /// The current state of files that earlier runs saw; each is looked at once.
    states: Mutex<Record>,
    /// What the briefs of one run share.
    shared: Arc<Shared>,
    /// The folder that only this brief reads, ending in `/`. If there is none, nothing is shared.
    own: Option<String>,
}

impl Project {
    /// Opens the project that holds `start` or lies above it: the nearest folder with `templates/`
    /// and `data/`.
    ///
    /// # Errors
    /// When no folder from `start` upwards is a project.
    pub fn find(start: &Path) -> Result<Self, Diagnostic> {
        let start = start.canonicalize().map_err(|error| {
            Diagnostic::error(
                "no-project",
                format!("{} cannot be read: {error}", start.display()),
            )
        })?;
        let root = start
            .ancestors()
            .find(|folder| folder.join("templates").is_dir() && folder.join("data").is_dir())
            .ok_or_else(|| {
                Diagnostic::error(
                    "no-project",
                    format!("no project in {} or above it", start.display()),
                )
                .with_help("run this in a folder that holds `templates/` and `data/`, or say --project FOLDER")
            })?;
        let files = Disk::new(root).map_err(|error| {
            Diagnostic::error(
                "no-project",
                format!("{} cannot be read: {error}", root.display()),
            )
        })?;
        Ok(Project::of_files(root.to_owned(), Arc::new(files)))
    }

    /// A project over any tree of files. `root` is the folder that outputs and messages are about; nothing
    /// is read from there but through `files`.
    pub fn of_files(root: PathBuf, files: Arc<dyn Files>) -> Self {
        Project {
            root,
            files,
            record: Mutex::default(),
            first_read: Arc::default(),
            states: Mutex::default(),
            shared: Arc::default(),
            own: None,
        }
    }

    /// The tree that its files are read from.
    pub fn files(&self) -> &Arc<dyn Files> {
        &self.files
    }

    /// The project's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The same project for one of the briefs of a run, with its own record. Files outside the brief's
    /// folder are read once for all briefs and keep the content of that first read.
    pub fn of_brief(&self, brief: &str) -> Self {
        self.with_own(Some(format!("data/{brief}/")))
    }

    fn with_own(&self, own: Option<String>) -> Self {
        Project {
            root: self.root.clone(),
            files: Arc::clone(&self.files),
            record: Mutex::default(),
            first_read: Arc::default(),
            states: Mutex::default(),
            shared: Arc::clone(&self.shared),
            own,
        }
    }

    /// The same project with an empty record, for one stage.
    pub fn recording(&self) -> Self {
        Project {
            first_read: Arc::clone(&self.first_read),
            ..self.with_own(self.own.clone())
        }
    }

    /// Whether other briefs of this run may read the same path.
    fn is_shared(&self, path: &str) -> bool {
        self.own.as_ref().is_some_and(|own| !path.starts_with(own))
    }

    /// Something made from files alone that several briefs use: made once per run, with everything that was
    /// read for it on the record of each brief that uses it. `path` is the file or folder it is made from;
    /// `variant` tells apart values of one type made from one path, and says everything it depends on
    /// besides files. What comes from the brief's own folder is not shared.
    ///
    /// # Errors
    /// Those of `make`; the next brief that asks tries again.
    pub fn once<T: Send + Sync + 'static, E>(
        &self,
        path: &str,
        variant: &str,
        make: impl FnOnce(&Project) -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        if !self.is_shared(path) {
            return make(self).map(Arc::new);
        }
        let Once { value, record } = self.shared.once((path, variant), || {
            // Its files are of no use any more once it is made.
            let project = self.with_own(None);
            let value = Arc::new(make(&project)?);
            let record = project.record_so_far();
            Ok(Once { value, record })
        })?;
        self.record(record);
        Ok(value)
    }

    /// Reads a file of the project; `path` is relative to the root, with `/`.
    ///
    /// # Errors
    /// When the path leaves the project, or the file is missing, too large or unreadable.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Diagnostic> {
        if !self.is_shared(path) {
            let content = self.content(path)?;
            self.hold(path, &content.sha256)?;
            self.saw(path, Seen::File(content.sha256));
            return Ok(content.bytes);
        }
        // A brief's paths are confined even where another has read the file.
        self.confine(path)?;
        let content = self.shared.file(path, || self.content(path))?;
        self.saw(path, Seen::File(content.sha256.clone()));
        Ok(content.bytes.clone())
    }

    /// Reads a file, if it is there, that is only compared with and shapes nothing; it is not recorded.
    ///
    /// # Errors
    /// As [`Project::read`].
    pub fn peek(&self, path: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        self.confine(path)?;
        if self.files.kind(path).is_none() {
            return Ok(None);
        }
        self.content(path).map(|content| Some(content.bytes))
    }

    /// SHA-256 of a file as it is now; none if it cannot be read. It is not recorded.
    pub fn hash_of(&self, path: &str) -> Option<String> {
        if self.is_shared(path) {
            let content = self.shared.file(path, || self.content(path)).ok()?;
            return Some(content.sha256.clone());
        }
        Some(self.content(path).ok()?.sha256)
    }

    /// Reads and hashes a file without recording it.
    fn content(&self, path: &str) -> Result<Content, Diagnostic> {
        if !stays_inside(path) {
            return Err(outside(path));
        }
        let bytes = self.files.read(path, LARGEST_INPUT);
        let bytes = bytes.map_err(|error| self.unreadable(path, error))?;
        let sha256 = sha256(&bytes);
        Ok(Content { bytes, sha256 })
    }

    /// Reads a UTF-8 text file of the project, without a byte order mark.
    ///
    /// # Errors
    /// As [`Project::read`], and when the bytes are not UTF-8 (with line and column).
    pub fn read_text(&self, path: &str) -> Result<String, Diagnostic> {
        let bytes = self.read(path)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let start = before
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |at| at + 1);
            let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
            Diagnostic::error("not-utf8", "the file is not UTF-8 text")
                .with_place(Place::at(path, line, column))
                .with_help("save the file as UTF-8")
        })?;
        Ok(text
            .strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text))
    }

    /// Whether a file is there, whatever is in it.
    pub fn has(&self, path: &str) -> bool {
        let has = self.is_file(path);
        self.saw(path, if has { Seen::Present } else { Seen::Absent });
        has
    }

    /// The names in a folder of the project, sorted, except hidden ones; empty if the folder does not exist.
    ///
    /// # Errors
    /// When the path leaves the project or the folder cannot be read.
    pub fn list(&self, folder: &str) -> Result<Vec<String>, Diagnostic> {
        let names = self.names_in(folder)?;
        self.saw(folder, Seen::Folder(sha256(names.join("\n").as_bytes())));
        Ok(names)
    }

    fn names_in(&self, folder: &str) -> Result<Vec<String>, Diagnostic> {
        self.confine(folder)?;
        if self.files.kind(folder) != Some(FileKind::Folder) {
            return Ok(Vec::new());
        }
        let names = self.files.names(folder);
        let mut names = names.map_err(|error| self.unreadable(folder, error))?;
        // Hidden names are those of editors and systems.
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        Ok(names)
    }

    /// SHA-256 of every file read so far, by path, as lower-case hexadecimal.
    pub fn reads(&self) -> BTreeMap<String, String> {
        let record = lock(&self.record);
        let files = record.iter().filter_map(|(path, seen)| match seen {
            Seen::File(sha256) => Some((path.clone(), sha256.clone())),
            _ => None,
        });
        files.collect()
    }

    /// Everything seen so far: files read, files looked for, and folders listed.
    pub fn record_so_far(&self) -> Record {
        lock(&self.record).clone()
    }

    /// Adds what was seen for this run elsewhere.
    pub fn record(&self, seen: Record) {
        for (path, seen) in seen {
            self.saw(&path, seen);
        }
    }

    /// Refuses a file whose content has changed since this run first read it: results made from both
    /// contents would not belong together, and neither hash would say what they were made from.
    fn hold(&self, path: &str, sha256: &str) -> Result<(), Diagnostic> {
        let mut first_read = lock(&self.first_read);
        let first = first_read
            .entry(path.to_owned())
            .or_insert_with(|| sha256.to_owned());
        if *first == *sha256 {
            return Ok(());
        }
        Err(Diagnostic::error(
            "changed-while-reading",
            "the file changed while the brief was being made",
        )
        .with_place(Place::file(path))
        .with_help("run again once it is saved"))
    }

    fn saw(&self, path: &str, seen: Seen) {
        let mut record = lock(&self.record);
        // That a file is there says less than what is in it.
        if seen != Seen::Present || !record.contains_key(path) {
            record.insert(path.to_owned(), seen);
        }
    }

    /// The current state of a path that an earlier run saw in state `earlier`. It is looked at once per run
    /// and not recorded.
    pub fn state(&self, path: &str, earlier: &Seen) -> Seen {
        let known = |record: &Mutex<Record>| lock(record).get(path).cloned();
        let is_like = |seen: &Seen| {
            matches!(
                (seen, earlier),
                (Seen::File(_) | Seen::Absent, Seen::File(_) | Seen::Absent)
                    | (Seen::Folder(_), Seen::Folder(_))
                    | (Seen::Present, Seen::Present)
            )
        };
        let known = known(&self.record)
            .filter(is_like)
            .or_else(|| known(&self.states));
        if let Some(seen) = known.filter(is_like) {
            return seen;
        }
        let is_file = || self.is_file(path);
        let state = match earlier {
            Seen::Folder(_) => match self.names_in(path) {
                Ok(names) => Seen::Folder(sha256(names.join("\n").as_bytes())),
                Err(_) => Seen::Absent,
            },
            Seen::Present if is_file() => Seen::Present,
            _ if !is_file() => Seen::Absent,
            // What cannot be read is told by the stage that wants to.
            _ => self.hash_of(path).map_or(Seen::Absent, Seen::File),
        };
        lock(&self.states).insert(path.to_owned(), state.clone());
        state
    }

    fn is_file(&self, path: &str) -> bool {
        stays_inside(path) && self.files.kind(path) == Some(FileKind::File)
    }

    /// Refuses a path that leads out of the project.
    fn confine(&self, path: &str) -> Result<(), Diagnostic> {
        if stays_inside(path) && !self.files.leads_out(path) {
            return Ok(());
        }
        Err(outside(path))
    }

    fn unreadable(&self, path: &str, error: ReadError) -> Diagnostic {
        let place = Place::file(path);
        let error = match error {
            ReadError::LeadsOut => return outside(path),
            ReadError::NotAFile => {
                return Diagnostic::error("not-a-file", "expected a file, found something else")
                    .with_place(place);
            }
            ReadError::TooLarge(bytes) => {
                return Diagnostic::error(
                    "file-too-large",
                    format!("{bytes} bytes; at most {LARGEST_INPUT} are read"),
                )
                .with_place(place);
            }
            ReadError::Io(error) => error,
        };
        if error.kind() != std::io::ErrorKind::NotFound {
            return Diagnostic::error("unreadable-file", format!("cannot be read: {error}"))
                .with_place(place);
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let siblings = if folder.is_empty() {
            Vec::new()
        } else {
            self.list(folder).unwrap_or_default()
        };
        Diagnostic::error("missing-file", "there is no such file")
            .with_place(place)
            .with_help(did_you_mean(name, siblings.iter().map(String::as_str)))
    }
}

fn outside(path: &str) -> Diagnostic {
    Diagnostic::error(
        "path-outside-project",
        format!("\"{path}\" leads out of the project"),
    )
    .with_help("name files relative to the project's folder, without `..`")
}

/// Whether a path written with `/` stays below the folder that it is relative to.
pub fn stays_inside(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0'])
        && !path.contains("//")
        && Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}
