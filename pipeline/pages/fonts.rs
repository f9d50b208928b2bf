//! The project's own fonts; the system's are never looked at.

use std::sync::Arc;

use typst::foundations::Bytes;
use typst::text::Font;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_drawing::fonts;
use brief_model::series::{FONTS_FOLDER, FigureFonts};

/// All font files of the project, and the faces that figures are set in.
pub struct Fonts {
    /// For Typst, in the files' path order.
    pub pages: Vec<Font>,
    /// For measuring text in figures.
    pub figures: fonts::Fonts,
}

impl Fonts {
    /// As [`Fonts::load`], once for all briefs of a run that ask for the same faces.
    ///
    /// # Errors
    /// As [`Fonts::load`].
    pub fn load_once(project: &Project, faces: &FigureFonts) -> Result<Arc<Self>, Diagnostics> {
        let variant = format!("{faces:?}");
        project.once(FONTS_FOLDER, &variant, |project| {
            Fonts::load(project, faces)
        })
    }

    /// Reads every `.ttf` and `.otf` in the folders of `templates/fonts/`.
    ///
    /// # Errors
    /// When a file cannot be read, or a face that figures need is not there.
    pub fn load(project: &Project, faces: &FigureFonts) -> Result<Self, Diagnostics> {
        let mut pages = Vec::new();
        for family in project.list(FONTS_FOLDER)? {
            for name in project.list(&format!("{FONTS_FOLDER}/{family}"))? {
                if name.ends_with(".ttf") || name.ends_with(".otf") {
                    let bytes = project.read(&format!("{FONTS_FOLDER}/{family}/{name}"))?;
                    pages.extend(Font::iter(Bytes::new(bytes)));
                }
            }
        }
        if pages.is_empty() {
            return Err(Diagnostic::error("missing-fonts", "there is no font file")
                .with_place(Place::file(FONTS_FOLDER))
                .with_help("put the .ttf or .otf files of each family into a folder of their own")
                .into());
        }
        let face = |name: &str| project.read(&format!("{FONTS_FOLDER}/{name}"));
        let figures = fonts::Fonts::new(
            &faces.family,
            face(&faces.regular)?,
            face(&faces.italic)?,
            face(&faces.semibold)?,
        )?;
        Ok(Fonts { pages, figures })
    }
}
