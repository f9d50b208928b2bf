//! The words under a unit strip, and where its cells stand.

use crate::figures::definition::UnitStrip;
use crate::figures::fonts::{Face, Fonts};
use crate::figures::marks::Mark;

use super::{Area, Drawn, LABEL, LEADING, at, count_text, counted, label, rule};

/// Cells from `first` up to `end`, counted column by column.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// The first of them.
    pub first: usize,
    /// One past the last.
    pub end: usize,
}

/// Where cells stand, in points.
pub struct Grid {
    /// Cells in one column.
    pub rows: usize,
    /// From one column to the next.
    pub pitch: f64,
    /// Between cells.
    pub gap: f64,
    /// Of a cell.
    pub cell_height: f64,
    /// Upper edge of the first row.
    pub top: f64,
    /// Left edge of the first column.
    pub left: f64,
}

impl Grid {
    /// Corners of a cell.
    pub fn cell(&self, index: usize) -> ((f64, f64), (f64, f64)) {
        #[allow(clippy::cast_precision_loss)]
        let (column, row) = ((index / self.rows) as f64, (index % self.rows) as f64);
        let left = self.left + column * self.pitch;
        let top = self.top + row * (self.cell_height + self.gap);
        (
            (left, top),
            (left + self.pitch - self.gap, top + self.cell_height),
        )
    }

    /// Lower edge of the last row.
    pub fn bottom(&self) -> f64 {
        self.cell(self.rows - 1).1.1
    }

    /// Left and right end of a run.
    pub fn extent(&self, run: Run) -> (f64, f64) {
        (self.cell(run.first).0.0, self.cell(run.end - 1).1.0)
    }
}

/// Words under a category, hung on a leader.
pub struct Caption {
    bracket: (f64, f64),
    left: f64,
    /// Upper edge of its first line, in points.
    pub top: f64,
    count: String,
    lines: Vec<String>,
}

impl Caption {
    /// In points.
    #[allow(clippy::cast_precision_loss)]
    pub fn height(&self) -> f64 {
        self.lines.len() as f64 * LEADING
    }

    /// Draws it with its bracket and leader.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, area: &Area<'_>, grid: &Grid) -> Drawn {
        let (left, right) = self.bracket;
        let y = grid.bottom() + 2.0;
        area.draw(&Mark::lines(
            vec![
                vec![
                    at(left, y),
                    at(left, y + 2.5),
                    at(right, y + 2.5),
                    at(right, y),
                ],
                vec![at(left, y + 2.5), at(left, self.top + LEADING - 2.0)],
            ],
            rule(),
        ))?;
        for (number, line) in self.lines.iter().enumerate() {
            #[allow(clippy::cast_precision_loss)]
            let y = self.top + LEADING * (number as f64 + 1.0) - 2.5;
            let text = if number == 0 {
                counted(&self.count, line)
            } else {
                label(line.clone())
            };
            area.draw(&Mark::text(at(self.left, y), (0.0, 0.0), text))?;
        }
        Ok(())
    }
}

/// Captions side by side where they fit; otherwise each hangs lower than the one to its right, so
/// that no leader crosses a text.
pub fn captions(
    strip: &UnitStrip,
    counts: &[i64],
    runs: &[Run],
    grid: &Grid,
    fonts: &Fonts,
    width: f64,
) -> Vec<Caption> {
    let base = grid.bottom() + 4.5;
    let mut captions: Vec<Caption> = Vec::new();
    for ((category, count), run) in strip.categories.iter().zip(counts).zip(runs).rev() {
        if *count == 0 {
            continue;
        }
        let bracket = grid.extent(*run);
        let left = bracket.0 + 3.0;
        let count = count_text(*count);
        let lead = fonts.width(&format!("{count} "), Face::Semibold, LABEL);
        let right_neighbour = captions.last().map_or(width, |next| next.bracket.0 - 6.0);
        let fit = |right: f64| {
            // The count stands before the first line, so the words have that much less room.
            fonts.wrap(&category.label, Face::Regular, LABEL, right - left - lead)
        };
        let widest = |lines: &[String]| {
            lines
                .iter()
                .map(|line| fonts.width(line, Face::Regular, LABEL))
                .fold(0.0, f64::max)
        };
        let beside = fit(right_neighbour);
        let fits_beside = beside.len() <= 3 && widest(&beside) + lead <= right_neighbour - left;
        let (lines, top) = if fits_beside {
            // Level with its right neighbour's row: their texts cannot meet.
            (beside, captions.last().map_or(base, |next| next.top))
        } else {
            let top = captions
                .iter()
                .map(|other| other.top + other.height() + 1.0)
                .fold(base, f64::max);
            (fit(width), top)
        };
        captions.push(Caption {
            bracket,
            left,
            top,
            count,
            lines,
        });
    }
    captions
}
