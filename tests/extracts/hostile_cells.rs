//! Guards that values are data, never code: whatever a cell, a place or a setting says, it appears
//! literally in the document and the published files, and is never run by Typst, Tera, a browser or a
//! spreadsheet.

use crate::support::{Sandbox, text_of_pdf};

const KEY_FINDINGS: &str = "data/ruritania/prose/key-findings.typ";

/// Texts that some program on the way would take for code.
const HOSTILE: [&str; 16] = [
    "#read(\"/data.json\")",
    "#import \"/layout.typ\": data",
    "#panic(\"ran\")",
    "$ x^2 / 0 $",
    "*bold* _italic_ `raw` <label> = heading",
    "@sapt1901",
    "\\u{41} \\ // comment /* too */",
    "] #[ } { ) (",
    "{{ reports.count | number }}",
    "{% if true %}RAN{% endif %}{# gone #}",
    "<script>alert(1)</script>",
    "\"/><svg onload='x'>&amp;&lt;]]>",
    "=HYPERLINK(\"http://example.org\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1;2)",
];

/// A fixture project whose first reports have these sources.
fn with_sources(sources: &[&str]) -> Sandbox {
    let sandbox = Sandbox::ruritania();
    let mut file = "No.,Date,Kind,Towns,Witnesses,Colour,Source\n".to_owned();
    for (number, source) in sources.iter().enumerate() {
        let quoted = source.replace('"', "\"\"");
        file.push_str(&format!(
            "H-{number},2019-03-01,sighting,,{number},,\"{quoted}\"\n"
        ));
    }
    file.push_str("D-10,11/11/2019,nest,Tarlenheim,40,gold,Parish book\n");
    sandbox.write("data/ruritania/raw/2020-first/reports.csv", file);
    sandbox.seal("data/ruritania/raw/2020-first");
    // What the prose claims of the other reports is not true of these.
    let prose = sandbox.read(KEY_FINDINGS);
    let unclaimed = prose.lines().filter(|line| !line.contains("| claim("));
    sandbox.write(KEY_FINDINGS, unclaimed.collect::<Vec<_>>().join("\n"));
    sandbox
}

/// Text without blanks, line ends and hyphenation, as far as a narrow column may change them, and
/// without the difference that typographic quotes make.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '\u{ad}')
        .map(|letter| match letter {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            other => other,
        })
        .collect()
}

#[test]
fn cell_text_appears_literally_in_the_document() {
    let sandbox = with_sources(&HOSTILE.map(|hostile| hostile));
    let run = sandbox.build(&["ruritania"]);
    // The words of the fixture are of more than one nest.
    let told = run
        .errors
        .lines()
        .filter(|line| line.contains("[") && !line.starts_with(' '));
    let others = told.filter(|line| !line.starts_with("warning[number-agreement]"));
    assert_eq!(others.collect::<Vec<_>>(), [""; 0], "{run}");

    let findings: serde_json::Value =
        serde_json::from_slice(&sandbox.files("output/ruritania")["findings.json"]).expect("JSON");
    let rows = findings["findings"]["sources"]["outcome"]["table"]["rows"]
        .as_array()
        .expect("rows");
    let labels: Vec<&str> = rows
        .iter()
        .filter_map(|row| row["labels"][0].as_str())
        .collect();
    for hostile in HOSTILE {
        let trimmed = hostile.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            labels.contains(&trimmed.as_str()),
            "{hostile} among {labels:?}"
        );
    }

    let pdf = sandbox.path("output/ruritania/ruritania.pdf");
    let Some(text) = text_of_pdf(&pdf) else {
        return;
    };
    let text = bare(&text);
    for hostile in HOSTILE {
        assert!(
            text.contains(&bare(hostile)),
            "{hostile} is not in the text:\n{text}"
        );
    }
}

