//! What one side of a comparison holds.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use brief_base::diagnostics::{Diagnostics, Place};
use brief_claims::Claim;
use brief_data::tables::Tables;
use brief_model::findings::{Definition, Finding, Findings, Outcome, Weights};
use brief_pages::Manuscript;
use brief_prose::sentences::{self, Sentence};
use brief_prose::settings::Settings;

use super::table::{Rows, rows};

/// One side, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// What it is.
    pub side: SideSummary,
    /// The brief's name.
    pub brief: String,
    /// Cleaned tables by name; none when the side does not hold its rows.
    pub tables: Option<IndexMap<String, Rows>>,
    /// By name, in the order of their definitions.
    pub findings: IndexMap<String, FindingKnown>,
    /// In the order of the text.
    pub claims: Vec<ClaimKnown>,
    /// In reading order, by section or figure; none when the side does not hold its text.
    pub sentences: Option<IndexMap<String, Vec<SentenceKnown>>>,
    /// By name.
    pub figures: IndexMap<String, FigureKnown>,
    /// Whether it holds claims and figures: a brief whose text cannot be written has neither.
    pub is_written: bool,
}

/// What a side is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SideSummary {
    /// As the user named it.
    pub name: String,
    /// In words: `dataset version 2020-first`.
    pub is: String,
    /// Its dataset version.
    pub dataset_version: String,
    /// The parts of a comparison that it does not hold, in words.
    pub lacks: Vec<String>,
}

/// A finding as one side knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingKnown {
    /// Its name for readers.
    pub title: String,
    /// What is counted.
    pub unit: String,
    /// How it is defined.
    pub definition: Definition,
    /// What it came to.
    pub value: FindingValue,
    /// The rows behind it.
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
    },
    /// A number for each category.
    Table {
        /// Sum over all of them.
        total: i64,
        /// Count by category, in words.
        rows: IndexMap<String, i64>,
    },
    /// The side has no data for it.
    NoData {
        /// The table that it lacks.
        missing_table: String,
    },
}

impl From<&Outcome> for FindingValue {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Number(number) => FindingValue::Number {
                count: number.numerator,
                base: number.denominator,
                share: number.share(),
                unknown: number.unknown,
            },
            Outcome::Table(table) => FindingValue::Table {
                total: table.total,
                rows: table
                    .rows
                    .iter()
                    .map(|row| (row.labels.join(" | "), row.count))
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
pub struct RowsBehind {
    /// Counted: one for each category, or a single one without name.
    pub counted: IndexMap<String, Weights>,
    /// The base.
    pub base: Weights,
    /// Cannot be told.
    pub unknown: Weights,
}

impl FindingKnown {
    fn of(finding: &Finding, settings: &Settings) -> Self {
        let weights = &finding.weights;
        let value = FindingValue::from(&finding.outcome);
        let categories = match &value {
            FindingValue::Number { .. } => vec![String::new()],
            FindingValue::Table { rows, .. } => rows.keys().cloned().collect(),
            FindingValue::NoData { .. } => Vec::new(),
        };
        FindingKnown {
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

/// A claim as one side knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimKnown {
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
    /// Its test.
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

impl From<&Claim> for ClaimKnown {
    fn from(claim: &Claim) -> Self {
        ClaimKnown {
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

/// A sentence and what is printed in it.
#[derive(Debug, Clone, PartialEq)]
pub struct SentenceKnown {
    /// As a reader sees it.
    pub text: String,
    /// The same with the names of sources in place of values.
    pub frame: String,
    /// The findings, facts and settings whose values it prints.
    pub sources: Vec<String>,
}

/// A figure as one side knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureKnown {
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
    /// What a brief holds that was written from these tables. `side` says what it is.
    ///
    /// # Errors
    /// When a column cannot be written as text.
    pub fn of(
        manuscript: &Manuscript,
        tables: &Tables,
        side: SideSummary,
    ) -> Result<Self, Diagnostics> {
        Ok(Snapshot {
            side,
            brief: manuscript.settings.brief_name.clone(),
            tables: Some(rows(tables, manuscript.settings.of_data())?),
            findings: manuscript
                .findings
                .iter()
                .map(|finding| {
                    let known = FindingKnown::of(finding, &manuscript.settings);
                    (finding.name.clone(), known)
                })
                .collect(),
            claims: manuscript.claims.iter().map(ClaimKnown::from).collect(),
            sentences: Some(all_sentences(manuscript)),
            figures: figures(manuscript),
            is_written: true,
        })
    }

    /// What is known of a brief whose text cannot be written: its rows and findings.
    ///
    /// # Errors
    /// When a column cannot be written as text.
    pub fn of_data(
        settings: &Settings,
        tables: &Tables,
        findings: &Findings,
        side: SideSummary,
    ) -> Result<Self, Diagnostics> {
        let known = findings.iter();
        let known =
            known.map(|finding| (finding.name.clone(), FindingKnown::of(finding, settings)));
        Ok(Snapshot {
            side,
            brief: settings.brief_name.clone(),
            tables: Some(rows(tables, settings.of_data())?),
            findings: known.collect(),
            claims: Vec::new(),
            sentences: None,
            figures: IndexMap::new(),
            is_written: false,
        })
    }
}

impl Snapshot {
    /// Names raw files as the user does, where `renamed` says how.
    pub fn relocate(&mut self, renamed: impl Fn(&str) -> Option<String>) {
        for rows in self.tables.iter_mut().flat_map(IndexMap::values_mut) {
            if let Some(file) = renamed(&rows.file) {
                rows.file = file;
            }
        }
    }
}

fn all_sentences(manuscript: &Manuscript) -> IndexMap<String, Vec<SentenceKnown>> {
    let printed = &manuscript.text.printed;
    let known = |sentence: Sentence| {
        let sources: BTreeMap<&str, ()> = sentence
            .printed
            .iter()
            .filter_map(|number| Some((printed.get(*number)?.source.as_str(), ())))
            .collect();
        SentenceKnown {
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
    let mut all: IndexMap<String, Vec<SentenceKnown>> = sections.collect();
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

fn figures(manuscript: &Manuscript) -> IndexMap<String, FigureKnown> {
    let drawings = manuscript.drawings.iter();
    let figures = drawings.map(|(id, drawing)| {
        let words = manuscript.text.figures.get(id);
        let figure = FigureKnown {
            label: words.map_or_else(|| id.clone(), |words| words.label.clone()),
            title: words.map(|words| words.title.plain(&manuscript.text.printed)),
            plotted: drawing.plotted.clone(),
            svg: drawing.svg.clone(),
        };
        (id.clone(), figure)
    });
    figures.collect()
}
