//! Guards that charts are readable whatever they show: with counts, words and widths made up by
//! proptest, every text is printed whole, inside the figure, on no other text and on no grid line.

use std::fmt::Write as _;

use proptest::prelude::*;

use brief_drawing::canvas::Picture;
use brief_drawing::map::clip::Frame;
use brief_model::findings::{Finding, FindingTable, Findings, Outcome};

use super::{drawn_of, fonts, number, svg};
use crate::support::holds;
use crate::support::svg::{Printed, texts};

/// From one word to six of up to eleven letters.
fn label() -> impl Strategy<Value = String> {
    "[a-z]{2,11}( [a-z]{1,11}){0,5}"
}

fn width() -> impl Strategy<Value = f64> {
    prop::sample::select(vec![150.0, 180.0, 232.0, 350.0, 482.0])
}

/// What a reader must be able to read, in any case.
fn readable(picture: &Picture, words: &[&str]) -> Result<(), TestCaseError> {
    let svg = svg(picture);
    let sheet = Frame {
        left: -0.5,
        right: picture.width + 0.5,
        low: -0.5,
        high: picture.height + 0.5,
    };
    prop_assert_eq!(picture.sheet.cut_off().count(), 0);
    let texts = texts(&svg, fonts());
    for (at, text) in texts.iter().enumerate() {
        prop_assert!(text.size >= 7.0, "{text:?}");
        prop_assert!(sheet.surrounds(&text.room), "{text:?} in {sheet:?}");
        for other in &texts[at + 1..] {
            // Lines of one label may share the room between baseline and ascent.
            prop_assert!(
                !text.room.grown(-0.6).meets(&other.room.grown(-0.6)),
                "{text:?} and {other:?}\n{svg}"
            );
        }
    }
    let mut printed = String::new();
    for text in &texts {
        write!(printed, "{} ", text.words).expect("text");
    }
    for word in words.iter().flat_map(|words| words.split(' ')) {
        prop_assert!(printed.contains(word), "\"{word}\" is not in {printed}");
    }
    no_line_through(&svg, &texts)
}

/// No line crosses a text, but that of a grid under a piece of paper.
fn no_line_through(svg: &str, texts: &[Printed]) -> Result<(), TestCaseError> {
    let papers = papers(svg);
    for (colour, line) in lines(svg) {
        for text in texts {
            let paper = papers
                .iter()
                .any(|paper| paper.grown(0.1).surrounds(&text.room));
            prop_assert!(
                !line.meets(&text.room.grown(-0.6)) || (paper && colour == "#d9d9d9"),
                "{line:?}, {colour}, crosses {text:?}\n{svg}"
            );
        }
    }
    Ok(())
}

fn between<'a>(line: &'a str, before: &str, after: &str) -> &'a str {
    let rest = line.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_once(after).map_or("", |(found, _)| found)
}

/// White rectangles.
fn papers(svg: &str) -> Vec<Frame> {
    let number = |line: &str, key: &str| -> f64 {
        let found = between(line, &format!(" {key}=\""), "\"");
        found.parse().expect("a number")
    };
    svg.lines()
        .filter(|line| line.starts_with("<rect") && line.contains("fill=\"#ffffff\""))
        .map(|line| Frame {
            left: number(line, "x"),
            right: number(line, "x") + number(line, "width"),
            low: number(line, "y"),
            high: number(line, "y") + number(line, "height"),
        })
        .collect()
}

/// The straight pieces of all lines, each with its colour. A path is written as
/// `M70.8 222l0 -222 5 0M…`: an absolute start, then relative steps.
fn lines(svg: &str) -> Vec<(&str, Frame)> {
    let mut lines = Vec::new();
    for path in svg.lines().filter(|line| line.starts_with("<path")) {
        let colour = between(path, "stroke=\"", "\"");
        for piece in between(path, " d=\"", "\"").split('M').skip(1) {
            let numbers: Vec<f64> = piece
                .split(['l', ' '])
                .map(|number| number.parse().expect("a number"))
                .collect();
            let mut points = numbers.chunks_exact(2).map(|pair| (pair[0], pair[1]));
            let (mut x, mut y) = points.next().expect("a start");
            for (right, down) in points {
                let (to_x, to_y) = (x + right, y + down);
                lines.push((
                    colour,
                    Frame {
                        left: x.min(to_x),
                        right: x.max(to_x),
                        low: y.min(to_y),
                        high: y.max(to_y),
                    },
                ));
                (x, y) = (to_x, to_y);
            }
        }
    }
    lines
}

fn numbers(counts: &[i64]) -> Findings {
    let total: i64 = counts.iter().sum();
    counts
        .iter()
        .enumerate()
        .map(|(at, count)| number(&format!("n{at}"), *count, Some(total)))
        .chain([number("all", total, None)])
        .collect()
}

