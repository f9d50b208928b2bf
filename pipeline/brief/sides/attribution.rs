//! How much of a difference is due to data, to cleaning and to definitions, between two states of a project.
//!
//! Findings are computed again with each of the three taken from either side: eight runs. What a component
//! contributes is its effect averaged over all orders in which the three could have changed (its Shapley
//! value), so that the parts add up to the difference and turn round with the sides. The code is this
//! engine's on both sides and contributes nothing.

use std::collections::BTreeMap;

use brief_base::diagnostics::Diagnostics;
use brief_compare::{Comparison, Component, Contribution};
use brief_model::findings::{Findings, Outcome};

use super::Side;
use super::trial::Trial;

/// All of them.
const COMPONENTS: [Component; 3] = [Component::Data, Component::Cleaning, Component::Definitions];

/// Which components a run takes from the new side.
type FromNew = [bool; 3];

/// Tells the parts of each finding that differs. Says nothing when both sides are of one tree, where only
/// data can differ, or a side is no tree of files.
///
/// # Errors
/// When one side's data cannot be cleaned or counted as the other side does: the parts cannot be told then.
pub fn attribute(comparison: &mut Comparison, old: &Side, new: &Side) -> Result<(), Diagnostics> {
    let (Some(old_origin), Some(new_origin)) = (&old.origin, &new.origin) else {
        return Ok(());
    };
    if old_origin.root == new_origin.root || comparison.findings.is_empty() {
        return Ok(());
    }
    let mut counts: BTreeMap<FromNew, BTreeMap<String, i64>> = BTreeMap::new();
    for run in 0..1_u8 << COMPONENTS.len() {
        let from_new: FromNew = [0, 1, 2].map(|component| run & (1 << component) != 0);
        let side = |is_new: bool| if is_new { new } else { old };
        let [data, cleaning, definitions] = from_new.map(side);
        let root = |side: &Side| side.origin.as_ref().map(|origin| origin.root.clone());
        let (Some(data_root), Some(cleaning_root), Some(definitions_root)) =
            (root(data), root(cleaning), root(definitions))
        else {
            return Ok(());
        };
        let trial = Trial::of_parts(&data_root, &cleaning_root, &definitions_root)?;
        let version = &data.snapshot.side.dataset_version;
        let findings = crate::findings_of(&trial.project()?, &comparison.brief, version)?;
        counts.insert(from_new, counted(&findings));
    }
    for finding in &mut comparison.findings {
        let count = |from_new: FromNew| counts.get(&from_new)?.get(&finding.name).copied();
        let parts = COMPONENTS.into_iter().enumerate();
        let parts: Option<Vec<Contribution>> = parts
            .map(|(number, component)| {
                let count = contribution(number, &count)?;
                Some(Contribution { component, count })
            })
            .collect();
        finding.parts = parts.unwrap_or_default();
    }
    Ok(())
}

fn counted(findings: &Findings) -> BTreeMap<String, i64> {
    let counts = findings.iter().filter_map(|finding| {
        let count = match &finding.outcome {
            Outcome::Number(number) => number.numerator,
            Outcome::Table(table) => table.total,
            Outcome::NoData { .. } => return None,
        };
        Some((finding.name.clone(), count))
    });
    counts.collect()
}

/// The effect of a component, averaged over all orders: alone and last it has two orders of six each,
/// between the others one each.
#[allow(clippy::cast_precision_loss)]
fn contribution(component: usize, count: &impl Fn(FromNew) -> Option<i64>) -> Option<f64> {
    let others: Vec<usize> = (0..COMPONENTS.len())
        .filter(|other| *other != component)
        .collect();
    let mut sixths = 0;
    for (first, second) in [(false, false), (true, false), (false, true), (true, true)] {
        let mut without = [false; 3];
        without[others[0]] = first;
        without[others[1]] = second;
        let mut with = without;
        with[component] = true;
        let orders = if first == second { 2 } else { 1 };
        sixths += orders * (count(with)? - count(without)?);
    }
    Some(sixths as f64 / 6.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_what_acts_together_is_shared() {
        // Data add 6; cleaning and definitions add 4 only together.
        let count = |[data, cleaning, definitions]: FromNew| {
            Some(6 * i64::from(data) + 4 * i64::from(cleaning && definitions))
        };
        let parts = [0, 1, 2].map(|component| contribution(component, &count));
        assert_eq!(parts, [Some(6.0), Some(2.0), Some(2.0)]);
    }
}
