//! Rows of an extract that are no data: totals, notes, headings, units, headers that are repeated, HXL tags.
//!
//! A row of HXL tags and a repeated header cannot be anything else; they are left out, and that is told. Any other
//! row that looks like one of these is counted as data until somebody says otherwise in `corrections.csv`, and told
//! of; where it is at fault as a row of the table, that is what its faults are told as.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;
use polars::prelude::StringChunked;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Severity};
use brief_base::text::collapse_blanks;
use brief_model::ledger::RowFate;

use super::row_decisions::{RowNames, line_to_write};
use super::workbench::Workbench;
use crate::extracts::Extract;
use labels::{Label, is_hxl_tag, is_note, is_unit, label_of, number_of, total_of};

mod labels;

/// What a row looks like that is no data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    HxlTags,
    Header,
    Total,
    Note,
    Heading,
    Units,
    Numbering,
}

impl Kind {
    /// Whether no row of data can look like it.
    fn is_certain(self) -> bool {
        matches!(self, Kind::HxlTags | Kind::Header)
    }

    /// As messages name one.
    fn name(self) -> &'static str {
        match self {
            Kind::HxlTags => "a row of HXL tags",
            Kind::Header => "the header again",
            Kind::Total => "a total of other rows",
            Kind::Note => "a note",
            Kind::Heading => "a heading",
            Kind::Units => "the units of the columns",
            Kind::Numbering => "the numbers of the columns",
        }
    }
}

/// A row that looks like no data.
struct Suspect {
    /// Position in the table before its first step.
    row: usize,
    line: u32,
    kind: Kind,
    /// Whether that is told even where nothing else is wrong with the row.
    is_clear: bool,
}

/// The rows of a table that look like no data, until its faults are known.
pub(super) struct Suspects {
    found: Vec<Suspect>,
    /// What the first of each kind holds, and the line that leaves it out.
    shown: BTreeMap<Kind, (String, String)>,
}

/// Finds the rows that look like no data, and leaves out those that can be none. `kept` are the lines of rows that
/// are said to be data; `merged` those that a spreadsheet shows as one wide cell.
pub(super) fn find(
    bench: &mut Workbench,
    names: &RowNames<'_>,
    (version, file): (&str, &str),
    kept: &BTreeSet<u32>,
    merged: &BTreeSet<u32>,
) -> Suspects {
    let mut found = Sheet::of(names.extract()).suspects(merged);
    if found.is_empty() {
        return Suspects {
            found,
            shown: BTreeMap::new(),
        };
    }
    let there: BTreeSet<u32> = bench.lines().into_iter().collect();
    found.retain(|suspect| there.contains(&suspect.line) && !kept.contains(&suspect.line));
    let mut shown = BTreeMap::new();
    for suspect in &found {
        shown.entry(suspect.kind).or_insert_with(|| {
            let (rows, expected) = names.name(suspect.row);
            let line = line_to_write(version, bench.table, (&rows, &expected));
            (names.first_cell(suspect.row).unwrap_or_default(), line)
        });
    }
    let (certain, rest): (Vec<Suspect>, Vec<Suspect>) = found
        .into_iter()
        .partition(|suspect| suspect.kind.is_certain());
    for kind in [Kind::HxlTags, Kind::Header] {
        let rows = certain.iter().filter(|suspect| suspect.kind == kind);
        let lines: Vec<u32> = rows.map(|suspect| suspect.line).collect();
        let Some((_, write)) = shown.get(&kind).filter(|_| !lines.is_empty()) else {
            continue;
        };
        let leaves: Vec<bool> = bench
            .lines()
            .iter()
            .map(|line| lines.contains(line))
            .collect();
        bench.remove_rows(&leaves, RowFate::Rejected, kind.name(), |_| None);
        let message = format!("the row is {} and is left out", kind.name());
        let fault = Diagnostic::warning("row-not-data", message).with_help(format!(
            "say that it is so by a line in {file}: {write} (or, if it is data after all, with \"kept\" for \"left out\")"
        ));
        let fault = bench.at_lines(&lines, None, fault);
        bench.faults.push(fault);
    }
    Suspects { found: rest, shown }
}

