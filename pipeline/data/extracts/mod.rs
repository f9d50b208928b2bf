//! Raw extracts, as received: what the files of a dataset version hold, cell for cell.
//!
//! A dataset version is a folder with a Data Package descriptor (Frictionless v2) and the files it
//! describes. This stage proves that the files are the described ones (bytes and SHA-256), reads them
//! under limits, and gives each as a frame of text. It interprets nothing: typing and recoding are
//! cleaning, and come next.

use indexmap::IndexMap;
use polars::prelude::DataFrame;

use brief_base::dates::{day_as, month_as};
use brief_model::constraints::Constraints;
use brief_model::datapackage::{DataPackage, Field};

mod csv;
mod encoding;
mod faults;
mod held;
mod number_form;
mod number_words;
mod receive;
mod shown;
pub mod survey;
mod table;
mod text;
mod xlsx;

pub use encoding::{IsName, Sureness};
pub use held::{HeldFault, HeldFaults, UnnamedColumn};
pub use number_form::NumberForm;
pub use receive::receive;
pub use shown::{CellLook, LookedAt, MergedCells, Shown};

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
    /// What the sheet shows beyond that.
    pub shown: Shown,
    /// What the descriptor says of the dates in a column, by column.
    pub date_fields: IndexMap<String, DateField>,
    /// How the descriptor says that the numbers of a column are written, by column.
    pub number_forms: IndexMap<String, NumberForm>,
    /// Texts the descriptor declares to mean "missing" (`missingValues`).
    pub missing_values: Vec<String>,
    /// The same of single columns that have their own, by column.
    pub missing_values_of_columns: IndexMap<String, Vec<String>>,
    /// What the descriptor says that the values of a column are, by column.
    pub constraints: IndexMap<String, Constraints>,
    /// Faults of single cells, which count only where something reads the cell.
    pub held: HeldFaults,
    /// Columns that hold cells and have no name.
    pub unnamed: Vec<UnnamedColumn>,
}

/// What the descriptor's schema says of the dates in a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateField {
    /// The `strftime` format that they are written in.
    pub format: Option<String>,
    /// The first day that the delivery covers, `YYYY-MM-DD` or the beginning of one.
    pub minimum: Option<String>,
    /// The last one.
    pub maximum: Option<String>,
}

impl DateField {
    /// What a field says of dates, if it says anything.
    fn of(field: &Field) -> Option<Self> {
        let constraint = |key: &str| {
            let constraint = field.constraints.as_ref()?.get(key)?;
            let text = constraint.as_str().map(str::to_owned);
            // A year may stand without quotes.
            text.or_else(|| constraint.as_u64().map(|year| format!("{year:04}")))
        };
        let format = field.format.clone();
        let declared = DateField {
            // The standard's `default` and `any` name no format.
            format: format.filter(|format| !matches!(format.as_str(), "default" | "any")),
            minimum: constraint("minimum"),
            maximum: constraint("maximum"),
        };
        (declared != DateField::default()).then_some(declared)
    }

    /// Whether the delivery is said to reach back to a month before the brief's period, or on to one after it,
    /// `YYYY-MM`.
    pub(crate) fn covers(&self, month: &str, is_early: bool) -> bool {
        let bound = match is_early {
            true => &self.minimum,
            false => &self.maximum,
        };
        let bound = bound
            .as_deref()
            .and_then(|bound| self.month_of(bound, is_early));
        bound.is_some_and(|bound| match is_early {
            true => *bound <= *month,
            false => *month <= *bound,
        })
    }

    /// The month of a bound: written as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or in the field's format.
    fn month_of(&self, bound: &str, is_early: bool) -> Option<String> {
        let in_format = |format: &String| day_as(format, bound).or_else(|| month_as(format, bound));
        if let Some(day) = self.format.as_ref().and_then(in_format) {
            return Some(day.format("%Y-%m").to_string());
        }
        let digits = bound.bytes().take(4).filter(u8::is_ascii_digit).count();
        match (digits, bound.len()) {
            (4, 4) if is_early => Some(format!("{bound}-01")),
            (4, 4) => Some(format!("{bound}-12")),
            (4, 7..) => bound.get(..7).map(str::to_owned),
            _ => None,
        }
    }
}

impl Extract {
    /// How many rows it has.
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// The texts that mean "missing" in a column.
    pub fn missing_values_of(&self, column: &str) -> &[String] {
        let own = self.missing_values_of_columns.get(column);
        own.unwrap_or(&self.missing_values)
    }

    /// The cells of a column, `None` for a blank cell. Returns `None` if the column does not exist.
    pub fn texts(&self, column: &str) -> Option<impl Iterator<Item = Option<&str>>> {
        Some(self.frame.column(column).ok()?.str().ok()?.iter())
    }
}
