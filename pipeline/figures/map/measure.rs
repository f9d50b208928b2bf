//! What a choropleth shows of each region: the join of a findings table to the boundaries is a gate.
//!
//! # Example
//! ```
//! use brief_figures::map::definition::RegionMeasure;
//! use brief_figures::map::measure::{Standing, of_regions};
//! use brief_model::findings::{Finding, FindingTable, Findings, Outcome};
//! use brief_model::geography::Area;
//!
//! let area = |code: &str, population| Area {
//!     code: code.to_owned(),
//!     name: code.to_owned(),
//!     population,
//!     square_kilometres: 50.0,
//!     outline: geo::MultiPolygon::new(Vec::new()),
//! };
//! let (north, south) = (area("N", Some(2000.0)), area("S", None));
//! let nests = FindingTable::from_counts(["region"], &[([Some("N")], 3), ([None], 1)]);
//! let findings = Findings::from_iter([Finding::given("nests", Outcome::Table(nests))]);
//! # let lookup = brief_figures::doctest::lookup(&findings);
//! let measure: RegionMeasure = serde_yaml::from_str(r##"
//!     of: rate
//!     counted: {finding: nests, region: region}
//!     inhabitants: 1000
//!     few: {up_to: 2, show: suppressed, fill: {colour: "#cccccc"}, label: too few}
//! "##)?;
//!
//! let measured = of_regions(&measure, lookup, &[&north, &south]).expect("all of it is known");
//! assert_eq!(measured.regions["N"].value, Some(1.5));
//! assert_eq!(measured.regions["S"].standing, Standing::NoData, "of unknown population");
//! assert_eq!((measured.total, measured.without_region), (4, 1));
//! # Ok::<(), serde_yaml::Error>(())
//! ```

use std::collections::{BTreeMap, BTreeSet};

use brief_drawing::join::Join;
use brief_model::findings::FindingTable;
use brief_model::geography::{Area, areas_in_words, nearest_areas};

use super::class_labels::Unit;
use super::definition::{FewCases, FewCasesDisplay, RegionMeasure, RegionTable};
use crate::charts::total::sum;
use crate::lookup::{DrawError, Lookup};

/// What a region's value is worth. Nothing, zero and too little are three things.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    /// There is nothing to measure by: no population figure, no base.
    NoData,
    /// Nothing is counted there.
    Zero,
    /// There are too few cases; the value is not shown.
    Suppressed,
    /// There are too few cases; the value is shown under hatching.
    Unstable,
    /// Nothing to keep in mind.
    Sound,
}

/// A region's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RegionValue {
    /// In the measure's unit; a share is 0–1.
    pub value: Option<f64>,
    /// The cases counted.
    pub count: Option<i64>,
    /// What a share is a share of.
    pub base: Option<i64>,
    /// What it is worth.
    pub standing: Standing,
}

impl RegionValue {
    fn no_data(count: Option<i64>, base: Option<i64>) -> Self {
        RegionValue {
            value: None,
            count,
            base,
            standing: Standing::NoData,
        }
    }

    /// A count, or what is made of one.
    fn counted(count: i64, value: f64) -> Self {
        RegionValue {
            value: Some(value),
            count: Some(count),
            base: None,
            standing: if count == 0 {
                Standing::Zero
            } else {
                Standing::Sound
            },
        }
    }

    /// The same with regard to how many cases it rests on.
    fn resting_on(mut self, cases: i64, few: &FewCases) -> Self {
        if cases <= few.up_to && self.standing == Standing::Sound {
            self.standing = match few.show {
                FewCasesDisplay::Suppressed => Standing::Suppressed,
                FewCasesDisplay::Hatched => Standing::Unstable,
            };
        }
        self
    }

    /// The value, when it is to be classed and coloured.
    pub fn shown(&self) -> Option<f64> {
        match self.standing {
            Standing::NoData | Standing::Suppressed => None,
            Standing::Zero | Standing::Unstable | Standing::Sound => self.value,
        }
    }
}

