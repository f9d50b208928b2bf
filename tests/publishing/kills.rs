//! Runs that are killed, and runs side by side.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Editions, VERSIONS};
use crate::support::PROGRAM;

fn start(editions: &Editions, version: usize) -> Child {
    Command::new(PROGRAM)
        .args(["build", "--data", VERSIONS[version]])
        .current_dir(editions.sandbox.root())
        .env_remove("SOURCE_DATE_EPOCH")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs")
}

/// Waits until the run begins to publish, or has ended.
fn until_it_publishes(editions: &Editions, child: &mut Child) {
    let before = editions.names();
    while editions.names() == before && child.try_wait().expect("its state").is_none() {
        std::hint::spin_loop();
    }
}

fn finish(child: Child) {
    let output = child.wait_with_output().expect("an end");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
}

#[test]
fn a_run_that_is_killed_leaves_the_old_set_or_the_new_one() {
    // In memory, a set is published before the kill comes.
    let mut editions = Editions::new();
    editions.sandbox = editions.sandbox.on_a_disk();
    let began = Instant::now();
    finish(start(&editions, 0));
    let whole_run = began.elapsed();

    let mut published = 0;
    let mut cut_off = 0;
    for number in 0..8_u32 {
        let version = 1 - published;
        let mut child = start(&editions, version);
        if number % 4 == 3 {
            sleep(whole_run * number / 8);
        } else {
            until_it_publishes(&editions, &mut child);
            sleep(Duration::from_micros(u64::from(number) * 800));
        }
        child.kill().expect("a kill");
        let status = child.wait().expect("an end");
        cut_off += usize::from(!status.success());
        published = editions.published().unwrap_or_else(|| {
            panic!(
                "kill {number} left a set that is neither: {:?}",
                editions.names()
            )
        });
    }
    assert!(cut_off > 4, "only {cut_off} of the runs were still alive");
    finish(start(&editions, 1));
    assert_eq!(editions.published(), Some(1));
    assert_eq!(editions.names(), ["ruritania"], "no leftovers");
}

#[test]
fn runs_at_once_all_end_well() {
    let editions = Editions::new();
    let runs: Vec<Child> = (0..5).map(|number| start(&editions, number % 2)).collect();
    runs.into_iter().for_each(finish);
    assert!(editions.published().is_some(), "one of the two, unmixed");
    assert_eq!(editions.names(), ["ruritania"], "no leftovers");
}

#[cfg(unix)]
#[test]
fn a_run_waits_for_another_that_publishes() {
    let editions = Editions::new();
    let other = std::fs::File::open(editions.sandbox.path("output")).expect("a folder");
    other.lock().expect("a lock");
    let mut child = start(&editions, 1);
    // Longer than a run takes.
    sleep(Duration::from_secs(2));
    assert!(child.try_wait().expect("its state").is_none(), "it waits");
    assert_eq!(editions.published(), Some(0));
    drop(other);
    finish(child);
    assert_eq!(editions.published(), Some(1));
}
