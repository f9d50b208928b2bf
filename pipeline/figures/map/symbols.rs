//! Graduated symbols: area true to the count, one symbol for each kind at a place, none on another.

use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::with_thousands;
use brief_drawing::canvas::{CanvasArea, DrawResult, SMALL, at};
use brief_drawing::contrast;
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::map::clip;
use brief_drawing::map::clip::Frame;
use brief_drawing::map::fit::Fit;
use brief_drawing::map::labels::PlacedLabel;
use brief_drawing::marks::{Mark, Shape};
use brief_drawing::paint::{Colour, Fill, Paint, Stroke};
use brief_drawing::text::{Anchor, HALF_CAPITAL, TextLine};

use super::places::CountsByPlace;
use crate::lookup::Lookup;

/// Room between symbols of neighbouring places, in points.
const GAP: f64 = 0.8;

/// Between a count and the edge of its symbol, in points.
const INSIDE: f64 = 0.1;

/// Radius of the circle whose area is `count` times that of the circle for one.
///
/// # Example
/// ```
/// use brief_figures::map::symbols::{legend_counts, radius};
///
/// assert_eq!(radius(3.0, 4), 6.0);
/// assert_eq!(legend_counts(9), [1, 4, 9]);
/// ```
pub fn radius(radius_of_one: f64, count: i64) -> f64 {
    radius_of_one * (count.max(0) as f64).sqrt()
}

/// The most of the shorter side of a map that a symbol may take.
const MOST: f64 = 0.3;

/// Refuses symbols that would hide the map: a size that suits one country, or one delivery, is too large for another.
///
/// # Errors
/// When the largest symbol is too large, with the radius that fits.
pub(crate) fn refuse_too_large(
    layer: &SymbolLayer,
    room: &Frame,
    lookup: Lookup<'_>,
) -> Result<(), Diagnostic> {
    let largest = layer.placed.places.iter().flat_map(|place| {
        let counts = place.counts.iter();
        counts.map(|count| (*count, place.name.as_str()))
    });
    let Some((count, place)) = largest.max() else {
        return Ok(());
    };
    let side = room.width().min(room.high - room.low);
    let across = 2.0 * radius(layer.radius_of_one, count);
    if across <= side * MOST {
        return Ok(());
    }
    let fits = side * MOST / 2.0 / radius(1.0, count);
    // Down to a number that is short and not nothing.
    let step = if fits >= 0.2 { 10.0 } else { 1000.0 };
    let fits = (fits * step).floor() / step;
    let message = format!(
        "the symbol of {place} ({}) would be {across:.0} pt across on a map whose shorter side has {side:.0} pt",
        with_thousands(count)
    );
    let fault = lookup.fault("symbol-too-large", "radius_of_one", &message);
    Err(fault.with_help(format!(
        "the largest that fits is `radius_of_one: {fits}`; a symbol takes at most {:.0} % of the shorter side",
        MOST * 100.0
    )))
}

/// Counts that a size legend shows: one, the largest, and one between whose symbol is midway.
pub fn legend_counts(largest: i64) -> Vec<i64> {
    // Where nothing is counted, the legend still says how large one would be.
    let largest = largest.max(1);
    let root = f64::midpoint(1.0, (largest as f64).sqrt());
    let between = (root * root).round() as i64;
    let mut counts = vec![1, between, largest];
    counts.dedup();
    counts
}

/// Symbols of one map, before they are placed.
pub struct SymbolLayer {
    /// Counts by place and kind.
    pub placed: CountsByPlace,
    /// Colour and shape of each kind.
    pub kinds: Vec<(Colour, Shape)>,
    /// Radius in points of the circle for one.
    pub radius_of_one: f64,
    /// The share of its smaller neighbour's radius that a symbol may cover: small maps must allow it if
    /// symbols are to stay near their places.
    pub slack: f64,
    /// How many of the largest places are named.
    pub named: usize,
}

impl SymbolLayer {
    /// One group of symbols for each place, moved apart within `within` (points of the sheet).
    pub fn groups(&self, fit: &Fit, within: &Frame) -> Vec<SymbolGroup> {
        let mut groups: Vec<SymbolGroup> = self
            .placed
            .places
            .iter()
            .map(|place| {
                let position = fit.to_sheet(place.position);
                let counts = place.counts.iter().enumerate();
                SymbolGroup {
                    name: place.name.clone(),
                    place: position,
                    centre: position,
                    symbols: counts
                        .filter(|(_, count)| **count > 0)
                        .map(|(kind, count)| Symbol {
                            series: kind,
                            count: *count,
                            illustrative: place.illustrative[kind],
                            shape: self.kinds[kind].1,
                            radius: radius(self.radius_of_one, *count),
                        })
                        .collect(),
                }
            })
            .collect();
        separate(&mut groups, within, self.slack);
        groups
    }
}

