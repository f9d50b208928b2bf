//! Fits the mapping of a dataset version to a delivery that has other columns or other values, so that what they
//! change can be told: a column that went is not recorded, one that came is left out, a correction of a column that
//! went is set aside, a value without a code is missing. All of it is said.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostics, nearest_names};
use brief_base::project::Project;
use brief_base::text::{collapse_blanks, fold};
use brief_base::yaml;
use brief_base::yaml::Yaml;
use brief_data::extracts;
use brief_data::extracts::Extract;
use brief_model::brief::ColumnSource;
use brief_model::brief::{BriefSettings, MappingSettings, VersionSettings};
use brief_model::geography::{Gazetteer, Geography};
use brief_model::series::{SeriesSettings, Step, TableSettings};

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
    let settings: Yaml<BriefSettings> = yaml::read(&project, &format!("data/{brief}/brief.yaml"))?;
    let series = series_of(&project, &settings)?;
    // What is wrong with the geography is told when the side is made.
    let geography = Geography::load(&project, &settings);
    let gazetteer = geography.map(|(geography, _)| geography.gazetteer).ok();
    let (mut left_out, mut fitted) = (Vec::new(), false);
    for (name, table) in &mut mapping.value.tables {
        let (Some(extract), Some(declared)) = (
            extracts.extracts.get(&table.extract),
            series.tables.get(name),
        ) else {
            continue;
        };
        let raw: Vec<&str> = extract.positions.keys().map(String::as_str).collect();
        let key = declared.key.as_slice();
        let mut gone = Vec::new();
        for (column, source) in &mut table.columns {
            let ColumnSource::Column(from) = &*source else {
                continue;
            };
            // Without its key no row can be told from another: that is an error to mend.
            if !raw.contains(&from.as_str()) && !key.contains(column) {
                gone.push((column.clone(), from.clone()));
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
                let likely = gone.iter().find(|(_, old)| is_likely(column, old));
                let likely = likely.map(|(_, old)| format!("; it may be what \"{old}\" was"));
                left_out.push(format!(
                    "mapping for column \"{column}\" of {}, which is left out{}",
                    extract.file,
                    likely.unwrap_or_default()
                ));
                table.unused.push(column.to_owned());
                fitted = true;
            }
        }
        left_out.extend(no_merging(name, declared, &gone));
        let delivered = DeliveredCells {
            columns: &table.columns,
            extract,
            gone: &gone,
        };
        left_out.extend(set_aside(trial, brief, version, name, &delivered)?);
        left_out.extend(without_code(
            trial,
            brief,
            (declared, table),
            extract,
            gazetteer.as_ref(),
        )?);
    }
    if fitted {
        trial.write(&file, yaml::written(&mapping.value)?);
    }
    Ok(left_out)
}

fn series_of(
    project: &Project,
    brief: &Yaml<BriefSettings>,
) -> Result<SeriesSettings, Diagnostics> {
    let file = format!("templates/{}/series.yaml", brief.value.series);
    let series: Yaml<SeriesSettings> = yaml::read(project, &file)?;
    Ok(series.value)
}

/// Whether a column may be another one under a new name: nearly the same name, or the same words among others.
fn is_likely(new: &str, old: &str) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        fold(name).split_whitespace().map(str::to_owned).collect()
    };
    let (of_new, of_old) = (words(new), words(old));
    of_old.is_subset(&of_new) || of_new.is_subset(&of_old) || !nearest_names(new, [old]).is_empty()
}

/// Rows that repeat each other are found by their columns: without one of them none is.
fn no_merging(name: &str, table: &TableSettings, gone: &[(String, String)]) -> Option<String> {
    let mut merging = table.steps.iter().filter_map(|step| match step {
        Step::MergeDuplicates(step) => Some(&step.alike_in),
        _ => None,
    });
    let (column, _) = gone
        .iter()
        .find(|(column, _)| merging.any(|alike_in| alike_in.contains(column)))?;
    Some(format!(
        "column \"{column}\" in {name}, by which rows that repeat each other are made one: each of them counts"
    ))
}

/// What a delivery has of the cells that corrections are about.
struct DeliveredCells<'a> {
    columns: &'a IndexMap<String, ColumnSource>,
    extract: &'a Extract,
    /// Columns that went, as the table and as the file calls them.
    gone: &'a [(String, String)],
}

