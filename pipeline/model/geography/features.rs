//! Boundary files, feature by feature: what cannot be read as it was meant is refused with the feature's name.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use geo::orient::Direction;
use geo::{Area as _, BoundingRect, Contains, Coord, CoordsIter, GeodesicArea};
use geo::{LineString, MultiLineString, MultiPolygon, Orient, Point, Polygon};
use geojson::{Feature, FeatureCollection, GeoJson, JsonValue};
use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};

use super::meridian::within_the_world;
use super::overlaps::{Overlap, overlaps};
use super::{Area, Boundaries, BoundaryLine};
use crate::brief::BoundarySettings;

/// What stands where a code is not known, besides nothing at all: Natural Earth has -99, programs write the others.
const NO_CODE: [&str; 7] = ["-99", "-99.0", "-9999", "null", "None", "NaN", "<NA>"];

/// How many features a message names.
const NAMED: usize = 5;

/// Names by which coordinates in WGS84 degrees, or in degrees that differ from them by less than a metre or two, are
/// known.
const DEGREES: [&str; 6] = ["CRS84", "CRS83", "4326", "4258", "4269", "4979"];

/// What was read from a boundary file.
#[derive(Debug, Default)]
pub(super) struct ReadBoundaries {
    /// Its areas and lines, with the names that the file has itself.
    pub boundaries: Boundaries,
    /// What is wrong with it, and what is odd.
    pub found: Diagnostics,
    /// All properties that its features have.
    pub properties: BTreeSet<String>,
    /// The names of features that share a code, where they differ.
    pub joined: Vec<(String, Vec<String>)>,
}

/// Reads a file's boundaries.
///
/// # Errors
/// When it is no GeoJSON FeatureCollection in degrees. What is wrong with single features is among what was found.
pub(super) fn read_boundaries(
    path: &str,
    text: &str,
    settings: &BoundarySettings,
) -> Result<ReadBoundaries, Diagnostics> {
    let fault = |message: String| {
        let fault = Diagnostic::error("boundaries", message).with_place(Place::file(path));
        fault.with_help("expected a GeoJSON FeatureCollection of areas and lines in WGS84 degrees")
    };
    let parsed = text
        .trim_start_matches('\u{feff}')
        .parse::<GeoJson>()
        .map_err(|error| fault(error.to_string()))?;
    let collection =
        FeatureCollection::try_from(parsed).map_err(|error| fault(error.to_string()))?;
    if let Some(other) = other_reference_system(&collection) {
        let message = format!("its coordinates are in \"{other}\", and not in WGS84 degrees");
        return Err(fault(message).with_help(TRANSFORM).into());
    }
    let mut reading = Reading {
        path,
        settings,
        faults: IndexMap::new(),
        coded_lines: Vec::new(),
        read: ReadBoundaries::default(),
    };
    for (number, feature) in (1..).zip(collection.features) {
        reading.read.properties.extend(
            feature
                .properties
                .iter()
                .flat_map(|properties| properties.keys().cloned()),
        );
        reading.feature(number, &feature);
    }
    Ok(reading.finish())
}

const TRANSFORM: &str = "transform the file to longitude and latitude in degrees, WGS84 (EPSG:4326), for example by \
                         `ogr2ogr -t_srs EPSG:4326 new.geojson old.geojson`";

/// A reference system that the file names and that is not degrees.
fn other_reference_system(collection: &FeatureCollection) -> Option<String> {
    let members = collection.foreign_members.as_ref()?;
    let name = members.get("crs")?.get("properties")?.get("name")?;
    let name = name.as_str()?;
    let is_degrees = DEGREES.iter().any(|known| name.ends_with(known));
    (!is_degrees).then(|| name.to_owned())
}

/// What may be wrong with a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum FeatureFault {
    NoGeometry,
    NoAreaOrLine,
    LineAmongAreas,
    NotDegrees,
    Swapped,
    NoCode,
    NegativePopulation,
    NoPopulationNumber,
    RingOutside,
    RoundThePole,
    NoGround,
}

