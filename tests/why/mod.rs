//! Guards `brief why`: an answer names the definition, the rows, what cleaning did to them and what
//! prints the number, and agrees with what a build publishes. Whole answers are cases of `messages/why`.

use std::collections::BTreeSet;

use serde_json::Value;

use brief_data::extracts::LINE;

use crate::support::{Computed, Sandbox, repository};

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let run = sandbox.brief(&[arguments, &["--format", "json"]].concat());
    assert_eq!(run.code, Some(0), "{run}");
    serde_json::from_str(&run.output).unwrap_or_else(|error| panic!("{error}\n{run}"))
}

/// A fact that a figure draws says so, and the figure names it.
#[test]
fn a_fact_in_a_figure() {
    let sandbox = Sandbox::ruritania();
    let fact = json(
        &sandbox,
        &["why", "ruritania", "facts.golden_in_glottenburg"],
    );
    let drawn = &fact["fact"]["drawn"];
    assert_eq!(drawn[0]["figure"], "comparison", "{drawn}");
    let figure = json(&sandbox, &["why", "ruritania", "comparison"]);
    let draws = figure["figure"]["draws"].as_array().expect("sources");
    let facts = draws.iter().filter(|drawn| {
        let source = drawn["source"].as_str().expect("a name");
        source.starts_with("facts.")
    });
    assert_eq!(facts.count(), 2, "{figure}");
}

/// So does a finding of a sibling.
#[test]
fn a_siblings_finding_in_a_figure() {
    const COMPARED: &str = r##"
compared:
  label: Figure
  span: column
  title: "Indirect fire in Turkey"
  subtitle: ""
  caption: ""
  credits: ""
  alt: "Dot plot."
  draw:
    kind: comparison_dots
    not_stated: "not stated"
    range: "{lower} to {upper}"
    measures:
      - title: "Indirect fire"
        rows:
          - label: "Turkey"
            base: "attacks"
            colour: "#0b5a8c"
            value: {number: siblings.turkey.attack_indirect_fire}
"##;
    let sandbox = Sandbox::morocco();
    let own = "data/morocco/figures.yaml";
    let text = sandbox.read(own);
    sandbox.write(own, text + COMPARED);
    let figure = json(&sandbox, &["why", "morocco", "compared"]);
    let draws = figure["figure"]["draws"].as_array().expect("sources");
    assert!(
        draws
            .iter()
            .any(|drawn| drawn["source"] == "siblings.turkey.attack_indirect_fire"),
        "{figure}"
    );
}

#[test]
fn a_brief_with_a_fault_is_1() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace("data/ruritania/brief.yaml", "title: Ruritania", "titel: R");
    let run = sandbox.brief(&["why", "ruritania", "gold"]);
    assert_eq!(run.code, Some(1), "{run}");
}

#[test]
fn a_cell_with_a_line_break_stays_on_its_line() {
    let sandbox = Sandbox::ruritania();
    sandbox.redeliver(
        "data/ruritania/raw/2020-first",
        "reports.csv",
        "D-3,2019-04,sighting,Sende",
        "D-3,2019-04,\"sighting\n\",Sende",
    );
    let run = sandbox.brief(&["why", "ruritania", "sightings"]);
    assert_eq!(run.code, Some(0), "{run}");
    let told = r#"kind       "sighting\n" → "sighting"  trim blanks"#;
    assert!(run.output.contains(told), "{run}");
}

/// Rows of evidence without their history, as `findings.json` has them.
fn bare(rows: &Value) -> Vec<Value> {
    let rows = rows.as_array().expect("evidence");
    let bare = rows.iter().map(|row| {
        let mut row = row.clone();
        let fields = row.as_object_mut().expect("a row");
        assert!(fields.remove("steps").is_some() && fields.remove("merged").is_some());
        row
    });
    bare.collect()
}

#[test]
fn every_answer_as_json_agrees_with_the_published_findings() {
    let sandbox = Sandbox::ruritania_built();
    let read = |file: &str| -> Value {
        serde_json::from_str(&sandbox.read(&format!("output/ruritania/{file}"))).expect("JSON")
    };
    let published = read("findings.json");
    let printed = read("printed.json");
    for name in ["gold", "witnesses", "colours", "towns_named"] {
        let answer = json(&sandbox, &["why", "ruritania", name]);
        assert_eq!(answer["format"], 1);
        assert_eq!(answer["dataset_version"], published["dataset_version"]);
        let finding = &answer["finding"];
        let expected = &published["findings"][name];
        for key in ["name", "title", "unit", "definition", "defined_at"] {
            assert_eq!(finding[key], expected[key], "{name} {key}");
        }
        let (number, expected_number) = (
            &finding["outcome"]["number"],
            &expected["outcome"]["number"],
        );
        for key in ["numerator", "denominator", "share", "unknown", "bounds"] {
            assert_eq!(number[key], expected_number[key], "{name} {key}");
        }
        if number.is_object() {
            assert_eq!(
                Value::from(bare(&number["evidence"])),
                expected_number["evidence"]
            );
        } else {
            let rows = finding["outcome"]["table"]["rows"]
                .as_array()
                .expect("rows");
            let expected = expected["outcome"]["table"]["rows"].as_array();
            let expected = expected.expect("rows");
            assert_eq!(rows.len(), expected.len(), "{name}");
            for (row, expected) in rows.iter().zip(expected) {
                assert_eq!(row["count"], expected["count"]);
                assert_eq!(Value::from(bare(&row["evidence"])), expected["evidence"]);
            }
        }
        let of_finding = |values: &Value, key: &str| -> Vec<Value> {
            let values = values.as_array().expect("printed values").iter();
            let of_it = values.filter(|value| key.is_empty() || value["source"] == key);
            of_it.map(|value| value["text"].clone()).collect()
        };
        assert_eq!(
            of_finding(&finding["printed"], ""),
            of_finding(&printed, name),
            "{name}"
        );
    }
}