/// One symbol of a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Symbol {
    /// Which kind, by position in the declaration.
    pub series: usize,
    /// How many it stands for.
    pub count: i64,
    /// Whether that is illustrative.
    pub illustrative: bool,
    pub shape: Shape,
    /// Radius of the circle of its area, in points.
    pub radius: f64,
}

impl Symbol {
    /// Whether a text of half this width and height stands within it.
    fn has_room(&self, (width, height): (f64, f64)) -> bool {
        let reach = self.shape.reach(self.radius);
        match self.shape {
            Shape::Circle | Shape::Star => width.hypot(height) <= reach,
            Shape::Diamond => width + height <= reach,
            Shape::Square => width.max(height) <= reach,
        }
    }
}

/// The symbols of one place, side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct SymbolGroup {
    /// The place.
    pub name: String,
    /// Where the place is, on the sheet in points.
    pub place: (f64, f64),
    /// Middle of its symbols, on the sheet in points.
    pub centre: (f64, f64),
    /// One for each kind that has a count.
    pub symbols: Vec<Symbol>,
}

impl SymbolGroup {
    /// All counts.
    pub fn total(&self) -> i64 {
        self.symbols.iter().map(|symbol| symbol.count).sum()
    }

    /// Each symbol with its centre on the sheet.
    pub fn placed(&self) -> impl Iterator<Item = (&Symbol, (f64, f64))> {
        let reach = |symbol: &Symbol| symbol.shape.reach(symbol.radius);
        let width: f64 = self.symbols.iter().map(|symbol| 2.0 * reach(symbol)).sum();
        let mut left = self.centre.0 - width / 2.0;
        self.symbols.iter().map(move |symbol| {
            let x = left + reach(symbol);
            left += 2.0 * reach(symbol);
            (symbol, (x, self.centre.1))
        })
    }

    /// The rectangle around its symbols.
    pub fn bounds(&self) -> Frame {
        let half = self
            .symbols
            .iter()
            .map(|symbol| symbol.shape.reach(symbol.radius))
            .fold(0.0, f64::max);
        let width: f64 = self
            .symbols
            .iter()
            .map(|symbol| symbol.shape.reach(symbol.radius))
            .sum();
        Frame {
            left: self.centre.0 - width,
            right: self.centre.0 + width,
            low: self.centre.1 - half,
            high: self.centre.1 + half,
        }
    }

    /// Whether the place lies under none of its symbols.
    pub(crate) fn has_left_its_place(&self) -> bool {
        let mut placed = self.placed();
        placed.all(|(symbol, centre)| {
            clip::distance(centre, self.place) > symbol.shape.reach(symbol.radius)
        })
    }

    /// How deep two groups lie in one another, in points; below zero they are apart.
    fn overlap(&self, other: &SymbolGroup, slack: f64) -> f64 {
        let mut deepest = f64::NEG_INFINITY;
        for (one, at) in self.placed() {
            for (two, there) in other.placed() {
                let apart = clip::distance(at, there);
                let (first, second) = (one.shape.reach(one.radius), two.shape.reach(two.radius));
                let allowed = if slack > 0.0 {
                    slack * first.min(second)
                } else {
                    -GAP
                };
                deepest = deepest.max(first + second - allowed - apart);
            }
        }
        deepest
    }
}

/// Moves groups apart until none lies on another, each as little as may be. With `slack` a symbol may
/// cover its neighbour by that share of the smaller one's radius, as small maps must allow if symbols
/// are to stay near their places. Always the same result for the same input: pairs are taken in order,
/// and there is no chance in it.
pub(crate) fn separate(groups: &mut [SymbolGroup], within: &Frame, slack: f64) {
    for _ in 0..400 {
        let mut moved = false;
        for first in 0..groups.len() {
            for second in first + 1..groups.len() {
                let overlap = groups[first].overlap(&groups[second], slack);
                if overlap <= 0.01 {
                    continue;
                }
                moved = true;
                let (a, b) = (&groups[first], &groups[second]);
                let (mut dx, mut dy) = (b.centre.0 - a.centre.0, b.centre.1 - a.centre.1);
                if clip::distance(a.centre, b.centre) < 0.01 {
                    // Two places on one spot: the later one goes to the right.
                    (dx, dy) = (1.0, 0.0);
                }
                let length = clip::distance((0.0, 0.0), (dx, dy));
                // The larger group moves less.
                let (weight_a, weight_b) = (weight(a), weight(b));
                let share = weight_b / (weight_a + weight_b);
                let (dx, dy) = (dx / length * overlap * 0.6, dy / length * overlap * 0.6);
                shift(&mut groups[first], (-dx * share, -dy * share), within);
                let share = 1.0 - share;
                shift(&mut groups[second], (dx * share, dy * share), within);
            }
        }
        if !moved {
            return;
        }
    }
}

