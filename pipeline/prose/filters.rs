//! Tera filters: the only way a bound value gets into the text.
//!
//! A filter writes the value into the list of printed values and leaves a call, `#bound(17);`, in the
//! text. In a section Typst makes the call and looks the value up as data, so no cell can become code;
//! any other text is taken apart at its calls (see [`super::Passage`]).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tera::{Error, Filter, Kwargs, State, Tera, TeraResult, Value};

use brief_base::diagnostics::Place;
use brief_base::numbers;
use brief_claims::Asserted;

use super::Passage;
use super::sentences::{self, Sentence};

/// A value as printed, and what it is bound to.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Printed {
    /// As a reader sees it.
    pub text: String,
    /// The finding, fact or setting, for example `plots_direct` or `facts.sinjar_records`.
    pub source: String,
    /// Which number of it, for example `share`.
    pub field: String,
    /// What prints it: a section's file; for a figure its file, `#` and the path of the text in it. A
    /// path through `draw` is a text that the figure itself draws.
    pub printed_in: String,
    /// The page that it stands on first, counted from 1, once the pages are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// Where its filter stands.
    pub place: Place,
    /// Words rather than a number: a line may break in them.
    #[serde(skip)]
    pub is_words: bool,
}

/// A claim as its filter was called: words, finding, and the offset of the call in its text.
#[derive(Debug, Clone)]
pub struct Call {
    /// The words.
    pub says: String,
    /// The finding that they speak of.
    pub finding: String,
    /// The finding or fact that it is compared with.
    pub than: Option<String>,
    /// The row of the same table that it is compared with, by code.
    pub than_row: Option<String>,
    /// Rows of a table, by code.
    pub rows: Vec<String>,
    /// Where in the text the filter stands, in bytes.
    pub at: usize,
    /// Which of the printed values its words are.
    pub printed: usize,
}

/// The values printed so far, in order.
#[derive(Debug, Clone, Default)]
pub struct Register {
    printed: Arc<Mutex<Vec<Printed>>>,
    /// Where in their text the filters stand whose values have no place yet, in bytes.
    unplaced: Arc<Mutex<Vec<usize>>>,
    claims: Arc<Mutex<Vec<Call>>>,
    asserted: Arc<Mutex<Vec<Asserted>>>,
}

impl Register {
    /// Adds a value that no filter prints; its number.
    pub fn add(&self, printed: Printed) -> usize {
        let mut all = self.all();
        all.push(printed);
        all.len() - 1
    }

    /// Adds a value whose filter stands at a byte of the text; its number.
    fn add_at(&self, printed: Printed, at: usize) -> usize {
        let mut unplaced = self.unplaced.lock().unwrap_or_else(PoisonError::into_inner);
        unplaced.push(at);
        let mut all = self.all();
        all.push(printed);
        all.len() - 1
    }

    /// Gives the values printed since the last call their places, by the offset of their filters.
    pub fn place(&self, place_of: impl Fn(usize) -> Place) {
        let offsets =
            std::mem::take(&mut *self.unplaced.lock().unwrap_or_else(PoisonError::into_inner));
        let mut all = self.all();
        let placed = all.len() - offsets.len();
        for (printed, at) in all[placed..].iter_mut().zip(offsets) {
            printed.place = place_of(at);
        }
    }

    /// Takes over values that were printed elsewhere.
    pub fn extend(&self, printed: impl IntoIterator<Item = Printed>) {
        self.all().extend(printed);
    }

    /// Takes the list.
    pub fn take(&self) -> Vec<Printed> {
        std::mem::take(&mut self.all())
    }

    /// The sentences of a section's markup.
    pub fn sentences_in_markup(&self, markup: &str) -> Vec<Sentence> {
        sentences::in_markup(markup, &self.all())
    }

    /// The sentences of a passage.
    pub fn sentences_in_passage(&self, passage: &Passage) -> Vec<Sentence> {
        sentences::in_passage(passage, &self.all())
    }

