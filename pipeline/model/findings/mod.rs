//! Findings: numbers and tables computed from cleaned tables, each with its evidence.

mod definition;
mod documentation;
mod evidence;
mod record;
mod siblings;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

pub use definition::{Base, Definition, FindingPart, Measure, Order};
pub use documentation::undocumented;
pub use evidence::{EvidenceRow, EvidenceRows, EvidenceSource, LazySource, Weights};
pub use record::FindingsRecord;
pub use siblings::{SIBLINGS, brief_and_finding, of_sibling, sibling_name};

use crate::rests_on::{CellBasis, RestsOn, is_illustrative};
use crate::series::Topic;
use brief_base::diagnostics::Place;

/// A number: a count or sum, perhaps as a share of a base. `E` is what is held of the rows behind it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Number<E = EvidenceRows> {
    /// What is counted or summed.
    pub numerator: i64,
    /// The base of the share.
    pub denominator: Option<i64>,
    /// How many of the counted units cannot be told, because the data is missing.
    pub unknown: i64,
    /// The share's range over the unknown, as shares 0–1 of everything the finding is about.
    pub bounds: Option<Bounds>,
    /// What count and base rest on, where the dataset marks cells as set or chosen.
    #[serde(default)]
    pub rests_on: Option<RestsOn>,
    /// What the unknown, and the bounds with it, rest on: a claim that vouches for the count need not vouch for
    /// these.
    #[serde(default)]
    pub unknown_rests_on: Option<RestsOn>,
    /// The rows counted, in table order; those that add nothing to a sum, or an amount that is missing, are
    /// none.
    #[serde(default)]
    pub evidence: E,
}

impl Number {
    /// A count of known rows, without base, unknowns or evidence.
    pub fn count(numerator: i64) -> Self {
        Number {
            numerator,
            denominator: None,
            unknown: 0,
            bounds: None,
            rests_on: None,
            unknown_rests_on: None,
            evidence: EvidenceRows::default(),
        }
    }
}

impl<E> Number<E> {
    /// The same with other evidence.
    pub fn map_evidence<'a, F>(&'a self, evidence: impl FnOnce(&'a E) -> F) -> Number<F> {
        Number {
            numerator: self.numerator,
            denominator: self.denominator,
            unknown: self.unknown,
            bounds: self.bounds,
            rests_on: self.rests_on.clone(),
            unknown_rests_on: self.unknown_rests_on.clone(),
            evidence: evidence(&self.evidence),
        }
    }

    /// Numerator by denominator, 0–1; `None` without a base or with an empty one.
    pub fn share(&self) -> Option<f64> {
        share(self.numerator, self.denominator)
    }
}

/// A count by its base, 0–1; `None` without a base or with an empty one.
pub fn share(numerator: i64, denominator: Option<i64>) -> Option<f64> {
    match denominator {
        Some(denominator) if denominator > 0 => Some(numerator as f64 / denominator as f64),
        _ => None,
    }
}

/// As exported, a number carries its share too, so that no reader has to divide.
impl<E: Serialize> Serialize for Number<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let length = 6 + 2 * usize::from(self.rests_on.is_some());
        let mut fields = serializer.serialize_struct("Number", length)?;
        fields.serialize_field("numerator", &self.numerator)?;
        fields.serialize_field("denominator", &self.denominator)?;
        fields.serialize_field("share", &self.share())?;
        fields.serialize_field("unknown", &self.unknown)?;
        fields.serialize_field("bounds", &self.bounds)?;
        match &self.rests_on {
            Some(rests_on) => fields.serialize_field("rests_on", rests_on)?,
            None => fields.skip_field("rests_on")?,
        }
        match &self.unknown_rests_on {
            Some(rests_on) => fields.serialize_field("unknown_rests_on", rests_on)?,
            None => fields.skip_field("unknown_rests_on")?,
        }
        fields.serialize_field("evidence", &self.evidence)?;
        fields.end()
    }
}

/// The lowest and highest share that the unknown rows leave possible.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// If none of the unknown counted.
    pub lower: f64,
    /// If all of them did.
    pub upper: f64,
    /// Known and unknown together: the base of both.
    pub of: i64,
}

