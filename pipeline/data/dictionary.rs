//! Columns as numbers: each distinct text once, and for each row which one it holds.
//!
//! Rows are grouped, matched and compared by these numbers. A column of a million rows then takes four
//! bytes a row and its distinct texts once, and no row is a text of its own in memory.

use hashbrown::HashTable;
use polars::prelude::*;

/// The code of a cell without value.
pub const MISSING: u32 = 0;

/// A column by the codes of its cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DictionaryColumn {
    /// Of each row: [`MISSING`], or which text it holds, from 1 in the order in which they first occur.
    pub codes: Vec<u32>,
    /// All distinct texts, one after another.
    texts: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// A hash of each.
    hashes: Vec<u64>,
}

impl DictionaryColumn {
    /// Numbers the texts of a column; a column of another type is written as polars writes it.
    pub(crate) fn of(column: &Column) -> PolarsResult<Self> {
        match column.dtype() {
            DataType::String => Ok(DictionaryColumn::of_texts(column.str()?)),
            DataType::Int64 | DataType::Date => DictionaryColumn::of_numbers(column),
            _ => Ok(DictionaryColumn::of_texts(
                column.cast(&DataType::String)?.str()?,
            )),
        }
    }

    fn of_texts(cells: &StringChunked) -> Self {
        let mut coded = DictionaryColumn::default();
        let mut known = HashTable::new();
        let mut codes = Vec::with_capacity(cells.len());
        each_text(cells, |cell| {
            let Some(text) = cell else {
                codes.push(MISSING);
                return;
            };
            let hash = hash_of(text.as_bytes());
            let code = coded.find(&known, text, hash);
            codes.push(code.unwrap_or_else(|| {
                coded.add(text, hash);
                let code = number_of(coded.hashes.len());
                known.insert_unique(hash, code, |code| coded.hashes[*code as usize - 1]);
                code
            }));
        });
        coded.codes = codes;
        coded
    }

    /// Whole numbers and dates: only the distinct ones are written.
    fn of_numbers(column: &Column) -> PolarsResult<Self> {
        let numbers = column.to_physical_repr().cast(&DataType::Int64)?;
        let mut numbering = Numbering::default();
        let cells = numbers.i64()?.iter();
        let codes = cells.map(|cell| cell.map_or(MISSING, |value| numbering.number(value)));
        let codes = codes.collect();
        let physical = Int64Chunked::from_vec("distinct".into(), numbering.values).into_column();
        let written = match column.dtype() {
            DataType::Date => physical.cast(&DataType::Int32)?.cast(&DataType::Date)?,
            _ => physical,
        };
        let mut coded = DictionaryColumn {
            codes,
            ..DictionaryColumn::default()
        };
        for text in written.cast(&DataType::String)?.str()?.iter() {
            let text = text.unwrap_or_default();
            coded.add(text, hash_of(text.as_bytes()));
        }
        Ok(coded)
    }

    /// The code of a text among those that are known.
    fn find(&self, known: &HashTable<u32>, text: &str, hash: u64) -> Option<u32> {
        let is =
            |code: &u32| self.hashes[*code as usize - 1] == hash && self.text(*code) == Some(text);
        known.find(hash, is).copied()
    }

