//! Renders texts with one set of names: the words that figures draw, then the rest of the brief.

use indexmap::IndexMap;
use tera::{Context, ErrorKind, Tera};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_claims::Assertion;
use brief_figures::template::DeclaredText;
use brief_figures::{Drawing, Figure, FigureDefinition};
use brief_model::datapackage::DataPackage;
use brief_model::findings::{FindingTable, Findings};
use brief_model::ledger::Ledger;
use brief_model::rests_on::is_illustrative;
use brief_model::series::FirstPage;

use super::filters;
use super::passage::Passage;
use super::printed_value::{CLOSE, OPEN, PrintedValue};
use super::register::Register;
use super::text::{BriefText, FigureText, SectionText};
use super::{
    bindings, call_offsets, expressions, illustrative, layout_calls, tables, template_syntax,
};
use crate::settings::Settings;

/// Writes every text of a brief. Its names have passed [`super::check`].
pub struct Writer<'a> {
    settings: &'a Settings,
    findings: &'a Findings,
    context: Context,
}

/// The figures of a brief with the words that they draw.
#[derive(Debug, Clone)]
pub struct FigureWords<'a> {
    /// By name, in the order they are declared.
    pub figures: IndexMap<String, Figure<'a>>,
    /// The values written into them, and the claims made in them, by figure.
    printed: IndexMap<String, (Vec<PrintedValue>, Vec<Assertion>)>,
}

/// Whose lines a text has.
#[derive(Debug, Clone, Copy)]
enum LineOrigin {
    /// Those of its file.
    File,
    /// Those of a folded YAML value: none of its file's.
    Folded,
}

impl<'a> Writer<'a> {
    /// A writer that knows all names of a run and their values.
    ///
    /// # Errors
    /// When the names cannot be handed to Tera.
    pub fn new(
        settings: &'a Settings,
        package: &'a DataPackage,
        findings: &'a Findings,
        ledger: &Ledger,
    ) -> Result<Self, Diagnostics> {
        let names = bindings::context(settings, Some(package), findings, &settings.facts, ledger);
        let context = Context::from_serialize(&names)
            .map_err(|error| Diagnostic::error("internal", error.to_string()))?;
        Ok(Writer {
            settings,
            findings,
            context,
        })
    }

