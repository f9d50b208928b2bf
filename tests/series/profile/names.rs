//! Guards that a series is settings and never Rust: what a series or a brief names (sections, tables,
//! columns and their codes, views, topics, findings, figures, facts) stands in no string of the pipeline.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_yaml::Value;

use crate::support::{files, repository};

/// Words that series use as names and the tool has for itself, each group with why.
const EXCEPTIONS: [(&str, &[&str]); 5] = [
    ("English plurals without an s", &["people", "men"]),
    (
        "keys and kinds of the settings, data packages and exports that the tool defines for all series",
        &[
            "area",
            "bars",
            "colour",
            "dataset",
            "date",
            "density",
            "documented",
            "geography",
            "id",
            "kind",
            "latitude",
            "longitude",
            "map",
            "method",
            "month",
            "panels",
            "place",
            "places",
            "region",
            "source",
            "sources",
            "summary",
            "undated",
        ],
    ),
    (
        "the column that the tool itself adds to a table of places: their order in a row",
        &["position"],
    ),
    (
        "words of its messages and of headers that it recognises: accounted for, a symbolic link, what a brief reports",
        &[
            "account",
            "calendar",
            "colours",
            "comparison",
            "high",
            "link",
            "low",
            "nest",
            "other",
            "record",
            "reports",
            "strip",
            "year",
        ],
    ),
    ("the target of a reference within a picture", &["target"]),
];

/// What the published briefs are about, however it is written.
const SUBJECT: [&str; 8] = [
    "caliphate",
    "islamic",
    "jihad",
    "terror",
    "morocc",
    "belgi",
    "turk",
    "ucdp",
];

/// The names that series and their briefs give, each with a file that gives it.
fn named() -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for project in ["", "tests/fixtures/project/", "tests/fixtures/profile/"] {
        for folder in ["templates", "data"] {
            let within = format!("{project}{folder}");
            for (path, bytes) in files(&repository().join(&within)) {
                let file = format!("{within}/{path}");
                let keys = match path.rsplit('/').next() {
                    Some("series.yaml") => of_series(&yaml(&file, &bytes)),
                    Some("findings.yaml" | "figures.yaml" | "facts.yaml") => {
                        keys(&yaml(&file, &bytes))
                    }
                    _ => continue,
                };
                names.extend(keys.into_iter().map(|name| (name, file.clone())));
            }
        }
    }
    names
}

fn yaml(file: &str, bytes: &[u8]) -> Value {
    serde_yaml::from_slice(bytes).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn keys(mapping: &Value) -> Vec<String> {
    let entries = mapping.as_mapping().into_iter().flatten();
    entries
        .filter_map(|(key, _)| Some(key.as_str()?.to_owned()))
        .collect()
}

fn of_series(series: &Value) -> Vec<String> {
    let sections = series["sections"].as_sequence().expect("sections");
    let mut names: Vec<String> = sections
        .iter()
        .filter_map(|section| Some(section["id"].as_str()?.to_owned()))
        .collect();
    for group in ["tables", "views", "topics"] {
        names.extend(series.get(group).into_iter().flat_map(keys));
    }
    for (_, table) in series["tables"].as_mapping().expect("tables") {
        for (column, settings) in table["columns"].as_mapping().expect("columns") {
            names.extend(column.as_str().map(str::to_owned));
            names.extend(settings.get("categories").into_iter().flat_map(keys));
        }
    }
    names
}

/// The strings of Rust source with their lines, up to its tests; comments are none.
fn strings(source: &str) -> Vec<(usize, String)> {
    let characters: Vec<char> = source.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    let starts = |at: usize, text: &str| {
        text.chars()
            .enumerate()
            .all(|(number, one)| characters.get(at + number) == Some(&one))
    };
    while at < characters.len() {
        if starts(at, "#[cfg(test)]\nmod tests {") {
            break;
        }
        let end_of = |from: usize, end: &str| (from..characters.len()).find(|at| starts(*at, end));
        let is_part_of_a_word =
            at > 0 && (characters[at - 1].is_alphanumeric() || characters[at - 1] == '_');
        let hashes = characters[at + 1..]
            .iter()
            .take_while(|one| **one == '#')
            .count();
        let begins = line;
        let next = if starts(at, "//") {
            end_of(at, "\n").unwrap_or(characters.len())
        } else if starts(at, "/*") {
            end_of(at, "*/").map_or(characters.len(), |end| end + 2)
        } else if characters[at] == 'r'
            && !is_part_of_a_word
            && characters.get(at + 1 + hashes) == Some(&'"')
        {
            let from = at + hashes + 2;
            let end = end_of(from, &format!("\"{}", "#".repeat(hashes))).expect("its end");
            found.push((begins, characters[from..end].iter().collect()));
            end + 1 + hashes
        } else if characters[at] == '"' {
            let mut end = at + 1;
            while characters[end] != '"' {
                end += if characters[end] == '\\' { 2 } else { 1 };
            }
            found.push((begins, characters[at + 1..end].iter().collect()));
            end + 1
        } else if starts(at, "'\\") {
            end_of(at + 3, "'").map_or(characters.len(), |end| end + 1)
        } else if characters[at] == '\'' && characters.get(at + 2) == Some(&'\'') {
            at + 3
        } else {
            at + 1
        };
        line += characters[at..next]
            .iter()
            .filter(|one| **one == '\n')
            .count();
        at = next;
    }
    found
}

/// The names in a string: words as settings spell them, joined by `_` or `-`.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let separates = |one: char| !(one.is_alphanumeric() || one == '_' || one == '-');
    text.split(separates).map(|word| word.trim_matches('-'))
}

