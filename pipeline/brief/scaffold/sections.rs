//! The sections of a new brief: headings, where to write, and values already bound.
//!
//! The brief to be like gives the skeleton: its headings, which findings each part prints and which
//! figures stand there. None of its sentences is taken.

use serde_json::{Value, json};

use brief_base::diagnostics::Diagnostic;
use brief_base::project::Project;
use brief_data::findings;
use brief_model::findings::Definition;
use brief_prose::coverage::{Exemptions, typed_numbers};
use brief_prose::{self as prose, visible};

use super::model::Model;
use super::templates;

/// How many values a part of a section prints at most.
const VALUES: usize = 3;

/// What a new section is written from.
pub(super) struct SectionWriter<'a> {
    /// The brief to be like.
    pub model: &'a Model,
    /// The new country as running text names it.
    pub country: &'a str,
    /// Names of countries: a heading that names one is not for another.
    pub countries: &'a [String],
    /// Columns that this delivery does not have.
    pub absent: &'a [String],
    /// Columns that no delivery can have: the boundaries lack what they are computed from.
    pub never: &'a [String],
}

/// A part of a section: its heading, and what the brief to be like has there.
#[derive(Debug, Default)]
struct SectionPart {
    heading: Option<(usize, String)>,
    findings: Vec<String>,
    figures: Vec<String>,
    is_list: bool,
}

/// A new section.
#[derive(Debug)]
pub(super) struct ProseSection {
    /// Its file within the brief's folder.
    pub file: String,
    pub text: String,
}

/// All sections that a brief of the series must write itself.
pub(super) fn sections(
    project: &Project,
    outline: &SectionWriter<'_>,
) -> Result<Vec<ProseSection>, Diagnostic> {
    let settings = &outline.model.settings;
    let own = settings
        .series
        .value
        .sections
        .iter()
        .filter(|it| !it.standing && !it.optional);
    let ids: Vec<&str> = own.map(|section| section.id.as_str()).collect();
    let mut parts: Vec<Vec<SectionPart>> = ids
        .iter()
        .map(|id| {
            let file = format!("{}/prose/{id}.typ", settings.folder());
            // Where the brief to be like lacks the section, it is written from its name alone.
            let text = project.read_text(&file).unwrap_or_default();
            outline.parts(id, &text)
        })
        .collect();
    place_the_rest(outline.model, &mut parts);
    ids.iter()
        .zip(&parts)
        .map(|(id, parts)| {
            Ok(ProseSection {
                file: format!("prose/{id}.typ"),
                text: outline.section(id, parts)?,
            })
        })
        .collect()
}

/// Figures of the series that no section of the brief to be like sets go to the last section with a
/// heading.
fn place_the_rest(model: &Model, sections: &mut [Vec<SectionPart>]) {
    let placed: Vec<String> = sections
        .iter()
        .flatten()
        .flat_map(|part| part.figures.clone())
        .collect();
    let figures = model.figures();
    let rest = figures
        .iter()
        .map(|(id, ..)| *id)
        .filter(|id| !placed.iter().any(|placed| placed == id));
    let last = sections
        .iter_mut()
        .flatten()
        .filter(|part| !part.is_list)
        .last();
    if let Some(last) = last {
        last.figures.extend(rest.map(str::to_owned));
    }
}

