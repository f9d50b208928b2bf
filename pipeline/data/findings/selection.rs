//! Tables and views as findings ask them: every expression of a table is answered in one pass.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use polars::prelude::*;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_model::brief::DataSettings;
use brief_model::findings::{EvidenceSource, LazySource};
use brief_model::series::ColumnSettings;

use crate::dictionary::all_numbers;
use crate::extracts::LINE;
use crate::sql;

/// A table or view, ready to be asked.
pub(super) struct Selection<'a> {
    pub frame: DataFrame,
    /// The whole table.
    pub source: Arc<LazySource>,
    /// The number of each row in its table, from 0.
    pub rows: Arc<[u32]>,
    pub columns: &'a IndexMap<String, ColumnSettings>,
    pub name: String,
}

/// The rows of a table by key and line, named when evidence is first asked for.
fn lazy_source(table: &crate::tables::Table) -> LazySource {
    let table = table.clone();
    // A table without its lines or key columns does not leave cleaning.
    LazySource::new(move || source(&table).unwrap_or_default())
}

fn source(table: &crate::tables::Table) -> PolarsResult<EvidenceSource> {
    let names = table.row_names()?;
    let lines = all_numbers(table.frame.column(LINE)?.u32()?);
    Ok(EvidenceSource {
        table: table.name.clone(),
        file: table.file.clone(),
        sheet: table.sheet.clone(),
        rows: names.into_iter().zip(lines).collect(),
    })
}

impl<'a> Selection<'a> {
    pub(super) fn of_table(
        name: &str,
        table: &crate::tables::Table,
        settings: DataSettings<'a>,
    ) -> Self {
        Selection {
            frame: table.frame.clone(),
            source: Arc::new(lazy_source(table)),
            rows: (0..).take(table.frame.height()).collect(),
            columns: &settings.series.value.tables[name].columns,
            name: name.to_owned(),
        }
    }

    /// Whether any row holds this text in a column.
    pub(super) fn holds(&self, column: &str, text: &str) -> bool {
        let cells = self.frame.column(column).and_then(|column| column.str());
        cells.is_ok_and(|cells| cells.iter().any(|cell| cell == Some(text)))
    }

    /// The distinct texts of a column; none if it holds no texts.
    pub(super) fn texts(&self, column: &str) -> BTreeSet<String> {
        let cells = self.frame.column(column).and_then(|column| column.str());
        let texts = cells.into_iter().flat_map(|cells| cells.iter().flatten());
        texts.map(str::to_owned).collect()
    }

    pub(super) fn view(&self, condition: &str, place: &Place) -> Result<Self, Diagnostics> {
        let expr = sql::expression(condition, &self.name, self.frame.schema(), place)?;
        let refuse = |error: PolarsError| sql::fault(condition, &error, self.frame.schema(), place);
        let stays = self
            .frame
            .clone()
            .lazy()
            .select([expr.alias("stays")])
            .collect()
            .map_err(refuse)?;
        let stays = stays.column("stays").map_err(refuse)?;
        if let Some((what, help)) = Use::Condition.refusal(stays.dtype()) {
            let fault = Diagnostic::error("sql", format!("`{condition}` {what}"));
            return Err(fault.with_place(place.clone()).with_help(help).into());
        }
        let stays = match stays.len() {
            // A literal has one row, whatever the height.
            1 => stays.new_from_index(0, self.frame.height()),
            _ => stays.clone(),
        };
        let stays = stays.cast(&DataType::Boolean).map_err(refuse)?;
        let stays = stays.bool().map_err(refuse)?.clone();
        let rows = self.rows.iter().zip(stays.iter());
        let rows = rows.filter(|(_, stays)| *stays == Some(true));
        Ok(Selection {
            rows: rows.map(|(row, _)| *row).collect(),
            frame: self.frame.filter(&stays).map_err(refuse)?,
            source: Arc::clone(&self.source),
            columns: self.columns,
            name: self.name.clone(),
        })
    }
}

/// What an expression is for, which decides what it may come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Does a row count: true, false or unknown.
    Condition,
    /// How much a row counts for: a whole number.
    Amount,
}

impl Use {
    /// What is wrong with a column of this type for this use, and the way out.
    fn refusal(self, kind: &DataType) -> Option<(&'static str, &'static str)> {
        match self {
            _ if *kind == DataType::Null => None,
            Use::Condition if *kind == DataType::Boolean => None,
            Use::Condition => Some((
                "is not a condition",
                "compare it with something, so that it is true or false",
            )),
            Use::Amount if kind.is_integer() => None,
            Use::Amount => Some((
                "is no whole number, and only whole numbers are added up",
                "count rows with `where`, or sum a column of whole numbers",
            )),
        }
    }
}

/// The expressions that findings ask of one table, each answered once.
#[derive(Default)]
pub(super) struct Questions {
    by_sql: IndexMap<String, (Expr, Place)>,
    uses: Vec<(String, Use, Place)>,
}

impl Questions {
    /// Adds a question.
    pub(super) fn ask(&mut self, sql: &str, expr: Expr, used: Use, place: Place) {
        self.uses.push((sql.to_owned(), used, place.clone()));
        self.by_sql.entry(sql.to_owned()).or_insert((expr, place));
    }

    /// The column of each answer, by its SQL. When the whole batch fails, each is tried alone so that
    /// the fault names the right one.
    pub(super) fn answer(
        self,
        selection: &Selection,
    ) -> Result<BTreeMap<String, Column>, Diagnostics> {
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
                        faults.push(sql::fault(&sql, &error, selection.frame.schema(), &place));
                    }
                }
            }
        }
        for (sql, used, place) in self.uses {
            let answer: Option<&Column> = answers.get(&sql);
            if let Some((what, help)) = answer.and_then(|column| used.refusal(column.dtype())) {
                faults.push(
                    Diagnostic::error("sql", format!("`{sql}` {what}"))
                        .with_place(place)
                        .with_help(help),
                );
            }
        }
        faults.finish(answers).map(|(answers, _)| answers)
    }
}
