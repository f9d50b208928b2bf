//! A value as a text prints it, and the call that stands for it in a rendered text until then.

use serde::Serialize;

use brief_base::diagnostics::Place;
use brief_model::rests_on::{RestsOn, is_illustrative};

/// A value as printed, and what it is bound to.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PrintedValue {
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
    /// What it rests on, where the dataset marks cells as set or chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<RestsOn>,
    /// Words rather than a number: a line may break in them.
    #[serde(skip)]
    pub is_words: bool,
    /// The name before its filter, as the text has it: `row.count` within a loop.
    #[serde(skip)]
    pub written: String,
}

impl PrintedValue {
    /// Whether it may stand on a page only with the sign of illustrative values.
    pub fn is_illustrative(&self) -> bool {
        is_illustrative(self.rests_on.as_ref())
    }
}

/// What such a call begins with, and ends with; between them is the value's number.
pub(crate) const OPEN: &str = "#bound(";
pub(crate) const CLOSE: &str = ");";

/// The call that stands for a printed value in a rendered text.
pub(crate) fn call_of(number: usize) -> String {
    format!("{OPEN}{number}{CLOSE}")
}
