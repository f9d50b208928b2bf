//! YAML with places. The only module that knows which YAML libraries are in use.
//!
//! `serde_yaml` reads values and says where it failed, but not where a value that it did read stands.
//! [`Locations`] says so, from the same text, so that a fault found later (an unknown table, a wrong SQL
//! condition) still points at its line and column.

use std::collections::BTreeMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use serde_yaml::Value;

use crate::diagnostics::{Diagnostic, Place, did_you_mean, nearest_names};
use crate::project::Project;

/// A settings file: its value and where each part of it stands.
#[derive(Debug, Clone)]
pub struct Yaml<T> {
    /// What the file says.
    pub value: T,
    /// Where each part of it stands.
    pub locations: Locations,
}

/// Where each key and item of a YAML file stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Locations {
    file: String,
    by_path: BTreeMap<String, (usize, usize)>,
}

impl Locations {
    /// The file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The folder of the file.
    pub fn folder(&self) -> &str {
        self.file.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The place of the value at `path`: keys and item numbers (from 0), joined by `/`. Falls back to
    /// the nearest part of the path that is there.
    pub fn place(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some((line, column)) = self.by_path.get(path) {
                return Place::at(self.file.clone(), *line, *column);
            }
            match path.rsplit_once('/') {
                Some((parent, _)) => path = parent,
                None => return Place::file(self.file.clone()),
            }
        }
    }

    /// The first place of a key at or after a line and column.
    fn first(&self, key: &str, from: (usize, usize)) -> Option<Place> {
        self.by_path
            .iter()
            .filter(|(path, at)| path.rsplit('/').next() == Some(key) && **at >= from)
            .map(|(_, at)| *at)
            .min()
            .map(|(line, column)| Place::at(self.file.clone(), line, column))
    }
}

/// Reads a YAML file of the project; one that several briefs of a run share is read and parsed once.
///
/// # Errors
/// When the file cannot be read, is not YAML, holds an unknown key, lacks one, or a value of the wrong
/// type; with line and column.
pub fn read<T>(project: &Project, file: &str) -> Result<Yaml<T>, Diagnostic>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let parsed = project.once(file, "", |project| parse(file, &project.read_text(file)?))?;
    Ok(Arc::unwrap_or_clone(parsed))
}

/// A value as YAML.
///
/// # Errors
/// When the value cannot be expressed in YAML, which is a bug.
pub fn written<T: Serialize>(value: &T) -> Result<String, Diagnostic> {
    serde_yaml::to_string(value)
        .map_err(|error| Diagnostic::error("internal", format!("no YAML: {error}")))
}

/// Reads YAML from text; `file` is only named in diagnostics.
///
/// # Errors
/// As [`read`].
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<Yaml<T>, Diagnostic> {
    let value = serde_yaml::from_str(text).map_err(|error| {
        let (line, column) = error
            .location()
            .map_or((1, 1), |location| (location.line(), location.column()));
        // serde_yaml repeats the location in its message; the place already says it.
        let message = error.to_string();
        let message = message
            .rsplit_once(" at line ")
            .map_or(message.as_str(), |(before, _)| before)
            .to_owned();
        let help = nearest_expected(&message);
        // Below a value with kinds, serde_yaml only says where the whole value begins.
        let place = unknown_field(&message)
            .and_then(|key| locations(file, text).first(key, (line, column)))
            .or_else(|| first_scalar(file, text, unknown_variant(&message)?, (line, column)))
            .unwrap_or_else(|| Place::at(file, line, column));
        if let Some((message, help)) = of_syntax(&message, text, line) {
            return Diagnostic::error("settings", message)
                .with_place(place)
                .with_help(help);
        }
        let fault = Diagnostic::error("settings", in_plain_words(message)).with_place(place);
        match help {
            Some(help) => fault.with_help(help),
            None => fault,
        }
    })?;
    Ok(Yaml {
        value,
        locations: locations(file, text),
    })
}

/// Converts a value that has already been read as plain YAML.
///
/// # Errors
/// As [`read`], but without a place.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Diagnostic> {
    serde_yaml::from_value(value)
        .map_err(|error| Diagnostic::error("settings", in_plain_words(error.to_string())))
}

