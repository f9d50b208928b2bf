//! A share to compare: computed from findings, or cited.

use serde::Serialize;

use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::with_thousands;
use brief_drawing::canvas::percent;
use brief_model::facts;
use brief_model::facts::Qualifier;
use brief_model::rests_on::RestsOn;

use crate::charts::total::{PlottedSource, one, whole};
use crate::definition::{CountSource, ShareSource};
use crate::lookup::{DrawError, Lookup};

/// Which way a share is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) enum ShareLimit {
    /// It is the share itself.
    #[serde(rename = "exact")]
    Exact,
    /// The share may be higher.
    #[serde(rename = "at least")]
    AtLeast,
    /// The share may be lower.
    #[serde(rename = "at most")]
    AtMost,
}

impl From<facts::Limit> for ShareLimit {
    fn from(limit: facts::Limit) -> Self {
        match limit {
            facts::Limit::AtLeast | facts::Limit::MoreThan => ShareLimit::AtLeast,
            facts::Limit::AtMost | facts::Limit::LessThan => ShareLimit::AtMost,
            facts::Limit::Exact | facts::Limit::About => ShareLimit::Exact,
        }
    }
}

/// A range that a share may lie in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct ShareRange {
    /// As a share, 0–1.
    pub lower: f64,
    /// As a share, 0–1.
    pub upper: f64,
    /// The base of both.
    pub of: i64,
}

impl ShareRange {
    /// How many of the base its lower and its upper end are.
    pub(super) fn counts(self) -> (i64, i64) {
        let count = |share: f64| (share * self.of as f64).round() as i64;
        (count(self.lower), count(self.upper))
    }
}

/// A share ready to draw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct ShareValue {
    /// From 0 to 1.
    pub share: f64,
    /// What is counted, when it is computed.
    pub numerator: Option<i64>,
    /// By what it is divided, when it is computed.
    pub denominator: Option<i64>,
    /// Which way it is open.
    pub limit: ShareLimit,
    /// The source's own word before the number: `at least`, `about`.
    #[serde(skip)]
    pub qualifier: Option<Qualifier>,
    /// Where it may lie, counting what is not known.
    pub range: Option<ShareRange>,
    /// Where it comes from.
    pub source: PlottedSource,
    /// What it rests on, where it is computed and the dataset marks cells as set or chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<RestsOn>,
    /// Stands behind its numbers.
    #[serde(skip)]
    pub sign: String,
    /// Stands behind those of its range.
    #[serde(skip)]
    pub sign_of_range: String,
}

impl ShareValue {
    /// "8 of 15 (53 %)", counts first; "at least 30 %".
    pub(super) fn in_words(&self) -> String {
        let sign = &self.sign;
        let share = percent(self.share);
        let share = match &self.qualifier {
            Some(qualifier) => format!("{} {share}", qualifier.words),
            None => share,
        };
        match (self.numerator, self.denominator) {
            (Some(numerator), Some(denominator)) => format!(
                "{} of {}{sign} ({share}{sign})",
                with_thousands(numerator),
                with_thousands(denominator)
            ),
            _ => share,
        }
    }
}

/// The share declared under `label`; `None` when its base is empty, so that there is no share.
///
/// # Errors
/// When a name is unknown, a finding has no base, what comes out is no share, or the dataset has no data.
pub(super) fn known(
    label: &str,
    share: &ShareSource,
    lookup: Lookup<'_>,
) -> Result<Option<ShareValue>, DrawError> {
    match (&share.number, &share.fact, &share.count, &share.of) {
        (Some(name), None, None, None) => of_number(name, lookup),
        (None, None, Some(count), Some(base)) => of_count(label, count, base, lookup),
        (None, Some(name), None, None) => Ok(Some(of_fact(name, lookup)?)),
        _ => Err(lookup
            .fault(
                "bad-declaration",
                label,
                &format!(
                    "the share of \"{label}\" comes from `number`, from `fact`, or from `count` and `of`"
                ),
            )
            .into()),
    }
}

fn of_number(name: &str, lookup: Lookup<'_>) -> Result<Option<ShareValue>, DrawError> {
    let number = lookup.number(name)?;
    let Some(denominator) = number.denominator else {
        return Err(lookup
            .fault(
                "no-base",
                name,
                &format!("\"{name}\" has no base to be a share of"),
            )
            .with_help("give the finding `share_of`, or take the share from `count` and `of`")
            .into());
    };
    let range = number.bounds.filter(|bounds| bounds.upper > bounds.lower);
    let range = range.map(|bounds| ShareRange {
        lower: bounds.lower,
        upper: bounds.upper,
        of: bounds.of,
    });
    let source = PlottedSource::finding(name);
    let sourced = (source, number.rests_on.clone());
    let known = computed(name, number.numerator, denominator, sourced, lookup)?;
    let sign_of_range = lookup.sign(number.unknown_rests_on.as_ref());
    Ok(known.map(|known| ShareValue {
        range,
        sign_of_range: sign_of_range.to_owned(),
        ..known
    }))
}

fn of_count(
    label: &str,
    count: &CountSource,
    base: &str,
    lookup: Lookup<'_>,
) -> Result<Option<ShareValue>, DrawError> {
    let counted = one(lookup, label, count)?;
    let whole = whole(lookup, base)?;
    let rests_on = [&counted.rests_on, &whole.rests_on].map(Option::as_ref);
    let rests_on = RestsOn::together(rests_on);
    let sourced = (counted.source.divided_by(base), rests_on);
    Ok(computed(base, counted.count, whole.count, sourced, lookup)?)
}

fn computed(
    name: &str,
    numerator: i64,
    denominator: i64,
    (source, rests_on): (PlottedSource, Option<RestsOn>),
    lookup: Lookup<'_>,
) -> Result<Option<ShareValue>, Diagnostic> {
    if numerator < 0 || numerator > denominator {
        let share = format!(
            "{} of {}",
            with_thousands(numerator),
            with_thousands(denominator)
        );
        return Err(not_a_share(name, &share, lookup));
    }
    let share = numerator as f64 / denominator as f64;
    Ok((denominator > 0).then_some(ShareValue {
        share,
        numerator: Some(numerator),
        denominator: Some(denominator),
        limit: ShareLimit::Exact,
        qualifier: None,
        range: None,
        source,
        sign: lookup.sign(rests_on.as_ref()).to_owned(),
        sign_of_range: String::new(),
        rests_on,
    }))
}

fn of_fact(name: &str, lookup: Lookup<'_>) -> Result<ShareValue, Diagnostic> {
    let fact = lookup.fact(name)?;
    if !(0.0..=1.0).contains(&fact.value) {
        return Err(not_a_share(name, &fact.value.to_string(), lookup));
    }
    Ok(ShareValue {
        share: fact.value,
        numerator: None,
        denominator: None,
        limit: fact.limit().into(),
        qualifier: fact.qualifier,
        range: None,
        source: PlottedSource::Fact {
            fact: name.to_owned(),
        },
        rests_on: None,
        sign: String::new(),
        sign_of_range: String::new(),
    })
}

fn not_a_share(name: &str, value: &str, lookup: Lookup<'_>) -> Diagnostic {
    lookup.fault(
        "not-a-share",
        name,
        &format!("\"{name}\" gives {value}, and a share is 0 to 1"),
    )
}
