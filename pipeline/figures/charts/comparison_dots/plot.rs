//! The dots on plotters' axes, with their limits, ranges and words.

use plotters::chart::ChartBuilder;

use brief_drawing::axis;
use brief_drawing::axis::Scale;
use brief_drawing::canvas::{CanvasArea, DrawResult, LABEL, SMALL, at, label, note, percent};
use brief_drawing::contrast;
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::marks::Mark;
use brief_drawing::paint::{Colour, Fill, Paint, Stroke};
use brief_drawing::svg::units;
use brief_drawing::text::{ASCENT, Anchor, DESCENT, HALF_CAPITAL, TextLine};

use super::rows::DotsRow;
use super::share::{ShareLimit, ShareRange, ShareValue};
use crate::charts::row_names::RowNames;
use crate::definition::{ComparedRow, ComparisonDots};

/// Height of a measure's title, in points.
const TITLE: f64 = 13.0;
/// Least height of a row, in points.
const ROW: f64 = 18.0;
/// The same where words stand over and under the line of a range.
const RANGED_ROW: f64 = 27.0;
/// Below a measure's last row, in points.
const APART: f64 = 4.0;
/// How far names are set in under their measure's title, in points.
const INDENT: f64 = 4.0;
/// Tick marks, in points.
const TICK: f64 = 2.0;
/// What the last figure of the axis needs at the right, in points.
const RIGHT: f64 = 11.0;
/// Radius of a dot, in points.
const DOT: f64 = 3.2;
/// Between a dot and its words, in points.
const BESIDE: f64 = 2.5;
/// From the line of a range to the baseline of the words under it, in points.
const UNDER_RANGE: f64 = 9.5;
/// Length of the arrow that leaves a limit open, in points.
const OPEN: f64 = 22.0;
/// Shares on the axis.
const SHARES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// Where everything stands, in points.
pub(super) struct DotsLayout {
    names: RowNames,
    /// Left and right end of the scale.
    scale: (f64, f64),
    /// Upper edge of each row, below its measure's title.
    tops: Vec<f64>,
    heights: Vec<f64>,
    /// Where the axis stands.
    bottom: f64,
}

