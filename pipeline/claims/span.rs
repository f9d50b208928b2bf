//! A number of which only limits may be known.

use std::ops::{Add, Mul, Neg, Sub};

/// All numbers from `low` to `high`, both included; one number when they are the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The lowest that it can be.
    pub low: f64,
    /// The highest that it can be.
    pub high: f64,
}

impl Span {
    /// Between two limits.
    pub fn between(low: f64, high: f64) -> Self {
        Span { low, high }
    }

    /// The number, when it is one.
    pub fn number(self) -> Option<f64> {
        (self.low.to_bits() == self.high.to_bits()).then_some(self.low)
    }

    /// What a function that never falls makes of it.
    #[must_use]
    pub fn map(self, rising: impl Fn(f64) -> f64) -> Self {
        Span::between(rising(self.low), rising(self.high))
    }

    /// How far from zero.
    #[must_use]
    pub fn abs(self) -> Self {
        let (one, other) = (self.low.abs(), self.high.abs());
        let nearest = if self.low <= 0.0 && self.high >= 0.0 {
            0.0
        } else {
            one.min(other)
        };
        Span::between(nearest, one.max(other))
    }

    /// The quotient; none when the divisor may be zero.
    ///
    /// # Example
    /// ```
    /// use brief_claims::span::Span;
    ///
    /// let half = Span::from(1.0).divided_by(Span::from(2.0));
    /// assert_eq!(half, Some(Span::from(0.5)));
    /// assert_eq!(Span::from(1.0).divided_by(Span::between(-1.0, 1.0)), None);
    /// ```
    pub fn divided_by(self, divisor: Span) -> Option<Span> {
        let never_zero = divisor.low > 0.0 || divisor.high < 0.0;
        never_zero.then(|| self * Span::between(1.0 / divisor.high, 1.0 / divisor.low))
    }
}

impl From<f64> for Span {
    fn from(number: f64) -> Self {
        Span::between(number, number)
    }
}

impl Neg for Span {
    type Output = Span;

    fn neg(self) -> Span {
        Span::between(-self.high, -self.low)
    }
}

impl Add for Span {
    type Output = Span;

    fn add(self, other: Span) -> Span {
        Span::between(self.low + other.low, self.high + other.high)
    }
}

impl Sub for Span {
    type Output = Span;

    fn sub(self, other: Span) -> Span {
        self + -other
    }
}

impl Mul for Span {
    type Output = Span;

    fn mul(self, other: Span) -> Span {
        let products = [
            (self.low, other.low),
            (self.low, other.high),
            (self.high, other.low),
            (self.high, other.high),
        ]
        // Nothing of what has no limit is nothing.
        .map(|(one, other)| {
            if one == 0.0 || other == 0.0 {
                0.0
            } else {
                one * other
            }
        });
        let low = products.into_iter().fold(f64::INFINITY, f64::min);
        let high = products.into_iter().fold(f64::NEG_INFINITY, f64::max);
        Span::between(low, high)
    }
}
