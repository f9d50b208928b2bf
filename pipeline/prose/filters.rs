//! Tera filters: the only way a bound value gets into the text.
//!
//! A filter writes the value into the list of printed values and leaves a call, `#bound(17);`, in the
//! text. In a section Typst makes the call and looks the value up as data, so no cell can become code;
//! any other text is taken apart at its calls (see [`super::passage`]).

use tera::{Error, Filter, Kwargs, State, Tera, TeraResult, Value};

use brief_base::numbers;
use brief_model::rests_on::RestsOn;

use super::bound_value::BoundValue;
use super::printed_value::{PrintedValue, call_of};
use super::register::{ClaimCall, Register};

type WriteValue = fn(BoundValue<'_>) -> TeraResult<String>;

/// The filters that write bound values, by name.
pub(crate) const FILTERS: [(&str, WriteValue); 7] = [
    ("number", |value| {
        Ok(numbers::with_thousands(value.whole()?))
    }),
    ("percent", |value| Ok(numbers::percent(value.number()?))),
    ("words", |value| Ok(numbers::in_words(value.whole()?))),
    ("words_capital", |value| {
        Ok(numbers::in_words_capital(value.whole()?))
    }),
    ("of", |finding| {
        let count = finding.part("numerator")?.whole()?;
        let count = numbers::with_thousands(count);
        let base = finding.part("denominator")?.whole()?;
        Ok(format!("{count} of {}", numbers::with_thousands(base)))
    }),
    ("range", |finding| {
        let (lower, upper) = ends_of_range(finding)?;
        Ok(numbers::percent_range(lower.number()?, upper.number()?))
    }),
    ("text", |value| Ok(value.text()?.to_owned())),
];

/// What a share ranges between: itself, where nothing is unknown that could change it.
fn ends_of_range(finding: BoundValue<'_>) -> TeraResult<(BoundValue<'_>, BoundValue<'_>)> {
    let (lower, upper) = (finding.part("lower")?, finding.part("upper")?);
    if lower.is_there() {
        return Ok((lower, upper));
    }
    let share = finding.part("share")?;
    Ok((share, share))
}

/// Makes the filters known to a template engine that renders the text `printed_in`.
pub(crate) fn register(tera: &mut Tera, register: &Register, printed_in: &str) {
    tera.register_filter(
        CLAIM,
        ClaimFilter {
            register: register.clone(),
            printed_in: printed_in.to_owned(),
        },
    );
    for name in [COUNTED, PLURAL] {
        tera.register_filter(
            name,
            CountedFilter {
                name,
                register: register.clone(),
                printed_in: printed_in.to_owned(),
            },
        );
    }
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

/// The names of all filters that write.
pub(crate) fn names() -> Vec<&'static str> {
    let bound = FILTERS.iter().map(|(name, _)| *name);
    bound.chain([COUNTED, PLURAL, CLAIM]).collect()
}

/// The filter that prints a count and the word for what is counted: `1 plot`, `33 plots`.
pub(crate) const COUNTED: &str = "counted";

/// The filter that prints the word alone, as the count wants it.
pub(crate) const PLURAL: &str = "plural";

/// The words that both are given, by name or in this order.
pub(crate) const NUMBER_FORMS: [&str; 2] = ["one", "many"];

/// How `counted` writes the count; as a number unless it is said.
pub(crate) const COUNTED_AS: &str = "as";

struct CountedFilter {
    /// Whether it prints the count too.
    name: &'static str,
    register: Register,
    printed_in: String,
}

impl Filter<Value, TeraResult<Value>> for CountedFilter {
    fn call(&self, value: Value, arguments: Kwargs, _: &State) -> TeraResult<Value> {
        let count = BoundValue(&value).count()?;
        if count.is_share() {
            return Err(Error::message(format!(
                "`{}` goes by a count, and {}.{} is a share",
                self.name,
                count.source().unwrap_or_default(),
                count.field().unwrap_or_default()
            )));
        }
        let number = count.whole()?;
        let at = arguments.get::<usize>("at")?.unwrap_or_default();
        let form: String = arguments.must_get(NUMBER_FORMS[usize::from(number != 1)])?;
        let print = |text: String, field: &str, is_words: bool| {
            let printed = PrintedValue {
                text,
                source: count.source().unwrap_or_default().to_owned(),
                field: field.to_owned(),
                printed_in: self.printed_in.clone(),
                // The words say no more than the count beside them, which has the sign.
                rests_on: (!is_words).then(|| count.rests_on()).flatten(),
                is_words,
                ..PrintedValue::default()
            };
            call_of(self.register.add_at(printed, at))
        };
        let mut written = String::new();
        if self.name == COUNTED {
            let how = arguments.get::<String>(COUNTED_AS)?;
            let text = match how.as_deref() {
                None | Some("number") => numbers::with_thousands(number),
                Some("words") => numbers::in_words(number),
                Some("words_capital") => numbers::in_words_capital(number),
                Some(other) => {
                    return Err(Error::message(format!(
                        "`{COUNTED}` does not write a count as \"{other}\"; it is \"number\", \"words\" or \
                         \"words_capital\""
                    )));
                }
            };
            written = print(text, count.field().unwrap_or_default(), false);
            written.push(' ');
        }
        written.push_str(&print(form, PLURAL, true));
        Ok(Value::safe_string(&written))
    }

    fn is_safe(&self) -> bool {
        true
    }
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
        let source = |value: &Value| BoundValue(value).source().map(str::to_owned);
        let finding = source(&value).ok_or_else(|| {
            Error::message(
                "`claim` speaks of a finding or a fact; write its name alone before the filter",
            )
        })?;
        let says: String = arguments.must_get("says")?;
        let compared = arguments.get::<Value>("than")?;
        let rests_on = [Some(&value), compared.as_ref()];
        let rests_on = rests_on.map(|value| BoundValue(value?).rests_on());
        let rests_on = RestsOn::together(rests_on.iter().map(Option::as_ref));
        let than = match compared {
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
        let printed = PrintedValue {
            text: says.clone(),
            source: finding.clone(),
            field: CLAIM.to_owned(),
            printed_in: self.printed_in.clone(),
            rests_on: BoundValue(&value).rests_on(),
            is_words: true,
            ..PrintedValue::default()
        };
        let number = self.register.add_at(printed, at);
        self.register.claim(ClaimCall {
            says,
            finding,
            than,
            than_row: arguments.get::<String>("than_row")?,
            rows: rows.map(str::to_owned).collect(),
            rests_on,
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
    fn refuse_what_it_is_not(&self, value: BoundValue<'_>) -> TeraResult<()> {
        let (Some(source), Some(field)) = (value.source(), value.field()) else {
            return Ok(());
        };
        match self.name {
            "percent" if !value.is_share() => Err(Error::message(format!(
                "`percent` writes shares, and {source}.{field} is none; write `number` or `words`"
            ))),
            "number" | "words" | "words_capital" if value.is_share() => Err(Error::message(
                format!("{source}.{field} is a share; write `percent`"),
            )),
            _ => Ok(()),
        }
    }
}

struct BoundFilter {
    name: &'static str,
    write: WriteValue,
    register: Register,
    printed_in: String,
}

impl Filter<Value, TeraResult<Value>> for BoundFilter {
    fn call(&self, value: Value, arguments: Kwargs, _: &State) -> TeraResult<Value> {
        let value = BoundValue(&value);
        self.refuse_what_it_is_not(value)?;
        let text = (self.write)(value)?;
        let field = match self.name {
            "of" | "range" => self.name,
            _ => value.field().unwrap_or_default(),
        };
        let printed = PrintedValue {
            text,
            source: value.source().unwrap_or_default().to_owned(),
            field: field.to_owned(),
            printed_in: self.printed_in.clone(),
            rests_on: match self.name {
                "range" => ends_of_range(value)?.1.rests_on(),
                _ => value.rests_on(),
            },
            is_words: self.name == "text",
            ..PrintedValue::default()
        };
        let at = arguments.get::<usize>("at")?.unwrap_or_default();
        let number = self.register.add_at(printed, at);
        Ok(Value::safe_string(&call_of(number)))
    }

    fn is_safe(&self) -> bool {
        true
    }
}
