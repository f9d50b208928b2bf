//! Guards what the four kinds of chart promise on their own, with findings made up here: a wrong
//! declaration is refused at its place, nothing is dropped, no grid crosses words, light marks have
//! outlines, and each number says where it comes from.

mod layouts;
mod refusals;

use std::sync::OnceLock;

use brief_base::diagnostics::Place;
use brief_drawing::canvas::Picture;
use brief_drawing::fonts::Fonts;
use brief_figures::Draw;
use brief_figures::charts::{comparison_dots, ordered_bars, timeline, unit_strip};
use brief_figures::lookup::{DrawError, Lookup};
use brief_figures::source_block::SourceBlock;
use brief_model::facts::{Fact, Facts, Qualifier};
use brief_model::findings::{Bounds, Finding, FindingTable, Findings, Number, Outcome};

use crate::support::repository;

const FILE: &str = "figures.yaml";
const WIDTH: f64 = 232.0;

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let face = |face: &str| {
            let file = format!("templates/fonts/source-sans-3/SourceSans3-{face}.ttf");
            std::fs::read(repository().join(file)).expect("the project has its fonts")
        };
        Fonts::new(
            "Source Sans 3",
            face("Regular"),
            face("It"),
            face("Semibold"),
        )
        .expect("the fonts are fonts")
    })
}

fn number(name: &str, numerator: i64, denominator: Option<i64>) -> Finding {
    let number = Number {
        denominator,
        ..Number::count(numerator)
    };
    Finding::given(name, Outcome::Number(number))
}

/// Ten reports of dragons, two of them nests; half of the gold is known.
fn findings() -> Findings {
    let table = |by: [&str; 2], rows: &[([Option<&str>; 2], i64)]| {
        Outcome::Table(FindingTable::from_counts(by, rows))
    };
    let gold = Number {
        denominator: Some(4),
        bounds: Some(Bounds {
            lower: 0.2,
            upper: 0.8,
            of: 10,
        }),
        ..Number::count(2)
    };
    let by_month = [
        ([Some("2020-01"), Some("sighting")], 2),
        ([Some("2020-03"), Some("nest")], 1),
        ([None, Some("sighting")], 6),
        ([None, Some("nest")], 1),
    ];
    let colours = [([Some("gold")], 2), ([Some("red")], 2), ([None], 6)];
    [
        number("reports", 10, None),
        number("red", 2, Some(4)),
        number("none", 0, Some(0)),
        number("negative", -1, Some(4)),
        number("thousands", 5000, None),
        Finding::given("gold", Outcome::Number(gold)),
        Finding::given("by_month", table(["month", "kind"], &by_month)),
        Finding::given(
            "colours",
            Outcome::Table(FindingTable::from_counts(["colour"], &colours)),
        ),
        Finding::given(
            "bad_months",
            table(["month", "kind"], &[([Some("May"), Some("nest")], 1)]),
        ),
        Finding::given("empty", table(["month", "kind"], &[])),
        Finding::given(
            "hoards",
            Outcome::NoData {
                missing_table: "hoards".to_owned(),
            },
        ),
    ]
    .into_iter()
    .collect()
}

fn facts() -> Facts {
    [
        ("least", 0.9, Some("at least")),
        ("most", 0.1, Some("up to")),
        ("whole", 30.0, None),
    ]
    .into_iter()
    .map(|(name, value, qualifier)| {
        let fact = Fact {
            value,
            unit: "share".to_owned(),
            as_of: "2020".to_owned(),
            qualifier: qualifier.and_then(Qualifier::read),
            statement: String::new(),
            cite: "source".to_owned(),
            page: None,
            same_as: None,
            defined_at: Place::default(),
        };
        (name.to_owned(), fact)
    })
    .collect()
}

