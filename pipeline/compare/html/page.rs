//! What the page says, in the order in which it says it: the template only sets it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::parts::{self, Figure, Listing, Table};
use crate::compare::causes::Cause;
use crate::compare::claims::{ClaimChange, ClaimFate};
use crate::compare::findings::FindingChange;
use crate::compare::sentences::{SentenceChange, Stretch};
use crate::compare::snapshot::ClaimKnown;
use crate::compare::text::{
    difference_in_words, moved_in_words, reason_in_words, row_in_words, units_in_words, value,
};
use crate::compare::{Comparison, Coverage, Length, Pair};
use crate::numbers::with_thousands;
use crate::why::page::counted;

/// The whole page.
#[derive(Serialize)]
pub struct Page<'a> {
    brief: &'a str,
    old: &'a str,
    new: &'a str,
    /// What cannot be compared, in words.
    lacks: Vec<String>,
    verdict: Vec<Number>,
    kinds: Vec<Kind>,
    coverage: Vec<CoverageGroup>,
    claims: Vec<ClaimGroup>,
    findings: Vec<Finding>,
    sentences: Vec<SentenceGroup>,
    causes: Vec<CauseTold>,
    figures: Vec<Figure>,
    tables: Vec<Table>,
}

/// A number of the verdict.
#[derive(Serialize)]
struct Number {
    number: usize,
    what: String,
    /// Where the page tells more.
    section: Option<&'static str>,
    is_grave: bool,
}

/// What can be shown or hidden together.
#[derive(Serialize)]
struct Kind {
    id: &'static str,
    label: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct CoverageGroup {
    id: &'static str,
    heading: &'static str,
    caption: &'static str,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct Finding {
    name: String,
    title: String,
    old: String,
    new: String,
    difference: String,
    flips: bool,
    /// What is to be told when it is opened; empty when there is nothing.
    moved_by: String,
    categories: Vec<String>,
    definition: Vec<Entry>,
    rows: Listing,
}

/// A name with what it was and is.
#[derive(Serialize)]
pub struct Entry {
    pub name: String,
    pub old: String,
    pub new: String,
}

#[derive(Serialize)]
struct ClaimGroup {
    heading: &'static str,
    claims: Vec<Claim>,
}

#[derive(Serialize)]
struct Claim {
    says: String,
    finding: String,
    beside: Option<String>,
    old: String,
    new: String,
    margin: Option<String>,
    sentence: String,
    true_instead: Vec<String>,
    place: String,
    flips: bool,
}

#[derive(Serialize)]
struct SentenceGroup {
    heading: String,
    sentences: Vec<Sentence>,
}

#[derive(Serialize)]
struct Sentence {
    stretches: Vec<Words>,
    flips: bool,
}

/// Words of a sentence, with the blanks around them.
#[derive(Serialize)]
struct Words {
    kind: &'static str,
    before: String,
    text: String,
    after: String,
}

#[derive(Serialize)]
struct CauseTold {
    reason: String,
    count: String,
    rows: Listing,
    findings: Vec<String>,
    flips: bool,
}

/// What hangs on claims that flip: the findings that they speak of, the sentences that make them.
struct Flipped<'a> {
    findings: BTreeSet<&'a str>,
    sentences: BTreeSet<&'a str>,
}

impl<'a> Page<'a> {
    /// Everything that a comparison has to tell.
    pub fn of(comparison: &'a Comparison, length: Length) -> Self {
        let sides = &comparison.sides;
        let both = [&sides.old, &sides.new];
        let lacks = both.into_iter().flat_map(|side| {
            let parts = side.lacks.iter();
            parts.map(|part| format!("{} holds no {part}", side.is))
        });
        let flipped = Flipped::of(&comparison.claims);
        let findings = comparison.findings.iter();
        let findings = findings.filter(|finding| finding.coverage.is_none());
        let mut page = Page {
            brief: &comparison.brief,
            old: &sides.old.is,
            new: &sides.new.is,
            lacks: lacks.collect(),
            verdict: Vec::new(),
            kinds: Vec::new(),
            coverage: coverage(&comparison.findings, &flipped),
            claims: claims(&comparison.claims),
            findings: findings
                .map(|finding| Finding::of(finding, &flipped, length))
                .collect(),
            sentences: sentences(&comparison.sentences, &flipped),
            causes: comparison
                .causes
                .iter()
                .map(|cause| CauseTold::of(cause, &flipped, length))
                .collect(),
            figures: parts::figures(&comparison.figures, length),
            tables: parts::tables(&comparison.tables, length),
        };
        page.kinds = page.kinds();
        if !comparison.is_empty() {
            page.verdict = page.verdict(comparison);
        }
        page
    }

