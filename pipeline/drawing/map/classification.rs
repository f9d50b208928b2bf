//! Classification: cutting a measure into the classes of a choropleth.
//!
//! Limits and counts agree with those of Python's `mapclassify` 2.10 (`tests/reference/mapclassify/`). Where
//! that quietly makes fewer classes than asked for, or one that holds nothing because values are tied,
//! this refuses: a legend with such a class would mislead.
//!
//! ```
//! use brief_drawing::map::classification::{ClassLimits, Classes, ClassificationError};
//!
//! let densities = [3.0, 4.0, 5.0, 60.0, 70.0, 400.0];
//! let limits = ClassLimits::of(&Classes::FisherJenks { count: 3 }, &densities)?;
//! assert_eq!(limits.edges(), [3.0, 5.0, 70.0, 400.0]);
//! assert_eq!(limits.counts(&densities), [3, 2, 1]);
//! // A class holds its upper limit, not its lower one.
//! assert_eq!(limits.class_of(5.0), 0);
//!
//! let refused = ClassLimits::of(&Classes::Quantile { count: 3 }, &[0.0, 0.0, 0.0, 9.0]);
//! assert_eq!(
//!     refused.expect_err("two values make no three classes").to_string(),
//!     "quantile: 2 distinct values cannot make 3 classes; ask for 2 or fewer",
//! );
//! # Ok::<(), ClassificationError>(())
//! ```

use serde::{Deserialize, Serialize};

use super::class_methods;

/// How values are cut into classes; this module says what each method refuses.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, tag = "method", rename_all = "snake_case")]
pub enum Classes {
    /// Inner limits given; the outermost classes are open.
    Manual {
        /// In rising order; one fewer than there are classes.
        limits: Vec<f64>,
    },
    /// As many values in each class as can be (linear interpolation, type 7 of Hyndman and Fan).
    Quantile {
        /// How many classes.
        count: usize,
    },
    /// Classes of the same width.
    EqualInterval {
        /// How many classes.
        count: usize,
    },
    /// Natural breaks: classes as alike within themselves as can be.
    FisherJenks {
        /// How many classes.
        count: usize,
    },
    /// Breaks at the mean, and at the mean of what is above it, and so on: for few large values among many
    /// small ones. The values say how many classes there are.
    HeadTail {},
    /// Limits at round numbers, evenly spaced.
    Pretty {
        /// About how many classes; round numbers come first.
        count: usize,
    },
}

impl Classes {
    /// The method's name, as YAML has it.
    pub fn method(&self) -> &'static str {
        match self {
            Classes::Manual { .. } => "manual",
            Classes::Quantile { .. } => "quantile",
            Classes::EqualInterval { .. } => "equal_interval",
            Classes::FisherJenks { .. } => "fisher_jenks",
            Classes::HeadTail {} => "head_tail",
            Classes::Pretty { .. } => "pretty",
        }
    }
}

/// What lies beyond the lowest and the highest limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// The outermost classes hold whatever is lower or higher: limits were given, not computed.
    Open,
    /// No value does: the outermost limits were computed from the values.
    Closed,
}

/// The limits of classes. A class holds its upper limit but not its lower one; the lowest holds both.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassLimits {
    edges: Vec<f64>,
    ends: Ends,
}

/// Why values cannot be cut into classes; each names the method as YAML does.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ClassificationError {
    /// Nothing to classify.
    #[error("{method}: there are no values to classify; no region has one")]
    NoValues { method: &'static str },
    /// A value or a manual limit is infinite or not a number.
    #[error(
        "{method}: found {value} among the values and limits, and only finite numbers can be classed"
    )]
    NotFinite {
        method: &'static str,
        /// It.
        value: f64,
    },
    /// One class, or none, tells nothing apart.
    #[error(
        "{method}: 2 classes are the fewest, and this makes {count}; raise `count`, or add limits"
    )]
    TooFewClasses {
        method: &'static str,
        /// How many were asked for or would come of it.
        count: usize,
    },
    /// Some class would be empty whatever the limits.
    #[error(
        "{method}: {distinct} distinct values cannot make {classes} classes; ask for {distinct} or fewer"
    )]
    FewerValuesThanClasses {
        method: &'static str,
        /// How many distinct values there are.
        distinct: usize,
        /// How many classes were asked for or would come of it.
        classes: usize,
    },
    /// Values lie too close together, or too far apart, to compute with.
    #[error(
        "{method}: the values span {span:e}, and classes are made of spans from 1e-100 to 1e100; change the unit"
    )]
    Span {
        method: &'static str,
        /// Highest less lowest.
        span: f64,
    },
    /// Manual limits are not in order.
    #[error("{method}: limits must rise, each above the one before, and {after} follows {before}")]
    LimitsDoNotRise {
        method: &'static str,
        /// A limit.
        before: f64,
        /// The next.
        after: f64,
    },
    /// So many values are tied that a class would have no width, or nothing in it.
    #[error(
        "{method}: class {class} of {classes}, above {low} and up to {high}, would hold none of the {values} \
         values ({distinct} distinct); ask for fewer classes or take another method"
    )]
    EmptyClass {
        method: &'static str,
        /// Which class, from 1.
        class: usize,
        /// How many classes there would be.
        classes: usize,
        /// Its lower limit.
        low: f64,
        /// Its upper limit.
        high: f64,
        /// How many values there are.
        values: usize,
        /// How many of them are distinct.
        distinct: usize,
    },
}