impl Suspects {
    /// Tells of them: with the faults that they make as rows of the table in place of those, or else as a warning.
    pub(super) fn tell(self, bench: &Workbench, corrections: &str, faults: &mut Diagnostics) {
        if self.found.is_empty() {
            return;
        }
        let mut of_line: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
        let lines: BTreeSet<usize> = self.found.iter().map(|one| one.line as usize).collect();
        let taken = std::mem::take(faults);
        for fault in taken {
            let is_error = fault.severity == Severity::Error;
            let at = lines_of(&fault, &bench.file);
            let suspects = at.iter().filter(|line| is_error && lines.contains(line));
            let suspects: Vec<usize> = suspects.copied().collect();
            for line in &suspects {
                of_line.entry(*line).or_default().push(fault.clone());
            }
            // A fault of other rows too is told of those.
            let others = fault.repeats.as_ref().map_or(1, |repeats| repeats.count);
            if suspects.len() < others || suspects.is_empty() {
                faults.push(fault);
            }
        }
        let mut kinds: BTreeMap<(Kind, bool), Vec<&Suspect>> = BTreeMap::new();
        for suspect in &self.found {
            let is_at_fault = of_line.contains_key(&(suspect.line as usize));
            if is_at_fault || suspect.is_clear {
                kinds
                    .entry((suspect.kind, is_at_fault))
                    .or_default()
                    .push(suspect);
            }
        }
        for ((kind, is_at_fault), suspects) in kinds {
            let Some(first) = suspects.first() else {
                continue;
            };
            let (holds, write) = self.shown.get(&kind).cloned().unwrap_or_default();
            let lines: Vec<u32> = suspects.iter().map(|suspect| suspect.line).collect();
            let name = kind.name();
            let which = format!("the row that begins with \"{holds}\" looks like {name}");
            let each = match lines.as_slice() {
                [_] => "",
                _ => ", one for each",
            };
            let way = format!(
                "if it is not data, leave it out by a line in {corrections}{each}: {write}; if it is, write \"kept\" \
                 in place of \"left out\""
            );
            let fault = if is_at_fault {
                let of_first = of_line.get(&(first.line as usize));
                let of_first = of_first.and_then(|faults| faults.first());
                let why = of_first.map_or(String::new(), |fault| {
                    format!("; as data, {}", fault.message)
                });
                Diagnostic::error("row-not-data", format!("{which}{why}")).with_help(way)
            } else {
                Diagnostic::warning("row-not-data", format!("{which}, and is counted as data"))
                    .with_help(way)
            };
            faults.push(bench.at_lines(&lines, None, fault));
        }
    }
}

/// The form of a text: each run of digits and of letters as one sign.
fn form_of(text: &str) -> String {
    let mut form = String::new();
    for character in text.trim().chars() {
        let sign = match character {
            character if character.is_numeric() => '9',
            character if character.is_alphabetic() => 'a',
            character => character,
        };
        if !form.ends_with(sign) {
            form.push(sign);
        }
    }
    form
}

/// The lines of a file that a fault names.
fn lines_of(fault: &Diagnostic, file: &str) -> Vec<usize> {
    let others = fault.repeats.iter().flat_map(|repeats| &repeats.places);
    let places = fault.place.iter().chain(others.map(|other| &other.place));
    let places = places.filter(|place| place.file == file);
    places.filter_map(|place| place.line).collect()
}

/// An extract as rows of cells.
struct Sheet {
    names: Vec<String>,
    columns: Vec<StringChunked>,
    lines: Vec<u32>,
    /// Filled cells of each row.
    filled: Vec<u32>,
    /// As many cells as most rows fill, of those that fill several.
    usual: u32,
}

impl Sheet {
    fn of(extract: &Extract) -> Self {
        let names: Vec<String> = extract.positions.keys().cloned().collect();
        let columns = names.iter().filter_map(|name| {
            let column = extract.frame.column(name).ok()?;
            column.str().ok().cloned()
        });
        let columns: Vec<StringChunked> = columns.collect();
        let mut filled = vec![0; extract.height()];
        for column in &columns {
            for (filled, cell) in filled.iter_mut().zip(column.iter()) {
                *filled += u32::from(cell.is_some());
            }
        }
        let mut widths = vec![0_usize; columns.len() + 1];
        // Notes and headings may be more than the rows of a small table.
        let least = if filled.iter().any(|filled| *filled > 1) {
            2
        } else {
            1
        };
        filled
            .iter()
            .filter(|filled| **filled >= least)
            .for_each(|filled| widths[*filled as usize] += 1);
        let mut seen = 0;
        let half = widths.iter().sum::<usize>().div_ceil(2);
        let usual = widths.iter().position(|rows| {
            seen += rows;
            seen >= half && half > 0
        });
        let lines = extract.frame.column(crate::extracts::LINE).ok();
        let lines = lines.and_then(|lines| lines.u32().ok().map(crate::dictionary::all_numbers));
        Sheet {
            names,
            lines: lines.unwrap_or_default(),
            usual: usual
                .and_then(|usual| u32::try_from(usual).ok())
                .unwrap_or_default(),
            columns,
            filled,
        }
    }

