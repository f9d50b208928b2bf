//! One sheet of an XLSX workbook as received: every cell as text.
//!
//! calamine reads the cells as a stream. Its `worksheet_range` is never used: it allocates the
//! rectangle up to the last cell, and one cell at XFD1048576 makes that abort the process. Rows, columns
//! and cells have limits of our own, and the container is checked before calamine opens it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use brief_base::text::collapse_blanks;
use brief_model::datapackage::Resource;
use brief_model::datapackage::limits;

use super::faults::Faults;
use super::held::{HeldFaults, UnnamedColumn};
use super::shown::{CellLook, LookedAt, Shown};
use super::table::{
    Cells, HeaderCell, TextColumn, TextTable, cell_too_long, check_header, column_name, error_cell,
    is_stray_control, misread,
};

mod cell;
mod container;
mod looks;
mod number_format;

use cell::CellFault;
use looks::Looks;

/// Reads one sheet of a workbook: the one that the dialect names, or else the first. Rows above the
/// header are no data. A row without any cell between rows with some is a row of blanks, so that it is
/// counted; blank rows at the end are not. A formula gives the value that the spreadsheet last
/// computed. A date that is shown to the month is one to the month. What else the sheet shows beyond the text of
/// its cells (hidden, merged, struck through) is told in [`Shown`], for cleaning to judge.
pub(super) fn read(
    bytes: &[u8],
    resource: &Resource,
    file: &str,
) -> Result<(TextTable, Diagnostics), Diagnostics> {
    container::check(bytes, file)?;
    let mut faults = Faults::default();
    // calamine computes with some numbers of the file unchecked, and expects some parts without
    // looking. What is caught here was only reading: no state outlives it.
    let table = catch_unwind(AssertUnwindSafe(|| {
        read_sheet(bytes, resource, file, &mut faults)
    }));
    let table = table.unwrap_or_else(|_| {
        faults.push(unreadable(file, "its parts contradict each other"));
        None
    });
    let failed = faults.has_errors();
    let found = faults.finish();
    match table {
        Some(table) if !failed => Ok((table, found)),
        _ => Err(found),
    }
}

/// Refuses what is no workbook, or too much of one.
pub(super) fn check(bytes: &[u8], file: &str) -> Result<(), Diagnostic> {
    container::check(bytes, file)
}

/// All cells of a sheet that are not blank; none when it cannot be read.
pub(super) fn rows_of(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    file: &str,
    faults: &mut Faults,
) -> Option<Rows> {
    let sheet = SheetPlace { file, name: sheet };
    let (mut seen, mut held) = (Seen::default(), HeldFaults::default());
    let looks = Looks::default();
    read_cells(workbook, &sheet, 1, (&looks, &mut seen), &mut held, faults)
}

fn unreadable(file: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        "unreadable-workbook",
        format!("the workbook is damaged: {why}"),
    )
    .with_place(Place::file(file))
    .with_help("open it in a spreadsheet program and save it again")
}

fn read_sheet(
    bytes: &[u8],
    resource: &Resource,
    file: &str,
    faults: &mut Faults,
) -> Option<TextTable> {
    let mut workbook: Xlsx<_> = match calamine::open_workbook_from_rs(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(error) => {
            let error: XlsxError = error;
            faults.push(unreadable(file, &error.to_string()));
            return None;
        }
    };
    let sheet = match chosen_sheet(&workbook.sheet_names(), resource, file) {
        Ok(sheet) => sheet,
        Err(fault) => {
            faults.push(fault);
            return None;
        }
    };
    if let Some(fault) = one_of_several(&workbook, &sheet, resource, file) {
        faults.push(fault);
    }
    let sheet = SheetPlace { file, name: &sheet };
    let header_row = resource.dialect.header_row();
    let styles = match workbook.worksheet_cells_reader(sheet.name) {
        Ok(reader) => reader.styles().to_vec(),
        // What is wrong is told when its cells are read.
        Err(_) => Vec::new(),
    };
    let looks = Looks::read(bytes, sheet.name, &styles);
    let (mut seen, mut held) = (Seen::default(), HeldFaults::default());
    let shows = (&looks, &mut seen);
    let rows = read_cells(&mut workbook, &sheet, header_row, shows, &mut held, faults)?;
    // Whatever else is read, the header is.
    for (column, fault) in held.take_line(header_row) {
        let column = u32::try_from(column).unwrap_or(u32::MAX);
        faults.push(fault.with_place(sheet.cell(header_row, column)));
    }
    let mut shown = seen.into_shown(&rows, looks, header_row);
    shown.sheet_is_hidden = workbook
        .sheets_metadata()
        .iter()
        .any(|known| known.name == sheet.name && known.visible != calamine::SheetVisible::Visible);
    let table = build_table(rows, held, resource, &sheet, faults)?;
    Some(TextTable { shown, ..table })
}