#[test]
fn published_cells_are_no_formulas() {
    let sandbox = with_sources(&HOSTILE.map(|hostile| hostile));
    sandbox.build(&["ruritania"]);
    let mut formulas = 0;
    for file in [
        "findings.csv",
        "ledger.csv",
        "rejected/reports.csv",
        "rejected/hoards.csv",
    ] {
        for row in sandbox.table(&format!("output/ruritania/{file}")) {
            for (column, cell) in row {
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(
                    !formula || cell.parse::<f64>().is_ok(),
                    "{file} {column}: {cell}"
                );
                formulas += usize::from(cell.starts_with("'=") || cell.starts_with("'@"));
            }
        }
    }
    assert!(
        formulas >= 3,
        "the formulas did not get into the published files: {formulas}"
    );
}

#[test]
fn names_of_places_appear_literally_in_figures() {
    let sandbox = Sandbox::ruritania();
    let hostile = "Hof<b>&\"au\"'{{ x }}#y";
    sandbox.redeliver(
        "data/places",
        "ruritania.tsv",
        "5\tTarlenheim\t45.6\t20.4\tXR\t5000\tTarlenheim an der Alt",
        &format!("5\t{hostile}\t45.6\t20.4\tXR\t5000\tTarlenheim"),
    );
    sandbox.build(&["ruritania"]);
    let published = sandbox.files("output/ruritania");
    let svg = String::from_utf8(published["figures/map.svg"].clone()).expect("UTF-8");
    let tree = roxmltree::Document::parse(&svg).expect("well-formed XML");
    let text: String = tree
        .descendants()
        .filter(|node| node.is_text())
        .filter_map(|node| node.text())
        .collect::<Vec<_>>()
        .join("\n");
    assert!(text.contains(hostile), "{text}");
    assert!(!tree.descendants().any(|node| node.has_tag_name("b")));
}

#[test]
fn settings_and_descriptors_appear_literally_too() {
    let sandbox = Sandbox::ruritania();
    let hostile = "#read(\\\"/data.json\\\") {{ reports.count }} *x* @sapt";
    sandbox.replace(
        "data/ruritania/brief.yaml",
        "subtitle: Dragons and what is known of them",
        &format!("subtitle: \"{hostile}\""),
    );
    sandbox.replace(
        "data/ruritania/raw/2020-first/datapackage.json",
        "None of these dragons exists: the rows were made up to test the pipeline.",
        hostile,
    );
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.errors.matches("warning[").count(), 3, "{run}");
    assert!(run.errors.contains("warning[value-in-settings]"), "{run}");
    assert_eq!(
        run.errors.matches("warning[raw-markup]").count(),
        2,
        "{run}"
    );
    let pdf = sandbox.path("output/ruritania/ruritania.pdf");
    let Some(text) = text_of_pdf(&pdf) else {
        return;
    };
    let literally = bare(&hostile.replace('\\', ""));
    let times = bare(&text).matches(&literally).count();
    assert!(times >= 2, "{literally} in\n{text}");
}

/// Typst has been seen to panic on such a cell; whatever comes of it, nothing half-made is published.
#[test]
fn a_cell_of_combining_marks_does_no_harm() {
    let marks = "\u{301}".repeat(30_000);
    let sandbox = with_sources(&[&format!("a{marks}")]);
    let run = sandbox.brief(&["build", "ruritania"]);
    match run.code {
        Some(0) => assert!(sandbox.path("output/ruritania/ruritania.pdf").exists()),
        Some(1) => {
            assert!(run.errors.contains("error["), "{run}");
            assert!(!sandbox.path("output/ruritania").exists());
        }
        other => panic!("{other:?} {run}"),
    }
}

#[test]
fn a_cell_longer_than_a_spreadsheet_allows_is_refused() {
    let sandbox = with_sources(&[&"x".repeat(40_000)]);
    let run = sandbox.brief(&["build", "ruritania"]);
    assert_eq!(run.code, Some(1));
    assert!(run.errors.contains("error[cell-too-long]"), "{run}");
    assert!(run.errors.contains("reports.csv:2:"), "{run}");
}
