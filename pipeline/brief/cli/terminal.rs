//! What is printed, and how: results to standard output, diagnostics to standard error.

use std::io::{IsTerminal, Write};

use brief_base::diagnostics::{Diagnostics, Severity};
use brief_base::timings::Timings;
use brief_claims::Claim;
use brief_drawing::join::Join;
use brief_prose::coverage::Exempt;

use crate::cache::{CacheOutcome, StageNote};
use crate::publish::RunSummary;

/// Prints diagnostics, coloured at a terminal unless `NO_COLOR` is set.
pub(super) fn tell(diagnostics: &Diagnostics) {
    let error_output = std::io::stderr();
    let colour = error_output.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut output = error_output.lock();
    for diagnostic in diagnostics.iter() {
        let text = diagnostic.to_string();
        let (head, rest) = text.split_once(": ").unwrap_or((&text, ""));
        let painted = match (colour, diagnostic.severity) {
            (true, Severity::Error) => format!("\u{1b}[1;31m{head}\u{1b}[0m"),
            (true, Severity::Warning) => format!("\u{1b}[1;33m{head}\u{1b}[0m"),
            (false, _) => head.to_owned(),
        };
        // A closed pipe is the reader's choice, and no fault of the run.
        let _ = writeln!(output, "{painted}: {rest}");
    }
}

/// Prints a line of results.
pub(super) fn say(line: &str) {
    // As above.
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// Prints a whole report as it is.
pub(super) fn write(report: &[u8]) {
    let mut output = std::io::stdout().lock();
    // As above.
    let _ = output.write_all(report).and_then(|()| output.flush());
}

/// The output of one brief, held until its turn, so that briefs built in parallel do not mix their lines.
#[derive(Debug, Default)]
pub(super) struct Transcript {
    messages: Vec<Message>,
}

/// A line of results, or diagnostics.
#[derive(Debug)]
enum Message {
    Line(String),
    Diagnostics(Diagnostics),
}

impl Transcript {
    /// Adds a line of results.
    pub(super) fn say(&mut self, line: String) {
        self.messages.push(Message::Line(line));
    }

    /// Adds diagnostics.
    pub(super) fn tell(&mut self, diagnostics: Diagnostics) {
        self.messages.push(Message::Diagnostics(diagnostics));
    }

    /// Prints it all.
    pub(super) fn print(&self) {
        for message in &self.messages {
            match message {
                Message::Line(line) => say(line),
                Message::Diagnostics(diagnostics) => tell(diagnostics),
            }
        }
    }
}

/// Prints the summary of a run.
pub(super) fn summary(to: &mut Transcript, brief: &str, summary: &RunSummary) {
    let status = summary
        .status
        .as_ref()
        .map_or_else(String::new, |status| format!(" ({status})"));
    to.say(format!(
        "{brief}: dataset version {}{status}",
        summary.version
    ));
    for (table, account) in &summary.accounts {
        to.say(format!(
            "  {table}: {} rows in = {} kept + {} merged + {} rejected + {} out of scope",
            account.rows_in, account.kept, account.merged, account.rejected, account.out_of_scope
        ));
    }
    to.say(format!(
        "  {} cells changed, {} findings, {} figures, {} bound values in the text",
        summary.cells_changed, summary.findings, summary.figures, summary.printed_values
    ));
    let coverage = &summary.coverage;
    to.say(format!(
        "  numbers in the text: {} bound to findings, {} cited, {} of the run itself, typed and exempt: {}; \
         no orphan",
        coverage.findings,
        coverage.facts,
        coverage.run,
        exempt(&coverage.exempt)
    ));
    if let Some(pages) = &summary.pages {
        to.say(format!(
            "  numbers on the pages: {} printed values, {} in citations, {} of pages, notes and figures, \
             {} in settings, {} drawn in figures, typed and exempt: {}; no orphan",
            pages.values,
            pages.citations,
            pages.own,
            pages.settings,
            summary.drawn_numbers,
            exempt(&pages.typed)
        ));
    }
    if summary.claims > 0 {
        to.say(format!(
            "  claims tested: {}, of which {} on a single row",
            summary.claims,
            match summary.on_one_row.len() {
                0 => "none hangs".to_owned(),
                1 => "1 hangs".to_owned(),
                several => format!("{several} hang"),
            }
        ));
    }
    for claim in &summary.on_one_row {
        let Claim {
            says,
            finding,
            place,
            ..
        } = claim;
        to.say(format!("    \"{says}\" of {finding}, {place}"));
    }
    for (figure, joins) in &summary.joins {
        let joins: Vec<String> = joins.iter().map(Join::to_string).collect();
        to.say(format!("  {figure}: {}", joins.join("; ")));
    }
    if !summary.without_data.is_empty() {
        to.say(format!(
            "  no data in this version for: {}",
            summary.without_data.join(", ")
        ));
    }
}

/// `, with 2 false claims`.
pub(super) fn with_false_claims(false_claims: usize) -> String {
    match false_claims {
        0 => String::new(),
        1 => ", with 1 false claim".to_owned(),
        several => format!(", with {several} false claims"),
    }
}

/// Prints why each stage ran, or why its result was reused.
pub(super) fn explanation(to: &mut Transcript, notes: &[StageNote]) {
    let width = notes.iter().map(|note| note.stage.len()).max();
    let width = width.unwrap_or_default();
    for StageNote { stage, outcome } in notes {
        to.say(format!("  {stage:<width$}  {outcome}"));
    }
    if notes
        .iter()
        .any(|note| note.outcome != CacheOutcome::Reused)
    {
        to.say("  all other stages run whenever something changed".to_owned());
    }
}

/// Prints time and memory of each stage.
pub(super) fn timings(to: &mut Transcript, timings: &Timings) {
    let total: f64 = timings
        .stages()
        .iter()
        .map(|stage| stage.took.as_secs_f64())
        .sum();
    for stage in timings.stages() {
        let took = stage.took.as_secs_f64();
        let memory = stage.peak_memory.map_or_else(String::new, |bytes| {
            format!("{:7.1} MiB peak", bytes as f64 / 1_048_576.0)
        });
        to.say(format!(
            "  {:<12}{:9.1} ms{:5.0} %  {memory}",
            stage.name,
            took * 1e3,
            took / total * 100.0
        ));
    }
    to.say(format!("  {:<12}{:9.1} ms", "total", total * 1e3));
}

/// How many numbers are exempt by which rule.
fn exempt(exempt: &Exempt) -> String {
    let by_rule = exempt
        .iter()
        .map(|(rule, count)| format!("{count} by {rule}"));
    let by_rule: Vec<String> = by_rule.collect();
    if by_rule.is_empty() {
        "none".to_owned()
    } else {
        by_rule.join(", ")
    }
}
