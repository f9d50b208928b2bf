//! Guards what a reader gets: the PDF of the brief on Morocco, read by programs that did not write it.
//!
//! What needs poppler (`pdftotext`, `pdfinfo`) or `qpdf` says so when they are not installed, and
//! checks nothing; what the file's own bytes show is checked everywhere.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{Computed, Sandbox, repository, text_of_pdf, tool, tool_output};

/// The brief on Morocco, built from a copy of this repository.
fn built() -> Sandbox {
    Sandbox::morocco_built()
}

const PDF: &str = "output/morocco/morocco.pdf";

/// Where its PDF is.
fn pdf(sandbox: &Sandbox) -> String {
    let path = sandbox.path(PDF);
    path.to_str().expect("a path in Unicode").to_owned()
}

/// Text on one line, hyphenation at line ends undone.
fn flowing(text: &str) -> String {
    text.replace("-\n", "")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// XMP metadata, which PDF/A keeps uncompressed.
fn metadata(pdf: &[u8]) -> String {
    let text = String::from_utf8_lossy(pdf);
    let start = text
        .find("<x:xmpmeta")
        .or_else(|| text.find("<rdf:RDF"))
        .expect("XMP metadata");
    let end = text[start..].find("</rdf:RDF>").expect("its end");
    text[start..start + end].to_owned()
}

#[test]
fn the_metadata_identifies_pdf_ua_and_pdf_a() {
    let pdf = built().files("output/morocco")["morocco.pdf"].clone();
    let metadata = metadata(&pdf);
    for expected in [
        "<pdfuaid:part>1</pdfuaid:part>",
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "Beyond the Caliphate: Morocco",
        "2026-12-01",
    ] {
        assert!(metadata.contains(expected), "{expected}\n{metadata}");
    }
}

#[test]
fn the_numbers_of_the_published_brief_are_in_the_text() {
    let sandbox = built();
    let Some(text) = text_of_pdf(&sandbox.path(PDF)) else {
        return;
    };
    let text = flowing(&text);
    for sentence in [
        "33 plots",
        "12 separate arrests",
        "61 %",
        "16 of 20",
        "20 of 33 (61 %), were identified as directly linked",
        "112",
        "69 of 112",
        "13 of 43",
        "30 %",
        "Only 15 of the 33",
        "53 %",
        "8 of 15",
        "24–79 %",
        "One plot accounts for 10 of the 13",
        "about 70 % of the plots",
        "five were aimed at the government",
        "Only two plots were aimed at tourists",
        "arrested 14 people",
        "1,122 Moroccan",
        "up to 2,000 citizens",
        "4,119 Islamic State personnel records",
        "within 47 months",
        "Data and Method",
        "A value marked ◦ is illustrative",
    ] {
        assert!(
            text.contains(sentence),
            "\"{sentence}\" is not in the text:\n{text}"
        );
    }
}

#[test]
fn the_pages_are_as_many_as_the_published_and_tagged() {
    let sandbox = built();
    let Some(said) = tool("pdfinfo", &[&pdf(&sandbox)]) else {
        return;
    };
    let field = |name: &str| {
        said.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .unwrap_or_else(|| panic!("{name} in\n{said}"))
            .trim()
            .to_owned()
    };
    let pages: usize = field("Pages").parse().expect("a number");
    assert!((8..=10).contains(&pages), "{pages} pages");
    assert_eq!(field("Tagged"), "yes");
    assert_eq!(field("Title"), "Beyond the Caliphate: Morocco");
    assert_eq!(field("JavaScript"), "no");
    assert_eq!(field("Encrypted"), "no");
}

#[test]
fn the_structure_is_sound_and_the_language_set() {
    let sandbox = built();
    let Some(check) = tool_output("qpdf", &["--check", &pdf(&sandbox)]) else {
        return;
    };
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stderr)
    );

    let json = tool("qpdf", &["--json=2", &pdf(&sandbox)]).expect("qpdf");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let objects = json["qpdf"][1].as_object().expect("objects");
    let catalog = objects
        .values()
        .map(|object| &object["value"])
        .find(|value| value["/Type"] == "/Catalog")
        .expect("a catalogue");
    assert_eq!(catalog["/Lang"], "u:en");
    assert_eq!(catalog["/MarkInfo"]["/Marked"], true);

    let tags = |kind: &str| {
        objects
            .values()
            .map(|object| &object["value"])
            .filter(|value| value["/S"] == kind)
            .collect::<Vec<_>>()
    };
    let figures = tags("/Figure");
    let drawn = sandbox.files("output/morocco/figures");
    let drawn = drawn.keys().filter(|file| file.ends_with(".svg"));
    assert_eq!(figures.len(), drawn.count());
    for figure in figures {
        let alternative = figure["/Alt"].as_str().expect("alternative text");
        assert!(
            alternative.chars().any(|letter| letter.is_ascii_digit()),
            "{alternative}"
        );
    }
}

