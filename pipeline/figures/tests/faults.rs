//! A wrong declaration is an error at its place that says what there is.

use crate::figures::{MapView, read_figures};

use super::{FIGURES, VIEW, country, draw_with, fixture};

/// The errors of drawing the series' figures with one word of their declarations changed.
fn faults(from: &str, to: &str) -> String {
    let text = FIGURES.replacen(from, to, 1);
    assert_ne!(text, FIGURES, "\"{from}\" stands in the declarations");
    let definitions = match read_figures("figures.yaml", &text) {
        Ok(definitions) => definitions,
        Err(faults) => return faults.to_string(),
    };
    match draw_with(&definitions, &fixture::findings(), &country::geography()) {
        Ok(_) => String::new(),
        Err(faults) => faults.to_string(),
    }
}

fn line_of(text: &str) -> usize {
    FIGURES
        .lines()
        .position(|line| line.contains(text))
        .expect("it is there")
        + 1
}

#[test]
fn an_unknown_finding() {
    let text = faults("finding: events_by_month", "finding: events_by_moth");
    let line = line_of("finding: events_by_month");
    assert!(
        text.contains("there is no finding \"events_by_moth\""),
        "{text}"
    );
    assert!(text.contains(&format!("figures.yaml:{line}:14")), "{text}");
    assert!(text.contains("did you mean \"events_by_month\""), "{text}");
}

#[test]
fn an_unknown_category() {
    let text = faults("where: {weapon: firearm}", "where: {weapon: firearn}");
    assert!(
        text.contains("\"weapons\" has no category \"firearn\""),
        "{text}"
    );
    assert!(text.contains("did you mean \"firearm\""), "{text}");
}

#[test]
fn an_unknown_fact() {
    let text = faults("fact: explosives_turkey", "fact: explosives_turkay");
    assert!(
        text.contains("there is no fact \"explosives_turkay\""),
        "{text}"
    );
}

#[test]
fn a_column_that_the_table_is_not_broken_down_by() {
    let text = faults("month: month", "month: week");
    assert!(text.contains("not broken down by \"week\""), "{text}");
}

#[test]
fn an_unknown_field_with_its_line() {
    let text = faults("radius_of_one", "radius_of_won");
    assert!(text.contains("radius_of_won"), "{text}");
    assert!(text.contains("figures.yaml:"), "{text}");
}

#[test]
fn categories_that_do_not_add_up() {
    let text = faults(
        "count: {number: weapon_unidentified}",
        "count: {number: plots_inspired}",
    );
    assert!(text.contains("add up to 28, and \"plots\" is 33"), "{text}");
}

#[test]
fn more_classes_than_colours() {
    let text = faults(
        "limits: [20, 80, 150, 300]",
        "limits: [20, 80, 150, 300, 600]",
    );
    assert!(text.contains("6 classes need as many colours"), "{text}");
}

#[test]
fn a_place_that_the_gazetteer_has_not() {
    let mut geography = country::geography();
    geography.gazetteer = country::gazetteer(|name| name != "Kenitra", |place| place);
    let faults = draw_with(&super::definitions(), &fixture::findings(), &geography)
        .map(|_| ())
        .expect_err("a place is missing")
        .to_string();
    assert!(
        faults.contains("has a place \"Kenitra\" that the gazetteer has not"),
        "{faults}"
    );
}

#[test]
fn a_place_beyond_the_frame_is_reported() {
    let mut geography = country::geography();
    geography.gazetteer = country::gazetteer(
        |_| true,
        |mut place| {
            if place.name == "Guelmim" {
                place.latitude = 21.0;
            }
            place
        },
    );
    let (drawings, _) = draw_with(&super::definitions(), &fixture::findings(), &geography)
        .unwrap_or_else(|faults| panic!("{faults}"));
    let map = &drawings["activity_map"];
    assert!(
        map.not_shown
            .contains(&"Guelmim (1) lies beyond the map's frame".to_owned())
    );
    assert_eq!(map.plotted["beyond_frame"], 1);
}

#[test]
fn an_empty_extent() {
    let text = VIEW.replacen("east: 745", "east: -745", 1);
    let faults = MapView::read("map.yaml", &text)
        .expect_err("it is empty")
        .to_string();
    assert!(faults.contains("map.yaml:"), "{faults}");
}
