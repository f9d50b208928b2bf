//! Marks that stand out from the paper: 3 : 1 at least (WCAG 2.2, 1.4.11 "non-text contrast").

use crate::paint::{Colour, Fill, Paint, Stroke};

/// The least contrast of a mark with the paper it stands on.
pub const LEAST: f64 = 3.0;

/// Whether a fill shows on paper by itself. Hatching does not: it is paper between its lines.
pub(crate) fn stands_out(fill: Fill) -> bool {
    fill.hatch.is_none()
        && fill
            .colour
            .is_some_and(|colour| colour.contrast(Colour::WHITE) >= LEAST)
}

/// A fill, with an outline `width` points wide where it does not show by itself.
pub fn mark(fill: Fill, width: f64) -> Paint {
    let paint = Paint::fill(fill);
    if stands_out(fill) {
        paint
    } else {
        paint.outlined(Stroke::solid(Colour::RULE, width))
    }
}

/// A colour for lines and the symbols on them: itself, or the grey of rules where it is too light.
pub fn line(colour: Colour) -> Colour {
    if colour.contrast(Colour::WHITE) >= LEAST {
        colour
    } else {
        Colour::RULE
    }
}

/// An outline `width` points wide that sets a symbol apart from the map it stands on: white around a fill
/// that stands out from white, ink around a lighter one.
pub fn outline(colour: Colour, width: f64) -> Stroke {
    if stands_out(Fill::solid(colour)) {
        Stroke::solid(Colour::WHITE, width)
    } else {
        Stroke::solid(Colour::INK, width)
    }
}

/// A colour for lines on a fill: white, the grey of rules or ink, the first that shows on it.
pub fn line_on(fill: Fill) -> Colour {
    let ground = fill.colour.unwrap_or(Colour::WHITE);
    let on_ground = |line: &Colour| line.contrast(ground) >= LEAST;
    let lighter = [Colour::WHITE, Colour::RULE];
    lighter.into_iter().find(on_ground).unwrap_or(Colour::INK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_fill_gets_an_outline_and_a_dark_one_does_not() {
        let light = mark(Fill::solid(Colour(0xf2, 0xe2, 0xb0)), 0.4);
        assert_eq!(light.stroke, Some(Stroke::solid(Colour::RULE, 0.4)));
        let dark = mark(Fill::solid(Colour(0x0b, 0x5a, 0x8c)), 0.4);
        assert_eq!(dark.stroke, None);
    }

    #[test]
    fn hatching_gets_an_outline_whatever_its_ground() {
        let hatched = Fill {
            colour: Some(Colour::INK),
            hatch: Some(Colour::WHITE),
            ..Fill::default()
        };
        assert!(mark(hatched, 0.4).stroke.is_some());
    }
}
