//! What both readers give: named columns of text with the line of every row.

use indexmap::IndexMap;
use polars::prelude::{
    Column, DataFrame, IntoColumn, NewChunkedArray, PolarsResult, StringChunked,
};

use brief_base::diagnostics::{Diagnostic, Place, did_you_mean};
use brief_base::text::collapse_blanks;
use brief_model::datapackage::Field;
use brief_model::datapackage::limits;

use super::LINE;
use super::encoding::misread_word;
use super::faults::Faults;
use super::held::{HeldFaults, UnnamedColumn};
use super::shown::Shown;

/// A table as it stands in a file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct TextTable {
    /// The sheet it was read from, when the file is a workbook.
    pub sheet: Option<String>,
    /// Line or spreadsheet row of each row, from 1.
    pub lines: Vec<u32>,
    /// In file order; each has as many cells as there are lines.
    pub columns: Vec<TextColumn>,
    /// What the sheet shows beyond that.
    pub shown: Shown,
    /// Faults of single cells.
    pub held: HeldFaults,
    /// Columns that hold cells and have no name.
    pub unnamed: Vec<UnnamedColumn>,
}

/// A column of text.
#[derive(Debug, PartialEq)]
pub(super) struct TextColumn {
    /// As the header says.
    pub name: String,
    /// Where it stands in the file, from 1.
    pub position: usize,
    /// From top to bottom.
    pub cells: Cells,
}

/// Cells as one text: a million of them are no million allocations.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Cells {
    texts: String,
    /// Where each cell's text ends.
    ends: Vec<usize>,
}

impl Cells {
    /// Adds a cell; a blank one has no text.
    pub(super) fn push(&mut self, cell: Option<&str>) {
        self.texts.push_str(cell.unwrap_or_default());
        self.ends.push(self.texts.len());
    }

    /// Each cell; `None` is a blank one.
    pub(super) fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let cells = starts.zip(&self.ends);
        cells.map(|(start, end)| self.texts.get(start..*end).filter(|cell| !cell.is_empty()))
    }
}

impl TextTable {
    /// Where each column stands in the file, from 1.
    pub(super) fn positions(&self) -> IndexMap<String, usize> {
        self.columns
            .iter()
            .map(|column| (column.name.clone(), column.position))
            .collect()
    }

    /// Takes out the columns that have no name; of those that hold cells, it is noted where.
    pub(super) fn set_unnamed_aside(&mut self) {
        let (named, unnamed): (Vec<_>, Vec<_>) = std::mem::take(&mut self.columns)
            .into_iter()
            .partition(|column| !column.name.is_empty());
        self.columns = named;
        for column in unnamed {
            let cells = column.cells.iter().zip(&self.lines);
            let cells =
                cells.filter(|(cell, _)| cell.is_some_and(|it| !collapse_blanks(it).is_empty()));
            let lines: Vec<u32> = cells.map(|(_, line)| *line).collect();
            self.unnamed
                .extend(lines.first().map(|first| UnnamedColumn {
                    position: column.position,
                    cells: lines.len(),
                    first: *first,
                }));
        }
    }

    /// The table as a frame of text, with the column [`LINE`] first.
    pub(super) fn into_frame(self) -> PolarsResult<DataFrame> {
        let height = self.lines.len();
        let mut columns = vec![Column::new(LINE.into(), self.lines)];
        for column in self.columns {
            let cells = column.cells.iter();
            let cells = StringChunked::from_iter_options(column.name.as_str().into(), cells);
            columns.push(cells.into_column());
        }
        DataFrame::new(height, columns)
    }
}

/// A cell of the header row: its text, position from 1 and place.
pub(super) struct HeaderCell {
    pub name: String,
    pub position: usize,
    pub place: Place,
}

/// What a header cell names: the field that it spells, blanks and what nobody sees aside; nothing when only
/// blanks stand there.
pub(super) fn column_name(cell: &str, fields: &[Field]) -> String {
    let is_field = |name: &str| fields.iter().any(|field| field.name == name);
    if is_field(cell) {
        return cell.to_owned();
    }
    let spelled = collapse_blanks(cell);
    if spelled.is_empty() {
        return spelled;
    }
    let same = fields
        .iter()
        .find(|field| collapse_blanks(&field.name) == spelled);
    same.map_or_else(|| cell.to_owned(), |field| field.name.clone())
}

