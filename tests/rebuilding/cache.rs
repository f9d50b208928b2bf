//! Guards what earlier runs kept: a build that takes it is byte for byte the one that makes all anew, it is
//! taken where nothing changed and nowhere else, and it can be damaged or deleted at any time.

use std::collections::BTreeMap;
use std::fs;

use brief_base::project::Project;

use crate::support::{Run, Sandbox};

const KEPT: &str = "output/.cache/ruritania/default";

/// What became of each stage, by its name.
fn stages(run: &Run) -> BTreeMap<String, String> {
    let lines = run.output.lines();
    let told = lines.filter_map(|line| {
        let (stage, reason) = line.trim().split_once("  ")?;
        let reason = reason.trim_start();
        let is_reason = reason.starts_with("ran: ") || reason.starts_with("kept: ");
        is_reason.then(|| (stage.to_owned(), reason.to_owned()))
    });
    told.collect()
}

fn explained(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let run = sandbox.build(&["ruritania", "--explain"]);
    stages(&run)
}

/// The stages that ran.
fn ran(stages: &BTreeMap<String, String>) -> Vec<&str> {
    let ran = stages.iter();
    let ran = ran.filter(|(_, reason)| reason.starts_with("ran: "));
    ran.map(|(stage, _)| stage.as_str()).collect()
}