    /// A passage as a reader sees it.
    pub fn plain(&self, passage: &Passage) -> String {
        passage.plain(&self.all())
    }

    /// Takes the claims made since they were last taken.
    pub fn take_claims(&self) -> Vec<Call> {
        std::mem::take(&mut self.claims.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps a claim whose place is known.
    pub fn assert(&self, asserted: Asserted) {
        let mut all = self.asserted.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(asserted);
    }

    /// Takes the claims whose place is known.
    pub fn take_asserted(&self) -> Vec<Asserted> {
        std::mem::take(&mut self.asserted.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn claim(&self, call: Call) {
        let mut claims = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
        claims.push(call);
    }

    fn all(&self) -> MutexGuard<'_, Vec<Printed>> {
        self.printed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Write = fn(&Value) -> TeraResult<String>;

/// The filters that write bound values, by name.
pub(crate) const FILTERS: [(&str, Write); 7] = [
    ("number", |value| Ok(numbers::with_thousands(whole(value)?))),
    ("percent", |value| Ok(numbers::percent(float(value)?))),
    ("words", |value| Ok(numbers::in_words(whole(value)?))),
    ("words_capital", |value| {
        Ok(numbers::in_words_capital(whole(value)?))
    }),
    ("of", |finding| {
        let part = |name| {
            field(finding, name)
                .and_then(whole)
                .map(numbers::with_thousands)
        };
        Ok(format!(
            "{} of {}",
            part("numerator")?,
            part("denominator")?
        ))
    }),
    ("range", |finding| {
        let part = |name| field(finding, name).and_then(float);
        Ok(numbers::percent_range(part("lower")?, part("upper")?))
    }),
    ("text", |value| {
        let text = known(value)?.as_str().map(str::to_owned);
        text.ok_or_else(|| {
            Error::message("`text` writes words; for a number use `number`, `percent` or `words`")
        })
    }),
];

/// Makes the filters known to a template engine that renders the text `printed_in`.
pub(crate) fn register(tera: &mut Tera, register: &Register, printed_in: &str) {
    tera.register_filter(
        CLAIM,
        ClaimFilter {
            register: register.clone(),
            printed_in: printed_in.to_owned(),
        },
    );
    for (name, write) in FILTERS {
        tera.register_filter(
            name,
            BoundFilter {
                name,
                write,
                register: register.clone(),
                printed_in: printed_in.to_owned(),
            },
        );
    }
}

/// The call that stands for a printed value in a rendered text.
pub(crate) fn call_of(number: usize) -> String {
    format!("#bound({number});")
}

/// The names of all filters that write.
pub(crate) fn names() -> Vec<&'static str> {
    let bound = FILTERS.iter().map(|(name, _)| *name);
    bound.chain([CLAIM]).collect()
}

/// The filter that prints words about a finding, and has them tested.
pub(crate) const CLAIM: &str = "claim";

/// What it is given by name.
pub(crate) const CLAIM_ARGUMENTS: [&str; 4] = ["says", "than", "than_row", "rows"];

struct ClaimFilter {
    register: Register,
    printed_in: String,
}

impl Filter<Value, TeraResult<Value>> for ClaimFilter {
    fn call(&self, value: Value, arguments: Kwargs, _: &State) -> TeraResult<Value> {
        let source = |value: &Value| value.get_from_path("source")?.as_str().map(str::to_owned);
        let finding = source(&value).ok_or_else(|| {
            Error::message(
                "`claim` speaks of a finding or a fact; write its name alone before the filter",
            )
        })?;
        let says: String = arguments.must_get("says")?;
        let than = match arguments.get::<Value>("than")? {
            Some(than) => Some(source(&than).ok_or_else(|| {
                Error::message(
                    "`than` is a finding or a fact; write its name alone, without quotes",
                )
            })?),
            None => None,
        };
        let rows = arguments.get::<String>("rows")?.unwrap_or_default();
        let rows = rows.split(';').map(str::trim).filter(|row| !row.is_empty());
        let at = arguments.get::<usize>("at")?.unwrap_or_default();
        let printed = Printed {
            text: says.clone(),
            source: finding.clone(),
            field: CLAIM.to_owned(),
            printed_in: self.printed_in.clone(),
            is_words: true,
            ..Printed::default()
        };
        let number = self.register.add_at(printed, at);
        self.register.claim(Call {
            says,
            finding,
            than,
            than_row: arguments.get::<String>("than_row")?,
            rows: rows.map(str::to_owned).collect(),
            at,
            printed: number,
        });
        Ok(Value::safe_string(&call_of(number)))
    }

    fn is_safe(&self) -> bool {
        true
    }
}

impl BoundFilter {
    /// A count is no percentage, and a share no count, whatever its number.
    fn refuse_what_it_is_not(&self, value: &Value) -> TeraResult<()> {
        let text = |key| value.get_from_path(key).and_then(Value::as_str);
        let (Some(source), Some(field)) = (text("source"), text("field")) else {
            return Ok(());
        };
        let is_share = match value.get_from_path("is_share") {
            Some(said) => said.is_truthy(),
            None => ["share", "lower", "upper"].contains(&field),
        };
        match self.name {
            "percent" if !is_share => Err(Error::message(format!(
                "`percent` writes shares, and {source}.{field} is none; write `number` or `words`"
            ))),
            "number" | "words" | "words_capital" if is_share => Err(Error::message(format!(
                "{source}.{field} is a share; write `percent`"
            ))),
            _ => Ok(()),
        }
    }
}

struct BoundFilter {
    name: &'static str,
    write: Write,
    register: Register,
    printed_in: String,
}

impl Filter<Value, TeraResult<Value>> for BoundFilter {
    fn call(&self, value: Value, arguments: Kwargs, _: &State) -> TeraResult<Value> {
        self.refuse_what_it_is_not(&value)?;
        let text = (self.write)(&value)?;
        let name = |key| {
            value
                .get_from_path(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let printed = Printed {
            text,
            source: name("source"),
            field: if self.name == "of" || self.name == "range" {
                self.name.to_owned()
            } else {
                name("field")
            },
            printed_in: self.printed_in.clone(),
            is_words: self.name == "text",
            ..Printed::default()
        };
        let at = arguments.get::<usize>("at")?.unwrap_or_default();
        let number = self.register.add_at(printed, at);
        Ok(Value::safe_string(&call_of(number)))
    }

    fn is_safe(&self) -> bool {
        true
    }
}

fn field<'a>(finding: &'a Value, name: &'a str) -> TeraResult<&'a Value> {
    finding.get_from_path(name).ok_or_else(|| {
        Error::message(format!(
            "expected a finding with a {name}; write the finding's name alone before the filter"
        ))
    })
}

/// The value inside a bound value.
fn known(bound: &Value) -> TeraResult<&Value> {
    let name = |key| {
        bound
            .get_from_path(key)
            .and_then(Value::as_str)
            .unwrap_or("?")
    };
    match bound.get_from_path("value") {
        Some(value) if !value.is_none() => Ok(value),
        Some(_) => Err(Error::message(format!(
            "\"{source}\" has no {} in this dataset version; where that may be, \
             write it within `{{% if {source}.available %}}`",
            name("field"),
            source = name("source"),
        ))),
        None => Err(Error::message(
            "expected one number, such as `NAME.count` or `NAME.share` of a finding, or `facts.NAME`",
        )),
    }
}

fn float(bound: &Value) -> TeraResult<f64> {
    known(bound)?
        .as_f64()
        .ok_or_else(|| Error::message("expected a number"))
}

fn whole(bound: &Value) -> TeraResult<i64> {
    let number = float(bound)?;
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Ok(number as i64)
    } else {
        Err(Error::message(format!(
            "expected a whole number, found {number}; a share is written by `percent`"
        )))
    }
}
