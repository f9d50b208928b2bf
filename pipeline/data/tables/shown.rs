//! What a spreadsheet shows otherwise than it is read: told once for each kind, with the cells, until a line of
//! corrections says what becomes of it.

use std::collections::{BTreeMap, BTreeSet};

use brief_base::diagnostics::{Diagnostic, Place};
use brief_model::series::{ColumnType, TableSettings};

use super::row_decisions::{Decided, line_to_write};
use super::workbench::{Change, Workbench};
use crate::extracts::{CellLook, Extract, MergedCells};

const HIDDEN_ROWS: &str = "hidden rows";
const STRUCK_ROWS: &str = "struck-through rows";
const HIDDEN_COLUMNS: &str = "hidden columns";
const HIDDEN_SHEET: &str = "hidden sheet";
const FILTER: &str = "filter";
const MERGED: &str = "merged cells";

impl CellLook {
    /// What lines of corrections call cells that look so.
    fn name(self) -> &'static str {
        match self {
            CellLook::Struck | CellLook::PartlyStruck => "struck-through cells",
            CellLook::Raised => "raised text",
            CellLook::Percent => "percentages",
            CellLook::Blank => "unseen cells",
            CellLook::Worded => "numbers with words",
            CellLook::WithoutDay => "dates without a day",
            CellLook::WithoutYear => "dates without a year",
        }
    }

    /// How one or more of them are shown, and how they are read.
    fn told(self) -> &'static str {
        match self {
            CellLook::Struck => "struck through in the sheet, and read as if not",
            CellLook::PartlyStruck => "struck through in part, and read whole",
            CellLook::Raised => {
                "shown with a raised or lowered part, as the mark of a note is, and read with it"
            }
            CellLook::Percent => {
                "shown as percentages, and read as fractions: 30 % as 0.3, 100 % as 1"
            }
            CellLook::Blank => "shown as blank, and read as what is stored",
            CellLook::Worded => "shown by a format that changes the number, and read without it",
            CellLook::WithoutDay => {
                "shown without the day, and read with it, since it is not the first"
            }
            CellLook::WithoutYear => {
                "shown without the year, and read with it: a spreadsheet adds the year in which a date is typed"
            }
        }
    }
}

/// What rows and cells that are shown apart are called together, with the lines of rows.
pub(super) fn groups(extract: &Extract) -> BTreeMap<&'static str, BTreeSet<u32>> {
    let shown = &extract.shown;
    let mut groups = BTreeMap::new();
    let mut add = |name, is_there: bool, rows: &BTreeSet<u32>| {
        if is_there {
            groups.insert(name, rows.clone());
        }
    };
    let none = BTreeSet::new();
    add(
        HIDDEN_ROWS,
        !shown.hidden_rows.is_empty(),
        &shown.hidden_rows,
    );
    add(
        STRUCK_ROWS,
        !shown.struck_rows.is_empty(),
        &shown.struck_rows,
    );
    add(HIDDEN_COLUMNS, !shown.hidden_columns.is_empty(), &none);
    add(HIDDEN_SHEET, shown.sheet_is_hidden, &none);
    add(FILTER, shown.is_filtered, &none);
    add(MERGED, !shown.merged.is_empty(), &none);
    for (look, _) in shown.cells.keys() {
        add(look.name(), true, &none);
    }
    groups
}

/// Rows that are one cell over most of the table: headings and notes.
pub(super) fn wide_rows(extract: &Extract) -> BTreeSet<u32> {
    let columns = extract.positions.len();
    let merged = extract.shown.merged.iter();
    let wide = merged.filter(|merged| {
        let width = merged.last_column.saturating_sub(merged.first_column) + 1;
        merged.first_row == merged.last_row && width >= 2 && width * 2 >= columns
    });
    wide.map(|merged| merged.first_row).collect()
}

