//! Guards what an analyst is told: each case edits a copy of the fixture project, runs a command and compares
//! all that it prints. The cases stand in `AREA/TOPIC.md`; `tests/README.md` says how they are written.
//!
//! Whatever a case says, a command that fails says why and leaves earlier output as it was, and only `build`
//! publishes.

mod case;
mod strictness;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::support::{Run, Sandbox, bless, repository};
use case::{Case, Command, Edit, Step, parse};

/// What stands where output is to go before a case begins that is about a failure.
const EARLIER: (&str, &str) = ("output/ruritania/ruritania.pdf", "an earlier edition");

/// Cases of one file are blessed one after the other.
static BLESSING: Mutex<()> = Mutex::new(());

/// Tests for the cases of each file, by area and topic.
macro_rules! cases {
    ($($area:ident { $($topic:ident { $($case:ident)* })* })*) => {
        $(mod $area {
            $(mod $topic {
                $(#[test]
                fn $case() {
                    crate::messages::holds(stringify!($area), stringify!($topic), stringify!($case));
                })*
            })*
        })*
    };
}
include!("list.rs");

fn folder() -> PathBuf {
    repository().join("tests/messages")
}

/// The text of a file of cases, and its name in messages.
fn file_of(area: &str, topic: &str) -> (PathBuf, String) {
    let name = format!("{area}/{topic}.md");
    (folder().join(&name), format!("tests/messages/{name}"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs a case.
fn holds(area: &str, topic: &str, name: &str) {
    let (path, file) = file_of(area, topic);
    let text = read(&path);
    let cases = parse(&text).unwrap_or_else(|fault| panic!("{file}:{fault}"));
    let case = cases.iter().find(|case| case.name == name);
    let case = case.unwrap_or_else(|| panic!("{file} has no case \"{name}\""));
    let printed = run(case, &file);
    for (number, (command, found)) in case.commands().zip(&printed).enumerate() {
        if command.expected == *found {
            continue;
        }
        assert!(
            bless(),
            "{file}:{}: \"{name}\" expects\n{}\nand this run says\n{found}\n(BLESS=1 writes it anew)",
            command.line,
            command.expected
        );
        bless_command(&path, name, number, found);
    }
}

/// Does what a case says, and gives what each of its commands printed.
fn run(case: &Case, file: &str) -> Vec<String> {
    let project = Sandbox::ruritania();
    if !case.begins_well() {
        project.write(EARLIER.0, EARLIER.1);
    }
    let mut printed = Vec::new();
    for step in &case.steps {
        match step {
            Step::Edit { line, edit } => {
                apply(edit, &project).unwrap_or_else(|fault| panic!("{file}:{line}: {fault}"));
            }
            Step::Command(command) => {
                let run = run_command(command, &project, file);
                printed.push(command.printed(&run));
            }
        }
    }
    printed
}

fn run_command(command: &Command, project: &Sandbox, file: &str) -> Run {
    let arguments: Vec<&str> = command.arguments.iter().map(String::as_str).collect();
    let place = format!("{file}:{}", command.line);
    let before = project.files("output");
    let run = project.brief(&arguments);
    let fails = run.code != Some(0);
    assert!(
        matches!(run.code, Some(0..=2)),
        "{place}: an exit code of its own\n{run}"
    );
    assert!(
        run.errors.contains("error[") == fails,
        "{place}: a command says why it fails, and only then\n{run}"
    );
    if fails || arguments.first() != Some(&"build") {
        assert!(
            project.files("output") == before,
            "{place}: the earlier output changed\n{run}"
        );
    }
    run
}

/// Makes an edit.
fn apply(edit: &Edit, project: &Sandbox) -> Result<(), String> {
    let there = |file: &str| {
        if project.path(file).exists() {
            Ok(())
        } else {
            Err(format!("there is no {file}"))
        }
    };
    match edit {
        Edit::Replace { file, hunks } | Edit::Redeliver { file, hunks } => {
            there(file)?;
            let mut text = project.read(file);
            for (old, new) in hunks {
                let found = text.matches(old.as_str()).count();
                if found != 1 {
                    return Err(format!("{file} holds {found} times\n{old}"));
                }
                text = text.replacen(old.as_str(), new, 1);
            }
            project.write(file, text);
            if matches!(edit, Edit::Redeliver { .. }) {
                let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                project.seal(folder);
            }
        }
        Edit::Append { file, content } => {
            there(file)?;
            let mut bytes = fs::read(project.path(file)).map_err(|error| error.to_string())?;
            bytes.extend_from_slice(content);
            project.write(file, bytes);
        }
        Edit::Write { file, content } => project.write(file, content),
        Edit::Remove { path } => {
            there(path)?;
            project.remove(path);
        }
        Edit::Move { from, to } | Edit::Copy { from, to } => {
            there(from)?;
            if project.path(to).exists() {
                return Err(format!("there is {to} already"));
            }
            project.copy(from, to);
            if matches!(edit, Edit::Move { .. }) {
                project.remove(from);
            }
        }
        Edit::Seal { folder } => {
            there(&format!("{folder}/datapackage.json"))?;
            project.seal(folder);
        }
    }
    Ok(())
}

/// Writes what a command of a case prints into its file.
fn bless_command(path: &Path, name: &str, number: usize, found: &str) {
    let blessing = BLESSING.lock();
    // Another case may have been blessed meanwhile, so places are looked up afresh.
    let mut text = read(path);
    let cases = parse(&text).expect("it was parsed before");
    let case = cases.iter().find(|case| case.name == name);
    let command = case.and_then(|case| case.commands().nth(number));
    let range = command.expect("it was there before").range.clone();
    text.replace_range(range, found);
    // What is printed may hold the end of its block.
    let sound = parse(&text).is_ok_and(|cases| cases.iter().any(|case| case.name == name));
    assert!(sound, "what \"{name}\" prints needs longer fences");
    fs::write(path, text).expect("a file of cases");
    drop(blessing);
}