    /// The filled cells of a row: column and text.
    fn cells(&self, row: usize) -> impl Iterator<Item = (usize, &str)> {
        let cells = self.columns.iter().enumerate();
        cells.filter_map(move |(column, cells)| Some((column, cells.get(row)?)))
    }

    fn suspects(&self, merged: &BTreeSet<u32>) -> Vec<Suspect> {
        let mut kinds: BTreeMap<usize, (Kind, bool)> = BTreeMap::new();
        let first_row = self.filled.iter().position(|filled| *filled > 0);
        for row in first_row.into_iter() {
            if let Some(kind) = self.below_header(row) {
                kinds.insert(row, (kind, true));
            }
        }
        for row in self.headers() {
            kinds.insert(row, (Kind::Header, true));
        }
        for (row, is_clear) in self.notes() {
            kinds.entry(row).or_insert((Kind::Note, is_clear));
        }
        for (row, is_clear) in self.totals() {
            kinds.entry(row).or_insert((Kind::Total, is_clear));
        }
        for (row, is_clear) in self.headings(merged) {
            kinds.entry(row).or_insert((Kind::Heading, is_clear));
        }
        let found = kinds.into_iter().filter_map(|(row, (kind, is_clear))| {
            Some(Suspect {
                row,
                line: *self.lines.get(row)?,
                kind,
                is_clear,
            })
        });
        found.collect()
    }

    /// What the row right below the header is, if it is no data.
    fn below_header(&self, row: usize) -> Option<Kind> {
        let cells: Vec<(usize, &str)> = self.cells(row).collect();
        if cells.len() < 2 {
            return None;
        }
        let all = |is: &dyn Fn(&str) -> bool| cells.iter().all(|(_, cell)| is(cell.trim()));
        if all(&is_hxl_tag) {
            return Some(Kind::HxlTags);
        }
        let mut bare = cells.iter().map(|(column, cell)| {
            let number = cell.trim().trim_matches(['(', ')', '[', ']']);
            number.parse::<usize>().ok() == Some(column + 1)
        });
        if cells.len() >= 3 && cells.len() == self.columns.len() && bare.all(|is| is) {
            return Some(Kind::Numbering);
        }
        all(&is_unit).then_some(Kind::Units)
    }

    /// Rows that say again what the header says.
    fn headers(&self) -> Vec<usize> {
        // Nearly all cells are told apart by their first letter or digit.
        let first_of = |text: &str| {
            let mut characters = text.chars().filter(|character| character.is_alphanumeric());
            characters.next().map(|first| first.to_ascii_lowercase())
        };
        let names = self.names.iter();
        let names: Vec<(Option<char>, &str, String)> = names
            .map(|name| (first_of(name), name.trim(), collapse_blanks(name)))
            .collect();
        let is_name = |column: usize, cell: &str| {
            names.get(column).is_some_and(|(first, name, collapsed)| {
                first_of(cell) == *first
                    && (cell.trim().eq_ignore_ascii_case(name)
                        || collapse_blanks(cell) == *collapsed)
            })
        };
        let Some(first) = self.columns.first() else {
            return Vec::new();
        };
        let rows = first.iter().enumerate();
        let rows = rows.filter(|(_, cell)| cell.is_none_or(|cell| is_name(0, cell)));
        let rows = rows.map(|(row, _)| row).filter(|row| {
            // A row that fills few cells may hold the word by chance.
            self.filled[*row] >= 2
                && self.filled[*row] * 2 > self.usual
                && self.cells(*row).all(|(column, cell)| is_name(column, cell))
        });
        rows.collect()
    }

    /// Rows that fill one cell where others fill more, and whether that is clear: where a spreadsheet shows the cell
    /// as wide as the table, or few rows do so and the cell stands out.
    fn headings(&self, merged: &BTreeSet<u32>) -> Vec<(usize, bool)> {
        if self.usual < 3 {
            return Vec::new();
        }
        let rows = self.filled.iter().enumerate();
        let rows: Vec<usize> = rows
            .filter(|(_, filled)| **filled == 1)
            .map(|(row, _)| row)
            .collect();
        let is_usual = rows.len() * 3 > self.filled.len();
        let headings = rows.iter().map(|row| {
            let is_wide = self
                .lines
                .get(*row)
                .is_some_and(|line| merged.contains(line));
            let is_clear = is_wide || (!is_usual && self.stands_out(*row));
            (*row, is_clear)
        });
        headings.collect()
    }

