//! Which encoding a file is in, decided by what its bytes can be, and how sure that is.
//!
//! A byte order mark settles it, and so do bytes that are all UTF-8: hardly any other text is by chance. Zero
//! bytes at every second place are UTF-16. What is left is a code page of Windows, DOS or the Macintosh, which
//! nothing in the file names: which letters follow each other tells Arabic from Cyrillic, Greek, Turkish and the
//! rest (`chardetng`, as browsers do), and whether most of the lines say the same as all tells how far to trust it.

use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, IBM866, KOI8_U, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
    X_MAC_CYRILLIC,
};

use indexmap::IndexSet;

use brief_base::diagnostics::Diagnostic;
use brief_base::plain_text::counted;

/// Bytes that are looked at; a file says early what it is.
const LOOKED_AT: usize = 1 << 20;
/// Words with a letter beyond ASCII from which a code page is more than a guess.
const TELLING_WORDS: usize = 4;
/// Parts of the lines, each of which is left out once.
const PARTS: usize = 3;
/// Words that read otherwise from which one of two code pages of a script is told.
const DIFFERING_WORDS: usize = 6;
/// Words that are shown.
const WORDS_SHOWN: usize = 3;

/// Code pages that are tried where the likeliest makes no words: those of Western Europe first.
const CODE_PAGES: [&Encoding; 12] = [
    MACINTOSH,
    WINDOWS_1252,
    WINDOWS_1250,
    WINDOWS_1254,
    WINDOWS_1257,
    WINDOWS_1251,
    KOI8_U,
    IBM866,
    X_MAC_CYRILLIC,
    WINDOWS_1253,
    WINDOWS_1255,
    WINDOWS_1256,
];
/// Words in which names are looked for.
const WORDS_LOOKED_UP: usize = 2_000;
/// Names by which a code page is known, and those by which it is likely.
const NAMES: [usize; 2] = [2, 3];

/// Whether a word is a name that may stand in the file.
pub type IsName<'a> = &'a dyn Fn(&str) -> bool;

/// How sure it is in which encoding a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// Few letters speak for it.
    Guess,
    /// All of the file speaks for it, but others could be meant.
    Likely,
    /// It can hardly be another.
    Sure,
}

impl fmt::Display for Sureness {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Sureness::Guess => "a guess",
            Sureness::Likely => "likely",
            Sureness::Sure => "sure",
        })
    }
}

/// The encoding that a file is most likely in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EncodingGuess {
    pub(super) encoding: &'static Encoding,
    pub(super) sureness: Sureness,
    /// What speaks for it.
    pub(super) why: String,
    /// Whether the file makes no words in any encoding that is read.
    pub(super) is_odd: bool,
}

impl EncodingGuess {
    /// As a descriptor names it.
    pub(super) fn label(&self) -> String {
        label(self.encoding)
    }
}

/// As a descriptor names an encoding.
pub(super) fn label(encoding: &'static Encoding) -> String {
    encoding.name().to_lowercase()
}

/// Whether a file is UTF-32, which nothing here reads.
pub(super) fn is_utf_32(bytes: &[u8]) -> bool {
    let zeros_at = |offsets: [usize; 2]| {
        let mut groups = bytes.chunks_exact(4).take(64).peekable();
        groups.peek().is_some() && groups.all(|group| offsets.iter().all(|at| group[*at] == 0))
    };
    bytes.len() >= 8 && (zeros_at([2, 3]) || zeros_at([0, 1]))
}

/// The fault of a file in UTF-32.
pub(super) fn utf_32() -> Diagnostic {
    Diagnostic::error("encoding-mismatch", "the file is UTF-32, which is not read")
        .with_help("save it as UTF-8, and describe it as a new delivery")
}

