//! Guards the words of the series: each is true of a finding that it fits and false of one that it does
//! not, and a false one is answered by words of its kind that are true.

use std::collections::BTreeSet;
use std::fs;

use brief_claims::hedges::{parse, recognise};

use super::{HEDGES, KEY_FINDINGS};
use crate::support::{Sandbox, golden, repository};

const SERIES: &str = "templates/beyond-the-caliphate/hedges.yaml";

/// What dragons of Ruritania bear out: 7 reports, 5 sightings and 2 nests; 5 with a colour, 2 of them
/// golden (40 %); 26 witnesses; 4 parish books and 3 couriers; red 2, gold 2, green 1, blue none.
#[rustfmt::skip]
const TRUE: [(&str, &str); 56] = [
    ("majority", r#"colour_noticed | claim(says="most")"#),
    ("large_majority", r#"coins_counted_all | claim(says="a large majority")"#),
    ("minority", r#"gold | claim(says="a minority")"#),
    ("all", r#"coins_counted_all | claim(says="all")"#),
    ("nearly_all", r#"witnesses_but_one | claim(says="nearly all")"#),
    ("none", r#"purple | claim(says="no")"#),
    ("few", r#"purple | claim(says="few")"#),
    ("hardly_any", r#"lone_witness | claim(says="hardly any")"#),
    ("sizable_minority", r#"gold | claim(says="a sizable minority")"#),
    ("handful", r#"sightings | claim(says="a handful")"#),
    ("several", r#"sightings | claim(says="several")"#),
    ("large_share", r#"gold | claim(says="a large share of")"#),
    ("often", r#"gold | claim(says="often")"#),
    ("sometimes", r#"gold | claim(says="in some cases")"#),
    ("hundreds", r#"coins | claim(says="hundreds of")"#),
    ("thousands", r#"coins | claim(says="thousands of")"#),
    ("both", r#"twins | claim(says="both")"#),
    ("pair", r#"gold | claim(says="a couple of")"#),
    ("single", r#"lone_witness | claim(says="a single")"#),
    ("many", r#"witnesses | claim(says="numerous")"#),
    ("very_many", r#"witnesses | claim(says="very many")"#),
    ("tens", r#"witnesses | claim(says="tens of")"#),
    ("dozens", r#"witnesses | claim(says="dozens of")"#),
    ("scores", r#"coins | claim(says="scores of")"#),
    ("number", r#"gold | claim(says="two")"#),
    ("number", r#"colour_noticed | claim(says="71 %")"#),
    ("number", r#"gold | claim(says="two out of five")"#),
    ("exactly", r#"gold | claim(says="exactly 40 %")"#),
    ("only", r#"gold | claim(says="only two")"#),
    ("slightly_more_than", r#"colour_noticed | claim(says="slightly more than 70 %")"#),
    ("slightly_less_than", r#"colour_noticed | claim(says="nearly three quarters")"#),
    ("approximately", r#"witnesses | claim(says="some 25")"#),
    ("more_than", r#"colour_noticed | claim(says="more than two in three")"#),
    ("at_least", r#"witnesses | claim(says="20 or more")"#),
    ("less_than", r#"gold | claim(says="less than half")"#),
    ("at_most", r#"gold | claim(says="at most two fifths")"#),
    ("more_than_other", r#"sightings | claim(says="outnumber", than=nests)"#),
    ("fewer_than_other", r#"nests | claim(says="fewer than", than=sightings)"#),
    ("as_many_as_other", r#"nests | claim(says="as many as", than=gold)"#),
    ("as_many_as_other", r#"colours | claim(says="as many as", rows="gold", than_row="red")"#),
    ("rose", r#"sightings | claim(says="rose", than=nests)"#),
    ("surged", r#"sightings | claim(says="surged", than=nests)"#),
    ("fell", r#"nests | claim(says="fell", than=sightings)"#),
    ("plummeted", r#"nests | claim(says="plummeted", than=sightings)"#),
    ("unchanged", r#"nests | claim(says="unchanged", than=gold)"#),
    ("doubled", r#"colours | claim(says="twice as many as", rows="gold", than_row="green")"#),
    ("tripled", r#"coins_counted_all | claim(says="tripled", than=lone_witness)"#),
    ("quadrupled", r#"parish | claim(says="a fourfold rise in", than=undated)"#),
    ("more_than_doubled", r#"sightings | claim(says="more than doubled", than=nests)"#),
    ("halved", r#"colours | claim(says="half as many as", rows="green", than_row="gold")"#),
    ("larger_share", r#"sightings | claim(says="a larger share than", than=nests)"#),
    ("smaller_share", r#"nests | claim(says="a smaller share than", than=gold)"#),
    ("largest", r#"sources | claim(says="most often", rows="Parish book")"#),
    ("smallest", r#"colours | claim(says="the fewest", rows="blue")"#),
    ("in_order", r#"sources | claim(says="followed by", rows="Parish book; Strelsau Courier")"#),
    ("rose_throughout", r#"sources | claim(says="grew every year", rows="Strelsau Courier; Parish book")"#),
];

#[rustfmt::skip]
const TRUE_OF_ROWS: [(&str, &str); 4] = [
    ("fell_throughout", r#"sources | claim(says="fell throughout", rows="Parish book; Strelsau Courier")"#),
    ("examples", r#"colours | claim(says="such as", rows="red; green")"#),
    ("the_only", r#"sources | claim(says="the only", rows="Parish book; Strelsau Courier")"#),
    ("majority", r#"colours | claim(says="most", rows="gold; green")"#),
];

/// What they do not bear out.
#[rustfmt::skip]
const FALSE: [(&str, &str); 59] = [
    ("majority", r#"gold | claim(says="most")"#),
    ("large_majority", r#"colour_noticed | claim(says="a large majority")"#),
    ("minority", r#"colour_noticed | claim(says="a minority")"#),
    ("all", r#"witnesses_but_one | claim(says="all")"#),
    ("nearly_all", r#"coins_counted_all | claim(says="nearly all")"#),
    ("none", r#"gold | claim(says="no")"#),
    ("few", r#"gold | claim(says="few")"#),
    ("hardly_any", r#"gold | claim(says="almost none")"#),
    ("sizable_minority", r#"colour_noticed | claim(says="a large minority")"#),
    ("handful", r#"witnesses | claim(says="a handful")"#),
    ("several", r#"gold | claim(says="several")"#),
    ("large_share", r#"purple | claim(says="a large share of")"#),
    ("often", r#"purple | claim(says="frequently")"#),
    ("sometimes", r#"purple | claim(says="sometimes")"#),
    ("hundreds", r#"witnesses | claim(says="hundreds of")"#),
    ("thousands", r#"witnesses | claim(says="thousands of")"#),
    ("both", r#"gold | claim(says="both")"#),
    ("pair", r#"sightings | claim(says="a pair of")"#),
    ("single", r#"gold | claim(says="a single")"#),
    ("many", r#"gold | claim(says="numerous")"#),
    ("very_many", r#"gold | claim(says="very many")"#),
    ("tens", r#"gold | claim(says="tens of")"#),
    ("dozens", r#"gold | claim(says="dozens of")"#),
    ("scores", r#"witnesses | claim(says="scores of")"#),
    ("number", r#"gold | claim(says="three")"#),
    ("number", r#"colour_noticed | claim(says="70 %")"#),
    ("number", r#"colour_noticed | claim(says="two thirds")"#),
    ("exactly", r#"colour_noticed | claim(says="exactly 71 %")"#),
    ("only", r#"gold | claim(says="only three")"#),
    ("slightly_more_than", r#"colour_noticed | claim(says="slightly more than 60 %")"#),
    ("slightly_less_than", r#"colour_noticed | claim(says="just under 71 %")"#),
    ("approximately", r#"witnesses | claim(says="about 30")"#),
    ("more_than", r#"gold | claim(says="more than 40 %")"#),
    ("at_least", r#"gold | claim(says="at least half")"#),
    ("less_than", r#"gold | claim(says="fewer than two")"#),
    ("at_most", r#"gold | claim(says="up to one")"#),
    ("more_than_other", r#"nests | claim(says="more than", than=sightings)"#),
    ("fewer_than_other", r#"nests | claim(says="fewer than", than=gold)"#),
    ("as_many_as_other", r#"nests | claim(says="as many as", than=sightings)"#),
    ("rose", r#"nests | claim(says="rose", than=sightings)"#),
    ("surged", r#"nests | claim(says="surged", than=gold)"#),
    ("fell", r#"nests | claim(says="fell", than=gold)"#),
    ("plummeted", r#"nests | claim(says="plummeted", than=gold)"#),
    ("unchanged", r#"nests | claim(says="unchanged", than=sightings)"#),
    ("doubled", r#"sightings | claim(says="doubled", than=nests)"#),
    ("tripled", r#"sightings | claim(says="three times as many as", than=nests)"#),
    ("quadrupled", r#"sightings | claim(says="fourfold", than=nests)"#),
    ("more_than_doubled", r#"colours | claim(says="more than doubled", rows="gold", than_row="green")"#),
    ("halved", r#"nests | claim(says="halved", than=sightings)"#),
    ("larger_share", r#"nests | claim(says="a larger share than", than=gold)"#),
    ("smaller_share", r#"sightings | claim(says="a smaller share than", than=gold)"#),
    ("largest", r#"colours | claim(says="the most common", rows="gold")"#),
    ("smallest", r#"colours | claim(says="the fewest", rows="gold")"#),
    ("in_order", r#"colours | claim(says="in this order", rows="red; gold; green")"#),
    ("rose_throughout", r#"colours | claim(says="rose throughout", rows="green; gold; red")"#),
    ("fell_throughout", r#"colours | claim(says="fell throughout", rows="red; gold")"#),
    ("examples", r#"colours | claim(says="including", rows="red; blue")"#),
    ("the_only", r#"colours | claim(says="the only", rows="gold; red")"#),
    ("majority", r#"colours | claim(says="most", rows="gold")"#),
];

/// Ruritania with the hedges of the series on the Caliphate and findings at the edges.
fn project(claims: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::ruritania();
    let hedges = fs::read_to_string(repository().join(SERIES)).expect("hedges");
    sandbox.write(HEDGES, hedges);
    let series = "templates/borderlands/series.yaml";
    sandbox.replace(series, "gold: Gold}", "gold: Gold, blue: Blue}");
    let findings = sandbox.read("data/ruritania/findings.yaml");
    let more = "purple: {title: P, unit: reports, of: reports, where: colour = 'blue', share_of: reports}\n\
        coins_counted_all: {title: C, unit: hoards, of: hoards, share_of: hoards}\n\
        parish: {title: P, unit: reports, of: reports, where: source = 'Parish book'}\n\
        twins: {title: T, unit: hoards, of: hoards, where: coins IS NOT NULL, share_of: {where: coins IS NOT NULL}}\n\
        lone_witness: {title: L, unit: persons, of: reports, sum: witnesses, where: witnesses = 1, share_of: {sum: witnesses}}\n\
        witnesses_but_one: {title: W, unit: persons, of: reports, sum: witnesses, where: witnesses > 1, share_of: {sum: witnesses}}\n";
    sandbox.write("data/ruritania/findings.yaml", findings + more);
    let prose = sandbox.read(KEY_FINDINGS);
    let begins = prose.find("- Golden").expect("claims");
    let lines = claims
        .iter()
        .map(|(_, claim)| format!("- They are {{{{ {claim} }}}}.\n"));
    let lines: String = lines.collect();
    sandbox.write(KEY_FINDINGS, format!("{}{lines}", &prose[..begins]));
    sandbox
}

fn says(claim: &str) -> &str {
    let (_, after) = claim.split_once("says=\"").expect("words");
    after.split('"').next().expect("their end")
}

#[test]
fn every_hedge_of_the_series_has_an_example_that_is_true_and_one_that_is_not() {
    let text = fs::read_to_string(repository().join(SERIES)).expect("hedges");
    let hedges = parse(SERIES, &text).expect("hedges");
    let declared: BTreeSet<&str> = hedges.keys().map(String::as_str).collect();
    let tried = |examples: &[(&'static str, &'static str)]| {
        let names = examples.iter().map(|(name, _)| *name);
        names.collect::<BTreeSet<&str>>()
    };
    assert_eq!(tried(&[TRUE.as_slice(), &TRUE_OF_ROWS].concat()), declared);
    assert_eq!(tried(&FALSE), declared);
    for (name, claim) in TRUE.iter().chain(&TRUE_OF_ROWS).chain(&FALSE) {
        let recognised = recognise(&hedges, says(claim)).map(|found| found.name);
        assert_eq!(recognised, Some(*name), "{claim}");
    }
}

#[test]
fn words_are_said_where_they_are_true() {
    let sandbox = project(&[TRUE.as_slice(), &TRUE_OF_ROWS].concat());
    let run = sandbox.brief(&["build", "ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    golden(golden::CLAIMS_THAT_HOLD, &margins(&sandbox));
}

/// Words, what they speak of, and what would turn them, a line each.
fn margins(sandbox: &Sandbox) -> String {
    let claims = super::published(sandbox);
    let lines = claims.iter().map(|claim| {
        let text = |key: &str| claim[key].as_str().unwrap_or("-").to_owned();
        let units = claim["to_turn"].to_string();
        format!(
            "\"{}\" of {} ({}); {units}: {}\n",
            text("says"),
            text("finding"),
            text("found"),
            text("turned")
        )
    });
    lines.collect()
}

#[test]
fn words_are_refused_where_they_are_false_and_true_ones_are_offered() {
    let sandbox = project(&FALSE);
    let run = sandbox.brief(&["check", "ruritania"]);
    let told = run.errors.matches("error[false-claim]").count();
    assert_eq!(told, FALSE.len(), "{run}");
    golden(golden::CLAIMS_THAT_DO_NOT_HOLD, &run.errors);
}
