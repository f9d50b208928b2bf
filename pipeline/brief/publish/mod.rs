//! The published set: every file a build leaves behind, written all at once or not at all.

mod earlier;
mod exchange;
mod exports;
mod failure;
mod folder_lock;
mod leftovers;
mod provenance;
mod summary;
mod unchanged;
mod write;

use std::collections::BTreeMap;

use serde_json::json;

pub(crate) use exports::{Exports, exports};
pub(crate) use summary::RunSummary;
pub(crate) use unchanged::{BuildRecord, unchanged, whole};

use crate::lock::ENGINE;
use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::record::sha256;
use brief_pages::{Edition, Manuscript, PublishedEdition};

/// What was read and what is published, by SHA-256.
const MANIFEST: &str = "manifest.json";
/// The same for the outside world: what each file is, whose, under which licence.
const RO_CRATE: &str = "ro-crate-metadata.json";

/// All files of a build, by path within the brief's output folder.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedSet {
    /// The folder's name: the brief's, or that of its draft.
    pub name: String,
    /// Contents by path, manifest and RO-Crate among them.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Pages of each PDF, by its file.
    pub pages: BTreeMap<String, usize>,
}

impl PublishedSet {
    /// Puts a set together and adds its manifest (what was read, what is published, by SHA-256) and the
    /// description of all that as an RO-Crate. `edition` is the one that readers get.
    pub fn new(
        project: &Project,
        manuscript: &Manuscript,
        edition: Edition,
        exports: Exports,
        editions: Vec<PublishedEdition>,
    ) -> Result<Self, Diagnostics> {
        let settings = &manuscript.settings;
        let mut files = exports.into_files();
        let printed = json!(manuscript.text.printed);
        files.insert("printed.json".to_owned(), pretty(&printed));
        let pages = editions
            .iter()
            .map(|edition| (edition.file.clone(), edition.pages));
        let pages = pages.collect();
        files.extend(
            editions
                .into_iter()
                .map(|edition| (edition.file, edition.pdf)),
        );
        let outputs: BTreeMap<&String, String> = files
            .iter()
            .map(|(path, bytes)| (path, sha256(bytes)))
            .collect();
        let mut manifest = json!({
            "brief": settings.brief_name,
            "dataset_version": settings.version,
            "engine": ENGINE,
            "inputs": project.reads(),
            "outputs": outputs,
        });
        if edition == Edition::Draft {
            manifest["draft"] = true.into();
        }
        files.insert(MANIFEST.to_owned(), pretty(&manifest));
        // Last, since it describes all others; none of them can hold its hash.
        let ro_crate = provenance::ro_crate(project, manuscript, &files)?;
        files.insert(RO_CRATE.to_owned(), ro_crate);
        Ok(PublishedSet {
            name: edition.folder_of(&settings.brief_name),
            files,
            pages,
        })
    }
}

/// JSON as published: indented, with a line end at the end.
fn pretty(value: &serde_json::Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}
