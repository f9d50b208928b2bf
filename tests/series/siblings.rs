//! Guards several briefs in one run: what they share, what they must not, and what is told of them.

use std::collections::BTreeMap;
use std::fs;

use brief_base::project::Project;
use brief_base::record::sha256;

use crate::support::{Sandbox, copy_folder, golden, text_of_pdf};

const NAMES: [&str; 3] = ["freedonia", "ruritania", "sylvania"];

/// Ruritania and two siblings, which differ from it in what is printed.
fn siblings() -> Sandbox {
    let sandbox = Sandbox::ruritania();
    for (name, witnesses) in [("freedonia", "14"), ("sylvania", "15")] {
        let folder = format!("data/{name}");
        copy_folder(&sandbox.path("data/ruritania"), &sandbox.path(&folder));
        let settings = format!("{folder}/brief.yaml");
        sandbox.replace(&settings, "title: Ruritania", &format!("title: Not {name}"));
        sandbox.redeliver(
            &format!("{folder}/raw/2020-first"),
            "reports.csv",
            "Zenda; Hofbau,12,",
            &format!("Zenda; Hofbau,{witnesses},"),
        );
    }
    sandbox
}

/// Breaks a cell of the sibling in the middle.
fn break_ruritania(sandbox: &Sandbox) {
    let folder = "data/ruritania/raw/2020-first";
    sandbox.redeliver(folder, "reports.csv", "2019-01-14", "2019-13-14");
}

type Files = BTreeMap<String, Vec<u8>>;

fn assert_same(found: &Files, expected: &Files, what: &str) {
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(expected), "{what}");
    let mut differing = found
        .iter()
        .filter(|(path, bytes)| expected[*path] != **bytes);
    assert!(differing.next().is_none(), "{what}: {:?}", differing.next());
}

#[test]
fn siblings_built_together_are_those_built_alone() {
    let sandbox = siblings();
    for name in NAMES {
        sandbox.build(&[name, "--edition", "audit", "--out", "alone"]);
    }
    let alone = sandbox.files("alone");
    assert!(alone.contains_key("sylvania/sylvania-audit.pdf"));
    assert_ne!(
        alone["sylvania/sylvania.pdf"],
        alone["ruritania/ruritania.pdf"]
    );
    for jobs in ["1", "2", "4"] {
        sandbox.build(&[
            "--all",
            "-j",
            jobs,
            "--edition",
            "audit",
            "--out",
            "together",
        ]);
        assert_same(&sandbox.files("together"), &alone, &format!("{jobs} jobs"));
    }
}

#[test]
fn a_broken_sibling_keeps_its_output_and_spoils_no_other() {
    let sandbox = siblings();
    sandbox.build(&["--all", "--jobs", "2"]);
    let before = sandbox.files("output");
    break_ruritania(&sandbox);
    let mut told = Vec::new();
    for jobs in ["1", "4"] {
        for name in ["freedonia", "sylvania"] {
            fs::remove_dir_all(sandbox.path("output").join(name)).expect("it was built");
        }
        let run = sandbox.brief(&["build", "--all", "-j", jobs]);
        assert_eq!(run.code, Some(1), "{run}");
        assert_same(&sandbox.files("output"), &before, &format!("{jobs} jobs"));
        told.push(run.to_string());
    }
    assert_eq!(told[0], told[1]);
    golden(golden::SIBLINGS_ONE_BROKEN, &told[0]);
}

#[test]
fn all_is_what_is_built_when_none_is_named() {
    let sandbox = siblings();
    let [named, all, none] = [&NAMES[..], &["--all"], &[]].map(|which| {
        let run = sandbox.brief(&[&["check"], which].concat());
        assert_eq!(run.code, Some(0), "{run}");
        run.to_string()
    });
    assert_eq!(named, all);
    assert_eq!(named, none);
    assert!(named.contains("\nchecked all 3 briefs\n"), "{named}");
    for refused in [&["--all", "ruritania"][..], &["-j", "0"], &["-j", "many"]] {
        let run = sandbox.brief(&[&["build"], refused].concat());
        assert_eq!(run.code, Some(2), "{run}");
    }
}

