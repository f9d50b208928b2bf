//! How long each stage of a run took, and how much memory the process had by then.

use std::time::{Duration, Instant};

/// The stages of a run, in order.
#[derive(Debug, Default)]
pub struct Timings {
    stages: Vec<Stage>,
}

/// One stage of a run.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// Wall-clock time.
    pub took: Duration,
    /// The process's largest resident memory so far, in bytes; none where the system does not say.
    pub peak_memory: Option<u64>,
}

impl Timings {
    /// Runs a stage and records what it cost.
    pub fn stage<T>(&mut self, name: &'static str, run: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = run();
        self.stages.push(Stage {
            name,
            took: begun.elapsed(),
            peak_memory: peak_memory(),
        });
        result
    }

    /// What was recorded, in order.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }
}

/// Linux says it in `/proc/self/status`; elsewhere nothing is printed.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}