/// UTF-16 without a byte order mark: the encoding that makes lines of text of these bytes.
pub(super) fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let looked_at = &bytes[..bytes.len().min(LOOKED_AT) & !1];
    let zeros = |parity: usize| {
        let bytes = looked_at.iter().skip(parity).step_by(2);
        bytes.filter(|byte| **byte == 0).count()
    };
    let (high_first, low_first) = (zeros(0), zeros(1));
    // Between cells and at the ends of lines stand ASCII characters, whatever the script.
    let (encoding, found) = match high_first > low_first {
        true => (UTF_16BE, high_first),
        false => (UTF_16LE, low_first),
    };
    let is_one_sided = found > 0 && found >= 20 * high_first.min(low_first);
    let units = looked_at.len() / 2;
    if !is_one_sided || found * 20 < units {
        return None;
    }
    let (text, had_errors) = encoding.decode_without_bom_handling(looked_at);
    (!had_errors && text.contains(['\n', '\r'])).then_some(encoding)
}

/// The encoding that a file is most likely in. `country` is the domain of the country that it is about, and
/// `is_name` knows names that may stand in it: they decide where letters alone do not.
pub(super) fn guess(
    bytes: &[u8],
    country: Option<&str>,
    is_name: Option<IsName<'_>>,
) -> EncodingGuess {
    let found = |encoding, sureness, why: String| EncodingGuess {
        encoding,
        sureness,
        why,
        is_odd: false,
    };
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let why = "its byte order mark says so".to_owned();
        return found(encoding, Sureness::Sure, why);
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        let why = "every second byte of its separators is zero".to_owned();
        return found(encoding, Sureness::Sure, why);
    }
    if bytes.is_ascii() {
        let why = "it holds nothing beyond ASCII".to_owned();
        return found(UTF_8, Sureness::Sure, why);
    }
    if std::str::from_utf8(bytes).is_ok() {
        let why = "all its bytes are UTF-8".to_owned();
        return found(UTF_8, Sureness::Sure, why);
    }
    if let Some(damaged) = damaged_utf_8(bytes) {
        let why = format!(
            "all its letters beyond ASCII are UTF-8 but for {}",
            counted(damaged, "byte")
        );
        return found(UTF_8, Sureness::Likely, why);
    }
    let by_letters = of_code_page(bytes, country);
    let by_names = is_name.and_then(|is_name| of_names(bytes, &by_letters, is_name));
    by_names.unwrap_or(by_letters)
}

/// How many bytes of a file are not UTF-8, where far more are.
fn damaged_utf_8(bytes: &[u8]) -> Option<usize> {
    /// So many letters in UTF-8 are none by chance, for each byte that is not.
    const LETTERS_A_BYTE: usize = 4;
    let (mut letters, mut damaged) = (0, 0);
    for chunk in bytes[..bytes.len().min(LOOKED_AT)].utf8_chunks() {
        letters += chunk.valid().chars().filter(|it| !it.is_ascii()).count();
        damaged += chunk.invalid().len();
    }
    (damaged > 0 && letters >= LETTERS_A_BYTE * damaged).then_some(damaged)
}

