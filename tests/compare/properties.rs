//! Guards what must hold of a comparison whatever the data: swapping the sides turns it round, the order
//! of rows and columns is no change, and what the rows and causes moved adds up to the difference.

use proptest::prelude::*;
use serde_json::{Map, Value};

use brief::run::Run;
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_compare::{Comparison, SideSummary, Snapshot, compare};

use crate::support::{Sandbox, holds};

/// A report: number, day of the month, kind, towns, witnesses, colour.
type Report = (usize, u32, &'static str, &'static str, u32, &'static str);

fn report() -> impl Strategy<Value = Report> {
    (
        1..40_usize,
        1..28_u32,
        prop::sample::select(vec!["sighting", "nest", "hoax"]),
        prop::sample::select(vec![
            "Strelsau",
            "Zenda; Hofbau",
            "n/a",
            "Tarlenheim ;Hentzau",
        ]),
        0..9_u32,
        prop::sample::select(vec!["red", "crimson", "gold", "green", ""]),
    )
}

/// Reports of different numbers, none of which repeats another.
fn reports() -> impl Strategy<Value = Vec<Report>> {
    prop::collection::vec(report(), 0..20).prop_map(|mut reports| {
        reports.sort_unstable();
        reports.dedup_by_key(|report| report.0);
        for (number, report) in (1..).zip(&mut reports) {
            report.4 += 10 * number;
        }
        reports
    })
}

/// The same, with further reports of dragons that were reported already, in other words.
fn repeating_reports() -> impl Strategy<Value = Vec<Report>> {
    let further = (
        any::<prop::sample::Index>(),
        prop::sample::select(vec!["red", "gold", ""]),
    );
    let further = prop::collection::vec(further, 0..8);
    (reports(), further).prop_map(|(mut reports, further)| {
        for ((index, colour), number) in further.into_iter().zip(50..) {
            if !reports.is_empty() {
                let (_, day, kind, towns, witnesses, _) = *index.get(&reports);
                reports.push((number, day, kind, towns, witnesses, colour));
            }
        }
        reports
    })
}

const COLUMNS: [&str; 7] = [
    "No.",
    "Date",
    "Kind",
    "Towns",
    "Witnesses",
    "Colour",
    "Source",
];

fn project() -> Sandbox {
    let sandbox = Sandbox::ruritania();
    sandbox.write(
        "data/ruritania/corrections.csv",
        "version,table,key,column,expected_old_value,new_value,reason,source\n",
    );
    sandbox
}

/// The fixture brief with these reports, and three more without which it would have nothing to say.
fn snapshot(sandbox: &Sandbox, reports: &[Report], columns: &[usize]) -> Snapshot {
    let fixed = [
        (90, 1, "sighting", "Strelsau", 3, "gold"),
        (91, 2, "nest", "Zenda", 4, "red"),
        (92, 3, "sighting", "Zenda", 5, ""),
    ];
    let rows = reports
        .iter()
        .chain(&fixed)
        .map(|(number, day, kind, towns, witnesses, colour)| {
            let (key, date, witnesses) = (
                format!("R-{number}"),
                format!("2019-03-{day:02}"),
                witnesses.to_string(),
            );
            [
                &key,
                &date,
                *kind,
                *towns,
                &witnesses,
                *colour,
                "Parish book",
            ]
            .map(str::to_owned)
        });
    let header = COLUMNS.map(str::to_owned);
    let lines = std::iter::once(header).chain(rows).map(|row| {
        let cells: Vec<&str> = columns.iter().map(|column| row[*column].as_str()).collect();
        cells.join(",") + "\n"
    });
    let file: String = lines.collect();
    sandbox.write("data/ruritania/raw/2020-first/reports.csv", file);
    sandbox.seal("data/ruritania/raw/2020-first");
    let project = Project::find(sandbox.root()).expect("the project");
    let made = brief::write_with_tables(
        &mut Run::new(&project, &mut Timings::default()),
        "ruritania",
        Some("2020-first"),
    );
    let (unwritten, written) = made.unwrap_or_else(|faults| panic!("{faults}"));
    let written = written.unwrap_or_else(|faults| panic!("{faults}"));
    Snapshot::of(&written, &unwritten.tables, SideSummary::default())
        .unwrap_or_else(|faults| panic!("{faults}"))
}

const IN_ORDER: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];

/// A comparison as it must be with its sides swapped.
fn swapped(value: &Value, is_moved: bool) -> Value {
    match value {
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                // Only differences and what was moved change their sign, not the values themselves.
                let moved = matches!(key.as_str(), "difference" | "causes" | "rows") || is_moved;
                let moved = moved && key != "value";
                (opposite(key), swapped(value, moved))
            });
            let mut swapped: Map<String, Value> = entries.collect();
            for key in ["count", "base", "unknown", "share"] {
                if let Some(entry) = swapped.get_mut(key).filter(|_| is_moved) {
                    *entry = negated(entry);
                }
            }
            Value::Object(swapped)
        }
        Value::Array(items) => items.iter().map(|item| swapped(item, is_moved)).collect(),
        Value::String(text) => opposite(text).into(),
        other => other.clone(),
    }
}

