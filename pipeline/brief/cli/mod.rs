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

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_base::project::Project;

pub use terminal::Output;

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
    /// Whether this project still makes what a brief's lock, its published files or a PDF say
    Verify(verify::Verify),
    /// The pages of a brief in a browser, made again whenever a file is saved
    Watch(watch::Watch),
    /// Where a number comes from: definition, rows, cleaning, and everything that prints it
    Why(why::Why),
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
    cli.run(Path::new("."), source_date::from_environment)
        .into()
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
        let dated = Project::find(start).and_then(|project| Ok(project.dated(source_date()?)));
        let project = match dated {
            Ok(project) => project,
            Err(fault) => {
                terminal::tell(&fault.into());
                return Ending::CouldNotRun;
            }
        };
        match self.command {
            Command::Build(build) => build.run(&project),
            Command::Check(check) => check.run(&project),
            Command::Diff(diff) => diff.run(&project),
            Command::List => list::run(&project),
            Command::New(new) => new.run(&project),
            Command::Verify(verify) => verify.run(&project),
            Command::Watch(watch) => watch.run(&project),
            Command::Why(why) => why.run(&project),
        }
    }
}

/// The code for a run that errors ended: faults in what was asked for mean that it could not run,
/// faults in the brief's files mean that a check failed.
fn ending_of(faults: &Diagnostics) -> Ending {
    let could_not_run = [
        "unknown-brief",
        "unknown-dataset-version",
        "no-brief",
        crate::publish::NOT_PUBLISHED,
        crate::scaffold::BAD_NAME,
        crate::scaffold::EXISTS,
        crate::scaffold::NO_COUNTRY,
        crate::scaffold::NO_EXTRACT,
        crate::scaffold::NOT_WRITTEN,
        crate::scaffold::WHICH_BRIEF,
        crate::verify::NOTHING,
        crate::why::NOT_KNOWN,
        crate::why::NO_SUCH_FIELD,
        crate::why::NO_SUCH_ROW,
        crate::why::NOT_PRINTED,
    ];
    if faults
        .iter()
        .any(|fault| could_not_run.contains(&&*fault.code))
    {
        Ending::CouldNotRun
    } else {
        Ending::Failed
    }
}
