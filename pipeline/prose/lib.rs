//! Prose: the text of the brief with its bound values, ready for the page.
//!
//! Sees findings, facts and what the run says about itself; no table, so no number can bypass a
//! finding. [`check`] finds wrong names before there is data; the [`Writer`] writes first the words
//! that figures draw, then, when it is known which figures there are, all the rest.

mod bindings;
mod calls;
pub mod cautions;
pub mod coverage;
mod expressions;
mod filters;
mod hedging;
mod labels;
mod located;
mod names;
mod negations;
mod passage;
pub mod sentences;
pub mod settings;
mod shown;
pub mod tables;
pub mod visible;
mod worded;
mod writer;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use cautions::Context;
use coverage::{Exempt, Rule, Typed};

pub use filters::Printed;
use hedging::Untested;
use names::Known;
use negations::Negated;
pub use passage::{Passage, Piece};
pub use shown::{named_of_siblings, named_values, shown_findings};
pub use writer::{DrawnWords, Writer};

use crate::settings::Settings;
use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_claims::{self as claims, Asserted};
use brief_figures::FigureDefinition;
use brief_model::datapackage::DatasetStatus;
use brief_model::series::{FirstPage, LAYOUT_FILES, SectionSettings};

/// The whole text of a brief.
#[derive(Debug, Clone)]
pub struct Text {
    /// In reading order.
    pub sections: Vec<Section>,
    /// Titles, captions and alternative texts, by figure.
    pub figures: IndexMap<String, FigureText>,
    /// Findings tables that the sections set, by finding.
    pub tables: IndexMap<String, PrintedTable>,
    /// Every bound value that is printed: those of the sections, then figure by figure those around it
    /// and those drawn in it. `#bound(n)` in a section is the n-th.
    pub printed: Vec<Printed>,
    /// What the text claims about findings, to be tested.
    pub asserted: Vec<Asserted>,
}

impl Text {
    /// Notes on which page each printed value stands: those in a figure, where the figure does.
    pub fn note_pages(&mut self, pages: &PageNumbers) {
        for (number, printed) in self.printed.iter_mut().enumerate() {
            let in_figure = || {
                let (_, path) = printed.printed_in.split_once('#')?;
                let (id, _) = path.split_once('/')?;
                pages.figures.get(id)
            };
            printed.page = pages.values.get(&number).or_else(in_figure).copied();
        }
        for (id, figure) in &mut self.figures {
            figure.page = pages.figures.get(id).copied();
        }
    }
}

/// Where values and figures stand, pages counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageNumbers {
    /// The page on which each printed value first stands, or ends, by the value's number.
    pub values: BTreeMap<usize, usize>,
    /// The page of each figure, by its name.
    pub figures: BTreeMap<String, usize>,
}

/// A section as Typst markup.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its name.
    pub id: String,
    /// It stands in every brief of the series.
    pub standing: bool,
    /// The part of page 1 that it is.
    pub first_page: Option<FirstPage>,
    /// The file it was written in.
    pub file: String,
    /// Typst markup; line by line the file's, unless a Tera loop or condition spans lines.
    pub markup: String,
}

/// The words around a figure.
#[derive(Debug, Clone)]
pub struct FigureText {
    /// `Map 1`, `Figure 2`.
    pub label: String,
    /// What the figure shows, as a statement.
    pub title: Passage,
    /// Base and dates.
    pub subtitle: Passage,
    /// What to keep in mind.
    pub caption: Passage,
    /// Sources and licences.
    pub credits: Passage,
    /// For readers who do not see it: what it shows, with its numbers.
    pub alt: Passage,
    /// The page that it stands on, counted from 1, once the pages are known.
    pub page: Option<usize>,
}

/// A findings table as a reader sees it.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedTable {
    /// What it measures.
    pub title: Passage,
    /// The header.
    pub columns: Vec<PrintedColumn>,
    /// Cells, row by row; none when there is no data.
    pub rows: Vec<Vec<Passage>>,
    /// What stands below it.
    pub note: Passage,
}

/// A column of a printed table.
#[derive(Debug, Clone, Serialize)]
pub struct PrintedColumn {
    /// The header cell.
    pub title: Passage,
    /// `left` or `right`.
    pub align: &'static str,
}

