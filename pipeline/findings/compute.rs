//! Findings from tables: counts, shares, unknowns, bounds and evidence.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use polars::prelude::*;

use super::definition::{Base, Definition, Part};
use super::plan::{Plan, Planner};
use super::selection::{Questions, Selection};
use super::{
    Bounds, Evidence, Finding, FindingRow, FindingTable, Findings, Number, Outcome, Weighed,
    Weights,
};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::geography::Geography;
use crate::settings::{Settings, Unrecorded};
use crate::tables::Tables;

/// Computes all findings of a brief.
///
/// # Errors
/// Every definition that is at fault, at its file and line.
pub fn compute(
    settings: &Settings,
    tables: &Tables,
    geography: &Geography,
) -> Result<Findings, Diagnostics> {
    let mut faults = Diagnostics::new();
    let mut selections = IndexMap::new();
    for (name, table) in &tables.tables {
        let base = Selection::of_table(name, table, settings);
        selections.insert(name.clone(), base);
    }
    for (name, view) in &settings.series.value.views {
        let place = settings
            .series
            .locations
            .place(&format!("views/{name}/where"));
        if let Some(base) = selections.get(&view.of)
            && let Some(selection) = faults.take(base.view(&view.condition, &place))
        {
            selections.insert(name.clone(), selection);
        }
    }

    // First every expression is asked for, then each table answers all of its own at once.
    let unrecorded = Unrecorded::of(settings);
    let mut asked: BTreeMap<String, Questions> = BTreeMap::new();
    let mut planned = Vec::new();
    for yaml in &settings.findings {
        for (name, definition) in &yaml.value {
            let place = |key: &str| yaml.locations.place(&format!("{name}/{key}"));
            let mut planner = Planner {
                settings,
                selections: &selections,
                asked: &mut asked,
                unrecorded: &unrecorded,
                place: &place,
                faults: &mut faults,
                missing: None,
            };
            let plan = planner.plan(definition);
            let defined_at = yaml.locations.place(name);
            planned.push((name, definition, plan, defined_at));
        }
    }
    let mut answers = BTreeMap::new();
    for (table, questions) in asked {
        if let Some(selection) = selections.get(&table)
            && let Some(columns) = faults.take(questions.answer(selection))
        {
            answers.insert(table, columns);
        }
    }
    if faults.has_errors() {
        return Err(faults);
    }
    let computing = Computing {
        geography,
        selections: &selections,
        answers: &answers,
    };
    let topics = &settings.series.value.topics;
    let mut findings = IndexMap::new();
    for (name, definition, plan, defined_at) in planned {
        let Some(plan) = plan else { continue };
        if let Some(Finding { defined_at: at, .. }) = findings.get(name) {
            let message = format!("finding \"{name}\" is defined by the series already, at {at}");
            faults.push(
                Diagnostic::error("finding-defined-twice", message)
                    .with_place(defined_at)
                    .with_help("give the brief's own finding another name"),
            );
            continue;
        }
        let (outcome, weighed) = computing.outcome(definition, &plan);
        findings.insert(
            name.clone(),
            Finding {
                name: name.clone(),
                title: definition.title.clone(),
                topic: definition
                    .topic
                    .as_ref()
                    .and_then(|topic| topics.get(topic))
                    .cloned(),
                unit: definition.unit.clone(),
                definition: definition.clone(),
                defined_at,
                outcome,
                weighed,
            },
        );
    }
    faults
        .finish(findings.into_values().collect())
        .map(|(findings, _)| findings)
}

/// Where a value stands among a column's values: unknown or not, declared order, alphabet.
type Rank = (u8, usize, String);

/// The rows that share a key.
struct Group {
    key: Vec<Option<String>>,
    count: i64,
    rows: Vec<usize>,
}

impl Group {
    fn of(key: Vec<Option<String>>) -> Self {
        Group {
            key,
            count: 0,
            rows: Vec::new(),
        }
    }
}

struct Computing<'a> {
    geography: &'a Geography,
    selections: &'a IndexMap<String, Selection<'a>>,
    answers: &'a BTreeMap<String, BTreeMap<String, Column>>,
}

/// Each row's part in a measure: whether it counts (`None`: cannot be told), and how much.
struct Counted {
    holds: Vec<Option<bool>>,
    amount: Vec<Option<i64>>,
}

impl Counted {
    fn total(&self) -> i64 {
        self.holds
            .iter()
            .zip(&self.amount)
            .filter(|(holds, _)| **holds == Some(true))
            .filter_map(|(_, amount)| *amount)
            .sum()
    }

    /// The rows that count, by their number in the selection, with their amounts.
    fn rows(&self) -> impl Iterator<Item = (usize, i64)> {
        let rows = self.holds.iter().zip(&self.amount).enumerate();
        let counting = rows.filter(|(_, (holds, _))| **holds == Some(true));
        counting.filter_map(|(row, (_, amount))| Some((row, (*amount)?)))
    }

