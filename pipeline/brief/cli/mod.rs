//! The command line: a file per verb. Only this module talks to the terminal.

mod build;
mod check;
mod diff;
mod each;
mod list;
mod locking;
mod new;
mod progress;
mod source_date;
mod terminal;
mod verify;
mod watch;
mod why;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use brief_base::diagnostics::{Diagnostics, Fault};
use brief_base::project::Project;

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
    Build(build::BuildArgs),
    /// Every gate of a build short of typesetting
    Check(check::CheckArgs),
    /// What changes between two dataset versions or other sides, from the rows down to the sentences
    Diff(diff::DiffArgs),
    /// The briefs of this project and their dataset versions
    List,
    /// A sibling brief that builds at once: settings, a map, a sample extract, prose with its values bound
    New(new::NewArgs),
    /// Whether this project still makes what a brief's lock, its published files or a PDF say
    Verify(verify::VerifyArgs),
    /// The pages of a brief in a browser, made again whenever a file is saved
    Watch(watch::WatchArgs),
    /// Where a number comes from: definition, rows, cleaning, and everything that prints it
    Why(why::WhyArgs),
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
    let project = match source_date::from_environment() {
        Ok(date) => project.dated(date),
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
        Command::Verify(verify) => verify.run(&project),
        Command::Watch(watch) => watch.run(&project),
        Command::Why(why) => why.run(&project),
    }
    .into()
}

/// The code for a run that errors ended: one fault of the call is enough for it to be one that could not run.
fn ending_of(faults: &Diagnostics) -> Ending {
    match faults.iter().any(|fault| fault.fault == Fault::Call) {
        true => Ending::CouldNotRun,
        false => Ending::Failed,
    }
}

#[cfg(test)]
mod tests;
