//! Regions coloured by a measure.
//!
//! # Example
//! ```
//! use brief_figures::map::choropleth::colour_regions;
//! use brief_figures::map::definition::Choropleth;
//! use brief_drawing::paint::{Colour, Fill};
//! use brief_model::findings::{Finding, FindingTable, Findings, Outcome};
//!
//! # let geography = brief_figures::doctest::geography();
//! # let view = brief_figures::doctest::view();
//! # let base = brief_figures::doctest::base(&view, &geography);
//! let nests = FindingTable::from_counts(["region"], &[([Some("West")], 3)]);
//! let findings = Findings::from_iter([Finding::given("nests", Outcome::Table(nests))]);
//! # let lookup = brief_figures::doctest::lookup(&findings);
//! let declared: Choropleth = serde_yaml::from_str(r##"
//!     measure: {of: count, counted: {finding: nests, region: region}}
//!     classes: {method: manual, limits: [2]}
//!     palette: ["#fdebd0", "#ef8a5a"]
//!     zero: {fill: {colour: "#ffffff"}, label: none}
//!     legend: {title: Nests, class: "{first}–{last}"}
//! "##)?;
//!
//! let colours = colour_regions(&declared, lookup, &base).expect("all of it is known");
//! assert_eq!(colours.fill("West"), Fill::solid(Colour(0xef, 0x8a, 0x5a)));
//! assert_eq!(colours.fill("East"), Fill::solid(Colour::WHITE), "none, and that is no class");
//! # Ok::<(), serde_yaml::Error>(())
//! ```

use serde_json::{Value, json};

use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::with_thousands;
use brief_drawing::canvas::SMALL;
use brief_drawing::fonts::Face;
use brief_drawing::map::classification::Classes;
use brief_drawing::map::classification::{ClassLimits, Ends};
use brief_drawing::paint::{Colour, Fill, Stroke};
use brief_drawing::palette::PaletteError;
use brief_drawing::text::TextLine;
use brief_model::geography::Area;

use super::base::BaseMap;
use super::class_labels::{Numerals, class_labels};
use super::definition::{Choropleth, FewCasesDisplay, LabelledFill, RegionLabels, RegionMeasure};
use super::legend::LegendEntry;
use super::measure::{self, RegionValue, RegionValues, Standing};
use super::places::MapCounts;
use crate::lookup::{DrawError, Lookup};

/// More regions than this do not all have room for a value.
const MANY: usize = 20;

/// Fills of regions, and the scale that they come from.
pub struct RegionColours<'a> {
    /// The scale.
    pub limits: ClassLimits,
    /// What is coloured.
    pub measured: RegionValues,
    palette: Vec<Colour>,
    declared: &'a Choropleth,
    class_labels: Vec<String>,
    whole_words: Option<String>,
    numerals: Numerals,
}

/// Measures and classes all regions; the join of regions is a gate.
///
/// # Errors
/// When a finding or region is unknown, the values do not make that many classes, the palette has
/// another number of colours, or regions without data have no fill.
pub fn colour_regions<'a>(
    declared: &'a Choropleth,
    lookup: Lookup<'_>,
    base: &BaseMap<'_>,
) -> Result<RegionColours<'a>, DrawError> {
    let areas: Vec<&Area> = base.regions.iter().map(|(area, _)| *area).collect();
    let measured = measure::of_regions(&declared.measure, lookup, &areas)?;
    let has_zero_class = declared.zero.is_some();
    let classed: Vec<f64> = measured
        .regions
        .values()
        .filter(|region| !(has_zero_class && region.standing == Standing::Zero))
        .filter_map(RegionValue::shown)
        .collect();
    if classed.is_empty() {
        return Err(DrawError::NoData(
            "value that a region could be coloured by".to_owned(),
        ));
    }
    let classes = classes(declared, &measured, lookup)?;
    let limits = ClassLimits::of(&classes, &classed)
        .map_err(|error| lookup.fault("bad-classes", "classes", &error.to_string()))?;
    let palette = declared
        .palette
        .colours(limits.count())
        .map_err(|error| palette_fault(&error, lookup))?;
    let without: Vec<&str> = areas
        .iter()
        .filter(|area| measured.regions[&area.code].standing == Standing::NoData)
        .map(|area| area.name.as_str())
        .collect();
    if declared.no_data.is_none() && !without.is_empty() {
        let message = format!("there is no data for {}", without.join(", "));
        return Err(lookup
            .fault("undrawn-category", "choropleth", &message)
            .with_help("say how such regions look: `no_data: {fill: …, label: …}`")
            .into());
    }
    let class_labels = class_labels(lookup, &declared.legend, &limits, &classed, measured.unit)?;
    let numerals = Numerals::of(measured.unit, &limits, &classed);
    let whole_words = whole_words(declared, &measured, numerals, lookup)?;
    Ok(RegionColours {
        numerals,
        whole_words,
        limits,
        measured,
        palette,
        declared,
        class_labels,
    })
}

