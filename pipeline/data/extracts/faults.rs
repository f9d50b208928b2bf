//! The faults of one file, told in file order.
//!
//! A file that is wrong in the same way on every one of a million lines would drown its reader and
//! the memory: of each kind the first thousand are told one by one, and a closing diagnostic says how
//! many more there are and where the last of them stands. None is dropped without a word.

use std::borrow::Cow;
use std::collections::BTreeMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Severity};
use brief_model::datapackage::limits::FAULTS_OF_A_KIND;

/// Collects the faults of one file.
#[derive(Debug, Default)]
pub(super) struct Faults {
    told: Vec<Diagnostic>,
    kinds: BTreeMap<Cow<'static, str>, Kind>,
}

#[derive(Debug, Default)]
struct Kind {
    count: usize,
    last: Option<Diagnostic>,
}

impl Faults {
    /// Adds one.
    pub(super) fn push(&mut self, fault: Diagnostic) {
        let kind = self.kinds.entry(fault.code.clone()).or_default();
        kind.count += 1;
        if kind.count <= FAULTS_OF_A_KIND {
            self.told.push(fault);
        } else {
            kind.last = Some(fault);
        }
    }

    /// Whether one of them stops the run.
    pub(super) fn has_errors(&self) -> bool {
        self.told.iter().any(|one| one.severity == Severity::Error)
    }

    /// All of them, in the order of their places, each kind's overflow closing it.
    pub(super) fn finish(mut self) -> Diagnostics {
        for kind in self.kinds.into_values() {
            if let Some(last) = kind.last {
                let more = kind.count - FAULTS_OF_A_KIND;
                let message = format!(
                    "{more} more like the {FAULTS_OF_A_KIND} told above; the last of them: {}",
                    last.message
                );
                self.told.push(Diagnostic { message, ..last });
            }
        }
        self.told.sort_by(|a, b| a.place.cmp(&b.place));
        self.told.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use brief_base::diagnostics::Place;

    #[test]
    fn beyond_a_thousand_of_a_kind_the_rest_are_counted_not_dropped() {
        let mut faults = Faults::default();
        for line in 1..=1_234 {
            faults.push(
                Diagnostic::error("row-too-short", "2 cells")
                    .with_place(Place::line("events.csv", line)),
            );
        }
        let told = faults.finish();
        assert_eq!(told.count(Severity::Error), 1_001);
        let last = told.iter().last().map(ToString::to_string);
        assert_eq!(
            last.as_deref(),
            Some(
                "error[row-too-short]: 234 more like the 1000 told above; the last of them: 2 cells\n  --> events.csv:1234"
            )
        );
    }
}
