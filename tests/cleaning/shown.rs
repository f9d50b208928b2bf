//! Guards that a cell of a spreadsheet is read as it is shown, or that somebody is told.

use std::io::{Cursor, Write};

use brief_base::diagnostics::Diagnostics;
use brief_data::extracts;
use brief_data::tables::{Tables, clean};
use brief_model::geography::Geography;
use brief_model::ledger::{Event, RowFate};
use brief_prose::settings::Settings;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{InMemory, repository};

const FOLDER: &str = "data/ruritania/raw/2021-second";
const CORRECTIONS: &str = "data/ruritania/corrections.csv";
const HEADER: &str = "version,table,key,column,expected_old_value,new_value,reason,source\n";

/// Cell formats of the workbooks made here, by their number from 1; those that end in `~` are struck through.
const FORMATS: [&str; 10] = [
    "mmm\\-yy",
    "yyyy",
    "d\\-mmm",
    "0%",
    ";;;",
    "\"ca. \"0",
    "0000",
    "dd/mm/yyyy",
    "General~",
    "\"Month of \"mmmm yyyy",
];

/// A workbook with a sheet "Reports" of these rows, which the column names stand above.
struct Workbook {
    rows: Vec<(String, Vec<String>)>,
    /// What stands before and after the rows in the part of the sheet.
    before: &'static str,
    after: &'static str,
    /// Attributes of the sheet in the workbook.
    sheet: &'static str,
    texts: &'static str,
}

impl Workbook {
    fn new() -> Self {
        let names = [
            "No.",
            "Day",
            "Kind",
            "Town",
            "Witnesses",
            "Colour",
            "Source",
            "Remarks",
        ];
        let mut workbook = Workbook {
            rows: Vec::new(),
            before: "",
            after: "",
            sheet: "",
            texts: "",
        };
        workbook.add("", &names);
        workbook
    }

