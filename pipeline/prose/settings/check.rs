//! What a brief's settings must satisfy beyond their types, reported at the place of each setting.

use brief_base::dates::iso_day;
use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use brief_base::project::{Project, stays_inside};
use brief_base::yaml::Yaml;
use brief_model::brief::{BriefSettings, Period, VersionSettings};
use brief_model::series::SeriesSettings;

/// Code of the fault without which nothing else of a brief can be read.
pub(super) const UNKNOWN_SERIES: &str = "unknown-series";

/// Everything that is wrong in `brief.yaml`.
pub(super) fn brief(project: &Project, brief: &Yaml<BriefSettings>) -> Diagnostics {
    let mut faults = Diagnostics::new();
    let settings = &brief.value;
    let mut tell = |code, message: String, path: &str, help: String| {
        faults.push(
            Diagnostic::error(code, message)
                .with_place(brief.locations.place(path))
                .with_help(help),
        );
    };
    let series = &settings.series;
    if series.contains('/') || !project.has(&format!("templates/{series}/series.yaml")) {
        let known: Vec<String> = project
            .list("templates")
            .unwrap_or_default()
            .into_iter()
            .filter(|name| project.has(&format!("templates/{name}/series.yaml")))
            .collect();
        tell(
            UNKNOWN_SERIES,
            format!("there is no series \"{series}\" with a series.yaml in templates/"),
            "series",
            did_you_mean(series, known.iter().map(String::as_str)),
        );
    }
    if settings.period.months().is_empty() {
        tell(
            "period",
            "the period covers no month".to_owned(),
            "period",
            "expected from and to as YYYY-MM, in order".to_owned(),
        );
    }
    if let Some(year) = year_that_the_label_gets_wrong(&settings.period) {
        let Period { from, to, label } = &settings.period;
        tell(
            "period-label",
            format!(
                "the period from {from} to {to} is printed as \"{label}\", and {year} does not agree"
            ),
            "period/label",
            "let the label say what `from` and `to` do: rows are counted by these".to_owned(),
        );
    }
    let date = &settings.document_date;
    if iso_day(date).is_none() {
        tell(
            "document-date",
            format!("\"{date}\" is not a valid date"),
            "document_date",
            "expected a day of the calendar as YYYY-MM-DD".to_owned(),
        );
    } else if date
        .get(..7)
        .is_some_and(|month| *month < *settings.period.to)
    {
        tell(
            "document-date",
            format!(
                "the brief is dated {date}, before the period that it covers ends ({})",
                settings.period.to
            ),
            "document_date",
            "give the date of the edition, or end the period earlier".to_owned(),
        );
    }
    let boundaries = settings.geography.boundaries.iter().map(|(name, set)| {
        let path = format!("geography/boundaries/{name}/file");
        (path, set.file.as_str(), "data/boundaries")
    });
    let places = (
        "geography/places".to_owned(),
        settings.geography.places.as_str(),
        "data/places",
    );
    for (path, file, folder) in boundaries.chain([places]) {
        if !stays_inside(file.strip_prefix("./").unwrap_or(file)) {
            tell(
                "path-outside-project",
                format!("\"{file}\" leads out of {folder}"),
                &path,
                format!("name a file relative to {folder}, without `..`"),
            );
        }
    }
    faults
}

/// A year in the label of a period that is none of it, or else its first or last one if the label lacks it. A label
/// without a year of four digits says nothing of years; "2014–17" says the last one.
fn year_that_the_label_gets_wrong(period: &Period) -> Option<String> {
    let digits = period.label.split(|sign: char| !sign.is_ascii_digit());
    let numbers: Vec<&str> = digits.filter(|number| !number.is_empty()).collect();
    let years: Vec<&str> = numbers.iter().copied().filter(|it| it.len() == 4).collect();
    if years.is_empty() {
        return None;
    }
    let (first, last) = (period.from.get(..4)?, period.to.get(..4)?);
    let outside = years.iter().find(|year| !(first..=last).contains(*year));
    let is_said = |year: &str| years.contains(&year) || numbers.contains(&&year[2..]);
    let unsaid = [first, last].into_iter().find(|year| !is_said(year));
    outside.copied().or(unsaid).map(str::to_owned)
}

/// A fault for each section or figure that a brief leaves out and may not, or that its series does not
/// have.
pub(super) fn left_out<'a>(
    brief: &'a Yaml<BriefSettings>,
    series: &'a Yaml<SeriesSettings>,
    series_figures: &'a [String],
) -> impl Iterator<Item = Diagnostic> + 'a {
    let sections = &series.value.sections;
    let left_out = brief.value.leaves_out.iter().enumerate();
    left_out.filter_map(move |(number, id)| {
        let place = brief.locations.place(&format!("leaves_out/{number}"));
        let Some(at) = sections.iter().position(|section| section.id == *id) else {
            if series_figures.contains(id) {
                return None;
            }
            let known = sections.iter().map(|section| section.id.as_str());
            let known = known.chain(series_figures.iter().map(String::as_str));
            let message = format!("the series has no section or figure \"{id}\" to leave out");
            return Some(
                Diagnostic::error("unknown-section", message)
                    .with_place(place)
                    .with_help(did_you_mean(id, known)),
            );
        };
        let section = &sections[at];
        (section.required || section.standing).then(|| {
            let rule = series.locations.place(&format!("sections/{at}"));
            let message = format!("no brief of the series may leave out \"{id}\"");
            Diagnostic::error("required-section", message)
                .with_place(place)
                .with_help(format!(
                    "{rule} says so: write the section, or change the series"
                ))
        })
    })
}