impl FeatureFault {
    /// What is wrong, and what to do.
    fn words(self, settings: &BoundarySettings) -> (String, String) {
        let property = |name: &Option<String>| name.clone().unwrap_or_default();
        let (what, help) = match self {
            FeatureFault::NoGeometry => (
                "no geometry".to_owned(),
                "give the feature its outline, or take it out of the file",
            ),
            FeatureFault::NoAreaOrLine => (
                "neither an area nor a line".to_owned(),
                "expected Polygon, MultiPolygon, LineString or MultiLineString",
            ),
            FeatureFault::NotDegrees => (
                "coordinates that are not longitude and latitude in degrees".to_owned(),
                TRANSFORM,
            ),
            FeatureFault::Swapped => (
                "coordinates that are not longitude and latitude in degrees, and would be the other way round".to_owned(),
                "GeoJSON has the longitude first: exchange the two",
            ),
            FeatureFault::NoCode => match &settings.code {
                Some(code) => (
                    format!("no code in property \"{code}\""),
                    "give each area a code of its own in the file, or name a property that has one: `code:` in brief.yaml",
                ),
                None => (
                    "no code".to_owned(),
                    "name the property that has it: `code:` in brief.yaml",
                ),
            },
            FeatureFault::NegativePopulation => (
                format!(
                    "a population below zero in property \"{}\"",
                    property(&settings.population)
                ),
                "write `null` where it is not known",
            ),
            FeatureFault::NoPopulationNumber => (
                format!(
                    "a population that is not a number in property \"{}\"",
                    property(&settings.population)
                ),
                "write the number in digits alone, without quotation marks and separators, or `null` where it is not known",
            ),
            FeatureFault::RingOutside => (
                "a Polygon with a ring that is neither its outline nor a hole in it".to_owned(),
                "write an area of several parts as MultiPolygon, each part with its outline first and then its holes",
            ),
            FeatureFault::RoundThePole => (
                "an outline that goes round a pole or more than once round the Earth".to_owned(),
                "cut the area at the 180th meridian, as GeoJSON wants it (RFC 7946, section 3.1.9)",
            ),
            FeatureFault::LineAmongAreas => (
                "a line that has a code as areas have, and encloses nothing".to_owned(),
                "give the feature its outline as a Polygon; lines among areas are told apart by a property: `kind` for \
                 the set in brief.yaml",
            ),
            FeatureFault::NoGround => (
                "an outline that encloses no ground".to_owned(),
                "an outline has at least three corners that do not lie on one line",
            ),
        };
        (what, help.to_owned())
    }
}

struct Reading<'a> {
    path: &'a str,
    settings: &'a BoundarySettings,
    /// The features with each fault, in words.
    faults: IndexMap<FeatureFault, Vec<String>>,
    /// Lines that have a code and no kind, in words.
    coded_lines: Vec<String>,
    read: ReadBoundaries,
}

