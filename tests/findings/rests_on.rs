//! Guards that a finding knows what it rests on: a cell that was set or chosen makes exactly the values that
//! read it illustrative, a claim of the publication vouches for those that equal it, and of data that are simply
//! what they seem nothing is said.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use brief_model::findings::{Findings, Outcome};
use brief_model::rests_on::{CellBasis, RestsOn, is_illustrative};

use crate::support::{Computed, InMemory, repository};

const FOLDER: &str = "data/ruritania/raw/2020-first";

/// Claims of a publication on dragons, for `claims.yaml` to say what became of them.
const CLAIMS: &str = "id,claim_in_own_words,number_as_printed,numerator,denominator\n\
    P1,Two of the five dragons whose color is known are golden,2 of 5,2,5\n\
    P2,Seven reports,seven,7,\n";

/// The fixture with `brief:basis` for its reports and hoards.
fn marked(reports: Value, hoards: Value) -> InMemory {
    let mut project = InMemory::ruritania();
    let file = repository()
        .join("tests/fixtures/project")
        .join(FOLDER)
        .join("datapackage.json");
    let descriptor = std::fs::read_to_string(file).expect("the descriptor");
    let mut package: Value = serde_json::from_str(&descriptor).expect("JSON");
    package["brief:status"]["illustrative"] = "illustrative: made up".into();
    for (number, basis) in [reports, hoards].into_iter().enumerate() {
        if !basis.is_null() {
            package["resources"][number]["brief:basis"] = basis;
        }
    }
    project.write(&format!("{FOLDER}/datapackage.json"), package.to_string());
    project
}

fn findings(project: &InMemory) -> Findings {
    let computed = Computed::of_project(&project.project(), "ruritania", "2020-first");
    computed
        .unwrap_or_else(|faults| panic!("{faults}"))
        .findings
}

/// The values that are illustrative: numbers by name, rows of tables by name and codes.
fn illustrative(findings: &Findings) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for finding in findings.iter() {
        match &finding.outcome {
            Outcome::Number(number) if is_illustrative(number.rests_on.as_ref()) => {
                found.insert(finding.name.clone());
            }
            Outcome::Table(table) => {
                let rows = table
                    .rows
                    .iter()
                    .filter(|row| is_illustrative(row.rests_on.as_ref()));
                found.extend(rows.map(|row| {
                    let codes = row.keys.iter().map(|key| key.as_deref().unwrap_or("?"));
                    format!("{}: {}", finding.name, codes.collect::<Vec<_>>().join(", "))
                }));
            }
            Outcome::Number(_) | Outcome::NoData { .. } => {}
        }
    }
    found
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn cell(row: &str, column: &str) -> Value {
    json!({"rows": "documented", "cells": [{"row": row, "column": column, "basis": "chosen"}]})
}

#[test]
fn one_chosen_cell_makes_exactly_the_values_that_read_it_illustrative() {
    // D-2 is a golden dragon, seen, not a nest: whatever its color, the nests stay as they are.
    let found = findings(&marked(cell("D-2", "Colour"), Value::Null));
    assert_eq!(
        illustrative(&found),
        names(&[
            "colour_noticed",
            "colours: ?",
            "colours: gold",
            "colours: green",
            "colours: red",
            "colours_by_kind: ?, sighting",
            "colours_by_kind: gold, sighting",
            "colours_by_kind: green, sighting",
            "colours_by_kind: red, sighting",
            "gold",
        ])
    );
    let reports = found
        .number("reports")
        .and_then(|number| number.rests_on.clone());
    assert_eq!(reports, Some(RestsOn::Documented));
}

#[test]
fn a_row_left_out_because_of_a_chosen_cell_was_read_too() {
    // D-4 is a nest; were it none, there would be one sighting more.
    let found = illustrative(&findings(&marked(cell("D-4", "Kind"), Value::Null)));
    for name in [
        "sightings",
        "nests",
        "colours_by_kind: ?, sighting",
        "colours_by_kind: ?, nest",
    ] {
        assert!(found.contains(name), "{name}: {found:?}");
    }
    for name in ["reports", "gold", "witnesses", "undated", "colours: gold"] {
        assert!(!found.contains(name), "{name}: {found:?}");
    }
}

