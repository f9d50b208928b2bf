//! What the examples in the documentation share: fonts, and a country of two square regions.

use std::sync::LazyLock;

pub use brief_drawing::doctest::fonts;
use brief_model::facts::Facts;
use brief_model::findings::Findings;
use brief_model::geography::{Area, Boundaries, Gazetteer, GazetteerPlace, Geography};

use super::lookup::Lookup;
use super::map::base::BaseMap;
use super::map::view::MapView;
use super::source_block::SourceBlock;

/// The regions `West` and `East`, side by side along the 45th parallel, with the towns of Zenda and Hofbau.
pub fn geography() -> Geography {
    let square = |code: &str, west: f64| Area {
        code: code.to_owned(),
        name: code.to_owned(),
        population: Some(1000.0),
        square_kilometres: 50.0,
        outline: geo::Rect::new((west, 44.5), (west + 0.5, 45.5))
            .to_polygon()
            .into(),
    };
    let regions = Boundaries {
        areas: vec![square("West", 20.5), square("East", 21.0)],
        ..Boundaries::default()
    };
    let sets = [("regions", regions), ("countries", Boundaries::default())];
    let town = |name: &str, longitude: f64| GazetteerPlace {
        id: 1,
        name: name.to_owned(),
        alternates: Vec::new(),
        latitude: 45.0,
        longitude,
        country: "XR".to_owned(),
        population: 1000,
    };
    Geography {
        boundaries: sets.map(|(name, set)| (name.to_owned(), set)).into(),
        gazetteer: Gazetteer::new(
            vec![town("Zenda", 21.0), town("Hofbau", 25.0)],
            String::new(),
        ),
    }
}

/// How its maps look: the extent `main` holds both regions and the nearer of the towns.
///
/// # Panics
/// When it cannot be read.
pub fn view() -> MapView {
    let yaml = r##"
centre: {latitude: 45, longitude: 21}
extents: {main: {west: -100, east: 100, south: -100, north: 100}}
layers: {regions: regions, context: countries}
ground:
  {sea: "#dfeaf1", land: "#efede8", home: "#fbfaf5", graticule: "#a9c0ce",
   border: {colour: "#9a958c", width: 0.5}, region_border: {colour: "#8d8d86", width: 0.4}}
graticule: {step: 1}
legend: top_left
scale_bar: bottom_right
"##;
    MapView::read("map.yaml", yaml).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Its map, 200 points wide.
///
/// # Panics
/// When the view or the geography is of another country.
pub fn base<'a>(view: &'a MapView, geography: &'a Geography) -> BaseMap<'a> {
    let extent = view.extents["main"];
    BaseMap::new(view, "regions", extent, 200.0, geography)
        .unwrap_or_else(|faults| panic!("{faults}"))
}

/// A look-up in findings alone, for a brief of January and February 2020.
pub fn lookup(findings: &Findings) -> Lookup<'_> {
    static FACTS: LazyLock<Facts> = LazyLock::new(Facts::default);
    static MONTHS: LazyLock<[String; 2]> =
        LazyLock::new(|| ["2020-01", "2020-02"].map(str::to_owned));
    static SOURCE: LazyLock<SourceBlock> = LazyLock::new(SourceBlock::default);
    Lookup {
        findings,
        facts: &FACTS,
        months: MONTHS.as_slice(),
        source: &SOURCE,
        figure: "example",
        sign: "\u{25e6}",
        has_illustrative: Box::leak(Box::default()),
    }
}
