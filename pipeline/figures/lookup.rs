//! From the names a figure declares to the numbers it draws; a name that is not there is an error
//! that lists the nearest.

use std::cell::Cell;

use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean, did_you_mean_at};
use brief_model::facts::{Fact, Facts};
use brief_model::findings::{FindingTable, Findings, Number, Outcome};
use brief_model::rests_on::{RestsOn, is_illustrative};

use super::definition::CountSource;
use super::selection::{RowSelection, Series};
use super::source_block::SourceBlock;

/// Why a figure has no number to draw.
#[derive(Debug)]
pub enum DrawError {
    /// The declaration is wrong.
    Fault(Diagnostics),
    /// This dataset version does not hold the table.
    NoData(String),
}

impl From<Diagnostic> for DrawError {
    fn from(diagnostic: Diagnostic) -> Self {
        DrawError::Fault(diagnostic.into())
    }
}

impl From<Diagnostics> for DrawError {
    fn from(diagnostics: Diagnostics) -> Self {
        DrawError::Fault(diagnostics)
    }
}

/// A count, and what it rests on.
pub type Counted = (i64, Option<RestsOn>);

/// What one figure draws from.
#[derive(Clone, Copy)]
pub struct Lookup<'a> {
    /// Computed numbers.
    pub findings: &'a Findings,
    /// Cited numbers.
    pub facts: &'a Facts,
    /// The months of the brief's period, `YYYY-MM`, in order.
    pub months: &'a [String],
    /// Where the figure is declared.
    pub source: &'a SourceBlock,
    /// The figure's name.
    pub figure: &'a str,
    /// Stands behind illustrative numbers.
    pub sign: &'a str,
    /// Whether any such number was asked for.
    pub has_illustrative: &'a Cell<bool>,
}

