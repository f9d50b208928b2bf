//! The verdict: a comparison in numbers.

use serde::Serialize;

use super::claims::{FATES, heading};
use super::findings::{GAINED, LOST};
use super::words::{self, counted, either, phrase};
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
    let (all, count) = (verdict.findings_of, verdict.findings);
    let mut findings = format!("{count} of {} {}", counted(all, "finding"), differ(count));
    let (lost, gained) = (verdict.coverage_lost, verdict.coverage_gained);
    for (count, what) in [(lost, lose(lost)), (gained, gain(gained))] {
        if count > 0 {
            findings.push_str(&format!("; {count} {what}"));
        }
    }
    let differing = |is_compared: bool, count: usize, what: &str| {
        if is_compared {
            format!("{} {}", counted(count, what), differ(count))
        } else {
            format!("{what}s not compared")
        }
    };
    let sentences = differing(verdict.sentences_compared, verdict.sentences, "sentence");
    let are_compared = verdict.claims_and_figures_compared;
    let figures = differing(are_compared, verdict.figures, "figure");
    let rows = if verdict.rows_compared {
        words::rows(verdict.rows())
    } else {
        "not compared".to_owned()
    };
    let texts = format!("{sentences}, {figures}");
    vec![findings, claims(comparison), texts, format!("rows: {rows}")]
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
    let all = counted(comparison.verdict.claims_of, "claim");
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

/// `sentence`, or `sentences` where there is not one.
fn plural(count: usize, what: &str) -> String {
    format!("{what}{}", either(count, "", "s"))
}

impl Report<'_> {
    pub(super) fn verdict_items(&self, comparison: &Comparison) -> Vec<VerdictItem> {
        let verdict = &comparison.verdict;
        let rows = verdict.rows();
        let (lost, gained) = (verdict.coverage_lost, verdict.coverage_gained);
        let (now_true, closer) = (
            verdict.claims_now_true,
            comparison.claims_of(ClaimFate::Closer),
        );
        let (all_findings, all_claims) = (verdict.findings_of, verdict.claims_of);
        let of_lost = format!("{} {}", plural(lost, "finding"), lose(lost));
        let of_false = format!("of {} no longer true", counted(all_claims, "claim"));
        let of_true = format!("{} true now", plural(now_true, "claim"));
        let of_closer = format!("{} closer to turning over", plural(closer, "claim"));
        let of_findings = format!(
            "of {} {}",
            counted(all_findings, "finding"),
            differ(verdict.findings)
        );
        let of_gained = format!("{} {}", plural(gained, "finding"), gain(gained));
        let differing = |count, what| format!("{} {}", plural(count, what), differ(count));
        let of_rows = format!(
            "{}: {} added, {} gone, {} changed, {} under another key",
            differing(rows.sum(), "row"),
            rows.gained,
            rows.lost,
            rows.changed,
            rows.rekeyed
        );
        let sentences = differing(verdict.sentences, "sentence");
        let figures = differing(verdict.figures, "figure");

        let there = |is_there: bool, section: &'static str| is_there.then_some(section);
        let in_claims = there(!self.claims.is_empty(), "claims");
        let in_findings = there(!self.findings.is_empty(), "findings");
        let in_rows = there(!self.tables.is_empty(), "rows");
        let item = |is_grave, number, what, section| VerdictItem {
            number,
            what,
            section,
            is_grave,
        };
        let items = [
            item(true, lost, of_lost, Some(LOST)),
            item(true, verdict.claims_now_false, of_false, in_claims),
            item(false, now_true, of_true, in_claims),
            item(false, closer, of_closer, in_claims),
            item(false, verdict.findings, of_findings, in_findings),
            item(false, gained, of_gained, Some(GAINED)),
            item(false, verdict.sentences, sentences, Some("sentences")),
            item(false, verdict.figures, figures, Some("figures")),
            item(false, rows.sum(), of_rows, in_rows),
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
