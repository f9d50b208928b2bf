//! The number that hedge words name: a percentage, a fraction in words, a whole number.

/// A number in words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// A share is 0–1.
    pub amount: f64,
    /// Whether it is a share of something.
    pub is_share: bool,
}

/// Fractions as prose writes them, simplest first.
pub const FRACTIONS: [(&str, f64); 9] = [
    ("half", 0.5),
    ("a third", 1.0 / 3.0),
    ("one third", 1.0 / 3.0),
    ("two thirds", 2.0 / 3.0),
    ("a quarter", 0.25),
    ("one quarter", 0.25),
    ("three quarters", 0.75),
    ("a fifth", 0.2),
    ("a tenth", 0.1),
];

impl Value {
    /// Reads a number as prose has it: `60 %`, `a third`, `1,122`, `twelve`.
    ///
    /// # Example
    /// ```
    /// use brief::claims::value::Value;
    ///
    /// assert_eq!(Value::read("60 %").map(|value| (value.amount, value.is_share)), Some((0.6, true)));
    /// assert_eq!(Value::read("1,122").map(|value| value.amount), Some(1122.0));
    /// assert_eq!(Value::read("twelve").map(|value| value.amount), Some(12.0));
    /// assert!(Value::read("a number").is_none());
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        if let Some((_, amount)) = FRACTIONS.iter().find(|(words, _)| *words == text) {
            return Some(Value {
                amount: *amount,
                is_share: true,
            });
        }
        if let Some(number) = text.strip_suffix('%') {
            let percent: f64 = number.trim().parse().ok()?;
            if !percent.is_finite() {
                return None;
            }
            return Some(Value {
                amount: percent / 100.0,
                is_share: true,
            });
        }
        let amount = match crate::numbers::from_words(&text) {
            Some(number) => number,
            None => text.replace(',', "").parse().ok()?,
        };
        #[allow(clippy::cast_precision_loss)]
        Some(Value {
            amount: amount as f64,
            is_share: false,
        })
    }
}