impl<'a> Lookup<'a> {
    /// What stands behind a number that rests on this: the sign of illustrative ones, or nothing.
    pub fn sign(&self, rests_on: Option<&RestsOn>) -> &'a str {
        if !is_illustrative(rests_on) {
            return "";
        }
        self.has_illustrative.set(true);
        self.sign
    }

    /// A fault in the declaration, at the place where `word` stands in it.
    pub fn fault(&self, code: &'static str, word: &str, message: &str) -> Diagnostic {
        Diagnostic::error(code, format!("figure \"{}\": {message}", self.figure))
            .with_place(self.source.place_of(word))
    }

    /// Refuses a number that must be above zero, declared under `key`.
    ///
    /// # Errors
    /// When it is zero, negative or not finite.
    pub(crate) fn above_zero(&self, key: &str, value: f64) -> Result<(), Diagnostic> {
        if value > 0.0 && value.is_finite() {
            return Ok(());
        }
        let message = format!("`{key}` is {value}, and must be above 0");
        Err(self.fault("bad-declaration", key, &message))
    }

    /// Puts values into a text's `{names}`, and words that go by them where it says `{total:record|records}`.
    ///
    /// # Errors
    /// When a name is not one of those given: at its place, with those that are.
    ///
    /// # Example
    /// ```
    /// # let findings = brief_model::findings::Findings::default();
    /// # let lookup = brief_figures::doctest::lookup(&findings);
    /// let values = [("drawn", "4".to_owned()), ("total", "5".to_owned())];
    /// assert_eq!(lookup.fill("{drawn} of {total}", &values).expect("known"), "4 of 5");
    /// let words = "{drawn} {drawn:record|records}";
    /// assert_eq!(lookup.fill(words, &values).expect("known"), "4 records");
    ///
    /// let refused = lookup.fill("{drwan} of {total}", &values).expect_err("no such value");
    /// assert_eq!(refused.help.as_deref(), Some("known are: {drawn}, {total}"));
    /// ```
    pub fn fill(&self, text: &str, values: &[(&str, String)]) -> Result<String, Diagnostic> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            filled.push_str(&rest[..open]);
            self.refuse_stray(&rest[..open])?;
            let after = &rest[open + 1..];
            let (name, behind) = after
                .split_once('}')
                .ok_or_else(|| self.unknown_value(after, values))?;
            filled.push_str(self.value_or_word(name, values)?);
            rest = behind;
        }
        self.refuse_stray(rest)?;
        filled.push_str(rest);
        Ok(filled)
    }

    /// Refuses a brace that closes nothing, which would be drawn.
    fn refuse_stray(&self, text: &str) -> Result<(), Diagnostic> {
        if !text.contains('}') {
            return Ok(());
        }
        let message = format!(
            "`}}` closes nothing in \"{}\", and would be drawn",
            text.trim()
        );
        Err(self
            .fault("bad-declaration", text.trim(), &message)
            .with_help("take it out, or open it with `{`"))
    }

    /// A value, or the word that goes by it: `{total:record|records}`.
    fn value_or_word<'v>(
        &self,
        name: &'v str,
        values: &'v [(&str, String)],
    ) -> Result<&'v str, Diagnostic> {
        let Some((name, words)) = name.split_once(':') else {
            return self.value(name, values);
        };
        let value = self.value(name, values)?;
        let (one, many) = words.split_once('|').ok_or_else(|| {
            let message = format!("\"{{{name}:{words}}}\" has one word, and needs two");
            self.fault("bad-declaration", words, &message)
                .with_help(format!("write the word for one and the word for any other number: `{{{name}:ONE|MANY}}`"))
        })?;
        if many.contains('|') {
            let message = format!("\"{{{name}:{words}}}\" has more than two words");
            return Err(self.fault("bad-declaration", words, &message).with_help(format!(
                "write the word for one and the word for any other number, zero too: `{{{name}:ONE|MANY}}`"
            )));
        }
        let number = value.strip_suffix(self.sign).unwrap_or(value);
        Ok(if number == "1" { one } else { many })
    }

    /// One of the values that a text may name.
    ///
    /// # Errors
    /// When it is none of them: at its place, with those that are.
    pub fn value<'v>(
        &self,
        name: &str,
        values: &'v [(&str, String)],
    ) -> Result<&'v str, Diagnostic> {
        let value = values.iter().find(|(known, _)| *known == name);
        value
            .map(|(_, value)| value.as_str())
            .ok_or_else(|| self.unknown_value(name, values))
    }

    fn unknown_value(&self, name: &str, values: &[(&str, String)]) -> Diagnostic {
        let known: Vec<String> = values.iter().map(|(it, _)| format!("{{{it}}}")).collect();
        let message = format!("\"{{{name}}}\" is not a value of this text");
        self.fault("unknown-value", name, &message)
            .with_help(format!("known are: {}", known.join(", ")))
    }

    /// Refuses no series at all, and two series for one kind, of which the second would draw nothing.
    ///
    /// # Errors
    /// When it is so.
    pub(crate) fn each_kind_once(&self, series: &[Series]) -> Result<(), Diagnostic> {
        if series.is_empty() {
            let message = "there is no series to draw";
            return Err(self.fault("bad-declaration", "series", message));
        }
        for (at, one) in series.iter().enumerate() {
            if series[..at].iter().any(|earlier| earlier.key == one.key) {
                let message = format!("two series draw \"{}\"", one.key);
                return Err(self.fault("bad-declaration", &one.key, &message));
            }
        }
        Ok(())
    }

    /// Which series draws a kind of which there are `count`; `None` where no series draws it and there
    /// are none.
    ///
    /// # Errors
    /// When no series draws a kind that there is.
    pub fn series_of(
        &self,
        finding: &str,
        kind: Option<&str>,
        count: i64,
        series: &[Series],
    ) -> Result<Option<usize>, Diagnostic> {
        let drawn = series.iter().position(|one| Some(one.key.as_str()) == kind);
        if drawn.is_some() || count == 0 {
            return Ok(drawn);
        }
        let kind = kind.unwrap_or("unknown");
        let message = format!("{count} of \"{finding}\" are {kind}, and no series draws them");
        let keys: Vec<&str> = series.iter().map(|one| one.key.as_str()).collect();
        Err(self
            .fault("undrawn-category", finding, &message)
            .with_help(format!("the series draw: {}", keys.join(", "))))
    }

    fn outcome(&self, name: &str) -> Result<&'a Outcome, Diagnostic> {
        self.findings
            .get(name)
            .map(|finding| &finding.outcome)
            .ok_or_else(|| {
                self.fault(
                    "unknown-finding",
                    name,
                    &format!("there is no finding \"{name}\""),
                )
                .with_help(did_you_mean_at(name, self.findings.places()))
            })
    }

    /// A number by name.
    ///
    /// # Errors
    /// When there is no such finding, it is a table, or the dataset does not hold it.
    pub fn number(&self, name: &str) -> Result<&'a Number, DrawError> {
        match self.outcome(name)? {
            Outcome::Number(number) => Ok(number),
            Outcome::NoData { missing_table } => Err(DrawError::NoData(missing_table.clone())),
            Outcome::Table(_) => Err(self
                .fault(
                    "wrong-kind-of-finding",
                    name,
                    &format!("\"{name}\" is a table, and a number is wanted"),
                )
                .into()),
        }
    }

    /// A table by name.
    ///
    /// # Errors
    /// When there is no such finding, it is a number, or the dataset does not hold it.
    pub fn table(&self, name: &str) -> Result<&'a FindingTable, DrawError> {
        match self.outcome(name)? {
            Outcome::Table(table) => Ok(table),
            Outcome::NoData { missing_table } => Err(DrawError::NoData(missing_table.clone())),
            Outcome::Number(_) => Err(self
                .fault(
                    "wrong-kind-of-finding",
                    name,
                    &format!("\"{name}\" is a number, and a table is wanted"),
                )
                .into()),
        }
    }

    /// Position of a breakdown column in a table.
    ///
    /// # Errors
    /// When the table is not broken down by it.
    pub fn column(
        &self,
        finding: &str,
        table: &FindingTable,
        column: &str,
    ) -> Result<usize, Diagnostic> {
        table
            .by
            .iter()
            .position(|name| name == column)
            .ok_or_else(|| {
                self.fault(
                    "unknown-column",
                    column,
                    &format!("\"{finding}\" is not broken down by \"{column}\""),
                )
                .with_help(did_you_mean(column, table.by.iter().map(String::as_str)))
            })
    }

    /// A cited number.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn fact(&self, name: &str) -> Result<&'a Fact, Diagnostic> {
        self.facts.get(name).ok_or_else(|| {
            let known = self.facts.iter();
            let known = known.map(|(name, fact)| (name.as_str(), Some(&fact.defined_at)));
            self.fault(
                "unknown-fact",
                name,
                &format!("there is no fact \"{name}\""),
            )
            .with_help(did_you_mean_at(name, known))
        })
    }

    /// A count; `None` for a remainder, which only its figure can tell. `label` is whose count it
    /// is, as declared: what a fault points to.
    ///
    /// # Errors
    /// When a name is unknown, or not exactly one origin is given.
    pub fn count(&self, label: &str, count: &CountSource) -> Result<Option<Counted>, DrawError> {
        match (&count.number, &count.table, count.remainder) {
            (Some(name), None, false) => {
                let number = self.number(name)?;
                Ok(Some((number.numerator, number.rests_on.clone())))
            }
            (None, Some(name), false) => {
                let table = self.table(name)?;
                let rows = self.select(name, table, &count.selection)?;
                let counts = rows.iter().map(|row| table.rows[*row].count);
                let rests_on = self.selection_rests_on(name, table, &count.selection)?;
                Ok(Some((counts.fold(0, i64::saturating_add), rests_on)))
            }
            (None, None, true) => Ok(None),
            _ => Err(self
                .fault(
                    "bad-declaration",
                    label,
                    &format!(
                        "the count of \"{label}\" comes from one of `number`, `table` or `remainder`"
                    ),
                )
                .into()),
        }
    }

    /// The rows of a table that a selection takes, by position.
    ///
    /// # Errors
    /// When a column or a category is not in the table.
    pub fn select(
        &self,
        finding: &str,
        table: &FindingTable,
        selection: &RowSelection,
    ) -> Result<Vec<usize>, Diagnostic> {
        let mut wanted = Vec::new();
        for (column, codes) in selection {
            let position = self.column(finding, table, column)?;
            for code in codes.as_slice().iter().flatten() {
                self.category(finding, table, position, code)?;
            }
            wanted.push((position, codes.as_slice()));
        }
        Ok((0..table.rows.len())
            .filter(|row| {
                wanted
                    .iter()
                    .all(|(position, codes)| codes.contains(&table.rows[*row].keys[*position]))
            })
            .collect())
    }

    /// What the count of a selection rests on.
    ///
    /// # Errors
    /// When a column is not in the table.
    pub(crate) fn selection_rests_on(
        &self,
        finding: &str,
        table: &FindingTable,
        selection: &RowSelection,
    ) -> Result<Option<RestsOn>, Diagnostic> {
        let selected = selection.iter().map(|(column, codes)| {
            let position = self.column(finding, table, column)?;
            Ok((position, codes.as_slice()))
        });
        let selected: Vec<_> = selected.collect::<Result<_, Diagnostic>>()?;
        Ok(table.selection_rests_on(&selected))
    }

    /// Refuses a category that the table does not know.
    ///
    /// # Errors
    /// When it is neither declared nor occurs.
    pub fn category(
        &self,
        finding: &str,
        table: &FindingTable,
        position: usize,
        code: &str,
    ) -> Result<(), Diagnostic> {
        let column = &table.by[position];
        let occurs = || {
            table
                .rows
                .iter()
                .filter_map(|row| row.keys.get(position)?.as_deref())
        };
        if occurs().any(|known| known == code) {
            return Ok(());
        }
        // What a column may hold and no row does is none.
        let mut known: Vec<&str> = match self.findings.codes_of(finding, column) {
            Some(declared) => declared.iter().map(String::as_str).collect(),
            None => {
                // Another table by this column alone may list more of them.
                let tables = self.findings.iter().filter_map(|one| match &one.outcome {
                    Outcome::Table(table) => Some(table),
                    _ => None,
                });
                let tables = tables.filter_map(|table| {
                    Some((table, table.by.iter().position(|name| name == column)?))
                });
                let keys = tables
                    .flat_map(|(table, at)| table.rows.iter().map(move |row| row.keys.get(at)));
                keys.filter_map(|key| key?.as_deref()).collect()
            }
        };
        if known.contains(&code) || (known.is_empty() && table.rows.is_empty()) {
            return Ok(());
        }
        known.extend(occurs());
        known.sort_unstable();
        known.dedup();
        Err(self
            .fault(
                "unknown-category",
                code,
                &format!("\"{finding}\" has no category \"{code}\""),
            )
            .with_help(did_you_mean(code, known)))
    }
}
