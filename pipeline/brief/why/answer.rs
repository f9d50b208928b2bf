//! What `brief why` answers, as programs read it.

use serde::Serialize;
use serde_json::Value;

use brief_base::diagnostics::Place;
use brief_claims::Claim;
use brief_model::facts::Fact;
use brief_model::findings::{Definition, FindingRow, Number};
use brief_model::ledger::Account;
use brief_model::rests_on::RestsOn;
use brief_prose::PrintedValue;

use super::rows::RowHistory;

/// The version of the JSON that [`Answer::json`] writes.
pub(crate) const FORMAT: u32 = 1;

/// An answer. As JSON, format 1:
///
/// | key | value |
/// |---|---|
/// | `format` | 1 |
/// | `brief`, `dataset_version` | what was asked |
/// | one of `finding`, `fact`, `figure`, `other`, `sources` | the answer: [`FindingAnswer`], [`FactAnswer`], [`FigureAnswer`], [`OtherAnswer`], or for a text that several sources print a list of [`PrintedSource`] |
///
/// `finding` has `name`, `title`, `topic`, `matters`, `unit`, `definition` (as in `findings.json`; its
/// `measures` and `caveat` are words for readers), `defined_at`, `asked` (field and value, when one was
/// asked for), `outcome` (`number`, `table` or `no_data`), `printed`, `drawn` and `claims` (as in
/// `claims.json`). Each row of evidence has `table`, `key`, `place`, `amount` (the units that it holds),
/// `steps` (`column`, `before`, `after`, `rule`, `place`) and `merged` (rows with `place`, `rule`, `steps`,
/// `merged`).
/// Shares are 0–1. A key whose value is not there is `null` or left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Answer {
    /// [`FORMAT`].
    pub format: u32,
    pub brief: String,
    pub dataset_version: String,
    /// What was asked about.
    #[serde(flatten)]
    pub subject: AnswerSubject,
}

/// What an answer is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnswerSubject {
    /// A finding.
    Finding(Box<FindingAnswer>),
    /// A fact.
    Fact(Box<FactAnswer>),
    /// A chart or map.
    Figure(FigureAnswer),
    /// A value that is set for the brief, or that the run says of itself.
    Other(OtherAnswer),
    /// Everything that prints a text.
    Sources(Vec<PrintedSource>),
}

/// Where a finding comes from, and where it goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct FindingAnswer {
    pub name: String,
    /// Its name for readers.
    pub title: String,
    /// What it is about, as a reader sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Why it matters to the reader of a brief: in its own words, else in those of its topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matters: Option<String>,
    /// What is counted.
    pub unit: String,
    /// As written.
    pub definition: Definition,
    /// Where.
    pub defined_at: Place,
    /// The value that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<AskedValue>,
    /// Its value.
    pub outcome: OutcomeAnswer,
    /// Where it is printed; of one value only, when that was asked for.
    pub printed: Vec<PrintedAt>,
    /// The figures that draw it.
    pub drawn: Vec<DrawnIn>,
    /// What the text claims about it.
    pub claims: Vec<Claim>,
}

/// One value of a finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct AskedValue {
    /// `share`, `count`, …
    pub field: String,
    /// As prose would print it.
    pub value: Option<String>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none_because: Option<&'static str>,
}

/// The outcome of a finding, with the history of its evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OutcomeAnswer {
    /// One number.
    Number {
        /// `20 of 33 plots = 61 %`.
        formula: String,
        #[serde(flatten)]
        number: Number<Vec<RowHistory>>,
    },
    /// One number a category.
    Table {
        /// The columns it is broken down by.
        by: Vec<String>,
        /// Sum over all rows, whichever are shown.
        total: i64,
        /// What that sum rests on, where the dataset marks cells as set or chosen.
        #[serde(skip_serializing_if = "Option::is_none")]
        total_rests_on: Option<RestsOn>,
        /// Those asked for, in table order.
        rows: Vec<FindingRow<Vec<RowHistory>>>,
    },
    /// This dataset version does not hold what the finding needs.
    NoData {
        /// Which table is not there.
        missing_table: String,
    },
}

/// A place where a value is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct PrintedAt {
    /// As a reader sees it.
    pub text: String,
    /// Which value of its source.
    pub field: String,
    /// As in `printed.json`.
    pub printed_in: String,
    /// Where in that text its filter stands.
    pub place: Place,
    /// The page, counted from 1.
    pub page: Option<usize>,
}

impl From<&PrintedValue> for PrintedAt {
    fn from(printed: &PrintedValue) -> Self {
        PrintedAt {
            text: printed.text.clone(),
            field: printed.field.clone(),
            printed_in: printed.printed_in.clone(),
            place: printed.place.clone(),
            page: printed.page,
        }
    }
}

/// A figure that draws a finding or fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DrawnIn {
    /// Its name.
    pub figure: String,
    /// `Map 1`, `Figure 2`.
    pub label: String,
    /// The page, counted from 1.
    pub page: Option<usize>,
}

/// Where a fact comes from, and where it goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct FactAnswer {
    /// `facts.NAME`.
    pub name: String,
    /// As written.
    #[serde(flatten)]
    pub fact: Fact,
    /// Where.
    pub defined_at: Place,
    /// The work that it is taken from; none when the brief's references lack it.
    pub reference: Option<Reference>,
    /// Where it is printed.
    pub printed: Vec<PrintedAt>,
    /// The figures that draw it.
    pub drawn: Vec<DrawnIn>,
    /// What the text claims about it.
    pub claims: Vec<Claim>,
}

/// What a figure shows, and what it is drawn from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct FigureAnswer {
    pub name: String,
    /// `Map 1`, `Figure 2`.
    pub label: String,
    /// Its title, as a reader sees it.
    pub title: String,
    /// The page, counted from 1.
    pub page: Option<usize>,
    /// The findings and facts that it draws: what to ask for to learn more, and what that measures.
    pub draws: Vec<DrawnSource>,
}

/// A finding or fact that a figure draws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DrawnSource {
    /// Its name.
    pub source: String,
    /// What it measures or says.
    pub title: String,
}

/// A cited work.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Reference {
    pub key: String,
    /// Where it is described.
    pub defined_at: Place,
    /// As written.
    pub entry: Value,
}

/// Where a value comes from that is neither finding nor fact.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct OtherAnswer {
    /// `brief`, `dataset`, `map`, `ledger.TABLE`.
    pub name: String,
    /// What says it.
    pub said_by: String,
    /// What it says under each key that is printed.
    pub values: Vec<SaidValue>,
    /// The rows of the table, when it is the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// Where it is printed.
    pub printed: Vec<PrintedAt>,
}

/// A value that is set for the brief, or that the run says of itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct SaidValue {
    /// Its key, as in `printed.json`.
    pub key: String,
    /// As a reader sees it.
    pub value: String,
    /// Where it is set, in a file of settings.
    pub at: Option<String>,
}

/// One source of a printed text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PrintedSource {
    /// What to ask for to learn more.
    pub source: String,
    /// What it measures.
    pub title: String,
    /// Where it prints the text.
    pub printed: Vec<PrintedAt>,
}

impl Answer {
    /// The answer as JSON, with a line feed at its end.
    pub(crate) fn json(&self) -> String {
        let value = serde_json::json!(self);
        format!("{value:#}\n")
    }
}
