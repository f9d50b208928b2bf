//! The check of every text by what the settings declare: names, filters, typed numbers, untested hedges.
//!
//! Needs no data, so its faults come out together with those of the data.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::de::IgnoredAny;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use brief_base::project::Project;
use brief_base::yaml;
use brief_figures::FigureDefinition;
use brief_figures::source_block::SourceBlock;
use brief_figures::template::DeclaredText;
use brief_model::datapackage::DatasetStatus;
use brief_model::series::{FirstPage, LAYOUT_FILES, SectionSettings};

use super::braces::SingleBrace;
use super::coverage::{self, ExemptionCounts, Exemptions, Rule};
use super::name_check::{self, Namespace};
use super::settings::Settings;
use super::settings_words::{self, SettingsWords};
use super::{
    bindings, braces, directions, expressions, figure_labels, headings, hedging, layout_calls,
    negations, raw_markup, references, unseen, visible,
};

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
    exemptions: &'a Exemptions<'a>,
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
        row_fields: bindings::row_fields(settings),
    };
    let mut check = TextCheck::default();
    // Wrong names come before all else.
    let mut faults = Diagnostics::new();
    let cited = Cited::of(project, settings);
    if let Some(references) = &cited.references {
        faults.extend(facts_of_unknown_works(settings, references));
    }
    for section in settings.sections() {
        check.section(project, settings, section, &namespace, &cited, &mut faults);
    }
    // Figures of one file share its exemptions.
    let mut files: BTreeMap<&str, (String, Vec<&str>)> = BTreeMap::new();
    for definition in settings.figures.values() {
        let texts = words_of(definition);
        for path in definition.files() {
            let read = || (project.read_text(path).unwrap_or_default(), Vec::new());
            let (_, said) = files.entry(path).or_insert_with(read);
            said.extend(texts.iter().map(|words| words.text));
        }
    }
    let exemptions = files.iter().map(|(path, (file, said))| {
        let exemptions = Exemptions::in_settings(file, said);
        (*path, exemptions)
    });
    let exemptions: BTreeMap<&str, Exemptions<'_>> = exemptions.collect();
    faults.extend(references::check(project, settings));
    // Works cited, and what the delivery says of itself, are printed too. A missing file is told where it is needed.
    let printed = [
        format!("{}/references.yaml", settings.folder()),
        format!("{}/datapackage.json", settings.extracts_folder()),
    ];
    for file in printed {
        let text = project.read_text(&file).unwrap_or_default();
        let place_of = |offset: usize, _: &str| expressions::place_in_text(&file, &text, offset);
        faults.extend(unseen::faults(&text, false, &place_of));
    }
    for definition in settings.figures.values() {
        check.figure(definition, &exemptions, settings, &namespace, &mut faults);
    }
    for (path, exemptions) in &exemptions {
        if let Some((text, _)) = files.get(path) {
            check.idle_exemptions(path, text, exemptions);
        }
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

/// The brief's own facts that cite a work which is not in `references.yaml`.
fn facts_of_unknown_works(settings: &Settings, references: &[String]) -> Vec<Diagnostic> {
    let own = format!("{}/", settings.folder());
    let facts = settings.facts.iter();
    let facts = facts.filter(|(_, fact)| fact.defined_at.file.starts_with(&own));
    let wrong = facts.filter(|(_, fact)| !references.contains(&fact.cite));
    let faults = wrong.map(|(name, fact)| {
        let message = format!(
            "fact \"{name}\" cites \"{}\", which is not a work in references.yaml",
            fact.cite
        );
        Diagnostic::error("unknown-name", message)
            .with_place(fact.defined_at.clone())
            .with_help(did_you_mean(
                &fact.cite,
                references.iter().map(String::as_str),
            ))
    });
    faults.collect()
}

/// What the texts of a brief may cite.
struct Cited {
    /// Keys of its `references.yaml`; none if it cannot be read, which is told where it is read as a whole.
    references: Option<Vec<String>>,
    /// Labels of all its sections.
    labels: BTreeSet<String>,
    /// Figures that its sections set.
    figures: BTreeSet<String>,
}

impl Cited {
    fn of(project: &Project, settings: &Settings) -> Self {
        let file = format!("{}/references.yaml", settings.folder());
        let works = yaml::read::<IndexMap<String, IgnoredAny>>(project, &file);
        let references = works.map(|works| works.value.into_keys().collect());
        let texts = settings
            .sections()
            .filter_map(|section| project.read_text(&settings.section_file(section)).ok());
        let texts: Vec<String> = texts.collect();
        let texts = || texts.iter().map(String::as_str);
        Cited {
            references: references.ok(),
            labels: texts().flat_map(layout_calls::labels).collect(),
            figures: texts().flat_map(layout_calls::figures_set).collect(),
        }
    }
}

impl TextCheck {
    fn section(
        &mut self,
        project: &Project,
        settings: &Settings,
        section: &SectionSettings,
        namespace: &Namespace,
        cited: &Cited,
        faults: &mut Diagnostics,
    ) {
        let file = settings.section_file(section);
        let Some(source) = faults.take(project.read_text(&file)) else {
            return;
        };
        let place_of = |offset: usize, _: &str| expressions::place_in_text(&file, &source, offset);
        faults.extend(unseen::faults(&source, true, &place_of));
        let seen = visible::in_markup(&source);
        let unreadable = braces::faults(&source, &seen, SingleBrace::Markup, &place_of);
        let unreadable: Diagnostics = match unreadable.has_errors() {
            true => unreadable,
            false => layout_calls::unparsable(&file, &source)
                .into_iter()
                .collect(),
        };
        // What is read wrong is not judged.
        if unreadable.has_errors() {
            faults.extend(unreadable);
            return;
        }
        faults.extend(name_check::check(&source, namespace, place_of));
        faults.extend(layout_calls::unknown_tables(&file, &source, settings));
        faults.extend(layout_calls::without_layout(&file, &source));
        faults.extend(layout_calls::unknown_figures(&file, &source, settings));
        faults.extend(layout_calls::figures_not_set(
            &file,
            &source,
            &cited.figures,
            settings,
        ));
        if let Some(references) = &cited.references {
            faults.extend(layout_calls::unknown_citations(
                &file,
                &source,
                references,
                &cited.labels,
                settings,
            ));
        }
        faults.extend(layout_calls::reserved(&file, &source));
        faults.extend(headings::notes_and_links(&file, &source));
        if let Some(first_page) = section.first_page {
            let what = match first_page {
                FirstPage::Abstract => "the abstract",
                FirstPage::Notice => "the notice",
                FirstPage::Summary => "the summary",
            };
            faults.extend(headings::notes_on_page_1(&file, &source, what));
        }
        faults.extend(directions::unmarked(&source, &seen, &place_of));
        let exemptions = Exemptions::in_markup(&source, &seen);
        let text = TextSource {
            source: &source,
            seen: &seen,
            exemptions: &exemptions,
            kind: TextKind::WithValues,
            place_of: &place_of,
        };
        self.cover(&text);
        self.hedges(&text, settings);
        self.negations(&text);
        self.idle_exemptions(&file, &source, &exemptions);
    }

    /// `exemptions` has those of all files that declare the figure.
    fn figure(
        &mut self,
        definition: &FigureDefinition,
        exemptions: &BTreeMap<&str, Exemptions<'_>>,
        settings: &Settings,
        namespace: &Namespace,
        faults: &mut Diagnostics,
    ) {
        let none = Exemptions::default();
        let exempt_in = |source: &SourceBlock| {
            let exemptions = exemptions.get(source.path()).unwrap_or(&none);
            exemptions.next_text();
            exemptions
        };
        self.cover_label(definition, exempt_in(&definition.source));
        for words in &words_of(definition) {
            let source = definition.source_of(words.path);
            let seen = visible::in_words(words.text);
            let text = TextSource {
                source: words.text,
                seen: &seen,
                exemptions: exempt_in(source),
                kind: TextKind::WithValues,
                place_of: &|offset, found| {
                    source.place_in_text(&words.place, words.text, offset, found)
                },
            };
            let place_of = |offset: usize, found: &str| {
                source.place_in_text(&words.place, words.text, offset, found)
            };
            let single = match words.path.starts_with("draw/") {
                true => SingleBrace::DrawnWords,
                false => SingleBrace::Words,
            };
            faults.extend(braces::faults(words.text, &seen, single, &place_of));
            faults.extend(unseen::faults(words.text, false, &place_of));
            self.faults.extend(raw_markup::warnings(&seen, &place_of));
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
        let exemptions = Exemptions::in_settings(&file.text, &texts);
        for (words, begins) in &file.words {
            let seen = visible::in_words(words);
            let text = TextSource {
                source: words,
                seen: &seen,
                exemptions: &exemptions,
                kind: TextKind::WordsOnly,
                place_of: &|offset, found| file.place(begins, words, offset, found),
            };
            exemptions.next_text();
            for tag in ["{{", "{%", "{#"] {
                let Some(offset) = words.find(tag) else {
                    continue;
                };
                let message = format!("`{tag}` in a text that is printed as it stands");
                let place = file.place(begins, words, offset, tag);
                self.faults.push(
                    Diagnostic::warning("value-in-settings", message)
                        .with_place(place)
                        .with_help("say it without a value: sections and the words of figures can hold one"),
                );
            }
            let place_of = |offset: usize, found: &str| file.place(begins, words, offset, found);
            self.faults.extend(unseen::faults(words, false, &place_of));
            self.faults.extend(raw_markup::warnings(&seen, &place_of));
            self.cover(&text);
            self.hedges(&text, settings);
        }
        self.idle_exemptions(file.path(), &file.text, &exemptions);
    }

    fn layout_file(&mut self, file: &str, source: &str) {
        let seen = visible::in_markup(source);
        let exemptions = Exemptions::in_markup(source, &seen);
        self.cover(&TextSource {
            source,
            seen: &seen,
            exemptions: &exemptions,
            kind: TextKind::WordsOnly,
            place_of: &|offset, _| expressions::place_in_text(file, source, offset),
        });
        self.idle_exemptions(file, source, &exemptions);
    }

    /// Notes the numbers typed into a text.
    fn cover(&mut self, text: &TextSource<'_>) {
        for span in coverage::reversed_spans(text.seen, text.exemptions) {
            self.faults.push(
                Diagnostic::error(
                    "years-out-of-order",
                    format!("\"{}\" ends before it begins", span.text),
                )
                .with_place((text.place_of)(span.offset, &span.text))
                .with_help(format!(
                    "write the earlier date first, or {}",
                    exempting(&span.text, text.exemptions)
                )),
            );
        }
        for number in coverage::typed_numbers(text.seen, text.exemptions) {
            if let Some(rule) = number.exempt {
                *self.exempt.entry(rule).or_default() += 1;
                continue;
            }
            let instead = match text.kind {
                TextKind::WithValues => "write it by a filter, `{{ FINDING.count | words }}`",
                TextKind::WordsOnly => "say it without the number: this text takes no values",
            };
            let as_year = number.as_year.map_or_else(String::new, |year| {
                format!("as a year, write \"{year}\", with a comma; as a count, ")
            });
            self.faults.push(
                Diagnostic::error(
                    "orphan-number",
                    format!("\"{}\" is bound to no finding and no fact", number.text),
                )
                .with_place((text.place_of)(number.offset, &number.text))
                .with_help(format!(
                    "{as_year}{instead}, or {}",
                    exempting(&number.text, text.exemptions)
                )),
            );
        }
    }

    /// Warns of exemptions that excuse nothing any more, and of comments that look like one and are none.
    fn idle_exemptions(&mut self, file: &str, source: &str, exemptions: &Exemptions<'_>) {
        for (offset, words) in exemptions.idle() {
            self.faults.push(
                Diagnostic::warning(
                    "idle-exemption",
                    format!("\"{words}\" is exempt, and nothing in this file needs that"),
                )
                .with_place(expressions::place_in_text(file, source, offset))
                .with_help("take the comment out: it would excuse the next place written so"),
            );
        }
        for unread in exemptions.unread() {
            self.faults.push(
                Diagnostic::warning(
                    "unread-exemption",
                    format!(
                        "`{}` exempts nothing: it lacks quotation marks or a reason",
                        unread.text
                    ),
                )
                .with_place(expressions::place_in_text(file, source, unread.offset))
                .with_help("write it so: exempt \"27\": the parallel, no count"),
            );
        }
    }

    /// Warns of hedge words in a text that no claim tests.
    fn hedges(&mut self, text: &TextSource<'_>, settings: &Settings) {
        let (hedges, facts) = (&settings.hedges, &settings.facts);
        let untested = hedging::untested(text.source, text.seen, hedges, facts, text.exemptions);
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
                    "{instead}, or {}",
                    exempting(words, text.exemptions)
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
        for number in coverage::typed_numbers(text, &Exemptions::default()) {
            *self
                .exempt
                .entry(number.exempt.unwrap_or(rule))
                .or_default() += 1;
        }
    }

    /// Notes the numbers in the word that a figure is called by.
    fn cover_label(&mut self, definition: &FigureDefinition, exemptions: &Exemptions<'_>) {
        let label = &definition.label;
        let name = figure_labels::word(label);
        let source = &definition.source;
        let begins = source.place_at("label");
        self.cover(&TextSource {
            source: name,
            seen: name,
            exemptions,
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

/// How to exempt words at their place; where they are exempt at another, this one needs more of its words.
fn exempting(words: &str, exemptions: &Exemptions<'_>) -> String {
    match exemptions.name(words) {
        false => {
            format!("say in a comment of this file why it needs none: exempt \"{words}\": REASON")
        }
        true => format!(
            "exempt this place too, since each comment excuses one: repeat exempt \"{words}\": REASON, or name it by \
             more of its words"
        ),
    }
}

/// All texts of a figure, around it and in it.
fn words_of(definition: &FigureDefinition) -> Vec<DeclaredText<'_>> {
    let around = definition.all_words_around();
    around.chain(definition.draw.all_words()).collect()
}
