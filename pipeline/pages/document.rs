//! A brief as a document: everything that Typst sees of an edition, then its pages.

use serde_json::Value;

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_model::series::LAYOUT_FILES;
use brief_prose::PrintedValue;
use brief_prose::settings::Settings;

use super::coverage::{self, PageCoverage};
use super::edition::{Attachment, Edition, PublishedEdition};
use super::fonts::ProjectFonts;
use super::layout_data;
use super::manuscript::Manuscript;
use super::reading::{self, PageReading};
use super::typeset_pages::{PagePicture, PdfIdentity, TypesetPages};
use super::virtual_files::{VirtualFiles, refuse_clock};

/// Files of a series that say how its notes and sources are written.
const STYLE_FILES: [&str; 2] = ["notes.csl", "references.csl"];

/// A typeset brief.
pub struct Document {
    pages: TypesetPages,
    edition: Edition,
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

/// Everything that Typst sees of an edition.
pub struct DocumentSource {
    files: VirtualFiles,
    edition: Edition,
}

impl DocumentSource {
    /// Puts together an edition of a brief. `annex` is what the audit edition's layout takes as
    /// `data.annex`.
    ///
    /// # Errors
    /// When a file of the layout is missing or unreadable, or reads the clock.
    pub fn new(
        project: &Project,
        manuscript: &Manuscript,
        edition: Edition,
        attachments: &[Attachment],
        annex: Option<&Value>,
    ) -> Result<Self, Diagnostics> {
        let files = virtual_files(project, manuscript, edition, attachments, annex)?;
        Ok(DocumentSource { files, edition })
    }

    /// A digest of all of it.
    pub fn digest(&self) -> String {
        self.files.digest()
    }

    /// Sets it into pages.
    ///
    /// # Errors
    /// Everything Typst has to say, warnings too, at the project's file, line and column.
    pub fn typeset(self, fonts: &ProjectFonts) -> Result<Document, Diagnostics> {
        let pages = TypesetPages::set("/main.typ", self.files, &fonts.pages)?;
        Ok(Document {
            pages,
            edition: self.edition,
        })
    }
}

fn virtual_files(
    project: &Project,
    manuscript: &Manuscript,
    edition: Edition,
    attachments: &[Attachment],
    annex: Option<&Value>,
) -> Result<VirtualFiles, Diagnostics> {
    let Manuscript {
        settings,
        text,
        drawings,
        ..
    } = manuscript;
    let mut files = VirtualFiles::of_layout_in(settings.series_folder());
    // What is read here is in `sources` too: the lock inside the PDF names it.
    files.hidden = layout_data::hidden_texts(manuscript, edition);
    for (id, definition) in &settings.figures {
        for words in definition.words_around() {
            let file = definition.source_of(words.path).path();
            let printed_in = format!("{file}#{id}/{}", words.path);
            files.passages.insert(printed_in, words.place.clone());
        }
    }
    let mut faults = Diagnostics::new();
    files.layout(project, layout_files(), &mut faults);
    let references = references(settings);
    if let Some(source) = faults.take(project.read(&references)) {
        files.binary("/references.yaml", &references, source);
    }
    for section in &text.sections {
        refuse_clock(&section.file, &section.markup, &mut faults);
        let source_text = faults
            .take(project.read_text(&section.file))
            .unwrap_or_default();
        let lines_agree = source_text.lines().count() == section.markup.lines().count();
        files.source(
            &layout_data::section_path(section),
            &section.file,
            section.markup.clone(),
            lines_agree,
        );
    }

    for (id, drawing) in drawings {
        let declared = settings.figures.get(id);
        let origin = declared.map_or_else(String::new, |figure| figure.source.place_of(id).file);
        files.binary(
            &layout_data::figure_path(id),
            &origin,
            drawing.svg.clone().into_bytes(),
        );
    }
    for attachment in attachments {
        files.binary(
            &layout_data::attachment_path(attachment.name),
            attachment.name,
            attachment.bytes.clone(),
        );
    }
    let data = layout_data::json(manuscript, edition, attachments, annex);
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
    /// If the brief's date is not valid, or Typst finds the document not to conform.
    pub fn edition(&self, settings: &Settings) -> Result<PublishedEdition, Diagnostics> {
        let name = &settings.brief_name;
        let series = &settings.brief.value.series;
        let identifier = match self.edition {
            Edition::Reader => format!("{series}/{name}"),
            Edition::Audit | Edition::Draft => {
                format!("{series}/{name}/{}", self.edition.name())
            }
        };
        Ok(PublishedEdition {
            file: self.edition.file_of(name),
            pages: self.pages.count(),
            pdf: self.pages.pdf(PdfIdentity {
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
    pub fn read(
        &self,
        printed: &[PrintedValue],
    ) -> Result<(PageReading, PageCoverage), Diagnostics> {
        let reading = self
            .pages
            .look(|world, paged| reading::read(world, paged, printed))?;
        let covered = coverage::check(&reading, &self.pages.files)?;
        Ok((reading, covered))
    }
}
