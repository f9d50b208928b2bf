//! Guards the command line as scripts use it: verbs, exit codes, what goes to which stream.

use crate::support::{Folder, Sandbox};

#[test]
fn help_names_every_verb() {
    let sandbox = Sandbox::ruritania();
    let run = sandbox.brief(&["--help"]);
    assert_eq!(run.code, Some(0));
    for verb in ["build", "check", "diff", "list", "new", "verify", "why"] {
        assert!(
            run.output
                .lines()
                .any(|line| line.trim_start().starts_with(verb)),
            "{verb}\n{run}"
        );
        let help = sandbox.brief(&[verb, "--help"]);
        assert_eq!(help.code, Some(0), "{help}");
    }
}

#[test]
fn a_command_line_that_cannot_be_understood_is_2() {
    let sandbox = Sandbox::ruritania();
    for arguments in [
        &[][..],
        &["bild"],
        &["build", "--no-such-flag"],
        &["list", "ruritania"],
        &["why", "ruritania"],
        &["why", "ruritania", "gold", "--text", "40 %"],
    ] {
        let run = sandbox.brief(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?} {run}");
        assert_eq!(run.output, "", "{arguments:?}");
    }
}

#[test]
fn a_folder_without_a_project_is_2() {
    let folder = Folder::new();
    let sandbox = Sandbox::ruritania();
    let run = sandbox.brief(&["list", "--project", &folder.path().display().to_string()]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.errors.starts_with("error[no-project]"), "{run}");
}

#[test]
fn a_project_is_found_from_a_folder_below_it() {
    let sandbox = Sandbox::ruritania();
    let below = sandbox.path("data/ruritania/prose").display().to_string();
    let run = sandbox.brief(&["list", "--project", &below]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn piped_output_has_no_colour() {
    let sandbox = Sandbox::ruritania();
    for arguments in [
        &["build"][..],
        &["check", "nowhere"],
        &["list"],
        &["--help"],
    ] {
        let run = sandbox.brief_with(
            arguments,
            &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")],
        );
        assert!(
            !run.output.contains('\u{1b}') && !run.errors.contains('\u{1b}'),
            "{run}"
        );
    }
}

#[test]
fn out_names_the_folder_to_publish_in() {
    let sandbox = Sandbox::ruritania();
    let run = sandbox.build(&["ruritania", "--out", "site/briefs"]);
    assert!(!sandbox.path("output/ruritania").exists());
    let published = sandbox.files("site/briefs");
    assert!(published.contains_key("ruritania/ruritania.pdf"), "{run}");
    assert!(
        published.keys().all(|path| path.starts_with("ruritania/")),
        "{published:?}"
    );
}

#[test]
fn timings_name_every_stage() {
    let sandbox = Sandbox::ruritania();
    let run = sandbox.build(&["--timings"]);
    for stage in [
        "settings",
        "geography",
        "extracts",
        "tables",
        "findings",
        "fonts",
        "figures",
        "prose",
        "typesetting",
        "PDF",
        "publishing",
        "total",
    ] {
        assert!(
            run.output
                .lines()
                .any(|line| line.trim_start().starts_with(stage)),
            "{stage}\n{run}"
        );
    }
}

#[test]
fn one_broken_brief_does_not_keep_another_from_being_built() {
    let sandbox = Sandbox::ruritania();
    crate::support::copy_folder(
        &sandbox.path("data/ruritania"),
        &sandbox.path("data/zembla"),
    );
    sandbox.replace(
        "data/zembla/brief.yaml",
        "title: Ruritania",
        "titel: Zembla",
    );
    let run = sandbox.brief(&["build"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.output.contains("zembla: nothing published"), "{run}");
    assert!(
        sandbox.path("output/ruritania/ruritania.pdf").exists(),
        "{run}"
    );
    assert!(!sandbox.path("output/zembla").exists(), "{run}");
}

#[test]
fn a_folder_with_a_descriptor_is_a_package_of_its_own() {
    let sandbox = Sandbox::ruritania();
    std::fs::create_dir(sandbox.path("data/boundaries/shires")).expect("a folder");
    sandbox.write("data/boundaries/shires/shires.geojson", "{}");
    let run = sandbox.brief(&["check", "ruritania"]);
    assert!(
        run.errors.contains("warning[undescribed-file]")
            && run.errors.contains("data/boundaries/shires"),
        "{run}"
    );
    sandbox.write("data/boundaries/shires/datapackage.json", "{}");
    let run = sandbox.brief(&["check", "ruritania"]);
    assert!(!run.errors.contains("shires"), "{run}");
}
