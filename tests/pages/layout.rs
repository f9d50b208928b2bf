//! Guards how pages are set: heads, the grid of lines, what stands in the flow, what leads where.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::audit::links;
use crate::support::{Sandbox, tool};

const PDF: &str = "output/ruritania/ruritania.pdf";
const ACCOUNT: &str = "data/ruritania/prose/account.typ";
const SERIES: &str = "templates/borderlands/series.yaml";
const FOLDER: &str = "data/ruritania/raw/2020-first";

/// Points between two lines of the text, and from the top of the paper to the first of them.
const LINE: f64 = 12.8;

/// A word on a page.
struct Word {
    page: usize,
    /// Points from the left and the top.
    at: (f64, f64),
    text: String,
}

/// All words of a PDF, in the order of the text.
fn words(sandbox: &Sandbox) -> Option<Vec<Word>> {
    let path = sandbox.path(PDF);
    let path = path.to_str().expect("a path in Unicode");
    let html = tool("pdftotext", &["-raw", "-bbox", path, "-"])?;
    let mut page = 0;
    let mut words = Vec::new();
    for line in html.lines().map(str::trim) {
        if line.starts_with("<page") {
            page += 1;
        }
        let Some(word) = line.strip_prefix("<word ") else {
            continue;
        };
        let field = |name: &str| {
            let (_, value) = word.split_once(name).expect("a field");
            let value = value.split('"').nth(1).expect("its value");
            value.parse::<f64>().expect("a number")
        };
        let text = word.split_once('>').expect("a text").1;
        words.push(Word {
            page,
            at: (field("xMin"), field("yMin")),
            text: text.trim_end_matches("</word>").to_owned(),
        });
    }
    Some(words)
}

/// The words above the text of each page, on its right.
fn heads(words: &[Word]) -> BTreeMap<usize, String> {
    let mut heads: BTreeMap<usize, String> = BTreeMap::new();
    for word in words {
        if word.page > 1 && word.at.1 < 50.0 && word.at.0 > 300.0 {
            let head = heads.entry(word.page).or_default();
            head.push_str(&word.text);
            head.push(' ');
        }
    }
    heads
}

/// So many paragraphs of a single word each time.
fn paragraphs(count: usize) -> String {
    let paragraph = "grid ".repeat(90);
    format!("{paragraph}\n\n").repeat(count)
}

/// The fixture with another account, built.
fn account(text: &str) -> Sandbox {
    let sandbox = Sandbox::ruritania();
    sandbox.write(ACCOUNT, format!("#import \"/layout.typ\": *\n\n{text}"));
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    sandbox
}

#[test]
fn a_running_head_names_the_section_that_its_page_begins_in() {
    let sandbox = account(&format!(
        "= Early\n{}= Later\n{}#pagebreak()\n= Atop\n{}#pagebreak()\n#brief-figure(\"map\")\n\n= Under\n{}",
        paragraphs(10),
        paragraphs(1),
        paragraphs(1),
        paragraphs(1),
    ));
    let Some(words) = words(&sandbox) else {
        return;
    };
    let page_of = |text: &str| {
        let mut found = words
            .iter()
            .filter(|word| word.text == text && word.at.1 > 50.0);
        found.next().unwrap_or_else(|| panic!("{text}")).page
    };
    let heads = heads(&words);
    let head = |page: usize| heads.get(&page).map(|head| head.trim());
    assert_eq!(page_of("Early"), 1);
    assert_eq!(page_of("Later"), 2, "{heads:?}");
    assert_eq!(
        head(2),
        Some("Early"),
        "continued; another starts further down"
    );
    assert_eq!(head(page_of("Atop")), Some("Atop"), "{heads:?}");
    assert_eq!(
        head(page_of("Under")),
        Some("Under"),
        "below a map, {heads:?}"
    );
}

