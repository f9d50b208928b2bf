//! CSV as received: every cell as text, every fault with its line and column.
//!
//! The `csv` crate splits the text; it is lenient by design (ragged rows, blank lines and an unclosed
//! quote pass without a word), so each record is also walked once for where its cells begin and how
//! their quotes stand. Polars types the cells later; it never reads the file.

use std::iter::Peekable;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::text::collapse_blanks;
use brief_model::datapackage::Resource;
use brief_model::datapackage::limits;

use super::faults::Faults;
use super::table::{
    Cells, HeaderCell, TextColumn, TextTable, cell_too_long, check_header, column_name, error_cell,
    error_value, is_stray_control, misread,
};
use super::text::{Lines, decode, encoding_named};

/// Reads a CSV file. Each row's line is the one on which its record begins. A blank line between
/// records is a row of blank cells, so that it is counted; blank lines at the end are not.
pub(super) fn read(
    bytes: &[u8],
    resource: &Resource,
    file: &str,
) -> Result<(TextTable, Diagnostics), Diagnostics> {
    let mut faults = Faults::default();
    let table = read_into(bytes, resource, file, &mut faults);
    let failed = faults.has_errors();
    let found = faults.finish();
    match table {
        Some(table) if !failed => Ok((table, found)),
        _ => Err(found),
    }
}

