//! The publication that a brief regenerates, as the brief's `references.yaml` has it.

use indexmap::IndexMap;
use serde_json::Value;

use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use brief_base::numbers;
use brief_base::project::Project;
use brief_base::yaml::{self, Yaml};

use crate::brief::BriefSettings;

/// A publication that a brief regenerates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Its key in `references.yaml`.
    pub key: String,
    /// Title as its publisher gives it.
    pub title: String,
    /// Its authors as printed; none is allowed.
    pub authors: Vec<String>,
    /// Who published it.
    pub publisher: String,
    /// Where they are.
    pub place: Option<String>,
    /// When: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: String,
    /// Where it can be read.
    pub address: Option<String>,
}

impl Original {
    /// The work that a brief names as its `original`, if it names one. `folder` is the brief's.
    ///
    /// # Errors
    /// When there is no such work, when it does not say what every reader must know of an original, or when
    /// the brief is dated before it.
    pub fn read(
        project: &Project,
        brief: &Yaml<BriefSettings>,
        folder: &str,
    ) -> Result<Option<Self>, Diagnostics> {
        let Some(key) = &brief.value.original else {
            return Ok(None);
        };
        let works: Yaml<IndexMap<String, Value>> =
            yaml::read(project, &format!("{folder}/references.yaml"))?;
        let Some(work) = works.value.get(key) else {
            let known = works.value.keys().map(String::as_str);
            return Err(Diagnostic::error(
                "unknown-original",
                format!("there is no work \"{key}\" in {}", works.locations.file()),
            )
            .with_place(brief.locations.place("original"))
            .with_help(did_you_mean(key, known))
            .into());
        };
        let mut faults = Diagnostics::new();
        let mut required = |name: &str, value: Option<String>| {
            if value.is_none() {
                faults.push(
                    Diagnostic::error(
                        "incomplete-original",
                        format!("the publication that the brief regenerates has no {name}"),
                    )
                    .with_place(works.locations.place(key))
                    .with_help(format!(
                        "add its `{name}`: every page 1 says what it regenerates, by whom and when"
                    )),
                );
            }
            value.unwrap_or_default()
        };
        let publisher = work.get("publisher");
        let original = Original {
            key: key.clone(),
            title: required("title", work.get("title").and_then(text)),
            authors: authors(work.get("author")),
            publisher: required("publisher", publisher.and_then(text)),
            place: publisher
                .and_then(|publisher| publisher.get("location"))
                .or_else(|| work.get("location"))
                .and_then(text),
            date: required("date", work.get("date").and_then(text)),
            address: work.get("url").and_then(text),
        };
        // A longer date begins with a shorter one that it lies in.
        let edition = &brief.value.document_date;
        if *edition < original.date {
            faults.push(
                Diagnostic::error(
                    "document-date",
                    format!(
                        "the edition of {edition} is older than the publication that it regenerates, of {}",
                        original.date
                    ),
                )
                .with_place(brief.locations.place("document_date"))
                .with_help("give the date of this edition: that of the original stands in references.yaml"),
            );
        }
        faults.finish(original).map(|(original, _)| Some(original))
    }

    /// When it was published, as printed.
    pub fn date_in_words(&self) -> String {
        numbers::date_in_words(&self.date)
    }

    /// The year of its publication.
    pub fn year(&self) -> &str {
        self.date.split('-').next().unwrap_or_default()
    }
}

/// A text of a work, without the braces that keep its capitals: by itself, or as a value or name with more
/// beside it.
fn text(field: &Value) -> Option<String> {
    let text = match field {
        Value::String(text) => text.replace(['{', '}'], ""),
        Value::Number(number) => number.to_string(),
        Value::Object(parts) => {
            return ["value", "name"]
                .iter()
                .find_map(|key| text(parts.get(*key)?));
        }
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Names as printed: `Doe, Jane` is Jane Doe.
fn authors(field: Option<&Value>) -> Vec<String> {
    let names: &[Value] = match field {
        Some(Value::Array(names)) => names,
        Some(name) => std::slice::from_ref(name),
        None => &[],
    };
    let printed = names.iter().filter_map(|name| {
        let family = text(name)?;
        let given = name.get("given-name").and_then(text);
        Some(match (family.split_once(", "), given) {
            (_, Some(given)) => format!("{given} {family}"),
            (Some((family, given)), None) => format!("{given} {family}"),
            (None, None) => family,
        })
    });
    printed.collect()
}
