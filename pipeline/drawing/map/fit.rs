//! From the plane to the sheet: a rectangle in metres fitted into one in points.

use plotters::chart::ChartBuilder;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingArea;
use plotters::prelude::Cartesian2d;

use super::clip::Frame;
use crate::canvas::{CanvasArea, DrawResult, at};
use crate::svg::{Canvas, units};

/// plotters' drawing area in metres of the projection.
pub type Plane<'a> = DrawingArea<Canvas<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Where a map's frame lies on the sheet.
///
/// # Example
/// ```
/// use brief_drawing::map::clip::Frame;
/// use brief_drawing::map::fit::Fit;
///
/// let frame = Frame { left: -1000.0, right: 1000.0, low: 0.0, high: 1000.0 };
/// let fit = Fit::across(frame, (10.0, 5.0), 200.0);
/// assert_eq!(fit.room.height(), 100.0);
/// // North is up, and y grows downwards on a sheet.
/// assert_eq!(fit.to_sheet((0.0, 1000.0)), (110.0, 5.0));
/// assert_eq!(fit.kilometres_per_point(), 0.01);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// What is shown, in metres of the projection.
    pub frame: Frame,
    /// Where it is shown, in points, `low` being its top.
    pub room: Frame,
}

impl Fit {
    /// A frame `width` points wide from a corner on; its height follows.
    pub fn across(frame: Frame, (left, top): (f64, f64), width: f64) -> Self {
        Fit {
            frame,
            room: Frame {
                left,
                right: left + width,
                low: top,
                high: top + width * frame.height() / frame.width(),
            },
        }
    }

    /// A point of the plane in points of the sheet.
    pub fn to_sheet(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let scale = self.room.width() / self.frame.width();
        (
            self.room.left + (x - self.frame.left) * scale,
            self.room.low + (self.frame.high - y) * scale,
        )
    }

    /// How much ground a point of the sheet covers, at the projection's centre.
    pub fn kilometres_per_point(&self) -> f64 {
        self.frame.width() / self.room.width() / 1000.0
    }

    /// Draws on the plane.
    pub fn on_plane(
        &self,
        area: &CanvasArea<'_>,
        draw: impl FnOnce(&Plane<'_>) -> DrawResult,
    ) -> DrawResult {
        let inset = area.clone().shrink(
            at(self.room.left, self.room.low),
            at(self.room.width(), self.room.height()),
        );
        let chart = ChartBuilder::on(&inset)
            .margin(units(0.0))
            .build_cartesian_2d(
                self.frame.left..self.frame.right,
                self.frame.low..self.frame.high,
            )?;
        draw(chart.plotting_area())
    }
}
