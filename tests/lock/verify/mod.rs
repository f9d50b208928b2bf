//! Guards `brief verify`: what is as locked and published passes, and whatever is not is named.

mod pdf;

use std::fs;

use serde_json::Value;

use brief_base::record::sha256;

use crate::support::{Run, Sandbox};

const LOCK: &str = "data/ruritania/brief.lock";
const PDF: &str = "output/ruritania/ruritania.pdf";

fn built() -> Sandbox {
    Sandbox::ruritania_built()
}

fn flip(sandbox: &Sandbox, file: &str) {
    let mut bytes = fs::read(sandbox.path(file)).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    sandbox.write(file, bytes);
}

fn change_a_cell(sandbox: &Sandbox) {
    let folder = "data/ruritania/raw/2020-first";
    sandbox.redeliver(
        folder,
        "reports.csv",
        "Zenda; Hofbau,12,",
        "Zenda; Hofbau,14,",
    );
}

fn assert_says(run: &Run, code: i32, words: &[&str]) {
    assert_eq!(run.code, Some(code), "{run}");
    for words in words {
        let said = run.output.contains(words) || run.errors.contains(words);
        assert!(said, "\"{words}\" in\n{run}");
    }
}

#[test]
fn a_brief_as_locked_and_published_passes() {
    let sandbox = built();
    for arguments in [
        &["verify", "ruritania"][..],
        &["verify"],
        &["verify", "--all"],
    ] {
        let run = sandbox.brief(arguments);
        let lines = [
            "computed again, as locked in data/ruritania/brief.lock",
            "each as it should be",
        ];
        assert_says(&run, 0, &lines);
        assert_eq!(run.errors, "", "{run}");
    }
    // Whoever has another date in mind: the lock has the brief's own.
    let run = sandbox.brief_with(&["verify"], &[("SOURCE_DATE_EPOCH", "1700000000")]);
    assert_says(&run, 0, &["each as it should be"]);
}

#[test]
fn a_flipped_bit_in_any_published_file_is_named() {
    let sandbox = built();
    let elsewhere = sandbox.path("audit").display().to_string();
    sandbox.build(&["--edition", "audit", "--out", &elsewhere]);
    for (folder, out) in [
        ("output/ruritania", None),
        ("audit/ruritania", Some("audit")),
    ] {
        let published = sandbox.files(folder);
        for path in published.keys() {
            flip(&sandbox, &format!("{folder}/{path}"));
        }
        let arguments = ["verify", "ruritania", "--out", out.unwrap_or("output")];
        let run = sandbox.brief(&arguments);
        assert_says(&run, 1, &["ruritania: not as locked or published"]);
        let flipped = sandbox.files(folder);
        for (path, bytes) in &published {
            let (whole, flipped) = (sha256(bytes), sha256(&flipped[path]));
            let named = format!(
                "the published file is sha256:{flipped}; expected sha256:{whole}\n  --> {folder}/{path}"
            );
            assert!(run.errors.contains(&named), "{named}\n{run}");
        }
    }
}

#[test]
fn a_missing_an_extra_and_a_linked_file_are_named() {
    let sandbox = built();
    sandbox.remove("output/ruritania/claims.json");
    sandbox.write("output/ruritania/figures/extra.svg", "");
    let mut expected = vec![
        "the published file is missing, or is no file\n  --> output/ruritania/claims.json",
        "a file that the brief does not publish\n  --> output/ruritania/figures/extra.svg",
    ];
    if cfg!(unix) {
        let ledger = sandbox.path("output/ruritania/ledger.csv");
        fs::rename(&ledger, sandbox.path("ledger.csv")).expect("moved");
        #[cfg(unix)]
        std::os::unix::fs::symlink(sandbox.path("ledger.csv"), &ledger).expect("a link");
        expected.push("--> output/ruritania/ledger.csv");
    }
    let run = sandbox.brief(&["verify"]);
    assert_says(&run, 1, &expected);
}

