//! The check of every text by what the settings declare: names, filters, typed numbers, untested hedges.
//!
//! Needs no data, so its faults come out together with those of the data.

use std::collections::BTreeMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_figures::FigureDefinition;
use brief_figures::source_block::SourceBlock;
use brief_figures::template::DeclaredText;
use brief_model::datapackage::DatasetStatus;
use brief_model::series::{LAYOUT_FILES, SectionSettings};

use super::coverage::{self, ExemptionCounts, Rule};
use super::name_check::{self, Namespace};
use super::settings::Settings;
use super::settings_words::{self, SettingsWords};
use super::{bindings, expressions, figure_labels, hedging, layout_calls, negations, visible};

/// What can be told of the texts without data.
#[derive(Debug, Default)]
pub struct TextCheck {
    /// Wrong names and filters, and numbers that nothing binds.
    pub faults: Diagnostics,
    /// Typed numbers that are exempt.
    pub exempt: ExemptionCounts,
}

/// Whether values can be written into a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextKind {
    WithValues,
    WordsOnly,
}

/// A text under check.
struct TextSource<'a> {
    /// As written.
    source: &'a str,
    /// What of it a reader sees, the rest blanked byte for byte.
    seen: &'a str,
    /// What its file exempts.
    reasons: &'a [&'a str],
    kind: TextKind,
    /// Where words that begin at a byte of it stand.
    place_of: &'a dyn Fn(usize, &str) -> Place,
}

/// Checks every name and filter in the sections, in the words around figures and in those that they
/// draw, by what the settings declare, and that no number is typed there, in any other words of the
/// settings or in the layout.
pub fn check(project: &Project, settings: &Settings) -> TextCheck {
    let namespace = Namespace {
        names: bindings::declared(settings),
        definitions: settings.definitions(),
    };
    let mut check = TextCheck::default();
    // Wrong names come before all else.
    let mut faults = Diagnostics::new();
    for section in settings.sections() {
        check.section(project, settings, section, &namespace, &mut faults);
    }
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    for definition in settings.figures.values() {
        for path in definition.files() {
            files
                .entry(path)
                .or_insert_with(|| project.read_text(path).unwrap_or_default());
        }
        check.figure(definition, &files, settings, &namespace, &mut faults);
    }
    for file in settings_words::files(project, settings) {
        if let Some(file) = faults.take(file) {
            check.settings_file(&file, settings);
        }
    }
    for name in LAYOUT_FILES {
        // A missing one is reported when the document is set.
        let file = format!("{}/{name}", settings.series_folder());
        if let Ok(source) = project.read_text(&file) {
            check.layout_file(&file, &source);
        }
    }
    check.faults = faults.into_iter().chain(check.faults).collect();
    check
}

impl TextCheck {
    fn section(
        &mut self,
        project: &Project,
        settings: &Settings,
        section: &SectionSettings,
        namespace: &Namespace,
        faults: &mut Diagnostics,
    ) {
        let file = settings.section_file(section);
        let Some(source) = faults.take(project.read_text(&file)) else {
            return;
        };
        let place_of = |offset: usize, _: &str| expressions::place_in_text(&file, &source, offset);
        faults.extend(name_check::check(&source, namespace, place_of));
        faults.extend(layout_calls::unknown_tables(&file, &source, settings));
        faults.extend(layout_calls::reserved(&file, &source));
        let seen = visible::in_markup(&source);
        let reasons = coverage::reasons_in_markup(&source, &seen);
        let text = TextSource {
            source: &source,
            seen: &seen,
            reasons: &reasons,
            kind: TextKind::WithValues,
            place_of: &place_of,
        };
        self.cover(&text);
        self.idle_reasons(&file, &source, &coverage::idle(&reasons, &[&seen]));
        self.hedges(&text, settings);
        self.negations(&text);
    }

    /// `files` has all of the files that declare the figure.
    fn figure(
        &mut self,
        definition: &FigureDefinition,
        files: &BTreeMap<&str, String>,
        settings: &Settings,
        namespace: &Namespace,
        faults: &mut Diagnostics,
    ) {
        let around = definition.all_words_around();
        let texts: Vec<DeclaredText<'_>> = around.chain(definition.draw.all_words()).collect();
        let said: Vec<&str> = texts.iter().map(|words| words.text).collect();
        let reasons_in = |source: &SourceBlock| {
            let file = files.get(source.path()).map_or("", String::as_str);
            coverage::reasons_in_settings(file, &said)
        };
        self.cover_label(definition, &reasons_in(&definition.source));
        for words in &texts {
            let source = definition.source_of(words.path);
            let seen = visible::in_words(words.text);
            let text = TextSource {
                source: words.text,
                seen: &seen,
                reasons: &reasons_in(source),
                kind: TextKind::WithValues,
                place_of: &|offset, found| {
                    source.place_in_text(&words.place, words.text, offset, found)
                },
            };
            self.cover(&text);
            self.hedges(&text, settings);
            self.negations(&text);
        }
        for words in definition.all_words_around().chain(definition.draw.words()) {
            let source = definition.source_of(words.path);
            faults.extend(name_check::check(words.text, namespace, |offset, word| {
                source.place_in_text(&words.place, words.text, offset, word)
            }));
        }
    }

