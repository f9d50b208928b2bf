//! Takes delivery of a folder: are its files the described ones, and what do they hold?

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_model::datapackage::limits;
use brief_model::datapackage::verify::{read_descriptor, read_file};
use brief_model::datapackage::{MissingValue, PackageContents, Resource};

use super::table::TextTable;
use super::{DateField, Extract, Extracts, NumberForm, csv, xlsx};

/// Reads a dataset version: verifies each described file, and reads each as a table of text.
///
/// `folder` is its path within the project, for example `data/morocco/raw/2026-11-open`. A file that
/// the descriptor does not name is a warning: nothing reads it, so it cannot shape the brief, but
/// someone may think that it does.
///
/// # Errors
/// All faults of the descriptor, or else of all its files.
pub fn receive(project: &Project, folder: &str) -> Result<(Extracts, Diagnostics), Diagnostics> {
    let (package, mut found) = read_descriptor(project, folder, PackageContents::Tables)?;
    let mut extracts = IndexMap::new();
    let mut cells = 0_usize;
    for resource in &package.resources {
        let Some(file) = found.take(read_file(project, folder, resource)) else {
            continue;
        };
        let read = match resource.format_name().as_str() {
            "xlsx" => xlsx::read,
            _ => csv::read,
        };
        let table = match read(&file.bytes, resource, &file.path) {
            Ok((table, warnings)) => {
                found.extend(warnings);
                table
            }
            Err(faults) => {
                found.extend(faults);
                continue;
            }
        };
        cells = cells.saturating_add(table.lines.len().saturating_mul(table.columns.len()));
        if cells > limits::DELIVERY_CELLS {
            found.push(
                Diagnostic::error(
                    "too-many-cells",
                    format!(
                        "with this file the delivery has {cells} cells; at most {} are read",
                        limits::DELIVERY_CELLS
                    ),
                )
                .with_place(Place::file(file.path)),
            );
            return Err(found);
        }
        if let Some(extract) = found.take(extract(table, resource, &file.path)) {
            extracts.insert(resource.name.clone(), extract);
        }
    }
    let version = folder.rsplit('/').next().unwrap_or(folder).to_owned();
    found.finish(Extracts {
        version,
        package,
        extracts,
    })
}

fn extract(mut table: TextTable, resource: &Resource, file: &str) -> Result<Extract, Diagnostic> {
    let positions = table.positions();
    let sheet = table.sheet.clone();
    let shown = table.shown.clone();
    let held = std::mem::take(&mut table.held);
    let unnamed = std::mem::take(&mut table.unnamed);
    let frame = table.into_frame().map_err(|error| {
        Diagnostic::error(
            "unreadable-table",
            format!("the table makes no frame: {error}"),
        )
        .with_place(Place::file(file))
    })?;
    let missing_values = resource.schema.as_ref();
    let missing_values =
        missing_values.map(|schema| MissingValue::texts(&schema.missing_values).collect());
    let fields = resource.schema.iter().flat_map(|schema| &schema.fields);
    let mut date_fields = IndexMap::new();
    let mut number_forms = IndexMap::new();
    let mut missing_values_of_columns = IndexMap::new();
    let mut constraints = IndexMap::new();
    for field in fields {
        let name = || field.name.clone();
        date_fields.extend(DateField::of(field).map(|dates| (name(), dates)));
        number_forms.extend(NumberForm::of(field).map(|form| (name(), form)));
        let missing = field.missing_values.as_ref();
        let missing = missing.map(|missing| MissingValue::texts(missing).collect());
        missing_values_of_columns.extend(missing.map(|missing| (name(), missing)));
        constraints.extend(field.checked_constraints().map(|stated| (name(), stated)));
    }
    Ok(Extract {
        resource: resource.name.clone(),
        file: file.to_owned(),
        sheet,
        frame,
        positions,
        shown,
        missing_values: missing_values.unwrap_or_default(),
        missing_values_of_columns,
        date_fields,
        number_forms,
        constraints,
        held,
        unnamed,
    })
}

#[cfg(test)]
mod tests;