#[test]
fn a_merged_row_has_its_own_history() {
    let sandbox = Sandbox::ruritania();
    let answer = json(&sandbox, &["why", "ruritania", "colours", "--row", "red"]);
    let rows = &answer["finding"]["outcome"]["table"]["rows"];
    let merged = &rows[0]["evidence"][1]["merged"][0];
    assert_eq!(merged["place"]["line"], 7);
    let before: Vec<&str> = merged["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .filter_map(|step| step["before"].as_str())
        .collect();
    assert!(before.contains(&"crimson"), "{before:?}");
}

#[test]
fn evidence_of_morocco_stands_in_the_raw_file() {
    let sandbox = Sandbox::morocco();
    let answer = json(&sandbox, &["why", "morocco", "women_reported"]);
    let computed = Computed::of(repository(), "morocco", "2017-10-published")
        .unwrap_or_else(|faults| panic!("{faults}"));
    let mapping = &computed.settings.mapping.value.tables["events"];
    let extract = &computed.extracts.extracts[&mapping.extract];
    let lines: BTreeSet<u64> = extract
        .frame
        .column(LINE)
        .and_then(|column| column.u32().cloned())
        .expect("lines")
        .into_no_null_iter()
        .map(u64::from)
        .collect();
    let number = &answer["finding"]["outcome"]["number"];
    let rows = number["evidence"].as_array().expect("evidence");
    assert_eq!(rows.len(), computed.number("women_reported").evidence.len());
    for row in rows {
        assert_eq!(row["place"]["file"], extract.file.as_str());
        assert_eq!(row["place"]["sheet"].as_str(), extract.sheet.as_deref());
        let line = row["place"]["line"].as_u64().expect("a line");
        assert!(lines.contains(&line), "{row}");
        for step in row["steps"].as_array().expect("steps") {
            assert_eq!(step["place"]["line"].as_u64(), Some(line), "{step}");
        }
    }
}

#[test]
fn a_claim_is_told_with_its_margin() {
    let sandbox = Sandbox::morocco();
    let run = sandbox.brief(&["why", "morocco", "target_tourist"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(
        run.output
            .contains("\"Only two\": target_tourist is 2 of 10 (20 %)"),
        "{run}"
    );
    assert!(run.output.contains("Hangs on one row"), "{run}");
    assert!(
        run.output.contains("1 row changed would make it false"),
        "{run}"
    );
}

#[test]
fn the_time_of_a_fact_that_the_series_shares_leads_to_its_file() {
    let sandbox = Sandbox::ruritania();
    let fact = "dragons_abroad:\n  value: 12\n  unit: dragons\n  as_of: 1899-05/1901\n  \
                statement: Dragons seen abroad.\n  cite: sapt1901\n";
    sandbox.write("templates/borderlands/facts.yaml", fact);
    let account = "data/ruritania/prose/account.typ";
    let text = sandbox.read(account);
    let sentence = "Abroad ({{ facts.dragons_abroad.as_of | text }}) there are more.";
    sandbox.write(account, format!("{text}\n{sentence}\n"));
    let asked = ["why", "ruritania", "facts.dragons_abroad.as_of"];
    let answer = json(&sandbox, &asked);
    let fact = &answer["fact"];
    assert_eq!(fact["printed"][0]["text"], "May 1899 – 1901");
    assert_eq!(fact["printed"][0]["field"], "as_of");
    assert_eq!(
        fact["defined_at"]["file"],
        "templates/borderlands/facts.yaml"
    );
}

#[test]
fn a_false_claim_keeps_no_rows_back() {
    let sandbox = Sandbox::ruritania();
    let key_findings = "data/ruritania/prose/key-findings.typ";
    sandbox.replace(key_findings, "says=\"a minority\"", "says=\"most\"");
    let run = sandbox.brief(&["why", "ruritania", "gold"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.errors.contains("error[false-claim]"), "{run}");
    assert!(run.output.contains("D-10"), "{run}");
}
