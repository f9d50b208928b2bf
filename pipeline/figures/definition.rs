//! What a figure is: declared in YAML, so that a sibling brief gets its own without Rust.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::yaml;
use brief_base::yaml::Yaml;
use brief_drawing::marks::Shape;
use brief_drawing::paint::{Colour, Fill};

use super::map::definition::{Choropleth, CountryMap, PanelMap};
use super::selection::{RowSelection, Series};
use super::source_block::SourceBlock;
use super::template::{DeclaredText, Template};

/// One figure as declared.
#[derive(Debug, Clone)]
pub struct FigureDefinition {
    /// How text refers to it, for example `Map 1`: the word as declared, and its number once it has one.
    pub label: String,
    /// The texts around it.
    pub words: FigureTexts,
    /// How wide it stands on the page.
    pub span: FigureSpan,
    /// Width in points, when it is not the usual one of its span.
    pub width: Option<f64>,
    /// What is drawn, its words not yet written.
    pub draw: Template,
    /// Where it is declared.
    pub source: SourceBlock,
    /// What a brief says otherwise of a figure of its series.
    reworded: Option<Rewording>,
}

/// The texts around a figure, written with the prose.
#[derive(Debug, Clone)]
pub struct FigureTexts {
    /// States the finding.
    pub title: String,
    /// Stands for the title where that would print a value that nothing published or documented bears out: it
    /// names what is shown, and states no finding.
    pub plain_title: Option<String>,
    /// States base and dates.
    pub subtitle: String,
    /// What a reader must know to read it right.
    pub caption: String,
    /// Sources and licences.
    pub credits: String,
    /// What it shows, with its numbers, for those who do not see it.
    pub alt: String,
}

/// The texts that a brief has of its own for a figure of its series.
#[derive(Debug, Clone)]
pub struct Rewording {
    /// By key.
    texts: IndexMap<&'static str, String>,
    /// Where they stand.
    source: SourceBlock,
}

/// The figures that a file declares.
#[derive(Debug, Clone, Default)]
pub struct DeclaredFigures {
    /// Whole figures.
    pub figures: IndexMap<String, FigureDefinition>,
    /// Entries without `draw`: other words for figures that are declared elsewhere.
    pub rewordings: IndexMap<String, Rewording>,
}

impl Rewording {
    /// Where it begins.
    pub fn begins(&self) -> Place {
        self.source.begins()
    }
}

impl FigureDefinition {
    /// The texts that every figure has around it: title, subtitle, caption, credits, alternative text.
    pub fn words_around(&self) -> [DeclaredText<'_>; 5] {
        let words = &self.words;
        [
            ("title", &words.title),
            ("subtitle", &words.subtitle),
            ("caption", &words.caption),
            ("credits", &words.credits),
            ("alt", &words.alt),
        ]
        .map(|(key, text)| self.declared(key, text))
    }

    /// The title without a finding, if there is one.
    pub fn plain_title(&self) -> Option<DeclaredText<'_>> {
        let text = self.words.plain_title.as_ref()?;
        Some(self.declared("plain_title", text))
    }

    /// All texts that may stand around it, the plain title among them.
    pub fn all_words_around(&self) -> impl Iterator<Item = DeclaredText<'_>> {
        self.words_around().into_iter().chain(self.plain_title())
    }

    /// The declaration that a text belongs to, by its key or the path of its key: that of the series, or of the
    /// brief that says it otherwise.
    pub fn source_of(&self, path: &str) -> &SourceBlock {
        let reworded = self.reworded.as_ref();
        let reworded = reworded.filter(|reworded| reworded.texts.contains_key(path));
        reworded.map_or(&self.source, |reworded| &reworded.source)
    }

    /// The files that declare it: that of what it draws, and that of other words for it.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let reworded = self.reworded.as_ref();
        let reworded = reworded.map(|reworded| reworded.source.path());
        std::iter::once(self.source.path()).chain(reworded)
    }

    /// Takes the words of a brief instead of its own.
    pub fn reword(&mut self, rewording: Rewording) {
        let words = &mut self.words;
        for (key, text) in &rewording.texts {
            let text = text.clone();
            match *key {
                "title" => words.title = text,
                "plain_title" => words.plain_title = Some(text),
                "subtitle" => words.subtitle = text,
                "caption" => words.caption = text,
                "credits" => words.credits = text,
                _ => words.alt = text,
            }
        }
        self.reworded = Some(rewording);
    }

    /// Width in points.
    pub fn width(&self) -> f64 {
        self.width.unwrap_or(match self.span {
            FigureSpan::Page => 482.0,
            FigureSpan::Column => 232.0,
        })
    }

    fn declared<'a>(&'a self, key: &'static str, text: &'a str) -> DeclaredText<'a> {
        DeclaredText {
            path: key,
            text,
            place: self.source_of(key).place_at(key),
        }
    }
}

