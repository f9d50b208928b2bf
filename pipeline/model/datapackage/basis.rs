//! `brief:basis` of a resource: what its cells rest on.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use brief_base::diagnostics::did_you_mean;

use super::Resource;
use super::check::DescriptorCheck;
use crate::rests_on::{CellBasis, ExtractBasis, RowBasis};

/// The property's name.
pub(super) const KEY: &str = "brief:basis";

const KEYS: [&str; 4] = ["statusColumn", "rows", "columns", "cells"];

/// Under a kind of row: what all columns rest on that are not listed.
const OTHERWISE: &str = "otherwise";

impl DescriptorCheck<'_> {
    /// Reads what the cells of the resource at `path` rest on; nothing where it does not say.
    pub(super) fn basis(&mut self, path: &str, resource: &Resource) -> Option<ExtractBasis> {
        let at = format!("{path}/{KEY}");
        self.spans.get(&at)?;
        let stated = self.parse::<Value>(&at)?;
        let Value::Object(stated) = stated else {
            self.basis_fault(
                path,
                KEY,
                "is not an object",
                "write {\"rows\": \"chosen\"}",
            );
            return None;
        };
        let mut reading = BasisReading {
            check: self,
            at,
            fields: field_names(resource),
        };
        reading.only_known_keys(&stated);
        let status_column = reading.status_column(&stated);
        let basis = ExtractBasis {
            rows: reading.rows(&stated, stated.contains_key(KEYS[0])),
            columns: reading.columns(stated.get("columns"), "columns"),
            cells: reading.cells(&stated, resource),
            status_column,
        };
        Some(basis)
    }

    fn basis_fault(&mut self, parent: &str, key: &str, what: &str, help: &str) {
        self.error(parent, key, "bad-basis", &format!("\"{key}\" {what}"), help);
    }
}

fn field_names(resource: &Resource) -> Vec<String> {
    let fields = resource.schema.iter().flat_map(|schema| &schema.fields);
    fields.map(|field| field.name.clone()).collect()
}

struct BasisReading<'a, 'text> {
    check: &'a mut DescriptorCheck<'text>,
    /// The path of the property.
    at: String,
    /// The columns of the resource.
    fields: Vec<String>,
}

impl BasisReading<'_, '_> {
    fn fault(&mut self, key: &str, message: &str, help: &str) {
        let at = self.at.clone();
        self.check.error(&at, key, "bad-basis", message, help);
    }

