//! The claims of the publication that a brief regenerates, and what became of each.
//!
//! `published_claims.csv` lists what the publication claims, `claims.yaml` says of each claim whether the brief
//! keeps its strength, and which findings equal its numbers. A finding that equals one is *published*, whatever
//! rows it was computed from.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Deserialize;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use brief_base::one_or_many::OneOrMany;
use brief_base::project::Project;
use brief_base::yaml::{self, Yaml};

use crate::findings::Findings;
use crate::rests_on::{CellBasis, RestsOn};

/// The claims of a publication, in its order; none where a brief regenerates nothing.
pub type PublishedClaims = IndexMap<String, PublishedClaim>;

/// A claim of the publication, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedClaim {
    /// What it says, in our words.
    pub words: String,
    /// The number as printed.
    pub number: String,
    /// What is counted.
    pub numerator: Option<i64>,
    /// Of how many.
    pub denominator: Option<i64>,
    /// What became of it.
    pub fate: ClaimFate,
    /// Where `claims.yaml` says so.
    pub place: Place,
}

/// What became of a published claim: an entry of `claims.yaml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimFate {
    /// Whether the brief says as much as the publication did.
    pub strength: ClaimStrength,
    /// Why, where it does not say the same.
    #[serde(default)]
    pub reason: Option<String>,
    /// Findings that have the claim's numbers: a name, or `{TABLE: CODE}` for a row of a findings table.
    #[serde(default)]
    pub equals: Vec<FindingOrRow>,
    /// Findings that have the rest: the claim's denominator less its numerator, of the same denominator.
    #[serde(default)]
    pub rest: Vec<FindingOrRow>,
    /// Findings whose unknown the claim's number is, or what its count leaves of its base.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Words that the finished brief prints for it.
    #[serde(default)]
    pub prints: Vec<String>,
    /// Words that the brief claims of a finding or fact, by its name.
    #[serde(default)]
    pub says: IndexMap<String, OneOrMany<String>>,
    /// The fact that has its number.
    #[serde(default)]
    pub fact: Option<OneOrMany<String>>,
    /// References that the brief cites for it.
    #[serde(default)]
    pub cites: Vec<String>,
}

/// How what a brief says of a published claim compares with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimStrength {
    /// As much as the publication.
    Kept,
    /// Less.
    Weaker,
    /// More.
    Stronger,
    /// Nothing.
    Dropped,
    /// What is right where the publication errs.
    Corrected,
}

impl ClaimStrength {
    /// All, in the order in which they are reported.
    pub const ALL: [ClaimStrength; 5] = [
        ClaimStrength::Kept,
        ClaimStrength::Weaker,
        ClaimStrength::Stronger,
        ClaimStrength::Dropped,
        ClaimStrength::Corrected,
    ];

    /// As `claims.yaml` writes it.
    pub fn word(self) -> &'static str {
        match self {
            ClaimStrength::Kept => "kept",
            ClaimStrength::Weaker => "weaker",
            ClaimStrength::Stronger => "stronger",
            ClaimStrength::Dropped => "dropped",
            ClaimStrength::Corrected => "corrected",
        }
    }
}

/// A finding that is one number, or a row of one that is a table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum FindingOrRow {
    /// By name.
    Finding(String),
    /// The row with this code, by table; null is the row of the unknown.
    Row(IndexMap<String, Option<String>>),
}

/// A line of `published_claims.csv`.
#[derive(Debug, Deserialize)]
struct Listed {
    id: String,
    claim_in_own_words: String,
    number_as_printed: String,
    numerator: String,
    denominator: String,
}

impl Listed {
    /// Numerator and denominator, where the claim has them.
    ///
    /// # Errors
    /// One that is not a whole number.
    fn numbers(&self, place: &Place) -> Result<[Option<i64>; 2], Diagnostic> {
        let cells = [
            ("numerator", &self.numerator),
            ("denominator", &self.denominator),
        ];
        let mut numbers = [None; 2];
        for (number, (column, cell)) in numbers.iter_mut().zip(cells) {
            let cell = cell.trim();
            *number = match cell {
                "" => None,
                cell => Some(cell.parse().map_err(|_| {
                    let message = format!("\"{cell}\" in column \"{column}\" is not a whole number");
                    Diagnostic::error("bad-claims", message)
                        .with_place(place.clone())
                        .with_help("write digits alone, or leave the cell empty where the claim has no such number")
                })?),
            };
        }
        Ok(numbers)
    }
}

/// A claim as listed, and where.
struct ListedClaim {
    claim: Listed,
    numbers: [Option<i64>; 2],
    place: Place,
}

