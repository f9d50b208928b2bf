//! Boundaries and places: shared geography that cleaning joins to and maps draw.

use std::collections::BTreeMap;
use std::sync::Arc;

use geo::orient::Direction;
use geo::{GeodesicArea, MultiPolygon, Orient};
use geojson::{FeatureCollection, GeoJson};
use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean, nearest_names};
use brief_base::project::Project;
use brief_base::text::fold;
use brief_base::yaml::Yaml;

use crate::brief::{BoundarySettings, BriefSettings, GeographySettings};
use crate::datapackage::{VerifiedFolder, verify_files};

/// All geography that one brief uses.
#[derive(Debug, Clone, Default)]
pub struct Geography {
    /// Boundary sets by name: `regions`, `countries`, …, as the brief's settings name them.
    pub boundaries: IndexMap<String, Boundaries>,
    /// The brief's towns.
    pub gazetteer: Gazetteer,
}

impl Geography {
    /// Reads the boundary files and the gazetteer that a brief names, and verifies their hashes.
    ///
    /// # Errors
    /// When a file is missing, is not the described one, or cannot be read as what it should be.
    pub fn load(
        project: &Project,
        brief: &Yaml<BriefSettings>,
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let settings = &brief.value.geography;
        let declared = |path: &str| brief.locations.place(&format!("geography/{path}"));
        let mut found = Diagnostics::new();
        let mut folders = VerifiedFolders {
            project,
            by_name: BTreeMap::new(),
        };
        let mut boundaries = IndexMap::new();
        for (name, boundary) in &settings.boundaries {
            let path = file_of(brief, "boundaries", &boundary.file);
            let Some((text, credit)) = folders.read(&path, &mut found) else {
                continue;
            };
            let variant = format!("{:?}", boundary.properties());
            let read = project.once(&path, &variant, |_| read_boundaries(&path, &text, boundary));
            let Some(read) = found.take(read) else {
                continue;
            };
            let read = printed(&read, boundary);
            for code in boundary.printed_names.keys() {
                let place = declared(&format!("boundaries/{name}/printed_names/{code}"));
                found.extend(unprinted(code, &path, read.codes(), place));
            }
            boundaries.insert(name.clone(), Boundaries { credit, ..read });
        }
        let path = file_of(brief, "places", &settings.places);
        let gazetteer = folders.read(&path, &mut found).and_then(|(text, credit)| {
            let places = found.take(read_gazetteer(&path, &text, settings))?;
            for (name, printed) in &settings.printed_names {
                if !places.iter().any(|place| place.name == *printed) {
                    let place = declared(&format!("printed_names/{name}"));
                    let names = places.iter().map(|place| place.name.as_str());
                    found.extend(unprinted(name, &path, names, place));
                }
            }
            Some(Gazetteer::new(places, credit))
        });
        found.finish(Geography {
            boundaries,
            gazetteer: gazetteer.unwrap_or_default(),
        })
    }
}

/// The files that a brief's geography is read from.
pub fn files_of(brief: &Yaml<BriefSettings>) -> Vec<String> {
    let settings = &brief.value.geography;
    let boundaries = settings.boundaries.values();
    let boundaries = boundaries.map(|boundary| file_of(brief, "boundaries", &boundary.file));
    boundaries
        .chain([file_of(brief, "places", &settings.places)])
        .collect()
}

/// Where a file of shared geography is or, when its name begins with `./`, one of the brief's own.
fn file_of(brief: &Yaml<BriefSettings>, kind: &str, file: &str) -> String {
    match file.strip_prefix("./") {
        Some(own) => format!("{}/{kind}/{own}", brief.locations.folder()),
        None => format!("data/{kind}/{file}"),
    }
}

/// Folders of shared geography whose files were verified, each once.
struct VerifiedFolders<'a> {
    project: &'a Project,
    by_name: BTreeMap<String, Option<Arc<(VerifiedFolder, Diagnostics)>>>,
}

