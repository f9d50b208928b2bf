//! `brief build`: regenerate and publish.

use std::path::PathBuf;

use clap::Args;

use super::{Ending, Selection, each_brief, terminal};
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
        each_brief(
            project,
            &self.selection,
            "nothing published",
            |project, brief, timings| self.build(project, brief, timings),
        )
    }

    fn build(
        &self,
        project: &Project,
        brief: &str,
        timings: &mut Timings,
    ) -> Result<(), Diagnostics> {
        let version = self.selection.data.as_deref();
        let made = crate::regenerate(project, brief, version, Extent::Build, timings)?;
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
        Ok(())
    }
}
