//! What colours and shapes mean, as one line of entries or as a list.

use crate::canvas::{CanvasArea, DrawResult, LABEL, LEADING, at, widest};
use crate::fonts::Fonts;
use crate::marks::{Mark, Shape};
use crate::paint::Paint;
use crate::text::TextLine;

/// Between two entries of a line, in points.
const APART: f64 = 12.0;
/// Between a symbol and its words, in points.
const BESIDE: f64 = 3.0;

/// A symbol and its words.
pub struct KeyEntry {
    /// As it is drawn in the plot; without one, the words stand alone.
    pub symbol: Option<(Shape, Paint)>,
    /// One line or several.
    pub lines: Vec<TextLine>,
}

/// Entries with their places.
pub struct Key {
    /// Left edge, line counted from 0, entry.
    entries: Vec<(f64, usize, KeyEntry)>,
    radius: f64,
    lines: usize,
}

impl Key {
    /// Entries side by side, going over to another line where `width` points are full. Their symbols
    /// have the radius of the plot's, in points.
    pub fn flowing(entries: Vec<KeyEntry>, radius: f64, width: f64, fonts: &Fonts) -> Self {
        let (mut x, mut line, mut lines) = (0.0, 0, 0);
        let mut placed = Vec::new();
        for entry in entries {
            let own = entry.words_at(radius) + widest(&entry.lines, fonts);
            if x > 0.0 && x + own > width {
                (x, line) = (0.0, lines);
            }
            lines = lines.max(line + entry.lines.len());
            placed.push((x, line, entry));
            x += own + APART;
        }
        Key {
            entries: placed,
            radius,
            lines,
        }
    }

    /// Entries one below another.
    pub fn listed(entries: Vec<KeyEntry>, radius: f64) -> Self {
        let mut lines = 0;
        let mut placed = Vec::new();
        for entry in entries {
            let line = lines;
            lines += entry.lines.len();
            placed.push((0.0, line, entry));
        }
        Key {
            entries: placed,
            radius,
            lines,
        }
    }

    /// In points.
    pub fn height(&self) -> f64 {
        self.lines as f64 * LEADING
    }

    /// Draws it with its upper left corner there, in points.
    pub fn draw(&self, area: &CanvasArea<'_>, (left, top): (f64, f64)) -> DrawResult {
        for (x, first, entry) in &self.entries {
            let x = left + x;
            let y = top + *first as f64 * LEADING;
            if let Some((shape, paint)) = &entry.symbol {
                let centre = at(x + self.radius, y + LABEL * 0.62);
                area.draw(&Mark::symbol(centre, *shape, self.radius, paint.clone()))?;
            }
            for (number, line) in entry.lines.iter().enumerate() {
                let baseline = y + LABEL + number as f64 * LEADING;
                let words = at(x + entry.words_at(self.radius), baseline);
                area.draw(&Mark::text(words, (0.0, 0.0), line.clone()))?;
            }
        }
        Ok(())
    }
}

/// Where words begin next to a symbol of that radius, in points.
pub fn words_at(radius: f64) -> f64 {
    2.0 * radius + BESIDE
}

impl KeyEntry {
    fn words_at(&self, radius: f64) -> f64 {
        self.symbol.as_ref().map_or(0.0, |_| words_at(radius))
    }
}
