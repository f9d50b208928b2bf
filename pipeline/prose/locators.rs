//! Places in a source, as a citation gives them: `@key[p. 12]`, `@key[pp. 3–5, note 7]`.

/// Words before the number of a place in a source, without a point at their end.
const KINDS: [&str; 79] = [
    "annex",
    "app",
    "appendix",
    "art",
    "article",
    "articles",
    "arts",
    "book",
    "bk",
    "box",
    "chap",
    "chapter",
    "chapters",
    "chaps",
    "ch",
    "col",
    "column",
    "columns",
    "cols",
    "ep",
    "episode",
    "fig",
    "figure",
    "figures",
    "figs",
    "fn",
    "fol",
    "folio",
    "fols",
    "item",
    "items",
    "l",
    "leaf",
    "line",
    "lines",
    "ll",
    "map",
    "maps",
    "min",
    "n",
    "nn",
    "no",
    "note",
    "notes",
    "nos",
    "p",
    "page",
    "pages",
    "para",
    "paragraph",
    "paragraphs",
    "paras",
    "part",
    "parts",
    "pl",
    "plate",
    "plates",
    "pp",
    "pt",
    "pts",
    "question",
    "row",
    "rows",
    "rule",
    "sec",
    "secs",
    "section",
    "sections",
    "sheet",
    "slide",
    "slides",
    "tab",
    "table",
    "tables",
    "tabs",
    "vol",
    "vols",
    "volume",
    "volumes",
];

/// Words that join or qualify the numbers of places.
const BETWEEN: [&str; 12] = [
    "and", "to", "f", "ff", "of", "in", "the", "passim", "et", "seq", "ibid", "at",
];

/// Marks around words.
const MARKS: [char; 8] = [',', ';', '.', ':', '(', ')', '[', ']'];

/// Whether all numbers of a text say a place in a source: they stand behind the word for one, or behind other such
/// numbers, or there is nothing but numbers.
///
/// # Example
/// ```text
/// assert!(is_locator("pp. 3–5 and 9, fig. 2"));
/// assert!(!is_locator("p. 12, of 33 plots"));
/// ```
pub(crate) fn is_locator(text: &str) -> bool {
    let mut is_place = true;
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '§' | '¶');
    for word in text
        .split(|letter: char| !is_part(letter))
        .filter(|word| !word.is_empty())
    {
        let word = word.to_lowercase();
        let word = word.trim_start_matches(['§', '¶']);
        let is_number = word.starts_with(char::is_numeric) || is_roman(word);
        if word.is_empty() || KINDS.contains(&word) {
            is_place = true;
        } else if is_number {
            if !is_place || !stands_for_a_place(word) {
                return false;
            }
        } else if !BETWEEN.contains(&word) {
            is_place = false;
            if brief_base::numbers::from_words(word).is_some_and(|number| number > 1) {
                return false;
            }
        }
    }
    // What follows the last number must not be counted by it: "33 plots".
    let words = text
        .split_whitespace()
        .map(|word| word.trim_matches(MARKS).to_lowercase());
    let words: Vec<String> = words.collect();
    !words.windows(2).any(|pair| {
        let is_number = |word: &str| {
            word.chars()
                .all(|letter| letter.is_numeric() || letter == ',')
        };
        let (first, next) = (pair[0].as_str(), pair[1].as_str());
        is_number(first)
            && next.chars().all(char::is_alphabetic)
            && !(KINDS.contains(&next) || BETWEEN.contains(&next) || is_roman(next))
    })
}

/// `12`, `12a`, `xiv`.
fn stands_for_a_place(word: &str) -> bool {
    let digits = word.trim_start_matches(char::is_numeric);
    is_roman(word) || digits.chars().count() <= 1
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| "ivxlcdm".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_a_source_are_told_from_counts() {
        for text in [
            "p. 12",
            "pp. 3–5",
            "pp. 3–5, 9 and 12–14",
            "chap. 2",
            "§4",
            "§§ 4–6",
            "fig. 3",
            "p. xiv",
            "12",
            "3–5",
            "ch. 2, p. 12, note 4",
            "p. 12a",
            "p. 12f.",
            "pp. 12 ff.",
            "vol. II, p. 3",
            "art. 218-1",
            "Table 4",
            "page 12 of the annex",
            "¶ 7",
            "n. 3",
            "12:30",
            "preface",
            "",
        ] {
            assert!(is_locator(text), "{text}");
        }
        for text in [
            "p. 12, of 33 plots",
            "which counts 33",
            "33 plots",
            "[p. 12, of 33 plots]",
            "p. 4: 7 arrests",
            "twelve plots",
            "about 40 %  of all",
        ] {
            assert!(!is_locator(text), "{text}");
        }
    }
}
