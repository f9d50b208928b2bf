//! A text that has its place on the sheet, and the room it takes there.

use brief_drawing::canvas::{CanvasArea, DrawResult, at};
use brief_drawing::fonts::Fonts;
use brief_drawing::map::clip::Frame;
use brief_drawing::marks::Mark;
use brief_drawing::text::{ASCENT, Anchor, DESCENT, HALF_CAPITAL, TextLine};

/// A fixed text and the room it takes.
#[derive(Debug, Clone)]
pub struct PlacedText {
    pub(super) text: TextLine,
    x: f64,
    baseline: f64,
    /// In points, top at `low`.
    pub room: Frame,
}

impl PlacedText {
    /// A text whose middle is at a point.
    pub fn centred(text: TextLine, x: f64, middle: f64, fonts: &Fonts) -> Self {
        let half = text.width(fonts) / 2.0;
        let baseline = middle + HALF_CAPITAL * text.size;
        let room = Frame {
            left: x - half,
            right: x + half,
            low: baseline - ASCENT * text.size,
            high: baseline + DESCENT * text.size,
        };
        PlacedText {
            text: text.anchored(Anchor::Middle),
            x,
            baseline,
            room,
        }
    }

    /// The same, moved by so many points.
    pub(super) fn moved(&self, dx: f64, dy: f64) -> Self {
        PlacedText {
            text: self.text.clone(),
            x: self.x + dx,
            baseline: self.baseline + dy,
            room: Frame {
                left: self.room.left + dx,
                right: self.room.right + dx,
                low: self.room.low + dy,
                high: self.room.high + dy,
            },
        }
    }

    /// Draws it.
    pub fn draw(&self, area: &CanvasArea<'_>) -> DrawResult {
        area.draw(&Mark::text(
            at(self.x, self.baseline),
            (0.0, 0.0),
            self.text.clone(),
        ))
    }
}
