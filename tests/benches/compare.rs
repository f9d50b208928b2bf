//! What `brief diff` of two versions of many rows costs: `just bench`. Its data are made here: the fixture
//! brief, and rows of which one in a thousand says something else on the new side, one is gone and one has
//! another key.
//!
//! A million rows take half a minute, so they are measured when asked for: `BRIEF_BENCH_ROWS=1000000`.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::ItemsCount;

use brief::sides::SideSpec;
use brief_base::project::Project;
use brief_base::record::sha256;
use brief_base::timings::{Timings, peak_memory};
use brief_compare::{self as compare, Comparison};

const VERSIONS: [&str; 2] = ["2020-first", "2021-second"];
/// Figures that draw a mark for each row, which so many rows have no room for.
const DROPPED: [&str; 3] = ["strip", "timeline", "hoards_strip"];

fn main() {
    divan::main();
    if let Some(bytes) = peak_memory() {
        println!("peak memory of the process: {} MiB", bytes >> 20);
    }
}

fn rows() -> Vec<usize> {
    match std::env::var("BRIEF_BENCH_ROWS") {
        Ok(rows) => vec![rows.parse().expect("BRIEF_BENCH_ROWS is a number of rows")],
        Err(_) => vec![10_000, 100_000],
    }
}

/// Both sides, one after the other: reading, cleaning, findings, words.
#[divan::bench(args = rows(), sample_count = 3, sample_size = 1)]
fn both_sides(bencher: Bencher, rows: usize) {
    let made = Made::of(rows);
    let bencher = bencher.counter(ItemsCount::new(2 * rows));
    bencher.bench(|| VERSIONS.map(|version| made.side(version)));
}

/// The comparison of two sides that are there.
#[divan::bench(args = rows(), sample_count = 3, sample_size = 1)]
fn comparison(bencher: Bencher, rows: usize) {
    let made = Made::of(rows);
    let [old, new] = VERSIONS.map(|version| made.side(version));
    let bencher = bencher.counter(ItemsCount::new(2 * rows));
    bencher.bench(|| {
        let comparison = compare::compare(&old, &new, &mut Timings::default());
        assert!(is_as_made(&comparison), "{:?}", comparison.verdict);
        comparison
    });
}

/// Of each thousand rows one is changed, gone or under another key.
fn is_as_made(comparison: &Comparison) -> bool {
    let verdict = &comparison.verdict;
    verdict.rows_changed > 0 && verdict.rows_lost > 0 && verdict.rows_rekeyed > 0
}

/// A project in a temporary folder, which goes with it.
struct Made {
    root: PathBuf,
    project: Project,
}

impl Drop for Made {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.root).expect("the folder can be removed");
    }
}

impl Made {
    fn of(rows: usize) -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let name = format!("brief-bench-{}-{rows}", std::process::id());
        let root = std::env::temp_dir().join(name);
        copy(&here.join("tests/fixtures/project"), &root);
        copy(&here.join("templates/fonts"), &root.join("templates/fonts"));
        let data = root.join("data/ruritania");
        for figures in ["templates/borderlands", "data/ruritania"] {
            edit(&root.join(figures).join("figures.yaml"), without_figures);
        }
        edit(&data.join("prose/account.typ"), |text| {
            DROPPED.iter().fold(text.to_owned(), |text, figure| {
                text.replace(&format!("#brief-figure(\"{figure}\")"), "")
            })
        });
        edit(&data.join("corrections.csv"), |text| {
            text.lines()
                .take(1)
                .map(|line| format!("{line}\n"))
                .collect()
        });
        let [first, second] = VERSIONS.map(|version| data.join("raw").join(version));
        let descriptor = read(&first.join("datapackage.json"));
        let hoards = read(&first.join("hoards.csv"));
        let was = read(&first.join("reports.csv"));
        fs::remove_dir_all(&second).expect("the fixture has two versions");
        fs::create_dir(&second).expect("a folder");
        for (folder, is_new) in [(&first, false), (&second, true)] {
            let reports = reports(rows, is_new);
            let version = folder.file_name().unwrap_or_default().to_string_lossy();
            let described = descriptor
                .replace(VERSIONS[0], &version)
                .replace(&sha256(was.as_bytes()), &sha256(reports.as_bytes()))
                .replace(
                    &format!("\"bytes\": {}", was.len()),
                    &format!("\"bytes\": {}", reports.len()),
                );
            fs::write(folder.join("datapackage.json"), described).expect("a descriptor");
            fs::write(folder.join("hoards.csv"), &hoards).expect("hoards");
            fs::write(folder.join("reports.csv"), reports).expect("reports");
        }
        let [first, second] = VERSIONS.map(|version| data.join(format!("cleaning/{version}.yaml")));
        fs::copy(first, second).expect("the versions are cleaned alike");
        let project = Project::find(&root).expect("a project");
        Made { root, project }
    }

    fn side(&self, version: &str) -> compare::Snapshot {
        let side = SideSpec::Version(version.to_owned());
        let mut timings = Timings::default();
        let side = side.side(&self.project, "ruritania", version, None, &mut timings);
        side.unwrap_or_else(|faults| panic!("{faults}")).snapshot
    }
}

fn reports(rows: usize, is_new: bool) -> String {
    let mut state = 1_u64;
    let mut any = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let towns = ["Strelsau", "Zenda", "Hofbau", "Hentzau"];
    let colours = ["red", "green", "gold", ""];
    let mut text = "No.,Date,Kind,Towns,Witnesses,Colour,Source\n".to_owned();
    for row in 0..rows {
        let date = format!("20{}-{:02}-{:02}", 19 + any(2), 1 + any(12), 1 + any(28));
        let kind = if any(10) < 7 { "sighting" } else { "nest" };
        let town = towns[any(4) as usize];
        let (witnesses, colour) = (any(1_000_000), colours[any(4) as usize]);
        let source = match any(50) {
            0 => "Parish book".to_owned(),
            _ => format!("Source {}", any(1_000)),
        };
        let (sign, colour) = match (is_new, row % 1_000) {
            (true, 1) => continue,
            (true, 2) => ("X", colour),
            (true, 3) => ("D", if colour == "gold" { "red" } else { "gold" }),
            _ => ("D", colour),
        };
        writeln!(
            text,
            "{sign}-{row},{date},{kind},{town},{witnesses},{colour},{source}"
        )
        .expect("a text takes what is written");
    }
    text
}

/// Figures that are left, counted from 1 again.
fn without_figures(text: &str) -> String {
    let mut is_dropped = false;
    let lines = text.lines().filter(|line| {
        if let Some(name) = line.strip_suffix(':').filter(|name| !name.starts_with(' ')) {
            is_dropped = DROPPED.contains(&name);
        }
        !is_dropped
    });
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    text.replace("Figure 3", "Figure 1")
        .replace("Figure 4", "Figure 2")
}

fn edit(file: &Path, change: impl Fn(&str) -> String) {
    let text = change(&read(file));
    fs::write(file, text).expect("a file");
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder of the repository") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a file of the repository");
        }
    }
}
