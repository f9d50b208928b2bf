//! The lock of a brief: what it was made from and its results, in a text file beside its settings.
//!
//! `data/<brief>/brief.lock` belongs to the brief's default dataset version, its own document date and
//! its reader edition. `brief build` says what changed since and renews it, `brief build --locked` refuses
//! whatever differs, `brief verify` recomputes and compares. Every PDF carries the part of it that is
//! known before the pages are set, so that a file alone says what it should be reproduced from.
//!
//! One item a line, sorted, and no line depends on another: git merges independent changes, and a
//! conflict is resolved by building again.

mod differences;
mod place;
mod text;

use std::collections::BTreeMap;
use std::fmt;

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::record::sha256;
use brief_model::findings::{Finding, FindingTable, Findings, Number, Outcome};
use brief_pages::Manuscript;

pub use differences::{DIFFERS, LockDifference, LockItem, between, counted, differences, refused};
pub use place::{NO_LOCK, UNREADABLE, is_written, path, read, write};
pub use text::parse;

/// Its name in a brief's folder, and inside a PDF.
pub const FILE: &str = "brief.lock";

/// The program and its version, as locks and manifests name it.
pub const ENGINE: &str = concat!("brief ", env!("CARGO_PKG_VERSION"));

/// What a brief was made from, and its results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    pub brief: String,
    /// Its dataset version.
    pub dataset: String,
    /// The document's date, `YYYY-MM-DD`.
    pub document_date: String,
    /// The program that made it.
    pub engine: String,
    /// SHA-256 of every file read, by path in the project.
    pub inputs: BTreeMap<String, String>,
    /// The value of every finding and of every row of findings tables, in words.
    pub findings: BTreeMap<FindingKey, String>,
    /// SHA-256 of every published file, by path in the published set.
    pub outputs: BTreeMap<String, String>,
}

/// A finding, or a row of a findings table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FindingKey {
    /// The finding's name.
    pub name: String,
    /// The row's codes, `None` for unknown; empty for the finding itself.
    pub row: Vec<Option<String>>,
}

impl fmt::Display for FindingKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&text::word(&self.name))?;
        for code in &self.row {
            write!(formatter, " {}", text::code(code.as_deref()))?;
        }
        Ok(())
    }
}

impl Lock {
    /// What is known of a brief before its pages are set: the lock that its PDF carries. `exports` are
    /// the data files. Whatever the pages are set from must be on the record of what was read.
    pub fn before_pages(
        project: &Project,
        manuscript: &Manuscript,
        exports: &BTreeMap<String, Vec<u8>>,
    ) -> Self {
        let settings = &manuscript.settings;
        Lock {
            brief: settings.brief_name.clone(),
            dataset: settings.version.clone(),
            document_date: settings.brief.value.document_date.clone(),
            engine: ENGINE.to_owned(),
            inputs: project.reads(),
            findings: values(&manuscript.findings),
            outputs: hashes(exports),
        }
    }

    /// The same with the files of the whole published set.
    #[must_use]
    pub fn with_outputs(self, files: &BTreeMap<String, Vec<u8>>) -> Self {
        Lock {
            outputs: hashes(files),
            ..self
        }
    }

    /// Refuses what is not as this lock has it, of what is known before the pages are set.
    ///
    /// # Errors
    /// Everything that differs, but for published files that are made from the pages.
    pub fn refuse_before_pages(&self, known: &Lock) -> Result<(), Diagnostics> {
        let mut differing = differences(self, known);
        let of_pages = |difference: &LockDifference| {
            matches!(difference.subject, LockItem::Output(_)) && difference.found.is_none()
        };
        differing.retain(|difference| !of_pages(difference));
        self.refuse_all(&differing)
    }

    /// Refuses what is not as this lock has it.
    pub fn refuse(&self, found: &Lock) -> Result<(), Diagnostics> {
        self.refuse_all(&differences(self, found))
    }

