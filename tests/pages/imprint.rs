//! Guards who a brief says it is by, of which day, and after what: on its pages, in the PDF and in the RO-Crate.

use std::path::Path;

use serde_json::Value;

use crate::support::{Sandbox, text_of_pdf, tool};

const BRIEF: &str = "data/ruritania/brief.yaml";
const SERIES: &str = "templates/borderlands/series.yaml";
const PDF: &str = "output/ruritania/ruritania.pdf";

/// The text of a PDF on one line, if there is a program to read it.
fn pages(file: &Path) -> Option<String> {
    let text = text_of_pdf(file)?.replace("-\n", "");
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The crate of a published set, by identifier.
fn entity(sandbox: &Sandbox, id: &str) -> Option<Value> {
    let text = sandbox.read("output/ruritania/ro-crate-metadata.json");
    let described: Value = serde_json::from_str(&text).expect("JSON");
    let graph = described["@graph"].as_array().expect("a graph").clone();
    graph.into_iter().find(|entity| entity["@id"] == id)
}

/// The fixture as a regeneration of the register that it cites.
fn regeneration() -> Sandbox {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(BRIEF, "authors: []", "original: sapt1901");
    sandbox.replace(
        SERIES,
        "publisher: {name: Ruritanian Survey}",
        "publisher: {name: Ruritanian Survey, statement: Compiled from the register, contact: \"mailto:dragons@example.org\"}\n\
         regenerated: Register anew\ncartography: Maps by the Survey",
    );
    sandbox.replace(
        SERIES,
        "name: CC-BY-4.0,",
        "name: CC-BY-4.0, title: With attribution,",
    );
    sandbox.replace(
        BRIEF,
        "dataset_version:",
        "credits: Boundaries by hand.\ndataset_version:",
    );
    sandbox
}

#[test]
fn a_regeneration_says_whose_the_original_is_and_when_both_were_published() {
    let sandbox = regeneration();
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    let root = entity(&sandbox, "./").expect("the set");
    assert_eq!(root["datePublished"], "2021-01-01");
    assert_eq!(root["isBasedOn"]["@id"], "#original");
    let original = entity(&sandbox, "#original").expect("the original");
    assert_eq!(original["name"], "A Register of Dragons");
    assert_eq!(original["datePublished"], "1901");
    let author = entity(&sandbox, "#original/author-1").expect("its author");
    assert_eq!(author["name"], "Hugo Sapt");
    let publisher = entity(&sandbox, "#publisher").expect("the publisher");
    assert_eq!(publisher["email"], "dragons@example.org");
    let Some(text) = pages(&sandbox.path(PDF)) else {
        return;
    };
    for said in [
        "Compiled from the register",
        "Register anew January 1, 2021",
        "Original: 1901 Strelsau University Press",
        "Ruritanian Survey · January 1, 2021",
        "Contact: dragons@example.org",
        "Cite as Creatures of the Borderlands: Ruritania. Register anew. Ruritanian Survey, January 1, 2021.",
        "Original Hugo Sapt. A Register of Dragons. Strelsau University Press, 1901.",
        "Maps by the Survey. Boundaries by hand.",
        "Text: With attribution.",
        "Dataset version 2020-first",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    let first = text.split("January 1, 2021 1 ").next().expect("page 1");
    assert_eq!(
        first.matches("Register anew").count(),
        1,
        "said once\n{first}"
    );
}

#[test]
fn a_brief_that_regenerates_nothing_says_nothing_of_an_original() {
    let sandbox = regeneration();
    sandbox.replace(
        BRIEF,
        "original: sapt1901",
        "authors: [Anna Zenda, Bert Hentzau]",
    );
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    let root = entity(&sandbox, "./").expect("the set");
    assert_eq!(root["isBasedOn"], Value::Null);
    assert!(entity(&sandbox, "#original").is_none());
    let Some(text) = pages(&sandbox.path(PDF)) else {
        return;
    };
    for said in [
        "Anna Zenda and Bert Hentzau January 1, 2021",
        "Cite as Anna Zenda and Bert Hentzau. Creatures of the Borderlands: Ruritania. Ruritanian Survey, January 1, 2021.",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    for other in [
        "Register anew",
        "Original",
        "Strelsau University Press, 1901.",
    ] {
        assert!(!text.contains(other), "{other}\n{text}");
    }
}

#[test]
fn the_pdf_says_what_the_page_says() {
    let sandbox = regeneration();
    sandbox.build(&["ruritania"]);
    let path = sandbox.path(PDF);
    let pdf = path.to_str().expect("a path in Unicode");
    let Some(said) = tool("pdfinfo", &["-isodates", pdf]) else {
        return;
    };
    let author = said.lines().find(|line| line.starts_with("Author:"));
    assert!(
        author.is_some_and(|line| line.ends_with("Ruritanian Survey")),
        "{said}"
    );
    assert!(said.contains("2021-01-01"), "{said}");
    assert!(!said.contains("1901"), "{said}");
}

#[test]
fn pages_dated_from_outside_print_that_day() {
    let sandbox = Sandbox::ruritania();
    let run = sandbox.brief_with(
        &["build", "ruritania"],
        &[("SOURCE_DATE_EPOCH", "1700000000")],
    );
    assert_eq!(run.code, Some(0), "{run}");
    if let Some(text) = pages(&sandbox.path(PDF)) {
        assert!(text.contains("November 14, 2023"), "{text}");
        assert!(!text.contains("January 1, 2021"), "{text}");
    }
}

#[test]
fn a_draft_has_no_date_on_its_pages() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(BRIEF, "authors: []", "draft: true");
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    if let Some(text) = pages(&sandbox.path(PDF)) {
        assert!(text.contains("Ruritanian Survey · Draft"), "{text}");
        assert!(!text.contains("January 1, 2021"), "{text}");
    }
}

#[test]
fn prose_can_print_both_dates() {
    let sandbox = regeneration();
    let account = "data/ruritania/prose/account.typ";
    let words = "{% if brief.original %}After {{ brief.original.title | text }} ({{ brief.original.publisher | text }}, \
                 {{ brief.original.date | text }}, {{ brief.original.year | text }}), as of {{ brief.date | text }}.{% endif %}";
    let text = sandbox.read(account);
    sandbox.write(account, format!("{text}\n{words}\n"));
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    if let Some(text) = pages(&sandbox.path(PDF)) {
        let said = "After A Register of Dragons (Strelsau University Press, 1901, 1901), as of January 1, 2021.";
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn an_abstract_stands_above_the_key_findings_where_one_is_written() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        SERIES,
        "sections:\n",
        "sections:\n  - {id: in-short, optional: true, first_page: abstract}\n",
    );
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    if let Some(text) = pages(&sandbox.path(PDF)) {
        assert!(!text.contains("Summary"), "{text}");
    }
    let words =
        "#import \"/layout.typ\": *\n\nDragons were reported {{ reports.count | number }} times.\n";
    sandbox.write("data/ruritania/prose/in-short.typ", words);
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    if let Some(text) = pages(&sandbox.path(PDF)) {
        let at = |words: &str| {
            text.find(words)
                .unwrap_or_else(|| panic!("{words}\n{text}"))
        };
        assert!(
            at("Summary Dragons were reported") < at("Key findings"),
            "{text}"
        );
    }
    sandbox.write(
        "data/ruritania/prose/in-short.typ",
        format!("{words}A note.#footnote[Here.]\n"),
    );
    let run = sandbox.brief(&["build", "ruritania"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(
        run.errors
            .contains("the abstract stands above the text of page 1, where it cannot hold a note"),
        "{run}"
    );
}
