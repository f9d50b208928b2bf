//! A new brief of a series: its folder, such that it builds at once.
//!
//! Settings, a map of the country from the boundaries there are, a dataset version and a section of prose
//! for each that the series has. Without an extract the rows are an invented sample and every page says
//! so; with one, its columns and values are mapped by proposal, and every page says that nobody has checked
//! them. Knows no series and no country: everything comes from the series' settings, from a brief that the
//! new one is to be like, and from the geography. Writes below `data/<name>/` alone, all of it or nothing.

mod country;
mod delivery;
mod map;
mod model;
mod sample;
mod sections;
mod staging;
mod text;

use geo::{Contains, Point};

pub use country::{Country, known as known_countries};
pub use staging::NOT_WRITTEN;

use crate::Extent;
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::geography::Geography;
use crate::project::Project;
use crate::settings::brief::{ColumnSource, Period};
use crate::settings::yaml;
use crate::timings::Timings;
use delivery::{Described, Mapped, Recodes};
use model::Model;
use sections::Outline;
use staging::Staging;
use text::Names;

/// Code of the fault that a brief cannot have its name.
pub const BAD_NAME: &str = "bad-brief-name";
/// Code of the fault that there is such a brief already.
pub const EXISTS: &str = "brief-exists";
/// Code of the fault that there is no geography of the country.
pub const NO_COUNTRY: &str = "unknown-country";
/// Code of the fault that it is not clear which brief the new one is to be like.
pub const WHICH_BRIEF: &str = "which-brief";

/// How many towns a sample names at most.
const TOWNS: usize = 7;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Name of the new brief: its folder under `data/`.
    pub name: String,
    /// The brief that it is to be like.
    pub from: Option<String>,
    /// ISO code of the country, where the name does not tell.
    pub country: Option<String>,
    /// Title as printed.
    pub title: Option<String>,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Scaffold {
    /// The brief that it is like.
    pub from: String,
    /// The series' name as printed.
    pub series: String,
    /// The country that maps show.
    pub country: Country,
    /// The dataset version.
    pub version: String,
    /// Its files, by path within the brief's folder.
    pub files: Vec<String>,
    /// What `brief check` says of it.
    pub check: Diagnostics,
}

/// Writes a new brief.
///
/// # Errors
/// When its name is none or taken, there is no geography of the country, the brief that it is to be like is
/// not clear or at fault, or something cannot be written. Nothing is left behind then.
pub fn scaffold(project: &Project, request: &Request) -> Result<Scaffold, Diagnostics> {
    let name = &request.name;
    check_name(project, name)?;
    let model = Model::load(project, request.from.as_deref())?;
    let country = country::find(project, request.country.as_deref(), name)?;
    let names = Names::of(request.title.as_deref(), &country);
    let like = &model.settings.brief.value;
    let period = text::period(&like.period.from, &like.period.to);
    let version = "sample".to_owned();

    let mut staging = Staging::begin(project, name)?;
    let geography = geography(project, &model, &country, &names, &period, &version)?;
    let delivery = sample_of(&model, &geography, &period);
    staging.write(
        "brief.yaml",
        text::brief(
            &model,
            &country,
            &names,
            &period,
            &version,
            Some(&geography),
        ),
    )?;
    staging.write("map.yaml", map::yaml(&model, &geography, &country.code)?)?;
    staging.write("references.yaml", text::references(project, &model)?)?;
    for (file, what) in [
        (
            "findings.yaml",
            "What only this brief reports: templates/README.md says how.",
        ),
        (
            "figures.yaml",
            "What only this brief draws: templates/README.md says how.",
        ),
        (
            "facts.yaml",
            "Numbers from elsewhere that this brief cites.",
        ),
    ] {
        staging.write(file, format!("# {what}\n{{}}\n"))?;
    }
    staging.write(
        "corrections.csv",
        "version,table,key,column,expected_old_value,new_value,reason,source\n",
    )?;
    let outline = Outline {
        model: &model,
        country: &names.country,
        absent: &delivery.absent,
    };
    let sections = sections::sections(project, &outline);
    let files: Vec<String> = sections.iter().map(|it| format!("`{}`", it.file)).collect();
    for section in sections {
        staging.write(&section.file, section.text)?;
    }
    staging.write(
        "README.md",
        text::readme(name, &names, &version, true, &files),
    )?;
    delivery.write(&mut staging, name, &names, &version)?;

    let check = checked(project, &staging.name, name)?;
    let files = staging.settle()?;
    Ok(Scaffold {
        from: model.name.clone(),
        series: model.settings.series.value.title.clone(),
        country,
        version,
        files,
        check,
    })
}

