//! Corrections: data that says which cell of which row is wrong, what it holds and what it should.
//!
//! A correction whose row or old value is not found is stale, and stale corrections stop the run:
//! they would otherwise mask that the extract has changed. One that was made for other dataset versions applies
//! where its row holds the old value too, with a warning: a slip that stands in the next delivery is still one.
//!
//! A line may also say of a whole row that it is no data: see [`RowDecision`].

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use polars::prelude::StringChunked;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use brief_base::invisible;
use brief_base::project::Project;
use brief_base::repeated::RepeatedFaults;
use brief_base::text::collapse_blanks;
use brief_base::yaml::Yaml;
use brief_model::brief::ColumnSource;
use brief_model::brief::{DataSettings, VersionSettings};
use brief_model::csv_error::in_words;
use brief_model::datapackage;
use brief_model::ledger::CORRECTION;
use brief_model::series::{SeriesSettings, Step, TableSettings};

use super::row_decisions::{Decided, RowDecision, RowNames, WHOLE_ROW, decide, line_named};
use super::workbench::Workbench;
use crate::extracts::Extract;

/// Whether a cell is what a correction expects, blanks and what nobody sees aside.
fn looks_like(cell: &str, expected: &str) -> bool {
    cell == expected || collapse_blanks(cell) == collapse_blanks(expected)
}

const HEADER: [&str; 8] = [
    "version",
    "table",
    "key",
    "column",
    "expected_old_value",
    "new_value",
    "reason",
    "source",
];

struct Correction {
    /// Whether it names this dataset version.
    is_own: bool,
    table: String,
    key: String,
    column: String,
    expected_old_value: String,
    new_value: String,
    reason: String,
    line: usize,
    state: State,
}

enum State {
    Waiting,
    NoColumn {
        known: Vec<String>,
    },
    /// It is of another dataset version and names a row by its line, where this one holds the old value too.
    SameAtLine,
    Applied,
    OtherValue {
        found: Option<String>,
        place: Place,
        /// The line of corrections that made it so.
        by: Option<usize>,
    },
}

/// What a cell became, and by which line.
struct Corrected {
    value: Option<String>,
    line: usize,
}

/// The corrections of a brief, as they concern one dataset version.
pub(super) struct Corrections {
    file: String,
    version: String,
    corrections: Vec<Correction>,
    decisions: Vec<RowDecision>,
    /// Warnings of lines that name a dataset version that there is not.
    pub(super) unknown_versions: Vec<Diagnostic>,
}

/// What parts the dataset versions of a correction.
const BETWEEN_VERSIONS: char = ';';

/// How many corrections a message names.
const NAMED: usize = 5;

