//! Calendar days as settings and extracts write them.

use chrono::format::{Parsed, StrftimeItems, parse};
use chrono::{Datelike, NaiveDate};

/// The day written as `YYYY-MM-DD`, if it is one of the calendar.
///
/// ```
/// use brief_base::dates::iso_day;
///
/// assert!(iso_day("2020-02-29").is_some());
/// assert!(iso_day("2021-02-29").is_none());
/// assert!(iso_day("2020-2-9").is_none());
/// ```
pub fn iso_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10).then_some(day)
}

/// The day that a text is in the first `strftime` format that fits.
pub fn day_in(formats: &[String], text: &str) -> Option<NaiveDate> {
    formats.iter().find_map(|format| day_as(format, text))
}

/// The day that a text is in a `strftime` format. A year has four digits, unless the format says two (`%y`).
///
/// ```
/// use brief_base::dates::day_as;
///
/// assert!(day_as("%d/%m/%Y", "14/01/2019").is_some());
/// assert!(day_as("%d/%m/%Y", "14/01/19").is_none());
/// assert!(day_as("%d/%m/%y", "14/01/19").is_some());
/// ```
pub fn day_as(format: &str, text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, format).ok()?;
    has_whole_year(day, format, text).then_some(day)
}

/// The first day of the month that a text is in the first `strftime` format that fits.
///
/// ```
/// use brief_base::dates::month_in;
///
/// let month = month_in(&["%Y-%m".to_owned(), "%B %Y".to_owned()], "March 2020");
/// assert_eq!(month.map(|day| day.to_string()).as_deref(), Some("2020-03-01"));
/// assert!(month_in(&["%B %Y".to_owned()], "March 20").is_none());
/// ```
pub fn month_in(formats: &[String], text: &str) -> Option<NaiveDate> {
    formats.iter().find_map(|format| month_as(format, text))
}

/// The first day of the month that a text is in a `strftime` format, its year as in [`day_as`].
pub fn month_as(format: &str, text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(&format!("1 {text}"), &format!("%d {format}")).ok()?;
    has_whole_year(day, format, text).then_some(day)
}

/// The first and the last day of the month that a day is in; none at the end of the calendar.
pub fn days_of_month(day: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let first = day.with_day(1)?;
    let last = first
        .checked_add_months(chrono::Months::new(1))?
        .pred_opt()?;
    Some((first, last))
}

/// Whether a text has the form of a format, but names a day that no calendar has, such as 31 June.
pub fn is_of_no_calendar(format: &str, text: &str) -> bool {
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, StrftimeItems::new(format)).is_ok() && parsed.to_naive_date().is_err()
}

/// chrono takes any digits for `%Y`, and reads 14/01/19 as a day of the year 19.
fn has_whole_year(day: NaiveDate, format: &str, text: &str) -> bool {
    let says_two = format.contains("%y") || format.contains("%D") || format.contains("%x");
    says_two || ((0..=9_999).contains(&day.year()) && text.contains(&format!("{:04}", day.year())))
}