/// Gives each row of cells that are merged downwards the text of the first, where that is a text and not an amount,
/// and tells of what else the sheet shows.
pub(super) fn read(
    bench: &mut Workbench,
    extract: &Extract,
    table: &TableSettings,
    (version, corrections): (&str, &str),
    decided: &Decided,
) {
    let shown = &extract.shown;
    if *shown == Default::default() {
        return;
    }
    fill_down(bench, extract, table);
    let there: BTreeSet<u32> = bench.lines().into_iter().collect();
    let mut told: Vec<Told> = Vec::new();
    let rows_of = |rows: &BTreeSet<u32>| -> Vec<u32> {
        let rows = rows.intersection(&there);
        let rows = rows.filter(|row| !decided.kept.contains(row));
        rows.copied().collect()
    };
    let how_many = |rows: &[u32], what: &str| match rows.len() {
        1 => format!("a row is {what}, and is counted like the others"),
        count => format!("{count} rows are {what}, and are counted like the others"),
    };
    let hidden = rows_of(&shown.hidden_rows);
    let by_filter = match shown.is_filtered {
        true => "hidden by a filter",
        false => "hidden in the sheet",
    };
    told.push(Told::rows(
        HIDDEN_ROWS,
        how_many(&hidden, by_filter),
        hidden,
    ));
    let struck = rows_of(&shown.struck_rows);
    let message = how_many(&struck, "struck through");
    told.push(Told::rows(STRUCK_ROWS, message, struck));
    if shown.is_filtered && shown.hidden_rows.is_empty() {
        let message =
            "a filter is set in the sheet, but no row is marked as hidden; all rows are counted";
        told.push(Told::sheet(FILTER, message));
    }
    if shown.sheet_is_hidden {
        let message = "the sheet is hidden in its workbook, and is read";
        told.push(Told::sheet(HIDDEN_SHEET, message));
    }
    // What nothing uses is not judged.
    let used: BTreeMap<usize, String> = {
        let used = bench.positions.iter();
        used.map(|(name, position)| (*position, name.clone()))
            .collect()
    };
    for column in &shown.hidden_columns {
        if let Some(name) = used.get(column) {
            let message = format!(
                "the column that \"{name}\" comes from is hidden in the sheet, and is read"
            );
            let rows = there.first().copied().into_iter().collect();
            told.push(Told::cells(HIDDEN_COLUMNS, message, rows, name));
        }
    }
    for ((look, column), at) in &shown.cells {
        let rows = at.rows.iter().filter(|row| there.contains(row));
        let rows: Vec<u32> = rows.copied().collect();
        let Some(name) = used.get(column) else {
            continue;
        };
        let message = match at.count {
            1 => format!("a cell of column \"{name}\" is {}", look.told()),
            count => format!("{count} cells of column \"{name}\" are {}", look.told()),
        };
        let count = at.count;
        told.push(Told {
            count,
            ..Told::cells(look.name(), message, rows, name)
        });
    }
    told.extend(merged_amounts(extract, table, &used, &there));
    for told in told {
        if decided.kept_groups.contains(told.name) {
            continue;
        }
        let fault = told.fault(bench, version, corrections);
        bench.faults.extend(fault);
    }
}

/// Something that a sheet shows otherwise than it is read.
struct Told {
    /// What lines of corrections call it.
    name: &'static str,
    message: String,
    /// Where; the whole sheet where there is no place.
    rows: Option<Vec<u32>>,
    column: Option<String>,
    /// In how many places, which may be more than those that are known.
    count: usize,
}

impl Told {
    fn rows(name: &'static str, message: String, rows: Vec<u32>) -> Self {
        Told {
            name,
            message,
            count: rows.len(),
            rows: Some(rows),
            column: None,
        }
    }

    fn cells(name: &'static str, message: String, rows: Vec<u32>, column: &str) -> Self {
        Told {
            column: Some(column.to_owned()),
            ..Told::rows(name, message, rows)
        }
    }

    fn sheet(name: &'static str, message: &str) -> Self {
        Told {
            name,
            message: message.to_owned(),
            rows: None,
            column: None,
            count: 1,
        }
    }

    /// The warning; none where it is about rows that have left.
    fn fault(self, bench: &Workbench, version: &str, corrections: &str) -> Option<Diagnostic> {
        let write = line_to_write(version, bench.table, (self.name, ""));
        let kept = write.replacen("left out", "kept", 1);
        let is_of_rows = [HIDDEN_ROWS, STRUCK_ROWS].contains(&self.name);
        let help = match is_of_rows {
            true => format!(
                "if they are not data, leave them out by a line in {corrections}: {write}; if they are, write \"kept\" \
                 in place of \"left out\""
            ),
            false => format!(
                "if that is as it was meant, say so by a line in {corrections}: {kept}; if not, correct the cells there"
            ),
        };
        let fault = Diagnostic::warning("shown-otherwise", self.message).with_help(help);
        let Some(rows) = self.rows else {
            let sheet = Place {
                sheet: bench.sheet.clone(),
                ..Place::file(bench.file.clone())
            };
            return Some(fault.with_place(sheet));
        };
        if rows.is_empty() {
            return None;
        }
        let mut fault = bench.at_lines(&rows, self.column.as_deref(), fault);
        if let Some(repeats) = &mut fault.repeats {
            repeats.count = self.count;
        }
        Some(fault)
    }
}

