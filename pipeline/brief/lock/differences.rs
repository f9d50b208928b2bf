//! What differs between a lock and what is there now.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};

use super::Lock;
use super::text::word;

/// Code of the fault that something is not as locked.
pub const DIFFERS: &str = "differs-from-lock";

/// What an item of a lock is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "name")]
pub enum LockItem {
    /// The brief.
    Brief,
    /// The dataset version.
    Dataset,
    /// The document's date.
    DocumentDate,
    /// The program.
    Engine,
    /// A file read, by path in the project.
    Input(String),
    /// A finding or a row of one, as the lock writes it.
    Finding(String),
    /// A published file, by path in the set.
    Output(String),
}

/// Something that differs from the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LockDifference {
    /// What it is about.
    #[serde(flatten)]
    pub subject: LockItem,
    /// What the lock says; nothing when it does not know it.
    pub locked: Option<String>,
    /// What is there now; nothing when it is gone.
    pub found: Option<String>,
}

impl LockItem {
    /// What kind of thing it is, in words.
    pub fn kind(&self) -> &'static str {
        match self {
            LockItem::Brief => "brief",
            LockItem::Dataset => "dataset version",
            LockItem::DocumentDate => "document date",
            LockItem::Engine => "engine",
            LockItem::Input(_) => "input",
            LockItem::Finding(_) => "finding",
            LockItem::Output(_) => "output",
        }
    }

    fn is_file(&self) -> bool {
        matches!(self, LockItem::Input(_) | LockItem::Output(_))
    }
}

impl fmt::Display for LockItem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LockItem::Finding(key) => write!(formatter, "finding {key}"),
            LockItem::Input(path) | LockItem::Output(path) => {
                write!(formatter, "{} {}", self.kind(), word(path))
            }
            _ => formatter.write_str(self.kind()),
        }
    }
}

/// As `brief build` tells it: files by name, everything else with both values.
impl fmt::Display for LockDifference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = &self.subject;
        match (&self.locked, &self.found) {
            (None, Some(found)) if !subject.is_file() => {
                write!(formatter, "{subject}: new, {found}")
            }
            (Some(locked), None) if !subject.is_file() => {
                write!(formatter, "{subject}: gone, was {locked}")
            }
            (Some(locked), Some(found)) if !subject.is_file() => {
                write!(formatter, "{subject}: {locked} → {found}")
            }
            (None, _) => write!(formatter, "{subject}: new"),
            (_, None) => write!(formatter, "{subject}: gone"),
            _ => write!(formatter, "{subject}: changed"),
        }
    }
}

impl LockDifference {
    /// The difference as a fault, with both values; `lock` is what says what was locked.
    pub fn fault(&self, lock: &str) -> Diagnostic {
        let value = |text: &String| match self.subject.is_file() {
            true => format!("sha256:{text}"),
            false => text.clone(),
        };
        let (locked, found) = (
            self.locked.as_ref().map(value),
            self.found.as_ref().map(value),
        );
        let subject = &self.subject;
        let message = match (locked, found) {
            (Some(locked), Some(found)) => format!("{subject} is {found}; locked is {locked}"),
            (None, Some(found)) => format!("{subject} is {found}; the lock does not know it"),
            (Some(locked), None) if matches!(subject, LockItem::Input(_)) => {
                format!("{subject} is not read, or not there; locked is {locked}")
            }
            (Some(locked), None) => format!("{subject} is not there; locked is {locked}"),
            (None, None) => format!("{subject} is not as locked"),
        };
        let place = match subject {
            LockItem::Input(path) => word(path),
            _ => lock.to_owned(),
        };
        Diagnostic::error(DIFFERS, message).with_place(Place::file(place))
    }
}

/// Everything in which `found` is not as `locked`, in the order of a lock's lines.
pub fn differences(locked: &Lock, found: &Lock) -> Vec<LockDifference> {
    let single = [
        (LockItem::Brief, word(&locked.brief), word(&found.brief)),
        (
            LockItem::Dataset,
            word(&locked.dataset),
            word(&found.dataset),
        ),
        (
            LockItem::DocumentDate,
            locked.document_date.clone(),
            found.document_date.clone(),
        ),
        (
            LockItem::Engine,
            locked.engine.clone(),
            found.engine.clone(),
        ),
    ];
    let single = single
        .into_iter()
        .filter(|(_, locked, found)| locked != found)
        .map(|(subject, locked, found)| LockDifference {
            subject,
            locked: Some(locked),
            found: Some(found),
        });
    let mut all: Vec<LockDifference> = single.collect();
    all.extend(between(&locked.inputs, &found.inputs, |path| {
        LockItem::Input(path.clone())
    }));
    all.extend(between(&locked.findings, &found.findings, |key| {
        LockItem::Finding(key.to_string())
    }));
    all.extend(between(&locked.outputs, &found.outputs, |path| {
        LockItem::Output(path.clone())
    }));
    all
}

/// What differs between two maps of values.
pub fn between<K: Ord>(
    locked: &BTreeMap<K, String>,
    found: &BTreeMap<K, String>,
    subject: impl Fn(&K) -> LockItem,
) -> Vec<LockDifference> {
    let keys: BTreeSet<&K> = locked.keys().chain(found.keys()).collect();
    let differing = keys.into_iter().filter_map(|key| {
        let (before, now) = (locked.get(key), found.get(key));
        (before != now).then(|| LockDifference {
            subject: subject(key),
            locked: before.cloned(),
            found: now.cloned(),
        })
    });
    differing.collect()
}

/// The differences as faults, each of them, after one that sums them up and says what to do.
pub fn refused(differences: &[LockDifference], lock: &str, help: &str) -> Diagnostics {
    let mut faults: Diagnostics =
        Diagnostic::error(DIFFERS, format!("not as locked: {}", summary(differences)))
            .with_place(Place::file(lock))
            .with_help(help)
            .into();
    faults.extend(differences.iter().map(|difference| difference.fault(lock)));
    faults
}

/// `engine, 1 input, 2 findings and 3 outputs`, and whether one or several.
fn summary(differences: &[LockDifference]) -> String {
    let mut kinds: Vec<(&'static str, usize)> = Vec::new();
    for difference in differences {
        let kind = difference.subject.kind();
        match kinds.last_mut() {
            Some((last, count)) if *last == kind => *count += 1,
            _ => kinds.push((kind, 1)),
        }
    }
    let single = ["brief", "dataset version", "document date", "engine"];
    let words = kinds.into_iter().map(|(kind, count)| match kind {
        kind if single.contains(&kind) => kind.to_owned(),
        kind => counted(count, kind),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// `1 input`, `2 inputs`.
pub fn counted(count: usize, thing: &str) -> String {
    match count {
        1 => format!("1 {thing}"),
        several => format!("{several} {thing}s"),
    }
}