fn read_into(
    bytes: &[u8],
    resource: &Resource,
    file: &str,
    faults: &mut Faults,
) -> Option<TextTable> {
    let dialect = &resource.dialect;
    let (delimiter, quote) = (dialect.delimiter_byte(), dialect.quote_byte());
    if let Some(fault) = too_much(bytes, delimiter) {
        faults.push(fault.with_place(Place::file(file)));
        return None;
    }
    let encoding = encoding_named(resource.encoding.as_deref().unwrap_or("utf-8"))?;
    let text = decode(bytes, encoding, file, faults)?;
    let lines = Lines::of(&text);
    let mut strays = stray_characters(&text, faults).into_iter().peekable();

    let walk = Walk {
        text: &text,
        lines: &lines,
        delimiter,
        quote,
        file,
    };
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quote(quote)
        .from_reader(text.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let mut cells = Vec::new();
    let mut rows_before_header = dialect.header_row() - 1;
    let mut table: Option<TextTable> = None;
    // Blank lines are kept back until a record follows them.
    let mut blank_lines: Vec<usize> = Vec::new();
    loop {
        let from = byte_offset(reader.position());
        let found = match reader.read_record(&mut record) {
            Ok(found) => found,
            Err(error) => {
                faults.push(
                    Diagnostic::error("unreadable-csv", error.to_string())
                        .with_place(lines.place(file, from)),
                );
                return None;
            }
        };
        let start = walk.skip_blank_lines(from, &mut blank_lines);
        if !found {
            break;
        }
        walk.record(start, byte_offset(reader.position()), &mut cells);
        let line = lines.line(start);
        let blank = record.len() == 1 && record[0].trim().is_empty();
        let Some(table) = &mut table else {
            // Rows above the header are no data; a blank line counts as a row there too.
            let above = u32::try_from(blank_lines.len()).unwrap_or(u32::MAX);
            blank_lines.clear();
            if rows_before_header > above {
                rows_before_header -= above + 1;
                continue;
            }
            if rows_before_header < above {
                faults.push(no_header(&walk, dialect.header_row()));
                return None;
            }
            if !walk.quotes(&cells, faults) {
                return None;
            }
            for (offset, fault) in drawn_until(&mut strays, byte_offset(reader.position())) {
                // Rows above the header are no data.
                if offset >= start {
                    faults.push(fault.with_place(lines.place(file, offset)));
                }
            }
            table = Some(walk.header(&record, &cells, line, resource, faults)?);
            continue;
        };
        if blank && table.columns.len() > 1 {
            blank_lines.push(line);
            continue;
        }
        let quoted_well = walk.quotes(&cells, faults);
        for line in blank_lines.drain(..) {
            push_row(table, line, std::iter::empty());
        }
        if quoted_well {
            walk.ragged(&record, table.columns.len(), line, &cells, faults);
        }
        let number = u32::try_from(line).unwrap_or(u32::MAX);
        for (index, cell) in record.iter().enumerate() {
            let of_error = error_value(cell).map(error_cell);
            let faults = cell_too_long(cell).into_iter().chain(misread(cell));
            for fault in faults.chain(of_error) {
                table.held.add(index + 1, number, fault);
            }
        }
        for (offset, fault) in drawn_until(&mut strays, byte_offset(reader.position())) {
            let cell = cells.iter().position(|cell| offset <= cell.end);
            match cell {
                Some(index) => table.held.add(index + 1, number, fault),
                None => faults.push(fault.with_place(lines.place(file, offset))),
            }
        }
        push_row(table, line, record.iter());
        if table.lines.len() > limits::ROWS
            || table.lines.len() * table.columns.len() > limits::CELLS
        {
            faults.push(
                Diagnostic::error(
                    "too-many-rows",
                    format!(
                        "at most {} rows and {} cells are read",
                        limits::ROWS,
                        limits::CELLS
                    ),
                )
                .with_place(Place::line(file, line))
                .with_help("deliver the table in several files"),
            );
            return None;
        }
    }
    match &mut table {
        Some(table) => table.set_unnamed_aside(),
        None => faults.push(no_header(&walk, dialect.header_row())),
    }
    table
}

/// Those that stand before an offset.
fn drawn_until(
    strays: &mut Peekable<impl Iterator<Item = (usize, Diagnostic)>>,
    end: usize,
) -> Vec<(usize, Diagnostic)> {
    std::iter::from_fn(|| strays.next_if(|(offset, _)| *offset < end)).collect()
}

fn no_header(walk: &Walk<'_>, row: u32) -> Diagnostic {
    Diagnostic::error(
        "no-header",
        format!("row {row}, which should name the columns, is blank or not there"),
    )
    .with_place(Place::file(walk.file))
    .with_help("\"headerRows\" in the descriptor's dialect says which row is the header")
}

/// Refuses a file by its size and by the number of its separators, before anything is allocated.
fn too_much(bytes: &[u8], delimiter: u8) -> Option<Diagnostic> {
    if bytes.len() > limits::TEXT_BYTES {
        return Some(Diagnostic::error(
            "file-too-large",
            format!(
                "{} bytes; at most {} are read",
                bytes.len(),
                limits::TEXT_BYTES
            ),
        ));
    }
    let separators = bytes
        .iter()
        .filter(|byte| **byte == delimiter || **byte == b'\n' || **byte == b'\r')
        .count();
    (separators > 2 * limits::CELLS).then(|| {
        Diagnostic::error(
            "too-many-cells",
            format!(
                "{separators} separators; at most {} cells are read",
                limits::CELLS
            ),
        )
    })
}

/// Control characters, and characters that an earlier program could not read or misread, with where they stand.
fn stray_characters(text: &str, faults: &Faults) -> Vec<(usize, Diagnostic)> {
    let already = faults.has_errors();
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    if text.as_bytes().iter().all(is_plain) {
        return Vec::new();
    }
    let mut strays = Vec::new();
    for (offset, character) in text.char_indices() {
        if is_stray_control(character) {
            let fault = Diagnostic::error(
                "control-character",
                format!("the control character U+{:04X}", u32::from(character)),
            );
            let help = "correct the cell in corrections.csv, or check the \"encoding\"";
            strays.push((offset, fault.with_help(help)));
        } else if character == '\u{fffd}' && !already {
            let fault = Diagnostic::warning(
                "replacement-character",
                "U+FFFD stands where an earlier program could not read a character",
            );
            strays.push((offset, fault.with_help("ask for the original of this file")));
        }
    }
    strays
}

fn push_row<'a>(table: &mut TextTable, line: usize, cells: impl Iterator<Item = &'a str>) {
    table.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
    let mut cells = cells;
    for column in &mut table.columns {
        let cell = cells.next().filter(|cell| !cell.is_empty());
        column.cells.push(cell);
    }
}

