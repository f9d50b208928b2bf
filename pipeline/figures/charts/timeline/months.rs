//! The slots of a timeline: one a month, and one for what has no month.

use std::collections::BTreeMap;
use std::fmt;

use brief_base::diagnostics::Diagnostic;
use brief_model::findings::FindingRow;

use crate::charts::total::sum;
use crate::definition::Timeline;
use crate::lookup::{DrawError, Lookup};

/// Abbreviated names of the months.
const NAMES: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Month {
    /// From 0 to 9999.
    pub year: u16,
    /// From 0 to 11.
    number: u8,
}

impl Month {
    /// Reads `YYYY-MM`.
    fn parse(code: &str) -> Option<Self> {
        let (year, month) = code.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || month.len() != 2 || !digits(year) || !digits(month) {
            return None;
        }
        let number: u8 = month.parse().ok()?;
        let number = number.checked_sub(1).filter(|number| *number < 12)?;
        let year = year.parse().ok()?;
        Some(Month { year, number })
    }

    /// How many months after the year 0 it is.
    fn index(self) -> u32 {
        u32::from(self.year) * 12 + u32::from(self.number)
    }

    /// The next one.
    fn next(self) -> Self {
        match self.number {
            11 => Month {
                year: self.year + 1,
                number: 0,
            },
            number => Month {
                number: number + 1,
                ..self
            },
        }
    }

    /// Whether a year begins with it.
    pub(super) fn is_january(self) -> bool {
        self.number == 0
    }

    /// For example `Jun 2014`.
    fn in_words(self) -> String {
        format!("{} {}", NAMES[usize::from(self.number)], self.year)
    }

    /// As an axis names it: `2015` or, where it is no January, `Jun 2014`.
    pub(super) fn on_axis(self) -> String {
        if self.is_january() {
            self.year.to_string()
        } else {
            self.in_words()
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.number + 1)
    }
}

/// Events of one slot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot {
    /// Its month; `None` holds what has none.
    pub month: Option<Month>,
    /// How many of each series.
    pub counts: Vec<i64>,
}

impl Slot {
    /// How many there are.
    pub(super) fn total(&self) -> i64 {
        sum(self.counts.iter().copied())
    }
}

/// The months of a timeline, before what happened in them.
#[derive(Debug, Clone, Copy)]
pub(super) struct MonthSpan {
    first: Month,
    last: Month,
}

impl MonthSpan {
    /// How many months there are.
    pub(super) fn months(self) -> u32 {
        self.last.index() - self.first.index() + 1
    }

    fn iter(self) -> impl Iterator<Item = Month> {
        std::iter::successors(Some(self.first), |month| Some(month.next()))
            .take_while(move |month| *month <= self.last)
    }
}

/// The brief's period, and what the table's months add to it.
///
/// # Errors
/// If a month is not valid, or there is none.
pub(super) fn span(timeline: &Timeline, lookup: Lookup<'_>) -> Result<MonthSpan, DrawError> {
    let table = lookup.table(&timeline.finding)?;
    let column = lookup.column(&timeline.finding, table, &timeline.month)?;
    let codes = table
        .rows
        .iter()
        .filter_map(|row| row.keys[column].as_ref());
    let months: Vec<Month> = codes
        .chain(lookup.months)
        .map(|code| month(code, timeline, lookup))
        .collect::<Result<_, _>>()?;
    match (months.iter().min(), months.iter().max()) {
        (Some(first), Some(last)) => Ok(MonthSpan {
            first: *first,
            last: *last,
        }),
        _ => Err(lookup
            .fault("no-months", &timeline.finding, "there is no month to draw")
            .with_help("give the brief a period, or draw a finding that has months")
            .into()),
    }
}

fn month(code: &str, timeline: &Timeline, lookup: Lookup<'_>) -> Result<Month, Diagnostic> {
    Month::parse(code).ok_or_else(|| {
        lookup.fault(
            "bad-month",
            &timeline.month,
            &format!("\"{code}\" is not a month; expected YYYY-MM"),
        )
    })
}

/// One slot for each month of the span, and one for what has no month.
///
/// # Errors
/// When a column or a series is unknown, a count negative, or a kind that occurs has no series.
pub(super) fn slots(
    timeline: &Timeline,
    span: MonthSpan,
    lookup: Lookup<'_>,
) -> Result<(Vec<Slot>, Slot), DrawError> {
    let finding = &timeline.finding;
    let table = lookup.table(finding)?;
    let month_at = lookup.column(finding, table, &timeline.month)?;
    let kind_at = lookup.column(finding, table, &timeline.by)?;
    for series in &timeline.series {
        lookup.category(finding, table, kind_at, &series.key)?;
    }
    let mut counts: BTreeMap<Option<Month>, Vec<i64>> = BTreeMap::new();
    for row in &table.rows {
        let Some(series) = series_of(timeline, row, kind_at, lookup)? else {
            continue;
        };
        let code = row.keys[month_at].as_deref();
        let month = code.map(|code| month(code, timeline, lookup)).transpose()?;
        let slot = counts
            .entry(month)
            .or_insert_with(|| vec![0; timeline.series.len()]);
        slot[series] = slot[series].saturating_add(row.count);
    }
    let mut slot = |month: Option<Month>| Slot {
        month,
        counts: counts
            .remove(&month)
            .unwrap_or_else(|| vec![0; timeline.series.len()]),
    };
    let undated = slot(None);
    Ok((
        span.iter().map(|month| slot(Some(month))).collect(),
        undated,
    ))
}

/// Which series draws a row; `None` for a kind that no series draws and that does not occur.
fn series_of(
    timeline: &Timeline,
    row: &FindingRow,
    kind_at: usize,
    lookup: Lookup<'_>,
) -> Result<Option<usize>, Diagnostic> {
    let finding = &timeline.finding;
    let kind = row.keys[kind_at].as_deref();
    if row.count < 0 {
        return Err(lookup.fault(
            "negative-count",
            finding,
            &format!("\"{finding}\" has a row of {}: nothing to draw", row.count),
        ));
    }
    lookup.series_of(finding, kind, row.count, &timeline.series)
}

/// Sums of each series over all slots.
pub(super) fn sums<'a>(slots: impl Iterator<Item = &'a Slot> + Clone, series: usize) -> Vec<i64> {
    (0..series)
        .map(|number| sum(slots.clone().map(|slot| slot.counts[number])))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_four_digits_and_two() {
        assert_eq!(
            Month::parse("2014-06").map(|month| month.to_string()),
            Some("2014-06".to_owned())
        );
        for wrong in [
            "2014-6", "2014-13", "2014-00", "14-06", "2014", "+014-06", "2014-+6",
        ] {
            assert_eq!(Month::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn december_is_followed_by_january() {
        let december = Month::parse("2014-12").expect("a month");
        assert_eq!(december.next().to_string(), "2015-01");
        assert!(december.next().is_january());
        assert_eq!(december.in_words(), "Dec 2014");
    }
}
