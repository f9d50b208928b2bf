//! The findings in the report.

use serde::Serialize;

use brief_base::numbers::with_thousands;
use brief_model::rests_on::RestsOn;

use super::claims::Flips;
use super::words::{self, counted};
use super::{Limits, Listing, NamedChange};
use crate::Coverage;
use crate::findings::FindingChange;

/// Where the report tells of findings that lost their data.
pub(super) const LOST: &str = "coverage-lost";
/// Where it tells of those that have data only now.
pub(super) const GAINED: &str = "coverage-gained";

/// Findings whose data came or went.
#[derive(Serialize)]
pub(crate) struct CoverageGroup<'a> {
    id: &'static str,
    pub heading: &'static str,
    pub caption: &'static str,
    pub findings: Vec<FindingEntry<'a>>,
    #[serde(skip)]
    pub coverage: Coverage,
}

/// A finding that differs.
#[derive(Serialize)]
pub(crate) struct FindingEntry<'a> {
    pub name: &'a str,
    pub title: &'a str,
    pub old: String,
    pub new: String,
    /// `+1, +4 points`; empty where a side has no number.
    pub difference: String,
    flips: bool,
    /// What its difference is due to, between two states of a project.
    #[serde(skip)]
    pub due_to: Option<String>,
    /// Summary of its details; empty if it has none.
    moved_by: String,
    pub categories: Vec<String>,
    pub definition: Vec<NamedChange>,
    rows: Listing,
}

/// The findings whose data came or went; those that lost it first.
pub(super) fn coverage<'a>(
    changes: &'a [FindingChange],
    flips: &Flips<'_>,
    limits: Limits,
) -> Vec<CoverageGroup<'a>> {
    let group = |coverage, id, heading, caption| CoverageGroup {
        id,
        heading,
        caption,
        findings: entries(changes, Some(coverage), flips, limits),
        coverage,
    };
    let groups = [
        group(
            Coverage::Lost,
            LOST,
            "Lost coverage",
            "The new side has no data for these findings",
        ),
        group(
            Coverage::Gained,
            GAINED,
            "Gained coverage",
            "Only the new side has data for these findings",
        ),
    ];
    let groups = groups.into_iter();
    groups.filter(|group| !group.findings.is_empty()).collect()
}

/// The findings of one coverage, in the order of their definitions.
pub(super) fn entries<'a>(
    changes: &'a [FindingChange],
    coverage: Option<Coverage>,
    flips: &Flips<'_>,
    limits: Limits,
) -> Vec<FindingEntry<'a>> {
    let changes = changes.iter().filter(|change| change.coverage == coverage);
    changes
        .map(|change| FindingEntry::of(change, flips, limits))
        .collect()
}

impl<'a> FindingEntry<'a> {
    fn of(change: &'a FindingChange, flips: &Flips<'_>, limits: Limits) -> Self {
        let count = |count: Option<i64>, rests_on: &Option<RestsOn>| {
            let count = count.map_or_else(|| "none".to_owned(), with_thousands);
            count + &words::standing(rests_on.as_ref())
        };
        let categories = change.categories.iter().map(|category| {
            let (counts, rests_on) = (&category.count, &category.rests_on);
            let old = count(counts.old, &rests_on.old);
            let new = count(counts.new, &rests_on.new);
            format!("{}: {old} → {new}", category.category)
        });
        let set = |value: &Option<String>| value.clone().unwrap_or_else(|| "not set".to_owned());
        let definition = change.definition.iter().map(|entry| NamedChange {
            name: entry.key.clone(),
            old: set(&entry.value.old),
            new: set(&entry.value.new),
        });
        let due_to = (!change.parts.is_empty()).then(|| words::contributions(&change.parts));
        let rows = change.rows.iter().map(|effect| words::row(&effect.row));
        FindingEntry {
            name: &change.name,
            title: &change.title,
            old: words::value(change.value.old.as_ref()),
            new: words::value(change.value.new.as_ref()),
            difference: words::difference(change),
            flips: flips.findings.contains(change.name.as_str()),
            moved_by: moved_by(change, due_to.as_deref()),
            due_to,
            categories: categories.collect(),
            definition: definition.collect(),
            rows: Listing::of(rows, limits.rows_of_finding),
        }
    }
}

fn moved_by(change: &FindingChange, due_to: Option<&str>) -> String {
    let mut moved_by = Vec::from_iter(due_to.map(str::to_owned));
    if !change.definition.is_empty() {
        moved_by.push("defined in another way".to_owned());
    }
    if !change.rows.is_empty() {
        moved_by.push(format!("moved by {}", counted(change.rows.len(), "row")));
    }
    if moved_by.is_empty() && !change.categories.is_empty() {
        moved_by.push("by category".to_owned());
    }
    moved_by.join(", ")
}
