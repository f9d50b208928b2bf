//! From bytes to text: the declared encoding, and where each line begins.

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use brief_base::diagnostics::{Diagnostic, Place};
use brief_base::repeated::RepeatedFaults;

use super::encoding::{self, EncodingGuess};
use super::faults::Faults;

/// Undecodable bytes whose places are kept; the others are counted.
const PLACES_KEPT: usize = 100;

/// Characters of a line that are counted to tell a column; beyond, only the line is told.
const COUNTED_BYTES: usize = 1 << 20;

/// Finds the encoding that a descriptor names (a label of the WHATWG Encoding Standard).
pub(super) fn encoding_named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes())
}

/// Decodes a file, without its byte order mark. Every byte that is not text in the encoding is a
/// fault and stands in the text as U+FFFD. A file whose byte order mark is another encoding's is not
/// decoded, nor one that is plainly UTF-16 or UTF-32 and declared as something else.
pub(super) fn decode(
    bytes: &[u8],
    encoding: &'static Encoding,
    file: &str,
    faults: &mut Faults,
) -> Option<String> {
    let mut rest = bytes;
    if let Some((marked, length)) = Encoding::for_bom(bytes) {
        if marked == encoding {
            rest = &bytes[length..];
        } else {
            faults.push(
                Diagnostic::error(
                    "encoding-mismatch",
                    format!(
                        "the file begins with the byte order mark of {}, the descriptor says {}",
                        marked.name(),
                        encoding.name()
                    ),
                )
                .with_place(Place::at(file, 1, 1))
                .with_help(format!(
                    "set \"encoding\": \"{}\" in the descriptor",
                    marked.name().to_lowercase()
                )),
            );
            return None;
        }
    }
    if let Some(fault) = wide_characters(bytes, encoding) {
        faults.push(fault.with_place(Place::file(file)));
        return None;
    }
    if let Some(found) = encoding::contradiction(bytes, encoding) {
        faults.push(contradicted(bytes, encoding, &found).with_place(Place::file(file)));
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(rest.len() + 16);
    // Offset in the text, and what stood there.
    let mut undecodable: Vec<(usize, String)> = Vec::new();
    let mut more = 0_usize;
    let mut read = bytes.len() - rest.len();
    loop {
        let (result, taken) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = &rest[taken..];
        read += taken;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(rest.len().max(64)),
            DecoderResult::Malformed(length, after) => {
                if undecodable.len() < PLACES_KEPT {
                    let end = read.saturating_sub(usize::from(after));
                    let start = end.saturating_sub(usize::from(length));
                    undecodable.push((text.len(), hexadecimal(&bytes[start..end])));
                } else {
                    more += 1;
                }
                text.push('\u{fffd}');
            }
        }
    }
    if undecodable.is_empty() {
        return Some(text);
    }
    let lines = Lines::of(&text);
    let help = match (encoding == UTF_8).then(|| encoding::guess(bytes, None, None)) {
        Some(found) if found.is_odd => format!(
            "in no encoding that is read does the file make words ({}): open it in the program that it comes from and \
             save it as UTF-8",
            found.why
        ),
        Some(found) if found.encoding != UTF_8 => format!(
            "most likely the file is in {} ({}; {}): set \"encoding\": \"{}\" in the descriptor, or restore the file",
            found.encoding.name(),
            found.sureness,
            found.why,
            found.label()
        ),
        Some(found) => format!("{}: restore these in the file", found.why),
        None => {
            "set \"encoding\" in the descriptor to the file's own, or restore the file".to_owned()
        }
    };
    let mut repeated = RepeatedFaults::default();
    let fault = |found: &str| {
        let message = format!("{found} is not valid {}", encoding.name());
        Diagnostic::error("undecodable-byte", message).with_help(&help)
    };
    for (offset, found) in &undecodable {
        let at = || Some(lines.place(file, *offset));
        repeated.add("", Some(found), at, || fault(found));
    }
    for _ in 0..more {
        repeated.add("", None, || None, || fault(""));
    }
    repeated.into_faults().for_each(|fault| faults.push(fault));
    Some(text)
}

/// Refuses text of two or four bytes a character that is declared as something else.
fn wide_characters(bytes: &[u8], encoding: &'static Encoding) -> Option<Diagnostic> {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        return None;
    }
    if encoding::is_utf_32(bytes) {
        return Some(encoding::utf_32());
    }
    let found = encoding::utf_16_without_mark(bytes)?;
    let fault = Diagnostic::error(
        "encoding-mismatch",
        format!(
            "the file is {} without a byte order mark, since every second byte of its separators is zero; it is \
             described as {}",
            found.name(),
            encoding.name()
        ),
    );
    Some(fault.with_help(format!(
        "set \"encoding\": \"{}\" in the descriptor",
        encoding::label(found)
    )))
}

/// A declared encoding is obeyed, and what speaks against it is told.
fn contradicted(bytes: &[u8], declared: &'static Encoding, found: &EncodingGuess) -> Diagnostic {
    let as_declared = declared.decode_without_bom_handling(bytes).0;
    let as_found = found.encoding.decode_without_bom_handling(bytes).0;
    let words = |text: &str| {
        let words = encoding::telling_words(text).into_iter();
        let words: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
        words.join(", ")
    };
    Diagnostic::warning(
        "encoding-contradicted",
        format!(
            "the file is read as {}, as the descriptor says, and speaks for {} ({}): it reads {}, which would be {}",
            declared.name(),
            found.encoding.name(),
            found.sureness,
            words(&as_declared),
            words(&as_found)
        ),
    )
    .with_help(format!(
        "if the second is right, set \"encoding\": \"{}\" in the descriptor",
        found.label()
    ))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("0x{byte:02X}")).collect();
    digits.join(" ")
}

/// Where each line of a text begins. A line ends with LF, CR LF or a lone CR, as in CSV.
pub(super) struct Lines<'text> {
    text: &'text str,
    starts: Vec<usize>,
}

impl<'text> Lines<'text> {
    /// Finds the lines of a text.
    pub(super) fn of(text: &'text str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (offset, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(offset + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                starts.push(offset + 1);
            }
        }
        Lines { text, starts }
    }

    /// The line on which a byte stands, from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// Line and column (in characters) of a byte.
    pub(super) fn place(&self, file: &str, offset: usize) -> Place {
        let line = self.line(offset);
        let start = self.starts[line - 1];
        if offset - start > COUNTED_BYTES {
            return Place::line(file, line);
        }
        let before = self.text.get(start..offset).unwrap_or_default();
        Place::at(file, line, before.chars().count() + 1)
    }
}