    fn only_known_keys(&mut self, stated: &Map<String, Value>) {
        for key in stated.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            let help = did_you_mean(key, KEYS);
            self.fault(key, &format!("\"{KEY}\" has no \"{key}\""), &help);
        }
        if !stated.keys().any(|key| key != KEYS[0]) {
            self.fault(
                "",
                &format!("\"{KEY}\" marks no cell"),
                "say what the rows rest on: \"rows\": \"chosen\"",
            );
        }
    }

    fn status_column(&mut self, stated: &Map<String, Value>) -> Option<String> {
        let column = stated.get(KEYS[0])?;
        let Some(column) = column.as_str() else {
            self.fault(
                KEYS[0],
                "\"statusColumn\" is not the name of a column",
                "write it in quotes",
            );
            return None;
        };
        self.is_field(column, KEYS[0]).then(|| column.to_owned())
    }

    /// Whether the resource has such a column; a fault where it does not.
    fn is_field(&mut self, column: &str, key: &str) -> bool {
        // Without a schema the missing schema is the fault.
        let is_known = self.fields.is_empty() || self.fields.iter().any(|field| field == column);
        if !is_known {
            let help = did_you_mean(column, self.fields.iter().map(String::as_str));
            self.fault(key, &format!("the schema has no field \"{column}\""), &help);
        }
        is_known
    }

    fn word(&mut self, word: &Value, key: &str) -> CellBasis {
        let known = word.as_str().and_then(CellBasis::of_word);
        if known.is_none() {
            self.fault(
                key,
                &format!("{word} is not something that a cell can rest on"),
                "write \"documented\", \"set\" (to meet a published total) or \"chosen\"",
            );
        }
        known.unwrap_or_default()
    }

    fn rows(
        &mut self,
        stated: &Map<String, Value>,
        has_status: bool,
    ) -> IndexMap<String, RowBasis> {
        match (stated.get("rows"), has_status) {
            (None, true) => {
                self.fault(
                    "rows",
                    "\"rows\" does not say what a status means",
                    "list each value of the status column: \"rows\": {\"documented\": \"documented\", …}",
                );
                IndexMap::new()
            }
            (None, false) => IndexMap::from([(String::new(), RowBasis::default())]),
            (Some(Value::Object(kinds)), true) => kinds
                .iter()
                .map(|(kind, basis)| {
                    let at = format!("rows/{kind}");
                    (kind.trim().to_owned(), self.row(basis, &at))
                })
                .collect(),
            (Some(_), true) => {
                self.fault(
                    "rows",
                    "\"rows\" is not a list of statuses",
                    "list each value of the status column: \"rows\": {\"documented\": \"documented\", …}",
                );
                IndexMap::new()
            }
            (Some(basis), false) => IndexMap::from([(String::new(), self.row(basis, "rows"))]),
        }
    }

    /// One word for a whole row, or `otherwise` and lists of columns by word.
    fn row(&mut self, basis: &Value, at: &str) -> RowBasis {
        let Value::Object(parts) = basis else {
            return RowBasis {
                otherwise: self.word(basis, at),
                columns: IndexMap::new(),
            };
        };
        let mut row = RowBasis::default();
        match parts.get(OTHERWISE) {
            Some(word) => row.otherwise = self.word(word, &format!("{at}/{OTHERWISE}")),
            None => self.fault(
                at,
                &format!("\"{at}\" does not say what the columns that it leaves out rest on"),
                "add \"otherwise\": \"documented\", \"set\" or \"chosen\"",
            ),
        }
        for (word, columns) in parts.iter().filter(|(word, _)| *word != OTHERWISE) {
            let key = format!("{at}/{word}");
            let Some(basis) = CellBasis::of_word(word) else {
                let known = CellBasis::WORDS.iter().map(|(word, _)| *word);
                let help = did_you_mean(word, known.chain([OTHERWISE]));
                self.fault(&key, &format!("a kind of row has no \"{word}\""), &help);
                continue;
            };
            let Some(columns) = columns.as_array() else {
                self.fault(
                    &key,
                    &format!("\"{word}\" is not a list of columns"),
                    "write [\"COLUMN\"]",
                );
                continue;
            };
            for column in columns {
                let name = column.as_str().unwrap_or_default().to_owned();
                if self.is_field(&name, &key) && row.columns.insert(name.clone(), basis).is_some() {
                    let message = format!("\"{name}\" is listed twice");
                    self.fault(&key, &message, "leave it in one list");
                }
            }
        }
        row
    }

    fn columns(&mut self, stated: Option<&Value>, at: &str) -> IndexMap<String, CellBasis> {
        let columns = match stated {
            None => return IndexMap::new(),
            Some(Value::Object(columns)) => columns,
            Some(_) => {
                self.fault(
                    at,
                    "\"columns\" does not go by column",
                    "write {\"COLUMN\": \"chosen\"}",
                );
                return IndexMap::new();
            }
        };
        let mut read = IndexMap::new();
        for (column, word) in columns {
            let key = format!("{at}/{column}");
            if self.is_field(column, &key) {
                read.insert(column.clone(), self.word(word, &key));
            }
        }
        read
    }

    fn cells(
        &mut self,
        stated: &Map<String, Value>,
        resource: &Resource,
    ) -> IndexMap<String, IndexMap<String, CellBasis>> {
        let mut read: IndexMap<String, IndexMap<String, CellBasis>> = IndexMap::new();
        let cells = match stated.get("cells") {
            None => return read,
            Some(Value::Array(cells)) => cells,
            Some(_) => {
                self.fault("cells", "\"cells\" is not a list", ONE_CELL);
                return read;
            }
        };
        let keys = resource
            .schema
            .iter()
            .flat_map(|schema| &schema.primary_key);
        if keys.flat_map(|keys| keys.as_slice()).count() != 1 {
            self.fault(
                "cells",
                "single cells are marked, and no single column is the primary key",
                "name the column that tells rows apart as the schema's \"primaryKey\"",
            );
        }
        for (number, cell) in cells.iter().enumerate() {
            let at = format!("cells/{number}");
            let text = |key: &str| cell.get(key).and_then(Value::as_str).map(str::to_owned);
            let (Some(row), Some(column), Some(word)) =
                (text("row"), text("column"), cell.get("basis"))
            else {
                self.fault(
                    &at,
                    "a marked cell does not name its row, its column, and what it rests on",
                    ONE_CELL,
                );
                continue;
            };
            let basis = self.word(word, &format!("{at}/basis"));
            if self.is_field(&column, &format!("{at}/column")) {
                let of_row = read.entry(row.trim().to_owned()).or_default();
                if of_row.insert(column.clone(), basis).is_some() {
                    let message =
                        format!("the cell of row \"{row}\" in \"{column}\" is marked twice");
                    self.fault(&at, &message, "leave one of the marks");
                }
            }
        }
        read
    }
}

const ONE_CELL: &str = "write [{\"row\": \"KEY\", \"column\": \"COLUMN\", \"basis\": \"chosen\"}]";
