//! `brief list`: what is here.

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::text::collapse_blanks;
use brief_base::yaml;
use brief_model::brief::BriefSettings;
use brief_prose::settings;

use super::{Ending, ending_of, terminal};

/// Lists the briefs of the project, each with its title, period and dataset versions.
pub(super) fn run(project: &Project) -> Ending {
    match list(project) {
        Ok(()) => Ending::Fine,
        Err(faults) => {
            terminal::tell(&faults);
            ending_of(&faults)
        }
    }
}

fn list(project: &Project) -> Result<(), Diagnostics> {
    let mut faults = Diagnostics::new();
    for name in settings::briefs(project)? {
        let file = format!("data/{name}/brief.yaml");
        let Some(brief) = faults.take(yaml::read::<BriefSettings>(project, &file)) else {
            continue;
        };
        let brief = brief.value;
        terminal::say(&format!(
            "{name}: {} ({}), series {}",
            collapse_blanks(&brief.title),
            collapse_blanks(&brief.period.label),
            collapse_blanks(&brief.series)
        ));
        for version in settings::versions(project, &name)? {
            let mark = if version == brief.dataset_version {
                " (default)"
            } else {
                ""
            };
            terminal::say(&format!("  {version}{mark}"));
        }
    }
    faults.finish(()).map(|((), _)| ())
}
