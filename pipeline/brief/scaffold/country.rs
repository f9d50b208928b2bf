//! Which countries there is geography for, and which of them a brief is about.
//!
//! A country's geography is a folder by its ISO code: `data/boundaries/<source>/<CODE>/` with
//! `provinces.geojson` (`iso`, `name`) and `countries.geojson` (`iso_a2`, `name`), and
//! `data/places/<CODE>/places.tsv`.

use serde::Deserialize;

use brief_base::diagnostics::{Diagnostic, Place, did_you_mean};
use brief_base::project::Project;
use brief_base::text::fold;

/// The file of a country's first-level units.
const PROVINCES: &str = "provinces.geojson";
/// The file of the country and those around it.
const COUNTRIES: &str = "countries.geojson";
/// The file of its places.
const PLACES: &str = "places.tsv";

/// A country that maps can be drawn of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// ISO code.
    pub code: String,
    /// Its name in the boundaries.
    pub name: String,
    /// Path of its first-level units below `data/boundaries/`.
    pub provinces: String,
    /// Path of the country outlines below `data/boundaries/`.
    pub countries: String,
    /// Path of its gazetteer below `data/places/`.
    pub places: String,
}

/// The properties of a boundary file that tell whose it is.
#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    iso_a2: Option<String>,
    name: Option<String>,
}

/// All countries that there is geography for, by code.
pub(super) fn known(project: &Project) -> Result<Vec<Country>, Diagnostic> {
    let mut found: Vec<Country> = Vec::new();
    for source in project.list("data/boundaries")? {
        for code in project.list(&format!("data/boundaries/{source}"))? {
            let folder = format!("{source}/{code}");
            let countries = format!("{folder}/{COUNTRIES}");
            let provinces = format!("{folder}/{PROVINCES}");
            let places = format!("{code}/{PLACES}");
            let is_whole = project.has(&format!("data/boundaries/{countries}"))
                && project.has(&format!("data/boundaries/{provinces}"))
                && project.has(&format!("data/places/{places}"));
            if !is_whole || found.iter().any(|country| country.code == code) {
                continue;
            }
            let name = name_of(project, &format!("data/boundaries/{countries}"), &code)?;
            found.push(Country {
                code,
                name,
                provinces,
                countries,
                places,
            });
        }
    }
    found.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(found)
}

fn name_of(project: &Project, file: &str, code: &str) -> Result<String, Diagnostic> {
    let text = project.read_text(file)?;
    let collection: Collection = serde_json::from_str(&text).map_err(|error| {
        Diagnostic::error("boundaries", error.to_string()).with_place(Place::file(file))
    })?;
    let mut properties = collection.features.into_iter().map(|it| it.properties);
    let own = properties.find(|it| it.iso_a2.as_deref() == Some(code));
    Ok(own
        .and_then(|it| it.name)
        .unwrap_or_else(|| code.to_owned()))
}

/// The country that is named by its code, or else by the brief's name: `philippines`, `south-sudan`,
/// `turkey-2017`.
///
/// # Errors
/// When there is none: the message lists those there are and says how to add one.
pub(super) fn find(
    project: &Project,
    code: Option<&str>,
    brief: &str,
) -> Result<Country, Diagnostic> {
    let known = known(project)?;
    let asked = code.unwrap_or(brief);
    let words = fold(&asked.replace('-', " "));
    let is_meant = |country: &Country| {
        let name = fold(&country.name.replace('-', " "));
        let by_name = words == name || words.starts_with(&format!("{name} "));
        match code {
            Some(code) => country.code.eq_ignore_ascii_case(code) || by_name,
            None => by_name,
        }
    };
    if let Some(country) = known.iter().find(|country| is_meant(country)) {
        return Ok(country.clone());
    }
    let message = match code {
        Some(code) => format!("there are no boundaries of a country \"{code}\""),
        None => {
            format!(
                "the brief's name \"{brief}\" is that of no country that there are boundaries of"
            )
        }
    };
    let listed: Vec<String> = known
        .iter()
        .map(|country| format!("{} ({})", country.code, country.name))
        .collect();
    let near = did_you_mean(asked, known.iter().map(|country| country.name.as_str()));
    let near = if near.starts_with("did you mean") {
        format!("{near} ")
    } else {
        String::new()
    };
    let listed = if listed.is_empty() {
        "there are none yet".to_owned()
    } else {
        format!("name one by --country: {}", listed.join(", "))
    };
    Err(Diagnostic::call_error("unknown-country", message).with_help(format!(
        "{near}{listed}; another is added as data/boundaries/SOURCE/CODE/ with {PROVINCES} and \
         {COUNTRIES} and data/places/CODE/{PLACES}, each folder with a datapackage.json (data/README.md)"
    )))
}
