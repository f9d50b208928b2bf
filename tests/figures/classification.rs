//! Guards that classes are those of `mapclassify`, that degenerate values are refused by name, and what
//! must hold for any values.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde::Deserialize;

use brief_drawing::map::classification::Classes;
use brief_drawing::map::classification::{ClassLimits, ClassificationError, Ends};

use crate::support::repository;

/// What `tests/reference/mapclassify/reference.json` holds.
#[derive(Deserialize)]
struct Reference {
    mapclassify: String,
    series: BTreeMap<String, Vec<f64>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    series: String,
    classes: Classes,
    /// Upper limits.
    bins: Vec<f64>,
    counts: Vec<usize>,
}

/// Employment density of the counties of California, the published test data of mapclassify.
fn california() -> Vec<f64> {
    let file = repository().join("tests/reference/mapclassify/calempdensity.csv");
    let mut rows = csv::Reader::from_path(file).expect("the reference data are there");
    let values = rows.records().map(|row| {
        let row = row.expect("it is CSV");
        let last = row.get(row.len() - 1).expect("it has columns");
        last.parse().expect("densities are numbers")
    });
    values.collect()
}

fn reference() -> Reference {
    let file = repository().join("tests/reference/mapclassify/reference.json");
    let text = fs::read_to_string(file).expect("the reference is there");
    let mut reference: Reference =
        serde_json::from_str(&text).expect("it is as the script writes it");
    reference.series.insert("calemp".to_owned(), california());
    reference
}

/// Cuts values into classes, which must be possible.
fn cut(classes: &Classes, values: &[f64]) -> ClassLimits {
    ClassLimits::of(classes, values).unwrap_or_else(|error| panic!("{classes:?}: {error}"))
}

fn refusal(classes: &Classes, values: &[f64]) -> String {
    let error = ClassLimits::of(classes, values).expect_err("it is degenerate");
    error.to_string()
}

fn agree(ours: &[f64], theirs: &[f64]) -> bool {
    // What rounding leaves of a zero has no relative difference.
    let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * a.abs().max(b.abs()) + 1e-12;
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(near)
}

/// Whether mapclassify made a class too few, one without members, or a single one: it does so for ties.
fn is_degenerate(case: &Case) -> bool {
    match case.classes {
        Classes::Quantile { count } => case.bins.len() < count || case.counts.contains(&0),
        Classes::Pretty { .. } => case.bins.len() < 2,
        _ => false,
    }
}

#[test]
fn limits_and_counts_are_those_of_mapclassify() {
    let reference = reference();
    assert_eq!(reference.mapclassify, "2.10.0");
    let mut compared = 0;
    for case in reference.cases.iter().filter(|case| !is_degenerate(case)) {
        let values = &reference.series[&case.series];
        let limits = cut(&case.classes, values);
        assert!(
            agree(&limits.edges()[1..], &case.bins),
            "{}, {:?}: {:?} is not {:?}",
            case.series,
            case.classes,
            limits.edges(),
            case.bins
        );
        assert_eq!(
            limits.counts(values),
            case.counts,
            "{}, {:?}",
            case.series,
            case.classes
        );
        compared += 1;
    }
    assert_eq!(compared, 120);
}

#[test]
fn what_mapclassify_makes_of_degenerate_values_is_refused() {
    let reference = reference();
    let degenerate: Vec<&Case> = reference
        .cases
        .iter()
        .filter(|case| is_degenerate(case))
        .collect();
    assert_eq!(degenerate.len(), 6);
    for case in degenerate {
        let refused = ClassLimits::of(&case.classes, &reference.series[&case.series]);
        assert!(refused.is_err(), "{}, {:?}", case.series, case.classes);
    }
}

/// Expectations of mapclassify's own tests (`mapclassify/tests/test_mapclassify.py`).
#[test]
fn limits_are_those_that_mapclassify_publishes() {
    let published: [(Classes, &[f64], &[usize]); 5] = [
        (
            Classes::FisherJenks { count: 5 },
            &[75.29, 192.05, 370.5, 722.85, 4111.45],
            &[49, 3, 4, 1, 1],
        ),
        (
            Classes::HeadTail {},
            &[125.928_103_448_275_86, 811.26, 4111.45],
            &[50, 7, 1],
        ),
        (
            Classes::EqualInterval { count: 5 },
            &[822.394, 1644.658, 2466.922, 3289.186, 4111.45],
            &[57, 0, 0, 0, 1],
        ),
        (
            Classes::Quantile { count: 5 },
            &[1.464, 5.798, 13.278, 54.616, 4111.45],
            &[12, 11, 12, 11, 12],
        ),
        (
            Classes::Pretty { count: 5 },
            &[1000.0, 2000.0, 3000.0, 4000.0, 5000.0],
            &[57, 0, 0, 0, 1],
        ),
    ];
    let values = california();
    assert_eq!(values.len(), 58);
    for (classes, bins, counts) in published {
        let limits = cut(&classes, &values);
        assert!(agree(&limits.edges()[1..], bins), "{:?}", limits.edges());
        assert_eq!(limits.counts(&values), counts);
    }
}