/// A measure of all regions.
pub struct RegionValues {
    /// By region code.
    pub regions: BTreeMap<String, RegionValue>,
    /// How the table met the boundaries; none when the measure needs no table.
    pub join: Option<Join>,
    /// All that the table counts.
    pub total: i64,
    /// What it counts without a region.
    pub without_region: i64,
    /// The measure of all areas together, when that makes sense and all of it is known.
    pub whole: Option<f64>,
    /// What its numbers are.
    pub unit: Unit,
    /// What stands behind its values.
    pub sign: String,
    /// What stands behind the total.
    pub sign_of_total: String,
}

/// Measures all areas.
///
/// # Errors
/// When a finding, column or category is unknown, a density or rate is for no ground or nobody, a region of
/// the table is not among the areas (all of them are listed), or the dataset has no data.
pub fn of_regions(
    measure: &RegionMeasure,
    lookup: Lookup<'_>,
    areas: &[&Area],
) -> Result<RegionValues, DrawError> {
    let (counted, kind) = match measure {
        RegionMeasure::PopulationDensity => return Ok(population_density(areas)),
        RegionMeasure::Count { counted } => (counted, CaseMeasure::Count),
        RegionMeasure::Share { counted, few } => (counted, CaseMeasure::Share { few }),
        RegionMeasure::Density {
            counted,
            square_kilometres,
        } => {
            lookup.above_zero("square_kilometres", *square_kilometres)?;
            let unit = *square_kilometres;
            (counted, CaseMeasure::Density { unit })
        }
        RegionMeasure::Rate {
            counted,
            inhabitants,
            few,
        } => {
            lookup.above_zero("inhabitants", *inhabitants)?;
            let unit = *inhabitants;
            (counted, CaseMeasure::Rate { unit, few })
        }
    };
    let table = lookup.table(&counted.finding)?;
    let region = lookup.column(&counted.finding, table, &counted.region)?;
    let chosen = lookup.select(&counted.finding, table, &counted.selection)?;
    let join = join(lookup, counted, table, region, areas)?;
    let all: Vec<usize> = (0..table.rows.len()).collect();
    let count = |rows: &[usize], is_there: &dyn Fn(Option<&str>) -> bool| {
        let rows = rows.iter().map(|row| &table.rows[*row]);
        let there = rows.filter(|row| is_there(row.keys[region].as_deref()));
        sum(there.map(|row| row.count))
    };
    let value_of = |area: &Area| {
        let here = |code: Option<&str>| code == Some(area.code.as_str());
        kind.value(count(&chosen, &here), || count(&all, &here), area)
    };
    let whole = kind.whole(
        count(&chosen, &|code| code.is_some()),
        || count(&all, &|code| code.is_some()),
        areas,
    );
    Ok(RegionValues {
        regions: areas
            .iter()
            .map(|area| (area.code.clone(), value_of(area)))
            .collect(),
        join: Some(join),
        total: count(&chosen, &|_| true),
        without_region: count(&chosen, &|code| code.is_none()),
        whole,
        unit: kind.unit(),
        sign: lookup.sign(table.rests_on().as_ref()).to_owned(),
        sign_of_total: lookup.sign(table.total_rests_on.as_ref()).to_owned(),
    })
}

