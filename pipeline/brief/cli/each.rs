//! Runs a verb on each selected brief, several at once.

use std::num::NonZeroUsize;

use clap::Args;

use brief_base::diagnostics::{Diagnostic, Diagnostics};
use brief_base::parallel;
use brief_base::parallel::Panicked;
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_pages as pages;
use brief_prose::settings;

use super::terminal::Transcript;
use super::{Ending, ending_of, terminal};

/// Code of a panic.
const BROKEN_OFF: &str = "broken-off";

/// What `build` and `check` run on.
#[derive(Debug, Args)]
pub(super) struct BriefSelection {
    /// Briefs; all of them by default
    #[arg(value_name = "BRIEF")]
    briefs: Vec<String>,

    /// All briefs of the project, which is the default
    #[arg(long, conflicts_with = "briefs")]
    all: bool,

    /// Number of briefs to process at once; by default, the number of cores
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Dataset version to use instead of the brief's default
    #[arg(long, value_name = "VERSION")]
    pub data: Option<String>,

    /// Print time and memory for each stage
    #[arg(long)]
    timings: bool,
}

impl BriefSelection {
    /// These briefs, or all when there is none, on as many jobs as are asked for.
    pub(super) fn of(briefs: Vec<String>, jobs: Option<NonZeroUsize>) -> Self {
        BriefSelection {
            all: briefs.is_empty(),
            briefs,
            jobs,
            data: None,
            timings: false,
        }
    }
}

/// The words in which a verb reports its result.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verb {
    /// For a brief that succeeded: "built".
    pub done: &'static str,
    /// For one that failed: "nothing published".
    pub failed: &'static str,
}

/// A brief being processed.
pub(super) struct Job<'a> {
    /// The project, with its own record of what is read.
    pub project: &'a Project,
    /// The brief's name.
    pub brief: &'a str,
    /// Time and memory of its stages.
    pub timings: &'a mut Timings,
    /// Its output.
    pub transcript: &'a mut Transcript,
}

/// How a brief ended, and its output.
struct JobOutcome {
    ending: Ending,
    transcript: Transcript,
}

