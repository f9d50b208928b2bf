//! Texts: runs of words with a size, a colour, a halo and an anchor.

use super::fonts::{Face, Fonts};
use super::paint::Colour;

/// Height above the baseline that a line of text takes, in ems.
pub const ASCENT: f64 = 0.76;
/// Depth below the baseline that a line of text takes, in ems.
pub const DESCENT: f64 = 0.22;
/// Half the height of a capital, in ems: what centres a line on a point.
pub const HALF_CAPITAL: f64 = 0.33;

/// Where a text stands relative to its point, across.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// A text as SVG prints it: one line, in one or more runs.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// Parts that differ in face.
    pub runs: Vec<(Face, String)>,
    /// Size in points, as printed.
    pub size: f64,
    pub colour: Colour,
    /// Colour of the halo that keeps it apart from what lies beneath.
    pub halo: Option<Colour>,
    /// Which of its ends stands at the point.
    pub anchor: Anchor,
    /// Letter spacing in points.
    pub tracking: f64,
}

impl TextLine {
    /// A text in one face, ink on no halo, beginning at its point.
    pub fn new(text: impl Into<String>, face: Face, size: f64) -> Self {
        TextLine {
            runs: vec![(face, text.into())],
            size,
            colour: Colour::INK,
            halo: None,
            anchor: Anchor::Start,
            tracking: 0.0,
        }
    }

    /// Another colour.
    #[must_use]
    pub fn coloured(mut self, colour: Colour) -> Self {
        self.colour = colour;
        self
    }

    /// With a halo.
    #[must_use]
    pub fn haloed(mut self, halo: Colour) -> Self {
        self.halo = Some(halo);
        self
    }

    /// Another anchor.
    #[must_use]
    pub fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    /// One more run.
    #[must_use]
    pub fn then(mut self, face: Face, text: impl Into<String>) -> Self {
        self.runs.push((face, text.into()));
        self
    }

    /// Its width in points.
    pub fn width(&self, fonts: &Fonts) -> f64 {
        self.runs
            .iter()
            .map(|(face, text)| {
                fonts.width(text, *face, self.size) + self.tracking * text.chars().count() as f64
            })
            .sum()
    }

    /// All runs as one string.
    pub fn plain(&self) -> String {
        self.runs.iter().map(|(_, text)| text.as_str()).collect()
    }
}
