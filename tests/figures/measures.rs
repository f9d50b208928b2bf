//! Guards what a choropleth measures: values counted by hand, what each is worth, and that nothing of the
//! table is lost on the way.

use std::collections::BTreeMap;

use geo::MultiPolygon;
use proptest::prelude::*;

use brief_figures::lookup::{DrawError, Lookup};
use brief_figures::map::definition::RegionMeasure;
use brief_figures::map::measure::{RegionValues, Standing, of_regions};
use brief_figures::source_block::SourceBlock;
use brief_model::facts::Facts;
use brief_model::findings::{Finding, FindingTable, Findings, Outcome};
use brief_model::geography::Area;

use crate::support::holds;

/// A row: region, kind, count.
type Row = ([Option<&'static str>; 2], i64);

const NEST: Option<&str> = Some("nest");
const SEEN: Option<&str> = Some("sighting");

/// In the north 3 of 8 reports are of nests, in the east none of 4, in the south 2 of 2; the west has
/// none at all, and 1 of 3 reports without a region is of a nest.
const ROWS: [Row; 7] = [
    ([Some("R-1"), NEST], 3),
    ([Some("R-1"), SEEN], 5),
    ([Some("R-2"), SEEN], 4),
    ([Some("R-3"), NEST], 2),
    ([None, NEST], 1),
    ([None, SEEN], 2),
    ([Some("R-2"), NEST], 0),
];

fn area(code: &str, square_kilometres: f64, population: Option<f64>) -> Area {
    Area {
        code: code.to_owned(),
        name: format!("Region {code}"),
        population,
        square_kilometres,
        outline: MultiPolygon::new(Vec::new()),
    }
}

/// North, east, south and west, the south of this population: 400 km² in all.
fn areas(south: Option<f64>) -> [Area; 4] {
    [
        area("R-1", 50.0, Some(2000.0)),
        area("R-2", 100.0, Some(4000.0)),
        area("R-3", 200.0, south),
        area("R-4", 50.0, Some(1000.0)),
    ]
}

/// Measures the areas; `measure` is as YAML has it, but for what every measure here counts.
fn measure(measure: &str, rows: &[Row], areas: &[Area]) -> Result<RegionValues, DrawError> {
    let counted = "{finding: reports, region: region, where: {kind: nest}}";
    let declared: RegionMeasure = serde_yaml::from_str(&measure.replace("NESTS", counted))
        .unwrap_or_else(|error| panic!("{measure}: {error}"));
    let table = FindingTable::from_counts(["region", "kind"], rows);
    let findings = Findings::from_iter([Finding::given("reports", Outcome::Table(table))]);
    let lookup = Lookup {
        findings: &findings,
        facts: &Facts::default(),
        months: &[],
        source: &SourceBlock::default(),
        figure: "map",
        sign: "\u{25e6}",
        has_illustrative: &std::cell::Cell::default(),
    };
    of_regions(&declared, lookup, &areas.iter().collect::<Vec<_>>())
}

fn measured(declared: &str, south: Option<f64>) -> RegionValues {
    match measure(declared, &ROWS, &areas(south)) {
        Ok(measured) => measured,
        Err(absent) => panic!("{declared}: {absent:?}"),
    }
}

/// Value and standing of each region, in the order of their codes.
fn values(measured: &RegionValues) -> Vec<(Option<f64>, Standing)> {
    let regions = measured.regions.values();
    regions.map(|it| (it.value, it.standing)).collect()
}

fn few(up_to: i64, show: &str) -> String {
    format!("few: {{up_to: {up_to}, show: {show}, fill: {{hatch: \"#777777\"}}, label: few}}")
}

fn share(up_to: i64, show: &str) -> String {
    format!("{{of: share, counted: NESTS, {}}}", few(up_to, show))
}

fn rate(up_to: i64, show: &str) -> String {
    let few = few(up_to, show);
    format!("{{of: rate, counted: NESTS, inhabitants: 1000, {few}}}")
}

use Standing::{NoData, Sound, Suppressed, Unstable, Zero};

#[test]
fn a_count_is_a_count_and_zero_is_zero() {
    let counts = measured("{of: count, counted: NESTS}", None);
    assert_eq!(
        values(&counts),
        [
            (Some(3.0), Sound),
            (Some(0.0), Zero),
            (Some(2.0), Sound),
            (Some(0.0), Zero)
        ]
    );
    assert_eq!(
        counts.whole, None,
        "a sum is nothing to compare a region with"
    );
    assert_eq!((counts.total, counts.without_region), (6, 1));
}

#[test]
fn a_share_has_the_regions_own_base_and_without_one_there_is_no_data() {
    let shares = measured(&share(1, "suppressed"), None);
    assert_eq!(
        values(&shares),
        [
            (Some(0.375), Sound),
            (Some(0.0), Zero),
            (Some(1.0), Sound),
            (None, NoData)
        ]
    );
    let bases: Vec<Option<i64>> = shares.regions.values().map(|it| it.base).collect();
    assert_eq!(bases, [Some(8), Some(4), Some(2), Some(0)]);
    // 3 and 2 of the 14 reports that have a region.
    assert_eq!(shares.whole, Some(5.0 / 14.0));
}

#[test]
fn a_density_is_for_so_much_ground() {
    let densities = measured(
        "{of: density, counted: NESTS, square_kilometres: 100}",
        None,
    );
    assert_eq!(
        values(&densities),
        [
            (Some(6.0), Sound),
            (Some(0.0), Zero),
            (Some(1.0), Sound),
            (Some(0.0), Zero)
        ]
    );
    assert_eq!(densities.whole, Some(1.25), "5 on 400 km²");
}

#[test]
fn a_rate_is_for_so_many_people_and_without_them_there_is_no_data() {
    let rates = measured(&rate(0, "suppressed"), None);
    assert_eq!(
        values(&rates),
        [
            (Some(1.5), Sound),
            (Some(0.0), Zero),
            (None, NoData),
            (Some(0.0), Zero)
        ]
    );
    assert_eq!(rates.regions["R-3"].count, Some(2), "counted all the same");
    assert_eq!(rates.whole, None, "of how many people is not known");

    let known = measured(&rate(0, "suppressed"), Some(3000.0));
    assert_eq!(known.whole, Some(0.5), "5 for 10,000 people");
    let deserted = measured(&rate(0, "suppressed"), Some(0.0));
    assert_eq!(deserted.regions["R-3"].standing, NoData);
}

#[test]
fn a_population_density_needs_no_table() {
    let densities = measured("{of: population_density}", None);
    assert_eq!(
        values(&densities),
        [
            (Some(40.0), Sound),
            (Some(40.0), Sound),
            (None, NoData),
            (Some(20.0), Sound)
        ]
    );
    assert_eq!((densities.whole, densities.join), (None, None));
    let known = measured("{of: population_density}", Some(3000.0));
    assert_eq!(known.whole, Some(25.0), "10,000 people on 400 km²");
}

#[test]
fn as_many_as_up_to_are_few_and_one_more_are_not() {
    let standing = |declared: &str| -> Vec<Standing> {
        let regions = measured(declared, Some(3000.0)).regions;
        regions.values().map(|region| region.standing).collect()
    };
    // A rate rests on its cases: 3, 0, 2, 0.
    assert_eq!(standing(&rate(1, "suppressed")), [Sound, Zero, Sound, Zero]);
    assert_eq!(
        standing(&rate(2, "suppressed")),
        [Sound, Zero, Suppressed, Zero]
    );
    assert_eq!(
        standing(&rate(3, "hatched")),
        [Unstable, Zero, Unstable, Zero]
    );
    // A share rests on its base: 8, 4, 2, 0.
    assert_eq!(
        standing(&share(2, "hatched")),
        [Sound, Zero, Unstable, NoData]
    );
    assert_eq!(
        standing(&share(7, "suppressed")),
        [Sound, Zero, Suppressed, NoData]
    );
    assert_eq!(
        standing(&share(8, "suppressed")),
        [Suppressed, Zero, Suppressed, NoData]
    );
}

#[test]
fn a_suppressed_value_is_not_shown_and_a_hatched_one_is() {
    let suppressed = measured(&rate(3, "suppressed"), None).regions["R-1"];
    assert_eq!((suppressed.shown(), suppressed.count), (None, Some(3)));
    let hatched = measured(&rate(3, "hatched"), None).regions["R-1"];
    assert_eq!(hatched.shown(), Some(1.5));
}

#[test]
fn all_regions_that_the_boundaries_have_not_are_told_with_the_nearest() {
    let rows: [Row; 5] = [
        ([Some("R-33"), NEST], 1),
        ([Some("R-1"), NEST], 1),
        ([Some("Q"), SEEN], 0),
        ([Some("R-22"), NEST], 1),
        ([Some("R-33"), SEEN], 1),
    ];
    let refused = measure("{of: count, counted: NESTS}", &rows, &areas(None));
    let Err(DrawError::Fault(faults)) = refused else {
        panic!("the join is a gate");
    };
    let said = faults.to_string();
    assert!(
        said.contains("counts in Q, R-22, R-33, which the boundaries do not have"),
        "{said}"
    );
    for near in ["near R-22: R-2", "near R-33: R-3"] {
        assert!(said.contains(near), "{said}");
    }
    assert!(
        said.contains("the boundaries have R-1 (Region R-1), R-2 (Region R-2), R-3"),
        "{said}"
    );
}

#[test]
fn regions_that_the_table_does_not_count_in_are_told() {
    let join = measured("{of: count, counted: NESTS}", None).join;
    let join = join.expect("a join");
    assert_eq!(join.matched, 3);
    assert_eq!(join.without_rows, Some(vec!["Region R-4".to_owned()]));
}

/// Rows with a region or none, as they come.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let region = prop::sample::select(vec![
        Some("R-1"),
        Some("R-2"),
        Some("R-3"),
        Some("R-4"),
        None,
    ]);
    let row = (region, any::<bool>(), 0_i64..40)
        .prop_map(|(region, nest, count)| ([region, if nest { NEST } else { SEEN }], count));
    // A kind that no row has would be an unknown one.
    prop::collection::vec(row, 0..30).prop_map(|mut rows| {
        rows.push(([None, NEST], 0));
        rows
    })
}