    /// The pictures in it.
    pub fn pictures(&self) -> impl Iterator<Item = &str> + Clone {
        self.figures.iter().flat_map(Figure::pictures)
    }

    fn kinds(&self) -> Vec<Kind> {
        let of_coverage = self.coverage.iter().map(|group| group.findings.len()).sum();
        let of_claims = self.claims.iter().map(|group| group.claims.len()).sum();
        let of_sentences = self
            .sentences
            .iter()
            .map(|group| group.sentences.len())
            .sum();
        let of_rows = self.tables.iter().map(Table::items).sum();
        let lost = self.coverage.iter().any(|group| group.id == LOST);
        let coverage = if lost {
            "Lost coverage"
        } else {
            "Gained coverage"
        };
        let kinds = [
            ("coverage", coverage, of_coverage),
            ("claims", "Claims", of_claims),
            ("findings", "Findings", self.findings.len()),
            ("sentences", "Sentences", of_sentences),
            ("causes", "Causes", self.causes.len()),
            ("figures", "Figures", self.figures.len()),
            ("rows", "Rows", of_rows),
        ];
        let kinds = kinds.into_iter().filter(|(_, _, count)| *count > 0);
        kinds
            .map(|(id, label, count)| Kind { id, label, count })
            .collect()
    }

    fn verdict(&self, comparison: &Comparison) -> Vec<Number> {
        let verdict = &comparison.verdict;
        let rows =
            verdict.rows_gained + verdict.rows_lost + verdict.rows_changed + verdict.rows_rekeyed;
        let there = |is_there: bool, section: &'static str| is_there.then_some(section);
        let of_findings = format!("of {} findings differ", verdict.findings_of);
        let of_claims = format!("of {} claims no longer true", verdict.claims_of);
        let in_findings = there(!self.findings.is_empty(), "findings");
        let in_claims = there(!self.claims.is_empty(), "claims");
        let in_rows = format!(
            "rows differ: {} added, {} gone, {} changed, {} under another key",
            verdict.rows_gained, verdict.rows_lost, verdict.rows_changed, verdict.rows_rekeyed
        );
        let numbers = [
            (
                verdict.coverage_lost,
                "findings lose their data".to_owned(),
                Some(LOST),
                true,
            ),
            (verdict.claims_now_false, of_claims, in_claims, true),
            (
                verdict.claims_now_true,
                "claims true now".to_owned(),
                in_claims,
                false,
            ),
            (verdict.findings, of_findings, in_findings, false),
            (
                verdict.coverage_gained,
                "findings gain data".to_owned(),
                Some(GAINED),
                false,
            ),
            (
                verdict.sentences,
                "sentences differ".to_owned(),
                Some("sentences"),
                false,
            ),
            (
                verdict.figures,
                "figures differ".to_owned(),
                Some("figures"),
                false,
            ),
            (rows, in_rows, there(!self.tables.is_empty(), "rows"), false),
        ];
        let numbers = numbers.into_iter().filter(|(number, ..)| *number > 0);
        numbers
            .map(|(number, what, section, is_grave)| Number {
                number,
                what,
                section,
                is_grave,
            })
            .collect()
    }
}

const LOST: &str = "coverage-lost";
const GAINED: &str = "coverage-gained";

