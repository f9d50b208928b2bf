//! A table in the making: the frame, where its cells came from, and the ledger it writes to.

use indexmap::IndexMap;
use polars::prelude::*;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use brief_base::repeated::RepeatedFaults;
use brief_base::yaml::Locations;
use brief_model::brief::BriefSettings;
use brief_model::ledger::{Event, Ledger, LedgerEntry, RowFate};

use crate::dictionary::{all_numbers, each_text};
use crate::extracts::LINE;

/// One table between extract and schema. Steps change it; every change is in its ledger.
pub(super) struct Workbench<'a> {
    /// The table's name.
    pub table: &'a str,
    pub file: String,
    /// Sheet of the raw file, when it is a workbook.
    pub sheet: Option<String>,
    /// [`LINE`] and the columns so far.
    pub frame: DataFrame,
    /// Where a column stands in the raw file, from 1; columns made by a step are not in it.
    pub positions: IndexMap<String, usize>,
    /// What has happened.
    pub ledger: &'a mut Ledger,
    /// What is wrong.
    pub faults: &'a mut Diagnostics,
    /// Columns whose recode table could not be read: that is told, and what they hold says nothing.
    pub not_recoded: Vec<String>,
    /// The brief's settings.
    pub brief: &'a BriefSettings,
    /// Where the series' settings stand.
    pub locations: &'a Locations,
}

/// What a step makes of a cell.
pub(super) enum Change {
    /// It stays as it is.
    Kept,
    /// It becomes this, which may be what it was.
    To(Option<String>),
}

impl Workbench<'_> {
    /// The place of a cell, or of its row when `column` has no place in the file.
    pub(super) fn place(&self, line: u32, column: Option<&str>) -> Place {
        Place::cell(
            self.file.clone(),
            self.sheet.as_deref(),
            line as usize,
            column.and_then(|column| self.positions.get(column).copied()),
        )
    }

    /// A fault of the cells of a column, or of whole rows, in these lines: told at the first, with the others.
    pub(super) fn at_lines(
        &self,
        lines: &[u32],
        column: Option<&str>,
        fault: Diagnostic,
    ) -> Diagnostic {
        let mut faults = RepeatedFaults::default();
        for line in lines {
            faults.add(
                "",
                None,
                || Some(self.place(*line, column)),
                || fault.clone(),
            );
        }
        faults.into_faults().next().unwrap_or(fault)
    }

    /// The raw line of each row.
    pub(super) fn lines(&self) -> Vec<u32> {
        self.frame
            .column(LINE)
            .and_then(|column| column.u32().cloned())
            .map(|lines| all_numbers(&lines))
            .unwrap_or_default()
    }

    /// A text column's cells, or a fault that names the step's place when there is none such.
    pub(super) fn texts(&mut self, column: &str, step: &Place) -> Option<StringChunked> {
        let texts = self.frame.column(column).ok();
        let texts = texts.and_then(|column| column.str().ok().cloned());
        if texts.is_none() {
            let known: Vec<String> = self.column_names();
            self.faults.push(
                Diagnostic::error(
                    "unknown-column",
                    format!(
                        "table \"{}\" has no text column \"{column}\" at this step",
                        self.table
                    ),
                )
                .with_place(step.clone())
                .with_help(did_you_mean(column, known.iter().map(String::as_str))),
            );
        }
        texts
    }

    /// The columns so far, without [`LINE`].
    pub(super) fn column_names(&self) -> Vec<String> {
        self.frame
            .get_column_names()
            .iter()
            .map(|name| name.to_string())
            .filter(|name| name != LINE)
            .collect()
    }

    /// Replaces or adds a column.
    pub(super) fn put(&mut self, column: impl IntoColumn) {
        let column = column.into_column();
        let name = column.name().clone();
        if let Err(error) = self.frame.with_column(column) {
            self.faults.push(
                Diagnostic::error(
                    "internal",
                    format!("column \"{name}\" does not fit: {error}"),
                )
                .with_place(Place::file(self.file.clone())),
            );
        }
    }

    /// Replaces or adds a text column.
    pub(super) fn put_texts<'c>(
        &mut self,
        column: &str,
        cells: impl Iterator<Item = Option<&'c str>>,
    ) {
        self.put(StringChunked::from_iter_options(column.into(), cells));
    }

    /// Records a changed cell.
    pub(super) fn cell_changed(
        &mut self,
        line: u32,
        column: &str,
        before: Option<&str>,
        after: Option<&str>,
        rule: &str,
    ) {
        let place = self.place(line, Some(column));
        self.ledger.entries.push(LedgerEntry {
            table: self.table.to_owned(),
            place,
            event: Event::Cell {
                column: column.to_owned(),
                before: before.map(str::to_owned),
                after: after.map(str::to_owned),
            },
            rule: rule.to_owned(),
        });
    }

    /// Replaces a text column by what `change` makes of each cell, and records the changes.
    pub(super) fn change_texts(
        &mut self,
        column: &str,
        rule: &str,
        step: &Place,
        mut change: impl FnMut(&mut Self, u32, Option<&str>) -> Change,
    ) {
        let Some(before) = self.texts(column, step) else {
            return;
        };
        let lines = self.lines();
        let mut changed: Vec<(usize, Option<String>)> = Vec::new();
        let mut row = 0;
        each_text(&before, |cell| {
            let line = lines[row];
            if let Change::To(after) = change(self, line, cell)
                && after.as_deref() != cell
            {
                self.cell_changed(line, column, cell, after.as_deref(), rule);
                changed.push((row, after));
            }
            row += 1;
        });
        // Most columns stay as they are.
        if changed.is_empty() {
            return;
        }
        let mut next = changed.iter().peekable();
        let after = before.iter().enumerate().map(|(row, cell)| {
            match next.next_if(|(changed, _)| *changed == row) {
                Some((_, after)) => after.as_deref(),
                None => cell,
            }
        });
        self.put_texts(column, after);
    }

    /// Takes out the rows for which `leaves` holds; each is recorded.
    pub(super) fn remove_rows(
        &mut self,
        leaves: &[bool],
        fate: RowFate,
        rule: &str,
        into_line: impl Fn(usize) -> Option<u32>,
    ) {
        self.remove_rows_by(leaves, fate, |row| (rule.to_owned(), into_line(row)));
    }

    /// The same with a rule for each row, and the line of the row that it is merged into.
    pub(super) fn remove_rows_by(
        &mut self,
        leaves: &[bool],
        fate: RowFate,
        rule_and_line: impl Fn(usize) -> (String, Option<u32>),
    ) {
        if !leaves.contains(&true) {
            return;
        }
        for (row, line) in self.lines().into_iter().enumerate() {
            if leaves[row] {
                let place = self.place(line, None);
                let (rule, into_line) = rule_and_line(row);
                self.ledger.entries.push(LedgerEntry {
                    table: self.table.to_owned(),
                    place,
                    event: Event::Row { fate, into_line },
                    rule,
                });
            }
        }
        let stays =
            BooleanChunked::from_iter_values("stays".into(), leaves.iter().map(|leaves| !leaves));
        match self.frame.filter(&stays) {
            Ok(frame) => self.frame = frame,
            Err(error) => self.faults.push(Diagnostic::error(
                "internal",
                format!("rows of \"{}\" cannot be set aside: {error}", self.table),
            )),
        }
    }
}
