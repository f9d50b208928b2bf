//! Faults of single cells, held until it is known whether anything reads the cell.
//!
//! An error value, a control character, a number that is no date: in a column that nothing uses it harms nobody,
//! and extracts are never edited, so it must not stop a run. Cleaning tells those of the cells that it reads.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use brief_base::diagnostics::Diagnostic;

/// The held faults of one extract.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeldFaults {
    /// By column, counted from 1, then by what makes them alike.
    columns: BTreeMap<usize, IndexMap<String, HeldFault>>,
}

/// A fault of some cells of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldFault {
    /// The fault without its place.
    pub fault: Diagnostic,
    /// Lines of the cells, from top to bottom.
    pub lines: Vec<u32>,
}

impl HeldFaults {
    /// Adds the fault of a cell; of those that are alike, the first one is told.
    pub(super) fn add(&mut self, column: usize, line: u32, fault: Diagnostic) {
        let alike = match fault.code.as_ref() {
            // These say how long, or which word.
            code @ ("cell-too-long" | "misread-text") => code.to_owned(),
            _ => fault.message.clone(),
        };
        let of_column = self.columns.entry(column).or_default();
        let held = of_column.entry(alike).or_insert_with(|| HeldFault {
            fault,
            lines: Vec::new(),
        });
        held.lines.push(line);
    }

    /// Those of the cells in a line, which leave it; for a header, which something always reads.
    pub(super) fn take_line(&mut self, line: u32) -> Vec<(usize, Diagnostic)> {
        let mut taken = Vec::new();
        for (column, held) in &mut self.columns {
            for held in held.values_mut() {
                if held.lines.first() == Some(&line) {
                    held.lines.remove(0);
                    taken.push((*column, held.fault.clone()));
                }
            }
        }
        taken
    }

    /// All of them, each cell by itself: column, line, fault.
    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, u32, &Diagnostic)> {
        let columns = self.columns.iter();
        columns.flat_map(|(column, held)| {
            held.values().flat_map(|held| {
                let lines = held.lines.iter();
                lines.map(|line| (*column, *line, &held.fault))
            })
        })
    }

    /// Those of a column.
    pub fn of_column(&self, column: usize) -> impl Iterator<Item = &HeldFault> {
        self.columns
            .get(&column)
            .into_iter()
            .flat_map(IndexMap::values)
    }
}

/// Cells in a column that the header does not name: nothing can read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnnamedColumn {
    /// Where it stands, from 1.
    pub position: usize,
    /// How many cells it has that are not blank.
    pub cells: usize,
    /// The line of the first of them.
    pub first: u32,
}