impl<'a> Flipped<'a> {
    fn of(claims: &'a [ClaimChange]) -> Self {
        let flips = claims.iter().filter(|claim| flips(claim));
        let sides = flips.flat_map(|claim| [&claim.claim.old, &claim.claim.new]);
        let known: Vec<&ClaimKnown> = sides.flatten().collect();
        let named = known.iter().flat_map(|claim| {
            let other = claim.compared_with.as_deref();
            other.into_iter().chain([claim.finding.as_str()])
        });
        Flipped {
            findings: named.collect(),
            sentences: known.iter().map(|claim| claim.sentence.as_str()).collect(),
        }
    }
}

fn flips(claim: &ClaimChange) -> bool {
    matches!(claim.fate, ClaimFate::NowFalse | ClaimFate::NowTrue)
}

fn coverage(findings: &[FindingChange], flipped: &Flipped<'_>) -> Vec<CoverageGroup> {
    let groups = [
        (
            Coverage::Lost,
            LOST,
            "Lost coverage",
            "The new side has no data for these findings",
        ),
        (
            Coverage::Gained,
            GAINED,
            "Gained coverage",
            "Only the new side has data for these findings",
        ),
    ];
    let groups = groups.into_iter().map(|(of, id, heading, caption)| {
        let findings = findings.iter();
        let findings = findings.filter(|finding| finding.coverage == Some(of));
        CoverageGroup {
            id,
            heading,
            caption,
            findings: findings
                .map(|finding| Finding::of(finding, flipped, Length::Short))
                .collect(),
        }
    });
    groups.filter(|group| !group.findings.is_empty()).collect()
}

impl Finding {
    fn of(change: &FindingChange, flipped: &Flipped<'_>, length: Length) -> Self {
        let side = |side: &Option<_>| value(side.as_ref());
        let count = |count: Option<i64>| count.map_or_else(|| "none".to_owned(), with_thousands);
        let categories = change.categories.iter().map(|category| {
            let Pair { old, new } = category.count;
            format!("{}: {} → {}", category.category, count(old), count(new))
        });
        let definition = change.definition.iter().map(|entry| {
            let set =
                |value: &Option<String>| value.clone().unwrap_or_else(|| "not set".to_owned());
            Entry {
                name: entry.key.clone(),
                old: set(&entry.value.old),
                new: set(&entry.value.new),
            }
        });
        let mut moved_by = Vec::new();
        if !change.definition.is_empty() {
            moved_by.push("defined in another way".to_owned());
        }
        match change.rows.len() {
            0 => {}
            rows => moved_by.push(format!("moved by {}", counted(rows, "row"))),
        }
        if moved_by.is_empty() && !change.categories.is_empty() {
            moved_by.push("by category".to_owned());
        }
        let difference = difference_in_words(change);
        let rows = change.rows.iter().map(|moved| row_in_words(&moved.row));
        Finding {
            name: change.name.clone(),
            title: change.title.clone(),
            old: side(&change.value.old),
            new: side(&change.value.new),
            difference: difference
                .trim()
                .trim_matches(|end| matches!(end, '(' | ')'))
                .to_owned(),
            flips: flipped.findings.contains(change.name.as_str()),
            moved_by: moved_by.join(", "),
            categories: categories.collect(),
            definition: definition.collect(),
            rows: Listing::of(rows.collect(), length),
        }
    }
}

fn claims(claims: &[ClaimChange]) -> Vec<ClaimGroup> {
    let groups = [
        (ClaimFate::NowFalse, "No longer true"),
        (ClaimFate::NowTrue, "True now"),
        (ClaimFate::Lost, "Only on the old side"),
        (ClaimFate::Gained, "Only on the new side"),
        (ClaimFate::Closer, "Closer to turning over"),
        (ClaimFate::Farther, "Standing firmer"),
    ];
    let groups = groups.into_iter().map(|(fate, heading)| {
        let of_fate = claims.iter().filter(|claim| claim.fate == fate);
        ClaimGroup {
            heading,
            claims: of_fate.filter_map(Claim::of).collect(),
        }
    });
    groups.filter(|group| !group.claims.is_empty()).collect()
}

