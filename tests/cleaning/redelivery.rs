//! Guards that how a delivery was saved is no part of what it says: shuffled, split at other signs, quoted
//! otherwise, encoded otherwise, with the traces of copying, or saved as a workbook, it gives the same findings.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{Sandbox, repository};

const FOLDER: &str = "data/ruritania/raw/2020-first";

type Row = Vec<String>;

/// The reports of the fixture, with a town that a wrong encoding would make unknown. Which of two repeats stays is another test's matter, so
/// there are none.
fn delivered(sandbox: &Sandbox) -> Vec<Row> {
    let text = sandbox.read(&format!("{FOLDER}/reports.csv"));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        let cells = row
            .iter()
            .map(|cell| cell.replace("Zenda; Hofbau", "Zendä; Hofbau"));
        cells.collect::<Row>()
    });
    rows.filter(|row| row[0] != "D-6").collect()
}

/// The rows behind the header in another order.
fn shuffled(rows: &[Row]) -> Vec<Row> {
    let (header, rest) = rows.split_first().expect("a header");
    let mut rest = rest.to_vec();
    rest.reverse();
    rest.rotate_left(3);
    std::iter::once(header.clone()).chain(rest).collect()
}

/// The columns in another order.
fn turned(rows: &[Row]) -> Vec<Row> {
    let rows = rows.iter();
    rows.map(|row| row.iter().rev().cloned().collect())
        .collect()
}

/// What copying from pages and documents leaves behind.
fn copied(rows: &[Row]) -> Vec<Row> {
    let rows = rows.iter().map(|row| {
        let cells = row.iter().enumerate().map(|(at, cell)| match at % 3 {
            0 => format!("\u{feff}{cell}\u{200b}"),
            1 => format!("\u{202a}{cell}\u{202c}\u{a0}"),
            _ => format!(" {cell}\u{200e}"),
        });
        cells.collect()
    });
    rows.collect()
}

fn csv_of(rows: &[Row], delimiter: char, quotes_all: bool, line_end: &str) -> String {
    let cell = |cell: &String| {
        let needs = cell.contains([delimiter, '"', '\n']);
        match needs || quotes_all {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.clone(),
        }
    };
    let lines = rows.iter().map(|row| {
        let cells: Vec<String> = row.iter().map(cell).collect();
        cells.join(&delimiter.to_string()) + line_end
    });
    lines.collect()
}

/// A workbook as a spreadsheet saves what was opened as text: whole numbers and full dates as such.
fn workbook_of(rows: &[Row]) -> Vec<u8> {
    let serial = |cell: &str| {
        let day = chrono::NaiveDate::parse_from_str(cell, "%Y-%m-%d").ok()?;
        let first = chrono::NaiveDate::from_ymd_opt(1899, 12, 30)?;
        Some((day - first).num_days())
    };
    let rows = (1..).zip(rows).map(|(number, row)| {
        let cells = ('A'..='Z').zip(row).map(|(column, cell)| {
            let at = format!("{column}{number}");
            if let Some(serial) = serial(cell) {
                format!("<c r=\"{at}\" s=\"1\"><v>{serial}</v></c>")
            } else if cell.starts_with('#') {
                format!("<c r=\"{at}\" t=\"e\"><v>{cell}</v></c>")
            } else if cell.parse::<i64>().is_ok() {
                format!("<c r=\"{at}\"><v>{cell}</v></c>")
            } else if cell.is_empty() {
                String::new()
            } else {
                format!("<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{cell}</t></is></c>")
            }
        });
        format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
    });
    let spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let sheet = format!(
        "<worksheet xmlns=\"{spreadsheet}\"><sheetData>{}</sheetData></worksheet>",
        rows.collect::<String>()
    );
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{relationships}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{spreadsheet}\" xmlns:r=\"{relationships}\"><sheets><sheet name=\"Reports\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{relationships}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{relationships}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{spreadsheet}\"><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        packed
            .start_file(name, SimpleFileOptions::default())
            .and_then(|()| Ok(packed.write_all(part.as_bytes())?))
            .expect("a part");
    }
    packed.finish().expect("a workbook").into_inner()
}

/// The fixture with a delivery in place of its reports.
fn redelivered(file: &str, bytes: &[u8], description: &Value) -> Sandbox {
    let sandbox = Sandbox::ruritania();
    let descriptor = format!("{FOLDER}/datapackage.json");
    let mut package: Value = serde_json::from_str(&sandbox.read(&descriptor)).expect("JSON");
    let reports = package["resources"][0].as_object_mut().expect("a resource");
    reports.remove("encoding");
    reports.insert("path".to_owned(), json!(file));
    for (key, value) in description.as_object().into_iter().flatten() {
        reports.insert(key.clone(), value.clone());
    }
    sandbox.remove(&format!("{FOLDER}/reports.csv"));
    sandbox.write(&format!("{FOLDER}/{file}"), bytes);
    sandbox.write(&descriptor, format!("{package:#}\n"));
    sandbox.seal(FOLDER);
    let recodes = "data/ruritania/recodes/place.csv";
    let recoded = sandbox.read(recodes) + "Zendä,Zenda,as the dialect has it\n";
    sandbox.write(recodes, recoded);
    sandbox
}

/// What a build with a delivery finds, without where it comes from.
fn findings(file: &str, bytes: &[u8], description: &Value) -> Vec<BTreeMap<String, String>> {
    let sandbox = redelivered(file, bytes, description);
    let run = sandbox.build(&["ruritania"]);
    assert!(
        !run.errors.contains("error["),
        "{file} {description}: {run}"
    );
    let mut findings = sandbox.table("output/ruritania/findings.csv");
    for finding in &mut findings {
        finding
            .retain(|column, _| !["evidence", "rows", "lines", "file"].contains(&column.as_str()));
    }
    findings
}