/// A warning of a workbook with several sheets of which the descriptor names none.
fn one_of_several(
    workbook: &Xlsx<Cursor<&[u8]>>,
    read: &str,
    resource: &Resource,
    file: &str,
) -> Option<Diagnostic> {
    let dialect = &resource.dialect;
    let names = workbook.sheet_names();
    if names.len() < 2 || dialect.sheet_name.is_some() || dialect.sheet_number.is_some() {
        return None;
    }
    let others: Vec<String> = names.into_iter().filter(|name| name != read).collect();
    let message = format!(
        "the descriptor names no sheet of the workbook, and the first, \"{read}\", is read; the others are {}",
        listed(&others)
    );
    let help =
        format!("say which is meant: \"dialect\": {{\"sheetName\": \"{read}\"}} in the descriptor");
    let fault = Diagnostic::warning("one-of-several-sheets", message);
    Some(fault.with_place(Place::file(file)).with_help(help))
}

fn chosen_sheet(names: &[String], resource: &Resource, file: &str) -> Result<String, Diagnostic> {
    let dialect = &resource.dialect;
    if let Some(wanted) = &dialect.sheet_name {
        return names
            .iter()
            .find(|name| *name == wanted)
            .or_else(|| {
                names
                    .iter()
                    .find(|name| collapse_blanks(name) == collapse_blanks(wanted))
            })
            .cloned()
            .ok_or_else(|| {
                Diagnostic::error(
                    "missing-sheet",
                    format!(
                        "there is no sheet \"{wanted}\"; the workbook has: {}",
                        listed(names)
                    ),
                )
                .with_place(Place::file(file))
                .with_help(did_you_mean(wanted, names.iter().map(String::as_str)))
            });
    }
    let number = dialect.sheet_number.unwrap_or(1);
    names.get(number.wrapping_sub(1)).cloned().ok_or_else(|| {
        Diagnostic::error(
            "missing-sheet",
            format!(
                "there is no sheet {number}; the workbook has {}: {}",
                names.len(),
                listed(names)
            ),
        )
        .with_place(Place::file(file))
        .with_help("name the sheet with \"sheetName\" in the descriptor's dialect")
    })
}

/// The names of sheets; a workbook with very many gets the first of them.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 20;
    match names.len().checked_sub(SHOWN) {
        None | Some(0) => names.join(", "),
        Some(more) => format!("{} and {more} more", names[..SHOWN].join(", ")),
    }
}

/// The sheet that places speak of.
struct SheetPlace<'a> {
    file: &'a str,
    name: &'a str,
}

impl SheetPlace<'_> {
    /// Row and column from 1.
    fn cell(&self, row: u32, column: u32) -> Place {
        Place::cell(self.file, Some(self.name), size(row), Some(size(column)))
    }

    fn row(&self, row: u32) -> Place {
        Place::cell(self.file, Some(self.name), size(row), None)
    }

    fn whole(&self) -> Place {
        Place {
            sheet: Some(self.name.to_owned()),
            ..Place::file(self.file)
        }
    }
}

fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The cells that are not blank, by row and column from 1.
pub(super) type Rows = BTreeMap<u32, BTreeMap<u32, String>>;

