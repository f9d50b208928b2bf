//! The document: text, figures and layout set into pages by Typst, and written as PDF.
//!
//! Typst sees a closed set of virtual files: the series' layout, the rendered sections, and the
//! values as JSON. Nothing else resolves: no package, no file system, no clock. Its warnings are
//! errors here, because each of them is something a reader would see.

mod annex;
mod changes;
mod coverage;
mod data;
mod fonts;
mod pages;
mod reading;

pub use changes::{PictureFile, changes};
pub use coverage::PageCoverage;
pub use fonts::{FOLDER as FONTS, Fonts};
pub use pages::{PagePicture, forget, forget_all};
pub use reading::{PagesOf, Reading};

use serde::{Deserialize, Serialize};

use crate::Written;
use crate::cache::{self, Bytes, Keep, Stage};
use crate::diagnostics::Diagnostics;
use crate::project::Project;
use crate::prose::Printed;
use crate::publish::Exports;
use crate::settings::Settings;
use crate::timings::Timings;
use pages::{Identity, Pages, VirtualFiles, refuse_clock};

/// Files of a series that say how its pages look.
pub const LAYOUT_FILES: [&str; 5] = [
    "main.typ",
    "layout.typ",
    "annex.typ",
    "voices.typ",
    "theme.typ",
];
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

    /// The file that it is published as.
    pub fn file_of(self, brief: &str) -> String {
        match self {
            Edition::Reader => format!("{brief}.pdf"),
            Edition::Audit => format!("{brief}-audit.pdf"),
        }
    }
}

/// A typeset brief.
pub struct Document {
    pages: Pages,
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

/// An edition that is ready to be published.
#[derive(Debug, Clone)]
pub struct Finished {
    /// Its file.
    pub edition: PublishedEdition,
    /// Where its values and figures stand.
    pub pages: PagesOf,
    /// What the numbers on its pages come from.
    pub coverage: PageCoverage,
}

/// The same as it is kept.
#[derive(Serialize, Deserialize)]
pub struct KeptEdition {
    file: String,
    count: usize,
    pdf: Bytes,
    pages: PagesOf,
    coverage: PageCoverage,
}

impl Keep for Finished {
    type Kept = KeptEdition;

    fn kept(&self) -> KeptEdition {
        KeptEdition {
            file: self.edition.file.clone(),
            count: self.edition.pages,
            pdf: Bytes(self.edition.pdf.clone()),
            pages: self.pages.clone(),
            coverage: self.coverage.clone(),
        }
    }

    fn restored(kept: KeptEdition) -> Self {
        Finished {
            edition: PublishedEdition {
                file: kept.file,
                pages: kept.count,
                pdf: kept.pdf.0,
            },
            pages: kept.pages,
            coverage: kept.coverage,
        }
    }
}

fn layout_files() -> impl Iterator<Item = &'static str> {
    LAYOUT_FILES.into_iter().chain(STYLE_FILES)
}

fn references(settings: &Settings) -> String {
    format!("{}/references.yaml", settings.folder())
}

/// Files of the project that pages are set from and that no earlier stage reads.
pub fn sources(settings: &Settings) -> Vec<String> {
    let series = settings.series_folder();
    let layout = layout_files().map(|file| format!("{series}/{file}"));
    layout.chain([references(settings)]).collect()
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
    let files = virtual_files(project, written, exports, edition)?;
    let pages = Pages::set("/main.typ", files, &written.fonts.pages)?;
    Ok(Document { pages, edition })
}

/// An edition set into pages, read again and written as PDF, or taken from an earlier run that set the
/// same.
///
/// # Errors
/// Those of [`typeset`], [`Document::read`] and [`Document::edition`].
pub fn finished(
    project: &Project,
    written: &Written,
    exports: &Exports,
    edition: Edition,
    timings: &mut Timings,
) -> Result<Finished, Diagnostics> {
    let files = virtual_files(project, written, exports, edition)?;
    let font_files = project.reads().into_keys();
    let stage = Stage::named(format!("pages of the {} edition", edition.name()))
        .given("text, figures and layout", &files.digest())
        .given("printed values", &written.text.printed)
        .given("date", &written.settings.brief.value.document_date)
        .reading(font_files.filter(|file| file.starts_with(FONTS)));
    cache::keep(project, stage, |_| {
        let set = || Pages::set("/main.typ", files, &written.fonts.pages);
        let pages = timings.stage("typesetting", set)?;
        let document = Document { pages, edition };
        let (reading, coverage) =
            timings.stage("reading", || document.read(&written.text.printed))?;
        let edition = timings.stage("PDF", || document.edition(&written.settings))?;
        Ok(Finished {
            edition,
            pages: reading.pages,
            coverage,
        })
    })
}

/// Everything that Typst sees of a brief.
fn virtual_files(
    project: &Project,
    written: &Written,
    exports: &Exports,
    edition: Edition,
) -> Result<VirtualFiles, Diagnostics> {
    let Written {
        settings,
        text,
        drawings,
        ..
    } = written;
    let mut files = VirtualFiles::of_layout_in(settings.series_folder());
    // What is read here is in `sources` too: the lock inside the PDF names it.
    files.hidden = data::hidden_texts(written);
    let mut faults = Diagnostics::new();
    files.layout(project, layout_files(), &mut faults);
    let references = references(settings);
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
    faults.finish(files).map(|(files, _)| files)
}

impl Document {
    /// Its pages to look at, in their order.
    pub fn pictures(&self) -> Vec<PagePicture> {
        self.pages.pictures()
    }

    /// The document as it is published.
    ///
    /// # Errors
    /// When the brief's date is none, or Typst finds the document not to conform.
    pub fn edition(&self, settings: &Settings) -> Result<PublishedEdition, Diagnostics> {
        let name = &settings.brief_name;
        let series = &settings.brief.value.series;
        let identifier = match self.edition {
            Edition::Reader => format!("{series}/{name}"),
            Edition::Audit => format!("{series}/{name}/audit"),
        };
        Ok(PublishedEdition {
            file: self.edition.file_of(name),
            pages: self.pages.count(),
            pdf: self.pages.pdf(Identity {
                identifier: &identifier,
                brief: &settings.brief,
            })?,
        })
    }

    /// Reads its pages again: on which of them each of the printed values stands, and what their numbers
    /// come from.
    ///
    /// # Errors
    /// Every number on a page that is bound to nothing and exempt by no rule.
    pub fn read(&self, printed: &[Printed]) -> Result<(Reading, PageCoverage), Diagnostics> {
        let reading = self
            .pages
            .look(|world, paged| reading::read(world, paged, printed))?;
        let covered = coverage::check(&reading, &self.pages.files)?;
        Ok((reading, covered))
    }
}
