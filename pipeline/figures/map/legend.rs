//! Legends, built from the scales they explain.
//!
//! # Example
//! ```
//! use brief_figures::map::legend::{LegendEntry, Legend};
//!
//! # let fonts = brief_figures::doctest::fonts();
//! let words = "Counts, not rates: so few events bear no rate per inhabitant.";
//! let legend = |measure| Legend { entries: vec![LegendEntry::Note(words.to_owned())], measure };
//! let (wide, narrow) = (legend(300.0).size(&fonts), legend(80.0).size(&fonts));
//! assert!(narrow.0 <= 80.0 && narrow.1 > wide.1, "a sentence is wrapped at the measure");
//! ```

use brief_base::numbers::with_thousands;
use brief_drawing::canvas::{CanvasArea, DrawResult, LABEL, LEADING, SMALL, at, counted};
use brief_drawing::contrast;
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::map::clip::Frame;
use brief_drawing::marks::{Mark, Shape};
use brief_drawing::paint::{Colour, Fill, Paint, Stroke};
use brief_drawing::text::{HALF_CAPITAL, TextLine};

use super::base::BaseMap;
use super::panel;
use super::symbols::radius;

/// One line of a legend.
#[derive(Debug, Clone)]
pub enum LegendEntry {
    /// What follows is about.
    Heading(String),
    /// A kind of symbol, its count in front of its words.
    Symbol {
        shape: Shape,
        colour: Colour,
        /// Radius of the circle of its area, in points.
        radius: f64,
        /// How many it stands for on this map.
        count: String,
        /// In words.
        label: String,
    },
    /// The dot of a city set apart.
    City {
        fill: Fill,
        /// In words.
        label: String,
    },
    /// The star of the capital.
    Capital {
        /// In words.
        label: String,
    },
    /// Circles of true area, each with its count.
    Sizes {
        /// Rising, from one.
        counts: Vec<i64>,
        /// Radius of the circle for one, in points.
        radius_of_one: f64,
        /// Shape of the symbols.
        shape: Shape,
    },
    /// A fill.
    Swatch {
        fill: Fill,
        outline: Stroke,
        /// In words.
        label: String,
    },
    /// A line.
    Line {
        /// The line.
        stroke: Stroke,
        /// In words.
        label: String,
    },
    /// A sentence.
    Note(String),
}

const SWATCH: f64 = 16.0;
/// From a swatch to its words.
const GAP: f64 = 5.0;
const PADDING: f64 = 6.0;
/// From line to line, in points.
const LINE: f64 = 8.4;

impl LegendEntry {
    /// Width and height in points, its sentences wrapped at `measure` points.
    pub fn size(&self, measure: f64, fonts: &Fonts) -> (f64, f64) {
        (self.width(measure, fonts), self.height(measure, fonts))
    }

    /// Its words as lines, and their face and size.
    fn lines(&self, measure: f64, fonts: &Fonts) -> Vec<String> {
        match self {
            LegendEntry::Heading(words) => fonts.wrap(words, Face::Semibold, LABEL, measure),
            LegendEntry::Swatch { label, .. }
            | LegendEntry::Line { label, .. }
            | LegendEntry::City { label, .. }
            | LegendEntry::Capital { label } => {
                fonts.wrap(label, Face::Regular, SMALL, measure - SWATCH - GAP)
            }
            LegendEntry::Note(words) => fonts.wrap(words, Face::Regular, SMALL, measure),
            LegendEntry::Symbol { .. } | LegendEntry::Sizes { .. } => Vec::new(),
        }
    }

    fn width(&self, measure: f64, fonts: &Fonts) -> f64 {
        let widest = |face, size| {
            self.lines(measure, fonts)
                .iter()
                .map(|line| fonts.width(line, face, size))
                .fold(0.0, f64::max)
        };
        match self {
            LegendEntry::Heading(_) => widest(Face::Semibold, LABEL),
            LegendEntry::Symbol { count, label, .. } => {
                SWATCH + GAP + counted(count, label).width(fonts)
            }
            LegendEntry::Sizes { .. } => self.sizes().last().map_or(0.0, |size| {
                size.0 + size.1 + 3.0 + fonts.width(&with_thousands(size.2), Face::Regular, SMALL)
            }),
            LegendEntry::Swatch { .. }
            | LegendEntry::Line { .. }
            | LegendEntry::City { .. }
            | LegendEntry::Capital { .. } => SWATCH + GAP + widest(Face::Regular, SMALL),
            LegendEntry::Note(_) => widest(Face::Regular, SMALL),
        }
    }

