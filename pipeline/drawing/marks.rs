//! Shapes that plotters has no element for: areas with holes, dashed lines, symbols, haloed text.
//!
//! Each is a plotters `Drawable` on our own canvas, so that it is drawn in a chart's or map's
//! coordinates like any of plotters' elements.

use std::convert::Infallible;

use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendCoord, DrawingErrorKind};
use serde::{Deserialize, Serialize};

use super::paint::{Paint, Stroke};
use super::svg::{Canvas, points};
use super::text::TextLine;

/// Shape of a symbol. Shapes tell categories apart where colour cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A circle.
    #[default]
    Circle,
    /// A square on its corner.
    Diamond,
    /// An upright square.
    Square,
    /// A star of five points.
    Star,
}

/// The points of a star, clockwise from the top, for an outer radius of one: every second one lies inside.
const STAR: [(f64, f64); 10] = [
    (0.0, -1.0),
    (0.224_514, -0.309_017),
    (0.951_057, -0.309_017),
    (0.363_271, 0.118_034),
    (0.587_785, 0.809_017),
    (0.0, 0.381_966),
    (-0.587_785, 0.809_017),
    (-0.363_271, 0.118_034),
    (-0.951_057, -0.309_017),
    (-0.224_514, -0.309_017),
];
/// Outer radius of a star for the radius of a circle of the same area.
const STAR_REACH: f64 = 1.672_9;

impl Shape {
    /// How far the symbol reaches from its centre, sideways, for the size of a circle of that radius.
    pub fn reach(self, radius: f64) -> f64 {
        match self {
            Shape::Circle => radius,
            // Equal area: a square of side r·√π, whose half diagonal is r·√(π/2).
            Shape::Diamond => radius * (std::f64::consts::PI / 2.0).sqrt(),
            Shape::Square => radius * std::f64::consts::PI.sqrt() / 2.0,
            Shape::Star => radius * STAR_REACH,
        }
    }
}

/// A shape at points of a coordinate system `C`.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark<C> {
    at: Vec<C>,
    form: Form,
}

#[derive(Debug, Clone, PartialEq)]
enum Form {
    Rings {
        lengths: Vec<usize>,
        paint: Paint,
    },
    Lines {
        lengths: Vec<usize>,
        paint: Paint,
    },
    Rectangle {
        paint: Paint,
    },
    Symbol {
        shape: Shape,
        radius: f64,
        paint: Paint,
    },
    Text {
        text: TextLine,
        offset: (f64, f64),
    },
}

impl<C> Mark<C> {
    /// An area of one or more rings; inner rings are holes.
    pub fn area(rings: Vec<Vec<C>>, paint: Paint) -> Self {
        let lengths = rings.iter().map(Vec::len).collect();
        Mark {
            at: rings.into_iter().flatten().collect(),
            form: Form::Rings { lengths, paint },
        }
    }

    /// One or more lines.
    pub fn lines(lines: Vec<Vec<C>>, stroke: Stroke) -> Self {
        let lengths = lines.iter().map(Vec::len).collect();
        Mark {
            at: lines.into_iter().flatten().collect(),
            form: Form::Lines {
                lengths,
                paint: Paint::stroke(stroke),
            },
        }
    }

    /// An upright rectangle between two corners.
    pub fn rectangle(from: C, to: C, paint: Paint) -> Self {
        Mark {
            at: vec![from, to],
            form: Form::Rectangle { paint },
        }
    }

    /// A symbol whose area is that of a circle of `radius` points.
    pub fn symbol(at: C, shape: Shape, radius: f64, paint: Paint) -> Self {
        Mark {
            at: vec![at],
            form: Form::Symbol {
                shape,
                radius,
                paint,
            },
        }
    }

    /// A line of text, its baseline `offset` points right of and below the point.
    pub fn text(at: C, offset: (f64, f64), text: TextLine) -> Self {
        Mark {
            at: vec![at],
            form: Form::Text { text, offset },
        }
    }
}

impl<'a, C: 'a> PointCollection<'a, C> for &'a Mark<C> {
    type Point = &'a C;
    type IntoIter = std::slice::Iter<'a, C>;

    fn point_iter(self) -> Self::IntoIter {
        self.at.iter()
    }
}

impl<C> Drawable<Canvas<'_>> for Mark<C> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        pos: I,
        canvas: &mut Canvas<'_>,
        _parent: (u32, u32),
    ) -> Result<(), DrawingErrorKind<Infallible>> {
        let at: Vec<(f64, f64)> = pos.map(points).collect();
        match &self.form {
            Form::Rings { lengths, paint } => canvas.sheet.path(&split(&at, lengths), true, paint),
            Form::Lines { lengths, paint } => canvas.sheet.path(&split(&at, lengths), false, paint),
            Form::Rectangle { paint } => {
                if let [from, to] = at.as_slice() {
                    canvas.sheet.rectangle(*from, *to, paint);
                }
            }
            Form::Symbol {
                shape,
                radius,
                paint,
            } => {
                for centre in at {
                    symbol(canvas, centre, *shape, *radius, paint);
                }
            }
            Form::Text { text, offset } => {
                for (x, y) in at {
                    canvas
                        .sheet
                        .text((x + offset.0, y + offset.1), text, canvas.fonts);
                }
            }
        }
        Ok(())
    }
}

fn symbol(canvas: &mut Canvas<'_>, (x, y): (f64, f64), shape: Shape, radius: f64, paint: &Paint) {
    let reach = shape.reach(radius);
    match shape {
        Shape::Circle => canvas.sheet.circle((x, y), radius, paint),
        Shape::Diamond => canvas.sheet.polygon(
            &[
                (x, y - reach),
                (x + reach, y),
                (x, y + reach),
                (x - reach, y),
            ],
            paint,
        ),
        Shape::Square => canvas.sheet.polygon(
            &[
                (x - reach, y - reach),
                (x + reach, y - reach),
                (x + reach, y + reach),
                (x - reach, y + reach),
            ],
            paint,
        ),
        Shape::Star => {
            let points = STAR.map(|(across, down)| (x + across * reach, y + down * reach));
            canvas.sheet.polygon(&points, paint);
        }
    }
}

fn split(points: &[(f64, f64)], lengths: &[usize]) -> Vec<Vec<(f64, f64)>> {
    let mut rest = points;
    lengths
        .iter()
        .map(|length| {
            let (ring, after) = rest.split_at((*length).min(rest.len()));
            rest = after;
            ring.to_vec()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twice the area of a ring, by the surveyor's formula.
    fn doubled_area(ring: &[(f64, f64)]) -> f64 {
        let next = ring.iter().cycle().skip(1);
        let each = ring.iter().zip(next);
        each.map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs()
    }

    #[test]
    fn a_star_has_the_area_of_its_circle() {
        let reach = Shape::Star.reach(1.0);
        let star = doubled_area(&STAR) / 2.0 * reach * reach;
        assert!((star / std::f64::consts::PI - 1.0).abs() < 1e-3, "{star}");
    }
}
