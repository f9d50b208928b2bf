//! Steps that work on rows and plain cells.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use polars::prelude::*;

use brief_base::diagnostics::{Diagnostic, Place, did_you_mean};
use brief_base::repeated::RepeatedFaults;
use brief_base::text::natural_order;
use brief_model::brief::{ColumnSource, MappingSettings};
use brief_model::ledger::RowFate;
use brief_model::series::{DeriveStep, MergeStep, RecodeStep, ScopeStep};

use super::recodes::RecodeTable;
use super::workbench::{Change, Workbench};
use super::{REMEMBERED, evaluate};
use crate::dictionary::{DictionaryColumn, MISSING, together};
use crate::extracts::DateField;

/// Rejects rows that hold nothing in any column of the extract, blanks aside.
pub(super) fn reject_blank(bench: &mut Workbench) {
    let mut blank = vec![true; bench.frame.height()];
    // Columns that do not come from the file (a constant, the line) say nothing about the row.
    let from_file: Vec<String> = bench.positions.keys().cloned().collect();
    for column in from_file {
        if !blank.contains(&true) {
            return;
        }
        if let Some(cells) = bench
            .frame
            .column(&column)
            .ok()
            .and_then(|column| column.str().ok())
        {
            for (row, cell) in cells.iter().enumerate() {
                blank[row] &= cell.is_none_or(|cell| cell.trim().is_empty());
            }
        }
    }
    bench.remove_rows(&blank, RowFate::Rejected, "blank row", |_| None);
}

/// Replaces raw values by codes.
pub(super) fn recode(
    bench: &mut Workbench,
    step: &RecodeStep,
    recode: &mut RecodeTable,
    place: &Place,
) {
    let rule = format!("recode by {}", recode.file());
    let column = step.column.clone();
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    let mut unknown = RepeatedFaults::default();
    bench.change_texts(&column, &rule, place, |bench, line, cell| {
        let Some(cell) = cell else {
            return Change::Kept;
        };
        if let Some(code) = known.get(cell) {
            return match code.as_deref() == Some(cell) {
                true => Change::Kept,
                false => Change::To(code.clone()),
            };
        }
        let mut is_known = true;
        let parts: Vec<&str> = match &step.first_of {
            Some(separator) => cell
                .split(separator.as_str())
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect(),
            None => vec![cell],
        };
        let mut chosen = None;
        for part in parts {
            match recode.code(part) {
                Some(code) => chosen = chosen.or(code),
                None if step.keep_integers && part.parse::<i64>().is_ok() => {
                    chosen = chosen.or_else(|| Some(part.to_owned()));
                }
                None => {
                    is_known = false;
                    let at = || Some(bench.place(line, Some(&column)));
                    unknown.add(part, None, at, || {
                        Diagnostic::error(
                            "unknown-value",
                            format!(
                                "\"{part}\" in column \"{column}\" has no code in {}",
                                recode.file()
                            ),
                        )
                        .with_help(format!(
                            "add a line to the recode table, or correct the cell in corrections.csv; {}",
                            did_you_mean(part, recode.known())
                        ))
                    });
                }
            }
        }
        if is_known && known.len() < REMEMBERED {
            known.insert(cell.to_owned(), chosen.clone());
        }
        Change::To(chosen)
    });
    bench.faults.extend(unknown.into_faults());
}

/// Adds a computed column.
pub(super) fn derive(bench: &mut Workbench, step: &DeriveStep, place: &Place) {
    if let Some(column) = evaluate(bench, &step.expression, place) {
        bench.put(column.with_name(step.column.as_str().into()));
    }
}

/// The column that the months of a step's scope were read from, and what the descriptor says of it.
#[derive(Clone, Copy)]
pub(super) struct ScopeDates<'a> {
    pub column: Option<&'a str>,
    pub field: Option<&'a DateField>,
}

/// Sets rows aside that are none of the brief's business.
pub(super) fn out_of_scope(
    bench: &mut Workbench,
    step: &ScopeStep,
    dates: ScopeDates<'_>,
    place: &Place,
) {
    let mut leaves = vec![false; bench.frame.height()];
    if let Some(condition) = &step.condition {
        let Some(column) = evaluate(bench, condition, place) else {
            return;
        };
        match column.bool() {
            Ok(holds) => leaves = holds.iter().map(|holds| holds == Some(true)).collect(),
            Err(_) => {
                bench.faults.push(
                    Diagnostic::error("sql", format!("`{condition}` is not a condition"))
                        .with_place(place.clone())
                        .with_help("compare it with something, so that it is true or false"),
                );
                return;
            }
        }
    }
    if let Some(column) = &step.outside_period {
        let Some(months) = bench.texts(column, place) else {
            return;
        };
        let far = far_from_period(bench, &months, dates);
        bench.faults.extend(far);
        let period = &bench.brief.period;
        for (row, month) in months.iter().enumerate() {
            // YYYY-MM sorts as text. An undated row may belong to the period, so it stays.
            leaves[row] |= month.is_some_and(|month| *month < *period.from || *month > *period.to);
        }
    }
    bench.remove_rows(&leaves, RowFate::OutOfScope, &step.reason, |_| None);
}