#[test]
fn an_audit_edition_is_compared_too() {
    let sandbox = built();
    sandbox.build(&["--edition", "audit"]);
    assert_says(&sandbox.brief(&["verify"]), 0, &["each as it should be"]);
    flip(&sandbox, "output/ruritania/ruritania-audit.pdf");
    let run = sandbox.brief(&["verify"]);
    assert_says(&run, 1, &["--> output/ruritania/ruritania-audit.pdf"]);
    assert!(!run.errors.contains("ruritania.pdf"), "{run}");
}

#[test]
fn what_there_is_nothing_to_compare_with_is_2() {
    let sandbox = built();
    fs::remove_dir_all(sandbox.path("output")).expect("output goes");
    // Computing it again is compared with the lock all the same.
    let run = sandbox.brief(&["verify"]);
    assert_says(
        &run,
        0,
        &["output/ruritania is not there: no published file to compare"],
    );
    assert!(!sandbox.path("output").exists(), "nothing is published");
    let run = sandbox.brief(&["verify", "--out", "nowhere"]);
    assert_says(
        &run,
        2,
        &["error[nothing-to-verify]: no set is published here"],
    );
    sandbox.remove(LOCK);
    let run = sandbox.brief(&["verify"]);
    assert_says(
        &run,
        2,
        &[
            "error[nothing-to-verify]",
            "`brief build ruritania` writes it",
        ],
    );
    assert!(!sandbox.path(LOCK).exists());
    assert_says(
        &sandbox.brief(&["verify", "zembla"]),
        2,
        &["error[unknown-brief]"],
    );
    assert_says(
        &sandbox.brief(&["verify", "zembla.pdf"]),
        2,
        &["error[nothing-to-verify]"],
    );
    sandbox.write(LOCK, "=======\n");
    let run = sandbox.brief(&["verify"]);
    assert_says(&run, 1, &["error[unreadable-lock]", "brief.lock:1:1"]);
}

#[test]
fn what_is_not_computed_as_locked_is_named_with_both_values() {
    let sandbox = built();
    let text = sandbox.read(LOCK);
    let locked = text
        .lines()
        .find_map(|line| line.strip_prefix("finding witnesses = "));
    let locked = locked.expect("the finding");
    change_a_cell(&sandbox);
    let run = sandbox.brief(&["verify"]);
    let finding = format!("; locked is {locked}");
    let words = [
        "input data/ruritania/raw/2020-first/reports.csv is sha256:",
        "finding witnesses is ",
        &finding,
    ];
    assert_says(&run, 1, &words);
    assert_eq!(sandbox.read(LOCK), text, "verifying renews nothing");
    // A change that stops the brief is told by the input that changed, too.
    let folder = "data/ruritania/raw/2020-first";
    sandbox.redeliver(folder, "reports.csv", "2019-01-14", "2019-13-14");
    let run = sandbox.brief(&["verify"]);
    assert_says(
        &run,
        1,
        &[
            "input data/ruritania/raw/2020-first/reports.csv is",
            "2019-13-14",
        ],
    );
}

#[test]
fn what_was_found_is_told_as_json_too() {
    let sandbox = built();
    sandbox.remove("output/ruritania/claims.json");
    let run = sandbox.brief(&["verify", "ruritania", PDF, "zembla", "--format", "json"]);
    assert_eq!(run.code, Some(2), "{run}");
    let told: Value = serde_json::from_str(&run.output).expect("JSON");
    assert_eq!(told[0]["subject"], "ruritania");
    assert_eq!(told[0]["reproduced"], false);
    assert_eq!(told[0]["verified"]["differences"], serde_json::json!([]));
    let missing = &told[0]["verified"]["published"]["differences"][0];
    assert_eq!(
        (&missing["kind"], &missing["name"]),
        (&"output".into(), &"claims.json".into())
    );
    assert_eq!(told[1]["subject"], "zembla");
    assert_eq!(told[1]["faults"][0]["code"], "unknown-brief");
    assert_eq!(told[2]["reproduced"], true, "{run}");
    assert_eq!(told[2]["verified"]["pdf"]["is"], "ruritania.pdf");
}