impl Corrections {
    /// Reads `corrections.csv` of the brief; a brief without one has none.
    ///
    /// # Errors
    /// When the file's header or a row of it is malformed, or a correction has no reason or source.
    pub(super) fn read(project: &Project, settings: DataSettings<'_>) -> Result<Self, Diagnostics> {
        let file = format!("{}/corrections.csv", settings.folder());
        let version = settings.version.to_string();
        let mut corrections = Vec::new();
        let mut decisions = Vec::new();
        if !project.has(&file) {
            return Ok(Corrections {
                unknown_versions: Vec::new(),
                file,
                version,
                corrections,
                decisions,
            });
        }
        let text = project.read_text(&file)?;
        let mut faults = Diagnostics::new();
        let fault = |line: usize, message: String| {
            Diagnostic::error("corrections", message).with_place(Place::line(file.clone(), line))
        };
        let versions_there = datapackage::versions(project, settings.brief_name)?;
        let mut unknown_versions = RepeatedFaults::default();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        match reader.headers() {
            Ok(header) if header.iter().eq(HEADER) => {}
            _ => return Err(fault(1, format!("expected the header {}", HEADER.join(","))).into()),
        }
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    faults.push(fault(usize::try_from(line).unwrap_or(1), in_words(&error)));
                    continue;
                }
            };
            let line = record
                .position()
                .map_or(1, |position| usize::try_from(position.line()).unwrap_or(1));
            if record[6].trim().is_empty() || record[7].trim().is_empty() {
                faults.push(fault(
                    line,
                    "a correction needs a reason and a source".to_owned(),
                ));
            }
            let versions = record[0].split(BETWEEN_VERSIONS).map(str::trim);
            let is_own = versions.clone().any(|named| named == version);
            for named in versions {
                if named != version && !versions_there.iter().any(|known| known == named) {
                    let at = || Some(Place::line(file.clone(), line));
                    unknown_versions.add(named, None, at, || {
                        let message = format!("the brief has no dataset version \"{named}\"");
                        let known = versions_there.iter().map(String::as_str);
                        let help = did_you_mean(named, known);
                        Diagnostic::warning("unknown-version", message)
                            .with_help(format!("several are set apart by semicolons; {help}"))
                    });
                }
            }
            if record[3].trim() == WHOLE_ROW {
                let said = [2, 4, 5, 6].map(|cell: usize| &record[cell]);
                match RowDecision::read((&record[1], is_own, line), said) {
                    Ok(decision) => decisions.push(decision),
                    Err(message) => faults.push(fault(line, message)),
                }
                continue;
            }
            corrections.push(Correction {
                is_own,
                table: record[1].to_owned(),
                key: invisible::without_needless(&record[2]).into_owned(),
                column: record[3].to_owned(),
                expected_old_value: record[4].to_owned(),
                new_value: record[5].to_owned(),
                reason: record[6].to_owned(),
                line,
                state: State::Waiting,
            });
        }
        faults
            .finish(Corrections {
                unknown_versions: unknown_versions.into_faults().collect(),
                file: file.clone(),
                version,
                corrections,
                decisions,
            })
            .map(|(corrections, _)| corrections)
    }

    /// Leaves out the rows of a table that lines say are no data, before its first step.
    pub(super) fn decide_rows(
        &mut self,
        bench: &mut Workbench,
        names: &RowNames<'_>,
        groups: &BTreeMap<&str, BTreeSet<u32>>,
    ) -> Decided {
        let of_table = |decision: &RowDecision| decision.table == bench.table;
        // Most tables have none, and names take time.
        if !self.decisions.iter().any(of_table) {
            return Decided::default();
        }
        let written = (self.version.as_str(), self.file.as_str());
        decide(&mut self.decisions, written, bench, names, groups)
    }

    /// Applies the table's corrections. A correction may name a column as the extract or as the
    /// cleaned table calls it.
    pub(super) fn apply(
        &mut self,
        bench: &mut Workbench,
        mapping: &VersionSettings,
        extract: &Extract,
        step: &Place,
    ) {
        let columns = mapping.tables.get(bench.table).map(|table| &table.columns);
        let key_column = columns.and_then(|columns| columns.keys().next().cloned());
        let Some(keys) = key_column.and_then(|column| bench.texts(&column, step)) else {
            return;
        };
        if !self
            .corrections
            .iter()
            .any(|known| known.table == bench.table)
        {
            return;
        }
        let lines = bench.lines();
        let rows = RowsByName::new(&keys, &lines);
        let file = self.file.clone();
        let columns_called = |name: &str| -> Vec<String> {
            let called = columns.into_iter().flatten().filter(|(column, source)| {
                *column == name || matches!(source, ColumnSource::Column(raw) if raw == name)
            });
            called.map(|(column, _)| column.clone()).collect()
        };
        // What is said of this dataset version beats what is said of others.
        let own = self.corrections.iter().filter(|known| known.is_own);
        let own = own.filter(|known| known.table == bench.table);
        let decided: BTreeSet<(String, String)> = own
            .flat_map(|known| {
                let columns = columns_called(&known.column).into_iter();
                columns.map(|column| (known.key.clone(), column))
            })
            .collect();
        // The cells of each column before, and what becomes of those that are corrected.
        let mut corrected: BTreeMap<String, (StringChunked, BTreeMap<usize, Corrected>)> =
            BTreeMap::new();
        for correction in &mut self.corrections {
            if correction.table != bench.table {
                continue;
            }
            // Another delivery has other rows at its lines; one that holds the same old value may be the same.
            let is_by_line = line_named(&correction.key).is_some();
            if !correction.is_own && is_by_line {
                let mut columns = columns_called(&correction.column).into_iter();
                let is_same = columns.any(|column| {
                    let cells = bench.texts(&column, step);
                    let mut rows = rows.of(&correction.key).iter();
                    let expected = &correction.expected_old_value;
                    !expected.is_empty()
                        && rows.any(|row| {
                            let cell = cells.as_ref().and_then(|cells| cells.get(*row));
                            looks_like(cell.unwrap_or(""), expected)
                        })
                });
                if is_same {
                    correction.state = State::SameAtLine;
                }
                continue;
            }
            let mut named = columns_called(&correction.column);
            let is_unnamed = named.is_empty();
            if !correction.is_own {
                named.retain(|column| !decided.contains(&(correction.key.clone(), column.clone())));
            }
            // Of another dataset version, it matters only where the row is there.
            if is_unnamed && (correction.is_own || !rows.of(&correction.key).is_empty()) {
                correction.state = State::NoColumn {
                    known: columns
                        .into_iter()
                        .flatten()
                        .map(|(name, _)| name.clone())
                        .collect(),
                };
            }
            let rule = format!(
                "{CORRECTION}{file}:{}: {}",
                correction.line, correction.reason
            );
            for column in named {
                let cells = match corrected.entry(column.clone()) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => match bench.texts(&column, step) {
                        Some(cells) => new.insert((cells, BTreeMap::new())),
                        None => continue,
                    },
                };
                let (cells, corrected) = cells;
                let raw = columns.and_then(|columns| match columns.get(&column) {
                    Some(ColumnSource::Column(raw)) => Some(raw.as_str()),
                    _ => None,
                });
                let missing = raw.map_or(&[][..], |raw| extract.missing_values_of(raw));
                let is_missing = |text: &str| missing.iter().any(|missing| missing == text);
                for row in rows.of(&correction.key) {
                    let row = *row;
                    // An earlier line may have corrected it.
                    let earlier = corrected.get(&row);
                    let before = match earlier {
                        Some(earlier) => earlier.value.clone(),
                        None => cells.get(row).map(str::to_owned),
                    };
                    let expected = &correction.expected_old_value;
                    // What the file holds for a missing value is as good as a blank.
                    let is_expected = looks_like(before.as_deref().unwrap_or(""), expected)
                        || (before.is_none() && earlier.is_none() && is_missing(expected));
                    if !is_expected {
                        // Of several rows of one key, one that holds the old value is enough, wherever it stands.
                        if !matches!(correction.state, State::Applied) {
                            correction.state = State::OtherValue {
                                found: before,
                                place: bench.place(lines[row], Some(&column)),
                                by: earlier.map(|earlier| earlier.line),
                            };
                        }
                        continue;
                    }
                    correction.state = State::Applied;
                    // A line may say that the cell is right in this dataset version.
                    if correction.new_value == correction.expected_old_value {
                        continue;
                    }
                    let after = correction.new_value.trim();
                    let after = Some(after.to_owned())
                        .filter(|value| !value.is_empty() && !is_missing(value));
                    bench.cell_changed(
                        lines[row],
                        &column,
                        before.as_deref(),
                        after.as_deref(),
                        &rule,
                    );
                    let value = after;
                    let line = correction.line;
                    corrected.insert(row, Corrected { value, line });
                }
            }
        }
        for (column, (cells, corrected)) in corrected {
            if corrected.is_empty() {
                continue;
            }
            let mut next = corrected.iter().peekable();
            let after = cells.iter().enumerate().map(|(row, cell)| {
                match next.next_if(|(corrected, _)| **corrected == row) {
                    Some((_, after)) => after.value.as_deref(),
                    None => cell,
                }
            });
            bench.put_texts(&column, after);
        }
    }

    /// A warning of the corrections that were made for other dataset versions and apply to this one.
    pub(super) fn taken_over(&self) -> Option<Diagnostic> {
        let taken_over = self
            .corrections
            .iter()
            .filter(|correction| !correction.is_own && matches!(correction.state, State::Applied));
        let cells = taken_over.map(|correction| {
            let named = format!("{} of {}", correction.column, correction.key);
            (correction.line, named)
        });
        let rows = self.decisions.iter();
        let rows = rows.filter(|decision| !decision.is_own && decision.is_applied());
        let rows = rows.map(|decision| (decision.line, decision.named()));
        let mut taken_over: Vec<(usize, String)> = cells.chain(rows).collect();
        taken_over.sort();
        let (first, _) = taken_over.first()?;
        let named = taken_over.iter().take(NAMED);
        let named: Vec<&str> = named.map(|(_, named)| named.as_str()).collect();
        let more = match taken_over.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let version = &self.version;
        let message = format!(
            "corrections that were made for other dataset versions apply to {version} too, since it has the same rows and old \
             values: {}{more}",
            named.join(", ")
        );
        let fault = Diagnostic::warning("correction-taken-over", message);
        let place = Place::line(self.file.clone(), *first);
        Some(fault.with_place(place).with_help(format!(
            "where that is right, name {version} too in the column \"version\", after a semicolon; where it is not, add a \
             line for {version} whose new value is the old one (of a whole row: \"kept\")"
        )))
    }

    /// A warning of the corrections that were made for other dataset versions, whose row is here and whose column is
    /// called otherwise.
    pub(super) fn not_taken_over(&self) -> Option<Diagnostic> {
        let not_taken = self.corrections.iter().filter(|correction| {
            !correction.is_own && matches!(correction.state, State::NoColumn { .. })
        });
        let not_taken: Vec<&Correction> = not_taken.collect();
        let first = not_taken.first()?;
        let named = not_taken.iter().take(NAMED);
        let named = named.map(|correction| format!("{} of {}", correction.column, correction.key));
        let named: Vec<String> = named.collect();
        let more = match not_taken.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let version = &self.version;
        let known = match &first.state {
            State::NoColumn { known } => known.join(", "),
            _ => String::new(),
        };
        let message = format!(
            "corrections that were made for other dataset versions do not apply to {version}, which has their rows and \
             no column of that name: {}{more}",
            named.join(", ")
        );
        let fault = Diagnostic::warning("correction-not-taken-over", message);
        let place = Place::line(self.file.clone(), first.line);
        Some(fault.with_place(place).with_help(format!(
            "name the column as the cleaned table does, which is the same in every version: {known}"
        )))
    }

    /// A warning of the corrections that were made for other dataset versions and name a row by its line, where this
    /// one holds the old value too.
    pub(super) fn same_at_line(&self) -> Option<Diagnostic> {
        let same = self.corrections.iter();
        let same = same.filter(|correction| matches!(correction.state, State::SameAtLine));
        let version = &self.version;
        let mut faults = RepeatedFaults::default();
        for correction in same {
            let at = || Some(Place::line(self.file.clone(), correction.line));
            faults.add("", None, at, || {
                let message = format!(
                    "the correction names a row of another dataset version by its line, and {version} holds the same \
                     old value there: it is not applied"
                );
                Diagnostic::warning("correction-not-taken-over", message).with_help(format!(
                    "if that is the same row, name {version} too in the column \"version\", after a semicolon; if it \
                     is not, name the row by its key where it has one"
                ))
            });
        }
        faults.into_faults().next()
    }

    /// The faults of corrections of this dataset version that found no row, no column, or another value than they
    /// expect: the first few of a kind one by one.
    pub(super) fn stale(&self, series: &Yaml<SeriesSettings>) -> impl Iterator<Item = Diagnostic> {
        let rows = self.decisions.iter().filter(|decision| decision.is_own);
        let rows = rows.filter_map(|decision| Some((decision.line, decision.stale()?)));
        let cells = self
            .corrections
            .iter()
            .filter(|correction| correction.is_own);
        let cells =
            cells.filter_map(|correction| Some((correction.line, correction.stale(series)?)));
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut faults = RepeatedFaults::default();
        for (line, fault) in cells.chain(rows) {
            let count = counts.entry(fault.code.to_string()).or_default();
            *count += 1;
            let cause = format!("{} {}", fault.code, (*count).min(NAMED));
            let at = || Some(Place::line(self.file.clone(), line));
            faults.add(&cause, None, at, || fault);
        }
        faults.into_faults()
    }
}

