//! Projects to copy: each is put together once, and a copy is links to its files.
//!
//! So a copy must never be written into; [`super::write_anew`] puts a new file in the place of a link, as the
//! program does. A slip is found when the sandbox goes: the original would have changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::SystemTime;

use super::{Folder, copy_folder, program, repository};

/// A project that copies are linked to.
#[derive(Clone)]
pub struct Original(Arc<Files>);

struct Files {
    folder: Folder,
    /// What each was when all was put together.
    states: Vec<(PathBuf, State)>,
}

type State = (SystemTime, u64);

/// An original that lives as long as anyone uses it: the tests leave no folder behind.
type Slot = Mutex<Weak<Files>>;

fn state(file: &Path) -> State {
    let known = fs::metadata(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    (known.modified().expect("a time"), known.len())
}

impl Original {
    fn of(slot: &Slot, make: impl FnOnce(&Path)) -> Self {
        let mut slot: MutexGuard<Weak<Files>> = match slot.lock() {
            Ok(slot) => slot,
            // A test failed to make it; this one tries again.
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some(files) = slot.upgrade() {
            return Original(files);
        }
        let folder = Folder::new();
        make(folder.path());
        let mut states = Vec::new();
        each_file(folder.path(), &mut |file| {
            states.push((file.to_owned(), state(file)));
        });
        let files = Arc::new(Files { folder, states });
        *slot = Arc::downgrade(&files);
        Original(files)
    }

    /// Makes a copy in a folder.
    pub fn link_to(&self, to: &Path) {
        link_folder(self.0.folder.path(), to);
    }

    /// Fails if someone has written into it through a link.
    pub fn assert_unchanged(&self) {
        for (file, known) in &self.0.states {
            assert!(
                state(file) == *known,
                "a test has written into {}, which other tests read: use `Sandbox::write`",
                file.display()
            );
        }
    }
}

fn each_file(folder: &Path, told: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            each_file(&path, told);
        } else {
            told(&path);
        }
    }
}

fn link_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder to copy to");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            link_folder(&entry.path(), &target);
        } else if fs::hard_link(entry.path(), &target).is_err() {
            // This file system has no links.
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}

/// See [`super::Sandbox`] on what each of these is.
pub fn ruritania() -> Original {
    static SLOT: Slot = Mutex::new(Weak::new());
    Original::of(&SLOT, |root| {
        copy_folder(&repository().join("tests/fixtures/project"), root);
        set_in_the_layout_of_this_repository(root, "borderlands");
    })
}

pub fn ruritania_built() -> Original {
    static SLOT: Slot = Mutex::new(Weak::new());
    Original::of(&SLOT, |root| {
        ruritania().link_to(root);
        build(root, &["build"]);
    })
}

pub fn ruritania_built_twice() -> Original {
    static SLOT: Slot = Mutex::new(Weak::new());
    Original::of(&SLOT, |root| {
        ruritania().link_to(root);
        build(root, &["build", "--data", "2021-second"]);
        build(root, &["build", "--data", "2020-first"]);
    })
}

pub fn profile() -> Original {
    static SLOT: Slot = Mutex::new(Weak::new());
    Original::of(&SLOT, |root| {
        let fixtures = repository().join("tests/fixtures");
        copy_folder(&fixtures.join("profile"), root);
        for folder in ["data/boundaries", "data/places"] {
            copy_folder(&fixtures.join("project").join(folder), &root.join(folder));
        }
        set_in_the_layout_of_this_repository(root, "conflict-profile");
    })
}

pub fn profile_built() -> Original {
    static SLOT: Slot = Mutex::new(Weak::new());
    Original::of(&SLOT, |root| {
        profile().link_to(root);
        build(root, &["build"]);
    })
}

pub fn morocco() -> Original {
    static SLOT: Slot = Mutex::new(Weak::new());
    Original::of(&SLOT, |root| {
        for folder in ["templates", "data"] {
            copy_folder(&repository().join(folder), &root.join(folder));
        }
    })
}

pub fn morocco_built() -> Original {
    static SLOT: Slot = Mutex::new(Weak::new());
    Original::of(&SLOT, |root| {
        morocco().link_to(root);
        build(root, &["build", "morocco"]);
    })
}

pub fn morocco_audited() -> Original {
    static SLOT: Slot = Mutex::new(Weak::new());
    Original::of(&SLOT, |root| {
        morocco_built().link_to(root);
        build(root, &["build", "morocco", "--edition", "audit"]);
    })
}

fn build(root: &Path, arguments: &[&str]) {
    let run = program::run(root, arguments, &[]);
    assert_eq!(run.code, Some(0), "{run}");
}

fn set_in_the_layout_of_this_repository(root: &Path, series: &str) {
    let templates = repository().join("templates");
    copy_folder(&templates.join("fonts"), &root.join("templates/fonts"));
    for file in [
        "main.typ",
        "layout.typ",
        "annex.typ",
        "changes.typ",
        "voices.typ",
        "theme.typ",
        "notes.csl",
        "references.csl",
    ] {
        let from = templates.join("beyond-the-caliphate").join(file);
        let to = root.join("templates").join(series).join(file);
        fs::copy(from, to).expect("a layout file");
    }
}
