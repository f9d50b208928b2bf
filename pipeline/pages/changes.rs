//! The report of a comparison as a document in the design of its series.

use serde_json::{Value, json};

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::yaml;
use brief_base::yaml::Yaml;
use brief_model::brief::BriefSettings;
use brief_model::series::SeriesSettings;

use super::fonts::ProjectFonts;
use super::typeset_pages::{PdfIdentity, TypesetPages};
use super::virtual_files::VirtualFiles;

/// Files of a series that say how a report of changes looks.
const LAYOUT_FILES: [&str; 3] = ["changes.typ", "voices.typ", "theme.typ"];

/// A picture that the report shows.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureFile {
    /// Where the report's layout finds it.
    pub path: String,
    /// The whole SVG document.
    pub svg: String,
}

/// Sets a report of what changes in a brief. `report` is what it says, as the series' `changes.typ` takes
/// it; `pictures` are the figures that it names.
///
/// # Errors
/// When the series has no `changes.typ`, and everything that Typst has to say of it.
pub fn changes(
    project: &Project,
    brief_name: &str,
    report: &Value,
    pictures: Vec<PictureFile>,
) -> Result<Vec<u8>, Diagnostics> {
    let brief: Yaml<BriefSettings> = yaml::read(project, &format!("data/{brief_name}/brief.yaml"))?;
    let mut files = VirtualFiles::of_layout_in(format!("templates/{}", brief.value.series));
    let series: Yaml<SeriesSettings> =
        yaml::read(project, &format!("{}/series.yaml", files.layout_folder))?;
    let fonts = ProjectFonts::load(project, &series.value.figure_fonts)?;
    let mut faults = Diagnostics::new();
    files.layout(project, LAYOUT_FILES, &mut faults);
    if faults.has_errors() {
        return Err(faults);
    }
    for picture in pictures {
        let origin = "a figure of one side";
        files.binary(&picture.path, origin, picture.svg.into_bytes());
    }
    let data = json!({
        "series": series.value.title,
        "publisher": series.value.publisher.name,
        "language": series.value.language,
        "brief": brief.value.title,
        "date": brief.value.document_date,
        "report": report,
    });
    let origin = "data.json (made by the comparison)";
    files.binary("/data.json", origin, data.to_string().into_bytes());
    let identifier = format!("{}/{brief_name}/changes", brief.value.series);
    TypesetPages::set("/changes.typ", files, &fonts.pages)?.pdf(PdfIdentity {
        identifier: &identifier,
        brief: &brief,
    })
}
