//! How numbers and dates are written in English, in prose and in figures.

/// `1122` → `1,122`.
pub fn with_thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        written.push('\u{2212}');
    }
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

/// A share 0–1 in whole percent, halves rounded up: `0.606` → `61 %`. Only none is `0 %`, and only all `100 %`.
pub fn percent(share: f64) -> String {
    match rounded_percent(share) {
        Some(percent) => format!("{percent} %"),
        None if share < 0.5 => "less than 1 %".to_owned(),
        None => "more than 99 %".to_owned(),
    }
}

/// A share 0–1 with the decimals that it has, up to four: `0.003` → `0.3 %`.
///
/// # Example
/// ```
/// use brief_base::numbers::percent_in_full;
///
/// assert_eq!([0.003, 0.125, 0.61, 1.0].map(percent_in_full), ["0.3 %", "12.5 %", "61 %", "100 %"]);
/// ```
pub fn percent_in_full(share: f64) -> String {
    let written = format!("{:.4}", share * 100.0);
    let written = written.trim_end_matches('0').trim_end_matches('.');
    format!("{written} %")
}

/// Two shares as a range, `24–79 %`; one of them where both are written alike.
pub fn percent_range(lower: f64, upper: f64) -> String {
    match (rounded_percent(lower), rounded_percent(upper)) {
        _ if percent(lower) == percent(upper) => percent(lower),
        (Some(lower), Some(upper)) => format!("{lower}–{upper} %"),
        _ => format!("{} to {}", percent(lower), percent(upper)),
    }
}

/// A share in whole percent; none for one that would be rounded to nothing, or to all, and is not.
pub fn rounded_percent(share: f64) -> Option<i64> {
    let percent = whole_percent(share);
    let is_exact = ![0, 100].contains(&percent) || (share * 100.0 - percent as f64).abs() < 1e-9;
    is_exact.then_some(percent)
}

#[allow(clippy::cast_possible_truncation)]
fn whole_percent(share: f64) -> i64 {
    // A share such as 0.285 is not exact in binary; without the nudge its half would round down.
    (share * 100.0 + 1e-9).round() as i64
}

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// A whole number in words, from zero to ninety-nine; figures beyond.
pub fn in_words(number: i64) -> String {
    match usize::try_from(number) {
        Ok(number) if number < 20 => SMALL[number].to_owned(),
        Ok(number) if number < 100 && number % 10 == 0 => TENS[number / 10].to_owned(),
        Ok(number) if number < 100 => format!("{}-{}", TENS[number / 10], SMALL[number % 10]),
        _ => with_thousands(number),
    }
}

/// The number that such words, in lower case, stand for.
pub fn from_words(words: &str) -> Option<i64> {
    let among = |names: &[&str], word: &str| names.iter().position(|name| *name == word);
    let tens = |word: &str| among(&TENS[2..], word).map(|at| 10 * (at + 2));
    let number = match words.split_once('-') {
        Some((before, after)) => {
            tens(before)? + among(&SMALL[..10], after).filter(|units| *units > 0)?
        }
        None => among(&SMALL, words).or_else(|| tens(words))?,
    };
    i64::try_from(number).ok()
}

/// The same, beginning a sentence.
pub fn in_words_capital(number: i64) -> String {
    let words = in_words(number);
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month with that name, from 1, in any case.
pub fn month_from_word(word: &str) -> Option<usize> {
    let at = MONTHS
        .iter()
        .position(|month| month.eq_ignore_ascii_case(word))?;
    Some(at + 1)
}

/// `2014-07` → `July 2014`, `2014-07-05` → `July 5, 2014`; anything else unchanged.
pub fn date_in_words(date: &str) -> String {
    let in_words = || {
        let mut parts = date.split('-');
        let year = parts.next()?;
        let month: usize = parts.next()?.parse().ok()?;
        let month = MONTHS.get(month.checked_sub(1)?)?;
        match parts.next() {
            Some(day) => Some(format!("{month} {}, {year}", day.parse::<u8>().ok()?)),
            None => Some(format!("{month} {year}")),
        }
    };
    in_words().unwrap_or_else(|| date.to_owned())
}

/// A span of years, without repeating the century: `2014–17`, `1999–2001`, `2016`.
pub fn years(from: &str, to: &str) -> String {
    match (from.split_at_checked(2), to.split_at_checked(2)) {
        _ if from == to => from.to_owned(),
        (Some((century, _)), Some((same, decade))) if century == same => format!("{from}–{decade}"),
        _ => format!("{from}–{to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_house_style_wants() {
        assert_eq!(with_thousands(4119), "4,119");
        assert_eq!(with_thousands(33), "33");
        assert_eq!(with_thousands(1_234_567), "1,234,567");
        assert_eq!(with_thousands(-1000), "\u{2212}1,000");
        assert_eq!(percent(20.0 / 33.0), "61 %");
        assert_eq!(percent(0.285), "29 %");
        for (share, text) in [
            (0.0, "0 %"),
            (1.0, "100 %"),
            (1.0 / 300.0, "less than 1 %"),
            (299.0 / 300.0, "more than 99 %"),
            (0.0049, "less than 1 %"),
            (0.005, "1 %"),
            (0.9949, "99 %"),
            (0.995, "more than 99 %"),
            (1e-7, "less than 1 %"),
        ] {
            assert_eq!(percent(share), text, "{share}");
        }
        assert_eq!(percent_range(0.0, 0.001), "0 % to less than 1 %");
        assert_eq!(percent_range(0.24, 0.999), "24 % to more than 99 %");
        assert_eq!(percent_range(0.0, 1.0), "0–100 %");
        assert_eq!(percent_range(0.4, 0.4), "40 %");
        assert_eq!(percent_range(8.0 / 33.0, 26.0 / 33.0), "24–79 %");
        assert_eq!(in_words(5), "five");
        assert_eq!(in_words(21), "twenty-one");
        assert_eq!(in_words(40), "forty");
        assert_eq!(in_words(120), "120");
        for number in 0..100 {
            assert_eq!(from_words(&in_words(number)), Some(number));
        }
        for none in [
            "",
            "-",
            "twenty-",
            "-one",
            "twenty-zero",
            "one-two",
            "twenty-twenty",
            "120",
        ] {
            assert_eq!(from_words(none), None, "{none}");
        }
        assert_eq!(in_words_capital(2), "Two");
    }
}
