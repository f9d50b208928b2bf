//! Whether what is set has room: no text and no picture off its page, none over another.

use typst::layout::{Abs, Point, Size, Transform};
use typst::syntax::Span;
use typst::text::TextItem;

/// Boxes that touch or meet by less than this, in points, are beside each other.
const TOLERANCE: f64 = 1.2;
/// What a letter takes above and below its line, in parts of its size: less than it may, so that lines set close to
/// each other are none over another.
const ABOVE_LINE: f64 = 0.55;
const BELOW_LINE: f64 = 0.02;

/// Something on a page that others must leave room for.
#[derive(Debug, Clone)]
pub(super) struct SetBox<'d> {
    /// In points from the page's top left corner: left, top, right, bottom.
    edges: [f64; 4],
    /// Its words; a picture has none.
    pub words: Option<&'d str>,
    /// The figure or table that it is part of.
    pub part_of: Option<String>,
    /// What it was set from.
    pub span: Span,
}

/// Why something has no room.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Crowding {
    /// It is not all on the page.
    OffPage(usize),
    /// Two are over each other.
    Over([usize; 2]),
}

impl<'d> SetBox<'d> {
    pub(super) fn of_text(
        item: &'d TextItem,
        at: Transform,
        part_of: Option<String>,
    ) -> Option<Self> {
        if item.text.trim().is_empty() {
            return None;
        }
        let size = item.size.to_pt();
        let edges = [
            0.0,
            -ABOVE_LINE * size,
            item.width().to_pt(),
            BELOW_LINE * size,
        ];
        Some(SetBox {
            edges: moved(edges, at),
            words: Some(item.text.trim()),
            part_of,
            span: item.glyphs.first().map_or(Span::detached(), |it| it.span.0),
        })
    }

    pub(super) fn of_picture(
        size: Size,
        at: Transform,
        part_of: Option<String>,
        span: Span,
    ) -> Self {
        let edges = [0.0, 0.0, size.x.to_pt(), size.y.to_pt()];
        SetBox {
            edges: moved(edges, at),
            words: None,
            part_of,
            span,
        }
    }

    fn meets(&self, other: &SetBox<'_>) -> bool {
        let [left, top, right, bottom] = self.edges;
        let [other_left, other_top, other_right, other_bottom] = other.edges;
        right.min(other_right) - left.max(other_left) > TOLERANCE
            && bottom.min(other_bottom) - top.max(other_top) > TOLERANCE
    }
}

/// The edges of a rectangle on its page.
fn moved([left, top, right, bottom]: [f64; 4], at: Transform) -> [f64; 4] {
    let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
    let corners = corners.map(|(x, y)| {
        let corner = Point::new(Abs::pt(x), Abs::pt(y)).transform(at);
        (corner.x.to_pt(), corner.y.to_pt())
    });
    let of = |pick: fn(&(f64, f64)) -> f64, best: fn(f64, f64) -> f64, from: f64| {
        corners.iter().map(pick).fold(from, best)
    };
    [
        of(|it| it.0, f64::min, f64::INFINITY),
        of(|it| it.1, f64::min, f64::INFINITY),
        of(|it| it.0, f64::max, f64::NEG_INFINITY),
        of(|it| it.1, f64::max, f64::NEG_INFINITY),
    ]
}

/// Where an item of a frame stands that is itself somewhere.
pub(super) fn within(at: Transform, position: Point) -> Transform {
    at.pre_concat(Transform::translate(position.x, position.y))
}

/// Everything that runs off a page or overlaps something else; each box is reported as overlapping once.
pub(super) fn crowded(boxes: &[SetBox<'_>], page: Size) -> Vec<Crowding> {
    let mut crowded = Vec::new();
    let (width, height) = (page.x.to_pt(), page.y.to_pt());
    for (number, one) in boxes.iter().enumerate() {
        let [left, top, right, bottom] = one.edges;
        let is_off = left < -TOLERANCE
            || top < -TOLERANCE
            || right > width + TOLERANCE
            || bottom > height + TOLERANCE;
        if is_off {
            crowded.push(Crowding::OffPage(number));
        }
    }
    // From the top of the page down, each is held against those above it that reach so far.
    let mut order: Vec<usize> = (0..boxes.len()).collect();
    order.sort_by(|one, other| boxes[*one].edges[1].total_cmp(&boxes[*other].edges[1]));
    let mut reaching: Vec<usize> = Vec::new();
    for number in order {
        let one = &boxes[number];
        reaching.retain(|above| boxes[*above].edges[3] - TOLERANCE > one.edges[1]);
        let over = reaching.iter().find(|above| {
            let above = &boxes[**above];
            // The words of a layout may stand on its own pictures, as on a cover; a figure's have their room.
            let are_text = above.words.is_some() && one.words.is_some();
            let are_figures = above.part_of.is_some() || one.part_of.is_some();
            (are_text || are_figures) && above.meets(one)
        });
        if let Some(above) = over {
            crowded.push(Crowding::Over([*above, number]));
        }
        reaching.push(number);
    }
    crowded
}