#[test]
fn lines_of_text_stand_on_one_grid_whatever_is_between_them() {
    let sandbox = account(&format!(
        "= Heading\n{}#pull-quote[A saying about dragons that is longer than any line.]\n{}\
         #brief-figure(\"bars\")\n{}== Lesser\n- grid grid\n- grid grid\n{}#brief-figure(\"map\")\n{}\
         #brief-figure(\"strip\")\n= Another\n{}",
        paragraphs(2),
        paragraphs(2),
        paragraphs(4),
        paragraphs(3),
        paragraphs(6),
        paragraphs(5),
    ));
    let Some(words) = words(&sandbox) else {
        return;
    };
    for page in 2..=3 {
        let on_page = words
            .iter()
            .filter(|word| word.page == page && word.text == "grid");
        // In hundredths of a line, rounded to five of them.
        let offsets: BTreeSet<u32> = on_page
            .map(|word| ((word.at.1 / LINE).fract() * 20.0).round() as u32 % 20)
            .collect();
        assert_eq!(offsets.len(), 1, "page {page}: {offsets:?}");
    }
}

#[test]
fn a_pull_quote_stands_where_the_text_has_it() {
    let sandbox = account(&format!(
        "= Heading\n{}before\n\n#pull-quote[lifted]\n\nafter {}",
        paragraphs(1),
        paragraphs(8)
    ));
    let Some(words) = words(&sandbox) else {
        return;
    };
    let said = words.iter().map(|word| word.text.as_str());
    let said: Vec<&str> = said.filter(|word| *word != "grid").collect();
    let at = said.iter().position(|word| *word == "lifted").expect("it");
    assert_eq!(
        said.get(at - 1..=at + 1),
        Some(["before", "lifted", "after"].as_slice())
    );
}

#[test]
fn a_figure_is_named_by_its_label_and_leads_there() {
    let sandbox = account(
        "= Heading\nSee #figure-reference(\"map\"), not #figure-reference(\"hoards_strip\").\n\n\
         #pagebreak()\n#brief-figure(\"map\")\n\n#brief-figure(\"hoards_strip\")\n",
    );
    let path = sandbox.path(PDF);
    let path = path.to_str().expect("a path in Unicode");
    let Some(text) = tool("pdftotext", &["-raw", path, "-"]) else {
        return;
    };
    let sentence = text.lines().find(|line| line.starts_with("See "));
    let sentence = sentence.unwrap_or_else(|| panic!("{text}"));
    assert!(sentence.starts_with("See Map 1, not Figure "), "{sentence}");
    let Some(links) = links(&sandbox.path(PDF)) else {
        return;
    };
    assert_eq!(links[0], ["page 2", "page 2"], "both figures");

    // A version without hoards has no such figure to lead to, and says its label all the same.
    let run = sandbox.build(&["ruritania", "--data", "2021-second", "--out", "other"]);
    assert_eq!(run.code, Some(0), "{run}");
    let other = sandbox.path("other/ruritania/ruritania.pdf");
    let other = tool("pdftotext", &["-raw", other.to_str().expect("a path"), "-"]);
    assert!(other.is_some_and(|text| text.contains(sentence)));
}

