//! Names at places: each next to its symbols, none on a symbol or another name; a name that finds no
//! room is left out and reported.

use std::rc::Rc;

use super::clip::{self, Frame};
use crate::fonts::Fonts;
use crate::text::{ASCENT, DESCENT, TextLine};

/// A name to be placed.
#[derive(Debug, Clone)]
pub struct LabelRequest {
    /// The words and their lettering.
    pub text: TextLine,
    /// What it stands beside, in points.
    pub beside: Frame,
    /// Room before the words, in points, for a sign of their own.
    pub lead: f64,
    /// The higher, the sooner it is placed.
    pub weight: i64,
    /// Areas that it must keep off: on them it would name the wrong thing.
    pub avoid: Vec<Rc<Territory>>,
}

/// An area of the sheet, in points.
#[derive(Debug)]
pub struct Territory {
    bounds: Frame,
    ring: Vec<(f64, f64)>,
}

impl Territory {
    /// The area inside a ring.
    pub fn new(ring: Vec<(f64, f64)>) -> Self {
        let bounds = ring.iter().fold(
            Frame {
                left: f64::INFINITY,
                right: f64::NEG_INFINITY,
                low: f64::INFINITY,
                high: f64::NEG_INFINITY,
            },
            |bounds, (x, y)| Frame {
                left: bounds.left.min(*x),
                right: bounds.right.max(*x),
                low: bounds.low.min(*y),
                high: bounds.high.max(*y),
            },
        );
        Territory { bounds, ring }
    }

    /// Whether a line runs through it.
    fn is_crossed(&self, from: (f64, f64), to: (f64, f64)) -> bool {
        let parts = clip::line(&[from, to], &self.bounds);
        let Some((from, to)) = parts.first().and_then(|part| part.first().zip(part.last())) else {
            return false;
        };
        // Steps as long as the least that a reader sees.
        (0_u8..=20).any(|step| {
            let share = f64::from(step) / 20.0;
            let at = (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            );
            let dot = Frame {
                left: at.0,
                right: at.0,
                low: at.1,
                high: at.1,
            };
            self.meets(&dot.grown(0.3))
        })
    }

    /// Whether a rectangle lies on it, wholly or in part.
    pub fn meets(&self, room: &Frame) -> bool {
        // Most do not even come near.
        self.bounds.meets(room) && !clip::ring(&self.ring, room).is_empty()
    }
}

/// A name with its room.
#[derive(Debug, Clone)]
pub struct PlacedLabel {
    /// Which request.
    pub request: usize,
    /// The room it takes, in points, top at `low`; that of a sign before the words included.
    pub room: Frame,
    lead: f64,
    /// A line to what it names, when it stands off.
    pub leader: Option<((f64, f64), (f64, f64))>,
    cost: f64,
}

impl PlacedLabel {
    /// Where its baseline begins.
    pub fn origin(&self, text: &TextLine) -> (f64, f64) {
        (
            self.room.left + self.lead,
            self.room.high - DESCENT * text.size,
        )
    }
}

/// How much has been drawn where, so that names keep off coasts and borders where they can.
pub struct Ink {
    frame: Frame,
    columns: usize,
    rows: usize,
    cells: Vec<u16>,
}

const CELL: f64 = 2.0;

impl Ink {
    /// An empty sheet.
    pub fn new(frame: Frame) -> Self {
        let columns = (frame.width() / CELL).ceil() as usize + 1;
        let rows = (frame.height() / CELL).ceil() as usize + 1;
        Ink {
            frame,
            columns,
            rows,
            cells: vec![0; columns * rows],
        }
    }

    /// Adds a line.
    pub fn line(&mut self, line: impl Iterator<Item = (f64, f64)>) {
        let mut previous: Option<(f64, f64)> = None;
        for point in line {
            let from = previous.unwrap_or(point);
            let length = clip::distance(from, point);
            let steps = (length / CELL).ceil().max(1.0);
            let mut at = 1.0;
            while at <= steps {
                let share = at / steps;
                let x = from.0 + (point.0 - from.0) * share;
                let y = from.1 + (point.1 - from.1) * share;
                if let Some(cell) = self.cell(x, y).and_then(|cell| self.cells.get_mut(cell)) {
                    *cell = 1;
                }
                at += 1.0;
            }
            previous = Some(point);
        }
    }