impl VerifiedFolders<'_> {
    /// The text of a described file and the credit to print with it.
    fn read(&mut self, path: &str, found: &mut Diagnostics) -> Option<(String, String)> {
        let (folder, _) = path.rsplit_once('/')?;
        if !self.by_name.contains_key(folder) {
            let verify = |project: &Project| verify_files(project, folder);
            let verified = match self.project.once(folder, "", verify) {
                Ok(verified) => {
                    found.extend(verified.1.clone());
                    Some(verified)
                }
                Err(faults) => {
                    found.extend(faults);
                    None
                }
            };
            self.by_name.insert(folder.to_owned(), verified);
        }
        let (verified, _) = self.by_name.get(folder)?.as_deref()?;
        let file = verified.files.iter().find(|(_, file)| file.path == path);
        let Some((name, file)) = file else {
            let known: Vec<&str> = verified
                .files
                .values()
                .map(|file| file.path.as_str())
                .collect();
            found.push(
                Diagnostic::error(
                    "undescribed-file",
                    format!("{folder}/datapackage.json does not describe it"),
                )
                .with_place(Place::file(path))
                .with_help(did_you_mean(path, known)),
            );
            return None;
        };
        let resource = verified
            .package
            .resources
            .iter()
            .find(|resource| resource.name == *name)?;
        let credit = verified.package.credit_of(resource);
        match std::str::from_utf8(&file.bytes) {
            Ok(text) => Some((text.to_owned(), credit)),
            Err(error) => {
                found.push(
                    Diagnostic::error("not-utf8", error.to_string()).with_place(Place::file(path)),
                );
                None
            }
        }
    }
}

/// A file's boundaries as one brief prints their names.
fn printed(boundaries: &Boundaries, settings: &BoundarySettings) -> Boundaries {
    let mut boundaries = boundaries.clone();
    for area in &mut boundaries.areas {
        if let Some(name) = settings.printed_names.get(&area.code) {
            area.name.clone_from(name);
        }
    }
    boundaries
}

/// A file's boundaries, with the names that it has itself.
fn read_boundaries(
    path: &str,
    text: &str,
    settings: &BoundarySettings,
) -> Result<Boundaries, Diagnostics> {
    let fault = |message: String| {
        Diagnostics::from(
            Diagnostic::error("boundaries", message)
                .with_place(Place::file(path))
                .with_help(
                    "expected a GeoJSON FeatureCollection of areas and lines in WGS84 degrees",
                ),
        )
    };
    let parsed = text
        .parse::<GeoJson>()
        .map_err(|error| fault(error.to_string()))?;
    let collection =
        FeatureCollection::try_from(parsed).map_err(|error| fault(error.to_string()))?;
    let mut boundaries = Boundaries::default();
    for (number, feature) in collection.features.into_iter().enumerate() {
        let property = |name: &Option<String>| {
            let value = feature.property(name.as_deref()?)?;
            Some(
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned),
            )
        };
        let kind = property(&settings.kind);
        let code = property(&settings.code).or_else(|| kind.clone());
        let name = property(&settings.name);
        let population = property(&settings.population).and_then(|text| text.parse().ok());
        let Some(geometry) = feature.geometry.as_ref() else {
            return Err(fault(format!("feature {number} has no geometry")));
        };
        let geometry =
            geo::Geometry::<f64>::try_from(geometry).map_err(|error| fault(error.to_string()))?;
        let outline = match geometry {
            geo::Geometry::Polygon(polygon) => MultiPolygon::new(vec![polygon]),
            geo::Geometry::MultiPolygon(polygons) => polygons,
            geo::Geometry::LineString(line) => {
                boundaries.lines.push(BoundaryLine {
                    kind: kind.or(code).unwrap_or_default(),
                    line: geo::MultiLineString::new(vec![line]),
                });
                continue;
            }
            geo::Geometry::MultiLineString(line) => {
                boundaries.lines.push(BoundaryLine {
                    kind: kind.or(code).unwrap_or_default(),
                    line,
                });
                continue;
            }
            _ => return Err(fault(format!("feature {number} is neither area nor line"))),
        };
        let Some(code) = code else {
            return Err(fault(format!(
                "feature {number} has no code; name its property in brief.yaml"
            )));
        };
        // A clockwise ring's geodesic area would be the rest of the Earth.
        let outline = outline.orient(Direction::Default);
        boundaries.areas.push(Area {
            name: name.unwrap_or_else(|| code.clone()),
            code,
            population,
            square_kilometres: outline.geodesic_area_unsigned() / 1e6,
            outline,
        });
    }
    if settings.code.is_some() {
        boundaries.areas = one_area_a_code(boundaries.areas);
    }
    Ok(boundaries)
}