#[test]
fn the_foot_explains_the_sign_on_the_pages_that_print_it() {
    let sandbox = Sandbox::ruritania();
    let file = format!("{FOLDER}/datapackage.json");
    let mut package: Value = serde_json::from_str(&sandbox.read(&file)).expect("JSON");
    package["brief:status"]["illustrative"] = "illustrative: made up".into();
    package["resources"][0]["brief:basis"] = json!({"rows": "documented", "cells": [{"row": "D-2", "column": "Witnesses", "basis": "chosen"}]});
    sandbox.write(&file, package.to_string());
    sandbox.write(
        ACCOUNT,
        format!(
            "#import \"/layout.typ\": *\n\n= Heading\n{}#pagebreak()\nSeen by {{{{ witnesses.count | number }}}}, of {{{{ reports.count | number }}}} in all.\n{}#pagebreak()\nThere were {{{{ reports.count | number }}}} reports.",
            paragraphs(1),
            paragraphs(1)
        ),
    );
    // What the series says of the data prints values of its own.
    sandbox.replace(SERIES, "  - {id: key-findings, first_page: summary}\n", "");
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    let path = sandbox.path(PDF);
    let path = path.to_str().expect("a path in Unicode");
    let page = |number: &str| {
        tool(
            "pdftotext",
            &["-f", number, "-l", number, "-layout", path, "-"],
        )
    };
    let Some(second) = page("2") else {
        return;
    };
    let said = "illustrative: made up";
    let at = second.find(said).unwrap_or_else(|| panic!("{second}"));
    assert!(
        at > second.rfind("Seen by").expect("the sentence"),
        "{second}"
    );
    assert!(second.contains("◦, of 7 in all"), "{second}");
    assert!(!page("3").expect("page 3").contains(said), "no such value");
}

#[test]
fn the_list_of_works_says_whose_each_is_and_notes_lead_there() {
    let sandbox = Sandbox::ruritania();
    let works = sandbox.read("data/ruritania/references.yaml");
    sandbox.write(
        "data/ruritania/references.yaml",
        format!(
            "{works}\nwatch:\n  type: Report\n  title: \"{{A Watch on Dragons}}\"\n  date: 1902-03\n  publisher:\n    \
             name: \"{{Zenda Watch}}\"\n    location: Zenda\nflight:\n  type: Article\n  title: \"{{A Flight Seen}}\"\n  \
             date: 1903-04-05\n  url: https://example.org/flight\n  parent:\n    type: Newspaper\n    \
             title: \"{{Aurora Daily}}\"\n"
        ),
    );
    sandbox.write(
        ACCOUNT,
        format!(
            "#import \"/layout.typ\": *\n\n= Heading\nThe watch,@watch a flight,@flight the register.@sapt1901\n\n{}",
            paragraphs(10)
        ),
    );
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    let Some(words) = words(&sandbox) else {
        return;
    };
    let said: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let said = said.join(" ");
    let (_, list) = said.split_once("Sources ").expect("the list");
    assert!(
        list.starts_with(
            "Aurora Daily. “A Flight Seen,” 1903. Sapt, Hugo. A Register of Dragons, 1901. \
             Zenda Watch. A Watch on Dragons, 1902."
        ),
        "{list}"
    );
    assert!(
        said.contains("A Watch on Dragons (Zenda: Zenda Watch, March 1902)"),
        "the note, {said}"
    );
    let Some(links) = links(&sandbox.path(PDF)) else {
        return;
    };
    let sources = words
        .iter()
        .find(|word| word.text == "Sources")
        .expect("it")
        .page;
    let to_the_list = format!("page {sources}");
    let leads = links
        .iter()
        .flatten()
        .filter(|target| **target == to_the_list);
    assert_eq!(leads.count(), 3, "{links:?}");
}

