//! Guards what became of the claims of each publication that a brief regenerates: none is dropped without a
//! reason, what counts as claimed is printed, what can be computed comes out as published.
//!
//! `data/<brief>/published_claims.csv` lists the claims, in words of this project's own; `claims.yaml` says of
//! each how strong the brief keeps it, and by which findings, facts, words, and references. [`HOLDS`] adds what
//! only the rows of Morocco can show.

mod table;

use std::collections::BTreeSet;
use std::fs;

use brief::run::Run;
use brief::{typeset, write};
use brief_base::one_or_many::OneOrMany;
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_claims::Claim;
use brief_model::findings::{FindingTable, Outcome};
use brief_model::ledger::RowFate;
use brief_model::published::{ClaimStrength, FindingOrRow, PublishedClaim};
use brief_model::rests_on::RestsOn;
use brief_pages::Manuscript;
use brief_prose::sentences::{in_markup, in_passage};

use crate::support::{Computed, Folder, repository, text_of_pdf};

/// The briefs that regenerate a publication.
const BRIEFS: [&str; 3] = ["belgium", "morocco", "turkey"];

/// A condition on the rows of Morocco's reconstruction: the claim, in words, and the condition.
type Condition = (&'static str, &'static str, fn(&Computed) -> bool);

#[rustfmt::skip]
const HOLDS: [Condition; 9] = [
    ("C06", "every event lies within 37 months", every_event_lies_in_the_period),
    ("C07", "government or media assert every event, and each is linked or inspired", every_event_is_asserted_and_linked_or_inspired),
    ("C25", "at least two plots have women", |found| found.number("plots_with_women").numerator >= 2),
    ("C30", "they were one cell, and three women remain", the_women_of_october_2016_were_one_cell),
    ("C59", "they are diplomatic, military and police", the_government_targets_are_of_three_sectors),
    ("C75", "the events by place add up to 45", |found| found.table("events_by_place").total == 45),
    ("C76", "36 and 260 records of recruits, and 45 events", the_comparison_has_its_three_layers),
    ("C77", "every support event is an arrest", every_support_event_is_an_arrest),
    ("C78", "one contested case is out of scope", one_contested_case_is_left_out),
];

fn every_event_lies_in_the_period(found: &Computed) -> bool {
    let months = found.settings.brief.value.period.months();
    let column = |name| found.column("events", name).into_iter().flatten();
    months.len() == 37
        && column("month").count() > 0
        && column("month").all(|month| months.contains(&month))
        && column("date").all(|day| ("2014-06-01"..="2017-06-30").contains(&day.as_str()))
}

fn every_event_is_asserted_and_linked_or_inspired(found: &Computed) -> bool {
    let all = |column, known: [&str; 2]| {
        let cells = found.column("events", column);
        let mut cells = cells.iter();
        cells.all(|cell| cell.as_deref().is_some_and(|cell| known.contains(&cell)))
    };
    found.number("events_not_asserted").numerator == 0
        && all("asserted_by", ["government", "media"])
        && all("link", ["direct", "inspired"])
}

fn the_women_of_october_2016_were_one_cell(found: &Computed) -> bool {
    let months = found.column("events", "month");
    let women = found.column("events", "women");
    let cells = months.iter().zip(&women).filter(|(month, women)| {
        month.as_deref() == Some("2016-10") && women.as_deref().is_some_and(|women| women != "0")
    });
    cells.count() == 1 && found.number("women_reported").numerator - 10 == 3
}

fn the_government_targets_are_of_three_sectors(found: &Computed) -> bool {
    let table = found.table("target_sectors");
    let mut sectors = ["diplomatic", "military", "police"].iter();
    table.total == 5 && sectors.all(|sector| table.count_where(0, Some(sector)) > 0)
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
    let mut support = kinds
        .iter()
        .zip(&arrested)
        .filter(|(kind, _)| kind.as_deref() == Some("support"));
    support.all(|(_, arrested)| {
        let arrested = arrested.as_deref();
        let arrested = arrested.and_then(|arrested| arrested.parse::<i64>().ok());
        arrested.is_some_and(|arrested| arrested >= 1)
    })
}

fn one_contested_case_is_left_out(found: &Computed) -> bool {
    let ledger = &found.tables.ledger;
    let left_out = ledger.rows_with_fate("events", RowFate::OutOfScope);
    let contested = left_out
        .iter()
        .filter(|(_, reason)| reason.contains("contested"));
    contested.count() == 1
}