impl Reading<'_> {
    fn fault(&mut self, fault: FeatureFault, feature: &str, found: Option<String>) {
        let words = match found {
            Some(found) => format!("{feature}: {found}"),
            None => feature.to_owned(),
        };
        self.faults.entry(fault).or_default().push(words);
    }

    fn feature(&mut self, number: usize, feature: &Feature) {
        let settings = self.settings;
        let property = |name: &Option<String>| {
            text_of(
                feature
                    .property(name.as_deref()?)
                    .unwrap_or(&JsonValue::Null),
            )
        };
        let kind = property(&settings.kind);
        let code = property(&settings.code).filter(|code| !NO_CODE.contains(&code.as_str()));
        let name = property(&settings.name);
        let called = name.as_ref().or(code.as_ref()).or(kind.as_ref());
        let called = match called {
            Some(called) => format!("feature {number} (\"{called}\")"),
            None => format!("feature {number}"),
        };
        let Some(geometry) = feature.geometry.as_ref() else {
            return self.fault(FeatureFault::NoGeometry, &called, None);
        };
        let Ok(geometry) = geo::Geometry::<f64>::try_from(geometry) else {
            return self.fault(FeatureFault::NoAreaOrLine, &called, None);
        };
        if let Some(Coord { x, y }) = geometry.coords_iter().find(|at| !is_in_degrees(*at)) {
            let fault = match y.abs() <= 360.0 && x.abs() <= 90.0 {
                true => FeatureFault::Swapped,
                false => FeatureFault::NotDegrees,
            };
            return self.fault(fault, &called, Some(format!("[{x}, {y}]")));
        }
        match geometry {
            geo::Geometry::Polygon(polygon) => {
                self.area(
                    &called,
                    feature,
                    MultiPolygon::new(vec![polygon]),
                    (code, name, kind),
                );
            }
            geo::Geometry::MultiPolygon(polygons) => {
                self.area(&called, feature, polygons, (code, name, kind));
            }
            geo::Geometry::LineString(line) => {
                self.line(&called, MultiLineString::new(vec![line]), (code, kind));
            }
            geo::Geometry::MultiLineString(lines) => self.line(&called, lines, (code, kind)),
            _ => self.fault(FeatureFault::NoAreaOrLine, &called, None),
        }
    }

    fn line(
        &mut self,
        called: &str,
        line: MultiLineString<f64>,
        (code, kind): (Option<String>, Option<String>),
    ) {
        if code.is_some() && kind.is_none() {
            self.coded_lines.push(called.to_owned());
        }
        self.read.boundaries.lines.push(BoundaryLine {
            kind: kind.or(code).unwrap_or_default(),
            line,
        });
    }

    fn area(
        &mut self,
        called: &str,
        feature: &Feature,
        outline: MultiPolygon<f64>,
        (code, name, kind): (Option<String>, Option<String>, Option<String>),
    ) {
        let code = match self.settings.code {
            Some(_) => code,
            None => kind,
        };
        if code.is_none() {
            self.fault(FeatureFault::NoCode, called, None);
        }
        let population = self.population(called, feature);
        let mut parts = Vec::new();
        for polygon in outline {
            let Some(polygon) = with_outline_first(polygon) else {
                return self.fault(FeatureFault::RingOutside, called, None);
            };
            let Some(within) = within_the_world(polygon) else {
                return self.fault(FeatureFault::RoundThePole, called, None);
            };
            parts.extend(within);
        }
        // A clockwise ring's geodesic area would be the rest of the Earth.
        let outline = MultiPolygon::new(parts).orient(Direction::Default);
        let square_kilometres = outline.geodesic_area_unsigned() / 1e6;
        if !(square_kilometres.is_finite() && square_kilometres > 0.0) {
            return self.fault(FeatureFault::NoGround, called, None);
        }
        let Some(code) = code else { return };
        self.read.boundaries.areas.push(Area {
            name: name.unwrap_or_else(|| code.clone()),
            code,
            population,
            square_kilometres,
            outline,
        });
    }

    fn population(&mut self, called: &str, feature: &Feature) -> Option<f64> {
        let value = feature.property(self.settings.population.as_deref()?)?;
        let found = match value {
            JsonValue::Null => return None,
            JsonValue::String(text) if text.trim().is_empty() => return None,
            // A separator of thousands would pass for a decimal point, and the other way round.
            JsonValue::String(text) => {
                let digits = text.trim().strip_prefix('-').unwrap_or(text.trim());
                let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit());
                is_whole.then(|| text.trim().parse::<f64>().ok()).flatten()
            }
            value => value.as_f64(),
        };
        match found {
            Some(population) if population >= 0.0 && population.is_finite() => Some(population),
            Some(_) => {
                self.fault(
                    FeatureFault::NegativePopulation,
                    called,
                    Some(value.to_string()),
                );
                None
            }
            None => {
                self.fault(
                    FeatureFault::NoPopulationNumber,
                    called,
                    Some(value.to_string()),
                );
                None
            }
        }
    }

    fn finish(mut self) -> ReadBoundaries {
        // A file of lines alone may name them by the same property.
        if !self.read.boundaries.areas.is_empty() {
            for called in std::mem::take(&mut self.coded_lines) {
                self.fault(FeatureFault::LineAmongAreas, &called, None);
            }
        }
        let place = || Place::file(self.path);
        let mut found = Diagnostics::new();
        for (fault, features) in &self.faults {
            let (what, help) = fault.words(self.settings);
            let fault = Diagnostic::error("boundaries", format!("{what}: {}", some_of(features)));
            found.push(fault.with_place(place()).with_help(help));
        }
        let mut boundaries = std::mem::take(&mut self.read.boundaries);
        // Nothing depends on the order of features: neither what is drawn above what nor which of two areas has a
        // place on their border.
        boundaries.areas.sort_by(in_order);
        boundaries.lines.sort_by(|one, other| {
            let kind = one.kind.cmp(&other.kind);
            kind.then_with(|| in_order_of_points(one.line.coords_iter(), other.line.coords_iter()))
        });
        if self.settings.code.is_some() {
            (boundaries.areas, self.read.joined) = one_area_a_code(boundaries.areas);
        }
        let overlaps = overlaps(&boundaries.areas);
        found.extend(
            overlaps
                .iter()
                .map(|overlap| overlap.fault().with_place(place())),
        );
        boundaries.overlaps = overlaps.into_iter().map(Overlap::codes).collect();
        ReadBoundaries {
            boundaries,
            found,
            ..self.read
        }
    }
}

