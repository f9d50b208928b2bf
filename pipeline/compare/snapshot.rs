//! What one side of a comparison holds.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use brief_base::diagnostics::{Diagnostics, Place};
use brief_claims::Claim;
use brief_data::tables::Tables;
use brief_model::findings::{Definition, Finding, Findings, Outcome, Weights};
use brief_model::rests_on::RestsOn;
use brief_pages::Manuscript;
use brief_prose::sentences::{self, Sentence};
use brief_prose::settings::Settings;

use super::table::{Rows, rows};

/// One side of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    pub side: SideSummary,
    pub(crate) brief: String,
    /// Cleaned tables by name; none when the side does not hold its rows.
    pub(crate) tables: Option<IndexMap<String, Rows>>,
    /// By name, in the order of their definitions.
    pub(crate) findings: IndexMap<String, FindingState>,
    /// In the order of the text.
    pub(crate) claims: Vec<ClaimState>,
    /// In reading order, by section or figure; none when the side does not hold its text.
    pub(crate) sentences: Option<IndexMap<String, Vec<SentenceState>>>,
    pub(crate) figures: IndexMap<String, FigureState>,
    /// Whether it holds claims and figures: a brief whose text cannot be written has neither.
    pub(crate) is_written: bool,
}

/// What a side is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SideSummary {
    /// As the user named it.
    pub name: String,
    /// In words: `dataset version 2020-first`.
    pub is: String,
    pub dataset_version: String,
    /// The parts of a comparison that it does not hold, in words.
    pub lacks: Vec<String>,
}

/// A finding on one side.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FindingState {
    /// Its name for readers.
    pub title: String,
    /// What is counted.
    pub unit: String,
    /// How it is defined.
    pub definition: Definition,
    /// What it came to.
    pub value: FindingValue,
    pub rows: RowsBehind,
    /// The columns that it and the views it names read.
    pub reads: BTreeSet<String>,
}

/// What a finding came to on one side.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingValue {
    /// One number.
    Number {
        /// Rows counted, or what they add up to.
        count: i64,
        /// The base of the share.
        base: Option<i64>,
        /// Count by base, 0–1.
        share: Option<f64>,
        /// How many cannot be told.
        unknown: i64,
        /// What it rests on, where the dataset marks cells as set or chosen.
        #[serde(skip_serializing_if = "Option::is_none")]
        rests_on: Option<RestsOn>,
    },
    /// A number for each category.
    Table {
        /// Sum over all of them.
        total: i64,
        /// What that sum rests on, where the dataset marks cells as set or chosen.
        #[serde(skip_serializing_if = "Option::is_none")]
        total_rests_on: Option<RestsOn>,
        /// Count by category, in words.
        rows: IndexMap<String, i64>,
        /// What the counts rest on, where the dataset marks cells as set or chosen.
        #[serde(skip_serializing_if = "IndexMap::is_empty")]
        rests_on: IndexMap<String, RestsOn>,
    },
    /// The side has no data for it.
    NoData {
        /// The table that it lacks.
        missing_table: String,
    },
}

/// What a value rests on, where that is to be said: a documented value is as good as one of unmarked data.
fn marked(rests_on: Option<&RestsOn>) -> Option<RestsOn> {
    rests_on
        .filter(|rests_on| **rests_on != RestsOn::Documented)
        .cloned()
}

impl From<&Outcome> for FindingValue {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Number(number) => FindingValue::Number {
                count: number.numerator,
                base: number.denominator,
                share: number.share(),
                unknown: number.unknown,
                rests_on: marked(number.rests_on.as_ref()),
            },
            Outcome::Table(table) => FindingValue::Table {
                total: table.total,
                total_rests_on: marked(table.total_rests_on.as_ref()),
                rows: table
                    .rows
                    .iter()
                    .map(|row| (row.labels.join(" | "), row.count))
                    .collect(),
                rests_on: table
                    .rows
                    .iter()
                    .filter_map(|row| {
                        Some((row.labels.join(" | "), marked(row.rests_on.as_ref())?))
                    })
                    .collect(),
            },
            Outcome::NoData { missing_table } => FindingValue::NoData {
                missing_table: missing_table.clone(),
            },
        }
    }
}

/// The rows behind a finding, by table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct RowsBehind {
    /// Counted: one for each category, or a single one without name.
    pub counted: IndexMap<String, Weights>,
    pub base: Weights,
    pub unknown: Weights,
}

impl FindingState {
    fn of(finding: &Finding, settings: &Settings) -> Self {
        let weights = &finding.weights;
        let value = FindingValue::from(&finding.outcome);
        let categories = match &value {
            FindingValue::Number { .. } => vec![String::new()],
            FindingValue::Table { rows, .. } => rows.keys().cloned().collect(),
            FindingValue::NoData { .. } => Vec::new(),
        };
        FindingState {
            title: finding.title.clone(),
            unit: finding.unit.clone(),
            definition: finding.definition.clone(),
            value,
            rows: RowsBehind {
                counted: categories
                    .into_iter()
                    .zip(weights.counted.iter().cloned())
                    .collect(),
                base: weights.base.clone(),
                unknown: weights.unknown.clone(),
            },
            reads: brief_data::findings::reads(&finding.definition, &settings.series.value),
        }
    }
}

