//! Reports a repeated fault once: the first place in full, the next few briefly, the rest as a count.
//!
//! A column of dates in a format that nobody declared would otherwise be five thousand messages, and the one
//! message among them that says something else would never be read.

use indexmap::IndexMap;

use crate::diagnostics::{Diagnostic, Diagnostics, Place, Repeat, Repeats};

/// Further places that a fault names.
const PLACES_NAMED: usize = 4;

/// Different causes of one kind that are told one by one; the others are counted in a closing fault.
const CAUSES_TOLD: usize = 50;

/// Collects faults of one kind by their cause. Takes no more memory for a million faults than for a hundred.
#[derive(Debug, Default)]
pub struct RepeatedFaults {
    causes: IndexMap<String, Cause>,
    /// Faults of causes beyond [`CAUSES_TOLD`].
    others: Option<Cause>,
}

/// The first fault of a cause, and where it stands again.
#[derive(Debug)]
struct Cause {
    first: Diagnostic,
    /// What the cell of the first one holds.
    value: Option<String>,
    repeats: Repeats,
}

impl RepeatedFaults {
    /// Counts a fault. The first one of a cause is told as `fault` says it, at `place`; of the next ones the place
    /// is told, with what stands there. A fault that names a place of its own, where it is to be mended, is found
    /// at all of these.
    pub fn add(
        &mut self,
        cause: &str,
        value: Option<&str>,
        place: impl FnOnce() -> Option<Place>,
        fault: impl FnOnce() -> Diagnostic,
    ) {
        if let Some(known) = self.causes.get_mut(cause) {
            return known.again(value, place);
        }
        if self.causes.len() < CAUSES_TOLD {
            let new = Cause::new(fault(), value, place());
            self.causes.insert(cause.to_owned(), new);
        } else if let Some(others) = &mut self.others {
            others.again(value, place);
        } else {
            self.others = Some(Cause::new(fault(), value, place()));
        }
    }

    /// Counts a fault whose cause is all that it says.
    pub fn push(&mut self, fault: Diagnostic) {
        let cause = format!(
            "{}\n{}",
            fault.message,
            fault.help.as_deref().unwrap_or_default()
        );
        let mut fault = fault;
        let place = fault.place.take();
        self.add(&cause, None, || place, || fault);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.causes.is_empty()
    }

    /// The faults, each cause once, in the order in which they were met.
    pub fn into_faults(self) -> impl Iterator<Item = Diagnostic> {
        let others = self.others.map(|mut others| {
            let count = others.repeats.count;
            others.first.message = format!(
                "{count} more like the {CAUSES_TOLD} before; the first of them: {}",
                others.first.message
            );
            others
        });
        let causes = self.causes.into_values().chain(others);
        causes.map(Cause::into_fault)
    }
}

impl Cause {
    fn new(first: Diagnostic, value: Option<&str>, place: Option<Place>) -> Self {
        let mut cause = Cause::of(first, value);
        match (&cause.first.place, place) {
            (None, place) => cause.first.place = place,
            (Some(_), Some(place)) => cause.repeats.places.push(Repeat {
                place,
                value: cause.value.clone(),
            }),
            (Some(_), None) => {}
        }
        cause
    }

    fn of(mut first: Diagnostic, value: Option<&str>) -> Self {
        // A fault may have been collected already, by the stage that found it.
        let repeats = first.repeats.take().map_or_else(
            || Repeats {
                count: 1,
                places: Vec::new(),
            },
            |repeats| *repeats,
        );
        Cause {
            first,
            value: value.map(str::to_owned),
            repeats,
        }
    }

    fn again(&mut self, value: Option<&str>, place: impl FnOnce() -> Option<Place>) {
        self.repeats.count += 1;
        let places = &mut self.repeats.places;
        if places.len() == PLACES_NAMED {
            // A value that was not met yet says more than one that was.
            let (Some(value), Some(at)) = (value, met_twice(self.value.as_deref(), places)) else {
                return;
            };
            let is_met = self.value.as_deref() == Some(value)
                || places.iter().any(|it| it.value.as_deref() == Some(value));
            if is_met {
                return;
            }
            places.remove(at);
        }
        if let Some(place) = place() {
            places.push(Repeat {
                place,
                value: value.map(str::to_owned),
            });
        }
    }

    fn into_fault(self) -> Diagnostic {
        let Cause {
            mut first,
            value,
            mut repeats,
        } = self;
        // What all places hold alike is in the message.
        let is_one_value = repeats.places.iter().all(|it| it.value == value);
        if is_one_value {
            repeats.places.iter_mut().for_each(|it| it.value = None);
        }
        first.repeats = (repeats.count > 1).then(|| Box::new(repeats));
        first
    }
}

