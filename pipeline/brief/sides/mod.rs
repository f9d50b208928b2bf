//! What the user names: a dataset version, a git revision, a published set, a folder of data or another
//! project, each computed or read as a [`Side`].

use std::path::{Path, PathBuf};

pub mod attribution;
mod fitting;
mod tree;

use crate::Analysis;
use crate::run::Run;
use brief_base::diagnostics::{Diagnostic, Diagnostics, Severity, did_you_mean};
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_base::yaml;
use brief_compare::{SideSummary, Snapshot, published};
use brief_model::brief::BriefSettings;
use brief_prose::settings;
use tree::{Trial, knows_revision, raw_folder};

pub use tree::Tree;

/// Code of the fault that a side is nothing that can be compared.
pub const UNKNOWN_SIDE: &str = "unknown-side";

/// The stage in which a side's rows are made ready to be compared.
const ROWS: &str = "rows";

/// The stages in which a side is made.
pub const STAGES: [&str; 11] = {
    let [a, b, c, d, e, f, g, h, i, j] = crate::STAGES;
    [a, b, c, d, e, f, g, h, i, j, ROWS]
};

/// What a side says before a git revision.
const REVISION: &str = "rev:";

/// One side of a comparison, computed or read.
#[derive(Debug)]
pub struct Side {
    /// What it holds.
    pub snapshot: Snapshot,
    /// The tree of files that it was computed from; none for a published set, a delivery from outside or a
    /// file that stands for an extract.
    pub tree: Option<Tree>,
}

impl From<Snapshot> for Side {
    fn from(snapshot: Snapshot) -> Self {
        Side {
            snapshot,
            tree: None,
        }
    }
}

/// One side of a comparison, as the user names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SideSpec {
    /// A dataset version of the project.
    Version(String),
    /// The project as it stood at a git revision.
    Revision {
        /// As git understands it.
        revision: String,
        /// The dataset version; that revision's default when none is named.
        version: Option<String>,
    },
    /// A folder that `brief build` has published.
    Published(PathBuf),
    /// A folder of extracts with a descriptor that is none of the project's.
    Delivery(PathBuf),
    /// Another project's folder: its default version.
    OtherProject(PathBuf),
    /// A dataset version in which one extract is another file.
    With {
        /// The dataset version.
        version: String,
        /// The extract; recognised by file name or columns when none is named.
        extract: Option<String>,
        /// The file that stands in for it.
        file: PathBuf,
    },
}

impl SideSpec {
    /// Recognises what a name is: in this order a dataset version, `rev:REVISION` or
    /// `rev:REVISION:VERSION`, a folder, a git revision.
    ///
    /// # Errors
    /// When it is none of them: with the dataset versions that there are.
    pub fn named(project: &Project, brief: &str, name: &str) -> Result<Self, Diagnostics> {
        let versions = settings::versions(project, brief)?;
        if versions.iter().any(|version| version == name) {
            return Ok(SideSpec::Version(name.to_owned()));
        }
        if let Some(revision) = name.strip_prefix(REVISION) {
            return Ok(SideSpec::revision(revision));
        }
        let path = Path::new(name);
        if path.join("manifest.json").is_file() {
            return Ok(SideSpec::Published(path.to_owned()));
        }
        if path.join("datapackage.json").is_file() {
            return Ok(SideSpec::Delivery(path.to_owned()));
        }
        if path.join("templates").is_dir() && path.join("data").is_dir() {
            return Ok(SideSpec::OtherProject(path.to_owned()));
        }
        if knows_revision(project.root(), name) {
            return Ok(SideSpec::revision(name));
        }
        if path.exists() {
            return Err(not_comparable(path).into());
        }
        let near = did_you_mean(name, versions.iter().map(String::as_str));
        let all = versions.join(", ");
        let message = format!(
            "\"{name}\" is no dataset version of {brief}, no git revision, and no folder of data or of a \
             published set"
        );
        Err(Diagnostic::error(UNKNOWN_SIDE, message)
            .with_help(if near.contains("did you mean") {
                format!("{near} its dataset versions are: {all}")
            } else {
                format!("its dataset versions are: {all}")
            })
            .into())
    }

    fn revision(named: &str) -> Self {
        let (revision, version) = match named.split_once(':') {
            Some((revision, version)) => (revision, Some(version.to_owned())),
            None => (named, None),
        };
        SideSpec::Revision {
            revision: revision.to_owned(),
            version,
        }
    }

