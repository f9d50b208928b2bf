//! Guards `brief diff`: what it says of the fixture brief's two versions, of files, folders and revisions
//! that are none of the project's, and what it refuses. Golden files hold whole reports.

mod formats;
mod properties;

use std::process::Command;

use serde_json::Value;

use brief::sides::{self, SideSpec};
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_compare::{STAGES as COMPARISON_STAGES, compare};

use crate::support::golden::Golden;
use crate::support::{Run, Sandbox, copy_folder, golden};

const VERSIONS: [&str; 2] = ["2020-first", "2021-second"];
const FIRST: &str = "data/ruritania/raw/2020-first";

fn diff(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    sandbox.brief(&[&["diff", "ruritania"], arguments].concat())
}

fn told(file: Golden, sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let run = diff(sandbox, arguments);
    assert_eq!(run.code, Some(0), "{run}");
    golden(
        file,
        &format!("$ brief diff ruritania {}\n{run}", arguments.join(" ")),
    );
    run
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let run = diff(sandbox, &[arguments, &["--format", "json"]].concat());
    assert_eq!(run.code, Some(0), "{run}");
    serde_json::from_str(&run.output).unwrap_or_else(|error| panic!("{error}\n{run}"))
}

fn nothing_differs(comparison: &Value) -> bool {
    [
        "tables",
        "findings",
        "causes",
        "claims",
        "sentences",
        "figures",
    ]
    .iter()
    .all(|part| comparison[*part].as_array().is_some_and(Vec::is_empty))
}

/// What a progress bar is told, and that there is none where nobody sees it: nothing is drawn on a standard
/// error that is no terminal.
#[test]
fn stages_are_told_in_order_and_no_bar_is_drawn_into_a_pipe() {
    let sandbox = Sandbox::ruritania();
    let project = Project::find(sandbox.root()).unwrap_or_else(|fault| panic!("{fault}"));
    let (tell, told) = std::sync::mpsc::channel();
    let mut timings = Timings::observed(move |stage| tell.send(stage).unwrap_or_default());
    let mut side = |version: &str| {
        let side = SideSpec::Version(version.to_owned());
        side.side(&project, "ruritania", version, None, &mut timings)
            .unwrap_or_else(|faults| panic!("{faults}"))
    };
    let [old, new] = VERSIONS.map(&mut side);
    compare(&old.snapshot, &new.snapshot, &mut timings);
    let sides = [sides::STAGES, sides::STAGES].concat();
    let stages: Vec<&str> = told.try_iter().collect();
    assert_eq!(stages, [&sides[..], &COMPARISON_STAGES[..]].concat());

    let run = diff(&sandbox, &VERSIONS);
    assert_eq!(run.errors, "", "{run}");
}

#[test]
fn a_version_against_itself_is_empty() {
    let sandbox = Sandbox::ruritania();
    for version in VERSIONS {
        let run = diff(&sandbox, &[version, version, "--exit-code"]);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(run.output.contains("nothing differs"), "{run}");
        assert!(
            nothing_differs(&json(&sandbox, &[version, version])),
            "{version}"
        );
    }
}

#[test]
fn findings_that_differ_end_with_1_when_asked() {
    let sandbox = Sandbox::ruritania();
    let run = diff(&sandbox, &[VERSIONS[0], VERSIONS[1], "--exit-code"]);
    assert_eq!(run.code, Some(1), "{run}");
}

#[test]
fn a_key_that_repeats_is_listed_with_its_lines() {
    let sandbox = Sandbox::ruritania();
    sandbox.redeliver(FIRST, "reports.csv", "D-3,2019-04", "D-2,2019-04");
    let run = diff(&sandbox, &VERSIONS);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(
        run.errors.contains("names the row of line 3 already"),
        "{run}"
    );
    assert!(run.errors.contains("reports.csv:4"), "{run}");
}

/// The first version's reports with a changed colour, a changed key, a row less and a row more.
fn new_reports(sandbox: &Sandbox) -> String {
    sandbox
        .read(&format!("{FIRST}/reports.csv"))
        .replace(
            "D-2,02/03/2019,Sighting,Zenda; Hofbau,12,gold",
            "D-2,2019-03-02,Sighting,Zenda; Hofbau,12,red",
        )
        .replace("D-1,", "D-99,")
        .replace("D-7,,sighting,n/a,2,unknown,Parish book\n", "")
        + "D-20,2020-05-01,nest,Strelsau,9,gold,Parish book\n"
}

