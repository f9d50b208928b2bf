//! `brief diff`: what changes between two sides.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_base::invisible::{visible_json, visible_report};
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_base::yaml;
use brief_compare::html::Faces;
use brief_compare::{self as compare, Comparison, Length};
use brief_model::brief::BriefSettings;
use brief_prose::settings;

use super::progress::Progress;
use super::{Ending, terminal};
use crate::sides::{self, Side, SideSpec, attribution};

/// Arguments of `brief diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The brief
    #[arg(value_name = "BRIEF")]
    brief: String,

    /// The old side: a dataset version, rev:REVISION or rev:REVISION:VERSION (git), a published set, a folder
    /// of extracts, or another project's folder; with --to or --with alone, the brief's default dataset
    /// version
    #[arg(value_name = "OLD")]
    old: Option<String>,

    /// The new side, given in the same ways; by default, the brief's default dataset version
    #[arg(value_name = "NEW", conflicts_with = "with")]
    new: Option<String>,

    /// Same as OLD
    #[arg(long, value_name = "OLD", conflicts_with = "old")]
    data: Option<String>,

    /// Same as NEW
    #[arg(long, value_name = "NEW", conflicts_with_all = ["new", "with"])]
    to: Option<String>,

    /// Compare OLD with itself after replacing one of its extracts with this file
    #[arg(long, value_name = "[EXTRACT=]FILE")]
    with: Option<String>,

    /// Format of the report; by default, text
    #[arg(long, value_enum)]
    format: Option<ReportFormat>,

    /// Show long lists in full
    #[arg(long)]
    all: bool,

    /// Write the report to this file instead of printing it, in the format of its extension, or of --format
    /// if it has another. May be given several times
    #[arg(long, value_name = "FILE")]
    out: Vec<PathBuf>,

    /// Link to the full report, for the Markdown
    #[arg(long, value_name = "URL", value_parser = address)]
    report_url: Option<String>,

    /// Exit with code 1 if findings or claims differ
    #[arg(long)]
    exit_code: bool,
}

/// How a comparison is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For readers
    Text,
    /// For programs
    Json,
    /// For a comment on a pull request: Markdown, within what GitHub takes
    Md,
    /// For a browser: one file that holds all it needs, with filters
    Html,
    /// For print and for the record, in the series' design
    Pdf,
    /// For GitHub Actions: annotations at the lines that make the claims
    Github,
}

impl ReportFormat {
    /// The format that a file's name ends with.
    fn of_file(file: &Path) -> Option<Self> {
        match file.extension()?.to_str()? {
            "txt" => Some(ReportFormat::Text),
            "json" => Some(ReportFormat::Json),
            "md" => Some(ReportFormat::Md),
            "html" => Some(ReportFormat::Html),
            "pdf" => Some(ReportFormat::Pdf),
            _ => None,
        }
    }
}

/// An address that a reader of Markdown can follow.
fn address(text: &str) -> Result<String, String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let is_plain = text.chars().all(|letter| letter.is_ascii_graphic());
    if is_web && is_plain && !text.contains(['(', ')', '<', '>']) {
        Ok(text.to_owned())
    } else {
        Err("expected a web address, https://…, without blanks and brackets".to_owned())
    }
}

impl DiffArgs {
    /// Runs the command.
    pub(super) fn run(&self, project: &Project) -> Ending {
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
        settings::refuse_unknown(project, &self.brief)?;
        let brief: yaml::Yaml<BriefSettings> =
            yaml::read(project, &format!("data/{}/brief.yaml", self.brief))?;
        let default = &brief.value.dataset_version;
        let named_new = self.new.as_ref().or(self.to.as_ref());
        let old_name = match self.old.as_ref().or(self.data.as_ref()) {
            Some(old) => old,
            None if named_new.is_some() || self.with.is_some() => default,
            None => return Err(self.nothing_named(project)?.into()),
        };
        let old_side = SideSpec::named(project, &self.brief, old_name)?;
        let (new_side, new_name) = match &self.with {
            Some(with) => (with_file(&old_side, with)?, with),
            None => {
                let name = named_new.unwrap_or(default);
                (SideSpec::named(project, &self.brief, name)?, name)
            }
        };
        let progress = Progress::at_terminal();
        let side = |which: &str| progress.timings(&format!("{which} side"), sides::STAGES.len());
        // The bars stand in this order, whichever side is sooner.
        let (mut of_old, mut of_new) = (side("old"), side("new"));
        let (old_as, new_as) = (version_of(&new_side), version_of(&old_side));
        // The sides have nothing to do with each other.
        let (old, new) = std::thread::scope(|scope| {
            let old = scope
                .spawn(|| self.snapshot(project, &old_side, old_name, "old", old_as, &mut of_old));
            let new = self.snapshot(project, &new_side, new_name, "new", new_as, &mut of_new);
            let old = old.join();
            (
                old.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                new,
            )
        });
        drop((of_old, of_new));
        let (old, new) = (old?, new?);
        let mut timings = progress.timings("comparison", compare::STAGES.len() + 1);
        let mut comparison = compare::compare(&old.snapshot, &new.snapshot, &mut timings);
        let told = timings.stage("parts", || {
            attribution::attribute(&mut comparison, &old, &new)
        });
        drop((timings, progress));
        if let Err(faults) = told {
            terminal::tell(&parts_not_told(&faults).into());
        }
        Ok(comparison)
    }