    /// How many cells under a rectangle are inked.
    fn under(&self, room: &Frame) -> f64 {
        let clamp = |value: f64, most: usize| (value.max(0.0) as usize).min(most);
        let columns = clamp((room.left - self.frame.left) / CELL, self.columns - 1)
            ..=clamp((room.right - self.frame.left) / CELL, self.columns - 1);
        let rows = clamp((room.low - self.frame.low) / CELL, self.rows - 1)
            ..=clamp((room.high - self.frame.low) / CELL, self.rows - 1);
        let mut sum = 0_u32;
        for row in rows {
            for column in columns.clone() {
                sum += u32::from(self.cells[row * self.columns + column]);
            }
        }
        f64::from(sum)
    }

    fn cell(&self, x: f64, y: f64) -> Option<usize> {
        let column = (x - self.frame.left) / CELL;
        let row = (y - self.frame.low) / CELL;
        let inside = column >= 0.0 && row >= 0.0;
        let (column, row) = (column as usize, row as usize);
        (inside && column < self.columns && row < self.rows).then(|| row * self.columns + column)
    }
}

/// What names are placed among.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The map, in points: no name leaves it.
    pub bounds: &'a Frame,
    /// Rooms that no name may lie on.
    pub obstacles: &'a [Frame],
    /// Marks that go without a name, and that a name could be taken for.
    pub nameless: &'a [Frame],
    /// Lines that names keep off where they can.
    pub ink: &'a Ink,
}

/// Places names clear of what is there; gives them in request order, and the requests that found no room.
///
/// Heaviest first, each at its cheapest free position; when one finds none, it goes to the head of the
/// queue and all are placed again, a few times over; the best round wins.
///
/// # Example
/// ```
/// use brief_drawing::fonts::Face;
/// use brief_drawing::map::clip::Frame;
/// use brief_drawing::map::labels::{self, Ink, LabelRequest, Surroundings};
/// use brief_drawing::text::TextLine;
///
/// # let fonts = brief_drawing::doctest::fonts();
/// let map = Frame { left: 0.0, right: 100.0, low: 0.0, high: 60.0 };
/// let dot = |x: f64, y: f64| Frame { left: x, right: x, low: y, high: y }.grown(2.0);
/// let request = |name: &str, x: f64, y: f64| LabelRequest {
///     text: TextLine::new(name, Face::Regular, 7.5),
///     beside: dot(x, y),
///     lead: 0.0,
///     weight: 1,
///     avoid: Vec::new(),
/// };
/// // Two towns so near that both names cannot stand to the right.
/// let requests = [request("Zenda", 30.0, 30.0), request("Hentzau", 32.0, 37.0)];
/// let around =
///     Surroundings { bounds: &map, obstacles: &[], nameless: &[], ink: &Ink::new(map) };
/// let (placed, dropped) = labels::place(&requests, around, &fonts);
/// assert!(dropped.is_empty());
/// assert!(!placed[0].room.meets(&placed[1].room));
/// ```
pub fn place(
    requests: &[LabelRequest],
    around: Surroundings<'_>,
    fonts: &Fonts,
) -> (Vec<PlacedLabel>, Vec<usize>) {
    let candidates: Vec<Vec<PlacedLabel>> = (0..requests.len())
        .map(|number| candidates(number, requests, around, fonts))
        .collect();
    let mut order: Vec<usize> = (0..requests.len()).collect();
    order.sort_by_key(|at| (-requests[*at].weight, *at));
    let mut best: Option<Round> = None;
    for _ in 0..12 {
        let round = Round::new(&order, &candidates, requests);
        let dropped = round.dropped.clone();
        if best.as_ref().is_none_or(|best| round.is_better_than(best)) {
            best = Some(round);
        }
        if dropped.is_empty() {
            break;
        }
        order.sort_by_key(|at| !dropped.contains(at));
    }
    let mut best = best.unwrap_or_default();
    best.placed.sort_by_key(|one| one.request);
    (best.placed, best.dropped)
}