impl Correction {
    fn stale(&self, series: &Yaml<SeriesSettings>) -> Option<Diagnostic> {
        let changed = "the extract has changed: remove the correction, or expect the new value";
        let Correction {
            table, key, column, ..
        } = self;
        let (code, message, help) = match &self.state {
            State::Applied | State::SameAtLine => return None,
            State::NoColumn { known } => (
                "unknown-column",
                format!("table \"{table}\" has no column \"{column}\""),
                did_you_mean(column, known.iter().map(String::as_str)),
            ),
            State::Waiting => match series.value.tables.get(table) {
                None => (
                    "unknown-table",
                    format!("the series has no table \"{table}\""),
                    did_you_mean(table, series.value.tables.keys().map(String::as_str)),
                ),
                Some(settings) if !applies_corrections(settings) => (
                    "stale-correction",
                    format!(
                        "table \"{table}\" takes no corrections of cells: no step applies them"
                    ),
                    format!(
                        "add `- apply_corrections: {{}}` to its steps, after trim_blanks and declare_missing, at {}",
                        series.locations.place(&format!("tables/{table}/steps"))
                    ),
                ),
                Some(_) => (
                    "stale-correction",
                    format!("table \"{table}\" has no row \"{key}\""),
                    changed.to_owned(),
                ),
            },
            State::OtherValue { found, place, by } => {
                let (old, found) = (&self.expected_old_value, found.as_deref().unwrap_or(""));
                let message =
                    format!("expected the old value \"{old}\", found \"{found}\" at {place}");
                match by {
                    Some(line) => (
                        "stale-correction",
                        format!("{message}, which line {line} of this file has made so"),
                        "remove one of the two lines, or expect here what the other makes"
                            .to_owned(),
                    ),
                    None => ("stale-correction", message, changed.to_owned()),
                }
            }
        };
        Some(Diagnostic::error(code, message).with_help(help))
    }
}

fn applies_corrections(table: &TableSettings) -> bool {
    let mut steps = table.steps.iter();
    steps.any(|step| matches!(step, Step::ApplyCorrections(_)))
}

/// The rows of a table by what corrections call them: their key or, as `line 12`, their line.
struct RowsByName<'a> {
    of_key: HashMap<&'a str, Vec<usize>>,
    of_line: HashMap<u32, Vec<usize>>,
}

impl<'a> RowsByName<'a> {
    fn new(keys: &'a StringChunked, lines: &[u32]) -> Self {
        let mut rows = RowsByName {
            of_key: HashMap::new(),
            of_line: HashMap::new(),
        };
        for (row, (key, line)) in keys.iter().zip(lines).enumerate() {
            if let Some(key) = key {
                rows.of_key.entry(key).or_default().push(row);
            }
            rows.of_line.entry(*line).or_default().push(row);
        }
        rows
    }

    fn of(&self, name: &str) -> &[usize] {
        let by_line = || self.of_line.get(&line_named(name)?);
        let rows = self.of_key.get(name).or_else(by_line);
        rows.map_or(&[], Vec::as_slice)
    }
}