/// A measure that is made of cases.
#[derive(Clone, Copy)]
enum CaseMeasure<'a> {
    /// The cases themselves.
    Count,
    /// By all that the table counts in the region.
    Share { few: &'a FewCases },
    /// On `unit` square kilometres.
    Density { unit: f64 },
    /// For `unit` inhabitants.
    Rate { unit: f64, few: &'a FewCases },
}

impl CaseMeasure<'_> {
    /// The value of a region with that many cases; `base` counts what a share is a share of.
    fn value(self, count: i64, base: impl Fn() -> i64, area: &Area) -> RegionValue {
        let cases = count as f64;
        match self {
            CaseMeasure::Count => RegionValue::counted(count, cases),
            CaseMeasure::Share { few } => {
                let base = base();
                if base == 0 {
                    return RegionValue::no_data(Some(0), Some(0));
                }
                let value = RegionValue::counted(count, cases / base as f64);
                RegionValue {
                    base: Some(base),
                    ..value
                }
                .resting_on(base, few)
            }
            CaseMeasure::Density { unit } => {
                RegionValue::counted(count, cases / area.square_kilometres * unit)
            }
            CaseMeasure::Rate { unit, few } => {
                match area.population.filter(|population| *population > 0.0) {
                    None => RegionValue::no_data(Some(count), None),
                    Some(population) => RegionValue::counted(count, cases / population * unit)
                        .resting_on(count, few),
                }
            }
        }
    }

    /// The measure of all areas together, from the cases that have a region.
    fn whole(self, count: i64, base: impl Fn() -> i64, areas: &[&Area]) -> Option<f64> {
        let cases = count as f64;
        match self {
            CaseMeasure::Count => None,
            CaseMeasure::Share { .. } => {
                let base = base();
                (base > 0).then(|| cases / base as f64)
            }
            CaseMeasure::Density { unit } => Some(cases / square_kilometres(areas) * unit),
            CaseMeasure::Rate { unit, .. } => {
                let population = population(areas).filter(|population| *population > 0.0);
                population.map(|population| cases / population * unit)
            }
        }
    }

    /// What its numbers are.
    fn unit(self) -> Unit {
        match self {
            CaseMeasure::Count => Unit::Cases,
            CaseMeasure::Share { .. } => Unit::Share,
            CaseMeasure::Density { .. } | CaseMeasure::Rate { .. } => Unit::Plain,
        }
    }
}

fn population_density(areas: &[&Area]) -> RegionValues {
    let value_of = |area: &Area| match area.density() {
        None => RegionValue::no_data(None, None),
        Some(density) => RegionValue {
            value: Some(density),
            count: None,
            base: None,
            standing: Standing::Sound,
        },
    };
    RegionValues {
        regions: areas
            .iter()
            .map(|area| (area.code.clone(), value_of(area)))
            .collect(),
        join: None,
        total: 0,
        without_region: 0,
        whole: population(areas).map(|population| population / square_kilometres(areas)),
        unit: Unit::Plain,
        sign: String::new(),
        sign_of_total: String::new(),
    }
}

/// Inhabitants of all areas; none when one of them is not known.
fn population(areas: &[&Area]) -> Option<f64> {
    areas.iter().map(|area| area.population).sum()
}

/// Ground of all areas.
fn square_kilometres(areas: &[&Area]) -> f64 {
    areas.iter().map(|area| area.square_kilometres).sum()
}

/// Matches the table's regions with the areas.
fn join(
    lookup: Lookup<'_>,
    counted: &RegionTable,
    table: &FindingTable,
    region: usize,
    areas: &[&Area],
) -> Result<Join, DrawError> {
    let named = |code: &str| table.count_where(region, Some(code)) > 0;
    let unknown: BTreeSet<&str> = table
        .rows
        .iter()
        .filter_map(|row| row.keys[region].as_deref())
        .filter(|code| !areas.iter().any(|area| area.code == *code))
        .collect();
    if !unknown.is_empty() {
        let unknown: Vec<&str> = unknown.into_iter().collect();
        return Err(lookup
            .fault(
                "unknown-region",
                &counted.finding,
                &format!(
                    "\"{}\" counts in {}, which the boundaries do not have",
                    counted.finding,
                    unknown.join(", ")
                ),
            )
            .with_help(nearest_regions(&unknown, areas))
            .into());
    }
    let (with, without): (Vec<&&Area>, Vec<&&Area>) =
        areas.iter().partition(|area| named(&area.code));
    Ok(Join {
        units: "regions".into(),
        matched: with.len(),
        without_rows: Some(without.iter().map(|area| area.name.clone()).collect()),
    })
}

/// The nearest regions to each unknown code, and all there are.
fn nearest_regions(unknown: &[&str], areas: &[&Area]) -> String {
    let nearest = unknown.iter().filter_map(|code| {
        let near = nearest_areas(code, areas);
        (!near.is_empty()).then(|| format!("near {code}: {}", areas_in_words(&near)))
    });
    let known = format!("the boundaries have {}", areas_in_words(areas));
    let help: Vec<String> = nearest.chain([known]).collect();
    help.join("; ")
}