/// Features of one code are parts of one area, which has the name of the largest: files cut cities out of
/// the provinces whose code they carry.
fn one_area_a_code(parts: Vec<Area>) -> Vec<Area> {
    let mut areas: IndexMap<String, (f64, Area)> = IndexMap::new();
    for part in parts {
        let Some((largest, area)) = areas.get_mut(&part.code) else {
            areas.insert(part.code.clone(), (part.square_kilometres, part));
            continue;
        };
        if part.square_kilometres > *largest {
            *largest = part.square_kilometres;
            area.name = part.name;
        }
        area.population = area
            .population
            .zip(part.population)
            .map(|(one, other)| one + other);
        area.square_kilometres += part.square_kilometres;
        area.outline.0.extend(part.outline);
    }
    areas.into_values().map(|(_, area)| area).collect()
}

/// A name to be printed otherwise that its file does not hold.
fn unprinted<'n>(
    name: &str,
    file: &str,
    known: impl Iterator<Item = &'n str> + Clone,
    place: Place,
) -> Option<Diagnostic> {
    if known.clone().any(|known| known == name) {
        return None;
    }
    let message = format!("`printed_names` names \"{name}\", which {file} does not have");
    let fault = Diagnostic::error("unknown-printed-name", message).with_place(place);
    Some(fault.with_help(did_you_mean(name, known)))
}

fn read_gazetteer(
    path: &str,
    text: &str,
    settings: &GeographySettings,
) -> Result<Vec<GazetteerPlace>, Diagnostics> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .from_reader(text.as_bytes());
    let fault = |line: u64, message: String| {
        Diagnostic::error("gazetteer", message)
            .with_place(Place::line(path, usize::try_from(line).unwrap_or(1)))
    };
    let mut faults = Diagnostics::new();
    let mut places = Vec::new();
    for record in reader.deserialize::<GazetteerRecord>() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(fault(
                    error.position().map_or(1, csv::Position::line),
                    error.to_string(),
                ));
                continue;
            }
        };
        if !settings.countries.contains(&record.cc) {
            continue;
        }
        let mut alternates: Vec<String> = record
            .alternatenames
            .split('|')
            .map(str::to_owned)
            .collect();
        let name = match settings.printed_names.get(&record.name) {
            Some(printed) => {
                alternates.push(record.name);
                printed.clone()
            }
            None => record.name,
        };
        places.push(GazetteerPlace {
            id: record.geonameid,
            name,
            alternates,
            latitude: record.lat,
            longitude: record.lon,
            country: record.cc,
            population: record.population,
        });
    }
    faults.finish(places).map(|(places, _)| places)
}

#[derive(serde::Deserialize)]
struct GazetteerRecord {
    geonameid: u64,
    name: String,
    lat: f64,
    lon: f64,
    cc: String,
    population: u64,
    alternatenames: String,
}

/// One boundary file: areas that share borders, and lines with a meaning of their own.
#[derive(Debug, Clone, Default)]
pub struct Boundaries {
    /// In file order.
    pub areas: Vec<Area>,
    /// Lines, for example a boundary that is disputed.
    pub lines: Vec<BoundaryLine>,
    /// The credit that every map drawn from this file must print.
    pub credit: String,
}