/// Draws a declaration; its `draw` block begins in line 1.
fn drawn_of(
    yaml: &str,
    findings: &Findings,
    months: &[&str],
    width: f64,
) -> Result<Picture, DrawError> {
    let months: Vec<String> = months.iter().map(|month| (*month).to_owned()).collect();
    let (facts, source) = (facts(), SourceBlock::file(FILE, yaml));
    let lookup = Lookup {
        findings,
        facts: &facts,
        months: &months,
        source: &source,
        figure: "dragons",
        sign: "\u{25e6}",
        has_illustrative: &std::cell::Cell::default(),
    };
    let declared: Draw =
        serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{error}\n{yaml}"));
    match &declared {
        Draw::Timeline(chart) => timeline::draw(chart, lookup, fonts(), width),
        Draw::UnitStrip(chart) => unit_strip::draw(chart, lookup, fonts(), width),
        Draw::OrderedBars(chart) => ordered_bars::draw(chart, lookup, fonts(), width),
        Draw::ComparisonDots(chart) => comparison_dots::draw(chart, lookup, fonts(), width),
        _ => panic!("no chart: {yaml}"),
    }
}

fn drawn(yaml: &str) -> Picture {
    let months = ["2020-01", "2020-02", "2020-03"];
    drawn_of(yaml, &findings(), &months, WIDTH)
        .unwrap_or_else(|absent| panic!("{absent:?}\n{yaml}"))
}

fn svg(picture: &Picture) -> String {
    picture.sheet.finish("Figure 1", fonts())
}

const STRIP: &str = r##"kind: unit_strip
total: reports
rows: 1
groups:
  - {label: colour noticed, count: {table: colours, where: {colour: [gold, red]}}, categories: [0, 1]}
categories:
  - label: golden
    count: {number: gold}
    fill: {colour: "#f2e2b0"}
    within: {label: with eggs, count: {table: by_month, where: {kind: nest}}}
  - {label: crimson, count: {number: red}, fill: {colour: "#b2182b"}}
  - {label: not noticed, count: {remainder: true}, fill: {colour: "#ececec", hatch: "#8a8a8a"}}
"##;

const BARS: &str = r##"kind: ordered_bars
total: reports
bars:
  - {label: not noticed, count: {remainder: true}, fill: {hatch: "#8a8a8a"}, last: true}
  - label: golden
    count: {number: gold}
    fill: {colour: "#c9a24b"}
    parts:
      - {label: nesting, count: {number: red}}
      - {label: the rest, count: {remainder: true}}
  - {label: crimson, count: {table: colours, where: {colour: red}}, fill: {colour: "#b2182b"}}
"##;

const DOTS: &str = r##"kind: comparison_dots
not_stated: not stated
range: "{lower_count} to {upper_count} of all {of}: {lower} to {upper}"
measures:
  - title: Golden
    rows:
      - {label: Ruritania, base: colour noticed, colour: "#b2182b", value: {number: gold}}
      - {label: Graustark, base: dragons, colour: "#f2e2b0", shape: square, value: {fact: least}}
      - {label: Syldavia, base: dragons, colour: "#262626", shape: diamond, value: {fact: most}}
      - {label: Borduria, base: dragons, colour: "#262626"}
  - title: Crimson
    rows:
      - {label: Strelsau, base: reports, colour: "#b2182b", value: {count: {number: red}, of: reports}}
"##;

const TIMELINE: &str = r##"kind: timeline
finding: by_month
month: month
by: kind
unit: one mark = one report
undated: "{count} undated"
series:
  - {key: sighting, label: sightings, colour: "#b2182b"}
  - {key: nest, label: nests, colour: "#000000", shape: diamond}
"##;

#[test]
fn a_chart_whose_table_the_version_has_not_is_no_fault() {
    let strip = STRIP.replace("total: reports", "total: hoards");
    let outcome = drawn_of(&strip, &findings(), &[], WIDTH);
    assert!(matches!(outcome, Err(DrawError::NoData(table)) if table == "hoards"));
}

#[test]
fn a_strip_of_no_units_names_its_categories() {
    let strip = "{kind: unit_strip, total: none, rows: 4, categories: [{label: golden, count: {number: none}, \
                 fill: {colour: '#b2182b'}}], groups: [{label: all, count: {number: none}, categories: [0, 0]}]}";
    let svg = svg(&drawn(strip));
    assert!(!svg.contains("<rect"), "{svg}");
    assert!(
        svg.contains("<tspan font-weight=\"600\">0</tspan><tspan> golden</tspan>"),
        "{svg}"
    );
}

