//! Which figures of a text are parts of names.

use super::words::Word;

/// Names that are dates or numbers themselves.
const FIXED: [&str; 2] = ["9/11", "7/7"];

/// Diseases that are named by their year.
const DISEASES: [&str; 2] = ["covid", "sars-cov"];

/// What documents and their parts are called, in the singular: the number behind is part of the name.
const DOCUMENTS: [&str; 19] = [
    "Act",
    "Amendment",
    "Annex",
    "Article",
    "Bill",
    "Chapter",
    "Clause",
    "Convention",
    "Dahir",
    "Decision",
    "Decree",
    "Directive",
    "Law",
    "Order",
    "Paragraph",
    "Protocol",
    "Regulation",
    "Resolution",
    "Section",
];

/// What joins the parts of such a number, and such numbers to each other: `Law 03-03`, `Resolution 2178/2014`.
const JOINTS: [&str; 3] = ["-", "/", "."];

/// Whether the figures at `at` are part of a name: `COVID-19`, `AK-47`, `Resolution 2178`, `9/11`. What counts
/// things stands behind no letters in capitals and no name of a document.
pub(super) fn is_part_of_name(text: &str, words: &[Word<'_>], at: usize) -> bool {
    let name = NameReader { text, words };
    words[at].text.bytes().all(|byte| byte.is_ascii_digit())
        && (name.is_fixed(at) || name.is_designation(at) || name.is_of_document(at))
}

struct NameReader<'a> {
    text: &'a str,
    words: &'a [Word<'a>],
}

impl NameReader<'_> {
    fn gap_before(&self, at: usize) -> Option<&str> {
        let before = at.checked_sub(1)?;
        self.text
            .get(self.words[before].end()..self.words[at].offset)
    }

    fn is_fixed(&self, at: usize) -> bool {
        FIXED.iter().any(|name| {
            let (first, second) = name.split_once('/').unwrap_or((name, ""));
            let is_pair = |from: usize| {
                let pair = self.words.get(from).zip(self.words.get(from + 1));
                pair.is_some_and(|(one, two)| one.text == first && two.text == second)
                    && self.gap_before(from + 1) == Some("/")
            };
            is_pair(at) || at.checked_sub(1).is_some_and(is_pair)
        })
    }

    /// Letters in capitals with figures behind: `AK-47`, `MH17`, `G20`.
    fn is_designation(&self, at: usize) -> bool {
        let Some(gap) = self.gap_before(at).filter(|gap| ["", "-"].contains(gap)) else {
            return false;
        };
        let letters = self.words[at - 1].text;
        // Three letters may be those of a currency: USD77.
        let in_capitals =
            letters.chars().all(char::is_uppercase) && (gap == "-" || letters.chars().count() < 3);
        let is_short = self.words[at].text.len() <= 3;
        let is_disease = gap == "-" && DISEASES.contains(&letters.to_lowercase().as_str());
        (in_capitals && is_short) || is_disease
    }

    /// `Resolution 2178`, `Resolutions 2178 and 2396`, `Law No. 03-03`.
    fn is_of_document(&self, at: usize) -> bool {
        let (Some(gap), Some(before)) = (self.gap_before(at), at.checked_sub(1)) else {
            return false;
        };
        let word = &self.words[before];
        let is_figure = |at: usize| {
            self.words[at]
                .text
                .starts_with(|letter: char| letter.is_ascii_digit())
        };
        if is_figure(before) && (JOINTS.contains(&gap) || gap == ", ") {
            return self.is_of_document(before);
        }
        if gap == " " && is_document(word.text) {
            return true;
        }
        let Some(earlier) = before.checked_sub(1) else {
            return false;
        };
        let is_number_sign = ["No", "no", "Nr"].contains(&word.text) && [". ", " "].contains(&gap);
        if is_number_sign {
            return is_document(self.words[earlier].text);
        }
        let joins = ["and", "or", "to"].contains(&word.text) && gap == " ";
        joins && is_figure(earlier) && is_in_plural_list(self, earlier)
    }
}

/// Whether figures end a list behind the plural of a document: only there another number may follow.
fn is_in_plural_list(name: &NameReader<'_>, at: usize) -> bool {
    let mut first = at;
    while let Some(before) = first.checked_sub(1) {
        if !name.words[before]
            .text
            .starts_with(|letter: char| letter.is_ascii_digit())
        {
            break;
        }
        first = before;
    }
    let document = first.checked_sub(1).map(|before| name.words[before].text);
    document.is_some_and(|word| word.ends_with('s') && is_document(word)) && name.is_of_document(at)
}

/// Whether a word names a document or a part of one; with a large letter, since "an order" is none.
fn is_document(word: &str) -> bool {
    let singular = word.strip_suffix('s').unwrap_or(word);
    DOCUMENTS.contains(&word) || DOCUMENTS.contains(&singular)
}
