//! Lines of `corrections.csv` that say of a whole row whether it is data: column `*`, and `left out` or `kept` for
//! the new value.
//!
//! A row is named by its key. One without a key of its own is named by its line (`line 12`), and then the line of
//! corrections says what the row's first filled cell holds, so that it never takes another row. Rows that a
//! spreadsheet shows apart are named together, for example `hidden rows`.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use polars::prelude::StringChunked;

use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::text::collapse_blanks;
use brief_model::ledger::RowFate;

use super::workbench::Workbench;
use crate::extracts::Extract;

/// What stands for all columns.
pub(super) const WHOLE_ROW: &str = "*";

const LEFT_OUT: &str = "left out";
const KEPT: &str = "kept";

/// What begins the name of a row that is named by its line.
const LINE_PREFIX: &str = "line ";

/// A line of corrections about whole rows.
pub(super) struct RowDecision {
    /// Whether it names this dataset version.
    pub is_own: bool,
    pub table: String,
    /// A row's key, its line, or what rows are called together.
    pub rows: String,
    /// What the first filled cell of the row holds; empty where that does not matter.
    pub expected: String,
    leaves: bool,
    reason: String,
    /// Where it stands.
    pub line: usize,
    state: State,
}

enum State {
    Waiting,
    Applied,
    OtherValue {
        found: String,
        place: Place,
    },
    /// An earlier line says the opposite of the row.
    Contradicts(usize),
    /// Its key is that of several rows: their lines, and lines to write that name the first few.
    SeveralRows {
        lines: Vec<u32>,
        write: String,
    },
}

impl RowDecision {
    /// Reads the columns `key`, `expected_old_value`, `new_value` and `reason` of a line.
    ///
    /// # Errors
    /// In words, when the line does not say what becomes of which row.
    pub(super) fn read(
        (table, is_own, line): (&str, bool, usize),
        [rows, expected, new_value, reason]: [&str; 4],
    ) -> Result<Self, String> {
        let leaves = match new_value.trim() {
            LEFT_OUT => true,
            KEPT => false,
            other => {
                return Err(format!(
                    "the new value of a whole row (column {WHOLE_ROW}) is \"{LEFT_OUT}\" or \"{KEPT}\", not \"{other}\""
                ));
            }
        };
        if line_named(rows).is_some() && expected.trim().is_empty() {
            return Err(format!(
                "\"{rows}\" names a row by its line, so expected_old_value has to say what its first filled cell holds"
            ));
        }
        Ok(RowDecision {
            is_own,
            table: table.to_owned(),
            rows: rows.to_owned(),
            expected: collapse_blanks(expected),
            leaves,
            reason: reason.to_owned(),
            line,
            state: State::Waiting,
        })
    }

    /// Whether it took effect.
    pub(super) fn is_applied(&self) -> bool {
        matches!(self.state, State::Applied)
    }

    /// As a warning names it.
    pub(super) fn named(&self) -> String {
        match self.leaves {
            true => format!("{} {LEFT_OUT}", self.rows),
            false => format!("{} {KEPT}", self.rows),
        }
    }

    /// The fault of one that found no row, or another than it expects.
    pub(super) fn stale(&self) -> Option<Diagnostic> {
        let RowDecision { table, rows, .. } = self;
        let message = match &self.state {
            State::Applied => return None,
            State::SeveralRows { lines, write } => {
                let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
                let message = format!(
                    "\"{rows}\" names {} rows of \"{table}\", those of lines {}",
                    lines.len(),
                    lines.join(", ")
                );
                let help = format!("name each one to leave out by its line: {write}");
                let fault = Diagnostic::error("ambiguous-correction", message);
                return Some(fault.with_help(help));
            }
            State::Contradicts(earlier) => {
                let (is, was) = match self.leaves {
                    true => (LEFT_OUT, KEPT),
                    false => (KEPT, LEFT_OUT),
                };
                let message = format!(
                    "the row \"{rows}\" is {is} by this line, and {was} by line {earlier} of this file"
                );
                return Some(
                    Diagnostic::error("contradicting-correction", message)
                        .with_help("remove one of the two lines"),
                );
            }
            State::Waiting => format!("table \"{table}\" has no row \"{rows}\""),
            State::OtherValue { found, place } => format!(
                "expected \"{}\" in the first filled cell of \"{rows}\", found \"{found}\" at {place}",
                self.expected
            ),
        };
        let fault = Diagnostic::error("stale-correction", message);
        Some(fault.with_help(
            "the extract has changed: remove the line, or name the row that it is about now",
        ))
    }
}

/// The line that a row is named by.
pub(super) fn line_named(rows: &str) -> Option<u32> {
    rows.strip_prefix(LINE_PREFIX)?.trim().parse().ok()
}

