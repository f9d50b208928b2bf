//! Calendar days as settings and extracts write them.

use chrono::NaiveDate;

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
    let mut formats = formats.iter();
    formats.find_map(|format| NaiveDate::parse_from_str(text, format).ok())
}

/// The first day of the month that a text is in the first `strftime` format that fits.
///
/// ```
/// use brief_base::dates::month_in;
///
/// let month = month_in(&["%Y-%m".to_owned(), "%B %Y".to_owned()], "March 2020");
/// assert_eq!(month.map(|day| day.to_string()).as_deref(), Some("2020-03-01"));
/// ```
pub fn month_in(formats: &[String], text: &str) -> Option<NaiveDate> {
    let first = format!("1 {text}");
    let mut formats = formats.iter();
    formats.find_map(|format| NaiveDate::parse_from_str(&first, &format!("%d {format}")).ok())
}