#[test]
fn the_head_of_values_one_rounding_apart_is_a_class() {
    // From mapclassify's tests: its mean rounds to a value, and the method must still come to an end.
    let values = [1.0 + f64::EPSILON, 1.0, 1.0];
    assert_eq!(cut(&Classes::HeadTail {}, &values).counts(&values), [2, 1]);
}

#[test]
fn a_class_holds_its_upper_limit_and_the_lowest_both() {
    let limits = cut(&Classes::Pretty { count: 3 }, &[0.0, 10.0, 10.5, 30.0]);
    assert_eq!(limits.edges(), [0.0, 20.0, 40.0]);
    assert_eq!(
        [0.0, 20.0, 20.1, 40.0].map(|value| limits.class_of(value)),
        [0, 0, 1, 1]
    );
    assert_eq!(limits.ends(), Ends::Closed);
}

#[test]
fn manual_limits_leave_both_ends_open() {
    let classes = Classes::Manual {
        limits: vec![10.0, 20.0],
    };
    let limits = cut(&classes, &[1.0, 10.0, 10.5]);
    assert_eq!(limits.edges(), [1.0, 10.0, 20.0, 20.0]);
    assert_eq!(limits.ends(), Ends::Open);
    // One class has no member, and values beyond those seen are still classed.
    assert_eq!(limits.counts(&[-5.0, 10.0, 10.5, 99.0]), [2, 1, 1]);
}

#[test]
fn pretty_limits_are_exact_decimals() {
    let limits = cut(&Classes::Pretty { count: 5 }, &[0.1, 0.2, 0.3, 0.45, 0.6]);
    assert_eq!(limits.edges(), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
}

#[test]
fn a_lowest_class_of_one_value_is_a_class() {
    let values = [0.0, 0.0, 0.0, 0.0, 3.0, 4.0, 9.0];
    let limits = cut(&Classes::FisherJenks { count: 3 }, &values);
    assert_eq!(limits.edges(), [0.0, 0.0, 4.0, 9.0]);
    assert_eq!(limits.counts(&values), [4, 2, 1]);
}

#[test]
fn natural_breaks_of_large_numbers_close_together_are_exact() {
    let values: Vec<f64> = [0.001, 0.002, 0.003, 0.011, 0.012, 0.04]
        .iter()
        .map(|small| 1e9 + small)
        .collect();
    let limits = cut(&Classes::FisherJenks { count: 3 }, &values);
    assert_eq!(limits.counts(&values), [3, 2, 1]);
}

#[test]
fn degenerate_input_is_refused_by_name() {
    let quantile = |count| Classes::Quantile { count };
    let manual = |limits: &[f64]| Classes::Manual {
        limits: limits.to_vec(),
    };
    for (classes, values, words) in [
        (
            quantile(3),
            &[][..],
            "quantile: there are no values to classify; no region has one",
        ),
        (
            quantile(3),
            &[1.0, f64::NAN, 2.0],
            "quantile: found NaN among the values and limits, and only finite numbers can be classed",
        ),
        (
            quantile(3),
            &[5.0, 5.0, 7.0],
            "quantile: 2 distinct values cannot make 3 classes; ask for 2 or fewer",
        ),
        (
            quantile(4),
            &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 5.0, 6.0, 7.0],
            "quantile: class 2 of 4, above 0 and up to 0, would hold none of the 9 values (4 distinct); ask \
             for fewer classes or take another method",
        ),
        (
            quantile(4),
            &[0.0, 0.0, 0.0, 0.0, 5.0, 6.0, 7.0, 8.0],
            "quantile: class 2 of 4, above 0 and up to 2.5, would hold none of the 8 values (5 distinct); ask \
             for fewer classes or take another method",
        ),
        (
            Classes::FisherJenks { count: 0 },
            &[1.0, 2.0],
            "fisher_jenks: 2 classes are the fewest, and this makes 0; raise `count`, or add limits",
        ),
        (
            Classes::EqualInterval { count: 1 },
            &[1.0, 2.0],
            "equal_interval: 2 classes are the fewest, and this makes 1; raise `count`, or add limits",
        ),
        (
            Classes::Pretty { count: 2 },
            &[0.08, 7.0, 4111.45],
            "pretty: 2 classes are the fewest, and this makes 1; raise `count`, or add limits",
        ),
        (
            Classes::HeadTail {},
            &[4.0, 4.0],
            "head_tail: 1 distinct values cannot make 2 classes; ask for 1 or fewer",
        ),
        (
            Classes::EqualInterval { count: 2 },
            &[-1e200, 1e200],
            "equal_interval: the values span 2e200, and classes are made of spans from 1e-100 to 1e100; \
             change the unit",
        ),
        (
            manual(&[10.0, 10.0]),
            &[1.0],
            "manual: limits must rise, each above the one before, and 10 follows 10",
        ),
        (
            manual(&[]),
            &[1.0],
            "manual: 2 classes are the fewest, and this makes 1; raise `count`, or add limits",
        ),
        (
            manual(&[f64::INFINITY]),
            &[1.0],
            "manual: found inf among the values and limits, and only finite numbers can be classed",
        ),
    ] {
        assert_eq!(
            refusal(&classes, values),
            words,
            "{classes:?} of {values:?}"
        );
    }
}