#[test]
fn what_cleaning_makes_of_a_cell_rests_on_it() {
    let found = illustrative(&findings(&marked(cell("D-2", "Date"), Value::Null)));
    assert!(
        found.contains("undated"),
        "the month comes from the date: {found:?}"
    );
    assert!(
        found
            .iter()
            .any(|name| name.starts_with("reports_by_month: 2019-03")),
        "{found:?}"
    );
    assert!(
        !found
            .iter()
            .any(|name| name.starts_with("reports_by_region")),
        "{found:?}"
    );
    let found = illustrative(&findings(&marked(cell("D-2", "Towns"), Value::Null)));
    assert!(
        found.contains("towns_named"),
        "the table of places is filled from the towns: {found:?}"
    );
    assert!(
        found
            .iter()
            .any(|name| name.starts_with("reports_by_district")),
        "{found:?}"
    );
    assert!(!found.contains("undated"), "{found:?}");
}

#[test]
fn rows_columns_and_kinds_of_rows_can_be_marked() {
    let found = illustrative(&findings(&marked(Value::Null, json!({"rows": "chosen"}))));
    assert!(
        found.contains("hoards") && found.contains("coins"),
        "{found:?}"
    );
    assert!(
        !found.contains("reports") && !found.contains("gold"),
        "{found:?}"
    );

    let found = findings(&marked(
        json!({"rows": "documented", "columns": {"Witnesses": "set"}}),
        Value::Null,
    ));
    assert_eq!(illustrative(&found), names(&["witnesses"]));
    let number = found.number("witnesses").expect("a number");
    assert_eq!(
        number.rests_on,
        Some(RestsOn::Illustrative {
            cells: CellBasis::Set
        })
    );

    let by_source = json!({
        "statusColumn": "Source",
        "rows": {
            "Strelsau Courier": "documented",
            "Courier, evening edition": "documented",
            "Parish book": {"otherwise": "documented", "chosen": ["Colour"]},
        },
    });
    let found = illustrative(&findings(&marked(by_source, Value::Null)));
    assert!(
        found.contains("gold") && !found.contains("reports"),
        "{found:?}"
    );
}

#[test]
fn a_claim_vouches_for_a_value_that_equals_it_and_for_no_other() {
    let with_claims = |fates: &str| {
        let basis =
            json!({"rows": {"otherwise": "documented", "set": ["Colour"], "chosen": ["Kind"]}});
        let mut project = marked(basis, Value::Null);
        project.write("data/ruritania/published_claims.csv", CLAIMS);
        project.write("data/ruritania/claims.yaml", fates);
        Computed::of_project(&project.project(), "ruritania", "2020-first")
    };
    let fates = "P1: {strength: kept, prints: [golden], equals: [gold, {colours: gold}], rest: [sightings]}\n\
                 P2: {strength: kept, prints: [seven], equals: [reports, nests]}\n";
    let computed = with_claims(fates).unwrap_or_else(|faults| panic!("{faults}"));
    let rests_on = |name: &str| computed.number(name).rests_on.clone();
    let published = |claim: &str| RestsOn::Published {
        claims: vec![claim.to_owned()],
    };
    assert_eq!(
        computed.number("gold").denominator,
        Some(5),
        "what the claim says"
    );
    assert_eq!(rests_on("gold"), Some(published("P1")));
    let golden = computed
        .table("colours")
        .rows
        .iter()
        .find(|row| row.keys[0].as_deref() == Some("gold"));
    assert_eq!(golden.expect("a row").rests_on, Some(published("P1")));
    assert_eq!(
        rests_on("reports"),
        Some(RestsOn::Documented),
        "it needs no claim"
    );
    // Neither is what the claims say, and their kinds were chosen.
    for name in ["sightings", "nests"] {
        assert!(is_illustrative(rests_on(name).as_ref()), "{name}");
    }
}

/// The fixture, its colors set and the kinds of dragon chosen, with these claims and what became of them.
fn claimed(claims: &str, fates: &str) -> Findings {
    let basis = json!({"rows": {"otherwise": "documented", "set": ["Colour"], "chosen": ["Kind"]}});
    let mut project = marked(basis, Value::Null);
    let columns = "id,claim_in_own_words,number_as_printed,numerator,denominator";
    project.write(
        "data/ruritania/published_claims.csv",
        format!("{columns}\n{claims}"),
    );
    project.write("data/ruritania/claims.yaml", fates);
    findings(&project)
}

