//! How a file that no descriptor describes yet is to be read: encoding, delimiter, sheet, header. A guess
//! to be written into a descriptor, by which the file is then read as any other.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Reader, SheetVisible, Xlsx};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::text::collapse_blanks;

use super::encoding::{self, IsName};
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
    pub encoding: Option<String>,
    /// What stands between the cells of a text file.
    pub delimiter: Option<char>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row of the header, from 1.
    pub header_row: u32,
    /// As the header names them.
    pub columns: Vec<String>,
    /// What was guessed, how sure it is and why, in a line each.
    pub guesses: Vec<String>,
}

/// What is known of a file before it is looked at.
#[derive(Clone, Copy, Default)]
pub struct Expectation<'a> {
    /// Domain of the country that it is about, for example `tn`.
    pub country: Option<&'a str>,
    /// Whether a word is the name of a place that may stand in it.
    pub is_name: Option<IsName<'a>>,
    /// How like a header is to one that is wanted.
    pub likeness: Option<HeaderLikeness<'a>>,
}

/// How like a header is to one that is wanted, from 0 to 1.
pub type HeaderLikeness<'a> = &'a dyn Fn(&[String]) -> f64;

/// Looks at a file: a workbook by its ending, anything else as CSV.
///
/// # Errors
/// When it is no workbook, or no row of it can be a header.
pub fn survey(file: &str, bytes: &[u8]) -> Result<Survey, Diagnostics> {
    survey_expecting(file, bytes, Expectation::default())
}

/// The same for a file of which something is known.
///
/// # Errors
/// As [`survey`].
pub fn survey_expecting(
    file: &str,
    bytes: &[u8],
    expected: Expectation<'_>,
) -> Result<Survey, Diagnostics> {
    // Whatever it is called, a container is no text; what it is instead, the check of workbooks says.
    let is_container = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0");
    let is_workbook = file.to_lowercase().ends_with(".xlsx") || is_container;
    if encoding::is_utf_32(bytes) {
        let fault = encoding::utf_32().with_place(Place::file(file));
        return Err(fault.into());
    }
    let found = if is_workbook {
        workbook(file, bytes, expected)?
    } else {
        csv(bytes, expected)
    };
    found.filter(|it| !it.columns.is_empty()).ok_or_else(|| {
        Diagnostic::error("no-header", "no row names columns")
            .with_place(Place::file(file))
            .with_help("expected a CSV file or an .xlsx workbook with a header")
            .into()
    })
}

fn csv(bytes: &[u8], expected: Expectation<'_>) -> Option<Survey> {
    let guessed = encoding::guess(bytes, expected.country, expected.is_name);
    let text = guessed.encoding.decode_without_bom_handling(bytes).0;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let splits = DELIMITERS.map(|delimiter| {
        let rows = first_rows(text, delimiter);
        let header = header(&rows);
        let width = rows.get(header).map_or(0, Vec::len);
        // A comma within cells parts few lines, and each otherwise.
        let as_wide = rows.iter().filter(|row| row.len() == width).count();
        let split = Split {
            delimiter: char::from(delimiter),
            lines: rows.len(),
            as_wide,
            width,
        };
        let columns = rows.into_iter().nth(header);
        let found = columns.zip(u32::try_from(header + 1).ok());
        (as_wide * width.saturating_sub(1), (split, found))
    });
    let rivals: Vec<(usize, Split)> = splits
        .iter()
        .map(|(rank, (split, _))| (*rank, *split))
        .collect();
    let (split, found) = fullest(splits)?;
    let (columns, header_row) = found?;
    let mut guesses = vec![
        format!(
            "encoding {} ({}: {})",
            guessed.label(),
            guessed.sureness,
            guessed.why
        ),
        split.told(&rivals),
    ];
    guesses.extend(header_told(header_row));
    Some(Survey {
        encoding: Some(guessed.label()),
        delimiter: Some(split.delimiter),
        sheet: None,
        header_row,
        columns: named(columns),
        guesses,
    })
}