#[test]
fn the_findings_are_attached_as_published() {
    let sandbox = built();
    let published = sandbox.files("output/morocco");
    let Some(listed) = tool("qpdf", &["--list-attachments", &pdf(&sandbox)]) else {
        return;
    };
    let names: BTreeSet<String> = listed
        .lines()
        .filter_map(|line| Some(line.split_once(" -> ")?.0.to_owned()))
        .collect();
    let mut found = BTreeSet::new();
    for name in &names {
        let shown = format!("--show-attachment={name}");
        let shown = tool_output("qpdf", &[&shown, &pdf(&sandbox)]).expect("qpdf");
        let file = name.rsplit('/').next().unwrap_or(name).to_owned();
        if file == "brief.lock" {
            let lines = |bytes: &[u8]| -> BTreeSet<String> {
                let text = String::from_utf8_lossy(bytes);
                text.lines().map(str::to_owned).collect()
            };
            let whole = fs::read(sandbox.path("data/morocco/brief.lock")).expect("a lock");
            let (inside, whole) = (lines(&shown.stdout), lines(&whole));
            let missing = whole.difference(&inside);
            let missing = missing.filter_map(|line| line.split(' ').nth(1));
            let of_pages = [
                "manifest.json",
                "morocco.pdf",
                "printed.json",
                "ro-crate-metadata.json",
            ];
            assert_eq!(missing.collect::<Vec<_>>(), of_pages);
            assert!(inside.is_subset(&whole), "{:?}", inside.difference(&whole));
        } else {
            assert!(
                shown.stdout == published[&file],
                "{name} differs from the published file"
            );
        }
        found.insert(file);
    }
    assert_eq!(
        found,
        BTreeSet::from(["brief.lock", "findings.csv", "findings.json"].map(str::to_owned))
    );
}

#[test]
fn two_builds_are_byte_identical_wherever_and_whenever() {
    let one = built();
    let other = Sandbox::morocco();
    let environment = [
        ("TZ", "Pacific/Kiritimati"),
        // As on a processor without fused multiply-add: other last bits of sin, exp and pow.
        ("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4"),
        ("LANG", "ar_MA.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("HOME", "/nowhere"),
        ("USER", "somebody"),
    ];
    let run = other.brief_with(&["build", "morocco", "--out", "elsewhere"], &environment);
    assert_eq!(run.code, Some(0), "{run}");

    let first = one.files("output/morocco");
    let second = other.files("elsewhere/morocco");
    assert_eq!(
        first.keys().collect::<Vec<_>>(),
        second.keys().collect::<Vec<_>>()
    );
    for (path, content) in &first {
        assert!(
            content == &second[path],
            "{path} differs between two builds"
        );
    }
    // A third, over the first.
    one.build(&["morocco"]);
    assert!(
        one.files("output/morocco") == first,
        "a repeated build differs"
    );
}

#[test]
fn the_open_version_builds_too_and_says_what_it_lacks() {
    let sandbox = Sandbox::morocco();
    let run = sandbox.brief(&["build", "morocco", "--data", "2026-11-open", "--draft"]);
    assert_eq!(run.code, Some(1), "some of its claims are false: {run}");
    assert!(
        run.output
            .contains("no data in this version for: individuals, recruits_sinjar"),
        "{run}"
    );
    let pdf = sandbox.path("output/morocco-draft/morocco-draft.pdf");
    let Some(text) = text_of_pdf(&pdf) else {
        return;
    };
    let text = flowing(&text);
    assert!(text.contains("29 plots"), "{text}");
    assert!(!text.contains("33 plots"), "{text}");
}

#[test]
fn the_manifest_names_every_input_and_output_with_its_hash() {
    let sandbox = built();
    let published = sandbox.files("output/morocco");
    let manifest: serde_json::Value =
        serde_json::from_slice(&published["manifest.json"]).expect("JSON");
    let outputs = manifest["outputs"].as_object().expect("outputs");
    for (path, content) in &published {
        // The one cannot hold its own hash, the other holds that of the manifest.
        if !["manifest.json", "ro-crate-metadata.json"].contains(&path.as_str()) {
            assert_eq!(outputs[path], brief_base::record::sha256(content), "{path}");
        }
    }
    assert_eq!(outputs.len(), published.len() - 2);
    let inputs = manifest["inputs"].as_object().expect("inputs");
    for (path, hash) in inputs {
        let content = std::fs::read(repository().join(path)).expect("an input");
        assert_eq!(*hash, brief_base::record::sha256(&content), "{path}");
    }
    for expected in [
        "data/morocco/raw/2017-10-published/events.xlsx",
        "data/morocco/prose/introduction.typ",
        "templates/beyond-the-caliphate/layout.typ",
        "templates/fonts/source-serif-4/SourceSerif4-Regular.ttf",
    ] {
        assert!(inputs.contains_key(expected), "{expected}");
    }
    // What is published is what the library computes.
    let computed = Computed::morocco("2017-10-published");
    let findings: serde_json::Value =
        serde_json::from_slice(&published["findings.json"]).expect("JSON");
    assert_eq!(
        findings["findings"].as_object().expect("findings").len(),
        computed.findings.iter().count()
    );
}

/// A reader who hears a table needs to know which cells head it.
#[test]
fn tables_have_header_cells() {
    let sandbox = Sandbox::ruritania_built();
    let file = sandbox.path("output/ruritania/ruritania.pdf");
    let Some(json) = tool("qpdf", &["--json=2", file.to_str().expect("a path")]) else {
        return;
    };
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let objects = json["qpdf"][1].as_object().expect("objects");
    let tags = |kind: &str| {
        let tags = objects
            .values()
            .filter(|object| object["value"]["/S"] == kind);
        tags.count()
    };
    assert!(tags("/Table") > 0 && tags("/TH") >= 3 * tags("/Table"));
}
