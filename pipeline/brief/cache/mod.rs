//! Results of stages from earlier runs, reused if nothing that they were made from has changed.
//!
//! A result is stored under the name of its stage, with what it was made from: the content of every file that
//! the stage read or looked for, a digest of every value that it was given, and the build of the program. Only
//! the latest result of a stage is stored. The cache can be deleted at any time.

mod entry;
mod outcome;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use entry::Bytes;
pub(crate) use outcome::{CacheOutcome, StageNote};

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_base::project::Project;
use brief_base::record::{Record, Seen, sha256};
use brief_base::shared::lock;
use entry::CacheEntry;

/// The folder of the cache within the project's `output/`.
const FOLDER: &str = ".cache";

/// This build of the program.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("BRIEF_BUILD"));

/// The stored results of one brief, and what became of each stage in this run.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Results are replaced, never reused.
    forced: bool,
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    stages: Vec<StageNote>,
    warnings: Diagnostics,
}

/// Where the results of a brief are stored; `version` is the dataset version asked for.
pub(crate) fn folder(project: &Project, brief: &str, version: Option<&str>) -> PathBuf {
    let output = project.root().join("output");
    let of_brief = output.join(FOLDER).join(brief);
    of_brief.join(version.unwrap_or("default"))
}

/// A stage and what its result depends on.
#[derive(Debug, Clone, Default)]
pub(crate) struct StageKey {
    /// Its name: `figure activity_map`.
    pub name: String,
    /// Digests of the values that it is given, by name.
    pub given: BTreeMap<String, Digest>,
    /// Files that were read for it before it ran.
    pub files: Vec<String>,
}

impl StageKey {
    /// A stage that depends on nothing yet.
    pub(crate) fn named(name: impl Into<String>) -> Self {
        StageKey {
            name: name.into(),
            ..StageKey::default()
        }
    }

    /// Adds something that it is given. Two values are taken for the same when they are serialized to the
    /// same bytes, so a field that is not serialized must be given beside the value if the stage reads it.
    #[must_use]
    pub(crate) fn given(mut self, name: impl Into<String>, value: &impl Serialize) -> Self {
        self.given.insert(name.into(), digest(value));
        self
    }

    /// Adds files that were read for it.
    #[must_use]
    pub(crate) fn reading(mut self, files: impl IntoIterator<Item = String>) -> Self {
        self.files.extend(files);
        self
    }
}

/// SHA-256 of a value; none where it cannot be serialized, which is never the same as anything.
pub(crate) type Digest = Option<String>;

/// As CBOR, which tells every number from every other, unlike JSON.
fn digest(value: &impl Serialize) -> Digest {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).ok()?;
    Some(sha256(&bytes))
}

impl Cache {
    /// The cache in a folder, which need not exist yet. With `forced`, nothing is reused.
    pub fn new(folder: PathBuf, forced: bool) -> Self {
        Cache {
            folder,
            forced,
            notes: Mutex::default(),
        }
    }

    /// What became of each stage so far, in the order of the stages.
    pub fn notes(&self) -> Vec<StageNote> {
        lock(&self.notes).stages.clone()
    }

    /// Warnings about results that were damaged or could not be stored.
    pub fn take_warnings(&self) -> Diagnostics {
        std::mem::take(&mut lock(&self.notes).warnings)
    }

    fn note(&self, stage: &str, outcome: CacheOutcome) {
        let stage = stage.to_owned();
        lock(&self.notes).stages.push(StageNote { stage, outcome });
    }

    fn warn(&self, warning: Diagnostic) {
        let warnings = &mut lock(&self.notes).warnings;
        // A full disk or a read-only folder is reported once.
        if !warnings.iter().any(|told| told.code == warning.code) {
            warnings.push(warning);
        }
    }

    /// The stored result of a stage, if it can be reused and `accepted` gives no reason not to; its files are then
    /// on the record.
    pub(crate) fn load_if<T: DeserializeOwned>(
        &self,
        project: &Project,
        stage: &StageKey,
        accepted: impl FnOnce(&T) -> Result<(), CacheOutcome>,
    ) -> Option<T> {
        let found = self.find(project, stage);
        match found.and_then(|(value, seen)| accepted(&value).map(|()| (value, seen))) {
            Ok((value, seen)) => {
                project.record(seen);
                self.note(&stage.name, CacheOutcome::Reused);
                Some(value)
            }
            Err(outcome) => {
                self.note(&stage.name, outcome);
                None
            }
        }
    }

