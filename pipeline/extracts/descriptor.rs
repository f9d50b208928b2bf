//! The Data Package descriptor (`datapackage.json`, Frictionless v2): what a delivery says about itself.
//!
//! Of the standard, the properties that the pipeline uses are read; others that the standard allows are
//! left alone. A property of a wrong type, a resource without hash, licence or source, and a path that
//! leads out of the folder are errors, each with its line and column.

use serde::{Deserialize, Serialize};

use super::json::{JsonSpans, line_and_column};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};

/// The descriptor's file name in a folder.
pub const DESCRIPTOR: &str = "datapackage.json";

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
    pub sources: Vec<Source>,
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
pub struct Source {
    /// Name of the source.
    pub title: Option<String>,
    /// Its address.
    pub path: Option<String>,
    /// Version of the source that was used.
    pub version: Option<String>,
}

/// Someone who had a part in the data.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contributor {
    /// Name.
    pub title: Option<String>,
    /// Address.
    pub path: Option<String>,
    /// Organisation.
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
    /// The same in a few words, for captions.
    pub caption: String,
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
    /// Media type.
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
    pub sources: Vec<Source>,
    /// Its columns.
    pub schema: Option<Schema>,
    /// The credit to print, where licence and sources do not say it in the wanted words.
    #[serde(rename = "brief:credit", skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
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
    pub missing_values: Vec<String>,
}

/// One name or a list of names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The names.
    pub fn names(&self) -> &[String] {
        match self {
            OneOrMany::One(name) => std::slice::from_ref(name),
            OneOrMany::Many(names) => names,
        }
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
    /// Constraints, as written.
    pub constraints: Option<serde_json::Value>,
}

impl DataPackage {
    /// Parses a descriptor and checks all that can be checked without the files it names.
    ///
    /// `file` is the descriptor's path within the project.
    ///
    /// # Errors
    /// All faults of the descriptor, each with line and column.
    pub fn parse(file: &str, text: &str) -> Result<Self, Diagnostics> {
        if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
            return Err(Diagnostic::error("bad-json", without_place(&error))
                .with_place(Place::at(file, error.line(), error.column().max(1)))
                .into());
        }
        let spans = JsonSpans::of(text);
        let mut faults = Check {
            file,
            text,
            spans: &spans,
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
        let paths = (0..)
            .map(|index| format!("resources/{index}"))
            .take_while(|path| spans.get(path).is_some());
        for path in paths {
            if let Some(resource) = faults.parse::<Resource>(&path) {
                faults.resource(&path, &resource, &package);
                package.resources.push(resource);
            }
        }
        faults.package(&package);
        faults.found.finish(package).map(|(package, _)| package)
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
    pub fn sources_of<'a>(&'a self, resource: &'a Resource) -> &'a [Source] {
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

/// Says whether a path stays within its folder: relative, with `/`, without `.` and `..`.
fn is_safe(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':', '\0'])
        && path
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != "..")
}

/// A `serde_json` message without the place at its end, which the diagnostic has of its own.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    }
}

/// Collects the faults of a descriptor with their places.
struct Check<'text> {
    file: &'text str,
    text: &'text str,
    spans: &'text JsonSpans,
    found: Diagnostics,
}