#[test]
fn a_file_that_is_not_in_the_project_yet() {
    let sandbox = Sandbox::ruritania();
    sandbox.write("reports-new.csv", new_reports(&sandbox));
    let run = told(
        golden::DIFF_WITH,
        &sandbox,
        &["2020-first", "--with", "reports-new.csv"],
    );
    assert!(run.output.contains("D-1 → D-99"), "{run}");
    let named = diff(
        &sandbox,
        &["2020-first", "--with", "reports=reports-new.csv"],
    );
    assert_eq!(named.code, Some(0), "{named}");
    let wrong = diff(
        &sandbox,
        &["2020-first", "--with", "report=reports-new.csv"],
    );
    assert_eq!(wrong.code, Some(2), "{wrong}");
    assert!(
        wrong.errors.contains("did you mean \"reports\"?"),
        "{wrong}"
    );
    let files = sandbox.files(FIRST);
    assert_eq!(files.len(), 3, "the project is as it was");
}

/// The same rows in another order, with dates written otherwise, line ends and encoding of another system.
#[test]
fn how_a_file_is_written_is_no_change() {
    let sandbox = Sandbox::ruritania();
    let text = sandbox.read(&format!("{FIRST}/reports.csv"));
    let mut lines: Vec<&str> = text.lines().collect();
    lines[3..].reverse();
    let text = lines.join("\r\n").replace("2019-01-14", "14/01/2019");
    let bytes = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes(), b"\r\n"].concat();
    sandbox.write("reports-other.csv", bytes);
    let comparison = json(&sandbox, &["2020-first", "--with", "reports-other.csv"]);
    let verdict = &comparison["verdict"];
    for counted in [
        "findings",
        "sentences",
        "rows_gained",
        "rows_lost",
        "rows_changed",
        "rows_rekeyed",
    ] {
        assert_eq!(verdict[counted], 0, "{counted}: {comparison:#}");
    }
}

#[test]
fn a_folder_of_extracts_is_cleaned_as_the_other_side_is() {
    let sandbox = Sandbox::ruritania();
    copy_folder(&sandbox.path(FIRST), &sandbox.path("incoming"));
    assert!(nothing_differs(&json(
        &sandbox,
        &["2020-first", "incoming"]
    )));
    sandbox.redeliver("incoming", "reports.csv", "12,gold", "12,red");
    let comparison = json(&sandbox, &["2020-first", "incoming"]);
    let cells = &comparison["tables"][0]["rows_changed"][0]["cells"];
    assert_eq!(cells[0]["column"], "colour", "{comparison:#}");
    assert_eq!(cells[0]["value"]["new"], "red");
}

#[test]
fn a_published_set_says_what_it_lacks() {
    let sandbox = Sandbox::ruritania_built();
    let comparison = json(&sandbox, &["output/ruritania", "2020-first"]);
    assert!(nothing_differs(&comparison), "{comparison:#}");
    let lacks = comparison["sides"]["old"]["lacks"].as_array().map(Vec::len);
    assert_eq!(lacks, Some(2));
    let comparison = json(&sandbox, &["output/ruritania", "2021-second"]);
    let by_version = json(&sandbox, &VERSIONS);
    assert_eq!(
        comparison["verdict"]["findings"],
        by_version["verdict"]["findings"]
    );
    assert_eq!(
        comparison["verdict"]["claims_now_false"],
        by_version["verdict"]["claims_now_false"]
    );
}