    /// Stores the result of a stage that saw these files beside those that it declares.
    pub(crate) fn store(
        &self,
        project: &Project,
        stage: StageKey,
        mut seen: Record,
        value: &impl Serialize,
    ) {
        let before = project.record_so_far();
        let declared = stage.files.into_iter();
        seen.extend(declared.filter_map(|file| {
            let seen = before.get(&file)?.clone();
            Some((file, seen))
        }));
        let entry = CacheEntry {
            program: PROGRAM.to_owned(),
            given: stage.given,
            files: seen,
        };
        if let Err(error) = entry.write(&self.folder, &stage.name, value) {
            let message = format!("the result cannot be cached: {error}");
            self.warn(Diagnostic::warning("not-kept", message).with_help(
                "the brief is complete; make output/.cache writable to speed up the next build",
            ));
        }
    }

    /// The stored result of a stage, or why it cannot be reused.
    fn find<T: DeserializeOwned>(
        &self,
        project: &Project,
        stage: &StageKey,
    ) -> Result<(T, Record), CacheOutcome> {
        if self.forced {
            return Err(CacheOutcome::Forced);
        }
        let kept = CacheEntry::read(&self.folder, &stage.name)
            .map_err(|damage| self.damaged(&stage.name, &damage))?;
        let (entry, body) = kept.ok_or(CacheOutcome::FirstRun)?;
        if entry.program != PROGRAM {
            return Err(CacheOutcome::NewProgram);
        }
        let mut changed = Vec::new();
        for (name, digest) in &stage.given {
            if digest.is_none() || entry.given.get(name) != Some(digest) {
                changed.push(name.clone());
            }
        }
        let gone = entry.given.keys();
        changed.extend(
            gone.filter(|name| !stage.given.contains_key(*name))
                .cloned(),
        );
        for (path, seen) in &entry.files {
            if project.state(path, seen) != *seen {
                let is_folder = matches!(seen, Seen::Folder(_));
                changed.push(if is_folder {
                    format!("{path}/")
                } else {
                    path.clone()
                });
            }
        }
        let not_read = stage.files.iter();
        changed.extend(
            not_read
                .filter(|file| !entry.files.contains_key(*file))
                .cloned(),
        );
        if !changed.is_empty() {
            return Err(CacheOutcome::Changed(changed));
        }
        let value = body
            .decode()
            .map_err(|damage| self.damaged(&stage.name, &damage))?;
        Ok((value, entry.files))
    }

    /// Warns that the stored result of a stage is damaged.
    fn damaged(&self, stage: &str, damage: &str) -> CacheOutcome {
        let message = format!(
            "what an earlier run kept of the stage \"{stage}\" is damaged ({damage}); rebuilding it"
        );
        self.warn(
            Diagnostic::warning("damaged-cache", message)
                .with_help("nothing is lost; if it happens again, check the disk"),
        );
        CacheOutcome::Damaged
    }
}

/// A result that can be stored for later runs.
pub(crate) trait Cacheable: Sized {
    /// The form in which it is stored.
    type Stored: Serialize + DeserializeOwned;

    /// The result in that form.
    fn to_stored(&self) -> Self::Stored;

    /// The result from that form.
    fn from_stored(stored: Self::Stored) -> Self;
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    /// Reads the same in `Debug` whatever it holds.
    #[derive(Serialize)]
    struct Discreet(f64);

    impl fmt::Debug for Discreet {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("Discreet")
        }
    }

    #[test]
    fn a_value_is_known_by_what_it_holds_not_by_how_it_prints() {
        let (one, other) = (Discreet(1.0), Discreet(2.0));
        assert_eq!(format!("{one:?}"), format!("{other:?}"));
        assert_ne!(digest(&one), digest(&other));
        assert_eq!(digest(&one), digest(&Discreet(1.0)));
        assert_ne!(digest(&0.0), digest(&-0.0));
        assert_ne!(digest(&f64::NAN), digest(&f64::INFINITY));
        assert_ne!(digest(&Some("")), digest(&None::<&str>));
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }

    #[test]
    fn what_cannot_be_serialized_is_never_the_same() {
        struct Unwritable;
        impl Serialize for Unwritable {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde::ser::Error::custom("cannot be written"))
            }
        }
        let folder = std::env::temp_dir().join(format!("brief-cache-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("data")).expect("a folder");
        std::fs::create_dir_all(folder.join("templates")).expect("a folder");
        let project = Project::find(&folder).expect("a project");
        let cache = Cache::new(folder.join("cache"), false);
        let load = |stage: &StageKey| cache.load_if::<String>(&project, stage, |_| Ok(()));
        let stage = || StageKey::named("stage").given("number", &1);
        cache.store(&project, stage(), Record::new(), &"made");
        assert_eq!(load(&stage()), Some("made".to_owned()));
        let stage = || StageKey::named("stage").given("number", &Unwritable);
        cache.store(&project, stage(), Record::new(), &"made");
        assert_eq!(load(&stage()), None);
        std::fs::remove_dir_all(&folder).expect("gone");
    }
}
