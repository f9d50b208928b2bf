//! Raw files as they came.

mod hostile_cells;
