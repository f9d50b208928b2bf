//! The counts of ordered bars and of their parts, checked against their totals and put in order.

use serde::Serialize;

use crate::charts::total::{PlottedSource, SourcedCount, parts};
use crate::definition::{Bar, OrderedBars};
use crate::lookup::{DrawError, Lookup};
use crate::selection::after_count;

/// A bar with its numbers.
#[derive(Serialize)]
pub(super) struct BarCount<'a> {
    /// In words.
    #[serde(rename = "bar")]
    pub label: &'a str,
    /// As declared.
    #[serde(skip)]
    pub bar: &'a Bar,
    /// How many.
    #[serde(flatten)]
    pub counted: SourcedCount,
    /// How many, as drawn.
    #[serde(skip)]
    pub drawn: String,
    /// What it is made of, most first, the rest last.
    pub parts: Vec<BarPartCount<'a>>,
    /// The same as drawn: "2 military, 2 police, 1 diplomatic".
    #[serde(skip)]
    pub parts_drawn: String,
}

/// A part of a bar with its number.
#[derive(Serialize)]
pub(super) struct BarPartCount<'a> {
    /// Its words after any number.
    #[serde(rename = "part")]
    label: &'a str,
    /// Its words after its count.
    #[serde(skip)]
    words: &'a str,
    /// How many.
    #[serde(flatten)]
    pub counted: SourcedCount,
}

fn parts_drawn(parts: &[BarPartCount<'_>], lookup: Lookup<'_>) -> String {
    let parts = parts.iter().filter(|part| part.counted.count > 0);
    let parts = parts.map(|part| format!("{}\u{a0}{}", part.counted.drawn(lookup), part.words));
    parts.collect::<Vec<_>>().join(", ")
}

/// The bars in the order they are drawn: longest first, those declared `last` at the end.
///
/// # Errors
/// When there are none, a name is unknown, or bars or parts do not add up.
pub(super) fn measure<'a>(
    bars: &'a OrderedBars,
    total: &SourcedCount,
    lookup: Lookup<'_>,
) -> Result<Vec<BarCount<'a>>, DrawError> {
    if bars.bars.is_empty() {
        return Err(lookup
            .fault("bad-declaration", "bars", "there are no bars")
            .into());
    }
    let declared = bars.bars.iter().map(|bar| (bar.label.as_str(), &bar.count));
    let counts = parts(lookup, (&bars.total, total), declared)?;
    let mut measured = Vec::new();
    for (bar, counted) in bars.bars.iter().zip(counts) {
        let parts = measure_parts(bar, &counted, lookup)?;
        measured.push(BarCount {
            label: &bar.label,
            bar,
            drawn: counted.drawn(lookup),
            parts_drawn: parts_drawn(&parts, lookup),
            parts,
            counted,
        });
    }
    measured.sort_by_key(|bar| (bar.bar.last, -bar.counted.count));
    Ok(measured)
}

fn measure_parts<'a>(
    bar: &'a Bar,
    count: &SourcedCount,
    lookup: Lookup<'_>,
) -> Result<Vec<BarPartCount<'a>>, DrawError> {
    if bar.parts.is_empty() {
        return Ok(Vec::new());
    }
    let declared = bar
        .parts
        .iter()
        .map(|part| (part.label.as_str(), &part.count));
    let counts = parts(lookup, (&bar.label, count), declared)?;
    let declared = bar.parts.iter().zip(counts);
    let mut measured: Vec<BarPartCount<'_>> = declared
        .map(|(part, counted)| BarPartCount {
            label: &part.label,
            words: after_count(counted.count, part.one.as_ref(), &part.label),
            counted,
        })
        .collect();
    let is_rest =
        |part: &BarPartCount<'_>| matches!(part.counted.source, PlottedSource::Remainder { .. });
    measured.sort_by_key(|part| (is_rest(part), -part.counted.count));
    Ok(measured)
}