/// A fault for each section of a series that claims a part of page 1 which an earlier one has: the page
/// would set one of them and lose the other.
pub(super) fn first_page(series: &Yaml<SeriesSettings>) -> impl Iterator<Item = Diagnostic> + '_ {
    let sections = &series.value.sections;
    sections.iter().enumerate().filter_map(|(number, section)| {
        let part = section.first_page?;
        let mut earlier = sections[..number].iter();
        let earlier = earlier.find(|earlier| earlier.first_page == Some(part))?;
        let path = format!("sections/{number}/first_page");
        Some(
            Diagnostic::error(
                "first-page",
                format!(
                    "section \"{}\" cannot stand where \"{}\" stands on page 1",
                    section.id, earlier.id
                ),
            )
            .with_place(series.locations.place(&path))
            .with_help("let one section be the abstract, one the summary and one the notice"),
        )
    })
}

/// A fault if the sign of illustrative values would not be seen, or be read as part of a number.
pub(super) fn sign(series: &Yaml<SeriesSettings>) -> Option<Diagnostic> {
    let sign = &series.value.illustrative.sign;
    let part_of_number = |letter: char| letter.is_alphanumeric() || "%°.,'’".contains(letter);
    let is_seen = !sign.trim().is_empty() && sign.chars().all(|letter| !letter.is_whitespace());
    (!is_seen || sign.contains(part_of_number)).then(|| {
        Diagnostic::error(
            "bad-sign",
            format!("\"{sign}\" cannot be the sign of illustrative values: behind a number it is not seen as a sign"),
        )
        .with_place(series.locations.place("illustrative/sign"))
        .with_help("choose a character that is not a blank, a letter, a digit, or part of a number, such as ◦ or †")
    })
}

/// A fault for each view, and each column of one, that a mapping says is not recorded and the series does
/// not have.
pub(super) fn not_recorded<'a>(
    mapping: &'a Yaml<VersionSettings>,
    series: &'a SeriesSettings,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let said = mapping.value.tables.iter().flat_map(|(table, mapping)| {
        let views = mapping.not_recorded.iter();
        views.map(move |(view, columns)| (table, view, columns))
    });
    said.flat_map(move |(table, view, columns)| {
        let place = mapping
            .locations
            .place(&format!("tables/{table}/not_recorded/{view}"));
        let Some(known) = series.views.get(view).filter(|known| known.of == *table) else {
            let views = series.views.iter();
            let views = views.filter(|(_, known)| known.of == *table);
            let message = format!("the series has no view \"{view}\" of table \"{table}\"");
            return vec![
                Diagnostic::error("unknown-view", message)
                    .with_place(place)
                    .with_help(did_you_mean(view, views.map(|(name, _)| name.as_str()))),
            ];
        };
        let known = series.tables.get(&known.of);
        let unknown = columns.iter().filter_map(|column| {
            let known = known.iter().flat_map(|table| table.columns.keys());
            if known.clone().any(|known| known == column) {
                return None;
            }
            let message = format!("table \"{table}\" has no column \"{column}\"");
            let help = did_you_mean(column, known.map(String::as_str));
            let fault = Diagnostic::error("unknown-column", message);
            Some(fault.with_place(place.clone()).with_help(help))
        });
        unknown.collect()
    })
}

/// A fault for each setting of a series' publisher that says nothing: its place on the page would be blank.
pub(super) fn publisher(series: &Yaml<SeriesSettings>) -> impl Iterator<Item = Diagnostic> + '_ {
    let publisher = &series.value.publisher;
    let said = [
        ("name", Some(&publisher.name)),
        ("statement", publisher.statement.as_ref()),
        ("contact", publisher.contact.as_ref()),
    ];
    let blank = said
        .into_iter()
        .filter(|(_, text)| text.is_some_and(|text| text.trim().is_empty()));
    blank.map(|(key, _)| {
        Diagnostic::error("publisher", format!("the {key} of the publisher is blank"))
            .with_place(series.locations.place(&format!("publisher/{key}")))
            .with_help("say who publishes the briefs; `statement` and `contact` may be left out")
    })
}

/// A fault for each table of a series that has no primary key.
pub(super) fn keys(series: &Yaml<SeriesSettings>) -> impl Iterator<Item = Diagnostic> + '_ {
    let tables = series.value.tables.iter();
    let without_key = tables.filter(|(_, table)| table.key.as_slice().is_empty());
    without_key.map(|(name, _)| {
        Diagnostic::error(
            "no-primary-key",
            format!("table \"{name}\" has no primary key, so its rows cannot be told apart"),
        )
        .with_place(series.locations.place(&format!("tables/{name}")))
        .with_help("declare one: `key: COLUMN`, or `key: [COLUMN, COLUMN]` for columns that name a row together")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_years_of_a_label_are_those_of_its_period() {
        let wrong = |from: &str, to: &str, label: &str| {
            let period = Period {
                from: from.to_owned(),
                to: to.to_owned(),
                label: label.to_owned(),
            };
            year_that_the_label_gets_wrong(&period)
        };
        for label in [
            "June 2014–June 2017",
            "June 2014 to June 2017",
            "2014–17",
            "2014/2017",
            "2014, 2015, 2016, 2017",
            "three years",
        ] {
            assert_eq!(wrong("2014-06", "2017-06", label), None, "{label}");
        }
        for (label, year) in [
            ("June 2014–June 2018", "2018"),
            ("June 2014", "2017"),
            ("until June 2017", "2014"),
        ] {
            let found = wrong("2014-06", "2017-06", label);
            assert_eq!(found.as_deref(), Some(year), "{label}");
        }
        assert_eq!(wrong("2019-01", "2019-12", "January – December 2019"), None);
    }
}
