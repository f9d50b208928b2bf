//! What many siblings cost in one run: `just bench siblings`. Times belong here, not in tests.
//!
//! Two hundred siblings of the fixture brief Ruritania, each with a title, a sentence and numbers of its
//! own, are built once by one run. Fifty of them are then built in turn with and without what a run shares,
//! and with one and several jobs: compare the ratios, not the seconds of one machine with another's.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use brief::Goal;
use brief::run::Run;
use brief_base::parallel;
use brief_base::project::Project;
use brief_base::record::sha256;
use brief_base::timings::Timings;
use brief_pages as pages;
use brief_pages::Edition;

const SIBLINGS: usize = 200;
const COMPARED: usize = 50;
const ROUNDS: usize = 3;
const SERIES: &str = "templates/beyond-the-caliphate";
const FIXTURE: &str = "tests/fixtures/project";
const LAYOUT: [&str; 7] = [
    "main.typ",
    "layout.typ",
    "annex.typ",
    "voices.typ",
    "theme.typ",
    "notes.csl",
    "references.csl",
];

/// How a run goes about its briefs.
#[derive(Clone, Copy)]
struct Way {
    name: &'static str,
    jobs: NonZeroUsize,
    shared: bool,
}

fn main() {
    let folder = std::env::temp_dir().join(format!("brief-siblings-{}", std::process::id()));
    let names = make_siblings(&folder);
    let project = Project::find(&folder).expect("the project of siblings");
    let (one, cores) = (NonZeroUsize::MIN, parallel::cores());
    let way = |name, jobs, shared| Way { name, jobs, shared };
    let together = way("shared, a job for each core", cores, true);

    let (took, memory) = build(&project, &names, together);
    println!(
        "{SIBLINGS} siblings, {cores} jobs: {:.1} s, {:.0} ms each",
        took.as_secs_f64(),
        milliseconds_each(took, SIBLINGS),
    );
    for (built, mebibytes) in memory {
        println!("  peak memory after {built:3}: {mebibytes:.0} MiB");
    }

    let ways = [
        way("each on its own, 1 job", one, false),
        way("shared, 1 job", one, true),
        way("each on its own, a job for each core", cores, false),
        together,
    ];
    let mut best = [Duration::MAX; 4];
    // In turn, so that what else the machine does meets all of them.
    for _ in 0..ROUNDS {
        for (best, way) in best.iter_mut().zip(ways) {
            let (took, _) = build(&project, &names[..COMPARED], way);
            *best = took.min(*best);
        }
    }
    println!("{COMPARED} siblings, the best of {ROUNDS} rounds:");
    for (way, took) in ways.iter().zip(best) {
        println!(
            "  {:<38}{:6.0} ms each, ratio {:.2}",
            way.name,
            milliseconds_each(took, COMPARED),
            took.as_secs_f64() / best[0].as_secs_f64()
        );
    }
    fs::remove_dir_all(&folder).expect("the folder of the bench");
}

/// Builds and publishes briefs; how long all of them take, and the peak of memory after every fiftieth.
fn build(project: &Project, names: &[String], way: Way) -> (Duration, Vec<(usize, f64)>) {
    // What earlier runs left in memory is none of this one's.
    pages::forget_all();
    // A project's briefs share for as long as it lives.
    let project = Project::find(project.root()).expect("the project");
    let output = project.root().join("output");
    let begun = Instant::now();
    let work = |number: usize| {
        let name: &str = &names[number];
        let of_brief = if way.shared {
            project.of_brief(name)
        } else {
            Project::find(project.root()).expect("the project")
        };
        let (goal, mut timings) = (Goal::Build(Edition::Reader), Timings::default());
        let made = brief::regenerate(&mut Run::new(&of_brief, &mut timings), name, None, goal);
        let made = made.unwrap_or_else(|faults| panic!("{faults}")).publication;
        let set = made.expect("a build").set;
        set.write(&output).expect("its output");
        if way.shared {
            pages::forget(way.jobs);
        } else {
            pages::forget_all();
        }
    };
    let mut memory = Vec::new();
    parallel::in_order(names.len(), way.jobs, work, |number, built| {
        built.unwrap_or_else(|panicked| panic!("{}: {panicked:?}", names[number]));
        if (number + 1) % COMPARED == 0 {
            memory.extend(peak_memory().map(|mebibytes| (number + 1, mebibytes)));
        }
    });
    (begun.elapsed(), memory)
}

/// Makes a project of siblings; their names.
fn make_siblings(folder: &Path) -> Vec<String> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy_folder(&repository.join(FIXTURE), folder);
    let fonts = "templates/fonts";
    copy_folder(&repository.join(fonts), &folder.join(fonts));
    for file in LAYOUT {
        let to = folder.join("templates/borderlands").join(file);
        fs::copy(repository.join(SERIES).join(file), to).expect("a layout file");
    }
    let ruritania = folder.join("data/ruritania");
    let names = (0..SIBLINGS).map(|number| {
        let name = format!("sibling-{number:03}");
        let sibling = folder.join("data").join(&name);
        copy_folder(&ruritania, &sibling);
        set_apart(&sibling, number);
        name
    });
    let names = names.collect();
    fs::remove_dir_all(&ruritania).expect("the pattern of all siblings");
    names
}

/// Gives a sibling a title, a sentence and numbers of its own.
fn set_apart(sibling: &Path, number: usize) {
    // Numbers in digits would have to be bound.
    let letter = |place: usize| char::from(b'a' + u8::try_from(place % 26).unwrap_or(0));
    let word = format!("{}{}", letter(number), letter(number / 26));
    let replace = |file: PathBuf, old: &str, new: &str| {
        let text = fs::read_to_string(&file).expect("a file of the sibling");
        assert!(text.contains(old), "{}: {old}", file.display());
        fs::write(&file, text.replacen(old, new, 1)).expect("a file of the sibling");
    };
    let title = format!("title: Ruritania {word}");
    replace(sibling.join("brief.yaml"), "title: Ruritania", &title);
    let sentence = format!("people of {word} saw a dragon.");
    let account = sibling.join("prose/account.typ");
    replace(account, "people saw a dragon.", &sentence);
    let delivery = sibling.join("raw/2020-first");
    let witnesses = format!("Zenda; Hofbau,{},", 12 + number);
    let reports = delivery.join("reports.csv");
    replace(reports, "Zenda; Hofbau,12,", &witnesses);

    let descriptor = delivery.join("datapackage.json");
    let text = fs::read_to_string(&descriptor).expect("a descriptor");
    let mut package: Value = serde_json::from_str(&text).expect("JSON");
    for resource in package["resources"].as_array_mut().expect("resources") {
        let path = delivery.join(resource["path"].as_str().expect("a path"));
        let bytes = fs::read(path).expect("a described file");
        resource["bytes"] = bytes.len().into();
        resource["hash"] = format!("sha256:{}", sha256(&bytes)).into();
    }
    fs::write(&descriptor, format!("{package:#}\n")).expect("a descriptor");
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder to copy to");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}

fn milliseconds_each(took: Duration, count: usize) -> f64 {
    took.as_secs_f64() * 1e3 / f64::from(u32::try_from(count).expect("a small count"))
}

/// The largest memory of this process so far, in MiB; none where the system does not say.
fn peak_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes / 1024.0)
}