fn read_cells(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &SheetPlace<'_>,
    header_row: u32,
    (looks, seen): (&Looks, &mut Seen),
    held: &mut HeldFaults,
    faults: &mut Faults,
) -> Option<Rows> {
    let mut reader = match workbook.worksheet_cells_reader(sheet.name) {
        Ok(reader) => reader,
        Err(error) => {
            faults.push(
                Diagnostic::error(
                    "unreadable-workbook",
                    format!("the sheet cannot be read: {error}"),
                )
                .with_place(sheet.whole()),
            );
            return None;
        }
    };
    let reach_header = looks.reaching(header_row);
    let mut rows = Rows::new();
    let (mut cells, mut text_bytes) = (0_usize, 0_usize);
    let mut last = None;
    let mut unknown_errors = looks.errors.iter();
    loop {
        let cell = match reader.next_cell_with_formula_metadata() {
            Ok(Some(cell)) => cell,
            Ok(None) => return Some(rows),
            Err(error) => {
                let goes_on = concerns_one_cell(&error);
                // calamine does not know all error values, and does not say where one stands.
                let known = match &error {
                    XlsxError::CellError(name) => unknown_errors.find(|(_, known)| known == name),
                    _ => None,
                };
                if let Some(((row, column), name)) = known {
                    if *row >= header_row {
                        held.add(size(*column), *row, error_cell(name));
                        rows.entry(*row).or_default().insert(*column, name.clone());
                    }
                    continue;
                }
                faults.push(unreadable_cell(&error, last, sheet));
                if goes_on {
                    continue;
                }
                return None;
            }
        };
        let (row, column) = (cell.pos.0.checked_add(1)?, cell.pos.1.checked_add(1)?);
        let place = || sheet.cell(row, column);
        last = Some((row, column));
        // A name in cells that are merged down to the header is one of the header.
        let row = match reach_header.contains(&(row, size(column))) {
            true => header_row,
            false => row,
        };
        // Other rows above it are no data, whatever they hold.
        if row < header_row {
            continue;
        }
        let look = looks.of(row, column).unwrap_or_default();
        let text = match text_of(&cell.value, cell.formula.is_some()) {
            Ok(Some(text)) => cell::as_shown(text, &cell.value, look.format),
            Ok(None) => continue,
            Err(found) => {
                let (text, fault) = *found;
                held.add(size(column), row, fault);
                text
            }
        };
        if size(row - header_row) > limits::ROWS || size(column) > limits::COLUMNS {
            faults.push(
                Diagnostic::error(
                    "cell-out-of-reach",
                    format!(
                        "the cell lies beyond the {} rows and {} columns that are read",
                        limits::ROWS,
                        limits::COLUMNS
                    ),
                )
                .with_place(place())
                .with_help(
                    "clear it if it is there by mistake, or deliver the table in several files",
                ),
            );
            continue;
        }
        if let Some(fault) = cell_too_long(&text) {
            held.add(size(column), row, fault);
            continue;
        }
        if let Some(fault) = misread(&text) {
            held.add(size(column), row, fault);
        }
        if let Some(character) = text.chars().find(|it| is_stray_control(*it)) {
            let message = format!("the control character U+{:04X}", u32::from(character));
            let fault = Diagnostic::error("control-character", message);
            let help = "correct the cell in corrections.csv, or have it taken out at the source";
            held.add(size(column), row, fault.with_help(help));
        }
        if row > header_row && look != looks::Look::default() {
            seen.add((row, size(column)), look, &cell.value, &text);
        }
        cells += 1;
        text_bytes = text_bytes.saturating_add(text.len());
        if cells > limits::CELLS || text_bytes > limits::TEXT_BYTES {
            faults.push(
                Diagnostic::error(
                    "too-many-cells",
                    format!(
                        "at most {} cells and {} bytes of text are read",
                        limits::CELLS,
                        limits::TEXT_BYTES
                    ),
                )
                .with_place(place())
                .with_help("deliver the table in several files"),
            );
            return None;
        }
        if rows.entry(row).or_default().insert(column, text).is_some() {
            faults.push(
                Diagnostic::error("duplicate-cell", "the workbook holds this cell twice")
                    .with_place(place())
                    .with_help("open it in a spreadsheet program and save it again"),
            );
        }
    }
}

/// What was seen of cells that are shown otherwise than their text says.
#[derive(Default)]
struct Seen {
    cells: BTreeMap<(CellLook, usize), LookedAt>,
    struck: Vec<(u32, usize)>,
}

