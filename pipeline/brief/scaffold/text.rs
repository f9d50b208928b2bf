//! The files of a new brief that are settings and words: `brief.yaml`, references, what to do next.

use std::fmt::Write as _;

use chrono::Days;

use brief_base::dates::iso_day;
use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::date_in_words;
use brief_base::project::Project;
use brief_base::text::collapse_blanks;
use brief_model::brief::Period;
use brief_model::geography::Geography;
use brief_prose::coverage;

use super::country::Country;
use super::model::Model;

/// A text as a YAML (and JSON) string.
pub(super) fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The country as a title and in running text.
#[derive(Debug, Clone)]
pub(super) struct Names {
    /// "The Philippines".
    pub title: String,
    /// "the Philippines".
    pub country: String,
}

impl Names {
    /// From the title asked for, else from the country's name in the boundaries.
    pub(super) fn of(title: Option<&str>, country: &Country) -> Self {
        let title = collapse_blanks(title.unwrap_or(&country.name));
        let country = match title.strip_prefix("The ") {
            Some(name) => format!("the {name}"),
            None => title.clone(),
        };
        Names { title, country }
    }
}

/// A span of months with its label.
pub(super) fn period(from: &str, to: &str) -> Period {
    let label = if from == to {
        date_in_words(from)
    } else {
        format!("{} – {}", date_in_words(from), date_in_words(to))
    };
    Period {
        from: from.to_owned(),
        to: to.to_owned(),
        label,
    }
}

/// `brief.yaml`, without and then with the credits of its geography.
pub(super) fn brief(
    model: &Model,
    country: &Country,
    names: &Names,
    period: &Period,
    version: &str,
    geography: Option<&Geography>,
) -> String {
    let series = &model.settings.series.value;
    let context = &model.settings.map_view.layers.context;
    let credits = geography.map(credits).unwrap_or_default();
    let mut text = format!("# What makes this brief the one on {}.\n", names.country);
    for phrase in with_numbers(&credits) {
        let _ = writeln!(text, "# exempt {}: part of a licence's name", quote(phrase));
    }
    let _ = write!(
        text,
        "series: {}\n\
         title: {}\n\
         # WRITE: one line that says what the brief is about.\n\
         subtitle: {}\n\
         # As in running text: \"the north of {}\".\n\
         country: {}\n\
         # WRITE: the month of publication, when it is no draft any more.\n\
         published: Draft\n\
         document_date: {}\n\
         # WRITE: one or two sentences for catalogues.\n\
         description: {}\n\
         keywords: [{}]\n\
         # The months that it covers: rows outside them are set aside. CHECK them.\n\
         period: {{from: {}, to: {}, label: {}}}\n\
         dataset_version: {}\n",
        quote(&model.settings.brief.value.series),
        quote(&names.title),
        quote(&format!("A draft in the series {}", series.title)),
        names.country,
        quote(&names.country),
        quote(&document_date(period)),
        quote(&format!("Draft of a brief on {}.", names.country)),
        quote(&names.title),
        quote(&period.from),
        quote(&period.to),
        quote(&period.label),
        quote(version),
    );
    if !credits.is_empty() {
        let _ = writeln!(text, "credits: {}", quote(&credits));
    }
    let _ = write!(
        text,
        "geography:\n  places: {}\n  # Only places of these countries can be joined to.\n  countries: [{}]\n  \
         boundaries:\n",
        quote(&country.places),
        quote(&country.code)
    );
    for set in model.region_sets() {
        let _ = writeln!(
            text,
            "    {set}: {{file: {}, code: iso, name: name}}",
            quote(&country.provinces)
        );
    }
    let _ = writeln!(
        text,
        "    {context}: {{file: {}, code: iso_a2, name: name}}",
        quote(&country.countries)
    );
    text
}

