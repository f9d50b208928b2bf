//! The counts of a unit strip, checked against each other, and the cells that they take.

use serde::Serialize;

use brief_base::numbers::with_thousands;

use super::cells::CellRun;
use crate::charts::total::{SourcedCount, one, parts, sum, whole};
use crate::definition::{Category, CategoryGroup, UnitStrip};
use crate::lookup::{DrawError, Lookup};
use crate::selection::after_count;

/// All counts of a strip, as they are exported.
#[derive(Serialize)]
pub(super) struct StripCounts<'a> {
    /// How many units there are.
    pub total: SourcedCount,
    /// Parts of the total, from left to right.
    pub categories: Vec<CategoryCount<'a>>,
    /// Neighbouring categories named together.
    pub groups: Vec<GroupCount<'a>>,
}

/// A part of the total.
#[derive(Serialize)]
pub(super) struct CategoryCount<'a> {
    #[serde(rename = "category")]
    label: &'a str,
    /// How many.
    #[serde(flatten)]
    pub counted: SourcedCount,
    /// How many of them are named apart: the first of its cells.
    pub within: Option<SourcedCount>,
    /// As declared.
    #[serde(skip)]
    pub declared: &'a Category,
    #[serde(skip)]
    pub cells: CellRun,
}

impl CategoryCount<'_> {
    /// The cells of those that are named apart.
    pub(super) fn cells_within(&self) -> CellRun {
        let count = self.within.as_ref().map_or(0, |within| within.count);
        CellRun {
            first: self.cells.first,
            end: self.cells.first + cells(count),
        }
    }
}

/// Neighbouring categories named together.
#[derive(Serialize)]
pub(super) struct GroupCount<'a> {
    /// Its words after any number.
    #[serde(rename = "group")]
    label: &'a str,
    /// Its words after its count.
    #[serde(skip)]
    pub words: &'a str,
    /// How many.
    #[serde(flatten)]
    pub counted: SourcedCount,
    #[serde(skip)]
    pub cells: CellRun,
}

impl<'a> StripCounts<'a> {
    /// Looks all counts up.
    ///
    /// # Errors
    /// When a name is unknown, the categories do not add up to the total or a group's to its count, or
    /// a group names categories that are not there.
    pub(super) fn of(strip: &'a UnitStrip, lookup: Lookup<'_>) -> Result<Self, DrawError> {
        let total = whole(lookup, &strip.total)?;
        let categories = categories(strip, &total, lookup)?;
        let groups = strip.groups.iter();
        let groups = groups.map(|group| group_count(strip, group, &categories, lookup));
        Ok(StripCounts {
            groups: groups.collect::<Result<_, _>>()?,
            total,
            categories,
        })
    }
}

/// How many cells show a count.
pub(super) fn cells(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}

fn categories<'a>(
    strip: &'a UnitStrip,
    total: &SourcedCount,
    lookup: Lookup<'_>,
) -> Result<Vec<CategoryCount<'a>>, DrawError> {
    if strip.categories.is_empty() {
        return Err(lookup
            .fault("bad-declaration", "categories", "there are no categories")
            .into());
    }
    let declared = strip.categories.iter();
    let counts = declared.map(|category| (category.label.as_str(), &category.count));
    let counts = parts(lookup, (&strip.total, total), counts)?;
    let mut first = 0;
    let mut categories = Vec::new();
    for (declared, counted) in strip.categories.iter().zip(counts) {
        let end = first + cells(counted.count);
        categories.push(CategoryCount {
            label: &declared.label,
            within: within(declared, counted.count, lookup)?,
            counted,
            declared,
            cells: CellRun { first, end },
        });
        first = end;
    }
    Ok(categories)
}

fn within(
    category: &Category,
    whole: i64,
    lookup: Lookup<'_>,
) -> Result<Option<SourcedCount>, DrawError> {
    let Some(declared) = &category.within else {
        return Ok(None);
    };
    let counted = one(lookup, &declared.label, &declared.count)?;
    if counted.count <= whole {
        return Ok(Some(counted));
    }
    let (count, whole) = (with_thousands(counted.count), with_thousands(whole));
    let message = format!("{count} of \"{}\", which has {whole}", category.label);
    Err(lookup
        .fault("parts-do-not-add-up", &declared.label, &message)
        .into())
}

fn group_count<'a>(
    strip: &UnitStrip,
    group: &'a CategoryGroup,
    categories: &[CategoryCount<'_>],
    lookup: Lookup<'_>,
) -> Result<GroupCount<'a>, DrawError> {
    let [first, last] = group.categories;
    let members = categories.get(first..=last).unwrap_or_default();
    let (Some(from), Some(to)) = (members.first(), members.last()) else {
        return Err(out_of_range(strip, group, lookup));
    };
    let sum = sum(members.iter().map(|member| member.counted.count));
    let counted = one(lookup, &group.label, &group.count)?;
    if counted.count != sum {
        let (label, count) = (&group.label, with_thousands(counted.count));
        let sum = with_thousands(sum);
        let message = format!("\"{label}\" is {count}, and its categories add up to {sum}");
        return Err(lookup.fault("parts-do-not-add-up", label, &message).into());
    }
    Ok(GroupCount {
        label: &group.label,
        words: after_count(counted.count, group.one.as_ref(), &group.label),
        counted,
        cells: CellRun {
            first: from.cells.first,
            end: to.cells.end,
        },
    })
}

fn out_of_range(strip: &UnitStrip, group: &CategoryGroup, lookup: Lookup<'_>) -> DrawError {
    let [first, last] = group.categories;
    let categories = strip.categories.iter().enumerate();
    let known: Vec<String> = categories
        .map(|(at, one)| format!("{at} \"{}\"", one.label))
        .collect();
    lookup
        .fault(
            "bad-declaration",
            &group.label,
            &format!("\"{}\" groups categories {first} to {last}", group.label),
        )
        .with_help(format!(
            "give the first and the last of: {}",
            known.join(", ")
        ))
        .into()
}
