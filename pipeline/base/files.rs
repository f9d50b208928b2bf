//! Where a project's files are read from: a folder on disk, memory, or one of these with changes laid over it.
//!
//! Stages never see the difference. A comparison reads a git revision from memory and tries a delivery as an
//! overlay; `brief new` checks a brief before any of it is written; tests run without a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A tree of files. Paths are relative to its root, with `/` between names and none of `.`, `..` and empty
/// names in them ([`stays_inside`](crate::project::stays_inside)); the root itself is the empty path.
pub trait Files: fmt::Debug + Send + Sync {
    /// All bytes of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// When the file is missing, unreadable, larger, or no file.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError>;

    /// The names in a folder, in no particular order.
    ///
    /// # Errors
    /// When the folder is missing or unreadable.
    fn names(&self, folder: &str) -> Result<Vec<String>, ReadError>;

    /// What is at a path; nothing when the path is free, or leads out of the tree.
    fn kind(&self, path: &str) -> Option<FileKind>;

    /// Whether a path leads out of the tree through a link.
    fn leads_out(&self, path: &str) -> bool;
}

/// What can be at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A device, a socket, a pipe.
    Other,
}

/// Why a file cannot be read.
#[derive(Debug)]
pub enum ReadError {
    /// A link leads out of the tree.
    LeadsOut,
    /// Something else than a file is there.
    NotAFile,
    /// It has so many bytes, which is more than may be read.
    TooLarge(u64),
    /// The system refused.
    Io(io::Error),
}

impl ReadError {
    fn missing() -> Self {
        ReadError::Io(io::ErrorKind::NotFound.into())
    }
}

/// A folder on disk. Links are followed as long as they stay below it.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// The tree below a folder.
    ///
    /// # Errors
    /// If the folder does not exist or cannot be read.
    pub fn new(root: &Path) -> io::Result<Self> {
        Ok(Disk {
            root: root.canonicalize()?,
        })
    }

    fn resolve(&self, path: &str) -> Result<PathBuf, ReadError> {
        let full = self.root.join(path);
        match full.canonicalize() {
            Ok(real) if !real.starts_with(&self.root) => Err(ReadError::LeadsOut),
            _ => Ok(full),
        }
    }
}

impl Files for Disk {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        let file = fs::File::open(self.resolve(path)?).map_err(ReadError::Io)?;
        let metadata = file.metadata().map_err(ReadError::Io)?;
        if !metadata.is_file() {
            return Err(ReadError::NotAFile);
        }
        if metadata.len() > limit {
            return Err(ReadError::TooLarge(metadata.len()));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
        file.take(limit)
            .read_to_end(&mut bytes)
            .map_err(ReadError::Io)?;
        Ok(bytes)
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.resolve(folder)?).map_err(ReadError::Io)? {
            // A name that is not Unicode cannot be written in a setting.
            names.extend(entry.map_err(ReadError::Io)?.file_name().into_string());
        }
        Ok(names)
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        let metadata = self.resolve(path).ok()?.metadata().ok()?;
        Some(if metadata.is_file() {
            FileKind::File
        } else if metadata.is_dir() {
            FileKind::Folder
        } else {
            FileKind::Other
        })
    }

    fn leads_out(&self, path: &str) -> bool {
        matches!(self.resolve(path), Err(ReadError::LeadsOut))
    }
}

/// Files in memory, by path. Folders are there as long as files are in them.
#[derive(Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl<P: Into<String>, B: Into<Vec<u8>>> FromIterator<(P, B)> for Memory {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        let files = files.into_iter();
        Memory {
            files: files
                .map(|(path, bytes)| (path.into(), bytes.into()))
                .collect(),
        }
    }
}

impl Memory {
    /// The paths of the files below a folder, as they follow the folder's own.
    fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let start = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let from = self.files.range(start.clone()..);
        from.map_while(move |(path, _)| path.strip_prefix(start.as_str()))
    }
}

impl Files for Memory {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self.files.get(path) {
            Some(bytes) if bytes.len() as u64 > limit => {
                Err(ReadError::TooLarge(bytes.len() as u64))
            }
            Some(bytes) => Ok(bytes.clone()),
            None if self.kind(path).is_some() => Err(ReadError::NotAFile),
            None => Err(ReadError::missing()),
        }
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let paths = self.below(folder);
        let names: BTreeSet<&str> = paths.filter_map(|path| path.split('/').next()).collect();
        if names.is_empty() {
            return Err(ReadError::missing());
        }
        Ok(names.into_iter().map(str::to_owned).collect())
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        if self.files.contains_key(path) {
            return Some(FileKind::File);
        }
        self.below(path).next().map(|_| FileKind::Folder)
    }

    fn leads_out(&self, _: &str) -> bool {
        false
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.files.keys()).finish()
    }
}

