//! What a descriptor must say, checked with the line and column of each fault.

use std::collections::BTreeMap;

use serde::Deserialize;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};

use super::basis;
use super::{
    DataPackage, DataSource, Dialect, Licence, OneOrMany, PackageContents, Resource, Schema,
    one_byte,
};
use crate::constraints::Constraints;
use crate::datapackage::json::{JsonSpans, line_and_column};
use crate::datapackage::limits;
use crate::rests_on::CellBasis;

/// The formats that can be read as a table.
const TABLE_FORMATS: [&str; 2] = ["csv", "xlsx"];

/// Collects the faults of a descriptor with their places.
pub(super) struct DescriptorCheck<'text> {
    pub file: &'text str,
    pub text: &'text str,
    pub spans: &'text JsonSpans,
    pub holds: PackageContents,
    pub found: Diagnostics,
}

impl DescriptorCheck<'_> {
    /// Reads the value at a path of the JSON, or records where a type in it is wrong.
    pub(super) fn parse<T: for<'de> Deserialize<'de>>(&mut self, path: &str) -> Option<T> {
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
    pub(super) fn error(
        &mut self,
        parent: &str,
        key: &str,
        code: &'static str,
        message: &str,
        help: &str,
    ) {
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

    /// Checks what the package says of itself; after its resources.
    pub(super) fn package(&mut self, package: &DataPackage) {
        if package.resources.is_empty() && !self.found.has_errors() {
            self.error(
                "",
                "resources",
                "missing-resources",
                "the package describes no file",
                "describe each file: name, path, bytes, hash, schema",
            );
        }
        let described: u64 = package
            .resources
            .iter()
            .filter_map(|resource| resource.bytes)
            .fold(0, u64::saturating_add);
        if described > limits::DELIVERY_BYTES {
            self.error(
                "",
                "resources",
                "delivery-too-large",
                &format!(
                    "{described} bytes are described; at most {} are read",
                    limits::DELIVERY_BYTES
                ),
                "deliver less in one folder",
            );
        }
        self.licences("", &package.licenses);
        self.sources("", &package.sources);
        self.explained(package);
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

    /// Cells that no source vouches for need the words that say so to a reader.
    fn explained(&mut self, package: &DataPackage) {
        let is_marked = |resource: &Resource| {
            let basis = resource.basis.as_ref();
            basis.is_some_and(|basis| basis.worst() > CellBasis::Documented)
        };
        let marked = package.resources.iter().position(is_marked);
        let said = package.status.as_ref();
        let said = said.and_then(|status| status.illustrative.as_deref());
        if let (Some(number), None) = (marked, said.filter(|said| !said.trim().is_empty())) {
            self.error(
                &format!("resources/{number}"),
                basis::KEY,
                "unexplained-basis",
                "cells are marked as set or chosen, and no \"illustrative\" in \"brief:status\" tells the reader what that means",
                "add to \"brief:status\", beside its status, statement and caption, \"illustrative\": the words behind the sign of such values",
            );
        }
    }

    /// Checks a resource, given those before it in `package`.
    pub(super) fn resource(&mut self, path: &str, resource: &Resource, package: &DataPackage) {
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
            && encoding_rs::Encoding::for_label(label.as_bytes()).is_none()
        {
            self.error(
                path,
                "encoding",
                "unknown-encoding",
                &format!("\"{label}\" is no encoding"),
                "say one of the WHATWG Encoding Standard: utf-8, windows-1252, iso-8859-15, windows-1256, …",
            );
        }
        if self.holds == PackageContents::Tables {
            self.table(path, resource);
        }
        if let Some(schema) = &resource.schema {
            self.schema(path, schema);
        }
    }

    fn table(&mut self, path: &str, resource: &Resource) {
        let name = resource.name.as_str();
        let format = resource.format_name();
        if !TABLE_FORMATS.contains(&format.as_str()) {
            self.error(
                path,
                "format",
                "unsupported-format",
                &format!("the resource \"{name}\" has the format \"{format}\""),
                &did_you_mean(&format, TABLE_FORMATS),
            );
        }
        if resource.schema.is_none() {
            self.error(
                path,
                "schema",
                "missing-schema",
                &format!("the resource \"{name}\" has no schema"),
                "list its columns: \"schema\": {\"fields\": [{\"name\": …}]}",
            );
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

    fn sources(&mut self, parent: &str, sources: &[DataSource]) {
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
        if schema.fields.len() > limits::COLUMNS {
            self.error(
                &parent,
                "fields",
                "too-many-columns",
                &format!(
                    "the schema has {} fields; at most {} columns are read",
                    schema.fields.len(),
                    limits::COLUMNS
                ),
                "deliver the table in several files",
            );
            return;
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
        for (index, field) in schema.fields.iter().enumerate() {
            let decimal = field.decimal_char.as_deref().unwrap_or(".");
            if field.group_char.as_deref() == Some(decimal) {
                self.error(
                    &parent,
                    &format!("fields/{index}"),
                    "bad-number-form",
                    &format!(
                        "\"{decimal}\" stands both between groups of digits and before the decimals of \"{}\"",
                        field.name
                    ),
                    "give the field another \"decimalChar\": for 1.900 and 1.900,5 it is \",\"; a point is meant where \
                     none is said",
                );
            }
            for (key, meant) in misplaced(&field.other) {
                self.error(
                    &parent,
                    &format!("fields/{index}/{key}"),
                    "unknown-property",
                    &format!(
                        "the field \"{}\" has \"{key}\", which is not read there",
                        field.name
                    ),
                    &meant,
                );
            }
        }
        for (index, field) in schema.fields.iter().enumerate() {
            let Some(stated) = &field.constraints else {
                continue;
            };
            if let Err(error) = serde_json::from_value::<Constraints>(stated.clone()) {
                self.error(
                    &parent,
                    &format!("fields/{index}/constraints"),
                    "bad-constraint",
                    &format!("constraints of \"{}\": {error}", field.name),
                    "write them as Table Schema does, for example {\"minimum\": 0, \"pattern\": \"[A-Z]-[0-9]+\"}",
                );
            }
        }
        for name in schema.primary_key.iter().flat_map(OneOrMany::as_slice) {
            if !schema.fields.iter().any(|field| field.name == *name) {
                let fields = schema.fields.iter().map(|field| field.name.as_str());
                self.error(
                    &parent,
                    "primaryKey",
                    "unknown-field",
                    &format!("the primary key names \"{name}\", which is no field"),
                    &did_you_mean(name, fields),
                );
            }
        }
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
pub(super) fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    }
}

/// The keys of a field that are meant for something else: constraints that stand beside "constraints", and keys that
/// differ from known ones in capitals. Others are those of whoever described the file.
fn misplaced(keys: &BTreeMap<String, serde_json::Value>) -> Vec<(String, String)> {
    const CONSTRAINTS: [&str; 10] = [
        "required",
        "unique",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "pattern",
        "enum",
    ];
    const KNOWN: [&str; 10] = [
        "name",
        "type",
        "title",
        "description",
        "format",
        "missingValues",
        "groupChar",
        "decimalChar",
        "bareNumber",
        "constraints",
    ];
    let bare = |key: &str| key.replace(['_', '-'], "").to_lowercase();
    let found = keys.keys().filter_map(|key| {
        let is_like = |known: &&&str| bare(known) == bare(key);
        let meant = if let Some(known) = CONSTRAINTS.iter().find(is_like) {
            format!("write it under \"constraints\": {{\"{known}\": …}}")
        } else {
            format!("write \"{}\"", KNOWN.iter().find(is_like)?)
        };
        Some((key.clone(), meant))
    });
    found.collect()
}
