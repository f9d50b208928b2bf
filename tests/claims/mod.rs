//! Guards the promise that words about findings are tested: every claim is published with its margin, a
//! changed row is told sentence by sentence, and what is wrong with a claim is told at its place.

mod cited;
mod margins;
mod words;

use serde_json::Value;

use brief::findings::{EvidenceRows, Outcome};

use crate::support::{Computed, Sandbox, golden};

const KEY_FINDINGS: &str = "data/ruritania/prose/key-findings.typ";
const HEDGES: &str = "templates/borderlands/hedges.yaml";
const FIGURES: &str = "templates/borderlands/figures.yaml";
const FACTS: &str = "data/ruritania/facts.yaml";
const FIRST: &str = "data/ruritania/raw/2020-first";
const GOLD: &str = r#"gold | claim(says="a minority")"#;
const NESTS: &str = r#"nests | claim(says="rarer than", than=sightings)"#;
const SOURCES: &str = r#"sources | claim(says="most often", rows="Parish book")"#;

fn published(sandbox: &Sandbox) -> Vec<Value> {
    serde_json::from_str(&sandbox.read("output/ruritania/claims.json")).expect("claims")
}

#[test]
fn every_claim_is_published_with_its_margin() {
    let sandbox = Sandbox::ruritania();
    sandbox.build(&["ruritania"]);
    golden("claims", &sandbox.read("output/ruritania/claims.json"));
    // Counted by hand: 1 of 3 golden, 1 nest beside 3 sightings, 3 parish books beside 1 newspaper.
    sandbox.build(&["ruritania", "--data", "2021-second"]);
    let found: Vec<(String, i64)> = published(&sandbox)
        .iter()
        .map(|claim| {
            let rows = claim["to_turn"].as_i64().expect("a margin");
            (claim["found"].as_str().expect("what is").to_owned(), rows)
        })
        .collect();
    let expected = [
        ("1 of 3 (33 %)", 1),
        ("1, beside 3", 1),
        ("Parish book 3; next is Strelsau Courier with 1", 1),
    ];
    assert_eq!(
        found,
        expected.map(|(found, rows)| (found.to_owned(), rows))
    );
}

/// One dragon in the raw extract turns from green to gold: the sentence that says "a minority" is told,
/// and no other.
#[test]
fn one_changed_row_is_told_as_the_sentence_that_it_makes_false() {
    let sandbox = Sandbox::ruritania();
    sandbox.build(&["ruritania"]);
    sandbox.redeliver(FIRST, "reports.csv", "Sende,n/a,Green", "Sende,n/a,Gold");
    let before = sandbox.files("output");
    let run = sandbox.brief(&["build", "ruritania"]);
    golden("one_changed_row", &run.to_string());
    assert_eq!(run.errors.matches("false-claim").count(), 1, "{run}");
    assert!(sandbox.files("output") == before, "{run}");
}

/// With another dataset version than the one the prose was written for it is a warning.
#[test]
fn a_false_claim_about_another_version_is_a_warning() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(KEY_FINDINGS, "a minority", "at least 40 %");
    let run = sandbox.brief(&["check", "ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    let run = sandbox.brief(&["build", "ruritania", "--data", "2021-second"]);
    assert_eq!(run.code, Some(0), "{run}");
    golden("false_claim_about_another_version", &run.errors);
    assert!(run.output.contains(", with 1 false claim\n"), "{run}");
    assert_eq!(published(&sandbox)[0]["holds"], false);
    let run = sandbox.brief(&["check", "ruritania", "--data", "2021-second"]);
    assert!(
        run.output
            .contains("all checks passed, with 1 false claim\n"),
        "{run}"
    );
}

/// A figure's title and the words that it draws make claims as sections do; the place is their text's.
#[test]
fn figures_make_claims() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        FIGURES,
        "{{ nests.count | words }}",
        "{{ nests | claim(says='most') }} and {{ nests.count | words }}",
    );
    sandbox.replace(
        FIGURES,
        r#"label: "not noticed""#,
        r#"label: "{{ colour_noticed | claim(says='a minority') }}""#,
    );
    let run = sandbox.brief(&["check", "ruritania"]);
    golden("claims_of_figures", &run.to_string());
}

