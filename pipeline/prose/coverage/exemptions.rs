//! What the comments of a file exempt: words of it that need no binding and no test, each for a reason.

use std::cell::{Cell, RefCell};

/// The exemptions of one file. Each excuses one place: a comment says why these words are right here, and nobody
/// has looked at the next sentence that is written with them.
#[derive(Debug, Default)]
pub struct Exemptions<'a> {
    /// Longest first, so that a phrase is no excuse for the words alone.
    excused: Vec<Exemption<'a>>,
    unread: Vec<UnreadExemption<'a>>,
    /// Which text of the file is being read.
    text: Cell<usize>,
}

#[derive(Debug)]
struct Exemption<'a> {
    /// A number, a hedge, or a phrase that holds one.
    words: &'a str,
    /// Where it begins in its file, in bytes.
    offset: usize,
    /// The place that it excuses, once it was found: the number of the text, and a byte of it.
    place: RefCell<Option<(usize, usize)>>,
}

/// A comment that begins like an exemption and is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnreadExemption<'a> {
    /// As written, to the end of its line.
    pub text: &'a str,
    /// Where it begins in its file, in bytes.
    pub offset: usize,
}

impl<'a> Exemptions<'a> {
    /// Those that a section or layout gives in its comments, of a line or in a block. `seen` is what a reader sees of
    /// the file, which excludes comments.
    pub fn in_markup(file: &'a str, seen: &str) -> Self {
        // Text that a reader sees is not a comment.
        let is_comment = |offset: &usize| {
            let line = file[*offset..].lines().next().unwrap_or_default();
            let begins = offset + line.len() - line.trim_start().len();
            seen.as_bytes()
                .get(begins)
                .is_none_or(u8::is_ascii_whitespace)
        };
        let opened = ["//", "/*"]
            .into_iter()
            .flat_map(|opens| openings(file, opens));
        // Further lines of a block may begin with a star.
        let in_blocks = blocks(file).flat_map(|(begins, block)| {
            let lines = block
                .match_indices('\n')
                .map(move |(at, _)| begins + at + 1);
            lines.map(|begins| {
                let line = &file[begins..];
                let text = line.trim_start_matches([' ', '\t']);
                let text = text.strip_prefix('*').unwrap_or(text);
                begins + line.len() - text.len()
            })
        });
        let comments = opened.chain(in_blocks).filter(is_comment);
        Self::of(file, comments)
    }

    /// Those that a settings file gives in its comments; `texts` are its texts, in which a comment is none.
    pub fn in_settings(file: &'a str, texts: &[&str]) -> Self {
        let is_comment = |offset: &usize| {
            let before = file[..offset - 1].chars().next_back();
            let line = file[*offset..].lines().next().unwrap_or_default().trim();
            let said = line.split_inclusive(':').next().unwrap_or_default();
            before.is_none_or(char::is_whitespace)
                && !texts
                    .iter()
                    .any(|text| !said.is_empty() && text.contains(said))
        };
        Self::of(file, openings(file, "#").filter(is_comment))
    }

    /// Reads the comments whose text begins at these bytes.
    fn of(file: &'a str, comments: impl Iterator<Item = usize>) -> Self {
        let mut exemptions = Exemptions::default();
        for offset in comments {
            let line = file[offset..].lines().next().unwrap_or_default();
            let said = line.trim_start();
            let offset = offset + line.len() - said.len();
            if !said
                .get(.."exempt".len())
                .is_some_and(|word| word.eq_ignore_ascii_case("exempt"))
            {
                continue;
            }
            match exempted(said) {
                Some(words) => exemptions.excused.push(Exemption {
                    words,
                    offset,
                    place: RefCell::default(),
                }),
                None if looks_like_one(said) => {
                    exemptions.unread.push(UnreadExemption {
                        text: said.trim_end(),
                        offset,
                    });
                }
                None => {}
            }
        }
        exemptions
            .excused
            .sort_by_key(|exemption| std::cmp::Reverse(exemption.words.len()));
        exemptions
    }

    /// Comments that begin like an exemption and are none.
    pub fn unread(&self) -> &[UnreadExemption<'a>] {
        &self.unread
    }

    /// Says that what is asked from now on is of the file's next text.
    pub fn next_text(&self) {
        self.text.set(self.text.get() + 1);
    }

