//! The Data Packages that a brief was made from: what their descriptors say of each file.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_base::record::sha256;
use brief_model::datapackage::{
    DESCRIPTOR, DataPackage, DataSource, Licence, PackageContents, Resource,
};

use super::{id_of_path, input_id, licence_id, references, with_identity};

/// Data Packages by folder, as far as the brief was made from them.
pub(super) struct Packages {
    packages: BTreeMap<String, DataPackage>,
    /// Those of their files that were read.
    files: Vec<String>,
}

/// A resource that was read.
struct ReadResource<'a> {
    /// Its file in the project.
    path: String,
    /// Its package's folder.
    folder: &'a str,
    package: &'a DataPackage,
    resource: &'a Resource,
}

impl<'a> ReadResource<'a> {
    fn licences(&self) -> impl Iterator<Item = &'a Licence> + use<'a> {
        self.package.licences_of(self.resource).iter()
    }
}

impl Packages {
    /// Reads the descriptors among the inputs once more.
    ///
    /// # Errors
    /// When one is no longer what it was when the brief was made from it.
    pub(super) fn of(
        project: &Project,
        inputs: &BTreeMap<String, String>,
    ) -> Result<Self, Diagnostics> {
        let mut packages = BTreeMap::new();
        for (path, hash) in inputs {
            let Some(folder) = path.strip_suffix(&format!("/{DESCRIPTOR}")) else {
                continue;
            };
            if sha256(&project.read(path)?) != *hash {
                return Err(
                    Diagnostic::error("changed-input", "changed while the brief was made")
                        .with_place(Place::file(path))
                        .with_help("build again")
                        .into(),
                );
            }
            let text = project.read_text(path)?;
            packages.insert(
                folder.to_owned(),
                DataPackage::parse(path, &text, PackageContents::Files)?,
            );
        }
        let files = inputs.keys().cloned().collect();
        Ok(Packages { packages, files })
    }

    /// The resources that were read. A workbook may be several.
    fn read(&self) -> impl Iterator<Item = ReadResource<'_>> {
        self.packages.iter().flat_map(move |(folder, package)| {
            package.resources.iter().filter_map(move |resource| {
                let path = format!("{folder}/{}", resource.path);
                self.files.contains(&path).then_some(ReadResource {
                    path,
                    folder,
                    package,
                    resource,
                })
            })
        })
    }

    /// What is known of a described file.
    pub(super) fn file(&self, path: &str) -> Option<Value> {
        let read = self.read().find(|read| read.path == path)?;
        let (package, resource) = (read.package, read.resource);
        let media_type = resource.mediatype.as_deref();
        let mut entity = json!({
            "name": path,
            "encodingFormat": media_type.unwrap_or_else(|| super::media_type(path)),
            "license": references(read.licences().map(licence_id)),
            "isBasedOn": references(package.sources_of(resource).iter().map(|source| self.source_id(source))),
            "isPartOf": {"@id": package_id(read.folder)},
        });
        if let Some(description) = resource.description.as_ref().or(resource.title.as_ref()) {
            entity["description"] = description.as_str().into();
        }
        if let Some(bytes) = resource.bytes {
            entity["contentSize"] = bytes.to_string().into();
        }
        entity["creditText"] = package.credit_of(resource).into();
        Some(entity)
    }

    /// The licences of the files that were read and that `which` is true of, each once.
    pub(super) fn licences(&self, which: impl Fn(&str) -> bool) -> Vec<Licence> {
        let mut found: Vec<Licence> = Vec::new();
        for read in self.read().filter(|read| which(&read.path)) {
            for licence in read.licences() {
                if !found.contains(licence) {
                    found.push(licence.clone());
                }
            }
        }
        found
    }

    /// All licences that an entity refers to.
    pub(super) fn all_licences(&self) -> impl Iterator<Item = &Licence> {
        let own = self.packages.values().flat_map(|package| &package.licenses);
        own.chain(self.read().flat_map(|read| read.licences()))
    }

    /// Every source, each once, in the order of the packages.
    fn sources(&self) -> Vec<&DataSource> {
        let mut sources = Vec::new();
        for package in self.packages.values() {
            let of_resources = package
                .resources
                .iter()
                .flat_map(|resource| &resource.sources);
            for source in package.sources.iter().chain(of_resources) {
                if !sources.contains(&source) {
                    sources.push(source);
                }
            }
        }
        sources
    }

    fn source_id(&self, source: &DataSource) -> String {
        let number = self.sources().iter().position(|known| *known == source);
        format!("#source-{}", number.map_or(0, |index| index + 1))
    }

    /// The packages and their sources.
    pub(super) fn entities(&self) -> Vec<Value> {
        let packages = self.packages.iter().map(|(folder, package)| {
            let files = self.read().filter(|read| read.folder == folder);
            let mut entity = json!({
                "name": package.title.as_ref().unwrap_or(&package.name),
                "license": references(package.licenses.iter().map(licence_id)),
                "isBasedOn": references(package.sources.iter().map(|source| self.source_id(source))),
                "hasPart": references(files.map(|read| input_id(&read.path))),
            });
            let status = package.status.as_ref();
            for (key, text) in [
                ("description", package.description.as_ref()),
                ("version", package.version.as_ref()),
                ("creativeWorkStatus", status.map(|status| &status.status)),
            ] {
                if let Some(text) = text {
                    entity[key] = text.as_str().into();
                }
            }
            let creators = package.contributors.iter().filter_map(|who| who.title.as_deref());
            let creators: Vec<&str> = creators.collect();
            match creators[..] {
                [] => {}
                [creator] => entity["creator"] = creator.into(),
                _ => entity["creator"] = creators.into(),
            }
            with_identity(&package_id(folder), "Dataset", &mut entity);
            entity
        });
        let sources = self.sources().into_iter().map(|source| {
            let mut entity = json!({
                "@id": self.source_id(source),
                "@type": "CreativeWork",
                "name": source.title.as_ref().or(source.path.as_ref()),
            });
            for (key, text) in [("url", &source.path), ("version", &source.version)] {
                if let Some(text) = text {
                    entity[key] = text.as_str().into();
                }
            }
            entity
        });
        packages.chain(sources).collect()
    }
}

fn package_id(folder: &str) -> String {
    format!("#input/{}/", id_of_path(folder))
}
