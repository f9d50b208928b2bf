//! Guards `data/<brief>/published-claims.md`: what became of each claim of the publication, and what this run
//! finds.

use std::fs;

use brief_base::numbers::percent;
use brief_base::one_or_many::OneOrMany;
use brief_claims::fact_case::words;
use brief_model::published::{ClaimStrength, PublishedClaim};

use super::{Brief, HOLDS, named, value};
use crate::support::{bless, repository};

/// How the brief answers for a claim, and what it finds: cells of the table.
fn answer(brief: &Brief, name: &str, id: &str, claim: &PublishedClaim) -> (String, String) {
    let fate = &claim.fate;
    let (mut by, mut found) = (Vec::new(), Vec::new());
    let mut finds = |what: String| {
        if !what.is_empty() && !found.contains(&what) {
            found.push(what);
        }
    };
    for (source, code) in named(&fate.equals).chain(named(&fate.rest)) {
        let Some((count, base, _)) = value(brief, source, code) else {
            continue;
        };
        let row = code.map(|code| format!(": {}", code.as_deref().unwrap_or("unknown")));
        by.push(format!("`{source}{}`", row.unwrap_or_default()));
        finds(match base {
            Some(base) => {
                let share = count as f64 / base as f64;
                format!("{count} of {base} ({})", percent(share))
            }
            None => count.to_string(),
        });
    }
    for (source, says) in &fate.says {
        for says in says.as_slice() {
            by.push(format!("\"{says}\" of `{source}`, tested"));
            let claim = brief.claim(source, says);
            finds(claim.map(|claim| claim.found.clone()).unwrap_or_default());
        }
    }
    for fact in fate.fact.iter().flat_map(OneOrMany::as_slice) {
        by.push(format!("`facts.{fact}`"));
        let fact = brief.manuscript.settings.facts.get(fact);
        finds(fact.map(words).unwrap_or_default());
    }
    if !fate.cites.is_empty() {
        by.push(format!("cites {}", fate.cites.join(", ")));
    }
    let holds = HOLDS
        .iter()
        .filter(|(of, ..)| name == "morocco" && *of == id);
    for (_, condition, _) in holds {
        finds((*condition).to_owned());
    }
    if by.is_empty() {
        by.push(match fate.prints.is_empty() {
            true => "–".to_owned(),
            false => "words".to_owned(),
        });
    }
    (by.join("; "), found.join("; "))
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The table of a brief.
fn table(name: &str, brief: &Brief) -> String {
    let settings = &brief.manuscript.settings;
    let claims = &settings.claims;
    let counted = ClaimStrength::ALL.map(|strength| {
        let of = claims
            .values()
            .filter(|claim| claim.fate.strength == strength);
        format!("{} {}", of.count(), strength.word())
    });
    let mut table = format!(
        "# The claims of the publication, and what became of them\n\n\
         What each claim says, in our words; whether the brief keeps its strength, and why not where it does \
         not; what the brief answers for it with, and what that comes to. From `published_claims.csv` and \
         `claims.yaml`, written by `BLESS=1 cargo test published_claims`; the test fails when this page is out \
         of date, when the brief does not print what it counts as claimed, and when a number differs.\n\n\
         Of {} claims: {}.\n\n\
         | claim | says | strength | by | found | why |\n|---|---|---|---|---|---|\n",
        claims.len(),
        counted.join(", ")
    );
    for (id, claim) in claims {
        let (by, found) = answer(brief, name, id, claim);
        let cells = [
            id.as_str(),
            &claim.words,
            claim.fate.strength.word(),
            &by,
            &found,
            claim.fate.reason.as_deref().unwrap_or_default().trim(),
        ];
        let cells = cells.map(cell);
        table.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    table
}

/// Compares the table of a brief with its file.
pub(super) fn check(name: &str, brief: &Brief) {
    let table = table(name, brief);
    let path = format!("data/{name}/published-claims.md");
    let file = repository().join(&path);
    if bless() {
        fs::write(&file, &table).expect("the table");
    }
    let written = fs::read_to_string(&file).expect("the table; BLESS=1 writes it");
    assert!(
        written == table,
        "{path} is not what this run finds; BLESS=1 rewrites it"
    );
}