/// One attempt at placing all names.
#[derive(Default)]
struct Round {
    placed: Vec<PlacedLabel>,
    dropped: Vec<usize>,
    /// Weight of the dropped names.
    lost: i64,
    /// Of the positions of the others.
    cost: f64,
}

impl Round {
    fn new(order: &[usize], candidates: &[Vec<PlacedLabel>], requests: &[LabelRequest]) -> Self {
        let (placed, dropped) = place_in_order(order, candidates);
        Round {
            lost: dropped.iter().map(|at| requests[*at].weight + 1).sum(),
            cost: placed.iter().map(|one| one.cost).sum(),
            placed,
            dropped,
        }
    }

    fn is_better_than(&self, other: &Round) -> bool {
        let lost = self.lost.cmp(&other.lost);
        lost.then(self.cost.total_cmp(&other.cost)).is_lt()
    }
}

fn place_in_order(
    order: &[usize],
    candidates: &[Vec<PlacedLabel>],
) -> (Vec<PlacedLabel>, Vec<usize>) {
    let mut placed: Vec<PlacedLabel> = Vec::new();
    let mut dropped = Vec::new();
    for request in order {
        let free = candidates[*request]
            .iter()
            .find(|candidate| placed.iter().all(|other| agree(candidate, other)));
        match free {
            Some(candidate) => placed.push(candidate.clone()),
            None => dropped.push(*request),
        }
    }
    (placed, dropped)
}

/// Whether two names, leaders included, keep clear of each other.
fn agree(one: &PlacedLabel, other: &PlacedLabel) -> bool {
    let crosses = |leader: Option<((f64, f64), (f64, f64))>, room: &Frame| {
        leader.is_some_and(|(from, to)| !clip::line(&[from, to], &room.grown(0.5)).is_empty())
    };
    !one.room.grown(0.6).meets(&other.room)
        && !crosses(one.leader, &other.room)
        && !crosses(other.leader, &one.room)
        && !matches!((one.leader, other.leader), (Some(a), Some(b)) if segments_cross(a, b))
}

/// All positions clear of what is fixed, cheapest first.
fn candidates(
    number: usize,
    requests: &[LabelRequest],
    around: Surroundings<'_>,
    fonts: &Fonts,
) -> Vec<PlacedLabel> {
    // Directions in the order cartographers prefer (Imhof 1975): right, then left, above before below.
    const DIRECTIONS: [(f64, f64); 16] = [
        (1.0, 0.0),
        (-1.0, 0.0),
        (1.0, -0.35),
        (1.0, 0.35),
        (-1.0, -0.35),
        (-1.0, 0.35),
        (1.0, -0.7),
        (-1.0, -0.7),
        (1.0, 0.7),
        (-1.0, 0.7),
        (0.0, -1.0),
        (0.0, 1.0),
        (0.6, -1.0),
        (-0.6, -1.0),
        (0.6, 1.0),
        (-0.6, 1.0),
    ];
    const DISTANCES: [f64; 9] = [1.2, 3.0, 7.0, 11.0, 16.0, 22.0, 29.0, 37.0, 46.0];
    let request = &requests[number];
    let others: Vec<&Frame> = requests
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != number)
        .map(|(_, other)| &other.beside)
        .chain(around.nameless)
        .collect();
    let width = request.lead + request.text.width(fonts);
    let height = (ASCENT + DESCENT) * request.text.size;
    let own = &request.beside;
    let centre = ((own.left + own.right) / 2.0, (own.low + own.high) / 2.0);
    let mut all = Vec::new();
    for distance in DISTANCES {
        for (preference, direction) in (0_u32..).zip(DIRECTIONS) {
            let x = centre.0 + direction.0 * (own.width() / 2.0 + distance + width / 2.0);
            let y = centre.1 + direction.1 * (own.height() / 2.0 + distance + height / 2.0);
            let room = Frame {
                left: x - width / 2.0,
                right: x + width / 2.0,
                low: y - height / 2.0,
                high: y + height / 2.0,
            };
            let blocked = !around.bounds.surrounds(&room)
                || around
                    .obstacles
                    .iter()
                    .any(|obstacle| obstacle.meets(&room))
                || request.beside.meets(&room)
                || others.iter().any(|other| other.meets(&room))
                || request.avoid.iter().any(|area| area.meets(&room));
            if blocked {
                continue;
            }
            let leader = (distance > 5.0).then(|| leader(&room, own));
            let over_another = leader.is_some_and(|(from, to)| {
                others
                    .iter()
                    .any(|other| !clip::line(&[from, to], &other.grown(0.5)).is_empty())
            });
            if over_another {
                continue;
            }
            let strangers = leader.map_or(0, |(from, to)| {
                let crossed = request
                    .avoid
                    .iter()
                    .filter(|area| area.is_crossed(from, to));
                crossed.count()
            });
            all.push(PlacedLabel {
                request: number,
                room,
                lead: request.lead,
                leader,
                cost: distance
                    + f64::from(preference) * PREFERENCE
                    + around.ink.under(&room) * INK
                    + strangers as f64 * CROSSING
                    + match leader {
                        Some(_) => crowding(&room, &others),
                        None => ambiguity(&room, own, &others),
                    },
            });
        }
    }
    all.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    all
}