    fn settings_file(&mut self, file: &SettingsWords, settings: &Settings) {
        let texts: Vec<&str> = file.words.iter().map(|(words, _)| words.as_str()).collect();
        let reasons = coverage::reasons_in_settings(&file.text, &texts);
        self.idle_reasons(file.path(), &file.text, &coverage::idle(&reasons, &texts));
        for (words, begins) in &file.words {
            let seen = visible::in_words(words);
            let text = TextSource {
                source: words,
                seen: &seen,
                reasons: &reasons,
                kind: TextKind::WordsOnly,
                place_of: &|offset, found| file.place(begins, words, offset, found),
            };
            self.cover(&text);
            self.hedges(&text, settings);
        }
    }

    fn layout_file(&mut self, file: &str, source: &str) {
        let seen = visible::in_markup(source);
        let reasons = coverage::reasons_in_markup(source, &seen);
        self.cover(&TextSource {
            source,
            seen: &seen,
            reasons: &reasons,
            kind: TextKind::WordsOnly,
            place_of: &|offset, _| expressions::place_in_text(file, source, offset),
        });
        self.idle_reasons(file, source, &coverage::idle(&reasons, &[&seen]));
    }

    /// Notes the numbers typed into a text.
    fn cover(&mut self, text: &TextSource<'_>) {
        for number in coverage::typed_numbers(text.seen, text.reasons) {
            if let Some(rule) = number.exempt {
                *self.exempt.entry(rule).or_default() += 1;
                continue;
            }
            let instead = match text.kind {
                TextKind::WithValues => "write it by a filter, `{{ FINDING.count | words }}`",
                TextKind::WordsOnly => "say it without the number: this text takes no values",
            };
            self.faults.push(
                Diagnostic::error(
                    "orphan-number",
                    format!("\"{}\" is bound to no finding and no fact", number.text),
                )
                .with_place((text.place_of)(number.offset, &number.text))
                .with_help(format!(
                    "{instead}, or say in a comment of this file why it needs none: exempt \"{}\": REASON",
                    number.text
                )),
            );
        }
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
    fn hedges(&mut self, text: &TextSource<'_>, settings: &Settings) {
        let (hedges, facts) = (&settings.hedges, &settings.facts);
        let untested = hedging::untested(text.source, text.seen, hedges, facts, text.reasons);
        for hedge in untested {
            let words = &hedge.words;
            let instead = match text.kind {
                TextKind::WithValues => {
                    format!("say it of one, `{{{{ FINDING | claim(says=\"{words}\") }}}}`")
                }
                TextKind::WordsOnly => {
                    "say it without the word: this text makes no claims".to_owned()
                }
            };
            self.faults.push(
                Diagnostic::warning(
                    "untested-hedge",
                    format!("\"{words}\" is said of no finding, so nothing tests it"),
                )
                .with_place((text.place_of)(hedge.offset, words))
                .with_help(format!(
                    "{instead}, or say in a comment of this file why it needs none: exempt \"{words}\": REASON"
                )),
            );
        }
    }

    /// Warns of claims that the words before them negate.
    fn negations(&mut self, text: &TextSource<'_>) {
        for negation in negations::before_claims(text.source, text.seen) {
            let message = format!(
                "\"{}\" turns round the claim after it, which is tested as if it were not there",
                negation.words
            );
            self.faults.push(
                Diagnostic::warning("negated-claim", message)
                    .with_place((text.place_of)(negation.offset, &negation.words))
                    .with_help(
                        "claim the words that say it without a negation: \"a minority\" for \"not most\"",
                    ),
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

    /// Notes the numbers in the word that a figure is called by.
    fn cover_label(&mut self, definition: &FigureDefinition, reasons: &[&str]) {
        let label = &definition.label;
        let name = figure_labels::word(label);
        let source = &definition.source;
        let begins = source.place_at("label");
        self.cover(&TextSource {
            source: name,
            seen: name,
            reasons,
            kind: TextKind::WordsOnly,
            place_of: &|offset, found| source.place_in_text(&begins, label, offset, found),
        });
    }

    /// Notes the numbers in what a dataset says of itself.
    pub fn excuse_statement(&mut self, status: &DatasetStatus) {
        for text in [&status.status, &status.statement, &status.caption] {
            self.excuse(text, Rule::Statement);
        }
    }
}
