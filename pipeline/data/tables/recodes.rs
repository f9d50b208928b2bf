//! Recode tables: raw value → code, as data with a note for each judgement.

use std::collections::{BTreeMap, BTreeSet};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_base::text::fold;
use brief_model::csv_error::in_words;

/// A recode table (`recodes/<name>.csv`, header `raw,code,note`).
#[derive(Debug, Clone)]
pub struct RecodeTable {
    file: String,
    /// By folded raw value: the code (blank means missing) and the line.
    entries: BTreeMap<String, (Option<String>, usize)>,
    used: BTreeSet<String>,
}

impl RecodeTable {
    /// A table without entries, in place of a file that is not needed.
    pub(super) fn empty(file: &str) -> Self {
        RecodeTable {
            file: file.to_owned(),
            entries: BTreeMap::new(),
            used: BTreeSet::new(),
        }
    }

    /// Reads a recode table.
    ///
    /// # Errors
    /// When it cannot be read, lacks a column, or holds a raw value twice.
    pub(super) fn read(project: &Project, file: &str) -> Result<Self, Diagnostics> {
        let text = project.read_text(file)?;
        let mut faults = Diagnostics::new();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let fault = |line: usize, message: String| {
            Diagnostic::error("recode-table", message).with_place(Place::line(file, line))
        };
        match reader.headers() {
            Ok(header) if header.iter().eq(["raw", "code", "note"]) => {}
            Ok(header) => {
                let found: Vec<&str> = header.iter().collect();
                return Err(fault(
                    1,
                    format!(
                        "expected the header raw,code,note, found {}",
                        found.join(",")
                    ),
                )
                .into());
            }
            Err(error) => return Err(fault(1, in_words(&error)).into()),
        }
        let mut entries = BTreeMap::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(1, |position| position.line());
                    faults.push(fault(usize::try_from(line).unwrap_or(1), in_words(&error)));
                    continue;
                }
            };
            let line = record
                .position()
                .map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
            let code = Some(record[1].trim())
                .filter(|code| !code.is_empty())
                .map(str::to_owned);
            if let Some((_, first)) = entries.insert(fold(&record[0]), (code, line)) {
                faults.push(fault(
                    line,
                    format!("\"{}\" stands on line {first} already", &record[0]),
                ));
            }
        }
        faults
            .finish(RecodeTable {
                file: file.to_owned(),
                entries,
                used: BTreeSet::new(),
            })
            .map(|(recode, _)| recode)
    }

    /// The file it was read from.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The code for a raw value: `None` when the table does not have it, `Some(None)` when it means
    /// "missing".
    pub(super) fn code(&mut self, raw: &str) -> Option<Option<String>> {
        let folded = fold(raw);
        let (code, _) = self.entries.get(&folded)?;
        let code = code.clone();
        self.used.insert(folded);
        Some(code)
    }

    /// The code for a raw value with the place of its line, whether or not the value means "missing".
    pub(super) fn entry(&self, raw: &str) -> Option<(Option<&str>, Place)> {
        let (code, line) = self.entries.get(&fold(raw))?;
        Some((code.as_deref(), Place::line(&*self.file, *line)))
    }

    /// The lines that give a code to values of the extract.
    pub(super) fn lines_of(&self, code: &str) -> Vec<Place> {
        let mut lines: Vec<usize> = self
            .entries
            .iter()
            .filter(|(raw, (given, _))| given.as_deref() == Some(code) && self.used.contains(*raw))
            .map(|(_, (_, line))| *line)
            .collect();
        lines.sort_unstable();
        lines
            .into_iter()
            .map(|line| Place::line(&*self.file, line))
            .collect()
    }

    /// The raw values it knows, folded.
    pub(super) fn known(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Each entry: raw value, line, and whether a raw value of the extract has used it.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, usize, bool)> {
        self.entries
            .iter()
            .map(|(raw, (_, line))| (raw.as_str(), *line, self.used.contains(raw)))
    }
}