/// A brief as it is read: its text, its pages, its claims, the references that it cites.
struct Brief {
    manuscript: Manuscript,
    /// The text, squeezed.
    text: String,
    /// What an independent reader finds on the pages, squeezed; nothing where there is no such reader.
    pages: Option<String>,
    cited: BTreeSet<String>,
}

impl Brief {
    fn of(brief: &str) -> Self {
        let project = Project::find(repository()).expect("a project");
        let mut timings = Timings::default();
        let mut manuscript = write(&mut Run::new(&project, &mut timings), brief, None)
            .unwrap_or_else(|faults| panic!("{faults}"));
        let typeset =
            typeset(&mut Run::new(&project, &mut timings), &mut manuscript).expect("pages");
        let edition = typeset
            .document
            .edition(&manuscript.settings)
            .expect("a PDF");
        let folder = Folder::new();
        let pdf = folder.path().join("brief.pdf");
        fs::write(&pdf, edition.pdf).expect("a PDF");
        Brief {
            text: squeezed(&text_of(&manuscript)),
            pages: text_of_pdf(&pdf).map(|text| squeezed(&text)),
            cited: cited(brief),
            manuscript,
        }
    }

    fn claim(&self, source: &str, says: &str) -> Option<&Claim> {
        let mut claims = self.manuscript.claims.iter();
        claims.find(|claim| claim.finding == source && claim.says == says)
    }

    /// Whether the text has these words, and an independent reader finds them on the pages.
    fn prints(&self, words: &str) -> bool {
        let whole = squeezed(words);
        let on_pages = self.pages.as_ref().is_none_or(|pages| {
            // A note, or the end of a page, may stand between two words of it.
            let blanks = words.match_indices(' ').map(|(at, _)| at);
            pages.contains(&whole)
                || blanks.into_iter().any(|at| {
                    pages.contains(&squeezed(&words[..at]))
                        && pages.contains(&squeezed(&words[at..]))
                })
        });
        self.text.contains(&whole) && on_pages
    }
}

/// Letters and digits only: what line ends, hyphens, and quotation marks leave alone.
fn squeezed(text: &str) -> String {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// What a reader of the brief reads: sections, and the words around figures and tables.
fn text_of(manuscript: &Manuscript) -> String {
    let printed = &manuscript.text.printed;
    let sections = manuscript.text.sections.iter();
    let sections = sections.flat_map(|section| in_markup(&section.markup, printed));
    let figures = manuscript.text.figures.values();
    let labels = figures.clone().map(|figure| figure.label.clone());
    let figures = figures.flat_map(|figure| {
        let around = [&figure.title, &figure.subtitle, &figure.caption];
        around
            .map(|passage| in_passage(passage, printed))
            .into_iter()
            .flatten()
    });
    let sentences = sections.chain(figures).map(|sentence| sentence.text);
    sentences.chain(labels).collect::<Vec<_>>().join(" ")
}

/// The references that the prose of a brief cites.
fn cited(brief: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for entry in fs::read_dir(repository().join(format!("data/{brief}/prose"))).expect("prose") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("text");
        for (at, _) in text.match_indices('@') {
            let letters = text[at + 1..].chars();
            let key = letters.take_while(|letter| letter.is_alphanumeric() || *letter == '-');
            let key: String = key.collect();
            keys.insert(key.trim_end_matches('-').to_owned());
        }
    }
    keys
}

/// The value of a finding, or of a row of one: how it is called, its count, its base, what it rests on.
fn value<'a>(
    brief: &'a Brief,
    name: &str,
    code: Option<&Option<String>>,
) -> Option<(i64, Option<i64>, Option<&'a RestsOn>)> {
    let row = |table: &'a FindingTable| {
        let mut rows = table.rows.iter();
        let row = rows.find(|row| row.keys.first() == code)?;
        Some((row.count, None, row.rests_on.as_ref()))
    };
    match &brief.manuscript.findings.get(name)?.outcome {
        Outcome::Number(number) if code.is_none() => Some((
            number.numerator,
            number.denominator,
            number.rests_on.as_ref(),
        )),
        Outcome::Table(table) if code.is_some() => row(table),
        _ => None,
    }
}

/// The findings and rows that a claim names: name and code.
fn named(named: &[FindingOrRow]) -> impl Iterator<Item = (&str, Option<&Option<String>>)> {
    named.iter().flat_map(|named| match named {
        FindingOrRow::Finding(name) => vec![(name.as_str(), None)],
        FindingOrRow::Row(rows) => rows
            .iter()
            .map(|(name, code)| (name.as_str(), Some(code)))
            .collect(),
    })
}