impl Boundaries {
    /// Codes of its areas, in file order.
    pub fn codes(&self) -> impl Iterator<Item = &str> + Clone {
        self.areas.iter().map(|area| area.code.as_str())
    }
}

/// An administrative unit or country.
#[derive(Debug, Clone)]
pub struct Area {
    /// Its code, for example `MA-01`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Inhabitants, when the file says.
    pub population: Option<f64>,
    /// Ground area in square kilometres (geodesic, WGS84).
    pub square_kilometres: f64,
    /// Outline in WGS84 degrees, longitude first; exterior rings counter-clockwise.
    pub outline: MultiPolygon<f64>,
}

impl Area {
    /// Inhabitants per square kilometre, when the population is known.
    pub fn density(&self) -> Option<f64> {
        self.population
            .map(|population| population / self.square_kilometres)
    }
}

/// A line with a meaning of its own.
#[derive(Debug, Clone)]
pub struct BoundaryLine {
    /// What it is, for example `boundary_27_40N`.
    pub kind: String,
    /// In WGS84 degrees, longitude first.
    pub line: geo::MultiLineString<f64>,
}

/// The towns of a country by name.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    /// In file order, larger towns first.
    places: Vec<GazetteerPlace>,
    /// Position in `places` by folded primary name.
    primary: BTreeMap<String, usize>,
    /// Position in `places` by folded alternate name.
    alternate: BTreeMap<String, usize>,
    /// The credit that every map of places must print.
    pub credit: String,
}

/// A town.
#[derive(Debug, Clone)]
pub struct GazetteerPlace {
    /// GeoNames number.
    pub id: u64,
    /// Primary name, unique in a brief.
    pub name: String,
    /// Other names and spellings.
    pub alternates: Vec<String>,
    /// WGS84 degrees north.
    pub latitude: f64,
    /// WGS84 degrees east.
    pub longitude: f64,
    /// ISO code of the country.
    pub country: String,
    /// Inhabitants as GeoNames has it (city and province mixed: never chart it).
    pub population: u64,
}

impl Gazetteer {
    /// A gazetteer of these places, given in order of preference: where two share a name, the first
    /// one has it.
    pub fn new(places: Vec<GazetteerPlace>, credit: String) -> Self {
        let mut gazetteer = Gazetteer {
            credit,
            ..Gazetteer::default()
        };
        for (position, place) in places.iter().enumerate() {
            gazetteer
                .primary
                .entry(fold(&place.name))
                .or_insert(position);
            for alternate in &place.alternates {
                gazetteer
                    .alternate
                    .entry(fold(alternate))
                    .or_insert(position);
            }
        }
        gazetteer.places = places;
        gazetteer
    }

    /// All places, in order of preference.
    pub fn places(&self) -> &[GazetteerPlace] {
        &self.places
    }

    /// The place of that primary name, letter for letter.
    pub fn by_name(&self, name: &str) -> Option<&GazetteerPlace> {
        self.places.iter().find(|place| place.name == name)
    }

    /// The place that a text names: by primary name or, failing that, by an alternate one; blanks and
    /// case do not matter.
    pub fn find(&self, text: &str) -> Option<&GazetteerPlace> {
        let folded = fold(text);
        let position = self
            .primary
            .get(&folded)
            .or_else(|| self.alternate.get(&folded))?;
        self.places.get(*position)
    }

    /// The places whose names are nearest to a text that names none.
    pub fn nearest(&self, text: &str) -> Vec<&GazetteerPlace> {
        let names = self.primary.keys().chain(self.alternate.keys());
        let mut nearest: Vec<&GazetteerPlace> = Vec::new();
        for name in nearest_names(&fold(text), names.map(String::as_str)) {
            // Two of a town's names may be near.
            if let Some(place) = self.find(name)
                && !nearest.iter().any(|known| known.id == place.id)
            {
                nearest.push(place);
            }
        }
        nearest
    }
}
