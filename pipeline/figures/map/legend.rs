//! Legends, built from the scales they explain.

use crate::figures::charts::{Area, Drawn, LABEL, SMALL, at, count_text};
use crate::figures::fonts::{Face, Fonts};
use crate::figures::marks::{Mark, Shape};
use crate::figures::paint::{Colour, Fill, Paint, Stroke};
use crate::figures::sheet::number;
use crate::figures::text::{HALF_CAPITAL, Text};

use super::classification::{ClassLimits, Ends};
use super::clip::Frame;
use super::symbols::radius;

/// One line of a legend.
#[derive(Debug, Clone)]
pub enum Entry {
    /// What follows is about.
    Heading(String),
    /// A kind of symbol, its count in front of its words.
    Symbol {
        /// Its shape.
        shape: Shape,
        /// Its colour.
        colour: Colour,
        /// Radius of the circle of its area, in points.
        radius: f64,
        /// How many it stands for on this map.
        count: i64,
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
        /// The fill.
        fill: Fill,
        /// Its outline.
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
const PADDING: f64 = 6.0;
/// The widest a sentence may run, in points.
const MEASURE: f64 = 128.0;

impl Entry {
    /// Width and height in points.
    pub fn size(&self, fonts: &Fonts) -> (f64, f64) {
        (self.width(fonts), self.height(fonts))
    }

    fn width(&self, fonts: &Fonts) -> f64 {
        let text = |text: &str, face, size| fonts.width(text, face, size);
        match self {
            Entry::Heading(words) => fonts
                .wrap(words, Face::Semibold, LABEL, MEASURE)
                .iter()
                .map(|line| text(line, Face::Semibold, LABEL))
                .fold(0.0, f64::max),
            Entry::Symbol { count, label, .. } => {
                SWATCH
                    + 5.0
                    + text(&format!("{} ", count_text(*count)), Face::Semibold, LABEL)
                    + text(label, Face::Regular, LABEL)
            }
            Entry::Sizes { .. } => self.sizes().last().map_or(0.0, |size| {
                size.0 + size.1 + 3.0 + text(&count_text(size.2), Face::Regular, SMALL)
            }),
            Entry::Swatch { label, .. } | Entry::Line { label, .. } => {
                let lines = fonts.wrap(label, Face::Regular, SMALL, MEASURE - SWATCH - 5.0);
                SWATCH
                    + 5.0
                    + lines
                        .iter()
                        .map(|line| text(line, Face::Regular, SMALL))
                        .fold(0.0, f64::max)
            }
            Entry::Note(words) => fonts
                .wrap(words, Face::Regular, SMALL, MEASURE)
                .iter()
                .map(|line| text(line, Face::Regular, SMALL))
                .fold(0.0, f64::max),
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn height(&self, fonts: &Fonts) -> f64 {
        match self {
            Entry::Heading(words) => {
                fonts.wrap(words, Face::Semibold, LABEL, MEASURE).len() as f64 * 9.0 + 3.5
            }
            Entry::Symbol { radius, shape, .. } => (2.0 * shape.reach(*radius) + 2.0).max(11.0),
            Entry::Sizes {
                counts,
                radius_of_one,
                shape,
            } => {
                let largest = counts.last().copied().unwrap_or(1);
                (2.0 * shape.reach(radius(*radius_of_one, largest)) + 4.0).max(12.0)
            }
            Entry::Swatch { label, .. } | Entry::Line { label, .. } => {
                let lines = fonts.wrap(label, Face::Regular, SMALL, MEASURE - SWATCH - 5.0);
                (lines.len() as f64 * 8.4 + 1.8).max(10.2)
            }
            Entry::Note(words) => {
                fonts.wrap(words, Face::Regular, SMALL, MEASURE).len() as f64 * 8.4 + 2.0
            }
        }
    }

    /// Centre, reach and count of each size, from the entry's left edge.
    fn sizes(&self) -> Vec<(f64, f64, i64)> {
        let Entry::Sizes {
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

/// Entries of a classified choropleth: one a class, lowest first, its limits as the scale has them.
pub fn class_entries(limits: &ClassLimits, palette: &[Colour], outline: &Stroke) -> Vec<Entry> {
    let count = limits.count();
    let open = limits.ends() == Ends::Open;
    (0..count)
        .map(|class| {
            let (lowest, highest) = (limits.edges()[class], limits.edges()[class + 1]);
            let (low, high) = (figure(lowest), figure(highest));
            let text = if open && class == 0 {
                format!("{high} or fewer")
            } else if open && class + 1 == count {
                format!("more than {low}")
            } else if lowest < highest {
                format!("{low}\u{2013}{high}")
            } else {
                // All regions of the lowest class have one value: most often, zero.
                high
            };
            Entry::Swatch {
                fill: palette
                    .get(class)
                    .copied()
                    .map(Fill::solid)
                    .unwrap_or_default(),
                outline: outline.clone(),
                label: text,
            }
        })
        .collect()
}

#[allow(clippy::cast_possible_truncation)]
fn figure(value: f64) -> String {
    if value.abs() >= 10.0 || value.fract() == 0.0 {
        count_text(value.round() as i64)
    } else {
        number(value, 1)
    }
}

/// Width and height of a legend, in points.
pub fn size(entries: &[Entry], fonts: &Fonts) -> (f64, f64) {
    let width = entries
        .iter()
        .map(|entry| entry.width(fonts))
        .fold(0.0, f64::max);
    let height: f64 = entries.iter().map(|entry| entry.height(fonts)).sum();
    (width + 2.0 * PADDING, height + 2.0 * PADDING)
}

/// Draws a legend into its room, in points, `low` being its top.
///
/// # Errors
/// When plotters refuses.
pub fn draw(area: &Area<'_>, entries: &[Entry], room: &Frame, fonts: &Fonts) -> Drawn {
    area.draw(&Mark::rectangle(
        at(room.left, room.low),
        at(room.right, room.high),
        Paint::fill(Fill::solid(Colour::WHITE)).outlined(Stroke::solid(Colour::MUTED, 0.5)),
    ))?;
    draw_open(
        area,
        entries,
        (room.left + PADDING, room.low + PADDING),
        fonts,
    )
}

/// Draws entries one under the other from a corner on, without a box around them.
///
/// # Errors
/// When plotters refuses.
pub fn draw_open(
    area: &Area<'_>,
    entries: &[Entry],
    (left, mut top): (f64, f64),
    fonts: &Fonts,
) -> Drawn {
    for entry in entries {
        let height = entry.height(fonts);
        draw_entry(area, entry, (left, top), height, fonts)?;
        top += height;
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss)]
fn draw_entry(
    area: &Area<'_>,
    entry: &Entry,
    (left, top): (f64, f64),
    height: f64,
    fonts: &Fonts,
) -> Drawn {
    let middle = top + height / 2.0;
    let words = left + SWATCH + 5.0;
    match entry {
        Entry::Heading(text) => {
            let lines = fonts.wrap(text, Face::Semibold, LABEL, MEASURE);
            for (number, line) in lines.iter().enumerate() {
                let y = top + 8.5 + 9.0 * number as f64;
                area.draw(&Mark::text(
                    at(left, y),
                    (0.0, 0.0),
                    Text::new(line, Face::Semibold, LABEL),
                ))?;
            }
            Ok(())
        }
        Entry::Symbol {
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
                Paint::fill(Fill::solid(*colour)),
            ))?;
            area.draw(&Mark::text(
                at(words, middle + HALF_CAPITAL * LABEL),
                (0.0, 0.0),
                crate::figures::charts::counted(&count_text(*count), label),
            ))
        }
        Entry::Sizes { shape, .. } => {
            for (centre, reach, count) in entry.sizes() {
                let radius = match shape {
                    Shape::Circle => reach,
                    other => reach / other.reach(1.0),
                };
                area.draw(&Mark::symbol(
                    at(left + centre, middle),
                    *shape,
                    radius,
                    Paint::fill(Fill::solid(Colour::WHITE))
                        .outlined(Stroke::solid(Colour::INK, 0.7)),
                ))?;
                area.draw(&Mark::text(
                    at(left + centre + reach + 3.0, middle + HALF_CAPITAL * SMALL),
                    (0.0, 0.0),
                    Text::new(count_text(count), Face::Regular, SMALL),
                ))?;
            }
            Ok(())
        }
        Entry::Swatch {
            fill,
            outline,
            label,
        } => {
            area.draw(&Mark::rectangle(
                at(left, top + 1.0),
                at(left + SWATCH, top + 9.2),
                Paint::fill(*fill).outlined(outline.clone()),
            ))?;
            lines(
                area,
                label,
                (words, top + 7.6),
                MEASURE - SWATCH - 5.0,
                fonts,
            )
        }
        Entry::Line { stroke, label } => {
            area.draw(&Mark::lines(
                vec![vec![at(left, top + 5.1), at(left + SWATCH, top + 5.1)]],
                stroke.clone(),
            ))?;
            lines(
                area,
                label,
                (words, top + 7.6),
                MEASURE - SWATCH - 5.0,
                fonts,
            )
        }
        Entry::Note(text) => lines(area, text, (left, top + 8.0), MEASURE, fonts),
    }
}

#[allow(clippy::cast_precision_loss)]
fn lines(area: &Area<'_>, text: &str, (x, y): (f64, f64), measure: f64, fonts: &Fonts) -> Drawn {
    for (number, line) in fonts
        .wrap(text, Face::Regular, SMALL, measure)
        .iter()
        .enumerate()
    {
        area.draw(&Mark::text(
            at(x, y + 8.4 * number as f64),
            (0.0, 0.0),
            Text::new(line, Face::Regular, SMALL),
        ))?;
    }
    Ok(())
}
