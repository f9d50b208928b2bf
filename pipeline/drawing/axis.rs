//! plotters' axes as the series has them: hairlines, small grey figures, no light mesh.

use std::ops::Range;

use plotters::chart::MeshStyle;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::style::{IntoFont, RGBColor, ShapeStyle, TextStyle};

use crate::canvas::{LEADING, SMALL};
use crate::fonts::Fonts;
use crate::paint::Colour;
use crate::svg::{Canvas, units};
use crate::text::{ASCENT, DESCENT};

/// Width of grid lines, in points.
const GRID: f64 = 0.4;
/// Width of axes, in points.
const AXIS: f64 = 0.6;

/// A plotters coordinate that says itself where its ticks and grid lines are. (plotters' own
/// `with_key_points` gives numbers with fractions no labels.)
pub struct Scale {
    values: RangedCoordf64,
    ticks: Vec<f64>,
}

impl Scale {
    /// Values from the start of `range` to its end, which may be the lower one, with those ticks.
    pub fn new(range: Range<f64>, ticks: Vec<f64>) -> Self {
        Scale {
            values: range.into(),
            ticks,
        }
    }
}

impl Ranged for Scale {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.values.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() {
            Vec::new()
        } else {
            self.ticks.clone()
        }
    }

    fn range(&self) -> Range<f64> {
        self.values.range()
    }
}

/// A mesh of two scales on our canvas.
type Mesh<'chart, 'text, 'canvas> = MeshStyle<'chart, 'text, Scale, Scale, Canvas<'canvas>>;

/// Gives a mesh the style all charts share; `tick` is the length of its tick marks in points.
/// Which lines, axes and labels it has is left to its chart.
pub fn style<'mesh, 'chart, 'text, 'canvas>(
    mesh: &'mesh mut Mesh<'chart, 'text, 'canvas>,
    fonts: &'text Fonts,
    axis: Colour,
    tick: f64,
) -> &'mesh mut Mesh<'chart, 'text, 'canvas> {
    mesh.bold_line_style(line(Colour::GRID, GRID))
        .axis_style(line(axis, AXIS))
        .set_all_tick_mark_size(units(tick))
        .label_style(figures(fonts))
}

/// Height of the room below a horizontal axis for ticks of that length and their figures, in points.
/// plotters sets figures two tick lengths away.
pub fn room(tick: f64) -> f64 {
    2.0 * tick + (ASCENT + DESCENT) * SMALL
}

/// Values on an axis of counts from 0 to `highest`, when one count is `step` points: ones, twos,
/// fives, tens …, so far apart that their figures keep a line's distance.
pub fn counts(highest: i64, step: f64) -> Vec<f64> {
    let apart = (LEADING / step).ceil();
    let every = [1, 2, 5]
        .into_iter()
        .cycle()
        .zip((0..18).flat_map(|power| [10_i64.pow(power); 3]))
        .map(|(digit, power)| digit * power)
        .find(|every| *every as f64 >= apart)
        .unwrap_or(i64::MAX);
    (0..=highest / every)
        .map(|at| (at * every) as f64)
        .collect()
}

fn line(colour: Colour, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: rgb(colour).into(),
        filled: false,
        stroke_width: units(width).unsigned_abs(),
    }
}

fn figures(fonts: &Fonts) -> TextStyle<'_> {
    (fonts.family(), f64::from(units(SMALL)))
        .into_font()
        .color(&rgb(Colour::MUTED))
}

fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_an_axis_keep_a_lines_distance() {
        assert_eq!(counts(3, 10.0), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(counts(5, 5.0), [0.0, 2.0, 4.0]);
        assert_eq!(counts(120, 0.2), [0.0, 50.0, 100.0]);
        assert_eq!(counts(0, 10.0), [0.0]);
    }
}
