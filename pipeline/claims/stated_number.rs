//! The number that hedge words name: a percentage, a fraction in words, a whole number.

use super::interval::Interval;

/// A number in words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatedNumber {
    /// A share is 0–1.
    pub amount: f64,
    /// Whether it is a share of something.
    pub is_share: bool,
    /// What its last digit stands for: 0.01 of `60 %`, 1 of `twelve`; none of a fraction in words.
    pub digit: Option<f64>,
}

/// Fractions as prose writes them, simplest first.
pub(super) const FRACTIONS: [(&str, f64); 13] = [
    ("half", 0.5),
    ("a third", 1.0 / 3.0),
    ("one third", 1.0 / 3.0),
    ("two thirds", 2.0 / 3.0),
    ("a quarter", 0.25),
    ("one quarter", 0.25),
    ("three quarters", 0.75),
    ("a fifth", 0.2),
    ("one fifth", 0.2),
    ("two fifths", 0.4),
    ("three fifths", 0.6),
    ("four fifths", 0.8),
    ("a tenth", 0.1),
];

/// How far a fraction in words may be from the share that it stands for.
const NEAR_A_FRACTION: f64 = 0.02;

/// A number is not exact in binary; without the nudge its half would round down.
const NUDGE: f64 = 1e-9;

impl StatedNumber {
    /// A share, 0–1, as a percentage says it.
    pub fn percentage(amount: f64) -> Self {
        StatedNumber {
            amount,
            is_share: true,
            digit: Some(0.01),
        }
    }

    /// A share, 0–1, as a fraction in words says it.
    pub fn fraction(amount: f64) -> Self {
        StatedNumber {
            amount,
            is_share: true,
            digit: None,
        }
    }

    /// A whole number.
    pub fn count(count: i64) -> Self {
        StatedNumber {
            amount: count as f64,
            is_share: false,
            digit: Some(1.0),
        }
    }

    /// Reads a number as prose has it: `60 %`, `a third`, `nine in ten`, `two out of three`, `1,122`,
    /// `twelve`.
    ///
    /// # Example
    /// ```
    /// use brief_claims::stated_number::StatedNumber;
    ///
    /// let read = |text| StatedNumber::read(text).map(|value| (value.amount, value.is_share));
    /// assert_eq!(read("60 %"), Some((0.6, true)));
    /// assert_eq!(read("nine in ten"), Some((0.9, true)));
    /// assert_eq!(read("3 out of 4"), Some((0.75, true)));
    /// assert_eq!(read("1,122"), Some((1122.0, false)));
    /// assert_eq!(read("twelve"), Some((12.0, false)));
    /// assert_eq!(read("two dozen"), Some((24.0, false)));
    /// assert!(read("a number").is_none());
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        if let Some((_, amount)) = FRACTIONS.iter().find(|(words, _)| *words == text) {
            return Some(StatedNumber::fraction(*amount));
        }
        if let Some(number) = text.strip_suffix('%') {
            return percentage(number.trim());
        }
        if let Some((part, all)) = text
            .split_once(" out of ")
            .or_else(|| text.split_once(" in "))
        {
            let (part, all) = (whole(part)?, whole(all)?);
            let is_part = (0..=all).contains(&part) && all > 0;
            return is_part.then(|| StatedNumber::fraction(part as f64 / all as f64));
        }
        whole(&text).map(StatedNumber::count)
    }

    /// A number as precisely as these words give one: to their last digit, and for a fraction in words
    /// the fraction itself when the number is near it.
    ///
    /// # Example
    /// ```
    /// use brief_claims::stated_number::StatedNumber;
    ///
    /// let sixty = StatedNumber::percentage(0.6);
    /// assert_eq!(sixty.round(0.595.into()), 0.6.into());
    /// assert_ne!(sixty.round(0.606.into()), 0.6.into());
    /// assert_ne!(StatedNumber::percentage(0.0).round(0.003.into()), 0.0.into(), "some is not none");
    /// assert_eq!(StatedNumber::fraction(0.5).round(0.485.into()), 0.5.into());
    /// ```
    pub fn round(&self, it: Interval) -> Interval {
        if let Some(digit) = self.digit {
            return it.map(|number| {
                let rounded = (number / digit + NUDGE).round() * digit;
                let is_part = self.is_share && number > NUDGE && number < 1.0 - NUDGE;
                // Some is not none, and nearly all is not all.
                if is_part && !(NUDGE..1.0 - NUDGE).contains(&rounded) {
                    number
                } else {
                    rounded
                }
            });
        }
        let distance = (it - Interval::from(self.amount)).abs();
        if distance.high <= NEAR_A_FRACTION + NUDGE {
            Interval::from(self.amount)
        } else if distance.low > NEAR_A_FRACTION + NUDGE {
            it
        } else {
            Interval::between(it.low.min(self.amount), it.high.max(self.amount))
        }
    }
}

/// `60`, `60.6`, with what the last digit stands for.
fn percentage(number: &str) -> Option<StatedNumber> {
    let percent: f64 = number.parse().ok()?;
    let decimals = number.split_once('.').map_or(0, |(_, after)| after.len());
    let digit = 0.01 * 0.1_f64.powi(i32::try_from(decimals).ok()?);
    percent.is_finite().then(|| StatedNumber {
        digit: Some(digit),
        ..StatedNumber::percentage(percent / 100.0)
    })
}

/// `1,122`, `twelve`.
fn whole(text: &str) -> Option<i64> {
    match text.strip_suffix("dozen").map(str::trim_end) {
        Some("a" | "one") => return Some(12),
        Some("half a") => return Some(6),
        Some(dozens) => return whole(dozens)?.checked_mul(12),
        None => {}
    }
    let digits = || text.replace(',', "").parse().ok();
    brief_base::numbers::from_words(text.trim()).or_else(digits)
}
