//! The differences between two states of a brief, from its rows down to its sentences, and reports of them.
//!
//! In come two [`Snapshot`]s, ready made: each contains the cleaned tables, findings, claims, sentences, and figures of
//! one side, as far as the side has them. Out goes a [`Comparison`], and from it text, JSON, Markdown, HTML, PDF, and
//! GitHub annotations.
//!
//! [`compare()`] works bottom up: it matches rows and compares cells (`matching`, `rows`), compares findings and
//! determines which rows moved them (`findings`), groups these rows and changed definitions into `causes`, then compares
//! `claims`, `sentences`, and `figures`. The result is symmetrical: swapping the sides swaps `old` and `new`, `gained`
//! and `lost`, and negates every difference.
//!
//! A `Comparison` is data and nothing else; its types document the JSON. For readers, `report` groups, orders, and words
//! it once, and each format only lays out that report.
//!
//! This crate must not know where sides come from: no command line, no search for a project, no git, no trial copies. It
//! must not compute findings or write prose. [`published`] reads a folder that it is given; HTML and PDF take fonts and
//! layout from the project that they are given.

mod annotations;
mod attribution;
mod causes;
mod claims;
mod fates;
mod figures;
mod findings;
pub mod html;
mod markdown;
mod matching;
mod pdf;
pub mod published;
mod report;
mod rows;
mod sentences;
mod snapshot;
mod table;
mod text;

use std::collections::BTreeMap;

use serde::Serialize;

pub use attribution::{Component, Contribution};
pub use causes::{Cause, Effect, Reason};
pub use claims::{ClaimChange, ClaimFate};
pub use figures::{FigureChange, MarkChange};
pub use findings::{CategoryChange, DefinitionChange, Difference, FindingChange, RowEffect};
pub use matching::Likeness;
pub use report::Length;
pub use rows::{CellChange, RowChange, SourceRow, TableChange, TypeChange};
pub use sentences::{SentenceChange, Stretch};
pub use snapshot::{ClaimState, FindingValue, SideSummary, Snapshot};

use brief_base::timings::Timings;

/// Version of the JSON.
const FORMAT: u32 = 1;

/// Something on both sides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Pair<T> {
    pub old: T,
    pub new: T,
}

impl<T> Pair<T> {
    pub fn of(old: T, new: T) -> Self {
        Pair { old, new }
    }

    fn is_default(&self) -> bool
    where
        T: Default + PartialEq,
    {
        self.old == T::default() && self.new == T::default()
    }
}

/// What differs between two sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Version of the JSON that this serializes to.
    pub format: u32,
    pub brief: String,
    pub sides: Pair<SideSummary>,
    pub verdict: Verdict,
    pub tables: Vec<TableChange>,
    /// Findings that differ in value or definition, in the order of their definitions.
    pub findings: Vec<FindingChange>,
    /// What moved the findings, each once; the one that moves most findings first.
    pub causes: Vec<Cause>,
    /// Claims that flip, come closer to it or go farther from it, appear or disappear.
    pub claims: Vec<ClaimChange>,
    /// Sentences that differ, in reading order.
    pub sentences: Vec<SentenceChange>,
    pub figures: Vec<FigureChange>,
}

/// A comparison in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub findings: usize,
    /// Findings on either side.
    pub findings_of: usize,
    /// Findings that only the old side has data for.
    pub coverage_lost: usize,
    /// Findings that only the new side has data for.
    pub coverage_gained: usize,
    /// Claims that held and hold no longer.
    pub claims_now_false: usize,
    /// Claims that did not hold and do now.
    pub claims_now_true: usize,
    /// Claims on either side.
    pub claims_of: usize,
    pub sentences: usize,
    pub rows_gained: usize,
    pub rows_lost: usize,
    /// Rows that say something else.
    pub rows_changed: usize,
    /// Rows that are likely the same under another key.
    pub rows_rekeyed: usize,
    pub figures: usize,
    /// Whether both sides hold their rows: without, no row is counted above.
    pub rows_compared: bool,
    /// Whether both sides hold their sentences.
    pub sentences_compared: bool,
    /// Whether both sides hold their claims and figures.
    pub claims_and_figures_compared: bool,
}

impl Verdict {
    fn rows(&self) -> rows::RowCount {
        rows::RowCount {
            gained: self.rows_gained,
            lost: self.rows_lost,
            changed: self.rows_changed,
            rekeyed: self.rows_rekeyed,
        }
    }
}