#[test]
fn rows_add_up_and_their_order_does_not_matter() {
    let orders = rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()));
    let measures = [
        "{of: count, counted: NESTS}".to_owned(),
        "{of: density, counted: NESTS, square_kilometres: 100}".to_owned(),
        share(5, "suppressed"),
        rate(5, "hatched"),
    ];
    holds(64, &orders, |(rows, shuffled)| {
        for declared in &measures {
            let [one, other] = [&rows, &shuffled].map(|rows| {
                measure(declared, rows, &areas(Some(3000.0)))
                    .unwrap_or_else(|absent| panic!("{declared}: {absent:?}"))
            });
            prop_assert_eq!(&one.regions, &other.regions);
            prop_assert_eq!(one.whole, other.whole);
            prop_assert_eq!(one.without_region, other.without_region);

            let mut by_hand: BTreeMap<&str, i64> = BTreeMap::new();
            for ([region, kind], count) in &rows {
                if *kind == NEST {
                    *by_hand.entry(region.unwrap_or("none")).or_default() += count;
                }
            }
            for (code, region) in &one.regions {
                let expected = by_hand.get(code.as_str()).copied().unwrap_or(0);
                prop_assert_eq!(region.count, Some(expected));
            }
            prop_assert_eq!(by_hand.get("none").copied(), Some(one.without_region));
            prop_assert_eq!(by_hand.values().sum::<i64>(), one.total);
        }
        Ok(())
    });
}
