//! Pages: text, figures and layout, set by Typst and written as PDF.
//!
//! In come a [`Manuscript`] (text, drawings, tested claims, settings), the layout of its series, fonts, and files to
//! attach. Out go an edition as PDF/UA-1 and PDF/A-3a, its pages as SVG, and a [`PageReading`]: the finished pages
//! are read again, so that the page of every printed value is known, and a number that nothing vouches for stops the
//! run ([`PageCoverage`]). [`changes`] sets a report of a comparison in the same design.
//!
//! Typst sees a closed set of virtual files: the layout, the rendered sections, and the values as JSON. Nothing else
//! resolves: no package, no file system, no clock. Its warnings are errors, because a reader would see each of them.
//!
//! This crate alone knows Typst's compiler. It does not know how a value, a drawing or a claim came about.

mod changes;
mod coverage;
mod document;
mod draft;
mod edition;
mod fonts;
mod layout_data;
mod manuscript;
mod reading;
mod room;
mod typeset_pages;
mod virtual_files;

pub use changes::{PictureFile, changes};
pub use coverage::PageCoverage;
pub use document::{Document, DocumentSource, sources};
pub use edition::{Attachment, Edition, PublishedEdition};
pub use fonts::ProjectFonts;
pub use manuscript::Manuscript;
pub use reading::PageReading;
pub use typeset_pages::{PagePicture, forget, forget_all};
