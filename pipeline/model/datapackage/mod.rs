//! The Data Package descriptor (`datapackage.json`, Frictionless v2): what a delivery says about itself.
//!
//! Of the standard, the properties that the pipeline uses are read; others that the standard allows are
//! left alone. A property of a wrong type, a resource without hash, licence or source, and a path that
//! leads out of the folder are errors, each with its line and column.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::one_or_many::OneOrMany;
use brief_base::project::Project;

use crate::constraints::Constraints;
use crate::datapackage::json::{JsonSpans, line_and_column};
use crate::rests_on::{CellBasis, ExtractBasis};

mod basis;
mod check;
mod json;
pub mod limits;
pub mod verify;

pub use verify::{VerifiedFile, VerifiedFolder, describe, verify_files};

use check::{DescriptorCheck, without_place};

/// The descriptor's file name in a folder.
pub const DESCRIPTOR: &str = "datapackage.json";

/// What the files of a folder are to be: tables must be in a format that is read, and have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageContents {
    /// Raw extracts.
    Tables,
    /// Files of any kind, for example boundaries.
    Files,
}

/// What a delivery says about itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DataPackage {
    /// Its short name.
    pub name: String,
    /// Its name for people.
    pub title: Option<String>,
    /// Version of the delivery.
    pub version: Option<String>,
    /// What it is, in a few sentences.
    pub description: Option<String>,
    /// When the descriptor was made, as written.
    pub created: Option<String>,
    /// Licences of all resources that name none of their own.
    pub licenses: Vec<Licence>,
    /// Sources of all resources that name none of their own.
    pub sources: Vec<DataSource>,
    /// Who made it.
    pub contributors: Vec<Contributor>,
    /// Whether the data are original or reconstructed, and what every reader is told about it.
    #[serde(rename = "brief:status", skip_serializing_if = "Option::is_none")]
    pub status: Option<DatasetStatus>,
    /// The credit to print, where licence and sources do not say it in the wanted words.
    #[serde(rename = "brief:credit", skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// Its files, in the descriptor's order.
    #[serde(skip_deserializing)]
    pub resources: Vec<Resource>,
}

/// A licence; it has a name or a path.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Licence {
    /// Identifier, for example `CC-BY-4.0`.
    pub name: Option<String>,
    /// Address of its text.
    pub path: Option<String>,
    /// Name for people.
    pub title: Option<String>,
}

/// Where data come from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DataSource {
    /// Name of the source.
    pub title: Option<String>,
    pub path: Option<String>,
    /// Version of the source that was used.
    pub version: Option<String>,
}

/// Someone who had a part in the data.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contributor {
    pub title: Option<String>,
    pub path: Option<String>,
    pub organization: Option<String>,
    /// What they did, in the standard's words.
    pub roles: Vec<String>,
}

/// How a dataset stands to the original: printed on the first page, in map captions, in the colophon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetStatus {
    /// One word or two, for example `reconstruction`.
    pub status: String,
    /// What a reader must know, in a sentence or two.
    pub statement: String,
    /// The same in a few words, for the last page.
    pub caption: String,
    /// What the sign of illustrative values means, in a few words that stand behind it; needed where cells are
    /// marked as set or chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub illustrative: Option<String>,
}

impl DatasetStatus {
    /// What `brief new` says of rows that it invented.
    pub const SAMPLE: &str = "sample";

    /// What it says of an extract whose columns it mapped by proposal.
    pub const UNCHECKED: &str = "unchecked";

    /// Whether nobody has vouched for the delivery yet, as every page then says.
    pub fn is_provisional(&self) -> bool {
        [Self::SAMPLE, Self::UNCHECKED].contains(&self.status.as_str())
    }
}

/// One file of a delivery, or one sheet of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Resource {
    /// Unique in the package.
    pub name: String,
    /// Path of its file within the package's folder.
    pub path: String,
    /// Name for people.
    pub title: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// `csv`, `xlsx`, …; the path's ending when it is not said.
    pub format: Option<String>,
    pub mediatype: Option<String>,
    /// Encoding of a text file (a WHATWG label); UTF-8 when it is not said.
    pub encoding: Option<String>,
    /// How its cells are set apart.
    pub dialect: Dialect,
    /// Size of the file in bytes.
    pub bytes: Option<u64>,
    /// `sha256:` and 64 hexadecimal digits.
    pub hash: Option<String>,
    /// Licences of this resource; the package's when empty.
    pub licenses: Vec<Licence>,
    /// Sources of this resource; the package's when empty.
    pub sources: Vec<DataSource>,
    /// Its columns.
    pub schema: Option<Schema>,
    /// The credit to print, where licence and sources do not say it in the wanted words.
    #[serde(rename = "brief:credit", skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// What its cells rest on (`brief:basis`), where it says so: an extract that does not is what it seems.
    #[serde(skip)]
    pub basis: Option<ExtractBasis>,
}

