//! Programs that read what the pipeline writes, and had no part in writing it.

use std::process::{Command, Output};

/// Where this is set, a program that is missing fails the test that needs it.
const REQUIRED: &str = "BRIEF_REQUIRE_TOOLS";

/// Runs a program; nothing, said aloud, when it is not installed.
pub fn tool_output(program: &str, arguments: &[&str]) -> Option<Output> {
    let is_required = std::env::var_os(REQUIRED).is_some_and(|value| value == "1");
    found(program, arguments, is_required)
}

fn found(program: &str, arguments: &[&str], is_required: bool) -> Option<Output> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => Some(output),
        Err(error) if is_required => {
            panic!("{program} cannot be run ({error}), and {REQUIRED} is set")
        }
        Err(error) => {
            eprintln!("SKIPPED: {program} cannot be run ({error}); nothing was checked with it");
            None
        }
    }
}

/// What a program prints.
pub fn tool(program: &str, arguments: &[&str]) -> Option<String> {
    let output = tool_output(program, arguments)?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The text of a PDF, line by line as it is set.
pub fn text_of_pdf(file: &std::path::Path) -> Option<String> {
    let file = file.to_str().expect("a path in Unicode");
    tool("pdftotext", &["-raw", "-enc", "UTF-8", file, "-"])
}

#[test]
fn a_missing_program_is_skipped_where_it_may_be() {
    assert!(found("no-such-program", &[], false).is_none());
}

#[test]
#[should_panic(expected = "no-such-program cannot be run")]
fn a_missing_program_fails_where_it_is_required() {
    found("no-such-program", &[], true);
}