/// The lines of a text split at a sign.
#[derive(Debug, Clone, Copy)]
struct Split {
    delimiter: char,
    /// Lines looked at.
    lines: usize,
    /// Lines that have as many cells as the header.
    as_wide: usize,
    width: usize,
}

impl Split {
    fn told(&self, rivals: &[(usize, Split)]) -> String {
        let own = self.as_wide * self.width.saturating_sub(1);
        let rival = rivals.iter().find(|(rank, rival)| {
            let is_regular = rival.as_wide * 5 >= rival.lines * 4;
            rival.delimiter != self.delimiter && *rank > 0 && *rank * 2 >= own && is_regular
        });
        let doubt = match rival {
            Some((_, rival)) => format!(
                "; a guess, since {:?} splits {} of them into {}",
                rival.delimiter, rival.as_wide, rival.width
            ),
            None => String::new(),
        };
        format!(
            "cells set apart by {:?} ({} of the first {} lines have {} cells{doubt})",
            self.delimiter, self.as_wide, self.lines, self.width
        )
    }
}

/// What is said of a header that is not the first row.
fn header_told(row: u32) -> Option<String> {
    (row > 1).then(|| format!("header in row {row}, the first that is as full as a header; what stands above is left out"))
}

/// The columns that have a name, without what nobody sees in it.
fn named(columns: Vec<String>) -> Vec<String> {
    let columns = columns.iter().map(|name| collapse_blanks(name));
    columns.filter(|name| !name.is_empty()).collect()
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

fn workbook(
    file: &str,
    bytes: &[u8],
    expected: Expectation<'_>,
) -> Result<Option<Survey>, Diagnostics> {
    xlsx::check(bytes, file)?;
    let unreadable = || {
        Diagnostics::from(
            Diagnostic::error("unreadable-workbook", "the workbook cannot be read")
                .with_place(Place::file(file)),
        )
    };
    let looked = catch_unwind(AssertUnwindSafe(|| sheets(file, bytes)));
    let sheets = looked.ok().flatten().ok_or_else(unreadable)?;
    Ok(chosen(sheets, expected))
}

/// A sheet that has a header.
struct Sheet {
    name: String,
    is_visible: bool,
    /// How many cells are filled among its first rows.
    filled: usize,
    header_row: u32,
    columns: Vec<String>,
}

/// The visible sheet whose header is most like a wanted one, or else the fullest; a hidden one only where no
/// visible sheet has a header.
fn chosen(sheets: Vec<Sheet>, expected: Expectation<'_>) -> Option<Survey> {
    let likeness = |sheet: &Sheet| expected.likeness.map_or(0.0, |of| of(&sheet.columns));
    let rank = |sheet: &Sheet| (sheet.is_visible, likeness(sheet), sheet.filled);
    let best = (0..sheets.len()).reduce(|best, other| {
        match rank(&sheets[other]).partial_cmp(&rank(&sheets[best])) {
            Some(std::cmp::Ordering::Greater) => other,
            _ => best,
        }
    })?;
    let sheet = &sheets[best];
    let others = sheets.iter().enumerate().filter(|(at, _)| *at != best);
    let others: Vec<String> = others
        .map(
            |(_, other)| match (other.is_visible, likeness(other) > likeness(sheet)) {
                (true, _) => format!("\"{}\"", other.name),
                (false, true) => format!("\"{}\", which is hidden and more like it", other.name),
                (false, false) => format!("\"{}\", which is hidden", other.name),
            },
        )
        .collect();
    let why = match others.as_slice() {
        [] => "the only one with a header".to_owned(),
        others => {
            let why = match likeness(sheet) > 0.0 {
                true => "of the visible ones the most like a table of the series",
                false => "the fullest",
            };
            format!("{why}; not {}", others.join(", not "))
        }
    };
    let hidden = if sheet.is_visible {
        ""
    } else {
        ", which is hidden"
    };
    let mut guesses = vec![format!("sheet \"{}\"{hidden} ({why})", sheet.name)];
    guesses.extend(header_told(sheet.header_row));
    Some(Survey {
        encoding: None,
        delimiter: None,
        sheet: Some(sheet.name.clone()),
        header_row: sheet.header_row,
        columns: sheet.columns.clone(),
        guesses,
    })
}

/// Each sheet that has a header.
fn sheets(file: &str, bytes: &[u8]) -> Option<Vec<Sheet>> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let all: Vec<(String, bool)> = workbook
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    let mut found = Vec::new();
    for (name, is_visible) in all {
        // What is wrong in a sheet is told when it is read by its descriptor.
        let mut faults = Faults::default();
        let Some(rows) = xlsx::rows_of(&mut workbook, &name, file, &mut faults) else {
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
            found.push(Sheet {
                name,
                is_visible,
                filled,
                header_row,
                columns: named(columns),
            });
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visible_sheet_that_matches_is_preferred_and_the_others_are_named() {
        let sheet = |name: &str, is_visible, columns: &[&str]| Sheet {
            name: name.to_owned(),
            is_visible,
            filled: 10 * columns.len(),
            header_row: 1,
            columns: columns.iter().map(|it| (*it).to_owned()).collect(),
        };
        let likeness = |columns: &[String]| {
            let matching = columns
                .iter()
                .filter(|it| ["Date", "Town"].contains(&it.as_str()));
            matching.count() as f64
        };
        let sheets = || {
            vec![
                sheet("Notes", true, &["a", "b", "c", "d"]),
                sheet("Old", false, &["Date", "Town"]),
                sheet("Events", true, &["Date"]),
            ]
        };
        let expected = Expectation {
            likeness: Some(&likeness),
            country: None,
            is_name: None,
        };
        let found = chosen(sheets(), expected).expect("a sheet");
        assert_eq!(
            found.guesses,
            [
                "sheet \"Events\" (of the visible ones the most like a table of the series; not \"Notes\", not \"Old\", \
              which is hidden and more like it)"
            ]
        );
        let found = chosen(sheets(), Expectation::default()).expect("a sheet");
        assert_eq!(found.sheet.as_deref(), Some("Notes"));
        let found = chosen(vec![sheet("Old", false, &["x"])], expected).expect("a sheet");
        assert_eq!(
            found.guesses,
            ["sheet \"Old\", which is hidden (the only one with a header)"]
        );
    }

    #[test]
    fn delimiter_encoding_and_header_are_found() {
        let found = survey(
            "a.csv",
            b"Incidents of 2016;;\nNo.;Place;Note\n1;K\xF6ln;a, b, c, d\n",
        );
        let found = found.expect("a header");
        assert_eq!(
            (found.encoding.as_deref(), found.delimiter, found.header_row),
            (Some("windows-1252"), Some(';'), 2)
        );
        assert_eq!(
            found.guesses,
            [
                "encoding windows-1252 (a guess: it then reads \"Köln\")",
                "cells set apart by ';' (3 of the first 3 lines have 3 cells)",
                "header in row 2, the first that is as full as a header; what stands above is left out"
            ]
        );
        assert_eq!(found.columns, ["No.", "Place", "Note"]);
        // Nothing but the shape of the lines tells, and both signs give one.
        let found = survey("a.csv", b"a;b,c\n1;2,3\n").expect("a header");
        let told = "cells set apart by ',' (2 of the first 2 lines have 2 cells; a guess, since ';' splits 2 of them into 2)";
        assert_eq!(found.guesses[1], told);
        assert!(survey("a.csv", b"").is_err());
        assert!(survey("a.xlsx", b"PK nothing").is_err());
        // What is no text is not read as text.
        for (bytes, code) in [
            (b"PK\x03\x04 an .ods".as_slice(), "unreadable-workbook"),
            (b"\xD0\xCF\x11\xE0 an .xls", "not-a-workbook"),
            (b"a\0\0\0;\0\0\0b\0\0\0\n\0\0\0", "encoding-mismatch"),
        ] {
            let faults = survey("a.csv", bytes).expect_err("a refusal").to_string();
            assert!(faults.contains(code), "{faults}");
        }
    }
}
