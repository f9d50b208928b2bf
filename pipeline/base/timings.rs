//! Time and memory of each stage of a run. Callers can subscribe to stage starts.

use std::fmt;
use std::time::{Duration, Instant};

/// The stages of a run, in order.
#[derive(Default)]
pub struct Timings {
    stages: Vec<Stage>,
    observer: Option<Observer>,
}

type Observer = Box<dyn FnMut(&'static str) + Send>;

impl fmt::Debug for Timings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(&self.stages).finish()
    }
}

/// One stage of a run.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// Wall-clock time.
    pub took: Duration,
    /// The process's peak resident memory so far, in bytes; none if the system does not say.
    pub peak_memory: Option<u64>,
}

impl Timings {
    /// Timings that call `observer` with the name of each stage when it starts.
    ///
    /// # Example
    /// ```
    /// use std::sync::mpsc;
    ///
    /// use brief_base::timings::Timings;
    ///
    /// let (tell, told) = mpsc::channel();
    /// let mut timings = Timings::observed(move |stage| tell.send(stage).unwrap_or_default());
    /// assert_eq!(timings.stage("figures", || told.recv()), Ok("figures"));
    /// ```
    pub fn observed(observer: impl FnMut(&'static str) + Send + 'static) -> Self {
        Timings {
            stages: Vec::new(),
            observer: Some(Box::new(observer)),
        }
    }

    /// Runs a stage and records its time and memory.
    pub fn stage<T>(&mut self, name: &'static str, run: impl FnOnce() -> T) -> T {
        if let Some(observer) = &mut self.observer {
            observer(name);
        }
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

/// The process's peak resident memory so far, in bytes, from `/proc/self/status` on Linux; none elsewhere.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kibibytes * 1024)
}