/// A date this many years outside the period is a slip or a placeholder, not one of another period.
const TOO_FAR: i32 = 100;

/// A date outside the period that is this many years from all others, or more, may be a slip.
const ALONE: i32 = 10;

/// What is said of rows that would leave without a word for a slip in their date: an error of months a century or more
/// outside the period, a warning of a few that lie years from all others.
fn far_from_period(
    bench: &Workbench,
    months: &StringChunked,
    dates: ScopeDates<'_>,
) -> Vec<Diagnostic> {
    let period = &bench.brief.period;
    let [Some(first), Some(last)] = [&period.from, &period.to].map(|month| year_of(month)) else {
        return Vec::new();
    };
    // Text compares as time does, and a year is parsed only outside the period.
    let is_outside = |month: &str| *month < *period.from || *month > *period.to;
    let mut rows_of_year: BTreeMap<i32, Vec<(u32, &str)>> = BTreeMap::new();
    let mut dated = 0_usize;
    for (line, month) in bench.lines().into_iter().zip(months.iter()) {
        let Some(month) = month else { continue };
        dated += 1;
        if is_outside(month)
            && !dates
                .field
                .is_some_and(|field| field.covers(month, *month < *period.from))
            && let Some(year) = year_of(month)
        {
            rows_of_year.entry(year).or_default().push((line, month));
        }
    }
    let span = first - TOO_FAR + 1..=last + TOO_FAR - 1;
    let is_far = |year: &i32| !span.contains(year);
    let rows = |years: &dyn Fn(&i32) -> bool| -> Vec<(u32, &str)> {
        let years = rows_of_year.iter().filter(|(year, _)| years(year));
        let mut rows: Vec<(u32, &str)> = years.flat_map(|(_, rows)| rows).copied().collect();
        rows.sort_unstable();
        rows
    };
    let tell = |rows: &[(u32, &str)], fault: Diagnostic| {
        let lines: Vec<u32> = rows.iter().map(|(line, _)| *line).collect();
        bench.at_lines(&lines, dates.column, fault)
    };
    let cover = |month: &str| {
        let bound = match *month < *period.from {
            true => "minimum",
            false => "maximum",
        };
        format!(
            "if the delivery covers such years, say so there: \"constraints\": {{\"{bound}\": \"YYYY-MM-DD\"}} in the \
             field"
        )
    };
    let mut faults = Vec::new();
    let far = rows(&is_far);
    if let Some((_, month)) = far.first() {
        let message = format!(
            "{month} lies a century or more outside the period {} to {}",
            period.from, period.to
        );
        let help = format!(
            "correct the date in corrections.csv; if it stands for a date that is not known, declare it in \
             \"missingValues\" of the descriptor; {}",
            cover(month)
        );
        let fault = Diagnostic::error("date-far-off", message).with_help(help);
        faults.push(tell(&far, fault));
    }
    let near: Vec<i32> = rows_of_year
        .keys()
        .filter(|year| !is_far(year))
        .copied()
        .collect();
    let before = near.iter().rev().filter(|year| **year <= first);
    let before = beyond_gap(before.map(|year| first - year)).map(|years| first - years);
    let after = near.iter().filter(|year| **year >= last);
    let after = beyond_gap(after.map(|year| year - last)).map(|years| last + years);
    let is_alone = |year: &i32| {
        !is_far(year)
            && (before.is_some_and(|before| *year <= before)
                || after.is_some_and(|after| *year >= after))
    };
    let alone = rows(&is_alone);
    // With more of them the delivery covers another time too.
    let few = (dated / 50).max(3);
    if let Some((_, month)) = alone.first().filter(|_| alone.len() <= few) {
        let message = format!(
            "{month} lies {ALONE} years or more from all other dates, and its row is left out as outside the period {} to {}",
            period.from, period.to
        );
        let help = format!(
            "if it is a slip, correct the date in corrections.csv; {} of the descriptor",
            cover(month)
        );
        let fault = Diagnostic::warning("date-far-off", message).with_help(help);
        faults.push(tell(&alone, fault));
    }
    faults
}

fn year_of(month: &str) -> Option<i32> {
    month.split('-').next()?.parse().ok()
}

/// Of distances that grow, the first that is [`ALONE`] or more from the one before it.
fn beyond_gap(distances: impl Iterator<Item = i32>) -> Option<i32> {
    let mut reached = 0;
    for distance in distances {
        if distance - reached >= ALONE {
            return Some(distance);
        }
        reached = distance;
    }
    None
}

