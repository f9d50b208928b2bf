//! What the page says, in the order in which it says it: the template only sets it.

use serde::Serialize;

use super::findings::{CauseTold, CoverageGroup, Finding, GAINED, LOST, coverage};
use super::parts::{Figure, Table, figures, tables};
use super::prose::{ClaimGroup, Flipped, SentenceGroup, claims, sentences};
use crate::compare::claims::ClaimFate;
use crate::compare::{Comparison, Length};

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
            figures: figures(&comparison.figures, length),
            tables: tables(&comparison.tables, length),
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
        let coverage = match self.coverage.as_slice() {
            [only] => only.heading,
            _ => "Coverage",
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
        let closer = comparison.claims.iter();
        let closer = closer
            .filter(|claim| claim.fate == ClaimFate::Closer)
            .count();
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
            (
                closer,
                "claims closer to turning over".to_owned(),
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
