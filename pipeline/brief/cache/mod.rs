//! What stages made in earlier runs, taken again where nothing that it was made from has changed.
//!
//! A stage is known by its name; what it was made from is on record beside its result: every file that it
//! read or looked for, by content, what earlier stages gave it, by digest, and the program itself. There is
//! one result a stage, the latest. All of it can be deleted at any time.

mod entry;
mod outcome;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use entry::Bytes;
pub use outcome::{CacheOutcome, StageNote};

use crate::run::Run;
use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_base::project::Project;
use brief_base::record::{Record, Seen, sha256};
use brief_base::shared::lock;
use entry::CacheEntry;

/// Where results are kept, within the project's `output/`.
const FOLDER: &str = ".cache";

/// The program, told from every other build of it.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("BRIEF_BUILD"));

/// The results kept for one brief, and what became of each stage in this run.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Results of earlier runs are not taken, only replaced.
    forced: bool,
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    stages: Vec<StageNote>,
    warnings: Diagnostics,
}

/// Where the results of a brief are kept; `version` is the dataset version asked for.
pub fn folder(project: &Project, brief: &str, version: Option<&str>) -> PathBuf {
    let output = project.root().join("output");
    let of_brief = output.join(FOLDER).join(brief);
    of_brief.join(version.unwrap_or("default"))
}

/// A stage and what it is given, files aside.
#[derive(Debug, Clone, Default)]
pub struct StageKey {
    /// Its name, by which it is kept and told: `figure activity_map`.
    pub name: String,
    /// What it is given, each by name with a digest of its value.
    pub given: BTreeMap<String, Digest>,
    /// Files that were read for it before it runs.
    pub files: Vec<String>,
}

impl StageKey {
    /// A stage that is given nothing yet.
    pub fn named(name: impl Into<String>) -> Self {
        StageKey {
            name: name.into(),
            ..StageKey::default()
        }
    }

    /// Adds something that it is given. Two values are taken for the same when they are serialized to the
    /// same bytes, so a field that is not serialized must be given beside the value if the stage reads it.
    #[must_use]
    pub fn given(mut self, name: impl Into<String>, value: &impl Serialize) -> Self {
        self.given.insert(name.into(), digest(value));
        self
    }

    /// Adds files that were read for it.
    #[must_use]
    pub fn reading(mut self, files: impl IntoIterator<Item = String>) -> Self {
        self.files.extend(files);
        self
    }
}

/// SHA-256 of a value; none where it cannot be serialized, which is never the same as anything.
pub type Digest = Option<String>;

/// As CBOR, which tells every number from every other, unlike JSON.
fn digest(value: &impl Serialize) -> Digest {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).ok()?;
    Some(sha256(&bytes))
}

impl Cache {
    /// What is kept in a folder, which need not be there yet. With `forced`, nothing is reused.
    pub fn new(folder: PathBuf, forced: bool) -> Self {
        Cache {
            folder,
            forced,
            notes: Mutex::default(),
        }
    }

    /// What became of each stage so far, in the order they were asked for.
    pub fn notes(&self) -> Vec<StageNote> {
        lock(&self.notes).stages.clone()
    }

    /// Hands over what is wrong with what is kept: entries that were damaged or cannot be written.
    pub fn take_warnings(&self) -> Diagnostics {
        std::mem::take(&mut lock(&self.notes).warnings)
    }

    fn note(&self, stage: &str, outcome: CacheOutcome) {
        let stage = stage.to_owned();
        lock(&self.notes).stages.push(StageNote { stage, outcome });
    }

    fn warn(&self, warning: Diagnostic) {
        let warnings = &mut lock(&self.notes).warnings;
        // A full disk or a read-only folder is told once.
        if !warnings.iter().any(|told| told.code == warning.code) {
            warnings.push(warning);
        }
    }
}

/// What can be kept for later runs.
pub trait Cacheable: Sized {
    /// As it is written.
    type Stored: Serialize + DeserializeOwned;

    /// What is to be written.
    fn to_stored(&self) -> Self::Stored;

