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
    fn a_fault_has_line_and_column() {
        let fault =
            parse::<BTreeMap<String, u32>>("x.yaml", "a: 1\nb: many\n").expect_err("a fault");
        assert_eq!(
            fault.place.map(|place| place.to_string()),
            Some("x.yaml:2:4".to_owned())
        );
    }
}