/// A findings table: one row a value, unknown last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "E: Deserialize<'de> + Default"))]
pub struct FindingTable<E = EvidenceRows> {
    /// The columns it is broken down by.
    pub by: Vec<String>,
    /// One for each combination that occurs (and each declared category, even at zero).
    pub rows: Vec<FindingRow<E>>,
    /// Sum over all rows.
    pub total: i64,
    /// What the sum rests on, where the dataset marks cells as set or chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_rests_on: Option<RestsOn>,
    /// The rows of data that are not documented, by where in this table they are or may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<TableMark>,
}

/// Rows of data that are not documented, or whose place in a findings table is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableMark {
    /// What they hold in each breakdown column.
    pub keys: Vec<MarkedKey>,
    /// What their being counted rests on.
    pub counted: CellBasis,
    /// What their place in the breakdown rests on.
    pub placed: CellBasis,
}

/// What marked rows hold in a breakdown column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkedKey {
    /// It could be anything: the cell was set or chosen.
    Any,
    /// This code; nothing for unknown.
    Is(Option<String>),
}

impl TableMark {
    /// Whether its rows are, or may be, among those with these codes in this column.
    pub fn may_be_in(&self, column: usize, codes: &[Option<String>]) -> bool {
        match self.keys.get(column) {
            None | Some(MarkedKey::Any) => true,
            Some(MarkedKey::Is(code)) => codes.contains(code),
        }
    }

    /// What the count of a selection by these columns rests on, as far as these rows are concerned.
    fn of_selection(&self, columns: impl IntoIterator<Item = usize>) -> CellBasis {
        let mut columns = columns.into_iter();
        match columns.any(|column| self.keys.get(column) == Some(&MarkedKey::Any)) {
            true => self.counted.max(self.placed),
            false => self.counted,
        }
    }
}

/// The wanted codes in a breakdown column, by its position; nothing is unknown.
pub type SelectedCodes<'a> = (usize, &'a [Option<String>]);

impl FindingTable {
    /// A table from its counts: for each row a code per breakdown column, `None` for unknown. The
    /// codes serve as words too; there is no evidence.
    pub fn from_counts<const COLUMNS: usize>(
        by: [&str; COLUMNS],
        counts: &[([Option<&str>; COLUMNS], i64)],
    ) -> Self {
        let rows = counts.iter().map(|(keys, count)| FindingRow {
            keys: keys.map(|key| key.map(str::to_owned)).to_vec(),
            labels: keys.map(|key| key.unwrap_or("unknown").to_owned()).to_vec(),
            count: *count,
            rests_on: None,
            evidence: EvidenceRows::default(),
        });
        FindingTable {
            by: by.map(str::to_owned).to_vec(),
            rows: rows.collect(),
            total: counts
                .iter()
                .fold(0, |sum, (_, count)| i64::saturating_add(sum, *count)),
            total_rests_on: None,
            marks: Vec::new(),
        }
    }
}

impl<E> FindingTable<E> {
    /// How many of its rows stand for something known that occurs.
    pub fn present(&self) -> usize {
        let known = |row: &&FindingRow<E>| row.keys.iter().all(Option::is_some);
        let rows = self.rows.iter().filter(known);
        rows.filter(|row| row.count > 0).count()
    }

    /// What the table as a whole rests on: which rows it has, and their counts.
    pub fn rests_on(&self) -> Option<RestsOn> {
        match self.all_published(&[]) {
            Some(published) => Some(published),
            None => RestsOn::together([
                self.selection_rests_on(&[]).as_ref(),
                self.rows_rest_on().as_ref(),
            ]),
        }
    }