/// A table that is longer than a column breaks over columns and pages: none of its rows is lost or set over another,
/// and its header stands above each part.
#[test]
fn a_long_table_breaks_over_columns_with_its_header_repeated() {
    let sandbox = Sandbox::ruritania();
    let reports = format!("{FOLDER}/reports.csv");
    let mut text = sandbox.read(&reports);
    for number in 1..=90 {
        let (month, day) = (1 + number % 12, 1 + number % 28);
        text.push_str(&format!(
            "L-{number},2019-{month:02}-{day:02},sighting,Zenda,{number},red,Paper-{number}\n"
        ));
    }
    sandbox.write(&reports, text);
    sandbox.seal(FOLDER);
    for file in [
        "data/ruritania/figures.yaml",
        "templates/borderlands/figures.yaml",
    ] {
        let smaller = sandbox
            .read(file)
            .replace("radius_of_one: 3.0", "radius_of_one: 1.5");
        let smaller = smaller.replace("radius_of_one: 4.0", "radius_of_one: 1.5");
        sandbox.write(file, smaller);
    }
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    let Some(words) = words(&sandbox) else {
        return;
    };
    let mut places: BTreeSet<(usize, i64, i64)> = BTreeSet::new();
    let rows = words.iter().filter(|word| word.text.starts_with("Paper-"));
    for row in rows {
        // Tenths of a point.
        let [x, y] = [row.at.0, row.at.1].map(|at| (at * 10.0).round() as i64);
        assert!(row.at.1 < 800.0, "{} is below the text", row.text);
        places.insert((row.page, x, y));
    }
    assert_eq!(places.len(), 90, "each row has a place of its own");
    let columns: BTreeSet<(usize, i64)> = places.iter().map(|(page, x, _)| (*page, *x)).collect();
    assert!(columns.len() >= 2, "{columns:?}");
    for (page, x) in columns {
        let mut headers = words
            .iter()
            .filter(|word| word.page == page && word.text == "Source");
        let is_above = headers.any(|word| ((word.at.0 * 10.0).round() as i64 - x).abs() < 20);
        assert!(
            is_above,
            "the header stands in the column at {x} of page {page}"
        );
    }
}

#[test]
fn arabic_is_read_from_right_to_left_with_the_latin_words_in_it() {
    let sandbox = Sandbox::ruritania();
    sandbox.redeliver(
        FOLDER,
        "reports.csv",
        "D-1,2019-01-14,sighting,Strelsau,3,red,Strelsau Courier",
        "D-1,2019-01-14,sighting,Strelsau,3,red,قرية GHI كبير (JKL) أخضر",
    );
    let account = sandbox.read(ACCOUNT);
    let passage =
        "\n#arabic[تنين ABC كبير {{ nests.count | number }} أخضر DEF.] It is MNO الرباط PQR.\n";
    sandbox.write(ACCOUNT, account + passage);
    sandbox.build(&["ruritania"]);
    let Some(words) = words(&sandbox) else {
        return;
    };
    let left = |text: &str| {
        let word = words.iter().find(|word| word.text.contains(text));
        word.unwrap_or_else(|| panic!("{text}")).at.0
    };
    assert!(left("ABC") > left("DEF"), "a passage");
    assert!(left("GHI") > left("JKL"), "a cell");
    assert!(left("MNO") < left("PQR"), "English around Arabic");
}

#[test]
fn who_cannot_see_a_map_is_told_what_it_leaves_out() {
    let sandbox = Sandbox::ruritania();
    sandbox.build(&["ruritania"]);
    let path = sandbox.path(PDF);
    let path = path.to_str().expect("a path in Unicode");
    let Some(json) = tool("qpdf", &["--json=2", path]) else {
        return;
    };
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let objects = json["qpdf"][1].as_object().expect("objects");
    let mut alternatives = objects
        .values()
        .filter_map(|object| object["value"]["/Alt"].as_str());
    assert!(
        alternatives.any(|text| text.contains("nests.") && text.ends_with("of 7 reports drawn.")),
        "the alternative text of the map"
    );
}

/// What stands in the box with the findings and is none of its list is set below it.
#[test]
fn the_box_of_findings_loses_no_words() {
    let sandbox = Sandbox::ruritania();
    let file = "data/ruritania/prose/key-findings.typ";
    let text = sandbox.read(file);
    sandbox.write(file, format!("{text}\nPlainwords follow the list.\n"));
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    let Some(words) = words(&sandbox) else {
        return;
    };
    let below = words.iter().find(|word| word.text == "Plainwords");
    let below = below.expect("the words are printed");
    let last = words
        .iter()
        .filter(|word| word.page == 1 && word.text == "dragons.");
    let last = last.map(|word| word.at.1).fold(0.0, f64::max);
    assert!(below.page == 1 && below.at.1 > last, "{:?}", below.at);
}
