//! How a country is shown: projection, extent, layers, names and furniture, declared with its data.
//!
//! # Example
//! ```
//! use brief_figures::MapView;
//!
//! let text = r##"
//! centre: {latitude: 45, longitude: 21}
//! extents: {main: {west: -100, east: 100, south: -100, north: 100}}
//! layers: {regions: regions, context: countries}
//! ground:
//!   sea: "#dfeaf1"
//!   land: "#efede8"
//!   home: "#fbfaf5"
//!   border: {colour: "#9a958c", width: 0.5}
//!   region_border: {colour: "#8d8d86", width: 0.4}
//!   graticule: "#a9c0ce"
//! graticule: {step: 1}
//! legend: top_left
//! scale_bar: bottom_right
//! "##;
//! let view = MapView::read("map.yaml", text).expect("nothing is wrong with it");
//! let refused = view.extent("mian").expect_err("there is no such extent");
//! assert_eq!(refused.help.as_deref(), Some("did you mean \"main\"?"));
//!
//! let refused = MapView::read("map.yaml", &text.replace("step: 1", "step: 0"));
//! let said = refused.expect_err("lines on lines").to_string();
//! assert!(said.contains("must be from 0.01 to 90\n  --> map.yaml:12:13"), "{said}");
//! ```

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use brief_base::diagnostics::{Diagnostic, did_you_mean};
use brief_drawing::map::clip::Frame;
use brief_drawing::map::projection::Centre;
use brief_drawing::paint::{Colour, Fill, Stroke};

use crate::source_block::SourceBlock;

/// A country's map as declared in `data/<brief>/map.yaml`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MapView {
    /// Centre of the equal-area projection.
    pub centre: Centre,
    /// Worldview: whose view of disputed areas is drawn, by its key in `disputed`.
    #[serde(default)]
    pub worldview: Option<String>,
    /// What maps show, by name; a map that names none shows `main`.
    pub extents: IndexMap<String, MapExtent>,
    /// Which boundary sets play which part.
    pub layers: Layers,
    /// Colours of the ground.
    pub ground: Ground,
    /// Areas whose status is not settled, as each worldview shows them.
    #[serde(default)]
    pub disputed: IndexMap<String, DisputedAreas>,
    /// The seat of government: maps in full detail set it apart by a star, whether or not something is counted
    /// there.
    #[serde(default)]
    pub capital: Option<Capital>,
    /// Towns that maps in full detail name whether or not something is counted there, unless they say otherwise,
    /// the most important first.
    #[serde(default)]
    pub cities: Vec<City>,
    /// Names of countries, seas and areas, each at its place.
    #[serde(default)]
    pub names: Vec<MapName>,
    /// Meridians and parallels.
    pub graticule: Graticule,
    /// Where the legend stands.
    pub legend: MapCorner,
    /// Where the scale bar stands.
    pub scale_bar: MapCorner,
    /// A small map that shows where the large one lies.
    #[serde(default)]
    pub locator: Option<Locator>,
    /// Where it is declared.
    #[serde(skip)]
    pub source: SourceBlock,
}

impl MapView {
    /// What a town is called on maps.
    pub(crate) fn label_of<'a>(&'a self, town: &'a str) -> &'a str {
        let mut cities = self.cities.iter();
        let city = cities.find(|city| city.name == town);
        city.and_then(|city| city.label.as_deref()).unwrap_or(town)
    }

    /// The disputed areas as the chosen worldview shows them.
    pub fn disputed(&self) -> Option<&DisputedAreas> {
        self.disputed.get(self.worldview.as_deref()?)
    }

    /// An extent by name.
    ///
    /// # Errors
    /// If there is no extent of that name.
    pub fn extent(&self, name: &str) -> Result<MapExtent, Diagnostic> {
        self.extents.get(name).copied().ok_or_else(|| {
            Diagnostic::error(
                "unknown-extent",
                format!("the map has no extent \"{name}\""),
            )
            .with_place(self.source.place_of("extents"))
            .with_help(did_you_mean(name, self.extents.keys().map(String::as_str)))
        })
    }
}

/// A rectangle of the plane: kilometres east and north of the projection's centre.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MapExtent {
    /// Left edge.
    pub west: f64,
    /// Right edge.
    pub east: f64,
    /// Lower edge.
    pub south: f64,
    /// Upper edge.
    pub north: f64,
    /// The corner of the legend on maps of this extent, when it is not the view's.
    #[serde(default)]
    pub legend: Option<MapCorner>,
}

/// Boundary sets by the part they play.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Layers {
    /// The units that a choropleth colours.
    pub regions: String,
    /// The countries around.
    pub context: String,
    /// Codes of those countries that the regions stand for, left out of the context.
    #[serde(default)]
    pub home: Vec<String>,
}