/// The name of a row by its line.
pub(super) fn name_by_line(line: u32) -> String {
    format!("{LINE_PREFIX}{line}")
}

/// What a table's rows are called, and which of them are decided about.
pub(super) struct RowNames<'a> {
    extract: &'a Extract,
    /// The cells of the column that names rows, where the mapping has one.
    keys: Option<StringChunked>,
    lines: Vec<u32>,
    columns: Vec<StringChunked>,
    /// Rows by key, without superfluous blanks.
    of_key: OnceCell<HashMap<String, Vec<usize>>>,
    /// Rows by what their first filled cell holds.
    of_first_cell: OnceCell<HashMap<String, Vec<usize>>>,
}

impl<'a> RowNames<'a> {
    /// Of a table before its first step; `key` is the first column of its mapping.
    pub(super) fn of(bench: &Workbench, extract: &'a Extract, key: Option<&str>) -> Self {
        let texts = |frame: &polars::prelude::DataFrame, column: &str| {
            frame.column(column).ok()?.str().ok().cloned()
        };
        let columns = extract.positions.keys();
        RowNames {
            extract,
            keys: key.and_then(|key| texts(&bench.frame, key)),
            lines: bench.lines(),
            columns: columns
                .filter_map(|column| texts(&extract.frame, column))
                .collect(),
            of_key: OnceCell::new(),
            of_first_cell: OnceCell::new(),
        }
    }

    /// The rows of a name: positions in the table before its first step.
    fn rows(&self, name: &str, groups: &BTreeMap<&str, BTreeSet<u32>>) -> Vec<usize> {
        let called = self.of_key(&collapse_blanks(name));
        if !called.is_empty() {
            return called.to_vec();
        }
        let of_lines = |wanted: &dyn Fn(u32) -> bool| {
            let lines = self.lines.iter().enumerate();
            let lines = lines.filter(|(_, line)| wanted(**line));
            lines.map(|(row, _)| row).collect()
        };
        match (groups.get(name), line_named(name)) {
            (Some(group), _) => of_lines(&|line| group.contains(&line)),
            // Lines ascend.
            (None, Some(wanted)) => self.lines.binary_search(&wanted).into_iter().collect(),
            (None, None) => Vec::new(),
        }
    }

    /// The rows of a key.
    fn of_key(&self, key: &str) -> &[usize] {
        let of_key = self.of_key.get_or_init(|| {
            let keys = self.keys.iter().flat_map(StringChunked::iter).enumerate();
            by_text(keys.filter_map(|(row, key)| Some((row, collapse_blanks(key?)))))
        });
        of_key.get(key).map_or(&[], Vec::as_slice)
    }

    /// The rows whose first filled cell holds this.
    fn of_first_cell(&self, text: &str) -> &[usize] {
        let of_first_cell = self.of_first_cell.get_or_init(|| {
            let rows = 0..self.lines.len();
            by_text(rows.filter_map(|row| Some((row, self.first_cell(row)?))))
        });
        of_first_cell.get(text).map_or(&[], Vec::as_slice)
    }

    /// What the first filled cell of a row holds.
    pub(super) fn first_cell(&self, row: usize) -> Option<String> {
        let cells = self.columns.iter();
        let mut cells = cells.filter_map(|column| column.get(row).map(collapse_blanks));
        cells.find(|cell| !cell.is_empty())
    }

    /// The name of a row in a line of corrections, with what the line has to expect: its key where no other row
    /// has it.
    pub(super) fn name(&self, row: usize) -> (String, String) {
        const LONGEST: usize = 60;
        let key = self.keys.as_ref().and_then(|keys| keys.get(row));
        let key = key
            .map(collapse_blanks)
            .filter(|key| !key.is_empty() && key.chars().count() <= LONGEST);
        let is_own = |key: &String| self.of_key(key) == [row];
        match key.filter(is_own) {
            Some(key) => (key, String::new()),
            None => self.by_line(row),
        }
    }

    /// What is said of a key that several rows have.
    fn several(&self, rows: &[usize], version: &str, table: &str) -> State {
        const WRITTEN: usize = 3;
        let lines = rows.iter().map(|row| self.lines[*row]);
        let write = rows.iter().take(WRITTEN).map(|row| {
            let (name, first) = self.by_line(*row);
            line_to_write(version, table, (&name, &first))
        });
        let write: Vec<String> = write.collect();
        State::SeveralRows {
            lines: lines.collect(),
            write: write.join("; "),
        }
    }