    /// What was written, as it was.
    fn from_stored(stored: Self::Stored) -> Self;
}

/// What a stage makes, taken from an earlier run if it was made from the same, and kept for the next. What
/// was read for it is on the project's record either way. A run without a cache makes it.
///
/// # Errors
/// Those of `make`; then nothing is kept.
pub fn cached<T: Cacheable>(
    run: &mut Run<'_>,
    stage: StageKey,
    make: impl FnOnce(&mut Run<'_>) -> Result<T, Diagnostics>,
) -> Result<T, Diagnostics> {
    if run.cache.is_none() {
        return make(run);
    }
    if let Some(stored) = load(run, &stage) {
        return Ok(T::from_stored(stored));
    }
    let recording = run.project.recording();
    let value = make(&mut run.over(&recording))?;
    let seen = recording.record_so_far();
    run.project.record(seen.clone());
    store(run, stage, seen, &value.to_stored());
    Ok(value)
}

/// What was kept of a stage, if it was made from what there is now; its files are on the record then.
pub fn load<T: DeserializeOwned>(run: &Run<'_>, stage: &StageKey) -> Option<T> {
    load_if(run, stage, |_| Ok(()))
}

/// The same, unless `accepted` gives a reason to make it again.
pub fn load_if<T: DeserializeOwned>(
    run: &Run<'_>,
    stage: &StageKey,
    accepted: impl FnOnce(&T) -> Result<(), CacheOutcome>,
) -> Option<T> {
    let cache = run.cache?;
    let found = find(run.project, cache, stage);
    match found.and_then(|(value, seen)| accepted(&value).map(|()| (value, seen))) {
        Ok((value, seen)) => {
            run.project.record(seen);
            cache.note(&stage.name, CacheOutcome::Reused);
            Some(value)
        }
        Err(outcome) => {
            cache.note(&stage.name, outcome);
            None
        }
    }
}

/// Keeps what a stage made, having seen these files beside those that it declares.
pub fn store(run: &Run<'_>, stage: StageKey, mut seen: Record, value: &impl Serialize) {
    let Some(cache) = run.cache else {
        return;
    };
    let before = run.project.record_so_far();
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
    if let Err(error) = entry.write(&cache.folder, &stage.name, value) {
        let message = format!("what was made cannot be kept for the next run: {error}");
        cache.warn(Diagnostic::warning("not-kept", message).with_help(
            "the brief is whole; for the next run to be quick, output/.cache must be writable",
        ));
    }
}

/// What is kept for a stage, if it can be taken.
fn find<T: DeserializeOwned>(
    project: &Project,
    cache: &Cache,
    stage: &StageKey,
) -> Result<(T, Record), CacheOutcome> {
    if cache.forced {
        return Err(CacheOutcome::Forced);
    }
    let kept = CacheEntry::read(&cache.folder, &stage.name)
        .map_err(|damage| damaged(cache, &stage.name, &damage))?;
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
        .map_err(|damage| damaged(cache, &stage.name, &damage))?;
    Ok((value, entry.files))
}

/// Says that what is kept of a stage cannot be taken.
fn damaged(cache: &Cache, stage: &str, damage: &str) -> CacheOutcome {
    let message = format!(
        "what an earlier run kept of the stage \"{stage}\" is damaged ({damage}); it is made anew"
    );
    cache.warn(
        Diagnostic::warning("damaged-cache", message)
            .with_help("nothing is lost; if it happens again, look at the disk"),
    );
    CacheOutcome::Damaged
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
        let mut timings = brief_base::timings::Timings::default();
        let run = Run::with_cache(&project, &cache, &mut timings);
        let stage = || StageKey::named("stage").given("number", &1);
        store(&run, stage(), Record::new(), &"made");
        assert_eq!(load(&run, &stage()), Some("made".to_owned()));
        let stage = || StageKey::named("stage").given("number", &Unwritable);
        store(&run, stage(), Record::new(), &"made");
        assert_eq!(load::<String>(&run, &stage()), None);
        std::fs::remove_dir_all(&folder).expect("gone");
    }
}
