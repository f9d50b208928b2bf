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

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Fault};
use brief_base::invisible::visible;
use brief_base::project::Project;

pub use terminal::Output;

/// Builds policy briefs from raw source extracts: cleans, computes, draws, writes, and typesets them.
#[derive(Debug, Parser)]
#[command(name = "brief", version, propagate_version = true)]
struct Cli {
    /// The project's folder; by default, the nearest one from the current folder upwards
    #[arg(long, global = true, value_name = "FOLDER")]
    project: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build briefs: the PDF and all its data, published together or not at all
    Build(build::BuildArgs),
    /// Run every check of a build, pages included, and publish nothing
    Check(check::CheckArgs),
    /// Show what changes between two dataset versions or other sides, from rows to sentences
    Diff(diff::DiffArgs),
    /// List the briefs of this project and their dataset versions
    List,
    /// Create a brief that builds at once: settings, a map, a sample extract, prose with bound values
    New(new::NewArgs),
    /// Check that this project still reproduces a brief's lock, its published files, or a PDF
    Verify(verify::VerifyArgs),
    /// Show the pages of a brief in a browser and rebuild them when a file is saved
    Watch(watch::WatchArgs),
    /// Explain where a number comes from: definition, rows, cleaning, and everything that prints it
    Why(why::WhyArgs),
}

/// How a command ended: the exit code of the program.
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
    match Cli::try_parse() {
        Ok(cli) => cli
            .run(Path::new("."), source_date::from_environment)
            .into(),
        // An argument may hold what a terminal would obey.
        Err(message) if message.use_stderr() => {
            let text = message.render().to_string();
            if visible(&text) == text {
                message.exit();
            }
            terminal::refuse(&text);
            Ending::CouldNotRun.into()
        }
        Err(help) => help.exit(),
    }
}

/// Runs a command within this process, in a project's folder and without an environment. Gives its exit code
/// and captures what it prints. Other relative paths are still those of the process. `watch` cannot be run
/// like this.
pub fn run_within(folder: &Path, arguments: &[&str]) -> (i32, Output) {
    let arguments = std::iter::once("brief").chain(arguments.iter().copied());
    match Cli::try_parse_from(arguments) {
        Ok(cli) => {
            let (ending, output) = terminal::capture(|| cli.run(folder, || Ok(None)));
            (ending as i32, output)
        }
        Err(message) => {
            let mut output = Output::default();
            let stream = if message.use_stderr() {
                &mut output.stderr
            } else {
                &mut output.stdout
            };
            stream.extend_from_slice(message.render().to_string().as_bytes());
            (message.exit_code(), output)
        }
    }
}

impl Cli {
    fn run(
        self,
        here: &Path,
        source_date: impl FnOnce() -> Result<Option<String>, Diagnostic>,
    ) -> Ending {
        let start = self.project.as_deref().unwrap_or(here);
        let found = Project::find(start).and_then(|project| Ok((project, source_date()?)));
        let (project, date) = match found {
            Ok(found) => found,
            Err(fault) => {
                terminal::tell(&fault.into());
                return Ending::CouldNotRun;
            }
        };
        match self.command {
            Command::Build(build) => build.run(&project, date.as_deref()),
            Command::Check(check) => check.run(&project, date.as_deref()),
            Command::Diff(diff) => diff.run(&project),
            Command::List => list::run(&project),
            Command::New(new) => new.run(&project),
            Command::Verify(verify) => verify.run(&project),
            Command::Watch(watch) => watch.run(&project),
            Command::Why(why) => why.run(&project, date.as_deref()),
        }
    }
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