/// The last of these places whose value an earlier one has.
fn met_twice(first: Option<&str>, places: &[Repeat]) -> Option<usize> {
    (0..places.len()).rev().find(|at| {
        let value = places[*at].value.as_deref();
        let mut earlier = places[..*at].iter();
        value == first || earlier.any(|it| it.value.as_deref() == value)
    })
}

impl Diagnostics {
    /// Faults that say the same of different places of one file as one; no other is left out.
    #[must_use]
    pub fn folded(self) -> Self {
        let mut told: Vec<Cause> = Vec::new();
        let mut known: IndexMap<(String, String, String), usize> = IndexMap::new();
        for fault in self {
            let Some(file) = fault.place.as_ref().map(|place| place.file.clone()) else {
                told.push(Cause::of(fault, None));
                continue;
            };
            let key = (
                format!("{}[{}]", fault.severity, fault.code),
                format!(
                    "{}\n{}",
                    fault.message,
                    fault.help.as_deref().unwrap_or_default()
                ),
                file,
            );
            let earlier = known.get(&key).and_then(|at| told.get_mut(*at));
            match (earlier, &fault.repeats) {
                (Some(earlier), None) => earlier.again(None, || fault.place),
                // What was counted apart stays apart.
                (_, Some(_)) => told.push(Cause::of(fault, None)),
                (None, None) => {
                    known.insert(key, told.len());
                    told.push(Cause::of(fault, None));
                }
            }
        }
        told.into_iter().map(Cause::counted).collect()
    }
}

impl Cause {
    /// The fault with the values that it came with.
    fn counted(self) -> Diagnostic {
        let mut first = self.first;
        first.repeats = (self.repeats.count > 1).then(|| Box::new(self.repeats));
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_column(faults: &mut RepeatedFaults, line: usize, value: &str) {
        faults.add(
            "witnesses",
            Some(value),
            || Some(Place::at("data/a.csv", line, 5)),
            || {
                Diagnostic::error("not-a-number", format!("\"{value}\" is not a number"))
                    .with_help("correct it")
            },
        );
    }

    fn told(faults: RepeatedFaults) -> String {
        faults.into_faults().collect::<Diagnostics>().to_string()
    }

    #[test]
    fn five_thousand_equal_faults_are_one_with_its_count_and_first_places() {
        let mut faults = RepeatedFaults::default();
        (2..5_002).for_each(|line| of_column(&mut faults, line, "a dozen"));
        assert_eq!(
            told(faults),
            "error[not-a-number]: \"a dozen\" is not a number\n  --> data/a.csv:2:5\n  also: a.csv:3:5, a.csv:4:5, \
             a.csv:5:5, a.csv:6:5, and 4995 more; 5000 in all\n  help: correct it\n"
        );
    }

    #[test]
    fn a_value_that_comes_late_is_among_the_places_named() {
        let mut faults = RepeatedFaults::default();
        (2..90).for_each(|line| of_column(&mut faults, line, "a dozen"));
        of_column(&mut faults, 90, "a score");
        of_column(&mut faults, 91, "a score");
        assert_eq!(
            told(faults),
            "error[not-a-number]: \"a dozen\" is not a number\n  --> data/a.csv:2:5\n  also: a.csv:3:5 (\"a dozen\"), \
             a.csv:4:5 (\"a dozen\"), a.csv:5:5 (\"a dozen\"), a.csv:90:5 (\"a score\"), and 85 more; 90 in all\n  \
             help: correct it\n"
        );
    }

    #[test]
    fn very_many_causes_end_in_a_count() {
        let mut faults = RepeatedFaults::default();
        for line in 1..=60 {
            let fault = Diagnostic::error("unknown-place", format!("\"Town {line}\" is unknown"));
            faults.push(fault.with_place(Place::line("a.csv", line)));
        }
        let told = told(faults);
        assert_eq!(told.matches("error[").count(), 51, "{told}");
        let closing = told.split("error[").last().unwrap_or_default();
        assert_eq!(
            closing,
            "unknown-place]: 10 more like the 50 before; the first of them: \"Town 51\" is unknown\n  --> a.csv:51\n  \
             also: a.csv:52, a.csv:53, a.csv:54, a.csv:55, and 5 more; 10 in all\n"
        );
    }

    #[test]
    fn equal_faults_of_one_file_fold_and_those_of_others_do_not() {
        let fault = |file: &str, line| {
            Diagnostic::warning("odd", "odd").with_place(Place::line(file, line))
        };
        let faults: Diagnostics = [fault("a", 1), fault("b", 1), fault("a", 2)]
            .into_iter()
            .collect();
        let folded = faults.folded();
        assert_eq!(
            folded.to_string(),
            "warning[odd]: odd\n  --> a:1\n  also: a:2\nwarning[odd]: odd\n  --> b:1\n"
        );
        assert_eq!(folded.clone().folded(), folded);
    }
}
