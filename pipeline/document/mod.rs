//! The document: text, figures and layout set into pages by Typst, and written as PDF.
//!
//! Typst sees a closed set of virtual files: the series' layout, the rendered sections, and the
//! values as JSON. Nothing else resolves: no package, no file system, no clock. Its warnings are
//! errors here, because each of them is something a reader would see.

mod annex;
mod coverage;
mod data;
mod fonts;
mod reading;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst::{World, WorldExt};
use typst_as_lib::{TypstAsLibError, TypstEngine};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub use coverage::PageCoverage;
pub use fonts::{FOLDER as FONTS, Fonts};
pub use reading::Reading;

use crate::Written;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::project::Project;
use crate::prose::Printed;
use crate::publish::Exports;
use crate::settings::Settings;

/// Files of a series that say how its pages look.
pub const LAYOUT_FILES: [&str; 4] = ["main.typ", "layout.typ", "annex.typ", "theme.typ"];
/// Files of a series that say how its notes and sources are written.
const STYLE_FILES: [&str; 2] = ["notes.csl", "references.csl"];

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// The brief.
    Reader,
    /// The same pages, every printed value linked to an annex that says where it comes from.
    Audit,
}

impl Edition {
    /// As printed, and in file names.
    pub fn name(self) -> &'static str {
        match self {
            Edition::Reader => "reader",
            Edition::Audit => "audit",
        }
    }
}

/// A typeset brief.
pub struct Document {
    engine: TypstEngine,
    files: VirtualFiles,
    paged: PagedDocument,
    edition: Edition,
}

/// An edition as it is published.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedEdition {
    /// The file's name.
    pub file: String,
    /// How many pages it has.
    pub pages: usize,
    /// All of it.
    pub pdf: Vec<u8>,
}

/// The virtual files that Typst sees, and the project's files they came from.
#[derive(Debug, Default)]
struct VirtualFiles {
    sources: Vec<(String, String)>,
    binaries: Vec<(String, Vec<u8>)>,
    /// By virtual path: the project's file, and whether lines agree.
    origins: BTreeMap<String, Origin>,
    /// Where the series' layout is.
    layout_folder: String,
    /// Texts that no page shows and that were looked through before: alternative texts, title,
    /// description, keywords.
    hidden: BTreeSet<String>,
}

#[derive(Debug)]
struct Origin {
    file: String,
    lines_agree: bool,
}

impl VirtualFiles {
    /// The text of a source.
    fn text_of(&self, path: &str) -> Option<&str> {
        let mut sources = self.sources.iter();
        sources
            .find(|(at, _)| at == path)
            .map(|(_, text)| text.as_str())
    }

    fn source(&mut self, path: &str, origin: &str, text: String, lines_agree: bool) {
        self.origins.insert(
            path.to_owned(),
            Origin {
                file: origin.to_owned(),
                lines_agree,
            },
        );
        self.sources.push((path.to_owned(), text));
    }

    fn binary(&mut self, path: &str, origin: &str, bytes: Vec<u8>) {
        self.origins.insert(
            path.to_owned(),
            Origin {
                file: origin.to_owned(),
                lines_agree: true,
            },
        );
        self.binaries.push((path.to_owned(), bytes));
    }
}

