//! What the pipeline has to say about its inputs: values, not printed lines.
//!
//! Every stage collects all the diagnostics it can before it gives up, so that an analyst mends a
//! file once. A diagnostic names its place (file, line, column), what was found, what was expected
//! and what to do.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::invisible::visible;

/// Whether a diagnostic stops the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is published.
    Error,
    /// Said aloud, but the run goes on.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// What is at fault: it decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fault {
    /// The brief's files: a check failed.
    #[default]
    Files,
    /// The call, or what it ran on: it named what does not exist, or could not read or write what it named.
    Call,
}

/// Where something stands in an input file. Lines and columns count from 1; in a workbook the line
/// is the row number and the column the letter that a spreadsheet shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Place {
    /// Path relative to the project's root, with `/`.
    pub file: String,
    /// Sheet, when the file is a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Line or spreadsheet row, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column, in characters or spreadsheet columns, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Place {
            file: file.into(),
            ..Place::default()
        }
    }

    /// A line of a text file.
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Place {
            line: Some(line),
            ..Place::file(file)
        }
    }

    /// A line and column of a text file.
    pub fn at(file: impl Into<String>, line: usize, column: usize) -> Self {
        Place {
            column: Some(column),
            ..Place::line(file, line)
        }
    }

    /// A cell or row of a workbook.
    pub fn cell(
        file: impl Into<String>,
        sheet: Option<&str>,
        line: usize,
        column: Option<usize>,
    ) -> Self {
        Place {
            file: file.into(),
            sheet: sheet.map(str::to_owned),
            line: Some(line),
            column,
        }
    }

    /// The same without the folders of its file.
    fn within_folder(&self) -> Place {
        let name = self.file.rsplit('/').next().unwrap_or(&self.file);
        Place {
            file: name.to_owned(),
            ..self.clone()
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(formatter, ":{}!", visible(sheet))?;
            if let Some(column) = self.column {
                formatter.write_str(&spreadsheet_column(column))?;
            }
            if let Some(line) = self.line {
                if self.column.is_none() {
                    formatter.write_str("row ")?;
                }
                write!(formatter, "{line}")?;
            }
            return Ok(());
        }
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
            if let Some(column) = self.column {
                write!(formatter, ":{column}")?;
            }
        }
        Ok(())
    }
}

/// The letters a spreadsheet shows for a column that counts from 1: 1 is `A`, 27 is `AA`.
pub fn spreadsheet_column(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(char::from(b'A' + (column % 26) as u8));
        column /= 26;
    }
    letters.iter().rev().collect()
}

/// How often a fault was found, and where again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeats {
    /// How often in all, the place that the fault names included.
    pub count: usize,
    /// The first of the other places.
    pub places: Vec<Repeat>,
}

/// A place where a fault stands again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// Where.
    pub place: Place,
    /// What stands there, where that differs from place to place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

impl Repeats {
    /// The places as a line of a message, below the place of the fault itself.
    fn line(&self, of_fault: Option<&Place>) -> String {
        let named = self.places.iter().map(|Repeat { place, value }| {
            let place = place.within_folder();
            match value {
                Some(value) => format!("{place} (\"{}\")", visible(value)),
                None => place.to_string(),
            }
        });
        let named: Vec<String> = named.collect();
        let first = self.places.first().map(|it| &it.place.file);
        // A fault to be mended in one file may be found in another.
        let (label, told) = match first.zip(of_fault) {
            Some((first, place)) if *first != place.file => ("found at", named.len()),
            _ => ("also", named.len() + 1),
        };
        let more = match self.count.saturating_sub(told) {
            0 => String::new(),
            more if named.is_empty() => format!("{more} more"),
            more => format!(", and {more} more; {} in all", self.count),
        };
        format!("{label}: {}{more}", named.join(", "))
    }
}

/// One finding of fault, with its place and the way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Does it stop the run.
    pub severity: Severity,
    /// A stable name of the fault, for example `unknown-place`.
    pub code: Cow<'static, str>,
    /// What was found and what was expected, in one sentence.
    pub message: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Where else it stands, when it was found more than once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeats: Option<Box<Repeats>>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What is at fault. Not serialized: only warnings are cached, and they end no run.
    #[serde(skip)]
    pub fault: Fault,
}