impl Text {
    /// What its sections and the words around its figures leave out that a careful reader would want:
    /// warnings, in the order of the text.
    pub fn cautions(&self, known: claims::Known<'_>) -> Diagnostics {
        let sections = self.sections.iter();
        let sections = sections.map(|section| Passage::read(&section.file, &section.markup));
        let of_sections: Vec<Diagnostic> = sections
            .flat_map(|passage| cautions::of(&Context::of(&passage, &self.printed), known))
            .collect();
        let of_figures = self.figures.values().flat_map(|figure| {
            // Title, subtitle and caption are read together; the alternative text is read alone.
            let around = Passage::lines(&[&figure.title, &figure.subtitle, &figure.caption]);
            [around, figure.alt.clone()]
                .map(|passage| cautions::of(&Context::of(&passage, &self.printed), known))
        });
        of_sections
            .into_iter()
            .chain(of_figures.flatten())
            .collect()
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

/// Whether values can be written into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Values,
    WordsOnly,
}

impl Checked {
    /// Notes the numbers typed into a text, of which `seen` is what a reader sees.
    fn cover(
        &mut self,
        seen: &str,
        reasons: &[&str],
        takes: Takes,
        place_of: impl Fn(&Typed) -> Place,
    ) {
        for number in coverage::typed_numbers(seen, reasons) {
            if let Some(rule) = number.exempt {
                *self.exempt.entry(rule).or_default() += 1;
                continue;
            }
            let instead = match takes {
                Takes::Values => "write it by a filter, `{{ FINDING.count | words }}`",
                Takes::WordsOnly => "say it without the number: this text takes no values",
            };
            self.faults.push(
                Diagnostic::error(
                    "orphan-number",
                    format!("\"{}\" is bound to no finding and no fact", number.text),
                )
                .with_place(place_of(&number))
                .with_help(format!(
                    "{instead}, or say in a comment of this file why it needs none: exempt \"{}\": REASON",
                    number.text
                )),
            );
        }
    }

    fn cover_markup(&mut self, file: &str, source: &str, takes: Takes) {
        let seen = visible::in_markup(source);
        let reasons = coverage::reasons_in_markup(source, &seen);
        self.cover(&seen, &reasons, takes, |number| {
            expressions::place_in_text(file, source, number.offset)
        });
        self.idle_reasons(file, source, &coverage::idle(&reasons, &[&seen]));
    }

    /// Warns of reasons that excuse nothing any more.
    fn idle_reasons(&mut self, file: &str, source: &str, idle: &[&str]) {
        for reason in idle {
            let said = format!("exempt \"{reason}\":");
            let offset = source.find(&said).unwrap_or_default();
            self.faults.push(
                Diagnostic::warning(
                    "idle-exemption",
                    format!("\"{reason}\" is exempt, and stands nowhere in the texts of this file"),
                )
                .with_place(expressions::place_in_text(file, source, offset))
                .with_help("take the comment out: it would excuse the next number written so"),
            );
        }
    }

    /// Warns of hedge words in a text that no claim tests.
    fn hedges(
        &mut self,
        source: &str,
        seen: &str,
        settings: &Settings,
        reasons: &[&str],
        takes: Takes,
        place_of: impl Fn(&Untested) -> Place,
    ) {
        let known = hedging::Known {
            hedges: &settings.hedges,
            facts: &settings.facts,
        };
        for untested in hedging::untested(source, seen, known, reasons) {
            let words = &untested.words;
            let instead = match takes {
                Takes::Values => {
                    format!("say it of one, `{{{{ FINDING | claim(says=\"{words}\") }}}}`")
                }
                Takes::WordsOnly => "say it without the word: this text makes no claims".to_owned(),
            };
            self.faults.push(
                Diagnostic::warning(
                    "untested-hedge",
                    format!("\"{words}\" is said of no finding, so nothing tests it"),
                )
                .with_place(place_of(&untested))
                .with_help(format!(
                    "{instead}, or say in a comment of this file why it needs none: exempt \"{words}\": REASON"
                )),
            );
        }
    }

    /// Warns of claims that the words before them turn round.
    fn negations(&mut self, source: &str, seen: &str, place_of: impl Fn(&Negated) -> Place) {
        for negated in negations::negated(source, seen) {
            self.faults.push(
                Diagnostic::warning(
                    "negated-claim",
                    format!(
                        "\"{}\" turns round the claim after it, which is tested as if it were not there",
                        negated.words
                    ),
                )
                .with_place(place_of(&negated))
                .with_help("claim the words that say it without a negation: \"a minority\" for \"not most\""),
            );
        }
    }

    /// Notes the numbers of a text that are all exempt for one reason, whatever it says.
    fn excuse(&mut self, text: &str, rule: Rule) {
        for number in coverage::typed_numbers(text, &[]) {
            *self
                .exempt
                .entry(number.exempt.unwrap_or(rule))
                .or_default() += 1;
        }
    }

    /// Notes the numbers in a figure's label, of which the last may be its own.
    fn cover_label(&mut self, definition: &FigureDefinition, reasons: &[&str]) {
        let label = &definition.label;
        let (name, number) = labels::parts(label).unwrap_or((label, ""));
        self.excuse(number, Rule::Numbering);
        let source = &definition.source;
        let begins = source.place_at("label");
        self.cover(name, reasons, Takes::WordsOnly, |number| {
            source.place_in_text(&begins, label, number.offset, &number.text)
        });
    }

