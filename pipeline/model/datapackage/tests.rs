//! Each fault of a descriptor: its code and its place.

use super::*;

const HASH: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn faults(text: &str) -> Vec<String> {
    let found = DataPackage::parse("d.json", text, PackageContents::Files).expect_err("faults");
    found
        .iter()
        .map(|fault| {
            let place = fault.place.as_ref().expect("a place").to_string();
            format!("{} {}", fault.code, place.trim_start_matches("d.json:"))
        })
        .collect()
}

/// A package with one resource, whose properties stand on the lines from the fourth.
fn with(properties: &str) -> String {
    format!(
        "{{\"licenses\": [{{\"name\": \"ODbL\"}}],\n \"sources\": [{{\"title\": \"S\"}}],\n \"resources\": [{{\n{properties}\n}}]}}"
    )
}

fn sound() -> String {
    format!("\"name\": \"a\", \"path\": \"a.csv\", \"bytes\": 0, \"hash\": \"{HASH}\"")
}

#[test]
fn a_sound_descriptor_is_read_and_what_it_need_not_know_left_alone() {
    let text = with(&format!(
        "{}, \"profile\": \"table\", \"encoding\": \"latin1\", \"dialect\": {{\"delimiter\": \";\", \"headerRows\": [2]}},
\"schema\": {{\"fields\": [{{\"name\": \"x\", \"type\": \"date\", \"constraints\": {{\"required\": true}}}}], \"primaryKey\": \"x\"}}",
        sound()
    ));
    let package = DataPackage::parse("d.json", &text, PackageContents::Tables).expect("a package");
    let resource = &package.resources[0];
    assert_eq!(resource.format_name(), "csv");
    assert_eq!(resource.dialect.header_row(), 2);
    assert_eq!(resource.dialect.delimiter_byte(), b';');
    let key = resource
        .schema
        .as_ref()
        .and_then(|schema| schema.primary_key.as_ref());
    assert_eq!(key.map(OneOrMany::as_slice), Some(&["x".to_owned()][..]));
    assert_eq!(package.credit_of(resource), "S (ODbL)");
}

#[test]
fn a_syntax_error_has_its_place() {
    assert_eq!(faults("{\n  \"name\" 1}"), ["bad-json 2:10"]);
    assert_eq!(faults(""), ["bad-json 1:1"]);
}

#[test]
fn every_resource_with_a_wrong_type_is_named() {
    let text = with(&format!(
        "\"name\": 5}},\n{{\"name\": \"b\",\n\"path\": [\"b.csv\"]}},\n{{{}, \"bytes\": -1",
        sound().replace("\"bytes\": 0, ", "")
    ));
    assert_eq!(
        faults(&text),
        [
            "bad-descriptor 4:9",
            "bad-descriptor 6:8",
            "bad-descriptor 7:125"
        ]
    );
    assert_eq!(faults("{\n\"name\": []}"), ["bad-descriptor 2:8"]);
}

#[test]
fn a_place_holds_after_a_surrogate_pair() {
    let name = "\"title\": \"\\uD83D\\uDE00\",\n\"name\": \"\"";
    let text = with(&sound().replace("\"name\": \"a\"", name));
    assert_eq!(faults(&text), ["missing-name 5:9"]);
}

#[test]
fn what_every_resource_must_say_is_asked_for() {
    let text = "{\"resources\": [\n{\"name\": \"a\", \"path\": \"a.csv\"}]}";
    assert_eq!(
        faults(text),
        [
            "missing-hash 2:1",
            "missing-bytes 2:1",
            "missing-licence 2:1",
            "missing-source 2:1"
        ]
    );
    assert_eq!(faults("{}"), ["missing-resources 1:1"]);
    assert_eq!(faults("{\n\"resources\": {}}"), ["missing-resources 2:14"]);
    assert_eq!(faults("{\n\"resources\": []}"), ["missing-resources 2:14"]);
    assert_eq!(
        faults(
            &with(&sound())
                .replace("\"name\": \"ODbL\"", "")
                .replace("\"title\": \"S\"", "")
        ),
        ["unnamed-licence 1:15", "untitled-source 2:14"]
    );
}

#[test]
fn a_path_that_leads_out_is_refused() {
    for path in [
        "",
        "../a.csv",
        "/a.csv",
        "a/../b",
        "a\\\\b",
        "https://x/a.csv",
        "./a",
        "a//b",
        "a\\u0000",
    ] {
        let text = with(&sound().replace("a.csv", path));
        assert_eq!(faults(&text), ["unsafe-path 4:22"], "{path}");
    }
}