/// All that a brief counts as claimed and is not so.
fn deviations(brief: &Brief, id: &str, claim: &PublishedClaim) -> Vec<String> {
    let fate = &claim.fate;
    let mut deviations = Vec::new();
    let mut differs = |what: String| deviations.push(format!("{id}: {what}"));
    for (names, is_rest) in [(&fate.equals, false), (&fate.rest, true)] {
        for (name, code) in named(names) {
            let Some((count, base, rests_on)) = value(brief, name, code) else {
                differs(format!("there is no value {name} {code:?}"));
                continue;
            };
            // A count that says of no base is of one that another claim counts: that it is published says so.
            let base = base.filter(|_| claim.denominator.is_some());
            let vouched = match is_rest {
                false => claim.vouches_for(count, base),
                true => claim.vouches_for_rest(count, base),
            };
            let published = matches!(
                rests_on,
                Some(RestsOn::Published { claims }) if claims.iter().any(|known| known == id)
            );
            let documented = matches!(rests_on, None | Some(RestsOn::Documented));
            if !vouched || !(published || documented) {
                differs(format!(
                    "{name} {code:?} is {count} of {base:?}, {rests_on:?}"
                ));
            }
        }
    }
    for name in &fate.unknown {
        let number = brief.manuscript.findings.number(name);
        let unknown = number.map(|number| number.unknown);
        if unknown.is_none() || (unknown != claim.numerator && unknown != claim.rest()) {
            differs(format!("{name} has {unknown:?} unknown"));
        }
    }
    for words in &fate.prints {
        if !brief.prints(words) {
            differs(format!("nothing prints \"{words}\""));
        }
    }
    for (source, says) in &fate.says {
        for says in says.as_slice() {
            if !brief.claim(source, says).is_some_and(|claim| claim.holds) {
                differs(format!("no true claim of {source} says \"{says}\""));
            }
        }
    }
    for name in fate.fact.iter().flat_map(OneOrMany::as_slice) {
        match brief.manuscript.settings.facts.get(name) {
            None => differs(format!("there is no fact {name}")),
            Some(fact) if !brief.cited.contains(&fact.cite) => {
                differs(format!("nothing cites {}, the source of {name}", fact.cite));
            }
            Some(_) => {}
        }
    }
    for key in &fate.cites {
        if !brief.cited.contains(key) {
            differs(format!("nothing cites {key}"));
        }
    }
    if fate.strength == ClaimStrength::Dropped && !fate.prints.is_empty() {
        differs("is dropped, and printed".to_owned());
    }
    deviations
}

#[test]
fn what_counts_as_claimed_is_computed_cited_and_printed() {
    for name in BRIEFS {
        let brief = Brief::of(name);
        let claims = &brief.manuscript.settings.claims;
        assert!(claims.len() > 20, "{name} lists {} claims", claims.len());
        let deviations = claims
            .iter()
            .flat_map(|(id, claim)| deviations(&brief, id, claim));
        let deviations: Vec<String> = deviations.collect();
        assert!(deviations.is_empty(), "{name}\n{}", deviations.join("\n"));
        table::check(name, &brief);
    }
}

/// The comparison itself must be able to fail.
#[test]
fn a_claim_that_nothing_bears_out_is_found() {
    let brief = Brief::of("morocco");
    let claims = &brief.manuscript.settings.claims;
    let wrong = |change: fn(&mut PublishedClaim)| {
        let mut claim = claims["C23"].clone();
        change(&mut claim);
        deviations(&brief, "C23", &claim).join("\n")
    };
    assert_eq!(wrong(|_| {}), "");
    let count = wrong(|claim| claim.numerator = Some(17));
    assert!(
        count.contains("plots_in_contact None is 16 of Some(20)"),
        "{count}"
    );
    let words = wrong(|claim| claim.fate.prints = vec!["the work of foreign armies".to_owned()]);
    assert!(words.contains("nothing prints"), "{words}");
    let key = wrong(|claim| claim.fate.cites = vec!["nobody1999".to_owned()]);
    assert!(key.contains("nothing cites nobody1999"), "{key}");
}

#[test]
fn what_only_rows_can_show_holds_of_the_published_dataset() {
    let found = Computed::morocco("2017-10-published");
    for (id, words, condition) in HOLDS {
        assert!(condition(&found), "{id}: it does not hold that {words}");
    }
}

/// Documented events need no claim to vouch for them, and their totals are not the published ones.
#[test]
fn the_open_version_does_not_pass_for_the_published_one() {
    let found = Computed::morocco("2026-11-open");
    let plots = found.number("plots");
    assert_ne!(plots.numerator, 33);
    assert_eq!(
        plots.rests_on, None,
        "of data that are simply what they seem nothing is said"
    );
}
