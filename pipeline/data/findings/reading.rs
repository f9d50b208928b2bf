//! Which cells a finding reads, and what the worst of them rests on.
//!
//! A finding reads a cell when its value could be another if the cell said something else. That is more than
//! the rows it counts: a row left out because of its weapon was read too. And it is less than every cell of
//! the columns that its condition names: a row that `link = 'inspired' AND weapon = 'firearm'` leaves out
//! because of its documented link was not asked for its weapon.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use sqlparser::ast::{BinaryOperator, Expr as Sql, UnaryOperator};

use brief_model::findings::{Base, Definition, MarkedKey, TableMark};
use brief_model::rests_on::CellBasis;
use brief_model::series::SeriesSettings;

use crate::dictionary::DictionaryColumn;
use crate::sql;
use crate::tables::{Table, TableBasis, Tables};

/// Reads cells for what they rest on.
pub(super) struct Reader<'a> {
    pub series: &'a SeriesSettings,
    pub tables: &'a Tables,
    /// Comparisons that were read already, by table: many conditions share them.
    pub known: RefCell<HashMap<(String, String), Rc<Verdicts>>>,
}

/// Whether each row of a table counts, and what the cells rest on that decide it.
#[derive(Clone)]
pub(super) struct Verdicts {
    holds: Vec<Option<bool>>,
    decided_by: Vec<CellBasis>,
}

/// A measure over a marked table.
struct Measured<'a> {
    table: &'a Table,
    basis: &'a TableBasis,
    verdicts: Verdicts,
    /// Columns that the amount is computed from.
    amounts: Vec<&'a [CellBasis]>,
}

impl Measured<'_> {
    /// What the part of a row rests on: of one that does not count, only why it does not.
    fn of_row(&self, row: usize) -> CellBasis {
        let decided = self.verdicts.decided_by[row];
        if self.verdicts.holds[row] == Some(false) {
            return decided;
        }
        let amounts = self.amounts.iter().map(|column| column[row]).max();
        decided
            .max(self.basis.of_row(row))
            .max(amounts.unwrap_or_default())
    }

    fn rows(&self) -> std::ops::Range<usize> {
        0..self.verdicts.holds.len()
    }

    fn worst(&self) -> CellBasis {
        self.rows()
            .map(|row| self.of_row(row))
            .max()
            .unwrap_or_default()
    }
}

impl<'a> Reader<'a> {
    /// The worst cell that a finding of one number reads.
    pub(super) fn of_number(&self, definition: &Definition) -> CellBasis {
        let of = definition.of.as_str();
        let counted = self.measure(
            of,
            definition.condition.as_deref(),
            definition.sum.as_deref(),
        );
        let base = definition.share_of.as_ref().map(|base| match base {
            Base::Table(table) => self.measure(table, None, None),
            Base::Measure(measure) => self.measure(
                measure.of.as_deref().unwrap_or(of),
                measure.condition.as_deref(),
                measure.sum.as_deref(),
            ),
        });
        let unknown = definition.unknown.as_ref().map(|measure| {
            self.measure(
                measure.of.as_deref().unwrap_or(of),
                measure.condition.as_deref(),
                measure.sum.as_deref(),
            )
        });
        counted
            .max(base.unwrap_or_default())
            .max(unknown.unwrap_or_default())
    }

    /// The worst cell that a count or sum reads.
    pub(super) fn measure(
        &self,
        of: &str,
        condition: Option<&str>,
        sum: Option<&str>,
    ) -> CellBasis {
        let measured = self.measured(of, condition, sum);
        measured
            .map(|measured| measured.worst())
            .unwrap_or_default()
    }