/// What the YAML library says of text that is no YAML, in plain words, with what to do about it; none for what it says of
/// values.
fn of_syntax(said: &str, text: &str, line: usize) -> Option<(String, String)> {
    let written = text
        .lines()
        .nth(line.saturating_sub(1))
        .unwrap_or_default()
        .trim();
    let (key, value) = written.split_once(": ").unwrap_or(("KEY", written));
    let value = value.trim();
    let quoted = || {
        format!(
            "put the text in quotation marks: `{key}: \"{}\"`",
            value.replace('"', "\\\"")
        )
    };
    let says = |words: &str| said.contains(words);
    let (message, help) = if says("mapping values are not allowed") {
        let message = match value.contains(": ") || value.ends_with(':') {
            true => "a colon within a text begins another value here",
            false => "a key stands deeper than its neighbors, or a text before it is not ended",
        };
        let help = match value.contains(": ") || value.ends_with(':') {
            true => quoted(),
            false => {
                "indent keys of one group alike, and put texts with a colon in quotation marks"
                    .to_owned()
            }
        };
        (message, help)
    } else if says("found character that cannot start any token") {
        match text
            .lines()
            .nth(line.saturating_sub(1))
            .is_some_and(|line| line.trim_start_matches(' ').starts_with('\t'))
        {
            true => ("a tab indents this line", "indent with blanks".to_owned()),
            false => ("a text cannot begin with this character", quoted()),
        }
    } else if says("unexpected end of stream") {
        (
            "a quotation mark or bracket is opened here or before, and not closed",
            "close it".to_owned(),
        )
    } else if says("did not find expected ',' or ']'") {
        (
            "a list in brackets goes wrong here",
            "part its items by commas and close it with `]`".to_owned(),
        )
    } else if says("did not find expected ',' or '}'") {
        ("keys in braces go wrong here", "part them by commas, put texts with commas or braces in quotation marks, and close with `}`".to_owned())
    } else if says("did not find expected key") || says("did not find expected '-' indicator") {
        (
            "this line does not fit the lines before it",
            "indent keys and items of one group alike; a text that goes on behind a closing quotation mark is wrong too"
                .to_owned(),
        )
    } else if says("unknown escape character") {
        (
            "a backslash in double quotation marks begins an escape, and this is none",
            "write two backslashes, or put the text in single quotation marks".to_owned(),
        )
    } else if says("block sequence entries are not allowed") {
        (
            "a list begins on the line of its key",
            "begin each item with `- ` on a line of its own".to_owned(),
        )
    } else if says("undefined tag handle")
        || says("while scanning an anchor")
        || says("unknown anchor")
        || says("while scanning an alias")
    {
        ("a text cannot begin with `!`, `&` or `*`", quoted())
    } else {
        return None;
    };
    Some((message.to_owned(), help))
}

/// The field that serde did not know.
fn unknown_field(message: &str) -> Option<&str> {
    let (_, said) = message.split_once("unknown field `")?;
    said.split('`').next()
}

/// The variant that serde did not know.
fn unknown_variant(message: &str) -> Option<&str> {
    let (_, said) = message.split_once("unknown variant `")?;
    said.split('`').next()
}

/// The first place, at or after a line and column, of a word that is a key or value by itself.
fn first_scalar(file: &str, text: &str, word: &str, from: (usize, usize)) -> Option<Place> {
    let mut events = Parser::new_from_str(text).map_while(Result::ok);
    events.find_map(|(event, span)| {
        let (line, column) = (span.start.line(), span.start.col() + 1);
        let found = matches!(&event, Event::Scalar(text, ..) if text == word);
        (found && (line, column) >= from).then(|| Place::at(file, line, column))
    })
}

/// The nearest of the names that serde expected where it found another. Only its message holds them:
/// "unknown field `subtitel`, expected one of `title`, `subtitle`".
fn nearest_expected(message: &str) -> Option<String> {
    let (_, said) = message
        .split_once("unknown field ")
        .or_else(|| message.split_once("unknown variant "))?;
    let mut names = said.split('`').skip(1).step_by(2);
    let found = names.next()?;
    let near = nearest_names(found, names);
    (!near.is_empty()).then(|| did_you_mean(found, near))
}

