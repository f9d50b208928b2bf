//! Names of countries, seas and areas: fixed texts that move a little where something is in their way.
//!
//! # Example
//! ```
//! use brief_drawing::fonts::Face;
//! use brief_drawing::map::clip::Frame;
//! use brief_figures::map::map_names::settle;
//! use brief_figures::map::placed_text::PlacedText;
//! use brief_drawing::text::TextLine;
//!
//! # let fonts = brief_figures::doctest::fonts();
//! let map = Frame { left: 0.0, right: 100.0, low: 0.0, high: 60.0 };
//! let symbol = Frame { left: 48.0, right: 52.0, low: 28.0, high: 32.0 };
//! let sea = PlacedText::centred(TextLine::new("Lake Hof", Face::Italic, 7.0), 50.0, 30.0, &fonts);
//! assert!(sea.room.meets(&symbol));
//!
//! let (settled, dropped) = settle(vec![vec![sea]], &[symbol], &map);
//! assert!(!settled[0].room.meets(&symbol), "it moved off the symbol");
//! assert!(dropped.is_empty());
//! ```

use brief_drawing::canvas::SMALL;
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::map::clip;
use brief_drawing::map::clip::Frame;
use brief_drawing::map::fit::Fit;
use brief_drawing::paint::Colour;
use brief_drawing::text::TextLine;

use super::base::BaseMap;
use super::placed_text::PlacedText;
use super::view::{Detail, MapName, MapView, NameKind};

/// The names that a view puts on the map and that lie within it.
pub fn names(
    view: &MapView,
    base: &BaseMap<'_>,
    fit: &Fit,
    detail: Detail,
    fonts: &Fonts,
) -> Vec<Vec<PlacedText>> {
    let mut blocks = Vec::new();
    for name in &view.names {
        let place = base.projection.project(name.longitude, name.latitude);
        let Some(place) = place.filter(|place| base.frame.holds(*place)) else {
            continue;
        };
        if !name.on.include(detail) {
            continue;
        }
        let (x, y) = fit.to_sheet(place);
        let lines: Vec<&str> = name.text.lines().collect();
        let leading = SMALL * 1.2;
        let first = y - leading * (lines.len() as f64 - 1.0) / 2.0;
        let block = lines.iter().enumerate().map(|(number, line)| {
            let text = lettering(name, line, number, detail);
            PlacedText::centred(text, x, first + leading * number as f64, fonts)
        });
        blocks.push(block.collect());
    }
    blocks
}

/// Moves names a little where they would lie on symbols or boxes; gives those that find room, and the
/// words of those that do not.
pub fn settle(
    blocks: Vec<Vec<PlacedText>>,
    obstacles: &[Frame],
    within: &Frame,
) -> (Vec<PlacedText>, Vec<String>) {
    const STEPS: [f64; 9] = [0.0, 7.0, -7.0, 14.0, -14.0, 22.0, -22.0, 30.0, -30.0];
    let mut settled: Vec<PlacedText> = Vec::new();
    let mut dropped = Vec::new();
    for block in blocks {
        let free = |dx: f64, dy: f64| {
            block.iter().all(|line| {
                let room = line.moved(dx, dy).room;
                within.surrounds(&room)
                    && !obstacles.iter().any(|other| other.meets(&room))
                    && !settled.iter().any(|other| other.room.meets(&room))
            })
        };
        let away = |step: &(f64, f64)| clip::distance((0.0, 0.0), *step);
        let shift = STEPS
            .iter()
            .flat_map(|dx| STEPS.iter().map(move |dy| (*dx, *dy)))
            .filter(|(dx, dy)| free(*dx, *dy))
            .min_by(|a, b| away(a).total_cmp(&away(b)));
        match shift {
            Some((dx, dy)) => settled.extend(block.iter().map(|line| line.moved(dx, dy))),
            None => dropped.extend(block.iter().map(|line| line.text.plain())),
        }
    }
    (settled, dropped)
}

/// Countries in spaced capitals, water in blue italics, areas of open status in dark italics.
fn lettering(name: &MapName, line: &str, number: usize, detail: Detail) -> TextLine {
    let mut text = match name.kind {
        NameKind::Country => TextLine::new(line, Face::Regular, SMALL).coloured(Colour::MUTED),
        NameKind::Sea => {
            TextLine::new(line, Face::Italic, SMALL).coloured(Colour(0x2f, 0x5d, 0x82))
        }
        NameKind::Status => {
            let face = if number == 0 {
                Face::Semibold
            } else {
                Face::Italic
            };
            TextLine::new(line, face, SMALL).haloed(Colour::WHITE)
        }
    };
    if name.kind == NameKind::Country && detail == Detail::Full {
        text.tracking = 0.8;
    }
    text
}
