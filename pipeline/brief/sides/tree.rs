//! The trees of files that sides are computed from: the project itself, another revision of it, or the
//! project with a delivery, a file or parts of other trees laid over it. Nothing is copied to disk.

use std::fs;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use serde_json::{Value, json};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use brief_base::files::{Disk, FileKind, Files, Memory, Overlay};
use brief_base::project::Project;
use brief_base::record::sha256;
use brief_data::extracts::survey::{Survey, survey};

/// Code of the fault that git cannot give a revision.
pub(super) const NO_REVISION: &str = "no-such-revision";
/// Code of the fault that nothing can be tried out.
const NOT_TRIED: &str = "not-tried";

/// A tree of files that holds a project.
#[derive(Debug, Clone)]
pub struct Tree {
    files: Arc<dyn Files>,
    /// The folder of the project that it was made from: two sides of one folder and revision are of one tree.
    root: PathBuf,
    /// The commit, when it is one's.
    commit: Option<String>,
}

impl Tree {
    /// The tree of a project as it stands.
    pub(super) fn of(project: &Project) -> Self {
        Tree {
            files: Arc::clone(project.files()),
            root: project.root().to_owned(),
            commit: None,
        }
    }

    /// A project as it stood at a revision.
    ///
    /// # Errors
    /// When git is not there, the project is in no repository, the revision is not known, or it held no
    /// project.
    pub(super) fn at_revision(project: &Path, revision: &str) -> Result<Self, Diagnostics> {
        let refuse = |error: io::Error| no_revision(project, revision, &error);
        let resolved = format!("{revision}^{{commit}}");
        let commit = git(
            project,
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                "--short",
                "--end-of-options",
                &resolved,
            ],
        );
        let commit = commit.map_err(refuse)?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let archive = git(
            project,
            &["archive", "--format=zip", &commit, "templates", "data"],
        )
        .map_err(refuse)?;
        Ok(Tree {
            files: Arc::new(unpacked(&archive).map_err(refuse)?),
            root: project.to_owned(),
            commit: Some(commit),
        })
    }

    /// A tree whose extracts, cleaning and definitions are those of three others.
    ///
    /// # Errors
    /// When the folders of a tree cannot be listed.
    pub(super) fn of_parts(
        data: &Tree,
        cleaning: &Tree,
        definitions: &Tree,
    ) -> Result<Self, Diagnostic> {
        let mut files = Overlay::over(Arc::clone(&definitions.files));
        // Siblings too: a brief may print what they find.
        let briefs = definitions.holding("data", "brief.yaml")?;
        let mut take = |from: &Tree, path: &str| files.take(path, Arc::clone(&from.files), path);
        for brief in &briefs {
            for part in ["raw", "boundaries", "places"] {
                take(data, &format!("data/{brief}/{part}"));
            }
            for part in ["cleaning", "recodes", "corrections.csv"] {
                take(cleaning, &format!("data/{brief}/{part}"));
            }
        }
        for shared in ["data/places", "data/boundaries"] {
            take(data, shared);
        }
        // Tables and steps of a series are cleaning.
        for series in cleaning.holding("templates", "series.yaml")? {
            take(cleaning, &format!("templates/{series}/series.yaml"));
        }
        Ok(Tree {
            files: Arc::new(files),
            ..definitions.clone()
        })
    }

    /// The folders below `folder` that hold a file of that name.
    fn holding(&self, folder: &str, file: &str) -> Result<Vec<String>, Diagnostic> {
        let mut names = self.project().list(folder)?;
        names.retain(|name| {
            self.files.kind(&format!("{folder}/{name}/{file}")) == Some(FileKind::File)
        });
        Ok(names)
    }

    /// The commit, when it is one's.
    pub(super) fn commit(&self) -> Option<&str> {
        self.commit.as_deref()
    }

    /// Whether two sides are of one tree, in which only the dataset version can differ.
    pub(super) fn is_same(&self, other: &Tree) -> bool {
        (&self.root, &self.commit) == (&other.root, &other.commit)
    }

    /// The project to run in.
    pub(super) fn project(&self) -> Project {
        Project::of_files(self.root.clone(), Arc::clone(&self.files))
    }
}

/// A project in which something else stands for extracts of a dataset version.
#[derive(Debug)]
pub(super) struct Trial {
    files: Overlay,
    root: PathBuf,
    /// What was tried: a dataset version or an extract.
    tried: String,
}

