//! What is printed, and how: results to standard output, diagnostics to standard error.

use std::cell::RefCell;
use std::io::{IsTerminal, Write};

use brief_base::diagnostics::{Diagnostics, Severity};
use brief_base::invisible::{visible, visible_json};
use brief_base::plain_text::counted;
use brief_base::timings::Timings;
use brief_claims::Claim;
use brief_drawing::join::Join;
use brief_prose::coverage::ExemptionCounts;

use crate::cache::{CacheOutcome, StageNote};
use crate::publish::RunSummary;

/// What a command printed.
#[derive(Debug, Default)]
pub struct Output {
    /// On standard output.
    pub stdout: Vec<u8>,
    /// On standard error.
    pub stderr: Vec<u8>,
}

thread_local! {
    /// What this thread prints, while it is captured.
    static CAPTURED: RefCell<Option<Output>> = const { RefCell::new(None) };
}

/// Does some work and captures what this thread prints meanwhile.
pub(super) fn capture<T>(work: impl FnOnce() -> T) -> (T, Output) {
    /// Ends the capture even if the work panics.
    struct Capture;
    impl Drop for Capture {
        fn drop(&mut self) {
            CAPTURED.set(None);
        }
    }
    CAPTURED.set(Some(Output::default()));
    let _capture = Capture;
    let done = work();
    (done, CAPTURED.take().unwrap_or_default())
}

/// Whether standard error goes to a terminal.
pub(super) fn is_watched() -> bool {
    CAPTURED.with_borrow(Option::is_none) && std::io::stderr().is_terminal()
}

/// Prints to a stream, or into what is captured.
fn print(
    text: &[u8],
    captured_in: fn(&mut Output) -> &mut Vec<u8>,
    stream: impl FnOnce() -> Box<dyn Write>,
) {
    CAPTURED.with_borrow_mut(|captured| {
        if let Some(captured) = captured {
            captured_in(captured).extend_from_slice(text);
        } else {
            let mut stream = stream();
            // A closed pipe is the reader's choice, and no fault of the run.
            let _ = stream.write_all(text).and_then(|()| stream.flush());
        }
    });
}

fn print_output(text: &[u8]) {
    print(
        text,
        |captured| &mut captured.stdout,
        || Box::new(std::io::stdout().lock()),
    );
}

fn print_errors(text: &[u8]) {
    print(
        text,
        |captured| &mut captured.stderr,
        || Box::new(std::io::stderr().lock()),
    );
}

/// Prints diagnostics, what repeats once; coloured at a terminal unless `NO_COLOR` is set.
pub(super) fn tell(diagnostics: &Diagnostics) {
    let colour = is_watched() && std::env::var_os("NO_COLOR").is_none();
    for diagnostic in diagnostics.clone().folded().iter() {
        let text = diagnostic.to_string();
        let text = visible(&text);
        let (head, rest) = text.split_once(": ").unwrap_or((&*text, ""));
        let painted = match (colour, diagnostic.severity) {
            (true, Severity::Error) => format!("\u{1b}[1;31m{head}\u{1b}[0m"),
            (true, Severity::Warning) => format!("\u{1b}[1;33m{head}\u{1b}[0m"),
            (false, _) => head.to_owned(),
        };
        print_errors(format!("{painted}: {rest}\n").as_bytes());
    }
}

/// Prints a line of results, in which nothing is hidden and nothing is for the terminal to obey.
pub(super) fn say(line: &str) {
    print_output(format!("{}\n", visible(line)).as_bytes());
}

/// Prints JSON.
pub(super) fn say_json(json: &str) {
    print_output(format!("{}\n", visible_json(json)).as_bytes());
}

/// Prints an error of the command line, as clap words it.
pub(super) fn refuse(message: &str) {
    print_errors(visible(message).as_bytes());
}

/// Prints a whole report as it is.
pub(super) fn write(report: &[u8]) {
    print_output(report);
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
            "  {table}: {} in = {} kept + {} merged + {} rejected + {} out of scope",
            counted(account.rows_in, "row"),
            account.kept,
            account.merged,
            account.rejected,
            account.out_of_scope
        ));
    }
    to.say(format!(
        "  {} changed, {}, {}, {} in the text",
        counted(summary.cells_changed, "cell"),
        counted(summary.findings, "finding"),
        counted(summary.figures, "figure"),
        counted(summary.printed_values, "bound value")
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
    if let Some(counts) = &summary.rests_on {
        to.say(format!(
            "  values of findings in the text: {} published, {} documented, {} illustrative{}",
            counts.published,
            counts.documented,
            counts.illustrative,
            match counts.figures.as_slice() {
                [] => String::new(),
                figures => format!("; illustrative values are drawn in {}", figures.join(", ")),
            }
        ));
    }
    if let Some(pages) = &summary.pages {
        to.say(format!(
            "  numbers on the pages: {}, {} in citations, {} of pages, notes and figures, \
             {} in settings, {} drawn in figures, typed and exempt: {}; no orphan",
            counted(pages.values, "printed value"),
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
    if !summary.unsettled.is_empty() {
        to.say(format!(
            "  left to settle by a person: {}",
            summary.unsettled
        ));
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
fn exempt(exempt: &ExemptionCounts) -> String {
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