    fn height(&self, measure: f64, fonts: &Fonts) -> f64 {
        let lines = self.lines(measure, fonts).len() as f64;
        match self {
            LegendEntry::Heading(_) => lines * LEADING + 3.5,
            LegendEntry::Symbol { radius, shape, .. } => {
                (2.0 * shape.reach(*radius) + 2.0).max(11.0)
            }
            LegendEntry::Sizes {
                counts,
                radius_of_one,
                shape,
            } => {
                let largest = counts.last().copied().unwrap_or(1);
                (2.0 * shape.reach(radius(*radius_of_one, largest)) + 4.0).max(12.0)
            }
            LegendEntry::Swatch { .. }
            | LegendEntry::Line { .. }
            | LegendEntry::City { .. }
            | LegendEntry::Capital { .. } => (lines * LINE + 1.8).max(10.2),
            LegendEntry::Note(_) => lines * LINE + 2.0,
        }
    }

    /// Centre, reach and count of each size, from the entry's left edge.
    fn sizes(&self) -> Vec<(f64, f64, i64)> {
        let LegendEntry::Sizes {
            counts,
            radius_of_one,
            shape,
        } = self
        else {
            return Vec::new();
        };
        let mut x = 0.0;
        counts
            .iter()
            .map(|count| {
                let reach = shape.reach(radius(*radius_of_one, *count));
                let centre = x + reach;
                // Room for the circle, its figure, and a gap.
                x = centre + reach + 20.0;
                (centre, reach, *count)
            })
            .collect()
    }
}

/// The line around a legend's swatches.
pub fn outline() -> Stroke {
    Stroke::solid(Colour::RULE, 0.4)
}

/// What hatching and dashes stand for, as far as they are on the map.
pub(crate) fn of_ground(base: &BaseMap<'_>) -> Vec<LegendEntry> {
    let Some(disputed) = base.view.disputed() else {
        return Vec::new();
    };
    let area = base.shows_disputed_area().then(|| LegendEntry::Swatch {
        fill: disputed.fill,
        outline: outline(),
        label: disputed.label.clone(),
    });
    let lines = disputed.lines.iter().zip(base.shown_disputed_lines());
    let lines = lines.filter_map(|(line, shown)| {
        Some(LegendEntry::Line {
            stroke: line.stroke.clone(),
            label: line.label.clone().filter(|_| shown)?,
        })
    });
    area.into_iter().chain(lines).collect()
}

/// Entries one under the other, their sentences wrapped at a measure.
#[derive(Debug, Clone)]
pub struct Legend {
    /// From top to bottom.
    pub entries: Vec<LegendEntry>,
    /// The widest a sentence may run, in points.
    pub measure: f64,
}

impl Legend {
    /// Width and height in points, without a box.
    pub fn size(&self, fonts: &Fonts) -> (f64, f64) {
        let sizes = self
            .entries
            .iter()
            .map(|entry| entry.size(self.measure, fonts));
        sizes.fold((0.0, 0.0), |whole, one| {
            (whole.0.max(one.0), whole.1 + one.1)
        })
    }

    /// Width and height in points of the box that [`Legend::draw_boxed`] draws.
    pub(crate) fn boxed_size(&self, fonts: &Fonts) -> (f64, f64) {
        let (width, height) = self.size(fonts);
        (width + 2.0 * PADDING, height + 2.0 * PADDING)
    }

    /// Draws it in a box that fills its room, in points, `low` being its top.
    pub(crate) fn draw_boxed(
        &self,
        area: &CanvasArea<'_>,
        room: &Frame,
        fonts: &Fonts,
    ) -> DrawResult {
        area.draw(&Mark::rectangle(
            at(room.left, room.low),
            at(room.right, room.high),
            Paint::fill(Fill::solid(Colour::WHITE)).outlined(Stroke::solid(Colour::MUTED, 0.5)),
        ))?;
        self.draw(area, (room.left + PADDING, room.low + PADDING), fonts)
    }