    fn refuse_all(&self, differing: &[LockDifference]) -> Result<(), Diagnostics> {
        if differing.is_empty() {
            return Ok(());
        }
        let help = format!(
            "if this is meant, `brief build {}` says what changed, publishes it and renews the lock",
            self.brief
        );
        Err(refused(differing, &path(&self.brief), &help))
    }

    /// Faults of a run that did not come as far as its lock, after the locked inputs that changed.
    #[must_use]
    pub fn explaining(&self, project: &Project, faults: Diagnostics) -> Diagnostics {
        if faults.iter().any(|fault| fault.code == DIFFERS) {
            return faults;
        }
        let changed = changed_inputs(project, self);
        let changed = changed
            .iter()
            .map(|difference| difference.fault(&path(&self.brief)));
        changed.chain(faults).collect()
    }

    /// SHA-256 of its text.
    pub fn digest(&self) -> String {
        sha256(self.to_string().as_bytes())
    }

    /// `83 inputs, 45 findings, 26 outputs`.
    pub fn summary(&self) -> String {
        let findings = self.findings.keys().filter(|key| key.row.is_empty());
        [
            counted(self.inputs.len(), "input"),
            counted(findings.count(), "finding"),
            counted(self.outputs.len(), "output"),
        ]
        .join(", ")
    }
}

/// SHA-256 of files, by path.
pub fn hashes(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, String> {
    let files = files.iter();
    files
        .map(|(path, bytes)| (path.clone(), sha256(bytes)))
        .collect()
}

/// The inputs of a lock as they are now: those that changed or went. Nothing is computed for it.
pub fn changed_inputs(project: &Project, locked: &Lock) -> Vec<LockDifference> {
    let changed = locked.inputs.iter().filter_map(|(path, hash)| {
        let found = project.hash_of(path);
        (found.as_ref() != Some(hash)).then(|| LockDifference {
            subject: LockItem::Input(path.clone()),
            locked: Some(hash.clone()),
            found,
        })
    });
    changed.collect()
}

/// The value of every finding, as a lock holds it.
pub fn values(findings: &Findings) -> BTreeMap<FindingKey, String> {
    let mut values = BTreeMap::new();
    for finding in findings.iter() {
        add_values(&mut values, finding);
    }
    values
}

fn add_values(values: &mut BTreeMap<FindingKey, String>, finding: &Finding) {
    let of_finding = match &finding.outcome {
        Outcome::Number(number) => number_in_words(number),
        Outcome::Table(table) => {
            for row in &table.rows {
                let key = FindingKey {
                    name: finding.name.clone(),
                    row: row.keys.clone(),
                };
                let count = row.count.to_string();
                // Codes tell rows apart; if two rows have the same, both counts are kept.
                values
                    .entry(key)
                    .and_modify(|counts| *counts = format!("{counts}, {count}"))
                    .or_insert(count);
            }
            table_in_words(table)
        }
        Outcome::NoData { .. } => "no data".to_owned(),
    };
    let key = FindingKey {
        name: finding.name.clone(),
        row: Vec::new(),
    };
    values.insert(key, of_finding);
}

/// `13 of 43, 69 unknown, 0.240000 to 0.790000 of 112`.
fn number_in_words(number: &Number) -> String {
    let mut words = number.numerator.to_string();
    if let Some(base) = number.denominator {
        words = format!("{words} of {base}");
    }
    if number.unknown != 0 {
        words = format!("{words}, {} unknown", number.unknown);
    }
    if let Some(bounds) = number.bounds {
        let (lower, upper, of) = (bounds.lower, bounds.upper, bounds.of);
        // As many digits as in findings.csv; all that they are made from is exact.
        words = format!("{words}, {lower:.6} to {upper:.6} of {of}");
    }
    words
}

/// `table by kind year`.
fn table_in_words(table: &FindingTable) -> String {
    let columns = table.by.iter().map(|column| text::word(column));
    format!("table by {}", columns.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests;
