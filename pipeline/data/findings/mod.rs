//! Findings from tables: counts, shares, unknowns, bounds and evidence.

mod codes;
mod plan;
mod published;
mod reading;
mod selection;

use std::borrow::Cow;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use polars::prelude::*;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::one_or_many::OneOrMany;
use brief_model::brief::DataSettings;
use brief_model::findings::{Base, Definition, FindingPart, Order};
use brief_model::findings::{
    Bounds, EvidenceRows, Finding, FindingRow, FindingTable, FindingWeights, Findings, Number,
    Outcome, Weights,
};
use brief_model::geography::Geography;
use brief_model::rests_on::{CellBasis, RestsOn};
use brief_model::series::{SeriesSettings, ViewSettings};

use crate::dictionary::{DictionaryColumn, together};
use crate::sql;
use crate::tables::DataGaps;
use crate::tables::Tables;
use plan::{Plan, Planner};
use reading::Reader;
use selection::{Questions, Selection};

/// The columns that a finding and the views it names read.
pub fn reads(definition: &Definition, series: &SeriesSettings) -> BTreeSet<String> {
    // A view may be of an earlier view. One of itself is refused elsewhere; here it ends the search.
    let views = definition.tables().flat_map(|name| {
        let of = |view: &&ViewSettings| series.views.get(&view.of);
        let views = std::iter::successors(series.views.get(name), of);
        views.take(series.views.len())
    });
    let expressions = definition.expressions();
    let expressions = expressions.chain(views.map(|view| view.condition.as_str()));
    let by = definition.by.iter().flat_map(OneOrMany::as_slice);
    expressions
        .flat_map(sql::reads)
        .chain(by.cloned())
        .collect()
}