impl ClassLimits {
    /// Cuts values, in any order, into classes.
    ///
    /// Manual limits may leave a class without a member (a scale shared with another map), and so may equal
    /// intervals and pretty limits (an even scale shows where values are missing). No other method may.
    ///
    /// # Errors
    /// When there are no values, one is not finite, fewer than two classes are asked for, there are fewer
    /// distinct values than classes (manual limits excepted), a class would be empty (the three methods
    /// above excepted), or manual limits do not rise.
    pub fn of(classes: &Classes, values: &[f64]) -> Result<Self, ClassificationError> {
        let method = classes.method();
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let given = match classes {
            Classes::Manual { limits } => limits.as_slice(),
            _ => &[],
        };
        if let Some(value) = sorted.iter().chain(given).find(|value| !value.is_finite()) {
            return Err(ClassificationError::NotFinite {
                method,
                value: *value,
            });
        }
        let (Some(lowest), Some(highest)) = (sorted.first().copied(), sorted.last().copied())
        else {
            return Err(ClassificationError::NoValues { method });
        };
        type Cut = fn(&[f64], usize) -> Vec<f64>;
        let (count, cut): (usize, Cut) = match classes {
            Classes::Manual { limits } => return manual(method, limits, lowest, highest),
            Classes::Quantile { count } => (*count, class_methods::quantiles),
            Classes::EqualInterval { count } => (*count, class_methods::equal_interval),
            Classes::FisherJenks { count } => (*count, class_methods::fisher_jenks),
            // How many there will be is not known yet.
            Classes::HeadTail {} => (2, |sorted, _| class_methods::head_tail(sorted)),
            Classes::Pretty { count } => (*count, class_methods::pretty),
        };
        enough_values(method, &sorted, count)?;
        let span = highest - lowest;
        if !(1e-100..=1e100).contains(&span) {
            return Err(ClassificationError::Span { method, span });
        }
        let limits = ClassLimits {
            edges: cut(&sorted, count),
            ends: Ends::Closed,
        };
        enough_values(method, &sorted, limits.count())?;
        limits.refuse_empty(classes, &sorted)?;
        Ok(limits)
    }

    /// All limits in rising order, one more than there are classes: the lowest class's lower limit, the
    /// inner limits, the highest class's upper one. The lowest class may have no width, when its members
    /// are all the same. Where [`Ends::Open`], the outermost are the lowest and highest value, or the
    /// outermost limit given where no value lies beyond it.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// Whether the outermost classes end at their limits.
    pub fn ends(&self) -> Ends {
        self.ends
    }

    /// How many classes.
    pub fn count(&self) -> usize {
        self.edges.len() - 1
    }

    /// The class of a value, from 0. What is below the lowest limit is in the lowest class, what is above
    /// the highest in the highest.
    pub fn class_of(&self, value: f64) -> usize {
        let inner = &self.edges[1..self.edges.len() - 1];
        inner.iter().take_while(|limit| value > **limit).count()
    }

    /// How many of these values are in each class, lowest class first.
    pub fn counts(&self, values: &[f64]) -> Vec<usize> {
        let mut counts = vec![0; self.count()];
        for value in values {
            counts[self.class_of(*value)] += 1;
        }
        counts
    }

    /// Refuses a class without width, except the lowest, and one without members where the method promises
    /// some.
    fn refuse_empty(&self, classes: &Classes, values: &[f64]) -> Result<(), ClassificationError> {
        let even = matches!(
            classes,
            Classes::EqualInterval { .. } | Classes::Pretty { .. }
        );
        let counts = self.counts(values);
        let empty = (0..self.count()).find(|class| {
            let no_width = *class > 0 && self.edges[*class] >= self.edges[class + 1];
            no_width || (counts[*class] == 0 && !even)
        });
        empty.map_or(Ok(()), |class| {
            Err(ClassificationError::EmptyClass {
                method: classes.method(),
                class: class + 1,
                classes: self.count(),
                low: self.edges[class],
                high: self.edges[class + 1],
                values: values.len(),
                distinct: distinct(values),
            })
        })
    }
}

/// Limits as given, with the lowest and highest value as outermost where these lie beyond.
fn manual(
    method: &'static str,
    limits: &[f64],
    lowest: f64,
    highest: f64,
) -> Result<ClassLimits, ClassificationError> {
    let (Some(first), Some(last)) = (limits.first(), limits.last()) else {
        return Err(ClassificationError::TooFewClasses { method, count: 1 });
    };
    if let Some(pair) = limits.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(ClassificationError::LimitsDoNotRise {
            method,
            before: pair[0],
            after: pair[1],
        });
    }
    let mut edges = vec![lowest.min(*first)];
    edges.extend(limits);
    edges.push(highest.max(*last));
    Ok(ClassLimits {
        edges,
        ends: Ends::Open,
    })
}

fn enough_values(
    method: &'static str,
    sorted: &[f64],
    classes: usize,
) -> Result<(), ClassificationError> {
    let distinct = distinct(sorted);
    if classes < 2 {
        return Err(ClassificationError::TooFewClasses {
            method,
            count: classes,
        });
    }
    if distinct < classes {
        return Err(ClassificationError::FewerValuesThanClasses {
            method,
            distinct,
            classes,
        });
    }
    Ok(())
}

/// How many distinct values there are among rising ones.
// Tied is tied only when exactly the same.
fn distinct(sorted: &[f64]) -> usize {
    1 + sorted.windows(2).filter(|pair| pair[0] != pair[1]).count()
}