#[test]
fn hash_names_encoding_and_dialect_are_checked() {
    let cases = [
        (sound().replace("sha256:", ""), "missing-hash 4:51"),
        (sound().replace("e3b0", "zzzz"), "missing-hash 4:51"),
        (sound().replace("\"a\"", "\"\""), "missing-name 4:9"),
        (
            format!("{},\n\"encoding\": \"utf-88\"", sound()),
            "unknown-encoding 5:13",
        ),
        (
            format!("{},\n\"dialect\": {{\"delimiter\": \"ab\"}}", sound()),
            "unsupported-dialect 5:26",
        ),
        (
            format!("{},\n\"dialect\": {{\"commentChar\": \"#\"}}", sound()),
            "bad-descriptor 5:25",
        ),
        (
            format!("{},\n\"dialect\": {{\"header\": false}}", sound()),
            "unsupported-dialect 5:23",
        ),
        (
            format!("{},\n\"dialect\": {{\"headerRows\": [1, 2]}}", sound()),
            "unsupported-dialect 5:27",
        ),
        (
            format!("{},\n\"dialect\": {{\"sheetNumber\": 0}}", sound()),
            "unsupported-dialect 5:28",
        ),
        (
            format!("{},\n\"dialect\": {{\"delimiter\": \"\\\"\"}}", sound()),
            "unsupported-dialect 5:26",
        ),
        (
            format!("{},\n\"schema\": {{\"fields\": []}}", sound()),
            "empty-schema 5:22",
        ),
        (
            format!(
                "{},\n\"schema\": {{\"fields\": [{{\"name\": \"x\"}}, {{\"name\": \"x\"}}]}}",
                sound()
            ),
            "duplicate-field 5:38",
        ),
        (
            format!(
                "{},\n\"schema\": {{\"fields\": [{{\"name\": \"x\"}}], \"primaryKey\": [\"y\"]}}",
                sound()
            ),
            "unknown-field 5:53",
        ),
        (
            format!("{}}},\n{{{}", sound(), sound()),
            "duplicate-resource 5:10",
        ),
    ];
    for (properties, expected) in cases {
        assert_eq!(faults(&with(&properties)), [expected], "{properties}");
    }
}

#[test]
fn our_own_property_is_checked_to_the_letter() {
    let status =
        |body: &str| with(&sound()).replacen('{', &format!("{{\"brief:status\": {body},\n"), 1);
    assert_eq!(
        faults(&status(
            "{\"status\": \"\", \"statement\": \"s\", \"caption\": \"c\"}"
        )),
        ["empty-status 1:29"]
    );
    assert_eq!(
        faults(&status(
            "{\"status\": \"s\", \"statemnt\": \"s\", \"caption\": \"c\"}"
        )),
        ["bad-descriptor 1:43"]
    );
}

#[test]
fn a_table_needs_a_schema_and_a_format_that_is_read() {
    let text = with(&format!("{},\n\"format\": \"xls\"", sound()));
    let found = DataPackage::parse("d.json", &text, PackageContents::Tables).expect_err("faults");
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "error[unsupported-format]: the resource \"a\" has the format \"xls\"\n  --> d.json:5:11\n  help: did you mean \"xlsx\"?",
            "error[missing-schema]: the resource \"a\" has no schema\n  --> d.json:3:16\n  help: list its columns: \"schema\": {\"fields\": [{\"name\": …}]}",
        ]
    );
    assert!(DataPackage::parse("d.json", &text, PackageContents::Files).is_ok());
}

#[test]
fn a_descriptor_has_limits() {
    let deep = with(&format!(
        "{}, \"x\": {}{}",
        sound(),
        "[".repeat(500),
        "]".repeat(500)
    ));
    assert_eq!(faults(&deep), ["bad-json 4:256"]);
    let many = format!(
        "{{\"resources\": [{}{{}}]}}",
        "{},".repeat(limits::RESOURCES)
    );
    assert_eq!(faults(&many), ["too-many-resources 1:316"]);
    let huge = with(&format!(
        "{},\n\"bytes\": 9999999999",
        sound().replace("\"bytes\": 0, ", "")
    ));
    assert_eq!(faults(&huge), ["delivery-too-large 3:15"]);
    let long = " ".repeat(limits::DESCRIPTOR_BYTES + 1);
    let found = DataPackage::parse("d.json", &long, PackageContents::Files).expect_err("a fault");
    assert!(found.to_string().starts_with("error[file-too-large]"));
}
