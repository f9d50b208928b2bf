//! Each fault a CSV file can have: its code and its place.

use brief_model::datapackage::{Dialect, Field, Resource, Schema};

use super::super::held::HeldFaults;
use super::*;

fn resource(fields: &[&str]) -> Resource {
    Resource {
        name: "events".to_owned(),
        path: "events.csv".to_owned(),
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

/// The table as `line: cell|cell`, a blank cell as `-`.
fn rows(bytes: &[u8], resource: &Resource) -> Vec<String> {
    let (table, found) = read(bytes, resource, "events.csv").expect("a table");
    assert!(found.is_empty(), "{found}");
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

/// The faults as `code line:column`; those of cells, which are held, behind the others.
fn faults(bytes: &[u8], resource: &Resource) -> Vec<String> {
    let (held, found) = match read(bytes, resource, "events.csv") {
        Ok((table, found)) => (table.held, found),
        Err(found) => (HeldFaults::default(), found),
    };
    let found = found.iter().map(|fault| {
        let place = fault.place.as_ref().expect("a place").to_string();
        let place = place
            .trim_start_matches("events.csv")
            .trim_start_matches(':');
        format!("{} {place}", fault.code).trim_end().to_owned()
    });
    let held = held.iter();
    let held = held.map(|(column, line, fault)| format!("held {} {line}:{column}", fault.code));
    found.chain(held).collect()
}

#[test]
fn cells_stand_as_they_are_and_blanks_are_null() {
    let read = rows(
        b"town,arrested\n Fez ,6\n\"Beni Mellal\",\nTangier; T\xC3\xA9touan,\"\"\n",
        &resource(&["arrested", "town"]),
    );
    assert_eq!(
        read,
        ["2:  Fez |6", "3: Beni Mellal|-", "4: Tangier; Tétouan|-"]
    );
}

#[test]
fn a_record_has_the_line_on_which_it_begins() {
    for end in ["\n", "\r\n", "\r"] {
        let text = [
            "a,b", "1,\"one", "", "two\"", "2,x", "", "", "3,y", "   ", "4,z", "", "",
        ];
        let read = rows(text.join(end).as_bytes(), &resource(&["a", "b"]));
        let expected = [
            format!("2: 1|one{end}{end}two"),
            "5: 2|x".to_owned(),
            "6: -|-".to_owned(),
            "7: -|-".to_owned(),
            "8: 3|y".to_owned(),
            "9: -|-".to_owned(),
            "10: 4|z".to_owned(),
        ];
        assert_eq!(read, expected, "{end:?}");
    }
}

/// For every mix of quoted newlines, blank lines and line ends, a row that holds its own line number
/// is given that line.
#[test]
fn line_numbers_hold_for_any_mix_of_quoted_newlines() {
    let mut state = 0x2016_1001_u64;
    let mut random = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..500 {
        let end = ["\n", "\r\n", "\r"][random(3) as usize];
        let mut text = format!("line,note{end}");
        let (mut line, mut records) = (2, 0);
        for _ in 0..random(12) {
            match random(4) {
                0 => text.push_str(end),
                1 => text.push_str(&format!("{line},plain{end}")),
                2 => text.push_str(&format!("\"{line}\",\"a \"\"quoted\"\" one, yes\"{end}")),
                _ => {
                    text.push_str(&format!("{line},\"over{end}{end}three\"{end}"));
                    line += 2;
                }
            }
            line += 1;
            records += 1;
        }
        let (table, _) =
            read(text.as_bytes(), &resource(&["line", "note"]), "events.csv").expect("a table");
        assert!(table.lines.len() <= records, "{text:?}");
        for (line, cell) in table.lines.iter().zip(table.columns[0].cells.iter()) {
            if let Some(cell) = cell {
                assert_eq!(*cell, line.to_string(), "{text:?}");
            }
        }
    }
}

#[test]
fn rows_above_the_header_are_no_data() {
    let mut with_title = resource(&["a", "b"]);
    with_title.dialect = Dialect {
        header_rows: Some(vec![3]),
        ..Dialect::default()
    };
    assert_eq!(
        rows(b"Extract of 2017\n\na,b\n1,2\n", &with_title),
        ["4: 1|2"]
    );
    assert_eq!(
        rows(b"Extract\nof, 2017\na,b\n1,2\n", &with_title),
        ["4: 1|2"]
    );
    assert_eq!(faults(b"a,b\n1,2\n", &with_title), ["no-header"]);
    assert_eq!(faults(b"", &resource(&["a"])), ["no-header"]);
    assert_eq!(faults(b"\na\n1\n", &resource(&["a"])), ["no-header"]);
}

#[test]
fn delimiter_quote_and_encoding_come_from_the_descriptor() {
    let mut western = resource(&["ville", "arrêtés"]);
    western.encoding = Some("windows-1252".to_owned());
    western.dialect.delimiter = Some(";".to_owned());
    western.dialect.quote = Some("'".to_owned());
    assert_eq!(
        rows(
            b"ville;arr\xEAt\xE9s\n'F\xE8s; \"M\xE9dina\"';6\n",
            &western
        ),
        ["2: Fès; \"Médina\"|6"]
    );
    let mut wide = resource(&["a", "b"]);
    wide.encoding = Some("utf-16le".to_owned());
    let bytes: Vec<u8> = "\u{feff}a,b\nطنجة,2\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(rows(&bytes, &wide), ["2: طنجة|2"]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    assert_eq!(rows(b"\xEF\xBB\xBFa\n1\n", &resource(&["a"])), ["2: 1"]);
    assert_eq!(
        faults(b"\xFF\xFEa\0\n\0", &resource(&["a"])),
        ["encoding-mismatch 1:1"]
    );
}

#[test]
fn every_undecodable_byte_has_its_place() {
    assert_eq!(
        faults(b"a,b\n\xC3\xA9t\xE9,2\n1,\xFF\n", &resource(&["a", "b"])),
        ["undecodable-byte 2:3"]
    );
    let found = read(
        b"a,b\n\xC3\xA9t\xE9,2\n1,\xFF\n",
        &resource(&["a", "b"]),
        "events.csv",
    );
    let told = found.expect_err("a fault").to_string();
    assert!(told.contains("also: events.csv:3:3 (\"0xFF\")"), "{told}");
    // windows-1252 leaves five bytes to control characters.
    let mut western = resource(&["a"]);
    western.encoding = Some("windows-1252".to_owned());
    assert_eq!(
        faults(b"a\nx\x81\n", &western),
        ["held control-character 2:1"]
    );
}

#[test]
fn the_undecodable_byte_is_named() {
    let found = read(b"a\nF\xE8s\n", &resource(&["a"]), "events.csv").expect_err("a fault");
    assert_eq!(
        found.to_string(),
        "error[undecodable-byte]: 0xE8 is not valid UTF-8\n  --> events.csv:2:2\n  help: most likely the file is in windows-1252 (a guess; it then reads \"Fès\"): set \"encoding\": \"windows-1252\" in the descriptor, or restore the file\n"
    );
}

#[test]
fn control_characters_are_faults_and_replacement_characters_warnings() {
    assert_eq!(
        faults(b"a\nx\0y\n\x1b[2J\n\"tab\tnewline\n\"\n", &resource(&["a"])),
        ["held control-character 2:1", "held control-character 3:1"]
    );
    assert_eq!(
        faults("a\nF\u{fffd}s\n".as_bytes(), &resource(&["a"])),
        ["held replacement-character 2:1"]
    );
    // In the header something reads it; above it nothing does.
    assert_eq!(
        faults(b"a\0\n1\n", &resource(&["a"]))
            .first()
            .map(String::as_str),
        Some("missing-column 1")
    );
}

#[test]
fn ragged_rows_are_all_named() {
    assert_eq!(
        faults(
            b"a,b,c\n1,2\n1,2,3\n1,2,3,4\n,,,,\n1\n",
            &resource(&["a", "b", "c"])
        ),
        [
            "row-too-short 2",
            "row-too-long 4:7",
            // The fifth row has more cells as well, all of them blank.
            "row-too-short 6"
        ]
    );
}

#[test]
fn an_unclosed_quote_is_named_where_it_opens() {
    assert_eq!(
        faults(b"a,b\n1,2\n3,\"four\n5,6\n7,8\n", &resource(&["a", "b"])),
        ["unclosed-quote 3:3"]
    );
    assert_eq!(
        faults(b"a,b\n1,\"", &resource(&["a", "b"])),
        ["unclosed-quote 2:3"]
    );
    assert_eq!(
        faults(b"a\n\"x\"\"", &resource(&["a"])),
        ["unclosed-quote 2:1"]
    );
    assert_eq!(
        faults(b"a,\"b\n1,2\n", &resource(&["a", "b"]))
            .last()
            .map(String::as_str),
        Some("unclosed-quote 1:3")
    );
}

#[test]
fn a_quote_that_another_cell_closes_is_named() {
    assert_eq!(
        faults(b"a,b\n1,\"two\n3,\"four\"\n", &resource(&["a", "b"])),
        ["text-after-quote 3:4"]
    );
    assert_eq!(
        rows(b"a,b\n5\" pipe,x \"y\"\n", &resource(&["a", "b"])),
        ["2: 5\" pipe|x \"y\""]
    );
}

#[test]
fn a_cell_over_too_many_lines_is_named_where_it_opens() {
    let text = format!("a,b\n1,\"{}\"\n", "x\n".repeat(limits::CELL_LINES));
    assert_eq!(
        faults(text.as_bytes(), &resource(&["a", "b"])),
        ["quote-spans-lines 2:3"]
    );
}

#[test]
fn a_cell_too_long_is_refused_by_characters() {
    let fits = format!("a\n{}\n", "é".repeat(limits::CELL_CHARACTERS));
    assert_eq!(rows(fits.as_bytes(), &resource(&["a"])).len(), 1);
    let over = format!("a\n{}\n", "é".repeat(limits::CELL_CHARACTERS + 1));
    assert_eq!(
        faults(over.as_bytes(), &resource(&["a"])),
        ["held cell-too-long 2:1"]
    );
}

#[test]
fn the_header_holds_the_fields_of_the_schema_each_once() {
    assert_eq!(
        faults(
            b"Town,date,,date,_line\n1,2,3,4,5\n",
            &resource(&["town", "date", "weapon"])
        ),
        [
            "missing-column 1",
            "missing-column 1",
            "unknown-column 1:1",
            "duplicate-column 1:12",
            "reserved-column 1:17"
        ]
    );
    // What names no field at all is not the header.
    let found = read(
        b"a,b,c\n1,2,3\n",
        &resource(&["town", "date", "weapon"]),
        "events.csv",
    );
    let told = found.expect_err("a fault").to_string();
    assert_eq!(
        told,
        "error[wrong-header]: the header names none of the fields of the descriptor's schema (\"town\", \"date\", \
         \"weapon\"); it holds \"a\", \"b\", \"c\"\n  --> events.csv:1\n  help: \"headerRows\" in the descriptor's dialect \
         says which row is the header; if this is it, describe its columns\n"
    );
    let found =
        read(b"Town,date\n", &resource(&["town", "date"]), "events.csv").expect_err("faults");
    let told = found.to_string();
    assert!(told.contains("did you mean \"town\"?"), "{told}");
    assert!(told.contains("did you mean \"Town\"?"), "{told}");
}

#[test]
fn a_wrong_delimiter_is_recognised() {
    assert_eq!(
        faults(b"a;b;c\n1;2;3\n", &resource(&["a", "b", "c"])),
        ["wrong-delimiter 1"]
    );
}

#[test]
fn too_many_columns_or_separators_are_refused_at_once() {
    let header = "x,".repeat(limits::COLUMNS);
    assert_eq!(
        faults(header.as_bytes(), &resource(&["x"])),
        ["too-many-columns 1"]
    );
    let commas = vec![b','; 2 * limits::CELLS + 1];
    assert_eq!(faults(&commas, &resource(&["x"])), ["too-many-cells"]);
}

#[test]
fn a_table_beyond_the_limits_is_refused_whole() {
    let names: Vec<String> = (0..limits::COLUMNS).map(|n| format!("c{n}")).collect();
    let fields: Vec<&str> = names.iter().map(String::as_str).collect();
    let row = format!("{}\n", ",".repeat(limits::COLUMNS - 1));
    let rows = limits::CELLS / limits::COLUMNS + 1;
    let text = format!("{}\n{}", names.join(","), row.repeat(rows));
    assert_eq!(
        faults(text.as_bytes(), &resource(&fields)),
        [format!("too-many-rows {}", rows + 1)]
    );
}

#[test]
fn a_column_name_of_any_length_is_answered_quickly() {
    let long = "n".repeat(1 << 20);
    let text = format!("{long},b\n1,2\n");
    assert_eq!(
        faults(text.as_bytes(), &resource(&["a", "b"])),
        ["missing-column 1", "column-name-too-long 1:1"]
    );
}

#[test]
fn no_bytes_make_it_panic() {
    let alphabet = b"\",\r\n\0a \xFF\xEF\xBB\xBF";
    let mut state = 0x5eed_u64;
    for _ in 0..20_000 {
        let mut bytes = b"a,b\n".to_vec();
        for _ in 0..(state >> 40) % 24 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            bytes.push(alphabet[(state >> 33) as usize % alphabet.len()]);
        }
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let start = if state & 4 == 0 { 0 } else { 4 };
        if let Ok((table, _)) = read(&bytes[start..], &resource(&["a", "b"]), "events.csv") {
            for column in &table.columns {
                assert_eq!(column.cells.iter().count(), table.lines.len());
            }
            assert!(table.lines.is_sorted(), "{bytes:?}");
        }
    }
}

/// What passes has the cells that the `csv` crate reads, no fewer and no more.
#[test]
fn what_passes_is_what_the_text_says() {
    let pieces = ["x", "\"q\"", "\"a,\"\"b\"\"\"", "", "\"l\nm\"", " "];
    let mut state = 7_u64;
    for _ in 0..2_000 {
        let mut text = "a,b\n".to_owned();
        let mut expected = Vec::new();
        for _ in 0..4 {
            let mut row = Vec::new();
            for _ in 0..2 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                row.push(pieces[(state >> 33) as usize % pieces.len()]);
            }
            text.push_str(&row.join(","));
            text.push('\n');
            let bare = |piece: &&str| {
                let inner = piece.strip_prefix('"').and_then(|p| p.strip_suffix('"'));
                inner.map_or((*piece).to_owned(), |inner| inner.replace("\"\"", "\""))
            };
            expected.push(row.iter().map(bare).collect::<Vec<String>>());
        }
        let (table, _) =
            read(text.as_bytes(), &resource(&["a", "b"]), "events.csv").expect("a table");
        for (row, cells) in expected.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let read = table.columns[column].cells.iter().nth(row).flatten();
                let read = read.unwrap_or_default();
                assert_eq!(read, cell, "{text:?}");
            }
        }
    }
}
