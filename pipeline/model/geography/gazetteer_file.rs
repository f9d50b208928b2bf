//! Gazetteers as files: tab-separated, a town a line, columns known by their names.

use std::collections::BTreeSet;
use std::str::FromStr;

use csv::StringRecord;
use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};

use super::GazetteerPlace;
use crate::brief::GeographySettings;
use crate::csv_error::in_words;

/// The columns that are read; others are not looked at.
const COLUMNS: [&str; 7] = [
    "geonameid",
    "name",
    "lat",
    "lon",
    "cc",
    "population",
    "alternatenames",
];

/// Reads the towns of a brief's countries, the largest first, whatever their order in the file.
///
/// # Errors
/// A column that is not there; each kind of cell that cannot be read, with its first place; a country without towns.
pub(super) fn read_gazetteer(
    path: &str,
    text: &str,
    settings: &GeographySettings,
    countries_at: Place,
) -> Result<Vec<GazetteerPlace>, Diagnostics> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let fault = |line: usize, message: String| {
        Diagnostic::error("gazetteer", message).with_place(Place::line(path, line))
    };
    let header = reader
        .headers()
        .map_err(|error| fault(1, in_words(&error)))?
        .clone();
    let columns = Columns::of(&header).map_err(|missing| {
        let quoted: Vec<String> = missing.iter().map(|name| format!("\"{name}\"")).collect();
        let message = format!("the gazetteer has no column {}", quoted.join(", "));
        // Other separators leave one column that holds all.
        let help = match header.len() {
            1 => "its columns are separated by tabs".to_owned(),
            _ => did_you_mean(missing.first().copied().unwrap_or_default(), header.iter()),
        };
        fault(1, message).with_help(help)
    })?;
    let mut faults = CellFaults::default();
    let mut places = Vec::new();
    let mut countries = BTreeSet::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            fault(usize::try_from(line).unwrap_or(1), in_words(&error))
        })?;
        let line = record.position().map_or(1, csv::Position::line);
        let row = Row {
            columns: &columns,
            record: &record,
            line: usize::try_from(line).unwrap_or(1),
        };
        let country = row.text("cc");
        if !country.is_empty() {
            countries.insert(country.to_owned());
        }
        if settings.countries.iter().any(|known| known == country) {
            places.extend(row.place(settings, &mut faults));
        }
    }
    let mut found = faults.into_diagnostics(path);
    for country in &settings.countries {
        if !countries.contains(country) {
            let message = format!("{path} has no place in the country \"{country}\"");
            found.push(
                Diagnostic::error("unknown-country", message)
                    .with_place(countries_at.clone())
                    .with_help(did_you_mean(country, countries.iter().map(String::as_str))),
            );
        }
    }
    // Where two towns share a name the larger one has it.
    places.sort_by(|one, other| {
        let by_size = other.population.cmp(&one.population);
        by_size.then(one.id.cmp(&other.id))
    });
    found.finish(places).map(|(places, _)| places)
}

/// Where each of [`COLUMNS`] stands.
struct Columns([usize; COLUMNS.len()]);

impl Columns {
    /// # Errors
    /// The columns that are missing.
    fn of(header: &StringRecord) -> Result<Self, Vec<&'static str>> {
        let at = COLUMNS.map(|name| header.iter().position(|known| known.trim() == name));
        let missing = COLUMNS.iter().zip(at).filter(|(_, at)| at.is_none());
        let missing: Vec<&str> = missing.map(|(name, _)| *name).collect();
        match missing.is_empty() {
            true => Ok(Columns(at.map(Option::unwrap_or_default))),
            false => Err(missing),
        }
    }

    fn position(&self, name: &str) -> usize {
        let at = COLUMNS.iter().position(|known| *known == name);
        at.map_or(0, |at| self.0[at])
    }
}

/// What is wrong with cells, by column and kind: value, line and column of the first, and how many there are.
#[derive(Default)]
struct CellFaults(IndexMap<(&'static str, &'static str), CellFault>);

struct CellFault {
    found: String,
    line: usize,
    column: usize,
    count: usize,
}

impl CellFaults {
    fn into_diagnostics(self, path: &str) -> Diagnostics {
        let faults = self.0.into_iter().map(|((name, expected), fault)| {
            let more = match fault.count {
                1 => String::new(),
                count => format!(" (in {count} lines)"),
            };
            let message = format!(
                "\"{}\" in column \"{name}\" is not {expected}{more}",
                fault.found
            );
            Diagnostic::error("gazetteer", message).with_place(Place::at(
                path,
                fault.line,
                fault.column,
            ))
        });
        faults.collect()
    }
}

struct Row<'a> {
    columns: &'a Columns,
    record: &'a StringRecord,
    line: usize,
}

impl Row<'_> {
    fn text(&self, column: &str) -> &str {
        let cell = self.record.get(self.columns.position(column));
        cell.unwrap_or_default()
    }

    fn number<T: FromStr>(
        &self,
        column: &'static str,
        expected: &'static str,
        is_sound: impl Fn(&T) -> bool,
        faults: &mut CellFaults,
    ) -> Option<T> {
        let text = self.text(column).trim();
        let number = text.parse().ok().filter(is_sound);
        if number.is_none() {
            let fault = faults.0.entry((column, expected));
            let fault = fault.or_insert_with(|| CellFault {
                found: text.to_owned(),
                line: self.line,
                column: self.character(column),
                count: 0,
            });
            fault.count += 1;
        }
        number
    }

    /// Where a cell begins in its line, in characters from 1.
    fn character(&self, column: &str) -> usize {
        let before = self.record.iter().take(self.columns.position(column));
        1 + before.map(|cell| cell.chars().count() + 1).sum::<usize>()
    }

    fn place(
        &self,
        settings: &GeographySettings,
        faults: &mut CellFaults,
    ) -> Option<GazetteerPlace> {
        let alternates = self.text("alternatenames").split('|');
        let mut alternates: Vec<String> = alternates.map(str::to_owned).collect();
        let own = self.text("name");
        let number = self.text("geonameid").trim();
        let printed = settings.printed_names.get(number);
        let name = match printed.or_else(|| settings.printed_names.get(own)) {
            Some(printed) => {
                alternates.push(own.to_owned());
                printed.clone()
            }
            None => own.to_owned(),
        };
        let degrees = |most: f64| move |degrees: &f64| degrees.abs() <= most;
        let latitude = "a latitude, a number of degrees from -90 to 90";
        let longitude = "a longitude, a number of degrees from -180 to 180";
        let latitude = self.number("lat", latitude, degrees(90.0), faults);
        let longitude = self.number("lon", longitude, degrees(180.0), faults);
        let id = self.number("geonameid", "a whole number", |_| true, faults);
        // GeoNames has 0 where it is not known.
        let population = match self.text("population").trim() {
            "" => Some(0),
            _ => self.number(
                "population",
                "a number of inhabitants in digits alone",
                |_| true,
                faults,
            ),
        };
        Some(GazetteerPlace {
            id: id?,
            name,
            alternates,
            latitude: latitude?,
            longitude: longitude?,
            country: self.text("cc").to_owned(),
            population: population?,
        })
    }
}
