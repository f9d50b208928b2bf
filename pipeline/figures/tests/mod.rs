//! All kinds of figure, drawn in memory from the series' own declarations and an invented country.

mod country;
mod faults;
mod fixture;
mod library;
mod reading;

use indexmap::IndexMap;

use crate::diagnostics::Diagnostics;
use crate::findings::Findings;
use crate::geography::Geography;

use super::{Drawing, FigureDefinition, MapView, draw, read_figures};

/// The figures of the series and those of the brief, as one file.
const FIGURES: &str = concat!(
    include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/templates/beyond-the-caliphate/figures.yaml"
    )),
    "\n",
    include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/morocco/figures.yaml"
    )),
);
const VIEW: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/morocco/map.yaml"
));

fn definitions() -> IndexMap<String, FigureDefinition> {
    read_figures("figures.yaml", FIGURES).unwrap_or_else(|faults| panic!("{faults}"))
}

fn view() -> MapView {
    MapView::read("map.yaml", VIEW).unwrap_or_else(|faults| panic!("{faults}"))
}

fn months() -> Vec<String> {
    fixture::months()
        .into_iter()
        .map(|(month, ..)| month)
        .collect()
}

type Outcome = Result<(IndexMap<String, Drawing>, Diagnostics), Diagnostics>;

fn draw_with(
    definitions: &IndexMap<String, FigureDefinition>,
    findings: &Findings,
    geography: &Geography,
) -> Outcome {
    draw(
        definitions,
        &view(),
        &months(),
        findings,
        &fixture::facts(),
        geography,
        &fixture::fonts(),
    )
}

fn drawings() -> IndexMap<String, Drawing> {
    draw_with(&definitions(), &fixture::findings(), &country::geography())
        .unwrap_or_else(|faults| panic!("{faults}"))
        .0
}

