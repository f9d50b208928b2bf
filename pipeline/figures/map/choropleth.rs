//! Regions coloured by a measure.

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostic;
use crate::figures::lookup::{Absent, Lookup};
use crate::figures::paint::{Colour, Fill, Stroke};
use crate::figures::palette::PaletteError;

use super::base::BaseMap;
use super::classification::ClassLimits;
use super::definition::{Choropleth, Measure};
use super::legend::{self, Entry};

/// Fills of regions, and the scale that they come from.
pub struct RegionColours {
    /// The scale.
    pub limits: ClassLimits,
    /// Value of each region by code; `None` is no data.
    pub values: BTreeMap<String, Option<f64>>,
    palette: Vec<Colour>,
    no_data: Fill,
}

impl RegionColours {
    /// The fill of a region.
    pub fn fill(&self, code: &str) -> Fill {
        self.values
            .get(code)
            .copied()
            .flatten()
            .and_then(|value| self.palette.get(self.limits.class_of(value)))
            .map_or(self.no_data, |colour| Fill::solid(*colour))
    }

    /// Its legend: heading, classes, regions without data when there are any, closure.
    pub fn entries(&self, choropleth: &Choropleth, outline: &Stroke) -> Vec<Entry> {
        let mut entries = vec![Entry::Heading(choropleth.legend.clone())];
        entries.extend(legend::class_entries(&self.limits, &self.palette, outline));
        if self.values.values().any(Option::is_none) {
            entries.push(Entry::Swatch {
                fill: choropleth.no_data.fill,
                outline: outline.clone(),
                label: choropleth.no_data.label.clone(),
            });
        }
        if !choropleth.closure.is_empty() {
            entries.push(Entry::Note(choropleth.closure.clone()));
        }
        entries
    }
}

#[allow(clippy::cast_precision_loss)]
/// Classifies a measure and gives each region its fill; the join of regions is a gate.
///
/// # Errors
/// When a finding or region is unknown, or the values do not make that many classes.
pub fn colour_regions(
    choropleth: &Choropleth,
    lookup: Lookup<'_>,
    base: &BaseMap<'_>,
) -> Result<RegionColours, Absent> {
    let mut values: BTreeMap<String, Option<f64>> = BTreeMap::new();
    match &choropleth.measure {
        Measure::PopulationDensity => {
            for (area, _) in &base.regions {
                values.insert(area.code.clone(), area.density());
            }
        }
        Measure::Finding { finding, region } => {
            let table = lookup.table(finding)?;
            let column = lookup.column(finding, table, region)?;
            for (area, _) in &base.regions {
                let count = table.count_where(column, Some(&area.code));
                values.insert(area.code.clone(), Some(count as f64));
            }
            // The join is a gate: a region that the boundaries do not have is never dropped.
            for code in table
                .rows
                .iter()
                .filter_map(|row| row.keys[column].as_deref())
            {
                if !values.contains_key(code) {
                    return Err(lookup
                        .fault(
                            "unknown-region",
                            finding,
                            &format!(
                                "\"{finding}\" has a region \"{code}\" that the boundaries have not"
                            ),
                        )
                        .with_help(crate::diagnostics::did_you_mean(
                            code,
                            values.keys().map(String::as_str),
                        ))
                        .into());
                }
            }
        }
    }
    let known: Vec<f64> = values.values().flatten().copied().collect();
    let limits = ClassLimits::of(&choropleth.classes, &known)
        .map_err(|error| lookup.fault("bad-classes", "classes", &error.to_string()))?;
    let palette = choropleth
        .palette
        .colours(limits.count())
        .map_err(|error| palette_fault(&error, lookup))?;
    Ok(RegionColours {
        limits,
        values,
        palette,
        no_data: choropleth.no_data.fill,
    })
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