/// Compares a header with the fields that the descriptor's schema names: the same names, each once, in
/// any order.
pub(super) fn check_header(
    header: &[HeaderCell],
    fields: &[Field],
    row: &Place,
    faults: &mut Faults,
) {
    let names_any = |cell: &HeaderCell| fields.iter().any(|field| field.name == cell.name);
    if fields.len() > 2 && header.len() > 2 && !header.iter().any(names_any) {
        faults.push(no_field_of(header, fields, row));
        return;
    }
    let mut seen: IndexMap<&str, usize> = IndexMap::new();
    for cell in header {
        let name = cell.name.as_str();
        // What stands in such a column is told where it is known whether that matters.
        if name.is_empty() {
            continue;
        }
        if name.chars().nth(limits::NAME_CHARACTERS).is_some() {
            faults.push(
                Diagnostic::error(
                    "column-name-too-long",
                    format!(
                        "the name of column {} has more than {} characters",
                        cell.position,
                        limits::NAME_CHARACTERS
                    ),
                )
                .with_place(cell.place.clone())
                .with_help("shorten the name; if it swallows rows, a closing quote is missing"),
            );
            continue;
        }
        if name == LINE {
            faults.push(
                Diagnostic::error(
                    "reserved-column",
                    format!("the name \"{LINE}\" is kept for the line of each row"),
                )
                .with_place(cell.place.clone())
                .with_help("give the column another name"),
            );
            continue;
        }
        if let Some(first) = seen.get(name) {
            faults.push(
                Diagnostic::error(
                    "duplicate-column",
                    format!(
                        "column {} is named \"{name}\", and so is column {first}",
                        cell.position
                    ),
                )
                .with_place(cell.place.clone())
                .with_help("give each column a name of its own"),
            );
            continue;
        }
        seen.insert(name, cell.position);
        if !fields.iter().any(|field| field.name == name) {
            let missing = fields
                .iter()
                .map(|field| field.name.as_str())
                .filter(|field| !header.iter().any(|cell| cell.name == *field));
            faults.push(
                Diagnostic::error(
                    "unknown-column",
                    format!("the descriptor's schema has no field \"{name}\""),
                )
                .with_place(cell.place.clone())
                .with_help(match missing.clone().next() {
                    Some(_) => did_you_mean(name, missing),
                    None => "describe the column in the schema, or take it out".to_owned(),
                }),
            );
        }
    }
    for field in fields {
        if !seen.contains_key(field.name.as_str()) {
            let found = header
                .iter()
                .map(|cell| cell.name.as_str())
                .filter(|name| !name.is_empty() && !fields.iter().any(|field| field.name == *name));
            faults.push(
                Diagnostic::error(
                    "missing-column",
                    format!(
                        "the header lacks \"{}\", which the descriptor's schema names",
                        field.name
                    ),
                )
                .with_place(row.clone())
                .with_help(match found.clone().next() {
                    Some(_) => did_you_mean(&field.name, found),
                    None => "add the column, or take the field out of the descriptor's schema"
                        .to_owned(),
                }),
            );
        }
    }
}

/// The fault of a row that is not the header: it names no field.
fn no_field_of(header: &[HeaderCell], fields: &[Field], row: &Place) -> Diagnostic {
    const SHOWN: usize = 4;
    let listed = |names: Vec<&str>| {
        let shown: Vec<String> = names
            .iter()
            .take(SHOWN)
            .map(|it| format!("\"{it}\""))
            .collect();
        match names.len().saturating_sub(SHOWN) {
            0 => shown.join(", "),
            more => format!("{} and {more} more", shown.join(", ")),
        }
    };
    let found = header.iter().map(|cell| cell.name.as_str());
    let found = found.filter(|name| !name.is_empty()).collect();
    let wanted = fields.iter().map(|field| field.name.as_str()).collect();
    Diagnostic::error(
        "wrong-header",
        format!(
            "the header names none of the fields of the descriptor's schema ({}); it holds {}",
            listed(wanted),
            listed(found)
        ),
    )
    .with_place(row.clone())
    .with_help("\"headerRows\" in the descriptor's dialect says which row is the header; if this is it, describe its columns")
}

/// The warning about a cell that holds text which an earlier program read in the wrong encoding.
pub(super) fn misread(text: &str) -> Option<Diagnostic> {
    let (word, meant) = misread_word(text)?;
    let message = format!("\"{word}\" is text that an earlier program misread: it was \"{meant}\"");
    let fault = Diagnostic::warning("misread-text", message);
    Some(
        fault.with_help(
            "ask for the original of this file, or correct the cells in corrections.csv",
        ),
    )
}

/// Whether a character is a control character other than tab and line break.
pub(super) fn is_stray_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r')
}

/// Says that a cell is longer than is read, when it is.
pub(super) fn cell_too_long(text: &str) -> Option<Diagnostic> {
    // A character takes at least one byte, so most cells need no counting.
    if text.len() <= limits::CELL_CHARACTERS {
        return None;
    }
    let characters = text.chars().count();
    (characters > limits::CELL_CHARACTERS).then(|| {
        Diagnostic::error(
            "cell-too-long",
            format!(
                "the cell holds {characters} characters; at most {} are read",
                limits::CELL_CHARACTERS
            ),
        )
        .with_help("shorten the text; if it swallows other rows, a closing quote is missing")
    })
}

/// What spreadsheets write where a formula has no value.
const ERROR_VALUES: [&str; 9] = [
    "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#N/A", "#SPILL!", "#CALC!",
];

/// The error value of a spreadsheet that a text is.
pub(super) fn error_value(text: &str) -> Option<&str> {
    let text = text.trim();
    (text.starts_with('#') && ERROR_VALUES.contains(&text)).then_some(text)
}

/// The fault of a cell that holds an error value.
pub(super) fn error_cell(error: &str) -> Diagnostic {
    Diagnostic::error("error-cell", format!("the cell holds the error {error}")).with_help(format!(
        "if it means that the value is missing, add \"{error}\" to \"missingValues\" in the descriptor; if not, \
         correct the cell in corrections.csv, where the old value is {error}"
    ))
}
