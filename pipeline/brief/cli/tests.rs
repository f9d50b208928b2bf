//! The exit code of each fault of the call.

use std::fs;
use std::path::{Path, PathBuf};

use brief_base::diagnostics::Diagnostic;
use brief_base::timings::Timings;
use brief_prose::settings;

use super::*;
use crate::publish::PublishedSet;
use crate::run::Run;
use crate::scaffold::{self, GivenFile};
use crate::why::{self, Question};

/// A copy of the fixture project, removed when it is dropped.
struct Copy(PathBuf);

impl Copy {
    fn of_fixture() -> Self {
        let copy = std::env::temp_dir().join(format!("brief-exit-codes-{}", std::process::id()));
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        copy_folder(&repository.join("tests/fixtures/project"), &copy);
        // A country that a new brief can be on, and the fonts.
        for folder in [
            "data/boundaries/natural-earth",
            "data/places/BE",
            "templates/fonts",
        ] {
            copy_folder(&repository.join(folder), &copy.join(folder));
        }
        Copy(copy)
    }

    fn project(&self) -> Project {
        Project::find(&self.0).expect("a project")
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let (from, to) = entry
            .map(|it| (it.path(), to.join(it.file_name())))
            .expect("an entry");
        if from.is_dir() {
            copy_folder(&from, &to);
        } else {
            fs::copy(&from, &to).expect("a file");
        }
    }
}

/// The faults of a request for a new brief.
fn new(project: &Project, change: impl FnOnce(&mut scaffold::ScaffoldRequest)) -> Diagnostics {
    let mut request = scaffold::ScaffoldRequest {
        name: "sylvania".to_owned(),
        country: Some("BE".to_owned()),
        ..scaffold::ScaffoldRequest::default()
    };
    change(&mut request);
    scaffold::scaffold(project, &request).expect_err("a refusal")
}

/// The faults of a question about the fixture's brief.
fn asked(project: &Project, name: &str, row: Option<&str>) -> Diagnostics {
    let mut timings = Timings::default();
    let mut run = Run::new(project, &mut timings);
    let manuscript = crate::write(&mut run, "ruritania", None).expect("a manuscript");
    let question = match name {
        "" => Question::Text("never printed"),
        name => Question::Name { name, row },
    };
    why::answer(project, &manuscript, &question).expect_err("a refusal")
}

#[test]
fn every_fault_of_the_call_ends_with_code_2() {
    let copy = Copy::of_fixture();
    let project = copy.project();
    let path = |file: &str| copy.0.join(file);
    let set = PublishedSet {
        name: "ruritania".to_owned(),
        files: [].into(),
        pages: [].into(),
    };
    let no_briefs = || {
        let empty = path("empty");
        fs::create_dir_all(empty.join("data")).expect("a folder");
        fs::create_dir_all(empty.join("templates")).expect("a folder");
        Project::find(&empty).expect("a project")
    };
    let one = |fault: Result<(), Diagnostic>| fault.expect_err("a refusal").into();
    let mut found: Vec<(&str, Diagnostics)> = vec![
        (
            "unknown-brief",
            one(settings::refuse_unknown(&project, "glottenburg")),
        ),
        (
            "unknown-dataset-version",
            one(settings::refuse_unknown_version(
                &project,
                "ruritania",
                "1919",
            )),
        ),
        (
            "no-brief",
            each::selected(&no_briefs(), &each::BriefSelection::of(Vec::new(), None))
                .expect_err("a refusal"),
        ),
        ("no-brief", new(&no_briefs(), |_| {})),
        (
            "not-published",
            one(set.write(&path("data/ruritania/brief.yaml")).map(|_| ())),
        ),
        (
            "bad-brief-name",
            new(&project, |it| it.name = "A b".to_owned()),
        ),
        (
            "brief-exists",
            new(&project, |it| it.name = "ruritania".to_owned()),
        ),
        (
            "unknown-country",
            new(&project, |it| it.country = Some("ATL".to_owned())),
        ),
        (
            "bad-extract",
            new(&project, |it| {
                it.extracts = vec![GivenFile {
                    table: None,
                    path: path("nowhere.csv"),
                }];
            }),
        ),
        (
            "nothing-to-verify",
            crate::verify::read(&path("nowhere.pdf"), "nowhere.pdf")
                .err()
                .expect("a refusal"),
        ),
        ("not-known", asked(&project, "dragons", None)),
        ("no-such-field", asked(&project, "nests.colour", None)),
        ("no-such-row", asked(&project, "nests", Some("red"))),
        ("not-printed", asked(&project, "", None)),
    ];
    // A second series, then a folder of data/ that takes no file.
    copy_folder(&path("templates/borderlands"), &path("templates/inland"));
    copy_folder(&path("data/ruritania"), &path("data/graustark"));
    let settings = path("data/graustark/brief.yaml");
    let text = fs::read_to_string(&settings).expect("settings");
    fs::write(
        &settings,
        text.replace("series: borderlands", "series: inland"),
    )
    .expect("written");
    found.push(("which-brief", new(&copy.project(), |_| {})));
    fs::write(path("data/.sylvania.new"), "a file").expect("written");
    found.push((
        "not-written",
        new(&project, |it| it.from = Some("ruritania".to_owned())),
    ));
    for (code, faults) in found {
        assert!(
            faults.iter().any(|fault| fault.code == code),
            "{code}: {faults}"
        );
        assert_eq!(ending_of(&faults), Ending::CouldNotRun, "{faults}");
    }
}

#[test]
fn a_fault_of_the_files_ends_with_code_1_and_neither_kind_shows_in_the_json() {
    let of_files = Diagnostic::error("unknown-place", "no such town");
    let of_the_call = Diagnostic::call_error("unknown-brief", "no such brief");
    assert_eq!(ending_of(&of_files.clone().into()), Ending::Failed);
    assert_eq!(
        ending_of(&of_the_call.clone().of_files().into()),
        Ending::Failed
    );
    let both = [of_files, of_the_call].into_iter().collect();
    assert_eq!(ending_of(&both), Ending::CouldNotRun);
    assert_eq!(
        serde_json::to_string(&both).expect("JSON"),
        r#"[{"severity":"error","code":"unknown-place","message":"no such town"},{"severity":"error","code":"unknown-brief","message":"no such brief"}]"#
    );
}

#[test]
fn warnings_come_back_from_the_cache_as_they_were() {
    let warnings = Diagnostics::from(Diagnostic::warning("odd", "odd").with_help("look"));
    let mut kept = Vec::new();
    ciborium::into_writer(&warnings, &mut kept).expect("CBOR");
    let restored: Diagnostics = ciborium::from_reader(kept.as_slice()).expect("warnings");
    assert_eq!(restored, warnings);
}
