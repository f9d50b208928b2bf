//! What a figure is: declared in YAML, so that a sibling brief gets its own without Rust.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_base::yaml;
use brief_base::yaml::Yaml;
use brief_drawing::marks::Shape;
use brief_drawing::paint::{Colour, Fill};

use super::map::definition::{Choropleth, CountryMap, PanelMap};
use super::selection::{RowSelection, Series};
use super::source_block::SourceBlock;
use super::template::{DeclaredText, Template};

/// One figure as declared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureDefinition {
    /// How text refers to it, for example `Map 1`.
    pub label: String,
    /// States the finding (a text with values, written with the prose).
    pub title: String,
    /// States base and dates (written with the prose).
    pub subtitle: String,
    /// What a reader must know to read it right (written with the prose).
    pub caption: String,
    /// Sources and licences (written with the prose).
    pub credits: String,
    /// What it shows, with its numbers, for those who do not see it (written with the prose).
    pub alt: String,
    /// How wide it stands on the page.
    pub span: FigureSpan,
    /// Width in points, when it is not the usual one of its span.
    #[serde(default)]
    pub width: Option<f64>,
    /// What is drawn, its words not yet written.
    #[serde(deserialize_with = "check_draw")]
    pub draw: Template,
    /// Where it is declared.
    #[serde(skip)]
    pub source: SourceBlock,
}

impl FigureDefinition {
    /// The texts around the figure: title, subtitle, caption, credits, alternative text.
    pub fn words_around(&self) -> [DeclaredText<'_>; 5] {
        [
            ("title", &self.title),
            ("subtitle", &self.subtitle),
            ("caption", &self.caption),
            ("credits", &self.credits),
            ("alt", &self.alt),
        ]
        .map(|(key, text)| DeclaredText {
            path: key,
            text,
            place: self.source.place_at(key),
        })
    }

    /// Width in points.
    pub fn width(&self) -> f64 {
        self.width.unwrap_or(match self.span {
            FigureSpan::Page => 482.0,
            FigureSpan::Column => 232.0,
        })
    }
}

/// Only checks, while the parser still knows line and column; [`read_figures`] fills in the template.
fn check_draw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Template, D::Error> {
    Draw::deserialize(deserializer).map(|_| Template::default())
}

/// Reads the figures of a series; `file` is the path to name in diagnostics.
///
/// # Errors
/// When the text is not YAML, a figure has an unknown field, kind or colour, or a value is to be
/// written where no words stand.
pub fn read_figures(
    file: &str,
    text: &str,
) -> Result<IndexMap<String, FigureDefinition>, Diagnostics> {
    let parsed: Yaml<IndexMap<String, FigureDefinition>> = yaml::parse(file, text)?;
    let mut figures = parsed.value;
    // The same once more as plain values: the typed parse has refused what it does not know.
    let mut plain: IndexMap<String, IndexMap<String, yaml::Value>> = yaml::parse(file, text)?.value;
    let mut faults = Diagnostics::new();
    for (id, figure) in &mut figures {
        figure.source = SourceBlock::block(file, text, id, &parsed.locations);
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        if id.is_empty() || !id.chars().all(is_plain) {
            let message = format!("\"{id}\" is no name of a figure: files are named after it");
            let fault = Diagnostic::error("bad-figure-name", message);
            let fault = fault.with_place(parsed.locations.place(id));
            faults.push(fault.with_help("use letters without accents, digits, - and _"));
        }
        let block = plain.get_mut(id).and_then(|keys| keys.shift_remove("draw"));
        let template = Template::new(id, block.unwrap_or_default(), &figure.source);
        figure.draw = faults.take(template).unwrap_or_default();
    }
    faults.finish(figures).map(|(figures, _)| figures)
}

/// How wide a figure stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureSpan {
    /// Across all columns.
    Page,
    /// One column.
    Column,
}

/// The kinds of figure.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Draw {
    /// Regions coloured by a measure, symbols at towns, or both.
    Map(Box<CountryMap>),
    /// Small maps of one extent and scale, side by side.
    PanelMap(PanelMap),
    /// A slot for each month, a dot for each event.
    Timeline(Timeline),
    /// One bar of countable units.
    UnitStrip(UnitStrip),
    /// Bars from a zero baseline, longest first.
    OrderedBars(OrderedBars),
    /// Shares of several bases as dots on one scale.
    ComparisonDots(ComparisonDots),
}

impl Draw {
    /// The regions coloured by a measure, when there are any.
    pub fn choropleth(&self) -> Option<&Choropleth> {
        match self {
            Draw::Map(map) => map.choropleth.as_ref(),
            Draw::PanelMap(_)
            | Draw::Timeline(_)
            | Draw::UnitStrip(_)
            | Draw::OrderedBars(_)
            | Draw::ComparisonDots(_) => None,
        }
    }