fn negated(value: &Value) -> Value {
    match (value.as_i64(), value.as_f64()) {
        (Some(whole), _) => (-whole).into(),
        (None, Some(number)) => (0.0 - number).into(),
        _ => value.clone(),
    }
}

fn opposite(word: &str) -> String {
    let pairs = [
        ("old", "new"),
        ("gained", "lost"),
        ("rows_gained", "rows_lost"),
        ("columns_gained", "columns_lost"),
        ("coverage_gained", "coverage_lost"),
        ("table_gained", "table_lost"),
        ("now_true", "now_false"),
        ("claims_now_true", "claims_now_false"),
        ("closer", "farther"),
    ];
    let pair = pairs
        .iter()
        .find(|(one, other)| *one == word || *other == word);
    let other = pair.map_or(word, |(one, other)| if *one == word { other } else { one });
    other.to_owned()
}

/// The same entries in an order of their own, as JSON keeps the order of an object's.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<(String, Value)> = entries
                .into_iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}

fn json(comparison: &Comparison) -> Value {
    serde_json::json!(comparison)
}

#[test]
fn swapped_sides_turn_the_comparison_round() {
    let project = project();
    holds(12, &(reports(), reports()), |(one, other)| {
        let one = snapshot(&project, &one, &IN_ORDER);
        let other = snapshot(&project, &other, &IN_ORDER);
        let there = sorted(swapped(
            &json(&compare(&one, &other, &mut Timings::default())),
            false,
        ));
        let back = sorted(json(&compare(&other, &one, &mut Timings::default())));
        prop_assert_eq!(there, back);
        Ok(())
    });
}

#[test]
fn the_order_of_rows_and_columns_is_no_change() {
    let project = project();
    let shuffled = (
        repeating_reports()
            .prop_flat_map(|reports| (Just(reports.clone()), Just(reports).prop_shuffle())),
        Just(IN_ORDER.to_vec()).prop_shuffle(),
    );
    holds(12, &shuffled, |((reports, shuffled), columns)| {
        let one = snapshot(&project, &reports, &IN_ORDER);
        let other = snapshot(&project, &shuffled, &columns);
        let comparison = compare(&one, &other, &mut Timings::default());
        prop_assert!(comparison.is_empty(), "{}", comparison.json());
        Ok(())
    });
}

/// The rows of a delivery that numbers none of them are known by what they say.
#[test]
fn rows_without_a_number_may_change_places() {
    let project = project();
    project.replace(
        "data/ruritania/cleaning/2020-first.yaml",
        "report_id: {column: \"No.\"}",
        "report_id: {line: \"R-\"}",
    );
    project.replace(
        "data/ruritania/cleaning/2020-first.yaml",
        "extract: reports\n",
        "extract: reports\n    unused: [\"No.\"]\n",
    );
    let shuffled = repeating_reports()
        .prop_flat_map(|reports| (Just(reports.clone()), Just(reports).prop_shuffle()));
    holds(8, &shuffled, |(reports, shuffled)| {
        let one = snapshot(&project, &reports, &IN_ORDER);
        let other = snapshot(&project, &shuffled, &IN_ORDER);
        let comparison = compare(&one, &other, &mut Timings::default());
        prop_assert!(comparison.is_empty(), "{}", comparison.json());
        Ok(())
    });
}

#[test]
fn what_rows_and_causes_moved_adds_up_to_the_difference() {
    let project = project();
    holds(12, &(reports(), reports()), |(one, other)| {
        let one = snapshot(&project, &one, &IN_ORDER);
        let other = snapshot(&project, &other, &IN_ORDER);
        let comparison = compare(&one, &other, &mut Timings::default());
        for finding in &comparison.findings {
            let difference = finding.difference.expect("both sides have data");
            let rows: [i64; 3] = finding.rows.iter().fold([0; 3], |sum, row| {
                [sum[0] + row.count, sum[1] + row.base, sum[2] + row.unknown]
            });
            let causes = comparison.causes.iter().flat_map(|cause| &cause.findings);
            let causes = causes.filter(|moved| moved.finding == finding.name);
            let causes: [i64; 3] = causes.fold([0; 3], |sum, moved| {
                [
                    sum[0] + moved.count,
                    sum[1] + moved.base,
                    sum[2] + moved.unknown,
                ]
            });
            let difference = [difference.count, difference.base, difference.unknown];
            prop_assert_eq!(rows, difference, "{}", &finding.name);
            prop_assert_eq!(causes, difference, "{}", &finding.name);
        }
        Ok(())
    });
}
