//! What a spreadsheet shows of its rows and cells beyond what they hold.

use std::collections::{BTreeMap, BTreeSet};

/// Of one sheet; rows and columns count from 1, and only those below the header that hold something are told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The sheet itself is hidden.
    pub sheet_is_hidden: bool,
    /// Rows that are not shown.
    pub hidden_rows: BTreeSet<u32>,
    /// Columns that are not shown.
    pub hidden_columns: BTreeSet<usize>,
    /// A filter is on.
    pub is_filtered: bool,
    /// Rows all of whose cells are struck through.
    pub struck_rows: BTreeSet<u32>,
    /// Cells that are shown as one.
    pub merged: Vec<MergedCells>,
    /// Cells that are shown otherwise than their text says, by how and by column.
    pub cells: BTreeMap<(CellLook, usize), LookedAt>,
}

/// A rectangle of cells that is shown as one; its text is that of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MergedCells {
    pub first_row: u32,
    pub last_row: u32,
    pub first_column: usize,
    pub last_column: usize,
}

/// How a cell is shown that says something else than its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellLook {
    /// Struck through, in a row that is not.
    Struck,
    /// Struck through in part.
    PartlyStruck,
    /// With a raised or lowered part, such as the mark of a note.
    Raised,
    /// A number as percentage.
    Percent,
    /// As blank.
    Blank,
    /// A number with words around it.
    Worded,
    /// A date without its day, which is not the first.
    WithoutDay,
    /// A date without its year.
    WithoutYear,
}

/// Cells of one column that look alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookedAt {
    pub count: usize,
    /// The first rows.
    pub rows: Vec<u32>,
}

impl LookedAt {
    /// How many rows are remembered.
    const FIRST: usize = 6;

    /// Counts a cell.
    pub(super) fn add(&mut self, row: u32) {
        self.count += 1;
        if self.rows.len() < Self::FIRST {
            self.rows.push(row);
        }
    }
}
