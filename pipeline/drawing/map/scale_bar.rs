//! The scale bar.

use super::clip::Frame;
use crate::canvas::{CanvasArea, DrawResult, SMALL, at};
use crate::fonts::Face;
use crate::marks::Mark;
use crate::paint::{Colour, Fill, Paint, Stroke};
use crate::sheet::number;
use crate::text::{Anchor, TextLine};

/// A scale bar: its length in kilometres is one, two or five times a power of ten.
#[derive(Debug, Clone, Copy)]
pub struct ScaleBar {
    /// In kilometres, true at the projection's centre.
    pub kilometres: f64,
    /// In points.
    pub length: f64,
}

impl ScaleBar {
    /// The longest bar that is no longer than `longest` points, but 1 km at least.
    ///
    /// # Example
    /// ```
    /// use brief_drawing::map::scale_bar::ScaleBar;
    ///
    /// let bar = ScaleBar::of(2.5, 100.0);
    /// assert_eq!((bar.kilometres, bar.length), (200.0, 80.0));
    /// ```
    pub fn of(kilometres_per_point: f64, longest: f64) -> Self {
        let most = kilometres_per_point * longest;
        let mut kilometres = 1.0;
        for power in 0..5 {
            for step in [1.0, 2.0, 5.0] {
                let candidate = step * 10.0_f64.powi(power);
                if candidate <= most {
                    kilometres = candidate;
                }
            }
        }
        ScaleBar {
            kilometres,
            length: kilometres / kilometres_per_point,
        }
    }

    /// Width and height of its room, in points.
    pub fn size(&self) -> (f64, f64) {
        (self.length + 26.0, 16.0)
    }

    /// Draws it into its room.
    pub fn draw(&self, area: &CanvasArea<'_>, room: &Frame) -> DrawResult {
        let (left, y) = (room.left + 4.0, room.high - 4.0);
        let half = self.length / 2.0;
        for (from, to, colour) in [
            (left, left + half, Colour::INK),
            (left + half, left + self.length, Colour::WHITE),
        ] {
            area.draw(&Mark::rectangle(
                at(from, y - 2.2),
                at(to, y),
                Paint::fill(Fill::solid(colour)).outlined(Stroke::solid(Colour::INK, 0.5)),
            ))?;
        }
        let figures = [
            (0.0, "0".to_owned()),
            (half, number(self.kilometres / 2.0, 1)),
            (self.length, format!("{} km", self.kilometres)),
        ];
        for (number, (x, words)) in figures.into_iter().enumerate() {
            // The middle figure needs room on both sides.
            if number == 1 && half < 22.0 {
                continue;
            }
            area.draw(&Mark::text(
                at(left + x, y - 4.5),
                (0.0, 0.0),
                TextLine::new(words, Face::Regular, SMALL)
                    .haloed(Colour::WHITE)
                    .anchored(Anchor::Middle),
            ))?;
        }
        Ok(())
    }
}
