//! What a map shows, declared in YAML among the other figures.
//!
//! # Example
//! ```
//! use brief_figures::map::definition::CountryMap;
//! use brief_figures::map::view::Detail;
//!
//! let map: CountryMap = serde_yaml::from_str("detail: reduced")?;
//! assert_eq!((map.extent.as_str(), map.detail), ("main", Detail::Reduced));
//! // A key that nobody reads is a slip, and is not passed over.
//! let refused = serde_yaml::from_str::<CountryMap>("details: reduced");
//! assert!(refused.expect_err("no such key").to_string().contains("unknown field `details`"));
//! # Ok::<(), serde_yaml::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use brief_drawing::map::classification::Classes;
use brief_drawing::marks::Shape;
use brief_drawing::paint::{Colour, Fill};
use brief_drawing::palette::Palette;

use super::view::{Detail, MapCorner};
use crate::selection::{RowSelection, Series};

/// One map: regions coloured by a measure, symbols at towns, or both.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CountryMap {
    /// Which of the view's extents it shows.
    #[serde(default = "main_extent")]
    pub extent: String,
    /// How much it shows in addition to its data.
    #[serde(default)]
    pub detail: Detail,
    /// The corner of its legend, when it is not the extent's or the view's; a map of reduced detail that
    /// has neither its own nor the extent's has it below.
    #[serde(default)]
    pub legend_corner: Option<MapCorner>,
    /// What colours the regions.
    #[serde(default)]
    pub choropleth: Option<Choropleth>,
    /// Regions or cities set apart, where no count of each is known.
    #[serde(default)]
    pub highlight: Option<Highlight>,
    /// What the symbols count.
    #[serde(default)]
    pub symbols: Option<Symbols>,
    /// Sentences in its legend; `{drawn}`, `{total}`, `{unplaced}` and `{outside}` are counts.
    #[serde(default)]
    pub notes: Vec<MapNote>,
}

/// Regions or cities set apart by a fill, together: what is said of them is said in words.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Highlight {
    /// Codes of regions.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Names of cities of the view, each a dot: what is known of a city is not said of its region.
    #[serde(default)]
    pub cities: Vec<String>,
    pub fill: Fill,
    /// What they are, in the legend.
    pub label: String,
}

impl Highlight {
    /// The fill of a city, where it is one of those set apart.
    pub(crate) fn of_city(&self, city: &str) -> Option<Fill> {
        let mut cities = self.cities.iter();
        cities.any(|own| own == city).then_some(self.fill)
    }
}

fn main_extent() -> String {
    "main".to_owned()
}

/// A sentence drawn on a map.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MapNote {
    /// The sentence, with `{names}` of counts.
    pub text: String,
    /// The count without which it is left out.
    #[serde(default)]
    pub unless_zero: Option<String>,
}

/// Regions coloured by a measure.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Choropleth {
    /// Which measure.
    pub measure: RegionMeasure,
    /// The boundary set that is coloured, when it is not the view's regions: `provinces`.
    #[serde(default)]
    pub boundaries: Option<String>,
    /// With `boundaries`, whether the limits of the view's regions are drawn within them.
    #[serde(default)]
    pub units: bool,
    /// How its values are cut into classes.
    pub classes: Classes,
    /// One more class limit, where the measure stands for all areas together: which regions lie above
    /// and which below is then seen. For manual limits.
    #[serde(default)]
    pub limit_at_whole: bool,
    /// One colour a class, lowest first, or the name of a palette.
    pub palette: Palette,
    /// Regions where nothing is counted; without it, zero is a value like any other.
    #[serde(default)]
    pub zero: Option<LabelledFill>,
    /// Regions without a value. Must be given when there are any.
    #[serde(default)]
    pub no_data: Option<LabelledFill>,
    /// Words of its legend.
    pub legend: ClassLegend,
    /// What is printed in the regions.
    #[serde(default)]
    pub print: RegionLabels,
}

/// Words of a choropleth's legend; the limits come from the scale.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClassLegend {
    /// Heading: the measure, its unit, its year.
    pub title: String,
    /// One class. For a measure: `{lower}` and `{upper}` are its limits. For counts: `{first}` and
    /// `{last}` are the smallest and largest whole number in it.
    pub class: String,
    /// The lowest class, when it is worded otherwise.
    #[serde(default)]
    pub lowest: Option<String>,
    /// The highest class, when it is worded otherwise.
    #[serde(default)]
    pub highest: Option<String>,
    /// A sentence under the classes about all areas together; `{whole}` is the measure there.
    #[serde(default)]
    pub whole: Option<String>,
}

/// What is printed in each region of a choropleth; of more than twenty regions, those of the zero class
/// have nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionLabels {
    #[default]
    Nothing,
    /// Its value: a count, or the count and base of a share.
    Values,
    /// Its value, and its name where that finds room.
    NamesAndValues,
}

