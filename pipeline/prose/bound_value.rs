//! A value that knows which number of which finding, fact or setting it is.
//!
//! Bindings write it into the names that Tera sees, filters read it there. In between it is an object of Tera, whose
//! keys are spelled in this file alone.

use serde_json::{Value as Json, json};
use tera::{Error, TeraResult, Value};

use brief_model::rests_on::{RestsOn, is_illustrative};

const SOURCE: &str = "source";
const FIELD: &str = "field";
const VALUE: &str = "value";
const IS_SHARE: &str = "is_share";
const RESTS_ON: &str = "rests_on";
const LACKING: &str = "lacking";

/// What a text may ask of a value: whether it is illustrative.
const ILLUSTRATIVE: &str = "illustrative";

/// Fields of a finding that are shares.
const SHARES: [&str; 3] = ["share", "lower", "upper"];

/// A value for Tera.
pub(crate) fn bound(source: &str, field: &str, value: impl Into<Json>) -> Json {
    json!({ SOURCE: source, FIELD: field, VALUE: value.into() })
}

/// A text that may be missing: `{% if … %}` then takes the other branch.
pub(crate) fn bound_text(source: &str, field: &str, text: Option<&str>) -> Json {
    text.map_or(Json::Null, |text| bound(source, field, text))
}

/// A value with fields of its own, of which `is_share` cannot be told by its name.
pub(crate) fn bound_fact(source: &str, value: f64, is_share: bool) -> Json {
    json!({ SOURCE: source, FIELD: VALUE, VALUE: value, IS_SHARE: is_share })
}

/// The same value, resting on this; where nothing is said, it is what it seems.
pub(crate) fn resting(mut value: Json, rests_on: Option<&RestsOn>) -> Json {
    value[ILLUSTRATIVE] = json!(is_illustrative(rests_on));
    if let Some(rests_on) = rests_on {
        value[RESTS_ON] = json!(rests_on);
    }
    value
}

/// The same value, which is not there: what may be done about it.
pub(crate) fn lacking(mut value: Json, help: &str) -> Json {
    value[LACKING] = json!(help);
    value
}

/// A finding, to be filled with its values.
pub(crate) fn finding(source: &str, available: bool) -> Json {
    json!({ SOURCE: source, "available": available })
}

/// Whether a key is this file's own, so that no text should name it.
pub(crate) fn is_own_key(key: &str) -> bool {
    [SOURCE, FIELD, IS_SHARE, RESTS_ON, LACKING].contains(&key)
}

/// A value, finding or fact as a filter gets it.
#[derive(Clone, Copy)]
pub(crate) struct BoundValue<'a>(pub &'a Value);

impl<'a> BoundValue<'a> {
    /// The finding, fact or setting, when it is of one.
    pub(crate) fn source(self) -> Option<&'a str> {
        self.0.get_from_path(SOURCE)?.as_str()
    }

    /// Which number of it.
    pub(crate) fn field(self) -> Option<&'a str> {
        self.0.get_from_path(FIELD)?.as_str()
    }

    /// Whether it is a share, 0–1.
    pub(crate) fn is_share(self) -> bool {
        match self.0.get_from_path(IS_SHARE) {
            Some(said) => said.is_truthy(),
            None => self.field().is_some_and(|field| SHARES.contains(&field)),
        }
    }

    /// What it rests on, where that is said.
    pub(crate) fn rests_on(self) -> Option<RestsOn> {
        let said = self.0.get_from_path(RESTS_ON)?;
        let said = serde_json::to_value(said).ok()?;
        serde_json::from_value(said).ok()
    }

    /// One value of a finding.
    pub(crate) fn part(self, name: &'static str) -> TeraResult<BoundValue<'a>> {
        let part = self.0.get_from_path(name).ok_or_else(|| {
            Error::message(format!(
                "expected a finding with a {name}; write the finding's name alone before the filter"
            ))
        })?;
        Ok(BoundValue(part))
    }

    /// What it counts: itself, when it is one value; else the count of a finding, or the total of a table.
    pub(crate) fn count(self) -> TeraResult<BoundValue<'a>> {
        let counts = ["count", "total"].iter();
        let of_finding = counts.filter_map(|field| self.0.get_from_path(field));
        let own = self.0.get_from_path(VALUE).map(|_| self.0);
        own.into_iter()
            .chain(of_finding)
            .next()
            .map(BoundValue)
            .ok_or_else(|| {
                Error::message("expected a finding, or one count of it such as `NAME.denominator`")
            })
    }

    /// Whether it has a value in this dataset version.
    pub(crate) fn is_there(self) -> bool {
        self.0
            .get_from_path(VALUE)
            .is_some_and(|value| !value.is_none())
    }

    fn value(self) -> TeraResult<&'a Value> {
        match self.0.get_from_path(VALUE) {
            Some(value) if !value.is_none() => Ok(value),
            Some(_) => {
                let source = self.source().unwrap_or("?");
                let field = self.field().unwrap_or("?");
                let help = self.0.get_from_path(LACKING);
                let help = help.and_then(Value::as_str).map_or_else(
                    || {
                        format!(
                            "where that may be, write it within `{{% if {source}.available %}}`"
                        )
                    },
                    str::to_owned,
                );
                Err(Error::message(format!(
                    "\"{source}\" has no {field} in this dataset version; {help}"
                )))
            }
            None => Err(Error::message(
                "expected one number, such as `NAME.count` or `NAME.share` of a finding, or `facts.NAME`",
            )),
        }
    }

    /// Its number.
    pub(crate) fn number(self) -> TeraResult<f64> {
        let number = self.value()?.as_f64();
        number.ok_or_else(|| Error::message("expected a number"))
    }

    /// Its number, when that is whole.
    pub(crate) fn whole(self) -> TeraResult<i64> {
        let number = self.number()?;
        if number.fract() == 0.0 && number.abs() < 9e15 {
            Ok(number as i64)
        } else {
            Err(Error::message(format!(
                "expected a whole number, found {number}; a share is written by `percent`"
            )))
        }
    }

    /// Its words.
    pub(crate) fn text(self) -> TeraResult<&'a str> {
        self.value()?.as_str().ok_or_else(|| {
            Error::message("`text` writes words; for a number use `number`, `percent` or `words`")
        })
    }
}
