//! Boundaries and places: shared geography that cleaning joins to and maps draw.

mod features;
mod gazetteer_file;
mod meridian;
mod overlaps;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geo::{BoundingRect, MultiPolygon};
use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean, nearest_names};
use brief_base::project::Project;
use brief_base::text::fold;
use brief_base::yaml::Yaml;

use crate::brief::{BoundarySettings, BriefSettings};
use crate::datapackage::{VerifiedFolder, verify_files};
use features::{ReadBoundaries, read_boundaries};
use gazetteer_file::read_gazetteer;

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
            let unknown = unknown_properties(&read, boundary, &path, |key| {
                declared(&format!("boundaries/{name}/{key}"))
            });
            if !unknown.is_empty() {
                found.extend(unknown);
                continue;
            }
            // Two sets may be of one file.
            let said = read.found.clone().into_iter();
            for said in said.chain(differing_names(&read, boundary, &path)) {
                if !found.iter().any(|known| *known == said) {
                    found.push(said);
                }
            }
            let read = &read.boundaries;
            let read = printed(read, boundary);
            found.extend(repeated_names(&read, &path));
            for code in boundary.printed_names.keys() {
                let place = declared(&format!("boundaries/{name}/printed_names/{code}"));
                found.extend(unprinted(code, &path, read.codes(), place));
            }
            boundaries.insert(name.clone(), Boundaries { credit, ..read });
        }
        let path = file_of(brief, "places", &settings.places);
        let gazetteer = folders.read(&path, &mut found).and_then(|(text, credit)| {
            let places = read_gazetteer(&path, &text, settings, declared("countries"));
            let places = found.take(places)?;
            for (name, printed) in &settings.printed_names {
                let is_known = |place: &GazetteerPlace| {
                    place.name == *printed || place.id.to_string() == *name
                };
                if !places.iter().any(is_known) {
                    let place = declared(&format!("printed_names/{name}"));
                    let names = places.iter().map(|place| place.name.as_str());
                    found.extend(unprinted(name, &path, names, place));
                }
            }
            Some(Gazetteer::new(places, credit))
        });
        let gazetteer = gazetteer.unwrap_or_default();
        for (name, set) in &boundaries {
            let path = file_of(brief, "boundaries", &settings.boundaries[name].file);
            let all = swapped(set, gazetteer.places(), &path);
            let some = match all {
                Some(_) => None,
                None => swapped_areas(set, &path),
            };
            found.extend(all);
            found.extend(some);
        }
        found.finish(Geography {
            boundaries,
            gazetteer,
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
                let line = file.bytes[..error.valid_up_to()].iter();
                let line = 1 + line.filter(|byte| **byte == b'\n').count();
                found.push(
                    Diagnostic::error("not-utf8", "the file is not UTF-8 text")
                        .with_place(Place::line(path, line))
                        .with_help("save it as UTF-8"),
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

/// Properties that the brief's settings name and no feature has.
fn unknown_properties(
    read: &ReadBoundaries,
    settings: &BoundarySettings,
    path: &str,
    place: impl Fn(&str) -> Place,
) -> Vec<Diagnostic> {
    let keys = ["code", "name", "population", "kind"];
    let named = keys.into_iter().zip(settings.properties());
    let named = named.filter_map(|(key, property)| Some((key, property?)));
    let unknown = named.filter(|(_, property)| !read.properties.contains(*property));
    let faults = unknown.map(|(key, property)| {
        let message = format!("no feature of {path} has a property \"{property}\"");
        let known = read.properties.iter().map(String::as_str);
        Diagnostic::error("unknown-property", message)
            .with_place(place(key))
            .with_help(did_you_mean(property, known))
    });
    faults.collect()
}

/// A warning for each code whose features have different names: parts of one area, or two areas by mistake. Who says
/// how its name is printed knows that they are one.
fn differing_names(
    read: &ReadBoundaries,
    settings: &BoundarySettings,
    path: &str,
) -> Vec<Diagnostic> {
    let joined = read.joined.iter();
    let joined = joined.filter(|(code, _)| !settings.printed_names.contains_key(code));
    let warnings = joined.map(|(code, names)| {
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let largest = names.first().map_or("", String::as_str);
        let message = format!(
            "features with different names have the code \"{code}\", and are read as one area: {}",
            quoted.join(", ")
        );
        Diagnostic::warning("repeated-code", message)
            .with_place(Place::file(path))
            .with_help(format!(
                "give each a code of its own in the file; where they are parts of one area, say its name in brief.yaml, beside the set's \
                 `file`: `printed_names: {{{code}: {largest}}}`"
            ))
    });
    warnings.collect()
}

/// A warning for each name that areas of different codes have: no reader could tell them apart.
fn repeated_names(set: &Boundaries, path: &str) -> Vec<Diagnostic> {
    let mut codes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for area in &set.areas {
        codes.entry(&area.name).or_default().push(&area.code);
    }
    let repeated = codes.into_iter().filter(|(_, codes)| codes.len() > 1);
    let warnings = repeated.map(|(name, codes)| {
        let message = format!("{} are all called \"{name}\"", codes.join(", "));
        let last = codes.last().copied().unwrap_or_default();
        Diagnostic::warning("repeated-name", message)
            .with_place(Place::file(path))
            .with_help(format!(
                "tell them apart in brief.yaml, beside the set's `file`: `printed_names: {{{last}: ANOTHER NAME}}`"
            ))
    });
    warnings.collect()
}

/// Boundaries that hold no town of the brief as they are, and most of them with longitude and latitude exchanged.
fn swapped(set: &Boundaries, places: &[GazetteerPlace], path: &str) -> Option<Diagnostic> {
    let bounds = set
        .areas
        .iter()
        .filter_map(|area| area.outline.bounding_rect());
    let bounds: Vec<_> = bounds.collect();
    let holds = |x: f64, y: f64| {
        let mut bounds = bounds.iter();
        bounds.any(|it| {
            (it.min().x..=it.max().x).contains(&x) && (it.min().y..=it.max().y).contains(&y)
        })
    };
    let mut exchanged = 0;
    for place in places {
        if holds(place.longitude, place.latitude) {
            return None;
        }
        exchanged += usize::from(holds(place.latitude, place.longitude));
    }
    let most = exchanged > 0 && exchanged * 2 >= places.len();
    most.then(|| {
        let message = format!(
            "none of the {} places of the gazetteer lies in these boundaries; with longitude and latitude exchanged {exchanged} would",
            places.len()
        );
        Diagnostic::error("boundaries", message)
            .with_place(Place::file(path))
            .with_help("GeoJSON has the longitude first: exchange the two in the file (or in the gazetteer, if it is wrong there)")
    })
}

/// Areas that lie apart from all others and, with longitude and latitude exchanged, among them.
fn swapped_areas(set: &Boundaries, path: &str) -> Option<Diagnostic> {
    /// Islands and exclaves lie apart by less than so many degrees, or are no neighbours either way.
    const APART: f64 = 5.0;
    let bounds = set.areas.iter().map(|area| area.outline.bounding_rect());
    let bounds: Vec<Option<geo::Rect<f64>>> = bounds.collect();
    let touch = |one: &geo::Rect<f64>, other: &geo::Rect<f64>, within: f64| {
        one.min().x - within <= other.max().x
            && other.min().x - within <= one.max().x
            && one.min().y - within <= other.max().y
            && other.min().y - within <= one.max().y
    };
    // Of a pair nothing tells which is the wrong one.
    if set.areas.len() < 3 {
        return None;
    }
    let apart = set.areas.iter().zip(&bounds).enumerate();
    let apart = apart.filter_map(|(number, (area, own))| {
        let own = own.as_ref()?;
        let swapped = geo::Rect::new(
            geo::coord! { x: own.min().y, y: own.min().x },
            geo::coord! { x: own.max().y, y: own.max().x },
        );
        let others = || {
            let others = bounds.iter().enumerate();
            let others = others.filter(|(other, _)| *other != number);
            others.filter_map(|(_, other)| other.as_ref())
        };
        let is_apart = !others().any(|other| touch(own, other, APART));
        let is_among = others().any(|other| touch(&swapped, other, 0.0));
        (is_apart && is_among).then(|| format!("{} ({})", area.name, area.code))
    });
    let apart: Vec<String> = apart.collect();
    (!apart.is_empty()).then(|| {
        let message = format!(
            "apart from all others, and among them with longitude and latitude exchanged: {}",
            apart.join(", ")
        );
        Diagnostic::error("boundaries", message)
            .with_place(Place::file(path))
            .with_help("GeoJSON has the longitude first: exchange the two in these features")
    })
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

/// One boundary file: areas that share borders, and lines with a meaning of their own.
#[derive(Debug, Clone, Default)]
pub struct Boundaries {
    /// By code, whatever their order in the file.
    pub areas: Vec<Area>,
    /// Lines, for example a boundary that is disputed.
    pub lines: Vec<BoundaryLine>,
    /// The codes of areas that overlap by more than a sliver.
    pub overlaps: Vec<[String; 2]>,
    /// The credit that every map drawn from this file must print.
    pub credit: String,
}

impl Boundaries {
    /// Codes of its areas, in their order.
    pub fn codes(&self) -> impl Iterator<Item = &str> + Clone {
        self.areas.iter().map(|area| area.code.as_str())
    }
}

/// An administrative unit or country.
#[derive(Debug, Clone)]
pub struct Area {
    /// Its code, for example `MA-01`.
    pub code: String,
    pub name: String,
    /// Inhabitants, when the file says.
    pub population: Option<f64>,
    /// Ground area in square kilometres (geodesic, WGS84).
    pub square_kilometres: f64,
    /// Outline in WGS84 degrees, longitude first; exterior rings counter-clockwise.
    pub outline: MultiPolygon<f64>,
}

/// What to say of an area that is none of these: those whose code, or whose name, is near, or all. Who does not know a
/// code writes a name.
pub fn did_you_mean_area(wanted: &str, areas: &[&Area]) -> String {
    let near = nearest_areas(wanted, areas);
    match near.as_slice() {
        [] => format!("known are: {}", areas_in_words(areas)),
        [near] => format!("did you mean {}?", areas_in_words(&[near])),
        [first @ .., last] => {
            let (first, last) = (areas_in_words(first), areas_in_words(&[last]));
            format!("did you mean {first} or {last}?")
        }
    }
}

/// The areas whose code, or whose name, is nearest to a text.
pub fn nearest_areas<'a>(wanted: &str, areas: &[&'a Area]) -> Vec<&'a Area> {
    let codes = areas.iter().map(|area| area.code.as_str());
    let names = areas.iter().map(|area| area.name.as_str());
    let by_code = nearest_names(wanted, codes).into_iter();
    let mut nearest: Vec<&Area> = Vec::new();
    for near in by_code.chain(nearest_names(wanted, names)) {
        let mut areas = areas.iter();
        let area = areas.find(|area| area.code == near || area.name == near);
        if let Some(area) = area
            && !nearest.iter().any(|known| known.code == area.code)
        {
            nearest.push(area);
        }
    }
    nearest
}

/// Areas by their codes, with their names.
pub fn areas_in_words(areas: &[&Area]) -> String {
    let words = areas.iter().map(|area| match area.name == area.code {
        true => area.code.clone(),
        false => format!("{} ({})", area.code, area.name),
    });
    words.collect::<Vec<String>>().join(", ")
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
    /// Larger towns first.
    places: Vec<GazetteerPlace>,
    /// Positions in `places` by folded primary name.
    primary: BTreeMap<String, Vec<usize>>,
    /// Positions in `places` by folded alternate name.
    alternate: BTreeMap<String, Vec<usize>>,
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
    /// one has it, and each other prints its number beside it.
    pub fn new(mut places: Vec<GazetteerPlace>, credit: String) -> Self {
        let mut gazetteer = Gazetteer {
            credit,
            ..Gazetteer::default()
        };
        let mut names = BTreeSet::new();
        for (position, place) in places.iter_mut().enumerate() {
            let primary = gazetteer.primary.entry(fold(&place.name));
            primary.or_default().push(position);
            for alternate in &place.alternates {
                let positions = gazetteer.alternate.entry(fold(alternate)).or_default();
                if positions.last() != Some(&position) {
                    positions.push(position);
                }
            }
            if !names.insert(place.name.clone()) {
                place.name = format!("{} ({})", place.name, place.id);
                names.insert(place.name.clone());
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
        let mut named = [&self.primary, &self.alternate].into_iter();
        let positions = named.find_map(|names| names.get(&folded))?;
        self.places.get(*positions.first()?)
    }

    /// The place that a recode table means: by its number in the gazetteer, or as in [`Self::find`].
    pub fn find_code(&self, code: &str) -> Option<&GazetteerPlace> {
        let id = code.parse::<u64>();
        let by_id = id
            .ok()
            .and_then(|id| self.places.iter().find(|place| place.id == id));
        by_id.or_else(|| self.find(code))
    }

    /// The places other than the found one that a text may mean as well: they have the name too, or have it as an
    /// alternate one and are ten times as large.
    pub fn others(&self, text: &str) -> Vec<&GazetteerPlace> {
        let folded = fold(text);
        let places = |names: &BTreeMap<String, Vec<usize>>| {
            let positions = names.get(&folded).into_iter().flatten();
            let places = positions.filter_map(|position| self.places.get(*position));
            places.collect::<Vec<&GazetteerPlace>>()
        };
        let mut named = places(&self.primary);
        let by_alternate = places(&self.alternate);
        let Some(found) = named.first().or(by_alternate.first()).copied() else {
            return Vec::new();
        };
        let least = match named.is_empty() {
            true => 0,
            false => found.population.saturating_mul(10).max(1),
        };
        named.extend(
            by_alternate
                .into_iter()
                .filter(|other| other.population >= least),
        );
        let mut seen = BTreeSet::from([found.id]);
        named.retain(|place| seen.insert(place.id));
        named
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
