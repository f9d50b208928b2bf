//! The faults of one file, told in file order.
//!
//! A file that is wrong in the same way on every one of a million lines would drown its reader and the memory:
//! a repeated fault is reported once, with a count and its first places.

use std::borrow::Cow;
use std::collections::BTreeMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Severity};
use brief_base::repeated::RepeatedFaults;

/// Collects the faults of one file.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// By code.
    kinds: BTreeMap<Cow<'static, str>, RepeatedFaults>,
    has_errors: bool,
}

impl Faults {
    /// Adds one.
    pub(super) fn push(&mut self, fault: Diagnostic) {
        self.has_errors |= fault.severity == Severity::Error;
        self.kinds
            .entry(fault.code.clone())
            .or_default()
            .push(fault);
    }

    /// Whether one of them stops the run.
    pub(super) fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// All of them, in the order of their first places.
    pub(super) fn finish(self) -> Diagnostics {
        let kinds = self.kinds.into_values();
        let mut told: Vec<Diagnostic> = kinds.flat_map(RepeatedFaults::into_faults).collect();
        told.sort_by(|a, b| a.place.cmp(&b.place));
        told.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use brief_base::diagnostics::Place;

    #[test]
    fn what_repeats_is_counted_and_what_differs_is_told() {
        let mut faults = Faults::default();
        for line in 1..=1_234 {
            let fault = Diagnostic::error("row-too-short", "2 cells");
            faults.push(fault.with_place(Place::line("events.csv", line)));
        }
        let other = Diagnostic::warning("row-too-long", "4 cells");
        faults.push(other.with_place(Place::line("events.csv", 7)));
        assert!(faults.has_errors());
        assert_eq!(
            faults.finish().to_string(),
            "error[row-too-short]: 2 cells\n  --> events.csv:1\n  also: events.csv:2, events.csv:3, events.csv:4, \
             events.csv:5, and 1229 more; 1234 in all\nwarning[row-too-long]: 4 cells\n  --> events.csv:7\n"
        );
    }
}
