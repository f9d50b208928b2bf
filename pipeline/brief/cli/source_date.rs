//! `SOURCE_DATE_EPOCH`, with which a packager sets the date of a document.
//!
//! The environment is looked at here and nowhere else; the date is a parameter of the run from here on
//! ([`Run::dated`](crate::run::Run::dated)).

use chrono::DateTime;

use brief_base::diagnostics::Diagnostic;

/// The variable's name.
pub(super) const VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// The date that the environment asks for, `YYYY-MM-DD` in UTC; none when it asks for none.
///
/// # Errors
/// When it is set to something else than seconds since 1970.
pub(super) fn from_environment() -> Result<Option<String>, Diagnostic> {
    let Some(value) = std::env::var_os(VARIABLE) else {
        return Ok(None);
    };
    let value = value.to_string_lossy();
    date_of(&value).map(Some).ok_or_else(|| {
        Diagnostic::error(
            "source-date-epoch",
            format!("{VARIABLE} is {value:?}; expected seconds since 1970-01-01 UTC, before the year 10000"),
        )
        .with_help(format!(
            "for example {VARIABLE}=$(git log -1 --pretty=%ct); without it, a document has the date of its settings"
        ))
    })
}

/// The day of a number of seconds since 1970, in UTC.
fn date_of(seconds: &str) -> Option<String> {
    let digits = !seconds.is_empty() && seconds.bytes().all(|digit| digit.is_ascii_digit());
    let seconds: i64 = digits.then(|| seconds.parse().ok()).flatten()?;
    let date = DateTime::from_timestamp(seconds, 0)?
        .date_naive()
        .to_string();
    (date.len() == 10).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::date_of;

    #[test]
    fn seconds_are_a_day_in_utc_or_refused() {
        let day = |seconds| date_of(seconds);
        assert_eq!(day("0").as_deref(), Some("1970-01-01"));
        assert_eq!(day("1506815999").as_deref(), Some("2017-09-30"));
        assert_eq!(day("1506816000").as_deref(), Some("2017-10-01"));
        assert_eq!(day("253402300799").as_deref(), Some("9999-12-31"));
        for refused in [
            "",
            "-1",
            "+1",
            "1.5",
            " 1",
            "1e9",
            "now",
            "253402300800",
            "99999999999999999999",
        ] {
            assert_eq!(day(refused), None, "{refused:?}");
        }
    }
}