/// Types as people who do not write Rust call them.
fn in_plain_words(message: String) -> String {
    let Some((found, expected)) = message.rsplit_once(", expected ") else {
        return message;
    };
    let expected = match expected {
        "f32" | "f64" => "a number",
        "i8" | "i16" | "i32" | "i64" | "isize" | "u8" | "u16" | "u32" | "u64" | "usize" => {
            "a whole number"
        }
        "a sequence" => "a list",
        "a map" => "keys with values",
        other => other,
    };
    format!("{found}, expected {expected}")
}

enum Container {
    Mapping { key: Option<String> },
    Sequence { next: usize },
}

fn locations(file: &str, text: &str) -> Locations {
    let mut by_path = BTreeMap::new();
    let mut path: Vec<String> = Vec::new();
    let mut open: Vec<Container> = Vec::new();
    // The text was read by serde_yaml already; where this parser stops, places stay at the parent.
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        let at = (span.start.line(), span.start.col() + 1);
        let is_key = matches!(open.last(), Some(Container::Mapping { key: None }));
        match &event {
            Event::Scalar(text, ..) if is_key => {
                if let Some(Container::Mapping { key }) = open.last_mut() {
                    *key = Some(text.to_string());
                }
                path.push(text.to_string());
                by_path.insert(path.join("/"), at);
                continue;
            }
            Event::Scalar(..)
            | Event::MappingStart(..)
            | Event::SequenceStart(..)
            | Event::Alias(_) => {
                if let Some(Container::Sequence { next }) = open.last_mut() {
                    path.push(next.to_string());
                    *next += 1;
                    by_path.insert(path.join("/"), at);
                }
            }
            _ => {}
        }
        match event {
            Event::MappingStart(..) => open.push(Container::Mapping { key: None }),
            Event::SequenceStart(..) => open.push(Container::Sequence { next: 0 }),
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                close_value(&mut open, &mut path);
            }
            Event::Scalar(..) | Event::Alias(_) => close_value(&mut open, &mut path),
            _ => {}
        }
    }
    Locations {
        file: file.to_owned(),
        by_path,
    }
}

fn close_value(open: &mut [Container], path: &mut Vec<String>) {
    if let Some(container) = open.last_mut() {
        if let Container::Mapping { key } = container {
            *key = None;
        }
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_nested_keys_and_items() {
        let yaml: Yaml<serde_yaml::Value> = parse(
            "x.yaml",
            "a:\n  b: 1\n  c:\n    - one\n    - {d: 2}\ne: 3\n",
        )
        .expect("valid");
        let place = |path| yaml.locations.place(path).to_string();
        assert_eq!(place("a/b"), "x.yaml:2:3");
        assert_eq!(place("a/c/0"), "x.yaml:4:7");
        assert_eq!(place("a/c/1/d"), "x.yaml:5:8");
        assert_eq!(place("a/c/1/nothing"), "x.yaml:5:7");
        assert_eq!(place("e"), "x.yaml:6:1");
        assert_eq!(place("nowhere"), "x.yaml");
    }

    #[test]
    fn text_that_is_no_yaml_is_told_with_a_help_that_works() {
        for (text, words) in [
            ("caveat: Note: what nobody saw", "a colon within a text"),
            ("a: @home", "cannot begin"),
            ("a: 1\n\tb: 2", "tab"),
            ("a: \"open", "not closed"),
            ("a: [1, 2", "list in brackets"),
            ("a: [1 2]]", ""),
            ("a: \"\\q\"", "escape"),
            ("a: 1\n  b: 2", "deeper"),
            ("a: *home", ""),
            ("a: 'x' y", "does not fit"),
        ] {
            let fault = parse::<serde_yaml::Value>("x.yaml", text).expect_err(text);
            assert!(fault.message.contains(words), "{text}: {fault}");
            let help = fault.help.clone().unwrap_or_default();
            if let Some(written) = help
                .split('`')
                .nth(1)
                .filter(|written| written.contains(": \""))
            {
                parse::<serde_yaml::Value>("x.yaml", written).expect(written);
            }
        }
    }

    #[test]
    fn a_fault_has_line_and_column() {
        let fault =
            parse::<BTreeMap<String, u32>>("x.yaml", "a: 1\nb: many\n").expect_err("a fault");
        assert_eq!(
            fault.place.map(|place| place.to_string()),
            Some("x.yaml:2:4".to_owned())
        );
    }
}
