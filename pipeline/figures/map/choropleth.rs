//! Regions coloured by a measure.

use serde_json::{Value, json};

use crate::diagnostics::Diagnostic;
use crate::figures::charts::{SMALL, count_text};
use crate::figures::fonts::Face;
use crate::figures::lookup::{Absent, Lookup, fill_in};
use crate::figures::paint::{Colour, Fill, Stroke};
use crate::figures::palette::PaletteError;
use crate::figures::text::Text;
use crate::geography::Area;

use super::base::BaseMap;
use super::class_labels::{Numerals, class_labels};
use super::classification::ClassLimits;
use super::definition::{Choropleth, Classes, FewAs, LabelledFill, Measure, RegionLabels};
use super::legend::Entry;
use super::measure::{self, Measured, RegionValue, Standing};
use super::places::Counts;

/// Fills of regions, and the scale that they come from.
pub struct RegionColours<'a> {
    /// The scale.
    pub limits: ClassLimits,
    /// What is coloured.
    pub measured: Measured,
    palette: Vec<Colour>,
    declared: &'a Choropleth,
    class_labels: Vec<String>,
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
) -> Result<RegionColours<'a>, Absent> {
    let areas: Vec<&Area> = base.regions.iter().map(|(area, _)| *area).collect();
    let measured = measure::of_regions(&declared.measure, lookup, &areas)?;
    let has_zero_class = declared.zero.is_some();
    let classed: Vec<f64> = measured
        .regions
        .values()
        .filter(|region| !(has_zero_class && region.standing == Standing::Zero))
        .filter_map(RegionValue::shown)
        .collect();
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
    let class_labels =
        class_labels(&declared.legend, &limits, &classed, measured.unit).map_err(|name| {
            let message = format!("\"{{{name}}}\" is not a value of a legend's class");
            lookup.fault("unknown-value", &name, &message).with_help(
                "known are: {lower} and {upper}; for whole numbers also {first} and {last}",
            )
        })?;
    Ok(RegionColours {
        numerals: Numerals::of(measured.unit, &limits, &classed),
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
    measured: &Measured,
    lookup: Lookup<'_>,
) -> Result<Classes, Diagnostic> {
    if !declared.limit_at_whole {
        return Ok(declared.classes.clone());
    }
    match (&declared.classes, measured.whole) {
        (Classes::Manual { limits }, Some(whole)) => {
            let mut limits = limits.clone();
            limits.push(whole);
            limits.sort_by(f64::total_cmp);
            Ok(Classes::Manual { limits })
        }
        (Classes::Manual { .. }, None) => Err(lookup.fault(
            "bad-classes",
            "limit_at_whole",
            "the measure has no value for all areas together: it is a count, or not known for one of them",
        )),
        (other, _) => Err(lookup.fault(
            "bad-classes",
            "limit_at_whole",
            &format!(
                "a limit can be added to manual classes, and these are {}",
                other.method()
            ),
        )),
    }
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
            Measure::Share { few, .. } | Measure::Rate { few, .. } => Some(few.fill),
            _ => None,
        }
    }

    fn has(&self, standing: Standing) -> bool {
        let mut regions = self.measured.regions.values();
        regions.any(|region| region.standing == standing)
    }

    /// Its legend: heading, zero, classes, and what else occurs.
    pub fn entries(&self, outline: &Stroke) -> Vec<Entry> {
        let swatch = |fill: Fill, label: &str| Entry::Swatch {
            fill,
            outline: outline.clone(),
            label: label.to_owned(),
        };
        let mut entries = vec![Entry::Heading(self.declared.legend.title.clone())];
        if let Some(zero) = &self.declared.zero
            && self.has(Standing::Zero)
        {
            entries.push(swatch(zero.fill, &zero.label));
        }
        let classes = self.palette.iter().zip(&self.class_labels);
        entries.extend(classes.map(|(colour, label)| swatch(Fill::solid(*colour), label)));
        if let (Some(words), Some(whole)) = (&self.declared.legend.whole, self.measured.whole) {
            let known = [("whole", self.numerals.write(whole))];
            entries.push(Entry::Note(fill_in(words, &known).unwrap_or_default()));
        }
        if let Measure::Share { few, .. } | Measure::Rate { few, .. } = &self.declared.measure {
            let occurs = match few.show {
                FewAs::Suppressed => self.has(Standing::Suppressed),
                FewAs::Hatched => self.has(Standing::Unstable),
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
    pub fn label(&self, code: &str) -> Option<Text> {
        let region = self.measured.regions.get(code)?;
        if self.declared.print == RegionLabels::Nothing {
            return None;
        }
        let words = match (region.standing, region.count, region.base) {
            (Standing::NoData | Standing::Suppressed, ..) => return None,
            // Counts before percentages, and no bare percentage.
            (_, Some(count), Some(base)) => format!("{}/{}", count_text(count), count_text(base)),
            _ => self.numerals.write(region.value?),
        };
        let ground = self.fill(code).colour.unwrap_or(Colour::WHITE);
        Some(
            Text::new(words, Face::Semibold, SMALL)
                .coloured(ground.text_on())
                .haloed(ground),
        )
    }

    /// What the map's sentences may say of its counts.
    pub fn counts(&self) -> Counts {
        Counts {
            drawn: self.measured.total - self.measured.without_region,
            total: self.measured.total,
            unplaced: self.measured.without_region,
            outside: 0,
        }
    }

    /// Whether regions are named too.
    pub fn names_regions(&self) -> bool {
        self.declared.print == RegionLabels::NamesAndValues
    }

    /// The data drawn: each region with its value, cases, standing and class, and the class limits.
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
            "class_limits": self.limits.edges(),
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