    /// The row that another delivery had at a line: the same line where it begins alike, else the only row that does.
    fn moved(&self, rows: Vec<usize>, decision: &RowDecision) -> Vec<usize> {
        let begins_alike =
            |row: &usize| self.first_cell(*row).as_deref() == Some(decision.expected.as_str());
        if line_named(&decision.rows).is_none() || rows.iter().any(begins_alike) {
            return rows;
        }
        match self.of_first_cell(&decision.expected) {
            alike @ [_] => alike.to_vec(),
            _ => rows,
        }
    }

    /// The name of a row by its line, with what the line has to expect.
    fn by_line(&self, row: usize) -> (String, String) {
        let line = self.lines.get(row).copied().unwrap_or_default();
        let first = self.first_cell(row).unwrap_or_default();
        (name_by_line(line), first)
    }

    /// The raw file.
    pub(super) fn extract(&self) -> &'a Extract {
        self.extract
    }
}

fn by_text(rows: impl Iterator<Item = (usize, String)>) -> HashMap<String, Vec<usize>> {
    let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
    for (row, text) in rows {
        by_text.entry(text).or_default().push(row);
    }
    by_text
}

/// What was decided about the rows of a table.
#[derive(Default)]
pub(super) struct Decided {
    /// Lines of rows that are data.
    pub kept: BTreeSet<u32>,
    /// What rows are called together that are data.
    pub kept_groups: BTreeSet<String>,
}

/// Leaves out the rows that decisions name, and tells which rows are said to be data. `groups` has what rows are
/// called together, with their lines.
pub(super) fn decide(
    decisions: &mut [RowDecision],
    (version, file): (&str, &str),
    bench: &mut Workbench,
    names: &RowNames<'_>,
    groups: &BTreeMap<&str, BTreeSet<u32>>,
) -> Decided {
    let mut decided = Decided::default();
    let of_table = |decision: &RowDecision| decision.table == bench.table;
    // What is said of this dataset version beats what is said of others.
    let own = decisions.iter().filter(|it| it.is_own && of_table(it));
    let own: BTreeSet<String> = own.map(|decision| decision.rows.clone()).collect();
    let mut reasons: BTreeMap<u32, String> = BTreeMap::new();
    let mut said: BTreeMap<u32, (bool, usize)> = BTreeMap::new();
    let mut in_order: Vec<&mut RowDecision> =
        decisions.iter_mut().filter(|it| of_table(it)).collect();
    in_order.sort_by_key(|decision| !decision.is_own);
    for decision in in_order {
        // Another delivery's hidden rows are not these.
        let is_group = groups.contains_key(decision.rows.as_str());
        if !decision.is_own && (is_group || own.contains(&decision.rows)) {
            continue;
        }
        let rows = names.rows(&decision.rows, groups);
        let is_key = !is_group && line_named(&decision.rows).is_none();
        if is_key && decision.leaves && decision.expected.is_empty() && rows.len() > 1 {
            decision.state = names.several(&rows, version, bench.table);
            continue;
        }
        let rows = match decision.is_own {
            true => rows,
            false => names.moved(rows, decision),
        };
        for row in rows {
            let line = names.lines[row];
            let first = names.first_cell(row).unwrap_or_default();
            if !decision.expected.is_empty() && first != decision.expected {
                decision.state = State::OtherValue {
                    found: first,
                    place: bench.place(line, None),
                };
                continue;
            }
            // What is said of the version itself stands; two lines of it may not say opposite things.
            let (leaves, at) = *said.entry(line).or_insert((decision.leaves, decision.line));
            if leaves != decision.leaves {
                decision.state = State::Contradicts(at);
                continue;
            }
            decision.state = State::Applied;
            if decision.leaves {
                let rule = format!(
                    "correction at {file}:{}: {}",
                    decision.line, decision.reason
                );
                reasons.entry(line).or_insert(rule);
            } else {
                decided.kept.insert(line);
            }
        }
        // Columns and cells that are shown apart are named like rows, and have no row of their own.
        if !decision.leaves && is_group {
            decision.state = State::Applied;
            decided.kept_groups.insert(decision.rows.clone());
        }
    }
    let lines = bench.lines();
    let leaves: Vec<bool> = lines
        .iter()
        .map(|line| reasons.contains_key(line))
        .collect();
    bench.remove_rows_by(&leaves, RowFate::Rejected, |row| {
        let rule = reasons.get(&lines[row]).cloned();
        (rule.unwrap_or_default(), None)
    });
    decided
}

/// The line to write that decides about a row.
pub(super) fn line_to_write(version: &str, table: &str, (rows, expected): (&str, &str)) -> String {
    csv_line([
        version, table, rows, WHOLE_ROW, expected, LEFT_OUT, "REASON", "SOURCE",
    ])
}

/// Cells as a line of CSV.
pub(super) fn csv_line<const N: usize>(cells: [&str; N]) -> String {
    let cells = cells.map(|cell| match cell.contains([',', '"', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    });
    cells.join(",")
}
