//! Upright rectangles, and cutting geometry at one, so that no bytes go to what is outside. A ring that is
//! cut has a side along the frame's edge: the frame's own line must be drawn over it.

/// An upright rectangle: of the plane in metres, or of the sheet in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Lowest x.
    pub left: f64,
    /// Highest x.
    pub right: f64,
    /// Lowest y.
    pub low: f64,
    /// Highest y.
    pub high: f64,
}

impl Frame {
    /// Width.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height.
    pub fn height(&self) -> f64 {
        self.high - self.low
    }

    /// Whether a point lies inside or on the edge.
    pub fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.left..=self.right).contains(&x) && (self.low..=self.high).contains(&y)
    }

    /// Whether two rectangles share more than an edge.
    pub fn meets(&self, other: &Frame) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.low < other.high
            && other.low < self.high
    }

    /// Whether another rectangle lies wholly inside.
    pub fn surrounds(&self, other: &Frame) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.low <= other.low
            && other.high <= self.high
    }

    /// How far two rectangles are apart; 0 when they touch.
    pub fn distance(&self, other: &Frame) -> f64 {
        let across = (self.left - other.right)
            .max(other.left - self.right)
            .max(0.0);
        let along = (self.low - other.high).max(other.low - self.high).max(0.0);
        distance((0.0, 0.0), (across, along))
    }

    /// The rectangle larger by `margin` on all sides.
    #[must_use]
    pub fn grown(&self, margin: f64) -> Frame {
        Frame {
            left: self.left - margin,
            right: self.right + margin,
            low: self.low - margin,
            high: self.high + margin,
        }
    }
}

type Point = (f64, f64);

/// How far two points are apart. Not `hypot`, whose last bit differs between processors: where a name
/// stands must not hang on it.
pub fn distance(from: Point, to: Point) -> f64 {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    (x * x + y * y).sqrt()
}

/// The part of a ring inside the frame (Sutherland and Hodgman, 1974). A concave ring that leaves and
/// returns is joined along the frame's edge, where the frame's own line covers it.
///
/// # Example
/// ```
/// use brief_drawing::map::clip::{self, Frame};
///
/// let frame = Frame { left: 0.0, right: 1.0, low: 0.0, high: 1.0 };
/// let island = [(0.5, 0.2), (3.0, 0.2), (3.0, 0.8), (0.5, 0.8)];
/// let kept = clip::ring(&island, &frame);
/// assert_eq!(kept, [(0.5, 0.2), (1.0, 0.2), (1.0, 0.8), (0.5, 0.8)]);
/// ```
pub fn ring(ring: &[Point], frame: &Frame) -> Vec<Point> {
    let mut kept = ring.to_vec();
    for side in Side::ALL {
        let input = std::mem::take(&mut kept);
        let Some(mut previous) = input.last().copied() else {
            return kept;
        };
        for point in input {
            if side.inside(point, frame) {
                if !side.inside(previous, frame) {
                    kept.push(side.cross(previous, point, frame));
                }
                kept.push(point);
            } else if side.inside(previous, frame) {
                kept.push(side.cross(previous, point, frame));
            }
            previous = point;
        }
    }
    kept
}

/// The parts of a line inside the frame.
pub fn line(line: &[Point], frame: &Frame) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    for pair in line.windows(2) {
        let Some((from, to)) = segment(pair[0], pair[1], frame) else {
            continue;
        };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&from) => part.push(to),
            _ => parts.push(vec![from, to]),
        }
    }
    parts
}

/// The part of a segment inside the frame (Liang and Barsky, 1984).
fn segment(from: Point, to: Point, frame: &Frame) -> Option<(Point, Point)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (step, room) in [
        (-dx, from.0 - frame.left),
        (dx, frame.right - from.0),
        (-dy, from.1 - frame.low),
        (dy, frame.high - from.1),
    ] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else {
            leave = leave.min(room / step);
        }
    }
    let along = |share: f64| (from.0 + share * dx, from.1 + share * dy);
    let start = if enter > 0.0 { along(enter) } else { from };
    let end = if leave < 1.0 { along(leave) } else { to };
    (enter < leave).then_some((start, end))
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
    Low,
    High,
}

impl Side {
    const ALL: [Side; 4] = [Side::Left, Side::Right, Side::Low, Side::High];

    fn inside(self, point: Point, frame: &Frame) -> bool {
        match self {
            Side::Left => point.0 >= frame.left,
            Side::Right => point.0 <= frame.right,
            Side::Low => point.1 >= frame.low,
            Side::High => point.1 <= frame.high,
        }
    }

    fn cross(self, from: Point, to: Point, frame: &Frame) -> Point {
        let at_x = |x: f64| (x, from.1 + (to.1 - from.1) * (x - from.0) / (to.0 - from.0));
        let at_y = |y: f64| (from.0 + (to.0 - from.0) * (y - from.1) / (to.1 - from.1), y);
        match self {
            Side::Left => at_x(frame.left),
            Side::Right => at_x(frame.right),
            Side::Low => at_y(frame.low),
            Side::High => at_y(frame.high),
        }
    }
}
