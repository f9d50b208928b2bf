//! Classification: cutting a measure into the classes of a choropleth.

use crate::figures::map::definition::Classes;

/// Class limits in rising order: lowest value, inner limits, highest value.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassLimits(pub Vec<f64>);

impl ClassLimits {
    /// Cuts values into classes.
    ///
    /// # Errors
    /// In words, when there are fewer distinct values than classes, or manual limits do not rise.
    #[allow(clippy::cast_precision_loss)]
    pub fn of(classes: &Classes, values: &[f64]) -> Result<Self, String> {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (Some(lowest), Some(highest)) = (sorted.first().copied(), sorted.last().copied())
        else {
            return Err("there are no values to classify".to_owned());
        };
        let limits = match classes {
            Classes::Manual { limits } => {
                if limits.is_empty() || limits.windows(2).any(|pair| pair[0] >= pair[1]) {
                    return Err("class limits must rise, each above the one before".to_owned());
                }
                let mut all = vec![lowest.min(limits[0])];
                all.extend(limits);
                all.push(highest.max(limits[limits.len() - 1]));
                return Ok(ClassLimits(all));
            }
            Classes::Quantile { count } => (0..=*count)
                .map(|at| quantile(&sorted, at as f64 / (*count).max(1) as f64))
                .collect::<Vec<f64>>(),
            Classes::EqualInterval { count } => (0..=*count)
                .map(|at| lowest + (highest - lowest) * at as f64 / (*count).max(1) as f64)
                .collect(),
        };
        let mut distinct = sorted.clone();
        distinct.dedup();
        let count = limits.len() - 1;
        if count == 0 || distinct.len() < count || limits.windows(2).any(|pair| pair[0] >= pair[1])
        {
            return Err(format!(
                "{} distinct values cannot make {count} classes",
                distinct.len()
            ));
        }
        Ok(ClassLimits(limits))
    }

    /// How many classes.
    pub fn count(&self) -> usize {
        self.0.len() - 1
    }

    /// The class of a value, from 0. A class holds its upper limit but not its lower one, except that
    /// the lowest class holds both.
    pub fn class_of(&self, value: f64) -> usize {
        let inner = &self.0[1..self.0.len() - 1];
        inner.iter().take_while(|limit| value > **limit).count()
    }
}

/// Quantile by linear interpolation (Hyndman and Fan 1996, type 7) of rising values.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let position = share * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (position - below as f64)
}
