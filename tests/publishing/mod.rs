//! Guards that a set is published as a whole or not at all, whatever happens on the way, and that nothing
//! is removed that no run published. `.ci/repro` does more of the same: a hundred kills, a fault at every
//! write.

mod faults;
mod kills;
mod places;
mod provenance;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use crate::support::{PROGRAM, Run, Sandbox, files};

/// A published set: content by path.
type Set = BTreeMap<String, Vec<u8>>;

const VERSIONS: [&str; 2] = ["2020-first", "2021-second"];

/// The invented project with the set of its first dataset version published, and the sets of both
/// versions as they are when nothing goes wrong.
struct Editions {
    sandbox: Sandbox,
    sets: &'static [Set; 2],
}

impl Editions {
    fn new() -> Self {
        static SETS: OnceLock<[Set; 2]> = OnceLock::new();
        let sets = SETS.get_or_init(|| {
            let sandbox = Sandbox::ruritania();
            let sets = VERSIONS.map(|version| {
                sandbox.build(&["--data", version]);
                sandbox.files("output/ruritania")
            });
            assert_ne!(sets[0], sets[1], "the versions can be told apart");
            sets
        });
        let sandbox = Sandbox::ruritania_built_twice();
        Editions { sandbox, sets }
    }

    /// Which version the published set is of, byte for byte.
    fn published(&self) -> Option<usize> {
        let found = self.sandbox.files("output/ruritania");
        self.sets.iter().position(|set| *set == found)
    }

    /// What is in the output folder.
    fn names(&self) -> Vec<String> {
        names(&self.sandbox.path("output"))
    }

    /// The first version is published as it was, and nothing else is there.
    fn assert_untouched(&self, told: &Run) {
        assert_eq!(self.published(), Some(0), "{told}");
        assert_eq!(self.names(), ["ruritania"], "{told}");
    }

    /// A build of the second version was refused with these words, and changed nothing.
    fn assert_refused(&self, run: &Run, words: &str) {
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.errors.contains("error[not-published]"), "{run}");
        assert!(run.errors.contains(words), "\"{words}\" in\n{run}");
        let as_it_was = "the earlier output, if there is any, is as it was";
        assert!(run.errors.contains(as_it_was), "{run}");
        self.assert_untouched(run);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a name"))
        // What is kept for later runs is no part of any set.
        .filter(|name| name != ".cache")
        .collect();
    names.sort();
    names
}

/// Runs a script of the shell in the project's folder; `$BRIEF` in it is the program.
fn shell(sandbox: &Sandbox, script: &str) -> Run {
    let output = Command::new("sh")
        .args(["-c", script])
        .current_dir(sandbox.root())
        .env("BRIEF", PROGRAM)
        .env_remove("SOURCE_DATE_EPOCH")
        .output()
        .expect("a shell");
    Run {
        code: output.status.code(),
        output: String::from_utf8_lossy(&output.stdout).into_owned(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Whether a program is there and does what is asked; said aloud when not.
fn can(program: &str, arguments: &[&str], what: &str) -> bool {
    let tried = Command::new(program).args(arguments).output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        eprintln!(
            "SKIPPED: {what}: `{program} {}` does not work here",
            arguments.join(" ")
        );
    }
    can
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout == b"0\n")
}

#[test]
fn a_set_is_replaced_as_a_whole() {
    let editions = Editions::new();
    let only_first = |set: &[Set; 2]| -> Vec<String> {
        let only = set[0].keys().filter(|path| !set[1].contains_key(*path));
        only.cloned().collect()
    };
    assert!(!only_first(editions.sets).is_empty(), "a file that goes");
    editions.sandbox.build(&["--data", VERSIONS[1]]);
    assert_eq!(editions.published(), Some(1));
    assert_eq!(editions.names(), ["ruritania"]);
}

#[cfg(unix)]
#[test]
fn the_umask_decides_who_may_read_and_not_what_is_written() {
    use std::os::unix::fs::PermissionsExt as _;

    let editions = Editions::new();
    for (umask, file, folder) in [
        ("077", 0o600, 0o700),
        ("000", 0o666, 0o777),
        ("027", 0o640, 0o750),
    ] {
        let run = shell(
            &editions.sandbox,
            &format!("umask {umask}; exec \"$BRIEF\" build --force"),
        );
        assert_eq!(run.code, Some(0), "{run}");
        assert_eq!(editions.published(), Some(0), "{run}");
        let mode = |path: &str| {
            let found = std::fs::metadata(editions.sandbox.path(path)).expect("published");
            found.permissions().mode() & 0o777
        };
        for path in files(&editions.sandbox.path("output")).keys() {
            assert_eq!(mode(&format!("output/{path}")), file, "{path} with {umask}");
        }
        for path in ["output/ruritania", "output/ruritania/figures"] {
            assert_eq!(mode(path), folder, "{path} with {umask}");
        }
    }
}
