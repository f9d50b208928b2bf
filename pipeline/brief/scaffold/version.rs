//! The dataset version of a new brief: an invented sample, or extracts with a proposed mapping.

use std::fs;
use std::path::PathBuf;

use geo::{Contains, Point};
use serde_json::json;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use brief_data::extracts;
use brief_data::extracts::survey::{self, Expectation};
use brief_model::brief::{ColumnSource, Period};
use brief_model::datapackage::DESCRIPTOR;
use brief_model::geography::{Gazetteer, Geography};

use super::alike;
use super::delivery::{self, ColumnMapping, ExtractDescription, Recodes, TableMapping};
use super::model::{self, Model};
use super::propose::{self, MappingProposal};
use super::sample;
use super::staging::Staging;
use super::text::{self, CountryNames};

/// How many towns a sample names at most.
const TOWNS: usize = 7;
/// The version of an invented sample.
const SAMPLE: &str = "sample";
/// The version of a first extract.
const FIRST: &str = "first";

/// Code of the fault that a real extract cannot be taken.
const NO_EXTRACT: &str = "bad-extract";

/// A file from outside, with the table that it is for when that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenFile {
    pub table: Option<String>,
    /// The file, as a path of the system.
    pub path: PathBuf,
}

/// A dataset version to write.
pub(super) struct Delivery {
    /// The version's name.
    pub version: String,
    /// Its extracts.
    pub extracts: Vec<ExtractDescription>,
    mappings: Vec<TableMapping>,
    recodes: Recodes,
    /// Columns of the series that it does not have.
    pub absent: Vec<String>,
    /// Whether its rows are invented.
    pub is_sample: bool,
    /// What was proposed for its tables, when its rows are not.
    pub proposals: Vec<MappingProposal>,
}

impl Delivery {
    fn empty(version: &str) -> Self {
        Delivery {
            version: version.to_owned(),
            extracts: Vec::new(),
            mappings: Vec::new(),
            recodes: Recodes::default(),
            absent: Vec::new(),
            is_sample: false,
            proposals: Vec::new(),
        }
    }

    /// The months that its dates cover, where it has any.
    pub(super) fn period(&self) -> Option<Period> {
        let months = self.proposals.iter().filter_map(|it| it.months.as_ref());
        let first = months.clone().map(|(first, _)| first).min()?;
        let last = months.map(|(_, last)| last).max()?;
        Some(text::period(first, last))
    }

    /// Writes it into a brief's folder.
    pub(super) fn write(
        self,
        staging: &mut Staging<'_>,
        brief: &str,
        names: &CountryNames,
    ) -> Result<(), Diagnostic> {
        let version = &self.version;
        let folder = format!("raw/{version}");
        let descriptor =
            delivery::descriptor(brief, names, version, &self.extracts, self.is_sample);
        staging.write(&format!("{folder}/{DESCRIPTOR}"), descriptor)?;
        for extract in &self.extracts {
            staging.write(&format!("{folder}/{}", extract.file), &extract.bytes)?;
        }
        let cleaning = delivery::cleaning(&self.mappings, !self.is_sample)?;
        staging.write(&format!("cleaning/{version}.yaml"), cleaning)?;
        for (file, text) in self.recodes.files() {
            staging.write(&file, text)?;
        }
        Ok(())
    }
}

/// An invented extract for each table that a delivery must have; for the first, where none must be.
pub(super) fn sample(model: &Model, geography: &Geography, period: &Period) -> Delivery {
    let places = towns(model, geography);
    let mut delivery = Delivery::empty(SAMPLE);
    delivery.is_sample = true;
    let tables: Vec<_> = model.tables().collect();
    let all_are_optional = tables.iter().all(|(_, table)| table.optional);
    for (number, (name, table)) in tables.into_iter().enumerate() {
        let columns = model::raw_columns(table);
        // Optional tables bring recode tables along too, for the delivery that has them.
        for column in &columns {
            delivery.recodes.need(column);
        }
        let is_wanted = !table.optional || (all_are_optional && number == 0);
        if !is_wanted {
            continue;
        }
        let csv = sample::csv(model, name, table, &columns, period, &places);
        let mapped = columns
            .iter()
            .map(|column| ColumnMapping {
                column: column.name.clone(),
                source: ColumnSource::Column(column.name.clone()),
                comment: String::new(),
            })
            .collect();
        for column in &columns {
            delivery.recodes.labels(column);
        }
        delivery.mappings.push(TableMapping {
            table: name.to_owned(),
            columns: mapped,
            unused: Vec::new(),
        });
        delivery.extracts.push(ExtractDescription {
            table: name.to_owned(),
            file: format!("{name}.csv"),
            bytes: csv.into_bytes(),
            encoding: Some("utf-8".to_owned()),
            dialect: json!({"header": true, "delimiter": ","}),
            columns: columns.into_iter().map(|column| column.name).collect(),
            guesses: Vec::new(),
            missing: vec![String::new()],
        });
    }
    delivery
}

