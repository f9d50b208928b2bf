//! Guards the words about cited numbers: a source may give only a limit, and words are true when they are
//! true of all that it leaves possible.

use std::fs;

use super::{FACTS, GOLD, HEDGES, KEY_FINDINGS};
use crate::support::{Sandbox, golden, repository};

/// Ruritania with a key finding about each of these facts: qualifier, value, unit, words.
fn about(facts: &[(&str, &str, &str, &str)]) -> Sandbox {
    let sandbox = Sandbox::ruritania();
    let series = repository().join("templates/beyond-the-caliphate/hedges.yaml");
    sandbox.write(HEDGES, fs::read_to_string(series).expect("hedges"));
    let mut yaml = sandbox.read(FACTS);
    let mut prose = sandbox.read(KEY_FINDINGS);
    prose.truncate(prose.find("- Golden").expect("claims"));
    for (number, (qualifier, value, unit, words)) in facts.iter().enumerate() {
        yaml.push_str(&format!(
            "given_{number}: {{value: {value}, unit: {unit}, as_of: \"1901\", qualifier: {qualifier}, \
             statement: Given., cite: sapt1901}}\n"
        ));
        prose.push_str(&format!(
            "- They are {{{{ facts.given_{number} | claim(says=\"{words}\") }}}}.\n"
        ));
    }
    sandbox.write(FACTS, yaml);
    sandbox.write(KEY_FINDINGS, prose);
    sandbox
}

#[test]
fn words_are_tested_against_what_the_source_leaves_possible() {
    let sandbox = about(&[
        ("at least", "0.30", "share", "at least 30 %"),
        ("at least", "0.30", "share", "more than 25 %"),
        ("more than", "0.30", "share", "more than 30 %"),
        ("more than", "0.30", "share", "at least 30 %"),
        ("over", "0.5", "share", "most"),
        ("up to", "2000", "persons", "up to 2,000"),
        ("fewer than", "2000", "persons", "fewer than 2,000"),
        ("under", "0.30", "share", "a minority"),
        ("about", "0.06", "share", "about 6 %"),
        ("roughly", "0.06", "share", "more than 5 %"),
        ("null", "0.35", "share", "35 %"),
        ("null", "0.354", "share", "slightly more than 35 %"),
        ("null", "1122", "persons", "1,122"),
    ]);
    let run = sandbox.build(&["ruritania"]);
    assert!(!run.errors.contains("claim"), "{run}");
    let claims = super::published(&sandbox);
    assert!(claims.iter().all(|claim| claim["holds"] == true));
    assert_eq!(claims[0]["found"], "at least 30 %");
    assert!(claims.iter().all(|claim| claim["to_turn"].is_null()));
}

#[test]
fn words_that_go_further_than_the_source_are_told() {
    let sandbox = about(&[
        ("at least", "0.30", "share", "30 %"),
        ("at least", "0.30", "share", "less than 40 %"),
        ("at least", "0.30", "share", "about 30 %"),
        ("at least", "0.30", "share", "more than 30 %"),
        ("up to", "2000", "persons", "2,000"),
        ("up to", "2000", "persons", "more than 1,000"),
        ("about", "0.06", "share", "exactly 6 %"),
    ]);
    let run = sandbox.brief(&["check", "ruritania"]);
    assert_eq!(run.code, Some(1), "{run}");
    golden(golden::CLAIMS_BEYOND_THE_SOURCE, &run.errors);
}

#[test]
fn words_that_the_source_refutes_are_false() {
    let sandbox = about(&[
        ("at least", "0.30", "share", "at most 25 %"),
        ("up to", "2000", "persons", "more than 2,000"),
        ("about", "0.06", "share", "about 10 %"),
        ("null", "0.354", "share", "36 %"),
    ]);
    let run = sandbox.brief(&["check", "ruritania"]);
    assert_eq!(run.code, Some(1), "{run}");
    golden(golden::CLAIMS_THAT_A_SOURCE_REFUTES, &run.errors);
}

#[test]
fn a_count_is_no_share() {
    let sandbox = about(&[("at least", "2000", "persons", "at least 30 %")]);
    let run = sandbox.brief(&["check", "ruritania"]);
    golden(golden::CLAIM_ABOUT_A_SHARE_OF_A_COUNTED_FACT, &run.errors);
}

#[test]
fn facts_of_one_unit_are_compared() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        HEDGES,
        "count < other",
        "count < other OR share < other_share",
    );
    let compared =
        "facts.golden_in_glottenburg | claim(says=\"fewer than\", than=facts.nests_in_glottenburg)";
    sandbox.replace(KEY_FINDINGS, GOLD, compared);
    let run = sandbox.brief(&["check", "ruritania"]);
    // At least a quarter may be more than a half.
    assert!(run.errors.contains("error[beyond-the-source]"), "{run}");
    sandbox.replace(
        FACTS,
        "qualifier: at least\n  statement: Golden",
        "qualifier: up to\n  statement: Golden",
    );
    let run = sandbox.brief(&["check", "ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
}

/// `brief why` says of a fact what the text claims about it.
#[test]
fn why_knows_the_claims_about_a_fact() {
    let sandbox = about(&[("at least", "0.30", "share", "at least 30 %")]);
    let run = sandbox.brief(&["why", "ruritania", "facts.given_0"]);
    golden(golden::WHY_CLAIMED_FACT, &run.to_string());
}
