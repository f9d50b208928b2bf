//! How a file that no descriptor describes yet is to be read: encoding, delimiter, sheet, header. A guess
//! to be written into a descriptor, by which the file is then read as any other.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Reader, Xlsx};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};

use super::faults::Faults;
use super::xlsx;

/// Rows among which the header is looked for.
const ROWS: usize = 25;
/// Characters that may stand between cells, the likeliest first.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// What a descriptor would have to say of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Encoding of a text file.
    pub encoding: Option<&'static str>,
    /// What stands between the cells of a text file.
    pub delimiter: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row of the header, from 1.
    pub header_row: u32,
    /// As the header names them.
    pub columns: Vec<String>,
}

/// Looks at a file: a workbook by its ending, anything else as CSV.
///
/// # Errors
/// When it is no workbook, or no row of it can be a header.
pub fn survey(file: &str, bytes: &[u8]) -> Result<Survey, Diagnostics> {
    let is_workbook = file.to_lowercase().ends_with(".xlsx");
    let found = if is_workbook {
        workbook(file, bytes)?
    } else {
        csv(bytes)
    };
    found.filter(|it| !it.columns.is_empty()).ok_or_else(|| {
        Diagnostic::error("no-header", "no row names columns")
            .with_place(Place::file(file))
            .with_help("expected a CSV file or an .xlsx workbook with a header")
            .into()
    })
}

fn csv(bytes: &[u8]) -> Option<Survey> {
    let (encoding, text) = match std::str::from_utf8(bytes) {
        Ok(text) => ("utf-8", text.to_owned()),
        Err(_) => match encoding_rs::Encoding::for_bom(bytes) {
            Some((encoding, _)) if encoding == encoding_rs::UTF_16LE => {
                ("utf-16le", encoding.decode(bytes).0.into_owned())
            }
            Some((encoding, _)) if encoding == encoding_rs::UTF_16BE => {
                ("utf-16be", encoding.decode(bytes).0.into_owned())
            }
            _ => {
                let text = encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned();
                ("windows-1252", text)
            }
        },
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let splits = DELIMITERS.map(|delimiter| {
        let rows = first_rows(text, delimiter);
        let header = header(&rows);
        let width = rows.get(header).map_or(0, Vec::len);
        // A comma within cells parts few lines, and each otherwise.
        let as_wide = rows.iter().filter(|row| row.len() == width).count();
        let columns = rows.into_iter().nth(header);
        let survey = columns.zip(u32::try_from(header + 1).ok());
        let survey = survey.map(|(columns, header_row)| Survey {
            encoding: Some(encoding),
            delimiter: Some(char::from(delimiter)),
            sheet: None,
            header_row,
            columns,
        });
        (as_wide * width.saturating_sub(1), survey)
    });
    fullest(splits)?
}

/// The first of those that rank highest.
fn fullest<T>(ranked: impl IntoIterator<Item = (usize, T)>) -> Option<T> {
    let ranked = ranked.into_iter();
    let best = ranked.reduce(|one, other| if other.0 > one.0 { other } else { one });
    best.map(|(_, found)| found)
}

fn first_rows(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let records = reader.into_records().map_while(Result::ok);
    records
        .take(ROWS)
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// The first row that is as full as a header must be.
fn header(rows: &[Vec<String>]) -> usize {
    let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let most = rows.iter().map(filled).max().unwrap_or_default();
    let at = rows.iter().position(|row| filled(row) * 5 >= most * 4);
    at.unwrap_or_default()
}

fn workbook(file: &str, bytes: &[u8]) -> Result<Option<Survey>, Diagnostics> {
    xlsx::check(bytes, file)?;
    let unreadable = || {
        Diagnostics::from(
            Diagnostic::error("unreadable-workbook", "the workbook cannot be read")
                .with_place(Place::file(file)),
        )
    };
    let looked = catch_unwind(AssertUnwindSafe(|| sheets(file, bytes)));
    let sheets = looked.ok().flatten().ok_or_else(unreadable)?;
    Ok(fullest(sheets))
}

/// Each sheet that has a header, with how many cells are filled among its first rows.
fn sheets(file: &str, bytes: &[u8]) -> Option<Vec<(usize, Survey)>> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let mut found = Vec::new();
    for sheet in workbook.sheet_names() {
        // What is wrong in a sheet is told when it is read by its descriptor.
        let mut faults = Faults::default();
        let Some(rows) = xlsx::rows_of(&mut workbook, &sheet, file, &mut faults) else {
            continue;
        };
        let first: Vec<(u32, Vec<String>)> = rows
            .into_iter()
            .take(ROWS)
            .map(|(row, cells)| (row, cells.into_values().collect()))
            .collect();
        let cells: Vec<Vec<String>> = first.iter().map(|(_, cells)| cells.clone()).collect();
        let filled = cells.iter().map(Vec::len).sum();
        if let Some((header_row, columns)) = first.into_iter().nth(header(&cells)) {
            let survey = Survey {
                encoding: None,
                delimiter: None,
                sheet: Some(sheet),
                header_row,
                columns,
            };
            found.push((filled, survey));
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiter_encoding_and_header_are_found() {
        let found = survey(
            "a.csv",
            b"Incidents of 2016;;\nNo.;Place;Note\n1;K\xF6ln;a, b, c, d\n",
        );
        let found = found.expect("a header");
        assert_eq!(
            (found.encoding, found.delimiter, found.header_row),
            (Some("windows-1252"), Some(';'), 2)
        );
        assert_eq!(found.columns, ["No.", "Place", "Note"]);
        assert!(survey("a.csv", b"").is_err());
        assert!(survey("a.xlsx", b"PK nothing").is_err());
    }
}