/// Makes rows that are alike in all named columns one. Which of them stays does not depend on their order.
pub(super) fn merge_duplicates(
    bench: &mut Workbench,
    step: &MergeStep,
    place: &Place,
    key: &[String],
    mapping: &MappingSettings,
) {
    let mut alike = vec![0; bench.frame.height()];
    let mut is_whole = vec![true; alike.len()];
    for column in &step.alike_in {
        let Ok(cells) = bench.frame.column(column).and_then(DictionaryColumn::of) else {
            let known = bench.column_names();
            bench.faults.push(
                Diagnostic::error(
                    "unknown-column",
                    format!(
                        "table \"{}\" has no column \"{column}\" at this step",
                        bench.table
                    ),
                )
                .with_place(place.clone())
                .with_help(did_you_mean(column, known.iter().map(String::as_str))),
            );
            return;
        };
        for (is_whole, code) in is_whole.iter_mut().zip(&cells.codes) {
            *is_whole &= *code != MISSING;
        }
        alike = together(&alike, &cells.codes);
    }
    let kinds = alike.iter().max().map_or(0, |most| *most as usize + 1);
    let mut rows_of_kind: Vec<u32> = vec![0; kinds];
    for (kind, is_whole) in alike.iter().zip(&is_whole) {
        rows_of_kind[*kind as usize] += u32::from(*is_whole);
    }
    let mut repeated: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (row, (kind, is_whole)) in alike.iter().zip(&is_whole).enumerate() {
        if *is_whole && rows_of_kind[*kind as usize] > 1 {
            repeated.entry(*kind).or_default().push(row);
        }
    }
    if repeated.is_empty() {
        return;
    }
    let candidates = match Candidates::of(bench, key, mapping) {
        Ok(candidates) => candidates,
        Err(error) => {
            let fault = Diagnostic::error("internal", error.to_string());
            bench.faults.push(fault.with_place(place.clone()));
            return;
        }
    };
    let lines = bench.lines();
    let mut leaves = vec![false; alike.len()];
    let mut merged = HashMap::new();
    for rows in repeated.into_values() {
        let Some(stays) = candidates.stays(&rows) else {
            continue;
        };
        for row in rows.into_iter().filter(|row| *row != stays) {
            leaves[row] = true;
            let rule = match candidates.conflict(stays, row) {
                Some(conflict) => format!("{}; {conflict}", step.reason),
                None => step.reason.clone(),
            };
            merged.insert(row, (rule, Some(lines[stays])));
        }
    }
    bench.remove_rows_by(&leaves, RowFate::Merged, |row| {
        merged.get(&row).cloned().unwrap_or_default()
    });
}

/// Rows that report the same thing, to choose the one that stays.
struct Candidates {
    /// The columns of the key, and all others. What is made from the number of a line is in neither: it says nothing
    /// of the row.
    key: Vec<DictionaryColumn>,
    others: Vec<(String, DictionaryColumn)>,
}

impl Candidates {
    fn of(bench: &Workbench, key: &[String], mapping: &MappingSettings) -> PolarsResult<Self> {
        let mut candidates = Candidates {
            key: Vec::new(),
            others: Vec::new(),
        };
        for name in bench.column_names() {
            if matches!(mapping.columns.get(&name), Some(ColumnSource::Line(_))) {
                continue;
            }
            let cells = DictionaryColumn::of(bench.frame.column(&name)?)?;
            match key.contains(&name) {
                true => candidates.key.push(cells),
                false => candidates.others.push((name, cells)),
            }
        }
        Ok(candidates)
    }

    /// The row that says most, of several such the one with the least key, then by what they say. Rows that are equal
    /// in all of this are interchangeable.
    fn stays(&self, rows: &[usize]) -> Option<usize> {
        let filled = |row: usize| {
            let cells = self.others.iter();
            cells.filter(|(_, cells)| cells.get(row).is_some()).count()
        };
        let filled: Vec<usize> = rows.iter().map(|row| filled(*row)).collect();
        let most = *filled.iter().max()?;
        let fullest = rows.iter().zip(&filled);
        let fullest = fullest.filter(|(_, filled)| **filled == most);
        let fullest = fullest.map(|(row, _)| *row);
        fullest.min_by(|one, other| self.order(*one, *other))
    }

    fn order(&self, one: usize, other: usize) -> Ordering {
        let key = |row: usize| -> Vec<&str> {
            let cells = self.key.iter();
            cells
                .map(|cells| cells.get(row).unwrap_or_default())
                .collect()
        };
        let said = |row: usize| self.others.iter().map(move |(_, cells)| cells.get(row));
        natural_order(&key(one), &key(other)).then_with(|| said(one).cmp(said(other)))
    }

    /// What a row says that is not said, or said otherwise, by the one that stays.
    fn conflict(&self, stays: usize, leaves: usize) -> Option<String> {
        let quoted = |cell: Option<&str>| match cell {
            Some(cell) => format!("\"{cell}\""),
            None => "no value".to_owned(),
        };
        let differs = self.others.iter().filter_map(|(name, cells)| {
            let (kept, lost) = (cells.get(stays), cells.get(leaves));
            let is_lost = lost.is_some() && lost != kept;
            is_lost.then(|| format!("{name} {}, kept {}", quoted(lost), quoted(kept)))
        });
        let differs: Vec<String> = differs.collect();
        (!differs.is_empty()).then(|| format!("it differs in {}", differs.join("; ")))
    }
}
