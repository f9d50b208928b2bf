//! What a map shows, declared in YAML beside the other figures.

use serde::Deserialize;

use crate::figures::definition::{Selection, Series};
use crate::figures::marks::Shape;
use crate::figures::paint::{Colour, Fill};
use crate::figures::palette::Palette;

/// A choropleth under graduated symbols.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymbolMap {
    /// What colours the regions.
    #[serde(default)]
    pub choropleth: Option<Choropleth>,
    /// What the symbols count.
    pub symbols: Symbols,
    /// Sentences drawn on the map; `{drawn}`, `{total}`, `{unplaced}` and `{outside}` are counts.
    #[serde(default)]
    pub notes: Vec<Note>,
}

/// A sentence drawn on a map.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The sentence, with `{names}` of counts.
    pub text: String,
    /// The count without which it is left out.
    #[serde(default)]
    pub unless_zero: Option<String>,
}

/// Regions coloured by a measure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choropleth {
    /// Which measure.
    pub measure: Measure,
    /// How its values are cut into classes.
    pub classes: Classes,
    /// One colour a class, lowest first, or the name of a palette.
    pub palette: Palette,
    /// Regions without a value.
    pub no_data: LabelledFill,
    /// Heading of its legend.
    pub legend: String,
    /// What the legend says about the class limits.
    pub closure: String,
}

/// What a choropleth shows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, tag = "of", rename_all = "snake_case")]
pub enum Measure {
    /// Inhabitants per square kilometre, from the boundary file.
    PopulationDensity,
    /// Counts of a findings table by region code.
    Finding {
        /// The table.
        finding: String,
        /// Its column of region codes.
        region: String,
    },
}

/// How values are cut into classes; [`super::classification`] says what each method refuses.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, tag = "method", rename_all = "snake_case")]
pub enum Classes {
    /// Inner limits given; the outermost classes are open.
    Manual {
        /// In rising order; one fewer than there are classes.
        limits: Vec<f64>,
    },
    /// As many values in each class as can be (linear interpolation, type 7 of Hyndman and Fan).
    Quantile {
        /// How many classes.
        count: usize,
    },
    /// Classes of the same width.
    EqualInterval {
        /// How many classes.
        count: usize,
    },
    /// Natural breaks: classes as alike within themselves as can be.
    FisherJenks {
        /// How many classes.
        count: usize,
    },
    /// Breaks at the mean, and at the mean of what is above it, and so on: for few large values among many
    /// small ones. The values say how many classes there are.
    HeadTail {},
    /// Limits at round numbers, evenly spaced.
    Pretty {
        /// About how many classes; round numbers come first.
        count: usize,
    },
}

impl Classes {
    /// The method's name, as YAML has it.
    pub fn method(&self) -> &'static str {
        match self {
            Classes::Manual { .. } => "manual",
            Classes::Quantile { .. } => "quantile",
            Classes::EqualInterval { .. } => "equal_interval",
            Classes::FisherJenks { .. } => "fisher_jenks",
            Classes::HeadTail {} => "head_tail",
            Classes::Pretty { .. } => "pretty",
        }
    }
}

/// A fill and what it stands for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelledFill {
    /// The fill.
    pub fill: Fill,
    /// Its words in the legend.
    pub label: String,
}

/// Symbols at towns, their area proportional to a count.
#[derive(Debug, Clone, Deserialize)]
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
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelMap {
    /// From left to right.
    pub panels: Vec<Panel>,
    /// Radius in points of the circle for a count of one, in every panel.
    pub radius_of_one: f64,
    /// Heading of the size legend.
    pub legend: String,
    /// How many of a panel's largest places are named.
    pub name_largest: usize,
    /// Stands in a panel for which the dataset has nothing.
    pub no_data: String,
    /// Sentences under the panels.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// One of the small maps.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
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
    pub selection: Selection,
    /// Colour of its symbols.
    pub colour: Colour,
    /// Shape of its symbols.
    #[serde(default)]
    pub shape: Shape,
}
