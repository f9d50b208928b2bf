//! The findings in the report, and what moved them.

use serde::Serialize;

use brief_base::numbers::with_thousands;
use brief_base::plain_text::counted;

use super::Shown;
use super::parts::{Entry, Listing};
use super::prose::Flipped;
use crate::causes::Cause;
use crate::findings::FindingChange;
use crate::{Coverage, Pair, words};

/// Where the report tells of findings that lost their data.
pub(super) const LOST: &str = "coverage-lost";
/// Where it tells of those that have data only now.
pub(super) const GAINED: &str = "coverage-gained";

/// Findings whose data came or went.
#[derive(Serialize)]
pub(super) struct CoverageGroup {
    id: &'static str,
    /// Its heading.
    pub heading: &'static str,
    caption: &'static str,
    /// The findings.
    pub findings: Vec<Finding>,
}

/// A finding that differs.
#[derive(Serialize)]
pub(super) struct Finding {
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

/// A cause.
#[derive(Serialize)]
pub(super) struct CauseTold {
    reason: String,
    count: String,
    rows: Listing,
    findings: Vec<String>,
    flips: bool,
}

/// The findings whose data came or went; those that lost it first.
pub(super) fn coverage(
    findings: &[FindingChange],
    flipped: &Flipped<'_>,
    shown: Shown,
) -> Vec<CoverageGroup> {
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
                .map(|finding| Finding::of(finding, flipped, shown))
                .collect(),
        }
    });
    groups.filter(|group| !group.findings.is_empty()).collect()
}

impl Finding {
    /// A finding that differs, as the report tells it.
    pub(super) fn of(change: &FindingChange, flipped: &Flipped<'_>, shown: Shown) -> Self {
        let side = |side: &Option<_>| words::value(side.as_ref());
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
        if !change.parts.is_empty() {
            moved_by.push(words::parts(&change.parts));
        }
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
        let difference = words::difference(change);
        let rows = change.rows.iter().map(|moved| words::row(&moved.row));
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
            rows: Listing::beside(rows.collect(), shown),
        }
    }
}

impl CauseTold {
    /// A cause, as the report tells it.
    pub(super) fn of(cause: &Cause, flipped: &Flipped<'_>, shown: Shown) -> Self {
        let mut moved = cause.findings.iter();
        let rows = cause.rows.iter().map(words::row);
        CauseTold {
            reason: words::reason(&cause.reason, cause.rows.len()),
            count: counted(cause.findings.len(), "finding"),
            rows: Listing::alone(rows.collect(), shown),
            findings: cause.findings.iter().map(words::moved).collect(),
            flips: moved.any(|moved| flipped.findings.contains(moved.finding.as_str())),
        }
    }
}