/// The list of claims within a brief's folder.
pub const LIST: &str = "published_claims.csv";

/// What became of them.
pub const FATES: &str = "claims.yaml";

/// Reads the claims of a brief; without either file there are none.
///
/// # Errors
/// A file without the other, a claim without its fate or a fate without its claim, one without the reason or
/// the words that it needs.
pub fn read(project: &Project, folder: &str) -> Result<PublishedClaims, Diagnostics> {
    let (list, fates) = (format!("{folder}/{LIST}"), format!("{folder}/{FATES}"));
    match (project.has(&list), project.has(&fates)) {
        (false, false) => return Ok(PublishedClaims::new()),
        (true, true) => {}
        (has_list, _) => {
            let (there, missing) = if has_list {
                (&list, &fates)
            } else {
                (&fates, &list)
            };
            return Err(Diagnostic::error(
                "missing-claims",
                format!("{missing} is missing: the list of published claims and what became of them go together"),
            )
            .with_place(Place::file(there))
            .with_help(format!("add {missing}, or remove {there}"))
            .into());
        }
    }
    let mut faults = Diagnostics::new();
    let listed = faults.take(listed(project, &list));
    let fates = faults.take(yaml::read::<IndexMap<String, ClaimFate>>(project, &fates));
    let (Some(listed), Some(fates)) = (listed, fates) else {
        return Err(faults);
    };
    let claims = joined(listed, &fates, &list, &mut faults);
    faults.finish(claims).map(|(claims, _)| claims)
}

fn listed(project: &Project, file: &str) -> Result<Vec<ListedClaim>, Diagnostics> {
    let text = project.read_text(file)?;
    let mut faults = Diagnostics::new();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut listed = Vec::new();
    let mut seen = BTreeSet::new();
    let headers = reader.headers().cloned().unwrap_or_default();
    for record in reader.records() {
        let line = |at: Option<&csv::Position>| at.map_or(1, |at| at.line() as usize);
        let fault = |error: &csv::Error| {
            Diagnostic::error("bad-claims", error.to_string())
                .with_place(Place::line(file, line(error.position())))
                .with_help(
                    "the columns id, claim_in_own_words, number_as_printed, numerator, and denominator are needed, in \
                     any order; further ones may stand beside them",
                )
        };
        match record {
            Err(error) => faults.push(fault(&error)),
            Ok(record) => match record.deserialize::<Listed>(Some(&headers)) {
                Err(error) => faults.push(fault(&error)),
                Ok(claim) => {
                    let at = line(record.position());
                    if !seen.insert(claim.id.clone()) {
                        faults.push(
                            Diagnostic::error(
                                "duplicate-claim",
                                format!("claim {} is listed twice", claim.id),
                            )
                            .with_place(Place::line(file, at))
                            .with_help("give each claim an id of its own"),
                        );
                    }
                    let place = Place::line(file, at);
                    let numbers = faults.take(claim.numbers(&place)).unwrap_or_default();
                    listed.push(ListedClaim {
                        claim,
                        numbers,
                        place,
                    });
                }
            },
        }
    }
    faults.finish(listed).map(|(listed, _)| listed)
}

fn joined(
    listed: Vec<ListedClaim>,
    fates: &Yaml<IndexMap<String, ClaimFate>>,
    list: &str,
    faults: &mut Diagnostics,
) -> PublishedClaims {
    let known: Vec<&str> = listed
        .iter()
        .map(|listed| listed.claim.id.as_str())
        .collect();
    for id in fates
        .value
        .keys()
        .filter(|id| !known.contains(&id.as_str()))
    {
        faults.push(
            Diagnostic::error("unknown-claim", format!("{list} lists no claim \"{id}\""))
                .with_place(fates.locations.place(id))
                .with_help(did_you_mean(id, known.iter().copied())),
        );
    }
    let mut claims = PublishedClaims::new();
    for ListedClaim {
        claim,
        numbers,
        place: listed_at,
    } in listed
    {
        let Some(fate) = fates.value.get(&claim.id) else {
            faults.push(
                Diagnostic::error(
                    "claim-without-fate",
                    format!(
                        "{} does not say what became of claim {}",
                        fates.locations.file(),
                        claim.id
                    ),
                )
                .with_place(listed_at)
                .with_help(format!(
                    "add `{}: {{strength: kept, prints: [\"…\"]}}`, or say that it is weaker, stronger, dropped, or \
                     corrected, with the reason",
                    claim.id
                )),
            );
            continue;
        };
        let place = fates.locations.place(&claim.id);
        for (lacks, key, help) in fate.lacking() {
            faults.push(
                Diagnostic::error("incomplete-claim", format!("claim {} {lacks}", claim.id))
                    .with_place(place.clone())
                    .with_help(format!("add `{key}: {help}`")),
            );
        }
        claims.insert(
            claim.id,
            PublishedClaim {
                words: claim.claim_in_own_words,
                number: claim.number_as_printed,
                numerator: numbers[0],
                denominator: numbers[1],
                fate: fate.clone(),
                place,
            },
        );
    }
    claims
}

