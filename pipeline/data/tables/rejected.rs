//! Rows that cleaning rejected, as they came.

use polars::prelude::PolarsResult;

use brief_model::ledger::{Ledger, RejectedRow, RejectedRows, RowFate};

use crate::dictionary::all_numbers;
use crate::extracts::{Extract, LINE};

/// The rows of `extract` that the ledger says were rejected on the way to `table`.
pub(super) fn rejected_rows(
    ledger: &Ledger,
    table: &str,
    extract: &Extract,
) -> PolarsResult<RejectedRows> {
    let lines = all_numbers(extract.frame.column(LINE)?.u32()?);
    let names = extract.positions.keys();
    let columns: Vec<_> = names
        .clone()
        .map(|name| extract.frame.column(name)?.str())
        .collect::<PolarsResult<_>>()?;
    let mut rejected = RejectedRows {
        columns: names.cloned().collect(),
        rows: Vec::new(),
    };
    for (line, reason) in ledger.rows_with_fate(table, RowFate::Rejected) {
        // Extracts are read in file order.
        let Ok(row) = lines.binary_search(&line) else {
            continue;
        };
        let cells = columns.iter();
        let cells = cells.map(|column| column.get(row).unwrap_or_default().to_owned());
        rejected.rows.push(RejectedRow {
            line,
            reason: reason.to_owned(),
            cells: cells.collect(),
        });
    }
    Ok(rejected)
}
