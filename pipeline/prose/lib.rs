//! All settings of a brief, and its text with every value bound.
//!
//! In come the files of a brief and its series ([`settings`]), findings, facts, and the ledger of the cleaning. Out
//! go, in this order:
//!
//! 1. from [`check`], wrong names, typed numbers, and untested hedges, before there is any data;
//! 2. from a [`Writer`], the words that figures draw ([`FigureWords`]);
//! 3. when the figures are known, everything else as a [`BriefText`]: sections, words around figures, tables, each
//!    printed value with its source, and the assertions to be tested;
//! 4. from [`BriefText::cautions`], what stands without its count, its range, or its source's limit.
//!
//! Texts are Tera templates. Only filters write values; each leaves a call in the text and a [`PrintedValue`] in a
//! list, so a value never becomes markup.
//!
//! This crate sees no table of data, so no number can bypass a finding. It knows Typst's syntax, to tell what a
//! reader sees, and nothing of pages.

mod bindings;
mod bound_value;
mod braces;
mod call_offsets;
pub mod cautions;
mod check;
pub mod coverage;
mod directions;
mod expressions;
mod figure_labels;
mod filters;
mod headings;
mod hedging;
mod illustrative;
mod layout_calls;
mod locators;
mod mentions;
mod name_check;
mod negations;
mod passage;
mod printed_value;
mod raw_markup;
mod references;
mod register;
pub mod sentences;
pub mod settings;
mod settings_words;
pub mod tables;
mod template_syntax;
mod text;
mod unseen;
mod unsettled;
pub mod visible;
mod writer;

pub use check::{TextCheck, check};
pub use mentions::{mentioned_findings, mentioned_siblings, printed_names};
pub use passage::{Passage, Piece};
pub use printed_value::PrintedValue;
pub use text::{BriefText, FigureText, PageNumbers, PrintedColumn, PrintedTable, SectionText};
pub use unsettled::Unsettled;
pub use writer::{FigureWords, Writer};
