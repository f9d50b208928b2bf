//! `brief new`: a sibling brief that builds at once.

use clap::Args;

use super::{Ending, ending_of, terminal};
use crate::project::Project;
use crate::scaffold::{self, Request, Scaffold};

/// Arguments of `brief new`.
#[derive(Debug, Args)]
pub struct New {
    /// Name of the new brief: lower-case letters, digits, hyphens
    #[arg(value_name = "NAME")]
    name: String,

    /// The brief that it is to be like; without it, the only one, or the first of the only series
    #[arg(long, value_name = "BRIEF")]
    from: Option<String>,

    /// ISO code of the country, where the name does not tell
    #[arg(long, value_name = "CODE")]
    country: Option<String>,

    /// Title as printed, for example "The Philippines"
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
}

impl New {
    /// Runs the command.
    pub fn run(&self, project: &Project) -> Ending {
        let request = Request {
            name: self.name.clone(),
            from: self.from.clone(),
            country: self.country.clone(),
            title: self.title.clone(),
        };
        match scaffold::scaffold(project, &request) {
            Ok(scaffold) => tell(&self.name, &scaffold),
            Err(faults) => {
                terminal::tell(&faults);
                terminal::say(&format!("{}: nothing written", self.name));
                ending_of(&faults)
            }
        }
    }
}

fn tell(name: &str, scaffold: &Scaffold) -> Ending {
    terminal::tell(&scaffold.check);
    terminal::say(&format!(
        "{name}: a brief of the series {}, like {}, on {} ({})",
        scaffold.series, scaffold.from, scaffold.country.name, scaffold.country.code
    ));
    terminal::say(&format!(
        "  wrote {} files in data/{name}/",
        scaffold.files.len()
    ));
    for file in &scaffold.files {
        terminal::say(&format!("    {file}"));
    }
    Ending::Fine
}
