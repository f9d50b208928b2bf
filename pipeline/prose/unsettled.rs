//! Places of a brief that `brief new` leaves for a person to settle.

use std::collections::BTreeMap;
use std::fmt;

use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::project::Project;

use crate::settings::Settings;

/// The words that mark such a place: in a comment, where a text or sentence begins, or with a colon behind them.
const MARKS: [&str; 3] = ["CHECK", "TODO", "WRITE"];

/// How many places a message names.
const NAMED: usize = 5;

/// The places that are still marked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unsettled {
    /// In the order of the files.
    places: Vec<(&'static str, Place)>,
}

impl Unsettled {
    /// The marks in all files of a brief and its series that were read so far, extracts aside.
    pub fn of(project: &Project, settings: &Settings) -> Self {
        let own = format!("{}/", settings.folder());
        let of_series = format!("{}/", settings.series_folder());
        let raw = format!("{own}raw/");
        let files = project.reads().into_keys();
        let files = files.filter(|file| {
            let is_extract = file.starts_with(&raw) && !file.ends_with(".json");
            (file.starts_with(&own) || file.starts_with(&of_series)) && !is_extract
        });
        let mut places = Vec::new();
        for file in files {
            let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
            let syntax = match extension {
                "yaml" => Syntax::Comments("#"),
                "typ" => Syntax::Comments("//"),
                "csv" => Syntax::Cells,
                "json" => Syntax::Plain,
                _ => continue,
            };
            // A file that cannot be read as text has been refused where it was read.
            let text = project.read_text(&file).unwrap_or_default();
            for (number, line) in text.lines().enumerate() {
                let marks = marks_in(line, syntax);
                places.extend(marks.map(|mark| (mark, Place::line(&file, number + 1))));
            }
        }
        Unsettled { places }
    }

    /// Why a brief that does not call itself a draft must not be published; nothing where all is settled.
    pub fn objection(&self) -> Option<Diagnostic> {
        let (_, first) = self.places.first()?;
        let named = self.places.iter().take(NAMED);
        let named: Vec<String> = named.map(|(_, place)| place.to_string()).collect();
        let more = match self.places.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let message = format!(
            "places that are left to settle are still marked, {self}: {}{more}",
            named.join(", ")
        );
        let fault = Diagnostic::error("unsettled", message).with_place(first.clone());
        Some(fault.with_help(
            "settle each and remove its mark; until then, `draft: true` in brief.yaml says on every page that the brief \
             is a draft",
        ))
    }

    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

/// How many of each: `11 WRITE, 1 CHECK`.
impl fmt::Display for Unsettled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (mark, _) in &self.places {
            *counts.entry(mark).or_default() += 1;
        }
        let counts = counts.into_iter();
        let counts: Vec<String> = counts
            .map(|(mark, count)| format!("{count} {mark}"))
            .collect();
        formatter.write_str(&counts.join(", "))
    }
}

/// What a file holds beside texts.
#[derive(Debug, Clone, Copy)]
enum Syntax {
    /// Comments, which begin so.
    Comments(&'static str),
    /// Cells, parted by commas.
    Cells,
    Plain,
}

/// The marks of a line.
fn marks_in(line: &str, syntax: Syntax) -> impl Iterator<Item = &'static str> + '_ {
    let commented = match syntax {
        Syntax::Comments(begins) => line.find(begins),
        Syntax::Cells | Syntax::Plain => None,
    };
    MARKS.into_iter().filter(move |mark| {
        line.match_indices(mark).any(|(from, mark)| {
            let (before, after) = (&line[..from], &line[from + mark.len()..]);
            let stands_alone = !before.ends_with(char::is_alphanumeric)
                && !after.starts_with(char::is_alphanumeric);
            let in_comment = commented.is_some_and(|comment| comment < from);
            // A comma without a blank behind it parts cells.
            let begins_cell =
                matches!(syntax, Syntax::Cells) && before.trim_end_matches('"').ends_with(',');
            // Within a sentence it may be a word in capitals.
            let before = before.trim_end();
            let begins =
                before.is_empty() || !before.ends_with(|c: char| c.is_alphanumeric() || c == ',');
            stands_alone && (in_comment || begins || begins_cell || after.starts_with(':'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_one_in_a_comment_or_where_a_text_begins_or_before_a_colon() {
        let found = |line: &str, syntax| marks_in(line, syntax).collect::<Vec<_>>();
        let markup = Syntax::Comments("//");
        assert_eq!(found("// WRITE: introduction", markup), ["WRITE"]);
        assert_eq!(
            found("period: 2014 # CHECK it", Syntax::Comments("#")),
            ["CHECK"]
        );
        assert_eq!(found("a,b,CHECK: proposed", Syntax::Cells), ["CHECK"]);
        assert_eq!(found("a,b,TODO ask the parish,c", Syntax::Cells), ["TODO"]);
        assert_eq!(
            found("a,b,\"TODO ask, then write\",c", Syntax::Cells),
            ["TODO"]
        );
        assert!(found("a,\"first, CHECK it\",c", Syntax::Cells).is_empty());
        assert_eq!(
            found("\"title\": \"TODO: the licence\"", Syntax::Plain),
            ["TODO"]
        );
        for line in [
            "WRITE something.",
            "= TODO",
            "subtitle: TODO",
            "(CHECK!)",
            "#footnote[TODO]",
            "{# CHECK it #}",
        ] {
            assert_eq!(found(line, markup).len(), 1, "{line}");
        }
        for line in ["They TODO it", "UNCHECKED: no", "# CHECKED", "WRITER: x"] {
            assert!(found(line, Syntax::Comments("#")).is_empty(), "{line}");
        }
    }
}
