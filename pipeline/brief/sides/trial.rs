//! A copy of a project in a folder of its own, in which something is tried: another revision, another
//! delivery, another file. The folder goes when the trial ends.

use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use brief_base::project::Project;
use brief_base::record::sha256;
use brief_data::extracts::survey::{Survey, survey};

/// Code of the fault that git cannot give a revision.
pub(super) const NO_REVISION: &str = "no-such-revision";
/// Code of the fault that nothing can be tried out.
pub(super) const NO_TRIAL: &str = "not-tried";

static FOLDERS: AtomicUsize = AtomicUsize::new(0);

/// A project's copy.
#[derive(Debug)]
pub struct Trial {
    root: PathBuf,
    /// What was tried: a commit, a dataset version or an extract.
    tried: String,
}

impl Drop for Trial {
    fn drop(&mut self) {
        // What cannot be removed is left to the system, whose folder it is.
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn refuse(error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        NO_TRIAL,
        format!("no copy of the project can be made: {error}"),
    )
    .with_help("set TMPDIR to a folder with room for the project's data and templates")
}

impl Trial {
    fn empty() -> Result<Self, Diagnostic> {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("brief-diff-{}-{number}", std::process::id());
        let root = std::env::temp_dir().join(name);
        fs::create_dir(&root).map_err(|error| refuse(&error))?;
        Ok(Trial {
            root,
            tried: String::new(),
        })
    }

    fn copy_of(project: &Path) -> Result<Self, Diagnostic> {
        let trial = Trial::empty()?;
        for folder in ["templates", "data"] {
            copy(&project.join(folder), &trial.root.join(folder))
                .map_err(|error| refuse(&error))?;
        }
        Ok(trial)
    }

    /// The project as it stood at a revision.
    ///
    /// # Errors
    /// When git is not there, the project is in no repository, or the revision is not known.
    pub fn at_revision(project: &Path, revision: &str) -> Result<Self, Diagnostics> {
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
        let commit = commit.map_err(|error| no_revision(project, revision, &error))?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        let archive = git(
            project,
            &["archive", "--format=zip", &commit, "templates", "data"],
        )
        .map_err(|error| no_revision(project, revision, &error))?;
        let mut trial = Trial::empty()?;
        unpack(&archive, &trial.root).map_err(|error| refuse(&error))?;
        trial.tried = commit;
        Ok(trial)
    }

    /// A project whose extracts, cleaning and definitions are those of three others, each named by its
    /// folder.
    ///
    /// # Errors
    /// When a file cannot be copied.
    pub fn of_parts(data: &Path, cleaning: &Path, definitions: &Path) -> Result<Self, Diagnostic> {
        let trial = Trial::copy_of(definitions)?;
        // Siblings too: a brief may print what they find.
        let briefs = briefs_in(&trial.root).map_err(|error| refuse(&error))?;
        let of_briefs = |parts: &[&str]| -> Vec<String> {
            let of_brief = |name: &String| {
                let parts = parts.iter();
                parts
                    .map(|part| format!("data/{name}/{part}"))
                    .collect::<Vec<_>>()
            };
            briefs.iter().flat_map(of_brief).collect()
        };
        let shared = ["data/places".to_owned(), "data/boundaries".to_owned()];
        let of_data = [of_briefs(&["raw", "boundaries", "places"]), shared.to_vec()].concat();
        let of_cleaning = of_briefs(&["cleaning", "recodes", "corrections.csv"]);
        let series = series_files(cleaning).map_err(|error| refuse(&error))?;
        let from_data = of_data.iter().map(|part| (data, part));
        let from_cleaning = of_cleaning
            .iter()
            .chain(&series)
            .map(|part| (cleaning, part));
        for (from, part) in from_data.chain(from_cleaning) {
            replace(&from.join(part), &trial.root.join(part)).map_err(|error| refuse(&error))?;
        }
        Ok(trial)
    }

