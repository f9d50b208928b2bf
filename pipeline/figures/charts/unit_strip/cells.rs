//! Where the cells of a unit strip stand.

/// Between cells, as a part of the way from one to the next, and at most in points.
const GAP: (f64, f64) = (0.14, 1.0);
/// The largest side of a cell, in points: a unit, not a bar.
const LARGEST: f64 = 12.0;
/// Room for half a line at both ends, in points.
const INSET: f64 = 0.5;

/// Cells from `first` up to `end`, counted column by column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CellRun {
    /// The first of them.
    pub first: usize,
    /// One past the last.
    pub end: usize,
}

impl CellRun {
    /// Whether it has no cell.
    pub(super) fn is_empty(self) -> bool {
        self.first >= self.end
    }
}

/// The row of cells that a bracket stands by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// The first row.
    Upper,
    /// The last row.
    Lower,
}

/// Where cells stand, in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellGrid {
    rows: usize,
    /// From one column to the next.
    pitch: f64,
    gap: f64,
    /// Side of a cell, which is a square.
    side: f64,
    /// Upper edge of the first row.
    pub top: f64,
}

impl CellGrid {
    /// The side of a cell, in points.
    pub(super) fn side(&self) -> f64 {
        self.side
    }

    /// A grid for that many cells, `rows` in a column, `width` points wide.
    pub(super) fn of(cells: usize, rows: usize, width: f64) -> Self {
        let rows = rows.clamp(1, cells.max(1));
        let columns = cells.div_ceil(rows).max(1) as f64;
        let gap = (width / columns * GAP.0).min(GAP.1);
        // The last cell ends where the figure does, unless cells would grow too large.
        let side = ((width - 2.0 * INSET + gap) / columns - gap).min(LARGEST);
        CellGrid {
            rows,
            pitch: side + gap,
            gap,
            side,
            top: 0.0,
        }
    }

    /// From the upper edge of the first row to the lower edge of the last.
    pub(super) fn height(&self) -> f64 {
        self.rows as f64 * self.pitch - self.gap
    }

    /// Lower edge of the last row.
    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height()
    }

    /// Upper left and lower right corner of a cell.
    pub(super) fn cell(&self, index: usize) -> ((f64, f64), (f64, f64)) {
        let row = (index % self.rows) as f64;
        let left = self.left(index / self.rows);
        let top = self.top + row * self.pitch;
        ((left, top), (left + self.side, top + self.side))
    }

    /// Left and right end of a run along an edge: of the cells it has in that row, so that no two runs
    /// overlap. A run with no cell in that row has the ends of its columns.
    pub(super) fn extent(&self, run: CellRun, edge: Edge) -> (f64, f64) {
        let row = match edge {
            Edge::Upper => 0,
            Edge::Lower => self.rows - 1,
        };
        // The first column whose cell in this row is not before the run, and the first one past it.
        let first = run.first.saturating_sub(row).div_ceil(self.rows);
        let end = run.end.saturating_sub(row).div_ceil(self.rows);
        let (first, last) = if first < end {
            (first, end - 1)
        } else {
            (run.first / self.rows, run.end.saturating_sub(1) / self.rows)
        };
        (self.left(first), self.left(last) + self.side)
    }

    fn left(&self, column: usize) -> f64 {
        INSET + column as f64 * self.pitch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 13 and 30 cells in columns of four: the fourth column holds both.
    #[test]
    fn runs_that_share_a_column_do_not_share_an_extent() {
        let grid = CellGrid::of(112, 4, 232.0);
        let (women, men) = (
            CellRun { first: 0, end: 13 },
            CellRun { first: 13, end: 43 },
        );
        let column = |number: usize| grid.cell(number * 4);
        for (edge, of_women, of_men) in [
            (Edge::Upper, (0, 3), (4, 10)),
            (Edge::Lower, (0, 2), (3, 9)),
        ] {
            let ends = |(first, last)| (column(first).0.0, column(last).1.0);
            assert_eq!(grid.extent(women, edge), ends(of_women), "{edge:?}");
            assert_eq!(grid.extent(men, edge), ends(of_men), "{edge:?}");
        }
    }

    #[test]
    fn cells_are_squares() {
        for (cells, rows) in [(33, 1), (33, 2), (112, 4), (3, 1)] {
            let grid = CellGrid::of(cells, rows, 232.0);
            for index in [0, cells - 1] {
                let ((left, top), (right, bottom)) = grid.cell(index);
                assert!(
                    (right - left - (bottom - top)).abs() < 1e-9,
                    "{cells}, {rows}"
                );
                assert!(right <= 232.0, "{cells}, {rows}");
            }
        }
    }

    #[test]
    fn a_run_between_two_rows_has_its_column() {
        let grid = CellGrid::of(8, 4, 232.0);
        let run = CellRun { first: 1, end: 3 };
        assert_eq!(
            grid.extent(run, Edge::Upper),
            grid.extent(CellRun { first: 0, end: 4 }, Edge::Upper)
        );
    }

    #[test]
    fn a_strip_of_few_units_has_no_wide_cells_and_one_of_none_no_fault() {
        assert!(CellGrid::of(2, 1, 232.0).cell(1).1.0 < 50.0);
        assert!(CellGrid::of(0, 4, 232.0).height() > 0.0);
        assert!(CellGrid::of(3, usize::MAX, 232.0).height() < 40.0);
    }
}