impl Seen {
    fn add(&mut self, place: (u32, usize), look: looks::Look, value: &DataRef<'_>, text: &str) {
        if look.text.struck {
            self.struck.push(place);
        }
        let (row, column) = place;
        for look in cell::looks_of(look, value, text) {
            self.cells.entry((look, column)).or_default().add(row);
        }
    }

    /// The same with what else the sheet shows; of rows, those below the header that hold something.
    fn into_shown(mut self, rows: &Rows, looks: Looks, header_row: u32) -> Shown {
        let mut struck: BTreeMap<u32, usize> = BTreeMap::new();
        for (row, _) in &self.struck {
            *struck.entry(*row).or_default() += 1;
        }
        let is_whole =
            |row: &u32, cells: usize| rows.get(row).is_some_and(|row| row.len() == cells);
        let struck_rows = struck.iter().filter(|(row, cells)| is_whole(row, **cells));
        let struck_rows: BTreeSet<u32> = struck_rows.map(|(row, _)| *row).collect();
        for (row, column) in self.struck {
            if !struck_rows.contains(&row) {
                self.cells
                    .entry((CellLook::Struck, column))
                    .or_default()
                    .add(row);
            }
        }
        let columns = rows
            .values()
            .flat_map(BTreeMap::keys)
            .map(|column| size(*column));
        let columns: BTreeSet<usize> = match looks.hidden_columns.is_empty() {
            true => BTreeSet::new(),
            false => columns.collect(),
        };
        let mut hidden_columns = looks.hidden_columns;
        hidden_columns.sort_unstable();
        // A file may say the same of a column as often as it likes.
        hidden_columns.dedup_by(|next, run| {
            let is_within = next.0 <= run.1;
            run.1 = if is_within { run.1.max(next.1) } else { run.1 };
            is_within
        });
        let is_hidden = |column: &usize| {
            let mut runs = hidden_columns.iter();
            runs.any(|(first, last)| (size(*first)..=size(*last)).contains(column))
        };
        let holds = |row: &u32| *row > header_row && rows.contains_key(row);
        Shown {
            sheet_is_hidden: false,
            hidden_rows: looks.hidden_rows.into_iter().filter(holds).collect(),
            hidden_columns: columns.into_iter().filter(is_hidden).collect(),
            is_filtered: looks.is_filtered,
            struck_rows,
            merged: looks
                .merged
                .into_iter()
                .filter(|merged| merged.last_row > header_row)
                .collect(),
            cells: self.cells,
        }
    }
}

/// The text of a cell. Where it has none of its own, what stands for it, which tells a correction the cell that
/// it is for, and the fault without its place.
fn text_of(
    value: &DataRef<'_>,
    is_formula: bool,
) -> Result<Option<String>, Box<(String, Diagnostic)>> {
    if is_formula && *value == DataRef::Empty {
        let fault = Diagnostic::error(
            "formula-without-value",
            "the cell holds a formula whose value was never computed",
        )
        .with_help("open the workbook in a spreadsheet program and save it as a new delivery, or correct the cell in corrections.csv");
        return Err(Box::new((NO_VALUE.to_owned(), fault)));
    }
    cell::text_of(value).map_err(|fault| {
        Box::new(match fault {
            CellFault::Error(error) => {
                let fault = error_cell(&error);
                (error, fault)
            }
            CellFault::NoNumber => (
                NO_VALUE.to_owned(),
                Diagnostic::error("no-number", "the cell's number is not a finite one"),
            ),
            CellFault::NoDate(serial) => (
                serial.to_string(),
                Diagnostic::error(
                    "no-date",
                    format!("the cell is formatted as a date, and its number {serial} is not one"),
                )
                .with_help("correct it in corrections.csv, where the old value is that number"),
            ),
        })
    })
}

/// Stands for the value of a cell that has none, where an empty text would pass as a blank cell.
const NO_VALUE: &str = "#NO VALUE";