    /// Whether git knows a revision of the project by this name.
    pub fn knows_revision(project: &Path, name: &str) -> bool {
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

    /// The project with a delivery from outside in the place of a dataset version, so that it is mapped and
    /// corrected as that one is.
    ///
    /// # Errors
    /// When the delivery cannot be copied.
    pub fn with_delivery(
        project: &Path,
        brief: &str,
        delivery: &Path,
        version: &str,
    ) -> Result<Self, Diagnostics> {
        let mut trial = Trial::copy_of(project)?;
        let folder = trial.root.join(raw_folder(brief, version));
        fs::remove_dir_all(&folder)
            .and_then(|()| copy(delivery, &folder))
            .map_err(|error| refuse(&error))?;
        version.clone_into(&mut trial.tried);
        Ok(trial)
    }

    /// The project with another file for an extract of a dataset version: the one that is named, else the
    /// only one of its file name, else the only one whose columns it has.
    ///
    /// # Errors
    /// When the file cannot be read, or it is not clear which extract it stands for.
    pub fn with_file(
        project: &Path,
        brief: &str,
        version: &str,
        extract: Option<&str>,
        file: &Path,
    ) -> Result<Self, Diagnostics> {
        let place = Place::file(file.display().to_string());
        let bytes = fs::read(file).map_err(|error| {
            Diagnostic::error(NO_TRIAL, format!("cannot be read: {error}"))
                .with_place(place.clone())
        })?;
        let mut trial = Trial::copy_of(project)?;
        let folder = trial.root.join(raw_folder(brief, version));
        let descriptor = folder.join("datapackage.json");
        let text = fs::read_to_string(&descriptor).map_err(|error| refuse(&error))?;
        let mut package: Value = serde_json::from_str(&text).map_err(|error| {
            Diagnostic::error(NO_TRIAL, format!("the descriptor of {version}: {error}"))
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
        let before = folder.join(text_of(resource, "path"));
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
        trial.tried = text_of(resource, "name").to_owned();
        fs::remove_file(before)
            .and_then(|()| fs::write(folder.join(name), bytes))
            .and_then(|()| fs::write(&descriptor, format!("{package:#}\n")))
            .map_err(|error| refuse(&error))?;
        Ok(trial)
    }

    /// Writes a file of the trial, named as in the project.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, file: &str, text: &str) -> Result<(), Diagnostic> {
        fs::write(self.root.join(file), text).map_err(|error| refuse(&error))
    }

    /// The project to run in.
    ///
    /// # Errors
    /// When the copy is no project: at a revision that had none.
    pub fn project(&self) -> Result<Project, Diagnostic> {
        Project::find(&self.root)
    }

    /// What is tried: a commit, a dataset version or an extract.
    pub fn tried(&self) -> &str {
        &self.tried
    }
}

/// Makes a description that of a text file with these columns, written in this way.
fn describe(resource: &mut Value, surveyed: &Survey) {
    // Where the header of a workbook stands is for its descriptor to say.
    let (Some(encoding), Some(delimiter)) = (surveyed.encoding, surveyed.delimiter) else {
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
                NO_TRIAL,
                format!("the dataset version has no extract \"{extract}\""),
            )
            .with_help(did_you_mean(extract, names.iter().map(String::as_str))),
            None => Diagnostic::error(
                NO_TRIAL,
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

/// The `series.yaml` of each series: its tables and steps are cleaning.
fn series_files(project: &Path) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(project.join("templates"))? {
        let file = format!(
            "templates/{}/series.yaml",
            entry?.file_name().to_string_lossy()
        );
        if project.join(&file).is_file() {
            files.push(file);
        }
    }
    Ok(files)
}

/// Puts a file or folder into the place of another, or takes that away when there is none.
/// The folders under a project's `data/` that are briefs, sorted.
fn briefs_in(project: &Path) -> io::Result<Vec<String>> {
    let mut briefs = Vec::new();
    for entry in fs::read_dir(project.join("data"))? {
        let entry = entry?;
        if entry.path().join("brief.yaml").is_file() {
            briefs.extend(entry.file_name().into_string().ok());
        }
    }
    briefs.sort();
    Ok(briefs)
}

fn replace(from: &Path, to: &Path) -> io::Result<()> {
    if to.is_dir() {
        fs::remove_dir_all(to)?;
    } else if to.is_file() {
        fs::remove_file(to)?;
    }
    if from.is_dir() {
        copy(from, to)
    } else if from.is_file() {
        fs::copy(from, to).map(|_| ())
    } else {
        Ok(())
    }
}

/// Unpacks an archive; what would lead out of the folder is left out.
fn unpack(archive: &[u8], folder: &Path) -> io::Result<()> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive))?;
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number)?;
        let Some(path) = entry.enclosed_name() else {
            continue;
        };
        let target = folder.join(path);
        if entry.is_dir() {
            fs::create_dir_all(&target)?;
        } else {
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            io::copy(&mut entry, &mut fs::File::create(&target)?)?;
        }
    }
    Ok(())
}

/// Copies a folder with all that is in it; symbolic links are left out, as no project may have any.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}