#[test]
fn all_eight_are_drawn_and_are_well_formed() {
    let drawings = drawings();
    let ids: Vec<&str> = drawings.keys().map(String::as_str).collect();
    assert_eq!(
        ids,
        [
            "activity_map",
            "timeline",
            "link_strip",
            "weapons_bar",
            "targets_bars",
            "sex_bar",
            "recruits_map",
            "comparison_dots"
        ]
    );
    for (id, drawing) in &drawings {
        let document = roxmltree::Document::parse(&drawing.svg)
            .unwrap_or_else(|error| panic!("{id}: {error}"));
        assert!(drawing.svg.len() < 150_000, "{id} is too large");
        for image in ["image", "foreignObject", "script"] {
            assert!(
                !document.descendants().any(|node| node.has_tag_name(image)),
                "{id} holds <{image}>"
            );
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(drawings(), drawings());
}

#[test]
fn no_text_is_smaller_than_seven_points_or_leaves_the_figure() {
    for (id, drawing) in &drawings() {
        let sheet = crate::figures::map::clip::Frame {
            left: -0.5,
            right: drawing.width + 0.5,
            low: -0.5,
            high: drawing.height + 0.5,
        };
        for text in reading::texts(&drawing.svg, &fixture::fonts()) {
            assert!(
                text.size >= 7.0,
                "{id}: \"{}\" is {} pt",
                text.words,
                text.size
            );
            assert!(
                sheet.surrounds(&text.room),
                "{id}: \"{}\" is cut off: {:?}",
                text.words,
                text.room
            );
        }
    }
}

#[test]
fn no_text_lies_on_another() {
    for (id, drawing) in &drawings() {
        let texts = reading::texts(&drawing.svg, &fixture::fonts());
        for (at, one) in texts.iter().enumerate() {
            for other in &texts[at + 1..] {
                // Lines of one label may share the room between baseline and ascent.
                assert!(
                    !one.room.grown(-0.5).meets(&other.room.grown(-0.5)),
                    "{id}: \"{}\" and \"{}\"",
                    one.words,
                    other.words
                );
            }
        }
    }
}

#[test]
fn no_name_lies_on_a_symbol() {
    for id in ["activity_map", "recruits_map"] {
        let drawing = &drawings()[id];
        let symbols = reading::symbols(&drawing.svg);
        for text in reading::texts(&drawing.svg, &fixture::fonts()) {
            // A symbol's own count stands on it, and should.
            if text
                .words
                .chars()
                .all(|character| character.is_ascii_digit())
            {
                continue;
            }
            for symbol in &symbols {
                assert!(
                    !text.room.meets(&symbol.room.grown(-0.4)),
                    "{id}: \"{}\" lies on a symbol",
                    text.words
                );
            }
        }
    }
}

#[test]
fn a_symbols_area_is_proportional_to_its_count() {
    let drawing = &drawings()["activity_map"];
    let of = |fill: &str| {
        let mut areas: Vec<f64> = reading::symbols(&drawing.svg)
            .into_iter()
            .filter(|symbol| symbol.fill == fill)
            .map(|symbol| symbol.area)
            .collect();
        // The first of each colour is the legend's, drawn last.
        areas.pop();
        areas.sort_by(f64::total_cmp);
        areas
    };
    let one = std::f64::consts::PI * 9.0;
    let counts = |kind: fn(&(&str, i64, i64)) -> i64| {
        let mut counts: Vec<i64> = fixture::PLACES
            .iter()
            .filter(|place| place.0 != "-")
            .map(kind)
            .filter(|count| *count > 0)
            .collect();
        counts.sort_unstable();
        counts
    };
    for (fill, counts) in [
        ("#b2182b", counts(|place| place.1)),
        ("#000000", counts(|place| place.2)),
    ] {
        let areas = of(fill);
        assert_eq!(areas.len(), counts.len(), "{fill}");
        for (area, count) in areas.iter().zip(counts) {
            #[allow(clippy::cast_precision_loss)]
            let expected = one * count as f64;
            assert!(
                (area / expected - 1.0).abs() < 0.01,
                "{fill}: {area} for {count}"
            );
        }
    }
}

#[test]
fn a_lake_is_a_hole() {
    let svg = &drawings()["activity_map"].svg;
    let document = roxmltree::Document::parse(svg).expect("the SVG is well-formed XML");
    let region = document
        .descendants()
        .find(|node| node.attribute("fill") == Some("#3f86b6") && node.has_tag_name("path"))
        .expect("the dense region is drawn in the darkest class");
    let data = region.attribute("d").unwrap_or_default();
    assert_eq!(
        data.matches('M').count(),
        2,
        "an outline and a hole: {data}"
    );
    assert_eq!(region.attribute("fill-rule"), Some("evenodd"));
}

#[test]
fn an_area_of_open_status_is_hatched_and_its_limit_dashed() {
    let svg = &drawings()["activity_map"].svg;
    assert!(svg.contains("fill=\"url(#hatch-wide-6f6f6f)\""));
    assert!(svg.contains("stroke-dasharray=\"4 2.4\""));
}

#[test]
fn the_timeline_has_a_slot_for_each_month_and_one_for_the_undated() {
    let plotted = &drawings()["timeline"].plotted;
    let slots = plotted.as_array().expect("slots");
    assert_eq!(slots.len(), 38);
    assert_eq!(slots[0]["month"], "2014-06");
    assert_eq!(slots[36]["month"], "2017-06");
    assert_eq!(slots[37]["month"], serde_json::Value::Null);
    assert_eq!(slots[37]["counts"]["support"], 2);
}

#[test]
fn a_strip_has_a_cell_for_each_unit() {
    let drawings = drawings();
    for (id, units) in [("link_strip", 33), ("weapons_bar", 33), ("sex_bar", 112)] {
        let document = roxmltree::Document::parse(&drawings[id].svg).expect("well-formed");
        let cells = document
            .descendants()
            .filter(|node| node.has_tag_name("rect"))
            .filter(|node| {
                node.parent()
                    .is_some_and(|parent| parent.has_tag_name("svg"))
            })
            // A hatched cell is its ground and its hatching.
            .filter(|node| {
                !node
                    .attribute("fill")
                    .unwrap_or_default()
                    .starts_with("url")
            })
            .count();
        assert_eq!(cells, units, "{id}");
    }
}

#[test]
fn recruits_that_a_dataset_has_not_are_said_to_be_missing() {
    let findings: Findings = fixture::findings()
        .iter()
        .filter(|finding| finding.name != "recruits_by_place")
        .cloned()
        .chain([fixture::no_data("recruits_by_place")])
        .collect();
    let (drawings, warnings) = draw_with(&definitions(), &findings, &country::geography())
        .unwrap_or_else(|faults| panic!("{faults}"));
    let svg = &drawings["recruits_map"].svg;
    assert_eq!(svg.matches("no data in this version").count(), 2);
    assert_eq!(
        warnings
            .iter()
            .filter(|one| one.code == "not-shown")
            .count(),
        2
    );
}