/// Computes all findings of a brief, and gives warnings of conditions that count nothing in silence.
///
/// # Errors
/// Every definition that is at fault, at its file and line.
pub fn compute(
    settings: DataSettings<'_>,
    tables: &Tables,
    geography: &Geography,
) -> Result<(Findings, Diagnostics), Diagnostics> {
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
            && let Some(table) = selections.get(&base.name)
        {
            faults.extend(codes::unknown_texts(
                settings,
                geography,
                &view.of,
                &view.condition,
                &place,
                table,
            ));
        }
        if let Some(base) = selections.get(&view.of)
            && let Some(selection) = faults.take(base.view(&view.condition, &place))
        {
            selections.insert(name.clone(), selection);
        }
    }

    // First every expression is asked for, then each table answers all of its own at once.
    let unrecorded = DataGaps::of(settings);
    let mut asked: BTreeMap<String, Questions> = BTreeMap::new();
    let mut planned = Vec::new();
    for yaml in settings.findings {
        for (name, definition) in &yaml.value {
            let place = |key: &str| yaml.locations.place(&format!("{name}/{key}"));
            let mut planner = Planner {
                settings,
                geography,
                selections: &selections,
                asked: &mut asked,
                unrecorded: &unrecorded,
                place: &place,
                faults: &mut faults,
                missing: None,
            };
            if let Some(plan) = planner.plan(definition) {
                planned.push(PlannedFinding {
                    name,
                    definition,
                    plan,
                    defined_at: yaml.locations.place(name),
                });
            }
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
    let reader = Reader {
        series: &settings.series.value,
        tables,
        known: RefCell::default(),
    };
    let computing = Computation {
        geography,
        // Of data that are simply what they seem, nothing is said.
        reader: tables.has_marks().then_some(reader),
        selections: &selections,
        answers: &answers,
        broken_down: broken_down(&planned, &selections),
    };
    let topics = &settings.series.value.topics;
    let mut findings = IndexMap::new();
    for planned in planned {
        let PlannedFinding {
            name,
            definition,
            plan,
            defined_at,
        } = planned;
        if let Some(Finding { defined_at: at, .. }) = findings.get(name) {
            let message = format!("finding \"{name}\" is defined by the series already, at {at}");
            faults.push(
                Diagnostic::error("finding-defined-twice", message)
                    .with_place(defined_at)
                    .with_help("give the brief's own finding another name"),
            );
            continue;
        }
        let (outcome, weights) = computing.outcome(definition, &plan);
        faults.extend(too_large(&outcome, &defined_at));
        faults.extend(outside_base(&outcome, &weights, &defined_at));
        findings.insert(
            name.to_owned(),
            Finding {
                name: name.to_owned(),
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
                weights,
            },
        );
    }
    published::vouch(
        settings.claims,
        &settings.series.value,
        &mut findings,
        &mut faults,
    );
    let codes = codes::declared(settings, geography, findings.values());
    let findings: Findings = findings.into_values().collect();
    faults.finish(findings.with_codes(codes))
}

/// Every whole number up to this has a place of its own among the numbers that JSON and conditions hold (2^53).
const LARGEST: i64 = 9_007_199_254_740_992;

/// The fault of a sum that cannot be told exactly.
fn too_large(outcome: &Outcome, defined_at: &Place) -> Option<Diagnostic> {
    let (largest, rows) = match outcome {
        Outcome::Number(number) => {
            let counts = [
                number.numerator,
                number.denominator.unwrap_or_default(),
                number.unknown,
            ];
            let largest = counts.into_iter().map(i64::saturating_abs).max();
            (largest.unwrap_or_default(), number.evidence.len())
        }
        Outcome::Table(table) => (table.total.saturating_abs(), table.rows.len()),
        Outcome::NoData { .. } => return None,
    };
    (largest > LARGEST).then(|| {
        let message = format!(
            "the sum over {rows} rows is larger than {LARGEST}, up to which whole numbers are exact"
        );
        Diagnostic::error("sum-too-large", message)
            .with_place(defined_at.clone())
            .with_help("look for a slip in the column that is added up; `constraints: {maximum: …}` finds it")
    })
}

/// The fault of a share of which rows are counted that its base does not hold.
fn outside_base(
    outcome: &Outcome,
    weights: &FindingWeights,
    defined_at: &Place,
) -> Option<Diagnostic> {
    let Outcome::Number(number) = outcome else {
        return None;
    };
    let whole = number.denominator?;
    let counted = weights.counted.first()?;
    let mut outside = 0;
    // An amount may be known where that of the base is missing.
    let count_rows = counted.counts_rows() && weights.base.counts_rows();
    if counted.table == weights.base.table && count_rows {
        // Both are in table order.
        let mut base = weights.base.iter().peekable();
        for (row, _) in counted.iter() {
            while base.next_if(|(other, _)| *other < row).is_some() {}
            outside += usize::from(base.peek().is_none_or(|(other, _)| *other != row));
        }
    }
    let part = number.numerator;
    let message = match outside {
        0 if part <= whole => return None,
        0 => format!("the share counts {part} of {whole}, which is more than all"),
        1 => "the share counts a row that its base does not hold".to_owned(),
        rows => format!("the share counts {rows} rows that its base does not hold"),
    };
    let help = "a share is a part of a whole: let `share_of` hold every row that is counted, or report two counts";
    let fault = Diagnostic::error("share-outside-base", message);
    Some(fault.with_place(defined_at.clone()).with_help(help))
}

/// The columns that findings are broken down by, by table or view.
type BrokenDown = BTreeMap<(String, String), DictionaryColumn>;

/// A finding whose definition is sound.
struct PlannedFinding<'a> {
    name: &'a str,
    definition: &'a Definition,
    plan: Plan,
    defined_at: Place,
}

fn broken_down(
    planned: &[PlannedFinding<'_>],
    selections: &IndexMap<String, Selection>,
) -> BrokenDown {
    let mut columns = BrokenDown::new();
    let tables = planned
        .iter()
        .filter(|planned| matches!(planned.plan, Plan::Table));
    for PlannedFinding { definition, .. } in tables {
        for column in definition.by.iter().flat_map(|by| by.as_slice()) {
            let name = (definition.of.clone(), column.clone());
            if let Entry::Vacant(entry) = columns.entry(name)
                && let Ok(cells) = selections[&definition.of].frame.column(column)
                && let Ok(coded) = DictionaryColumn::of(cells)
            {
                entry.insert(coded);
            }
        }
    }
    columns
}

/// Where a value stands among a column's values: unknown or not, declared order, alphabet.
type Rank = (u8, usize, String);

/// The rows that share a key.
#[derive(Default)]
struct Group {
    key: Vec<Option<String>>,
    count: i64,
    rows: Vec<usize>,
}

struct Computation<'a> {
    geography: &'a Geography,
    /// Where the dataset marks cells as set or chosen.
    reader: Option<Reader<'a>>,
    selections: &'a IndexMap<String, Selection<'a>>,
    answers: &'a BTreeMap<String, BTreeMap<String, Column>>,
    broken_down: BrokenDown,
}

