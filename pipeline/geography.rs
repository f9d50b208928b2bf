//! Boundaries and places: shared geography that cleaning joins to and maps draw.

use geo::MultiPolygon;
use indexmap::IndexMap;

/// All geography that one brief uses.
#[derive(Debug, Clone, Default)]
pub struct Geography {
    /// Boundary sets by name: `regions`, `countries`, …, as the brief's settings name them.
    pub boundaries: IndexMap<String, Boundaries>,
    /// The brief's towns.
    pub gazetteer: Gazetteer,
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
    /// In file order.
    pub places: Vec<GazetteerPlace>,
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
    /// The place of that primary name.
    pub fn by_name(&self, name: &str) -> Option<&GazetteerPlace> {
        self.places.iter().find(|place| place.name == name)
    }
}
