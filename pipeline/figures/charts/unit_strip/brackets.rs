//! Brackets over the cells of a unit strip, with their words above.

use brief_drawing::canvas::{CanvasArea, DrawResult, LABEL, LEADING, at, label, rule};
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::marks::{Mark, Shape};
use brief_drawing::paint::{Colour, Fill, Paint};

/// Length of a bracket's ends, in points.
const END: f64 = 2.5;
/// From the cells or words beneath to a bracket's ends, in points.
const OVER: f64 = 2.0;
/// Between a bracket and its words, in points.
const UNDER_WORDS: f64 = 2.5;
/// Between words of one tier, in points.
const APART: f64 = 4.0;
/// Radius of the dot that stands in marked cells, in points, and the room it takes before words.
pub(super) const DOT: f64 = 1.3;
const DOT_ROOM: f64 = 5.0;

/// A bracket to be placed.
pub(super) struct Bracket {
    /// Left and right end, in points.
    pub extent: (f64, f64),
    /// What it is, in words.
    pub words: String,
    /// The cells under it bear a dot, and so do its words.
    pub dotted: bool,
}

/// A bracket with its place.
struct PlacedBracket {
    bracket: Bracket,
    lines: Vec<String>,
    /// Where its words begin.
    left: f64,
    /// Where its words end.
    right: f64,
    tier: usize,
}

impl PlacedBracket {
    /// Everything it covers, across.
    fn room(&self) -> (f64, f64) {
        let (left, right) = self.bracket.extent;
        (left.min(self.left), right.max(self.right))
    }
}

/// Brackets in tiers, so that none lies on another's words.
pub(super) struct Brackets {
    placed: Vec<PlacedBracket>,
    /// Heights of the tiers, from the lowest, in points.
    tiers: Vec<f64>,
}

impl Brackets {
    /// Places brackets over a strip in a figure `width` points wide: narrow ones next to the cells.
    pub(super) fn of(mut brackets: Vec<Bracket>, width: f64, fonts: &Fonts) -> Self {
        let length = |bracket: &Bracket| bracket.extent.1 - bracket.extent.0;
        brackets.sort_by(|one, other| length(one).total_cmp(&length(other)));
        let mut placed: Vec<PlacedBracket> = Vec::new();
        let mut tiers: Vec<f64> = Vec::new();
        for bracket in brackets {
            let mut one = place(bracket, width, fonts);
            let (left, right) = one.room();
            one.tier = placed
                .iter()
                .filter(|other| {
                    let room = other.room();
                    left < room.1 + APART && room.0 < right + APART
                })
                .map(|other| other.tier + 1)
                .max()
                .unwrap_or(0);
            let height = OVER + END + UNDER_WORDS + one.lines.len() as f64 * LEADING;
            match tiers.get_mut(one.tier) {
                Some(tier) => *tier = tier.max(height),
                None => tiers.push(height),
            }
            placed.push(one);
        }
        Brackets { placed, tiers }
    }

    /// In points.
    pub(super) fn height(&self) -> f64 {
        self.tiers.iter().sum()
    }

    /// Draws them over cells whose upper edge is at `top`, in points.
    pub(super) fn draw(&self, area: &CanvasArea<'_>, top: f64) -> DrawResult {
        for one in &self.placed {
            let (left, right) = one.bracket.extent;
            let y = top - self.tiers[..one.tier].iter().sum::<f64>() - OVER;
            let line = [(left, y), (left, y - END), (right, y - END), (right, y)];
            let line = line.map(|(x, y)| at(x, y)).to_vec();
            area.draw(&Mark::lines(vec![line], rule()))?;
            let last = y - END - UNDER_WORDS;
            let mut words = one.left;
            if one.bracket.dotted {
                let first = last - (one.lines.len() as f64 - 1.0) * LEADING;
                let dot = Paint::fill(Fill::solid(Colour::INK));
                let centre = at(words + DOT, first - LABEL * 0.25);
                area.draw(&Mark::symbol(centre, Shape::Circle, DOT, dot))?;
                words += DOT_ROOM;
            }
            for (number, line) in one.lines.iter().rev().enumerate() {
                let baseline = last - number as f64 * LEADING;
                area.draw(&Mark::text(at(words, baseline), (0.0, 0.0), label(line)))?;
            }
        }
        Ok(())
    }
}

/// Words over the middle of their bracket where the figure's edges allow it.
fn place(bracket: Bracket, width: f64, fonts: &Fonts) -> PlacedBracket {
    let dot = if bracket.dotted { DOT_ROOM } else { 0.0 };
    let lines = fonts.wrap(&bracket.words, Face::Regular, LABEL, width - dot);
    let widths = lines
        .iter()
        .map(|line| fonts.width(line, Face::Regular, LABEL));
    let own = widths.fold(0.0, f64::max) + dot;
    let middle = f64::midpoint(bracket.extent.0, bracket.extent.1);
    let left = (middle - own / 2.0).min(width - own).max(0.0);
    PlacedBracket {
        bracket,
        lines,
        left,
        right: left + own,
        tier: 0,
    }
}