fn weight(group: &SymbolGroup) -> f64 {
    group
        .symbols
        .iter()
        .map(|symbol| symbol.radius * symbol.radius)
        .sum()
}

fn shift(group: &mut SymbolGroup, (dx, dy): (f64, f64), within: &Frame) {
    let bounds = group.bounds();
    let (half_x, half_y) = (bounds.width() / 2.0, bounds.height() / 2.0);
    group.centre.0 = (group.centre.0 + dx)
        .min(within.right - half_x)
        .max(within.left + half_x);
    group.centre.1 = (group.centre.1 + dy)
        .min(within.high - half_y)
        .max(within.low + half_y);
}

/// Lines from moved symbols to their place, and from names to what they name.
pub(crate) fn draw_leaders(
    area: &CanvasArea<'_>,
    groups: &[SymbolGroup],
    labels: &[PlacedLabel],
) -> DrawResult {
    // In ink, which shows on the darkest classes too.
    let leader = Stroke::solid(Colour::INK, 0.5);
    let moved = || groups.iter().filter(|group| group.has_left_its_place());
    for group in moved() {
        area.draw(&Mark::lines(
            vec![vec![
                at(group.place.0, group.place.1),
                at(group.centre.0, group.centre.1),
            ]],
            leader.clone(),
        ))?;
    }
    for label in labels {
        if let Some((from, to)) = label.leader {
            area.draw(&Mark::lines(
                vec![vec![at(from.0, from.1), at(to.0, to.1)]],
                leader.clone(),
            ))?;
        }
    }
    for group in moved() {
        area.draw(&Mark::symbol(
            at(group.place.0, group.place.1),
            Shape::Circle,
            1.1,
            Paint::fill(Fill::solid(Colour::INK)).outlined(Stroke::solid(Colour::WHITE, 0.5)),
        ))?;
    }
    Ok(())
}

/// Draws all symbols, the largest first so that none hides a smaller one; colour and shape by kind. Their
/// figures come last, so that a neighbour that covers a symbol's edge leaves its figure whole.
pub fn draw(
    area: &CanvasArea<'_>,
    groups: &[SymbolGroup],
    kinds: &[(Colour, Shape)],
    sign: &str,
    fonts: &Fonts,
) -> DrawResult {
    let mut placed: Vec<(&Symbol, (f64, f64))> =
        groups.iter().flat_map(SymbolGroup::placed).collect();
    placed.sort_by_key(|(symbol, _)| -symbol.count);
    for (symbol, (x, y)) in &placed {
        let (colour, _) = kinds[symbol.series];
        area.draw(&Mark::symbol(
            at(*x, *y),
            symbol.shape,
            symbol.radius,
            Paint::fill(Fill::solid(colour)).outlined(contrast::outline(colour, 0.5)),
        ))?;
    }
    for (symbol, place) in placed {
        draw_count(area, symbol, place, (kinds[symbol.series].0, sign), fonts)?;
    }
    Ok(())
}

/// The count, in the symbol, where it has room for a legible figure.
fn draw_count(
    area: &CanvasArea<'_>,
    symbol: &Symbol,
    (x, y): (f64, f64),
    (colour, sign): (Colour, &str),
    fonts: &Fonts,
) -> DrawResult {
    let sign = if symbol.illustrative { sign } else { "" };
    let figure = TextLine::new(format!("{}{sign}", symbol.count), Face::Semibold, SMALL)
        .coloured(colour.text_on())
        .anchored(Anchor::Middle);
    let half = (figure.width(fonts) / 2.0 + INSIDE, HALF_CAPITAL * SMALL);
    if symbol.count < 2 || !symbol.has_room(half) {
        return Ok(());
    }
    area.draw(&Mark::text(
        at(x, y + HALF_CAPITAL * SMALL),
        (0.0, 0.0),
        figure,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A diamond is as large as a circle and has less room across; a square has more.
    #[test]
    fn a_count_stands_within_its_symbol() {
        let fits = |shape, radius| {
            let symbol = Symbol {
                series: 0,
                count: 2,
                illustrative: false,
                shape,
                radius,
            };
            symbol.has_room((2.7, 2.3))
        };
        let at = |radius| [Shape::Square, Shape::Circle, Shape::Diamond].map(|it| fits(it, radius));
        assert_eq!(at(2.0), [false; 3]);
        assert_eq!(at(3.2), [true, false, false]);
        assert_eq!(at(3.8), [true, true, false]);
        assert_eq!(at(4.2), [true; 3]);
    }
}