/// Whether the cells of a column are amounts, which a merged cell has once for all its rows.
fn is_amount(table: &TableSettings, column: &str) -> bool {
    let kind = table.columns.get(column).map(|column| column.kind);
    matches!(kind, Some(ColumnType::Integer | ColumnType::Number))
}

/// Rectangles of one column and several rows.
fn downwards(extract: &Extract) -> impl Iterator<Item = &MergedCells> {
    let merged = extract.shown.merged.iter();
    merged.filter(|merged| merged.last_row > merged.first_row)
}

fn fill_down(bench: &mut Workbench, extract: &Extract, table: &TableSettings) {
    let positions: Vec<(String, usize)> = {
        let positions = bench.positions.iter();
        positions
            .map(|(name, position)| (name.clone(), *position))
            .collect()
    };
    let filled = filled_rows(bench);
    for (name, position) in positions {
        let merged = downwards(extract).filter(|merged| merged.first_column == position);
        let ranges: Vec<&MergedCells> = merged.collect();
        if ranges.is_empty() || is_amount(table, &name) {
            continue;
        }
        let place = Place::file(bench.file.clone());
        let Some(cells) = bench.texts(&name, &place) else {
            continue;
        };
        let lines = bench.lines();
        let from = rows_below(ranges, &lines);
        let firsts: BTreeSet<u32> = from.values().copied().collect();
        let texts = lines.iter().copied().zip(cells.iter());
        let firsts: BTreeMap<u32, String> = texts
            .filter(|(line, _)| firsts.contains(line))
            .filter_map(|(line, cell)| Some((line, cell?.to_owned())))
            .collect();
        bench.change_texts(
            &name,
            "merged with the cell above",
            &place,
            |_, line, cell| {
                let first = from.get(&line).and_then(|first| firsts.get(first));
                match (cell, first) {
                    (None, Some(first)) if filled.contains(&line) => {
                        Change::To(Some(first.clone()))
                    }
                    _ => Change::Kept,
                }
            },
        );
    }
}

/// The lines that merged cells reach down to, with the line of the first of each.
fn rows_below(mut ranges: Vec<&MergedCells>, lines: &[u32]) -> BTreeMap<u32, u32> {
    ranges.sort();
    let mut from = BTreeMap::new();
    let mut reached = 0;
    for range in ranges {
        // Cells are merged once; a file that says otherwise would have rows looked at again and again.
        if range.first_row <= reached {
            continue;
        }
        reached = range.last_row;
        let begin = lines.partition_point(|line| *line <= range.first_row);
        // A merge may reach far below the table.
        let below = lines
            .iter()
            .skip(begin)
            .take_while(|line| **line <= range.last_row);
        from.extend(below.map(|line| (*line, range.first_row)));
    }
    from
}

/// Lines of rows with any cell.
fn filled_rows(bench: &Workbench) -> BTreeSet<u32> {
    let lines = bench.lines();
    let mut filled = BTreeSet::new();
    for name in bench.positions.keys() {
        let column = bench.frame.column(name).ok();
        if let Some(cells) = column.and_then(|column| column.str().ok()) {
            let rows = lines.iter().zip(cells.iter());
            filled.extend(
                rows.filter(|(_, cell)| cell.is_some())
                    .map(|(line, _)| *line),
            );
        }
    }
    filled
}

/// Merged cells that are read as less than they show: an amount for several rows, a cell over several columns.
fn merged_amounts(
    extract: &Extract,
    table: &TableSettings,
    used: &BTreeMap<usize, String>,
    there: &BTreeSet<u32>,
) -> Vec<Told> {
    let wide = wide_rows(extract);
    let mut amounts: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut across: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for merged in &extract.shown.merged {
        let row = merged.first_row;
        if !there.contains(&row) || wide.contains(&row) {
            continue;
        }
        let first = merged.first_column;
        if let Some(name) = used.get(&first)
            && merged.last_row > row
            && is_amount(table, name)
        {
            amounts.entry(name).or_default().push(row);
        }
        let others = first.saturating_add(1)..=merged.last_column;
        if merged.last_column > first
            && let Some((_, name)) = used.range(others).next()
        {
            across.entry(name).or_default().push(row);
        }
    }
    let amounts = amounts.into_iter().map(|(name, rows)| {
        let message = format!(
            "an amount in column \"{name}\" stands in one cell for several rows, and is counted for the first of them"
        );
        Told::cells(MERGED, message, rows, name)
    });
    let across = across.into_iter().map(|(name, rows)| {
        let message = format!(
            "the cell of column \"{name}\" is one with the cell before it, and is read as blank"
        );
        Told::cells(MERGED, message, rows, name)
    });
    amounts.chain(across).collect()
}
