//! `brief why`: where a number comes from.

use clap::{Args, ValueEnum};

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::timings::Timings;

use super::{Ending, ending_of, terminal};
use crate::run::Run;
use crate::why::{self, Question};

/// Arguments of `brief why`.
#[derive(Debug, Args)]
pub(super) struct WhyArgs {
    /// The brief
    #[arg(value_name = "BRIEF")]
    brief: String,

    /// A finding, one of its values (plots_direct.share), a fact (facts.NAME), or a figure
    #[arg(
        value_name = "FINDING",
        required_unless_present = "text",
        conflicts_with = "text"
    )]
    finding: Option<String>,

    /// Only these rows of a findings table: codes or labels, joined by ";" for several columns
    #[arg(long, value_name = "ROW", conflicts_with = "text")]
    row: Option<String>,

    /// Find what prints this text, for example "30 %"
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,

    /// Format of the answer
    #[arg(long, value_enum, default_value_t = AnswerFormat::Text)]
    format: AnswerFormat,

    /// Dataset version to use instead of the brief's default
    #[arg(long, value_name = "VERSION")]
    data: Option<String>,
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AnswerFormat {
    /// For readers
    Text,
    /// For programs
    Json,
}

impl WhyArgs {
    /// Runs the command.
    pub(super) fn run(&self, project: &Project, document_date: Option<&str>) -> Ending {
        match self.answer(project, document_date) {
            Ok(()) => Ending::Fine,
            Err(faults) => {
                terminal::tell(&faults);
                ending_of(&faults)
            }
        }
    }

    fn answer(&self, project: &Project, document_date: Option<&str>) -> Result<(), Diagnostics> {
        let mut timings = Timings::default();
        let mut run = Run::new(project, &mut timings).dated(document_date);
        let version = self.data.as_deref();
        let manuscript = crate::write(&mut run, &self.brief, version)?;
        // A false claim is no reason to keep its rows back: they are what one asks for then.
        let mut manuscript = if manuscript.has_tested_all_claims() {
            terminal::tell(&manuscript.objections());
            manuscript
        } else {
            manuscript.accepted()?
        };
        crate::typeset(&mut run, &mut manuscript)?;
        terminal::tell(&manuscript.warnings);
        let question = match (&self.finding, &self.text) {
            (_, Some(text)) => Question::Text(text),
            (name, None) => Question::Name {
                name: name.as_deref().unwrap_or_default(),
                row: self.row.as_deref(),
            },
        };
        let answer = why::answer(project, &manuscript, &question)?;
        match self.format {
            AnswerFormat::Text => terminal::say(answer.to_string().trim_end()),
            AnswerFormat::Json => terminal::say_json(answer.json().trim_end()),
        }
        Ok(())
    }
}