impl Trial {
    /// The project with a delivery from outside in the place of a dataset version, so that it is mapped and
    /// corrected as that one is.
    ///
    /// # Errors
    /// When the delivery cannot be read.
    pub(super) fn with_delivery(
        project: &Project,
        brief: &str,
        delivery: &Path,
        version: &str,
    ) -> Result<Self, Diagnostics> {
        let mut files = Overlay::over(Arc::clone(project.files()));
        let delivered = Disk::new(delivery).map_err(|error| {
            Diagnostic::error(NOT_TRIED, format!("cannot be read: {error}"))
                .with_place(Place::file(delivery.display().to_string()))
        })?;
        files.take(&raw_folder(brief, version), Arc::new(delivered), "");
        Ok(Trial {
            files,
            root: project.root().to_owned(),
            tried: version.to_owned(),
        })
    }

    /// The project with another file for an extract of a dataset version: the one that is named, else the
    /// only one of its file name, else the only one whose columns it has.
    ///
    /// # Errors
    /// When the file cannot be read, or it is not clear which extract it stands for.
    pub(super) fn with_file(
        project: &Project,
        brief: &str,
        version: &str,
        extract: Option<&str>,
        file: &Path,
    ) -> Result<Self, Diagnostics> {
        let place = Place::file(file.display().to_string());
        let bytes = fs::read(file).map_err(|error| {
            Diagnostic::error(NOT_TRIED, format!("cannot be read: {error}"))
                .with_place(place.clone())
        })?;
        let folder = raw_folder(brief, version);
        let descriptor = format!("{folder}/datapackage.json");
        let text = project.read_text(&descriptor)?;
        let mut package: Value = serde_json::from_str(&text).map_err(|error| {
            Diagnostic::error(NOT_TRIED, format!("the descriptor of {version}: {error}"))
        })?;
        let resources = package.get_mut("resources").and_then(Value::as_array_mut);
        let resource = stands_for(
            resources.into_iter().flatten().collect(),
            extract,
            file,
            &bytes,
        )
        .map_err(|fault| fault.with_place(place))?;
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let before = format!("{folder}/{}", text_of(resource, "path"));
        // A file of text may be written otherwise than the one it stands for. Where nobody can tell how, the
        // descriptor has its way.
        if let Ok(surveyed) = survey(&name, &bytes) {
            describe(resource, &surveyed);
        }
        resource["path"] = name.clone().into();
        resource["bytes"] = bytes.len().into();
        resource["hash"] = format!("sha256:{}", sha256(&bytes)).into();
        if let Some(ending) = file.extension() {
            resource["format"] = ending.to_string_lossy().to_lowercase().into();
        }
        let tried = text_of(resource, "name").to_owned();
        let mut files = Overlay::over(Arc::clone(project.files()));
        files.remove(&before);
        files.write(&format!("{folder}/{name}"), bytes);
        files.write(&descriptor, format!("{package:#}\n"));
        Ok(Trial {
            files,
            root: project.root().to_owned(),
            tried,
        })
    }

    /// Puts a text into the place of a file, named as in the project.
    pub(super) fn write(&mut self, file: &str, text: String) {
        self.files.write(file, text);
    }

    /// The project to run in.
    pub(super) fn project(&self) -> Project {
        Project::of_files(self.root.clone(), Arc::new(self.files.clone()))
    }

    /// What is tried: a dataset version or an extract.
    pub(super) fn tried(&self) -> &str {
        &self.tried
    }
}

/// Whether git knows a revision of the project by this name.
pub(super) fn knows_revision(project: &Path, name: &str) -> bool {
    let resolved = format!("{name}^{{commit}}");
    git(
        project,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &resolved,
        ],
    )
    .is_ok()
}

