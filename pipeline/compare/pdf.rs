//! A comparison as a PDF in the design of the brief's series.

use serde_json::json;

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_pages as pages;
use brief_pages::PictureFile;

use super::report::{Limits, Report, embedded};
use super::{Comparison, Length};

const LIMITS: Limits = Limits {
    rows_of_finding: 8,
    rows: 500,
    marks: 24,
};

impl Comparison {
    /// As a document in the design of the brief's series.
    ///
    /// # Errors
    /// If the series has no layout for it, or Typst reports anything.
    pub fn pdf(&self, project: &Project, length: Length) -> Result<Vec<u8>, Diagnostics> {
        let mut pictures = Vec::new();
        let report = Report::of(self, LIMITS.at(length), |picture| {
            // A published set may contain any file under the name of a picture.
            embedded(picture.svg, "", picture.name)?;
            let path = format!("/figures/{}.svg", picture.id);
            pictures.push(PictureFile {
                path: path.clone(),
                svg: picture.svg.to_owned(),
            });
            Some(path)
        });
        pages::changes(project, &self.brief, &json!(report), pictures)
    }
}
