//! What is wrong with a file of comma-separated values that people write, in their words.

use csv::ErrorKind;

/// Why a record cannot be read.
///
/// ```
/// use brief_model::csv_error::in_words;
///
/// let mut reader = csv::Reader::from_reader("raw,code,note\nred, dark red,red,\n".as_bytes());
/// let error = reader.records().next().and_then(Result::err).expect("a cell too many");
/// assert_eq!(
///     in_words(&error),
///     "the line has 4 cells and the header 3; a cell that holds a comma stands in quotation marks"
/// );
/// ```
pub fn in_words(error: &csv::Error) -> String {
    match error.kind() {
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!(
            "the line has {len} cells and the header {expected_len}; a cell that holds a comma stands in quotation marks"
        ),
        ErrorKind::Utf8 { .. } => "the line is not UTF-8 text; save the file as UTF-8".to_owned(),
        _ => error.to_string(),
    }
}
