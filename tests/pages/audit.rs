//! Guards the audit edition: the same pages as the reader edition, and on them every value a link to
//! where it comes from, down to lines of raw files, and back.
//!
//! Read by programs that did not write it; what needs poppler or `qpdf` says so when they are missing.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::support::{Sandbox, tool};

const READER: &str = "output/morocco/morocco.pdf";
const AUDIT: &str = "output/morocco/morocco-audit.pdf";

fn built() -> Sandbox {
    Sandbox::morocco_audited()
}

fn path(file: &Path) -> &str {
    file.to_str().expect("a path in Unicode")
}

/// The links on each page, by what they lead to: a name, or `page 9`.
pub(super) fn links(pdf: &Path) -> Option<Vec<Vec<String>>> {
    let json = tool("qpdf", &["--json=2", path(pdf)])?;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let objects = &json["qpdf"][1];
    let object = |reference: &Value| -> Value {
        match reference.as_str().filter(|text| text.ends_with(" R")) {
            Some(name) => objects[format!("obj:{name}")]["value"].clone(),
            None => reference.clone(),
        }
    };
    let pages = json["pages"].as_array().expect("pages");
    let target = |link: &Value| {
        let target = object(&link["/Dest"]);
        match (&target, target.get(0)) {
            (Value::String(name), _) => name.trim_start_matches("u:").to_owned(),
            (_, Some(page)) => {
                let page = pages.iter().position(|known| known["object"] == *page);
                format!("page {}", page.expect("a page of this file") + 1)
            }
            // An address outside.
            _ => String::new(),
        }
    };
    let links = pages.iter().map(|page| {
        let annotations = object(&object(&page["object"])["/Annots"]);
        let annotations = annotations.as_array().cloned().unwrap_or_default();
        let annotations = annotations.iter().map(object);
        let links = annotations.filter(|annotation| annotation["/Subtype"] == "/Link");
        links.map(|link| target(&link)).collect()
    });
    Some(links.collect())
}

/// Where the named places of a PDF are: page, counted from 1, and points from its top.
fn destinations(pdf: &Path) -> Option<BTreeMap<String, (usize, f64)>> {
    let listed = tool("pdfinfo", &["-dests", path(pdf)])?;
    let places = listed.lines().filter_map(|line| {
        let name = line.split('"').nth(1)?.to_owned();
        let mut fields = line.split_whitespace();
        let page = fields.next()?.parse().ok()?;
        let after = line.split_once("XYZ")?.1;
        let y: f64 = after.split_whitespace().nth(1)?.parse().ok()?;
        Some((name, (page, 841.89 - y)))
    });
    Some(places.collect())
}

#[test]
fn the_pages_are_those_of_the_reader_edition() {
    let sandbox = built();
    let text = |file: &str| {
        tool(
            "pdftotext",
            &["-l", "8", "-layout", path(&sandbox.path(file)), "-"],
        )
    };
    let (Some(reader), Some(audit)) = (text(READER), text(AUDIT)) else {
        return;
    };
    let words = |text: &str| -> Vec<String> {
        let words = text.split_whitespace().map(str::to_owned);
        words.collect()
    };
    let (reader, audit) = (words(&reader), words(&audit));
    let different: Vec<(&String, &String)> = reader
        .iter()
        .zip(&audit)
        .filter(|(one, other)| one != other)
        .collect();
    assert_eq!(reader.len(), audit.len());
    assert_eq!(different, [], "what differs is behind the words: links");
}

#[test]
fn the_reader_edition_stays_clean() {
    let sandbox = built();
    let (Some(reader), Some(audit)) = (links(&sandbox.path(READER)), links(&sandbox.path(AUDIT)))
    else {
        return;
    };
    let sources = |pages: &[Vec<String>]| {
        let links = pages.iter().flatten();
        links.filter(|target| target.starts_with("source-")).count()
    };
    assert_eq!(sources(&reader), 0);
    assert!(sources(&audit) > 150);
}