/// Whether calamine can go on with the next cell.
fn concerns_one_cell(error: &XlsxError) -> bool {
    matches!(
        error,
        XlsxError::CellError(_)
            | XlsxError::CellTAttribute(_)
            | XlsxError::ParseFloat(_)
            | XlsxError::Unrecognized { .. }
            | XlsxError::Unexpected(_)
    )
}

/// calamine does not say which cell it could not read: only the last one before it is known.
fn unreadable_cell(
    error: &XlsxError,
    last: Option<(u32, u32)>,
    sheet: &SheetPlace<'_>,
) -> Diagnostic {
    let fault = match error {
        XlsxError::CellError(name) => error_cell(name),
        error => Diagnostic::error("unreadable-cell", format!("a cell cannot be read: {error}")),
    };
    let (which, place) = match last {
        Some((row, column)) => ("first cell after the place named", sheet.cell(row, column)),
        None => ("first cell of the sheet", sheet.whole()),
    };
    let message = format!("{} (the {which})", fault.message);
    Diagnostic { message, ..fault }.with_place(place)
}

fn build_table(
    mut rows: Rows,
    held: HeldFaults,
    resource: &Resource,
    sheet: &SheetPlace<'_>,
    faults: &mut Faults,
) -> Option<TextTable> {
    let header_row = resource.dialect.header_row();
    let Some(header) = rows.remove(&header_row) else {
        faults.push(
            Diagnostic::error(
                "no-header",
                format!("row {header_row}, which should name the columns, is blank"),
            )
            .with_place(sheet.row(header_row))
            .with_help("\"headerRows\" in the descriptor's dialect says which row is the header"),
        );
        return None;
    };
    let fields = resource
        .schema
        .as_ref()
        .map_or(&[][..], |schema| &schema.fields);
    let header: Vec<HeaderCell> = header
        .into_iter()
        .map(|(column, name)| HeaderCell {
            name: column_name(&name, fields),
            position: size(column),
            place: sheet.cell(header_row, column),
        })
        .filter(|cell| !cell.name.is_empty())
        .collect();
    check_header(&header, fields, &sheet.row(header_row), faults);
    let unnamed = outside_the_header(&rows, &header);

    let last_row = rows.keys().next_back().copied().unwrap_or(header_row);
    let height = size(last_row.saturating_sub(header_row));
    if height.saturating_mul(header.len()) > limits::CELLS {
        faults.push(
            Diagnostic::error(
                "too-many-cells",
                format!(
                    "{height} rows of {} columns; at most {} cells are read",
                    header.len(),
                    limits::CELLS
                ),
            )
            .with_place(sheet.row(last_row))
            .with_help("clear what stands far below the table, or deliver it in several files"),
        );
        return None;
    }
    let mut columns: Vec<TextColumn> = header
        .into_iter()
        .map(|cell| TextColumn {
            name: cell.name,
            position: cell.position,
            cells: Cells::default(),
        })
        .collect();
    let lines: Vec<u32> = (header_row.saturating_add(1)..=last_row).collect();
    for line in &lines {
        let mut row = rows.remove(line).unwrap_or_default();
        for column in &mut columns {
            let cell = u32::try_from(column.position)
                .ok()
                .and_then(|position| row.remove(&position));
            column.cells.push(cell.as_deref());
        }
    }
    Some(TextTable {
        sheet: Some(sheet.name.to_owned()),
        lines,
        columns,
        shown: Shown::default(),
        held,
        unnamed,
    })
}

/// The columns that hold cells and have no name.
fn outside_the_header(rows: &Rows, header: &[HeaderCell]) -> Vec<UnnamedColumn> {
    let named: BTreeSet<usize> = header.iter().map(|cell| cell.position).collect();
    let mut unnamed: BTreeMap<u32, (u32, usize)> = BTreeMap::new();
    for (row, cells) in rows {
        for (column, cell) in cells {
            if !named.contains(&size(*column)) && !collapse_blanks(cell).is_empty() {
                unnamed.entry(*column).or_insert((*row, 0)).1 += 1;
            }
        }
    }
    let unnamed = unnamed.into_iter();
    unnamed
        .map(|(column, (first, cells))| UnnamedColumn {
            position: size(column),
            cells,
            first,
        })
        .collect()
}

#[cfg(test)]
mod tests;
