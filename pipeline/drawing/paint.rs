//! Colours, fills and strokes, as definitions write them and as SVG prints them.

use std::fmt;

use ::palette::Srgb;
use ::palette::color_difference::Wcag21RelativeContrast;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// The least contrast of text with its ground (WCAG 2.2, 1.4.3 "contrast (minimum)"). On any colour
/// either white or black reaches it.
pub const READABLE: f64 = 4.5;

/// An opaque sRGB colour, written `"#rrggbb"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Paper.
    pub const WHITE: Colour = Colour(255, 255, 255);
    /// Text where ink is too light for its ground.
    pub const BLACK: Colour = Colour(0, 0, 0);
    /// Text.
    pub const INK: Colour = Colour(0x22, 0x22, 0x22);
    /// Secondary text; 4.5 : 1 and more on white.
    pub const MUTED: Colour = Colour(0x59, 0x59, 0x59);
    /// Rules and leaders; 3 : 1 and more on white.
    pub const RULE: Colour = Colour(0x80, 0x80, 0x80);
    /// Grid lines, which only guide the eye.
    pub const GRID: Colour = Colour(0xd9, 0xd9, 0xd9);

    /// Relative luminance, 0–1 (WCAG 2.1, "relative luminance").
    pub fn luminance(self) -> f64 {
        self.shares().relative_luminance().luma
    }

    /// Contrast ratio to another colour, 1–21 (WCAG 2.1, "contrast ratio").
    pub fn contrast(self, other: Colour) -> f64 {
        self.shares().relative_contrast(other.shares())
    }

    /// Its channels as shares, 0–1.
    pub(super) fn shares(self) -> Srgb<f64> {
        Srgb::new(self.0, self.1, self.2).into_format()
    }

    /// White or ink, whichever reads better on this colour; black where neither reaches [`READABLE`].
    ///
    /// # Example
    /// ```
    /// use brief_drawing::paint::{Colour, READABLE};
    ///
    /// let of_middle_lightness = Colour(0xd5, 0x5e, 0x00);
    /// assert_eq!(of_middle_lightness.text_on(), Colour::BLACK);
    /// assert!(of_middle_lightness.contrast(Colour::BLACK) >= READABLE);
    /// assert_eq!(Colour::GRID.text_on(), Colour::INK);
    /// ```
    pub fn text_on(self) -> Colour {
        let better = |dark: Colour| {
            if self.contrast(Colour::WHITE) >= self.contrast(dark) {
                Colour::WHITE
            } else {
                dark
            }
        };
        let text = better(Colour::INK);
        if self.contrast(text) >= READABLE {
            text
        } else {
            better(Colour::BLACK)
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> String {
        colour.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fault = || format!("\"{text}\" is not a colour; write it as \"#rrggbb\"");
        let digits = text.strip_prefix('#').ok_or_else(fault)?;
        if digits.len() != 6 || !digits.is_ascii() {
            return Err(fault());
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| fault());
        Ok(Colour(channel(0)?, channel(2)?, channel(4)?))
    }
}

/// What an area is filled with: a ground colour, hatching, or hatching on a ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fill {
    /// The ground; without it, what lies beneath shows between the hatch lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
    /// Colour of the hatch lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hatch: Option<Colour>,
    /// Which way they lean, so that two hatchings can lie on one another and be told apart.
    #[serde(default)]
    pub lean: Lean,
}

/// Which way hatch lines lean, going up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lean {
    /// To the right.
    #[default]
    Right,
    /// To the left.
    Left,
}

impl Fill {
    /// One plain colour.
    pub fn solid(colour: Colour) -> Self {
        Fill {
            colour: Some(colour),
            ..Fill::default()
        }
    }
}

/// How a line is drawn; widths and dashes in points.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Stroke {
    pub colour: Colour,
    #[serde(deserialize_with = "length")]
    pub width: f64,
    /// Lengths of dashes and gaps; empty is a solid line.
    #[serde(
        default,
        deserialize_with = "lengths",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub dashes: Vec<f64>,
}

/// Reads a length that can be drawn.
fn length<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let points = f64::deserialize(deserializer)?;
    if points > 0.0 && points.is_finite() {
        return Ok(points);
    }
    let message = format!("a length is {points} points, and must be above 0");
    Err(D::Error::custom(message))
}

/// Reads several.
fn lengths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    #[derive(Deserialize)]
    struct Length(#[serde(deserialize_with = "length")] f64);
    let lengths = Vec::<Length>::deserialize(deserializer)?;
    Ok(lengths.into_iter().map(|Length(points)| points).collect())
}

impl Stroke {
    /// A solid line.
    pub fn solid(colour: Colour, width: f64) -> Self {
        Stroke {
            colour,
            width,
            dashes: Vec::new(),
        }
    }
}

/// Fill and outline of a shape.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Paint {
    /// The inside.
    pub fill: Option<Fill>,
    /// The outline.
    pub stroke: Option<Stroke>,
}

impl Paint {
    /// Filled, without an outline.
    pub fn fill(fill: Fill) -> Self {
        Paint {
            fill: Some(fill),
            stroke: None,
        }
    }

    /// An outline alone.
    pub fn stroke(stroke: Stroke) -> Self {
        Paint {
            fill: None,
            stroke: Some(stroke),
        }
    }

    /// Adds an outline.
    #[must_use]
    pub fn outlined(mut self, stroke: Stroke) -> Self {
        self.stroke = Some(stroke);
        self
    }
}
