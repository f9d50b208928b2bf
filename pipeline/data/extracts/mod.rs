//! Raw extracts, as received: what the files of a dataset version hold, cell for cell.
//!
//! A dataset version is a folder with a Data Package descriptor (Frictionless v2) and the files it
//! describes. This stage proves that the files are the described ones (bytes and SHA-256), reads them
//! under limits, and gives each as a frame of text. It interprets nothing: typing and recoding are
//! cleaning, and come next.

use indexmap::IndexMap;
use polars::prelude::DataFrame;

use brief_model::constraints::Constraints;
use brief_model::datapackage::DataPackage;

mod csv;
mod encoding;
mod faults;
mod held;
mod receive;
pub mod survey;
mod table;
mod text;
mod xlsx;

pub use encoding::Sureness;
pub use held::{HeldFault, HeldFaults, UnnamedColumn};
pub use receive::receive;

/// The column that carries each row's line (CSV: line of the file; workbook: row number), from 1.
pub const LINE: &str = "_line";

/// All extracts of one dataset version.
#[derive(Debug, Clone)]
pub struct Extracts {
    /// Name of the dataset version: its folder's name.
    pub version: String,
    /// What the delivery says about itself.
    pub package: DataPackage,
    /// By resource name, in the descriptor's order.
    pub extracts: IndexMap<String, Extract>,
}

/// One extract: a sheet or a CSV file as text.
#[derive(Debug, Clone)]
pub struct Extract {
    /// The resource's name in the descriptor.
    pub resource: String,
    /// Path within the project.
    pub file: String,
    /// Sheet, when the file is a workbook.
    pub sheet: Option<String>,
    /// Column [`LINE`] (`u32`), then one `String` column per header cell, named as the header says.
    /// A blank cell is null; every other cell is its text, untrimmed. A spreadsheet's own dates are
    /// written `YYYY-MM-DD` (with `THH:MM:SS` when they have a time of day), its whole numbers without
    /// a decimal point, its truth values `TRUE` and `FALSE`. A blank line between others is a row of
    /// nulls; at the end it is left out.
    pub frame: DataFrame,
    /// Where each column stands in the file, from 1.
    pub positions: IndexMap<String, usize>,
    /// Texts the descriptor declares to mean "missing" (`missingValues`).
    pub missing_values: Vec<String>,
    /// What the descriptor says that the values of a column are, by column.
    pub constraints: IndexMap<String, Constraints>,
    /// Faults of single cells, which count only where something reads the cell.
    pub held: HeldFaults,
    /// Columns that hold cells and have no name.
    pub unnamed: Vec<UnnamedColumn>,
}

impl Extract {
    /// How many rows it has.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// The cells of a column, `None` for a blank cell. Returns `None` if the column does not exist.
    pub fn texts(&self, column: &str) -> Option<impl Iterator<Item = Option<&str>>> {
        Some(self.frame.column(column).ok()?.str().ok()?.iter())
    }
}