    /// What the count of the rows with these codes rests on; of the whole table where none are given. Rows of data
    /// whose place in the breakdown is not documented may belong to a combination that does not occur: they are
    /// asked too.
    pub fn selection_rests_on(&self, selection: &[SelectedCodes<'_>]) -> Option<RestsOn> {
        let of_total = self.total_rests_on.as_ref()?;
        if selection.is_empty() {
            return Some(of_total.clone());
        }
        if let Some(published) = self.all_published(selection) {
            return Some(published);
        }
        let marks = self.marks.iter().filter(|mark| {
            let mut selection = selection.iter();
            selection.all(|(column, codes)| mark.may_be_in(*column, codes))
        });
        let columns = || selection.iter().map(|(column, _)| *column);
        let worst = marks.map(|mark| mark.of_selection(columns())).max();
        match worst {
            // The parts of a table that is broken down by no column are marked one by one.
            None if self.marks.is_empty() => self.rows_rest_on(),
            worst => Some(RestsOn::cells(worst.unwrap_or_default())),
        }
    }

    fn rows_rest_on(&self) -> Option<RestsOn> {
        RestsOn::together(self.rows.iter().map(|row| row.rests_on.as_ref()))
    }

    /// What selected rows rest on, if a claim vouches for each of them that needs one.
    fn all_published(&self, selection: &[SelectedCodes<'_>]) -> Option<RestsOn> {
        let selected = self.rows.iter().filter(|row| {
            let mut selection = selection.iter();
            selection
                .all(|(column, codes)| row.keys.get(*column).is_some_and(|key| codes.contains(key)))
        });
        let rests_on: Vec<_> = selected.map(|row| row.rests_on.as_ref()).collect();
        let is_published =
            |rests_on: &Option<&RestsOn>| matches!(rests_on, Some(RestsOn::Published { .. }));
        let any = rests_on.iter().any(is_published);
        let all = any && !rests_on.iter().any(|rests_on| is_illustrative(*rests_on));
        all.then(|| RestsOn::together(rests_on)).flatten()
    }

    /// Sum of the counts whose key in breakdown column `position` is `key`.
    pub fn count_where(&self, position: usize, key: Option<&str>) -> i64 {
        self.rows
            .iter()
            .filter(|row| row.keys.get(position).map(Option::as_deref) == Some(key))
            .map(|row| row.count)
            .sum()
    }
}

/// One row of a findings table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingRow<E = EvidenceRows> {
    /// Codes, one for each breakdown column; `None` is unknown.
    pub keys: Vec<Option<String>>,
    /// The same in words.
    pub labels: Vec<String>,
    /// How many.
    pub count: i64,
    /// What the count rests on, where the dataset marks cells as set or chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests_on: Option<RestsOn>,
    /// The rows counted, in table order.
    #[serde(default)]
    pub evidence: E,
}

impl<E> FindingRow<E> {
    /// The same with other evidence.
    pub fn map_evidence<'a, F>(&'a self, evidence: impl FnOnce(&'a E) -> F) -> FindingRow<F> {
        FindingRow {
            keys: self.keys.clone(),
            labels: self.labels.clone(),
            count: self.count,
            rests_on: self.rests_on.clone(),
            evidence: evidence(&self.evidence),
        }
    }
}

/// Everything that a finding rests on: added up, these are its numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FindingWeights {
    /// What is counted: for a findings table, one for each of its rows.
    pub counted: Vec<Weights>,
    /// The base, where there is one.
    pub base: Weights,
    /// What cannot be told.
    pub unknown: Weights,
}

/// What a definition came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[serde(bound(deserialize = "E: Deserialize<'de> + Default"))]
pub enum Outcome<E = EvidenceRows> {
    /// One number.
    Number(Number<E>),
    /// One number a category.
    Table(FindingTable<E>),
    /// This dataset version does not hold what the finding needs.
    NoData {
        /// Which table is not there.
        missing_table: String,
    },
}

impl<E> Outcome<E> {
    /// The same with other evidence: `evidence` is called for the number, or for each row in table order.
    pub fn map_evidence<'a, F>(&'a self, mut evidence: impl FnMut(&'a E) -> F) -> Outcome<F> {
        match self {
            Outcome::Number(number) => Outcome::Number(number.map_evidence(evidence)),
            Outcome::Table(table) => {
                let rows = table.rows.iter();
                Outcome::Table(FindingTable {
                    by: table.by.clone(),
                    rows: rows.map(|row| row.map_evidence(&mut evidence)).collect(),
                    total: table.total,
                    total_rests_on: table.total_rests_on.clone(),
                    marks: table.marks.clone(),
                })
            }
            Outcome::NoData { missing_table } => Outcome::NoData {
                missing_table: missing_table.clone(),
            },
        }
    }
}

