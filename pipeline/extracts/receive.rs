//! Takes delivery of a folder: are its files the described ones, and what do they hold?

use indexmap::IndexMap;

use super::descriptor::{DESCRIPTOR, DataPackage, Holds, Resource};
use super::table::Table;
use super::{Extract, Extracts, csv, limits, xlsx};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::project::{Project, sha256};

/// Files that explain a folder to people and that no descriptor needs to name.
const FOR_PEOPLE: [&str; 6] = [
    DESCRIPTOR,
    "README",
    "README.md",
    "LICENSE",
    "LICENSE.md",
    "LICENSE.txt",
];

/// A folder whose files are the ones that its descriptor describes.
#[derive(Debug, Clone)]
pub struct VerifiedFolder {
    /// Path within the project.
    pub folder: String,
    /// What the folder says about itself: titles, licences, sources, [`DataPackage::credit_of`].
    pub package: DataPackage,
    /// By resource name, in the descriptor's order.
    pub files: IndexMap<String, VerifiedFile>,
}

/// A file whose length and SHA-256 are the described ones.
#[derive(Debug, Clone)]
pub struct VerifiedFile {
    /// Path within the project.
    pub path: String,
    /// All of it.
    pub bytes: Vec<u8>,
}

/// Reads a dataset version: verifies each described file, and reads each as a table of text.
///
/// `folder` is its path within the project, for example `data/morocco/raw/2026-11-open`. A file that
/// the descriptor does not name is a warning: nothing reads it, so it cannot shape the brief, but
/// someone may think that it does.
///
/// # Errors
/// All faults of the descriptor, or else of all its files.
pub fn receive(project: &Project, folder: &str) -> Result<(Extracts, Diagnostics), Diagnostics> {
    let (package, mut found) = read_descriptor(project, folder, Holds::Tables)?;
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

/// What the descriptor of a dataset version says; its files are not looked at.
///
/// # Errors
/// All faults of the descriptor.
pub fn describe(project: &Project, folder: &str) -> Result<DataPackage, Diagnostics> {
    read_descriptor(project, folder, Holds::Tables).map(|(package, _)| package)
}

/// Verifies the files of a folder that are not tables to clean, for example boundaries and places.
///
/// # Errors
/// All faults of the descriptor, or else of all its files.
pub fn verify_files(
    project: &Project,
    folder: &str,
) -> Result<(VerifiedFolder, Diagnostics), Diagnostics> {
    let (package, mut found) = read_descriptor(project, folder, Holds::Files)?;
    let mut files = IndexMap::new();
    for resource in &package.resources {
        if let Some(file) = found.take(read_file(project, folder, resource)) {
            files.insert(resource.name.clone(), file);
        }
    }
    found.finish(VerifiedFolder {
        folder: folder.to_owned(),
        package,
        files,
    })
}

/// Reads the descriptor, and says which files of the folder it does not name.
fn read_descriptor(
    project: &Project,
    folder: &str,
    holds: Holds,
) -> Result<(DataPackage, Diagnostics), Diagnostics> {
    let path = format!("{folder}/{DESCRIPTOR}");
    let text = project.read_text(&path)?;
    let package = DataPackage::parse(&path, &text, holds)?;
    let mut found = Diagnostics::new();
    undescribed(project, folder, "", &package, &mut found);
    Ok((package, found))
}

/// Reads and verifies the file of a resource.
fn read_file(
    project: &Project,
    folder: &str,
    resource: &Resource,
) -> Result<VerifiedFile, Diagnostic> {
    let path = format!("{folder}/{}", resource.path);
    let bytes = verified(project.read(&path)?, resource, &path)?;
    Ok(VerifiedFile { path, bytes })
}

/// Compares a file with the length and SHA-256 that its resource describes.
fn verified(bytes: Vec<u8>, resource: &Resource, path: &str) -> Result<Vec<u8>, Diagnostic> {
    let expected = resource.sha256().unwrap_or_default();
    let hash = sha256(&bytes);
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let help = "restore the file, or describe the new delivery as a new dataset version";
    if hash != expected {
        let lengths = match resource.bytes {
            Some(described) if described != length => {
                format!("; it has {length} bytes instead of {described}")
            }
            _ => String::new(),
        };
        return Err(Diagnostic::error(
            "hash-mismatch",
            format!(
                "{path} is not the described file: expected SHA-256 {expected}, found {hash}{lengths}"
            ),
        )
        .with_place(Place::file(path))
        .with_help(help));
    }
    if let Some(described) = resource.bytes
        && described != length
    {
        return Err(Diagnostic::error(
            "bytes-mismatch",
            format!(
                "{path} has the described SHA-256, and {length} bytes where {described} are described"
            ),
        )
        .with_place(Place::file(path))
        .with_help("mend \"bytes\" in the descriptor"));
    }
    Ok(bytes)
}

/// Warns of files in the folder that no resource names. Looks into those folders below it that hold
/// described files.
fn undescribed(
    project: &Project,
    folder: &str,
    below: &str,
    package: &DataPackage,
    found: &mut Diagnostics,
) {
    let Some(names) = found.take(project.list(&format!("{folder}{below}"))) else {
        return;
    };
    for name in names {
        let path = format!("{below}/{name}");
        let relative = path.trim_start_matches('/');
        let inside = format!("{relative}/");
        if package
            .resources
            .iter()
            .any(|resource| resource.path.starts_with(&inside))
        {
            undescribed(project, folder, &path, package, found);
            continue;
        }
        // A folder with a descriptor is a package of its own.
        let is_package = project.has(&format!("{folder}/{relative}/{DESCRIPTOR}"));
        let described = is_package
            || FOR_PEOPLE.contains(&relative)
            || package
                .resources
                .iter()
                .any(|resource| resource.path == relative);
        if !described {
            found.push(
                Diagnostic::warning(
                    "undescribed-file",
                    format!("{DESCRIPTOR} does not name it, so nothing reads it"),
                )
                .with_place(Place::file(format!("{folder}/{relative}")))
                .with_help("describe it, or move it out of the folder"),
            );
        }
    }
}

fn extract(table: Table, resource: &Resource, file: &str) -> Result<Extract, Diagnostic> {
    let positions = table.positions();
    let sheet = table.sheet.clone();
    let frame = table.into_frame().map_err(|error| {
        Diagnostic::error(
            "unreadable-table",
            format!("the table makes no frame: {error}"),
        )
        .with_place(Place::file(file))
    })?;
    let missing_values = resource
        .schema
        .as_ref()
        .map(|schema| schema.missing_values.clone())
        .unwrap_or_default();
    Ok(Extract {
        resource: resource.name.clone(),
        file: file.to_owned(),
        sheet,
        frame,
        positions,
        missing_values,
    })
}

#[cfg(test)]
mod tests;
