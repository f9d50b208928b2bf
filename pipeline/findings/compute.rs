//! Findings from tables: every condition of a table is evaluated in one pass over it.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use polars::prelude::*;

use super::definition::{Base, Definition, Measure, Part};
use super::{Bounds, Evidence, Finding, FindingRow, FindingTable, Findings, Number, Outcome};
use crate::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use crate::extracts::LINE;
use crate::geography::Geography;
use crate::settings::Settings;
use crate::settings::series::ColumnSettings;
use crate::sql;
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
    let mut asked: BTreeMap<String, Questions> = BTreeMap::new();
    let mut planned = Vec::new();
    for yaml in &settings.findings {
        for (name, definition) in &yaml.value {
            let place = |key: &str| yaml.locations.place(&format!("{name}/{key}"));
            let mut planner = Planner {
                settings,
                selections: &selections,
                asked: &mut asked,
                place: &place,
                faults: &mut faults,
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
    let mut findings = IndexMap::new();
    for (name, definition, plan, defined_at) in planned {
        let Some(plan) = plan else { continue };
        if findings.contains_key(name) {
            faults.push(
                Diagnostic::error(
                    "finding-defined-twice",
                    format!("finding \"{name}\" is defined by the series already"),
                )
                .with_place(defined_at)
                .with_help("give the brief's own finding another name"),
            );
            continue;
        }
        let outcome = computing.outcome(definition, &plan);
        findings.insert(
            name.clone(),
            Finding {
                name: name.clone(),
                title: definition.title.clone(),
                unit: definition.unit.clone(),
                definition: definition.clone(),
                defined_at,
                outcome,
            },
        );
    }
    faults
        .finish(findings.into_values().collect())
        .map(|(findings, _)| findings)
}

/// A table or view, ready to be asked.
struct Selection<'a> {
    frame: DataFrame,
    evidence: Vec<Evidence>,
    columns: &'a IndexMap<String, ColumnSettings>,
    name: String,
}

impl<'a> Selection<'a> {
    fn of_table(name: &str, table: &crate::tables::Table, settings: &'a Settings) -> Self {
        let lines = table
            .frame
            .column(LINE)
            .ok()
            .and_then(|column| column.u32().ok().cloned());
        let keys = table
            .frame
            .column(&table.key)
            .ok()
            .and_then(|column| column.str().ok().cloned());
        let evidence = match (lines, keys) {
            (Some(lines), Some(keys)) => lines
                .into_no_null_iter()
                .zip(keys.iter())
                .map(|(line, key)| Evidence {
                    table: name.to_owned(),
                    key: key.unwrap_or_default().to_owned(),
                    place: Place::cell(
                        table.file.clone(),
                        table.sheet.as_deref(),
                        line as usize,
                        None,
                    ),
                })
                .collect(),
            _ => Vec::new(),
        };
        Selection {
            frame: table.frame.clone(),
            evidence,
            columns: &settings.series.value.tables[name].columns,
            name: name.to_owned(),
        }
    }

    fn view(&self, condition: &str, place: &Place) -> Result<Self, Diagnostics> {
        let expr = sql::expression(condition, &self.name, self.frame.schema(), place)?;
        let refuse = |error: PolarsError| sql::fault(condition, &error, place);
        let stays = self
            .frame
            .clone()
            .lazy()
            .select([expr.alias("stays")])
            .collect()
            .map_err(refuse)?;
        let stays = stays
            .column("stays")
            .and_then(|column| column.bool().cloned())
            .map_err(refuse)?;
        let evidence = self
            .evidence
            .iter()
            .zip(stays.iter())
            .filter(|(_, stays)| *stays == Some(true))
            .map(|(evidence, _)| evidence.clone())
            .collect();
        Ok(Selection {
            frame: self.frame.filter(&stays).map_err(refuse)?,
            evidence,
            columns: self.columns,
            name: self.name.clone(),
        })
    }
}

/// The expressions that findings ask of one table, each once.
#[derive(Default)]
struct Questions {
    by_sql: IndexMap<String, (Expr, Place)>,
}

impl Questions {
    /// The column of each answer, by its SQL. When the whole batch fails, each is tried alone so that
    /// the fault names the right one.
    fn answer(self, selection: &Selection) -> Result<BTreeMap<String, Column>, Diagnostics> {
        let height = selection.frame.height();
        let ask =
            |expressions: Vec<Expr>| selection.frame.clone().lazy().select(expressions).collect();
        let batch: Vec<Expr> = self
            .by_sql
            .iter()
            .map(|(sql, (expr, _))| expr.clone().alias(sql.as_str()))
            .collect();
        if batch.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut faults = Diagnostics::new();
        let mut answers = BTreeMap::new();
        match ask(batch) {
            Ok(frame) => {
                for column in frame.columns() {
                    // A literal has one row, whatever the height.
                    let column = if column.len() == 1 {
                        column.new_from_index(0, height)
                    } else {
                        column.clone()
                    };
                    answers.insert(column.name().to_string(), column);
                }
            }
            Err(_) => {
                for (sql, (expr, place)) in self.by_sql {
                    if let Err(error) = ask(vec![expr]) {
                        faults.push(sql::fault(&sql, &error, &place));
                    }
                }
            }
        }
        faults.finish(answers).map(|(answers, _)| answers)
    }
}

/// What a finding will be computed from; `None` inside is a table that this dataset version lacks.
enum Plan {
    Number,
    Table,
    NoData(String),
}

struct Planner<'a, 'b> {
    settings: &'a Settings,
    selections: &'a IndexMap<String, Selection<'a>>,
    asked: &'b mut BTreeMap<String, Questions>,
    place: &'b dyn Fn(&str) -> Place,
    faults: &'b mut Diagnostics,
}

impl Planner<'_, '_> {
    fn plan(&mut self, definition: &Definition) -> Option<Plan> {
        let before = self.faults.iter().count();
        if !self.has_table(&definition.of, "of")? {
            return Some(Plan::NoData(definition.of.clone()));
        }
        let of = definition.of.clone();
        self.ask(&of, definition.condition.as_deref(), "where");
        self.ask(&of, definition.sum.as_deref(), "sum");
        match &definition.share_of {
            None => {}
            Some(Base::Table(table)) => {
                if !self.has_table(table, "share_of")? {
                    return Some(Plan::NoData(table.clone()));
                }
            }
            Some(Base::Measure(measure)) => self.measure(&of, measure, "share_of")?,
        }
        if let Some(measure) = &definition.unknown {
            self.measure(&of, measure, "unknown")?;
        }
        for part in definition.parts.iter().flat_map(IndexMap::values) {
            self.ask(&of, part.condition.as_deref(), "parts");
            self.ask(&of, part.sum.as_deref(), "parts");
        }
        for column in definition
            .by
            .iter()
            .flat_map(super::definition::OneOrMore::names)
        {
            let selection = &self.selections[&of];
            if selection.frame.column(column).is_err() || column == LINE {
                let known = selection.columns.keys().map(String::as_str);
                self.faults.push(
                    Diagnostic::error(
                        "unknown-column",
                        format!("table \"{of}\" has no column \"{column}\""),
                    )
                    .with_place((self.place)("by"))
                    .with_help(did_you_mean(column, known)),
                );
            }
        }
        let table = definition.by.is_some() || definition.parts.is_some();
        if table && definition.share_of.is_some() {
            self.faults.push(
                Diagnostic::error(
                    "finding",
                    "a findings table has no base: its shares are of its own total",
                )
                .with_place((self.place)("share_of")),
            );
        }
        (self.faults.iter().count() == before).then_some(if table {
            Plan::Table
        } else {
            Plan::Number
        })
    }

    fn measure(&mut self, of: &str, measure: &Measure, key: &str) -> Option<()> {
        let of = measure.of.as_deref().unwrap_or(of).to_owned();
        if self.has_table(&of, key)? {
            self.ask(&of, measure.condition.as_deref(), key);
            self.ask(&of, measure.sum.as_deref(), key);
        }
        Some(())
    }

    /// Whether the table has data. `None`, with a fault, when there is no such table at all.
    fn has_table(&mut self, table: &str, key: &str) -> Option<bool> {
        if self.selections.contains_key(table) {
            return Some(true);
        }
        let series = &self.settings.series.value;
        let known = || {
            series
                .tables
                .keys()
                .chain(series.views.keys())
                .map(String::as_str)
        };
        if known().any(|known| known == table) {
            return Some(false);
        }
        self.faults.push(
            Diagnostic::error(
                "unknown-table",
                format!("the series has no table or view \"{table}\""),
            )
            .with_place((self.place)(key))
            .with_help(did_you_mean(table, known())),
        );
        None
    }

    fn ask(&mut self, table: &str, expression: Option<&str>, key: &str) {
        let Some(expression) = expression else { return };
        let selection = &self.selections[table];
        let place = (self.place)(key);
        let parsed = sql::expression(expression, table, selection.frame.schema(), &place);
        if let Some(expr) = self.faults.take(parsed) {
            self.asked
                .entry(table.to_owned())
                .or_default()
                .by_sql
                .entry(expression.to_owned())
                .or_insert((expr, place));
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

    /// Rows that may or may not count, or count for an amount that is missing.
    fn untold(&self, row: usize) -> bool {
        self.holds[row].is_none() || (self.holds[row] == Some(true) && self.amount[row].is_none())
    }
}

impl Computing<'_> {
    fn outcome(&self, definition: &Definition, plan: &Plan) -> Outcome {
        match plan {
            Plan::NoData(table) => Outcome::NoData {
                missing_table: table.clone(),
            },
            Plan::Number => Outcome::Number(self.number(definition)),
            Plan::Table => Outcome::Table(match &definition.parts {
                Some(parts) => self.parts(definition, parts),
                None => self.table(definition),
            }),
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

    fn number(&self, definition: &Definition) -> Number {
        let of = definition.of.as_str();
        let counted = self.counted(
            of,
            definition.condition.as_deref(),
            definition.sum.as_deref(),
        );
        let numerator = counted.total();
        let height = counted.holds.len();
        let mut unknown = (0..height).filter(|row| counted.untold(*row)).count() as i64;
        let mut denominator = None;
        // Everything the finding is about: the base, and the unknown that the base leaves out.
        let mut whole = None;
        match &definition.share_of {
            None => {}
            Some(Base::Table(table)) => {
                let base = self.selections[table.as_str()].frame.height() as i64;
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
            unknown = self
                .counted(
                    unknown_of,
                    measure.condition.as_deref(),
                    measure.sum.as_deref(),
                )
                .total();
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
        Number {
            numerator,
            denominator,
            unknown,
            bounds,
            evidence: self.evidence(of, |row| {
                counted.holds[row] == Some(true) && counted.amount[row] != Some(0)
            }),
        }
    }

    fn evidence(&self, of: &str, counts: impl Fn(usize) -> bool) -> Vec<Evidence> {
        self.selections[of]
            .evidence
            .iter()
            .enumerate()
            .filter(|(row, _)| counts(*row))
            .map(|(_, evidence)| evidence.clone())
            .collect()
    }

    fn parts(&self, definition: &Definition, parts: &IndexMap<String, Part>) -> FindingTable {
        let rows: Vec<FindingRow> = parts
            .iter()
            .map(|(code, part)| {
                let counted = self.counted(
                    &definition.of,
                    part.condition.as_deref(),
                    part.sum.as_deref(),
                );
                FindingRow {
                    keys: vec![(!part.unknown).then(|| code.clone())],
                    labels: vec![part.title.clone()],
                    count: counted.total(),
                    evidence: self.evidence(&definition.of, |row| {
                        counted.holds[row] == Some(true)
                            && counted.amount[row].is_some_and(|amount| amount != 0)
                    }),
                }
            })
            .collect();
        FindingTable {
            by: vec!["part".to_owned()],
            total: rows.iter().map(|row| row.count).sum(),
            rows,
        }
    }

    fn table(&self, definition: &Definition) -> FindingTable {
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
        let rank = |column: usize, key: &Option<String>| -> (u8, usize, String) {
            let categories = &selection.columns[&by[column]].categories;
            match key {
                None => (1, 0, String::new()),
                Some(key) => (0, categories.get_index_of(key).unwrap_or(0), key.clone()),
            }
        };
        let mut groups: BTreeMap<Vec<(u8, usize, String)>, (Vec<Option<String>>, i64, Vec<usize>)> =
            BTreeMap::new();
        if let [column] = by.as_slice() {
            for code in selection.columns[column].categories.keys() {
                let key = Some(code.clone());
                groups.insert(vec![rank(0, &key)], (vec![key], 0, Vec::new()));
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
            let group = groups.entry(ranks).or_insert_with(|| (key, 0, Vec::new()));
            group.1 += counted.amount[row].unwrap_or(0);
            group.2.push(row);
        }
        let rows: Vec<FindingRow> = groups
            .into_values()
            .map(|(key, count, rows)| FindingRow {
                labels: key
                    .iter()
                    .enumerate()
                    .map(|(column, key)| self.label(selection, &by[column], key.as_deref()))
                    .collect(),
                keys: key,
                count,
                evidence: rows
                    .iter()
                    .filter_map(|row| selection.evidence.get(*row).cloned())
                    .collect(),
            })
            .collect();
        FindingTable {
            by,
            total: rows.iter().map(|row| row.count).sum(),
            rows,
        }
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