#[test]
fn every_value_is_a_link_to_its_entry() {
    let sandbox = built();
    let pdf = sandbox.path(AUDIT);
    let (Some(links), Some(places)) = (links(&pdf), destinations(&pdf)) else {
        return;
    };
    let printed: Value =
        serde_json::from_str(&sandbox.read("output/morocco/printed.json")).expect("JSON");
    for value in printed.as_array().expect("printed values") {
        let text = |key: &str| value[key].as_str().expect("a text");
        let (source, printed_in) = (text("source"), text("printed_in"));
        let target = format!("source-{source}");
        let entry = places
            .get(&target)
            .unwrap_or_else(|| panic!("no entry for {source}"));
        assert!(entry.0 > 8, "{source} has its entry in the annex");
        // A picture is one link, and an alternative text is none.
        if printed_in.contains("/draw/") || printed_in.ends_with("/alt") {
            continue;
        }
        let page = usize::try_from(value["page"].as_u64().expect("a page")).expect("small");
        assert!(links[page - 1].contains(&target), "page {page}: {source}");
    }
    // Pictures lead to what they draw, at places of the annex that have no name.
    let annex: Vec<String> = (9..=links.len())
        .map(|page| format!("page {page}"))
        .collect();
    let pictures = links[..8]
        .iter()
        .flatten()
        .filter(|link| annex.contains(link));
    assert_eq!(pictures.count(), 6);
}

#[test]
fn one_step_leads_from_a_number_on_page_3_to_a_line_of_a_raw_file() {
    let sandbox = built();
    let pdf = sandbox.path(AUDIT);
    let (Some(links), Some(places)) = (links(&pdf), destinations(&pdf)) else {
        return;
    };
    let target = "source-women_reported".to_owned();
    assert!(links[2].contains(&target));
    let page = places[&target].0;
    // The entry, which may go on in the next column or on the next page.
    let (first, last) = (page.to_string(), (page + 1).to_string());
    let arguments = ["-f", &first, "-l", &last, path(&pdf), "-"];
    let Some(text) = tool("pdftotext", &arguments) else {
        return;
    };
    let flowing = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, entry) = flowing
        .split_once("women_reported 13 of 43 persons")
        .expect("the entry");
    let next = entry.find("Men among the would-be attackers");
    let entry = &entry[..next.unwrap_or(entry.len())];
    for expected in ["events.xlsx, sheet Events", "EV-035 line 40"] {
        assert!(entry.contains(expected), "{expected}: {entry}");
    }
    // And back.
    assert!(links[page - 1].contains(&"page 3".to_owned()));
}

/// What the annex says, in the words of its entries.
#[test]
fn the_annex_says_what_a_reader_asks_for() {
    let sandbox = built();
    let pdf = sandbox.path(AUDIT);
    let Some(text) = tool("pdftotext", &["-f", "9", path(&pdf), "-"]) else {
        return;
    };
    let flowing = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in [
        // A row that counts for one is only a row.
        "Casablanca, Plot, illustrative (5 rows)",
        "Hangs on one row. \"no\": attacks is 0. Test of none: count = 0; it holds. 1 row changed would \
         make it false: it would be 1",
        // A fact has a title and a name; what a figure draws is there.
        "facts.small_arms_southeast_asia 35 %",
        "Figure 3 draws: Plots uncovered; Plots with an identified weapon; Plots without an identified \
         weapon; Plots with explosive devices, of those with an identified weapon",
        "Total published: it equals C08, C14 of the publication",
        // A value of the brief has its key and line.
        "country Morocco (data/morocco/brief.yaml:",
        "From: A press count of Moroccans",
    ] {
        assert!(flowing.contains(expected), "{expected}: {flowing}");
    }
    for unwanted in ["1 events in 1 row", "1 plots in 1 row", ", beside France"] {
        assert!(!flowing.contains(unwanted), "{unwanted}: {flowing}");
    }
    let places = flowing.match_indices(" draws: ");
    let labels: Vec<&str> = places
        .map(|(at, _)| flowing[..at].rsplit(' ').next().unwrap_or(""))
        .collect();
    // Page 2 holds Map 1, page 3 Figures 1 and 2, page 4 Map 2, page 5 Figures 3 and 4.
    assert_eq!(labels, ["1", "1", "2", "2", "3", "4"], "{flowing}");
}

#[test]
fn it_is_the_same_bytes_a_second_time() {
    let (one, other) = (Sandbox::ruritania(), Sandbox::ruritania());
    one.build(&["ruritania", "--edition", "audit"]);
    let run = other.brief_apart(&["build", "ruritania", "--edition", "audit"]);
    assert_eq!(run.code, Some(0), "{run}");
    let audit =
        |sandbox: &Sandbox| sandbox.files("output/ruritania")["ruritania-audit.pdf"].clone();
    assert!(audit(&one) == audit(&other));
}
