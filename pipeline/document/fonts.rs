//! The project's own fonts; the system's are never looked at.

use typst::foundations::Bytes;

use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::figures;
use crate::project::Project;
use crate::settings::series::FigureFonts;

/// Where they are.
pub const FOLDER: &str = "templates/fonts";

/// All font files of the project, and the faces that figures are set in.
pub struct Fonts {
    /// The files' bytes, in path order.
    pub files: Vec<Bytes>,
    /// For measuring text in figures.
    pub figures: figures::Fonts,
}

impl Fonts {
    /// Reads every `.ttf` and `.otf` in the folders of `templates/fonts/`.
    ///
    /// # Errors
    /// When a file cannot be read, or a face that figures need is not there.
    pub fn load(project: &Project, faces: &FigureFonts) -> Result<Self, Diagnostics> {
        let mut files = Vec::new();
        for family in project.list(FOLDER)? {
            for name in project.list(&format!("{FOLDER}/{family}"))? {
                if name.ends_with(".ttf") || name.ends_with(".otf") {
                    let bytes = project.read(&format!("{FOLDER}/{family}/{name}"))?;
                    files.push(Bytes::new(bytes));
                }
            }
        }
        if files.is_empty() {
            return Err(Diagnostic::error("missing-fonts", "there is no font file")
                .with_place(Place::file(FOLDER))
                .with_help("put the .ttf or .otf files of each family into a folder of their own")
                .into());
        }
        let face = |name: &str| project.read(&format!("{FOLDER}/{name}"));
        let figures = figures::Fonts::new(
            &faces.family,
            face(&faces.regular)?,
            face(&faces.italic)?,
            face(&faces.semibold)?,
        )?;
        Ok(Fonts { files, figures })
    }
}
