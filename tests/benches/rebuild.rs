//! What a build costs when nothing, little or everything has changed: `just bench rebuild`. Compare the
//! ratios, not the seconds of one machine with another's.
//!
//! The program itself is timed, from its start to its end, on a copy of the brief on Morocco: what it keeps
//! between runs is on the disk, and a run that has nothing to do should cost little more than starting it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use brief_base::record::sha256;

const ROUNDS: usize = 7;
const VERSION: &str = "data/morocco/raw/2017-10-published";
const PARAGRAPH: &str = "data/morocco/prose/introduction.typ";

/// A change to the project, different in each round, and how the brief is built after it.
type Case = (&'static str, fn(&Path, usize), &'static [&'static str]);

const CASES: [Case; 5] = [
    ("everything anew", |_, _| {}, &["--force"]),
    ("nothing changed", |_, _| {}, &[]),
    ("a paragraph", edit_paragraph, &[]),
    ("a row of an extract", edit_row, &[]),
    ("a colour of the maps", edit_map, &[]),
];

fn main() {
    let project = std::env::temp_dir().join(format!("brief-rebuild-{}", std::process::id()));
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["templates", "data"] {
        copy(&repository.join(folder), &project.join(folder));
    }
    build(&project, &[]);
    let mut times: [Vec<Duration>; CASES.len()] = Default::default();
    // In turn, so that what else the machine does meets all of them.
    for round in 0..ROUNDS {
        for (times, (_, change, arguments)) in times.iter_mut().zip(CASES) {
            change(&project, round);
            times.push(build(&project, arguments));
        }
    }
    let medians = times.map(|mut times| {
        times.sort();
        times[ROUNDS / 2].as_secs_f64()
    });
    println!("the brief on Morocco, medians of {ROUNDS} rounds:");
    for ((name, ..), median) in CASES.iter().zip(medians) {
        let (milliseconds, ratio) = (median * 1e3, median / medians[0]);
        println!("  {name:<22}{milliseconds:8.0} ms, ratio {ratio:.3}");
    }
    fs::remove_dir_all(&project).expect("the copy goes");
}

fn build(project: &Path, arguments: &[&str]) -> Duration {
    let begun = Instant::now();
    let run = Command::new(env!("CARGO_BIN_EXE_brief"))
        .args(["build", "morocco"])
        .args(arguments)
        .current_dir(project)
        .output()
        .expect("the program runs");
    let took = begun.elapsed();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    took
}

fn edit_paragraph(project: &Path, round: usize) {
    let letter = ["a", "b", "c"][round % 3];
    edit(&project.join(PARAGRAPH), |text| {
        format!("{text}\nA further sentence, {letter}.\n")
    });
}

fn edit_row(project: &Path, round: usize) {
    let file = project.join(VERSION).join("recruits.csv");
    let towns = ["Casablanca", "Fez"];
    let (from, to) = (towns[round % 2], towns[(round + 1) % 2]);
    edit(&file, |text| {
        let old = format!("R-002;Sinjar;{from};");
        assert!(text.contains(&old), "{old}");
        text.replace(&old, &format!("R-002;Sinjar;{to};"))
    });
    seal(&project.join(VERSION));
}

fn edit_map(project: &Path, round: usize) {
    edit(&project.join("data/morocco/map.yaml"), |text| {
        let (from, to) = match round % 2 {
            0 => ("#dfeaf1", "#dfeaf2"),
            _ => ("#dfeaf2", "#dfeaf1"),
        };
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    });
}

/// The extract is ASCII but for some names, which stay as they are byte for byte.
fn edit(file: &Path, change: impl FnOnce(String) -> String) {
    let bytes = fs::read(file).expect("a file");
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let changed = change(text);
    let bytes: Vec<u8> = changed
        .chars()
        .map(|letter| u8::try_from(letter).expect("a byte"))
        .collect();
    fs::write(file, bytes).expect("a file");
}

/// Brings the descriptor up to date with its files.
fn seal(folder: &Path) {
    let file = folder.join("datapackage.json");
    let mut package: Value =
        serde_json::from_slice(&fs::read(&file).expect("a descriptor")).expect("JSON");
    for resource in package["resources"].as_array_mut().expect("resources") {
        let path: PathBuf = folder.join(resource["path"].as_str().expect("a path"));
        let bytes = fs::read(path).expect("a described file");
        resource["bytes"] = bytes.len().into();
        resource["hash"] = format!("sha256:{}", sha256(&bytes)).into();
    }
    fs::write(&file, format!("{package:#}\n")).expect("a descriptor");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder to copy") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