    /// Rows that may or may not count, or count for an amount that is missing.
    fn untold(&self, row: usize) -> bool {
        self.holds[row].is_none() || (self.holds[row] == Some(true) && self.amount[row].is_none())
    }
}

impl Computing<'_> {
    fn outcome(&self, definition: &Definition, plan: &Plan) -> (Outcome, Weighed) {
        match plan {
            Plan::NoData(table) => {
                let missing_table = table.clone();
                (Outcome::NoData { missing_table }, Weighed::default())
            }
            Plan::Number => {
                let (number, weighed) = self.number(definition);
                (Outcome::Number(number), weighed)
            }
            Plan::Table => {
                let (table, counted) = match &definition.parts {
                    Some(parts) => self.parts(definition, parts),
                    None => self.table(definition),
                };
                let weighed = Weighed {
                    counted,
                    ..Weighed::default()
                };
                (Outcome::Table(table), weighed)
            }
        }
    }

    fn weights(&self, of: &str, rows: impl Iterator<Item = (usize, i64)>) -> Weights {
        let selection = &self.selections[of];
        Weights {
            table: selection.name.clone(),
            rows: rows
                .map(|(row, amount)| (selection.rows[row], amount))
                .collect(),
        }
    }

    fn counted(&self, of: &str, condition: Option<&str>, sum: Option<&str>) -> Counted {
        let height = self.selections[of].frame.height();
        let answer = |sql: &str| self.answers.get(of).and_then(|answers| answers.get(sql));
        let holds = match condition.and_then(answer) {
            Some(column) => match column.bool() {
                Ok(column) => column.iter().collect(),
                Err(_) => vec![None; height],
            },
            None => vec![Some(true); height],
        };
        let amount = match sum.and_then(answer) {
            Some(column) => match column.cast(&DataType::Int64) {
                Ok(column) => column
                    .i64()
                    .map(|column| column.iter().collect())
                    .unwrap_or_default(),
                Err(_) => vec![None; height],
            },
            None => vec![Some(1); height],
        };
        Counted { holds, amount }
    }

    fn number(&self, definition: &Definition) -> (Number, Weighed) {
        let of = definition.of.as_str();
        let counted = self.counted(
            of,
            definition.condition.as_deref(),
            definition.sum.as_deref(),
        );
        let numerator = counted.total();
        let height = counted.holds.len();
        let untold = || (0..height).filter(|row| counted.untold(*row));
        let mut unknown = untold().count() as i64;
        let mut weighed = Weighed {
            counted: vec![self.weights(of, counted.rows())],
            base: Weights::default(),
            unknown: self.weights(of, untold().map(|row| (row, 1))),
        };
        let mut denominator = None;
        // Everything the finding is about: the base, and the unknown that the base leaves out.
        let mut whole = None;
        match &definition.share_of {
            None => {}
            Some(Base::Table(table)) => {
                let base = self.selections[table.as_str()].frame.height() as i64;
                let rows = self.selections[table.as_str()].frame.height();
                weighed.base = self.weights(table, (0..rows).map(|row| (row, 1)));
                denominator = Some(base);
                whole = Some(base);
            }
            Some(Base::Measure(measure)) => {
                let base_of = measure.of.as_deref().unwrap_or(of);
                let base = self.counted(
                    base_of,
                    measure.condition.as_deref(),
                    measure.sum.as_deref(),
                );
                weighed.base = self.weights(base_of, base.rows());
                denominator = Some(base.total());
                let left_out = if base_of == of && base.holds.len() == height {
                    (0..height)
                        .filter(|row| counted.untold(*row) && base.holds[*row] != Some(true))
                        .count() as i64
                } else {
                    0
                };
                whole = Some(base.total() + left_out);
            }
        }
        if let Some(measure) = &definition.unknown {
            let unknown_of = measure.of.as_deref().unwrap_or(of);
            let measured = self.counted(
                unknown_of,
                measure.condition.as_deref(),
                measure.sum.as_deref(),
            );
            weighed.unknown = self.weights(unknown_of, measured.rows());
            unknown = measured.total();
            whole = denominator.map(|denominator| denominator + unknown);
        }
        #[allow(clippy::cast_precision_loss)]
        let bounds = whole
            .filter(|whole| *whole > 0 && unknown > 0)
            .map(|whole| Bounds {
                lower: numerator as f64 / whole as f64,
                upper: (numerator + unknown) as f64 / whole as f64,
                of: whole,
            });
        let number = Number {
            numerator,
            denominator,
            unknown,
            bounds,
            evidence: self.evidence(of, &counted, 0..height),
        };
        (number, weighed)
    }

    /// Those of the rows that add to a count or sum, each with what it adds.
    fn evidence(
        &self,
        of: &str,
        counted: &Counted,
        rows: impl IntoIterator<Item = usize>,
    ) -> Vec<Evidence> {
        let known = &self.selections[of].evidence;
        let adding = rows.into_iter().filter_map(|row| {
            let amount = counted.amount[row].filter(|amount| *amount != 0)?;
            let evidence = known
                .get(row)
                .filter(|_| counted.holds[row] == Some(true))?;
            Some(Evidence {
                amount,
                ..evidence.clone()
            })
        });
        adding.collect()
    }

    fn parts(
        &self,
        definition: &Definition,
        parts: &IndexMap<String, Part>,
    ) -> (FindingTable, Vec<Weights>) {
        let mut weighed = Vec::new();
        let rows: Vec<FindingRow> = parts
            .iter()
            .map(|(code, part)| {
                let counted = self.counted(
                    &definition.of,
                    part.condition.as_deref(),
                    part.sum.as_deref(),
                );
                weighed.push(self.weights(&definition.of, counted.rows()));
                FindingRow {
                    keys: vec![(!part.unknown).then(|| code.clone())],
                    labels: vec![part.title.clone()],
                    count: counted.total(),
                    evidence: self.evidence(&definition.of, &counted, 0..counted.holds.len()),
                }
            })
            .collect();
        let table = FindingTable {
            by: vec!["part".to_owned()],
            total: rows.iter().map(|row| row.count).sum(),
            rows,
        };
        (table, weighed)
    }

    fn table(&self, definition: &Definition) -> (FindingTable, Vec<Weights>) {
        let of = definition.of.as_str();
        let by: Vec<String> = definition
            .by
            .iter()
            .flat_map(|by| by.names().to_vec())
            .collect();
        let counted = self.counted(
            of,
            definition.condition.as_deref(),
            definition.sum.as_deref(),
        );
        let selection = &self.selections[of];
        let keys: Vec<Vec<Option<String>>> = by
            .iter()
            .map(|column| {
                selection
                    .frame
                    .column(column)
                    .and_then(|column| column.cast(&DataType::String))
                    .and_then(|column| {
                        Ok(column
                            .str()?
                            .iter()
                            .map(|cell| cell.map(str::to_owned))
                            .collect())
                    })
                    .unwrap_or_default()
            })
            .collect();
        // The order of a column's values: its declared categories, else alphabetical; unknown last.
        let rank = |column: usize, key: &Option<String>| -> Rank {
            let categories = &selection.columns[&by[column]].categories;
            match key {
                None => (1, 0, String::new()),
                Some(key) => (0, categories.get_index_of(key).unwrap_or(0), key.clone()),
            }
        };
        let mut groups: BTreeMap<Vec<Rank>, Group> = BTreeMap::new();
        if let [column] = by.as_slice() {
            for code in selection.columns[column].categories.keys() {
                let key = Some(code.clone());
                groups.insert(vec![rank(0, &key)], Group::of(vec![key]));
            }
        }
        for row in 0..selection.frame.height() {
            if counted.holds[row] != Some(true) {
                continue;
            }
            let key: Vec<Option<String>> = keys.iter().map(|column| column[row].clone()).collect();
            let ranks = key
                .iter()
                .enumerate()
                .map(|(column, key)| rank(column, key))
                .collect();
            let group = groups.entry(ranks).or_insert_with(|| Group::of(key));
            group.count += counted.amount[row].unwrap_or(0);
            group.rows.push(row);
        }
        let amount = |row: &usize| (*row, counted.amount[*row].unwrap_or(0));
        let weighed = groups.values();
        let weighed = weighed.map(|group| self.weights(of, group.rows.iter().map(amount)));
        let weighed = weighed.collect();
        let rows: Vec<FindingRow> = groups
            .into_values()
            .map(|group| FindingRow {
                labels: group
                    .key
                    .iter()
                    .enumerate()
                    .map(|(column, key)| self.label(selection, &by[column], key.as_deref()))
                    .collect(),
                count: group.count,
                evidence: self.evidence(of, &counted, group.rows),
                keys: group.key,
            })
            .collect();
        let table = FindingTable {
            by,
            total: rows.iter().map(|row| row.count).sum(),
            rows,
        };
        (table, weighed)
    }

    /// What a reader sees for a code.
    fn label(&self, selection: &Selection, column: &str, key: Option<&str>) -> String {
        let settings = &selection.columns[column];
        let Some(key) = key else {
            return settings.unknown.clone();
        };
        if let Some(label) = settings.categories.get(key) {
            return label.clone();
        }
        let boundaries = settings
            .labels_from
            .as_ref()
            .and_then(|name| self.geography.boundaries.get(name));
        let area =
            boundaries.and_then(|boundaries| boundaries.areas.iter().find(|area| area.code == key));
        area.map_or_else(|| key.to_owned(), |area| area.name.clone())
    }
}
