//! A spreadsheet's cell as text.

use calamine::{DataRef, ExcelDateTime};

use super::super::shown::CellLook;
use super::looks::Look;
use super::number_format::{DateShown, FormatLook};

/// The first serial number beyond 31 December 9999, in either of a spreadsheet's calendars.
const SERIAL_END: f64 = 2_958_466.0;

/// A cell as text: blank, its text, or why it has none.
///
/// Dates are `YYYY-MM-DD`, with `THH:MM:SS` when they have a time of day; times alone are `HH:MM:SS`;
/// whole numbers have no decimal point; truth values are `TRUE` and `FALSE`, as a spreadsheet shows
/// them. Texts stand as they are, untrimmed.
pub(super) fn text_of(value: &DataRef<'_>) -> Result<Option<String>, CellFault> {
    let text = match value {
        DataRef::Empty => return Ok(None),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number).ok_or(CellFault::NoNumber)?,
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(date) => date_text(date)?,
        DataRef::DateTimeIso(text) => iso_date_text(text).to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => return Err(CellFault::Error(error.to_string())),
    };
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Why a cell has no text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum CellFault {
    /// It holds a spreadsheet's error value.
    Error(String),
    /// Its number is not finite.
    NoNumber,
    /// Its date is none.
    NoDate(f64),
}

fn number_text(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    // Up to here every whole number is exact; a spreadsheet holds fifteen digits.
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return Some(format!("{}", number as i64));
    }
    Some(number.to_string())
}

fn date_text(date: &ExcelDateTime) -> Result<String, CellFault> {
    let serial = date.as_f64();
    if !(0.0..SERIAL_END).contains(&serial) {
        return Err(CellFault::NoDate(serial));
    }
    if date.is_duration() {
        // Below 2^53 milliseconds by the check above.
        let seconds = (serial * 86_400.0).round() as u64;
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
        return Ok(format!("{hours}:{minutes:02}:{:02}", seconds % 60));
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    let fraction = if milli == 0 {
        String::new()
    } else {
        format!(".{milli:03}")
    };
    let time = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    if year < 1900 {
        // A time of day without a date.
        return Ok(time);
    }
    if (year, month, day) == (1900, 2, 29) {
        // Spreadsheets count a day that never was.
        return Err(CellFault::NoDate(serial));
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second, milli) == (0, 0, 0, 0) {
        Ok(date)
    } else {
        Ok(format!("{date}T{time}"))
    }
}

/// The text of a cell as its number format shows it: a date to the month where it shows no day, a code with the
/// zeros that it begins with.
pub(super) fn as_shown(text: String, value: &DataRef<'_>, format: FormatLook) -> String {
    match value {
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) => {
            let (month, day) = (text.get(..7), text.get(7..));
            match (format.date, month, day) {
                (DateShown::Month, Some(month), Some("-01")) => month.to_owned(),
                (DateShown::Year, Some(month), Some("-01")) if month.ends_with("-01") => {
                    month[..4].to_owned()
                }
                _ => text,
            }
        }
        DataRef::Int(_) | DataRef::Float(_) if format.digits > 0 => {
            match text.bytes().all(|byte| byte.is_ascii_digit()) {
                true => format!("{text:0>width$}", width = usize::from(format.digits)),
                false => text,
            }
        }
        _ => text,
    }
}

