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
    numerator: Option<i64>,
    denominator: Option<i64>,
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

fn listed(project: &Project, file: &str) -> Result<Vec<(Listed, usize)>, Diagnostics> {
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
                    "the columns are id, claim_in_own_words, number_as_printed, numerator, denominator; \
                     numerator and denominator are whole numbers or empty",
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
                    listed.push((claim, at));
                }
            },
        }
    }
    faults.finish(listed).map(|(listed, _)| listed)
}

fn joined(
    listed: Vec<(Listed, usize)>,
    fates: &Yaml<IndexMap<String, ClaimFate>>,
    list: &str,
    faults: &mut Diagnostics,
) -> PublishedClaims {
    let known: Vec<&str> = listed.iter().map(|(claim, _)| claim.id.as_str()).collect();
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
    for (claim, line) in listed {
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
                .with_place(Place::line(list, line))
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
                numerator: claim.numerator,
                denominator: claim.denominator,
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
    /// Whether it vouches for a count of this base. It need not say of how many a plain count is; where it says
    /// of no base, another of the claims may have counted that.
    pub fn vouches_for(&self, count: i64, base: Option<i64>, claims: &PublishedClaims) -> bool {
        let counted = || claims.values().any(|other| other.numerator == base);
        let base_is_published = self.has_base(base) || (self.denominator.is_none() && counted());
        self.numerator == Some(count) && base_is_published
    }

    /// Whether it vouches for the rest of its base.
    pub fn vouches_for_rest(&self, count: i64, base: Option<i64>) -> bool {
        let rest = self.denominator.zip(self.numerator);
        let rest = rest.and_then(|(of, count)| of.checked_sub(count));
        rest == Some(count) && self.has_base(base)
    }

    fn has_base(&self, base: Option<i64>) -> bool {
        base.is_none() || base == self.denominator
    }
}
