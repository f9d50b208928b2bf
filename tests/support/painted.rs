//! A finished SVG as a viewer paints it: its shapes in drawing order, and what shows at a point.

use brief_drawing::map::clip::Frame;
use brief_drawing::paint::Colour;

/// A place on the sheet, in points.
pub type Point = (f64, f64);

/// A line as it is stroked.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    pub colour: Colour,
    pub width: f64,
}

/// What a shape covers.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    Circle {
        centre: Point,
        radius: f64,
    },
    Rectangle(Vec<Vec<Point>>),
    Polygon(Vec<Vec<Point>>),
    /// Rings by the even-odd rule, or lines.
    Path(Vec<Vec<Point>>),
}

/// A shape: what is filled and hatched with one outline is one.
#[derive(Debug)]
pub struct Painted {
    pub form: Form,
    pub fill: Option<Colour>,
    /// Colour of the hatch lines on its fill, or on what lies beneath.
    pub hatch: Option<Colour>,
    pub line: Option<Line>,
    /// The rectangle around it.
    pub bounds: Frame,
    /// Its place in drawing order, among texts too.
    pub order: u32,
}

/// What shows at a point: a colour, and on it the lines of hatchings.
#[derive(Debug)]
pub struct Seen {
    pub ground: Colour,
    pub hatches: Vec<Colour>,
}

/// A colour as SVG writes it.
pub fn colour(text: &str) -> Colour {
    Colour::try_from(text.to_owned()).unwrap_or_else(|fault| panic!("{fault}"))
}

fn number(node: roxmltree::Node<'_, '_>, name: &str) -> f64 {
    let value = node.attribute(name).unwrap_or("0");
    value
        .parse()
        .unwrap_or_else(|_| panic!("{name}=\"{value}\" is not a number"))
}

/// All shapes, in drawing order; patterns are not drawn themselves.
pub fn shapes(svg: &str) -> Vec<Painted> {
    let document = roxmltree::Document::parse(svg).expect("the SVG is well-formed XML");
    let mut shapes: Vec<Painted> = Vec::new();
    for node in document.root_element().children() {
        let Some(form) = form(node) else { continue };
        let paint = |name| node.attribute(name).filter(|value| *value != "none");
        let fill = paint("fill").filter(|fill| !fill.starts_with("url("));
        // Patterns are called after the colour of their lines.
        let hatch = paint("fill").filter(|fill| fill.starts_with("url("));
        let hatch = hatch.map(|fill| {
            let digits = fill.trim_end_matches(')').rsplit('-').next();
            colour(&format!("#{}", digits.unwrap_or_default()))
        });
        let line = paint("stroke").map(|stroke| Line {
            colour: colour(stroke),
            width: number(node, "stroke-width"),
        });
        let order = node.id().get();
        match shapes.last_mut() {
            // Hatching on a ground is two elements of one form.
            Some(last) if hatch.is_some() && last.form == form => {
                (last.hatch, last.line, last.order) = (hatch, line, order);
            }
            _ => shapes.push(Painted {
                bounds: bounds(&form),
                form,
                fill: fill.map(colour),
                hatch,
                line,
                order,
            }),
        }
    }
    shapes
}

/// What shows at a point of the shapes drawn before `order`, on white paper.
pub fn seen(shapes: &[Painted], point: Point, order: u32) -> Seen {
    seen_of(shapes.iter().filter(|shape| shape.order < order), point)
}

/// What shows at a point of some shapes, in drawing order, on white paper.
pub fn seen_of<'a>(shapes: impl DoubleEndedIterator<Item = &'a Painted>, point: Point) -> Seen {
    let mut hatches = Vec::new();
    for shape in shapes.rev().filter(|shape| shape.covers(point)) {
        hatches.extend(shape.hatch);
        if let Some(ground) = shape.fill {
            return Seen { ground, hatches };
        }
    }
    Seen {
        ground: Colour::WHITE,
        hatches,
    }
}

impl Painted {
    /// Whether its inside holds a point.
    pub fn covers(&self, point: Point) -> bool {
        if !self.bounds.holds(point) {
            return false;
        }
        match &self.form {
            Form::Circle { centre, radius } => {
                (point.0 - centre.0).hypot(point.1 - centre.1) <= *radius
            }
            Form::Rectangle(rings) | Form::Polygon(rings) | Form::Path(rings) => {
                let crossed = rings.iter().map(|ring| crossings(ring, point));
                crossed.sum::<usize>() % 2 == 1
            }
        }
    }

