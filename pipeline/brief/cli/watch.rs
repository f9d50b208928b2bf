//! `brief watch`: the pages in a browser, made again whenever a file is saved.

use clap::Args;

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_prose::settings;

use super::{Ending, ending_of, terminal};
use crate::watch::{self, WatchEvent, WatchRequest};

/// Arguments of `brief watch`.
#[derive(Debug, Args)]
pub(super) struct WatchArgs {
    /// The brief
    #[arg(value_name = "BRIEF")]
    brief: String,

    /// Dataset version to use instead of the brief's default
    #[arg(long, value_name = "VERSION")]
    data: Option<String>,

    /// Port to serve the pages at on this machine; 0 for any free port
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
}

impl WatchArgs {
    /// Runs the command: until it is interrupted.
    pub(super) fn run(&self, project: &Project) -> Ending {
        let known = match &self.data {
            Some(version) => settings::refuse_unknown_version(project, &self.brief, version),
            None => settings::refuse_unknown(project, &self.brief),
        };
        if let Err(fault) = known {
            let faults = Diagnostics::from(fault);
            terminal::tell(&faults);
            return ending_of(&faults);
        }
        let request = WatchRequest {
            root: project.root().to_owned(),
            brief: self.brief.clone(),
            version: self.data.clone(),
            port: self.port,
        };
        let Err(fault) = watch::watch(&request, |event| self.tell(event));
        terminal::tell(&fault.into());
        Ending::CouldNotRun
    }

    fn tell(&self, event: &WatchEvent<'_>) {
        let brief = &self.brief;
        match event {
            WatchEvent::Serving(address) => {
                terminal::say(&format!("{brief}: {address} (Ctrl+C ends)"));
            }
            WatchEvent::Made {
                pages,
                changed,
                took,
                said,
            } => {
                terminal::tell(said);
                let took = took.as_secs_f64();
                terminal::say(&format!(
                    "{brief}: {changed} of {pages} pages changed, {took:.2} s; nothing is published"
                ));
            }
            WatchEvent::Failed(faults) => {
                terminal::tell(faults);
                terminal::say(&format!("{brief}: cannot be made as it is"));
            }
        }
    }
}