    /// The colours of a chart that tell categories apart, each once. Hatching tells by itself.
    pub fn categories(&self) -> Vec<Colour> {
        let colours: Vec<Colour> = match self {
            Draw::Timeline(chart) => chart.series.iter().map(|one| one.colour).collect(),
            Draw::UnitStrip(chart) => {
                let fills = chart.categories.iter().map(|one| one.fill);
                let plain = fills.filter(|fill| fill.hatch.is_none());
                plain.filter_map(|fill| fill.colour).collect()
            }
            Draw::ComparisonDots(chart) => {
                let rows = chart.measures.iter().flat_map(|measure| &measure.rows);
                rows.map(|row| row.colour).collect()
            }
            Draw::Map(_) | Draw::PanelMap(_) | Draw::OrderedBars(_) => Vec::new(),
        };
        let mut each = Vec::new();
        for colour in colours {
            if !each.contains(&colour) {
                each.push(colour);
            }
        }
        each
    }
}

/// Where a count comes from: exactly one of `number`, `table` and `remainder`.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CountSource {
    /// The numerator of a number.
    #[serde(default)]
    pub number: Option<String>,
    /// Rows of a table, summed.
    #[serde(default)]
    pub table: Option<String>,
    /// Which rows.
    #[serde(default, rename = "where")]
    pub selection: RowSelection,
    /// What the other categories leave of the total.
    #[serde(default)]
    pub remainder: bool,
}

/// A slot for each month, a dot for each event.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// The findings table.
    pub finding: String,
    /// Its column of months, as `YYYY-MM`; null is undated.
    pub month: String,
    /// Its column of kinds.
    pub by: String,
    /// Kinds drawn, lowest in the stack first.
    pub series: Vec<Series>,
    /// Words under the slot of undated events; `{count}` is how many.
    pub undated: String,
    /// What one dot stands for.
    pub unit: String,
}

/// One bar of countable units.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UnitStrip {
    /// How many units there are.
    pub total: String,
    /// How many units stand in one column of the bar.
    pub rows: usize,
    /// Parts of the total, from left to right.
    pub categories: Vec<Category>,
    /// Brackets over neighbouring categories.
    #[serde(default)]
    pub groups: Vec<CategoryGroup>,
}

/// A part of a total.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// In words, after the count.
    pub label: String,
    /// How many.
    pub count: CountSource,
    pub fill: Fill,
    /// Some of its units, dotted and named.
    #[serde(default)]
    pub within: Option<CategorySubset>,
}

/// Some units of a category.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CategorySubset {
    /// How many.
    pub count: CountSource,
    /// In words, after the count.
    pub label: String,
}

/// A bracket over neighbouring categories.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryGroup {
    /// In words, after the count.
    pub label: String,
    /// How many; the figure refuses to draw when the categories do not add up to it.
    pub count: CountSource,
    /// Which categories, counted from 0: first and last.
    pub categories: [usize; 2],
}

/// Bars from a zero baseline, longest first.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OrderedBars {
    /// The number they add up to.
    pub total: String,
    /// In any order.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    /// In words.
    pub label: String,
    /// How many.
    pub count: CountSource,
    pub fill: Fill,
    /// It stands last whatever its length: the unknown.
    #[serde(default)]
    pub last: bool,
    /// What it is made of: parts that add up to it.
    #[serde(default)]
    pub parts: Vec<BarPart>,
}

/// A part of a bar.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BarPart {
    /// In words.
    pub label: String,
    /// How many.
    pub count: CountSource,
}

/// Shares of several bases as dots on one scale.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ComparisonDots {
    /// One block a measure.
    pub measures: Vec<ComparedMeasure>,
    /// Stands where a source states nothing.
    pub not_stated: String,
    /// What the thin line around a dot is; `{lower_count}` to `{upper_count}` are counts of `{of}`,
    /// `{lower}` and `{upper}` percentages of it.
    pub range: String,
}

/// One measure, compared.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ComparedMeasure {
    /// In words.
    pub title: String,
    /// One row a base.
    pub rows: Vec<ComparedRow>,
}

/// One row: a share of its own base.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ComparedRow {
    /// Whose share.
    pub label: String,
    /// What it is a share of.
    pub base: String,
    /// Colour of its dot.
    pub colour: Colour,
    /// Shape of its dot.
    #[serde(default)]
    pub shape: Shape,
    /// The share; without it, nothing is stated.
    #[serde(default)]
    pub value: Option<ShareSource>,
}

/// Where a share comes from: a finding with a base, a part of a table by a number, or a cited fact.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ShareSource {
    /// A finding that has a denominator.
    #[serde(default)]
    pub number: Option<String>,
    /// A cited fact, its value a share 0–1.
    #[serde(default)]
    pub fact: Option<String>,
    /// A count …
    #[serde(default)]
    pub count: Option<CountSource>,
    /// … by the numerator of this number.
    #[serde(default)]
    pub of: Option<String>,
}
