//! How much of an extract is read. A file beyond a limit is refused by name; it is never cut short.
//!
//! The limits bound time and memory, not taste: a delivery at all of them at once takes about a gigabyte.

/// Rows of data in one extract.
pub const ROWS: usize = 1_000_000;
/// Columns of one extract.
pub const COLUMNS: usize = 1_000;
/// Rows times columns of one extract.
pub const CELLS: usize = 10_000_000;
/// Rows times columns of all extracts of a delivery.
pub const DELIVERY_CELLS: usize = 20_000_000;
/// Bytes of all files that a descriptor describes.
pub(crate) const DELIVERY_BYTES: u64 = 1 << 30;
/// Resources of one descriptor.
pub(crate) const RESOURCES: usize = 100;
/// Bytes of a descriptor.
pub(crate) const DESCRIPTOR_BYTES: usize = 1 << 20;
/// Characters of a column's name.
pub const NAME_CHARACTERS: usize = 255;
/// Characters in one cell: what a spreadsheet holds in one.
pub const CELL_CHARACTERS: usize = 32_767;
/// Bytes of text in one extract, and of one CSV file before decoding.
pub const TEXT_BYTES: usize = 256 << 20;
/// Lines that one quoted CSV cell may span: beyond, its closing quote is most likely missing.
pub const CELL_LINES: usize = 100;

/// Parts of a workbook's container.
pub const WORKBOOK_PARTS: usize = 10_000;
/// Bytes of one part of a workbook, decompressed.
pub const WORKBOOK_PART_BYTES: u64 = 128 << 20;
/// Bytes of all parts of a workbook together, decompressed.
pub const WORKBOOK_BYTES: u64 = 256 << 20;
/// Distinct texts of a workbook (its shared strings).
pub const WORKBOOK_STRINGS: usize = 1_000_000;
/// Cell formats of a workbook: a spreadsheet's own limit is 65,490.
pub const WORKBOOK_FORMATS: usize = 70_000;
/// XML elements of one part of a workbook that are neither cells nor texts: styles, sheets, merges.
pub const WORKBOOK_ELEMENTS: usize = 500_000;
/// Cell formats times the longest name in them, in bytes: the reader copies names into each format.
pub const WORKBOOK_FORMAT_BYTES: usize = 64 << 20;