impl Comparison {
    /// Whether findings or claims differ.
    pub fn moves_findings_or_claims(&self) -> bool {
        !self.findings.is_empty() || !self.claims.is_empty()
    }

    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
            && !self.moves_findings_or_claims()
            && self.sentences.is_empty()
            && self.figures.is_empty()
    }

    fn claims_of(&self, fate: ClaimFate) -> usize {
        let claims = self.claims.iter();
        claims.filter(|claim| claim.fate == fate).count()
    }

    fn coverage_of(&self, coverage: Coverage) -> usize {
        let findings = self.findings.iter();
        let is_of = |finding: &&FindingChange| finding.coverage == Some(coverage);
        findings.filter(is_of).count()
    }

    /// As JSON.
    pub fn json(&self) -> String {
        format!("{:#}\n", serde_json::json!(self))
    }
}

/// The stages of [`compare`], in order.
pub const STAGES: [&str; 4] = ["rows", "findings", "causes", "text and figures"];

/// Compares two sides, in [`STAGES`].
pub fn compare(old: &Snapshot, new: &Snapshot, timings: &mut Timings) -> Comparison {
    let [of_rows, of_findings, of_causes, of_text] = STAGES;
    let (tables, matched) = timings.stage(of_rows, || match (&old.tables, &new.tables) {
        (Some(old), Some(new)) => {
            let matched = rows::match_all(old, new);
            let changes = matched
                .iter()
                .filter_map(|(name, table)| table.change(name));
            (changes.collect(), Some(matched))
        }
        _ => (Vec::new(), None),
    });
    let fates = matched.as_ref().map(fates::Fates::of);
    let findings = timings.stage(of_findings, || {
        findings::compare(&old.findings, &new.findings, fates.as_ref())
    });
    let causes = timings.stage(of_causes, || causes::compare(&findings, fates.as_ref()));
    let both_written = old.is_written && new.is_written;
    let claims_of = |side: &Snapshot| {
        let claims: &[ClaimState] = if both_written { &side.claims } else { &[] };
        claims.to_vec()
    };
    let (old_claims, new_claims) = (claims_of(old), claims_of(new));
    let (sentences, figures) = timings.stage(of_text, || {
        let sentences = match (&old.sentences, &new.sentences) {
            (Some(old), Some(new)) => sentences::compare(old, new),
            _ => Vec::new(),
        };
        let figures = if both_written {
            figures::compare(&old.figures, &new.figures)
        } else {
            Vec::new()
        };
        (sentences, figures)
    });
    let mut comparison = Comparison {
        format: FORMAT,
        brief: old.brief.clone(),
        sides: Pair::of(old.side.clone(), new.side.clone()),
        verdict: Verdict {
            findings_of: in_order_of_both(old.findings.keys(), new.findings.keys()).len(),
            claims_of: claims::on_either_side(&old_claims, &new_claims),
            rows_compared: old.tables.is_some() && new.tables.is_some(),
            sentences_compared: old.sentences.is_some() && new.sentences.is_some(),
            claims_and_figures_compared: both_written,
            ..Verdict::default()
        },
        tables,
        findings,
        causes,
        claims: claims::compare(&old_claims, &new_claims),
        sentences,
        figures,
    };
    comparison.count();
    comparison
}

impl Comparison {
    /// Counts into the verdict what differs.
    fn count(&mut self) {
        // Rows of a table that is made from another are that one's.
        let tables = self.tables.iter().filter(|table| table.made_from.is_none());
        let rows = |count: fn(&TableChange) -> usize| tables.clone().map(count).sum();
        self.verdict = Verdict {
            findings: self.findings.len(),
            coverage_lost: self.coverage_of(Coverage::Lost),
            coverage_gained: self.coverage_of(Coverage::Gained),
            claims_now_false: self.claims_of(ClaimFate::NowFalse),
            claims_now_true: self.claims_of(ClaimFate::NowTrue),
            sentences: self.sentences.len(),
            rows_gained: rows(|table| table.rows_gained.len()),
            rows_lost: rows(|table| table.rows_lost.len()),
            rows_changed: rows(|table| table.rows_changed.len()),
            rows_rekeyed: rows(|table| table.rows_rekeyed.len()),
            figures: self.figures.len(),
            ..self.verdict
        };
    }
}

/// Whether data for a finding came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    /// Only the new side has data.
    Gained,
    /// Only the old side has data.
    Lost,
}

/// The names of both sides without duplicates, each at its earlier position: the same order if the sides are swapped.
fn in_order_of_both<'a, T: Clone + Ord + 'a>(
    old: impl Iterator<Item = &'a T>,
    new: impl Iterator<Item = &'a T>,
) -> Vec<T> {
    let mut earliest: BTreeMap<&T, usize> = BTreeMap::new();
    for (at, name) in old.enumerate().chain(new.enumerate()) {
        let known = earliest.entry(name).or_insert(at);
        *known = at.min(*known);
    }
    let mut names: Vec<(usize, &T)> = earliest.into_iter().map(|(name, at)| (at, name)).collect();
    names.sort_unstable();
    names.into_iter().map(|(_, name)| name.clone()).collect()
}
