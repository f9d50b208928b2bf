//! Guards that a chart that cannot be drawn as declared says why, at the place of the fault, and with
//! what there is to choose from.

use brief_figures::lookup::Absent;
use brief_model::findings::{Finding, FindingTable, Findings, Outcome};

use super::{BARS, DOTS, FILE, STRIP, TIMELINE, WIDTH, drawn_of, findings, svg};

/// What a declaration says with one text for another, and what refuses it.
fn refusal(yaml: &str, from: &str, to: &str) -> (String, String) {
    assert_eq!(yaml.matches(from).count(), 1, "\"{from}\" in\n{yaml}");
    let changed = yaml.replacen(from, to, 1);
    match drawn_of(&changed, &findings(), &["2020-01"], WIDTH) {
        Err(Absent::Fault(faults)) => (changed, faults.to_string()),
        other => panic!("\"{to}\" was not refused: {other:?}"),
    }
}

/// The text that a fault points to.
fn pointed_to<'a>(yaml: &'a str, fault: &str) -> &'a str {
    let place = fault
        .split_once(&format!("--> {FILE}:"))
        .and_then(|(_, rest)| rest.lines().next()?.split_once(':'))
        .unwrap_or_else(|| panic!("no line and column in\n{fault}"));
    let (line, column): (usize, usize) = (
        place.0.parse().expect("a line"),
        place.1.parse().expect("a column"),
    );
    &yaml.lines().nth(line - 1).expect("the line is there")[column - 1..]
}

/// The chart, what it says, what it wrongly says; the code, the words pointed to, and
/// what is said.
type Refused = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

#[rustfmt::skip]
const FAULTS: &[Refused] = &[
    // Names.
    (STRIP, "count: {number: red}", "count: {number: redd}", "unknown-finding", "redd", &["did you mean \"red\""]),
    (STRIP, "[gold, red]", "[gold, redd]", "unknown-category", "redd", &["did you mean \"red\""]),
    (STRIP, "{colour: [gold", "{shade: [gold", "unknown-column", "shade", &["known are: colour"]),
    (BARS, "where: {colour: red}", "where: {colour: pink}", "unknown-category", "pink", &["gold", "red"]),
    (TIMELINE, "key: nest,", "key: nets,", "unknown-category", "nets", &["did you mean \"nest\""]),
    (TIMELINE, "by: kind", "by: colour", "unknown-column", "colour", &["known are: month, kind"]),
    (DOTS, "fact: least", "fact: lest", "unknown-fact", "lest", &["did you mean \"least\""]),
    (DOTS, "of: reports", "of: by_month", "wrong-kind-of-finding", "by_month", &["a number is wanted"]),
    // Words.
    (TIMELINE, "{count} undated", "{number} undated", "unknown-value", "number}", &["known are: {count}"]),
    (DOTS, "{lower_count} to", "{low} to", "unknown-value", "low}", &["lower_count"]),
    // Parts of a total.
    (STRIP, "total: reports", "total: red", "parts-do-not-add-up", "red", &["2 golden; 2 crimson; the remainder not noticed"]),
    (STRIP, "count: {remainder: true}", "count: {number: red}", "parts-do-not-add-up", "reports", &["the parts add up to 6, and \"reports\" is 10"]),
    (STRIP, "{label: crimson, count: {number: red}", "{label: crimson, count: {remainder: true}", "parts-do-not-add-up", "reports", &["at most one of them"]),
    (STRIP, "count: {table: by_month, where: {kind: nest}}", "count: {number: reports}", "parts-do-not-add-up", "with eggs", &["10 of \"golden\", which has 2"]),
    (STRIP, "count: {table: by_month, where: {kind: nest}}", "count: {remainder: true}", "bad-declaration", "with eggs", &["cannot be a remainder"]),
    (STRIP, "count: {number: gold}", "count: {number: gold, remainder: true}", "bad-declaration", "golden", &["one of `number`, `table` or `remainder`"]),
    (BARS, "count: {number: red}", "count: {number: reports}", "parts-do-not-add-up", "golden", &["10 nesting"]),
    (BARS, "{label: the rest, count: {remainder: true}}", "{label: the rest, count: {number: red}}", "parts-do-not-add-up", "golden", &["the parts add up to 4, and \"golden\" is 2"]),
    (BARS, "count: {number: gold}", "count: {number: negative}", "negative-count", "golden", &["\u{2212}1"]),
    // Groups.
    (STRIP, "categories: [0, 1]", "categories: [1, 0]", "bad-declaration", "colour noticed", &["groups categories 1 to 0", "0 \"golden\", 1 \"crimson\", 2 \"not noticed\""]),
    (STRIP, "categories: [0, 1]", "categories: [0, 99]", "bad-declaration", "colour noticed", &["groups categories 0 to 99"]),
    (STRIP, "categories: [0, 1]", "categories: [3, 18446744073709551615]", "bad-declaration", "colour noticed", &["groups categories 3 to"]),
    (STRIP, "categories: [0, 1]", "categories: [0, 2]", "parts-do-not-add-up", "colour noticed", &["is 4, and its categories add up to 10"]),
    // More than marks can show, and nothing at all.
    (STRIP, "rows: 1", "rows: 0", "bad-declaration", "rows: 0", &["one row at least"]),
    (STRIP, "total: reports", "total: thousands", "too-many-units", "thousands", &["5,000 cells", "use `kind: ordered_bars`"]),
    (TIMELINE, "finding: by_month", "finding: bad_months", "bad-month", "month", &["\"May\" is not a month"]),
    (TIMELINE, "  - {key: sighting, label: sightings, colour: \"#b2182b\"}\n", "", "undrawn-category", "by_month", &["2 of \"by_month\" are sighting", "the series draw: nest"]),
    (TIMELINE, "key: nest,", "key: sighting,", "bad-declaration", "sighting", &["two series draw \"sighting\""]),
    // Shares.
    (DOTS, "count: {number: red}, of: reports", "count: {number: reports}, of: red", "not-a-share", "red", &["10 of 2", "a share is 0 to 1"]),
    (DOTS, "number: gold", "number: reports", "no-base", "reports", &["`share_of`"]),
    (DOTS, "fact: least", "fact: whole", "not-a-share", "whole", &["gives 30"]),
    (DOTS, "{fact: least}", "{fact: least, number: gold}", "bad-declaration", "Graustark", &["from `number`, from `fact`, or from `count` and `of`"]),
];

