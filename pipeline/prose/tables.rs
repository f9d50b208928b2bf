//! Findings tables as a reader sees them.

use indexmap::IndexMap;

use brief_base::diagnostics::Place;
use brief_base::numbers;
use brief_model::findings::{Finding, FindingTable, Findings};
use brief_model::rests_on::{RestsOn, is_illustrative};

use super::expressions::place_in_text;
use super::layout_calls;
use super::passage::{Passage, Piece};
use super::printed_value::PrintedValue;
use super::register::Register;
use super::text::{PrintedColumn, PrintedTable, SectionText};
use crate::settings::Settings;

/// The path of a table's texts within the section that sets it, in [`PrintedValue::printed_in`].
pub const WITHIN: &str = "#findings-table/";

/// The findings tables that the sections set, with counts and shares of their totals; one that
/// this dataset version has no data for has no row.
pub(crate) fn tables(
    settings: &Settings,
    findings: &Findings,
    sections: &[SectionText],
    register: &Register,
) -> IndexMap<String, PrintedTable> {
    let mut tables = IndexMap::new();
    for section in sections {
        for (offset, name) in layout_calls::tables_set(&section.markup) {
            let Some(finding) = findings.get(&name) else {
                continue;
            };
            let writer = TableWriter {
                settings,
                finding,
                printed_in: format!("{}{WITHIN}{name}", section.file),
                place: line_of(section, offset),
                register,
            };
            let table = match findings.table(&name) {
                Some(table) => writer.table(table),
                None => writer.without_data(),
            };
            tables.insert(name, table);
        }
    }
    tables
}

struct TableWriter<'a> {
    settings: &'a Settings,
    finding: &'a Finding,
    printed_in: String,
    place: Place,
    register: &'a Register,
}

/// The line at which a section's markup has an offset, which is its file's; its column need not be.
fn line_of(section: &SectionText, offset: usize) -> Place {
    Place {
        column: None,
        ..place_in_text(&section.file, &section.markup, offset)
    }
}

impl TableWriter<'_> {
    fn without_data(&self) -> PrintedTable {
        PrintedTable {
            title: self.words("title", &self.finding.title),
            columns: Vec::new(),
            rows: Vec::new(),
            illustrative: false,
            note: Passage::default(),
        }
    }

    /// Words of the finding's definition.
    fn words(&self, key: &str, text: &str) -> Passage {
        let file = &self.finding.defined_at.file;
        Passage::typed(&format!("{file}#{}/{key}", self.finding.name), text)
    }

    fn table(&self, table: &FindingTable) -> PrintedTable {
        let mut columns: Vec<PrintedColumn> = table
            .by
            .iter()
            .map(|by| column(self.heading(by), "left"))
            .collect();
        let unit = capitalised(&self.finding.unit);
        columns.push(column(self.words("unit", &unit), "right"));
        columns.push(column(Passage::typed(&self.printed_in, "Share"), "right"));
        let rows = table.rows.iter().map(|row| {
            let labels = table.by.iter().zip(&row.labels);
            let mut cells: Vec<Passage> = labels
                .map(|(by, label)| self.cell(by, label.clone()))
                .collect();
            let rests_on = row.rests_on.as_ref();
            cells.push(self.value("count", numbers::with_thousands(row.count), rests_on));
            cells.push(if table.total > 0 {
                let share = row.count as f64 / table.total as f64;
                let of_share = [rests_on, table.total_rests_on.as_ref()];
                let of_share = RestsOn::together(of_share);
                self.value("share", numbers::percent(share), of_share.as_ref())
            } else {
                Passage::typed(&self.printed_in, "–")
            });
            cells
        });
        PrintedTable {
            columns,
            rows: rows.collect(),
            illustrative: is_illustrative(table.rests_on().as_ref()),
            title: self.words("title", &self.finding.title),
            note: self.note(table),
        }
    }

    /// The base, and that the shares do not add up where they do not.
    fn note(&self, table: &FindingTable) -> Passage {
        let total = numbers::with_thousands(table.total);
        let rests_on = table.total_rests_on.as_ref();
        let mut pieces = vec![
            Piece::Typed("n = ".to_owned()),
            self.bound("total", total, rests_on),
            Piece::Typed(".".to_owned()),
        ];
        if !shares_add_up(table) {
            pieces.push(Piece::Typed(
                " The shares are rounded, and do not add up to ".to_owned(),
            ));
            pieces.push(self.bound("whole", numbers::percent(1.0), None));
            pieces.push(Piece::Typed(".".to_owned()));
        }
        Passage {
            printed_in: self.printed_in.clone(),
            pieces,
        }
    }

    /// The header of a breakdown column: its label, else its name.
    fn heading(&self, by: &str) -> Passage {
        let of = &self.finding.definition.of;
        let series = &self.settings.series.value;
        let column = series.columns_of(of).and_then(|columns| columns.get(by));
        let label = column.and_then(|column| column.label.as_deref());
        let printed_in = format!(
            "{}/series.yaml#tables/{of}/columns/{by}",
            self.settings.series_folder()
        );
        Passage::typed(&printed_in, label.unwrap_or(by))
    }

    /// Words in the first columns, which say what is counted.
    fn cell(&self, field: &str, text: String) -> Passage {
        self.value(field, text, None)
    }

    fn value(&self, field: &str, text: String, rests_on: Option<&RestsOn>) -> Passage {
        Passage {
            printed_in: self.printed_in.clone(),
            pieces: vec![self.bound(field, text, rests_on)],
        }
    }

    fn bound(&self, field: &str, text: String, rests_on: Option<&RestsOn>) -> Piece {
        Piece::Bound(self.register.add(PrintedValue {
            text,
            source: self.finding.name.clone(),
            field: field.to_owned(),
            printed_in: self.printed_in.clone(),
            place: self.place.clone(),
            rests_on: rests_on.cloned(),
            is_words: true,
            ..PrintedValue::default()
        }))
    }
}

/// Whether the shares of a table add up as they are printed. Of one printed as less than 1 %, or as more than 99 %,
/// a reader knows no more than that.
fn shares_add_up(table: &FindingTable) -> bool {
    if table.total <= 0 || table.rows.is_empty() {
        return true;
    }
    let shares = table
        .rows
        .iter()
        .map(|row| row.count as f64 / table.total as f64);
    let (mut least, mut most, mut is_exact) = (0, 0, true);
    for share in shares {
        let (low, high) = match numbers::rounded_percent(share) {
            Some(percent) => (percent, percent),
            None if share < 0.5 => (0, 1),
            None => (99, 100),
        };
        is_exact &= low == high;
        least += low;
        most += high;
    }
    match is_exact {
        true => least == 100,
        false => least < 100 && 100 < most,
    }
}

fn column(title: Passage, align: &'static str) -> PrintedColumn {
    PrintedColumn { title, align }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
