//! Whole deliveries in a project of their own.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use brief_base::diagnostics::Severity;
use brief_base::record::sha256;
use brief_model::datapackage::verify_files;

use super::*;
use crate::extracts::LINE;

const EVENTS: &str = "date,town\n2014-06-25,Fez; Taza\n\n,طنجة\n";

/// A project in a temporary folder, removed when it goes.
struct Fixture(PathBuf);

impl Fixture {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "brief-extracts-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let root = std::env::temp_dir().join(name);
        fs::create_dir_all(root.join("templates")).expect("a folder");
        fs::create_dir_all(root.join("data/raw/v1")).expect("a folder");
        Fixture(root)
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.0.join("data/raw/v1").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    fn project(&self) -> Project {
        Project::find(&self.0).expect("a project")
    }

    fn receive(&self) -> Result<(Extracts, Diagnostics), Diagnostics> {
        receive(&self.project(), "data/raw/v1")
    }

    fn faults(&self) -> Vec<String> {
        let found = match self.receive() {
            Ok((_, found)) | Err(found) => found,
        };
        found
            .iter()
            .map(|fault| {
                let place = fault.place.as_ref().map(ToString::to_string);
                let place = place.unwrap_or_default();
                format!(
                    "{} {}",
                    fault.code,
                    place.trim_start_matches("data/raw/v1/")
                )
            })
            .collect()
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn descriptor(resources: &str) -> String {
    format!(
        r#"{{
  "name": "open",
  "homepage": "left alone",
  "licenses": [{{"name": "CC-BY-4.0"}}],
  "sources": [{{"title": "Press reports"}}, {{"title": "Agencies"}}],
  "brief:status": {{"status": "open", "statement": "From open reports.", "caption": "open reports"}},
  "resources": [
{resources}
  ]
}}"#
    )
}

fn events_resource(text: &str) -> String {
    format!(
        r#"{{"name": "events", "path": "events.csv", "bytes": {}, "hash": "sha256:{}",
 "schema": {{"fields": [{{"name": "town"}}, {{"name": "date"}}], "missingValues": ["", "n/a"]}}}}"#,
        text.len(),
        sha256(text.as_bytes())
    )
}

fn delivery() -> Fixture {
    let fixture = Fixture::new();
    fixture
        .write("events.csv", EVENTS)
        .write("README.md", "What this is.")
        .write("datapackage.json", &descriptor(&events_resource(EVENTS)));
    fixture
}

#[test]
fn a_delivery_becomes_frames_of_text_with_lines() {
    let fixture = delivery();
    let project = fixture.project();
    let (extracts, found) = receive(&project, "data/raw/v1").expect("extracts");
    assert!(found.is_empty(), "{found}");
    assert_eq!(extracts.version, "v1");
    let status = extracts.package.status.as_ref().expect("a status");
    assert_eq!(status.caption, "open reports");
    let events = &extracts.extracts["events"];
    assert_eq!(events.file, "data/raw/v1/events.csv");
    assert_eq!(events.missing_values, ["", "n/a"]);
    assert_eq!(events.positions["town"], 2);
    let names = events.frame.get_column_names();
    assert_eq!(names, [LINE, "date", "town"]);
    let lines = events
        .frame
        .column(LINE)
        .and_then(|lines| lines.u32().cloned());
    assert_eq!(
        lines
            .expect("lines")
            .into_no_null_iter()
            .collect::<Vec<_>>(),
        [2, 3, 4]
    );
    let towns = events
        .frame
        .column("town")
        .and_then(|towns| towns.str().cloned());
    let towns = towns.expect("text");
    let towns: Vec<Option<&str>> = towns.iter().collect();
    assert_eq!(towns, [Some("Fez; Taza"), None, Some("طنجة")]);
    assert!(project.reads().contains_key("data/raw/v1/events.csv"));
    let resource = &extracts.package.resources[0];
    assert_eq!(
        extracts.package.credit_of(resource),
        "Press reports, Agencies (CC-BY-4.0)"
    );
}

#[test]
fn a_changed_byte_stops_the_run_with_the_files_name() {
    let fixture = delivery();
    let changed = EVENTS.replace("25", "26");
    fixture.write("events.csv", &changed);
    let found = fixture.receive().expect_err("a fault");
    assert_eq!(
        found.to_string(),
        format!(
            "error[hash-mismatch]: data/raw/v1/events.csv is not the described file: expected SHA-256 {}, found {}\n  --> data/raw/v1/events.csv\n  help: restore the file, or describe the new delivery as a new dataset version\n",
            sha256(EVENTS.as_bytes()),
            sha256(changed.as_bytes())
        )
    );
    fixture.write("events.csv", "cut");
    let told = fixture.receive().expect_err("a fault").to_string();
    assert!(told.contains("it has 3 bytes instead of"), "{told}");
}

#[test]
fn a_wrong_length_beside_the_right_hash_is_the_descriptors_fault() {
    let fixture = delivery();
    let resource = events_resource(EVENTS).replace("\"bytes\": ", "\"bytes\": 1");
    fixture.write("datapackage.json", &descriptor(&resource));
    assert_eq!(fixture.faults(), ["bytes-mismatch events.csv"]);
}

#[test]
fn verified_files_give_their_bytes_and_credit() {
    let fixture = delivery();
    let (folder, _) = verify_files(&fixture.project(), "data/raw/v1").expect("files");
    assert_eq!(folder.files["events"].bytes, EVENTS.as_bytes());
    assert_eq!(folder.files["events"].path, "data/raw/v1/events.csv");
    fixture.write("events.csv", "x");
    let found = verify_files(&fixture.project(), "data/raw/v1").expect_err("a fault");
    assert_eq!(found.count(Severity::Error), 1);
}

#[test]
fn files_that_nothing_describes_are_named() {
    let fixture = delivery();
    fixture.write("old.csv", "a\n").write("notes/a.txt", "b");
    assert_eq!(
        fixture.faults(),
        ["undescribed-file notes", "undescribed-file old.csv"]
    );
    assert!(fixture.receive().is_ok());
}

#[test]
fn the_faults_of_all_files_come_in_one_run() {
    let fixture = delivery();
    let bad = "date,town\n1\n";
    let wrong = events_resource(bad)
        .replace("\"events\"", "\"bad\"")
        .replace("events.csv", "bad.csv");
    let gone = wrong
        .replace("\"bad\"", "\"gone\"")
        .replace("bad.csv", "evnts.csv");
    let resources = [events_resource(EVENTS), wrong, gone].join(",\n");
    fixture
        .write("bad.csv", bad)
        .write("datapackage.json", &descriptor(&resources));
    assert_eq!(
        fixture.faults(),
        ["row-too-short bad.csv:2", "missing-file evnts.csv"]
    );
    let told = fixture.receive().expect_err("faults").to_string();
    assert!(told.contains("did you mean \"events.csv\"?"), "{told}");
}

#[test]
fn a_missing_descriptor_is_named() {
    let fixture = Fixture::new();
    assert_eq!(fixture.faults(), ["missing-file datapackage.json"]);
}