// What a position costs beside each point of distance. Tuned by eye on dense coasts: a name further off
// on a leader is better than one that could be another's.

/// For each place further down the list of directions.
const PREFERENCE: f64 = 0.7;
/// For each inked cell under the name.
const INK: f64 = 0.35;
/// For each area that its leader crosses and that is not its own.
const CROSSING: f64 = 8.0;
/// How much nearer its own mark must be than any other, in points.
const CLEARLY: f64 = 2.5;
/// For each point that it is nearer to another mark than that.
const NEARER: f64 = 4.0;
/// How far a name on a leader must be from every other mark, in points.
const CLEAR: f64 = 6.0;
/// For standing on the line of another mark, and not of its own, …
const LEVEL: f64 = 10.0;
/// … when that mark is as near as this, in points.
const IN_LINE: f64 = 10.0;

/// A name that stands nearer to another mark, or on its line, would be read as that one's.
fn ambiguity(room: &Frame, own: &Frame, others: &[&Frame]) -> f64 {
    let distance = room.distance(own);
    let middle = f64::midpoint(room.low, room.high);
    let is_level = |mark: &Frame| (mark.low..=mark.high).contains(&middle);
    others
        .iter()
        .map(|other| {
            let apart = room.distance(other);
            let nearer = (distance + CLEARLY - apart).max(0.0);
            let level = apart < IN_LINE && is_level(other) && !is_level(own);
            nearer * NEARER + if level { LEVEL } else { 0.0 }
        })
        .sum()
}

/// A leader tells what a name belongs to, unless the name stands at another mark.
fn crowding(room: &Frame, others: &[&Frame]) -> f64 {
    let missing = |other: &&Frame| (CLEAR - room.distance(other)).max(0.0);
    others.iter().map(missing).sum::<f64>() * NEARER
}

/// From the edge of a name to just short of what it names.
fn leader(room: &Frame, own: &Frame) -> ((f64, f64), (f64, f64)) {
    let centre = (
        f64::midpoint(own.left, own.right),
        f64::midpoint(own.low, own.high),
    );
    let near = (
        centre.0.clamp(room.left, room.right),
        centre.1.clamp(room.low + 2.0, room.high - 2.0),
    );
    // The part of the line that lies on the mark is the mark's own.
    let within = clip::line(&[near, centre], &own.grown(1.0));
    let end = within.first().and_then(|part| part.first());
    (near, end.copied().unwrap_or(centre))
}

type Segment = ((f64, f64), (f64, f64));

fn segments_cross(a: Segment, b: Segment) -> bool {
    let side = |line: Segment, point: (f64, f64)| {
        (line.1.0 - line.0.0) * (point.1 - line.0.1) - (line.1.1 - line.0.1) * (point.0 - line.0.0)
    };
    side(a, b.0) * side(a, b.1) < 0.0 && side(b, a.0) * side(b, a.1) < 0.0
}