/// A finding: its definition and what it came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "E: Deserialize<'de> + Default"))]
pub struct Finding<E = EvidenceRows> {
    /// Its name, as prose and figures call it.
    pub name: String,
    /// Its name for readers.
    pub title: String,
    /// What it is about; its name is in the definition.
    pub topic: Option<Topic>,
    /// What is counted, in words, for example `plots`.
    pub unit: String,
    /// How it is defined.
    pub definition: Definition,
    /// Where it is defined.
    pub defined_at: Place,
    /// What it came to.
    pub outcome: Outcome<E>,
    /// The rows behind it.
    #[serde(skip)]
    pub weights: FindingWeights,
}

impl Finding {
    /// A finding known by its outcome alone, with no definition in a file: for examples and tests.
    pub fn given(name: &str, outcome: Outcome) -> Self {
        Finding {
            name: name.to_owned(),
            title: name.to_owned(),
            topic: None,
            unit: String::new(),
            definition: Definition::default(),
            defined_at: Place::file("findings.yaml"),
            outcome,
            weights: FindingWeights::default(),
        }
    }
}

impl<E> Finding<E> {
    /// The same with other evidence, as [`Outcome::map_evidence`].
    fn map_evidence<'a, F>(&'a self, evidence: impl FnMut(&'a E) -> F) -> Finding<F> {
        Finding {
            name: self.name.clone(),
            title: self.title.clone(),
            topic: self.topic.clone(),
            unit: self.unit.clone(),
            definition: self.definition.clone(),
            defined_at: self.defined_at.clone(),
            outcome: self.outcome.map_evidence(evidence),
            weights: self.weights.clone(),
        }
    }

    /// Why it matters to the reader of a brief: in its own words, else in those of its topic.
    pub fn matters(&self) -> Option<&str> {
        let of_topic = || self.topic.as_ref().map(|topic| topic.matters.as_str());
        self.definition.matters.as_deref().or_else(of_topic)
    }
}

/// All findings of a brief, in the order they are defined.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Findings {
    by_name: IndexMap<String, Finding>,
    /// Not exported: the series says it.
    #[serde(skip)]
    codes: DeclaredCodes,
}

/// The codes that a column may hold whether a row holds them or not, by the table or view of a finding and by column:
/// declared categories, areas of a boundary set, towns, months of the period.
pub type DeclaredCodes = BTreeMap<String, BTreeMap<String, Vec<String>>>;

impl Findings {
    /// The same with the codes that its columns may hold.
    #[must_use]
    pub fn with_codes(self, codes: DeclaredCodes) -> Self {
        Findings { codes, ..self }
    }

    /// The codes that its columns may hold.
    pub fn codes(&self) -> &DeclaredCodes {
        &self.codes
    }

    /// The codes that a column of a finding may hold; nothing where that is not known.
    pub fn codes_of(&self, finding: &str, column: &str) -> Option<&[String]> {
        let of = &self.get(finding)?.definition.of;
        self.codes.get(of)?.get(column).map(Vec::as_slice)
    }

    /// The finding of that name.
    pub fn get(&self, name: &str) -> Option<&Finding> {
        self.by_name.get(name)
    }

    /// The number of that name, when it is one and there is data for it.
    pub fn number(&self, name: &str) -> Option<&Number> {
        match &self.get(name)?.outcome {
            Outcome::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The table of that name, when it is one and there is data for it.
    pub fn table(&self, name: &str) -> Option<&FindingTable> {
        match &self.get(name)?.outcome {
            Outcome::Table(table) => Some(table),
            _ => None,
        }
    }

    /// All of them, in the order they are defined.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.by_name.values()
    }

    /// Their names, in the order they are defined.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// Their names, each with where it is defined.
    pub fn places(&self) -> impl Iterator<Item = (&str, Option<&Place>)> {
        let findings = self.iter();
        findings.map(|finding| (finding.name.as_str(), Some(&finding.defined_at)))
    }
}

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        Findings {
            by_name: findings
                .into_iter()
                .map(|finding| (finding.name.clone(), finding))
                .collect(),
            codes: DeclaredCodes::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exported_number_carries_its_share() {
        let number = Number {
            numerator: 3,
            denominator: Some(4),
            unknown: 0,
            bounds: None,
            rests_on: None,
            unknown_rests_on: None,
            evidence: EvidenceRows::default(),
        };
        assert_eq!(serde_json::json!(number)["share"], 0.75);
    }
}
