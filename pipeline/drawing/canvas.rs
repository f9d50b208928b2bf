//! The canvas that charts and maps share: a plotters drawing area in points, the sizes of its texts, and the
//! finished picture.

use std::convert::Infallible;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};

use brief_base::diagnostics::Diagnostic;
use brief_base::numbers;

use crate::fonts::{Face, Fonts};
use crate::join::Join;
use crate::paint::{Colour, Stroke};
use crate::sheet::Sheet;
use crate::svg::{Canvas, units};
use crate::text::TextLine;

/// A plotters drawing area on our canvas.
pub type CanvasArea<'a> = DrawingArea<Canvas<'a>, Shift>;

/// What drawing gives back.
pub type DrawResult = Result<(), DrawingAreaErrorKind<Infallible>>;

/// Size of labels, in points.
pub const LABEL: f64 = 7.5;
/// Size of secondary labels, in points: the smallest that print is to hold.
pub const SMALL: f64 = 7.0;
/// Distance from one line of labels to the next, in points.
pub const LEADING: f64 = 9.0;

/// The smallest mark that print shows, in points: beneath it a figure refuses to count by marks.
pub const SMALLEST_MARK: f64 = 1.2;
/// The height at which marks are no longer stacked higher, in points.
pub const HIGHEST_STACK: f64 = 260.0;

/// A finished picture before it is written out.
#[derive(Debug)]
pub struct Picture {
    /// What is drawn.
    pub sheet: Sheet,
    /// In points.
    pub width: f64,
    /// In points.
    pub height: f64,
    /// What could not be labelled or placed.
    pub not_shown: Vec<String>,
    /// Sentences in it that tell what a map leaves out.
    pub omissions: Vec<String>,
    /// How a map met the geography.
    pub joins: Vec<Join>,
    /// The data drawn.
    pub plotted: serde_json::Value,
}

impl Picture {
    /// Draws a chart of that width and height, in points, in which everything has its place.
    ///
    /// # Errors
    /// When plotters cannot lay it out.
    pub fn draw(
        (width, height): (f64, f64),
        plotted: serde_json::Value,
        fonts: &Fonts,
        draw: impl FnOnce(&CanvasArea<'_>) -> DrawResult,
    ) -> Result<Self, Diagnostic> {
        Ok(Picture {
            sheet: on_sheet(width, height, fonts, draw)?,
            width,
            height,
            not_shown: Vec::new(),
            omissions: Vec::new(),
            joins: Vec::new(),
            plotted,
        })
    }
}

/// Draws on a new sheet through a plotters drawing area.
///
/// # Errors
/// When plotters cannot lay the figure out.
pub fn on_sheet(
    width: f64,
    height: f64,
    fonts: &Fonts,
    draw: impl FnOnce(&CanvasArea<'_>) -> DrawResult,
) -> Result<Sheet, Diagnostic> {
    let mut sheet = Sheet::new(width, height);
    let canvas = Canvas {
        sheet: &mut sheet,
        fonts,
    };
    let root = canvas.into_drawing_area();
    draw(&root).map_err(|error| {
        Diagnostic::error(
            "figure-not-drawn",
            format!("the drawing library refused: {error}"),
        )
    })?;
    drop(root);
    Ok(sheet)
}

/// A place on the sheet, in points, as plotters wants it.
pub fn at(x: f64, y: f64) -> (i32, i32) {
    (units(x), units(y))
}

/// A label.
pub fn label(text: impl Into<String>) -> TextLine {
    TextLine::new(text, Face::Regular, LABEL)
}

/// A count in bold and what it counts.
pub fn counted(count: &str, words: &str) -> TextLine {
    TextLine::new(count, Face::Semibold, LABEL).then(Face::Regular, format!(" {words}"))
}

/// A secondary label.
pub fn note(text: impl Into<String>) -> TextLine {
    TextLine::new(text, Face::Regular, SMALL).coloured(Colour::MUTED)
}

/// A count in bold and what it counts, broken into lines no wider than `width` points.
pub fn counted_lines(count: &str, words: &str, width: f64, fonts: &Fonts) -> Vec<TextLine> {
    let lead = fonts.width(&format!("{count} "), Face::Semibold, LABEL);
    let lines = fonts.wrap(words, Face::Regular, LABEL, width - lead);
    let rest = lines.iter().skip(1).map(label);
    let first = lines.first().map_or("", String::as_str);
    std::iter::once(counted(count, first)).chain(rest).collect()
}

/// Width of the longest of some lines, in points.
pub fn widest<'a>(lines: impl IntoIterator<Item = &'a TextLine>, fonts: &Fonts) -> f64 {
    let widths = lines.into_iter().map(|line| line.width(fonts));
    widths.fold(0.0, f64::max)
}

/// A leader or bracket.
pub fn rule() -> Stroke {
    Stroke::solid(Colour::RULE, 0.5)
}

/// A share as a whole percentage, with a no-break space.
pub fn percent(share: f64) -> String {
    numbers::percent(share).replace(' ', "\u{a0}")
}
