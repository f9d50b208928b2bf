//! Guards the promise that words about findings are tested: every claim is published with its margin, a
//! changed row is told sentence by sentence, and what is wrong with a claim is told at its place.

mod cited;
mod words;

use std::collections::{BTreeSet, VecDeque};
use std::fs;

use proptest::prelude::*;
use serde_json::Value;

use brief::claims::case::Case;
use brief::claims::condition::Condition;
use brief::claims::hedges::parse;
use brief::claims::rows::{Counted, Rows};
use brief::claims::value::Value as Number;

use crate::support::{Sandbox, golden, holds, repository};

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
    assert_eq!(published(&sandbox)[0]["holds"], false);
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
    claim_about_a_share_of_nothing: |project| project.replace(KEY_FINDINGS, GOLD, r#"witnesses | claim(says="a minority")"#);
    claim_without_words: |project| project.replace(KEY_FINDINGS, GOLD, "gold | claim() }} or {{ gold | claim");
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

/// All conditions that the hedges of this repository and of the fixture name.
fn conditions() -> Vec<Condition> {
    let files = [
        "templates/beyond-the-caliphate/hedges.yaml",
        "tests/fixtures/project/templates/borderlands/hedges.yaml",
    ];
    let read = |file: &&str| {
        let text = fs::read_to_string(repository().join(file)).expect("hedges");
        let hedges = parse(file, &text).expect("hedges");
        hedges.into_values().map(|hedge| hedge.holds)
    };
    files.iter().flat_map(read).collect()
}

/// A case in whole numbers that can be told apart.
fn key(case: &Case) -> Vec<i64> {
    let beside = [case.base, case.other].map(|number| number.unwrap_or(-1));
    vec![case.count, beside[0], beside[1]]
}

/// What one row can make of a case: it enters or leaves the count, what stands beside it, or both; or
/// passes from one to the other.
fn one_row_further(case: &Case) -> Vec<Case> {
    let both = [(0, 1), (1, 0), (1, 1)];
    let beside = case.base.or(case.other).is_some();
    let passes = (case.base.is_none() && beside).then_some((1, -1));
    let steps = both.into_iter().chain(passes);
    steps
        .flat_map(|(count, other)| [(count, other), (-count, -other)])
        .filter(|(_, other)| beside || *other == 0)
        .filter_map(|(count, other)| {
            let moved = |number: Option<i64>| number.map(|number| number + other);
            let further = Case {
                count: case.count + count,
                base: moved(case.base),
                other: moved(case.other),
                ..*case
            };
            let possible = further.count >= 0
                && further.base.is_none_or(|base| base >= further.count)
                && further.other.is_none_or(|other| other >= 0);
            possible.then_some(further)
        })
        .collect()
}

/// What one row of data can make of the rows of a table: it enters or leaves one, or passes to another.
fn one_row_further_in_table(rows: &Rows) -> Vec<Rows> {
    let cells = rows.named.len() + rows.others.len();
    let with = |changes: &[(usize, i64)]| {
        let mut rows = rows.clone();
        let mut all: Vec<&mut Counted> = rows.named.iter_mut().chain(&mut rows.others).collect();
        for (cell, by) in changes {
            all[*cell].count += by;
        }
        let possible = all.iter().all(|row| row.count >= 0);
        possible.then_some(rows)
    };
    let pairs = (0..cells).flat_map(|one| (0..cells).map(move |other| (one, other)));
    let passing = pairs.filter(|(one, other)| one != other);
    let passing = passing.map(|(one, other)| vec![(one, 1), (other, -1)]);
    let alone = (0..cells).flat_map(|cell| [vec![(cell, 1)], vec![(cell, -1)]]);
    let changes = passing.chain(alone);
    changes.filter_map(|changes| with(&changes)).collect()
}

/// Counts that can be told apart.
fn key_of_rows(rows: &Rows) -> Vec<i64> {
    let all = rows.named.iter().chain(&rows.others);
    all.map(|row| row.count).collect()
}

/// The fewest rows by trying them one after the other, up to `furthest`.
fn by_trying<T: Clone>(
    case: &T,
    furthest: i64,
    holds: impl Fn(&T) -> bool,
    further: impl Fn(&T) -> Vec<T>,
    key: impl Fn(&T) -> Vec<i64>,
) -> Option<i64> {
    let now = holds(case);
    let mut seen = BTreeSet::from([key(case)]);
    let mut next = VecDeque::from([(0, case.clone())]);
    while let Some((rows, case)) = next.pop_front() {
        if holds(&case) != now {
            return Some(rows);
        }
        if rows < furthest {
            let unseen = further(&case).into_iter();
            let unseen = unseen.filter(|case| seen.insert(key(case)));
            next.extend(unseen.map(|case| (rows + 1, case)));
        }
    }
    None
}

/// A number in words, or none.
fn values() -> impl Strategy<Value = Option<Number>> {
    prop_oneof![
        Just(None),
        (0..=20_u8).prop_map(|step| Some(Number::percentage(f64::from(step) / 20.0))),
        (1..5_u8).prop_map(|part| Some(Number::fraction(f64::from(part) / 5.0))),
        (0..12_i64).prop_map(|count| Some(Number::count(count))),
    ]
}

/// No fewer rows than the margin's turn a claim, and those that it names do.
#[test]
fn margins_are_the_fewest_rows_that_turn_a_claim() {
    const FURTHEST: i64 = 9;
    let conditions = conditions();
    let beside = prop_oneof![Just("base"), Just("other"), Just("nothing")];
    let cases = (0..conditions.len(), 0..9_i64, 0..9_i64, beside, values());
    holds(400, &cases, |(which, count, more, beside, value)| {
        let with = |name: &str, number: i64| (beside == name).then_some(number);
        let case = Case {
            count,
            base: with("base", count + more),
            other: with("other", more),
            value,
            ..Case::default()
        };
        let condition = &conditions[which];
        let margin = case.margin(condition);
        let nearest = margin
            .map(|margin| margin.units)
            .filter(|rows| *rows <= FURTHEST);
        let about = format!("{} of {case:?}", condition.sql());
        let bears_out = |case: &Case| case.bears_out(condition);
        let tried = by_trying(&case, FURTHEST, bears_out, one_row_further, key);
        prop_assert_eq!(nearest, tried, "{}", about);
        if let Some(margin) = margin {
            let turned = bears_out(&margin.then) != bears_out(&case);
            prop_assert!(turned, "{}", about);
        }
        Ok(())
    });
}

/// The same for the rows of a table, whose true claims no change in more than two of them turns sooner.
#[test]
fn margins_of_tables_are_the_fewest_rows_that_turn_a_claim() {
    const FURTHEST: i64 = 3;
    let conditions = conditions();
    let counts = |most: usize| prop::collection::vec(0..7_i64, 1..most);
    let cases = (0..conditions.len(), counts(4), counts(3), values());
    holds(300, &cases, |(which, named, others, value)| {
        let rows = |counts: Vec<i64>, name: &str| {
            let rows = counts.into_iter().zip(1..);
            let rows = rows.map(|(count, row)| Counted {
                code: format!("{name} {row}"),
                count,
            });
            rows.collect::<Vec<Counted>>()
        };
        let rows = Rows {
            value,
            ..Rows::new(rows(named, "named"), rows(others, "other"), 1)
        };
        let condition = &conditions[which];
        if !rows.bears_out(condition) {
            return Ok(());
        }
        let margin = rows.margin(condition);
        let units = margin.as_ref().map(|margin| margin.units);
        let nearest = units.filter(|rows| *rows <= FURTHEST);
        let about = format!("{} of {rows:?}", condition.sql());
        let bears_out = |rows: &Rows| rows.bears_out(condition);
        let tried = by_trying(
            &rows,
            FURTHEST,
            bears_out,
            one_row_further_in_table,
            key_of_rows,
        );
        prop_assert_eq!(nearest, tried, "{}", about);
        if let Some(margin) = margin {
            prop_assert!(!bears_out(&margin.then), "{}", about);
        }
        Ok(())
    });
}

/// Of two shares that are compared, either may change.
#[test]
fn the_margin_of_compared_shares_is_that_of_the_one_that_turns_sooner() {
    let larger = Condition::parse("share > other_share").expect("a condition");
    let case = Case {
        count: 6,
        base: Some(10),
        other: Some(1),
        other_base: Some(2),
        ..Case::default()
    };
    let margin = case.margin(&larger).expect("a margin");
    assert_eq!(
        (margin.units, margin.then.words()),
        (1, "5 of 10 (50 %), beside 1 of 2 (50 %)".to_owned())
    );
    let case = Case {
        count: 6,
        base: Some(10),
        other: Some(0),
        other_base: Some(1),
        ..Case::default()
    };
    let margin = case.margin(&larger).expect("a margin");
    assert_eq!(
        (margin.units, margin.then.words()),
        (1, "6 of 10 (60 %), beside 1 of 1 (100 %)".to_owned())
    );
}