/// The code page in which most words are names, where one has more of them than all others that read otherwise.
fn of_names(
    bytes: &[u8],
    by_letters: &EncodingGuess,
    is_name: IsName<'_>,
) -> Option<EncodingGuess> {
    let looked_at = &bytes[..bytes.len().min(LOOKED_AT)];
    let candidates = std::iter::once(by_letters.encoding).chain(CODE_PAGES);
    let read = candidates.map(|encoding| {
        let text = decoded(encoding, looked_at);
        let words = words_beyond_ascii(&text, WORDS_LOOKED_UP).into_iter();
        let names = words.filter(|word| is_name(word)).map(str::to_owned);
        (encoding, names.collect::<Vec<String>>())
    });
    let read: Vec<(&'static Encoding, Vec<String>)> = read.collect();
    let (encoding, names) =
        read.iter()
            .reduce(|best, other| match other.1.len() > best.1.len() {
                true => other,
                false => best,
            })?;
    let is_only = read
        .iter()
        .all(|other| other.1.len() < names.len() || other.1 == *names);
    if names.len() < NAMES[0] || !is_only {
        return None;
    }
    let shown: Vec<String> = names
        .iter()
        .take(WORDS_SHOWN)
        .map(|name| format!("\"{name}\""))
        .collect();
    Some(EncodingGuess {
        encoding,
        sureness: match names.len() >= NAMES[1] {
            true => Sureness::Likely,
            false => Sureness::Guess,
        },
        why: format!("it then reads names of the gazetteer, {}", shown.join(", ")),
        is_odd: false,
    })
}

fn of_code_page(bytes: &[u8], country: Option<&str>) -> EncodingGuess {
    let looked_at = &bytes[..bytes.len().min(LOOKED_AT)];
    let whole = detected(looked_at, country);
    let lines = || looked_at.split_inclusive(|byte| *byte == b'\n');
    let told = lines().filter(|line| !line.is_ascii()).count();
    // What hangs on a few lines is a guess: without each third of them the answer must be the same.
    let agree = (0..PARTS).all(|left_out| {
        let lines = lines()
            .enumerate()
            .filter(|(line, _)| line % PARTS != left_out);
        let part: Vec<u8> = lines.flat_map(|(_, line)| line).copied().collect();
        let of_part = detected(&part, country);
        of_part == whole || decoded(of_part, &part) == decoded(whole, &part)
    });
    let mut encoding = whole;
    let mut text = decoded(encoding, looked_at);
    let mut is_odd = has_odd_words(&text);
    if is_odd {
        let others = CODE_PAGES.into_iter();
        let mut others = others.map(|other| (other, decoded(other, looked_at)));
        if let Some((other, read)) = others.find(|(_, text)| !has_odd_words(text)) {
            (encoding, text, is_odd) = (other, read, false);
        }
    }
    let words = telling_words(&text);
    let is_likely = agree && told >= TELLING_WORDS && !is_odd && encoding == whole;
    let shown: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    let mut why = match shown.as_slice() {
        [] => "no word of it tells".to_owned(),
        shown => format!("it then reads {}", shown.join(", ")),
    };
    if is_odd {
        why.push_str(
            "; no encoding that is read makes words of it: a code page of DOS, or damaged",
        );
    }
    EncodingGuess {
        encoding,
        sureness: if is_likely {
            Sureness::Likely
        } else {
            Sureness::Guess
        },
        why,
        is_odd,
    }
}

fn detected(bytes: &[u8], country: Option<&str>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let domain = country.filter(|it| it.bytes().all(|byte| byte.is_ascii_lowercase()));
    detector.guess(domain.map(str::as_bytes), Utf8Detection::Deny)
}

fn decoded(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Whether words are none: with signs within or before them, with capitals after small letters, or of two scripts, as
/// letters of another code page make them.
fn has_odd_words(text: &str) -> bool {
    let mut before = [' ', ' '];
    text.chars().any(|character| {
        let [first, second] = before;
        before = [second, character];
        let is_sign = !second.is_alphanumeric()
            && !second.is_ascii()
            && !second.is_whitespace()
            && !matches!(second, '\u{2019}' | '\u{2018}' | '\u{ad}' | '–' | '—' | '·' | '«' | '»' | '…')
            && !matches!(second, '\u{300}'..='\u{36f}' | '\u{e00}'..='\u{e7f}' | '\u{591}'..='\u{5c7}')
            && !matches!(second, '\u{64b}'..='\u{65f}' | '\u{200c}' | '\u{200d}' | '\u{200e}' | '\u{200f}');
        let is_before_word = matches!(second, '£' | '¥' | '¤' | '¦' | '¹' | '²' | '³' | '¼' | '½' | '¾')
            ;
        let is_capital = !second.is_ascii() && second.is_uppercase();
        let is_turned = first.is_lowercase()
            && is_capital
            && character.is_uppercase()
            && !first.is_ascii()
            && !character.is_ascii();
        (is_sign && first.is_alphabetic() && character.is_alphabetic())
            || (is_before_word && character.is_alphabetic())
            || (is_capital && first.is_lowercase() && character.is_lowercase())
            || is_turned
            || are_of_two_scripts(second, character)
    })
}

/// Whether two letters are of scripts that no word mixes.
fn are_of_two_scripts(one: char, other: char) -> bool {
    let is_latin = |letter: char| matches!(letter, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}');
    let is_of_another = |letter: char| matches!(letter, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{4ff}' | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}');
    (is_latin(one) && is_of_another(other)) || (is_of_another(one) && is_latin(other))
}

/// The first words with letters beyond ASCII, each once.
pub(super) fn telling_words(text: &str) -> Vec<&str> {
    words_beyond_ascii(text, WORDS_SHOWN)
}

fn words_beyond_ascii(text: &str, most: usize) -> Vec<&str> {
    let words =
        text.split(|it: char| !it.is_alphanumeric() && (it.is_ascii() || it.is_whitespace()));
    let words = words.filter(|word| !word.is_ascii());
    let mut found = IndexSet::new();
    for word in words {
        found.insert(word);
        if found.len() == most {
            break;
        }
    }
    found.into_iter().collect()
}

/// What contradicts the encoding that a descriptor declares: the encoding that the bytes speak for, and why.
pub(super) fn contradiction(bytes: &[u8], declared: &'static Encoding) -> Option<EncodingGuess> {
    if bytes.is_ascii() || declared == UTF_8 {
        return None;
    }
    let guess = guess(bytes, None, None);
    let is_other = guess.encoding != declared && guess.sureness >= Sureness::Likely;
    if !is_other {
        return None;
    }
    let looked_at = &bytes[..bytes.len().min(LOOKED_AT)];
    let (as_declared, as_guessed) = (
        decoded(declared, looked_at),
        decoded(guess.encoding, looked_at),
    );
    if as_declared == as_guessed {
        return None;
    }
    // Neighbouring code pages of one script differ in few letters, and a few words do not decide between them.
    let words = |text| words_beyond_ascii(text, WORDS_LOOKED_UP);
    let differing = words(&as_declared).into_iter().zip(words(&as_guessed));
    let differing = differing.filter(|(declared, guessed)| declared != guessed);
    let settled = guess.sureness == Sureness::Sure
        || script_of(&as_declared) != script_of(&as_guessed)
        || has_odd_words(&as_declared)
        || differing.count() >= DIFFERING_WORDS;
    settled.then_some(guess)
}

/// The script of most letters beyond ASCII, by block.
fn script_of(text: &str) -> u32 {
    let mut counts = std::collections::BTreeMap::new();
    let letters = text
        .chars()
        .filter(|it| !it.is_ascii() && it.is_alphabetic());
    for letter in letters {
        let block = match u32::from(letter) {
            latin @ 0x80..=0x24f => latin.min(0x80),
            other => other >> 8,
        };
        *counts.entry(block).or_insert(0_usize) += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map_or(0, |(block, _)| block)
}

/// Text that an earlier program read in the wrong encoding and wrote out again: `KÃ¶ln`. The word, and what it
/// was.
pub(super) fn misread_word(text: &str) -> Option<(&str, String)> {
    let starts_like_one = |text: &str| {
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            if matches!(character, '\u{c2}'..='\u{f4}') {
                return characters.next().is_some_and(|next| !next.is_ascii());
            }
        }
        false
    };
    if text.is_ascii() || !starts_like_one(text) {
        return None;
    }
    text.split(|it: char| it.is_ascii() && !it.is_ascii_alphanumeric())
        .find_map(|word| {
            if word.is_ascii() {
                return None;
            }
            let (bytes, _, has_unmappable) = WINDOWS_1252.encode(word);
            let meant = std::str::from_utf8(&bytes).ok()?;
            let is_one = !has_unmappable && meant.chars().any(char::is_alphabetic);
            is_one.then(|| (word, meant.to_owned()))
        })
}

#[cfg(test)]
mod tests;