/// How a cell is shown that its text does not say; `text` is what is read.
pub(super) fn looks_of(look: Look, value: &DataRef<'_>, text: &str) -> Vec<CellLook> {
    let is_number = matches!(value, DataRef::Int(_) | DataRef::Float(_));
    let is_date = matches!(value, DataRef::DateTime(_) | DataRef::DateTimeIso(_));
    let number: Option<f64> = text.parse().ok();
    // A time of day alone is shorter.
    let has_day = text.len() >= 10;
    let shown = [
        (look.text.partly_struck, CellLook::PartlyStruck),
        (look.text.raised, CellLook::Raised),
        (is_number && look.format.percent, CellLook::Percent),
        (
            ((is_number || is_date) && look.format.blank)
                || (is_number && look.format.blank_zero && number == Some(0.0)),
            CellLook::Blank,
        ),
        (
            is_number
                && (look.format.worded
                    || (look.format.worded_zero && number == Some(0.0))
                    || (look.format.worded_negative && number.is_some_and(|it| it < 0.0))),
            CellLook::Worded,
        ),
        (
            is_date && has_day && matches!(look.format.date, DateShown::Month | DateShown::Year),
            CellLook::WithoutDay,
        ),
        (
            is_date
                && (look.format.date == DateShown::NoYear
                    || (has_day && look.format.date == DateShown::Time)),
            CellLook::WithoutYear,
        ),
    ];
    let shown = shown.into_iter().filter(|(is, _)| *is);
    shown.map(|(_, look)| look).collect()
}

/// A date as ISO 8601 writes it, without a midnight that says nothing.
fn iso_date_text(text: &str) -> &str {
    match text.split_once('T') {
        Some((date, time)) if time.chars().all(|c| matches!(c, '0' | ':' | '.' | 'Z')) => date,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;

    fn date(serial: f64) -> DataRef<'static> {
        DataRef::DateTime(ExcelDateTime::new(
            serial,
            ExcelDateTimeType::DateTime,
            false,
        ))
    }

    fn shown(value: &DataRef<'_>) -> String {
        text_of(value).map_or_else(|fault| format!("{fault:?}"), Option::unwrap_or_default)
    }

    #[test]
    fn a_cell_is_written_as_a_spreadsheet_shows_it() {
        let cases = [
            (date(42_241.0), "2015-08-25"),
            (date(42_241.5), "2015-08-25T12:00:00"),
            (date(42_241.999_999_999_9), "2015-08-26"),
            (date(0.25), "06:00:00"),
            (date(60.0), "NoDate(60.0)"),
            (date(-1.0), "NoDate(-1.0)"),
            (date(f64::NAN), "NoDate(NaN)"),
            (date(2_958_465.0), "9999-12-31"),
            (date(2_958_466.0), "NoDate(2958466.0)"),
            (DataRef::Float(14.0), "14"),
            (DataRef::Float(-0.0), "0"),
            (DataRef::Float(0.5), "0.5"),
            (DataRef::Float(f64::INFINITY), "NoNumber"),
            (DataRef::Bool(true), "TRUE"),
            (DataRef::String("  n/a ".to_owned()), "  n/a "),
            (DataRef::String(String::new()), ""),
            (
                DataRef::DateTimeIso("2015-08-25T00:00:00Z".to_owned()),
                "2015-08-25",
            ),
            (DataRef::Error(CellErrorType::Ref), "Error(\"#REF!\")"),
        ];
        for (value, expected) in cases {
            assert_eq!(shown(&value), expected, "{value:?}");
        }
        let duration = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(shown(&DataRef::DateTime(duration)), "36:00:00");
    }

    #[test]
    fn what_a_format_shows_depends_on_the_value() {
        let looks = |code: &str, value: DataRef<'_>| {
            let look = Look {
                format: FormatLook::of(code),
                ..Look::default()
            };
            looks_of(look, &value, &shown(&value))
        };
        let number = DataRef::Float;
        let cases = [
            ("0;-0;\"n/a\"", number(0.0), vec![CellLook::Worded]),
            ("0;-0;\"n/a\"", number(3.0), vec![]),
            ("0;-0;;@", number(0.0), vec![CellLook::Blank]),
            ("0;\"unknown\"", number(-1.0), vec![CellLook::Worded]),
            ("\"over \"0", number(5.0), vec![CellLook::Worded]),
            ("h:mm", date(42_241.5), vec![CellLook::WithoutYear]),
            ("h:mm", date(0.5), vec![]),
        ];
        for (code, value, expected) in cases {
            assert_eq!(looks(code, value.clone()), expected, "{code} {value:?}");
        }
    }
}
