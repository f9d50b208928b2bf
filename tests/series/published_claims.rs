//! Guards the promise of the default dataset version: every quantitative or hedged claim of the brief
//! published in October 2017 is accounted for, and what can be computed comes out as published.
//!
//! `fixtures/published_claims.csv` lists the claims, each with the numbers it prints and the constraint
//! that its words put on the data (source: the published brief, "Beyond the Caliphate: Morocco",
//! Combating Terrorism Center, October 2017; claims put in words of this project's own). [`CLAIMS`]
//! says of each whether it is computed, claimed in the prose by words that are tested, taken from a cited
//! source, stated without one, a definition, or a judgement.

mod table;

use std::collections::BTreeSet;
use std::fs;

use indexmap::IndexMap;

use brief_base::diagnostics::Severity;
use brief_base::project::Project;
use brief_claims::{self as claims, Claim, Known};
use brief_model::ledger::RowFate;
use brief_prose::Writer;

use crate::support::{Computed, repository};

const VERSION: &str = "2017-10-published";

/// What a claim rests on.
enum Basis {
    /// The numerator of this finding, which is the claim's number.
    Count(&'static str),
    /// This finding's numerator, denominator and share, and its percentage as printed.
    Share(&'static str),
    /// What the prose claims of this finding or fact in words, which are tested on every run.
    Claimed(&'static str, &'static str),
    /// A condition on the findings or on what cleaning made of the rows, in words too.
    Holds(&'static str, fn(&Computed) -> bool),
    /// A cited number: its name in `facts.yaml`, how the claim prints it, and its reference.
    Fact(&'static str, &'static str, &'static str),
    /// References that the prose cites for it.
    Cited(&'static [&'static str]),
    /// A fact of record, which the prose states as the published brief did: without a source.
    Stated,
    /// What the brief means by a word, or what its data are about.
    Definition,
    /// A judgement or framing that no data bears out or refutes.
    Judgement,
}

use Basis::{Cited, Claimed, Count, Definition, Fact, Holds, Judgement, Share, Stated};

#[rustfmt::skip]
const CLAIMS: [(&str, &[Basis]); 78] = [
    ("C01", &[Stated]),
    ("C02", &[Count("attacks"), Claimed("attacks", "no")]),
    ("C03", &[Cited(&["lepoint2015"])]),
    ("C04", &[Stated]),
    ("C05", &[Holds("there are events", |found| found.number("events").numerator > 0)]),
    ("C06", &[Holds("every event lies within 37 months", every_event_lies_in_the_period), Cited(&["ctc-project"])]),
    ("C07", &[Holds("government or media assert every event, and each is linked or inspired", every_event_is_asserted_and_linked_or_inspired), Cited(&["ctc-morocco2017"])]),
    ("C08", &[Count("plots"), Holds("the direct and the inspired ones add up to them", |found| found.number("plots_direct").numerator + found.number("plots_inspired").numerator == 33)]),
    ("C09", &[Count("attacks"), Claimed("attacks", "no")]),
    ("C10", &[Share("plots_direct"), Claimed("plots_direct", "slightly more than 60 %")]),
    ("C11", &[Share("plots_in_contact"), Claimed("plots_in_contact", "most")]),
    ("C12", &[Judgement]),
    ("C13", &[Cited(&["ctc-morocco2017"])]),
    ("C14", &[Count("plots")]),
    ("C15", &[Count("support_arrests"), Holds("with the plots they are 45 events", |found| found.number("events").numerator == 45)]),
    ("C16", &[Claimed("events_in_dense_regions", "Most"), Cited(&["ctc-turkey2017"])]),
    ("C17", &[Cited(&["morocco-criminal-procedure"])]),
    ("C18", &[Cited(&["kerry2014"])]),
    ("C19", &[Cited(&["state-terrorism2015"])]),
    ("C20", &[Cited(&["hrw2016"])]),
    ("C21", &[Share("plots_direct"), Claimed("plots_direct", "most")]),
    ("C22", &[Definition]),
    ("C23", &[Share("plots_in_contact")]),
    ("C24", &[Share("plots_deployed_or_unreported")]),
    ("C25", &[Holds("at least two plots have women", |found| found.number("plots_with_women").numerator >= 2)]),
    ("C26", &[Share("sex_unreported"), Claimed("sex_unreported", "most")]),
    ("C27", &[Share("sex_unreported"), Holds("the sex of the other 43 of 112 is reported", |found| found.number("would_be_attackers").numerator == 112 && found.number("sex_reported").numerator == 43)]),
    ("C28", &[Share("women_reported"), Holds("the other 30 are men", |found| found.number("men_reported").numerator == 30)]),
    ("C29", &[Judgement]),
    ("C30", &[Count("women_october_2016"), Holds("they were one cell, and three women remain", the_women_of_october_2016_were_one_cell), Cited(&["alhurra2016"])]),
    ("C31", &[Claimed("places_october_2016", "several"), Cited(&["alhurra2016"])]),
    ("C32", &[Stated]),
    ("C33", &[Stated]),
    ("C34", &[Cited(&["sakthivel2014"])]),
    ("C35", &[Fact("moroccans_in_syria_and_iraq", "1,122", "eljamali2015")]),
    ("C36", &[Fact("moroccan_origin_fighters", "2,000", "eljamali2015"), Claimed("facts.moroccan_origin_fighters", "up to 2,000")]),
    ("C37", &[Cited(&["masbah2015"])]),
    ("C38", &[Cited(&["bombers2008", "felter-fishman2007"])]),
    ("C39", &[Cited(&["dodwell2016"])]),
    ("C40", &[Fact("islamic_state_files", "4,119", "ctc-morocco2017"), Fact("islamic_state_files_months", "47", "ctc-morocco2017")]),
    ("C41", &[Definition]),
    ("C42", &[Cited(&["dodwell2016"])]),
    ("C43", &[Claimed("recruits_per_place", "lead"), Cited(&["dodwell2016"])]),
    ("C44", &[Claimed("oriental_by_year", "has increased over time"), Holds("none in 2014", no_activity_in_the_oriental_region_in_2014)]),
    ("C45", &[Holds("at least two events lie near Agadir", |found| found.number("events_souss_massa").numerator >= 2), Cited(&["crisis-group2017"])]),
    ("C46", &[Count("attacks"), Claimed("attacks", "No")]),
    ("C47", &[Claimed("weapon_unidentified", "most"), Claimed("target_unstated", "most")]),
    ("C48", &[Share("weapon_identified"), Claimed("weapon_identified", "fewer than half")]),
    ("C49", &[Share("weapon_explosive"), Claimed("weapon_explosive", "a majority")]),
    ("C50", &[Definition]),
    ("C51", &[Fact("explosives_southeast_asia", "30%", "ctc-southeast-asia2017"), Fact("explosives_turkey", "30%", "ctc-turkey2017"), Claimed("facts.explosives_southeast_asia", "At least 30 %"), Claimed("facts.explosives_turkey", "at least 30 %")]),
    ("C52", &[Fact("small_arms_southeast_asia", "35%", "ctc-southeast-asia2017")]),
    ("C53", &[Holds("the brief on Turkey finds 30 % of its attacks, 7 of 23", |found| { let share = found.number("siblings.turkey.attack_indirect_fire"); (share.numerator, share.denominator) == (7, Some(23)) }), Cited(&["ctc-turkey2017"])]),
    ("C54", &[Judgement]),
    ("C55", &[Judgement]),
    ("C56", &[Cited(&["warner-matfess2017"])]),
    ("C57", &[Share("target_unstated"), Claimed("target_unstated", "about 70 %")]),
    ("C58", &[Share("target_stated")]),
    ("C59", &[Share("target_government"), Claimed("target_government", "half"), Holds("they are diplomatic, military and police", the_government_targets_are_of_three_sectors)]),
    ("C60", &[Share("target_tourist"), Claimed("target_tourist", "Only two"), Holds("three have other targets", |found| found.number("target_other").numerator == 3)]),
    ("C61", &[Cited(&["ctc-morocco2017"])]),
    ("C62", &[Stated]),
    ("C63", &[Cited(&["jacinto2016"])]),
    ("C64", &[Cited(&["ap2015"])]),
    ("C65", &[Cited(&["elyaakoubi2015"])]),
    ("C66", &[Cited(&["ap2015"])]),
    ("C67", &[Cited(&["france24-2015"])]),
    ("C68", &[Cited(&["achoui-lesage2017"])]),
    ("C69", &[Cited(&["reinares2012", "reinares2017", "npr2017"])]),
    ("C70", &[Count("arrested_august_2015"), Cited(&["reuters2015"])]),
    ("C71", &[Cited(&["reuters2015"])]),
    ("C72", &[Cited(&["crisis-group2017"])]),
    ("C73", &[Judgement]),
    ("C74", &[Judgement]),
    ("C75", &[Holds("the events by place add up to 45", |found| found.table("events_by_place").total == 33 + 12)]),
    ("C76", &[Holds("36 and 260 records of recruits, and 45 events", the_comparison_has_its_three_layers)]),
    ("C77", &[Holds("every support event is an arrest", every_support_event_is_an_arrest)]),
    ("C78", &[Holds("one contested case is out of scope", one_contested_case_is_left_out), Cited(&["hrw2016"])]),
];

fn every_event_lies_in_the_period(found: &Computed) -> bool {
    let months = found.settings.brief.value.period.months();
    let dated: Vec<String> = found
        .column("events", "month")
        .into_iter()
        .flatten()
        .collect();
    let days: Vec<String> = found
        .column("events", "date")
        .into_iter()
        .flatten()
        .collect();
    months.len() == 37
        && !dated.is_empty()
        && dated.iter().all(|month| months.contains(month))
        && days
            .iter()
            .all(|day| ("2014-06-01"..="2017-06-30").contains(&day.as_str()))
}

fn every_event_is_asserted_and_linked_or_inspired(found: &Computed) -> bool {
    let all = |column, known: [&str; 2]| {
        found
            .column("events", column)
            .iter()
            .all(|cell| cell.as_deref().is_some_and(|cell| known.contains(&cell)))
    };
    found.number("events_not_asserted").numerator == 0
        && all("asserted_by", ["government", "media"])
        && all("link", ["direct", "inspired"])
}

fn the_women_of_october_2016_were_one_cell(found: &Computed) -> bool {
    let months = found.column("events", "month");
    let women = found.column("events", "women");
    let cells = months
        .iter()
        .zip(&women)
        .filter(|(month, women)| {
            month.as_deref() == Some("2016-10")
                && women.as_deref().is_some_and(|women| women != "0")
        })
        .count();
    cells == 1 && found.number("women_reported").numerator - 10 == 3
}

fn no_activity_in_the_oriental_region_in_2014(found: &Computed) -> bool {
    let table = found.table("oriental_by_year");
    table.count_where(0, Some("2014")) == 0 && table.count_where(0, Some("2015")) > 0
}

fn the_government_targets_are_of_three_sectors(found: &Computed) -> bool {
    let table = found.table("target_sectors");
    table.total == 5
        && ["diplomatic", "military", "police"]
            .iter()
            .all(|sector| table.count_where(0, Some(sector)) > 0)
}

fn the_comparison_has_its_three_layers(found: &Computed) -> bool {
    found.number("recruits_sinjar").numerator == 36
        && found.number("recruits_islamic_state_files").numerator == 260
        && found.table("recruits_by_place").total == 296
        && found.table("events_by_place").total == 45
}

fn every_support_event_is_an_arrest(found: &Computed) -> bool {
    let kinds = found.column("events", "event_type");
    let arrested = found.column("events", "arrested");
    kinds
        .iter()
        .zip(&arrested)
        .filter(|(kind, _)| kind.as_deref() == Some("support"))
        .all(|(_, arrested)| {
            arrested
                .as_deref()
                .and_then(|arrested| arrested.parse::<i64>().ok())
                .is_some_and(|arrested| arrested >= 1)
        })
}

fn one_contested_case_is_left_out(found: &Computed) -> bool {
    found
        .tables
        .ledger
        .rows_with_fate("events", RowFate::OutOfScope)
        .iter()
        .filter(|(_, reason)| reason.contains("contested"))
        .count()
        == 1
}

/// A line of the list of claims.
struct Printed {
    id: String,
    words: String,
    number: String,
    numerator: Option<i64>,
    denominator: Option<i64>,
    value: Option<f64>,
}

fn published() -> Vec<Printed> {
    let file = repository().join("tests/fixtures/published_claims.csv");
    let mut reader = csv::Reader::from_path(file).expect("the list of claims");
    reader
        .records()
        .map(|record| {
            let record = record.expect("a claim");
            Printed {
                id: record[0].to_owned(),
                words: record[2].to_owned(),
                number: record[3].to_owned(),
                numerator: record[4].parse().ok(),
                denominator: record[5].parse().ok(),
                value: record[6].parse().ok(),
            }
        })
        .collect()
}

/// The percentages in a text, written `61 %`.
fn percentages(text: &str) -> Vec<String> {
    text.match_indices('%')
        .map(|(at, _)| {
            let before = text[..at].trim_end();
            let digits = before.len()
                - before
                    .chars()
                    .rev()
                    .take_while(char::is_ascii_digit)
                    .count();
            format!("{} %", &before[digits..])
        })
        .collect()
}

/// A share 0–1 in whole percent, as the published brief rounds it.
fn percent(share: f64) -> String {
    format!("{:.0} %", (share * 100.0).round())
}

/// All that keeps a claim from coming out as published.
fn deviations(
    claim: &Printed,
    bases: &[Basis],
    found: &Computed,
    cited: &BTreeSet<String>,
    claims: &[Claim],
) -> Vec<String> {
    let mut deviations = Vec::new();
    let mut differs = |what: String| deviations.push(format!("{}: {what}", claim.id));
    for basis in bases {
        match basis {
            Count(name) => {
                let count = found.number(name).numerator;
                if claim.numerator != Some(count) {
                    differs(format!(
                        "{name} is {count}, published {:?}",
                        claim.numerator
                    ));
                }
            }
            Share(name) => {
                let finding = found.number(name);
                if (claim.numerator, claim.denominator)
                    != (Some(finding.numerator), finding.denominator)
                {
                    differs(format!(
                        "{name} is {} of {:?}, published {:?} of {:?}",
                        finding.numerator, finding.denominator, claim.numerator, claim.denominator
                    ));
                }
                let share = finding.share().unwrap_or(f64::NAN);
                let percentage = share * 100.0;
                if claim
                    .value
                    .is_none_or(|value| (percentage - value).abs() > 0.005)
                {
                    differs(format!(
                        "{name} is {percentage:.2} %, published {:?}",
                        claim.value
                    ));
                }
                // A percentage in words such as "about 70 %" is theirs, and is tested as a claim.
                let is_hedged = bases.iter().any(|basis| match basis {
                    Claimed(finding, says) => finding == name && says.contains('%'),
                    _ => false,
                });
                let printed = percentages(&claim.number).into_iter();
                for printed in printed.filter(|printed| !is_hedged && percent(share) != *printed) {
                    differs(format!(
                        "{name} prints {}, published {printed}",
                        percent(share)
                    ));
                }
            }
            Claimed(finding, says) => {
                if !claim_of(claims, finding, says).is_some_and(|claim| claim.holds) {
                    differs(format!("no true claim of {finding} says \"{says}\""));
                }
            }
            Holds(words, condition) => {
                if !condition(found) {
                    differs(format!("it does not hold that {words}"));
                }
            }
            Fact(name, printed, key) => {
                let Some(fact) = found.settings.facts.get(*name) else {
                    differs(format!("no fact \"{name}\""));
                    continue;
                };
                let value: f64 = match printed.strip_suffix('%') {
                    Some(share) => share.parse::<f64>().expect("a number") / 100.0,
                    None => printed.replace(',', "").parse().expect("a number"),
                };
                if !claim.number.contains(printed) || (fact.value - value).abs() > 1e-9 {
                    differs(format!(
                        "{name} is {}, published \"{}\"",
                        fact.value, claim.number
                    ));
                }
                if fact.cite != *key || !cited.contains(*key) {
                    differs(format!(
                        "{name} cites {}, and the prose should cite {key}",
                        fact.cite
                    ));
                }
            }
            Cited(keys) => {
                for key in *keys {
                    if !cited.contains(*key) {
                        differs(format!("no prose cites {key}"));
                    }
                }
            }
            Stated | Definition | Judgement => {}
        }
    }
    deviations
}

/// The claim that says these words of a finding.
fn claim_of<'a>(claims: &'a [Claim], finding: &str, says: &str) -> Option<&'a Claim> {
    let mut claims = claims.iter();
    claims.find(|claim| claim.finding == finding && claim.says == says)
}

/// What the sections on Morocco claim, tested.
fn claimed(found: &Computed) -> Vec<Claim> {
    let project = Project::find(repository()).expect("a project");
    let (package, ledger) = (&found.extracts.package, &found.tables.ledger);
    let writer = Writer::new(&found.settings, package, &found.findings, ledger).expect("all names");
    let drawn = writer.drawn_words().expect("words of figures");
    let text = writer
        .text(&project, &drawn, &IndexMap::new())
        .expect("the text");
    let hedges = &found.settings.hedges;
    let known = Known {
        findings: &found.findings,
        facts: &found.settings.facts,
    };
    claims::judge(&text.asserted, hedges, known, Severity::Error).0
}

/// The references that the prose on Morocco cites.
fn cited() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for entry in fs::read_dir(repository().join("data/morocco/prose")).expect("prose") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("text");
        for (at, _) in text.match_indices('@') {
            let key: String = text[at + 1..]
                .chars()
                .take_while(|letter| letter.is_alphanumeric() || *letter == '-')
                .collect();
            keys.insert(key.trim_end_matches('-').to_owned());
        }
    }
    keys
}