impl Claim {
    fn of(change: &ClaimChange) -> Option<Self> {
        let Pair { old, new } = &change.claim;
        let claim = new.as_ref().or(old.as_ref())?;
        let found = |claim: &Option<ClaimKnown>| match claim {
            Some(claim) => claim.found.clone(),
            None => "not made".to_owned(),
        };
        let margin = |claim: &Option<ClaimKnown>| {
            let units = claim.as_ref().and_then(|claim| {
                let units = claim.to_turn?;
                Some(units_in_words(units, &claim.counted_in))
            });
            units.unwrap_or_else(|| "many rows".to_owned())
        };
        let moves = matches!(change.fate, ClaimFate::Closer | ClaimFate::Farther);
        let margin = moves.then(|| {
            let (before, now) = (margin(old), margin(new));
            format!("Turned over by {before} before, by {now} now.")
        });
        Some(Claim {
            says: claim.says.clone(),
            finding: claim.finding.clone(),
            beside: claim.compared_with.clone(),
            old: found(old),
            new: found(new),
            margin,
            sentence: claim.sentence.clone(),
            true_instead: claim.true_instead.clone(),
            place: claim.place.to_string(),
            flips: flips(change),
        })
    }
}

fn sentences(sentences: &[SentenceChange], flipped: &Flipped<'_>) -> Vec<SentenceGroup> {
    let sections = sentences.chunk_by(|one, next| one.section == next.section);
    let groups = sections.filter_map(|section| {
        let first = section.first()?;
        Some(SentenceGroup {
            heading: heading(&first.section),
            sentences: section
                .iter()
                .map(|change| Sentence::of(change, flipped))
                .collect(),
        })
    });
    groups.collect()
}

/// `key-findings` → `Key findings`.
fn heading(section: &str) -> String {
    let words = section.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

impl Sentence {
    fn of(change: &SentenceChange, flipped: &Flipped<'_>) -> Self {
        let sides = [&change.text.old, &change.text.new];
        let mut sides = sides.into_iter().flatten();
        Sentence {
            flips: sides.any(|text| flipped.sentences.contains(text.as_str())),
            stretches: change.words.iter().flat_map(words).collect(),
        }
    }
}

fn words(stretch: &Stretch) -> Vec<Words> {
    match stretch {
        Stretch::Same(text) => vec![Words {
            kind: "same",
            before: String::new(),
            text: text.clone(),
            after: String::new(),
        }],
        Stretch::Differs(Pair { old, new }) => {
            let mut old = Words::marked("old", old);
            let mut new = Words::marked("new", new);
            if !old.text.is_empty() && !new.text.is_empty() {
                " ".clone_into(&mut old.after);
                new.before = String::new();
            }
            let there = |words: &Words| !words.text.is_empty() || !words.before.is_empty();
            [old, new].into_iter().filter(there).collect()
        }
    }
}

impl Words {
    /// Blanks stay outside the mark.
    fn marked(kind: &'static str, text: &str) -> Self {
        let inner = text.trim();
        let start = text.len() - text.trim_start().len();
        let (before, rest) = text.split_at(start);
        Words {
            kind: if inner.is_empty() { "same" } else { kind },
            before: before.to_owned(),
            text: inner.to_owned(),
            after: rest[inner.len()..].to_owned(),
        }
    }
}

impl CauseTold {
    fn of(cause: &Cause, flipped: &Flipped<'_>, length: Length) -> Self {
        let mut moved = cause.findings.iter();
        let rows = cause.rows.iter().map(row_in_words);
        CauseTold {
            reason: reason_in_words(&cause.reason, cause.rows.len()),
            count: counted(cause.findings.len(), "finding"),
            rows: Listing::long(rows.collect(), length),
            findings: cause.findings.iter().map(moved_in_words).collect(),
            flips: moved.any(|moved| flipped.findings.contains(moved.finding.as_str())),
        }
    }
}
