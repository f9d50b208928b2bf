//! From a manuscript to its editions: data files, the lock inside the PDF, pages, and the PDF itself, each made
//! or taken from the cache.

use serde::{Deserialize, Serialize};
use serde_json::json;

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_model::series::FONTS_FOLDER;
use brief_pages as pages;
use brief_pages::{Document, DocumentSource, Edition, Manuscript, PageCoverage, PublishedEdition};
use brief_prose::PageNumbers;
use brief_prose::settings::Settings;

use crate::cache::{Bytes, Cacheable, StageKey};
use crate::lock::Lock;
use crate::publish::{self, Exports};
use crate::run::Run;
use crate::why::annex;

/// An edition that is ready to be published.
#[derive(Debug, Clone)]
pub(crate) struct FinishedEdition {
    /// Its file.
    pub edition: PublishedEdition,
    /// Where its values and figures stand.
    pub pages: PageNumbers,
    /// What the numbers on its pages come from.
    pub coverage: PageCoverage,
}

/// [`FinishedEdition`] in the cache.
#[derive(Serialize, Deserialize)]
pub(crate) struct CachedEdition {
    file: String,
    count: usize,
    pdf: Bytes,
    pages: PageNumbers,
    coverage: PageCoverage,
}

impl Cacheable for FinishedEdition {
    type Stored = CachedEdition;

    fn to_stored(&self) -> CachedEdition {
        CachedEdition {
            file: self.edition.file.clone(),
            count: self.edition.pages,
            pdf: Bytes(self.edition.pdf.clone()),
            pages: self.pages.clone(),
            coverage: self.coverage.clone(),
        }
    }

    fn from_stored(stored: CachedEdition) -> Self {
        FinishedEdition {
            edition: PublishedEdition {
                file: stored.file,
                pages: stored.count,
                pdf: stored.pdf.0,
            },
            pages: stored.pages,
            coverage: stored.coverage,
        }
    }
}

/// An edition typeset, read back, and written as PDF, or taken from the cache.
pub(crate) fn finished(
    run: &mut Run<'_>,
    manuscript: &Manuscript,
    exports: &Exports,
    edition: Edition,
) -> Result<FinishedEdition, Diagnostics> {
    let source = source(run.project, manuscript, exports, edition)?;
    // What keeps words together is in no JSON of the printed values.
    let printed = manuscript.text.printed.iter();
    let printed: Vec<_> = printed.map(|value| (value, value.is_words)).collect();
    let font_files = run.project.reads().into_keys();
    let stage = StageKey::named(format!("pages of the {} edition", edition.name()))
        .given("text, figures and layout", &source.digest())
        .given("printed values", &printed)
        .given("date", &manuscript.settings.brief.value.document_date)
        .reading(font_files.filter(|file| file.starts_with(FONTS_FOLDER)));
    run.cached(stage, |Run { timings, .. }| {
        let document = timings.stage("typesetting", || source.typeset(&manuscript.fonts))?;
        let (reading, coverage) =
            timings.stage("reading", || document.read(&manuscript.text.printed))?;
        let edition = timings.stage("PDF", || document.edition(&manuscript.settings))?;
        Ok(FinishedEdition {
            edition,
            pages: reading.pages,
            coverage,
        })
    })
}

/// Everything that Typst sees of an edition.
fn source(
    project: &Project,
    manuscript: &Manuscript,
    exports: &Exports,
    edition: Edition,
) -> Result<DocumentSource, Diagnostics> {
    let mut faults = Diagnostics::new();
    let annex = match edition {
        Edition::Reader | Edition::Draft => None,
        Edition::Audit => faults.take(annex::annex(project, manuscript)),
    };
    let annex = annex.map(|annex| json!(annex));
    let attachments = exports.attachments();
    let source = DocumentSource::new(project, manuscript, edition, &attachments, annex.as_ref());
    match (faults.take(source), faults.has_errors()) {
        (Some(source), false) => Ok(source),
        _ => Err(faults),
    }
}

/// A brief set into pages.
pub struct TypesetBrief {
    /// Its pages.
    pub document: Document,
    /// The data files, some of which go into the PDF.
    pub exports: Exports,
    /// What the numbers on the pages come from.
    pub coverage: PageCoverage,
}

/// Sets a written brief into pages, and notes on which of them each of its values stands.
///
/// # Errors
/// Typst's errors and warnings, and every number on a page that has no source.
pub fn typeset(
    run: &mut Run<'_>,
    manuscript: &mut Manuscript,
) -> Result<TypesetBrief, Diagnostics> {
    let Run {
        project, timings, ..
    } = run;
    let (exports, _) = exports_and_lock(project, manuscript)?;
    let source = source(project, manuscript, &exports, Edition::Reader)?;
    let document = timings.stage("typesetting", || source.typeset(&manuscript.fonts))?;
    let (reading, coverage) =
        timings.stage("reading", || document.read(&manuscript.text.printed))?;
    manuscript.text.note_pages(&reading.pages);
    Ok(TypesetBrief {
        document,
        exports,
        coverage,
    })
}

/// The data files of a written brief, and the lock that its PDF carries: what is known before its pages.
pub(crate) fn exports_and_lock(
    project: &Project,
    manuscript: &Manuscript,
) -> Result<(Exports, Lock), Diagnostics> {
    let exports = publish::exports(manuscript)?;
    record_page_sources(project, &manuscript.settings)?;
    let lock = Lock::before_pages(project, manuscript, exports.files());
    Ok((exports.carrying(&lock), lock))
}

/// Reads everything that the pages are set from, so that it is on the record before they are.
fn record_page_sources(project: &Project, settings: &Settings) -> Result<(), Diagnostics> {
    let mut faults = Diagnostics::new();
    for path in pages::sources(settings) {
        faults.take(project.read(&path));
    }
    faults.finish(()).map(|((), _)| ())
}