/// Each row's part in a measure.
struct MeasureCells {
    height: usize,
    /// Whether it counts (`None`: cannot be told); where nothing is asked, all do.
    holds: Option<Vec<Option<bool>>>,
    /// How much it counts for; where nothing is asked, one.
    amounts: Option<Vec<Option<i64>>>,
}

impl MeasureCells {
    fn holds(&self, row: usize) -> Option<bool> {
        self.holds.as_ref().map_or(Some(true), |holds| holds[row])
    }

    fn amount(&self, row: usize) -> Option<i64> {
        self.amounts
            .as_ref()
            .map_or(Some(1), |amounts| amounts[row])
    }

    fn total(&self) -> i64 {
        let amounts = self.rows().filter_map(|row| self.amount(row));
        amounts.fold(0, i64::saturating_add)
    }

    /// The rows that count, by their number in the selection.
    fn rows(&self) -> impl Iterator<Item = usize> {
        (0..self.height).filter(|row| self.holds(*row) == Some(true))
    }

    /// Rows that may or may not count, or count for an amount that is missing.
    fn untold(&self) -> impl Iterator<Item = usize> {
        let is_asked = self.holds.is_some() || self.amounts.is_some();
        let rows = if is_asked { 0..self.height } else { 0..0 };
        rows.filter(|row| match self.holds(*row) {
            None => true,
            Some(holds) => holds && self.amount(*row).is_none(),
        })
    }
}

