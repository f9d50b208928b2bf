//! Each fault a workbook can have, in workbooks made here part by part.

use std::io::Write;
use std::time::{Duration, Instant};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use brief_model::datapackage::{Dialect, Field, Schema};

use super::*;

/// A workbook with a sheet "Events" of these rows of XML and a second sheet "Codes"; further parts
/// replace or add to its own.
fn workbook(rows: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let own = [
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook><sheets><sheet name="Events" sheetId="1" r:id="r1"/><sheet name="Codes" sheetId="2" r:id="r2"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#,
        ),
        (
            "xl/styles.xml",
            r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_str()),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet><sheetData/></worksheet>",
        ),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in own
        .iter()
        .filter(|(name, _)| !parts.iter().any(|(other, _)| other == name))
        .chain(parts)
    {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(content.as_bytes()).expect("a part");
    }
    writer.finish().expect("a workbook").into_inner()
}

/// A row of cells, each `A1=text` or, after `A1:`, XML attributes and content.
fn row(number: u32, cells: &[(&str, &str)]) -> String {
    let cells: String = cells
        .iter()
        .map(|(reference, text)| {
            if text.starts_with('<') {
                format!("<c r=\"{reference}\">{text}</c>")
            } else if let Some((kind, value)) = text.split_once('>') {
                format!("<c r=\"{reference}\" {kind}><v>{value}</v></c>")
            } else {
                format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
            }
        })
        .collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

fn header() -> String {
    row(1, &[("A1", "date"), ("B1", "town")])
}

fn resource(fields: &[&str]) -> Resource {
    Resource {
        name: "events".to_owned(),
        dialect: Dialect {
            sheet_number: Some(1),
            ..Dialect::default()
        },
        schema: Some(Schema {
            fields: fields
                .iter()
                .map(|name| Field {
                    name: (*name).to_owned(),
                    ..Field::default()
                })
                .collect(),
            ..Schema::default()
        }),
        ..Resource::default()
    }
}

fn rows_of(bytes: &[u8], resource: &Resource) -> Vec<String> {
    let (table, found) = read(bytes, resource, "e.xlsx").unwrap_or_else(|found| panic!("{found}"));
    assert!(found.is_empty(), "{found}");
    assert_eq!(table.sheet.as_deref(), Some("Events"));
    (0..table.lines.len())
        .map(|row| {
            let cells: Vec<&str> = table
                .columns
                .iter()
                .map(|column| column.cells.iter().nth(row).flatten().unwrap_or("-"))
                .collect();
            format!("{}: {}", table.lines[row], cells.join("|"))
        })
        .collect()
}

fn faults_of(bytes: &[u8], resource: &Resource) -> Vec<String> {
    let (held, found) = match read(bytes, resource, "e.xlsx") {
        Ok((table, found)) => (table.held, found),
        Err(found) => (HeldFaults::default(), found),
    };
    let found = found.iter().map(|fault| {
        let place = fault.place.as_ref().expect("a place").to_string();
        format!("{} {place}", fault.code)
    });
    let held = held.iter();
    let held = held.map(|(column, line, fault)| format!("held {} {column}/{line}", fault.code));
    found.chain(held).collect()
}

fn faults_of_rows(rows: &str) -> Vec<String> {
    faults_of(
        &workbook(&format!("{}{rows}", header()), &[]),
        &resource(&["date", "town"]),
    )
}

#[test]
fn cells_are_text_and_blank_rows_between_are_rows() {
    let rows = [
        header(),
        row(2, &[("A2", "s=\"1\">42241"), ("B2", " Fez; Taza")]),
        row(3, &[("A3", "s=\"1\">")]),
        row(5, &[("A5", "t=\"n\">2016"), ("B5", "t=\"b\">1")]),
        row(6, &[("A6", "<f>1+1</f><v>2</v>"), ("B6", "t=\"str\">n/a")]),
        row(9, &[("A9", "s=\"1\">"), ("XFD9", "s=\"1\">")]),
    ];
    assert_eq!(
        rows_of(&workbook(&rows.concat(), &[]), &resource(&["town", "date"])),
        [
            "2: 2015-08-25|Fez; Taza",
            "3: -|-",
            "4: -|-",
            "5: 2016|TRUE",
            "6: 2|n/a"
        ]
    );
}

#[test]
fn rows_above_the_header_are_no_data() {
    let rows = [
        row(1, &[("A1", "Coding sheet"), ("Z1", "t=\"e\">#REF!")]),
        row(3, &[("B3", "date"), ("D3", "town")]),
        row(4, &[("D4", "Fez")]),
    ];
    let mut titled = resource(&["date", "town"]);
    titled.dialect = Dialect {
        header_rows: Some(vec![3]),
        sheet_name: Some("Events".to_owned()),
        ..Dialect::default()
    };
    let bytes = workbook(&rows.concat(), &[]);
    let (table, _) = read(&bytes, &titled, "e.xlsx").expect("a table");
    assert_eq!(table.positions().values().collect::<Vec<_>>(), [&2, &4]);
    assert_eq!(rows_of(&bytes, &titled), ["4: -|Fez"]);
}

#[test]
fn a_name_merged_down_to_the_header_is_a_name() {
    let rows = [
        row(1, &[("A1", "date"), ("B1", "place")]),
        row(2, &[("B2", "town")]),
        row(3, &[("A3", "2016"), ("B3", "Fez")]),
    ];
    let merged = "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/></mergeCells>";
    let sheet = format!(
        "<worksheet><sheetData>{}</sheetData>{merged}</worksheet>",
        rows.concat()
    );
    let mut titled = resource(&["date", "town"]);
    titled.dialect.header_rows = Some(vec![2]);
    let bytes = workbook("", &[("xl/worksheets/sheet1.xml", &sheet)]);
    assert_eq!(rows_of(&bytes, &titled), ["3: 2016|Fez"]);
}

#[test]
fn a_cell_at_the_far_end_of_a_sheet_is_refused_by_name_and_quickly() {
    let began = Instant::now();
    assert_eq!(
        faults_of_rows(&row(1_048_576, &[("XFD1048576", "x")])),
        ["cell-out-of-reach e.xlsx:Events!XFD1048576"]
    );
    assert_eq!(
        faults_of_rows(&row(1_048_576, &[("A1048576", "x")])),
        ["cell-out-of-reach e.xlsx:Events!A1048576"]
    );
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_wide_table_with_one_far_cell_is_refused_before_it_is_laid_out() {
    let names: Vec<String> = (0..limits::COLUMNS).map(|n| format!("c{n}")).collect();
    let cells: String = names
        .iter()
        .map(|name| format!("<c t=\"inlineStr\"><is><t>{name}</t></is></c>"))
        .collect();
    let rows = format!(
        "<row r=\"1\">{cells}</row>{}",
        row(900_000, &[("A900000", "x")])
    );
    let fields: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(
        faults_of(&workbook(&rows, &[]), &resource(&fields)),
        ["too-many-cells e.xlsx:Events!row 900000"]
    );
}

#[test]
fn every_bad_cell_is_named() {
    let long = "x".repeat(limits::CELL_CHARACTERS + 1);
    let rows = [
        row(2, &[("A2", "t=\"e\">#REF!"), ("B2", "t=\"e\">#DIV/0!")]),
        row(3, &[("A3", "s=\"1\">-5"), ("B3", "<f>1+1</f>")]),
        row(4, &[("A4", &long), ("B4", "a&#1;b")]),
        row(6, &[("A6", ">inf"), ("B6", "x")]),
    ];
    assert_eq!(
        faults_of_rows(&rows.concat()),
        [
            "held error-cell 1/2",
            "held no-date 1/3",
            "held cell-too-long 1/4",
            "held no-number 1/6",
            "held error-cell 2/2",
            "held formula-without-value 2/3",
            "held control-character 2/4",
        ]
    );
    let rows = [
        row(5, &[("A5", "x"), ("A5", "y")]),
        row(7, &[("A7", "x"), ("B7", "t=\"e\">#SPILL!")]),
        row(8, &[("A8", "t=\"b\">banana")]),
    ];
    assert_eq!(
        faults_of_rows(&rows.concat()),
        [
            "duplicate-cell e.xlsx:Events!A5",
            // This stands one cell further on: calamine does not say where.
            "unreadable-cell e.xlsx:Events!A7",
        ]
    );
    // One that calamine does not know is held at its cell as the others are.
    let rows = [
        row(5, &[("A5", "x"), ("B5", "y")]),
        row(7, &[("A7", "t=\"e\">#REF!"), ("B7", "t=\"e\">#SPILL!")]),
    ];
    assert_eq!(
        faults_of_rows(&rows.concat()),
        ["held error-cell 1/7", "held error-cell 2/7"]
    );
    // An error in the header is read by whatever reads the table.
    let header = row(1, &[("A1", "date"), ("B1", "t=\"e\">#REF!")]);
    let found = faults_of(&workbook(&header, &[]), &resource(&["date", "town"]));
    assert!(
        found.contains(&"error-cell e.xlsx:Events!B1".to_owned()),
        "{found:?}"
    );
}

#[test]
fn cells_beside_the_table_are_counted() {
    let rows = [
        header(),
        row(5, &[("A5", "x"), ("C5", "z")]),
        row(6, &[("C6", "z"), ("D6", " ")]),
    ];
    let bytes = workbook(&rows.concat(), &[]);
    let (table, found) = read(&bytes, &resource(&["date", "town"]), "e.xlsx").expect("a table");
    assert!(found.is_empty(), "{found}");
    let expected = UnnamedColumn {
        position: 3,
        cells: 2,
        first: 5,
    };
    assert_eq!(table.unnamed, [expected]);
}

#[test]
fn the_header_holds_the_fields_of_the_schema() {
    let bytes = workbook(
        &row(1, &[("A1", "Date"), ("C1", "town"), ("D1", "town")]),
        &[],
    );
    assert_eq!(
        faults_of(&bytes, &resource(&["date", "town"])),
        [
            "missing-column e.xlsx:Events!row 1",
            "unknown-column e.xlsx:Events!A1",
            "duplicate-column e.xlsx:Events!D1"
        ]
    );
    assert_eq!(
        faults_of(&workbook("", &[]), &resource(&["date"])),
        ["no-header e.xlsx:Events!row 1"]
    );
}

#[test]
fn a_missing_sheet_lists_the_sheets() {
    let mut elsewhere = resource(&["date"]);
    elsewhere.dialect.sheet_name = Some("Event".to_owned());
    let found = read(&workbook("", &[]), &elsewhere, "e.xlsx").expect_err("faults");
    assert_eq!(
        found.to_string(),
        "error[missing-sheet]: there is no sheet \"Event\"; the workbook has: Events, Codes\n  --> e.xlsx\n  help: did you mean \"Events\"?\n"
    );
    elsewhere.dialect.sheet_name = None;
    elsewhere.dialect.sheet_number = Some(3);
    assert_eq!(
        faults_of(&workbook("", &[]), &elsewhere),
        ["missing-sheet e.xlsx"]
    );
}

#[test]
fn what_is_no_workbook_is_said_so() {
    let fields = resource(&["date"]);
    assert_eq!(
        faults_of(b"date,town\n", &fields),
        ["not-a-workbook e.xlsx"]
    );
    assert_eq!(
        faults_of(b"\xD0\xCF\x11\xE0\xA1\xB1", &fields),
        ["not-a-workbook e.xlsx"]
    );
    assert_eq!(
        faults_of(b"PK\x03\x04", &fields),
        ["unreadable-workbook e.xlsx"]
    );
    let whole = workbook(&header(), &[]);
    assert_eq!(
        faults_of(&whole[..whole.len() - 30], &fields),
        ["unreadable-workbook e.xlsx"]
    );
}

/// Each of these makes calamine reserve, copy or compute without bounds.
#[test]
fn what_would_be_multiplied_is_refused_before_calamine_sees_it() {
    let fields = resource(&["date", "town"]);
    let announced = r#"<sst uniqueCount="99999999999999"><si><t>x</t></si></sst>"#;
    let strings = format!(
        "<sst>{}</sst>",
        "<si/>".repeat(limits::WORKBOOK_STRINGS + 1)
    );
    let styles = format!(
        "<styleSheet><fonts><font><name val=\"{}\"/></font></fonts><cellXfs>{}</cellXfs></styleSheet>",
        "F".repeat(1 << 20),
        "<xf fontId=\"0\"/>".repeat(100)
    );
    let fonts = format!(
        "<styleSheet><fonts>{}</fonts></styleSheet>",
        "<font/>".repeat(limits::WORKBOOK_ELEMENTS)
    );
    for (name, part) in [
        ("xl/styles.xml", fonts.as_str()),
        ("xl/sharedStrings.xml", announced),
        ("xl/sharedStrings.xml", &strings),
        ("xl/styles.xml", &styles),
    ] {
        assert_eq!(
            faults_of(&workbook(&header(), &[(name, part)]), &fields),
            ["workbook-too-large e.xlsx"],
            "{name}"
        );
    }
    for reference in ["A99999999999", "AAAAAAAAAAA1"] {
        let rows = row(2, &[(reference, "x")]);
        assert_eq!(
            faults_of_rows(&rows),
            ["unreadable-workbook e.xlsx"],
            "{reference}"
        );
    }
}

#[test]
fn a_part_that_unpacks_without_end_is_refused() {
    let part = " ".repeat(usize::try_from(limits::WORKBOOK_PART_BYTES).expect("fits") + 1);
    let bytes = workbook(&header(), &[("xl/media/image.bin", &part)]);
    assert!(bytes.len() < 1 << 20);
    assert_eq!(
        faults_of(&bytes, &resource(&["date", "town"])),
        ["workbook-too-large e.xlsx"]
    );
}

#[test]
fn a_workbook_that_contradicts_itself_is_damaged() {
    let fields = resource(&["date", "town"]);
    let broken = [
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><dimension ref=\"B9:A1\"/><sheetData/></worksheet>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row><c r=\"A1\"><v>1",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row><c r=\"\"/></row></sheetData></worksheet>",
        ),
        ("xl/worksheets/sheet1.xml", "\u{feff}<"),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"E\" r:id=\"r9\"/></sheets></workbook>",
        ),
        ("_rels/.rels", ""),
    ];
    for (name, part) in broken {
        let found = read(&workbook("", &[(name, part)]), &fields, "e.xlsx").expect_err(part);
        assert!(found.has_errors(), "{name}");
    }
}

/// A workbook with any byte changed is read or refused, and nothing else happens.
#[test]
fn no_changed_byte_makes_it_panic() {
    let rows = [header(), row(2, &[("A2", "s=\"1\">42241"), ("B2", "Fez")])];
    let whole = workbook(&rows.concat(), &[]);
    let fields = resource(&["date", "town"]);
    for at in (0..whole.len()).step_by(3) {
        let mut changed = whole.clone();
        changed[at] ^= 0x15;
        let _ = read(&changed, &fields, "e.xlsx");
    }
}
