//! What a claim speaks of: a number, rows of a table, or a fact.

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, did_you_mean};
use brief_model::facts::{Fact, Facts};
use brief_model::findings::{FindingTable, Findings, Number, Outcome};

use super::claim::Assertion;
use super::condition::{Condition, NamedNumbers};
use super::fact_case::{self, FactCase};
use super::interval::Interval;
use super::number_case::{Margin, NumberCase};
use super::rows_case::{RowCount, RowsCase};
use super::stated_number::StatedNumber;

/// How prose names facts.
const FACTS: &str = "facts.";

/// What a claim speaks of, with its numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimSubject {
    /// A finding that is one number.
    Number(NumberCase),
    /// Rows of a findings table.
    Rows(RowsCase),
    /// A fact.
    Fact(Box<FactCase>),
}

impl ClaimSubject {
    /// The names that a condition may use, with their numbers.
    pub fn numbers(&self) -> NamedNumbers {
        match self {
            ClaimSubject::Number(case) => case.numbers(),
            ClaimSubject::Rows(rows) => rows.numbers(),
            ClaimSubject::Fact(cited) => cited.numbers(),
        }
    }

    /// The same, said with another number or with none.
    #[must_use]
    pub fn with_value(&self, value: Option<StatedNumber>) -> Self {
        let mut subject = self.clone();
        match &mut subject {
            ClaimSubject::Number(case) => case.value = value,
            ClaimSubject::Rows(rows) => rows.value = value,
            ClaimSubject::Fact(cited) => cited.value = value,
        }
        subject
    }

    /// The number in the words.
    pub fn value(&self) -> Option<StatedNumber> {
        match self {
            ClaimSubject::Number(case) => case.value,
            ClaimSubject::Rows(rows) => rows.value,
            ClaimSubject::Fact(cited) => cited.value,
        }
    }

    /// Whether a condition is true of it; one that cannot be decided is not.
    pub fn bears_out(&self, condition: &Condition) -> bool {
        condition.holds(&self.numbers()) == Some(true)
    }

    /// Whether a condition is undecided only because limits are known and no number.
    pub(crate) fn would_be_decided_by_a_number(&self, condition: &Condition) -> bool {
        let numbers = self.numbers().into_iter();
        let lowest = numbers.map(|(name, known)| (name, Interval::from(known.low)));
        condition.holds(&lowest.collect()).is_some()
    }

    /// What it takes to turn a condition over; nothing in the data does it for a fact.
    pub fn margin(&self, condition: &Condition) -> Option<Margin<ClaimSubject>> {
        match self {
            ClaimSubject::Number(case) => {
                let margin = case.margin(condition)?;
                Some(margin.map(ClaimSubject::Number))
            }
            ClaimSubject::Rows(rows) => {
                let margin = rows.margin(condition)?;
                Some(margin.map(ClaimSubject::Rows))
            }
            ClaimSubject::Fact(_) => None,
        }
    }

    /// What it is, in words.
    pub fn words(&self) -> String {
        match self {
            ClaimSubject::Number(case) => case.words(),
            ClaimSubject::Rows(rows) => rows.words(),
            ClaimSubject::Fact(cited) => cited.words(),
        }
    }
}

/// Where what claims speak of comes from.
#[derive(Clone, Copy)]
pub struct FindingsAndFacts<'a> {
    /// What was computed.
    pub findings: &'a Findings,
    /// What is cited.
    pub facts: &'a Facts,
}