/// How the cells of a file are set apart. Properties of the standard that the readers do not honour
/// are refused: to overlook one would read other cells than the delivery means.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dialect {
    /// Address of the standard's definition of a dialect; says nothing about the file.
    #[serde(rename = "$schema", skip_serializing)]
    pub profile: Option<String>,
    /// Between cells; a comma when it is not said.
    pub delimiter: Option<String>,
    /// Around cells; a double quote when it is not said.
    #[serde(rename = "quoteChar")]
    pub quote: Option<String>,
    /// Whether a quote within a quoted cell is doubled; always so here.
    #[serde(rename = "doubleQuote")]
    pub double_quote: Option<bool>,
    /// What ends a line. Any of LF, CR LF and CR does, whatever is said here.
    #[serde(rename = "lineTerminator")]
    pub line_terminator: Option<String>,
    /// Whether there is a header; always so here.
    pub header: Option<bool>,
    /// Which rows hold the header, from 1; exactly one. Rows above it are no data.
    #[serde(rename = "headerRows")]
    pub header_rows: Option<Vec<u32>>,
    /// The sheet of a workbook, by name.
    #[serde(rename = "sheetName")]
    pub sheet_name: Option<String>,
    /// The sheet of a workbook, by number from 1; the first when neither is said.
    #[serde(rename = "sheetNumber")]
    pub sheet_number: Option<usize>,
}

/// The columns of a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Schema {
    /// In any order; the file's header gives the order.
    pub fields: Vec<Field>,
    /// Columns that together are unique in every row.
    #[serde(rename = "primaryKey")]
    pub primary_key: Option<OneOrMany>,
    /// Texts that mean "missing"; an empty cell always does.
    #[serde(rename = "missingValues")]
    pub missing_values: Vec<MissingValue>,
}

/// A text that means "missing", as the standard lets it be written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a missing value is a text, such as \"-99\", or {\"value\": \"-99\", \"label\": \"not asked\"}"
)]
pub enum MissingValue {
    /// The text alone.
    Text(String),
    /// The text with what it says.
    Labelled {
        /// The text.
        value: String,
        /// Why the value is missing.
        #[serde(default)]
        label: String,
    },
}

impl MissingValue {
    /// The texts of several.
    pub fn texts(values: &[Self]) -> impl Iterator<Item = String> {
        values.iter().map(|value| match value {
            MissingValue::Text(text) => text.clone(),
            MissingValue::Labelled { value, .. } => value.clone(),
        })
    }
}

/// One column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Field {
    /// As the file's header has it.
    pub name: String,
    /// Type, in the standard's words.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Name for people.
    pub title: Option<String>,
    /// What it holds.
    pub description: Option<String>,
    /// Format, in the standard's words.
    pub format: Option<String>,
    /// Texts that mean "missing" in this column, in place of those of the schema.
    #[serde(rename = "missingValues", skip_serializing_if = "Option::is_none")]
    pub missing_values: Option<Vec<MissingValue>>,
    /// Between groups of digits.
    #[serde(rename = "groupChar", skip_serializing_if = "Option::is_none")]
    pub group_char: Option<String>,
    /// Before the decimals; a point when it is not said.
    #[serde(rename = "decimalChar", skip_serializing_if = "Option::is_none")]
    pub decimal_char: Option<String>,
    /// Whether numbers stand without signs such as those of currencies; so when it is not said.
    #[serde(rename = "bareNumber", skip_serializing_if = "Option::is_none")]
    pub bare_number: Option<bool>,
    /// Constraints, as written.
    pub constraints: Option<serde_json::Value>,
    /// All other keys.
    #[serde(flatten)]
    pub other: BTreeMap<String, serde_json::Value>,
}

/// The dataset versions of a brief, sorted.
///
/// # Errors
/// When its `raw/` cannot be read.
pub fn versions(project: &Project, brief_name: &str) -> Result<Vec<String>, Diagnostic> {
    let raw = format!("data/{brief_name}/raw");
    Ok(project
        .list(&raw)?
        .into_iter()
        .filter(|name| project.has(&format!("{raw}/{name}/{DESCRIPTOR}")))
        .collect())
}

impl Field {
    /// What the values of the column must be; nothing where the constraints are not those of the standard, which
    /// is told where the descriptor is read.
    pub fn checked_constraints(&self) -> Option<Constraints> {
        let stated = self.constraints.clone()?;
        serde_json::from_value(stated).ok()
    }
}

