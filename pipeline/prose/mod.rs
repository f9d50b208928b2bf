//! Prose: the text of the brief with its bound values, ready for the page.
//!
//! Sees findings, facts and what the run says about itself; no table, so no number can bypass a
//! finding.

mod bindings;
mod filters;
mod numbers;

use std::sync::{Arc, Mutex};

use indexmap::IndexMap;
use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

pub use filters::Printed;
use filters::{Register, Target};

use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::extracts::DataPackage;
use crate::facts::Facts;
use crate::figures::Drawing;
use crate::findings::{Findings, Outcome};
use crate::project::Project;
use crate::settings::Settings;
use crate::tables::Ledger;

/// The whole text of a brief.
#[derive(Debug, Clone)]
pub struct Text {
    /// In reading order.
    pub sections: Vec<Section>,
    /// Titles, captions and alternative texts, by figure.
    pub figures: IndexMap<String, FigureText>,
    /// Findings tables as a reader sees them, by finding.
    pub tables: IndexMap<String, PrintedTable>,
    /// Every bound value that the text prints. `#bound(n)` in a section is the n-th.
    pub printed: Vec<Printed>,
}

/// A section as Typst markup.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its name.
    pub id: String,
    /// It stands in every brief of the series.
    pub standing: bool,
    /// The file it was written in.
    pub file: String,
    /// Typst markup; line by line the file's, unless a Tera loop or condition spans lines.
    pub markup: String,
}

/// The words around a figure.
#[derive(Debug, Clone, Serialize)]
pub struct FigureText {
    /// `Map 1`, `Figure 2`.
    pub label: String,
    /// What the figure shows, as a statement.
    pub title: String,
    /// Base and dates.
    pub subtitle: String,
    /// What to keep in mind.
    pub caption: String,
    /// Sources and licences.
    pub credits: String,
    /// For readers who do not see it: what it shows, with its numbers.
    pub alt: String,
}

/// A findings table as a reader sees it.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedTable {
    /// What it measures.
    pub title: String,
    /// The header.
    pub columns: Vec<PrintedColumn>,
    /// Cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// What stands below it.
    pub note: String,
}

/// A column of a printed table.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedColumn {
    /// The header cell.
    pub title: String,
    /// `left` or `right`.
    pub align: &'static str,
}

/// Renders all prose of a brief.
///
/// # Errors
/// Every unknown name, missing filter and Tera fault in any section or figure text, at once.
pub fn render(
    project: &Project,
    settings: &Settings,
    package: &DataPackage,
    findings: &Findings,
    ledger: &Ledger,
    drawings: &IndexMap<String, Drawing>,
) -> Result<Text, Diagnostics> {
    let facts: &Facts = &settings.facts;
    let names = bindings::context(settings, package, findings, facts, ledger);
    let mut writer = Writer {
        register: Register::default(),
        context: Context::from_serialize(&names)
            .map_err(|error| Diagnostic::error("internal", error.to_string()))?,
        names,
        faults: Diagnostics::new(),
    };

    let mut sections = Vec::new();
    for section in &settings.series.value.sections {
        let folder = if section.standing {
            settings.series_folder()
        } else {
            settings.folder()
        };
        let file = format!("{folder}/prose/{}.typ", section.id);
        let Some(source) = writer.faults.take(project.read_text(&file)) else {
            continue;
        };
        if let Some(markup) = writer.write(&file, 1, &source, Target::Markup) {
            sections.push(Section {
                id: section.id.clone(),
                standing: section.standing,
                file,
                markup,
            });
        }
    }

    let mut figures = IndexMap::new();
    let drawn = settings
        .figures
        .value
        .iter()
        .filter(|(id, _)| drawings.contains_key(*id));
    for (id, definition) in drawn {
        let mut say = |key: &str, source: &str| -> String {
            let place = settings.figures.locations.place(&format!("{id}/{key}"));
            let line = place.line.unwrap_or(1);
            writer
                .write(&place.file, line, source, Target::Text)
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let text = FigureText {
            label: definition.label.clone(),
            title: say("title", &definition.title),
            subtitle: say("subtitle", &definition.subtitle),
            caption: say("caption", &definition.caption),
            credits: say("credits", &definition.credits),
            alt: say("alt", &definition.alt),
        };
        figures.insert(id.clone(), text);
    }

    let tables = tables(settings, package, findings);
    let printed = writer.register.take();
    writer
        .faults
        .finish(Text {
            sections,
            figures,
            tables,
            printed,
        })
        .map(|(text, _)| text)
}

struct Writer {
    register: Register,
    context: Context,
    names: serde_json::Map<String, serde_json::Value>,
    faults: Diagnostics,
}

impl Writer {
    /// Renders one text; `first_line` is where it begins in its file.
    fn write(
        &mut self,
        file: &str,
        first_line: usize,
        source: &str,
        target: Target,
    ) -> Option<String> {
        let faults = bindings::check(file, first_line, source, &self.names);
        if !faults.is_empty() {
            self.faults.extend(faults);
            return None;
        }
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<String>::new());
        filters::register(
            &mut tera,
            target,
            &self.register,
            &Arc::new(Mutex::new(file.to_owned())),
        );
        let rendered = tera
            .add_raw_template(file, source)
            .and_then(|()| tera.render(file, &self.context));
        match rendered {
            Ok(text) => Some(text),
            Err(error) => {
                self.faults.push(match error.kind() {
                    ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                        let span = report.span();
                        Diagnostic::error("prose", report.message().to_owned()).with_place(
                            Place::at(file, first_line + span.start_line - 1, span.start_col + 1),
                        )
                    }
                    _ => Diagnostic::error("prose", error.to_string())
                        .with_place(Place::line(file, first_line)),
                });
                None
            }
        }
    }
}

/// Every findings table by one column, with counts and shares of its total.
fn tables(
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
