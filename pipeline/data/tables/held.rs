//! Faults of single cells that reading held back: told of the cells that something reads.

use std::collections::BTreeSet;

use brief_base::diagnostics::{Diagnostic, Place, spreadsheet_column};
use brief_base::repeated::RepeatedFaults;
use brief_model::brief::{ColumnSource, MappingSettings};
use brief_model::ledger::Event;
use brief_model::series::Step;

use super::invisible::COMPOSE;
use super::workbench::Workbench;
use crate::extracts::{Extract, UnnamedColumn};

/// What [`tell`] calls the steps that may settle a fault: those before any that interprets a cell.
pub(super) fn settles(step: &Step) -> bool {
    matches!(
        step,
        Step::TrimBlanks(_)
            | Step::DeclareMissing(_)
            | Step::RejectBlankRows(_)
            | Step::ApplyCorrections(_)
    )
}

/// Rules of the ledger that leave a cell's fault as it is.
const LEAVE_AS_IT_IS: [&str; 3] = ["trim blanks", "remove invisible characters", COMPOSE];

/// Tells the held faults of cells that are mapped to a column, unless the row has left by now, or the cell was
/// declared missing or corrected.
pub(super) fn tell(bench: &mut Workbench, mapping: &MappingSettings, extract: &Extract) {
    let mut faults = RepeatedFaults::default();
    for (column, source) in &mapping.columns {
        let ColumnSource::Column(raw) = source else {
            continue;
        };
        let Some(position) = extract.positions.get(raw) else {
            continue;
        };
        let mut held = extract.held.of_column(*position).peekable();
        if held.peek().is_none() {
            continue;
        }
        let lines = bench.lines();
        let settled = settled(bench, column);
        for held in held {
            let still = held
                .lines
                .iter()
                .filter(|line| lines.binary_search(line).is_ok() && !settled.contains(*line));
            for line in still {
                let cause = format!("{column}\n{}", held.fault.message);
                let at = || Some(bench.place(*line, Some(column)));
                faults.add(&cause, None, at, || held.fault.clone());
            }
        }
    }
    bench.faults.extend(faults.into_faults());
}

/// The lines in which a step has given the column another value.
fn settled(bench: &Workbench, column: &str) -> BTreeSet<u32> {
    let entries = bench.ledger.entries.iter();
    let entries = entries.filter(|entry| entry.table == bench.table);
    let settled = entries.filter(|entry| {
        let is_of_column = matches!(&entry.event, Event::Cell { column: of, .. } if of == column);
        is_of_column
            && !LEAVE_AS_IT_IS
                .iter()
                .any(|rule| entry.rule.starts_with(rule))
    });
    settled
        .filter_map(|entry| u32::try_from(entry.place.line?).ok())
        .collect()
}

/// A warning of the columns that the header does not name and that hold cells, unless the mapping calls them unused
/// by their letters.
pub(super) fn unnamed_columns(
    mapping: &MappingSettings,
    extract: &Extract,
    mapping_place: &Place,
) -> Option<Diagnostic> {
    let columns = extract.unnamed.iter();
    let columns = columns.map(|column| (column, spreadsheet_column(column.position)));
    let told = columns.filter(|(_, letter)| !mapping.unused.contains(letter));
    let told: Vec<(&UnnamedColumn, String)> = told.collect();
    let (first, _) = told.first()?;
    let letters: Vec<&str> = told.iter().map(|(_, letter)| letter.as_str()).collect();
    let letters = letters.join(", ");
    let cells = told.iter().map(|(column, _)| column.cells).sum();
    let (cells, them) = match cells {
        1 => ("a cell stands".to_owned(), "it"),
        cells => (format!("{cells} cells stand"), "them"),
    };
    let (columns, column) = match told.len() {
        1 => (format!("column {letters}"), "column"),
        _ => (format!("columns {letters}"), "columns"),
    };
    let line = usize::try_from(first.first).unwrap_or(usize::MAX);
    let place = Place::cell(
        extract.file.clone(),
        extract.sheet.as_deref(),
        line,
        Some(first.position),
    );
    let fault = Diagnostic::warning(
        "cell-without-column",
        format!("{cells} in {columns}, which the header does not name: nothing reads {them}"),
    );
    Some(fault.with_place(place).with_help(format!(
        "if that is right, say so: `unused: [{letters}]` in {mapping_place}; if they are data, ask for a delivery whose \
         header names the {column}"
    )))
}
