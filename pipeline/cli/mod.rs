//! The command line: a file per verb. Only this module talks to the terminal.

mod build;
mod check;
mod diff;
mod list;
mod new;
mod terminal;
mod why;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::project::Project;
use crate::settings;
use crate::timings::Timings;

/// Regenerates policy briefs from raw source extracts: cleaned, computed, drawn, written, typeset.
#[derive(Debug, Parser)]
#[command(name = "brief", version, propagate_version = true)]
struct Cli {
    /// The project's folder; without it, the nearest one from here upwards
    #[arg(long, global = true, value_name = "FOLDER")]
    project: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Regenerate briefs: the PDF and all its data, published together or not at all
    Build(build::Build),
    /// Every gate of a build short of typesetting
    Check(check::Check),
    /// What changes between two dataset versions or other sides, from the rows down to the sentences
    Diff(diff::Diff),
    /// The briefs of this project and their dataset versions
    List,
    /// A sibling brief that builds at once: settings, a map, a sample extract, prose with its values bound
    New(new::New),
    /// Where a number comes from: definition, rows, cleaning, and everything that prints it
    Why(why::Why),
}

/// What `build` and `check` run on.
#[derive(Debug, Args)]
struct Selection {
    /// The briefs; all of them when none is named
    #[arg(value_name = "BRIEF")]
    briefs: Vec<String>,

    /// Dataset version, instead of the brief's default
    #[arg(long, value_name = "VERSION")]
    data: Option<String>,

    /// Print what each stage took, in time and memory
    #[arg(long)]
    timings: bool,
}

/// How a command ended; the exit codes of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    /// Fine.
    Fine = 0,
    /// A check failed.
    Failed = 1,
    /// Could not run.
    CouldNotRun = 2,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        ExitCode::from(ending as u8)
    }
}

/// Runs the program on its command line.
pub fn run() -> ExitCode {
    // clap itself ends with code 2 on a command line that cannot be understood.
    let cli = Cli::parse();
    let start = cli.project.clone().unwrap_or_else(|| PathBuf::from("."));
    let project = match Project::find(&start) {
        Ok(project) => project,
        Err(fault) => {
            terminal::tell(&fault.into());
            return Ending::CouldNotRun.into();
        }
    };
    match cli.command {
        Command::Build(build) => build.run(&project),
        Command::Check(check) => check.run(&project),
        Command::Diff(diff) => diff.run(&project),
        Command::List => list::run(&project),
        Command::New(new) => new.run(&project),
        Command::Why(why) => why.run(&project),
    }
    .into()
}

/// Does the same with each selected brief; one that fails does not stop the others. `outcome` is what
/// is said of one that failed.
fn each_brief(
    project: &Project,
    selection: &Selection,
    outcome: &str,
    mut run: impl FnMut(&Project, &str, &mut Timings) -> Result<(), Diagnostics>,
) -> Ending {
    let briefs = match selected(project, selection) {
        Ok(briefs) => briefs,
        Err(faults) => {
            terminal::tell(&faults);
            return Ending::CouldNotRun;
        }
    };
    let mut ending = Ending::Fine;
    for brief in briefs {
        let mut timings = Timings::default();
        // Each brief gets a record of its own of what was read.
        let run = Project::find(project.root())
            .map_err(Diagnostics::from)
            .and_then(|project| run(&project, &brief, &mut timings));
        if let Err(faults) = run {
            ending = ending.max(ending_of(&faults));
            terminal::tell(&faults);
            terminal::say(&format!("{brief}: {outcome}"));
        }
        if selection.timings {
            terminal::timings(&timings);
        }
    }
    ending
}

/// The named briefs, or all.
fn selected(project: &Project, selection: &Selection) -> Result<Vec<String>, Diagnostics> {
    if !selection.briefs.is_empty() {
        return Ok(selection.briefs.clone());
    }
    let all = settings::briefs(project)?;
    if all.is_empty() {
        return Err(Diagnostic::error("no-brief", "this project has no brief")
            .with_help("a brief is a folder of data/ with a brief.yaml")
            .into());
    }
    Ok(all)
}

/// The code for a run that errors ended: faults in what was asked for mean that it could not run,
/// faults in the brief's files mean that a check failed.
fn ending_of(faults: &Diagnostics) -> Ending {
    let could_not_run = [
        "unknown-brief",
        "unknown-dataset-version",
        "no-brief",
        "not-published",
        crate::scaffold::BAD_NAME,
        crate::scaffold::EXISTS,
        crate::scaffold::NO_COUNTRY,
        crate::scaffold::NO_EXTRACT,
        crate::scaffold::NOT_WRITTEN,
        crate::scaffold::WHICH_BRIEF,
        crate::why::NOT_KNOWN,
        crate::why::NO_SUCH_FIELD,
        crate::why::NO_SUCH_ROW,
        crate::why::NOT_PRINTED,
    ];
    if faults
        .iter()
        .any(|fault| could_not_run.contains(&fault.code))
    {
        Ending::CouldNotRun
    } else {
        Ending::Failed
    }
}