#[test]
fn a_claim_of_a_count_vouches_for_its_unknown_only_where_it_says_so() {
    let golden = |fates: &str| {
        let claims = "P1,Two of five are golden,2 of 5,2,5\nP2,Two colors went unseen,two,2,\n";
        let found = claimed(claims, fates);
        let gold = found.number("gold").expect("a number").clone();
        [gold.rests_on, gold.unknown_rests_on].map(|rests_on| is_illustrative(rests_on.as_ref()))
    };
    let kept = "P1: {strength: kept, prints: [golden], equals: [gold]}\nP2: {strength: kept, prints: [two]";
    assert_eq!(golden(&format!("{kept}}}")), [false, true]);
    assert_eq!(
        golden(&format!("{kept}, unknown: [gold]}}")),
        [false, false]
    );
    // Of what has no number like that it does not vouch.
    let wrong = kept.replace("P2: {", "P2: {unknown: [sightings], ");
    assert_eq!(golden(&format!("{wrong}}}")), [false, true]);
}

#[test]
fn a_count_without_its_base_vouches_for_a_share_only_where_the_base_is_known() {
    let illustrative = |fates: &[&str]| {
        let claims = "P1,Two of them are golden,two,2,\nP2,Five of something,five,5,\n";
        let fates = [
            "P1: {strength: kept, prints: [two]",
            "P2: {strength: kept, prints: [five]",
        ]
        .iter()
        .zip(fates)
        .map(|(kept, equals)| format!("{kept}{equals}}}\n"));
        let found = claimed(claims, &fates.collect::<String>());
        let of = |name: &str| {
            found
                .number(name)
                .and_then(|number| number.rests_on.clone())
        };
        ["gold", "colour_noticed", "nests"].map(|name| is_illustrative(of(name).as_ref()))
    };
    // Golden are 2 of the 5 whose color is known, and nests 2 of all 7 reports, which are documented.
    assert_eq!(illustrative(&["", ""]), [true, true, true]);
    assert_eq!(
        illustrative(&[", equals: [gold, nests]", ""]),
        [true, true, false]
    );
    let of_others = ", equals: [sightings]";
    assert_eq!(
        illustrative(&[", equals: [gold]", of_others]),
        [true, true, true],
        "five of something else"
    );
    let of_base = ", equals: [colour_noticed]";
    assert_eq!(
        illustrative(&[", equals: [gold]", of_base]),
        [false, false, true]
    );
    assert_eq!(
        illustrative(&[of_base, ", equals: [gold]"]),
        [true, true, true],
        "neither number"
    );
}

#[test]
fn combinations_that_do_not_occur_rest_on_the_cells_that_could_make_them() {
    let code = |code: &str| [Some(code.to_owned())];
    let (red, green, nest) = (code("red"), code("green"), code("nest"));
    // D-1 is a red sighting: were it a nest, there would be a red one. Of green ones it says nothing.
    let found = findings(&marked(cell("D-1", "Kind"), Value::Null));
    let table = found.table("colours_by_kind").expect("a table");
    assert!(
        table
            .rows
            .iter()
            .all(|row| row.keys != [red[0].clone(), nest[0].clone()])
    );
    let of = |selection: &[(usize, &[Option<String>])]| {
        is_illustrative(table.selection_rests_on(selection).as_ref())
    };
    assert!(of(&[(0, &red), (1, &nest)]));
    assert!(of(&[(1, &nest)]), "one more of them");
    assert!(!of(&[(0, &green), (1, &nest)]));
    assert!(!of(&[(0, &red)]), "red it is, whatever it is");
    assert!(!of(&[]));
    assert!(is_illustrative(table.rests_on().as_ref()));
}

#[test]
fn of_data_that_are_simply_real_nothing_is_said() {
    let found = findings(&InMemory::ruritania());
    let exported = serde_json::to_string(&found).expect("JSON");
    assert!(!exported.contains("rests_on"), "{exported}");
    // Marks that say that all is documented are no marks.
    let found = findings(&marked(json!({"rows": "documented"}), Value::Null));
    let exported = serde_json::to_string(&found).expect("JSON");
    assert!(!exported.contains("rests_on"), "{exported}");
}
