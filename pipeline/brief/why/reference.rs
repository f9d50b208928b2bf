//! The work that a fact is taken from.

use indexmap::IndexMap;
use serde_json::Value;

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::yaml;
use brief_prose::settings::Settings;

use super::Reference;

/// Reads a work of the brief's `references.yaml`; none when it is not there, which typesetting refuses.
pub(super) fn read(
    project: &Project,
    settings: &Settings,
    key: &str,
) -> Result<Option<Reference>, Diagnostics> {
    let file = format!("{}/references.yaml", settings.folder());
    if !project.has(&file) {
        return Ok(None);
    }
    let works = yaml::read::<IndexMap<String, Value>>(project, &file)?;
    Ok(works.value.get(key).map(|entry| Reference {
        key: key.to_owned(),
        defined_at: works.locations.place(key),
        entry: entry.clone(),
    }))
}

impl Reference {
    /// In a line: who, what, in what, by whom, when.
    pub(crate) fn words(&self) -> String {
        let fields = [
            "/author",
            "/title",
            "/parent/title",
            "/publisher",
            "/date",
            "/url",
        ];
        let words = fields
            .iter()
            .filter_map(|path| self.entry.pointer(path))
            .map(plain)
            .filter(|words| !words.is_empty());
        words.collect::<Vec<String>>().join(". ")
    }
}

/// A field of a work without the braces that keep its capitals.
fn plain(field: &Value) -> String {
    match field {
        Value::String(text) => text.replace(['{', '}'], ""),
        Value::Array(items) => {
            let items = items.iter().map(plain);
            items.collect::<Vec<String>>().join("; ")
        }
        Value::Object(parts) => {
            let parts = ["value", "name", "given-name", "location"].map(|key| parts.get(key));
            let parts = parts.into_iter().flatten().map(plain);
            parts.collect::<Vec<String>>().join(", ")
        }
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
