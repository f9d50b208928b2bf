//! Guards the lock: that it says everything a brief was made from and came to, that `build` tells what
//! changed since, and that `build --locked` refuses it by name.

mod verify;

use std::fs;

use serde_json::Value;

use brief::lock::{Lock, parse};
use brief_base::record::sha256;

use crate::support::{Sandbox, repository};

const LOCK: &str = "data/ruritania/brief.lock";

/// A built Ruritania: its set and its lock.
fn built() -> Sandbox {
    Sandbox::ruritania_built()
}

fn lock_of(sandbox: &Sandbox) -> Lock {
    let text = sandbox.read(LOCK);
    parse(LOCK, text.as_bytes()).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Deals with one more witness than before.
fn change_a_cell(sandbox: &Sandbox) {
    let folder = "data/ruritania/raw/2020-first";
    sandbox.redeliver(
        folder,
        "reports.csv",
        "Zenda; Hofbau,12,",
        "Zenda; Hofbau,14,",
    );
}

#[test]
fn the_committed_locks_hold() {
    let sandbox = Sandbox::morocco();
    for brief in ["belgium", "morocco", "turkey"] {
        let lock = repository().join(format!("data/{brief}/brief.lock"));
        assert!(lock.is_file(), "{} is to be committed", lock.display());
    }
    let run = sandbox.brief(&["build", "--all", "--locked"]);
    assert_eq!(
        run.code,
        Some(0),
        "a brief is not as its committed lock has it. If that is meant, renew the locks with \
         `cargo run -- build --all`, read what it says changed, and commit them.\n{run}"
    );
}

#[test]
fn a_build_locks_what_it_read_and_published() {
    let sandbox = Sandbox::ruritania();
    let run = sandbox.build(&[]);
    assert!(run.output.contains(&format!("locked in {LOCK}: ")), "{run}");
    let lock = lock_of(&sandbox);
    let published = sandbox.files("output/ruritania");
    let hashes = published
        .iter()
        .map(|(path, bytes)| (path.clone(), sha256(bytes)));
    assert_eq!(lock.outputs, hashes.collect());
    let manifest: Value = serde_json::from_slice(&published["manifest.json"]).expect("JSON");
    assert_eq!(serde_json::json!(lock.inputs), manifest["inputs"]);
    assert_eq!(lock.document_date, "2021-01-01");
    let findings: Value = serde_json::from_slice(&published["findings.json"]).expect("JSON");
    let named = lock.findings.keys().filter(|key| key.row.is_empty());
    let named: std::collections::BTreeSet<&str> = named.map(|key| key.name.as_str()).collect();
    let exported = findings["findings"].as_object().expect("findings");
    assert_eq!(named, exported.keys().map(String::as_str).collect());
}

#[test]
fn the_same_brief_has_the_same_lock_wherever_it_is_published() {
    let sandbox = built();
    let text = sandbox.read(LOCK);
    let written = fs::metadata(sandbox.path(LOCK))
        .expect("a lock")
        .modified()
        .expect("a time");
    for arguments in [
        &[][..],
        &["--out", "elsewhere"],
        &["--edition", "audit"],
        &["--data", "2020-first"],
        &["--locked"],
        &["--locked", "--edition", "audit", "--out", "site"],
    ] {
        let run = sandbox.build(arguments);
        assert!(
            run.output.contains(&format!("as locked in {LOCK}: ")),
            "{arguments:?} {run}"
        );
        assert!(!run.output.contains("since "), "{arguments:?} {run}");
        assert_eq!(sandbox.read(LOCK), text, "{arguments:?}");
    }
    let now = fs::metadata(sandbox.path(LOCK))
        .expect("a lock")
        .modified()
        .expect("a time");
    assert_eq!(now, written, "an unchanged lock is not written");
    // Another checkout, of the same lines with other ends.
    sandbox.write(LOCK, text.replace('\n', "\r\n"));
    let run = sandbox.build(&["--locked"]);
    assert!(run.output.contains("as locked in"), "{run}");
}

#[test]
fn a_build_says_what_changed_since_the_lock_and_renews_it() {
    let sandbox = built();
    let before = lock_of(&sandbox);
    change_a_cell(&sandbox);
    let run = sandbox.build(&[]);
    for line in [
        "  since data/ruritania/brief.lock:",
        "    input data/ruritania/raw/2020-first/reports.csv: changed",
        "    finding witnesses: ",
        "    output ruritania.pdf: changed",
        "  renewed data/ruritania/brief.lock: ",
    ] {
        assert!(run.output.contains(line), "{line}\n{run}");
    }
    let after = lock_of(&sandbox);
    assert_ne!(before.findings, after.findings);
    let run = sandbox.build(&["--locked"]);
    assert!(run.output.contains("as locked"), "{run}");
}

#[test]
fn a_flipped_bit_in_any_locked_input_is_refused_by_name() {
    let sandbox = built();
    fs::remove_dir_all(sandbox.path("output")).expect("output goes");
    let inputs = lock_of(&sandbox).inputs;
    for kind in [
        "reports.csv",
        ".ttf",
        "layout.typ",
        "brief.yaml",
        "regions.geojson",
    ] {
        assert!(
            inputs.keys().any(|path| path.ends_with(kind)),
            "{kind}: {inputs:?}"
        );
    }
    for path in inputs.keys() {
        let whole = fs::read(sandbox.path(path)).expect("an input");
        let mut flipped = whole.clone();
        let middle = flipped.len() / 2;
        let Some(byte) = flipped.get_mut(middle) else {
            continue;
        };
        *byte ^= 1;
        sandbox.write(path, &flipped);
        let run = sandbox.brief(&["build", "--locked"]);
        assert_eq!(run.code, Some(1), "{path} {run}");
        let named = format!(
            "input {path} is sha256:{}; locked is sha256:{}",
            sha256(&flipped),
            sha256(&whole)
        );
        assert!(run.errors.contains(&named), "{path} {run}");
        assert!(!sandbox.path("output/ruritania").exists(), "{path} {run}");
        sandbox.write(path, &whole);
    }
    sandbox.build(&["--locked"]);
}

#[test]
fn each_kind_of_difference_is_refused_with_both_values() {
    let sandbox = built();
    let text = sandbox.read(LOCK);
    let line_of = |start: &str| {
        let mut lines = text.lines();
        lines
            .find(|line| line.starts_with(start))
            .expect(start)
            .to_owned()
    };
    let witnesses = line_of("finding witnesses = ");
    let value = witnesses.rsplit(" = ").next().expect("a value");
    let pdf = line_of("output ruritania.pdf");
    let settings = line_of("input data/ruritania/brief.yaml");
    for (old, new, named) in [
        (
            witnesses.clone(),
            "finding witnesses = 7".to_owned(),
            format!("finding witnesses is {value}; locked is 7"),
        ),
        (
            witnesses.clone(),
            format!("{witnesses}\nfinding unicorns = 1"),
            "finding unicorns is not there; locked is 1".to_owned(),
        ),
        (
            pdf.clone(),
            format!("output ruritania.pdf sha256:{}", "0".repeat(64)),
            format!(
                "{}; locked is sha256:000000",
                pdf.replace(".pdf ", ".pdf is ")
            ),
        ),
        (
            pdf.clone(),
            format!("{pdf}\noutput gone.csv sha256:{}", "0".repeat(64)),
            "output gone.csv is not there; locked is sha256:000000".to_owned(),
        ),
        (
            settings.clone() + "\n",
            String::new(),
            format!(
                "{}; the lock does not know it",
                settings.replace(".yaml ", ".yaml is ")
            ),
        ),
        (
            line_of("engine "),
            "engine brief 0.0.1".to_owned(),
            "engine is brief 0.1.0; locked is brief 0.0.1".to_owned(),
        ),
        (
            line_of("document-date "),
            "document-date 1999-01-01".to_owned(),
            "document date is 2021-01-01; locked is 1999-01-01".to_owned(),
        ),
        (
            line_of("dataset "),
            "dataset 2021-second".to_owned(),
            "dataset version is 2020-first; locked is 2021-second".to_owned(),
        ),
    ] {
        assert_eq!(text.matches(&old).count(), 1, "{old}");
        sandbox.write(LOCK, text.replacen(&old, &new, 1));
        let run = sandbox.brief(&["build", "--locked"]);
        assert_eq!(run.code, Some(1), "{named} {run}");
        assert!(run.errors.contains(&named), "{named} {run}");
        assert!(
            run.errors
                .contains("help: if this is meant, `brief build ruritania`"),
            "{run}"
        );
        assert!(run.output.contains("ruritania: nothing published"), "{run}");
    }
}

#[test]
fn a_refused_brief_keeps_its_published_set() {
    let sandbox = built();
    let before = sandbox.files("output");
    let lock = sandbox.read(LOCK);
    change_a_cell(&sandbox);
    let run = sandbox.brief(&["build", "--locked"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.errors.contains("finding witnesses is "), "{run}");
    assert!(sandbox.files("output") == before);
    assert_eq!(sandbox.read(LOCK), lock);
}

#[test]
fn without_a_lock_there_is_nothing_to_keep_to() {
    let sandbox = Sandbox::ruritania();
    let run = sandbox.brief(&["build", "--locked"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.errors.starts_with("error[no-lock]"), "{run}");
    assert!(
        run.errors
            .contains("help: `brief build ruritania` writes it"),
        "{run}"
    );
    let run = sandbox.brief(&["build", "--locked", "nowhere"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.errors.starts_with("error[unknown-brief]"), "{run}");
}

#[test]
fn a_damaged_lock_is_told_by_line_and_written_anew_by_a_build() {
    let sandbox = built();
    let whole = sandbox.read(LOCK);
    let line = whole.lines().count() + 1;
    for (added, message, column) in [
        (
            "<<<<<<< ours\nengine brief 9\n=======\n>>>>>>> theirs\n",
            "a merge conflict that is not resolved",
            1,
        ),
        ("input data/x sha256:12\n", "64 hexadecimal digits", 14),
    ] {
        let damaged = format!("{whole}{added}");
        sandbox.write(LOCK, &damaged);
        let run = sandbox.brief(&["build", "--locked"]);
        assert_eq!(run.code, Some(1), "{run}");
        assert_eq!(run.errors.matches("error[").count(), 1, "{run}");
        for words in [
            "error[unreadable-lock]: ",
            message,
            &format!("{LOCK}:{line}:{column}\n"),
            "help: `brief build` without --locked writes the lock anew",
        ] {
            assert!(run.errors.contains(words), "{words} {run}");
        }
        assert_eq!(sandbox.read(LOCK), damaged);
        let run = sandbox.build(&[]);
        assert!(run.errors.contains("warning[unreadable-lock]"), "{run}");
        assert_eq!(sandbox.read(LOCK), whole);
    }
}

#[test]
fn another_dataset_version_leaves_the_lock_alone() {
    let sandbox = built();
    let lock = sandbox.read(LOCK);
    let run = sandbox.build(&["--data", "2021-second", "--out", "other"]);
    assert!(
        run.output
            .contains("brief.lock stays as it is: it is about dataset version 2020-first"),
        "{run}"
    );
    let run = sandbox.brief(&["build", "--locked", "--data", "2021-second"]);
    assert_eq!(run.code, Some(1), "{run}");
    let named = "dataset version is 2021-second; locked is 2020-first";
    assert!(run.errors.contains(named), "{run}");
    assert_eq!(sandbox.read(LOCK), lock);
}

#[test]
fn source_date_epoch_is_the_date_of_the_document_and_no_other() {
    let sandbox = built();
    let lock = sandbox.read(LOCK);
    let epoch = [
        ("SOURCE_DATE_EPOCH", "1700000000"),
        ("TZ", "Pacific/Kiritimati"),
    ];
    let run = sandbox.brief_with(&["build", "--out", "dated"], &epoch);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(
        run.output
            .contains("document date 2023-11-14, from SOURCE_DATE_EPOCH"),
        "{run}"
    );
    assert!(run.output.contains("brief.lock stays as it is"), "{run}");
    assert_eq!(sandbox.read(LOCK), lock);
    let (own, dated) = (
        sandbox.files("output/ruritania"),
        sandbox.files("dated/ruritania"),
    );
    let differing = own.keys().filter(|path| own[*path] != dated[*path]);
    assert_eq!(
        differing.collect::<Vec<_>>(),
        ["manifest.json", "ro-crate-metadata.json", "ruritania.pdf"]
    );
    let text = String::from_utf8_lossy(&dated["ruritania.pdf"]).into_owned();
    assert!(text.contains("2023-11-14") && !text.contains("2021-01-01"));

    let run = sandbox.brief_with(&["build", "--locked"], &epoch);
    assert_eq!(run.code, Some(1), "{run}");
    let named = "document date is 2023-11-14; locked is 2021-01-01";
    assert!(run.errors.contains(named), "{run}");
    // The brief's own date is as locked.
    let own = [("SOURCE_DATE_EPOCH", "1609459200")];
    let run = sandbox.brief_with(&["build", "--locked"], &own);
    assert_eq!(run.code, Some(0), "{run}");

    for malformed in ["", "yesterday", "-1", "1700000000.5", "253402300800"] {
        let run = sandbox.brief_with(&["build"], &[("SOURCE_DATE_EPOCH", malformed)]);
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.errors.starts_with("error[source-date-epoch]"), "{run}");
    }
}

#[test]
fn a_lock_that_cannot_be_written_is_told_and_the_brief_is_published() {
    let sandbox = Sandbox::ruritania();
    fs::create_dir(sandbox.path(LOCK)).expect("a folder in its place");
    let run = sandbox.brief(&["build"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.errors.contains("warning[lock-not-written]"), "{run}");
    assert!(
        sandbox.path("output/ruritania/ruritania.pdf").is_file(),
        "{run}"
    );
    assert!(!sandbox.path("data/ruritania/.brief.lock.new").exists());
}

#[cfg(unix)]
#[test]
fn the_lock_is_never_written_through_a_link_and_nothing_is_left_beside_it() {
    let sandbox = Sandbox::ruritania();
    sandbox.write("elsewhere", "mine");
    let fresh = sandbox.path("data/ruritania/.brief.lock.new");
    std::os::unix::fs::symlink(sandbox.path("elsewhere"), &fresh).expect("a link");
    std::os::unix::fs::symlink(sandbox.path("elsewhere"), sandbox.path(LOCK)).expect("a link");
    sandbox.build(&[]);
    assert_eq!(sandbox.read("elsewhere"), "mine");
    assert!(!fresh.is_symlink() && !sandbox.path(LOCK).is_symlink());
    sandbox.build(&["--locked"]);
}
