//! Extracts: CSV files and workbooks.

use std::io::{Cursor, Read as _, Write as _};

use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use brief_base::project::Project;
use brief_data::extracts::LINE;
use brief_data::extracts::receive;
use brief_data::extracts::survey::survey;

use super::damage::{Damage, damaged, damages};
use super::tried;
use crate::support::{Sandbox, repository};

const FIRST: &str = "data/ruritania/raw/2020-first";
const SECOND: &str = "data/ruritania/raw/2021-second";

/// What means something in a CSV file.
#[rustfmt::skip]
const CSV: &[&str] = &[
    "\"", "\"\"", ",", ";", "\t", "\r", "\r\n", "\n\n", "\u{feff}", "\0", "\u{1b}", "\\", "é", "'",
    "\u{202e}", "Date", ",,,,,,\n", "𐐀",
];

/// What means something in the XML of a workbook.
#[rustfmt::skip]
const XML: &[&str] = &[
    "<", ">", "&", "\"", "</c>", "<row>", "<v>", "<!--", "<![CDATA[",
    "<!DOCTYPE a [<!ENTITY b \"b\">]>", "&b;", "r=\"XFD1048576\"", "r=\"A0\"", "r=\"1\"", "t=\"s\"",
    "t=\"e\"", "t=\"b\"", "s=\"99\"", "1e999", "-1", "NaN",
];

/// What is received of a folder's files is a table: every column as long as the others, lines going up.
fn receives(project: &Sandbox, folder: &str, file: &str, content: &[u8]) -> TestCaseResult {
    project.write(&format!("{folder}/{file}"), content);
    project.seal(folder);
    let received = || {
        let project = Project::find(project.root()).expect("a project");
        receive(&project, folder)
    };
    match (received(), received()) {
        (Err(one), Err(other)) => {
            prop_assert!(one.has_errors());
            prop_assert_eq!(one.to_string(), other.to_string());
        }
        (Ok((one, _)), Ok((other, _))) => {
            for (name, extract) in &one.extracts {
                let frame = &extract.frame;
                prop_assert!(frame.equals_missing(&other.extracts[name].frame));
                prop_assert_eq!(frame.width(), extract.positions.len() + 1);
                for column in frame.columns() {
                    prop_assert_eq!(column.len(), frame.height());
                }
                let lines = frame.column(LINE).and_then(|lines| lines.u32().cloned());
                let lines: Vec<u32> = lines.expect("lines").into_no_null_iter().collect();
                prop_assert!(lines.is_sorted_by(|one, other| one < other));
            }
        }
        _ => prop_assert!(false, "received once, and refused once"),
    }
    Ok(())
}

#[test]
fn a_damaged_csv_file_is_a_table_or_refused() {
    let project = Sandbox::ruritania();
    let sound = project.read(&format!("{FIRST}/reports.csv"));
    tried(150, &damages(CSV), |damages| {
        let content = damaged(sound.as_bytes(), &damages);
        receives(&project, FIRST, "reports.csv", &content)
    });
}

#[test]
fn any_bytes_are_a_table_or_refused() {
    let project = Sandbox::ruritania();
    let piece = prop_oneof![
        prop::sample::select(CSV).prop_map(|word| word.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..8),
    ];
    let pieces = prop::collection::vec(piece, 0..40);
    tried(100, &pieces, |pieces| {
        let content = pieces.concat();
        // The look that `brief new` takes at a file has no descriptor to go by.
        let found = survey("any.csv", &content);
        prop_assert!(found.is_err() || found.is_ok_and(|found| !found.columns.is_empty()));
        receives(&project, FIRST, "reports.csv", &content)
    });
}

/// The workbook of the fixture, with one of its parts damaged and packed again.
fn repacked(workbook: &[u8], part: usize, damages: &[Damage]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    let part = part % archive.len();
    for number in 0..archive.len() {
        let mut entry = archive.by_index(number).expect("a part");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("its content");
        if number == part {
            content = damaged(&content, damages);
        }
        packed
            .start_file(entry.name().expect("a name"), SimpleFileOptions::default())
            .and_then(|()| Ok(packed.write_all(&content)?))
            .expect("a part");
    }
    packed.finish().expect("a workbook").into_inner()
}

fn workbook() -> Vec<u8> {
    let file = repository().join("tests/fixtures/project").join(SECOND);
    std::fs::read(file.join("reports.xlsx")).expect("the workbook")
}

#[test]
fn a_damaged_workbook_is_a_table_or_refused() {
    let project = Sandbox::ruritania();
    let sound = workbook();
    tried(80, &damages(XML), |damages| {
        let content = damaged(&sound, &damages);
        receives(&project, SECOND, "reports.xlsx", &content)
    });
}

#[test]
fn a_workbook_with_damaged_xml_is_a_table_or_refused() {
    let project = Sandbox::ruritania();
    let sound = workbook();
    tried(150, &(any::<usize>(), damages(XML)), |(part, damages)| {
        let content = repacked(&sound, part, &damages);
        let _ = survey("any.xlsx", &content);
        receives(&project, SECOND, "reports.xlsx", &content)
    });
}