    /// Writes the words that figures draw, so that they can be drawn. What is wrong with them goes
    /// along with each figure: one that is left out for want of data needs no words.
    ///
    /// # Errors
    /// When a declaration is no figure any more with its words written.
    pub fn figure_words(&self) -> Result<FigureWords<'a>, Diagnostics> {
        let mut faults = Diagnostics::new();
        let sign = &self.settings.series.value.illustrative.sign;
        let mut drawn = FigureWords {
            figures: IndexMap::new(),
            printed: IndexMap::new(),
        };
        for (id, definition) in &self.settings.figures {
            let register = Register::default();
            let mut of_words = Diagnostics::new();
            let mut has_illustrative_words = false;
            let draw = definition.draw.written(|words| {
                let written = self.words(id, definition, &words, &register);
                let passage = of_words.take(written).unwrap_or_default();
                has_illustrative_words |= register.prints_illustrative(&passage);
                of_words.extend(register.joined_numbers(&passage));
                register.signed(&passage, sign)
            });
            if let Some(draw) = faults.take(draw) {
                let figure = Figure {
                    definition,
                    draw,
                    faults: of_words,
                    has_illustrative_words,
                };
                drawn.figures.insert(id.clone(), figure);
                drawn
                    .printed
                    .insert(id.clone(), (register.take(), register.take_assertions()));
            }
        }
        faults.finish(drawn).map(|(drawn, _)| drawn)
    }

    /// Writes all the rest: sections, the words around the figures that were drawn, findings tables.
    ///
    /// # Errors
    /// Every fault of Tera and every value that this dataset version does not have, one a text.
    pub fn text(
        &self,
        project: &Project,
        drawn: &FigureWords<'_>,
        drawings: &IndexMap<String, Drawing>,
    ) -> Result<BriefText, Diagnostics> {
        let mut faults = Diagnostics::new();
        let register = Register::default();
        let mut sections = Vec::new();
        let mut sources = Vec::new();
        for section in self.settings.sections() {
            let file = self.settings.section_file(section);
            let Some(source) = faults.take(project.read_text(&file)) else {
                continue;
            };
            let begins = Place::line(&file, 1);
            let markup = self.write(&source, &begins, &file, LineOrigin::File, &register);
            if let Some(markup) = faults.take(markup) {
                if section.first_page == Some(FirstPage::Summary) {
                    let passage = Passage::read(&file, &markup);
                    let refused = register.refuse_illustrative(&passage, illustrative::key_finding);
                    faults.extend(refused);
                    faults.extend(self.illustrative_sets(&file, &markup, drawings));
                }
                for heading in markup.lines().filter(|line| line.starts_with('=')) {
                    let passage = Passage::read(&file, heading);
                    let refused = register.refuse_illustrative(&passage, illustrative::heading);
                    faults.extend(refused);
                }
                sources.push(source);
                sections.push(SectionText {
                    id: section.id.clone(),
                    standing: section.standing,
                    first_page: section.first_page,
                    file,
                    markup,
                });
            }
        }

        let written = sections.iter().zip(&sources);
        faults.extend(layout_calls::figures_set_twice(written.map(
            |(section, source)| {
                (
                    section.file.as_str(),
                    source.as_str(),
                    section.markup.as_str(),
                )
            },
        )));

        let mut figures = IndexMap::new();
        for id in drawings.keys() {
            let (Some(figure), Some(printed)) = (drawn.figures.get(id), drawn.printed.get(id))
            else {
                continue;
            };
            let definition = figure.definition;
            let mut write = |words: &DeclaredText<'_>| {
                let written = self.words(id, definition, words, &register);
                faults.take(written).unwrap_or_default()
            };
            let [title, subtitle, caption, credits, alt] = definition.words_around();
            let title = match definition.plain_title() {
                Some(plain) if self.states_too_much(id, definition, &title) => plain,
                _ => title,
            };
            let [title, subtitle, caption, credits, alt] =
                [title, subtitle, caption, credits, alt].map(|words| write(&words));
            let refused = |value: &PrintedValue| illustrative::title(id, value);
            faults.extend(register.refuse_illustrative(&title, refused));
            let (printed, assertions) = printed;
            register.extend(printed.iter().cloned());
            assertions
                .iter()
                .for_each(|assertion| register.assert(assertion.clone()));
            let label = definition.label.clone();
            figures.insert(
                id.clone(),
                FigureText {
                    label,
                    title,
                    subtitle,
                    caption,
                    credits,
                    alt,
                    page: None,
                },
            );
        }

        let tables = tables::tables(self.settings, self.findings, &sections, &register);
        let printed = register.take();
        let assertions = register.take_assertions();
        faults
            .finish(BriefText {
                assertions,
                sections,
                figures,
                tables,
                printed,
            })
            .map(|(text, _)| text)
    }

    /// Refuses the illustrative figures and tables that the key findings set.
    fn illustrative_sets(
        &self,
        file: &str,
        markup: &str,
        drawings: &IndexMap<String, Drawing>,
    ) -> Diagnostics {
        let figures = layout_calls::figures_set(markup).filter(|id| {
            let drawing = drawings.get(id.as_str());
            drawing.is_some_and(|drawing| drawing.illustrative)
        });
        let tables = layout_calls::tables_set(markup).into_iter();
        let tables = tables.map(|(_, name)| name);
        let tables = tables.filter(|name| {
            let table = self.findings.table(name);
            is_illustrative(table.and_then(FindingTable::rests_on).as_ref())
        });
        let place_of = |name: &str| match markup.find(&format!("\"{name}\"")) {
            Some(at) => Place {
                column: None,
                ..expressions::place_in_text(file, markup, at)
            },
            None => Place::file(file),
        };
        let set = figures.chain(tables);
        set.map(|name| illustrative::set_as_key_finding(&name, place_of(&name)))
            .collect()
    }

    /// Whether a title prints or claims something of an illustrative value, so that the figure's plain title
    /// must stand there instead.
    fn states_too_much(
        &self,
        id: &str,
        definition: &FigureDefinition,
        title: &DeclaredText<'_>,
    ) -> bool {
        let tried = Register::default();
        match self.words(id, definition, title, &tried) {
            Ok(passage) => tried.prints_illustrative(&passage),
            Err(faults) => faults.iter().any(|fault| fault.code == illustrative::CLAIM),
        }
    }

    /// Writes one text of a figure.
    fn words(
        &self,
        id: &str,
        definition: &FigureDefinition,
        words: &DeclaredText<'_>,
        register: &Register,
    ) -> Result<Passage, Diagnostics> {
        let file = definition.source_of(words.path).path();
        let printed_in = format!("{file}#{id}/{}", words.path);
        let lines = LineOrigin::Folded;
        let written = self.write(words.text, &words.place, &printed_in, lines, register)?;
        Ok(Passage::read(&printed_in, written.trim()))
    }

    /// Renders one text that begins at `begins`.
    fn write(
        &self,
        source: &str,
        begins: &Place,
        printed_in: &str,
        lines: LineOrigin,
        register: &Register,
    ) -> Result<String, Diagnostics> {
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<String>::new());
        filters::register(&mut tera, register, printed_in);
        let template = call_offsets::TemplateWithOffsets::new(source, &filters::names());
        let rendered = tera
            .add_raw_template(printed_in, &template.text)
            .and_then(|()| tera.render(printed_in, &self.context));
        let place_of = |at: usize| match lines {
            LineOrigin::Folded => begins.clone(),
            LineOrigin::File => expressions::place_in_text(&begins.file, source, at),
        };
        register.place(source, place_of);
        let calls = register.take_claims();
        let rendered = rendered.map_err(|error| match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let place = match lines {
                    LineOrigin::Folded => begins.clone(),
                    LineOrigin::File => {
                        let span = report.span();
                        let column = template.column(span.start_line, span.start_col + 1);
                        Place::at(&begins.file, span.start_line, column)
                    }
                };
                match error.kind() {
                    ErrorKind::SyntaxError(_) => {
                        let (message, help) = template_syntax::in_own_words(report.message());
                        Diagnostic::error("template", message).with_help(help)
                    }
                    _ => in_plain_words(report.message()),
                }
                .with_place(place)
            }
            _ => {
                let said = error.to_string();
                let (first, at) = template_syntax::first_line(&said);
                let at = at.filter(|_| matches!(lines, LineOrigin::File));
                let place = at.map_or_else(
                    || begins.clone(),
                    |(line, column)| Place::at(&begins.file, line, template.column(line, column)),
                );
                in_plain_words(first).with_place(place)
            }
        })?;
        for (at, _) in rendered.match_indices(OPEN) {
            let number = rendered[at + OPEN.len()..].split_once(CLOSE);
            if let Some(Ok(number)) = number.map(|(number, _)| number.parse())
                && begins_sentence(&rendered[..at])
            {
                register.begins_sentence(number);
            }
        }
        if calls.is_empty() {
            return Ok(rendered);
        }
        let sentences = match lines {
            LineOrigin::Folded => register.sentences_in_passage(&Passage::read("", &rendered)),
            LineOrigin::File => register.sentences_in_markup(&rendered),
        };
        let sentence_of = |number: usize| {
            let mut sentences = sentences.iter();
            sentences.find(|sentence| sentence.printed.contains(&number))
        };
        let claims = calls
            .iter()
            .filter(|call| is_illustrative(call.rests_on.as_ref()));
        let refused = claims.map(|call| illustrative::claim(call, place_of(call.at)));
        let refused: Diagnostics = refused.collect();
        if refused.has_errors() {
            return Err(refused);
        }
        for call in calls {
            register.assert(Assertion {
                sentence: sentence_of(call.printed)
                    .map_or_else(String::new, |sentence| sentence.text.clone()),
                says: call.says,
                finding: call.finding,
                than: call.than,
                than_row: call.than_row,
                rows: call.rows,
                printed_in: printed_in.to_owned(),
                place: place_of(call.at),
            });
        }
        Ok(rendered)
    }
}

/// What the template language says while it writes a text.
fn in_plain_words(said: &str) -> Diagnostic {
    let (message, help) = template_syntax::while_writing(said);
    let fault = Diagnostic::error("prose", message);
    match help {
        Some(help) => fault.with_help(help),
        None => fault,
    }
}

/// Whether what stands behind a text begins a sentence, a paragraph, an item or a heading.
fn begins_sentence(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().trim();
    let is_marker =
        !line.is_empty() && line.chars().all(|letter| matches!(letter, '-' | '+' | '='));
    let text = before.trim_end_matches(['*', '_']).trim_end_matches(' ');
    is_marker || text.is_empty() || text.ends_with(['.', '!', '?']) || text.ends_with("\n\n")
}
