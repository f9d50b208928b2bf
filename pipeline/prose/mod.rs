//! Prose: the text of the brief with its bound values, ready for the page.
//!
//! Sees findings, facts and what the run says about itself; no table, so no number can bypass a
//! finding. [`check`] finds wrong names before there is data; the [`Writer`] writes first the words
//! that figures draw, then, when it is known which figures there are, all the rest.

mod bindings;
pub mod cautions;
pub mod coverage;
mod expressions;
mod filters;
mod located;
mod names;
mod tables;
mod writer;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use cautions::Passage;
use coverage::{Exempt, Typed};
pub use filters::Printed;
pub use writer::{DrawnWords, Writer};

use crate::claims::{Asserted, Known};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::project::Project;
use crate::settings::Settings;
use crate::settings::series::SectionSettings;

/// The whole text of a brief.
#[derive(Debug, Clone)]
pub struct Text {
    /// In reading order.
    pub sections: Vec<Section>,
    /// Titles, captions and alternative texts, by figure.
    pub figures: IndexMap<String, FigureText>,
    /// Findings tables as a reader sees them, by finding.
    pub tables: IndexMap<String, PrintedTable>,
    /// Every bound value that is printed: those of the sections, then figure by figure those around it
    /// and those drawn in it. `#bound(n)` in a section is the n-th.
    pub printed: Vec<Printed>,
    /// What the text claims about findings, to be tested.
    pub asserted: Vec<Asserted>,
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

impl Text {
    /// What its sections leave out that a careful reader would want: warnings, in the order of the text.
    pub fn cautions(&self, known: Known<'_>) -> Diagnostics {
        let sections = self.sections.iter();
        let passages = sections.map(|section| Passage::of_markup(&section.markup, &self.printed));
        let cautions = passages.flat_map(|passage| cautions::of(&passage, known));
        cautions.collect()
    }
}

/// What can be told of the texts without data.
#[derive(Debug, Default)]
pub struct Checked {
    /// Wrong names and filters, and numbers that nothing binds.
    pub faults: Diagnostics,
    /// Typed numbers that are exempt.
    pub exempt: Exempt,
}

impl Checked {
    /// Notes the numbers typed into a text.
    fn cover(&mut self, text: &str, reasons: &[&str], place_of: impl Fn(&Typed) -> Place) {
        for number in coverage::typed_numbers(text, reasons) {
            match number.exempt {
                Some(rule) => *self.exempt.entry(rule).or_default() += 1,
                None => self.faults.push(
                    Diagnostic::error(
                        "orphan-number",
                        format!("\"{}\" is bound to no finding and no fact", number.text),
                    )
                    .with_place(place_of(&number))
                    .with_help(format!(
                        "write it by a filter, `{{{{ FINDING.count | words }}}}`, or say in a comment of this \
                         file why it needs none: exempt \"{}\": REASON",
                        number.text
                    )),
                ),
            }
        }
    }
}

/// Checks every name and filter in the sections, in the words around figures and in those that they
/// draw, by what the settings declare, and that no number is typed there. Needs no data, so its faults
/// come out together with those of the data.
pub fn check(project: &Project, settings: &Settings) -> Checked {
    let known = bindings::declared(settings);
    let mut checked = Checked::default();
    let mut faults = Diagnostics::new();
    for section in &settings.series.value.sections {
        let file = section_file(settings, section);
        if let Some(source) = faults.take(project.read_text(&file)) {
            faults.extend(names::check(&source, &known, |offset, _| {
                expressions::place_in_text(&file, &source, offset)
            }));
            checked.cover(&source, &coverage::reasons(&source), |number| {
                expressions::place_in_text(&file, &source, number.offset)
            });
        }
    }
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    for definition in settings.figures.values() {
        let file = definition.source.path();
        if !texts.contains_key(file) {
            texts.insert(file, project.read_text(file).unwrap_or_default());
        }
        let reasons = coverage::reasons(&texts[file]);
        for words in definition
            .words_around()
            .into_iter()
            .chain(definition.draw.all_words())
        {
            checked.cover(words.text, &reasons, |number| {
                let source = &definition.source;
                source.place_in_text(&words.place, words.text, number.offset, &number.text)
            });
        }
        let around = definition.words_around();
        for words in around.into_iter().chain(definition.draw.words()) {
            faults.extend(names::check(words.text, &known, |offset, word| {
                let source = &definition.source;
                source.place_in_text(&words.place, words.text, offset, word)
            }));
        }
    }
    checked.faults = faults.into_iter().chain(checked.faults).collect();
    checked
}

fn section_file(settings: &Settings, section: &SectionSettings) -> String {
    let folder = if section.standing {
        settings.series_folder()
    } else {
        settings.folder()
    };
    format!("{folder}/prose/{}.typ", section.id)
}