/// The classes as declared, with a limit at the measure of the whole where one is asked for.
fn classes(
    declared: &Choropleth,
    measured: &RegionValues,
    lookup: Lookup<'_>,
) -> Result<Classes, Diagnostic> {
    if !declared.limit_at_whole {
        return Ok(declared.classes.clone());
    }
    let fault = |message: &str, help: &str| {
        let fault = lookup.fault("bad-classes", "limit_at_whole", message);
        Err(fault.with_help(help))
    };
    let Classes::Manual { limits } = &declared.classes else {
        let method = declared.classes.method();
        return fault(
            &format!("a limit can be added to manual classes, and these are {method}"),
            "declare `classes: {method: manual, limits: […]}`, or take `limit_at_whole` out",
        );
    };
    let whole = whole(declared, measured, "limit_at_whole", lookup)?;
    let mut limits = limits.clone();
    // In its place, but without sorting: limits declared out of order are still refused.
    if !limits.contains(&whole) {
        let place = limits.iter().position(|limit| *limit > whole);
        limits.insert(place.unwrap_or(limits.len()), whole);
    }
    Ok(Classes::Manual { limits })
}

/// The measure of all areas together, which stands under `key`.
fn whole(
    declared: &Choropleth,
    measured: &RegionValues,
    key: &str,
    lookup: Lookup<'_>,
) -> Result<f64, Diagnostic> {
    measured.whole.ok_or_else(|| {
        let (message, instead) = match declared.measure {
            RegionMeasure::Count { .. } => (
                "a count has no value for all areas together that a region's could be compared with",
                "measure a share, density or rate",
            ),
            _ => (
                "the measure has no value for all areas together: it is not known for one of them",
                "complete the boundary file",
            ),
        };
        let fault = lookup.fault("bad-classes", key, message);
        fault.with_help(format!("{instead}, or take `{key}` out"))
    })
}

/// The legend's sentence about all areas together.
fn whole_words(
    declared: &Choropleth,
    measured: &RegionValues,
    numerals: Numerals,
    lookup: Lookup<'_>,
) -> Result<Option<String>, Diagnostic> {
    let Some(words) = &declared.legend.whole else {
        return Ok(None);
    };
    let whole = numerals.write(whole(declared, measured, "whole", lookup)?);
    let whole = format!("{whole}{}", measured.sign);
    lookup.fill(words, &[("whole", whole)]).map(Some)
}