    /// Draws it from a corner on, without a box.
    pub fn draw(
        &self,
        area: &CanvasArea<'_>,
        (left, mut top): (f64, f64),
        fonts: &Fonts,
    ) -> DrawResult {
        for entry in &self.entries {
            let (_, height) = entry.size(self.measure, fonts);
            self.draw_entry(area, entry, (left, top), height, fonts)?;
            top += height;
        }
        Ok(())
    }

    fn draw_entry(
        &self,
        area: &CanvasArea<'_>,
        entry: &LegendEntry,
        (left, top): (f64, f64),
        height: f64,
        fonts: &Fonts,
    ) -> DrawResult {
        let middle = top + height / 2.0;
        let words = left + SWATCH + GAP;
        let lines = |(x, y): (f64, f64)| -> DrawResult {
            let lines = entry.lines(self.measure, fonts);
            for (number, line) in lines.into_iter().enumerate() {
                area.draw(&Mark::text(
                    at(x, y + LINE * number as f64),
                    (0.0, 0.0),
                    TextLine::new(line, Face::Regular, SMALL),
                ))?;
            }
            Ok(())
        };
        match entry {
            LegendEntry::Heading(_) => {
                let lines = entry.lines(self.measure, fonts);
                for (number, line) in lines.into_iter().enumerate() {
                    area.draw(&Mark::text(
                        at(left, top + 8.5 + LEADING * number as f64),
                        (0.0, 0.0),
                        TextLine::new(line, Face::Semibold, LABEL),
                    ))?;
                }
                Ok(())
            }
            LegendEntry::Symbol {
                shape,
                colour,
                radius,
                count,
                label,
            } => {
                area.draw(&Mark::symbol(
                    at(left + SWATCH / 2.0, middle),
                    *shape,
                    *radius,
                    contrast::mark(Fill::solid(*colour), 0.5),
                ))?;
                area.draw(&Mark::text(
                    at(words, middle + HALF_CAPITAL * LABEL),
                    (0.0, 0.0),
                    counted(count, label),
                ))
            }
            LegendEntry::Sizes { shape, .. } => {
                for (centre, reach, count) in entry.sizes() {
                    area.draw(&Mark::symbol(
                        at(left + centre, middle),
                        *shape,
                        reach / shape.reach(1.0),
                        Paint::fill(Fill::solid(Colour::WHITE))
                            .outlined(Stroke::solid(Colour::INK, 0.7)),
                    ))?;
                    area.draw(&Mark::text(
                        at(left + centre + reach + 3.0, middle + HALF_CAPITAL * SMALL),
                        (0.0, 0.0),
                        TextLine::new(with_thousands(count), Face::Regular, SMALL),
                    ))?;
                }
                Ok(())
            }
            LegendEntry::Swatch { fill, outline, .. } => {
                let (right, low) = (left + SWATCH, top + 9.2);
                // An area like those on the map, so that its hatching is theirs.
                let corners = [
                    (left, top + 1.0),
                    (right, top + 1.0),
                    (right, low),
                    (left, low),
                ];
                area.draw(&Mark::area(
                    vec![corners.map(|(x, y)| at(x, y)).to_vec()],
                    Paint::fill(*fill).outlined(outline.clone()),
                ))?;
                lines((words, top + 7.6))
            }
            LegendEntry::Line { stroke, .. } => {
                area.draw(&Mark::lines(
                    vec![vec![at(left, top + 5.1), at(left + SWATCH, top + 5.1)]],
                    stroke.clone(),
                ))?;
                lines((words, top + 7.6))
            }
            LegendEntry::City { fill, .. } => {
                area.draw(&Mark::symbol(
                    at(left + SWATCH / 2.0, top + 5.1),
                    Shape::Circle,
                    panel::APART,
                    panel::dot_apart(*fill),
                ))?;
                lines((words, top + 7.6))
            }
            LegendEntry::Capital { .. } => {
                area.draw(&Mark::symbol(
                    at(left + SWATCH / 2.0, top + 5.1),
                    Shape::Star,
                    panel::CAPITAL,
                    panel::star(),
                ))?;
                lines((words, top + 7.6))
            }
            LegendEntry::Note(_) => lines((left, top + 8.0)),
        }
    }
}
