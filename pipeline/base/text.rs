//! Comparing texts that people typed: blanks, case, and characters that nobody sees.

use crate::invisible;

/// A text in the form in which spellings are compared: lower case, blanks collapsed, nothing that nobody sees.
pub fn fold(text: &str) -> String {
    collapse_blanks(&invisible::without_any(text)).to_lowercase()
}

/// Whether [`collapse_blanks`] leaves a text unchanged.
pub fn is_collapsed(text: &str) -> bool {
    let mut after_blank = true;
    if text.is_ascii() {
        // Nearly all cells are, and this takes a quarter of the time.
        for byte in text.as_bytes() {
            let is_blank = matches!(byte, b' ' | b'\t'..=b'\r');
            if is_blank && (after_blank || *byte != b' ') {
                return false;
            }
            after_blank = is_blank;
        }
        return !after_blank || text.is_empty();
    }
    for character in text.chars() {
        let is_blank = character.is_whitespace();
        if is_blank && (after_blank || character != ' ') {
            return false;
        }
        after_blank = is_blank;
    }
    (!after_blank || text.is_empty()) && !invisible::has_needless(text)
}

/// Trims both ends, replaces each run of blanks with one space, and drops what nobody sees or needs.
pub fn collapse_blanks(text: &str) -> String {
    let text = invisible::without_needless(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