fn byte_offset(position: &::csv::Position) -> usize {
    usize::try_from(position.byte()).unwrap_or(usize::MAX)
}

/// Where a cell begins (at its opening quote, if it has one) and how its quotes stand.
#[derive(Debug, Clone, Copy)]
struct CellSpan {
    start: usize,
    end: usize,
    quotes: Quotes,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Quotes {
    /// None, or opened and closed.
    Well,
    /// Opened and never closed.
    Unclosed,
    /// Closed, and then text up to the delimiter, from this byte on.
    TextAfter(usize),
}

/// Walks the text beside the `csv` crate.
struct Walk<'text> {
    text: &'text str,
    lines: &'text Lines<'text>,
    delimiter: u8,
    quote: u8,
    file: &'text str,
}

impl Walk<'_> {
    /// From where the last record ended to where the next begins, noting the blank lines between.
    fn skip_blank_lines(&self, from: usize, blank_lines: &mut Vec<usize>) -> usize {
        let bytes = self.text.as_bytes();
        let at = |offset: usize| bytes.get(offset).copied();
        let mut start = from;
        // The `csv` crate leaves the LF of a CR LF for later.
        if start > 0 && at(start - 1) == Some(b'\r') && at(start) == Some(b'\n') {
            start += 1;
        }
        while let Some(byte @ (b'\r' | b'\n')) = at(start) {
            blank_lines.push(self.lines.line(start));
            start += 1;
            if byte == b'\r' && at(start) == Some(b'\n') {
                start += 1;
            }
        }
        start
    }

    /// The cells of the record in these bytes, as the `csv` crate splits them.
    fn record(&self, start: usize, end: usize, cells: &mut Vec<CellSpan>) {
        let bytes = self.text.as_bytes();
        let end = end.min(bytes.len());
        cells.clear();
        let mut at = start;
        loop {
            let cell_start = at;
            let mut quotes = Quotes::Well;
            if at < end && bytes[at] == self.quote {
                quotes = Quotes::Unclosed;
                at += 1;
                while at < end {
                    if bytes[at] != self.quote {
                        at += 1;
                    } else if at + 1 < end && bytes[at + 1] == self.quote {
                        at += 2;
                    } else {
                        at += 1;
                        quotes = Quotes::Well;
                        break;
                    }
                }
            }
            let after = at;
            while at < end && bytes[at] != self.delimiter && !matches!(bytes[at], b'\r' | b'\n') {
                at += 1;
            }
            if after > cell_start && at > after && quotes == Quotes::Well {
                quotes = Quotes::TextAfter(after);
            }
            // A header of this length is refused, and a longer row is told by its length alone.
            if cells.len() <= limits::COLUMNS {
                cells.push(CellSpan {
                    start: cell_start,
                    end: at,
                    quotes,
                });
            }
            if at < end && bytes[at] == self.delimiter {
                at += 1;
            } else {
                return;
            }
        }
    }

    fn place_of(&self, cells: &[CellSpan], index: usize, line: usize) -> Place {
        match cells.get(index) {
            Some(cell) => self.lines.place(self.file, cell.start),
            None => Place::line(self.file, line),
        }
    }

    /// Says where quotes are wrong. When they are, the number of cells means nothing.
    fn quotes(&self, cells: &[CellSpan], faults: &mut Faults) -> bool {
        let mut well = true;
        for cell in cells {
            // Only a quoted cell can span lines, and few are quoted.
            if self.text.as_bytes().get(cell.start) != Some(&self.quote) {
                continue;
            }
            let opened = self.lines.place(self.file, cell.start);
            let spanned = self.lines.line(cell.end) - self.lines.line(cell.start) + 1;
            let fault = match cell.quotes {
                Quotes::Unclosed => Diagnostic::error(
                    "unclosed-quote",
                    "the quote that opens here is never closed",
                )
                .with_place(opened)
                .with_help("close it; the lines below it could not be checked"),
                Quotes::TextAfter(after) => Diagnostic::error(
                    "text-after-quote",
                    format!(
                        "text follows the closing quote of the cell that begins at {opened}"
                    ),
                )
                .with_place(self.lines.place(self.file, after))
                .with_help(
                    "double a quote within a quoted cell; or an earlier quote was never closed",
                ),
                Quotes::Well if spanned > limits::CELL_LINES => Diagnostic::error(
                    "quote-spans-lines",
                    format!(
                        "the quote that opens here is closed only {spanned} lines further down; a cell may span {}",
                        limits::CELL_LINES
                    ),
                )
                .with_place(opened)
                .with_help("most likely its closing quote is missing"),
                Quotes::Well => continue,
            };
            well = false;
            faults.push(fault);
        }
        well
    }

    /// Reads the header and compares it with the schema.
    fn header(
        &self,
        record: &::csv::StringRecord,
        cells: &[CellSpan],
        line: usize,
        resource: &Resource,
        faults: &mut Faults,
    ) -> Option<TextTable> {
        let row = Place::line(self.file, line);
        if record.len() > limits::COLUMNS {
            faults.push(
                Diagnostic::error(
                    "too-many-columns",
                    format!(
                        "the header has {} cells; at most {} columns are read",
                        record.len(),
                        limits::COLUMNS
                    ),
                )
                .with_place(row),
            );
            return None;
        }
        let fields = resource
            .schema
            .as_ref()
            .map_or(&[][..], |schema| &schema.fields);
        if record.len() == 1
            && fields.len() > 1
            && let Some(other) = [';', '\t', ',', '|']
                .into_iter()
                .find(|other| record[0].matches(*other).count() + 1 >= fields.len())
        {
            faults.push(
                Diagnostic::error(
                    "wrong-delimiter",
                    format!(
                        "the header is one cell when split at {:?}, and holds {other:?}",
                        char::from(self.delimiter)
                    ),
                )
                .with_place(row)
                .with_help(format!(
                    "set \"dialect\": {{\"delimiter\": {other:?}}} in the descriptor"
                )),
            );
            return None;
        }
        let header: Vec<HeaderCell> = record
            .iter()
            .enumerate()
            .map(|(index, name)| HeaderCell {
                name: column_name(name, fields),
                position: index + 1,
                place: self.place_of(cells, index, line),
            })
            .collect();
        check_header(&header, fields, &row, faults);
        let columns = header
            .into_iter()
            .map(|cell| TextColumn {
                name: cell.name,
                position: cell.position,
                cells: Cells::default(),
            })
            .collect();
        Some(TextTable {
            columns,
            ..TextTable::default()
        })
    }

    fn ragged(
        &self,
        record: &::csv::StringRecord,
        expected: usize,
        line: usize,
        cells: &[CellSpan],
        faults: &mut Faults,
    ) {
        let found = record.len();
        let holds_something = |cell: &str| !collapse_blanks(cell).is_empty();
        if found < expected {
            faults.push(
                Diagnostic::error(
                    "row-too-short",
                    format!("the row has {found} cells, the header {expected}"),
                )
                .with_place(Place::line(self.file, line))
                .with_help("a delimiter is missing, or the row is broken over two lines"),
            );
        } else if record.iter().skip(expected).any(holds_something) {
            faults.push(
                Diagnostic::error(
                    "row-too-long",
                    format!("the row has {found} cells, the header {expected}"),
                )
                .with_place(self.place_of(cells, expected, line))
                .with_help("quote the cell that holds a delimiter, or take the extra one out"),
            );
        }
    }
}

#[cfg(test)]
mod tests;
