//! Whether a reader can tell colours apart, however they see.

use std::fmt;

use crate::colour_vision::Vision;
use crate::paint::Colour;

/// The least difference (CIEDE2000) between neighbouring classes, under each kind of vision.
pub const BETWEEN_CLASSES: f64 = 9.0;
/// The least difference (CIEDE2000) between any two categories, under each kind of vision.
pub const BETWEEN_CATEGORIES: f64 = 20.0;

/// Two colours that a reader may take for each other, or in the wrong order.
#[derive(Debug, Clone, PartialEq)]
pub enum PaletteFault {
    /// They differ too little.
    Alike {
        /// Their positions, from 0.
        positions: [usize; 2],
        /// The two.
        colours: [Colour; 2],
        /// Each kind of vision under which they do, with the difference (CIEDE2000).
        seen: Vec<(Vision, f64)>,
        /// The least difference wanted.
        wanted: f64,
    },
    /// From one to the next, lightness does not go the way it goes from the first to the last.
    Lightness {
        /// Their positions, from 0.
        positions: [usize; 2],
        /// The two.
        colours: [Colour; 2],
        /// L\*, 0–100.
        lightness: [f64; 2],
    },
}

impl PaletteFault {
    /// The two colours that it is about.
    pub fn colours(&self) -> [Colour; 2] {
        match self {
            PaletteFault::Alike { colours, .. } | PaletteFault::Lightness { colours, .. } => {
                *colours
            }
        }
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            PaletteFault::Alike { .. } => {
                "move the two apart in lightness, which every kind of vision keeps, or name a palette such as `ylgnbu`"
            }
            PaletteFault::Lightness { .. } => {
                "order the colours from the lightest to the darkest, or name a palette such as `ylgnbu`"
            }
        }
    }
}

impl fmt::Display for PaletteFault {
    /// Without saying what the positions count: "2 and 3 (#…, #…) differ by …".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (PaletteFault::Alike {
            positions, colours, ..
        }
        | PaletteFault::Lightness {
            positions, colours, ..
        }) = self;
        let [one, other] = positions.map(|position| position + 1);
        write!(
            formatter,
            "{one} and {other} ({}, {}) ",
            colours[0], colours[1]
        )?;
        match self {
            PaletteFault::Alike { seen, wanted, .. } => {
                let seen: Vec<String> = seen
                    .iter()
                    // Cut off, not rounded: 8.99 is not 9.
                    .map(|(vision, difference)| {
                        format!("{} under {vision}", (difference * 10.0).floor() / 10.0)
                    })
                    .collect();
                let seen = seen.join(", ");
                write!(
                    formatter,
                    "differ by ΔE00 {seen} vision; at least {wanted} is wanted"
                )
            }
            PaletteFault::Lightness {
                lightness: [one, other],
                ..
            } => write!(
                formatter,
                "have a lightness (L*) of {one:.1} and {other:.1}; from the first colour to the last, each \
                 must be darker than the one before, or each lighter"
            ),
        }
    }
}

/// The faults of a sequential palette: neighbours that differ by less than [`BETWEEN_CLASSES`] under any
/// of the four kinds of vision, and lightness that does not strictly fall, or strictly rise, throughout.
pub fn check(colours: &[Colour]) -> Vec<PaletteFault> {
    let lightness: Vec<f64> = colours
        .iter()
        .map(|one| Vision::Normal.lab(*one)[0])
        .collect();
    let falls = lightness.first() > lightness.last();
    let neighbours = || (1..colours.len()).map(|second| [second - 1, second]);
    let alike = neighbours().filter_map(|pair| alike(colours, pair, BETWEEN_CLASSES));
    let unordered = neighbours().filter_map(|positions| {
        let lightness = positions.map(|position| lightness[position]);
        let ordered = if falls {
            lightness[0] > lightness[1]
        } else {
            lightness[0] < lightness[1]
        };
        (!ordered).then(|| PaletteFault::Lightness {
            positions,
            colours: positions.map(|position| colours[position]),
            lightness,
        })
    });
    alike.chain(unordered).collect()
}

/// The faults of colours of categories: any two that differ by less than [`BETWEEN_CATEGORIES`] under any
/// of the four kinds of vision.
pub fn check_categories(colours: &[Colour]) -> Vec<PaletteFault> {
    (0..colours.len())
        .flat_map(|first| (first + 1..colours.len()).map(move |second| [first, second]))
        .filter_map(|pair| alike(colours, pair, BETWEEN_CATEGORIES))
        .collect()
}

fn alike(colours: &[Colour], positions: [usize; 2], wanted: f64) -> Option<PaletteFault> {
    let pair = positions.map(|position| colours[position]);
    let seen: Vec<(Vision, f64)> = Vision::ALL
        .into_iter()
        .map(|vision| (vision, vision.difference(pair[0], pair[1])))
        .filter(|(_, difference)| *difference < wanted)
        .collect();
    (!seen.is_empty()).then_some(PaletteFault::Alike {
        positions,
        colours: pair,
        seen,
        wanted,
    })
}
