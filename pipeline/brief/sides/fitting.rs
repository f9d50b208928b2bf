//! Fits the mapping of a dataset version to a delivery that has other columns, so that what they change can
//! be told: a column that went is not recorded, one that came is left out and said.

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::yaml;
use brief_base::yaml::Yaml;
use brief_data::extracts;
use brief_model::brief::ColumnSource;
use brief_model::brief::{BriefSettings, VersionSettings};
use brief_model::series::SeriesSettings;

use super::tree::{Trial, raw_folder};

/// Fits the mapping in a trial. Gives the parts of a comparison that it leaves out, in words. What keeps
/// the delivery from being read is told when it is.
///
/// # Errors
/// When the settings cannot be read or written.
pub(super) fn fit(
    trial: &mut Trial,
    brief: &str,
    version: &str,
) -> Result<Vec<String>, Diagnostics> {
    let project = trial.project();
    let file = format!("data/{brief}/cleaning/{version}.yaml");
    let mut mapping: Yaml<VersionSettings> = yaml::read(&project, &file)?;
    let folder = raw_folder(brief, version);
    let Ok((extracts, _)) = extracts::receive(&project, &folder) else {
        return Ok(Vec::new());
    };
    let series = series_of(&project, brief)?;
    let (mut left_out, mut fitted) = (Vec::new(), false);
    for (name, table) in &mut mapping.value.tables {
        let Some(extract) = extracts.extracts.get(&table.extract) else {
            continue;
        };
        let raw: Vec<&str> = extract.positions.keys().map(String::as_str).collect();
        let key = series.tables.get(name);
        let key = key.map(|table| table.key.as_slice()).unwrap_or_default();
        for (column, source) in &mut table.columns {
            // Without its key no row can be told from another: that is an error to mend.
            let gone =
                matches!(source, ColumnSource::Column(from) if !raw.contains(&from.as_str()));
            if gone && !key.contains(column) {
                *source = ColumnSource::Absent(true);
                fitted = true;
            }
        }
        table.unused.retain(|unused| raw.contains(&unused.as_str()));
        for column in raw {
            let mut sources = table.columns.values();
            let mapped = sources
                .any(|source| matches!(source, ColumnSource::Column(from) if from == column));
            if !mapped && !table.unused.iter().any(|unused| unused == column) {
                let words = format!(
                    "mapping for column \"{column}\" of {}, which is left out",
                    extract.file
                );
                left_out.push(words);
                table.unused.push(column.to_owned());
                fitted = true;
            }
        }
    }
    if fitted {
        trial.write(&file, yaml::written(&mapping.value)?);
    }
    Ok(left_out)
}

fn series_of(project: &Project, brief: &str) -> Result<SeriesSettings, Diagnostics> {
    let brief: Yaml<BriefSettings> = yaml::read(project, &format!("data/{brief}/brief.yaml"))?;
    let file = format!("templates/{}/series.yaml", brief.value.series);
    let series: Yaml<SeriesSettings> = yaml::read(project, &file)?;
    Ok(series.value)
}