/// A tree with changes laid over it; the tree below stays as it is.
#[derive(Debug, Clone)]
pub struct Overlay {
    below: Arc<dyn Files>,
    /// By path. A change of a folder holds for all that is in it, unless a change of a longer path says
    /// otherwise.
    changes: BTreeMap<String, Change>,
}

#[derive(Clone)]
enum Change {
    /// Nothing is there.
    Removed,
    /// A file with these bytes.
    Written(Arc<[u8]>),
    /// What another tree has at this path of its own.
    TakenFrom(Arc<dyn Files>, String),
}

impl fmt::Debug for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Removed => formatter.write_str("Removed"),
            Change::Written(bytes) => write!(formatter, "Written({} bytes)", bytes.len()),
            Change::TakenFrom(_, path) => write!(formatter, "TakenFrom({path:?})"),
        }
    }
}

impl Overlay {
    /// Lays nothing over a tree yet.
    pub fn over(below: Arc<dyn Files>) -> Self {
        Overlay {
            below,
            changes: BTreeMap::new(),
        }
    }

    /// Puts a file there, in the place of what was.
    pub fn write(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.change(path, Change::Written(bytes.into().into()));
    }

    /// Takes a file or folder away.
    pub fn remove(&mut self, path: &str) {
        self.change(path, Change::Removed);
    }

    /// Puts a file or folder of another tree there, in the place of what was: nothing where that tree has
    /// nothing.
    pub fn take(&mut self, path: &str, from: Arc<dyn Files>, at: &str) {
        self.change(path, Change::TakenFrom(from, at.to_owned()));
    }

    fn change(&mut self, path: &str, change: Change) {
        self.changes.retain(|changed, _| !is_inside(changed, path));
        self.changes.insert(path.to_owned(), change);
    }

    /// Whether a change puts something into a folder.
    fn has_inside(&self, folder: &str) -> bool {
        let inside = self.changes.keys();
        let mut inside = inside.filter(|changed| is_inside(changed, folder));
        inside.any(|changed| self.kind(changed).is_some())
    }

    /// The tree that has what is at a path, and the path there; nothing where a change leaves nothing.
    fn source(&self, path: &str) -> Source<'_> {
        let mut changed = path;
        loop {
            match self.changes.get(changed) {
                Some(Change::Removed) => return Source::Nothing,
                Some(Change::Written(bytes)) if changed == path => return Source::Bytes(bytes),
                Some(Change::Written(_)) => return Source::Nothing,
                Some(Change::TakenFrom(files, at)) => {
                    let rest = path[changed.len()..].trim_start_matches('/');
                    return Source::Tree(files.as_ref(), join(at, rest));
                }
                None => {}
            }
            match changed.rsplit_once('/') {
                Some((folder, _)) => changed = folder,
                None if changed.is_empty() => {
                    return Source::Tree(self.below.as_ref(), path.to_owned());
                }
                None => changed = "",
            }
        }
    }
}

