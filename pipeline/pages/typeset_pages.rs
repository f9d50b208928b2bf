//! Pages that Typst sets from virtual files, written as PDF or SVG.
//!
//! Typst's warnings are errors here, because each of them is something a reader would see.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::Datelike;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst::layout::Abs;
use typst::syntax::DiagSpan;
use typst::text::Font;
use typst::{World, WorldExt};
use typst_as_lib::{TypstAsLibError, TypstEngine};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_svg::SvgOptions;

use brief_base::dates::iso_day;
use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::yaml::Yaml;
use brief_model::brief::BriefSettings;

use super::virtual_files::VirtualFiles;

/// Pages that Typst has set.
pub(crate) struct TypesetPages {
    engine: TypstEngine,
    /// What they were set from.
    pub files: VirtualFiles,
    main: &'static str,
    paged: PagedDocument,
}

/// A page to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagePicture {
    /// The whole SVG document.
    pub svg: String,
    /// In points, rounded.
    pub width: u32,
    /// In points, rounded.
    pub height: u32,
}

/// What distinguishes a PDF from others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PdfIdentity<'a> {
    /// The same for all editions of one document.
    pub identifier: &'a str,
    /// Whose date the document has.
    pub brief: &'a Yaml<BriefSettings>,
}

impl TypesetPages {
    /// Sets the source `main`.
    ///
    /// # Errors
    /// Everything Typst has to say, warnings too, at the project's file, line and column.
    pub(crate) fn set(
        main: &'static str,
        files: VirtualFiles,
        fonts: &[Font],
    ) -> Result<Self, Diagnostics> {
        let engine = TypstEngine::builder()
            // What Typst remembers is kept: briefs set at the same time share it. See `forget`.
            .comemo_evict_max_age(None)
            .fonts(fonts.iter().cloned())
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
        let paged = compile(&engine, main, &files)?;
        Ok(TypesetPages {
            engine,
            files,
            main,
            paged,
        })
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.paged.pages().len()
    }

    /// Each page as SVG.
    pub(crate) fn pictures(&self) -> Vec<PagePicture> {
        // Far below two to the thirty-second, and not negative.
        let whole = |length: Abs| length.to_pt().round() as u32;
        let pages = self.paged.pages().iter();
        let pages = pages.map(|page| PagePicture {
            svg: typst_svg::svg(page, &SvgOptions::default()),
            width: whole(page.frame.width()),
            height: whole(page.frame.height()),
        });
        pages.collect()
    }

    /// Looks at the pages with what they were set from.
    ///
    /// # Errors
    /// When Typst has no world for them.
    pub(crate) fn look<T>(
        &self,
        look: impl FnOnce(&dyn World, &PagedDocument) -> T,
    ) -> Result<T, Diagnostics> {
        let looked = self
            .engine
            .with_world(self.main, |world| look(world, &self.paged));
        looked.map_err(|error| unplaced(&error))
    }

    /// The pages as PDF/UA-1 and PDF/A-3a, with a fixed identifier and the brief's own date.
    ///
    /// # Errors
    /// If the date is not valid, or Typst finds the document not to conform.
    pub(crate) fn pdf(&self, identity: PdfIdentity<'_>) -> Result<Vec<u8>, Diagnostics> {
        let brief = identity.brief;
        let date = &brief.value.document_date;
        let timestamp = timestamp(date).ok_or_else(|| {
            Diagnostic::error(
                "document-date",
                format!("\"{date}\" is not a valid date; expected YYYY-MM-DD"),
            )
            .with_place(brief.locations.place("document_date"))
        })?;
        let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .map_err(|error| Diagnostic::error("internal", error.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(identity.identifier.to_owned()),
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
                let placed = self.look(|world, _| {
                    let errors = errors.iter();
                    errors
                        .map(|error| diagnostic(world, &self.files, error))
                        .collect()
                });
                Err(placed.unwrap_or_else(|faults| faults))
            }
        }
    }
}

/// Has Typst forget what it remembers of documents set before. Called after each brief of a run on which
/// `jobs` are worked on at once, it keeps what was used while the last of each job was made: layout and
/// standing prose, which the briefs of a series share. Without it, memory would grow with every brief.
pub fn forget(jobs: NonZeroUsize) {
    // The age of a result is how often this was called since its last use; one more than there are jobs,
    // since not all briefs take equally long.
    comemo::evict(jobs.get().saturating_add(1));
}

/// Has Typst forget everything that it remembers, as if no document had been set.
pub fn forget_all() {
    comemo::evict(0);
}