#[test]
fn bars_of_none_say_so_and_thousands_are_not_cut_into_units() {
    let bars = BARS
        .replace("total: reports", "total: thousands")
        .replace("table: colours, where: {colour: red}", "number: none");
    let picture = drawn(&bars);
    let svg = svg(&picture);
    assert!(svg.contains(">0</text>"), "{svg}");
    assert!(svg.contains(">4,998</text>"), "{svg}");
    assert!(
        svg.matches("<path").count() < 10,
        "no gap for each of 4,998 units"
    );
}

#[test]
fn the_rest_of_a_bars_parts_is_worked_out_and_said_last() {
    let bars = BARS.replace(
        "{label: nesting, count: {number: red}}",
        "{label: nesting, count: {table: by_month, where: {kind: nest, month: '2020-03'}}}",
    );
    let picture = drawn(&bars);
    assert!(svg(&picture).contains("1\u{a0}nesting, 1\u{a0}the rest"));
    assert_eq!(
        picture.plotted[0]["parts"][1]["source"]["remainder_of"],
        "golden"
    );
}

#[test]
fn a_share_of_an_empty_base_is_not_drawn_and_reported() {
    let picture = drawn(&DOTS.replace("number: gold", "number: none"));
    assert_eq!(
        picture.not_shown,
        ["Golden, Ruritania: its base is 0, so there is no share"]
    );
    assert_eq!(svg(&picture).matches("not stated").count(), 2);
}

#[test]
fn undated_events_stand_apart_and_are_counted() {
    let picture = drawn(TIMELINE);
    let slots = picture.plotted.as_array().expect("slots");
    assert_eq!(slots.len(), 4);
    assert_eq!(
        slots[3]["counts"],
        serde_json::json!({"sighting": 6, "nest": 1})
    );
    let svg = svg(&picture);
    assert!(svg.contains("7 undated"));
    // A mark for each event and one for each kind in the key.
    assert_eq!(svg.matches("<circle").count(), 8 + 1);
    assert_eq!(svg.matches("<polygon").count(), 2 + 1);
}

#[test]
fn every_plotted_number_names_its_source() {
    let strip = drawn(STRIP).plotted;
    assert_eq!(strip["total"]["source"]["finding"], "reports");
    assert_eq!(
        strip["categories"][0]["within"]["source"],
        serde_json::json!({"finding": "by_month", "where": {"kind": "nest"}})
    );
    assert_eq!(
        strip["groups"][0]["source"]["where"]["colour"],
        serde_json::json!(["gold", "red"])
    );
    assert_eq!(drawn(BARS).plotted[0]["source"]["finding"], "gold");
    assert_eq!(drawn(TIMELINE).plotted[0]["source"]["finding"], "by_month");
    let dots = drawn(DOTS).plotted;
    assert_eq!(
        dots[0]["range"],
        serde_json::json!({"lower": 0.2, "upper": 0.8, "of": 10})
    );
    assert_eq!(dots[1]["source"], serde_json::json!({"fact": "least"}));
    assert_eq!(dots[3]["source"], serde_json::Value::Null);
    assert_eq!(
        dots[4]["source"],
        serde_json::json!({"finding": "red", "of": "reports"})
    );
}

#[test]
fn light_marks_have_outlines() {
    let outlined = |svg: &str, fill: &str| {
        let marks: Vec<&str> = svg
            .lines()
            .filter(|line| line.contains(&format!("fill=\"{fill}\"")))
            .collect();
        assert!(!marks.is_empty(), "{fill} in\n{svg}");
        marks.iter().all(|mark| mark.contains("stroke=\"#808080\""))
    };
    let strip = svg(&drawn(STRIP));
    assert!(outlined(&strip, "#f2e2b0"));
    assert!(!outlined(&strip, "#b2182b"));
    assert!(outlined(
        &svg(&drawn(&TIMELINE.replace("#b2182b", "#f2e2b0"))),
        "#f2e2b0"
    ));
    assert!(outlined(
        &svg(&drawn(&BARS.replace("#b2182b", "#f2e2b0"))),
        "#f2e2b0"
    ));
    // A dot and its lines are one mark: of a colour that shows.
    assert!(!svg(&drawn(DOTS)).contains("#f2e2b0"));
}
