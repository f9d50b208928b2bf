//! The verdict: a comparison in numbers.

use serde::Serialize;

use super::claims::{FATES, heading};
use super::findings::{GAINED, LOST};
use super::words::{self, either, phrase};
use super::{Report, TableEntry};
use crate::{ClaimFate, Comparison};

/// A number of the verdict.
#[derive(Serialize)]
pub(super) struct VerdictItem {
    number: usize,
    what: String,
    /// Where the report tells more.
    section: Option<&'static str>,
    is_grave: bool,
}

/// What can be shown or hidden together.
#[derive(Serialize)]
pub(super) struct FilterKind {
    id: &'static str,
    label: &'static str,
    count: usize,
}

/// The verdict in lines: findings, claims, sentences and figures, rows.
pub(super) fn summary(comparison: &Comparison) -> Vec<String> {
    let verdict = &comparison.verdict;
    let mut findings = format!(
        "{} of {} findings {}",
        verdict.findings,
        verdict.findings_of,
        differ(verdict.findings)
    );
    let (lost, gained) = (verdict.coverage_lost, verdict.coverage_gained);
    for (count, what) in [(lost, lose(lost)), (gained, gain(gained))] {
        if count > 0 {
            findings.push_str(&format!("; {count} {what}"));
        }
    }
    let compared = |is_compared: bool, count: usize, what: &str| {
        if is_compared {
            format!("{} {}", words::counted(count, what), differ(count))
        } else {
            format!("{what}s not compared")
        }
    };
    let sentences = compared(verdict.sentences_compared, verdict.sentences, "sentence");
    let figures = compared(
        verdict.claims_and_figures_compared,
        verdict.figures,
        "figure",
    );
    let rows = if verdict.rows_compared {
        words::rows(
            verdict.rows_gained,
            verdict.rows_lost,
            verdict.rows_changed,
            verdict.rows_rekeyed,
        )
    } else {
        "not compared".to_owned()
    };
    vec![
        findings,
        claims(comparison),
        format!("{sentences}, {figures}"),
        format!("rows: {rows}"),
    ]
}

/// What became of the claims: `of 3 claims: 1 no longer true`.
fn claims(comparison: &Comparison) -> String {
    if !comparison.verdict.claims_and_figures_compared {
        return "claims not compared".to_owned();
    }
    let fates = FATES.map(|fate| (comparison.claims_of(fate), phrase(heading(fate))));
    let fates = fates.into_iter().filter(|(count, _)| *count > 0);
    let fates: Vec<String> = fates
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let all = words::counted(comparison.verdict.claims_of, "claim");
    if fates.is_empty() {
        format!("of {all}, none differs")
    } else {
        format!("of {all}: {}", fates.join(", "))
    }
}

fn differ(count: usize) -> &'static str {
    either(count, "differs", "differ")
}

fn lose(count: usize) -> &'static str {
    either(count, "loses its data", "lose their data")
}

fn gain(count: usize) -> &'static str {
    either(count, "gains data", "gain data")
}

impl Report<'_> {
    pub(super) fn verdict_items(&self, comparison: &Comparison) -> Vec<VerdictItem> {
        let verdict = &comparison.verdict;
        let closer = comparison.claims_of(ClaimFate::Closer);
        let (lost, gained) = (verdict.coverage_lost, verdict.coverage_gained);
        let rows =
            verdict.rows_gained + verdict.rows_lost + verdict.rows_changed + verdict.rows_rekeyed;
        let item = |number: usize, section: Option<&'static str>, what: String| VerdictItem {
            number,
            what,
            section,
            is_grave: false,
        };
        let grave = |item: VerdictItem| VerdictItem {
            is_grave: true,
            ..item
        };
        let differing =
            |number: usize, what: &str| format!("{} {}", plural(number, what), differ(number));
        let in_claims = (!self.claims.is_empty()).then_some("claims");
        let items = [
            grave(item(
                lost,
                Some(LOST),
                format!("{} {}", plural(lost, "finding"), lose(lost)),
            )),
            grave(item(
                verdict.claims_now_false,
                in_claims,
                format!("of {} claims no longer true", verdict.claims_of),
            )),
            item(
                verdict.claims_now_true,
                in_claims,
                format!("{} true now", plural(verdict.claims_now_true, "claim")),
            ),
            item(
                closer,
                in_claims,
                format!("{} closer to turning over", plural(closer, "claim")),
            ),
            item(
                verdict.findings,
                (!self.findings.is_empty()).then_some("findings"),
                format!(
                    "of {} findings {}",
                    verdict.findings_of,
                    differ(verdict.findings)
                ),
            ),
            item(
                gained,
                Some(GAINED),
                format!("{} {}", plural(gained, "finding"), gain(gained)),
            ),
            item(
                verdict.sentences,
                Some("sentences"),
                differing(verdict.sentences, "sentence"),
            ),
            item(
                verdict.figures,
                Some("figures"),
                differing(verdict.figures, "figure"),
            ),
            item(
                rows,
                (!self.tables.is_empty()).then_some("rows"),
                format!(
                    "{}: {} added, {} gone, {} changed, {} under another key",
                    differing(rows, "row"),
                    verdict.rows_gained,
                    verdict.rows_lost,
                    verdict.rows_changed,
                    verdict.rows_rekeyed
                ),
            ),
        ];
        items.into_iter().filter(|item| item.number > 0).collect()
    }

    pub(super) fn filter_kinds(&self) -> Vec<FilterKind> {
        let coverage = match self.coverage.as_slice() {
            [only] => only.heading,
            _ => "Coverage",
        };
        let kind = |id, label, count| FilterKind { id, label, count };
        let of_coverage = self.coverage.iter().map(|group| group.findings.len()).sum();
        let of_claims = self.claims.iter().map(|group| group.claims.len()).sum();
        let sentences = self.sentences.iter();
        let of_sentences = sentences.map(|group| group.sentences.len()).sum();
        let of_rows = self.tables.iter().map(TableEntry::items).sum();
        let kinds = [
            kind("coverage", coverage, of_coverage),
            kind("claims", "Claims", of_claims),
            kind("findings", "Findings", self.findings.len()),
            kind("sentences", "Sentences", of_sentences),
            kind("causes", "Causes", self.causes.len()),
            kind("figures", "Figures", self.figures.len()),
            kind("rows", "Rows", of_rows),
        ];
        kinds.into_iter().filter(|kind| kind.count > 0).collect()
    }
}

/// `sentence`, or `sentences` where there is not one.
fn plural(number: usize, what: &str) -> String {
    format!("{what}{}", either(number, "", "s"))
}
