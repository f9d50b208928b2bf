//! The text files of a new brief, from templates. What a template puts into YAML goes through `quoted`,
//! if it is a text, or `name`, if it is a name from the series' settings.

use serde_json::Value;
use tera::{Context, Kwargs, State, Tera};

use brief_base::diagnostics::Diagnostic;

macro_rules! templates {
    ($($file:literal),+) => {
        [$(($file, include_str!(concat!("templates/", $file, ".tera")))),+]
    };
}

const TEMPLATES: [(&str, &str); 5] = templates![
    "README.md",
    "brief.yaml",
    "cleaning.yaml",
    "map.yaml",
    "section.typ"
];

/// Words that YAML, 1.1 or 1.2, reads as something other than a text.
const RESERVED: [&str; 10] = [
    "true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan",
];

/// Renders the template of a file.
///
/// # Errors
/// When the template lacks a value: a fault of the program.
pub(super) fn render(file: &str, values: &Value) -> Result<String, Diagnostic> {
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<String>::new());
    tera.register_filter("quoted", |text: &str, _: Kwargs, _: &State<'_>| {
        quoted(text)
    });
    tera.register_filter("name", |text: &str, _: Kwargs, _: &State<'_>| name(text));
    tera.add_raw_templates(TEMPLATES)
        .and_then(|()| Context::from_serialize(values))
        .and_then(|context| tera.render(file, &context))
        .map_err(|error| Diagnostic::error("internal", format!("template of {file}: {error}")))
}

/// A text as a YAML (and JSON) string.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// A name as YAML takes it: plain, unless it would be read as anything but this text.
fn name(text: &str) -> String {
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
    let is_reserved = RESERVED.contains(&text.to_ascii_lowercase().as_str());
    match is_plain && !is_reserved {
        true => text.to_owned(),
        false => quoted(text),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn names_and_texts_are_read_back_as_they_were() {
        let texts = [
            "regions",
            "event_type",
            "2014",
            "1e3",
            "yes",
            "No",
            "~",
            "",
            "a: b",
            "a #b",
            "- a",
            "{a}",
            "a, b",
            "*a",
            "a\nb",
            "\u{e9}t\u{e9}",
            "\"",
            "'",
            "NaN",
            "0x1f",
            "on",
        ];
        for text in texts {
            for written in [quoted(text), name(text)] {
                let yaml = format!("{written}: {{value: {written}}}\n");
                let read: BTreeMap<String, BTreeMap<String, String>> =
                    serde_yaml::from_str(&yaml).expect("YAML");
                assert_eq!(read[text]["value"], text, "{yaml}");
            }
        }
        assert_eq!(name("regions"), "regions");
    }
}