impl DeliveredCells<'_> {
    /// What the delivery does not hold of a correction, in words; none where it holds all.
    fn lacks(&self, key: &str, column: &str, old: &str) -> Option<String> {
        let is_gone = |(name, raw): &(String, String)| name == column || raw == column;
        if self.gone.iter().any(is_gone) {
            return Some("column".to_owned());
        }
        let raw_of = |source: &ColumnSource| match source {
            ColumnSource::Column(raw) => Some(raw.clone()),
            _ => None,
        };
        let keys = self.columns.values().next().and_then(raw_of)?;
        let mut keys = self.extract.texts(&keys)?;
        let wanted = collapse_blanks(key);
        let row = keys.position(|cell| cell.is_some_and(|cell| collapse_blanks(cell) == wanted));
        let Some(row) = row else {
            // Where a line of the file names the row, there is no key to look for.
            let is_line = key
                .strip_prefix("line ")
                .is_some_and(|line| line.trim().parse::<u32>().is_ok());
            return (!is_line).then(|| "row".to_owned());
        };
        let mut named = self.columns.iter();
        let named = named.find_map(|(name, source)| {
            let raw = raw_of(source)?;
            (name == column || raw == column).then_some(raw)
        })?;
        let cell = self.extract.texts(&named)?.nth(row)?.map(collapse_blanks);
        let cell = cell.unwrap_or_default();
        let is_missing = |text: &str| {
            let mut missing = self.extract.missing_values_of(&named).iter();
            text.is_empty() || missing.any(|missing| missing == text)
        };
        let old = collapse_blanks(old);
        let is_old = cell == old || (is_missing(&cell) && is_missing(&old));
        (!is_old).then(|| format!("\"{old}\" but \"{cell}\""))
    }
}

/// Takes out the corrections whose column, row or old value a delivery does not hold, and says which.
fn set_aside(
    trial: &mut Trial,
    brief: &str,
    version: &str,
    table: &str,
    delivered: &DeliveredCells<'_>,
) -> Result<Vec<String>, Diagnostics> {
    let file = format!("data/{brief}/corrections.csv");
    let project = trial.project();
    if !project.has(&file) {
        return Ok(Vec::new());
    }
    let text = project.read_text(&file)?;
    let mut lines: Vec<&str> = text.lines().collect();
    let mut said = Vec::new();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    // A file that cannot be read is told when the side is made.
    for record in reader.records().filter_map(Result::ok) {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let is_own = cell(0).split(';').any(|named| named.trim() == version);
        let column = cell(3);
        let line = record.position().map_or(0, csv::Position::line);
        let line = usize::try_from(line).unwrap_or_default();
        if !is_own || cell(1) != table || line == 0 {
            continue;
        }
        let Some(lacks) = delivered.lacks(cell(2), column, cell(4)) else {
            continue;
        };
        let column = match column {
            "*" => "all columns",
            column => column,
        };
        said.push(format!(
            "{lacks} for the correction of {column} of {} ({file}:{line}), which is set aside",
            cell(2)
        ));
        // Lines stay where they are, so that others are told at their places.
        let rows = record
            .iter()
            .map(|cell| cell.matches('\n').count())
            .sum::<usize>();
        for line in lines.iter_mut().skip(line - 1).take(rows + 1) {
            *line = "";
        }
    }
    if !said.is_empty() {
        trial.write(&file, lines.join("\n") + "\n");
    }
    Ok(said)
}

/// Gives values that no recode table knows a line that leaves them without a code, and says which. A column that every
/// row needs cannot do without: that is an error to mend.
fn without_code(
    trial: &mut Trial,
    brief: &str,
    (declared, mapping): (&TableSettings, &MappingSettings),
    extract: &Extract,
    gazetteer: Option<&Gazetteer>,
) -> Result<Vec<String>, Diagnostics> {
    let mut said = Vec::new();
    for step in &declared.steps {
        let (recoding, keeps_integers, is_place) = match step {
            Step::Recode(recode) => (step.effects().recoding, recode.keep_integers, false),
            Step::JoinPlaces(_) => (step.effects().recoding, false, true),
            _ => continue,
        };
        let Some(recoding) = recoding else { continue };
        let needed = declared.columns.get(recoding.column);
        let Some(ColumnSource::Column(raw)) = mapping.columns.get(recoding.column) else {
            continue;
        };
        let file = format!("data/{brief}/recodes/{}.csv", recoding.table);
        let project = trial.project();
        if needed.is_some_and(|column| column.required) || !project.has(&file) {
            continue;
        }
        let text = project.read_text(&file)?;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.as_bytes());
        let known = reader.records().filter_map(Result::ok);
        let known: BTreeSet<String> = known
            .map(|record| fold(record.get(0).unwrap_or_default()))
            .collect();
        let cells = extract.texts(raw).into_iter().flatten().flatten();
        let mut unknown: BTreeSet<String> = BTreeSet::new();
        for cell in cells.map(collapse_blanks) {
            if extract.missing_values_of(raw).contains(&cell) {
                continue;
            }
            let parts: Vec<&str> = match recoding.separator {
                Some(separator) => cell.split(separator).map(str::trim).collect(),
                None => vec![cell.as_str()],
            };
            for part in parts.into_iter().filter(|part| !part.is_empty()) {
                let is_known = known.contains(&fold(part))
                    || keeps_integers && part.parse::<i64>().is_ok()
                    || is_place && gazetteer.is_none_or(|towns| towns.find(part).is_some());
                if !is_known {
                    unknown.insert(part.to_owned());
                }
            }
        }
        if unknown.is_empty() {
            continue;
        }
        let mut text = text;
        if !text.ends_with('\n') {
            text.push('\n');
        }
        for value in &unknown {
            text.push_str(&format!("\"{}\",,not known\n", value.replace('"', "\"\"")));
            said.push(format!(
                "code for \"{value}\" in column \"{}\", which is compared as not known to {file}",
                recoding.column
            ));
        }
        trial.write(&file, text);
    }
    Ok(said)
}
