//! Columns as numbers: each distinct text once, and for each row which one it holds.
//!
//! Rows are grouped, matched and compared by these numbers. A column of a million rows then takes four
//! bytes a row and its distinct texts once, and no row is a text of its own in memory.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use polars::prelude::*;

/// The code of a cell without value.
pub const MISSING: u32 = 0;

/// A column by the codes of its cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coded {
    /// Of each row: [`MISSING`], or which text it holds, from 1 in the order in which they first occur.
    pub codes: Vec<u32>,
    /// All distinct texts, one after another.
    texts: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Coded {
    /// Numbers the texts of a column; a column of another type is written as polars writes it.
    ///
    /// # Errors
    /// When a column cannot be written as text.
    pub fn of(column: &Column) -> PolarsResult<Self> {
        match column.dtype() {
            DataType::String => Ok(Coded::of_texts(column.str()?.iter(), column.len())),
            DataType::Int64 | DataType::Date => Coded::of_numbers(column),
            _ => {
                let written = column.cast(&DataType::String)?;
                Ok(Coded::of_texts(written.str()?.iter(), column.len()))
            }
        }
    }

    fn of_texts<'a>(cells: impl Iterator<Item = Option<&'a str>>, height: usize) -> Self {
        let mut coded = Coded {
            codes: Vec::with_capacity(height),
            ..Coded::default()
        };
        let mut known: HashMap<&str, u32> = HashMap::new();
        for cell in cells {
            let code = cell.map_or(MISSING, |text| {
                let code = number(&mut known, text);
                if code as usize > coded.ends.len() {
                    coded.add(text);
                }
                code
            });
            coded.codes.push(code);
        }
        coded
    }

    /// Whole numbers and dates: only the distinct ones are written.
    fn of_numbers(column: &Column) -> PolarsResult<Self> {
        let numbers = column.to_physical_repr().cast(&DataType::Int64)?;
        let mut known: HashMap<i64, u32> = HashMap::new();
        let mut distinct = Vec::new();
        let mut codes = Vec::with_capacity(column.len());
        for cell in numbers.i64()?.iter() {
            codes.push(cell.map_or(MISSING, |value| {
                let code = number(&mut known, value);
                if code as usize > distinct.len() {
                    distinct.push(value);
                }
                code
            }));
        }
        let physical = Int64Chunked::from_vec("distinct".into(), distinct).into_column();
        let written = match column.dtype() {
            DataType::Date => physical.cast(&DataType::Int32)?.cast(&DataType::Date)?,
            _ => physical,
        };
        let mut coded = Coded {
            codes,
            ..Coded::default()
        };
        for text in written.cast(&DataType::String)?.str()?.iter() {
            coded.add(text.unwrap_or_default());
        }
        Ok(coded)
    }

    fn add(&mut self, text: &str) {
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
    }

    /// The text of a row's cell.
    pub fn get(&self, row: usize) -> Option<&str> {
        self.text(*self.codes.get(row)?)
    }

    /// The text of a code.
    pub fn text(&self, code: u32) -> Option<&str> {
        let number = (code as usize).checked_sub(1)?;
        let start = match number {
            0 => 0,
            _ => *self.ends.get(number - 1)?,
        };
        self.texts.get(start..*self.ends.get(number)?)
    }

    /// The distinct texts, in the order of their codes.
    pub fn distinct(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let texts = starts.zip(&self.ends);
        texts.map(|(start, end)| self.texts.get(start..*end).unwrap_or_default())
    }
}

/// The number of a value: the one it has, else the next, from 1.
fn number<T: Hash + Eq>(known: &mut HashMap<T, u32>, value: T) -> u32 {
    let next = u32::try_from(known.len() + 1).unwrap_or(u32::MAX);
    match known.entry(value) {
        Entry::Occupied(entry) => *entry.get(),
        Entry::Vacant(entry) => *entry.insert(next),
    }
}

/// Codes of two columns in common: for each code of either, the number that its text has on both, from 1;
/// [`MISSING`] stays what it is.
pub fn in_common(one: &Coded, other: &Coded) -> (Vec<u32>, Vec<u32>) {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let first: Vec<u32> = std::iter::once(MISSING)
        .chain(one.distinct().map(|text| number(&mut known, text)))
        .collect();
    let mut next = u32::try_from(first.len()).unwrap_or(u32::MAX);
    let second = other.distinct().map(|text| {
        known.get(text).copied().unwrap_or_else(|| {
            let own = next;
            next += 1;
            own
        })
    });
    let second = std::iter::once(MISSING).chain(second).collect();
    (first, second)
}

/// So many combinations of two columns' numbers are looked up in a table of their own size.
const DENSE: usize = 1 << 22;

/// Numbers rows by what they hold in two columns, so that rows share a number when they are alike in both;
/// with the outcome and a third column, by three. Rows are numbered from 0 in the order in which the
/// combinations first occur.
pub fn together(one: &[u32], other: &[u32]) -> Vec<u32> {
    let size = |codes: &[u32]| codes.iter().max().map_or(0, |most| *most as usize + 1);
    let width = size(other);
    let rows = one.iter().zip(other);
    if let Some(combinations) = size(one).checked_mul(width).filter(|all| *all <= DENSE) {
        let mut known = vec![u32::MAX; combinations];
        let mut next = 0;
        let numbered = rows.map(|(one, other)| {
            let slot = &mut known[*one as usize * width + *other as usize];
            if *slot == u32::MAX {
                *slot = next;
                next += 1;
            }
            *slot
        });
        return numbered.collect();
    }
    let mut known: HashMap<(u32, u32), u32> = HashMap::new();
    rows.map(|(one, other)| number(&mut known, (*one, *other)) - 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_once_each_and_read_back() -> PolarsResult<()> {
        let cells = [Some("gold"), None, Some("red"), Some("gold"), Some("")];
        let coded = Coded::of(&Column::new("colour".into(), cells))?;
        assert_eq!(coded.codes, [1, MISSING, 2, 1, 3]);
        let read: Vec<Option<&str>> = (0..cells.len()).map(|row| coded.get(row)).collect();
        assert_eq!(read, cells);
        Ok(())
    }

    #[test]
    fn numbers_and_dates_are_written_as_polars_writes_them() -> PolarsResult<()> {
        let days = Column::new("day".into(), [Some(-1_i32), None, Some(18_000), Some(-1)]);
        let days = days.cast(&DataType::Date)?;
        for column in [days, Column::new("count".into(), [7_i64, -7, 7])] {
            let written = column.cast(&DataType::String)?;
            let coded = Coded::of(&column)?;
            let read: Vec<Option<&str>> = (0..column.len()).map(|row| coded.get(row)).collect();
            assert_eq!(read, written.str()?.iter().collect::<Vec<_>>());
        }
        Ok(())
    }

    #[test]
    fn a_text_has_one_number_on_both_sides() -> PolarsResult<()> {
        let one = Coded::of(&Column::new("colour".into(), ["red", "gold"]))?;
        let other = Coded::of(&Column::new("colour".into(), ["green", "gold", "blue"]))?;
        assert_eq!(in_common(&one, &other), (vec![0, 1, 2], vec![0, 3, 2, 4]));
        Ok(())
    }
}
