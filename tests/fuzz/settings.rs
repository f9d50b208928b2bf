//! What people write: settings, SQL, and locks that a merge may have touched.

use polars::prelude::{DataType, Field, Schema};
use proptest::prelude::*;

use brief::lock::parse as parse_lock;
use brief_base::diagnostics::Place;
use brief_base::project::Project;
use brief_claims::condition::Condition;
use brief_data::sql;
use brief_prose::settings::Settings;

use super::damage::{damaged, damages};
use super::tried;
use crate::support::Sandbox;

#[rustfmt::skip]
const YAML: &[&str] = &[
    ":", ": ", "- ", "\n", "\n  ", "\t", "#", "\"", "'", "{", "}", "[", "]", "&a", "*a", "<<: ",
    "|\n", ">-\n", "!!str ", "!x ", "---\n", "...\n", "~", "null", "true", "1e999", ".nan", "-1",
    "0x1F", "é", "\u{feff}", "? ", "18446744073709551616",
];

#[rustfmt::skip]
const LOCK: &[&str] = &[
    "\n", " ", "\"", "\\", "#", "\\u0000", "input ", "finding ", "output ", "sha256:",
    "<<<<<<< ours\n", "=======\n", "?", "\r\n", "\u{feff}", "/", "..", "é", "brief ", " = ",
];

/// Pieces of which conditions are made.
#[rustfmt::skip]
const CONDITION: &[&str] = &[
    "it", "value", "share", "count", "nothing", "0.5", "1", "1e400", "-", "+", "*", "/", " < ",
    " <= ", " = ", " AND ", " OR ", " NOT ", "(", ")", "abs(", "round(", "read_csv(", " IS NULL",
    "'a'", "NULL", ",", ";",
];

/// Pieces of which expressions are made.
#[rustfmt::skip]
const SQL: &[&str] = &[
    "colour", "witnesses", "kind", "nothing", "'gold'", "''", "'", "\"colour\"", "1", "-1", "0.5",
    "1e400", "NULL", "TRUE", " = ", " <> ", " < ", " >= ", " AND ", " OR ", " NOT ", " IN ",
    " IS NULL", " IS NOT NULL", " LIKE ", " BETWEEN ", "(", ")", ", ", "+", "-", "*", "/", "%",
    "||", "lower", "round", "coalesce", "abs", "read_csv", "CASE WHEN ", " THEN ", " ELSE ", " END",
    "CAST(", " AS INT)", "SELECT ", " FROM ", "::", ";", "--", "/*", "*/", "\\", "é", "$1", "?",
    "@",
];

#[test]
fn damaged_settings_are_read_or_refused() {
    let project = Sandbox::ruritania();
    let files = vec![
        "data/ruritania/brief.yaml",
        "data/ruritania/map.yaml",
        "data/ruritania/facts.yaml",
        "data/ruritania/cleaning/2020-first.yaml",
        "templates/borderlands/series.yaml",
        "templates/borderlands/findings.yaml",
        "templates/borderlands/figures.yaml",
        "templates/borderlands/hedges.yaml",
    ];
    let cases = (prop::sample::select(files), damages(YAML));
    tried(120, &cases, |(file, damages)| {
        let sound = project.read(file);
        project.write(file, damaged(sound.as_bytes(), &damages));
        let load = || {
            let project = Project::find(project.root()).expect("a project");
            Settings::load(&project, "ruritania", None)
        };
        let (one, other) = (load(), load());
        project.write(file, sound);
        match (one, other) {
            (Ok(one), Ok(other)) => {
                prop_assert_eq!(format!("{:?}", one.brief), format!("{:?}", other.brief));
            }
            (Err(one), Err(other)) => {
                prop_assert!(one.has_errors());
                prop_assert_eq!(one.to_string(), other.to_string());
            }
            _ => prop_assert!(false, "{file} is read once, and refused once"),
        }
        Ok(())
    });
}

/// A lock that is read says what it says when it is written and read again.
#[test]
fn a_damaged_lock_is_refused_or_read_as_it_is_written() {
    let project = Sandbox::ruritania_built();
    let sound = project.read("data/ruritania/brief.lock");
    tried(400, &damages(LOCK), |damages| {
        let text = damaged(sound.as_bytes(), &damages);
        if let Ok(lock) = parse_lock("brief.lock", &text) {
            let written = lock.to_string();
            let again = parse_lock("brief.lock", written.as_bytes());
            let again =
                again.map_err(|faults| TestCaseError::fail(format!("{faults}\n{written}")))?;
            prop_assert_eq!(&again, &lock);
            prop_assert_eq!(again.to_string(), written);
        }
        Ok(())
    });
}

/// What is taken for an expression reads columns of the table and calls nothing but what is allowed.
#[test]
fn sql_is_an_expression_over_its_table_or_refused() {
    let schema: Schema = [
        Field::new("colour".into(), DataType::String),
        Field::new("kind".into(), DataType::String),
        Field::new("witnesses".into(), DataType::Int64),
    ]
    .into_iter()
    .collect();
    let pieces = prop::collection::vec(prop::sample::select(SQL), 1..12);
    tried(3000, &pieces, |pieces| {
        let text = pieces.concat();
        let parse = || sql::expression(&text, "reports", &schema, &Place::default());
        if let Ok(expression) = parse() {
            let again = parse().map(|again| again.to_string());
            prop_assert_eq!(again.ok(), Some(expression.to_string()));
            prop_assert!(
                !text.contains("SELECT") && !text.contains("read_csv("),
                "{}",
                text
            );
            for column in sql::needs(&text) {
                prop_assert!(sql::reads(&text).contains(&column), "{}", text);
            }
            for column in sql::reads(&text) {
                prop_assert!(schema.contains(&column), "{} reads {}", text, column);
            }
        }
        Ok(())
    });
}

#[test]
fn deeply_nested_sql_is_refused() {
    let schema = Schema::default();
    for nested in [
        "(".repeat(20_000),
        "NOT ".repeat(20_000),
        "-".repeat(20_001),
        format!("{}1{}", "(".repeat(5000), ")".repeat(5000)),
    ] {
        assert!(sql::expression(&nested, "reports", &schema, &Place::default()).is_err());
        assert!(Condition::parse(&nested).is_err());
    }
}

/// The condition of a hedge reads as it did once it is parsed, or is refused.
#[test]
fn a_condition_is_read_or_refused() {
    tried(
        3000,
        &prop::collection::vec(prop::sample::select(CONDITION), 1..10),
        |pieces| {
            let text = pieces.concat();
            if let Ok(condition) = Condition::parse(&text) {
                prop_assert_eq!(Condition::parse(&text), Ok(condition.clone()));
                // Nothing is known of its numbers, and no number breaks it off.
                let _ = condition.holds(&Default::default());
            }
            Ok(())
        },
    );
}
