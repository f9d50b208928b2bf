//! What the filters of a text have printed and claimed so far.
//!
//! Tera calls filters without telling where, so each call carries its offset ([`super::call_offsets`]); when a text
//! is rendered, the register turns offsets into places.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_claims::Assertion;
use brief_model::rests_on::RestsOn;

use super::cautions;
use super::expressions::{self, NameRole};
use super::passage::Passage;
use super::printed_value::PrintedValue;
use super::sentences::{self, Sentence};

/// A claim as its filter was called: words, finding, and the offset of the call in its text.
#[derive(Debug, Clone)]
pub(crate) struct ClaimCall {
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
    /// What the finding, and what it is compared with, rest on.
    pub rests_on: Option<RestsOn>,
    /// Where in the text the filter stands, in bytes.
    pub at: usize,
    /// Which of the printed values its words are.
    pub printed: usize,
}

/// The values printed so far, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Register {
    printed: Arc<Mutex<Vec<PrintedValue>>>,
    /// Where in their text the filters stand whose values have no place yet, in bytes.
    unplaced: Arc<Mutex<Vec<usize>>>,
    claims: Arc<Mutex<Vec<ClaimCall>>>,
    assertions: Arc<Mutex<Vec<Assertion>>>,
}

impl Register {
    /// Adds a value that no filter prints; its number.
    pub(crate) fn add(&self, printed: PrintedValue) -> usize {
        let mut all = self.all();
        all.push(printed);
        all.len() - 1
    }

    /// Adds a value whose filter stands at a byte of the text; its number.
    pub(crate) fn add_at(&self, printed: PrintedValue, at: usize) -> usize {
        let mut unplaced = self.unplaced.lock().unwrap_or_else(PoisonError::into_inner);
        unplaced.push(at);
        let mut all = self.all();
        all.push(printed);
        all.len() - 1
    }

    /// Gives the values printed since the last call their places and names, by the offset of their filters.
    pub(crate) fn place(&self, source: &str, place_of: impl Fn(usize) -> Place) {
        let tags = expressions::tags(source);
        let name_at = |at: usize| {
            let tag = tags
                .iter()
                .find(|tag| (tag.start..tag.start + tag.inner.len()).contains(&at));
            let names = tag
                .map(|tag| expressions::names(tag.inner))
                .unwrap_or_default();
            let name = names.first().filter(|name| name.role == NameRole::Value);
            name.map(|name| name.path.to_owned()).unwrap_or_default()
        };
        let offsets =
            std::mem::take(&mut *self.unplaced.lock().unwrap_or_else(PoisonError::into_inner));
        let mut all = self.all();
        let placed = all.len() - offsets.len();
        for (printed, at) in all[placed..].iter_mut().zip(offsets) {
            printed.place = place_of(at);
            printed.written = name_at(at);
        }
    }

    /// Writes the first letter of a value large, where its words begin a sentence.
    pub(crate) fn begins_sentence(&self, number: usize) {
        let mut all = self.all();
        let is_words =
            |text: &str| text.starts_with("less than ") || text.starts_with("more than ");
        if let Some(printed) = all
            .get_mut(number)
            .filter(|printed| is_words(&printed.text))
        {
            printed.text[..1].make_ascii_uppercase();
        }
    }

    /// Takes over values that were printed elsewhere.
    pub(crate) fn extend(&self, printed: impl IntoIterator<Item = PrintedValue>) {
        self.all().extend(printed);
    }

    /// Takes the list.
    pub(crate) fn take(&self) -> Vec<PrintedValue> {
        std::mem::take(&mut self.all())
    }

    /// The sentences of a section's markup.
    pub(crate) fn sentences_in_markup(&self, markup: &str) -> Vec<Sentence> {
        sentences::in_markup(markup, &self.all())
    }

    /// The sentences of a passage.
    pub(crate) fn sentences_in_passage(&self, passage: &Passage) -> Vec<Sentence> {
        sentences::in_passage(passage, &self.all())
    }

    /// Numbers of a passage that run together with what is typed beside them.
    pub(crate) fn joined_numbers(&self, passage: &Passage) -> Vec<Diagnostic> {
        cautions::joined_numbers(&cautions::ReaderView::of(passage, &self.all()))
    }

    /// A passage as it is drawn.
    pub(crate) fn signed(&self, passage: &Passage, sign: &str) -> String {
        passage.signed(&self.all(), sign)
    }

    /// Whether a passage prints an illustrative value.
    pub(crate) fn prints_illustrative(&self, passage: &Passage) -> bool {
        passage.illustrative(&self.all()).next().is_some()
    }

    /// Refuses each illustrative value of a passage; `refuse` says why.
    pub(crate) fn refuse_illustrative(
        &self,
        passage: &Passage,
        refuse: impl Fn(&PrintedValue) -> Diagnostic,
    ) -> Diagnostics {
        passage.illustrative(&self.all()).map(refuse).collect()
    }

    /// Takes the claims made since they were last taken.
    pub(crate) fn take_claims(&self) -> Vec<ClaimCall> {
        std::mem::take(&mut self.claims.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps a claim whose place is known.
    pub(crate) fn assert(&self, assertion: Assertion) {
        let mut all = self
            .assertions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.push(assertion);
    }

    /// Takes the claims whose place is known.
    pub(crate) fn take_assertions(&self) -> Vec<Assertion> {
        std::mem::take(
            &mut self
                .assertions
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Notes a claim whose sentence is not known yet.
    pub(crate) fn claim(&self, call: ClaimCall) {
        let mut claims = self.claims.lock().unwrap_or_else(PoisonError::into_inner);
        claims.push(call);
    }

    fn all(&self) -> MutexGuard<'_, Vec<PrintedValue>> {
        self.printed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