/// Colours of the ground.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Ground {
    /// Water.
    pub sea: Colour,
    /// The countries around.
    pub land: Colour,
    /// The country itself where nothing colours its regions.
    pub home: Colour,
    /// Country borders.
    pub border: Stroke,
    /// Limits of regions.
    pub region_border: Stroke,
    /// Meridians, parallels and their figures.
    pub graticule: Colour,
}

/// Areas whose status is not settled, and the lines that are contested, as one worldview shows them.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DisputedAreas {
    /// Whose view it is, in words that can follow "boundaries": `as the United Nations shows them`.
    pub name: String,
    /// What a reader must be told.
    pub note: String,
    /// The boundary set that holds them.
    pub boundaries: String,
    /// Codes of those of its areas that are drawn; without it, all of them.
    #[serde(default)]
    pub areas: Option<Vec<String>>,
    /// Laid over what lies beneath.
    pub fill: Fill,
    /// Its words in the legend.
    pub label: String,
    /// Which lines of the set are drawn, and how.
    #[serde(default)]
    pub lines: Vec<DisputedLine>,
}

/// A contested line.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DisputedLine {
    /// The boundary set that holds it, when it is not that of the areas.
    #[serde(default)]
    pub boundaries: Option<String>,
    /// Its kind in the boundary file.
    pub kind: String,
    /// How it is drawn.
    pub stroke: Stroke,
    /// Its words in the legend, when it has an entry of its own.
    #[serde(default)]
    pub label: Option<String>,
}

/// The capital.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Capital {
    /// Its primary name in the gazetteer.
    pub name: String,
    /// What its star means, in the legend.
    pub label: String,
}

/// A town that a map in full detail names also where nothing is counted there.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Its primary name in the gazetteer.
    pub name: String,
    /// The words on the map, when they are not that name: `Melilla (Spain)`.
    #[serde(default)]
    pub label: Option<String>,
    /// It is named only where something is counted there.
    #[serde(default)]
    pub if_counted: bool,
    /// Where something is counted there, small maps name it too, whatever its rank.
    #[serde(default)]
    pub on_small: bool,
}

/// A name on the map.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MapName {
    /// The words; lines of their own for lines.
    pub text: String,
    /// Degrees north of its middle.
    pub latitude: f64,
    /// Degrees east of its middle.
    pub longitude: f64,
    /// What it names.
    pub kind: NameKind,
    /// On which maps it stands.
    #[serde(default)]
    pub on: MapSizes,
}

/// How much a map shows in addition to its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Cities, names, degrees, locator, and the legend in a corner: for a map across the page.
    #[default]
    Full,
    /// A few names, and the legend below: for a map in a column.
    Reduced,
}

/// Maps by their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MapSizes {
    /// Maps in full detail alone.
    #[default]
    Large,
    /// Small maps alone.
    Small,
    /// Both.
    All,
}

impl MapSizes {
    /// Whether maps of that detail are among them.
    pub(crate) fn include(self, detail: Detail) -> bool {
        match self {
            MapSizes::Large => detail == Detail::Full,
            MapSizes::Small => detail == Detail::Reduced,
            MapSizes::All => true,
        }
    }
}

/// What a name stands for, which decides its lettering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// Another country.
    Country,
    /// Water.
    Sea,
    /// An area whose status is not settled, and what is to be said of it.
    Status,
}

/// Meridians and parallels.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Graticule {
    /// Degrees from one to the next.
    pub step: f64,
}

/// A corner of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MapCorner {
    /// Upper left.
    TopLeft,
    /// Upper right.
    TopRight,
    /// Lower left.
    BottomLeft,
    /// Lower right.
    BottomRight,
}

impl MapCorner {
    /// Room for a box of that width and height in this corner of a rectangle, `margin` off its edges.
    pub fn room(self, (width, height): (f64, f64), of: &Frame, margin: f64) -> Frame {
        let left = match self {
            MapCorner::TopLeft | MapCorner::BottomLeft => of.left + margin,
            MapCorner::TopRight | MapCorner::BottomRight => of.right - margin - width,
        };
        let low = match self {
            MapCorner::TopLeft | MapCorner::TopRight => of.low + margin,
            MapCorner::BottomLeft | MapCorner::BottomRight => of.high - margin - height,
        };
        Frame {
            left,
            right: left + width,
            low,
            high: low + height,
        }
    }
}

/// A small map that shows where the large one lies.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Locator {
    /// Where it stands.
    pub corner: MapCorner,
    /// What it shows, in the large map's projection.
    pub extent: MapExtent,
    /// Its width in points.
    pub width: f64,
    /// Colour of the country.
    pub home: Colour,
}
