//! `brief diff`: what changes between two sides.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Ending, terminal};
use crate::compare::html::Faces;
use crate::compare::side::Side;
use crate::compare::{self, Comparison, Length, Snapshot};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::project::Project;
use crate::settings::{BriefSettings, yaml};

/// Arguments of `brief diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The brief
    #[arg(value_name = "BRIEF")]
    brief: String,

    /// What was before: a dataset version, rev:REVISION or rev:REVISION:VERSION (git), a published set, a
    /// folder of extracts, or another project's folder
    #[arg(value_name = "OLD")]
    old: String,

    /// What is now, named in the same ways; without it, the brief's default dataset version
    #[arg(value_name = "NEW", conflicts_with = "with")]
    new: Option<String>,

    /// Compare OLD with itself when this file stands in for one of its extracts
    #[arg(long, value_name = "[EXTRACT=]FILE")]
    with: Option<String>,

    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Show long lists whole
    #[arg(long)]
    all: bool,

    /// Write the report into this file instead of printing it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// End with code 1 when findings or claims differ
    #[arg(long)]
    exit_code: bool,
}

/// How a comparison is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For readers
    Text,
    /// For programs
    Json,
    /// For a comment on a pull request: Markdown, within what GitHub takes
    Md,
    /// For a browser: one file that holds all it needs, with filters
    Html,
}

impl Diff {
    /// Runs the command.
    pub fn run(&self, project: &Project) -> Ending {
        let compared = self.compare(project).and_then(|comparison| {
            self.report(project, &comparison)?;
            Ok(comparison)
        });
        match compared {
            Ok(comparison) if self.exit_code && comparison.moves_findings_or_claims() => {
                Ending::Failed
            }
            Ok(_) => Ending::Fine,
            Err(faults) => {
                terminal::tell(&faults);
                Ending::CouldNotRun
            }
        }
    }

    fn compare(&self, project: &Project) -> Result<Comparison, Diagnostics> {
        let brief: yaml::Yaml<BriefSettings> =
            yaml::read(project, &format!("data/{}/brief.yaml", self.brief))?;
        let old_side = Side::named(project, &self.brief, &self.old)?;
        let (new_side, new_name) = match (&self.with, &self.new) {
            (Some(with), _) => (with_file(&old_side, with)?, with.clone()),
            (None, new) => {
                let name = new.as_ref().unwrap_or(&brief.value.dataset_version);
                (Side::named(project, &self.brief, name)?, name.clone())
            }
        };
        let old = self.snapshot(project, &old_side, &self.old, "old", version_of(&new_side))?;
        let new = self.snapshot(project, &new_side, &new_name, "new", version_of(&old_side))?;
        let mut comparison = compare::compare(&old, &new);
        if let Err(faults) = compare::parts::tell(&mut comparison, &old, &new) {
            terminal::tell(&parts_not_told(&faults).into());
        }
        Ok(comparison)
    }

    fn snapshot(
        &self,
        project: &Project,
        side: &Side,
        name: &str,
        which: &str,
        cleaned_as: Option<&str>,
    ) -> Result<Snapshot, Diagnostics> {
        side.snapshot(project, &self.brief, name, cleaned_as)
            .map_err(|faults| {
                let message =
                    format!("the {which} side, {name}, cannot be made, so nothing was compared");
                let told = Diagnostic::error("nothing-compared", message)
                    .with_help("what is wrong with it follows");
                std::iter::once(told).chain(faults).collect()
            })
    }

    fn report(&self, project: &Project, comparison: &Comparison) -> Result<(), Diagnostics> {
        let length = if self.all {
            Length::Whole
        } else {
            Length::Short
        };
        let report = match self.format {
            Format::Text => comparison.text(length),
            Format::Json => comparison.json(),
            Format::Md => comparison.markdown(length),
            Format::Html => {
                let faces = Faces::of_brief(project, &self.brief)?;
                comparison.html(&faces, length)?
            }
        };
        match &self.out {
            None => terminal::say(report.trim_end()),
            Some(file) => std::fs::write(file, report).map_err(|error| {
                Diagnostic::error(
                    "not-written",
                    format!("{} cannot be written: {error}", file.display()),
                )
            })?,
        }
        Ok(())
    }
}

/// The comparison stands without the parts, so what kept them from being told is a warning.
fn parts_not_told(faults: &Diagnostics) -> Diagnostic {
    let message = "how much is due to data, cleaning and definitions cannot be told: one side's data \
                   cannot be cleaned or counted as the other side does";
    let first = faults.iter().next().map(ToString::to_string);
    Diagnostic::warning("parts-not-told", message).with_help(first.unwrap_or_default())
}

fn version_of(side: &Side) -> Option<&str> {
    match side {
        Side::Version(version) => Some(version),
        _ => None,
    }
}

fn with_file(old: &Side, with: &str) -> Result<Side, Diagnostic> {
    let Some(version) = version_of(old) else {
        return Err(Diagnostic::error(
            "with-needs-version",
            "--with puts a file into a dataset version, and OLD is none",
        )
        .with_help("name a dataset version as OLD; `brief list` shows them"));
    };
    let (extract, file) = match with.split_once('=') {
        Some((extract, file)) => (Some(extract.to_owned()), file),
        None => (None, with),
    };
    Ok(Side::With {
        version: version.to_owned(),
        extract,
        file: PathBuf::from(file),
    })
}