impl SectionWriter<'_> {
    /// The parts of a section, from heading to heading.
    fn parts(&self, section: &str, text: &str) -> Vec<SectionPart> {
        let mut parts = vec![SectionPart::default()];
        let named = prose::printed_names(text);
        let figures = self.model.figures();
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let (from, to) = (offset, offset + line.len());
            offset = to;
            let level = line.chars().take_while(|letter| *letter == '=').count();
            let title = line[level..].trim();
            if level > 0 && line[level..].starts_with(' ') {
                let heading = self.of_this_country(title);
                let heading = heading.filter(|title| !title.contains(['{', '#']));
                // Without a heading, a new part begins all the same.
                let heading = heading.or((level == 1).then(|| capitalised(section)));
                parts.push(SectionPart {
                    heading: heading.map(|heading| (level, heading)),
                    ..SectionPart::default()
                });
                continue;
            }
            let Some(part) = parts.last_mut() else {
                continue;
            };
            part.is_list |= line.starts_with("- ");
            for (_, name) in named.iter().filter(|(at, _)| (from..to).contains(at)) {
                let is_known = self.number(name).is_some();
                if is_known && !part.findings.contains(name) {
                    part.findings.push(name.clone());
                }
            }
            for (id, ..) in &figures {
                if line.contains(&format!("#brief-figure(\"{id}\")")) {
                    part.figures.push((*id).to_owned());
                }
            }
        }
        // Before the first heading there is often nothing.
        if parts.len() > 1 && parts[0].findings.is_empty() && parts[0].figures.is_empty() {
            parts.remove(0);
        }
        parts
    }

    /// A heading with the new country in the place of the other; none where it names a third.
    fn of_this_country(&self, heading: &str) -> Option<String> {
        let other = &self.model.settings.brief.value;
        let country = escaped(self.country);
        let heading = heading
            .replace(&other.country, &country)
            .replace(&other.title, &country);
        let rest = heading.replace(&country, "");
        let names_another = self
            .countries
            .iter()
            .any(|name| rest.contains(name.as_str()));
        (!names_another).then_some(heading)
    }

    /// A number among the series' findings whose title can stand in a text.
    fn number(&self, name: &str) -> Option<&Definition> {
        let mut findings = self.model.findings();
        let (_, definition) = findings.find(|(known, _)| *known == name)?;
        let seen = visible::in_words(&definition.title);
        let has_number = typed_numbers(&seen, &Exemptions::default())
            .iter()
            .any(|number| number.exempt.is_none());
        let is_never_known = self
            .never
            .iter()
            .any(|column| self.reads(definition, column));
        (!definition.is_table() && !has_number && !is_never_known).then_some(definition)
    }

    fn section(&self, id: &str, parts: &[SectionPart]) -> Result<String, Diagnostic> {
        let name = id.replace('-', " ");
        let is_list = parts.iter().any(|part| part.is_list);
        let purpose = if is_list {
            "bullets, a sentence or two each"
        } else {
            "running text"
        };
        let parts = parts.iter().map(|part| self.part(&name, part));
        let parts: Vec<Value> = parts.collect();
        let values = json!({"name": name, "purpose": purpose, "parts": parts});
        templates::render("section.typ", &values)
    }

    fn part(&self, section: &str, part: &SectionPart) -> Value {
        let heading = part.heading.as_ref();
        let about = heading.map_or(section, |(_, heading)| heading);
        let where_to = match about.contains(self.country) {
            true => String::new(),
            false => format!(", {}", self.country),
        };
        let mut findings: Vec<&str> = part.findings.iter().map(String::as_str).collect();
        if findings.is_empty() {
            let mut all = self.model.findings().map(|(name, _)| name);
            findings.extend(all.find(|name| self.number(name).is_some()));
        }
        let (values, bullet) = match part.is_list {
            true => (VALUES + 1, "- "),
            false => (VALUES, ""),
        };
        let sentences = findings.into_iter().take(values).filter_map(|name| {
            let sentence = self.sentence(name, self.number(name)?, part.is_list);
            Some(format!("{bullet}{sentence}"))
        });
        json!({
            "heading": heading.map(|(level, heading)| format!("{} {heading}", "=".repeat(*level))),
            "about": format!("{about}{where_to}"),
            "sentences": sentences.collect::<Vec<_>>(),
            "figures": part.figures,
        })
    }

    /// "Plots with a stated target: 10 of 33 (not known: 2)."
    fn sentence(&self, name: &str, definition: &Definition, is_list: bool) -> String {
        let title = escaped(&definition.title);
        // A condition on whether a value is there is true or false of every row.
        let compares = |sql: &String| sql.contains(['=', '<', '>']) || sql.contains(" IN ");
        let can_be_unknown =
            definition.unknown.is_some() || definition.condition.iter().any(compares);
        let value = match definition.share_of {
            Some(_) if !can_be_unknown => format!("{{{{ {name} | of }}}}"),
            Some(_) => format!(
                "{{{{ {name} | of }}}}{{% if {name}.unknown.value > 0 %}} (not known: \
                 {{{{ {name}.unknown | number }}}}){{% endif %}}"
            ),
            None => format!("{{{{ {name}.count | number }}}}"),
        };
        // A key finding says nothing of invented rows.
        let sample =
            is_list.then(|| format!("{{% if {name}.illustrative %}}{title}: invented so far."));
        let lacking = self
            .may_lack(definition)
            .then(|| format!("{title}: no data."));
        match (sample, lacking) {
            (None, None) => format!("{title}: {value}."),
            (Some(sample), None) => format!("{sample}{{% else %}}{title}: {value}.{{% endif %}}"),
            (None, Some(lacking)) => format!(
                "{{% if {name}.available %}}{title}: {value}.{{% else %}}{lacking}{{% endif %}}"
            ),
            (Some(sample), Some(lacking)) => format!(
                "{sample}{{% elif {name}.available %}}{title}: {value}.{{% else %}}{lacking}{{% endif %}}"
            ),
        }
    }

    /// Whether a delivery may hold nothing to count: it lacks an optional table, or a column.
    fn may_lack(&self, definition: &Definition) -> bool {
        let series = &self.model.settings.series.value;
        let view = series.views.get(&definition.of);
        let table = view.map_or(&definition.of, |view| &view.of);
        let is_optional = series.tables.get(table).is_some_and(|it| it.optional);
        is_optional
            || self
                .absent
                .iter()
                .any(|column| self.reads(definition, column))
    }

    fn reads(&self, definition: &Definition, column: &str) -> bool {
        findings::reads(definition, &self.model.settings.series.value).contains(column)
    }
}

/// A section's name as a heading: `data-and-method` is "Data and method".
fn capitalised(id: &str) -> String {
    let name = id.replace('-', " ");
    let mut letters = name.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Words that Typst takes as they are.
fn escaped(words: &str) -> String {
    let mut text = String::new();
    for letter in words.chars() {
        if "#$*_@<>[]\\`~{}%".contains(letter) {
            text.push('\\');
        }
        text.push(letter);
    }
    text
}
