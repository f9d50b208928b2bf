//! Findings tables as a reader sees them.

use indexmap::IndexMap;

use super::{PrintedColumn, PrintedTable};
use crate::extracts::DataPackage;
use crate::findings::{Findings, Outcome};
use crate::numbers;
use crate::settings::Settings;

/// Every findings table by one column, with counts and shares of its total.
pub fn tables(
    settings: &Settings,
    package: &DataPackage,
    findings: &Findings,
) -> IndexMap<String, PrintedTable> {
    let mut printed = IndexMap::new();
    for finding in findings.iter() {
        let Outcome::Table(table) = &finding.outcome else {
            continue;
        };
        let columns = settings.series.value.columns_of(&finding.definition.of);
        let title_of = |by: &String| {
            columns.and_then(|columns| columns.get(by)).map_or_else(
                || by.clone(),
                |column| column.label.clone().unwrap_or_else(|| by.clone()),
            )
        };
        let mut header: Vec<PrintedColumn> = table
            .by
            .iter()
            .map(|by| PrintedColumn {
                title: title_of(by),
                align: "left",
            })
            .collect();
        header.push(PrintedColumn {
            title: capitalised(&finding.unit),
            align: "right",
        });
        header.push(PrintedColumn {
            title: "Share".to_owned(),
            align: "right",
        });
        let rows = table
            .rows
            .iter()
            .map(|row| {
                let mut cells = row.labels.clone();
                cells.push(numbers::with_thousands(row.count));
                #[allow(clippy::cast_precision_loss)]
                cells.push(if table.total > 0 {
                    numbers::percent(row.count as f64 / table.total as f64)
                } else {
                    "–".to_owned()
                });
                cells
            })
            .collect();
        let mut note = format!("n = {}.", numbers::with_thousands(table.total));
        if let Some(status) = &package.status {
            note = format!("{note} {}", status.caption);
        }
        printed.insert(
            finding.name.clone(),
            PrintedTable {
                title: finding.title.clone(),
                columns: header,
                rows,
                note,
            },
        );
    }
    printed
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