impl DataPackage {
    /// Parses a descriptor and checks all that can be checked without the files it names.
    ///
    /// `file` is the descriptor's path within the project.
    ///
    /// # Errors
    /// All faults of the descriptor, each with line and column.
    pub fn parse(file: &str, text: &str, holds: PackageContents) -> Result<Self, Diagnostics> {
        if text.len() > limits::DESCRIPTOR_BYTES {
            return Err(Diagnostic::error(
                "file-too-large",
                format!(
                    "{} bytes; of a descriptor at most {} are read",
                    text.len(),
                    limits::DESCRIPTOR_BYTES
                ),
            )
            .with_place(Place::file(file))
            .into());
        }
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
            return Err(Diagnostic::error("bad-json", without_place(&error))
                .with_place(Place::at(file, error.line(), error.column().max(1)))
                .into());
        }
        let spans = JsonSpans::of(text);
        if let Some(offset) = spans.too_deep() {
            let (line, column) = line_and_column(text, offset);
            return Err(Diagnostic::error("bad-json", "values nest too deeply")
                .with_place(Place::at(file, line, column))
                .into());
        }
        let mut faults = DescriptorCheck {
            file,
            text,
            spans: &spans,
            holds,
            found: Diagnostics::new(),
        };
        let Some(mut package) = faults.parse::<DataPackage>("") else {
            return Err(faults.found);
        };
        let is_list = spans
            .get("resources")
            .is_some_and(|span| text[span].starts_with('['));
        if !is_list {
            faults.error(
                "",
                "resources",
                "missing-resources",
                "\"resources\", the list of the files, is missing",
                "describe each file: name, path, bytes, hash, schema",
            );
            return Err(faults.found);
        }
        if let Some(span) = spans.get(&format!("resources/{}", limits::RESOURCES)) {
            let (line, column) = line_and_column(text, span.start);
            return Err(Diagnostic::error(
                "too-many-resources",
                format!("at most {} resources are read", limits::RESOURCES),
            )
            .with_place(Place::at(file, line, column))
            .into());
        }
        let paths = (0..)
            .map(|index| format!("resources/{index}"))
            .take_while(|path| spans.get(path).is_some());
        for path in paths {
            if let Some(mut resource) = faults.parse::<Resource>(&path) {
                resource.basis = faults.basis(&path, &resource);
                faults.resource(&path, &resource, &package);
                package.resources.push(resource);
            }
        }
        faults.package(&package);
        faults.found.finish(package).map(|(package, _)| package)
    }

    /// What the worst of its cells rests on.
    pub fn worst_basis(&self) -> CellBasis {
        let resources = self.resources.iter();
        let marks = resources.filter_map(|resource| resource.basis.as_ref());
        marks.map(ExtractBasis::worst).max().unwrap_or_default()
    }

    /// The licences of a resource: its own, or the package's.
    pub fn licences_of<'a>(&'a self, resource: &'a Resource) -> &'a [Licence] {
        if resource.licenses.is_empty() {
            &self.licenses
        } else {
            &resource.licenses
        }
    }

    /// The sources of a resource: its own, or the package's.
    pub fn sources_of<'a>(&'a self, resource: &'a Resource) -> &'a [DataSource] {
        if resource.sources.is_empty() {
            &self.sources
        } else {
            &resource.sources
        }
    }

    /// The credit to print with a resource: `brief:credit` of the resource or package, or else its
    /// sources and licences: "Source, Source (Licence)".
    pub fn credit_of(&self, resource: &Resource) -> String {
        if let Some(credit) = resource.credit.as_ref().or(self.credit.as_ref()) {
            return credit.clone();
        }
        let sources: Vec<&str> = self
            .sources_of(resource)
            .iter()
            .filter_map(|source| source.title.as_deref())
            .collect();
        let licences: Vec<&str> = self
            .licences_of(resource)
            .iter()
            .filter_map(|licence| licence.name.as_deref().or(licence.title.as_deref()))
            .collect();
        if licences.is_empty() {
            sources.join(", ")
        } else {
            format!("{} ({})", sources.join(", "), licences.join(", "))
        }
    }
}

impl Resource {
    /// `csv`, `xlsx`, …, in lower case: the declared format, or else the path's ending.
    pub fn format_name(&self) -> String {
        self.format.as_deref().map_or_else(
            || {
                self.path
                    .rsplit_once('.')
                    .map_or("", |(_, ending)| ending)
                    .to_lowercase()
            },
            str::to_lowercase,
        )
    }

    /// The 64 digits of the declared SHA-256, in lower case.
    pub fn sha256(&self) -> Option<String> {
        self.hash
            .as_deref()
            .and_then(|hash| hash.strip_prefix("sha256:"))
            .map(str::to_lowercase)
    }
}

impl Dialect {
    /// The row that holds the header, from 1.
    pub fn header_row(&self) -> u32 {
        self.header_rows
            .as_deref()
            .and_then(<[u32]>::first)
            .map_or(1, |row| *row)
    }

    /// The character between cells.
    pub fn delimiter_byte(&self) -> u8 {
        one_byte(self.delimiter.as_deref()).unwrap_or(b',')
    }

    /// The character around cells.
    pub fn quote_byte(&self) -> u8 {
        one_byte(self.quote.as_deref()).unwrap_or(b'"')
    }
}

fn one_byte(text: Option<&str>) -> Option<u8> {
    match text.map(str::as_bytes) {
        Some([byte]) if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | 0) => Some(*byte),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
