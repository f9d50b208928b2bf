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
    /// The marks in all files of a brief that were read so far, extracts aside.
    pub fn of(project: &Project, settings: &Settings) -> Self {
        let own = format!("{}/", settings.folder());
        let raw = format!("{own}raw/");
        let files = project.reads().into_keys();
        let files = files.filter(|file| {
            let is_extract = file.starts_with(&raw) && !file.ends_with(".json");
            file.starts_with(&own) && !is_extract
        });
        let mut places = Vec::new();
        for file in files {
            let comment = match file.rsplit_once('.') {
                Some((_, "yaml")) => Some("#"),
                Some((_, "typ")) => Some("//"),
                Some((_, "csv" | "json")) => None,
                _ => continue,
            };
            // A file that cannot be read as text has been refused where it was read.
            let text = project.read_text(&file).unwrap_or_default();
            for (number, line) in text.lines().enumerate() {
                let marks = marks_in(line, comment);
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
            "places that `brief new` left to settle are still marked, {self}: {}{more}",
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

/// The marks of a line; `comment` is what begins a comment in its file.
fn marks_in<'a>(line: &'a str, comment: Option<&str>) -> impl Iterator<Item = &'static str> + 'a {
    let commented = comment.and_then(|comment| line.find(comment));
    MARKS.into_iter().filter(move |mark| {
        line.match_indices(mark).any(|(from, mark)| {
            let (before, after) = (&line[..from], &line[from + mark.len()..]);
            let stands_alone = !before.ends_with(char::is_alphanumeric)
                && !after.starts_with(char::is_alphanumeric);
            let in_comment = commented.is_some_and(|comment| comment < from);
            // Within a sentence it may be a word in capitals.
            let before = before.trim_end();
            let begins =
                before.is_empty() || !before.ends_with(|c: char| c.is_alphanumeric() || c == ',');
            stands_alone && (in_comment || begins || after.starts_with(':'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_one_in_a_comment_or_where_a_text_begins_or_before_a_colon() {
        let found = |line: &str, comment| marks_in(line, comment).collect::<Vec<_>>();
        assert_eq!(found("// WRITE: introduction", Some("//")), ["WRITE"]);
        assert_eq!(found("period: 2014 # CHECK it", Some("#")), ["CHECK"]);
        assert_eq!(found("a,b,CHECK: proposed", None), ["CHECK"]);
        assert_eq!(found("\"title\": \"TODO: the licence\"", None), ["TODO"]);
        for line in [
            "WRITE something.",
            "= TODO",
            "subtitle: TODO",
            "(CHECK!)",
            "#footnote[TODO]",
            "{# CHECK it #}",
        ] {
            assert_eq!(found(line, Some("//")).len(), 1, "{line}");
        }
        for line in ["They TODO it", "UNCHECKED: no", "# CHECKED", "WRITER: x"] {
            assert!(found(line, Some("#")).is_empty(), "{line}");
        }
    }
}
