//! Guards the promise that words about findings are tested: every claim is published with its margin, a
//! changed row is told sentence by sentence, and what is wrong with a claim is told at its place.

mod cited;
mod margins;
mod words;

use serde_json::Value;

use brief_model::findings::{EvidenceRows, Outcome};

use crate::support::{Computed, Sandbox, golden, text_of_pdf};

const KEY_FINDINGS: &str = "data/ruritania/prose/key-findings.typ";
const HEDGES: &str = "templates/borderlands/hedges.yaml";
const FACTS: &str = "data/ruritania/facts.yaml";
const GOLD: &str = r#"gold | claim(says="a minority")"#;
const NESTS: &str = r#"nests | claim(says="rarer than", than=sightings)"#;
const SOURCES: &str = r#"sources | claim(says="most often", rows="Parish book")"#;

/// A text in one line.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn published(sandbox: &Sandbox) -> Vec<Value> {
    serde_json::from_str(&sandbox.read("output/ruritania/claims.json")).expect("claims")
}

#[test]
fn every_claim_is_published_with_its_margin() {
    let sandbox = Sandbox::ruritania_built();
    golden(
        golden::CLAIMS,
        &sandbox.read("output/ruritania/claims.json"),
    );
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

/// Whichever dataset version makes it false.
#[test]
fn a_false_claim_is_published_in_a_draft_alone() {
    let sandbox = Sandbox::ruritania_built();
    sandbox.replace(KEY_FINDINGS, "a minority", "at least 45 %");
    sandbox.replace(
        "data/ruritania/figures.yaml",
        "title: \"{{ gold | of }} dragons whose colour is given are golden\"",
        "title: 'Golden are {{ gold | claim(says=\"most\") }}, {{ gold | range }}'",
    );
    let before = sandbox.files("output/ruritania");
    for data in [&["--data", "2021-second"][..], &[]] {
        for command in ["check", "build"] {
            let run = sandbox.brief(&[&[command, "ruritania"], data].concat());
            assert_eq!(run.code, Some(1), "{run}");
            assert!(!run.output.contains("all checks passed"), "{run}");
            assert!(run.errors.contains("error[false-claim]"), "{run}");
        }
        assert_eq!(sandbox.files("output/ruritania"), before);

        let run = sandbox.brief(&[&["build", "ruritania", "--draft"], data].concat());
        assert_eq!(run.code, Some(1), "{run}");
        assert!(
            run.output.ends_with("ruritania: not fit to be published\n"),
            "{run}"
        );
        assert!(run.errors.contains("error[false-claim]"), "{run}");
        assert_eq!(
            sandbox.files("output/ruritania"),
            before,
            "what was published stays"
        );
        let manifest = sandbox.read("output/ruritania-draft/manifest.json");
        assert!(manifest.contains("\"draft\": true"), "{manifest}");
        let pdf = sandbox.path("output/ruritania-draft/ruritania-draft.pdf");
        let run = sandbox.brief(&["verify", "output/ruritania-draft/ruritania-draft.pdf"]);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(
            run.output
                .contains("the same ruritania-draft.pdf, byte for byte"),
            "{run}"
        );
        let Some(text) = text_of_pdf(&pdf) else {
            continue;
        };
        let pages: Vec<String> = text.trim_end().split('\u{c}').map(flowing).collect();
        for page in &pages {
            assert!(page.contains("Draft, not for publication"), "{page}");
        }
        let (list, marked) = pages.split_last().expect("pages");
        assert!(marked[0].contains("at least 45 % false "), "{}", marked[0]);
        for number in ["1", "2"] {
            let mark = format!("false {number}");
            let marks = marked.iter().map(|page| page.matches(&mark).count());
            assert_eq!(marks.sum::<usize>(), 1, "{mark}: {pages:#?}");
        }
        assert!(
            list.contains("What keeps this draft from being published"),
            "{list}"
        );
        assert!(
            list.contains("\"at least 45 %\" is not true of gold"),
            "{list}"
        );
        assert!(list.contains("\"most\" is not true of gold"), "{list}");
    }
}

#[test]
fn a_draft_of_what_is_true_is_a_draft_all_the_same() {
    let sandbox = Sandbox::ruritania_built();
    let run = sandbox.build(&["ruritania", "--draft"]);
    assert!(
        run.output
            .contains("output/ruritania-draft, ruritania-draft.pdf of"),
        "{run}"
    );
    if let Some(text) = text_of_pdf(&sandbox.path("output/ruritania-draft/ruritania-draft.pdf")) {
        let text = flowing(&text);
        assert!(
            text.contains("Draft, not for publication. Nothing in it was found to be false."),
            "{text}"
        );
    }
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
