//! Whether the files of a folder are the ones that its descriptor describes.

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_base::record::sha256;

use crate::datapackage::{DESCRIPTOR, DataPackage, PackageContents, Resource};

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

/// What the descriptor of a dataset version says; its files are not looked at.
pub fn describe(project: &Project, folder: &str) -> Result<DataPackage, Diagnostics> {
    read_descriptor(project, folder, PackageContents::Tables).map(|(package, _)| package)
}

/// Verifies the files of a folder that are not tables to clean, for example boundaries and places.
///
/// # Errors
/// All faults of the descriptor, or else of all its files.
pub fn verify_files(
    project: &Project,
    folder: &str,
) -> Result<(VerifiedFolder, Diagnostics), Diagnostics> {
    let (package, mut found) = read_descriptor(project, folder, PackageContents::Files)?;
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

/// Reads the descriptor, and warns of the files of the folder that it does not name.
pub fn read_descriptor(
    project: &Project,
    folder: &str,
    holds: PackageContents,
) -> Result<(DataPackage, Diagnostics), Diagnostics> {
    let path = format!("{folder}/{DESCRIPTOR}");
    let text = project.read_text(&path)?;
    let package = DataPackage::parse(&path, &text, holds)?;
    let mut found = Diagnostics::new();
    undescribed(project, folder, "", &package, &mut found);
    Ok((package, found))
}

/// Reads and verifies the file of a resource.
///
/// # Errors
/// When the file cannot be read, or is not the described one.
pub fn read_file(
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