/// A brief's name is a plain folder's: letters that need no quoting anywhere.
fn check_name(project: &Project, name: &str) -> Result<(), Diagnostic> {
    let is_plain = name
        .chars()
        .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
    if name.is_empty() || !is_plain || name.starts_with('-') {
        return Err(
            Diagnostic::error(BAD_NAME, format!("\"{name}\" cannot be a brief's name"))
                .with_help("use lower-case letters, digits and hyphens, for example south-sudan"),
        );
    }
    if project.root().join("data").join(name).exists() {
        let what = if project.has(&format!("data/{name}/brief.yaml")) {
            "there is a brief"
        } else {
            "data/ has a folder"
        };
        return Err(
            Diagnostic::error(EXISTS, format!("{what} \"{name}\" already"))
                .with_place(Place::file(format!("data/{name}")))
                .with_help("choose another name: what is there is never written over"),
        );
    }
    Ok(())
}

/// Reads the country's geography as the new brief will name it.
fn geography(
    project: &Project,
    model: &Model,
    country: &Country,
    names: &Names,
    period: &Period,
    version: &str,
) -> Result<Geography, Diagnostics> {
    let text = text::brief(model, country, names, period, version, None);
    let settings = yaml::parse("brief.yaml", &text)?;
    Geography::load(project, &settings).map(|(geography, _)| geography)
}

/// A dataset version to write.
struct Delivery {
    extracts: Vec<Described>,
    mappings: Vec<String>,
    recodes: Recodes,
    absent: Vec<String>,
    is_sample: bool,
}

impl Delivery {
    fn write(
        self,
        staging: &mut Staging,
        brief: &str,
        names: &Names,
        version: &str,
    ) -> Result<(), Diagnostic> {
        let folder = format!("raw/{version}");
        let descriptor =
            delivery::descriptor(brief, names, version, &self.extracts, self.is_sample);
        staging.write(&format!("{folder}/datapackage.json"), descriptor)?;
        for extract in &self.extracts {
            staging.write(&format!("{folder}/{}", extract.file), &extract.bytes)?;
        }
        let mapping = format!(
            "# Which columns of this delivery are which.\ntables:\n{}",
            self.mappings.concat()
        );
        staging.write(&format!("cleaning/{version}.yaml"), mapping)?;
        for (file, text) in self.recodes.files() {
            staging.write(&file, text)?;
        }
        Ok(())
    }
}

/// An invented extract for each table that a delivery must have.
fn sample_of(model: &Model, geography: &Geography, period: &Period) -> Delivery {
    let places = towns(model, geography);
    let mut delivery = Delivery {
        extracts: Vec::new(),
        mappings: Vec::new(),
        recodes: Recodes::default(),
        absent: Vec::new(),
        is_sample: true,
    };
    for (name, table) in model.tables() {
        let columns = model::raw_columns(table);
        // Optional tables bring recode tables along too, for the delivery that has them.
        for column in &columns {
            delivery.recodes.need(column);
        }
        if table.optional {
            continue;
        }
        let csv = sample::csv(model, name, table, &columns, period, &places);
        let mapped: Vec<Mapped> = columns
            .iter()
            .map(|column| Mapped {
                column: column.name.clone(),
                source: ColumnSource::Column(column.name.clone()),
                comment: String::new(),
            })
            .collect();
        for column in &columns {
            delivery.recodes.labels(column);
        }
        delivery
            .mappings
            .push(delivery::mapping(name, &mapped, &[]));
        delivery.extracts.push(Described {
            table: name.to_owned(),
            file: format!("{name}.csv"),
            bytes: csv.into_bytes(),
            encoding: Some("utf-8".to_owned()),
            dialect: serde_json::json!({"header": true, "delimiter": ","}),
            columns: columns.into_iter().map(|column| column.name).collect(),
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

/// What a check says of the brief while it still has another name.
fn checked(project: &Project, staged: &str, name: &str) -> Result<Diagnostics, Diagnostic> {
    let project = Project::find(project.root())?;
    let mut timings = Timings::default();
    let said = match crate::regenerate(&project, staged, None, Extent::Check, &mut timings) {
        Ok(regenerated) => regenerated.warnings,
        Err(faults) => faults,
    };
    let renamed = |text: String| text.replace(staged, name);
    Ok(said
        .into_iter()
        .map(|mut one| {
            one.message = renamed(one.message);
            one.help = one.help.map(renamed);
            if let Some(place) = &mut one.place {
                place.file = renamed(std::mem::take(&mut place.file));
            }
            one
        })
        .collect())
}
