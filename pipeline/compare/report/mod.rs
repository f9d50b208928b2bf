//! What a report of a comparison says, in the order in which it says it: templates for HTML and PDF only
//! set it.

mod findings;
mod parts;
mod picture;
mod prose;

use serde::Serialize;

use super::claims::ClaimFate;
use super::{Comparison, Length};
use findings::{CauseTold, CoverageGroup, Finding, GAINED, LOST, coverage};

pub(crate) use picture::embedded;

use parts::{Figure, Table, figures, tables};
use prose::{ClaimGroup, Flipped, SentenceGroup, claims, sentences};

/// How many entries of its lists a report shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    /// Of lists beside something else: rows that moved a finding.
    pub beside: usize,
    /// Of lists that stand alone: rows of a table or of a cause.
    pub alone: usize,
    /// Of the values of a figure.
    pub marks: usize,
}

impl Shown {
    /// These, or all where the report is to be whole.
    pub(crate) fn of(self, length: Length) -> Self {
        match length {
            Length::Short => self,
            Length::Whole => Shown {
                beside: usize::MAX,
                alone: usize::MAX,
                marks: usize::MAX,
            },
        }
    }
}

/// A picture that a report shows.
pub(crate) struct Drawn<'a> {
    /// The whole SVG document.
    pub svg: &'a str,
    /// No other picture of the report has it.
    pub id: &'a str,
    /// What it is called for those who do not see it.
    pub name: &'a str,
}

/// The whole report.
#[derive(Serialize)]
pub(crate) struct Report<'a> {
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
    /// Where the report tells more.
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

impl<'a> Report<'a> {
    /// Everything that a comparison has to tell. `show` takes a picture and says by what the renderer
    /// shows it, if it can.
    pub(crate) fn of(
        comparison: &'a Comparison,
        shown: Shown,
        mut show: impl FnMut(&Drawn<'_>) -> Option<String>,
    ) -> Self {
        let sides = &comparison.sides;
        let both = [&sides.old, &sides.new];
        let lacks = both.into_iter().flat_map(|side| {
            let parts = side.lacks.iter();
            parts.map(|part| format!("{} holds no {part}", side.is))
        });
        let flipped = Flipped::of(&comparison.claims);
        let findings = comparison.findings.iter();
        let findings = findings.filter(|finding| finding.coverage.is_none());
        let mut report = Report {
            brief: &comparison.brief,
            old: &sides.old.is,
            new: &sides.new.is,
            lacks: lacks.collect(),
            verdict: Vec::new(),
            kinds: Vec::new(),
            coverage: coverage(&comparison.findings, &flipped, shown),
            claims: claims(&comparison.claims),
            findings: findings
                .map(|finding| Finding::of(finding, &flipped, shown))
                .collect(),
            sentences: sentences(&comparison.sentences, &flipped),
            causes: comparison
                .causes
                .iter()
                .map(|cause| CauseTold::of(cause, &flipped, shown))
                .collect(),
            figures: figures(&comparison.figures, shown, &mut show),
            tables: tables(&comparison.tables, shown),
        };
        report.kinds = report.kinds();
        if !comparison.is_empty() {
            report.verdict = report.verdict(comparison);
        }
        report
    }

    /// What the renderer shows its pictures by.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = &str> + Clone {
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
        let in_findings = there(!self.findings.is_empty(), "findings");
        let in_claims = there(!self.claims.is_empty(), "claims");
        let of_findings = format!("of {} findings", verdict.findings_of);
        let of_claims = format!("of {} claims no longer true", verdict.claims_of);
        let in_rows = format!(
            ": {} added, {} gone, {} changed, {} under another key",
            verdict.rows_gained, verdict.rows_lost, verdict.rows_changed, verdict.rows_rekeyed
        );
        let closer = comparison.claims.iter();
        let closer = closer
            .filter(|claim| claim.fate == ClaimFate::Closer)
            .count();
        let of =
            |number: usize, one: &str, many: &str| if number == 1 { one } else { many }.to_owned();
        let differ = |number: usize, what: &str| {
            of(
                number,
                &format!("{what} differs"),
                &format!("{what}s differ"),
            )
        };
        let numbers = [
            (
                verdict.coverage_lost,
                of(
                    verdict.coverage_lost,
                    "finding loses its data",
                    "findings lose their data",
                ),
                Some(LOST),
                true,
            ),
            (verdict.claims_now_false, of_claims, in_claims, true),
            (
                verdict.claims_now_true,
                of(verdict.claims_now_true, "claim true now", "claims true now"),
                in_claims,
                false,
            ),
            (
                closer,
                of(
                    closer,
                    "claim closer to turning over",
                    "claims closer to turning over",
                ),
                in_claims,
                false,
            ),
            (
                verdict.findings,
                of(
                    verdict.findings,
                    &format!("{of_findings} differs"),
                    &format!("{of_findings} differ"),
                ),
                in_findings,
                false,
            ),
            (
                verdict.coverage_gained,
                of(
                    verdict.coverage_gained,
                    "finding gains data",
                    "findings gain data",
                ),
                Some(GAINED),
                false,
            ),
            (
                verdict.sentences,
                differ(verdict.sentences, "sentence"),
                Some("sentences"),
                false,
            ),
            (
                verdict.figures,
                differ(verdict.figures, "figure"),
                Some("figures"),
                false,
            ),
            (
                rows,
                differ(rows, "row") + &in_rows,
                there(!self.tables.is_empty(), "rows"),
                false,
            ),
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
