//! The font faces of pictures, embedded as far as the pictures use them.

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_base::project::Project;
use brief_base::yaml::{self, Yaml};
use brief_model::brief::BriefSettings;
use brief_model::series::{FONTS_FOLDER, SeriesSettings};

use super::embedding::base64;

/// The faces of the font family of a series' figures.
pub struct Faces {
    family: String,
    faces: Vec<Face>,
}

/// A font file, and how SVG selects it.
struct Face {
    weight: u16,
    is_italic: bool,
    bytes: Vec<u8>,
}

impl Faces {
    /// Reads the faces of a brief's series.
    pub fn of_brief(project: &Project, brief: &str) -> Result<Self, Diagnostics> {
        let brief: Yaml<BriefSettings> = yaml::read(project, &format!("data/{brief}/brief.yaml"))?;
        let series = format!("templates/{}/series.yaml", brief.value.series);
        let series: Yaml<SeriesSettings> = yaml::read(project, &series)?;
        let fonts = series.value.figure_fonts;
        let face = |file: &str, weight: u16, is_italic: bool| -> Result<Face, Diagnostic> {
            Ok(Face {
                weight,
                is_italic,
                bytes: project.read(&format!("{FONTS_FOLDER}/{file}"))?,
            })
        };
        Ok(Faces {
            faces: vec![
                face(&fonts.regular, 400, false)?,
                face(&fonts.italic, 400, true)?,
                face(&fonts.semibold, 600, false)?,
            ],
            family: fonts.family,
        })
    }

    /// CSS that embeds the faces that these SVG documents use; empty if they use none.
    pub(super) fn style_for<'a>(&self, pictures: impl Iterator<Item = &'a str> + Clone) -> String {
        let family = self.family.replace(['"', '\\', '<'], "");
        let mut style = String::new();
        for face in &self.faces {
            if !pictures.clone().any(|svg| face.is_used_in(svg)) {
                continue;
            }
            let slope = if face.is_italic { "italic" } else { "normal" };
            style.push_str(&format!(
                "@font-face{{font-family:\"{family}\";font-weight:{};font-style:{slope};\
                 src:url(data:font/ttf;base64,{}) format(\"truetype\")}}\n",
                face.weight,
                base64(&face.bytes)
            ));
        }
        if !style.is_empty() {
            style.push_str(&format!(":root{{--family:\"{family}\"}}\n"));
        }
        style
    }
}

impl Face {
    fn is_used_in(&self, svg: &str) -> bool {
        match (self.is_italic, self.weight) {
            (true, _) => svg.contains("font-style=\"italic\""),
            (false, 400) => svg.contains("<text"),
            (false, weight) => svg.contains(&format!("font-weight=\"{weight}\"")),
        }
    }
}