    fn nothing_named(&self, project: &Project) -> Result<Diagnostic, Diagnostics> {
        let versions = settings::versions(project, &self.brief)?;
        let message = format!("nothing is named to compare {} with", self.brief);
        let help = format!(
            "name the old side: a dataset version ({}), rev:HEAD for the last commit, or a folder",
            versions.join(", ")
        );
        Ok(Diagnostic::error("no-side", message).with_help(help))
    }

    fn snapshot(
        &self,
        project: &Project,
        side: &SideSpec,
        name: &str,
        which: &str,
        cleaned_as: Option<&str>,
        timings: &mut Timings,
    ) -> Result<Side, Diagnostics> {
        side.side(project, &self.brief, name, cleaned_as, timings)
            .map_err(|faults| {
                let message =
                    format!("the {which} side, {name}, cannot be made, so nothing was compared");
                let told = Diagnostic::error("nothing-compared", message)
                    .with_help("what is wrong with it follows");
                std::iter::once(told).chain(faults).collect()
            })
    }

    fn report(&self, project: &Project, comparison: &Comparison) -> Result<(), Diagnostics> {
        let mut is_written = false;
        for file in &self.out {
            let format = self.format_of(file)?;
            is_written |= self.format == Some(format);
            let report = self.rendered(project, comparison, format)?;
            std::fs::write(file, report).map_err(|error| {
                let message = format!("{} cannot be written: {error}", file.display());
                Diagnostic::error("not-written", message)
            })?;
        }
        if is_written || (self.format.is_none() && !self.out.is_empty()) {
            return Ok(());
        }
        let format = self.format.unwrap_or(ReportFormat::Text);
        let report = self.rendered(project, comparison, format)?;
        if format == ReportFormat::Pdf && std::io::stdout().is_terminal() {
            let message = "a PDF is nothing to read at a terminal";
            let fault = Diagnostic::error("not-written", message);
            return Err(fault
                .with_help("say where it goes: --out changes.pdf")
                .into());
        }
        terminal::write(&report);
        Ok(())
    }

    fn format_of(&self, file: &Path) -> Result<ReportFormat, Diagnostic> {
        ReportFormat::of_file(file).or(self.format).ok_or_else(|| {
            let message = format!("{} has no ending that says its format", file.display());
            Diagnostic::error("unknown-format", message)
                .with_help("end it in .txt, .json, .md, .html or .pdf, or give --format")
        })
    }

    fn rendered(
        &self,
        project: &Project,
        comparison: &Comparison,
        format: ReportFormat,
    ) -> Result<Vec<u8>, Diagnostics> {
        let length = if self.all {
            Length::Whole
        } else {
            Length::Short
        };
        let report = match format {
            ReportFormat::Text => comparison.text(length),
            ReportFormat::Json => comparison.json(),
            ReportFormat::Md => comparison.markdown(length, self.report_url.as_deref()),
            ReportFormat::Html => {
                let faces = Faces::of_brief(project, &self.brief)?;
                comparison.html(&faces, length)?
            }
            ReportFormat::Pdf => return comparison.pdf(project, length),
            ReportFormat::Github => comparison.annotations(),
        };
        // Cells and titles are texts of others.
        let report = match format {
            ReportFormat::Json => visible_json(&report),
            _ => visible_report(&report),
        };
        Ok(report.into_owned().into_bytes())
    }
}

/// The comparison stands without the parts, so what kept them from being told is a warning.
fn parts_not_told(faults: &Diagnostics) -> Diagnostic {
    let message = "how much is due to data, cleaning and definitions cannot be told: one side's data \
                   cannot be cleaned or counted as the other side does";
    let first = faults.iter().next().map(ToString::to_string);
    Diagnostic::warning("parts-not-told", message).with_help(first.unwrap_or_default())
}

fn version_of(side: &SideSpec) -> Option<&str> {
    match side {
        SideSpec::Version(version) => Some(version),
        _ => None,
    }
}

fn with_file(old: &SideSpec, with: &str) -> Result<SideSpec, Diagnostic> {
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
    Ok(SideSpec::With {
        version: version.to_owned(),
        extract,
        file: PathBuf::from(file),
    })
}