/// Sets a brief into pages.
///
/// # Errors
/// Everything Typst has to say, warnings too, at the project's file, line and column.
pub fn typeset(
    project: &Project,
    written: &Written,
    exports: &Exports,
    edition: Edition,
) -> Result<Document, Diagnostics> {
    let Written {
        settings,
        text,
        drawings,
        fonts,
        ..
    } = written;
    let mut files = VirtualFiles {
        layout_folder: settings.series_folder(),
        hidden: data::hidden_texts(written),
        ..VirtualFiles::default()
    };
    let mut faults = Diagnostics::new();
    for name in LAYOUT_FILES.into_iter().chain(STYLE_FILES) {
        let origin = format!("{}/{name}", settings.series_folder());
        if let Some(source) = faults.take(project.read_text(&origin)) {
            refuse_clock(&origin, &source, &mut faults);
            if name.ends_with(".typ") {
                files.source(&format!("/{name}"), &origin, source, true);
            } else {
                files.binary(&format!("/{name}"), &origin, source.into_bytes());
            }
        }
    }
    let references = format!("{}/references.yaml", settings.folder());
    if let Some(source) = faults.take(project.read(&references)) {
        files.binary("/references.yaml", &references, source);
    }
    for section in &text.sections {
        refuse_clock(&section.file, &section.markup, &mut faults);
        let written = faults
            .take(project.read_text(&section.file))
            .unwrap_or_default();
        let lines_agree = written.lines().count() == section.markup.lines().count();
        files.source(
            &data::section_path(section),
            &section.file,
            section.markup.clone(),
            lines_agree,
        );
    }

    for (id, drawing) in drawings {
        let declared = settings.figures.get(id);
        let origin = declared.map_or_else(String::new, |figure| figure.source.place_of(id).file);
        files.binary(
            &data::figure_path(id),
            &origin,
            drawing.svg.clone().into_bytes(),
        );
    }
    for attachment in exports.attachments() {
        files.binary(
            &data::attachment_path(attachment.name),
            attachment.name,
            attachment.bytes.to_vec(),
        );
    }
    let annex = match edition {
        Edition::Reader => None,
        Edition::Audit => faults.take(annex::annex(project, written)),
    };
    let data = data::json(written, exports, edition, annex.as_ref());
    files.binary(
        "/data.json",
        "data.json (made by the pipeline)",
        data.to_string().into_bytes(),
    );
    if faults.has_errors() {
        return Err(faults);
    }

    let engine = TypstEngine::builder()
        .fonts(fonts.files.iter().cloned())
        .with_static_source_file_resolver(
            files
                .sources
                .iter()
                .map(|(path, text)| (path.as_str(), text.clone()))
                .collect::<Vec<_>>(),
        )
        .with_static_file_resolver(
            files
                .binaries
                .iter()
                .map(|(path, bytes)| (path.as_str(), Bytes::new(bytes.clone())))
                .collect::<Vec<_>>(),
        )
        .build();
    let paged = compile(&engine, &files)?;
    Ok(Document {
        engine,
        files,
        paged,
        edition,
    })
}

fn compile(engine: &TypstEngine, files: &VirtualFiles) -> Result<PagedDocument, Diagnostics> {
    let with_world = || {
        engine.with_world("/main.typ", |world| {
            let compiled = typst::compile::<PagedDocument>(world);
            let mut faults = Diagnostics::new();
            faults.extend(
                compiled
                    .warnings
                    .iter()
                    .map(|warning| diagnostic(world, files, warning)),
            );
            match compiled.output {
                Ok(paged) => (Some(paged), faults),
                Err(errors) => {
                    faults.extend(errors.iter().map(|error| diagnostic(world, files, error)));
                    (None, faults)
                }
            }
        })
    };
    // Typst can panic on extreme text, for example on tens of thousands of combining marks.
    let (paged, faults) = catch_unwind(AssertUnwindSafe(with_world))
        .map_err(|_| panicked())?
        .map_err(|error| unplaced(&error))?;
    match paged {
        Some(paged) if faults.is_empty() => Ok(paged),
        _ => Err(faults),
    }
}

impl Document {
    /// The document as it is published.
    ///
    /// # Errors
    /// As [`Self::pdf`].
    pub fn edition(&self, settings: &Settings) -> Result<PublishedEdition, Diagnostics> {
        let name = &settings.brief_name;
        Ok(PublishedEdition {
            file: match self.edition {
                Edition::Reader => format!("{name}.pdf"),
                Edition::Audit => format!("{name}-audit.pdf"),
            },
            pages: self.paged.pages().len(),
            pdf: self.pdf(settings)?,
        })
    }

    /// Reads its pages again: on which of them each of the printed values stands, and what their numbers
    /// come from.
    ///
    /// # Errors
    /// Every number on a page that is bound to nothing and exempt by no rule.
    pub fn read(&self, printed: &[Printed]) -> Result<(Reading, PageCoverage), Diagnostics> {
        let reading = self
            .engine
            .with_world("/main.typ", |world| {
                reading::read(world, &self.paged, printed)
            })
            .map_err(|error| unplaced(&error))?;
        let covered = coverage::check(&reading, &self.files)?;
        Ok((reading, covered))
    }