    /// Notes the numbers in what a dataset says of itself.
    pub fn excuse_statement(&mut self, status: &DatasetStatus) {
        for text in [&status.status, &status.statement, &status.caption] {
            self.excuse(text, Rule::Statement);
        }
    }
}

/// Checks every name and filter in the sections, in the words around figures and in those that they
/// draw, by what the settings declare, and that no number is typed there, in any other words of the
/// settings or in the layout. Needs no data, so its faults come out together with those of the data.
pub fn check(project: &Project, settings: &Settings) -> Checked {
    let known = Known {
        names: bindings::declared(settings),
        definitions: settings.definitions(),
    };
    let mut checked = Checked::default();
    let mut faults = Diagnostics::new();
    for section in settings.sections() {
        let file = section_file(settings, section);
        if let Some(source) = faults.take(project.read_text(&file)) {
            faults.extend(names::check(&source, &known, |offset, _| {
                expressions::place_in_text(&file, &source, offset)
            }));
            faults.extend(calls::unknown_tables(&file, &source, settings));
            faults.extend(calls::reserved(&file, &source));
            checked.cover_markup(&file, &source, Takes::Values);
            let seen = visible::in_markup(&source);
            let reasons = coverage::reasons_in_markup(&source, &seen);
            let place_at = |offset| expressions::place_in_text(&file, &source, offset);
            checked.hedges(
                &source,
                &seen,
                settings,
                &reasons,
                Takes::Values,
                |untested| place_at(untested.offset),
            );
            checked.negations(&source, &seen, |negated| place_at(negated.offset));
        }
    }
    check_figures(project, settings, &known, &mut checked, &mut faults);
    for file in worded::files(project, settings) {
        if let Some(file) = faults.take(file) {
            let texts: Vec<&str> = file.words.iter().map(|(words, _)| words.as_str()).collect();
            let reasons = coverage::reasons_in_settings(&file.text, &texts);
            checked.idle_reasons(file.path(), &file.text, &coverage::idle(&reasons, &texts));
            for (words, begins) in &file.words {
                let seen = visible::in_words(words);
                checked.cover(&seen, &reasons, Takes::WordsOnly, |number| {
                    file.place(begins, words, number.offset, &number.text)
                });
                checked.hedges(
                    words,
                    &seen,
                    settings,
                    &reasons,
                    Takes::WordsOnly,
                    |untested| file.place(begins, words, untested.offset, &untested.words),
                );
            }
        }
    }
    for name in LAYOUT_FILES {
        // One that is missing is told when the document is set.
        let file = format!("{}/{name}", settings.series_folder());
        if let Ok(source) = project.read_text(&file) {
            checked.cover_markup(&file, &source, Takes::WordsOnly);
        }
    }
    checked.faults = faults.into_iter().chain(checked.faults).collect();
    checked
}

fn check_figures(
    project: &Project,
    settings: &Settings,
    known: &Known,
    checked: &mut Checked,
    faults: &mut Diagnostics,
) {
    faults.extend(labels::wrong(settings));
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    for definition in settings.figures.values() {
        let source = &definition.source;
        let file = source.path();
        if !texts.contains_key(file) {
            texts.insert(file, project.read_text(file).unwrap_or_default());
        }
        let around = definition.words_around();
        let all = around.into_iter().chain(definition.draw.all_words());
        let said: Vec<&str> = all.map(|words| words.text).collect();
        let reasons = coverage::reasons_in_settings(&texts[file], &said);
        checked.cover_label(definition, &reasons);
        let around = definition.words_around();
        for words in around.into_iter().chain(definition.draw.all_words()) {
            let seen = visible::in_words(words.text);
            checked.cover(&seen, &reasons, Takes::Values, |number| {
                source.place_in_text(&words.place, words.text, number.offset, &number.text)
            });
            let place_of =
                |offset, found: &str| source.place_in_text(&words.place, words.text, offset, found);
            checked.hedges(
                words.text,
                &seen,
                settings,
                &reasons,
                Takes::Values,
                |untested| place_of(untested.offset, &untested.words),
            );
            checked.negations(words.text, &seen, |negated| {
                place_of(negated.offset, &negated.words)
            });
        }
        let around = definition.words_around();
        for words in around.into_iter().chain(definition.draw.words()) {
            faults.extend(names::check(words.text, known, |offset, word| {
                source.place_in_text(&words.place, words.text, offset, word)
            }));
        }
    }
}

fn section_file(settings: &Settings, section: &SectionSettings) -> String {
    let folder = if section.standing {
        settings.series_folder()
    } else {
        settings.folder()
    };
    format!("{folder}/prose/{}.typ", section.id)
}