    /// Whether the only cell of a row is in the first column, has letters, and is not a key or a date as the next cells
    /// above and below are.
    fn stands_out(&self, row: usize) -> bool {
        let Some(column) = self.columns.first() else {
            return false;
        };
        let Some(cell) = column.get(row) else {
            return false;
        };
        let full = |rows: &mut dyn Iterator<Item = usize>| {
            let mut cells = rows.filter(|row| self.filled[*row] > 1);
            cells.find_map(|row| column.get(row))
        };
        let above = full(&mut (0..row).rev());
        let below = full(&mut (row + 1..self.filled.len()));
        let form = form_of(cell);
        let has_its_form = |other: &str| form.contains('9') && form_of(other) == form;
        cell.chars().any(char::is_alphabetic) && !above.into_iter().chain(below).any(has_its_form)
    }

    /// Rows that begin as notes do, or that hold one long text below the data; and whether that is clear.
    fn notes(&self) -> Vec<(usize, bool)> {
        let most = match self.usual {
            0 | 1 => return Vec::new(),
            2 => 1,
            _ => 2,
        };
        let wide = self.filled.iter().rposition(|filled| *filled > most);
        let candidates = self.filled.iter().enumerate();
        let candidates = candidates.filter(|(_, filled)| (1..=most).contains(*filled));
        let notes = candidates.filter_map(|(row, filled)| {
            let (_, cell) = self.cells(row).next()?;
            let cell = cell.trim();
            if is_note(cell) {
                return Some((row, true));
            }
            let words = cell.split_whitespace().count();
            let is_long = *filled == 1 && (words >= 8 || (words >= 4 && cell.ends_with('.')));
            is_long.then(|| (row, wide.is_none_or(|wide| row > wide)))
        });
        notes.collect()
    }

    /// Rows that are called a total or hold the sums of the rows above them; and whether that is clear.
    fn totals(&self) -> Vec<(usize, bool)> {
        let labelled = self.labelled();
        let bare = self.bare_numbers();
        let last = self.filled.iter().rposition(|filled| *filled >= 2);
        let candidates: BTreeSet<usize> = labelled.keys().copied().chain(bare).collect();
        let candidates: BTreeSet<usize> = candidates.into_iter().chain(last).collect();
        if candidates.is_empty() {
            return Vec::new();
        }
        let sums = self.sums(&candidates);
        let named = self.named_elsewhere(&labelled);
        let totals = candidates.iter().filter_map(|row| {
            let is_sum = sums.contains(row);
            let Some((column, label)) = labelled.get(row) else {
                // A few small numbers may add up by chance.
                let is_large =
                    Some(*row) != last || (self.says_little(*row) && self.sums_much(*row));
                return (is_sum && is_large).then_some((*row, true));
            };
            let is_first = self
                .cells(*row)
                .next()
                .is_some_and(|(first, _)| first == *column);
            let is_sparse = self.is_sparse(*row);
            let has_number = self.cells(*row).any(|(_, cell)| number_of(cell).is_some());
            match label {
                Label::Total => (is_first || is_sparse || is_sum).then_some((*row, true)),
                Label::TotalOf => {
                    let is_named = is_first && named.contains(row);
                    (is_sum || (is_sparse && has_number) || is_named).then_some((*row, true))
                }
                Label::All => is_sum.then_some((*row, true)),
            }
        });
        totals.collect()
    }

    /// The labelled rows whose label names what a cell of the table holds, such as "Zenda total" where rows are of
    /// Zenda.
    fn named_elsewhere(&self, labelled: &BTreeMap<usize, (usize, Label)>) -> BTreeSet<usize> {
        let mut of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (row, (column, label)) in labelled {
            let cell = self.columns.get(*column).and_then(|cells| cells.get(*row));
            let name = cell.filter(|_| *label == Label::TotalOf).and_then(total_of);
            if let Some(name) = name {
                of.entry(name).or_default().push(*row);
            }
        }
        if of.is_empty() {
            return BTreeSet::new();
        }
        let mut named = BTreeSet::new();
        for column in &self.columns {
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            for cell in column.iter().flatten() {
                if seen.insert(cell)
                    && let Some(rows) = of.get(&cell.trim().to_lowercase())
                {
                    named.extend(rows);
                }
            }
        }
        named
    }