#[test]
fn the_exit_code_is_the_gravest() {
    let sandbox = siblings();
    break_ruritania(&sandbox);
    let run = sandbox.brief(&["check", "sylvania", "ruritania", "nowhere", "freedonia"]);
    assert_eq!(run.code, Some(2), "{run}");
    let last = run.output.lines().last();
    assert_eq!(
        last,
        Some("checked 2 of 4 briefs; failed: ruritania, nowhere")
    );
}

#[test]
fn no_two_briefs_are_published_in_one_folder() {
    let sandbox = Sandbox::ruritania();
    let run = sandbox.build(&["ruritania", "ruritania", "-j", "2"]);
    assert_eq!(run.output.matches("published").count(), 1, "{run}");
    // Where a set of this name is put together.
    let staged = ".ruritania.new";
    copy_folder(
        &sandbox.path("data/ruritania"),
        &sandbox.path("data").join(staged),
    );
    for name in ["./ruritania", staged] {
        let run = sandbox.brief(&["build", name]);
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.errors.starts_with("error[unknown-brief]"), "{run}");
    }
    let run = sandbox.build(&["--all"]);
    assert!(!run.output.contains(staged), "{run}");
}

#[test]
fn what_is_shared_is_read_once_and_on_every_record() {
    let sandbox = siblings();
    let project = Project::find(sandbox.root()).expect("a project");
    let [freedonia, sylvania] = ["freedonia", "sylvania"].map(|name| project.of_brief(name));
    let (shared, own) = (
        "templates/borderlands/series.yaml",
        "data/sylvania/facts.yaml",
    );
    let first = freedonia.read(shared).expect("a file");
    sandbox.write(shared, "changed meanwhile");
    assert_eq!(sylvania.read(shared).expect("a file"), first);
    assert_eq!(
        sylvania.reads(),
        BTreeMap::from([(shared.to_owned(), sha256(&first))])
    );
    assert_eq!(sylvania.reads(), freedonia.reads());
    // What belongs to one brief is read as it is, and may not change meanwhile; what is read outside such a
    // run is of no brief.
    sylvania.read(own).expect("a file");
    sandbox.write(own, "changed too");
    let fault = sylvania.read(own).expect_err("two contents");
    assert_eq!(fault.code, "changed-while-reading");
    assert_eq!(project.read(own).expect("a file"), b"changed too");
    assert_eq!(project.read(shared).expect("a file"), b"changed meanwhile");
    assert!(!freedonia.reads().contains_key(own));
}

#[test]
fn what_is_made_once_is_on_every_record_with_its_files() {
    let sandbox = siblings();
    let project = Project::find(sandbox.root()).expect("a project");
    let file = "data/places/ruritania.tsv";
    let made = ["freedonia", "sylvania", "ruritania"].map(|name| {
        let project = project.of_brief(name);
        let length = project.once(file, "", |project| {
            if name == "freedonia" {
                return Err("not this time".to_owned());
            }
            assert_eq!(name, "sylvania", "made again");
            let text = project.read_text(file).map_err(|fault| fault.to_string());
            text.map(|text| text.len())
        });
        (length, project.reads().into_keys().collect::<Vec<_>>())
    });
    let length = sandbox.read(file).len();
    let files = vec![file.to_owned()];
    assert_eq!(made[0], (Err("not this time".to_owned()), Vec::new()));
    assert_eq!(made[1], (Ok(length.into()), files.clone()));
    assert_eq!(made[2], (Ok(length.into()), files));
}

#[test]
#[cfg(unix)]
fn a_shared_file_is_confined_for_every_brief() {
    let sandbox = siblings();
    let project = Project::find(sandbox.root()).expect("a project");
    let outside = sandbox.root().with_extension("outside");
    fs::write(&outside, "secret").expect("a file");
    let file = "templates/borderlands/hedges.yaml";
    assert!(project.of_brief("freedonia").read(file).is_ok());
    sandbox.remove(file);
    std::os::unix::fs::symlink(&outside, sandbox.path(file)).expect("a link");
    for path in [
        file,
        "data/sylvania/../ruritania/facts.yaml",
        "/etc/hostname",
    ] {
        let fault = project.of_brief("sylvania").read(path).expect_err(path);
        assert_eq!(fault.code, "path-outside-project");
    }
    fs::remove_file(outside).expect("the file");
}