impl Computation<'_> {
    fn outcome(&self, definition: &Definition, plan: &Plan) -> (Outcome, FindingWeights) {
        match plan {
            Plan::NoData(table) => {
                let missing_table = table.clone();
                (Outcome::NoData { missing_table }, FindingWeights::default())
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
                let weighed = FindingWeights {
                    counted,
                    ..FindingWeights::default()
                };
                (Outcome::Table(table), weighed)
            }
        }
    }

    fn rests_on(&self, worst: impl FnOnce(&Reader<'_>) -> CellBasis) -> Option<RestsOn> {
        self.reader.as_ref().map(worst).map(RestsOn::cells)
    }

    /// Rows of a selection that count for one each, by their number in the table.
    fn one_each(&self, of: &str, rows: impl Iterator<Item = usize>) -> Weights {
        let selection = &self.selections[of];
        let rows = rows.map(|row| selection.rows[row]);
        Weights::of_rows(&selection.name, rows.collect())
    }

    /// Those of the rows whose amount is known, each with it.
    fn weights(
        &self,
        of: &str,
        counted: &MeasureCells,
        rows: impl Iterator<Item = usize>,
    ) -> Weights {
        if counted.amounts.is_none() {
            return self.one_each(of, rows);
        }
        let selection = &self.selections[of];
        let known = rows.filter_map(|row| Some((selection.rows[row], counted.amount(row)?)));
        let (rows, amounts) = known.unzip();
        Weights::of_amounts(&selection.name, rows, amounts)
    }

    /// Rows, each with what it adds or would add; one whose amount is missing holds `if_missing`: one of those
    /// that cannot be told holds at least itself, one in a group holds nothing.
    fn weights_with(
        &self,
        of: &str,
        counted: &MeasureCells,
        rows: impl Iterator<Item = usize>,
        if_missing: i64,
    ) -> Weights {
        if counted.amounts.is_none() {
            return self.one_each(of, rows);
        }
        let selection = &self.selections[of];
        let amount = |row| counted.amount(row).unwrap_or(if_missing);
        let (rows, amounts) = rows.map(|row| (selection.rows[row], amount(row))).unzip();
        Weights::of_amounts(&selection.name, rows, amounts)
    }

    /// The rows that add to a count or sum, each with what it adds.
    fn evidence(&self, of: &str, weights: &Weights) -> EvidenceRows {
        EvidenceRows::looked_up_in(
            weights.clone(),
            Some(Arc::clone(&self.selections[of].source)),
        )
    }

    fn counted(&self, of: &str, condition: Option<&str>, sum: Option<&str>) -> MeasureCells {
        let height = self.selections[of].frame.height();
        let answer = |sql: &str| self.answers.get(of).and_then(|answers| answers.get(sql));
        let holds = condition
            .and_then(answer)
            .map(|column| match column.bool() {
                Ok(column) => column.iter().collect(),
                Err(_) => vec![None; height],
            });
        let amounts = sum.and_then(answer).map(|column| {
            let whole = column.cast(&DataType::Int64);
            let whole = whole.as_ref().map(|column| column.i64());
            match whole {
                Ok(Ok(column)) => column.iter().collect(),
                _ => vec![None; height],
            }
        });
        MeasureCells {
            height,
            holds,
            amounts,
        }
    }

    fn number(&self, definition: &Definition) -> (Number, FindingWeights) {
        let of = definition.of.as_str();
        let counted = self.counted(
            of,
            definition.condition.as_deref(),
            definition.sum.as_deref(),
        );
        let numerator = counted.total();
        let weights_untold = self.weights_with(of, &counted, counted.untold(), 1);
        let mut unknown = weights_untold.total();
        let weights = self.weights(of, &counted, counted.rows());
        let evidence = self.evidence(of, &weights);
        let mut weighed = FindingWeights {
            counted: vec![weights],
            base: Weights::default(),
            unknown: weights_untold,
        };
        let mut denominator = None;
        // Everything the finding is about: the base, and the unknown that the base leaves out.
        let mut whole = None;
        match &definition.share_of {
            None => {}
            Some(Base::Table(table)) => {
                let selection = &self.selections[table.as_str()];
                let base = selection.frame.height() as i64;
                weighed.base = Weights::of_rows(&selection.name, Arc::clone(&selection.rows));
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
                weighed.base = self.weights(base_of, &base, base.rows());
                denominator = Some(base.total());
                let left_out = if base_of == of {
                    let outside = counted.untold();
                    let outside = outside.filter(|row| base.holds(*row) != Some(true));
                    self.weights_with(of, &counted, outside, 1).total()
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
            weighed.unknown = self.weights(unknown_of, &measured, measured.rows());
            unknown = measured.total();
            whole = denominator.map(|denominator| denominator + unknown);
        }
        let bounds = whole
            .filter(|whole| *whole > 0 && unknown > 0)
            .map(|whole| Bounds {
                lower: numerator as f64 / whole as f64,
                upper: (numerator + unknown) as f64 / whole as f64,
                of: whole,
            });
        let rests_on = self.rests_on(|reader| reader.of_number(definition));
        let number = Number {
            numerator,
            denominator,
            unknown,
            bounds,
            rests_on: rests_on.clone(),
            unknown_rests_on: rests_on,
            evidence,
        };
        (number, weighed)
    }

    fn parts(
        &self,
        definition: &Definition,
        parts: &IndexMap<String, FindingPart>,
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
                let weights = self.weights(&definition.of, &counted, counted.rows());
                let evidence = self.evidence(&definition.of, &weights);
                weighed.push(weights);
                FindingRow {
                    keys: vec![(!part.unknown).then(|| code.clone())],
                    labels: vec![part.title.clone()],
                    count: counted.total(),
                    rests_on: self.rests_on(|reader| {
                        let (condition, sum) = (part.condition.as_deref(), part.sum.as_deref());
                        reader.measure(&definition.of, condition, sum)
                    }),
                    evidence,
                }
            })
            .collect();
        let table = FindingTable {
            by: vec!["part".to_owned()],
            total: rows
                .iter()
                .map(|row| row.count)
                .fold(0, i64::saturating_add),
            total_rests_on: None,
            marks: Vec::new(),
            rows,
        };
        let total_rests_on = table.rests_on();
        (
            FindingTable {
                total_rests_on,
                ..table
            },
            weighed,
        )
    }

    fn table(&self, definition: &Definition) -> (FindingTable, Vec<Weights>) {
        let of = definition.of.as_str();
        let by: Vec<String> = definition
            .by
            .iter()
            .flat_map(|by| by.as_slice().to_vec())
            .collect();
        let counted = self.counted(
            of,
            definition.condition.as_deref(),
            definition.sum.as_deref(),
        );
        let selection = &self.selections[of];
        let columns: Vec<&DictionaryColumn> = by
            .iter()
            .filter_map(|column| self.broken_down.get(&(of.to_owned(), column.clone())))
            .collect();
        // The order of a column's values: its declared categories, else alphabetical; unknown last.
        let rank = |column: usize, key: &Option<String>| -> Rank {
            let categories = &selection.columns[&by[column]].categories;
            match key {
                None => (1, 0, String::new()),
                Some(key) => (0, categories.get_index_of(key).unwrap_or(0), key.clone()),
            }
        };
        let mut ranked: BTreeMap<Vec<Rank>, Group> = BTreeMap::new();
        if let [column] = by.as_slice() {
            for code in selection.columns[column].categories.keys() {
                let key = Some(code.clone());
                ranked.insert(vec![rank(0, &key)], Group::of(vec![key]));
            }
        }
        for group in grouped(&columns, &counted) {
            let keys = group.key.iter().enumerate();
            let ranks = keys.map(|(column, key)| rank(column, key)).collect();
            ranked.insert(ranks, group);
        }
        let mut groups: Vec<Group> = ranked.into_values().collect();
        if let Some(Order::LargestFirst) = definition.order {
            // Stable, so that equal counts stay in the order they have.
            groups.sort_by_key(|group| (group.key.contains(&None), Reverse(group.count)));
        }
        let mut weighed = Vec::with_capacity(groups.len());
        let marks = self
            .reader
            .as_ref()
            .map(|reader| reader.marks(definition, &by));
        let keys = groups.iter().map(|group| group.key.clone());
        let rests_on = match &marks {
            Some(marks) => {
                let worst = Reader::of_rows(marks, &keys.collect::<Vec<_>>()).into_iter();
                worst.map(|worst| Some(RestsOn::cells(worst))).collect()
            }
            None => vec![None; groups.len()],
        };
        let rows: Vec<FindingRow> = groups
            .into_iter()
            .zip(rests_on)
            .map(|(group, rests_on)| {
                let rows = group.rows.iter().copied();
                let weights = self.weights_with(of, &counted, rows, 0);
                let evidence = self.evidence(of, &weights);
                weighed.push(weights);
                FindingRow {
                    labels: group
                        .key
                        .iter()
                        .enumerate()
                        .map(|(column, key)| self.label(selection, &by[column], key.as_deref()))
                        .collect(),
                    count: group.count,
                    rests_on,
                    evidence,
                    keys: group.key,
                }
            })
            .collect();
        let table = FindingTable {
            by,
            total: rows
                .iter()
                .map(|row| row.count)
                .fold(0, i64::saturating_add),
            total_rests_on: self.rests_on(|reader| {
                let (condition, sum) = (definition.condition.as_deref(), definition.sum.as_deref());
                reader.measure(of, condition, sum)
            }),
            marks: marks.unwrap_or_default(),
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

impl Group {
    fn of(key: Vec<Option<String>>) -> Self {
        Group {
            key,
            ..Group::default()
        }
    }
}

/// The rows that count, by what they hold in the columns.
fn grouped(columns: &[&DictionaryColumn], counted: &MeasureCells) -> Vec<Group> {
    let Some((first, others)) = columns.split_first() else {
        return Vec::new();
    };
    let mut numbers: Cow<'_, [u32]> = Cow::Borrowed(&first.codes);
    for column in others {
        numbers = Cow::Owned(together(&numbers, &column.codes));
    }
    let most = numbers.iter().max().map_or(0, |most| *most as usize + 1);
    let mut groups: Vec<Option<Group>> = Vec::new();
    groups.resize_with(most, || None);
    for row in counted.rows() {
        let group = groups[numbers[row] as usize].get_or_insert_with(|| {
            let key = columns.iter().map(|column| column.get(row));
            Group::of(key.map(|cell| cell.map(str::to_owned)).collect())
        });
        let amount = counted.amount(row).unwrap_or(0);
        group.count = group.count.saturating_add(amount);
        group.rows.push(row);
    }
    groups.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERIES: &str = "
title: T
publisher: {name: I}
language: en
figure_fonts: {family: F, regular: r, italic: i, semibold: s}
sections: []
tables: {}
views:
  attacks: {of: plots, where: \"outcome = 'attack'\"}
  raids: {of: attacks, where: \"kind = 'raid'\"}
";

    #[test]
    fn a_finding_reads_columns_and_not_the_words_of_its_texts() {
        let series = brief_base::yaml::parse("series.yaml", SERIES).expect("settings");
        let definition = Definition {
            of: "raids".to_owned(),
            condition: Some("link = 'month' OR target = 'AND'".to_owned()),
            by: Some(OneOrMany::One("region".to_owned())),
            ..Definition::default()
        };
        let read: Vec<String> = reads(&definition, &series.value).into_iter().collect();
        assert_eq!(read, ["kind", "link", "outcome", "region", "target"]);
    }
}