/// The words of a text that hold numbers, each once.
fn with_numbers(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for number in coverage::typed_numbers(text, &[]) {
        let from = text[..number.offset]
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + 1);
        let to = text[number.offset..].find(char::is_whitespace);
        let to = to.map_or(text.len(), |at| number.offset + at);
        let word = text[from..to].trim_matches(|letter: char| !letter.is_alphanumeric());
        if number.exempt.is_none() && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// The credits that maps must print, each once.
fn credits(geography: &Geography) -> String {
    let boundaries = geography.boundaries.values().map(|set| &set.credit);
    let mut said: Vec<&str> = Vec::new();
    for credit in boundaries.chain([&geography.gazetteer.credit]) {
        if !credit.is_empty() && !said.contains(&credit.as_str()) {
            said.push(credit);
        }
    }
    match said.as_slice() {
        [] => String::new(),
        said => format!("{}.", said.join("; ")),
    }
}

/// The day after the period: the clock is never asked.
fn document_date(period: &Period) -> String {
    let month = iso_day(&format!("{}-28", period.to));
    let mut day = month.and_then(|day| day.checked_add_days(Days::new(1)));
    while let Some(one) = day.filter(|day| !day.format("%d").to_string().eq("01")) {
        day = one.checked_add_days(Days::new(1));
    }
    day.map_or_else(|| format!("{}-28", period.to), |day| day.to_string())
}

/// The works that the series' own facts and texts cite, as the brief to be like has them.
///
/// # Errors
/// When its references cannot be read.
pub(super) fn references(project: &Project, model: &Model) -> Result<String, Diagnostic> {
    let settings = &model.settings;
    let text = project.read_text(&format!("{}/references.yaml", settings.folder()))?;
    let series = format!("{}/", settings.series_folder());
    let facts = settings.facts.values();
    let mut cited: Vec<String> = facts
        .filter(|fact| fact.defined_at.file.starts_with(&series))
        .map(|fact| fact.cite.clone())
        .collect();
    for section in settings
        .series
        .value
        .sections
        .iter()
        .filter(|it| it.standing)
    {
        let file = format!("{series}prose/{}.typ", section.id);
        let prose = project.read_text(&file).unwrap_or_default();
        let words = prose.split('@').skip(1).map(|rest| {
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '-');
            rest[..end.unwrap_or(rest.len())].to_owned()
        });
        cited.extend(words);
    }
    let mut kept = String::from(
        "# The works that the brief cites: a prose file cites an entry as @key. Format: hayagriva.\n\
         # Those below are cited by facts of the series.\n",
    );
    let mut is_kept = false;
    let mut has_any = false;
    for line in text.lines() {
        let begins = !line.starts_with([' ', '\t', '#']) && !line.trim().is_empty();
        if begins {
            let key = line.split(':').next().unwrap_or_default().trim();
            is_kept = cited.iter().any(|cited| cited == key);
            has_any |= is_kept;
        }
        if is_kept && (begins || line.starts_with([' ', '\t'])) {
            let _ = writeln!(kept, "{line}");
        }
    }
    if !has_any {
        kept.push_str("{}\n");
    }
    Ok(kept)
}

/// `README.md` of the brief's folder.
pub(super) fn readme(
    brief: &str,
    names: &Names,
    version: &str,
    is_sample: bool,
    sections: &[String],
) -> String {
    let mut text = format!(
        "# Data of the brief on {}\n\n| path | content |\n|---|---|\n\
         | `brief.yaml` | title, period, default dataset version, geography |\n\
         | `raw/{version}/` | {} |\n\
         | `cleaning/{version}.yaml` | which column of the extract is which |\n\
         | `recodes/*.csv` | raw value → code, with a note for each judgement |\n\
         | `corrections.csv` | single cells put right: row key, column, expected old value, new value, reason, source |\n\
         | `findings.yaml`, `figures.yaml` | what only this brief reports and draws |\n\
         | `facts.yaml`, `references.yaml` | cited numbers and works |\n\
         | `map.yaml` | how the country is shown |\n\
         | `prose/*.typ` | the sections: {} |\n\n",
        names.country,
        if is_sample {
            "invented sample rows: no data"
        } else {
            "the extract as it was received"
        },
        sections.join(", ")
    );
    let first = if is_sample {
        format!(
            "1. Put the first real extract into a folder of its own, `raw/VERSION/`, described by a \
             `datapackage.json` as `raw/{version}/` is; map it in `cleaning/VERSION.yaml`; name it in `brief.yaml` \
             (`dataset_version`). Or begin again with `brief new … --extract FILE`, which proposes all of that.\n\
             2. Delete `raw/{version}/` and `cleaning/{version}.yaml`.\n"
        )
    } else {
        format!(
            "1. Read `cleaning/{version}.yaml` and `recodes/`: the mapping was proposed by the tool; each line says \
             why and how sure.\n\
             2. When it is right, take `brief:status` out of `raw/{version}/datapackage.json`, and name there the \
             licence and the source of the extract.\n"
        )
    };
    text.push_str("## What to do\n\n");
    text.push_str(&first);
    let _ = write!(
        text,
        "3. Check period, subtitle and description in `brief.yaml`.\n\
         4. Write the sections in `prose/`: every place is marked `// WRITE`.\n\
         5. `cargo run -- check {brief}`, then `cargo run -- build {brief}`.\n"
    );
    text
}