    /// Whether a row holds hardly more than numbers: a key and a name.
    fn says_little(&self, row: usize) -> bool {
        let words = self
            .cells(row)
            .filter(|(_, cell)| number_of(cell).is_none());
        words.count() <= 2
    }

    /// Whether the numbers of a row are such that they hardly add up those above by chance: several, or a large one
    /// of three addends and more.
    fn sums_much(&self, row: usize) -> bool {
        let numbers = self.columns.iter().filter_map(|column| {
            let number = number_of(column.get(row)?)?;
            let addends = column.iter().take(row).flatten();
            let addends = addends.filter_map(number_of).filter(|one| *one != 0.0);
            Some((number, addends.take(3).count()))
        });
        let numbers: Vec<(f64, usize)> = numbers.collect();
        let is_large = |(number, addends): &(f64, usize)| *addends >= 3 && *number >= 10.0;
        numbers.len() >= 2 || numbers.iter().any(is_large)
    }

    /// Whether a row fills clearly fewer cells than others do.
    fn is_sparse(&self, row: usize) -> bool {
        self.filled[row] * 3 <= self.usual * 2
    }

    /// Rows with a cell that calls them a total, with its column.
    fn labelled(&self) -> BTreeMap<usize, (usize, Label)> {
        /// A column of more different texts has names in it; those are looked at in rows that stand out.
        const REMEMBERED: usize = 4_096;
        let mut labelled = BTreeMap::new();
        for (column, cells) in self.columns.iter().enumerate() {
            let mut known: HashMap<&str, Option<Label>> = HashMap::new();
            for (row, cell) in cells.iter().enumerate() {
                let Some(cell) = cell else { continue };
                let label = match known.get(cell) {
                    Some(label) => *label,
                    None if known.len() < REMEMBERED => {
                        let label = label_of(cell);
                        known.insert(cell, label);
                        label
                    }
                    None if column == 0 || self.is_sparse(row) => label_of(cell),
                    None => None,
                };
                if let Some(label) = label {
                    labelled.entry(row).or_insert((column, label));
                }
            }
        }
        labelled
    }

    /// Rows that hold numbers alone, where others hold more.
    fn bare_numbers(&self) -> Vec<usize> {
        /// With more of them that is how the table is.
        const MOST: usize = 200;
        let Some(first) = self.columns.first() else {
            return Vec::new();
        };
        let is_dash = |cell: &str| {
            matches!(
                cell.trim(),
                "-" | "–" | "—" | "…" | "..." | ".." | "." | "x" | "X"
            )
        };
        let rows = first.iter().enumerate().filter(|(row, cell)| {
            let is_bare = cell.is_none() && self.filled[*row] < self.usual;
            self.filled[*row] > 0 && (is_bare || cell.is_some_and(is_dash))
        });
        let rows = rows.map(|(row, _)| row);
        let is_number = |cell: &str| number_of(cell).is_some() || is_dash(cell);
        let rows: Vec<usize> = rows
            .filter(|row| self.cells(*row).all(|(_, cell)| is_number(cell)))
            .take(MOST + 1)
            .collect();
        match rows.len() > MOST {
            true => Vec::new(),
            false => rows,
        }
    }

    /// The candidates whose numbers are each the sum of the numbers above it: of all, or of those since the last
    /// candidate.
    fn sums(&self, candidates: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut verdicts: BTreeMap<usize, bool> = BTreeMap::new();
        for column in &self.columns {
            let has_number = |row: &usize| column.get(*row).and_then(number_of).is_some();
            if !candidates.iter().any(has_number) {
                continue;
            }
            // Sum and count of all data above, and of those since the last candidate.
            let mut above = [(0.0_f64, 0_u32); 2];
            for (row, cell) in column.iter().enumerate() {
                let number = cell.and_then(number_of);
                if candidates.contains(&row) {
                    if let Some(number) = number {
                        let is_sum = above.iter().any(|(sum, addends)| {
                            *addends >= 2 && (sum - number).abs() <= 1e-9 * sum.abs().max(1.0)
                        });
                        *verdicts.entry(row).or_insert(true) &= is_sum;
                    }
                    above[1] = (0.0, 0);
                } else if let Some(number) = number.filter(|number| *number != 0.0) {
                    for (sum, addends) in &mut above {
                        *sum += number;
                        *addends += 1;
                    }
                }
            }
        }
        let sums = verdicts.into_iter().filter(|(_, is_sum)| *is_sum);
        sums.map(|(row, _)| row).collect()
    }
}
