//! The delivery's columns under the names that the steps and the schema use.

use indexmap::IndexMap;
use polars::prelude::*;

use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use brief_model::brief::DataSettings;
use brief_model::brief::{ColumnSource, MappingSettings};

use super::internal;
use crate::extracts::{Extract, LINE};

/// The frame, and where each of its columns stands in the file.
type MappedFrame = (DataFrame, IndexMap<String, usize>);

/// Gives the extract's columns the names that the steps and the schema use; `path` leads to the
/// table in the version's settings.
///
/// # Errors
/// Every column that is not there, and every one of the extract that nothing is said about.
pub(super) fn map_columns(
    settings: DataSettings<'_>,
    path: &str,
    mapping: &MappingSettings,
    extract: &Extract,
) -> Result<MappedFrame, Diagnostics> {
    let mut faults = Diagnostics::new();
    let locations = &settings.mapping.locations;
    let raw_names: Vec<&str> = extract.positions.keys().map(String::as_str).collect();
    let lines = extract.frame.column(LINE).map_err(internal)?.clone();
    let height = extract.frame.height();
    let mut columns = vec![lines.clone()];
    let mut positions = IndexMap::new();
    let mut used = Vec::new();
    for (name, source) in &mapping.columns {
        let column = match source {
            ColumnSource::Column(raw) => {
                used.push(raw.as_str());
                let Ok(column) = extract.frame.column(raw) else {
                    faults.push(
                        Diagnostic::error(
                            "unknown-column",
                            format!("{} has no column \"{raw}\"", extract.file),
                        )
                        .with_place(locations.place(&format!("{path}/columns/{name}")))
                        .with_help(help_without(settings, path, name, raw, &raw_names)),
                    );
                    continue;
                };
                if let Some(position) = extract.positions.get(raw) {
                    positions.insert(name.clone(), *position);
                }
                column.clone().with_name(name.as_str().into())
            }
            ColumnSource::Constant(value) => {
                StringChunked::full(name.as_str().into(), value, height).into_column()
            }
            ColumnSource::Absent(_) => {
                StringChunked::full_null(name.as_str().into(), height).into_column()
            }
            ColumnSource::Line(prefix) => {
                let lines = lines.u32().map_err(internal)?;
                StringChunked::from_iter_values(
                    name.as_str().into(),
                    lines
                        .into_no_null_iter()
                        .map(|line| format!("{prefix}{line}")),
                )
                .into_column()
            }
        };
        columns.push(column);
    }
    let is_unmapped =
        |raw: &&str| !used.contains(raw) && !mapping.unused.iter().any(|unused| unused == raw);
    let unmapped = raw_names.into_iter().filter(is_unmapped);
    let unmapped: Vec<String> = unmapped.map(|raw| format!("\"{raw}\"")).collect();
    if let Some(first) = unmapped.first() {
        let what = match unmapped.len() {
            1 => format!("column {first}"),
            several => format!("{several} columns: {}", unmapped.join(", ")),
        };
        let them = if unmapped.len() == 1 { "it" } else { "each" };
        faults.push(
            Diagnostic::error(
                "unmapped-column",
                format!("nothing says what becomes of {what}"),
            )
            .with_place(locations.place(&format!("{path}/columns")))
            .with_help(format!(
                "name {them} under `columns:`, or under `unused:` (file {})",
                extract.file
            )),
        );
    }
    let frame = DataFrame::new(height, columns).map_err(internal)?;
    faults.finish((frame, positions)).map(|(mapped, _)| mapped)
}

/// The way out where an extract lacks a column. Rows of a delivery that does not name them can be called by
/// their lines.
fn help_without(
    settings: DataSettings<'_>,
    path: &str,
    column: &str,
    raw: &str,
    known: &[&str],
) -> String {
    let near = did_you_mean(raw, known.iter().copied());
    let table = path.strip_prefix("tables/").unwrap_or(path);
    let table = settings.series.value.tables.get(table);
    let is_key = table.is_some_and(|table| table.key.as_slice().iter().any(|key| key == column));
    if is_key {
        format!(
            "{near}; it names the rows: where a delivery has no such column, say `{column}: {{line: \"ROW-\"}}`, \
             and each row is called by its line"
        )
    } else {
        near
    }
}
