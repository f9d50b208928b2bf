//! Blanks at the ends and in runs, and characters that nobody sees: out of every cell where they cannot matter.

use brief_base::diagnostics::Place;
use brief_base::invisible;
use brief_base::text::{collapse_blanks, is_collapsed, is_composed};
use brief_model::ledger::Event;

use super::workbench::{Change, Workbench};

/// The rule by which a letter and its mark become one character.
pub(super) const COMPOSE: &str = "compose letters and marks";

/// Trims the cells of a text column. The ledger tells blanks, which can be seen, from what could not.
pub(super) fn trim(bench: &mut Workbench, column: &str, step: &Place) {
    let from = bench.ledger.entries.len();
    bench.change_texts(column, "trim blanks", step, |_, _, cell| match cell {
        Some(cell) if !is_collapsed(cell) => {
            Change::To(Some(collapse_blanks(cell)).filter(|it| !it.is_empty()))
        }
        _ => Change::Kept,
    });
    for entry in &mut bench.ledger.entries[from..] {
        let Event::Cell {
            before: Some(before),
            ..
        } = &entry.event
        else {
            continue;
        };
        if invisible::has_needless(before) {
            let names = invisible::named(before);
            entry.rule = format!("remove invisible characters ({names})");
        } else if !is_composed(before) {
            entry.rule = COMPOSE.to_owned();
        }
    }
}