/// Any method but manual limits, with a number of classes.
fn classes() -> impl Strategy<Value = Classes> {
    prop_oneof![
        (2..8_usize).prop_map(|count| Classes::Quantile { count }),
        (2..8_usize).prop_map(|count| Classes::EqualInterval { count }),
        (2..8_usize).prop_map(|count| Classes::FisherJenks { count }),
        (2..8_usize).prop_map(|count| Classes::Pretty { count }),
        Just(Classes::HeadTail {}),
        prop::collection::btree_set(-50..50_i32, 1..6).prop_map(|limits| Classes::Manual {
            limits: limits.into_iter().map(f64::from).collect(),
        }),
    ]
}

/// Values as maps have them: counts with ties, decimals, and a heavy tail.
fn values() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![
        (-20..20_i32).prop_map(f64::from),
        (-999..999_i32).prop_map(|tenths| f64::from(tenths) / 10.0),
        (0.0..30.0_f64).prop_map(f64::exp2),
    ];
    prop::collection::vec(value, 1..60)
}

/// Sum of squared distances of values from the mean of their class.
#[allow(clippy::cast_precision_loss)]
fn within(limits: &ClassLimits, values: &[f64]) -> f64 {
    let members = |class| {
        values
            .iter()
            .filter(move |value| limits.class_of(**value) == class)
    };
    (0..limits.count())
        .map(|class| {
            let mean = members(class).sum::<f64>() / members(class).count().max(1) as f64;
            members(class)
                .map(|value| (value - mean).powi(2))
                .sum::<f64>()
        })
        .sum()
}

/// Many cases, the same ones on every run and machine.
fn config() -> Config {
    Config {
        cases: 512,
        rng_seed: RngSeed::Fixed(2017),
        failure_persistence: None,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_value_is_in_one_class_whatever_their_order(classes in classes(), values in values()) {
        let limits = match ClassLimits::of(&classes, &values) {
            Ok(limits) => limits,
            Err(error) => {
                // What is refused is refused with any order, in the same words.
                let reversed: Vec<f64> = values.into_iter().rev().collect();
                prop_assert_eq!(ClassLimits::of(&classes, &reversed), Err(error));
                return Ok(());
            }
        };
        let edges = limits.edges();
        prop_assert!(limits.count() >= 2);
        prop_assert!(edges.windows(2).all(|pair| pair[0] <= pair[1]));
        for value in &values {
            let holding = (0..limits.count()).filter(|class| {
                let above = *value > edges[*class] || (*class == 0 && *value == edges[0]);
                above && *value <= edges[class + 1]
            });
            prop_assert_eq!(holding.collect::<Vec<_>>(), [limits.class_of(*value)], "{} in {:?}", value, edges);
        }
        prop_assert_eq!(limits.counts(&values).iter().sum::<usize>(), values.len());
        let mut turned = values.clone();
        turned.rotate_left(values.len() / 3);
        turned.reverse();
        prop_assert_eq!(ClassLimits::of(&classes, &turned), Ok(limits));
    }

    #[test]
    fn natural_breaks_are_never_less_alike_within_than_others(count in 2..8_usize, values in values()) {
        let Ok(natural) = ClassLimits::of(&Classes::FisherJenks { count }, &values) else {
            return Ok(());
        };
        let least = within(&natural, &values);
        for other in [Classes::Quantile { count }, Classes::EqualInterval { count }] {
            if let Ok(other) = ClassLimits::of(&other, &values) {
                prop_assert!(least <= within(&other, &values) * (1.0 + 1e-9) + 1e-9);
            }
        }
    }

    #[test]
    fn values_that_differ_enough_are_classed(count in 2..8_usize, values in values()) {
        let mut distinct = values.clone();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        for classes in [Classes::FisherJenks { count }, Classes::EqualInterval { count }] {
            let refused = ClassLimits::of(&classes, &values).err();
            let too_few = ClassificationError::FewerValuesThanClasses {
                method: classes.method(),
                distinct: distinct.len(),
                classes: count,
            };
            prop_assert_eq!(refused, (distinct.len() < count).then_some(too_few));
        }
    }
}
