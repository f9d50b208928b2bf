//! How a country is shown: projection, extent, layers, names and furniture, declared with its data.

use serde::Deserialize;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::figures::paint::{Colour, Fill, Stroke};
use crate::figures::source::Source;
use crate::settings::yaml;

use super::projection::Centre;

/// A country's map as declared in `data/<brief>/map.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapView {
    /// Centre of the equal-area projection.
    pub centre: Centre,
    /// What the map shows.
    pub extent: Extent,
    /// What small maps show, when it is less.
    #[serde(default)]
    pub panel_extent: Option<Extent>,
    /// Which boundary sets play which part.
    pub layers: Layers,
    /// Colours of the ground.
    pub ground: Ground,
    /// Areas whose status is not settled.
    #[serde(default)]
    pub disputed: Option<Disputed>,
    /// Towns named whether or not a figure counts something there, the most important first.
    #[serde(default)]
    pub cities: Vec<City>,
    /// Names of countries, seas and areas, each at its place.
    #[serde(default)]
    pub names: Vec<MapName>,
    /// Meridians and parallels.
    pub graticule: Graticule,
    /// Where the legend stands.
    pub legend: Corner,
    /// Where the scale bar stands.
    pub scale_bar: Corner,
    /// A small map that shows where the large one lies.
    #[serde(default)]
    pub locator: Option<Locator>,
    /// Where it is declared.
    #[serde(skip)]
    pub source: Source,
}

impl MapView {
    /// Reads a view; `file` is the path to name in diagnostics.
    ///
    /// # Errors
    /// When the text is not YAML, has an unknown field, or its extent is empty.
    pub fn read(file: &str, text: &str) -> Result<Self, Diagnostics> {
        let mut view: MapView = yaml::parse(file, text)?.value;
        view.source = Source::file(file, text);
        let locator = view.locator.as_ref().map(|locator| locator.extent);
        for extent in [Some(view.extent), view.panel_extent, locator]
            .into_iter()
            .flatten()
        {
            if extent.east <= extent.west || extent.north <= extent.south {
                return Err(Diagnostic::error(
                    "empty-extent",
                    "an extent's east must exceed its west, and its north its south",
                )
                .with_place(view.source.place_of("extent"))
                .into());
            }
        }
        Ok(view)
    }
}

/// A rectangle of the plane: kilometres east and north of the projection's centre.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extent {
    /// Left edge.
    pub west: f64,
    /// Right edge.
    pub east: f64,
    /// Lower edge.
    pub south: f64,
    /// Upper edge.
    pub north: f64,
}

/// Boundary sets by the part they play.
#[derive(Debug, Clone, Deserialize)]
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
#[derive(Debug, Clone, Deserialize)]
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

/// Areas whose status is not settled, and the lines that are contested.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disputed {
    /// The boundary set that holds them; all its areas are drawn.
    pub boundaries: String,
    /// Laid over what lies beneath.
    pub fill: Fill,
    /// Its words in the legend.
    pub label: String,
    /// Which lines of the set are drawn, and how.
    #[serde(default)]
    pub lines: Vec<DisputedLine>,
}

/// A contested line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisputedLine {
    /// Its kind in the boundary file.
    pub kind: String,
    /// How it is drawn.
    pub stroke: Stroke,
    /// Its words in the legend, when it has an entry of its own.
    #[serde(default)]
    pub label: Option<String>,
}

/// A town that is always named.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct City {
    /// Its primary name in the gazetteer.
    pub name: String,
    /// It is also named on small maps.
    #[serde(default)]
    pub on_panels: bool,
}

/// A name on the map.
#[derive(Debug, Clone, Deserialize)]
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
    pub on: Maps,
}

/// Maps by their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Maps {
    /// The large map alone.
    #[default]
    Large,
    /// The small maps alone.
    Panels,
    /// Both.
    All,
}

impl Maps {
    /// Whether small maps, or the large one, are among them.
    pub fn include(self, panels: bool) -> bool {
        match self {
            Maps::Large => !panels,
            Maps::Panels => panels,
            Maps::All => true,
        }
    }
}

/// What a name stands for, which decides its lettering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graticule {
    /// Degrees from one to the next.
    pub step: f64,
}

/// A corner of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Corner {
    /// Upper left.
    TopLeft,
    /// Upper right.
    TopRight,
    /// Lower left.
    BottomLeft,
    /// Lower right.
    BottomRight,
}

/// A small map that shows where the large one lies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locator {
    /// Where it stands.
    pub corner: Corner,
    /// What it shows, in the large map's projection.
    pub extent: Extent,
    /// Its width in points.
    pub width: f64,
    /// Colour of the country.
    pub home: Colour,
}
