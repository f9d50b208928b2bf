//! The words under a unit strip: each hung on its category by a leader, as far as there is room.

use brief_drawing::canvas::{CanvasArea, DrawResult, LEADING, at, counted_lines, rule, widest};
use brief_drawing::contrast;
use brief_drawing::fonts::Fonts;
use brief_drawing::key;
use brief_drawing::key::{Key, KeyEntry};
use brief_drawing::marks::{Mark, Shape};
use brief_drawing::paint::Fill;
use brief_drawing::text::TextLine;

/// From the cells to a bracket, in points.
const UNDER_CELLS: f64 = 3.0;
/// From the cells to the first line of words, in points.
const UNDER_BRACKET: f64 = 5.5;
/// From a leader to its words, in points.
const BESIDE: f64 = 2.5;
/// Between the words of two categories, in points.
const APART: f64 = 6.0;
/// What a bracket is shorter than its cells at either end, in points, so that neighbours stay apart.
const SHORTER: f64 = 0.5;
/// The most lines of a caption that has neighbours.
const MOST_LINES: usize = 3;
/// Radius of a sample in a list, in points.
const SAMPLE: f64 = 3.2;

/// A category to be named.
pub(super) struct CategoryName<'a> {
    /// Left and right end of its cells, in points; `None` when it has none.
    pub extent: Option<(f64, f64)>,
    /// How many cells, as drawn.
    pub count: String,
    /// In words, after the count.
    pub label: &'a str,
    /// Of its cells.
    pub fill: Fill,
}

/// Words hung on a leader; places in points, down from the lower edge of the cells.
struct Caption {
    bracket: (f64, f64),
    leader: f64,
    top: f64,
    lines: Vec<TextLine>,
}

impl Caption {
    fn bottom(&self) -> f64 {
        self.top + self.lines.len() as f64 * LEADING
    }
}

/// The words under a strip, placed.
pub(super) struct Captions {
    hung: Vec<Caption>,
    /// What cannot be hung: categories without cells, or all when there is no room.
    listed: Key,
}

impl Captions {
    /// Places the words under a strip, in a figure `width` points wide: in one line where they fit,
    /// else as stairs, else as a list.
    pub(super) fn of(named: &[CategoryName<'_>], width: f64, fonts: &Fonts) -> Self {
        let hung = one_line(named, width, fonts).or_else(|| stairs(named, width, fonts));
        let all = hung.is_none();
        let listed = named.iter().filter(|one| all || one.extent.is_none());
        let entries = listed.map(|one| KeyEntry {
            symbol: Some((Shape::Square, contrast::mark(one.fill, 0.4))),
            lines: counted_lines(&one.count, one.label, width - key::words_at(SAMPLE), fonts),
        });
        Captions {
            listed: Key::listed(entries.collect(), SAMPLE),
            hung: hung.unwrap_or_default(),
        }
    }

    /// In points.
    pub(super) fn height(&self) -> f64 {
        self.list_top() + self.listed.height()
    }

    /// Draws them under cells whose lower edge is at `bottom`, in points.
    pub(super) fn draw(&self, area: &CanvasArea<'_>, bottom: f64) -> DrawResult {
        for caption in &self.hung {
            caption.draw(area, bottom)?;
        }
        self.listed.draw(area, (0.0, bottom + self.list_top()))
    }

    fn list_top(&self) -> f64 {
        let bottoms = self.hung.iter().map(Caption::bottom);
        bottoms.fold(UNDER_BRACKET, f64::max)
    }
}

impl Caption {
    fn draw(&self, area: &CanvasArea<'_>, bottom: f64) -> DrawResult {
        let (left, right) = self.bracket;
        let y = bottom + UNDER_CELLS;
        let first = bottom + self.top + LEADING - 2.5;
        let bracket = vec![at(left, y), at(right, y)];
        let leader = vec![at(self.leader, y), at(self.leader, first)];
        area.draw(&Mark::lines(vec![bracket, leader], rule()))?;
        for (number, line) in self.lines.iter().enumerate() {
            let place = at(self.leader + BESIDE, first + LEADING * number as f64);
            area.draw(&Mark::text(place, (0.0, 0.0), line.clone()))?;
        }
        Ok(())
    }
}

/// The categories that have cells, with the ends of their brackets.
fn bracketed<'a>(
    named: &'a [CategoryName<'a>],
) -> impl DoubleEndedIterator<Item = (&'a CategoryName<'a>, (f64, f64))> {
    named.iter().filter_map(|one| {
        let (left, right) = one.extent?;
        Some((one, (left + SHORTER, (right - SHORTER).max(left + SHORTER))))
    })
}

/// All in one line, each beginning under its own bracket; `None` when they do not fit.
fn one_line(named: &[CategoryName<'_>], width: f64, fonts: &Fonts) -> Option<Vec<Caption>> {
    let mut end = f64::NEG_INFINITY;
    let mut captions = Vec::new();
    for (one, bracket) in bracketed(named) {
        let leader = bracket.0.max(end + APART - BESIDE);
        let lines = counted_lines(&one.count, one.label, f64::INFINITY, fonts);
        end = leader + BESIDE + widest(&lines, fonts);
        if leader > bracket.1 || end > width {
            return None;
        }
        captions.push(Caption {
            bracket,
            leader,
            top: UNDER_BRACKET,
            lines,
        });
    }
    Some(captions)
}

/// Side by side where they fit; otherwise each hangs lower than the one to its right, so that no leader
/// crosses a text. `None` when one does not fit between its leader and the figure's edge.
fn stairs(named: &[CategoryName<'_>], width: f64, fonts: &Fonts) -> Option<Vec<Caption>> {
    let mut captions: Vec<Caption> = Vec::new();
    for (one, bracket) in bracketed(named).rev() {
        let leader = bracket.0;
        let fit = |right: f64| {
            let room = right - leader - BESIDE;
            let lines = counted_lines(&one.count, one.label, room, fonts);
            (lines.len() <= MOST_LINES && widest(&lines, fonts) <= room).then_some(lines)
        };
        let neighbour = captions.last().map(|next| (next.leader - APART, next.top));
        let (right, level) = neighbour.unwrap_or((width, UNDER_BRACKET));
        // Level with its right neighbour their texts cannot meet.
        let beside = fit(right).map(|lines| (lines, level));
        let lowest = captions.iter().map(Caption::bottom);
        let lower = lowest.fold(UNDER_BRACKET, f64::max) + 1.0;
        let (lines, top) = beside.or_else(|| Some((fit(width)?, lower)))?;
        captions.push(Caption {
            bracket,
            leader,
            top,
            lines,
        });
    }
    Some(captions)
}