#[test]
fn how_a_delivery_was_saved_changes_no_finding() {
    let rows = delivered(&Sandbox::ruritania());
    let plain = csv_of(&rows, ',', false, "\n");
    let western = latin_1(&csv_of(&rows, ';', true, "\r\n"));
    let wide: Vec<u8> = csv_of(&shuffled(&rows), '\t', false, "\r\n")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let expected = findings("reports.csv", plain.as_bytes(), &json!({}));
    assert!(expected.len() > 10, "{expected:?}");
    let csv =
        |name: &'static str, text: String, description| (name, text.into_bytes(), description);
    let deliveries = [
        csv(
            "shuffled.csv",
            csv_of(&shuffled(&rows), ',', true, "\r\n"),
            json!({}),
        ),
        csv(
            "turned.csv",
            csv_of(&turned(&rows), ',', false, "\r"),
            json!({}),
        ),
        csv("marked.csv", format!("\u{feff}{plain}"), json!({})),
        csv(
            "copied.csv",
            csv_of(&copied(&rows), ',', false, "\n"),
            json!({}),
        ),
        csv(
            "wider.csv",
            csv_of(&rows, '|', false, "|\n"),
            json!({"dialect": {"delimiter": "|"}}),
        ),
        (
            "western.csv",
            western,
            json!({"dialect": {"delimiter": ";"}, "encoding": "windows-1252"}),
        ),
        (
            "wide.csv",
            wide,
            json!({"dialect": {"delimiter": "\t"}, "encoding": "utf-16le"}),
        ),
        (
            "saved.xlsx",
            workbook_of(&shuffled(&rows)),
            json!({"format": "xlsx"}),
        ),
    ];
    for (file, bytes, description) in deliveries {
        let found = findings(file, &bytes, &description);
        assert_eq!(found, expected, "{file}");
    }
    // The same rows as programs save them, their dates as dates in several formats.
    for file in ["libreoffice.xlsx", "openpyxl.xlsx", "xlsxwriter.xlsx"] {
        let path = repository().join("tests/fixtures/workbooks").join(file);
        let bytes = std::fs::read(&path).expect("a workbook");
        let found = findings(file, &bytes, &json!({"format": "xlsx"}));
        assert_eq!(found, expected, "{file}");
    }
}

/// A workbook with error values: in a column that nothing uses, and in one that is read.
fn with_errors() -> Vec<u8> {
    let mut rows = delivered(&Sandbox::ruritania());
    let (header, rest) = rows.split_first_mut().expect("a header");
    header.push("Remarks".to_owned());
    for row in rest {
        let is_blank = row.iter().all(String::is_empty);
        row.push(if is_blank { "" } else { "#REF!" }.to_owned());
        if ["D-1", "D-2"].contains(&row[0].as_str()) {
            row[4] = "#N/A".to_owned();
        }
    }
    workbook_of(&rows)
}

#[test]
fn error_values_count_where_they_are_read() {
    let fields = [
        "No.",
        "Date",
        "Kind",
        "Towns",
        "Witnesses",
        "Colour",
        "Source",
        "Remarks",
    ];
    let fields: Vec<Value> = fields.iter().map(|name| json!({"name": name})).collect();
    let described = |missing: &[&str]| {
        let schema = json!({"fields": fields, "missingValues": missing});
        json!({"format": "xlsx", "schema": schema})
    };
    let with_remarks = |missing: &[&str]| {
        let sandbox = redelivered("saved.xlsx", &with_errors(), &described(missing));
        let mapping = "data/ruritania/cleaning/2020-first.yaml";
        let source = "      source: {column: Source}\n";
        sandbox.replace(mapping, source, &format!("{source}    unused: [Remarks]\n"));
        sandbox
    };
    let sandbox = with_remarks(&["", "n/a", "unknown"]);
    let run = sandbox.brief(&["check", "ruritania"]);
    assert!(
        run.errors.starts_with(
            "error[error-cell]: the cell holds the error #N/A\n  --> \
             data/ruritania/raw/2020-first/saved.xlsx:Reports!E2\n  also: saved.xlsx:Reports!E3\n  help: if it means \
             that the value is missing, add \"#N/A\" to \"missingValues\" in the descriptor; if not, correct the \
             cell in corrections.csv, where the old value is #N/A\n"
        ),
        "{run}"
    );
    assert!(!run.errors.contains("#REF!"), "{run}");
    // Either help works.
    let corrections = "data/ruritania/corrections.csv";
    let corrected = sandbox.read(corrections)
        + "2020-first,reports,D-1,witnesses,#N/A,3,the formula lost its cell,the survey\n"
        + "2020-first,reports,D-2,witnesses,#N/A,12,the formula lost its cell,the survey\n";
    sandbox.write(corrections, corrected);
    let run = sandbox.brief(&["check", "ruritania"]);
    assert!(!run.errors.contains("error-cell"), "{run}");
    let run = with_remarks(&["", "n/a", "unknown", "#N/A"]).brief(&["check", "ruritania"]);
    assert!(!run.errors.contains("error-cell"), "{run}");
}

/// Text with a byte for each letter, as the code page of Western Europe has it.
fn latin_1(text: &str) -> Vec<u8> {
    let letters = text.chars();
    letters
        .map(|letter| u8::try_from(u32::from(letter)).expect("a letter of Western Europe"))
        .collect()
}