impl Check<'_> {
    /// Reads the value at a path of the JSON, or records where a type in it is wrong.
    fn parse<T: for<'de> Deserialize<'de>>(&mut self, path: &str) -> Option<T> {
        let span = self.spans.get(path)?;
        let (first_line, first_column) = line_and_column(self.text, span.start);
        match serde_json::from_str(&self.text[span]) {
            Ok(value) => Some(value),
            Err(error) => {
                let line = first_line + error.line().saturating_sub(1);
                let column = if error.line() <= 1 {
                    first_column + error.column().saturating_sub(1)
                } else {
                    error.column().max(1)
                };
                self.found.push(
                    Diagnostic::error("bad-descriptor", without_place(&error))
                        .with_place(Place::at(self.file, line, column)),
                );
                None
            }
        }
    }

    /// Records a fault at `parent/key`, or at `parent` when there is no such value.
    fn error(&mut self, parent: &str, key: &str, code: &'static str, message: &str, help: &str) {
        let path = if parent.is_empty() {
            key.to_owned()
        } else {
            format!("{parent}/{key}")
        };
        let offset = self
            .spans
            .get(&path)
            .or_else(|| self.spans.get(parent))
            .map_or(0, |span| span.start);
        let (line, column) = line_and_column(self.text, offset);
        self.found.push(
            Diagnostic::error(code, message)
                .with_place(Place::at(self.file, line, column))
                .with_help(help),
        );
    }

    fn package(&mut self, package: &DataPackage) {
        if package.resources.is_empty() && !self.found.has_errors() {
            self.error(
                "",
                "resources",
                "missing-resources",
                "the package describes no file",
                "describe each file: name, path, bytes, hash, schema",
            );
        }
        self.licences("", &package.licenses);
        self.sources("", &package.sources);
        if let Some(status) = &package.status {
            for (key, text) in [
                ("status", &status.status),
                ("statement", &status.statement),
                ("caption", &status.caption),
            ] {
                if text.trim().is_empty() {
                    self.error(
                        "brief:status",
                        key,
                        "empty-status",
                        &format!("\"{key}\" is empty"),
                        "say it, or leave \"brief:status\" out for an original dataset",
                    );
                }
            }
        }
    }

    fn resource(&mut self, path: &str, resource: &Resource, package: &DataPackage) {
        let name = resource.name.as_str();
        if name.is_empty() {
            self.error(
                path,
                "name",
                "missing-name",
                "the resource has no name",
                "name it",
            );
        } else if package.resources.iter().any(|other| other.name == name) {
            self.error(
                path,
                "name",
                "duplicate-resource",
                &format!("another resource is named \"{name}\" too"),
                "give each resource a name of its own",
            );
        }
        if !is_safe(&resource.path) {
            self.error(
                path,
                "path",
                "unsafe-path",
                &format!("\"{}\" is no path within the folder", resource.path),
                "name a file within this folder, relative to it, with `/` and without `..`",
            );
        }
        let digits = resource.sha256().unwrap_or_default();
        if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.error(
                path,
                "hash",
                "missing-hash",
                &format!("the resource \"{name}\" has no SHA-256"),
                "write \"hash\": \"sha256:\" and the 64 digits that `sha256sum` prints",
            );
        }
        if resource.bytes.is_none() {
            self.error(
                path,
                "bytes",
                "missing-bytes",
                &format!("the resource \"{name}\" does not say how long its file is"),
                "write \"bytes\" and the length of the file",
            );
        }
        if package.licences_of(resource).is_empty() {
            self.error(
                path,
                "licenses",
                "missing-licence",
                &format!("neither the resource \"{name}\" nor the package names a licence"),
                "add \"licenses\": [{\"name\": …, \"title\": …}]",
            );
        }
        if package.sources_of(resource).is_empty() {
            self.error(
                path,
                "sources",
                "missing-source",
                &format!("neither the resource \"{name}\" nor the package names a source"),
                "add \"sources\": [{\"title\": …, \"path\": …}]",
            );
        }
        self.licences(path, &resource.licenses);
        self.sources(path, &resource.sources);
        self.dialect(path, &resource.dialect);
        if let Some(label) = &resource.encoding
            && super::text::encoding_named(label).is_none()
        {
            self.error(
                path,
                "encoding",
                "unknown-encoding",
                &format!("\"{label}\" is no encoding"),
                "say one of the WHATWG Encoding Standard: utf-8, windows-1252, iso-8859-15, windows-1256, …",
            );
        }
        if let Some(schema) = &resource.schema {
            self.schema(path, schema);
        }
    }

    fn licences(&mut self, parent: &str, licences: &[Licence]) {
        for (index, licence) in licences.iter().enumerate() {
            if licence.name.is_none() && licence.path.is_none() {
                self.error(
                    parent,
                    &format!("licenses/{index}"),
                    "unnamed-licence",
                    "the licence has neither name nor path",
                    "give its identifier, for example \"name\": \"CC-BY-4.0\"",
                );
            }
        }
    }

    fn sources(&mut self, parent: &str, sources: &[Source]) {
        for (index, source) in sources.iter().enumerate() {
            if source.title.as_deref().unwrap_or_default().is_empty() {
                self.error(
                    parent,
                    &format!("sources/{index}"),
                    "untitled-source",
                    "the source has no title",
                    "say what it is: \"title\": …",
                );
            }
        }
    }

    fn dialect(&mut self, path: &str, dialect: &Dialect) {
        let parent = format!("{path}/dialect");
        for (key, value) in [
            ("delimiter", &dialect.delimiter),
            ("quoteChar", &dialect.quote),
        ] {
            if value.is_some() && one_byte(value.as_deref()).is_none() {
                self.error(
                    &parent,
                    key,
                    "unsupported-dialect",
                    &format!("\"{key}\" is not one ASCII character"),
                    "say a single one, for example \",\", \";\" or \"\\t\"",
                );
            }
        }
        if dialect.delimiter_byte() == dialect.quote_byte() {
            self.error(
                &parent,
                "delimiter",
                "unsupported-dialect",
                "cells are set apart and quoted by the same character",
                "say two different ones",
            );
        }
        for (key, value) in [
            ("header", dialect.header),
            ("doubleQuote", dialect.double_quote),
        ] {
            if value == Some(false) {
                self.error(
                    &parent,
                    key,
                    "unsupported-dialect",
                    &format!("\"{key}\": false is not read"),
                    "deliver the file with a header, and quotes doubled within quotes",
                );
            }
        }
        if let Some(rows) = &dialect.header_rows
            && (rows.len() != 1 || rows[0] == 0)
        {
            self.error(
                &parent,
                "headerRows",
                "unsupported-dialect",
                "\"headerRows\" is not one row that counts from 1",
                "say the one row that names the columns, for example [1]",
            );
        }
        if dialect.sheet_number == Some(0) {
            self.error(
                &parent,
                "sheetNumber",
                "unsupported-dialect",
                "sheets count from 1",
                "say 1 for the first sheet, or name it with \"sheetName\"",
            );
        }
        if dialect.sheet_name.is_some() && dialect.sheet_number.is_some() {
            self.error(
                &parent,
                "sheetNumber",
                "unsupported-dialect",
                "the sheet is given by name and by number",
                "keep one of them",
            );
        }
    }

    fn schema(&mut self, path: &str, schema: &Schema) {
        let parent = format!("{path}/schema");
        if schema.fields.is_empty() {
            self.error(
                &parent,
                "fields",
                "empty-schema",
                "the schema names no field",
                "list the columns: {\"name\": …, \"type\": \"string\"}",
            );
        }
        for (index, field) in schema.fields.iter().enumerate() {
            let twice = schema.fields[..index]
                .iter()
                .any(|other| other.name == field.name);
            if field.name.is_empty() || twice {
                self.error(
                    &parent,
                    &format!("fields/{index}"),
                    "duplicate-field",
                    &format!("the field name \"{}\" is empty or there twice", field.name),
                    "give each field a name of its own",
                );
            }
        }
        for name in schema.primary_key.iter().flat_map(OneOrMany::names) {
            if !schema.fields.iter().any(|field| field.name == *name) {
                let fields = schema.fields.iter().map(|field| field.name.as_str());
                self.error(
                    &parent,
                    "primaryKey",
                    "unknown-field",
                    &format!("the primary key names \"{name}\", which is no field"),
                    &crate::diagnostics::did_you_mean(name, fields),
                );
            }
        }
    }
}
