//! Guards `data/morocco/published-claims.md`: the table of the published claims says how each is handled and
//! what this run finds.

use std::fs;

use brief_claims::Claim;
use brief_claims::cited::words;

use super::{Basis, CLAIMS, VERSION, claim_of, claimed, percent, published};
use super::{Cited, Claimed, Count, Definition, Fact, Holds, Judgement, Share, Stated};
use crate::support::{Computed, bless, repository};

/// How a basis handles its claim, and what it finds: cells of the table.
fn handling(basis: &Basis, found: &Computed, claims: &[Claim]) -> (String, String) {
    match basis {
        Count(name) => (
            format!("computed: `{name}`"),
            found.number(name).numerator.to_string(),
        ),
        Share(name) => {
            let number = found.number(name);
            let base = number.denominator.expect("a base");
            let share = percent(number.share().expect("a share"));
            (
                format!("computed: `{name}`"),
                format!("{} of {base} ({share})", number.numerator),
            )
        }
        Claimed(name, says) => {
            let claim = claim_of(claims, name, says).expect("a claim");
            let found = claim.found.clone();
            (format!("claimed and tested: \"{says}\" of `{name}`"), found)
        }
        Holds(condition, _) => (
            "computed: condition tested".to_owned(),
            (*condition).to_owned(),
        ),
        Fact(name, _, key) => {
            let fact = &found.settings.facts[*name];
            (format!("cited: `facts.{name}` from {key}"), words(fact))
        }
        Cited(keys) => (format!("cited: {}", keys.join(", ")), String::new()),
        Stated => ("stated without a source".to_owned(), String::new()),
        Definition => ("definition".to_owned(), String::new()),
        Judgement => ("judgement".to_owned(), String::new()),
    }
}

/// The table of published claims, with how each is handled.
fn table(found: &Computed, claims: &[Claim]) -> String {
    let mut table = "# The claims of the brief published in October 2017\n\n\
        What each of them says, in our words, and how this brief answers for it. Written by \
        `BLESS=1 cargo test published_claims`; the test fails when it is out of date.\n\n"
        .to_owned();
    let of_kind = |kind: fn(&Basis) -> bool| {
        let claims = CLAIMS.iter();
        claims.filter(|(_, bases)| bases.iter().any(kind)).count()
    };
    let claimed = of_kind(|basis| matches!(basis, Claimed(..)));
    let computed = of_kind(|basis| matches!(basis, Count(_) | Share(_) | Claimed(..) | Holds(..)));
    let cited = of_kind(|basis| matches!(basis, Cited(_) | Fact(..)));
    let stated = of_kind(|basis| matches!(basis, Stated));
    let defined = of_kind(|basis| matches!(basis, Definition));
    let judged = of_kind(|basis| matches!(basis, Judgement));
    table.push_str(&format!(
        "Of {} claims {computed} are computed and tested, {claimed} of them as words that the prose says; \
         {cited} rest on a reference, some on both; {stated} are stated \
         without a source, {defined} are definitions, {judged} are judgements.\n\n\
         | claim | says | handled | found |\n|---|---|---|---|\n",
        CLAIMS.len()
    ));
    for (claim, (id, bases)) in published().iter().zip(&CLAIMS) {
        let (mut handled, mut values) = (Vec::new(), Vec::new());
        for basis in *bases {
            let (how, value) = handling(basis, found, claims);
            handled.push(how);
            if !value.is_empty() && !values.contains(&value) {
                values.push(value);
            }
        }
        table.push_str(&format!(
            "| {id} | {} | {} | {} |\n",
            claim.words,
            handled.join("; "),
            values.join("; ")
        ));
    }
    table
}

#[test]
fn the_table_of_published_claims_is_what_this_run_finds() {
    let found = Computed::morocco(VERSION);
    let table = table(&found, &claimed(&found));
    let file = repository().join("data/morocco/published-claims.md");
    if bless() {
        fs::write(&file, &table).expect("the table");
    }
    let written = fs::read_to_string(&file).expect("the table; BLESS=1 writes it");
    assert!(
        written == table,
        "data/morocco/published-claims.md is not what this run finds; BLESS=1 writes it anew"
    );
}