    /// Pairs of points all around a small convex shape: `margin` points outside its outline, and inside.
    pub fn around(&self, margin: f64) -> Vec<(Point, Point)> {
        let middle = (
            f64::midpoint(self.bounds.left, self.bounds.right),
            f64::midpoint(self.bounds.low, self.bounds.high),
        );
        let outline: Vec<Point> = match &self.form {
            Form::Circle { centre, radius } => (0..16)
                .map(|at| (f64::from(at) * std::f64::consts::TAU / 16.0).sin_cos())
                .map(|(sin, cos)| (centre.0 + radius * cos, centre.1 + radius * sin))
                .collect(),
            _ => along(self.segments(), 2.0)
                .map(|(point, _)| point)
                .collect(),
        };
        let moved = |(x, y): Point, by: f64| {
            let away = (x - middle.0).hypot(y - middle.1).max(0.01);
            let share = 1.0 + by / away;
            (
                middle.0 + (x - middle.0) * share,
                middle.1 + (y - middle.1) * share,
            )
        };
        let points = outline.into_iter();
        points
            .map(|point| (moved(point, margin), moved(point, -margin)))
            .collect()
    }

    /// Pairs of points at both sides of its line, `margin` points from it, every two points.
    pub fn beside(&self, margin: f64) -> impl Iterator<Item = Point> + '_ {
        along(self.segments(), 2.0).flat_map(move |((x, y), (across, down))| {
            let (dx, dy) = (-down * margin, across * margin);
            [(x + dx, y + dy), (x - dx, y - dy)]
        })
    }

    /// Its lines from corner to corner.
    pub fn segments(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        let (rings, closed) = match &self.form {
            Form::Circle { .. } => (&[][..], false),
            Form::Rectangle(rings) | Form::Polygon(rings) => (&rings[..], true),
            Form::Path(rings) => (&rings[..], self.fill.is_some() || self.hatch.is_some()),
        };
        rings.iter().flat_map(move |ring| {
            let last = ring.last().zip(ring.first()).filter(|_| closed);
            let between = ring.iter().zip(ring.iter().skip(1));
            between.chain(last).map(|(from, to)| (*from, *to))
        })
    }
}

/// Points along lines, their ends included, each with the direction of its line.
fn along(
    segments: impl Iterator<Item = (Point, Point)>,
    step: f64,
) -> impl Iterator<Item = (Point, Point)> {
    segments.flat_map(move |(from, to)| {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(0.01);
        #[allow(clippy::cast_possible_truncation)]
        let steps = (length / step).ceil() as i32;
        (0..=steps).map(move |at| {
            let share = f64::from(at) / f64::from(steps);
            (
                (from.0 + dx * share, from.1 + dy * share),
                (dx / length, dy / length),
            )
        })
    })
}

fn crossings(ring: &[Point], (x, y): Point) -> usize {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .filter(|(a, b)| (a.1 > y) != (b.1 > y))
        .filter(|(a, b)| x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
        .count()
}

fn form(node: roxmltree::Node<'_, '_>) -> Option<Form> {
    let pairs = |text: &str| -> Vec<Point> {
        let numbers = text.split([' ', ',']).filter(|number| !number.is_empty());
        let numbers: Vec<f64> = numbers.map(|one| one.parse().expect("a number")).collect();
        numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect()
    };
    match node.tag_name().name() {
        "circle" => Some(Form::Circle {
            centre: (number(node, "cx"), number(node, "cy")),
            radius: number(node, "r"),
        }),
        "rect" => {
            let (x, y) = (number(node, "x"), number(node, "y"));
            let (right, low) = (x + number(node, "width"), y + number(node, "height"));
            let ring = vec![(x, y), (right, y), (right, low), (x, low)];
            Some(Form::Rectangle(vec![ring]))
        }
        "polygon" => Some(Form::Polygon(vec![pairs(node.attribute("points")?)])),
        "path" => {
            // As the sheet writes them: an absolute start, then steps.
            let rings = node.attribute("d")?.split('M').skip(1).map(|ring| {
                let (mut x, mut y) = (0.0, 0.0);
                let steps = pairs(&ring.trim_end_matches('z').replace('l', " "));
                let walked = steps.into_iter().map(|(dx, dy)| {
                    (x, y) = (x + dx, y + dy);
                    (x, y)
                });
                walked.collect()
            });
            Some(Form::Path(rings.collect()))
        }
        _ => None,
    }
}

fn bounds(form: &Form) -> Frame {
    match form {
        Form::Circle { centre, radius } => Frame {
            left: centre.0,
            right: centre.0,
            low: centre.1,
            high: centre.1,
        }
        .grown(*radius),
        Form::Rectangle(rings) | Form::Polygon(rings) | Form::Path(rings) => {
            let nothing = Frame {
                left: f64::INFINITY,
                right: f64::NEG_INFINITY,
                low: f64::INFINITY,
                high: f64::NEG_INFINITY,
            };
            rings.iter().flatten().fold(nothing, |all, (x, y)| Frame {
                left: all.left.min(*x),
                right: all.right.max(*x),
                low: all.low.min(*y),
                high: all.high.max(*y),
            })
        }
    }
}
