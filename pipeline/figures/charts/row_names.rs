//! Names of rows, in a column at the left of the plot.

use brief_drawing::canvas::{CanvasArea, DrawResult, LABEL, SMALL, at, label, note, widest};
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::marks::Mark;
use brief_drawing::text::{Anchor, HALF_CAPITAL, TextLine};

/// The part of a figure's width that names may take before they are broken into lines.
const WIDEST: f64 = 0.4;
/// From one line of a name to the next, in points.
const LEADING: f64 = 8.0;

/// Names of rows, broken into lines.
pub(super) struct RowNames {
    rows: Vec<Vec<TextLine>>,
    width: f64,
}

impl RowNames {
    /// From a name for each row and, in small grey letters under it, what it stands for. `width` is
    /// that of the figure, in points.
    pub(super) fn of<'a>(
        names: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
        width: f64,
        fonts: &Fonts,
    ) -> Self {
        let room = width * WIDEST;
        let rows: Vec<Vec<TextLine>> = names
            .into_iter()
            .map(|(name, base)| {
                let name = fonts.wrap(name, Face::Regular, LABEL, room);
                let base = base.map(|base| fonts.wrap(base, Face::Regular, SMALL, room));
                let base = base.unwrap_or_default();
                name.into_iter()
                    .map(label)
                    .chain(base.into_iter().map(note))
                    .collect()
            })
            .collect();
        RowNames {
            width: widest(rows.iter().flatten(), fonts),
            rows,
        }
    }

    /// Width of the widest, in points.
    pub(super) fn width(&self) -> f64 {
        self.width
    }

    /// Height that the lines of a row's name take, in points.
    pub(super) fn height(&self, row: usize) -> f64 {
        self.rows
            .get(row)
            .map_or(0.0, |lines| lines.len() as f64 * LEADING)
    }

    /// Draws the name of a row with its middle at the height `middle` and, by its anchor, its start
    /// or end at `x`.
    pub(super) fn draw(
        &self,
        area: &CanvasArea<'_>,
        row: usize,
        (x, middle): (f64, f64),
        anchor: Anchor,
    ) -> DrawResult {
        let lines = self.rows.get(row).map_or(&[][..], Vec::as_slice);
        let above = (lines.len() as f64 - 1.0) / 2.0;
        for (number, line) in lines.iter().enumerate() {
            let baseline = middle + (number as f64 - above) * LEADING + HALF_CAPITAL * LABEL;
            let line = line.clone().anchored(anchor);
            area.draw(&Mark::text(at(x, baseline), (0.0, 0.0), line))?;
        }
        Ok(())
    }
}