impl FindingsAndFacts<'_> {
    /// What an assertion speaks of, said with `value` and tested by `condition`.
    ///
    /// # Errors
    /// When there is no such finding, fact or row, it has no data in this dataset version, or is of a kind
    /// that cannot be compared so.
    pub fn subject(
        &self,
        assertion: &Assertion,
        condition: &Condition,
        value: Option<StatedNumber>,
    ) -> Result<ClaimSubject, Diagnostic> {
        let subject = if assertion.finding.starts_with(FACTS) {
            self.of_fact(assertion)?
        } else {
            match self.outcome(assertion, &assertion.finding)? {
                Outcome::Table(table) => ClaimSubject::Rows(rows(assertion, table)?),
                Outcome::Number(number) => {
                    ClaimSubject::Number(self.of_number(assertion, number, condition)?)
                }
                Outcome::NoData { .. } => ClaimSubject::Number(NumberCase::default()),
            }
        };
        Ok(subject.with_value(value))
    }

    /// A finding that has data.
    fn outcome(&self, assertion: &Assertion, name: &str) -> Result<&Outcome, Diagnostic> {
        let finding = self.findings.get(name).ok_or_else(|| {
            Diagnostic::error("unknown-finding", format!("there is no finding \"{name}\""))
                .with_help(did_you_mean(name, self.findings.names()))
        })?;
        match &finding.outcome {
            Outcome::NoData { missing_table } => Err(Diagnostic::error(
                "claim-without-data",
                format!(
                    "\"{}\" speaks of \"{name}\", and this dataset version holds no {missing_table}",
                    assertion.says
                ),
            )
            .with_help(format!("write it within `{{% if {name}.available %}}`"))),
            outcome => Ok(outcome),
        }
    }

    fn of_number(
        &self,
        assertion: &Assertion,
        number: &Number,
        condition: &Condition,
    ) -> Result<NumberCase, Diagnostic> {
        no_rows(assertion, "a number")?;
        let whole = number.bounds.map(|bounds| bounds.of);
        let outside = match whole.zip(number.denominator) {
            Some((whole, base)) => whole - base,
            None => 0,
        };
        let mut case = NumberCase {
            count: number.numerator,
            base: number.denominator,
            unknown: number.unknown,
            outside,
            ..NumberCase::default()
        };
        if let Some(than) = &assertion.than {
            if than.starts_with(FACTS) {
                return Err(Diagnostic::error(
                    "bad-claim",
                    format!(
                        "\"{}\" is a finding, and is compared with the fact \"{than}\"",
                        assertion.finding
                    ),
                )
                .with_help("a finding is compared with a finding, and a fact with a fact"));
            }
            let Outcome::Number(other) = self.outcome(assertion, than)? else {
                return Err(Diagnostic::error(
                    "wrong-kind-of-finding",
                    format!("\"{than}\" is a table, and a claim is compared with a number"),
                ));
            };
            case.other = Some(other.numerator);
            case.other_base = other.denominator;
            if !condition.uses(&["other_share"]) {
                // Counts are compared, whatever they are shares of.
                case.base = None;
                case.other_base = None;
            }
        }
        Ok(case)
    }

    fn of_fact(&self, assertion: &Assertion) -> Result<ClaimSubject, Diagnostic> {
        no_rows(assertion, "a fact")?;
        let fact = self.fact(&assertion.finding)?;
        let than = assertion.than.as_ref();
        let other = than.map(|than| self.fact(than)).transpose()?;
        if let Some(other) = other.filter(|other| other.unit != fact.unit) {
            return Err(Diagnostic::error(
                "bad-claim",
                format!(
                    "\"{}\" is {}, and is compared with {}",
                    assertion.finding,
                    fact_case::words(fact),
                    fact_case::words(other)
                ),
            )
            .with_help("compare facts of one unit"));
        }
        Ok(ClaimSubject::Fact(Box::new(FactCase {
            fact: fact.clone(),
            other: other.cloned(),
            value: None,
        })))
    }

    /// A fact by its name in prose, `facts.NAME`.
    fn fact(&self, name: &str) -> Result<&Fact, Diagnostic> {
        let fact = name
            .strip_prefix(FACTS)
            .and_then(|name| self.facts.get(name));
        fact.ok_or_else(|| {
            Diagnostic::error(
                "bad-claim",
                format!("a fact is compared with a fact, and \"{name}\" is none"),
            )
            .with_help("name it by `than=facts.NAME`")
        })
    }
}

fn no_rows(assertion: &Assertion, kind: &str) -> Result<(), Diagnostic> {
    if assertion.rows.is_empty() {
        return Ok(());
    }
    Err(Diagnostic::error(
        "bad-claim",
        format!(
            "\"{}\" is {kind}, and has no rows to name",
            assertion.finding
        ),
    )
    .with_help("compare it with another number by `than=`"))
}

/// The named rows of a table, in the order of the claim, and all others.
fn rows(assertion: &Assertion, table: &FindingTable) -> Result<RowsCase, Diagnostic> {
    if let Some(than) = &assertion.than {
        return Err(Diagnostic::error(
            "bad-claim",
            format!(
                "\"{}\" is a table, and is compared with \"{than}\"",
                assertion.finding
            ),
        )
        .with_help("compare its rows with another of its rows: `than_row=\"CODE\"`"));
    }
    // A table by more than one column has several rows of a code.
    let mut known: IndexMap<&str, i64> = IndexMap::new();
    let mut unknown = 0;
    for row in &table.rows {
        match row.keys.first() {
            Some(Some(code)) => *known.entry(code).or_default() += row.count,
            _ => unknown += row.count,
        }
    }
    let counted = |code: &String| {
        let count = known.get(code.as_str()).ok_or_else(|| {
            Diagnostic::error(
                "unknown-category",
                format!("\"{}\" has no category \"{code}\"", assertion.finding),
            )
            .with_help(did_you_mean(code, known.keys().copied()))
        })?;
        Ok(RowCount {
            code: code.clone(),
            count: *count,
        })
    };
    if let Some(twice) = named_twice(&assertion.rows) {
        return Err(Diagnostic::error(
            "bad-claim",
            format!("the claim names the row \"{twice}\" twice, and would count it twice"),
        )
        .with_help("name each row once"));
    }
    let named: Result<Vec<RowCount>, Diagnostic> = assertion.rows.iter().map(counted).collect();
    let named = named?;
    if named.is_empty() {
        return Err(Diagnostic::error(
            "bad-claim",
            format!(
                "\"{}\" is a table, and the claim names none of its rows",
                assertion.finding
            ),
        )
        .with_help("name them: `claim(says=\"the largest\", rows=\"CODE; CODE\")`"));
    }
    let than = assertion.than_row.as_ref().map(counted).transpose()?;
    let others = known
        .iter()
        .filter(|(key, _)| !assertion.rows.iter().any(|code| code == *key));
    let others = others.map(|(code, count)| RowCount {
        code: (*code).to_owned(),
        count: *count,
    });
    Ok(RowsCase {
        than: than.map(|row| row.code),
        ..RowsCase::new(named, others.collect(), unknown)
    })
}

/// The first code that stands in a list before.
fn named_twice(codes: &[String]) -> Option<&String> {
    let mut numbered = codes.iter().enumerate();
    let twice = numbered.find(|(at, code)| codes[..*at].contains(code));
    twice.map(|(_, code)| code)
}