/// What a choropleth shows. In a table's `where`, columns are those the table is broken down by.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, tag = "of", rename_all = "snake_case")]
pub enum RegionMeasure {
    /// Inhabitants per square kilometre, from the boundary file.
    PopulationDensity,
    /// How many.
    Count {
        /// Where they are counted.
        counted: RegionTable,
    },
    /// Which share of all that the table counts in the region.
    Share {
        /// Where they are counted; `where` says which of the region's rows are the share.
        counted: RegionTable,
        /// What becomes of regions with a small base.
        few: FewCases,
    },
    /// How many on so much ground.
    Density {
        /// Where they are counted.
        counted: RegionTable,
        /// On how many square kilometres.
        square_kilometres: f64,
    },
    /// How many for so many inhabitants (of the boundary file).
    Rate {
        /// Where they are counted.
        counted: RegionTable,
        /// For how many inhabitants.
        inhabitants: f64,
        /// What becomes of regions with few cases.
        few: FewCases,
    },
}

impl RegionMeasure {
    /// The findings table that it counts; none for what the boundary file holds.
    pub fn counted(&self) -> Option<&RegionTable> {
        match self {
            RegionMeasure::PopulationDensity => None,
            RegionMeasure::Count { counted }
            | RegionMeasure::Share { counted, .. }
            | RegionMeasure::Density { counted, .. }
            | RegionMeasure::Rate { counted, .. } => Some(counted),
        }
    }
}

/// A findings table that is counted by region.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RegionTable {
    /// The table.
    pub finding: String,
    /// Its column of region codes.
    pub region: String,
    /// Which of its rows.
    #[serde(default, rename = "where")]
    pub selection: RowSelection,
}

/// Regions whose share or rate rests on too few cases. Rates on 20 events or fewer are commonly held
/// to be unreliable: their relative standard error is 22 % and more (National Center for Health
/// Statistics, "Reliability of rates"). A share below 30 cases is not printed as a percentage.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FewCases {
    /// The most cases that are few.
    pub up_to: i64,
    /// What becomes of them.
    pub show: FewCasesDisplay,
    /// Their fill when they are suppressed; the hatching over their class when they are shown.
    pub fill: Fill,
    /// Their words in the legend.
    pub label: String,
}

/// What becomes of regions with few cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FewCasesDisplay {
    /// They have a fill of their own and no value.
    Suppressed,
    /// Their class is shown under hatching.
    Hatched,
}

/// A fill and what it stands for.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LabelledFill {
    pub fill: Fill,
    /// Its words in the legend.
    pub label: String,
}

/// Symbols at towns, their area proportional to a count.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Symbols {
    /// The findings table.
    pub finding: String,
    /// Its column of places, as the gazetteer names them.
    pub place: String,
    /// Its column of kinds.
    pub by: String,
    /// Kinds drawn, in drawing order.
    pub series: Vec<Series>,
    /// Radius in points of the circle for a count of one.
    pub radius_of_one: f64,
    /// Heading of the size legend.
    pub legend: String,
}

/// Small maps of one extent and scale.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PanelMap {
    /// Which of the view's extents they show.
    pub extent: String,
    /// From left to right.
    pub panels: Vec<PanelDefinition>,
    /// Radius in points of the circle for a count of one, in every panel that has none of its own.
    pub radius_of_one: f64,
    /// Heading of the size legend.
    pub legend: String,
    /// How many of a panel's largest places are named.
    pub name_largest: usize,
    /// Shown in a panel that the dataset has no data for.
    pub no_data: String,
    /// Sentences under the panels.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// One of the small maps.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PanelDefinition {
    /// What it shows.
    pub title: String,
    /// Base and dates; `{drawn}`, `{total}`, `{unplaced}`, `{outside}` are counts.
    pub subtitle: String,
    /// The findings table.
    pub finding: String,
    /// Its column of places.
    pub place: String,
    /// Which of its rows.
    #[serde(default, rename = "where")]
    pub selection: RowSelection,
    /// Radius in points of its circle for a count of one, where it counts so much more or less than the others
    /// that one scale would not show both.
    #[serde(default)]
    pub radius_of_one: Option<f64>,
    /// Its column of kinds, where it tells kinds apart …
    #[serde(default)]
    pub by: Option<String>,
    /// … and the kinds drawn, in drawing order.
    #[serde(default)]
    pub series: Vec<Series>,
    /// Colour of its symbols, where it tells no kinds apart.
    #[serde(default)]
    pub colour: Option<Colour>,
    /// Shape of its symbols, where it tells no kinds apart.
    #[serde(default)]
    pub shape: Shape,
}

impl PanelDefinition {
    /// Colour and shape of each kind.
    ///
    /// # Errors
    /// That it has neither one colour nor kinds, or both.
    pub fn kinds(&self) -> Result<Vec<(Colour, Shape)>, &'static str> {
        match (self.colour, &self.by, self.series.as_slice()) {
            (Some(colour), None, []) => Ok(vec![(colour, self.shape)]),
            (None, Some(_), [_, ..]) => {
                let series = self.series.iter();
                Ok(series.map(|one| (one.colour, one.shape)).collect())
            }
            _ => Err("a panel has a `colour`, or a column of kinds (`by`) and its `series`"),
        }
    }
}