    /// The rows of data behind a breakdown that are not documented, by where in it they are or may be.
    pub(super) fn marks(&self, definition: &Definition, by: &[String]) -> Vec<TableMark> {
        let of = definition.of.as_str();
        let measured = self.measured(
            of,
            definition.condition.as_deref(),
            definition.sum.as_deref(),
        );
        let Some(measured) = measured else {
            return Vec::new();
        };
        let columns = by.iter().map(|column| {
            let cells = measured.table.frame.column(column);
            let cells = cells.and_then(DictionaryColumn::of);
            (cells.unwrap_or_default(), measured.basis.of_column(column))
        });
        let columns: Vec<(DictionaryColumn, Option<&[CellBasis]>)> = columns.collect();
        // By what rows hold in the columns: a code, or anything.
        let mut worst: HashMap<Vec<Option<u32>>, (CellBasis, CellBasis)> = HashMap::new();
        for row in measured.rows() {
            let of_key = |basis: &Option<&[CellBasis]>| {
                basis.map_or(CellBasis::Documented, |cells| cells[row])
            };
            let placed = columns.iter().map(|(_, basis)| of_key(basis)).max();
            let (counted, placed) = (measured.of_row(row), placed.unwrap_or_default());
            let is_counted = measured.verdicts.holds[row] != Some(false);
            // A row that certainly does not count is nowhere in the breakdown.
            if counted.max(placed) == CellBasis::Documented
                || (!is_counted && counted == CellBasis::Documented)
            {
                continue;
            }
            let held = columns.iter().map(|(cells, basis)| {
                (of_key(basis) == CellBasis::Documented).then(|| cells.codes[row])
            });
            let known = worst.entry(held.collect()).or_default();
            *known = (known.0.max(counted), known.1.max(placed));
        }
        let marks = worst.into_iter().map(|(held, (counted, placed))| {
            let keys = held
                .iter()
                .zip(&columns)
                .map(|(code, (cells, _))| match code {
                    None => MarkedKey::Any,
                    Some(code) => MarkedKey::Is(cells.text(*code).map(str::to_owned)),
                });
            TableMark {
                keys: keys.collect(),
                counted,
                placed,
            }
        });
        let mut marks: Vec<TableMark> = marks.collect();
        marks.sort_by(|one, other| one.keys.cmp(&other.keys));
        marks
    }

    /// The worst cell that each row of a breakdown reads: of the marked rows that are in it or may be.
    pub(super) fn of_rows(marks: &[TableMark], keys: &[Vec<Option<String>>]) -> Vec<CellBasis> {
        // By which columns are certain: the worst of the rows that hold these codes in them.
        type Certain<'m> = HashMap<Vec<&'m Option<String>>, CellBasis>;
        let mut by_columns: BTreeMap<Vec<usize>, Certain<'_>> = BTreeMap::new();
        for mark in marks {
            let certain = mark.keys.iter().enumerate();
            let certain = certain.filter_map(|(column, key)| match key {
                MarkedKey::Any => None,
                MarkedKey::Is(code) => Some((column, code)),
            });
            let (columns, codes) = certain.unzip();
            let rows = by_columns.entry(columns).or_default();
            let known = rows.entry(codes).or_default();
            *known = mark.counted.max(mark.placed).max(*known);
        }
        let of_key = |key: &Vec<Option<String>>| {
            let worst = by_columns.iter().filter_map(|(columns, rows)| {
                let held: Vec<_> = columns.iter().map(|column| &key[*column]).collect();
                rows.get(&held).copied()
            });
            worst.max().unwrap_or_default()
        };
        keys.iter().map(of_key).collect()
    }