    fn add(&mut self, text: &str, hash: u64) {
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        self.hashes.push(hash);
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

/// Gives each cell of a text column in turn. Iterators of polars take several times as long unoptimised.
pub(crate) fn each_text<'a>(cells: &'a StringChunked, mut take: impl FnMut(Option<&'a str>)) {
    for (chunk, array) in cells.chunks().iter().zip(cells.downcast_iter()) {
        let validity = chunk.validity();
        for at in 0..array.len() {
            let is_there = validity.is_none_or(|validity| validity.get_bit(at));
            take(is_there.then(|| array.value(at)));
        }
    }
}

/// The numbers of a column without gaps.
pub fn all_numbers(cells: &UInt32Chunked) -> Vec<u32> {
    let mut all = Vec::with_capacity(cells.len());
    for array in cells.downcast_iter() {
        all.extend_from_slice(array.values());
    }
    all
}

/// Extracts hold fewer rows than there are such numbers.
fn number_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Whole numbers, each with the number in which it first came, from 1.
#[derive(Default)]
struct Numbering {
    values: Vec<i64>,
    known: HashTable<u32>,
}

impl Numbering {
    fn number(&mut self, value: i64) -> u32 {
        let hash = |value: i64| mixed(value.cast_unsigned());
        let at = |number: &u32| self.values[*number as usize - 1];
        let found = self.known.find(hash(value), |number| at(number) == value);
        if let Some(number) = found {
            return *number;
        }
        self.values.push(value);
        let at = |number: &u32| self.values[*number as usize - 1];
        let number = number_of(self.values.len());
        self.known
            .insert_unique(hash(value), number, |number| hash(at(number)));
        number
    }
}

/// A hash that costs little unoptimised; the standard library's is written for protection that nothing here
/// needs, and is compiled without optimisation in other crates.
fn hash_of(bytes: &[u8]) -> u64 {
    let mut state = bytes.len() as u64;
    let mut at = 0;
    while at + 8 <= bytes.len() {
        let mut word = [0; 8];
        word.copy_from_slice(&bytes[at..at + 8]);
        state = folded(state ^ u64::from_le_bytes(word));
        at += 8;
    }
    let mut word = 0;
    while at < bytes.len() {
        word = word << 8 | u64::from(bytes[at]);
        at += 1;
    }
    mixed(state ^ word)
}

/// Multiplies by the golden ratio's bits, and folds the product's halves together.
fn folded(word: u64) -> u64 {
    let product = u128::from(word ^ 0x243F_6A88_85A3_08D3) * 0x9E37_79B9_7F4A_7C15;
    (product >> 64) as u64 ^ product as u64
}

fn mixed(word: u64) -> u64 {
    folded(folded(word))
}

/// Codes of two columns in common: for each code of either, the number that its text has on both, from 1;
/// [`MISSING`] stays what it is.
pub fn in_common(one: &DictionaryColumn, other: &DictionaryColumn) -> (Vec<u32>, Vec<u32>) {
    let first = (MISSING..).take(one.hashes.len() + 1).collect();
    let mut known = HashTable::with_capacity(one.hashes.len());
    for (hash, code) in one.hashes.iter().zip(1..) {
        known.insert_unique(*hash, code, |code: &u32| one.hashes[*code as usize - 1]);
    }
    let mut next = one.hashes.len();
    let mut second = Vec::with_capacity(other.hashes.len() + 1);
    second.push(MISSING);
    for (text, hash) in other.distinct().zip(&other.hashes) {
        second.push(one.find(&known, text, *hash).unwrap_or_else(|| {
            next += 1;
            number_of(next)
        }));
    }
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
    let mut numbering = Numbering::default();
    rows.map(|(one, other)| numbering.number(i64::from(*one) << 32 | i64::from(*other)) - 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_once_each_and_read_back() -> PolarsResult<()> {
        let cells = [Some("gold"), None, Some("red"), Some("gold"), Some("")];
        let coded = DictionaryColumn::of(&Column::new("colour".into(), cells))?;
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
            let coded = DictionaryColumn::of(&column)?;
            let read: Vec<Option<&str>> = (0..column.len()).map(|row| coded.get(row)).collect();
            assert_eq!(read, written.str()?.iter().collect::<Vec<_>>());
        }
        Ok(())
    }

    #[test]
    fn a_text_has_one_number_on_both_sides() -> PolarsResult<()> {
        let one = DictionaryColumn::of(&Column::new("colour".into(), ["red", "gold"]))?;
        let other = DictionaryColumn::of(&Column::new("colour".into(), ["green", "gold", "blue"]))?;
        assert_eq!(in_common(&one, &other), (vec![0, 1, 2], vec![0, 3, 2, 4]));
        Ok(())
    }
}
