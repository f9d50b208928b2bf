//! Fonts: how wide a text prints, and whether the face has all its characters.

use ab_glyph::{Font, FontVec};

use brief_base::diagnostics::Diagnostic;

/// One face of the figures' family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// Weight 400.
    Regular,
    /// Weight 400, slanted.
    Italic,
    /// Weight 600.
    Semibold,
}

/// The faces that figures are set in. Typst must have the same family, since SVG text names it.
pub struct Fonts {
    family: String,
    regular: FontVec,
    italic: FontVec,
    semibold: FontVec,
}

impl Fonts {
    /// Reads three faces of one family from the bytes of their font files.
    ///
    /// # Errors
    /// When one of them is not a font.
    pub fn new(
        family: &str,
        regular: Vec<u8>,
        italic: Vec<u8>,
        semibold: Vec<u8>,
    ) -> Result<Self, Diagnostic> {
        let read = |face: &str, bytes: Vec<u8>| {
            FontVec::try_from_vec(bytes).map_err(|error| {
                Diagnostic::error(
                    "unreadable-font",
                    format!("{family}, {face}, cannot be read as a font: {error}"),
                )
            })
        };
        Ok(Fonts {
            family: family.to_owned(),
            regular: read("regular", regular)?,
            italic: read("italic", italic)?,
            semibold: read("semibold", semibold)?,
        })
    }

    /// The family's name, as SVG text asks for it.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Width of a text in points when set at `size` points.
    pub fn width(&self, text: &str, face: Face, size: f64) -> f64 {
        let font = self.face(face);
        let mut units = 0.0;
        let mut previous = None;
        for character in text.chars() {
            let glyph = font.glyph_id(character);
            if let Some(previous) = previous {
                units += f64::from(font.kern_unscaled(previous, glyph));
            }
            units += f64::from(font.h_advance_unscaled(glyph));
            previous = Some(glyph);
        }
        units * size / f64::from(font.units_per_em().unwrap_or(1000.0))
    }

    /// The first character that the face has no glyph for.
    pub(crate) fn missing_character(&self, text: &str, face: Face) -> Option<char> {
        let font = self.face(face);
        text.chars()
            .find(|character| font.glyph_id(*character).0 == 0)
    }

    /// Breaks a text into lines no wider than `width` points, at spaces; a longer word stands alone.
    pub fn wrap(&self, text: &str, face: Face, size: f64, width: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}"), face, size) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    fn face(&self, face: Face) -> &FontVec {
        match face {
            Face::Regular => &self.regular,
            Face::Italic => &self.italic,
            Face::Semibold => &self.semibold,
        }
    }
}