/// An entry of a file: a figure, or other words for one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    plain_title: Option<String>,
    #[serde(default)]
    subtitle: Option<String>,
    #[serde(default)]
    caption: Option<String>,
    #[serde(default)]
    credits: Option<String>,
    #[serde(default)]
    alt: Option<String>,
    #[serde(default)]
    span: Option<FigureSpan>,
    #[serde(default)]
    width: Option<f64>,
    #[serde(default, deserialize_with = "check_draw")]
    draw: Option<Template>,
}

impl Entry {
    /// A figure that draws `draw`.
    fn figure(
        self,
        id: &str,
        draw: Template,
        source: SourceBlock,
    ) -> Result<FigureDefinition, Diagnostic> {
        let missing = |key: &str| {
            Diagnostic::error(
                "settings",
                format!("figure \"{id}\": missing field `{key}`"),
            )
            .with_place(source.begins())
        };
        Ok(FigureDefinition {
            label: self.label.ok_or_else(|| missing("label"))?,
            words: FigureTexts {
                title: self.title.ok_or_else(|| missing("title"))?,
                plain_title: self.plain_title,
                subtitle: self.subtitle.ok_or_else(|| missing("subtitle"))?,
                caption: self.caption.ok_or_else(|| missing("caption"))?,
                credits: self.credits.ok_or_else(|| missing("credits"))?,
                alt: self.alt.ok_or_else(|| missing("alt"))?,
            },
            span: self.span.ok_or_else(|| missing("span"))?,
            width: self.width,
            draw,
            source,
            reworded: None,
        })
    }

    /// Other words for a figure.
    fn rewording(self, id: &str, source: SourceBlock) -> Result<Rewording, Diagnostic> {
        let others = [
            ("label", self.label.is_some()),
            ("span", self.span.is_some()),
            ("width", self.width.is_some()),
        ];
        if let Some((key, _)) = others.into_iter().find(|(_, given)| *given) {
            let message =
                format!("figure \"{id}\" has no `draw`, and a `{key}` is of what is drawn");
            return Err(Diagnostic::error("settings", message)
                .with_place(source.place_at(key))
                .with_help(
                    "a figure has a `draw`; an entry without one gives a figure of the series other words",
                ));
        }
        let texts = [
            ("title", self.title),
            ("plain_title", self.plain_title),
            ("subtitle", self.subtitle),
            ("caption", self.caption),
            ("credits", self.credits),
            ("alt", self.alt),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(key, text)| Some((key, text?)));
        Ok(Rewording {
            texts: texts.collect(),
            source,
        })
    }
}

/// Only checks, while the parser still knows line and column; [`read_figures`] fills in the template.
fn check_draw<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Template>, D::Error> {
    Draw::deserialize(deserializer).map(|_| Some(Template::default()))
}

/// Reads the figures of a series or brief; `file` is the path to name in diagnostics.
///
/// # Errors
/// When the text is not YAML, a figure has an unknown field, kind or colour, or lacks one, or a value is to be
/// written where no words stand.
pub fn read_figures(file: &str, text: &str) -> Result<DeclaredFigures, Diagnostics> {
    let parsed: Yaml<IndexMap<String, Entry>> = yaml::parse(file, text)?;
    // The same once more as plain values: the typed parse has refused what it does not know.
    let mut plain: IndexMap<String, IndexMap<String, yaml::Value>> = yaml::parse(file, text)?.value;
    let mut declared = DeclaredFigures::default();
    let mut faults = Diagnostics::new();
    for (id, entry) in parsed.value {
        let source = SourceBlock::block(file, text, &id, &parsed.locations);
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        if id.is_empty() || !id.chars().all(is_plain) {
            let message = format!("\"{id}\" is no name of a figure: files are named after it");
            let fault = Diagnostic::error("bad-figure-name", message);
            let fault = fault.with_place(parsed.locations.place(&id));
            faults.push(fault.with_help("use letters without accents, digits, - and _"));
        }
        if entry.draw.is_none() {
            if let Some(rewording) = faults.take(entry.rewording(&id, source)) {
                declared.rewordings.insert(id, rewording);
            }
            continue;
        }
        let block = plain
            .get_mut(&id)
            .and_then(|keys| keys.shift_remove("draw"));
        let template = Template::new(&id, block.unwrap_or_default(), &source);
        let template = faults.take(template).unwrap_or_default();
        if let Some(figure) = faults.take(entry.figure(&id, template, source)) {
            declared.figures.insert(id, figure);
        }
    }
    faults.finish(declared).map(|(declared, _)| declared)
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
    /// The same where the count is one; without it, as for any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one: Option<String>,
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
    /// The same where the count is one; without it, as for any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one: Option<String>,
}

/// A bracket over neighbouring categories.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryGroup {
    /// In words, after the count.
    pub label: String,
    /// The same where the count is one; without it, as for any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one: Option<String>,
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
    /// In words, after the count.
    pub label: String,
    /// The same where the count is one; without it, as for any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one: Option<String>,
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
