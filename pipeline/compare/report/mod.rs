//! A comparison for readers: the groups, their order, and the sentences. Text, Markdown, HTML, PDF, and annotations only
//! lay it out.

mod causes;
mod claims;
mod figures;
mod findings;
mod picture;
mod sentences;
mod tables;
mod verdict;
mod words;

use serde::Serialize;

use super::Comparison;

pub(crate) use causes::CauseEntry;
pub(crate) use claims::{ClaimEntry, ClaimGroup};
pub(crate) use figures::FigureEntry;
pub(crate) use findings::FindingEntry;
pub(crate) use picture::{PictureSource, embedded};
pub(crate) use sentences::{Side, Span};
pub(crate) use tables::{RowEntry, TableEntry};
pub(crate) use words::phrase;

use claims::Flips;
use findings::CoverageGroup;
use sentences::SentenceGroup;
use verdict::{FilterKind, VerdictItem};

/// How much of long lists is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// The first few of each, and how to see the rest.
    Short,
    /// Everything.
    Whole,
}

/// How many entries of its long lists a report holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Of the rows that moved a finding.
    pub rows_of_finding: usize,
    /// Of the rows of a cause, and of each kind of change in a table.
    pub rows: usize,
    /// Of the values of a figure.
    pub marks: usize,
}

impl Limits {
    /// These, or none where the report is to be whole.
    pub(crate) fn at(self, length: Length) -> Self {
        match length {
            Length::Short => self,
            Length::Whole => Limits {
                rows_of_finding: usize::MAX,
                rows: usize::MAX,
                marks: usize::MAX,
            },
        }
    }
}

/// The beginning of a list, and how many more entries there are.
#[derive(Serialize)]
pub(crate) struct Listing {
    pub shown: Vec<String>,
    pub more: usize,
}

impl Listing {
    pub(crate) fn of(entries: impl ExactSizeIterator<Item = String>, limit: usize) -> Self {
        Listing {
            more: entries.len().saturating_sub(limit),
            shown: entries.take(limit).collect(),
        }
    }

    /// On one line, each entry as `set` sets it.
    pub(crate) fn line(&self, separator: &str, set: impl Fn(&str) -> String) -> String {
        let mut entries: Vec<String> = self.shown.iter().map(|entry| set(entry)).collect();
        if self.more > 0 {
            entries.push(format!("… and {} more", self.more));
        }
        entries.join(separator)
    }
}

/// A value by its name, before and now.
#[derive(Serialize)]
pub(crate) struct NamedChange {
    pub name: String,
    pub old: String,
    pub new: String,
}

/// The whole report. What it serializes to is what the templates of HTML and PDF are given.
#[derive(Serialize)]
pub(crate) struct Report<'a> {
    pub brief: &'a str,
    pub old: &'a str,
    pub new: &'a str,
    /// What cannot be compared.
    pub lacks: Vec<String>,
    /// The verdict as lines; none when nothing differs.
    #[serde(skip)]
    pub summary: Vec<String>,
    /// The verdict as numbers that lead to their sections, the gravest first.
    verdict: Vec<VerdictItem>,
    kinds: Vec<FilterKind>,
    pub coverage: Vec<CoverageGroup<'a>>,
    pub claims: Vec<ClaimGroup<'a>>,
    /// Those that have data on both sides or on none.
    pub findings: Vec<FindingEntry<'a>>,
    pub sentences: Vec<SentenceGroup>,
    pub causes: Vec<CauseEntry>,
    pub figures: Vec<FigureEntry<'a>>,
    pub tables: Vec<TableEntry<'a>>,
}

impl<'a> Report<'a> {
    /// `show` takes a picture and returns what the renderer refers to it by, if it can show it.
    pub(crate) fn of(
        comparison: &'a Comparison,
        limits: Limits,
        mut show: impl FnMut(&PictureSource<'_>) -> Option<String>,
    ) -> Self {
        let sides = &comparison.sides;
        let lacks = [&sides.old, &sides.new].into_iter().flat_map(|side| {
            let parts = side.lacks.iter();
            parts.map(|part| format!("{} holds no {part}", side.is))
        });
        let flips = Flips::of(&comparison.claims);
        let causes = comparison.causes.iter();
        let figures = (1..).zip(&comparison.figures);
        let tables = (1..).zip(&comparison.tables);
        let mut report = Report {
            brief: &comparison.brief,
            old: &sides.old.is,
            new: &sides.new.is,
            lacks: lacks.collect(),
            summary: Vec::new(),
            verdict: Vec::new(),
            kinds: Vec::new(),
            coverage: findings::coverage(&comparison.findings, &flips, limits),
            claims: claims::groups(&comparison.claims),
            findings: findings::entries(&comparison.findings, None, &flips, limits),
            sentences: sentences::groups(&comparison.sentences, &flips),
            causes: causes
                .map(|cause| CauseEntry::of(cause, &flips, limits))
                .collect(),
            figures: figures
                .map(|(number, change)| FigureEntry::of(number, change, limits, &mut show))
                .collect(),
            tables: tables
                .map(|(number, change)| TableEntry::of(number, change, limits))
                .collect(),
        };
        report.kinds = report.filter_kinds();
        if !comparison.is_empty() {
            report.summary = verdict::summary(comparison);
            report.verdict = report.verdict_items(comparison);
        }
        report
    }

    /// Whether nothing differs.
    pub(crate) fn is_empty(&self) -> bool {
        self.summary.is_empty()
    }

    /// What the renderer refers to its pictures by.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = &str> + Clone {
        self.figures.iter().flat_map(FigureEntry::pictures)
    }
}
