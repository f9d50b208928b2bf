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

use super::{Side, Tree};

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
    let (Some(of_old), Some(of_new)) = (&old.tree, &new.tree) else {
        return Ok(());
    };
    if of_old.is_same(of_new) || comparison.findings.is_empty() {
        return Ok(());
    }
    let mut counts: BTreeMap<FromNew, BTreeMap<String, i64>> = BTreeMap::new();
    for run in 0..1_u8 << COMPONENTS.len() {
        let from_new: FromNew = [0, 1, 2].map(|component| run & (1 << component) != 0);
        let [data, cleaning, definitions] =
            from_new.map(|is_new| if is_new { of_new } else { of_old });
        let tree = Tree::of_parts(data, cleaning, definitions)?;
        let version = if from_new[0] { new } else { old };
        let version = &version.snapshot.side.dataset_version;
        let findings = crate::findings_of(&tree.project(), &comparison.brief, version)?;
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