/// Places and sentences hold in a file of any line ends, letters and quotes, and within conditions.
#[test]
fn claims_are_found_however_they_are_written() {
    let sandbox = Sandbox::ruritania();
    let prose = sandbox.read(KEY_FINDINGS);
    let begins = prose.find("- Golden").expect("claims");
    let claims = "{{ gold | claim(says='a minority') }} é{{gold|claim (\n  says=`a minority`\n)}}: zwölf.\n\
        {# {{ gold | claim(says=\"most\") }} #}{% if gold.available %}Ü {{ nests\n  | claim(says=\"A minority\") }}{% endif %}";
    let written = format!("{}{claims}", &prose[..begins]).replace('\n', "\r\n");
    sandbox.write(KEY_FINDINGS, written);
    sandbox.build(&["ruritania"]);
    let found: Vec<(u64, u64, String)> = published(&sandbox)
        .iter()
        .map(|claim| {
            let number = |key| claim["place"][key].as_u64().expect("a number");
            let sentence = claim["sentence"].as_str().expect("a sentence");
            (number("line"), number("column"), sentence.to_owned())
        })
        .collect();
    let both = "a minority éa minority: zwölf.".to_owned();
    let last = "Ü A minority".to_owned();
    assert_eq!(found, [(5, 11, both.clone()), (5, 47, both), (9, 5, last)]);
}

fn told(name: &str, break_it: impl FnOnce(&Sandbox)) {
    let sandbox = Sandbox::ruritania();
    break_it(&sandbox);
    let run = sandbox.brief(&["check", "ruritania"]);
    assert_eq!(run.code, Some(1), "{run}");
    golden(name, &run.errors);
}

macro_rules! told {
    ($($name:ident: $break_it:expr;)+) => {$(
        #[test]
        fn $name() {
            told(stringify!($name), $break_it);
        }
    )+};
}