impl RegionColours<'_> {
    /// The fill of a region.
    pub fn fill(&self, code: &str) -> Fill {
        let Some(region) = self.measured.regions.get(code) else {
            return Fill::default();
        };
        let fill_of = |labelled: &Option<LabelledFill>| labelled.as_ref().map(|it| it.fill);
        let class = || {
            let colour = region
                .value
                .and_then(|value| self.palette.get(self.limits.class_of(value)));
            colour.map_or_else(Fill::default, |colour| Fill::solid(*colour))
        };
        match region.standing {
            Standing::NoData => fill_of(&self.declared.no_data).unwrap_or_default(),
            Standing::Zero => fill_of(&self.declared.zero).unwrap_or_else(class),
            Standing::Suppressed => self.few_fill().unwrap_or_default(),
            Standing::Unstable => Fill {
                colour: class().colour,
                ..self.few_fill().unwrap_or_default()
            },
            Standing::Sound => class(),
        }
    }

    fn few_fill(&self) -> Option<Fill> {
        match &self.declared.measure {
            RegionMeasure::Share { few, .. } | RegionMeasure::Rate { few, .. } => Some(few.fill),
            _ => None,
        }
    }

    fn has(&self, standing: Standing) -> bool {
        let mut regions = self.measured.regions.values();
        regions.any(|region| region.standing == standing)
    }

    /// Its legend: heading, zero, classes, and what else occurs.
    pub fn entries(&self, outline: &Stroke) -> Vec<LegendEntry> {
        let swatch = |fill: Fill, label: &str| LegendEntry::Swatch {
            fill,
            outline: outline.clone(),
            label: label.to_owned(),
        };
        let heading = format!("{}{}", self.declared.legend.title, self.measured.sign);
        let mut entries = vec![LegendEntry::Heading(heading)];
        if let Some(zero) = &self.declared.zero
            && self.has(Standing::Zero)
        {
            entries.push(swatch(zero.fill, &zero.label));
        }
        let classes = self.palette.iter().zip(&self.class_labels);
        entries.extend(classes.map(|(colour, label)| swatch(Fill::solid(*colour), label)));
        entries.extend(self.whole_words.clone().map(LegendEntry::Note));
        if let RegionMeasure::Share { few, .. } | RegionMeasure::Rate { few, .. } =
            &self.declared.measure
        {
            let occurs = match few.show {
                FewCasesDisplay::Suppressed => self.has(Standing::Suppressed),
                FewCasesDisplay::Hatched => self.has(Standing::Unstable),
            };
            if occurs {
                entries.push(swatch(few.fill, &few.label));
            }
        }
        if let Some(no_data) = &self.declared.no_data
            && self.has(Standing::NoData)
        {
            entries.push(swatch(no_data.fill, &no_data.label));
        }
        entries
    }

    /// What is printed in a region: its value, in the colour that reads best on its fill.
    pub fn label(&self, code: &str) -> Option<TextLine> {
        let region = self.measured.regions.get(code)?;
        if self.declared.print == RegionLabels::Nothing {
            return None;
        }
        // A fill of its own says none, and words go to the regions where something is. A region that is named says
        // its zero beside its name.
        let is_silent = self.measured.regions.len() > MANY || !self.names_regions();
        if is_silent && region.standing == Standing::Zero && self.declared.zero.is_some() {
            return None;
        }
        let words = match (region.standing, region.count, region.base) {
            (Standing::NoData | Standing::Suppressed, ..) => return None,
            // Counts before percentages, and no bare percentage.
            (_, Some(count), Some(base)) => {
                format!("{}/{}", with_thousands(count), with_thousands(base))
            }
            // Exactly none: with decimals it would read as a little, rounded.
            (Standing::Zero, ..) => with_thousands(0),
            _ => self.numerals.write(region.value?),
        };
        let words = format!("{words}{}", self.measured.sign);
        let ground = self.fill(code).colour.unwrap_or(Colour::WHITE);
        Some(
            TextLine::new(words, Face::Semibold, SMALL)
                .coloured(ground.text_on())
                .haloed(ground),
        )
    }

    /// What the map's sentences may say of its counts.
    pub fn counts(&self) -> MapCounts<'_> {
        MapCounts {
            drawn: self
                .measured
                .total
                .saturating_sub(self.measured.without_region),
            total: self.measured.total,
            unplaced: self.measured.without_region,
            outside: 0,
            sign: &self.measured.sign,
            sign_of_total: &self.measured.sign_of_total,
        }
    }

    /// Whether regions are named too.
    pub fn names_regions(&self) -> bool {
        self.declared.print == RegionLabels::NamesAndValues
    }

    /// The data drawn: each region with its value, cases, standing and class, what it is measured by, and
    /// the class limits; where the outer ones are open, they are only where the values end.
    pub fn plotted(&self, base: &BaseMap<'_>) -> Value {
        let classed = |region: &RegionValue| {
            let has_zero_class = self.declared.zero.is_some();
            let value = region.shown();
            value.filter(|_| !(has_zero_class && region.standing == Standing::Zero))
        };
        let regions: Vec<Value> = base
            .regions
            .iter()
            .filter_map(|(area, _)| Some((area, self.measured.regions.get(&area.code)?)))
            .map(|(area, region)| {
                json!({
                    "region": area.code,
                    "name": area.name,
                    "population": area.population,
                    "square_kilometres": (area.square_kilometres * 100.0).round() / 100.0,
                    "value": region.value.map(|value| (value * 1e6).round() / 1e6),
                    "count": region.count,
                    "base": region.base,
                    "shown_as": match region.standing {
                        Standing::NoData => "no data",
                        Standing::Zero => "zero",
                        Standing::Suppressed => "suppressed",
                        Standing::Unstable => "unstable",
                        Standing::Sound => "value",
                    },
                    "class": classed(region).map(|value| self.limits.class_of(value) + 1),
                })
            })
            .collect();
        json!({
            "finding": self.declared.measure.counted().map(|counted| &counted.finding),
            "class_limits": self.limits.edges(),
            "outer_limits_open": self.limits.ends() == Ends::Open,
            "total": self.measured.total,
            "without_region": self.measured.without_region,
            "regions": regions,
        })
    }
}

fn palette_fault(error: &PaletteError, lookup: Lookup<'_>) -> Diagnostic {
    let (code, word) = match error {
        PaletteError::Unknown { name } => ("unknown-palette", name.as_str()),
        PaletteError::WrongCount { .. } | PaletteError::TooManyClasses { .. } => {
            ("bad-classes", "palette")
        }
    };
    lookup
        .fault(code, word, &error.to_string())
        .with_help(error.help())
}
