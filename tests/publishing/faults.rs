//! Disks that are full or read-only, limits, and calls of the system that fail.

use std::fs;

use super::{Editions, VERSIONS, can, is_root, shell};
use crate::support::{Folder, PROGRAM, Run};

/// Builds the second version as `script` says, in which `$BUILD` is the command.
fn second(editions: &Editions, script: &str) -> Run {
    let build = format!("BUILD='\"$BRIEF\" build --data {}'", VERSIONS[1]);
    shell(&editions.sandbox, &format!("{build}\n{script}"))
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_so_large_leaves_all_as_it_was() {
    let editions = Editions::new();
    let run = second(&editions, "trap '' XFSZ; ulimit -f 8; eval $BUILD");
    editions.assert_refused(&run, " cannot be written: File too large");
    assert!(run.errors.contains("/output/ruritania/"), "{run}");
    assert!(run.errors.contains("`ulimit -f`"), "{run}");
    // Where the signal is not ignored it kills the run.
    let run = second(&editions, "ulimit -f 8; eval $BUILD");
    assert_ne!(run.code, Some(0), "{run}");
    assert_eq!(editions.published(), Some(0), "{run}");
    editions.sandbox.build(&["--data", VERSIONS[0]]);
    editions.assert_untouched(&run);
}

/// A file system of its own as output folder, with the first version published. Then `between`, the build,
/// and a copy of what is there then, from where nobody else sees it.
fn in_a_disk_of_its_own(editions: &Editions, size: usize, between: &str) -> Option<Run> {
    if !can(
        "unshare",
        &["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
        "a disk of one's own",
    ) {
        return None;
    }
    let script = format!(
        "set -e; mount -t tmpfs -o size={size} tmpfs output; \"$BRIEF\" build >/dev/null; {between}
         set +e; eval $BUILD; code=$?
         rm -f output/filler; mkdir seen; cp -R output/. seen/; exit $code"
    );
    let folder = Folder::new();
    let file = folder.path().join("script");
    fs::write(&file, script).expect("a script");
    let file = file.display();
    let run = second(
        editions,
        &format!("export BUILD; exec unshare -m sh {file}"),
    );
    let seen = editions.sandbox.files("seen");
    let earlier = editions.sets[0].iter();
    let earlier = earlier.map(|(path, bytes)| (format!("ruritania/{path}"), bytes.clone()));
    assert!(seen == earlier.collect(), "{:?} {run}", seen.keys());
    Some(run)
}

#[test]
fn a_full_disk_leaves_all_as_it_was() {
    let editions = Editions::new();
    let fill = "dd if=/dev/zero of=output/filler bs=4096 2>/dev/null || true; \
                truncate -s -12288 output/filler";
    if let Some(run) = in_a_disk_of_its_own(&editions, 8 << 20, fill) {
        editions.assert_refused(&run, " cannot be written: No space left on device");
        assert!(run.errors.contains("make room on the disk"), "{run}");
    }
}

#[test]
fn a_read_only_disk_leaves_all_as_it_was() {
    let editions = Editions::new();
    if let Some(run) = in_a_disk_of_its_own(&editions, 8 << 20, "mount -o remount,ro output") {
        editions.assert_refused(&run, " cannot be written: Read-only file system");
        assert!(run.errors.contains("with --out FOLDER"), "{run}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_leaves_all_as_it_was() {
    use std::os::unix::fs::PermissionsExt as _;

    let editions = Editions::new();
    let output = editions.sandbox.path("output");
    let allow =
        |mode| fs::set_permissions(&output, fs::Permissions::from_mode(mode)).expect("a mode");
    allow(0o555);
    let run = if is_root() {
        // Permissions do not bind root.
        let as_nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
        let try_it = [&as_nobody[..], &[PROGRAM, "--version"]].concat();
        if !can("setpriv", &try_it, "a folder that may not be written") {
            return;
        }
        second(
            &editions,
            &format!("eval setpriv {} $BUILD", as_nobody.join(" ")),
        )
    } else {
        second(&editions, "eval $BUILD")
    };
    allow(0o755);
    editions.assert_refused(
        &run,
        "/output/ruritania cannot be written: Permission denied",
    );
    assert!(run.errors.contains("allow writing"), "{run}");
}

/// The second version built, with calls of the system that fail as strace is told.
fn with_a_fault(editions: &Editions, inject: &str) -> Run {
    second(
        editions,
        &format!("eval strace -f -qq -o calls -e inject={inject} $BUILD"),
    )
}

#[test]
fn a_call_that_fails_leaves_the_old_set_or_the_new_one() {
    if !can(
        "strace",
        &["-f", "-o", "/dev/null", "true"],
        "calls that fail",
    ) {
        return;
    }
    let editions = Editions::new();
    for (call, words) in [
        (
            "flock:error=ENOLCK",
            "/output cannot be locked: No locks available",
        ),
        (
            "mkdir:error=EDQUOT",
            "/output/ruritania cannot be written: ",
        ),
        ("fsync:error=EIO:when=1", " cannot be flushed to the disk: "),
        (
            "fsync:error=ENOSPC:when=9",
            " cannot be flushed to the disk: ",
        ),
        (
            "renameat2:error=EIO",
            "/output/ruritania cannot be replaced: ",
        ),
    ] {
        editions.assert_refused(&with_a_fault(&editions, call), words);
    }

    // What can no longer be undone is a warning.
    let run = with_a_fault(&editions, "unlinkat:error=EIO");
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.errors.contains("warning[not-cleared]"), "{run}");
    assert_eq!(editions.published(), Some(1), "{run}");
    assert_ne!(editions.names(), ["ruritania"], "{run}");
    editions.sandbox.build(&["--data", VERSIONS[0]]);
    editions.assert_untouched(&run);

    // A file system that cannot exchange folders.
    for error in ["EINVAL", "ENOSYS", "EOPNOTSUPP"] {
        let run = with_a_fault(&editions, &format!("renameat2:error={error}"));
        assert_eq!(run.code, Some(0), "{run}");
        assert_eq!(run.errors.matches("not-cleared").count(), 0, "{run}");
        assert_eq!(editions.published(), Some(1), "{run}");
        assert_eq!(editions.names(), ["ruritania"], "{run}");
        editions.sandbox.build(&["--data", VERSIONS[0]]);
    }
}