    /// Computes or reads the side. `name` is what the user called the side; a delivery from outside is cleaned as
    /// `cleaned_as` is. A side that is computed goes through [`STAGES`].
    ///
    /// # Errors
    /// Everything that stops a brief short of typesetting, save claims that do not hold.
    pub fn side(
        &self,
        project: &Project,
        brief: &str,
        name: &str,
        cleaned_as: Option<&str>,
        timings: &mut Timings,
    ) -> Result<Side, Diagnostics> {
        let mut computed = |project: &Project, version: Option<&str>, is: String, lacks| {
            let side = |version: &str, lacks| SideSummary {
                name: name.to_owned(),
                is,
                dataset_version: version.to_owned(),
                lacks,
            };
            let mut run = Run::new(project, timings);
            let (analysis, manuscript) = crate::write_with_tables(&mut run, brief, version)?;
            let Analysis {
                settings,
                tables,
                findings,
            } = &analysis;
            match manuscript {
                Ok(manuscript) => {
                    let side = side(&settings.version, lacks);
                    timings.stage(ROWS, || Snapshot::of(&manuscript, tables, side))
                }
                // Its rows and findings can be compared all the same.
                Err(faults) => {
                    let mut lacks: Vec<String> = lacks;
                    lacks.push(cannot_be_written(&faults));
                    let side = side(&settings.version, lacks);
                    timings.stage(ROWS, || Snapshot::of_data(settings, tables, findings, side))
                }
            }
        };

        match self {
            SideSpec::Version(version) => {
                let is = format!("dataset version {version}");
                let snapshot = computed(project, Some(version), is, Vec::new())?;
                let tree = Some(Tree::of(project));
                Ok(Side { snapshot, tree })
            }
            SideSpec::Revision { revision, version } => {
                let tree = Tree::at_revision(project.root(), revision)?;
                let commit = tree.commit().unwrap_or(revision).to_owned();
                let is = format!("git revision {commit}, by this engine");
                let then = tree.project();
                let mut snapshot = computed(&then, version.as_deref(), is, Vec::new())?;
                // As git names a file of a revision.
                snapshot.relocate(|file| Some(format!("{commit}:{file}")));
                let tree = Some(tree);
                Ok(Side { snapshot, tree })
            }
            SideSpec::Published(folder) => published::read(folder, brief, name).map(Side::from),
            SideSpec::Delivery(folder) => {
                let default = default_version(project, brief)?;
                let cleaned_as = cleaned_as.unwrap_or(&default);
                let mut trial = Trial::with_delivery(project, brief, folder, cleaned_as)?;
                let is = format!("extracts in {name} in place of dataset version {cleaned_as}");
                let folder = raw_folder(brief, cleaned_as);
                let shown = |file: &str| {
                    let within = file.strip_prefix(&folder)?;
                    Some(format!("{}{within}", name.trim_end_matches('/')))
                };
                let lacks = fitting::fit(&mut trial, brief, cleaned_as)?;
                let tried = computed(&trial.project(), Some(cleaned_as), is, lacks);
                let mut tried = tried.map_err(|faults| relocated(faults, shown))?;
                tried.relocate(shown);
                Ok(tried.into())
            }
            SideSpec::OtherProject(folder) => {
                let is = format!("project in {name}, by this engine");
                let other = Project::find(folder)?;
                let mut snapshot = computed(&other, None, is, Vec::new())?;
                let folder = name.trim_end_matches('/');
                snapshot.relocate(|file| Some(format!("{folder}/{file}")));
                let tree = Some(Tree::of(&other));
                Ok(Side { snapshot, tree })
            }
            SideSpec::With {
                version,
                extract,
                file,
            } => {
                let mut trial =
                    Trial::with_file(project, brief, version, extract.as_deref(), file)?;
                let as_named = file.display().to_string();
                let is = format!(
                    "dataset version {version} with {as_named} for its {}",
                    trial.tried()
                );
                let file_name = file.file_name().unwrap_or_default().to_string_lossy();
                let in_trial = format!("{}/{file_name}", raw_folder(brief, version));
                let shown = |file: &str| (file == in_trial).then(|| as_named.clone());
                let lacks = fitting::fit(&mut trial, brief, version)?;
                let tried = computed(&trial.project(), Some(version), is, lacks);
                let mut tried = tried.map_err(|faults| relocated(faults, shown))?;
                tried.relocate(shown);
                Ok(tried.into())
            }
        }
    }
}

/// A file, or a folder that nothing describes, is no side.
fn not_comparable(path: &Path) -> Diagnostic {
    let shown = path.display();
    let (message, help) = if path.is_dir() {
        (
            format!("{shown} has no datapackage.json, so nothing says what its files hold"),
            "a folder of extracts needs a descriptor as those in data/BRIEF/raw/ have; for one file: --with FILE",
        )
    } else {
        (
            format!("{shown} is a file, and no side by itself"),
            "compare a dataset version with itself when the file stands in for an extract: OLD --with FILE",
        )
    };
    Diagnostic::error(UNKNOWN_SIDE, message).with_help(help)
}

/// What a side lacks whose text has these faults.
fn cannot_be_written(faults: &Diagnostics) -> String {
    let count = faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .count();
    let first = faults
        .iter()
        .find(|fault| fault.severity == Severity::Error);
    let first = first.map_or_else(String::new, |fault| {
        let at = fault.place.as_ref();
        let at = at.map_or_else(String::new, |place| format!(" ({place})"));
        format!(": {}{at}", fault.message)
    });
    let more = match count {
        0 | 1 => String::new(),
        more => format!(", and {} more", more - 1),
    };
    format!("text, claims or figures to compare, since it cannot be written{first}{more}")
}

/// Faults in a file of a trial, at the file that the user named.
fn relocated(faults: Diagnostics, shown: impl Fn(&str) -> Option<String>) -> Diagnostics {
    let faults = faults.into_iter().map(|mut fault| {
        if let Some(place) = &mut fault.place
            && let Some(file) = shown(&place.file)
        {
            place.file = file;
        }
        fault
    });
    faults.collect()
}

fn default_version(project: &Project, brief: &str) -> Result<String, Diagnostics> {
    let brief: yaml::Yaml<BriefSettings> =
        yaml::read(project, &format!("data/{brief}/brief.yaml"))?;
    Ok(brief.value.dataset_version)
}
