//! Guards the words of a choropleth's legend: they come from the scale, and no two classes share a number.

use brief_base::diagnostics::Diagnostic;
use brief_drawing::map::classification::ClassLimits;
use brief_drawing::map::classification::Classes;
use brief_figures::lookup::Lookup;
use brief_figures::map::class_labels::{self, Numerals, Unit};
use brief_figures::map::definition::ClassLegend;

fn limits(classes: &Classes, values: &[f64]) -> ClassLimits {
    ClassLimits::of(classes, values).unwrap_or_else(|error| panic!("{error}"))
}

fn class_labels(
    words: &ClassLegend,
    limits: &ClassLimits,
    values: &[f64],
    unit: Unit,
) -> Result<Vec<String>, Diagnostic> {
    let (findings, facts, source) = Default::default();
    let lookup = Lookup {
        findings: &findings,
        facts: &facts,
        months: &[],
        source: &source,
        figure: "dragons",
        sign: "\u{25e6}",
        has_illustrative: &std::cell::Cell::default(),
    };
    class_labels::class_labels(lookup, words, limits, values, unit)
}

/// What is said of a value that no class has.
fn refusal(labels: Result<Vec<String>, Diagnostic>) -> String {
    labels.expect_err("no class has it").to_string()
}

fn words(class: &str, lowest: Option<&str>, highest: Option<&str>) -> ClassLegend {
    ClassLegend {
        title: String::new(),
        class: class.to_owned(),
        lowest: lowest.map(str::to_owned),
        highest: highest.map(str::to_owned),
        whole: None,
    }
}

fn manual(limits: &[f64]) -> Classes {
    Classes::Manual {
        limits: limits.to_vec(),
    }
}

#[test]
fn measures_say_which_limit_belongs_to_which_class() {
    let values = [3.0, 19.0, 21.5, 90.0, 400.0];
    let words = words(
        "over {lower} to {upper}",
        Some("up to {upper}"),
        Some("over {lower}"),
    );
    let labels = |unit| {
        class_labels(
            &words,
            &limits(&manual(&[20.0, 80.0]), &values),
            &values,
            unit,
        )
    };
    assert_eq!(
        labels(Unit::Plain).expect("known values"),
        ["up to 20", "over 20 to 80", "over 80"]
    );
}

#[test]
fn neighbouring_classes_of_counts_share_no_number() {
    let counts = [1.0, 1.0, 2.0, 4.0, 5.0, 9.0, 1200.0];
    let scale = limits(&manual(&[2.0, 3.0, 9.0]), &counts);
    let labels = class_labels(
        &words("{first}–{last}", None, None),
        &scale,
        &counts,
        Unit::Cases,
    );
    assert_eq!(
        labels.expect("known values"),
        ["1–2", "3", "4–9", "10–1,200"]
    );
}

#[test]
fn a_lowest_class_of_one_value_is_that_value() {
    let values = [0.0, 0.0, 0.0, 3.0, 4.0, 9.0];
    let scale = limits(&Classes::FisherJenks { count: 3 }, &values);
    let words = words("over {lower} to {upper}", Some("{lower} to {upper}"), None);
    let labels = class_labels(&words, &scale, &values, Unit::Plain);
    assert_eq!(
        labels.expect("known values"),
        ["0", "over 0 to 4", "over 4 to 9"]
    );
}

#[test]
fn shares_are_percentages() {
    let shares = [0.1, 0.25, 0.5];
    let scale = limits(&manual(&[0.2, 0.4]), &shares);
    let labels = class_labels(
        &words("{lower}–{upper}", None, None),
        &scale,
        &shares,
        Unit::Share,
    );
    assert_eq!(
        labels.expect("known values"),
        [
            "10\u{a0}%–20\u{a0}%",
            "20\u{a0}%–40\u{a0}%",
            "40\u{a0}%–50\u{a0}%"
        ]
    );
}

#[test]
fn limits_have_the_decimals_they_need_and_no_more() {
    let values = [0.81, 0.84, 0.86, 0.97];
    let scale = limits(&Classes::Quantile { count: 2 }, &values);
    // 0.85 lies between 0.84 and 0.86: one decimal would put 0.84 on its wrong side.
    assert_eq!(
        Numerals::of(Unit::Plain, &scale, &values).write(0.85),
        "0.85"
    );
    let wide = [1.0, 10.4, 20.6, 400.0];
    let scale = limits(&manual(&[15.0, 100.0]), &wide);
    assert_eq!(Numerals::of(Unit::Plain, &scale, &wide).write(100.0), "100");
}

#[test]
fn a_value_that_a_class_has_not_is_refused() {
    let values = [1.0, 2.5, 3.0];
    let scale = limits(&manual(&[2.0]), &values);
    let refused = class_labels(
        &words("{first}–{last}", None, None),
        &scale,
        &values,
        Unit::Plain,
    );
    let refused = refusal(refused);
    assert!(refused.contains("\"{first}\" is not a value"), "{refused}");
    assert!(refused.contains("known are: {lower}, {upper}"), "{refused}");
}

/// A scale may be shared with another map, or with a dataset version that has more: a class beyond all
/// values has one limit only, and that is its neighbour's number.
#[test]
fn a_class_beyond_all_values_does_not_read_like_its_neighbour() {
    let counts = [1.0, 1.0];
    let scale = limits(&manual(&[1.0]), &counts);
    let labels = |words: &ClassLegend, scale: &ClassLimits, values: &[f64], unit| {
        class_labels(words, scale, values, unit).expect("known values")
    };
    let plain = words("{first}–{last}", None, None);
    assert_eq!(
        labels(&plain, &scale, &counts, Unit::Cases),
        ["1", ">\u{a0}1"]
    );
    let worded = words("{first}–{last}", None, Some("{first} or more"));
    assert_eq!(
        labels(&worded, &scale, &counts, Unit::Cases),
        ["1", "2 or more"]
    );

    let densities = [25.0, 30.0];
    let scale = limits(&manual(&[20.0, 40.0]), &densities);
    let worded = words(
        "over {lower} to {upper}",
        Some("up to {upper}"),
        Some("over {lower}"),
    );
    assert_eq!(
        labels(&worded, &scale, &densities, Unit::Plain),
        ["up to 20", "over 20 to 40", "over 40"]
    );
    let plain = words("over {lower} to {upper}", None, None);
    assert_eq!(
        labels(&plain, &scale, &densities, Unit::Plain),
        ["≤\u{a0}20", "over 20 to 40", ">\u{a0}40"]
    );
}

#[test]
fn a_wrong_name_is_refused_also_where_no_class_prints_it() {
    let counts = [1.0, 2.0];
    let scale = limits(&manual(&[1.0]), &counts);
    // Both classes hold one number, so that these words are not printed this time.
    let wrong = words("{first}–{lats}", None, None);
    let refused = class_labels(&wrong, &scale, &counts, Unit::Cases);
    let refused = refusal(refused);
    assert!(refused.contains("\"{lats}\" is not a value"), "{refused}");
}