    fn measured(
        &self,
        of: &str,
        condition: Option<&str>,
        sum: Option<&str>,
    ) -> Option<Measured<'_>> {
        let (table, views) = self.table_of(of)?;
        let basis = table.basis.as_deref()?;
        let height = table.frame.height();
        let mut verdicts = Verdicts::firm(height);
        for sql in views.into_iter().chain(condition) {
            verdicts = verdicts.and(self.verdicts(sql, table, basis));
        }
        let amounts = sum.map(sql::reads).unwrap_or_default();
        let amounts = amounts.iter().filter_map(|column| basis.of_column(column));
        Some(Measured {
            table,
            basis,
            verdicts,
            amounts: amounts.collect(),
        })
    }

    /// The table behind a table or view, and the conditions of the views on the way to it.
    fn table_of(&self, name: &str) -> Option<(&'a Table, Vec<&'a str>)> {
        let mut conditions = Vec::new();
        let mut name = name;
        // A view of itself is refused elsewhere; here it ends the search.
        for _ in 0..=self.series.views.len() {
            let Some(view) = self.series.views.get(name) else {
                conditions.reverse();
                return Some((self.tables.tables.get(name)?, conditions));
            };
            conditions.push(view.condition.as_str());
            name = &view.of;
        }
        None
    }

    fn verdicts(&self, sql: &str, table: &Table, basis: &TableBasis) -> Verdicts {
        match sql::parsed(sql) {
            Some(parsed) => self.of_condition(&parsed, table, basis),
            None => Verdicts::firm(table.frame.height()),
        }
    }

    /// How a condition comes out for each row, by its parts: an AND is decided by any part that is false, an OR
    /// by any that is true.
    fn of_condition(&self, sql: &Sql, table: &Table, basis: &TableBasis) -> Verdicts {
        match sql {
            Sql::Nested(inner) => self.of_condition(inner, table, basis),
            Sql::UnaryOp {
                op: UnaryOperator::Not,
                expr,
            } => self.of_condition(expr, table, basis).not(),
            Sql::BinaryOp {
                left,
                op: BinaryOperator::And,
                right,
            } => {
                let left = self.of_condition(left, table, basis);
                left.and(self.of_condition(right, table, basis))
            }
            Sql::BinaryOp {
                left,
                op: BinaryOperator::Or,
                right,
            } => {
                let left = self.of_condition(left, table, basis).not();
                left.and(self.of_condition(right, table, basis).not()).not()
            }
            whole => {
                let name = (table.name.clone(), whole.to_string());
                let mut known = self.known.borrow_mut();
                let verdicts = known.entry(name).or_insert_with_key(|(_, sql)| {
                    Rc::new(Verdicts::of_comparison(sql, table, basis))
                });
                Verdicts::clone(verdicts)
            }
        }
    }
}

impl Verdicts {
    /// Every row counts, and no cell decides it.
    fn firm(height: usize) -> Self {
        Verdicts {
            holds: vec![Some(true); height],
            decided_by: vec![CellBasis::Documented; height],
        }
    }

    /// A condition without parts: it reads all its columns.
    fn of_comparison(sql: &str, table: &Table, basis: &TableBasis) -> Self {
        let height = table.frame.height();
        let columns = sql::reads(sql);
        let columns: Vec<&[CellBasis]> = columns
            .iter()
            .filter_map(|column| basis.of_column(column))
            .collect();
        let decided_by = (0..height).map(|row| {
            let cells = columns.iter().map(|column| column[row]);
            cells.max().unwrap_or_default()
        });
        Verdicts {
            holds: sql::holds(sql, &table.frame).unwrap_or_else(|| vec![None; height]),
            decided_by: decided_by.collect(),
        }
    }

    fn not(mut self) -> Self {
        for holds in &mut self.holds {
            *holds = holds.map(|holds| !holds);
        }
        self
    }

    fn and(self, other: Self) -> Self {
        let left = self.holds.into_iter().zip(self.decided_by);
        let right = other.holds.into_iter().zip(other.decided_by);
        let both = left.zip(right).map(|((left, of_left), (right, of_right))| {
            match (left, right) {
                // Either would do: the firmer one decides.
                (Some(false), Some(false)) => (Some(false), of_left.min(of_right)),
                (Some(false), _) => (Some(false), of_left),
                (_, Some(false)) => (Some(false), of_right),
                (Some(true), Some(true)) => (Some(true), of_left.max(of_right)),
                _ => (None, of_left.max(of_right)),
            }
        });
        let (holds, decided_by) = both.unzip();
        Verdicts { holds, decided_by }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(cells: &[(Option<bool>, CellBasis)]) -> Verdicts {
        let (holds, decided_by) = cells.iter().copied().unzip();
        Verdicts { holds, decided_by }
    }

    #[test]
    fn a_row_is_not_asked_further_once_a_firm_part_has_decided() {
        use CellBasis::{Chosen, Documented, Set};
        let left = given(&[
            (Some(false), Documented),
            (Some(true), Documented),
            (Some(false), Chosen),
            (Some(false), Chosen),
            (None, Set),
        ]);
        let right = given(&[
            (Some(true), Chosen),
            (Some(true), Chosen),
            (Some(true), Documented),
            (Some(false), Documented),
            (Some(true), Documented),
        ]);
        let both = left.and(right);
        assert_eq!(
            both.decided_by,
            [Documented, Chosen, Chosen, Documented, Set]
        );
        assert_eq!(both.holds[3], Some(false));
        assert_eq!(both.holds[4], None);
    }
}
