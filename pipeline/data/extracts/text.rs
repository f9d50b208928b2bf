//! From bytes to text: the declared encoding, and where each line begins.

use encoding_rs::{DecoderResult, Encoding, UTF_8};

use brief_base::diagnostics::{Diagnostic, Place};
use brief_model::datapackage::limits;

use super::faults::Faults;

/// Characters of a line that are counted to tell a column; beyond, only the line is told.
const COUNTED_BYTES: usize = 1 << 20;

/// Finds the encoding that a descriptor names (a label of the WHATWG Encoding Standard).
pub(super) fn encoding_named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.as_bytes())
}

/// Decodes a file, without its byte order mark. Every byte that is not text in the encoding is a
/// fault and stands in the text as U+FFFD. A file whose byte order mark is another encoding's is not
/// decoded.
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
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(rest.len() + 16);
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
                if undecodable.len() < limits::FAULTS_OF_A_KIND {
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
    let help = if encoding == UTF_8 {
        "set \"encoding\" in the descriptor to the file's own, for example \"windows-1252\", or restore the file"
    } else {
        "set \"encoding\" in the descriptor to the file's own, or restore the file"
    };
    let last = undecodable.len() - 1;
    for (index, (offset, found)) in undecodable.into_iter().enumerate() {
        let others = if index == last && more > 0 {
            format!(", and {more} more after it")
        } else {
            String::new()
        };
        faults.push(
            Diagnostic::error(
                "undecodable-byte",
                format!("{found} is no text in {}{others}", encoding.name()),
            )
            .with_place(lines.place(file, offset))
            .with_help(help),
        );
    }
    Some(text)
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