impl DotsLayout {
    /// Lays rows out, in a figure `width` points wide.
    pub(super) fn of(rows: &[DotsRow<'_>], fonts: &Fonts, width: f64) -> Self {
        let names = rows
            .iter()
            .map(|row| (row.row.label.as_str(), Some(row.row.base.as_str())));
        let names = RowNames::of(names, width, fonts);
        let (mut tops, mut heights) = (Vec::new(), Vec::new());
        let mut y = 0.0;
        for (number, row) in rows.iter().enumerate() {
            if row.first {
                y += TITLE + if number > 0 { APART } else { 0.0 };
            }
            let own = if row.range.is_some() { RANGED_ROW } else { ROW };
            let height = own.max(names.height(number) + 2.0);
            tops.push(y);
            heights.push(height);
            y += height;
        }
        DotsLayout {
            scale: (INDENT + names.width() + INDENT, width - RIGHT),
            names,
            tops,
            heights,
            bottom: y + APART,
        }
    }

    /// From the lowest share to the highest, in points.
    pub(super) fn plot_width(&self) -> f64 {
        self.scale.1 - self.scale.0
    }

    /// Of the whole figure, in points.
    pub(super) fn height(&self) -> f64 {
        self.bottom + axis::room(TICK)
    }

    /// Where a share stands, across.
    fn x_of(&self, share: f64) -> f64 {
        self.scale.0 + share * self.plot_width()
    }

    /// Length of an open limit's arrow as a share.
    fn open(&self) -> f64 {
        OPEN / self.plot_width()
    }

    /// Draws axis, names, dots and words.
    pub(super) fn draw(
        &self,
        area: &CanvasArea<'_>,
        dots: &ComparisonDots,
        rows: &[DotsRow<'_>],
        fonts: &Fonts,
    ) -> DrawResult {
        let mut chart = ChartBuilder::on(area)
            .margin_right(units(RIGHT))
            .x_label_area_size(units(axis::room(TICK)))
            .y_label_area_size(units(self.scale.0))
            .build_cartesian_2d(
                Scale::new(0.0..1.0, SHARES.to_vec()),
                Scale::new(self.bottom..0.0, Vec::new()),
            )?;
        axis::style(&mut chart.configure_mesh(), fonts, Colour::RULE, TICK)
            .disable_y_mesh()
            .x_label_formatter(&|share| percent(*share))
            .draw()?;
        let plot = chart.plotting_area();
        for (number, row) in rows.iter().enumerate() {
            let (top, y) = (
                self.tops[number],
                self.tops[number] + self.heights[number] / 2.0,
            );
            if row.first {
                let title = TextLine::new(&row.measure.title, Face::Semibold, LABEL);
                area.draw(&Mark::text(at(0.0, top - TITLE + 8.0), (0.0, 0.0), title))?;
            }
            self.names.draw(area, number, (INDENT, y), Anchor::Start)?;
            let Some(known) = &row.known else {
                let words = TextLine::new(&dots.not_stated, Face::Italic, SMALL);
                let words = words.coloured(Colour::MUTED);
                let place = (self.scale.0 + INDENT, y + HALF_CAPITAL * SMALL);
                on_paper(area, place, words, fonts)?;
                continue;
            };
            for mark in marks(row.row, known, y, self.open()) {
                plot.draw(&mark)?;
            }
            self.draw_words(area, row, known, y, fonts)?;
        }
        Ok(())
    }

    /// The share behind its dot, or over it where there is a range or no room, and what the range is
    /// under its line.
    fn draw_words(
        &self,
        area: &CanvasArea<'_>,
        row: &DotsRow<'_>,
        known: &ShareValue,
        y: f64,
        fonts: &Fonts,
    ) -> DrawResult {
        let words = label(known.in_words());
        let width = words.width(fonts);
        let x = self.x_of(known.share);
        let right = x.max(self.x_of(tip(known, self.open()))) + DOT + BESIDE;
        let edge = self.scale.1 + RIGHT;
        let inside = |middle: f64, width: f64| {
            let start = (middle - width / 2.0).min(edge - width);
            start.max(self.scale.0 + 1.0)
        };
        let place = if row.range.is_none() && right + width <= edge {
            (right, y + HALF_CAPITAL * LABEL)
        } else {
            (inside(x, width), y - DOT - BESIDE)
        };
        on_paper(area, place, words, fonts)?;
        let (Some(range), Some(words)) = (known.range, &row.range) else {
            return Ok(());
        };
        let words = note(words);
        let middle = self.x_of(f64::midpoint(range.lower, range.upper));
        let left = inside(middle, words.width(fonts));
        on_paper(area, (left, y + UNDER_RANGE), words, fonts)
    }
}

/// The dot in the chart's coordinates, on a guide from zero; the line of its range; the arrow of an
/// open limit, `open` long on the scale.
fn marks(row: &ComparedRow, known: &ShareValue, y: f64, open: f64) -> Vec<Mark<(f64, f64)>> {
    let colour = contrast::line(row.colour);
    let x = known.share;
    let guide = Stroke {
        colour: Colour::RULE,
        width: 0.5,
        dashes: vec![0.6, 1.8],
    };
    let mut marks = vec![Mark::lines(vec![vec![(0.0, y), (x, y)]], guide)];
    if let Some(ShareRange { lower, upper, .. }) = known.range {
        let end = |x: f64| vec![(x, y - 2.0), (x, y + 2.0)];
        let lines = vec![vec![(lower, y), (upper, y)], end(lower), end(upper)];
        marks.push(Mark::lines(lines, Stroke::solid(colour, 0.8)));
    }
    let tip = tip(known, open);
    // Where the end of the scale leaves no room for an arrow, the words alone say it.
    if (tip - x).abs() * 3.0 > open {
        let dashed = Stroke {
            colour,
            width: 1.0,
            dashes: vec![2.5, 1.8],
        };
        marks.push(Mark::lines(vec![vec![(x, y), (tip, y)]], dashed));
        let back = tip + (open * 0.14).copysign(x - tip);
        let head = vec![(back, y - 2.4), (tip, y), (back, y + 2.4)];
        marks.push(Mark::lines(vec![head], Stroke::solid(colour, 1.0)));
    }
    let dot = Paint::fill(Fill::solid(colour));
    marks.push(Mark::symbol((x, y), row.shape, DOT, dot));
    marks
}

/// How far the arrow of an open limit reaches on the scale, when it is `open` long; the share itself
/// where none is.
fn tip(known: &ShareValue, open: f64) -> f64 {
    match known.limit {
        ShareLimit::Exact => known.share,
        ShareLimit::AtLeast => (known.share + open).min(1.0),
        ShareLimit::AtMost => (known.share - open).max(0.0),
    }
}

/// A text that interrupts the grid it stands on.
fn on_paper(
    area: &CanvasArea<'_>,
    (x, baseline): (f64, f64),
    text: TextLine,
    fonts: &Fonts,
) -> DrawResult {
    let (top, bottom) = (
        baseline - ASCENT * text.size,
        baseline + DESCENT * text.size,
    );
    let right = x + text.width(fonts);
    area.draw(&Mark::rectangle(
        at(x - 1.0, top),
        at(right + 1.0, bottom),
        Paint::fill(Fill::solid(Colour::WHITE)),
    ))?;
    area.draw(&Mark::text(at(x, baseline), (0.0, 0.0), text))
}