/// The largest towns that lie in a region, by name.
fn towns(model: &Model, geography: &Geography) -> Vec<String> {
    let regions = &model.settings.map_view.layers.regions;
    let areas = geography.boundaries.get(regions);
    let lies_in_one = |longitude: f64, latitude: f64| {
        let point = Point::new(longitude, latitude);
        let mut areas = areas.iter().flat_map(|set| &set.areas);
        areas.any(|area| area.outline.contains(&point))
    };
    let mut places: Vec<_> = geography.gazetteer.places().iter().collect();
    places.sort_by(|one, other| {
        let population = other.population.cmp(&one.population);
        population.then_with(|| one.name.cmp(&other.name))
    });
    let places = places.into_iter();
    places
        .filter(|place| lies_in_one(place.longitude, place.latitude))
        .map(|place| place.name.clone())
        .take(TOWNS)
        .collect()
}

/// Real extracts, copied unchanged and read by the pipeline's own reader, with a proposed mapping.
///
/// # Errors
/// When a file cannot be read, it is not clear which table it is for, or a table that a delivery must have
/// has none; and everything that is wrong in the files.
pub(super) fn given(
    staging: &mut Staging<'_>,
    model: &Model,
    geography: &Geography,
    country: &str,
    files: &[GivenFile],
) -> Result<Delivery, Diagnostics> {
    let mut delivery = Delivery::empty(FIRST);
    for given in files {
        let described = described(
            model,
            given,
            (country, &geography.gazetteer),
            &delivery.extracts,
        )?;
        delivery.extracts.push(described);
    }
    for (name, table) in model.tables() {
        let has_extract = delivery.extracts.iter().any(|it| it.table == name);
        if !has_extract && !table.optional {
            return Err(Diagnostic::call_error(
                NO_EXTRACT,
                format!("no extract is given for table \"{name}\", which every delivery has"),
            )
            .with_help(format!("add --extract {name}=FILE"))
            .into());
        }
    }
    let names = CountryNames {
        title: String::new(),
        country: String::new(),
    };
    let folder = format!("raw/{FIRST}");
    let stage = |delivery: &Delivery, staging: &mut Staging<'_>| -> Result<(), Diagnostic> {
        for extract in &delivery.extracts {
            staging.write(&format!("{folder}/{}", extract.file), &extract.bytes)?;
        }
        let text = delivery::descriptor("none", &names, FIRST, &delivery.extracts, false);
        staging.write(&format!("{folder}/{DESCRIPTOR}"), text)
    };
    stage(&delivery, staging)?;
    let path = format!("data/{}/{folder}", staging.brief());
    let (read, _) = extracts::receive(&staging.project(), &path)?;
    for (name, table) in model.tables() {
        let columns = model::raw_columns(table);
        for column in &columns {
            delivery.recodes.need(column);
        }
        let Some(extract) = read.extracts.get(name) else {
            continue;
        };
        if extract.height() == 0 {
            let file = given_path(files, &extract.file);
            return Err(
                Diagnostic::call_error(NO_EXTRACT, "the extract has a header and no rows")
                    .with_place(Place::file(file))
                    .with_help("nothing can be proposed from it, and counts over no rows would be zeros that nobody observed")
                    .into(),
            );
        }
        let recodes = &mut delivery.recodes;
        let mut proposal = propose::propose(name, &columns, extract, &geography.gazetteer, recodes);
        delivery.mappings.push(TableMapping {
            table: name.to_owned(),
            columns: proposal.mapped(),
            unused: proposal.unused.clone(),
        });
        let absent = proposal.columns.iter();
        let absent = absent.filter(|one| matches!(one.source, ColumnSource::Absent(_)));
        delivery.absent.extend(absent.map(|one| one.column.clone()));
        let described = delivery.extracts.iter_mut().find(|it| it.table == name);
        if let Some(described) = described {
            described.missing.clone_from(&proposal.missing);
            proposal.reading.clone_from(&described.guesses);
        }
        delivery.proposals.push(proposal);
    }
    Ok(delivery)
}