/// Ruritania prints a number of a sibling, in words, in a figure, and as a claim.
fn printing_sylvania() -> Sandbox {
    let sandbox = siblings();
    sandbox.replace(
        "data/ruritania/brief.yaml",
        "period:",
        "siblings: [sylvania]\nperiod:",
    );
    let account = "data/ruritania/prose/account.typ";
    let text = sandbox.read(account);
    sandbox.write(
        account,
        format!(
            "{text}\nIn Sylvania {{{{ siblings.sylvania.witnesses.count | number }}}} people saw one, and dragons \
             were {{{{ siblings.sylvania.gold | claim(says=\"a minority\") }}}} golden.\n"
        ),
    );
    sandbox
}

#[test]
fn a_siblings_finding_is_computed_from_its_own_data() {
    let sandbox = printing_sylvania();
    sandbox.build(&["--all"]);
    let findings = |brief: &str| -> serde_json::Value {
        let file = format!("output/{brief}/findings.json");
        let published: serde_json::Value =
            serde_json::from_str(&sandbox.read(&file)).expect("JSON");
        published["findings"].clone()
    };
    let (own, other) = (findings("ruritania"), findings("sylvania"));
    let of = |outcome: &serde_json::Value| outcome["outcome"]["number"]["numerator"].clone();
    let here = &own["siblings.sylvania.witnesses"];
    assert_eq!(of(here), of(&other["witnesses"]));
    assert_ne!(of(here), of(&own["witnesses"]), "sylvania has its own");
    // Only what is named comes along.
    assert!(own.get("siblings.sylvania.nests").is_none());

    let run = sandbox.brief(&["why", "ruritania", "siblings.sylvania.witnesses"]);
    assert!(
        run.output
            .contains("data/sylvania/raw/2020-first/reports.csv:"),
        "{run}"
    );
    assert!(!run.output.contains("data/ruritania/raw"), "{run}");
    assert!(
        run.output.contains("data/ruritania/prose/account.typ"),
        "{run}"
    );
}

#[test]
fn a_claim_about_a_sibling_is_tested_against_it() {
    let sandbox = printing_sylvania();
    sandbox.replace(
        "data/ruritania/prose/account.typ",
        "says=\"a minority\"",
        "says=\"most\"",
    );
    let run = sandbox.brief(&["check", "ruritania"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(
        run.errors.contains("siblings.sylvania.gold") && run.errors.contains("account.typ"),
        "{run}"
    );
}

#[test]
fn a_siblings_audit_entry_names_its_raw_lines() {
    let sandbox = printing_sylvania();
    sandbox.build(&["ruritania", "--edition", "audit"]);
    let file = sandbox.path("output/ruritania/ruritania-audit.pdf");
    let Some(text) = text_of_pdf(&file) else {
        return;
    };
    assert!(text.contains("siblings.sylvania.witnesses"), "{text}");
    assert!(text.contains("data/sylvania/raw/2020-first/reports.csv"));
}

#[test]
fn a_cited_number_agrees_with_the_siblings_finding_that_says_the_same() {
    let sandbox = printing_sylvania();
    let facts = "data/ruritania/facts.yaml";
    let text = sandbox.read(facts);
    let fact = |value: &str, qualifier: &str| {
        format!(
            "{text}\nsylvanian_gold:\n  value: {value}\n  unit: share\n  as_of: 2020\n  qualifier: {qualifier}\n  \
             statement: Golden dragons among those of known colour.\n  cite: sapt1901\n  \
             same_as: siblings.sylvania.gold\n"
        )
    };
    // 2 of 5.
    for (value, qualifier, agrees) in [
        ("0.4", "null", true),
        ("0.41", "null", false),
        ("0.4", "at least", true),
        ("0.39", "more than", true),
        ("0.4", "less than", false),
    ] {
        sandbox.write(facts, fact(value, qualifier));
        let run = sandbox.brief(&["check", "ruritania"]);
        let contradicted = run.errors.contains("error[contradicted-fact]");
        assert_eq!(contradicted, !agrees, "{value} {qualifier}: {run}");
    }
    sandbox.write(facts, fact("0.41", "null"));
    let run = sandbox.brief(&["check", "ruritania"]);
    assert!(
        run.errors
            .contains("fact \"sylvanian_gold\" says 41 %, and siblings.sylvania.gold is 40 %"),
        "{run}"
    );
}