/// A claim on one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimState {
    /// The words.
    pub says: String,
    /// The finding that they speak of.
    pub finding: String,
    /// The rows of a findings table that they name.
    #[serde(default)]
    pub rows: Vec<String>,
    /// The finding, fact or row that it is compared with.
    pub compared_with: Option<String>,
    /// What the finding is.
    pub found: String,
    pub test: String,
    /// Whether the test is passed.
    pub holds: bool,
    /// The fewest units whose change would turn it over; none when it would take many.
    pub to_turn: Option<i64>,
    /// Those units.
    #[serde(default)]
    pub counted_in: Option<String>,
    /// What prints it.
    pub printed_in: String,
    /// Where it stands.
    pub place: Place,
    /// The sentence around it.
    pub sentence: String,
    /// Wordings that would hold, the nearest first, when it does not.
    #[serde(default)]
    pub true_instead: Vec<String>,
}

impl From<&Claim> for ClaimState {
    fn from(claim: &Claim) -> Self {
        ClaimState {
            says: claim.says.clone(),
            finding: claim.finding.clone(),
            rows: claim.rows.clone(),
            compared_with: claim.compared_with.clone(),
            found: claim.found.clone(),
            test: claim.test.clone(),
            holds: claim.holds,
            to_turn: claim.to_turn,
            counted_in: claim.counted_in.clone(),
            printed_in: claim.printed_in.clone(),
            place: claim.place.clone(),
            sentence: claim.sentence.clone(),
            true_instead: claim.true_instead.clone(),
        }
    }
}

/// A sentence on one side, and what is printed in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SentenceState {
    /// As a reader sees it.
    pub text: String,
    /// The same with the names of sources in place of values.
    pub frame: String,
    /// The findings, facts and settings whose values it prints.
    pub sources: Vec<String>,
}

/// A figure on one side.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FigureState {
    /// `Map 1`.
    pub label: String,
    /// What it shows; none when the side does not hold its words.
    pub title: Option<String>,
    /// The data drawn.
    pub plotted: Value,
    /// The whole SVG document.
    pub svg: String,
}

impl Snapshot {
    /// Of a brief whose text was written from these tables.
    pub fn of(
        manuscript: &Manuscript,
        tables: &Tables,
        side: SideSummary,
    ) -> Result<Self, Diagnostics> {
        let Manuscript {
            settings, findings, ..
        } = manuscript;
        Ok(Snapshot {
            claims: manuscript.claims.iter().map(ClaimState::from).collect(),
            sentences: Some(all_sentences(manuscript)),
            figures: figures(manuscript),
            is_written: true,
            ..Snapshot::of_data(settings, tables, findings, side)?
        })
    }

    /// Of a brief whose text cannot be written: its rows and findings.
    pub fn of_data(
        settings: &Settings,
        tables: &Tables,
        findings: &Findings,
        side: SideSummary,
    ) -> Result<Self, Diagnostics> {
        let findings = findings.iter();
        let findings =
            findings.map(|finding| (finding.name.clone(), FindingState::of(finding, settings)));
        Ok(Snapshot {
            side,
            brief: settings.brief_name.clone(),
            tables: Some(rows(tables, settings.of_data())?),
            findings: findings.collect(),
            ..Snapshot::default()
        })
    }

    /// Renames raw files to the names that the user gave, where `renamed` returns one.
    pub fn relocate(&mut self, renamed: impl Fn(&str) -> Option<String>) {
        for rows in self.tables.iter_mut().flat_map(IndexMap::values_mut) {
            if let Some(file) = renamed(&rows.file) {
                rows.file = file;
            }
        }
    }
}

fn all_sentences(manuscript: &Manuscript) -> IndexMap<String, Vec<SentenceState>> {
    let printed = &manuscript.text.printed;
    let known = |sentence: Sentence| {
        let sources: BTreeMap<&str, ()> = sentence
            .printed
            .iter()
            .filter_map(|number| Some((printed.get(*number)?.source.as_str(), ())))
            .collect();
        SentenceState {
            sources: sources.into_keys().map(str::to_owned).collect(),
            text: sentence.text,
            frame: sentence.frame,
        }
    };
    let sections = manuscript.text.sections.iter().map(|section| {
        let sentences = sentences::in_markup(&section.markup, printed);
        (
            section.id.clone(),
            sentences.into_iter().map(known).collect(),
        )
    });
    let mut all: IndexMap<String, Vec<SentenceState>> = sections.collect();
    for figure in manuscript.text.figures.values() {
        let around = [
            &figure.title,
            &figure.subtitle,
            &figure.caption,
            &figure.alt,
        ];
        let sentences = around
            .into_iter()
            .flat_map(|text| sentences::in_passage(text, printed));
        all.insert(figure.label.clone(), sentences.map(known).collect());
    }
    all
}

fn figures(manuscript: &Manuscript) -> IndexMap<String, FigureState> {
    let drawings = manuscript.drawings.iter();
    let figures = drawings.map(|(id, drawing)| {
        let words = manuscript.text.figures.get(id);
        let figure = FigureState {
            label: words.map_or_else(|| id.clone(), |words| words.label.clone()),
            title: words.map(|words| words.title.plain(&manuscript.text.printed)),
            plotted: drawing.plotted.clone(),
            svg: drawing.svg.clone(),
        };
        (id.clone(), figure)
    });
    figures.collect()
}