#[test]
fn strips() {
    let category = (0_i64..40, label(), any::<bool>());
    let cases = (
        prop::collection::vec(category, 1..6),
        1_usize..5,
        label(),
        width(),
    );
    holds(256, &cases, |(categories, rows, group, width)| {
        let counts: Vec<i64> = categories.iter().map(|category| category.0).collect();
        let mut yaml = format!("kind: unit_strip\ntotal: all\nrows: {rows}\ncategories:\n");
        for (at, (_, label, within)) in categories.iter().enumerate() {
            let fill = ["#0b5a8c", "#f2dc9f", "#b2182b"][at % 3];
            let within = if *within {
                format!(", within: {{label: '{label}', count: {{number: n{at}}}}}")
            } else {
                String::new()
            };
            writeln!(
                yaml,
                "  - {{label: '{label}', count: {{number: n{at}}}, fill: {{colour: '{fill}'}}{within}}}"
            )
            .expect("text");
        }
        let last = categories.len() - 1;
        writeln!(
            yaml,
            "groups: [{{label: '{group}', count: {{number: all}}, categories: [0, {last}]}}, \
             {{label: '{group}', count: {{number: n{last}}}, categories: [{last}, {last}]}}]"
        )
        .expect("text");
        let picture = match drawn_of(&yaml, &numbers(&counts), &[], width) {
            Err(absent) if counts.iter().sum::<i64>() > 100 => {
                let said = format!("{absent:?}");
                prop_assert!(said.contains("too-many-units"), "{}", said);
                return Ok(());
            }
            other => other.map_err(|absent| TestCaseError::fail(format!("{absent:?}\n{yaml}")))?,
        };
        let words: Vec<&str> = categories
            .iter()
            .map(|category| category.1.as_str())
            .collect();
        readable(&picture, &words)
    });
}

#[test]
fn bars() {
    let bar = (
        prop::sample::select(vec![0_i64, 1, 7, 30, 1200]),
        label(),
        label(),
    );
    let cases = (prop::collection::vec(bar, 1..7), width());
    holds(256, &cases, |(bars, width)| {
        let counts: Vec<i64> = bars.iter().map(|bar| bar.0).collect();
        let mut yaml = "kind: ordered_bars\ntotal: all\nbars:\n".to_owned();
        for (at, (_, label, part)) in bars.iter().enumerate() {
            writeln!(
                yaml,
                "  - {{label: '{label}', count: {{number: n{at}}}, fill: {{colour: '#f2dc9f'}}, \
                 parts: [{{label: '{part}', count: {{remainder: true}}}}]}}"
            )
            .expect("text");
        }
        let picture = drawn_of(&yaml, &numbers(&counts), &[], width)
            .map_err(|absent| TestCaseError::fail(format!("{absent:?}\n{yaml}")))?;
        let named = bars.iter().map(|bar| bar.1.as_str());
        let parts = bars
            .iter()
            .filter(|bar| bar.0 > 0)
            .map(|bar| bar.2.as_str());
        readable(&picture, &named.chain(parts).collect::<Vec<_>>())
    });
}

#[test]
fn dots() {
    let row = (
        0_i64..=100,
        label(),
        label(),
        prop::sample::select(vec!["number", "least", "most"]),
    );
    let cases = (prop::collection::vec(row, 1..7), width());
    holds(256, &cases, |(rows, width)| {
        let mut yaml = "kind: comparison_dots\nnot_stated: none\nrange: ''\nmeasures:\n  - title: Dragons\n    rows:\n".to_owned();
        for (at, (_, label, base, value)) in rows.iter().enumerate() {
            let value = match *value {
                "number" => format!("count: {{number: n{at}}}, of: hundred"),
                fact => format!("fact: {fact}"),
            };
            writeln!(
                yaml,
                "      - {{label: '{label}', base: '{base}', colour: '#b2182b', value: {{{value}}}}}"
            )
            .expect("text");
        }
        let counts: Vec<i64> = rows.iter().map(|row| row.0).collect();
        let findings: Findings = numbers(&counts)
            .iter()
            .cloned()
            .chain([number("hundred", 100, None)])
            .collect();
        let picture = match drawn_of(&yaml, &findings, &[], width) {
            // A narrow figure has room for the names or for the dots, and says so.
            Err(absent) if width < 200.0 => {
                let said = format!("{absent:?}");
                prop_assert!(said.contains("no-room"), "{}", said);
                return Ok(());
            }
            other => other.map_err(|absent| TestCaseError::fail(format!("{absent:?}\n{yaml}")))?,
        };
        let words: Vec<&str> = rows
            .iter()
            .flat_map(|row| [row.1.as_str(), row.2.as_str()])
            .collect();
        readable(&picture, &words)
    });
}

#[test]
fn timelines() {
    let cases = (
        prop::collection::vec((0_usize..48, 0_i64..6), 1..30),
        1_usize..=48,
        0_usize..12,
        0_i64..9,
        (label(), label(), label()),
        width(),
    );
    holds(
        256,
        &cases,
        |(events, months, first, undated, labels, width)| {
            let month =
                |at: usize| format!("{}-{:02}", 2014 + (first + at) / 12, (first + at) % 12 + 1);
            let months: Vec<String> = (0..months).map(month).collect();
            let names: Vec<&str> = months.iter().map(String::as_str).collect();
            let mut counts: Vec<([Option<&str>; 2], i64)> = events
                .iter()
                .map(|(at, count)| ([Some(names[at % names.len()]), Some("nest")], *count))
                .collect();
            counts.push(([None, Some("sighting")], undated));
            let table = FindingTable::from_counts(["month", "kind"], &counts);
            let findings: Findings = [Finding::given("by_month", Outcome::Table(table))]
                .into_iter()
                .collect();
            let (one, other, unit) = &labels;
            let yaml = format!(
                "kind: timeline\nfinding: by_month\nmonth: month\nby: kind\nunit: '{unit}'\n\
             undated: '{{count}} undated'\nseries:\n  \
             - {{key: nest, label: '{one}', colour: '#b2182b'}}\n  \
             - {{key: sighting, label: '{other}', colour: '#000000', shape: diamond}}\n"
            );
            let picture = drawn_of(&yaml, &findings, &names, width)
                .map_err(|absent| TestCaseError::fail(format!("{absent:?}\n{yaml}")))?;
            readable(&picture, &[one, other, unit])
        },
    );
}