/// Every string of the pipeline that holds a name or the subject, as file, line and name.
fn uses(names: &BTreeSet<&str>, folder: &Path) -> Vec<(String, usize, String)> {
    let mut uses = Vec::new();
    for (path, bytes) in files(folder) {
        if !path.ends_with(".rs") || path.ends_with("tests.rs") {
            continue;
        }
        for (line, text) in strings(&String::from_utf8(bytes).expect("UTF-8")) {
            let found = words(&text).filter(|word| names.contains(word));
            let lower = text.to_lowercase();
            let subject = SUBJECT.into_iter().filter(|word| lower.contains(word));
            uses.extend(
                found
                    .chain(subject)
                    .map(|name| (path.clone(), line, name.to_owned())),
            );
        }
    }
    uses
}

#[test]
fn no_rust_source_names_what_a_series_owns() {
    let named = named();
    for name in [
        "key-findings",
        "plots_direct",
        "link_mode",
        "recruits",
        "sinjar",
        "dyad_name",
        "at-a-glance",
    ] {
        assert!(named.contains_key(name), "{name} is named by no series");
    }
    let names = named.keys().map(String::as_str).collect();
    let uses = uses(&names, &repository().join("pipeline"));
    let excepted: BTreeSet<&str> = EXCEPTIONS
        .iter()
        .flat_map(|(_, words)| *words)
        .copied()
        .collect();
    let faults: Vec<String> = uses
        .iter()
        .filter(|(_, _, name)| !excepted.contains(name.as_str()))
        .map(|(file, line, name)| {
            let owner = named
                .get(name)
                .map_or("the subject of a series", String::as_str);
            format!("pipeline/{file}:{line}: \"{name}\" ({owner})")
        })
        .collect();
    assert!(
        faults.is_empty(),
        "these belong into settings:\n{}",
        faults.join("\n")
    );
    let used: BTreeSet<&str> = uses.iter().map(|(_, _, name)| name.as_str()).collect();
    let idle: Vec<&&str> = excepted.difference(&used).collect();
    assert!(idle.is_empty(), "exceptions for nothing: {idle:?}");
    let compound: Vec<&&str> = excepted
        .iter()
        .filter(|word| word.contains(['_', '-']))
        .collect();
    assert!(
        compound.is_empty(),
        "no name of several words is an ordinary one: {compound:?}"
    );
}

#[test]
fn strings_are_told_from_comments_and_tests() {
    let source = "//! \"plots\"\nlet a = \"plots \\\"of\\\" old\"; // \"recruits\"\nlet b = ('\"', '\\'', r#\"key-findings \"x\"\"#);\n\
        fn of<'a>(one: &'a str) -> &'a str { \"link_mode\" }\n#[cfg(test)]\nmod tests {\n let c = \"weapon\"; }\n";
    let found = strings(source);
    let expected = [
        (2, "plots \\\"of\\\" old"),
        (3, "key-findings \"x\""),
        (4, "link_mode"),
    ];
    assert_eq!(found, expected.map(|(line, text)| (line, text.to_owned())));
    assert!(words("{folder}/key-findings.typ").any(|word| word == "key-findings"));
    assert!(!words("no-key-findings").any(|word| word == "key-findings"));
}
