//! Palettes of classed maps, and whether a reader can tell their colours apart.
//!
//! A palette is a list of colours or a name. Named ramps are those of `colorous` (ColorBrewer, and
//! matplotlib's cividis and viridis), lightest first for the lowest class. What holds for all of them is
//! [`check`]ed: neighbouring classes differ under four kinds of colour vision, and lightness says the
//! order, so that the map survives a grey print.
//!
//! ```
//! use brief_drawing::palette::{Palette, PaletteError, check};
//!
//! let blues = Palette::Named("blues".to_owned());
//! assert_eq!(check(&blues.colours(5)?), []);
//! assert!(blues.colours(20).is_err());
//! # Ok::<(), PaletteError>(())
//! ```

use std::fmt;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use brief_base::diagnostics::did_you_mean;

use super::paint::Colour;

mod check;
mod ramps;

pub use check::{BETWEEN_CATEGORIES, BETWEEN_CLASSES, PaletteFault, check, check_categories};
pub use ramps::names;
use ramps::{RAMPS, list_of_names};

/// The colours of a choropleth, lowest class first: `["#…", "#…"]` or a name such as `ylgnbu`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Palette {
    /// One colour a class.
    Listed(Vec<Colour>),
    /// A ramp that is sampled for as many classes as there are; see [`names`].
    Named(String),
}

/// Why a palette has no colours for a number of classes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaletteError {
    /// No ramp is called so.
    #[error("there is no palette \"{name}\"")]
    Unknown {
        /// As it was declared.
        name: String,
    },
    /// Listed colours are one a class, no fewer and no more.
    #[error("{classes} classes need as many colours, and the palette has {colours}")]
    WrongCount {
        /// How many colours are listed.
        colours: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// The ramp is too short for its steps to be told apart.
    #[error(
        "the palette \"{name}\" has at most {largest} classes that can be told apart, and {classes} are wanted"
    )]
    TooManyClasses {
        /// The ramp.
        name: String,
        /// How many classes there are.
        classes: usize,
        /// For how many it would do.
        largest: usize,
    },
}

impl PaletteError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            PaletteError::Unknown { name } => {
                format!("{} (all: {})", did_you_mean(name, names()), list_of_names())
            }
            PaletteError::WrongCount { classes, .. } => {
                format!(
                    "list {classes} colours, or name a palette: {}",
                    list_of_names()
                )
            }
            PaletteError::TooManyClasses { largest, .. } => {
                format!("ask for {largest} classes or fewer")
            }
        }
    }
}

impl Palette {
    /// One colour a class, lowest first.
    ///
    /// # Errors
    /// When there is no palette of that name, not one listed colour a class, or more classes than the
    /// named ramp has colours that can be told apart.
    pub fn colours(&self, classes: usize) -> Result<Vec<Colour>, PaletteError> {
        match self {
            Palette::Listed(colours) if colours.len() == classes => Ok(colours.clone()),
            Palette::Listed(colours) => Err(PaletteError::WrongCount {
                colours: colours.len(),
                classes,
            }),
            Palette::Named(name) => {
                let ramp = RAMPS.iter().find(|ramp| ramp.name == name);
                let ramp = ramp.ok_or_else(|| PaletteError::Unknown { name: name.clone() })?;
                let largest = ramp.largest();
                if classes > largest {
                    return Err(PaletteError::TooManyClasses {
                        name: name.clone(),
                        classes,
                        largest,
                    });
                }
                Ok(ramp.sample(classes))
            }
        }
    }

    /// What [`check`] finds in listed colours; named ones are sampled so that it finds nothing.
    pub fn faults(&self) -> Vec<PaletteFault> {
        match self {
            Palette::Listed(colours) => check(colours),
            Palette::Named(_) => Vec::new(),
        }
    }
}

impl<'de> Deserialize<'de> for Palette {
    // Serde's own "untagged" would say of a mistyped colour only that nothing matched.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrName;

        impl<'de> Visitor<'de> for ListOrName {
            type Value = Palette;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of colours or the name of a palette")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Palette, E> {
                Ok(Palette::Named(name.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, colours: A) -> Result<Palette, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(colours)).map(Palette::Listed)
            }
        }

        deserializer.deserialize_any(ListOrName)
    }
}