impl ClaimFate {
    /// What an entry should say and does not: what it lacks, the key, and what to write there.
    fn lacking(&self) -> impl Iterator<Item = (String, &'static str, &'static str)> {
        let is_empty =
            |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        let word = self.strength.word();
        let no_reason = self.strength != ClaimStrength::Kept && is_empty(&self.reason);
        let no_words = self.strength != ClaimStrength::Dropped && self.prints.is_empty();
        let reason = no_reason.then(|| (format!("is {word} and gives no reason"), "reason", "…"));
        let prints = no_words.then(|| {
            let lacks = format!("is {word} and does not say what words the brief prints for it");
            (lacks, "prints", "[\"…\"]")
        });
        reason.into_iter().chain(prints)
    }
}

impl PublishedClaim {
    /// Whether it vouches for a count of this base; it need not say of how many a plain count is.
    pub fn vouches_for(&self, count: i64, base: Option<i64>) -> bool {
        self.numerator == Some(count) && (base.is_none() || base == self.denominator)
    }

    /// Whether it vouches for what its count leaves of its base.
    pub fn vouches_for_rest(&self, count: i64, base: Option<i64>) -> bool {
        self.rest() == Some(count) && (base.is_none() || base == self.denominator)
    }

    /// What its count leaves of its base.
    pub fn rest(&self) -> Option<i64> {
        let (of, count) = self.denominator.zip(self.numerator)?;
        of.checked_sub(count)
    }
}

/// Values that claims name, that rest on cells which were set to meet a published total, and that no claim vouches
/// for: the descriptor says what is not so.
pub fn unmet(claims: &PublishedClaims, findings: &Findings) -> Diagnostics {
    let mut faults = Diagnostics::new();
    for (id, claim) in claims {
        let equal = claim
            .fate
            .equals
            .iter()
            .map(|named| (named, claim.numerator, ""));
        let rest = claim
            .fate
            .rest
            .iter()
            .map(|named| (named, claim.rest(), "the rest of "));
        for (named, published, rest) in equal.chain(rest) {
            for (name, count, base) in named.set_and_not_vouched_for(findings) {
                let of =
                    |base: Option<i64>| base.map_or_else(String::new, |base| format!(" of {base}"));
                let published =
                    published.map_or_else(|| "no number".to_owned(), |count| count.to_string());
                let message = format!(
                    "claim {id} says that {name} is {rest}{published}{}; it is {count}{}, from cells that were set to \
                     meet the published total",
                    of(claim.denominator),
                    of(base)
                );
                let fault = Diagnostic::error("unmet-total", message);
                faults.push(fault.with_place(claim.place.clone()).with_help(
                    "mend the rows; or take the name out of the claim, and the value is illustrative; or mark the \
                     cells as chosen in the descriptor",
                ));
            }
        }
    }
    faults
}

impl FindingOrRow {
    /// Its values that rest on cells which were set: name, count, base.
    fn set_and_not_vouched_for(&self, findings: &Findings) -> Vec<(String, i64, Option<i64>)> {
        let is_set = |rests_on: &Option<RestsOn>| {
            matches!(
                rests_on,
                Some(RestsOn::Illustrative {
                    cells: CellBasis::Set
                })
            )
        };
        match self {
            FindingOrRow::Finding(name) => {
                let number = findings
                    .number(name)
                    .filter(|number| is_set(&number.rests_on));
                let number =
                    number.map(|number| (name.clone(), number.numerator, number.denominator));
                number.into_iter().collect()
            }
            FindingOrRow::Row(rows) => {
                let rows = rows.iter().filter_map(|(name, code)| {
                    let mut rows = findings.table(name)?.rows.iter();
                    let row =
                        rows.find(|row| row.keys.first() == Some(code) && is_set(&row.rests_on))?;
                    let code = code.as_deref().unwrap_or("unknown");
                    Some((format!("{name}: {code}"), row.count, None))
                });
                rows.collect()
            }
        }
    }
}