/// An edit of one input, and the stages that run after it beside the whole.
type Edit = (
    &'static str,
    fn(&Sandbox),
    &'static [&'static [&'static str]],
);

const DATA: &[&str] = &["data"];
const PAGES: &[&str] = &["pages of the reader edition"];

const MAPS: &[&str] = &["figure districts", "figure map", "figure panels"];

const ALL_FIGURES: &[&str] = &[
    "figure bars",
    "figure comparison",
    "figure districts",
    "figure hoards_strip",
    "figure map",
    "figure panels",
    "figure strip",
    "figure timeline",
];

/// Every kind of input once. The pages are set after each, since the PDF carries the hashes of all inputs.
const EDITS: [Edit; 20] = [
    (
        "the face that figures are set in",
        |sandbox| {
            let series = "templates/borderlands/series.yaml";
            sandbox.replace(
                series,
                "SourceSans3-Regular.ttf",
                "SourceSans3-Semibold.ttf",
            );
        },
        &[DATA, ALL_FIGURES, PAGES],
    ),
    (
        "a paragraph",
        |sandbox| {
            sandbox.replace(
                "data/ruritania/prose/account.typ",
                "people saw",
                "persons saw",
            )
        },
        &[PAGES],
    ),
    (
        "a comment in a settings file that only prose reads",
        |sandbox| append(sandbox, "data/ruritania/facts.yaml", "# nothing\n"),
        &[PAGES],
    ),
    (
        "a word drawn in one figure",
        |sandbox| {
            sandbox.replace(
                "templates/borderlands/figures.yaml",
                "red or green",
                "red and green",
            )
        },
        &[&["figure strip"], PAGES],
    ),
    (
        "the title of a figure",
        |sandbox| {
            let file = "templates/borderlands/figures.yaml";
            sandbox.replace(file, "of them of nests\"", "of them about nests\"");
        },
        &[&["figure map"], PAGES],
    ),
    (
        "a fact",
        |sandbox| sandbox.replace("data/ruritania/facts.yaml", "value: 0.25", "value: 0.26"),
        &[&["figure comparison"], PAGES],
    ),
    (
        "the map",
        |sandbox| {
            sandbox.replace(
                "data/ruritania/map.yaml",
                "sea: \"#dfeaf1\"",
                "sea: \"#dfeaf2\"",
            )
        },
        &[MAPS, PAGES],
    ),
    (
        "the layout",
        |sandbox| sandbox.replace("templates/borderlands/theme.typ", "#14304a", "#14304b"),
        &[PAGES],
    ),
    (
        "how notes are written",
        |sandbox| append(sandbox, "templates/borderlands/notes.csl", "\n"),
        &[PAGES],
    ),
    (
        "a reference",
        |sandbox| {
            sandbox.replace(
                "data/ruritania/references.yaml",
                "Sapt, Hugo",
                "Sapt, Fritz",
            )
        },
        &[PAGES],
    ),
    (
        "what a finding is called",
        |sandbox| {
            sandbox.replace(
                "data/ruritania/findings.yaml",
                "Hoards counted",
                "Hoards found",
            )
        },
        &[DATA, PAGES],
    ),
    (
        "a cell that one finding reads",
        |sandbox| {
            let folder = "data/ruritania/raw/2020-first";
            sandbox.redeliver(folder, "reports.csv", "Strelsau,3,red", "Strelsau,4,red");
        },
        &[DATA, &["figure panels"], PAGES],
    ),
    (
        "a correction",
        |sandbox| sandbox.replace("data/ruritania/corrections.csv", "40,4,", "40,5,"),
        &[DATA, &["figure panels"], PAGES],
    ),
    (
        "the note of a recode",
        |sandbox| {
            sandbox.replace(
                "data/ruritania/recodes/colour.csv",
                "A shade of red",
                "A red",
            )
        },
        &[DATA, PAGES],
    ),
    (
        "what a column is taken from",
        |sandbox| {
            append(
                sandbox,
                "data/ruritania/cleaning/2020-first.yaml",
                "# nothing\n",
            )
        },
        &[DATA, PAGES],
    ),
    (
        "the population of a region",
        |sandbox| {
            let file = "data/boundaries/regions.geojson";
            let text = sandbox.read(file);
            let at = text.find("\"people\"").expect("a population");
            let digit = at
                + text[at..]
                    .find(|one: char| one.is_ascii_digit())
                    .expect("a number");
            let mut changed = text.clone();
            changed.insert(digit, '1');
            sandbox.write(file, changed);
            sandbox.seal("data/boundaries");
        },
        &[DATA, MAPS, PAGES],
    ),
    (
        "a hedge that nothing says",
        |sandbox| {
            append(
                sandbox,
                "templates/borderlands/hedges.yaml",
                "nearly_all: {words: [nearly all], holds: share > 0.9}\n",
            )
        },
        &[PAGES],
    ),
    (
        "the title of the brief",
        |sandbox| {
            sandbox.replace(
                "data/ruritania/brief.yaml",
                "title: Ruritania",
                "title: Old Ruritania",
            )
        },
        &[DATA, PAGES],
    ),
    (
        "a standing section",
        |sandbox| {
            append(
                sandbox,
                "templates/borderlands/prose/method.typ",
                "\nDragons are shy.\n",
            )
        },
        &[PAGES],
    ),
    (
        "a font that is not used",
        |sandbox| {
            let from = sandbox.path("templates/fonts/source-sans-3/SourceSans3-It.ttf");
            fs::create_dir_all(sandbox.path("templates/fonts/another")).expect("a folder");
            fs::copy(from, sandbox.path("templates/fonts/another/Copy.ttf")).expect("a font");
        },
        &[PAGES],
    ),
];

fn append(sandbox: &Sandbox, file: &str, text: &str) {
    let before = sandbox.read(file);
    sandbox.write(file, format!("{before}{text}"));
}

#[test]
fn a_build_from_what_was_kept_is_the_build_from_nothing() {
    let sandbox = Sandbox::ruritania_built();
    let elsewhere = sandbox.path("fresh").display().to_string();
    let mut unexpected = Vec::new();
    for (what, edit, expected) in EDITS {
        edit(&sandbox);
        let kept = sandbox.build(&["ruritania", "--explain"]);
        let stages = stages(&kept);
        let mut ran = ran(&stages);
        ran.retain(|stage| *stage != "whole reader edition");
        let expected = expected.concat();
        if ran != expected {
            unexpected.push(format!("{what}: {ran:?} instead of {expected:?}"));
        }
        let fresh = sandbox.build(&["ruritania", "--force", "--out", &elsewhere]);
        assert_eq!(kept.errors, fresh.errors, "{what}");
        assert!(
            sandbox.files("output/ruritania") == sandbox.files("fresh/ruritania"),
            "{what}"
        );
    }
    // A process of its own remembers nothing at all.
    let run = sandbox.brief_apart(&["build", "ruritania", "--force", "--out", "fresh"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(
        sandbox.files("output/ruritania") == sandbox.files("fresh/ruritania"),
        "all edits"
    );
    assert!(unexpected.is_empty(), "{unexpected:#?}");
}

#[test]
fn an_unchanged_brief_is_left_alone() {
    let sandbox = Sandbox::ruritania();
    let first = sandbox.build(&["ruritania", "--edition", "audit"]);
    let before = sandbox.files("output");
    let second = sandbox.build(&["ruritania", "--edition", "audit", "--timings"]);
    assert!(
        second.output.starts_with("ruritania: unchanged, "),
        "{second}"
    );
    assert!(
        second.output.contains("ruritania-audit.pdf of "),
        "{second}"
    );
    assert!(!second.output.contains("settings"), "{second}");
    assert_eq!(first.errors, second.errors, "warnings are told again");
    assert!(sandbox.files("output") == before);
    // Elsewhere there is nothing yet: nothing is made anew, but all of it is published.
    let elsewhere = sandbox.build(&[
        "ruritania",
        "--edition",
        "audit",
        "--out",
        "elsewhere",
        "--explain",
    ]);
    assert_eq!(
        ran(&stages(&elsewhere)),
        ["whole audit edition"],
        "{elsewhere}"
    );
    assert!(sandbox.files("elsewhere/ruritania") == sandbox.files("output/ruritania"));
}

#[test]
fn a_published_file_that_was_touched_is_published_again() {
    let sandbox = Sandbox::ruritania_built();
    let before = sandbox.files("output/ruritania");
    type Touch = fn(&Sandbox);
    let touched: [(&str, Touch); 2] = [
        ("findings.csv", |sandbox| {
            append(sandbox, "output/ruritania/findings.csv", "x")
        }),
        ("ledger.csv", |sandbox| {
            sandbox.remove("output/ruritania/ledger.csv")
        }),
    ];
    for (file, touch) in touched {
        touch(&sandbox);
        let stages = explained(&sandbox);
        assert_eq!(
            stages["whole reader edition"],
            format!("ran: {file} in the output is not as published")
        );
        assert!(sandbox.files("output/ruritania") == before, "{file}");
    }
}

#[test]
fn a_damaged_entry_is_said_and_made_anew() {
    let sandbox = Sandbox::ruritania();
    let clean = sandbox.build(&["ruritania"]);
    let before = sandbox.files("output/ruritania");
    let entries: Vec<String> = sandbox.files(KEPT).into_keys().collect();
    assert!(entries.len() > 8, "{entries:?}");
    for entry in &entries {
        let file = format!("{KEPT}/{entry}");
        let mut bytes = fs::read(sandbox.path(&file)).expect("an entry");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        sandbox.write(&file, &bytes);
        if !entry.starts_with("whole") {
            // While the whole is kept, its parts are not looked at.
            sandbox.remove(&format!("{KEPT}/whole.reader.edition.cbor"));
        }
        let run = sandbox.build(&["ruritania"]);
        let stage = entry.trim_end_matches(".cbor").replace('.', " ");
        let said = format!("kept of the stage \"{stage}\" is damaged");
        assert!(run.errors.contains(&said), "{entry}: {run}");
        assert!(sandbox.files("output/ruritania") == before, "{entry}");
    }
    for cut in [0, 10, 40, 200] {
        let file = sandbox.path(KEPT).join("data.cbor");
        let bytes = fs::read(&file).expect("an entry");
        fs::write(&file, &bytes[..cut.min(bytes.len())]).expect("half an entry");
        sandbox.remove("output/ruritania/ledger.csv");
        let run = sandbox.build(&["ruritania"]);
        assert!(run.errors.contains("damaged-cache"), "{cut}: {run}");
        assert!(sandbox.files("output/ruritania") == before, "{cut}");
    }
    fs::remove_dir_all(sandbox.path("output/.cache")).expect("all of it");
    let again = sandbox.build(&["ruritania"]);
    assert_eq!(again.errors, clean.errors);
    assert!(sandbox.files("output/ruritania") == before);
}

#[test]
fn a_brief_is_whole_where_nothing_can_be_kept() {
    let sandbox = Sandbox::ruritania();
    fs::create_dir_all(sandbox.path("output")).expect("a folder");
    sandbox.write("output/.cache", "in the way");
    let run = sandbox.build(&["ruritania"]);
    assert!(run.errors.contains("warning[not-kept]"), "{run}");
    assert_eq!(run.errors.matches("not-kept").count(), 1, "{run}");
    assert!(sandbox.path("output/ruritania/ruritania.pdf").is_file());
}

#[test]
fn dataset_versions_and_editions_are_kept_apart() {
    let sandbox = Sandbox::ruritania();
    let builds: [&[&str]; 3] = [
        &["ruritania"],
        &["ruritania", "--data", "2021-second", "--out", "second"],
        &["ruritania", "--edition", "audit", "--out", "audit"],
    ];
    for arguments in builds {
        sandbox.build(arguments);
    }
    for arguments in builds {
        let run = sandbox.build(arguments);
        assert!(run.output.starts_with("ruritania: unchanged"), "{run}");
    }
}

#[test]
fn a_failed_build_keeps_nothing_that_hides_its_fault() {
    let sandbox = Sandbox::ruritania_built();
    let folder = "data/ruritania/raw/2020-first";
    sandbox.redeliver(folder, "reports.csv", "2019-01-14", "2019-13-14");
    for _ in 0..2 {
        let run = sandbox.brief(&["build", "ruritania"]);
        assert_eq!(run.code, Some(1), "{run}");
        assert!(run.errors.contains("2019-13-14"), "{run}");
    }
    sandbox.redeliver(folder, "reports.csv", "2019-13-14", "2019-01-14");
    let run = sandbox.build(&["ruritania"]);
    assert!(run.output.starts_with("ruritania: unchanged"), "{run}");
}

#[test]
fn a_file_that_changes_while_a_brief_is_made_stops_it() {
    let sandbox = Sandbox::ruritania();
    let project = Project::find(sandbox.root()).expect("a project");
    let project = project.of_brief("ruritania");
    let file = "data/ruritania/prose/account.typ";
    project.read(file).expect("a file");
    append(&sandbox, file, "Saved meanwhile.\n");
    for reader in [&project, &project.recording()] {
        let fault = reader.read(file).expect_err("two contents");
        assert_eq!(fault.code, "changed-while-reading");
        assert_eq!(fault.place.expect("a place").file, file);
    }
    // The next run reads what is there then.
    let next = Project::find(sandbox.root()).expect("a project");
    let read = next.of_brief("ruritania").read(file).expect("a file");
    assert!(read.ends_with(b"Saved meanwhile.\n"));
}

#[test]
fn what_editors_and_systems_leave_changes_nothing() {
    let sandbox = Sandbox::ruritania_built();
    for file in [
        "data/ruritania/raw/.2020-first.swp",
        "templates/fonts/.DS_Store",
        "data/.directory",
    ] {
        sandbox.write(file, "");
    }
    // A draft of another brief is none of this one's.
    fs::create_dir(sandbox.path("data/zembla")).expect("a folder");
    let run = sandbox.build(&["ruritania"]);
    assert!(run.output.starts_with("ruritania: unchanged"), "{run}");
}

#[cfg(unix)]
#[test]
fn a_link_to_what_is_published_is_refused_as_by_any_build() {
    let sandbox = Sandbox::ruritania_built();
    std::os::unix::fs::symlink(sandbox.path("output"), sandbox.path("link")).expect("a link");
    let run = sandbox.brief(&["build", "ruritania", "--out", "link"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.errors.contains("symbolic link"), "{run}");
}