/// Makes a description that of a text file with these columns, written in this way.
fn describe(resource: &mut Value, surveyed: &Survey) {
    // Where the header of a workbook stands is for its descriptor to say.
    let (Some(encoding), Some(delimiter)) = (surveyed.encoding.as_deref(), surveyed.delimiter)
    else {
        return;
    };
    resource["encoding"] = encoding.into();
    resource["dialect"]["delimiter"] = delimiter.to_string().into();
    let is_there = |name: &Value| surveyed.columns.iter().any(|column| name == column);
    if let Some(schema) = resource.get_mut("schema").and_then(Value::as_object_mut) {
        let key = schema.get("primaryKey");
        let is_kept = match key {
            Some(Value::Array(names)) => names.iter().all(is_there),
            Some(name) => is_there(name),
            None => true,
        };
        if !is_kept {
            schema.remove("primaryKey");
        }
    }
    let fields = resource.pointer_mut("/schema/fields");
    let Some(fields) = fields.and_then(Value::as_array_mut) else {
        return;
    };
    fields.retain(|field| {
        surveyed
            .columns
            .iter()
            .any(|column| text_of(field, "name") == column)
    });
    for column in &surveyed.columns {
        if !fields.iter().any(|field| text_of(field, "name") == column) {
            fields.push(json!({ "name": column, "type": "any" }));
        }
    }
}

/// Where the extracts of a dataset version are.
pub(super) fn raw_folder(brief: &str, version: &str) -> String {
    format!("data/{brief}/raw/{version}")
}

fn text_of<'a>(resource: &'a Value, key: &str) -> &'a str {
    resource
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The resource that a file stands for.
fn stands_for<'a>(
    resources: Vec<&'a mut Value>,
    extract: Option<&str>,
    file: &Path,
    bytes: &[u8],
) -> Result<&'a mut Value, Diagnostic> {
    let names: Vec<String> = resources
        .iter()
        .map(|resource| text_of(resource, "name").to_owned())
        .collect();
    let file_name = file.file_name().unwrap_or_default().to_string_lossy();
    let header = String::from_utf8_lossy(bytes)
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    let has_columns = |resource: &Value| {
        let fields = resource["schema"]["fields"].as_array();
        fields.is_some_and(|fields| {
            fields
                .iter()
                .all(|field| header.contains(text_of(field, "name")))
        })
    };
    let all: Vec<usize> = (0..resources.len()).collect();
    let only = |chosen: Vec<usize>| match chosen.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let such = |test: &dyn Fn(&Value) -> bool| {
        only(
            all.iter()
                .copied()
                .filter(|at| test(resources[*at]))
                .collect(),
        )
    };
    let chosen = match extract {
        Some(extract) => such(&|resource| text_of(resource, "name") == extract),
        None => such(&|resource| text_of(resource, "path") == file_name)
            .or_else(|| such(&has_columns))
            .or_else(|| only(all.clone())),
    };
    let Some(chosen) = chosen else {
        return Err(match extract {
            Some(extract) => Diagnostic::error(
                NOT_TRIED,
                format!("the dataset version has no extract \"{extract}\""),
            )
            .with_help(did_you_mean(extract, names.iter().map(String::as_str))),
            None => Diagnostic::error(
                NOT_TRIED,
                "it is not clear which extract this file stands for",
            )
            .with_help(format!(
                "say it: --with EXTRACT={file_name}, of {}",
                names.join(", ")
            )),
        });
    };
    let resource = resources.into_iter().nth(chosen);
    resource.ok_or_else(|| Diagnostic::error("internal", "an extract is gone"))
}

fn git(project: &Path, arguments: &[&str]) -> io::Result<Vec<u8>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(project)
        .args(arguments)
        .output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(io::Error::other(said))
}

fn no_revision(project: &Path, revision: &str, error: &io::Error) -> Diagnostic {
    let message = if error.kind() == io::ErrorKind::NotFound {
        "git cannot be run, and a revision is read through it".to_owned()
    } else {
        let said = error.to_string();
        let said = if said.is_empty() {
            String::new()
        } else {
            format!(": {said}")
        };
        format!(
            "git knows no revision \"{revision}\" of {}{said}",
            project.display()
        )
    };
    Diagnostic::error(NO_REVISION, message).with_help(
        "`git log --oneline` lists revisions; name one as rev:REVISION or rev:REVISION:VERSION",
    )
}

/// The files of an archive. Links, and whatever would lead out of its folder, are left out.
fn unpacked(archive: &[u8]) -> io::Result<Memory> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive))?;
    let mut files = Vec::new();
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number)?;
        let path = entry.enclosed_name();
        let Some(path) = path
            .as_deref()
            .and_then(Path::to_str)
            .filter(|_| entry.is_file())
        else {
            continue;
        };
        let path = path.replace('\\', "/");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        files.push((path, bytes));
    }
    Ok(files.into_iter().collect())
}