fn git(sandbox: &Sandbox, arguments: &[&str]) {
    let done = Command::new("git")
        .current_dir(sandbox.root())
        .args(["-c", "user.name=test", "-c", "user.email=test@example.org"])
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(
        done.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn a_revision_against_the_working_tree() {
    let sandbox = Sandbox::ruritania();
    git(&sandbox, &["init", "--quiet"]);
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "--quiet", "-m", "First"]);
    assert!(nothing_differs(&json(
        &sandbox,
        &["rev:HEAD", "2020-first"]
    )));
    assert!(nothing_differs(&json(
        &sandbox,
        &["rev:HEAD:2021-second", "2021-second"]
    )));

    let findings = "templates/borderlands/findings.yaml";
    sandbox.replace(
        findings,
        "where: colour = 'gold'",
        "where: colour IN ('gold', 'red')",
    );
    let comparison = json(&sandbox, &["HEAD", "2020-first"]);
    assert_eq!(
        comparison["causes"][0]["reason"]["definition"], "gold",
        "{comparison:#}"
    );
    assert_eq!(comparison["findings"][0]["definition"][0]["key"], "where");
    let moved = &comparison["causes"][0]["findings"][0]["count"];
    assert_eq!(*moved, comparison["findings"][0]["difference"]["count"]);

    let run = diff(&sandbox, &["rev:no-such", "2020-first"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(
        run.errors.contains("git knows no revision \"no-such\""),
        "{run}"
    );
}

#[test]
fn a_difference_is_told_by_what_it_is_due_to() {
    let sandbox = Sandbox::ruritania();
    git(&sandbox, &["init", "--quiet"]);
    git(&sandbox, &["add", "."]);
    git(&sandbox, &["commit", "--quiet", "-m", "First"]);
    // Two more witnesses in the data, two more by correction of a nest, and nests count no longer.
    sandbox.redeliver(FIRST, "reports.csv", "Strelsau,3,red", "Strelsau,5,red");
    sandbox.replace("data/ruritania/corrections.csv", "40,4,", "40,6,");
    sandbox.replace(
        "templates/borderlands/findings.yaml",
        "sum: witnesses}",
        "sum: witnesses, where: kind = 'sighting'}",
    );
    let comparison = json(&sandbox, &["HEAD", "2020-first"]);
    let findings = comparison["findings"].as_array().expect("findings");
    let witnesses = findings
        .iter()
        .find(|finding| finding["name"] == "witnesses");
    let witnesses = witnesses.expect("witnesses");
    let parts = witnesses["parts"].as_array().expect("parts").iter();
    let parts: Vec<f64> = parts.filter_map(|part| part["count"].as_f64()).collect();
    // What correction and definition do together is shared between them.
    assert_eq!(parts, [2.0, 1.0, -6.0], "{witnesses:#}");
    assert_eq!(witnesses["difference"]["count"], -3);
}

#[test]
fn a_default_version_whose_claims_fail_is_compared() {
    let sandbox = Sandbox::ruritania();
    let text = sandbox
        .read(&format!("{FIRST}/reports.csv"))
        .replace(",red,", ",gold,");
    sandbox.write("golden.csv", text.replace(",Green,", ",gold,"));
    let run = told(
        golden::DIFF_FALSE_CLAIM,
        &sandbox,
        &["2020-first", "--with", "golden.csv"],
    );
    assert!(run.output.contains("Claims no longer true"), "{run}");
    assert!(run.output.contains("true would be"), "{run}");
    let arguments = ["2020-first", "--with", "golden.csv", "--format", "json"];
    told(golden::DIFF_FALSE_CLAIM_JSON, &sandbox, &arguments);
}

#[test]
fn a_report_can_be_written_to_a_file() {
    let sandbox = Sandbox::ruritania();
    let printed = diff(&sandbox, &VERSIONS);
    let run = diff(&sandbox, &[VERSIONS[0], VERSIONS[1], "--out", "report.txt"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(run.output, "", "{run}");
    assert_eq!(
        sandbox.read("report.txt").trim_end(),
        printed.output.trim_end()
    );
}

/// A file that lacks a column, or has one more, is compared: what that does is the answer.
#[test]
fn columns_that_went_and_came_are_told() {
    let sandbox = Sandbox::ruritania();
    let text = sandbox.read(&format!("{FIRST}/reports.csv"));
    // The sixth column is the colour.
    let lines = text.lines().map(|line| {
        let mut cells: Vec<&str> = line.split(',').collect();
        cells.remove(5);
        cells.join(",")
    });
    let without: Vec<String> = lines.collect();
    sandbox.write("without.csv", without.join("\n"));
    let run = diff(&sandbox, &["2020-first", "--with", "reports=without.csv"]);
    assert_eq!(run.code, Some(0), "{run}");
    for said in [
        "column gone: colour",
        "Lost coverage",
        "no data (no column \"colour\" in reports)",
        // The text prints what has no data now.
        "holds no text, claims or figures to compare",
        "claims not compared",
    ] {
        assert!(flowing(&run.output).contains(said), "{said}\n{run}");
    }

    let with: Vec<String> = (0..)
        .zip(text.lines())
        .map(|(number, line)| {
            if number == 0 {
                format!("{line},Weather")
            } else {
                format!("{line},fair")
            }
        })
        .collect();
    sandbox.write("with.csv", with.join("\n"));
    let run = diff(&sandbox, &["2020-first", "--with", "reports=with.csv"]);
    assert_eq!(run.code, Some(0), "{run}");
    let said = "holds no mapping for column \"Weather\"";
    assert!(flowing(&run.output).contains(said), "{run}");
    assert!(
        run.output.contains("0 of 19 findings differ") || run.output.contains("nothing differs"),
        "{run}"
    );
}

fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn encoding_and_delimiter_of_a_file_make_no_difference() {
    let sandbox = Sandbox::ruritania();
    let text = sandbox.read(&format!("{FIRST}/hoards.csv"));
    assert!(!text.contains('"'), "no cell holds a comma");
    sandbox.write("semicolons.csv", text.replace(',', ";"));
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.replace('\n', "\r\n").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    sandbox.write("utf16.csv", utf16);
    for file in ["semicolons.csv", "utf16.csv"] {
        let with = format!("hoards={file}");
        let run = diff(&sandbox, &["2020-first", "--with", &with]);
        assert!(run.output.contains("nothing differs"), "{file}: {run}");
        assert_eq!(run.errors, "", "{file}: {run}");
    }
}

#[test]
fn a_fault_is_told_at_the_file_that_was_named() {
    let sandbox = Sandbox::ruritania();
    let text = sandbox.read(&format!("{FIRST}/reports.csv"));
    sandbox.write("twice.csv", text.replace("D-3,", "D-1,"));
    let run = diff(&sandbox, &["2020-first", "--with", "reports=twice.csv"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.errors.contains("--> twice.csv:"), "{run}");
    assert!(!run.errors.contains(&format!("{FIRST}/twice.csv")), "{run}");
}

/// A date makes a month: a row that was redated is one cause, whichever of them a finding reads.
#[test]
fn what_cleaning_makes_of_a_changed_cell_is_no_cause_of_its_own() {
    let sandbox = Sandbox::ruritania();
    let text = sandbox.read(&format!("{FIRST}/reports.csv"));
    sandbox.write(
        "redated.csv",
        text.replace("D-1,2019-01-14", "D-1,2019-05-14"),
    );
    let arguments = [
        "2020-first",
        "--with",
        "reports=redated.csv",
        "--format",
        "json",
    ];
    let run = diff(&sandbox, &arguments);
    let told: serde_json::Value = serde_json::from_str(&run.output).expect("JSON");
    let causes = told["causes"].as_array().expect("causes");
    let reasons: Vec<&serde_json::Value> = causes.iter().map(|cause| &cause["reason"]).collect();
    let expected = serde_json::json!({
        "rows_changed": { "table": "reports", "columns": ["date"] }
    });
    assert_eq!(reasons, [&expected], "{run}");
}

/// Rows that say the same, all numbered anew: as many as before are those of before.
#[test]
fn rows_numbered_anew_are_the_same_rows() {
    let sandbox = Sandbox::ruritania();
    let row = "D-3,2019-04,sighting,Sende,n/a,Green,Parish book";
    let more = ["D-30", "D-31"].map(|key| row.replace("D-3,", &format!("{key},")));
    let all = format!("{row}\n{}\n{}", more[0], more[1]);
    sandbox.redeliver(FIRST, "reports.csv", row, &all);
    let text = sandbox.read(&format!("{FIRST}/reports.csv"));
    let anew = ["D-3,", "D-30,", "D-31,"].iter().fold(text, |text, key| {
        text.replace(key, &key.replace("D-", "E-"))
    });
    sandbox.write("anew.csv", anew);
    let run = diff(&sandbox, &["2020-first", "--with", "reports=anew.csv"]);
    assert!(
        run.output
            .contains("rows: 0 added, 0 gone, 0 changed, 3 likely the same under another key"),
        "{run}"
    );
}

#[test]
fn what_is_no_side_by_itself_says_what_would_be() {
    let sandbox = Sandbox::ruritania();
    std::fs::create_dir(sandbox.path("bare")).expect("a folder");
    sandbox.write("one.csv", "a\n1\n");
    for (side, said) in [
        ("bare", "has no datapackage.json"),
        ("one.csv", "OLD --with FILE"),
    ] {
        let run = diff(&sandbox, &["2020-first", side]);
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.errors.contains(said), "{said}: {run}");
    }
    // A file without the column that names the rows.
    let text = sandbox.read(&format!("{FIRST}/reports.csv"));
    sandbox.write("nameless.csv", text.replace("No.,", "Nobody,"));
    let run = diff(&sandbox, &["2020-first", "--with", "reports=nameless.csv"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(
        run.errors.contains("`report_id: {line: \"ROW-\"}`"),
        "{run}"
    );
}