    /// Adds a row with attributes: each cell a text, or `=STYLE:NUMBER`, `~TEXT` struck through, or `#SHARED`.
    fn add(&mut self, attributes: &str, cells: &[&str]) {
        let number = self.rows.len() + 1;
        let cells = ('A'..='Z').zip(cells).filter(|(_, cell)| !cell.is_empty());
        let cells = cells.map(|(column, cell)| {
            let place = format!("{column}{number}");
            if let Some((style, value)) =
                cell.strip_prefix('=').and_then(|cell| cell.split_once(':'))
            {
                return format!("<c r=\"{place}\" s=\"{style}\"><v>{value}</v></c>");
            }
            if let Some(shared) = cell.strip_prefix('#') {
                return format!("<c r=\"{place}\" t=\"s\"><v>{shared}</v></c>");
            }
            let (style, text) = match cell.strip_prefix('~') {
                Some(text) => ("9", text),
                None => ("0", *cell),
            };
            format!("<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        });
        let cells = cells.collect();
        self.rows.push((attributes.to_owned(), cells));
    }

    fn bytes(&self) -> Vec<u8> {
        let rows = self.rows.iter().zip(1..);
        let rows: String = rows
            .map(|((attributes, cells), number)| {
                format!("<row r=\"{number}\" {attributes}>{}</row>", cells.concat())
            })
            .collect();
        let sheet = format!(
            "<worksheet>{}<sheetData>{rows}</sheetData>{}</worksheet>",
            self.before, self.after
        );
        let escaped = |code: &str| code.replace('"', "&quot;");
        let formats: String = FORMATS
            .iter()
            .zip(164..)
            .map(|(code, id)| {
                format!(
                    "<numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>",
                    escaped(code.trim_end_matches('~'))
                )
            })
            .collect();
        let styles: String = FORMATS
            .iter()
            .zip(164..)
            .map(|(code, id)| {
                format!(
                    "<xf numFmtId=\"{id}\" fontId=\"{}\"/>",
                    u8::from(code.ends_with('~'))
                )
            })
            .collect();
        let styles = format!(
            "<styleSheet><numFmts>{formats}</numFmts><fonts><font/><font><strike/></font></fonts><cellXfs><xf \
             numFmtId=\"0\" fontId=\"0\"/>{styles}</cellXfs></styleSheet>"
        );
        let book = format!(
            "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Reports\" sheetId=\"1\" {} r:id=\"r1\"/></sheets></workbook>",
            self.sheet
        );
        let texts = format!("<sst>{}</sst>", self.texts);
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let parts = [
            (
                "_rels/.rels",
                format!(
                    "<Relationships><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            ("xl/workbook.xml", book),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{office}/styles\" Target=\"styles.xml\"/><Relationship Id=\"r3\" Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
                ),
            ),
            ("xl/styles.xml", styles),
            ("xl/sharedStrings.xml", texts),
            ("xl/worksheets/sheet1.xml", sheet),
        ];
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(name, SimpleFileOptions::default())
                .expect("a part");
            writer.write_all(content.as_bytes()).expect("a part");
        }
        writer.finish().expect("a workbook").into_inner()
    }

    /// Cleans the delivery with these lines of corrections: the tables, and what is said.
    fn cleaned(&self, corrections: &str) -> Result<(Tables, String), Diagnostics> {
        let mut project = InMemory::ruritania();
        project.write(format!("{FOLDER}/reports.xlsx").as_str(), self.bytes());
        let descriptor = format!("{FOLDER}/datapackage.json");
        let fixture = repository()
            .join("tests/fixtures/project")
            .join(&descriptor);
        let text = std::fs::read_to_string(fixture).expect("a descriptor");
        let text = text
            .replace("            3\n", "            1\n")
            .replace("          3\n", "          1\n");
        project.write(&descriptor, text);
        project.seal(FOLDER);
        project.write(CORRECTIONS, format!("{HEADER}{corrections}"));
        let project = project.project();
        let settings = Settings::load(&project, "ruritania", Some("2021-second"))?;
        let (geography, _) = Geography::load(&project, &settings.brief)?;
        let (extracts, received) = extracts::receive(&project, FOLDER)?;
        assert!(received.is_empty(), "{received}");
        let (tables, said) = clean(&project, settings.of_data(), &extracts, &geography)?;
        Ok((tables, said.to_string()))
    }

    fn read(&self, corrections: &str) -> (Tables, String) {
        self.cleaned(corrections)
            .unwrap_or_else(|faults| panic!("{faults}"))
    }
}

fn column(tables: &Tables, name: &str) -> Vec<String> {
    let column = tables.tables["reports"]
        .frame
        .column(name)
        .expect("a column");
    let column = column
        .cast(&polars::prelude::DataType::String)
        .expect("text");
    let cells = column.str().expect("text").iter();
    cells.map(|cell| cell.unwrap_or("-").to_owned()).collect()
}

/// The line that a help offers, with its placeholders filled.
fn offered(said: &str) -> String {
    let at = said
        .find("2021-second,")
        .unwrap_or_else(|| panic!("no line is offered: {said}"));
    let line = said[at..].split(['\n', ';']).next().unwrap_or_default();
    let line = line.split(" (or").next().unwrap_or_default();
    format!(
        "{}\n",
        line.replace("REASON", "It was told")
            .replace("SOURCE", "A letter")
    )
}

#[test]
fn a_date_shown_to_the_month_is_known_to_the_month() {
    let mut workbook = Workbook::new();
    workbook.add(
        "",
        &[
            "E-1", "=1:44044", "sighting", "Strelsau", "2", "red", "Courier",
        ],
    );
    workbook.add(
        "",
        &[
            "E-2",
            "=10:44044",
            "sighting",
            "Strelsau",
            "2",
            "green",
            "Courier",
        ],
    );
    workbook.add(
        "",
        &[
            "E-3", "=8:44044", "sighting", "Strelsau", "2", "gold", "Courier",
        ],
    );
    let (tables, said) = workbook.read("");
    assert_eq!(said, "");
    assert_eq!(column(&tables, "date"), ["-", "-", "2020-08-01"]);
    assert_eq!(column(&tables, "month"), ["2020-08", "2020-08", "2020-08"]);
}

#[test]
fn a_date_shown_to_the_year_is_not_the_first_of_january() {
    let mut workbook = Workbook::new();
    workbook.add(
        "",
        &[
            "E-1", "=2:43831", "sighting", "Strelsau", "2", "red", "Courier",
        ],
    );
    let faults = workbook.cleaned("").err().map(|faults| faults.to_string());
    let faults = faults.expect("nothing is known to the year here");
    assert!(
        faults.starts_with("error[not-a-date]: \"2020\" in column \"date\""),
        "{faults}"
    );
}

#[test]
fn a_day_that_the_format_hides_is_kept_and_told() {
    let mut workbook = Workbook::new();
    workbook.add(
        "",
        &[
            "E-1", "=1:44054", "sighting", "Strelsau", "2", "red", "Courier",
        ],
    );
    workbook.add(
        "",
        &[
            "E-2", "=3:44055", "sighting", "Zenda", "2", "red", "Courier",
        ],
    );
    let (tables, said) = workbook.read("");
    assert_eq!(column(&tables, "date"), ["2020-08-11", "2020-08-12"]);
    assert!(
        said.contains("a cell of column \"date\" is shown without the day"),
        "{said}"
    );
    assert!(said.contains("Reports!B2"), "{said}");
    assert!(
        said.contains("a cell of column \"date\" is shown without the year"),
        "{said}"
    );
    let (_, said) = workbook.read(&offered(&said));
    assert!(
        !said.contains("without the day") && said.contains("without the year"),
        "{said}"
    );
}

#[test]
fn hidden_rows_are_told_and_left_out_where_that_is_said() {
    let mut workbook = Workbook::new();
    workbook.add(
        "",
        &[
            "E-1",
            "2020-08-11",
            "sighting",
            "Strelsau",
            "2",
            "red",
            "Courier",
        ],
    );
    workbook.add(
        "hidden=\"1\"",
        &[
            "E-2",
            "2020-08-12",
            "sighting",
            "Zenda",
            "2",
            "red",
            "Courier",
        ],
    );
    workbook.add(
        "hidden=\"true\"",
        &["E-3", "2020-08-13", "nest", "Zenda", "2", "gold", "Courier"],
    );
    workbook.add("hidden=\"1\"", &[]);
    workbook.after = "<autoFilter ref=\"A1:H4\"><filterColumn colId=\"6\"/></autoFilter>";
    let (tables, said) = workbook.read("");
    assert_eq!(column(&tables, "report_id"), ["E-1", "E-2", "E-3"]);
    assert!(
        said.contains("2 rows are hidden by a filter, and are counted like the others"),
        "{said}"
    );
    assert_eq!(said.matches("warning[").count(), 1, "{said}");

    let line = offered(&said);
    let (tables, said) = workbook.read(&line);
    assert_eq!(column(&tables, "report_id"), ["E-1"]);
    assert_eq!(said, "");
    let left = tables.ledger.rows_with_fate("reports", RowFate::Rejected);
    let rule = "correction at data/ruritania/corrections.csv:2: It was told";
    assert_eq!(left, [(3, rule), (4, rule)]);

    let (tables, said) = workbook.read(&line.replace("left out", "kept"));
    assert_eq!(column(&tables, "report_id"), ["E-1", "E-2", "E-3"]);
    assert_eq!(said, "");
}

#[test]
fn what_is_hidden_and_not_used_is_not_told() {
    let mut workbook = Workbook::new();
    workbook.add(
        "",
        &[
            "E-1",
            "2020-08-11",
            "sighting",
            "Strelsau",
            "2",
            "red",
            "Courier",
            "~Seen twice",
        ],
    );
    workbook.before = "<cols><col min=\"8\" max=\"8\" hidden=\"1\"/></cols>";
    assert_eq!(workbook.read("").1, "");
    workbook.before = "<cols><col min=\"4\" max=\"8\" width=\"0\"/></cols>";
    let (_, said) = workbook.read("");
    assert_eq!(
        said.matches("is hidden in the sheet, and is read").count(),
        4,
        "{said}"
    );
    assert_eq!(workbook.read(&offered(&said)).1, "");
}

#[test]
fn a_hidden_sheet_and_a_filter_that_hides_nothing_are_told() {
    let mut workbook = Workbook::new();
    workbook.add(
        "",
        &[
            "E-1",
            "2020-08-11",
            "sighting",
            "Strelsau",
            "2",
            "red",
            "Courier",
        ],
    );
    workbook.sheet = "state=\"hidden\"";
    let (_, said) = workbook.read("");
    assert!(
        said.contains("the sheet is hidden in its workbook"),
        "{said}"
    );
    assert_eq!(workbook.read(&offered(&said)).1, "");
    workbook.sheet = "";
    workbook.after = "<autoFilter ref=\"A1:H2\"><filterColumn colId=\"1\"/></autoFilter>";
    let (_, said) = workbook.read("");
    assert!(said.contains("a filter is set in the sheet"), "{said}");
    assert_eq!(workbook.read(&offered(&said)).1, "");
    workbook.after = "<autoFilter ref=\"A1:H2\"/>";
    assert_eq!(workbook.read("").1, "");
}

#[test]
fn text_merged_downwards_is_read_in_every_row_and_an_amount_is_not() {
    let mut workbook = Workbook::new();
    workbook.add(
        "",
        &[
            "E-1",
            "2020-08-11",
            "sighting",
            "Zenda",
            "12",
            "red",
            "Courier",
        ],
    );
    workbook.add(
        "",
        &["E-2", "2020-08-12", "sighting", "", "", "red", "Courier"],
    );
    workbook.add(
        "",
        &["E-3", "2020-08-13", "nest", "", "1", "red", "Courier"],
    );
    workbook.after =
        "<mergeCells><mergeCell ref=\"D2:D4\"/><mergeCell ref=\"E2:E3\"/></mergeCells>";
    let (tables, said) = workbook.read("");
    assert_eq!(column(&tables, "place"), ["Zenda", "Zenda", "Zenda"]);
    assert_eq!(column(&tables, "witnesses"), ["12", "-", "1"]);
    assert!(
        said.contains("an amount in column \"witnesses\" stands in one cell for several rows"),
        "{said}"
    );
    let filled = tables
        .ledger
        .entries
        .iter()
        .filter(|entry| entry.rule == "merged with the cell above");
    let filled: Vec<String> = filled.map(|entry| entry.place.to_string()).collect();
    assert_eq!(filled.len(), 2, "{filled:?}");
    assert!(filled[0].ends_with("Reports!D3"), "{filled:?}");
    assert_eq!(workbook.read(&offered(&said)).1, "");
}

#[test]
fn struck_rows_and_cells_are_told() {
    let mut workbook = Workbook::new();
    workbook.add(
        "",
        &[
            "E-1",
            "2020-08-11",
            "sighting",
            "Zenda",
            "2",
            "red",
            "Courier",
        ],
    );
    workbook.add(
        "",
        &[
            "~E-2",
            "~2020-08-12",
            "~sighting",
            "~Zenda",
            "~2",
            "~red",
            "~Courier",
        ],
    );
    workbook.add(
        "",
        &[
            "E-3",
            "2020-08-13",
            "sighting",
            "~Zenda",
            "2",
            "red",
            "Courier",
        ],
    );
    let (_, said) = workbook.read("");
    assert!(
        said.contains("a row is struck through, and is counted like the others"),
        "{said}"
    );
    assert!(
        said.contains("a cell of column \"towns\" is struck through"),
        "{said}"
    );
    let (tables, said) =
        workbook.read("2021-second,reports,struck-through rows,*,,left out,Withdrawn,A letter\n");
    assert_eq!(column(&tables, "report_id"), ["E-1", "E-3"]);
    assert!(!said.contains("a row is"), "{said}");
}

#[test]
fn runs_of_a_text_that_are_set_apart_are_told() {
    let mut workbook = Workbook::new();
    workbook.texts = "<si><r><t>Courier</t></r><r><rPr><strike/></rPr><t> (old)</t></r></si><si><r><t>12</t></r><r>\
                      <rPr><vertAlign val=\"superscript\"/></rPr><t>1</t></r></si><si><r><rPr><strike val=\"0\"/>\
                      </rPr><t>Zenda</t></r></si>";
    workbook.add(
        "",
        &["E-1", "2020-08-11", "sighting", "#2", "#1", "red", "#0"],
    );
    let (tables, said) = workbook.read("");
    assert_eq!(column(&tables, "witnesses"), ["121"]);
    assert!(
        said.contains("a cell of column \"witnesses\" is shown with a raised"),
        "{said}"
    );
    assert!(
        said.contains("a cell of column \"source\" is struck through in part"),
        "{said}"
    );
    assert_eq!(said.matches("warning[").count(), 2, "{said}");
}

#[test]
fn numbers_shown_as_something_else_are_told() {
    let mut workbook = Workbook::new();
    workbook.add(
        "",
        &[
            "=7:7",
            "2020-08-11",
            "sighting",
            "Zenda",
            "=4:1",
            "red",
            "Courier",
        ],
    );
    workbook.add(
        "",
        &[
            "E-2",
            "2020-08-12",
            "sighting",
            "Zenda",
            "=5:3",
            "red",
            "Courier",
        ],
    );
    workbook.add(
        "",
        &[
            "E-3",
            "2020-08-13",
            "sighting",
            "Zenda",
            "=6:4",
            "red",
            "Courier",
        ],
    );
    let (tables, said) = workbook.read("");
    assert_eq!(column(&tables, "report_id"), ["0007", "E-2", "E-3"]);
    for expected in [
        "shown as percentages",
        "shown as blank",
        "shown by a format that changes the number",
    ] {
        assert!(
            said.contains(&format!("a cell of column \"witnesses\" is {expected}")),
            "{said}"
        );
    }
}

#[test]
fn a_workbook_that_shows_all_as_it_is_says_nothing() {
    let mut workbook = Workbook::new();
    workbook.add(
        "ht=\"15\" spans=\"1:8\"",
        &[
            "E-1", "=8:44054", "sighting", "Zenda", "=0:2", "red", "Courier",
        ],
    );
    workbook.before = "<cols><col min=\"1\" max=\"3\" width=\"12.5\"/></cols>";
    let (tables, said) = workbook.read("");
    assert_eq!(said, "");
    assert!(
        !tables
            .ledger
            .entries
            .iter()
            .any(|entry| matches!(entry.event, Event::Row { .. }))
    );
}
