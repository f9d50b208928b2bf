//! Guards the cases themselves: each is run, none says what it does not do, and a slip in one is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::case::{Edit, Step, parse};
use super::{apply, folder, read, run};
use crate::support::{Sandbox, bless};

/// The list of cases, as a macro call of Rust.
const LIST: &str = "list.rs";

const HEAD: &str =
    "// The tests of all cases. `BLESS=1 cargo test every_case_is_listed` writes this file.\n";

/// Names of what a folder holds.
fn names(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

/// No case is left out, and no file lies among them that nothing reads.
#[test]
fn every_case_is_listed() {
    let mut listed: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    for area in names(&folder()) {
        if area.ends_with(".rs") {
            continue;
        }
        for file in names(&folder().join(&area)) {
            let path = folder().join(&area).join(&file);
            let topic = file.strip_suffix(".md");
            let topic = topic.unwrap_or_else(|| panic!("{} is no file of cases", path.display()));
            let cases =
                parse(&read(&path)).unwrap_or_else(|fault| panic!("{}:{fault}", path.display()));
            let names = cases.into_iter().map(|case| case.name).collect();
            let topics = listed.entry(area.clone()).or_default();
            topics.insert(topic.to_owned(), names);
        }
    }
    let mut list = format!("{HEAD}\ncases! {{\n");
    for (area, topics) in &listed {
        list.push_str(&format!("    {area} {{\n"));
        for (topic, cases) in topics {
            let cases = cases.join("\n            ");
            list.push_str(&format!(
                "        {topic} {{\n            {cases}\n        }}\n"
            ));
        }
        list.push_str("    }\n");
    }
    list.push_str("}\n");
    let file = folder().join(LIST);
    if bless() {
        fs::write(&file, &list).expect("the list");
    }
    assert!(
        read(&file) == list,
        "{LIST} does not list the cases as they are; `BLESS=1 cargo test every_case_is_listed` writes it anew"
    );
}

const CONSOLE: &str = "```console\n$ brief list\nexit code: 0\n```\n";

fn fault(text: &str) -> String {
    match parse(text) {
        Ok(cases) => panic!("{text}\nis read as {cases:?}"),
        Err(fault) => fault.to_string(),
    }
}

#[test]
fn a_slip_in_a_case_is_told_with_its_line() {
    let case = |body: &str| format!("# Topic\n\n## a_case\n\n{body}");
    let edited = |edit: &str| case(&format!("```diff\n{edit}\n```\n{CONSOLE}"));
    for (text, told) in [
        ("".to_owned(), "1: the file begins with"),
        ("# Topic\n".to_owned(), "1: there is no case"),
        (case(""), "3: \"a_case\" runs no command"),
        (
            format!("# Topic\n{CONSOLE}"),
            "2: this block belongs to no case",
        ),
        (
            format!("# Topic\n\n## A case\n{CONSOLE}"),
            "3: a name is of",
        ),
        (
            format!("{}## a_case\n{CONSOLE}", case(CONSOLE)),
            "9: there is a \"a_case\"",
        ),
        (case("### more\n"), "5: a case begins with"),
        (case("```sh\nls\n```\n"), "5: expected a block"),
        (case("```diff\nseal data\n"), "5: this block has no end"),
        (case("```console\n$ ls\n```\n"), "6: expected \"$ brief\""),
        (case("```console\n```\n"), "5: expected \"$ brief\""),
        (case("```console\n$ brief  list\n```\n"), "6: one blank"),
        (
            case("```console\n$ brief 'list\n```\n"),
            "6: a quote has no end",
        ),
        (case("```console\n$ brief \"list\"\n```\n"), "6: one blank"),
        (
            case(&format!("{CONSOLE}```diff\nseal data\n```\n")),
            "10: no command follows",
        ),
        (edited(""), "5: this block edits nothing"),
        (edited("rename a b"), "6: \"rename a b\" is not an edit"),
        (edited("remove"), "6: \"remove\" is not an edit"),
        (edited("remove a\n- b"), "6: \"remove\" is followed by - b"),
        (edited("replace a"), "6: nothing is to be replaced"),
        (
            edited("replace a\n+ b"),
            "6: what is to be replaced comes first",
        ),
        (
            edited("replace a\n-b\n+ c"),
            "6: no blank is behind the sign of line 7",
        ),
        (edited("replace a\n- b \n+ c"), "6: a blank ends line 7"),
        (
            edited("replace a\n- b\n+ b"),
            "6: nothing is replaced, or by itself",
        ),
        (edited("write a"), "6: there is nothing to be written"),
        (
            edited("append a\n- b"),
            "6: there is nothing to be replaced",
        ),
        (edited("write-bytes a\n+ \\xzz"), "6: expected \\x and two"),
        (
            edited("seal a\nsome words"),
            "7: \"some words\" is not an edit",
        ),
    ] {
        let found = fault(&text);
        assert!(found.starts_with(told), "{text}\n{found}, not {told}");
    }
}

#[test]
fn edits_are_what_their_blocks_say() {
    let text = "# Topic\n\n## a_case\n\n```diff\nreplace a/b.csv\n- one\n-   two\n-\n+ three\n- four\n\nwrite-bytes c\n\
        + \\xe9t\\xe9\n```\n"
        .to_owned()
        + CONSOLE;
    let cases = parse(&text).expect("cases");
    let edits = cases[0].steps.iter().filter_map(|step| match step {
        Step::Edit { edit, .. } => Some(edit),
        Step::Command(_) => None,
    });
    let edits: Vec<&Edit> = edits.collect();
    let hunk = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    let replace = Edit::Replace {
        file: "a/b.csv".to_owned(),
        hunks: vec![hunk("one\n  two\n", "three"), hunk("four", "")],
    };
    let write = Edit::Write {
        file: "c".to_owned(),
        content: b"\xe9t\xe9\n".to_vec(),
    };
    assert_eq!(edits, [&replace, &write]);
    let command = cases[0].commands().next().expect("a command");
    assert_eq!(text[command.range.clone()], command.expected);
    assert_eq!(command.expected, "exit code: 0\n");
}

#[test]
fn an_edit_that_does_not_fit_the_project_is_told() {
    let project = Sandbox::ruritania();
    let replace = |file: &str, old: &str| Edit::Replace {
        file: file.to_owned(),
        hunks: vec![(old.to_owned(), "new".to_owned())],
    };
    let brief = "data/ruritania/brief.yaml";
    let moved = |from: &str, to: &str| Edit::Move {
        from: from.to_owned(),
        to: to.to_owned(),
    };
    for (edit, told) in [
        (replace(brief, "Zembla"), "holds 0 times"),
        (replace(brief, "Ruritania"), "holds 3 times"),
        (
            replace("data/nowhere.yaml", "a"),
            "there is no data/nowhere.yaml",
        ),
        (
            moved("data/nowhere", "data/here"),
            "there is no data/nowhere",
        ),
        (
            moved(brief, "data/ruritania/map.yaml"),
            "there is data/ruritania/map.yaml already",
        ),
    ] {
        let fault = apply(&edit, &project).expect_err("a fault");
        assert!(fault.contains(told), "{edit:?}: {fault}");
    }
}

/// A case that expects what a run does not print fails.
#[test]
fn what_is_printed_is_compared() {
    let text = "# Topic\n\n## a_case\n\n".to_owned() + CONSOLE;
    let cases = parse(&text).expect("cases");
    let printed = run(&cases[0], "a file");
    assert!(
        printed[0].starts_with("exit code: 0\n--- standard output\n"),
        "{printed:?}"
    );
    assert_ne!(
        cases[0].commands().next().expect("a command").expected,
        printed[0]
    );
}
