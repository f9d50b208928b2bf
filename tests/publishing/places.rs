//! What stands where output is to go.

use std::fs;

use super::{Editions, VERSIONS, names};
use crate::support::{Folder, Run, Sandbox, copy_folder, files};

fn second(editions: &Editions) -> Run {
    editions.sandbox.brief(&["build", "--data", VERSIONS[1]])
}

#[test]
fn what_no_run_published_is_not_removed() {
    let editions = Editions::new();
    let notes = "output/ruritania/figures/notes.txt";
    editions.sandbox.write(notes, "mine");
    let run = second(&editions);
    assert_eq!(run.code, Some(2), "{run}");
    let words = "<project>/output/ruritania holds what no build published: figures/notes.txt";
    assert!(run.errors.contains(words), "{run}");
    assert_eq!(editions.sandbox.read(notes), "mine");
    editions.sandbox.remove(notes);
    editions.assert_untouched(&run);

    // What programs that show folders leave goes with the set.
    editions.sandbox.write("output/ruritania/.DS_Store", "");
    editions
        .sandbox
        .write("output/ruritania/figures/Thumbs.db", "");
    editions.sandbox.build(&["--data", VERSIONS[1]]);
    assert_eq!(editions.published(), Some(1));
}

#[test]
fn a_folder_that_is_no_set_is_not_replaced() {
    let sandbox = Sandbox::ruritania();
    fs::create_dir_all(sandbox.path("documents/ruritania")).expect("a folder");
    for number in 1..=5 {
        sandbox.write(&format!("documents/ruritania/{number}.txt"), "mine");
    }
    let run = sandbox.brief(&["build", "--out", "documents"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(
        run.errors
            .contains("published: 1.txt, 2.txt, 3.txt and 2 more"),
        "{run}"
    );
    assert_eq!(sandbox.files("documents").len(), 5);

    // An empty one may be.
    fs::create_dir_all(sandbox.path("empty/ruritania")).expect("a folder");
    sandbox.build(&["--out", "empty"]);
}

#[test]
fn a_file_in_the_way_is_refused() {
    let sandbox = Sandbox::ruritania();
    fs::create_dir(sandbox.path("output")).expect("a folder");
    sandbox.write("output/ruritania", "mine");
    let run = sandbox.brief(&["build"]);
    assert_eq!(run.code, Some(2), "{run}");
    let words = "<project>/output/ruritania is a file, and the set is a folder";
    assert!(run.errors.contains(words), "{run}");
    assert_eq!(sandbox.read("output/ruritania"), "mine");

    sandbox.write("taken", "mine");
    let run = sandbox.brief(&["build", "--out", "taken"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.errors.contains("taken cannot be made"), "{run}");
    assert!(
        run.errors.contains("a file has the name of a folder"),
        "{run}"
    );
    assert_eq!(sandbox.read("taken"), "mine");
}

#[cfg(unix)]
#[test]
fn output_is_never_written_through_a_link() {
    use std::os::unix::fs::symlink;

    let sandbox = Sandbox::ruritania();
    let elsewhere = Folder::new();
    fs::create_dir(sandbox.path("output")).expect("a folder");
    symlink(elsewhere.path(), sandbox.path("output/ruritania")).expect("a link");
    symlink(elsewhere.path(), sandbox.path("link")).expect("a link");
    symlink("nowhere", sandbox.path("broken")).expect("a link");
    for arguments in [
        &["build"][..],
        &["build", "--out", "link"],
        &["build", "--out", "link/"],
        &["build", "--out", "link/."],
        &["build", "--out", "broken"],
    ] {
        let run = sandbox.brief(arguments);
        assert_eq!(run.code, Some(2), "{arguments:?} {run}");
        assert!(run.errors.starts_with("error[not-published]"), "{run}");
        assert!(run.errors.contains("is a symbolic link"), "{run}");
    }
    assert_eq!(files(elsewhere.path()).len(), 0);
    assert!(sandbox.path("output/ruritania").is_symlink());
    assert!(!sandbox.path("nowhere").exists());
}

#[cfg(unix)]
#[test]
fn links_in_an_earlier_set_are_not_followed() {
    use std::os::unix::fs::symlink;

    let editions = Editions::new();
    let elsewhere = Folder::new();
    fs::write(elsewhere.path().join("mine.txt"), "mine").expect("a file");
    let findings = editions.sandbox.path("output/ruritania/findings.csv");
    fs::remove_file(&findings).expect("removed");
    symlink(elsewhere.path().join("mine.txt"), &findings).expect("a link");
    editions.sandbox.build(&["--data", VERSIONS[1]]);
    assert_eq!(editions.published(), Some(1));

    // A link to a folder is somebody's.
    let link = editions.sandbox.path("output/ruritania/more");
    symlink(elsewhere.path(), &link).expect("a link");
    let run = editions.sandbox.brief(&["build"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.errors.contains("no build published: more"), "{run}");
    assert_eq!(
        fs::read(elsewhere.path().join("mine.txt")).expect("still there"),
        b"mine"
    );
}

#[test]
fn what_a_run_left_that_was_cut_off_goes() {
    let editions = Editions::new();
    let output = editions.sandbox.path("output");
    // While writing, while removing, and between the two steps of systems that need two.
    for leftover in [
        ".ruritania.1.new/figures",
        ".ruritania.4711.new",
        ".ruritania.2.old/figures",
    ] {
        fs::create_dir_all(output.join(leftover)).expect("a folder");
        fs::write(output.join(leftover).join("torn.svg"), "<sv").expect("a file");
    }
    // These are not ours.
    fs::create_dir(output.join(".ruritania.new")).expect("a folder");
    fs::write(output.join(".zembla.1.new"), "").expect("a file");
    editions.sandbox.build(&["--data", VERSIONS[1]]);
    assert_eq!(editions.published(), Some(1));
    assert_eq!(
        editions.names(),
        [".ruritania.new", ".zembla.1.new", "ruritania"]
    );
}

#[test]
fn a_set_that_was_on_its_way_out_comes_back_when_there_is_no_other() {
    let editions = Editions::new();
    let output = editions.sandbox.path("output");
    fs::rename(output.join("ruritania"), output.join(".ruritania.77.old")).expect("moved");
    copy_folder(
        &output.join(".ruritania.77.old/figures"),
        &output.join(".ruritania.77.new"),
    );
    // A run that cannot publish, since somebody's file is in the set that came back.
    fs::write(output.join(".ruritania.77.old/mine.txt"), "mine").expect("a file");
    let run = second(&editions);
    assert_eq!(run.code, Some(2), "{run}");
    fs::remove_file(output.join("ruritania/mine.txt"))
        .expect("it came back with all that is in it");
    editions.assert_untouched(&run);
    assert_eq!(names(&output), ["ruritania"]);
}