impl Diagnostic {
    /// A fault that stops the run.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            code: Cow::Borrowed(code),
            message: visible(&message.into()).into_owned(),
            place: None,
            repeats: None,
            help: None,
            fault: Fault::Files,
        }
    }

    /// A fault of the call, not of any file: the run cannot start, publish, or find what it was asked about.
    pub fn call_error(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic {
            fault: Fault::Call,
            ..Diagnostic::error(code, message)
        }
    }

    /// Something worth saying that does not stop the run.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Warning,
            ..Diagnostic::error(code, message)
        }
    }

    /// The same fault of a file, where not the call but a file names what does not exist.
    #[must_use]
    pub fn of_files(mut self) -> Self {
        self.fault = Fault::Files;
        self
    }

    /// Adds the place.
    #[must_use]
    pub fn with_place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Where else it stands, when it was found more than once: `also: a.csv:4:5, and 12 more; 14 in all`.
    pub fn elsewhere(&self) -> Option<String> {
        let repeats = self.repeats.as_ref()?;
        Some(repeats.line(self.place.as_ref()))
    }

    /// Adds the next thing to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(visible(&help.into()).into_owned());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}[{}]: {}",
            self.severity, self.code, self.message
        )?;
        if let Some(place) = &self.place {
            write!(formatter, "\n  --> {place}")?;
        }
        if let Some(elsewhere) = self.elsewhere() {
            write!(formatter, "\n  {elsewhere}")?;
        }
        if let Some(help) = &self.help {
            write!(formatter, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// All that a stage has to say, in the order of the places it speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Nothing to say yet.
    pub fn new() -> Self {
        Diagnostics::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Takes over all of another stage's.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(other);
    }

    /// Keeps the value, or records why there is none.
    pub fn take<T>(
        &mut self,
        result: Result<T, impl IntoIterator<Item = Diagnostic>>,
    ) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(diagnostics) => {
                self.extend(diagnostics);
                None
            }
        }
    }

    /// Keeps the value of a stage that succeeded, and records its warnings.
    pub fn keep<T>(&mut self, (value, warnings): (T, Diagnostics)) -> T {
        self.extend(warnings);
        value
    }

    /// Whether any of them stops the run.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|one| one.severity == severity).count()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// `Ok(value)` when nothing stops the run; warnings stay in `self` for the caller to pass on.
    pub fn finish<T>(self, value: T) -> Result<(T, Diagnostics), Diagnostics> {
        if self.has_errors() {
            Err(self)
        } else {
            Ok((value, self))
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl IntoIterator for Diagnostic {
    type Item = Diagnostic;
    type IntoIter = std::iter::Once<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self)
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics(vec![diagnostic])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iterator: I) -> Self {
        Diagnostics(iterator.into_iter().collect())
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.0 {
            writeln!(formatter, "{diagnostic}")?;
        }
        Ok(())
    }
}

/// Bytes of the longest text that may be a name: 255 characters of four bytes.
const LONGEST_NAME: usize = 1_020;

/// The names nearest to `wanted`, best first, for "did you mean": at most three, and only near ones.
pub fn nearest_names<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if !is_of_name_length(wanted) {
        return Vec::new();
    }
    let wanted = wanted.to_lowercase();
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .filter(|name| is_of_name_length(name))
        .map(|name| (strsim::jaro_winkler(&wanted, &name.to_lowercase()), name))
        .filter(|(score, _)| *score >= 0.75)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Whether a text may be a name. Comparing two texts takes the product of their lengths, and a name out of a
/// file may be megabytes long.
fn is_of_name_length(text: &str) -> bool {
    text.len() <= LONGEST_NAME
}

/// "Did you mean …?" for a name that is not known, or the list of all that are.
pub fn did_you_mean<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    if !is_of_name_length(wanted) {
        return "the name is too long to be one".to_owned();
    }
    let known: Vec<&str> = known
        .into_iter()
        .filter(|name| is_of_name_length(name))
        .collect();
    let near = nearest_names(wanted, known.iter().copied());
    if !near.is_empty() {
        return did_you_mean_one_of(&near);
    }
    if known.is_empty() {
        return "there is none to choose from".to_owned();
    }
    if known.len() > LISTED {
        let first = known[..LISTED].join(", ");
        return format!(
            "none of the {} that are known is near: {first}, …",
            known.len()
        );
    }
    format!("known are: {}", known.join(", "))
}

/// So many names are listed where none is near.
const LISTED: usize = 60;

/// The same for names that files define: each near one with its place, or the files of all that are.
pub fn did_you_mean_at<'a>(
    wanted: &str,
    known: impl IntoIterator<Item = (&'a str, Option<&'a Place>)>,
) -> String {
    let known: IndexMap<&str, Option<&Place>> = known.into_iter().collect();
    let near = nearest_names(wanted, known.keys().copied());
    if near.is_empty() {
        let listed = did_you_mean(wanted, known.keys().copied());
        let places = known.values().flatten();
        let files: BTreeSet<&str> = places.map(|place| place.file.as_str()).collect();
        let files: Vec<&str> = files.into_iter().collect();
        return match files.as_slice() {
            [] => listed,
            files => format!("{listed} (defined in {})", files.join(" and ")),
        };
    }
    let near = near.into_iter().map(|name| match known.get(name) {
        Some(Some(place)) => format!("\"{name}\" ({place})"),
        _ => format!("\"{name}\""),
    });
    format!("did you mean {}?", joined(&near.collect::<Vec<_>>(), "or"))
}

/// "Did you mean …?" for a name that stands for one of these.
pub fn did_you_mean_one_of(names: &[&str]) -> String {
    format!("did you mean {}?", list_of(names, "or"))
}

fn list_of(names: &[&str], conjunction: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    joined(&quoted, conjunction)
}

fn joined(items: &[String], conjunction: &str) -> String {
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {conjunction} {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_workbook_reads_as_a_spreadsheet_shows_it() {
        assert_eq!(
            Place::cell("events.xlsx", Some("Events"), 12, Some(28)).to_string(),
            "events.xlsx:Events!AB12"
        );
        assert_eq!(Place::at("brief.yaml", 3, 5).to_string(), "brief.yaml:3:5");
    }

    #[test]
    fn the_nearest_names_come_first() {
        assert_eq!(
            nearest_names("Tangierz", ["Tetouan", "Tangier", "Rabat"]).first(),
            Some(&"Tangier")
        );
    }
}