told! {
    claim_that_is_no_hedge: |project| project.replace(KEY_FINDINGS, "a minority", "the minorty");
    claim_about_no_finding: |project| {
        project.replace(KEY_FINDINGS, GOLD, r#"golden | claim(says="a minority")"#);
        project.replace(KEY_FINDINGS, "than=sightings", "than=sigthings");
        project.redeliver(FIRST, "reports.csv", "4,crimson", "4,cromson");
    };
    claim_compared_with_a_table: |project| project.replace(KEY_FINDINGS, "than=sightings", "than=sources");
    claim_compared_with_words: |project| project.replace(KEY_FINDINGS, "than=sightings", "than=\"sightings\"");
    claim_about_a_table_without_rows: |project| project.replace(KEY_FINDINGS, ", rows=\"Parish book\"", "");
    claim_about_rows_of_a_number: |project| project.replace(KEY_FINDINGS, GOLD, r#"gold | claim(says="a minority", rows="gold")"#);
    claim_about_an_unknown_row: |project| project.replace(KEY_FINDINGS, "rows=\"Parish book\"", "rows=\"Parish book; Parish bok\"");
    claim_of_a_number_that_is_not_read: |project| {
        project.replace(KEY_FINDINGS, "a minority", "at least two-thirds");
        project.replace(KEY_FINDINGS, "rarer than", "{value}");
    };
    claim_about_one_value: |project| {
        project.replace(KEY_FINDINGS, GOLD, r#"gold.share | claim(says="a minority")"#);
        project.replace(KEY_FINDINGS, NESTS, r#"brief.country | claim(says="a minority")"#);
    };
    claim_that_compares_a_finding_with_a_fact: |project| {
        project.replace(KEY_FINDINGS, "than=sightings", "than=facts.golden_in_glottenburg");
    };
    fact_without_such_a_value: |project| {
        project.replace(KEY_FINDINGS, GOLD, "facts.golden_in_glottenburg.shares | percent");
    };
    claim_that_names_every_row: |project| project.replace(KEY_FINDINGS, "rows=\"Parish book\"", "rows=\"Parish book; Strelsau Courier\"");
    claim_that_names_a_row_twice: |project| project.replace(KEY_FINDINGS, "rows=\"Parish book\"", "rows=\"Parish book; Parish book\"");
    claim_about_a_share_of_nothing: |project| project.replace(KEY_FINDINGS, GOLD, r#"witnesses | claim(says="a minority")"#);
    claim_without_words: |project| project.replace(KEY_FINDINGS, GOLD, "gold | claim() }} or {{ gold | claim");
    claim_with_an_unknown_argument: |project| project.replace(KEY_FINDINGS, "rows=\"Parish book\"", "row=\"Parish book\"");
    claim_of_a_number_for_words: |project| project.replace(KEY_FINDINGS, GOLD, "gold | claim(says=5)");
    fault_beside_claims: |project| project.replace(KEY_FINDINGS, "other sightings", "änderé {{ sightings.share | words }} sightings");
    claim_about_a_fact: |project| project.replace(KEY_FINDINGS, GOLD, r#"facts.dragons_in_glottenburg | claim(says="a minority")"#);
    hedge_of_an_unknown_name: |project| project.replace(HEDGES, "share > 0.5", "shares > 0.5");
    hedge_that_is_no_sql: |project| project.replace(HEDGES, "count < other", "count < < other");
    hedge_that_is_a_number: |project| project.replace(HEDGES, "holds: it < value AND it >= value * 0.9", "holds: it - value");
    hedge_with_a_forbidden_function: |project| project.replace(HEDGES, "count > next", "count > read_csv('/etc/passwd')");
    hedges_that_share_their_words: |project| {
        project.replace(HEDGES, "[a minority, the minority]", "[a minority, The Majority]");
        project.replace(HEDGES, "[fewer than, rarer than]", "[]");
        project.replace(HEDGES, "count > next", "total > next");
    };
    hedge_with_an_unknown_key: |project| project.replace(HEDGES, "  holds: it < value", "  hold: it < value");
}

#[test]
fn claim_about_a_finding_without_data() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        KEY_FINDINGS,
        GOLD,
        r#"coins_counted | claim(says="the majority")"#,
    );
    let run = sandbox.brief(&["check", "ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    let run = sandbox.brief(&["check", "ruritania", "--data", "2021-second"]);
    golden("claim_about_a_finding_without_data", &run.errors);
}

/// Several rows of a table by two columns are one code's: they add up.
#[test]
fn rows_of_a_table_by_two_columns_add_up() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        KEY_FINDINGS,
        SOURCES,
        r#"colours_by_kind | claim(says="most often", rows="red; gold")"#,
    );
    sandbox.replace(KEY_FINDINGS, NESTS, "nests.count | words");
    sandbox.build(&["ruritania"]);
    // Two golden dragons were reported, one sighted and one at its nest, beside a green one.
    assert_eq!(
        published(&sandbox)[1]["found"],
        "red 2, gold 2; next is green with 1"
    );
}

/// The margin of a sum counts persons, and tells in how many rows they are when it is their going that
/// turns the claim; one report that comes can tell of any number of witnesses.
#[test]
fn the_margin_of_a_sum_is_told_in_rows_too() {
    let sandbox = Sandbox::ruritania();
    let claims = r#"witnesses | claim(says="at least 20") }} and {{ witnesses | claim(says="at least 15") }} or {{ witnesses | claim(says="fewer than 30")"#;
    let hedges = sandbox.read(HEDGES);
    sandbox.write(
        HEDGES,
        format!("{hedges}\nless_than: {{words: [\"fewer than {{value}}\"], holds: it < value}}\n"),
    );
    sandbox.replace(KEY_FINDINGS, GOLD, claims);
    let run = sandbox.build(&["ruritania"]);
    let margins: Vec<(i64, String, Option<u64>)> = published(&sandbox)[..3]
        .iter()
        .map(|claim| {
            let units = claim["to_turn"].as_i64().expect("a margin");
            let counted_in = claim["counted_in"].as_str().expect("a unit").to_owned();
            (units, counted_in, claim["rows_to_turn"].as_u64())
        })
        .collect();
    // Of 26 witnesses one report tells of 12, two of 4 each.
    let expected = [(7, Some(1)), (12, Some(1)), (4, None)];
    assert_eq!(
        margins,
        expected.map(|(units, rows)| (units, "persons".to_owned(), rows))
    );
    assert!(run.output.contains("\"at least 15\" of witnesses"), "{run}");
    assert!(
        !run.output.contains("\"fewer than 30\" of witnesses"),
        "{run}"
    );
    let why = sandbox.brief(&["why", "ruritania", "witnesses"]);
    assert!(
        why.output
            .contains("12 persons (in 1 row) changed would make it false: it would be 14"),
        "{why}"
    );
}

/// What rows add is what the finding is: for every number and every row of a table.
#[test]
fn evidence_adds_up_to_its_finding() {
    for version in ["2017-10-published", "2026-11-open"] {
        let found = Computed::morocco(version);
        let sum = |evidence: &EvidenceRows| evidence.amounts().sum::<i64>();
        for finding in found.findings.iter() {
            let name = &finding.name;
            match &finding.outcome {
                Outcome::Number(number) => {
                    assert_eq!(sum(&number.evidence), number.numerator, "{name}");
                    assert!(
                        number.evidence.amounts().all(|amount| amount != 0),
                        "{name}"
                    );
                }
                Outcome::Table(table) => {
                    for row in &table.rows {
                        assert_eq!(sum(&row.evidence), row.count, "{name}");
                    }
                }
                Outcome::NoData { .. } => {}
            }
        }
    }
}