    /// The document as PDF/UA-1 and PDF/A-3a, with a fixed identifier and the brief's own date.
    ///
    /// # Errors
    /// When the date is none, or Typst finds the document not to conform.
    pub fn pdf(&self, settings: &Settings) -> Result<Vec<u8>, Diagnostics> {
        let brief = &settings.brief;
        let date = &brief.value.document_date;
        let timestamp = timestamp(date).ok_or_else(|| {
            Diagnostic::error(
                "document-date",
                format!("\"{date}\" is no date; expected YYYY-MM-DD"),
            )
            .with_place(brief.locations.place("document_date"))
        })?;
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| Diagnostic::error("internal", error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(match self.edition {
                Edition::Reader => format!("{}/{}", brief.value.series, settings.brief_name),
                Edition::Audit => format!("{}/{}/audit", brief.value.series, settings.brief_name),
            }),
            creator: Smart::Custom(Some(format!("brief {}", env!("CARGO_PKG_VERSION")))),
            timestamp: Some(timestamp),
            standards,
            tagged: true,
            ..PdfOptions::default()
        };
        let export = || typst_pdf::pdf(&self.paged, &options);
        match catch_unwind(AssertUnwindSafe(export)).map_err(|_| panicked())? {
            Ok(pdf) => Ok(pdf),
            Err(errors) => {
                let placed = self.engine.with_world("/main.typ", |world| {
                    errors
                        .iter()
                        .map(|error| diagnostic(world, &self.files, error))
                        .collect()
                });
                Err(placed.unwrap_or_else(|error| unplaced(&error)))
            }
        }
    }
}

fn timestamp(date: &str) -> Option<Timestamp> {
    let mut parts = date.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    let datetime = typst::foundations::Datetime::from_ymd_hms(year, month, day, 0, 0, 0)?;
    parts.next().is_none().then(|| Timestamp::new_utc(datetime))
}

/// typst-as-lib answers `datetime.today()` with the real clock, so no template may ask.
fn refuse_clock(file: &str, source: &str, faults: &mut Diagnostics) {
    for (number, line) in source.lines().enumerate() {
        if let Some(column) = line.find("datetime.today") {
            faults.push(
                Diagnostic::error("clock", "a brief may not depend on the day it is built")
                    .with_place(Place::at(
                        file,
                        number + 1,
                        line[..column].chars().count() + 1,
                    ))
                    .with_help("print a date of the brief's settings instead"),
            );
        }
    }
}

fn panicked() -> Diagnostic {
    Diagnostic::error("typesetting", "Typst broke off on this text")
        .with_help("look for cells with extreme runs of combining characters")
}

fn unplaced(error: &TypstAsLibError) -> Diagnostics {
    Diagnostic::error("typesetting", error.to_string()).into()
}

/// A Typst diagnostic at the place in the project's own file.
fn diagnostic(world: &dyn World, files: &VirtualFiles, said: &SourceDiagnostic) -> Diagnostic {
    let mut message = said.message.to_string();
    let mut place = None;
    // The innermost span may lie in the layout; the trace leads to the text that called it.
    let spans = std::iter::once(said.span).chain(said.trace.iter().map(|point| point.span.into()));
    for span in spans {
        let Some(id) = span.id() else { continue };
        let path = id.vpath().get_with_slash().to_owned();
        let Some(origin) = files.origins.get(&path) else {
            continue;
        };
        let position = world.range(span).and_then(|range| {
            let source = world.source(id).ok()?;
            let (line, column) = source.lines().byte_to_line_column(range.start)?;
            Some((
                line + 1,
                column + 1,
                source.lines().text()[range]
                    .chars()
                    .take(60)
                    .collect::<String>(),
            ))
        });
        let here = match position {
            Some((line, column, _)) if origin.lines_agree => {
                Place::at(origin.file.clone(), line, column)
            }
            Some((_, _, text)) => {
                message = format!("{message}, at `{text}`");
                Place::file(origin.file.clone())
            }
            None => Place::file(origin.file.clone()),
        };
        match &place {
            None => place = Some(here),
            Some(_) => {
                message = format!("{message} (called from {here})");
                break;
            }
        }
    }
    let fault = Diagnostic::error("typesetting", message);
    let fault = match place {
        Some(place) => fault.with_place(place),
        None => fault,
    };
    let hints: Vec<&str> = said.hints.iter().map(|hint| hint.v.as_str()).collect();
    if hints.is_empty() {
        fault
    } else {
        fault.with_help(hints.join("; "))
    }
}
