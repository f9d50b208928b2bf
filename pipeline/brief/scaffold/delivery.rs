//! What a dataset version is described and cleaned by: descriptor, mapping, recode tables.

use indexmap::IndexMap;
use serde_json::{Value, json};

use brief_base::diagnostics::Diagnostic;
use brief_base::record::sha256;
use brief_base::text::{collapse_blanks, fold};
use brief_model::brief::ColumnSource;
use brief_model::datapackage::DatasetStatus;

use super::model::{ColumnRole, RawColumn};
use super::sample;
use super::templates::{self, quoted};
use super::text::CountryNames;

/// One extract of a delivery, described.
#[derive(Debug, Clone)]
pub(super) struct ExtractDescription {
    /// The table that it is for, which is its resource's name.
    pub table: String,
    /// Its file in the version's folder.
    pub file: String,
    /// All of it.
    pub bytes: Vec<u8>,
    /// Encoding, for a text file.
    pub encoding: Option<String>,
    /// How its cells are set apart.
    pub dialect: Value,
    pub columns: Vec<String>,
    /// What was guessed of how it is to be read.
    pub guesses: Vec<String>,
    /// Texts that mean "missing".
    pub missing: Vec<String>,
}

/// Where a column comes from, and what is to be said of it.
#[derive(Debug, Clone)]
pub struct ColumnMapping {
    /// The series' column.
    pub column: String,
    pub source: ColumnSource,
    /// Why, and how sure.
    pub comment: String,
}

/// `datapackage.json` of a delivery.
pub(super) fn descriptor(
    brief: &str,
    names: &CountryNames,
    version: &str,
    extracts: &[ExtractDescription],
    is_sample: bool,
) -> String {
    let country = &names.country;
    let (licence, source, status) = if is_sample {
        (
            json!({"name": "CC0-1.0", "title": "Creative Commons Zero 1.0 Universal", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}),
            "Invented by `brief new`, to show how a brief is put together",
            json!({
                "status": DatasetStatus::SAMPLE,
                "statement": format!(
                    "Every row behind this draft is invented: a sample that shows how the brief is put together. \
                     No number, map or chart in it says anything about {country}."
                ),
                "caption": "Invented sample rows, no data.",
                "illustrative": "illustrative: an invented sample row, which describes nothing real",
            }),
        )
    } else {
        (
            json!({"name": "to-be-named", "title": "TODO: the licence of this delivery"}),
            "TODO: who delivered it, and when",
            json!({
                "status": DatasetStatus::UNCHECKED,
                "statement":
                    "Columns and codes of the extract behind this draft were mapped by proposal, not yet checked. \
                     Its numbers may be wrong.",
                "caption": "Mapped by proposal, not yet checked.",
            }),
        )
    };
    let resources = extracts.iter().map(|extract| {
        let fields = extract.columns.iter();
        let fields: Vec<Value> = fields
            .map(|name| json!({"name": name, "type": "any"}))
            .collect();
        // A text is CSV whatever its ending, as .tsv and .txt are.
        let format = if extract.encoding.is_some() {
            "csv"
        } else {
            "xlsx"
        };
        let mut resource = json!({
            "name": extract.table,
            "path": extract.file,
            "format": format,
        });
        if let Some(encoding) = &extract.encoding {
            resource["encoding"] = json!(encoding);
        }
        resource["bytes"] = json!(extract.bytes.len());
        resource["hash"] = json!(format!("sha256:{}", sha256(&extract.bytes)));
        resource["dialect"] = extract.dialect.clone();
        resource["schema"] = json!({"fields": fields, "missingValues": extract.missing});
        if is_sample {
            resource["brief:basis"] = json!({"rows": "chosen"});
        }
        resource
    });
    let what = if is_sample {
        "invented sample rows"
    } else {
        "first extract"
    };
    let package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": format!("{brief}-{version}"),
        "title": format!("{}: {what}", names.title),
        "version": version,
        "licenses": [licence],
        "sources": [{"title": source}],
        "brief:status": status,
        "resources": resources.collect::<Vec<_>>(),
    });
    format!("{package:#}\n")
}

/// Where the columns of a table come from.
#[derive(Debug, Clone)]
pub(super) struct TableMapping {
    pub table: String,
    pub columns: Vec<ColumnMapping>,
    /// Columns of the extract that nothing claims.
    pub unused: Vec<String>,
}

/// `cleaning/<version>.yaml`.
pub(super) fn cleaning(tables: &[TableMapping], is_proposed: bool) -> Result<String, Diagnostic> {
    let source = |source: &ColumnSource| match source {
        ColumnSource::Column(column) => format!("{{column: {}}}", quoted(column)),
        ColumnSource::Constant(value) => format!("{{constant: {}}}", quoted(value)),
        ColumnSource::Line(prefix) => format!("{{line: {}}}", quoted(prefix)),
        ColumnSource::Absent(_) => "{absent: true}".to_owned(),
    };
    let tables = tables.iter().map(|mapping| {
        let columns = mapping.columns.iter().map(|one| {
            json!({
                "name": one.column,
                "source": source(&one.source),
                "comment": collapse_blanks(&one.comment),
            })
        });
        json!({
            "name": mapping.table,
            "columns": columns.collect::<Vec<_>>(),
            "unused": mapping.unused,
        })
    });
    let tables: Vec<Value> = tables.collect();
    let values = json!({"tables": tables, "is_proposed": is_proposed});
    templates::render("cleaning.yaml", &values)
}

/// Recode tables by name: raw value, code, note.
#[derive(Debug, Default)]
pub(super) struct Recodes {
    tables: IndexMap<String, IndexMap<String, (String, String, String)>>,
}

impl Recodes {
    /// A table that is needed, whether or not anything is recoded by it.
    pub(super) fn need(&mut self, column: &RawColumn) {
        if let Some(name) = &column.recode {
            self.tables.entry(name.clone()).or_default();
        }
    }

    /// Adds an entry, unless the raw value has one.
    pub(super) fn add(&mut self, table: &str, raw: &str, code: &str, note: &str) {
        let entries = self.tables.entry(table.to_owned()).or_default();
        let entry = (raw.to_owned(), code.to_owned(), note.to_owned());
        entries.entry(fold(raw)).or_insert(entry);
    }

    /// Maps each label of a category to its code.
    pub(super) fn labels(&mut self, column: &RawColumn) {
        if let (Some(name), ColumnRole::Category) = (&column.recode, &column.role) {
            for (code, label) in &column.settings.categories {
                self.add(name, label, code, "");
            }
        }
    }

    /// Their files within the brief's folder.
    pub(super) fn files(self) -> impl Iterator<Item = (String, String)> {
        self.tables.into_iter().map(|(name, entries)| {
            let header = ["raw", "code", "note"].map(str::to_owned);
            let entries = entries.into_values();
            let entries = entries.map(|(raw, code, note)| [raw, code, note]);
            let text = sample::csv_text(std::iter::once(header).chain(entries));
            (format!("recodes/{name}.csv"), text)
        })
    }
}
