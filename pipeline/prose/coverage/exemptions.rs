//! What the comments of a file exempt: words of it that need no binding and no test, each for a reason.

use std::cell::{Cell, RefCell};

/// The exemptions of one file. Each excuses one place: a comment says why these words are right here, and nobody
/// has looked at the next sentence that is written with them.
#[derive(Debug, Default)]
pub struct Exemptions<'a> {
    /// Longest first, so that a phrase is no excuse for the words alone.
    excused: Vec<Exemption<'a>>,
    /// Which text of the file is being read.
    text: Cell<usize>,
}

#[derive(Debug)]
struct Exemption<'a> {
    /// A number, a hedge, or a phrase that holds one.
    words: &'a str,
    /// The place that it excuses, once it was found: the number of the text, and a byte of it.
    place: RefCell<Option<(usize, usize)>>,
}

impl<'a> Exemptions<'a> {
    /// Those that a section or layout gives in its comments. `seen` is what a reader sees of the file, which
    /// excludes comments.
    pub fn in_markup(file: &'a str, seen: &str) -> Self {
        let comments = comments(file, "//").filter(|(offset, _)| {
            let from = file[..*offset].rfind('\n').map_or(0, |end| end + 1);
            seen.get(from..*offset)
                .is_none_or(|line| line.trim().is_empty())
        });
        Self::of(comments.map(|(_, words)| words))
    }

    /// Those that a settings file gives in its comments; `texts` are its texts, in which a comment is none.
    pub fn in_settings(file: &'a str, texts: &[&str]) -> Self {
        let is_comment = |words: &&str| {
            let said = format!("exempt \"{words}\":");
            !texts.iter().any(|text| text.contains(&said))
        };
        Self::of(
            comments(file, "#")
                .map(|(_, words)| words)
                .filter(is_comment),
        )
    }

    fn of(words: impl Iterator<Item = &'a str>) -> Self {
        let excused = words.map(|words| Exemption {
            words,
            place: RefCell::default(),
        });
        let mut excused: Vec<_> = excused.collect();
        excused.sort_by_key(|exemption| std::cmp::Reverse(exemption.words.len()));
        Exemptions {
            excused,
            text: Cell::default(),
        }
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

    /// Those that have excused nothing.
    pub fn idle(&self) -> impl Iterator<Item = &'a str> {
        let idle = self.excused.iter();
        let idle = idle.filter(|exemption| exemption.place.borrow().is_none());
        idle.map(|exemption| exemption.words)
    }
}

/// Lines such as `// exempt "27": a parallel, not a count`: where the words begin, and the words.
fn comments<'a>(file: &'a str, comment: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let begins = file.split_inclusive('\n').scan(0, |next, line| {
        let begins = *next;
        *next += line.len();
        Some((begins, line))
    });
    begins.filter_map(move |(begins, line)| {
        let said = line.trim_start().strip_prefix(comment)?;
        let said = said.trim_start().strip_prefix("exempt \"")?;
        let (words, reason) = said.split_once("\":")?;
        let offset = begins + line.len() - said.len();
        (!words.is_empty() && !reason.trim().is_empty()).then_some((offset, words))
    })
}
