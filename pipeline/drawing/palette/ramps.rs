//! Named ramps, and where on them classes lie.

use colorous::Gradient;

use super::check;
use crate::paint::Colour;

/// A ramp and where to sample it.
pub(super) struct Ramp {
    pub(super) name: &'static str,
    gradient: Gradient,
    /// It begins with its darkest colour.
    dark_first: bool,
    /// Places on the ramp (0 lightest, 1 darkest) between which the difference, under the vision that sees
    /// the least of it, is the same: the largest for which seven fit, to a hundredth of the ramp. Evenly
    /// spaced places would bunch classes at one end.
    stations: [f64; 7],
}

/// All of them.
pub(super) const RAMPS: [Ramp; 7] = [
    Ramp {
        name: "ylgnbu",
        gradient: colorous::YELLOW_GREEN_BLUE,
        dark_first: false,
        stations: [0.13, 0.32, 0.48, 0.63, 0.72, 0.85, 1.0],
    },
    Ramp {
        name: "cividis",
        gradient: colorous::CIVIDIS,
        dark_first: true,
        stations: [0.0, 0.22, 0.37, 0.53, 0.65, 0.77, 1.0],
    },
    Ramp {
        name: "viridis",
        gradient: colorous::VIRIDIS,
        dark_first: true,
        stations: [0.0, 0.21, 0.38, 0.53, 0.66, 0.82, 1.0],
    },
    Ramp {
        name: "blues",
        gradient: colorous::BLUES,
        dark_first: false,
        stations: [0.0, 0.26, 0.46, 0.62, 0.74, 0.87, 1.0],
    },
    Ramp {
        name: "purples",
        gradient: colorous::PURPLES,
        dark_first: false,
        stations: [0.0, 0.3, 0.47, 0.61, 0.71, 0.82, 0.99],
    },
    Ramp {
        name: "ylorbr",
        gradient: colorous::YELLOW_ORANGE_BROWN,
        dark_first: false,
        stations: [0.0, 0.19, 0.38, 0.58, 0.72, 0.85, 1.0],
    },
    Ramp {
        name: "orrd",
        gradient: colorous::ORANGE_RED,
        dark_first: false,
        stations: [0.0, 0.16, 0.39, 0.57, 0.71, 0.84, 1.0],
    },
];

impl Ramp {
    /// So many colours from the lightest on. Few classes stop short of the darkest colours, which symbols
    /// and names stand out from least; seven and more take the whole ramp.
    pub(super) fn sample(&self, classes: usize) -> Vec<Colour> {
        let last = self.stations.len() - 1;
        let darkest = last as f64 * (0.5 + classes as f64 / 14.0).min(1.0);
        (0..classes)
            .map(|class| {
                let station = darkest * class as f64 / classes.saturating_sub(1).max(1) as f64;
                let below = (station as usize).min(last - 1);
                let (low, high) = (self.stations[below], self.stations[below + 1]);
                let place = low + (high - low) * (station - below as f64);
                let colour = self.gradient.eval_continuous(if self.dark_first {
                    1.0 - place
                } else {
                    place
                });
                Colour(colour.r, colour.g, colour.b)
            })
            .collect()
    }

    /// The largest number of classes that can be told apart.
    pub(super) fn largest(&self) -> usize {
        let more = (2..).take_while(|classes| check(&self.sample(*classes)).is_empty());
        more.last().unwrap_or(1)
    }
}

/// The named palettes.
pub fn names() -> impl Iterator<Item = &'static str> {
    RAMPS.iter().map(|ramp| ramp.name)
}

/// Their names in one line.
pub(super) fn list_of_names() -> String {
    names().collect::<Vec<_>>().join(", ")
}
