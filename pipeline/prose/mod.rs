//! Prose: the text of the brief with its bound values, ready for the page.
//!
//! Sees findings, facts and what the run says about itself; no table, so no number can bypass a
//! finding.

mod bindings;
mod filters;
mod names;
mod numbers;

use std::sync::{Arc, Mutex};

use indexmap::IndexMap;
use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

pub use filters::Printed;
use filters::{Register, Target};

use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::extracts::DataPackage;
use crate::figures::{Drawing, FigureDefinition};
use crate::findings::{Findings, Outcome};
use crate::project::Project;
use crate::settings::Settings;
use crate::settings::series::SectionSettings;
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

/// Checks every name and filter in the sections and the words around figures, by what the settings
/// declare. Needs no data, so its faults come out together with those of the data.
pub fn check(project: &Project, settings: &Settings) -> Diagnostics {
    let known = bindings::declared(settings);
    let mut faults = Diagnostics::new();
    for section in &settings.series.value.sections {
        let file = section_file(settings, section);
        if let Some(source) = faults.take(project.read_text(&file)) {
            faults.extend(names::check(&source, &known, |offset, _| {
                names::place_in_text(&file, &source, offset)
            }));
        }
    }
    for definition in settings.figures.values() {
        for (_, source) in words_of(definition) {
            faults.extend(names::check(source, &known, |_, word| {
                definition.source.place_in_words(word)
            }));
        }
    }
    faults
}

/// Renders all prose of a brief. Its names have passed [`check`].
///
/// # Errors
/// Every fault of Tera and every value that this dataset version does not have, one a text.
pub fn render(
    project: &Project,
    settings: &Settings,
    package: &DataPackage,
    findings: &Findings,
    ledger: &Ledger,
    drawings: &IndexMap<String, Drawing>,
) -> Result<Text, Diagnostics> {
    let names = bindings::context(
        settings,
        package.status.as_ref(),
        findings,
        &settings.facts,
        ledger,
    );
    let mut writer = Writer {
        register: Register::default(),
        context: Context::from_serialize(&names)
            .map_err(|error| Diagnostic::error("internal", error.to_string()))?,
        faults: Diagnostics::new(),
    };

    let mut sections = Vec::new();
    for section in &settings.series.value.sections {
        let file = section_file(settings, section);
        let Some(source) = writer.faults.take(project.read_text(&file)) else {
            continue;
        };
        if let Some(markup) = writer.write(&Place::line(&file, 1), &source, Target::Markup) {
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
        .iter()
        .filter(|(id, _)| drawings.contains_key(*id));
    for (id, definition) in drawn {
        let [title, subtitle, caption, credits, alt] = words_of(definition).map(|(key, source)| {
            let place = definition.source.place_of(key);
            let written = writer.write(&place, source, Target::Text);
            written.unwrap_or_default().trim().to_owned()
        });
        let label = definition.label.clone();
        figures.insert(
            id.clone(),
            FigureText {
                label,
                title,
                subtitle,
                caption,
                credits,
                alt,
            },
        );
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

fn section_file(settings: &Settings, section: &SectionSettings) -> String {
    let folder = if section.standing {
        settings.series_folder()
    } else {
        settings.folder()
    };
    format!("{folder}/prose/{}.typ", section.id)
}

/// The texts around a figure that hold values.
fn words_of(definition: &FigureDefinition) -> [(&'static str, &str); 5] {
    [
        ("title", &definition.title),
        ("subtitle", &definition.subtitle),
        ("caption", &definition.caption),
        ("credits", &definition.credits),
        ("alt", &definition.alt),
    ]
}

struct Writer {
    register: Register,
    context: Context,
    faults: Diagnostics,
}

impl Writer {
    /// Renders one text that begins at `begins`.
    fn write(&mut self, begins: &Place, source: &str, target: Target) -> Option<String> {
        let file = begins.file.as_str();
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
                let report = match error.kind() {
                    ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report,
                    _ => {
                        self.faults.push(
                            Diagnostic::error("prose", error.to_string())
                                .with_place(begins.clone()),
                        );
                        return None;
                    }
                };
                // A figure's text is a folded YAML value: lines in it are not lines of its file.
                let place = match target {
                    Target::Text => begins.clone(),
                    Target::Markup => {
                        Place::at(file, report.span().start_line, report.span().start_col + 1)
                    }
                };
                self.faults.push(
                    Diagnostic::error("prose", report.message().to_owned()).with_place(place),
                );
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
