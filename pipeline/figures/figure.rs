//! A figure between its declaration and its drawing.

use brief_base::diagnostics::Diagnostics;

use super::definition::{Draw, FigureDefinition};

/// A figure with its words written: ready to draw.
#[derive(Debug, Clone)]
pub struct Figure<'a> {
    /// As declared.
    pub definition: &'a FigureDefinition,
    /// What is drawn.
    pub draw: Draw,
    /// What is wrong with its words. A figure that this dataset version has no data for is left out
    /// whatever they say; any other is not drawn.
    pub faults: Diagnostics,
    /// Whether any of the words drawn holds an illustrative value, and with it the sign.
    pub has_illustrative_words: bool,
}