/// The path as it was given of a file that was staged.
fn given_path(files: &[GivenFile], staged: &str) -> String {
    let name = staged.rsplit('/').next();
    let given = files
        .iter()
        .find(|given| given.path.file_name().and_then(|it| it.to_str()) == name);
    given.map_or_else(
        || staged.to_owned(),
        |given| given.path.display().to_string(),
    )
}

/// A file with what a descriptor says of it; its table is the one that is named, or else the one whose
/// columns its header is most like.
fn described<'m>(
    model: &'m Model,
    given: &GivenFile,
    (country, gazetteer): (&str, &Gazetteer),
    taken: &[ExtractDescription],
) -> Result<ExtractDescription, Diagnostics> {
    let place = Place::file(given.path.display().to_string());
    let refuse =
        |message: String| Diagnostic::call_error(NO_EXTRACT, message).with_place(place.clone());
    let bytes =
        fs::read(&given.path).map_err(|error| refuse(format!("cannot be read: {error}")))?;
    let file = given.path.file_name().unwrap_or_default();
    let Some(file) = file
        .to_str()
        .filter(|file| !file.starts_with('.') && *file != DESCRIPTOR)
    else {
        return Err(refuse("its name cannot be that of an extract".to_owned()).into());
    };
    if taken.iter().any(|it| it.file == file) {
        return Err(refuse("two extracts cannot have one file name".to_owned()).into());
    }
    let tables: Vec<&str> = model.tables().map(|(name, _)| name).collect();
    let free = tables
        .iter()
        .copied()
        .filter(|name| !taken.iter().any(|it| it.table == *name));
    let wanted: Vec<&str> = match &given.table {
        Some(table) => vec![table.as_str()],
        None => free.clone().collect(),
    };
    let most_like = |header: &[String]| {
        let scores = wanted.iter().map(|table| likeness(model, table, header));
        scores.fold(0.0, f64::max)
    };
    let country = country.to_lowercase();
    let is_name = |word: &str| gazetteer.find(word).is_some();
    let expected = Expectation {
        country: Some(&country),
        is_name: Some(&is_name),
        likeness: Some(&most_like),
    };
    let file_path = given.path.display().to_string();
    let survey = survey::survey_expecting(&file_path, &bytes, expected)?;
    let table = match &given.table {
        Some(table) => free.clone().find(|name| name == table).ok_or_else(|| {
            let taken = taken.iter().any(|it| it.table == *table);
            let message = if taken {
                format!("table \"{table}\" has an extract already")
            } else {
                format!("the series has no table \"{table}\" that comes from an extract")
            };
            refuse(message).with_help(did_you_mean(table, tables.iter().copied()))
        })?,
        None => {
            let most_like = |tables: &mut dyn Iterator<Item = &'m str>| {
                let tables = tables.map(|name| (likeness(model, name, &survey.columns), name));
                tables.reduce(|one, other| if other.0 > one.0 { other } else { one })
            };
            let (score, name) = most_like(&mut free.clone()).ok_or_else(|| {
                refuse("every table of the series has an extract already".to_owned())
            })?;
            let mut taken = taken.iter();
            let more_like = taken.find(|it| likeness(model, &it.table, &survey.columns) > score);
            if let Some(it) = more_like {
                let message = format!(
                    "its columns are most like those of table \"{}\", which has the extract {} already",
                    it.table, it.file
                );
                return Err(refuse(message)
                    .with_help(format!(
                        "if it is for another table, say so: --extract {name}={}; rows of one table come in one file",
                        given.path.display()
                    ))
                    .into());
            }
            name
        }
    };
    let mut dialect = json!({"header": true});
    if let Some(delimiter) = survey.delimiter {
        dialect["delimiter"] = json!(delimiter.to_string());
    }
    if let Some(sheet) = &survey.sheet {
        dialect["sheetName"] = json!(sheet);
    }
    if survey.header_row > 1 {
        dialect["headerRows"] = json!([survey.header_row]);
    }
    Ok(ExtractDescription {
        table: table.to_owned(),
        file: file.to_owned(),
        bytes,
        encoding: survey.encoding,
        dialect,
        columns: survey.columns,
        guesses: survey.guesses,
        missing: vec![String::new()],
    })
}

/// How like a header is to a table: for each of its columns the best likeness by name.
fn likeness(model: &Model, name: &str, header: &[String]) -> f64 {
    let table = model.tables().find(|(table, _)| *table == name);
    let columns = table
        .map(|(_, table)| model::raw_columns(table))
        .unwrap_or_default();
    let best = |column: &model::RawColumn| {
        let scores = header.iter().filter_map(|given| alike::name(column, given));
        scores.map(|(score, _)| score).fold(0.0, f64::max)
    };
    columns.iter().map(best).sum()
}
