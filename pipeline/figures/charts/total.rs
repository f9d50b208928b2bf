//! Parts of a total: what a figure counts is counted once, and all of it.

use serde::Serialize;

use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::with_thousands;

use brief_model::rests_on::RestsOn;

use crate::definition::CountSource;
use crate::lookup::{DrawError, Lookup};
use crate::selection::RowSelection;

/// Where a plotted number comes from, as exported with the drawing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum PlottedSource {
    /// A finding.
    Finding {
        /// Its name.
        finding: String,
        /// Which rows of it.
        #[serde(rename = "where", skip_serializing_if = "RowSelection::is_empty")]
        selection: RowSelection,
        /// The finding whose numerator is the base, where it is another.
        #[serde(skip_serializing_if = "Option::is_none")]
        of: Option<String>,
    },
    /// A cited fact.
    Fact {
        /// Its name.
        fact: String,
    },
    /// What the other parts leave.
    Remainder {
        /// The total's name.
        remainder_of: String,
    },
}

impl PlottedSource {
    /// A finding as a whole.
    pub(crate) fn finding(name: &str) -> Self {
        PlottedSource::Finding {
            finding: name.to_owned(),
            selection: RowSelection::default(),
            of: None,
        }
    }

    /// The same as a share of another finding's numerator.
    #[must_use]
    pub(crate) fn divided_by(self, base: &str) -> Self {
        match self {
            PlottedSource::Finding {
                finding, selection, ..
            } => PlottedSource::Finding {
                finding,
                selection,
                of: Some(base.to_owned()),
            },
            other => other,
        }
    }

    fn of_count(count: &CountSource, whole: &str) -> Self {
        match count.number.as_ref().or(count.table.as_ref()) {
            Some(finding) => PlottedSource::Finding {
                finding: finding.clone(),
                selection: count.selection.clone(),
                of: None,
            },
            None => PlottedSource::Remainder {
                remainder_of: whole.to_owned(),
            },
        }
    }
}

/// A count and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct SourcedCount {
    /// How many, never negative.
    pub count: i64,
    /// Where it comes from.
    pub source: PlottedSource,
    /// What it rests on, where the dataset marks cells as set or chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<RestsOn>,
}

impl SourcedCount {
    /// As it is drawn, with the sign of illustrative numbers.
    pub(crate) fn drawn(&self, lookup: Lookup<'_>) -> String {
        let sign = lookup.sign(self.rests_on.as_ref());
        format!("{}{sign}", with_thousands(self.count))
    }
}

/// A number by the name of its finding.
///
/// # Errors
/// When there is no such number, it is negative, or the dataset does not hold it.
pub(crate) fn whole(lookup: Lookup<'_>, name: &str) -> Result<SourcedCount, DrawError> {
    let number = lookup.number(name)?;
    Ok(SourcedCount {
        count: not_negative(lookup, name, number.numerator)?,
        source: PlottedSource::finding(name),
        rests_on: number.rests_on.clone(),
    })
}

/// A count by itself, declared under `label`.
///
/// # Errors
/// When a name in it is unknown, it is negative, or it is a remainder: nothing is left of one count.
pub(crate) fn one(
    lookup: Lookup<'_>,
    label: &str,
    count: &CountSource,
) -> Result<SourcedCount, DrawError> {
    let Some((number, rests_on)) = lookup.count(label, count)? else {
        return Err(lookup
            .fault(
                "bad-declaration",
                label,
                &format!("\"{label}\" cannot be a remainder: it is no part of a total"),
            )
            .with_help("take its count from `number` or from `table`")
            .into());
    };
    Ok(SourcedCount {
        count: not_negative(lookup, label, number)?,
        source: PlottedSource::of_count(count, label),
        rests_on,
    })
}

/// The parts of a total in their declared order, a remainder worked out. `name` is the total's: a
/// finding, or the label of what has parts of its own.
///
/// # Errors
/// When a name is unknown, a part negative, or the parts do not add up to the total.
pub(crate) fn parts<'a>(
    lookup: Lookup<'_>,
    (name, whole): (&str, &SourcedCount),
    declared: impl IntoIterator<Item = (&'a str, &'a CountSource)>,
) -> Result<Vec<SourcedCount>, DrawError> {
    let (total, whole_rests_on) = (whole.count, whole.rests_on.as_ref());
    let mut given = Vec::new();
    for (label, count) in declared {
        let (number, rests_on) = match lookup.count(label, count)? {
            Some((number, rests_on)) => (Some(not_negative(lookup, label, number)?), rests_on),
            None => (None, None),
        };
        given.push((
            label,
            number,
            PlottedSource::of_count(count, name),
            rests_on,
        ));
    }
    let sum = sum(given.iter().filter_map(|part| part.1));
    let remainders = given.iter().filter(|part| part.1.is_none()).count();
    if remainders > 1 || sum > total || (remainders == 0 && sum < total) {
        return Err(lookup
            .fault(
                "parts-do-not-add-up",
                name,
                &format!("the parts add up to {sum}, and \"{name}\" is {total}"),
            )
            .with_help(list(
                given.iter().map(|(label, count, ..)| (*label, *count)),
            ))
            .into());
    }
    // What is left rests on the whole and on all that is taken from it.
    let parts = given.iter().map(|(.., rests_on)| rests_on.as_ref());
    let of_remainder = RestsOn::together(parts.chain([whole_rests_on]));
    Ok(given
        .into_iter()
        .map(|(_, count, source, rests_on)| SourcedCount {
            rests_on: match count {
                Some(_) => rests_on,
                None => of_remainder.clone(),
            },
            count: count.unwrap_or(total - sum),
            source,
        })
        .collect())
}

/// A sum that stops at the largest number there is.
pub(crate) fn sum(counts: impl IntoIterator<Item = i64>) -> i64 {
    counts.into_iter().fold(0, i64::saturating_add)
}

/// Lists the parts, to help fix the declaration.
fn list<'a>(parts: impl Iterator<Item = (&'a str, Option<i64>)>) -> String {
    let listed: Vec<String> = parts
        .map(|(label, count)| match count {
            Some(count) => format!("{} {label}", with_thousands(count)),
            None => format!("the remainder {label}"),
        })
        .collect();
    let parts = if listed.is_empty() {
        "there are no parts".to_owned()
    } else {
        format!("the parts are: {}", listed.join("; "))
    };
    format!("{parts}; give each unit one part, and at most one of them as `remainder: true`")
}

fn not_negative(lookup: Lookup<'_>, label: &str, count: i64) -> Result<i64, Diagnostic> {
    if count >= 0 {
        return Ok(count);
    }
    Err(lookup.fault(
        "negative-count",
        label,
        &format!(
            "\"{label}\" is {}, and a length cannot show less than nothing",
            with_thousands(count)
        ),
    ))
}
