//! Guards the fixture project itself: it builds, and its workbook is the one that is made here.

use std::fs;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::support::{Computed, Sandbox, bless, repository, seal};

const WORKBOOK: &str = "tests/fixtures/project/data/ruritania/raw/2021-second";

/// A workbook as a survey would deliver it: a title, a blank row, the header in row 3; a date as a
/// serial number, the others as text.
fn workbook() -> Vec<u8> {
    let text = |cell: &str, text: &str| {
        format!(r#"<c r="{cell}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
    };
    let number = |cell: &str, number: u32| format!(r#"<c r="{cell}"><v>{number}</v></c>"#);
    let row =
        |number: u32, cells: &[String]| format!(r#"<row r="{number}">{}</row>"#, cells.concat());
    let line = |number: u32, cells: &[&str]| {
        let cells: Vec<String> = ('A'..='Z')
            .zip(cells)
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| text(&format!("{column}{number}"), cell))
            .collect();
        row(number, &cells)
    };
    let first = row(
        4,
        &[
            text("A4", "E-1"),
            // 15 January 2020.
            r#"<c r="B4" s="1"><v>43845</v></c>"#.to_owned(),
            text("C4", "Sighting"),
            text("D4", " Strelsau"),
            number("E4", 2),
            text("F4", "Red"),
            text("G4", "Strelsau Courier"),
        ],
    );
    let rows = [
        line(1, &["Dragons of Ruritania, 2020"]),
        line(
            3,
            &[
                "No.",
                "Day",
                "Kind",
                "Town",
                "Witnesses",
                "Colour",
                "Source",
                "Remarks",
            ],
        ),
        first,
        line(
            5,
            &[
                "E-2",
                "3.2.2020",
                "nest",
                "Hentzau",
                "6",
                "green",
                "Parish book",
            ],
        ),
        line(
            6,
            &[
                "E-3",
                "Mar 2020",
                "sighting",
                "Zenda; Strelsau",
                "5",
                "gold",
                "Parish book",
                "Seen twice",
            ],
        ),
        line(
            7,
            &[
                "E-4",
                "unknown",
                "sighting",
                "Hofbau",
                "1",
                "n/a",
                "Parish book",
            ],
        ),
    ];
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>"#,
        rows.concat()
    );
    let parts = [
        (
            "[Content_Types].xml",
            r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Reports" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
        ),
        (
            "xl/styles.xml",
            r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
    ];
    // Stored, so that no compressor's version shows in the bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name, options).expect("a part");
        writer.write_all(content.as_bytes()).expect("a part");
    }
    writer.finish().expect("a workbook").into_inner()
}

#[test]
fn the_workbook_is_the_one_made_here() {
    let file = repository().join(WORKBOOK).join("reports.xlsx");
    if bless() {
        fs::write(&file, workbook()).expect("the workbook");
        seal(&repository().join(WORKBOOK));
    }
    assert!(
        fs::read(&file).is_ok_and(|bytes| bytes == workbook()),
        "BLESS=1 writes {} anew",
        file.display()
    );
}

#[test]
fn both_versions_come_out_as_counted_by_hand() {
    let sandbox = Sandbox::ruritania();
    let of = |version| {
        Computed::of(sandbox.root(), "ruritania", version)
            .unwrap_or_else(|faults| panic!("{faults}"))
    };

    let first = of("2020-first");
    let numbers = [
        ("reports", 7, None, 0),
        ("sightings", 5, Some(7), 0),
        ("nests", 2, Some(7), 0),
        // The witnesses of D-3 are not known.
        ("witnesses", 26, None, 1),
        ("colour_noticed", 5, Some(7), 0),
        ("gold", 2, Some(5), 2),
        ("undated", 1, Some(7), 0),
        ("hoards", 3, None, 0),
        ("coins", 2500, None, 1),
        ("coins_counted", 2, Some(3), 0),
        ("towns_named", 7, None, 0),
    ];
    for (name, numerator, denominator, unknown) in numbers {
        let number = first.number(name);
        assert_eq!(
            (number.numerator, number.denominator, number.unknown),
            (numerator, denominator, unknown),
            "{name}"
        );
    }
    let bounds = first
        .number("gold")
        .bounds
        .expect("bounds over the unknown");
    assert_eq!(bounds.of, 7);
    assert!((bounds.lower - 2.0 / 7.0).abs() < 1e-12 && (bounds.upper - 4.0 / 7.0).abs() < 1e-12);

    let second = of("2021-second");
    assert_eq!(second.number("reports").numerator, 4);
    assert_eq!(second.number("witnesses").numerator, 14);
    assert!(second.findings.number("hoards").is_none());
    assert_eq!(
        second.column("reports", "date")[0].as_deref(),
        Some("2020-01-15")
    );
}

#[test]
fn both_versions_build() {
    let sandbox = Sandbox::ruritania();
    let first = sandbox.build(&["ruritania"]);
    assert_eq!(first.errors, "");
    let published = sandbox.files("output/ruritania");
    assert!(published["ruritania.pdf"].starts_with(b"%PDF-"));

    let second = sandbox.build(&["ruritania", "--data", "2021-second"]);
    assert!(
        second
            .output
            .contains("no data in this version for: hoards, coins"),
        "{second}"
    );
    assert!(
        second.errors.starts_with("warning[untested-wording]"),
        "{second}"
    );
    assert_ne!(
        sandbox.files("output/ruritania")["ruritania.pdf"],
        published["ruritania.pdf"]
    );
}