/// Runs a verb on each selected brief; one that fails does not stop the others. The output of a brief is
/// printed in one piece, in the order of the selection, whichever brief finishes first.
pub(super) fn each_brief(
    project: &Project,
    selection: &BriefSelection,
    verb: Verb,
    run: impl Fn(Job<'_>) -> Result<(), Diagnostics> + Sync,
) -> Ending {
    let briefs = match selected(project, selection) {
        Ok(briefs) => briefs,
        Err(faults) => {
            terminal::tell(&faults);
            return Ending::CouldNotRun;
        }
    };
    let jobs = selection.jobs.unwrap_or_else(parallel::cores);
    let mut failed = Vec::new();
    let mut gravest = Ending::Fine;
    let work = |brief: &str| {
        let outcome = one_brief(project, brief, selection.timings, verb, &run);
        if briefs.len() > 1 {
            pages::forget(jobs);
        }
        outcome
    };
    each(&briefs, jobs, verb, work, |brief, outcome| {
        outcome.transcript.print();
        if outcome.ending != Ending::Fine {
            failed.push(brief.to_owned());
        }
        gravest = gravest.max(outcome.ending);
    });
    if briefs.len() > 1 {
        terminal::say(&closing(verb, briefs.len(), &failed));
    }
    gravest
}

/// Processes each brief, and hands on the outcomes in the order of the briefs.
fn each(
    briefs: &[String],
    jobs: NonZeroUsize,
    verb: Verb,
    work: impl Fn(&str) -> JobOutcome + Sync,
    mut told: impl FnMut(&str, JobOutcome),
) {
    parallel::in_order(
        briefs.len(),
        jobs,
        |number| work(&briefs[number]),
        |number, outcome| {
            let brief = &briefs[number];
            let outcome = outcome.unwrap_or_else(|panicked| broken_off(brief, verb, &panicked));
            told(brief, outcome);
        },
    );
}

fn one_brief(
    project: &Project,
    brief: &str,
    with_timings: bool,
    verb: Verb,
    run: &impl Fn(Job<'_>) -> Result<(), Diagnostics>,
) -> JobOutcome {
    let mut transcript = Transcript::default();
    let mut timings = Timings::default();
    let named = settings::refuse_other_names(project, brief).map_err(Diagnostics::from);
    let done = named.and_then(|()| {
        run(Job {
            project: &project.of_brief(brief),
            brief,
            timings: &mut timings,
            transcript: &mut transcript,
        })
    });
    let ending = match done {
        Ok(()) => Ending::Fine,
        Err(faults) => {
            let ending = ending_of(&faults);
            transcript.tell(faults);
            transcript.say(format!("{brief}: {}", verb.failed));
            ending
        }
    };
    if with_timings {
        terminal::timings(&mut transcript, &timings);
    }
    JobOutcome { ending, transcript }
}

/// The outcome of a brief on which the program itself panicked.
fn broken_off(brief: &str, verb: Verb, Panicked(said): &Panicked) -> JobOutcome {
    let fault = Diagnostic::error(
        BROKEN_OFF,
        format!("the program broke off on {brief}: {said}"),
    )
    .with_help("this is a fault of the program, not of the brief: report it with the lines above");
    let mut transcript = Transcript::default();
    transcript.tell(fault.into());
    transcript.say(format!("{brief}: {}", verb.failed));
    JobOutcome {
        ending: Ending::CouldNotRun,
        transcript,
    }
}

/// The last line of a run on several briefs.
fn closing(verb: Verb, briefs: usize, failed: &[String]) -> String {
    if failed.is_empty() {
        return format!("{} all {briefs} briefs", verb.done);
    }
    let fine = briefs - failed.len();
    let failed = failed.join(", ");
    format!("{} {fine} of {briefs} briefs; failed: {failed}", verb.done)
}

/// The named briefs, each once, or all.
pub(super) fn selected(
    project: &Project,
    selection: &BriefSelection,
) -> Result<Vec<String>, Diagnostics> {
    if !selection.briefs.is_empty() {
        let mut briefs: Vec<String> = Vec::new();
        for brief in &selection.briefs {
            // A brief named twice would be published twice at the same time, into one folder.
            if !briefs.contains(brief) {
                briefs.push(brief.clone());
            }
        }
        return Ok(briefs);
    }
    let all = settings::briefs(project)?;
    if all.is_empty() {
        return Err(
            Diagnostic::call_error("no-brief", "this project has no brief")
                .with_help("a brief is a folder of data/ with a brief.yaml")
                .into(),
        );
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brief_on_which_the_program_breaks_off_fails_alone() {
        let briefs = ["freedonia", "ruritania", "sylvania"].map(str::to_owned);
        let verb = Verb {
            done: "built",
            failed: "nothing published",
        };
        for jobs in [1, 3] {
            let jobs = NonZeroUsize::new(jobs).expect("not zero");
            let work = |brief: &str| {
                assert!(brief != "ruritania", "no dragons");
                JobOutcome {
                    ending: Ending::Fine,
                    transcript: Transcript::default(),
                }
            };
            let mut found = Vec::new();
            each(&briefs, jobs, verb, work, |brief, outcome| {
                let told = format!("{:?}", outcome.transcript);
                found.push((brief.to_owned(), outcome.ending, told));
            });
            let endings: Vec<_> = found.iter().map(|(_, ending, _)| *ending).collect();
            let expected = [Ending::Fine, Ending::CouldNotRun, Ending::Fine];
            assert_eq!(endings, expected, "{found:?}");
            let (brief, _, told) = &found[1];
            for words in [
                "broken-off",
                "the program broke off on ruritania: no dragons",
                "ruritania: nothing published",
            ] {
                assert!(brief == "ruritania" && told.contains(words), "{told}");
            }
        }
    }

    #[test]
    fn the_closing_line_names_those_that_failed() {
        let verb = Verb {
            done: "checked",
            failed: "checks failed",
        };
        assert_eq!(closing(verb, 3, &[]), "checked all 3 briefs");
        assert_eq!(
            closing(verb, 3, &["freedonia".to_owned(), "sylvania".to_owned()]),
            "checked 1 of 3 briefs; failed: freedonia, sylvania"
        );
    }
}
