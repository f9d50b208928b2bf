//! Comparing texts that people typed: blanks, case, characters that nobody sees, letters that are written as one
//! character or as two, and the order of names with numbers in them.

use std::borrow::Cow;
use std::cmp::Ordering;

use unicode_normalization::{UnicodeNormalization, is_nfc};

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
    (!after_blank || text.is_empty()) && !invisible::has_needless(text) && is_composed(text)
}

/// Trims both ends, replaces each run of blanks with one space, drops what nobody sees or needs, and composes
/// letters with their marks, which look the same as one character (`é`) and as two.
pub fn collapse_blanks(text: &str) -> String {
    let text = invisible::without_needless(text);
    let text = match is_composed(&text) {
        true => text,
        false => Cow::Owned(text.nfc().collect()),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether each letter and its marks are one character where they can be.
pub fn is_composed(text: &str) -> bool {
    text.is_ascii() || is_nfc(text)
}

/// Orders names as people do: `R-2` before `R-10`.
pub fn natural_order<T: AsRef<str>>(one: &[T], other: &[T]) -> Ordering {
    fn parts<T: AsRef<str>>(name: &[T]) -> impl Iterator<Item = (&str, u64, &str)> {
        name.iter().map(|part| {
            let part = part.as_ref();
            let digits = part.trim_start_matches(|letter: char| !letter.is_ascii_digit());
            let before = &part[..part.len() - digits.len()];
            let number = digits.split(|letter: char| !letter.is_ascii_digit()).next();
            let number = number.and_then(|number| number.parse().ok());
            (before, number.unwrap_or_default(), part)
        })
    }
    parts(one).cmp(parts(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_alike() {
        for text in [
            "Tétouan",
            "Te\u{301}touan",
            " Te\u{301}touan\u{a0}",
            "Té\u{ad}touan\u{200b}",
        ] {
            assert_eq!(collapse_blanks(text), "Tétouan", "{text:?}");
            assert_eq!(fold(text), "tétouan", "{text:?}");
            assert_eq!(is_collapsed(text), text == "Tétouan", "{text:?}");
        }
    }
}