#[test]
fn every_claim_is_classified_once() {
    let listed: Vec<String> = published().into_iter().map(|claim| claim.id).collect();
    let classified: Vec<&str> = CLAIMS.iter().map(|(id, _)| *id).collect();
    assert_eq!(listed, classified);
    for (id, bases) in &CLAIMS {
        assert!(!bases.is_empty(), "{id} rests on nothing");
    }
}

#[test]
fn every_computable_claim_comes_out_as_published() {
    let found = Computed::morocco(VERSION);
    let cited = cited();
    let claims = claimed(&found);
    let deviations: Vec<String> = published()
        .iter()
        .zip(&CLAIMS)
        .flat_map(|(claim, (_, bases))| deviations(claim, bases, &found, &cited, &claims))
        .collect();
    assert!(deviations.is_empty(), "{}", deviations.join("\n"));
}

/// The comparison itself must be able to fail: the open version's totals differ from the published.
#[test]
fn the_open_version_does_not_pass_for_the_published_one() {
    let found = Computed::morocco("2026-11-open");
    let claims = published();
    let plots = claims
        .iter()
        .position(|claim| claim.id == "C08")
        .expect("C08");
    let deviations = deviations(
        &claims[plots],
        CLAIMS[plots].1,
        &found,
        &BTreeSet::new(),
        &[],
    );
    assert!(!deviations.is_empty());
}