    /// Whether the words that stand at `offset` of a text are exempt: they are named, or a phrase around them is,
    /// and no other place has had that exemption.
    pub fn excuse(&self, seen: &str, offset: usize, words: &str) -> bool {
        // A phrase may run on in the next line.
        let lower = seen.to_ascii_lowercase().replace('\n', " ");
        let place_by = |exemption: &Exemption<'_>| {
            if exemption.words.eq_ignore_ascii_case(words) {
                return Some(offset);
            }
            let phrase = exemption.words.to_ascii_lowercase();
            let mut places = lower.match_indices(&phrase).map(|(from, _)| from);
            places.find(|from| *from <= offset && offset + words.len() <= from + phrase.len())
        };
        self.excused.iter().any(|exemption| {
            let Some(from) = place_by(exemption) else {
                return false;
            };
            let here = (self.text.get(), from);
            *exemption.place.borrow_mut().get_or_insert(here) == here
        })
    }

    /// Whether the words are exempt at some place.
    pub fn name(&self, words: &str) -> bool {
        let mut excused = self.excused.iter();
        excused.any(|exemption| exemption.words.eq_ignore_ascii_case(words))
    }

    /// Those that have excused nothing: where each begins in its file, and its words.
    pub fn idle(&self) -> impl Iterator<Item = (usize, &'a str)> {
        let idle = self.excused.iter();
        let idle = idle.filter(|exemption| exemption.place.borrow().is_none());
        idle.map(|exemption| (exemption.offset, exemption.words))
    }
}

/// Where the text of each comment begins that may be opened so.
fn openings<'a>(file: &'a str, opens: &'a str) -> impl Iterator<Item = usize> + 'a {
    file.match_indices(opens).map(|(at, _)| at + opens.len())
}

/// The block comments of markup, with where their text begins.
fn blocks(file: &str) -> impl Iterator<Item = (usize, &str)> {
    openings(file, "/*").map(|begins| {
        let rest = &file[begins..];
        (begins, &rest[..rest.find("*/").unwrap_or(rest.len())])
    })
}

/// Quotation marks that words may stand in: what opens and what closes them.
const QUOTES: [(char, char); 7] = [
    ('"', '"'),
    ('\'', '\''),
    ('“', '”'),
    ('”', '”'),
    ('„', '“'),
    ('«', '»'),
    ('‘', '’'),
];

/// The words of `exempt "27": a parallel, not a count`; none without quotation marks or a reason.
fn exempted(said: &str) -> Option<&str> {
    let said = said.get("exempt".len()..)?.trim_start();
    let opens = said.chars().next()?;
    let inner = &said[opens.len_utf8()..];
    let mut ends = QUOTES
        .iter()
        .filter(|(open, _)| *open == opens)
        .filter_map(|(_, close)| {
            // An apostrophe in the words ends nothing.
            inner.match_indices(*close).find_map(|(at, close)| {
                let reason = inner[at + close.len()..].trim_start().strip_prefix(':')?;
                Some((&inner[..at], reason))
            })
        });
    let (words, reason) = ends.next()?;
    let reason = reason.trim().trim_end_matches("*/").trim();
    (!words.is_empty() && !reason.is_empty()).then_some(words)
}

/// Whether a comment that begins with "exempt" means to exempt something: it names words or a number, or has the colon.
fn looks_like_one(said: &str) -> bool {
    let rest = said.get("exempt".len()..).unwrap_or_default();
    let begins = rest.trim_start();
    let is_quote = |letter: char| QUOTES.iter().any(|(open, _)| *open == letter);
    !rest.starts_with(char::is_alphanumeric)
        && (begins
            .starts_with(|letter: char| is_quote(letter) || letter.is_numeric() || letter == ':')
            || begins
                .split_whitespace()
                .take(4)
                .any(|word| word.ends_with(':')))
}

#[cfg(test)]
mod tests {
    use super::Exemptions;
    use crate::visible;

    fn read(file: &str) -> (Vec<&str>, Vec<&str>) {
        let exemptions = Exemptions::in_markup(file, &visible::in_markup(file));
        let unread = exemptions
            .unread()
            .iter()
            .map(|unread| unread.text)
            .collect();
        (exemptions.idle().map(|(_, words)| words).collect(), unread)
    }

    #[test]
    fn comments_of_every_form_are_read() {
        for file in [
            "// exempt \"27\": a parallel",
            "Text. // exempt \"27\": a parallel",
            "/* exempt \"27\": a parallel */",
            "/*\n  exempt \"27\": a parallel\n*/",
            "/* Numbers:\n * exempt \"27\": a parallel\n */",
            "// exempt “27”: a parallel",
            "// exempt „27“: a parallel",
            "// exempt '27' : a parallel",
            "//exempt «27»: a parallel",
            "// Exempt \"27\": a parallel",
        ] {
            assert_eq!(read(file), (vec!["27"], Vec::new()), "{file}");
        }
    }

    #[test]
    fn what_means_to_exempt_and_does_not_is_told() {
        for file in [
            "// exempt 27: a parallel",
            "// exempt \"27\"",
            "// exempt \"27\":",
            "/* exempt \"27\" a parallel */",
            "// exempt: 27",
        ] {
            let (excused, unread) = read(file);
            assert!(
                excused.is_empty() && unread.len() == 1,
                "{file}: {excused:?} {unread:?}"
            );
        }
        for file in [
            "// exempt from duty were all",
            "Text exempt \"27\": x",
            "// exemption \"27\": x",
        ] {
            assert_eq!(read(file), (Vec::new(), Vec::new()), "{file}");
        }
    }
}