/// Where an overlay finds something.
enum Source<'a> {
    Nothing,
    Bytes(&'a [u8]),
    Tree(&'a dyn Files, String),
}

fn is_inside(path: &str, folder: &str) -> bool {
    match folder {
        "" => !path.is_empty(),
        folder => path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/')),
    }
}

fn join(folder: &str, path: &str) -> String {
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}

impl Files for Overlay {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        if self.has_inside(path) {
            return Err(ReadError::NotAFile);
        }
        match self.source(path) {
            Source::Bytes(bytes) if bytes.len() as u64 > limit => {
                Err(ReadError::TooLarge(bytes.len() as u64))
            }
            Source::Bytes(bytes) => Ok(bytes.to_vec()),
            Source::Tree(files, at) => files.read(&at, limit),
            Source::Nothing => Err(ReadError::missing()),
        }
    }

    fn names(&self, folder: &str) -> Result<Vec<String>, ReadError> {
        let changed: BTreeSet<&str> = self
            .changes
            .keys()
            .filter(|changed| is_inside(changed, folder))
            .filter_map(|changed| {
                changed[folder.len()..]
                    .trim_start_matches('/')
                    .split('/')
                    .next()
            })
            .collect();
        let below = match self.source(folder) {
            Source::Tree(files, at) => files.names(&at),
            _ => Err(ReadError::missing()),
        };
        let mut names: BTreeSet<String> = match below {
            Ok(below) => below.into_iter().collect(),
            Err(ReadError::Io(error))
                if error.kind() == io::ErrorKind::NotFound && !changed.is_empty() =>
            {
                BTreeSet::new()
            }
            Err(error) => return Err(error),
        };
        for name in changed {
            if self.kind(&join(folder, name)).is_some() {
                names.insert(name.to_owned());
            } else {
                names.remove(name);
            }
        }
        Ok(names.into_iter().collect())
    }

    fn kind(&self, path: &str) -> Option<FileKind> {
        // A folder is there as soon as a file is put into it.
        if self.has_inside(path) {
            return Some(FileKind::Folder);
        }
        match self.source(path) {
            Source::Bytes(_) => Some(FileKind::File),
            Source::Tree(files, at) => files.kind(&at),
            Source::Nothing => None,
        }
    }

    fn leads_out(&self, path: &str) -> bool {
        match self.source(path) {
            Source::Tree(files, at) => files.leads_out(&at),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(paths: &[&str]) -> Arc<dyn Files> {
        let files = paths.iter().map(|path| (*path, path.as_bytes()));
        Arc::new(files.collect::<Memory>())
    }

    fn names(files: &dyn Files, folder: &str) -> Vec<String> {
        files.names(folder).unwrap_or_default()
    }

    #[test]
    fn a_change_hides_what_is_below_it_and_nothing_else() {
        let mut overlay = Overlay::over(tree(&["data/a/x", "data/a/y", "data/ab/z"]));
        overlay.remove("data/a");
        assert_eq!(names(&overlay, "data"), ["ab"]);
        overlay.write("data/a/new/file", "bytes");
        assert_eq!(names(&overlay, "data"), ["a", "ab"]);
        assert_eq!(names(&overlay, "data/a"), ["new"]);
        assert_eq!(overlay.kind("data/a/new"), Some(FileKind::Folder));
        assert_eq!(overlay.kind("data/a/x"), None);
        assert_eq!(
            overlay.read("data/a/new/file", 9).ok(),
            Some(b"bytes".to_vec())
        );
        assert!(matches!(
            overlay.read("data/a/new/file", 2),
            Err(ReadError::TooLarge(5))
        ));
        assert_eq!(
            overlay.read("data/ab/z", 99).ok(),
            Some(b"data/ab/z".to_vec())
        );
    }

    #[test]
    fn a_folder_of_another_tree_takes_the_place_of_one() {
        let mut overlay = Overlay::over(tree(&["data/a/raw/x", "data/a/brief.yaml"]));
        overlay.take(
            "data/a/raw",
            tree(&["delivery/one", "delivery/two/three"]),
            "delivery",
        );
        overlay.write("data/a/raw/four", "");
        overlay.remove("data/a/raw/one");
        assert_eq!(names(&overlay, "data/a"), ["brief.yaml", "raw"]);
        assert_eq!(names(&overlay, "data/a/raw"), ["four", "two"]);
        assert_eq!(
            overlay.read("data/a/raw/two/three", 99).ok(),
            Some(b"delivery/two/three".to_vec())
        );
        overlay.take("data/a/raw", tree(&[]), "gone");
        assert_eq!(overlay.kind("data/a/raw"), None);
    }

    #[test]
    fn the_root_is_a_folder_like_others() {
        let mut overlay = Overlay::over(tree(&["below"]));
        overlay.write("data/one", "");
        assert_eq!(names(&overlay, ""), ["below", "data"]);
        overlay.take("", tree(&["other/two"]), "other");
        assert_eq!(names(&overlay, ""), ["two"]);
        assert_eq!(overlay.kind("data/one"), None);
        let mut empty = Overlay::over(tree(&[]));
        empty.write("data/one", "");
        assert_eq!(empty.kind(""), Some(FileKind::Folder));
    }

    #[test]
    fn a_path_is_a_folder_or_a_file_and_never_both() {
        let mut overlay = Overlay::over(tree(&["below"]));
        for folder in ["written", "below"] {
            overlay.write("written", "a file at first");
            overlay.write(&format!("{folder}/inside"), "bytes");
            assert_eq!(overlay.kind(folder), Some(FileKind::Folder));
            assert!(matches!(overlay.read(folder, 99), Err(ReadError::NotAFile)));
            assert_eq!(names(&overlay, folder), ["inside"]);
        }
    }

    #[test]
    fn what_is_no_file_is_not_read() {
        let overlay = Overlay::over(tree(&["data/a/x"]));
        assert!(matches!(
            overlay.read("data/a", 9),
            Err(ReadError::NotAFile)
        ));
        assert!(matches!(
            overlay.read("data/a/x/y", 9),
            Err(ReadError::Io(_))
        ));
        assert!(overlay.names("data/b").is_err());
    }
}