fn compile(
    engine: &TypstEngine,
    main: &'static str,
    files: &VirtualFiles,
) -> Result<PagedDocument, Diagnostics> {
    let with_world = || {
        engine.with_world(main, |world| {
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
                    // In a file that cannot be parsed, errors are mostly consequences of the first.
                    let unparsed = errors.first().filter(|error| {
                        let source = error.span.id().map(|id| world.source(id));
                        source.is_some_and(|source| {
                            source.is_ok_and(|it| !it.root().errors_and_warnings().0.is_empty())
                        })
                    });
                    match unparsed {
                        Some(first) => {
                            let told = diagnostic(world, files, first);
                            faults.push(followed(told, errors.len() - 1));
                        }
                        None => {
                            faults.extend(errors.iter().map(|it| diagnostic(world, files, it)));
                        }
                    }
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

fn timestamp(date: &str) -> Option<Timestamp> {
    let day = iso_day(date)?;
    let (month, of_month) = (
        u8::try_from(day.month()).ok()?,
        u8::try_from(day.day()).ok()?,
    );
    let midnight = Datetime::from_ymd_hms(day.year(), month, of_month, 0, 0, 0)?;
    Some(Timestamp::new_utc(midnight))
}

fn panicked() -> Diagnostic {
    Diagnostic::error("typesetting", "Typst broke off on this text")
        .with_help("look for cells with extreme runs of combining characters")
}

/// An error from which others may follow.
fn followed(told: Diagnostic, others: usize) -> Diagnostic {
    if others == 0 {
        return told;
    }
    let more = format!("{others} more in this file may follow from it");
    let help = match &told.help {
        Some(help) => format!("{help}; {more}"),
        None => more,
    };
    told.with_help(help)
}

fn unplaced(error: &TypstAsLibError) -> Diagnostics {
    Diagnostic::error("typesetting", error.to_string()).into()
}

/// What Typst says before the words of an assertion.
const ASSERTION: &str = "assertion failed: ";

/// A Typst diagnostic at the place in the project's own file. What the layout asserts of its callers is told where
/// the text calls it; any other error in the layout where it is, with the text that led there.
fn diagnostic(world: &dyn World, files: &VirtualFiles, said: &SourceDiagnostic) -> Diagnostic {
    let mut message = said.message.to_string();
    let mut first: Option<SpanPlace> = None;
    let mut caller = None;
    // The innermost span may lie in the layout; the trace leads to the text that called it.
    let spans = std::iter::once(said.span).chain(said.trace.iter().map(|point| point.span.into()));
    for span in spans {
        let Some(here) = SpanPlace::of(world, files, span) else {
            continue;
        };
        match &first {
            None => first = Some(here),
            Some(first) if first.is_text => break,
            Some(_) if here.is_text => {
                caller = Some(here);
                break;
            }
            Some(_) => {}
        }
    }
    let place = match (first, caller) {
        (Some(_), Some(caller)) if message.starts_with(ASSERTION) => Some(caller),
        (Some(first), Some(caller)) => {
            message = format!("{message} (called from {})", caller.place);
            Some(first)
        }
        (first, _) => first,
    };
    if let Some(asserted) = message.strip_prefix(ASSERTION) {
        message = asserted.to_owned();
    }
    if let Some(text) = place.as_ref().and_then(|place| place.quoted.as_ref()) {
        message = format!("{message}, at `{text}`");
    }
    let fault = Diagnostic::error("typesetting", message);
    let fault = match place {
        Some(found) => fault.with_place(found.place),
        None => fault,
    };
    let hints: Vec<&str> = said.hints.iter().map(|hint| hint.v.as_str()).collect();
    if hints.is_empty() {
        fault
    } else {
        fault.with_help(hints.join("; "))
    }
}

/// Where a span of Typst's lies in the project.
struct SpanPlace {
    place: Place,
    /// Whether it is a section, and not the layout.
    is_text: bool,
    /// Its text, where its lines are not those of the project's file.
    quoted: Option<String>,
}

impl SpanPlace {
    fn of(world: &dyn World, files: &VirtualFiles, span: DiagSpan) -> Option<Self> {
        let id = span.id()?;
        let path = id.vpath().get_with_slash().to_owned();
        let origin = files.origins.get(&path)?;
        let position = world.range(span).and_then(|range| {
            let source = world.source(id).ok()?;
            let (line, column) = source.lines().byte_to_line_column(range.start)?;
            let text = source.lines().text()[range].chars().take(60);
            Some((line + 1, column + 1, text.collect::<String>()))
        });
        let is_text = path.starts_with("/prose/");
        let file = origin.file.clone();
        let (place, quoted) = match position {
            Some((line, column, _)) if origin.lines_agree => (Place::at(file, line, column), None),
            Some((_, _, text)) => (Place::file(file), Some(text)),
            None => (Place::file(file), None),
        };
        Some(SpanPlace {
            place,
            is_text,
            quoted,
        })
    }
}
