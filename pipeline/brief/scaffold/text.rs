//! The files of a new brief that are settings and words: `brief.yaml`, references, what to do next.

use std::fmt::Write as _;

use chrono::Days;
use serde_json::json;

use brief_base::dates::iso_day;
use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::date_in_words;
use brief_base::project::Project;
use brief_base::text::collapse_blanks;
use brief_model::brief::Period;
use brief_model::geography::Geography;
use brief_prose::coverage::{Exemptions, typed_numbers};

use super::country::Country;
use super::model::Model;
use super::templates;

/// The country as a title and in running text.
#[derive(Debug, Clone)]
pub(super) struct CountryNames {
    /// "The Philippines".
    pub title: String,
    /// "the Philippines".
    pub country: String,
}

impl CountryNames {
    /// From the title asked for, else from the country's name in the boundaries.
    pub(super) fn of(title: Option<&str>, country: &Country) -> Self {
        let title = collapse_blanks(title.unwrap_or(&country.name));
        let country = match title.strip_prefix("The ") {
            Some(name) => format!("the {name}"),
            None => title.clone(),
        };
        CountryNames { title, country }
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
    names: &CountryNames,
    period: &Period,
    version: &str,
    geography: Option<&Geography>,
) -> Result<String, Diagnostic> {
    let credits = geography.map(credits).unwrap_or_default();
    let values = json!({
        "names": {"title": names.title, "country": names.country},
        "licence_numbers": with_numbers(&credits),
        "series": model.settings.brief.value.series,
        "series_title": model.settings.series.value.title,
        "document_date": document_date(period),
        "period": period,
        "version": version,
        "credits": credits,
        "country": {
            "code": country.code,
            "places": country.places,
            "provinces": country.provinces,
            "countries": country.countries,
        },
        "region_sets": model.region_sets(),
        "context_set": model.settings.map_view.layers.context,
    });
    templates::render("brief.yaml", &values)
}

/// The words of a text that hold numbers, each once.
fn with_numbers(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for number in typed_numbers(text, &Exemptions::default()) {
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
    names: &CountryNames,
    version: &str,
    is_sample: bool,
    sections: &[String],
) -> Result<String, Diagnostic> {
    let values = json!({
        "brief": brief,
        "country": names.country,
        "version": version,
        "is_sample": is_sample,
        "sections": sections.join(", "),
    });
    templates::render("README.md", &values)
}
