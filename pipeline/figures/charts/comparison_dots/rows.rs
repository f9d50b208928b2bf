//! The rows of a comparison: each a share of its own base.

use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::with_thousands;
use brief_drawing::canvas::percent;

use super::share::{ShareRange, ShareValue, known};
use crate::definition::{ComparedMeasure, ComparedRow, ComparisonDots};
use crate::lookup::{DrawError, Lookup};

/// A row with its share.
pub(super) struct DotsRow<'a> {
    pub measure: &'a ComparedMeasure,
    /// The first of its measure, under the title.
    pub first: bool,
    /// As declared.
    pub row: &'a ComparedRow,
    /// Its share, when there is one.
    pub known: Option<ShareValue>,
    /// What its range is, in words.
    pub range: Option<String>,
}

impl DotsRow<'_> {
    /// Its numbers, for export.
    pub(super) fn plotted(&self) -> serde_json::Value {
        serde_json::json!({
            "measure": self.measure.title,
            "row": self.row.label,
            "base": self.row.base,
            "share": self.known.as_ref().map(|known| known.share),
            "numerator": self.known.as_ref().map(|known| known.numerator),
            "denominator": self.known.as_ref().map(|known| known.denominator),
            "limit": self.known.as_ref().map(|known| known.limit),
            "range": self.known.as_ref().map(|known| known.range),
            "source": self.known.as_ref().map(|known| &known.source),
            "rests_on": self.known.as_ref().map(|known| &known.rests_on),
        })
    }
}

/// All rows, measure by measure.
///
/// # Errors
/// When a share cannot be looked up, a measure has no rows, or nothing is compared.
pub(super) fn rows<'a>(
    dots: &'a ComparisonDots,
    lookup: Lookup<'_>,
) -> Result<Vec<DotsRow<'a>>, DrawError> {
    let mut rows = Vec::new();
    for measure in &dots.measures {
        for (number, row) in measure.rows.iter().enumerate() {
            let known = match &row.value {
                Some(share) => known(&row.label, share, lookup)?,
                None => None,
            };
            let range = known.as_ref().and_then(|known| known.range);
            rows.push(DotsRow {
                measure,
                first: number == 0,
                row,
                range: range
                    .map(|range| {
                        let sign = known
                            .as_ref()
                            .map_or("", |known| known.sign_of_range.as_str());
                        range_in_words(dots, range, sign, lookup)
                    })
                    .transpose()?,
                known,
            });
        }
    }
    let empty = dots.measures.iter().find(|measure| measure.rows.is_empty());
    let fault = |word: &str, message: &str| lookup.fault("bad-declaration", word, message);
    match empty {
        Some(measure) => Err(fault(&measure.title, "this measure has no rows").into()),
        None if rows.is_empty() => Err(fault("measures", "nothing is compared").into()),
        None => Ok(rows),
    }
}

fn range_in_words(
    dots: &ComparisonDots,
    range: ShareRange,
    sign: &str,
    lookup: Lookup<'_>,
) -> Result<String, Diagnostic> {
    let (lower, upper) = range.counts();
    let values = [
        ("lower", format!("{}{sign}", percent(range.lower))),
        ("upper", format!("{}{sign}", percent(range.upper))),
        ("lower_count", format!("{}{sign}", with_thousands(lower))),
        ("upper_count", format!("{}{sign}", with_thousands(upper))),
        ("of", format!("{}{sign}", with_thousands(range.of))),
    ];
    lookup.fill(&dots.range, &values)
}
