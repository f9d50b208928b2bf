//! `brief build`: regenerate and publish.

use std::path::PathBuf;

use clap::Args;

use super::{Ending, Selection, ending_of, selected, terminal};
use crate::Extent;
use crate::diagnostics::Diagnostics;
use crate::project::Project;
use crate::timings::Timings;

/// Arguments of `brief build`.
#[derive(Debug, Args)]
pub struct Build {
    #[command(flatten)]
    selection: Selection,

    /// Folder to publish in, instead of the project's output/
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Build {
    /// Runs the command.
    pub fn run(&self, project: &Project) -> Ending {
        let briefs = match selected(project, &self.selection) {
            Ok(briefs) => briefs,
            Err(faults) => {
                terminal::tell(&faults);
                return Ending::CouldNotRun;
            }
        };
        let mut ending = Ending::Fine;
        for brief in briefs {
            if let Err(faults) = self.build(project, &brief) {
                ending = ending.max(ending_of(&faults));
                terminal::tell(&faults);
                terminal::say(&format!("{brief}: nothing published"));
            }
        }
        ending
    }

    fn build(&self, project: &Project, brief: &str) -> Result<(), Diagnostics> {
        // Each brief gets a record of its own of what was read.
        let project = Project::find(project.root())?;
        let mut timings = Timings::default();
        let version = self.selection.data.as_deref();
        let made = crate::regenerate(&project, brief, version, Extent::Build, &mut timings)?;
        terminal::tell(&made.warnings);
        terminal::report(brief, &made.report);
        if let Some(set) = made.set {
            let folder = self
                .out
                .clone()
                .unwrap_or_else(|| project.root().join("output"));
            let target = timings.stage("publishing", || set.write(&folder))?;
            let shown = target.strip_prefix(project.root()).unwrap_or(&target);
            terminal::say(&format!(
                "  published {} files in {}, {}.pdf of {} pages among them",
                set.files.len(),
                shown.display(),
                set.name,
                set.pages
            ));
        }
        if self.selection.timings {
            terminal::timings(&timings);
        }
        Ok(())
    }
}