#[test]
fn a_wrong_declaration_is_refused_at_its_place_with_what_there_is() {
    for (yaml, from, to, code, words, said) in FAULTS {
        let (changed, refusal) = refusal(yaml, from, to);
        let code = format!("error[{code}]: figure \"dragons\": ");
        for expected in [code.as_str()].iter().chain(*said) {
            assert!(
                refusal.contains(expected),
                "\"{to}\": \"{expected}\" in\n{refusal}"
            );
        }
        let found = pointed_to(&changed, &refusal);
        assert!(
            found.starts_with(words),
            "\"{to}\": \"{words}\", not \"{found}\" for\n{refusal}"
        );
    }
}

#[test]
fn a_declaration_of_nothing_is_refused() {
    for yaml in [
        "{kind: unit_strip, total: reports, rows: 1, categories: []}",
        "{kind: ordered_bars, total: reports, bars: []}",
        "{kind: comparison_dots, not_stated: '', range: '', measures: []}",
        "{kind: comparison_dots, not_stated: '', range: '', measures: [{title: Gold, rows: []}]}",
        "{kind: timeline, finding: by_month, month: month, by: kind, unit: '', undated: '', series: []}",
    ] {
        match drawn_of(yaml, &findings(), &["2020-01"], WIDTH) {
            Err(Absent::Fault(faults)) => {
                assert!(faults.to_string().contains("bad-declaration"), "{faults}");
            }
            other => panic!("{yaml}: {other:?}"),
        }
    }
}

#[test]
fn a_timeline_without_a_month_is_refused_and_one_without_events_is_not() {
    let empty = TIMELINE.replace("by_month", "empty");
    let drawn = |months: &[&str]| drawn_of(&empty, &findings(), months, WIDTH);
    assert!(
        matches!(drawn(&[]), Err(Absent::Fault(faults)) if faults.to_string().contains("no-months"))
    );
    let picture = drawn(&["2020-01"]).expect("a month without events");
    assert!(svg(&picture).contains("<tspan font-weight=\"600\">0</tspan><tspan> nests</tspan>"));
}

#[test]
fn more_events_than_dots_can_show_are_refused() {
    let counts = |rows: &[([Option<&str>; 2], i64)]| -> Findings {
        let table = FindingTable::from_counts(["month", "kind"], rows);
        [Finding::given("by_month", Outcome::Table(table))]
            .into_iter()
            .collect()
    };
    let thousands = counts(&[
        ([Some("2020-01"), Some("nest")], 5000),
        ([Some("2020-01"), Some("sighting")], 1),
    ]);
    let centuries = counts(&[
        ([Some("0001-01"), Some("nest")], 1),
        ([Some("9999-12"), Some("sighting")], 1),
    ]);
    let most = counts(&[
        ([Some("2020-01"), Some("nest")], i64::MAX),
        ([None, Some("sighting")], i64::MAX),
    ]);
    for findings in [thousands, centuries, most] {
        match drawn_of(TIMELINE, &findings, &["2020-01"], WIDTH) {
            Err(Absent::Fault(faults)) => {
                let faults = faults.to_string();
                assert!(faults.contains("too-many-units"), "{faults}");
                assert!(faults.contains("`kind: ordered_bars`"), "{faults}");
            }
            other => panic!("{other:?}"),
        }
    }
}