/// The first of these, and how many more there are.
fn some_of(features: &[String]) -> String {
    let more = match features.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let named: Vec<&str> = features.iter().take(NAMED).map(String::as_str).collect();
    format!("{}{more}", named.join(", "))
}

/// A property as text; nothing when it holds nothing.
fn text_of(value: &JsonValue) -> Option<String> {
    let text = match value {
        JsonValue::Null => return None,
        JsonValue::String(text) => text.trim().to_owned(),
        // Programs that know no whole numbers write the code 12 as 12.0.
        JsonValue::Number(number) => {
            let text = number.to_string();
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        }
        value => value.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

/// Degrees of longitude may be counted on beyond the 180th meridian, once round the Earth.
fn is_in_degrees(at: Coord<f64>) -> bool {
    at.x.abs() <= 360.0 && at.y.abs() <= 90.0
}

/// A polygon whose outline is its first ring, whichever it was in the file; none when a ring lies outside of it.
fn with_outline_first(polygon: Polygon<f64>) -> Option<Polygon<f64>> {
    if polygon.interiors().is_empty() {
        return Some(polygon);
    }
    let (first, others) = polygon.into_inner();
    let mut rings = vec![first];
    rings.extend(others);
    let enclosed = |ring: &LineString<f64>| Polygon::new(ring.clone(), Vec::new()).unsigned_area();
    let sizes: Vec<f64> = rings.iter().map(enclosed).collect();
    // Of equal ones the first.
    let largest = (0..rings.len()).rev();
    let largest = largest.max_by(|one, other| sizes[*one].total_cmp(&sizes[*other]))?;
    let outline = Polygon::new(rings.remove(largest), Vec::new());
    let bounds = outline.bounding_rect()?;
    let is_hole = |ring: &LineString<f64>| {
        let is_beside = |at: &Coord<f64>| at.x < bounds.min().x || at.x > bounds.max().x;
        // A hole may touch the outline, so some of its corners may lie on it.
        !ring.0.iter().any(is_beside)
            && (ring.points().any(|point| outline.contains(&point)) || middle_is_in(ring, &outline))
    };
    if !rings.iter().all(is_hole) {
        return None;
    }
    let (outline, _) = outline.into_inner();
    Some(Polygon::new(outline, rings))
}

/// Whether the middle of an edge of the ring lies within the outline: for a hole with all corners on it.
fn middle_is_in(ring: &LineString<f64>, outline: &Polygon<f64>) -> bool {
    let mut edges = ring.lines();
    edges.any(|edge| outline.contains(&Point::from((edge.start + edge.end) / 2.0)))
}

/// Areas by code, the larger part first.
fn in_order(one: &Area, other: &Area) -> Ordering {
    one.code
        .cmp(&other.code)
        .then_with(|| other.square_kilometres.total_cmp(&one.square_kilometres))
        .then_with(|| one.name.cmp(&other.name))
        .then_with(|| in_order_of_points(one.outline.coords_iter(), other.outline.coords_iter()))
}

fn in_order_of_points(
    one: impl Iterator<Item = Coord<f64>>,
    mut other: impl Iterator<Item = Coord<f64>>,
) -> Ordering {
    for at in one {
        let Some(beside) = other.next() else {
            return Ordering::Greater;
        };
        let order = at.x.total_cmp(&beside.x).then(at.y.total_cmp(&beside.y));
        if order != Ordering::Equal {
            return order;
        }
    }
    match other.next() {
        Some(_) => Ordering::Less,
        None => Ordering::Equal,
    }
}

/// Features of one code are parts of one area, which has the name of the largest: files cut cities out of
/// the provinces whose code they carry. With the names of such features, where they differ.
fn one_area_a_code(parts: Vec<Area>) -> (Vec<Area>, Vec<(String, Vec<String>)>) {
    let mut areas: IndexMap<String, Area> = IndexMap::new();
    let mut joined: IndexMap<String, Vec<String>> = IndexMap::new();
    for part in parts {
        let Some(area) = areas.get_mut(&part.code) else {
            areas.insert(part.code.clone(), part);
            continue;
        };
        if part.name != area.name {
            let names = joined.entry(part.code.clone()).or_default();
            if names.is_empty() {
                names.push(area.name.clone());
            }
            if !names.contains(&part.name) {
                names.push(part.name);
            }
        }
        area.population = area
            .population
            .zip(part.population)
            .map(|(one, other)| one + other);
        area.square_kilometres += part.square_kilometres;
        area.outline.0.extend(part.outline);
    }
    (areas.into_values().collect(), joined.into_iter().collect())
}
