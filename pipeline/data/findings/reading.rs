//! Which cells a finding reads, and what the worst of them rests on.
//!
//! A finding reads a cell when its value could be another if the cell said something else. That is more than
//! the rows it counts: a row left out because of its weapon was read too. And it is less than every cell of
//! the columns that its condition names: a row that `link = 'inspired' AND weapon = 'firearm'` leaves out
//! because of its documented link was not asked for its weapon.

use std::collections::{BTreeMap, HashMap};

use sqlparser::ast::{BinaryOperator, Expr as Sql, UnaryOperator};

use brief_model::findings::{Base, Definition};
use brief_model::rests_on::CellBasis;
use brief_model::series::SeriesSettings;

use crate::dictionary::DictionaryColumn;
use crate::sql;
use crate::tables::{Table, TableBasis, Tables};

/// Reads cells for what they rest on.
pub(super) struct Reader<'a> {
    pub series: &'a SeriesSettings,
    pub tables: &'a Tables,
}

/// Whether each row of a table counts, and what the cells rest on that decide it.
struct Verdicts {
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

    /// The worst cell that each row of a breakdown reads: of a row of the table that may belong elsewhere,
    /// since its place in the breakdown is not documented, every row of the finding that it may belong to.
    pub(super) fn of_rows(
        &self,
        definition: &Definition,
        by: &[String],
        keys: &[Vec<Option<String>>],
    ) -> Vec<CellBasis> {
        let none = || vec![CellBasis::Documented; keys.len()];
        let of = definition.of.as_str();
        let measured = self.measured(
            of,
            definition.condition.as_deref(),
            definition.sum.as_deref(),
        );
        let Some(measured) = measured else {
            return none();
        };
        let columns = by.iter().map(|column| {
            let cells = measured
                .table
                .frame
                .column(column)
                .and_then(DictionaryColumn::of);
            (cells.unwrap_or_default(), measured.basis.of_column(column))
        });
        let columns: Vec<(DictionaryColumn, Option<&[CellBasis]>)> = columns.collect();
        // By the columns that are firm: the worst of the rows that hold these values in them.
        type Firm<'f> = HashMap<Vec<Option<Option<&'f str>>>, CellBasis>;
        let mut by_firm: BTreeMap<Vec<bool>, Firm<'_>> = BTreeMap::new();
        for row in measured.rows() {
            let soft = |basis: &Option<&[CellBasis]>| {
                basis.map_or(CellBasis::Documented, |cells| cells[row])
            };
            let counts = measured.verdicts.holds[row] != Some(false);
            let of_keys = columns
                .iter()
                .map(|(_, basis)| soft(basis))
                .max()
                .unwrap_or_default();
            let worst = match counts {
                true => measured.of_row(row).max(of_keys),
                false => measured.of_row(row),
            };
            if worst == CellBasis::Documented {
                continue;
            }
            let is_firm: Vec<bool> = columns
                .iter()
                .map(|(_, basis)| soft(basis) == CellBasis::Documented)
                .collect();
            let cells = columns.iter().zip(&is_firm);
            let held = cells.map(|((cells, _), firm)| firm.then(|| cells.get(row)));
            let entry = by_firm
                .entry(is_firm.clone())
                .or_default()
                .entry(held.collect());
            let known = entry.or_default();
            *known = worst.max(*known);
        }
        let of_key = |key: &Vec<Option<String>>| {
            let worst = by_firm.iter().filter_map(|(is_firm, rows)| {
                let held = key.iter().zip(is_firm);
                let held: Vec<_> = held
                    .map(|(key, firm)| firm.then_some(key.as_deref()))
                    .collect();
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
            Some(parsed) => verdicts(&parsed, table, basis),
            None => Verdicts::firm(table.frame.height()),
        }
    }
}

/// How a condition comes out for each row, by its parts: an AND is decided by any part that is false, an OR by
/// any that is true.
fn verdicts(sql: &Sql, table: &Table, basis: &TableBasis) -> Verdicts {
    match sql {
        Sql::Nested(inner) => verdicts(inner, table, basis),
        Sql::UnaryOp {
            op: UnaryOperator::Not,
            expr,
        } => verdicts(expr, table, basis).not(),
        Sql::BinaryOp {
            left,
            op: BinaryOperator::And,
            right,
        } => verdicts(left, table, basis).and(verdicts(right, table, basis)),
        Sql::BinaryOp {
            left,
            op: BinaryOperator::Or,
            right,
        } => {
            let (left, right) = (verdicts(left, table, basis), verdicts(right, table, basis));
            left.not().and(right.not()).not()
        }
        whole => Verdicts::of_comparison(&whole.to_string(), table, basis),
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
