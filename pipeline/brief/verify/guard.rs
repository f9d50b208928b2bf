//! What a PDF must be like to be read at all: the reader of PDF objects trusts a file more than we do.
//!
//! It follows brackets as deeply as they are nested, unpacks streams of objects without a limit, and goes
//! round for ever in a tree of pages that grows back into itself. A brief's PDF has neither deep brackets
//! nor packed objects, so a file with them is refused before it is read; and since nobody asks for its
//! pages here, their tree is hidden from the reader. Changes that a PDF viewer appends at the end, notes
//! or a signature, are no reason to refuse.

/// Stack for each bracket of a file, in bytes: as many as could be nested.
const STACK_PER_BRACKET: usize = 4096;
/// Stack for everything else, in bytes.
const STACK: usize = 8 << 20;
/// More brackets than this are refused; the brief on Morocco has some 4,000.
const MOST_BRACKETS: usize = 250_000;

/// A file that may be read.
#[derive(Debug)]
pub(super) struct AdmittedPdf {
    /// The file, every object at its place, without the branches of its trees.
    pub bytes: Vec<u8>,
    /// The stack that reading it may need, in bytes.
    pub stack: usize,
}

/// Looks a file through.
pub(super) fn admit(mut file: Vec<u8>) -> Result<AdmittedPdf, &'static str> {
    let bytes = file.as_slice();
    if !bytes.starts_with(b"%PDF-") {
        return Err("it does not begin as a PDF");
    }
    if !leads_to_a_table(bytes) {
        return Err("its end is missing, or does not lead to a plain table of its objects");
    }
    let brackets = bytes.iter().filter(|byte| **byte == b'[').count()
        + bytes.windows(2).filter(|pair| pair == b"<<").count();
    if brackets > MOST_BRACKETS {
        return Err("it has more brackets than any brief");
    }
    let mut branches = Vec::new();
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
        let (name, after) = name(bytes, at + 1);
        match name.as_slice() {
            b"ObjStm" | b"XRef" | b"XRefStm" => return Err("its objects are packed"),
            b"Kids" if after == at + 5 => branches.push(at),
            b"Kids" => return Err("its names are spelled to deceive"),
            b"Encrypt" => return Err("it is encrypted"),
            b"Prev" if !is_reference_or_table(bytes, after) => {
                return Err("an earlier state of it does not lead to a plain table of its objects");
            }
            _ => {}
        }
    }
    for at in branches {
        // `/Kids` becomes a name that means nothing.
        if let Some(letter) = file.get_mut(at + 4) {
            *letter = b'-';
        }
    }
    Ok(AdmittedPdf {
        bytes: file,
        stack: STACK + brackets * STACK_PER_BRACKET,
    })
}

/// Whether the last `startxref` names the place of a table.
fn leads_to_a_table(bytes: &[u8]) -> bool {
    const START: &[u8] = b"startxref";
    let found = bytes.windows(START.len()).rposition(|word| word == START);
    found.is_some_and(|at| {
        number(bytes, at + START.len()).is_some_and(|(place, _)| is_table(bytes, place))
    })
}

/// Whether a `/Prev` is that of an outline, which refers to an object, or leads to a table.
fn is_reference_or_table(bytes: &[u8], at: usize) -> bool {
    let Some((place, after)) = number(bytes, at) else {
        return false;
    };
    let generation = number(bytes, after);
    let is_reference = generation.is_some_and(|(_, after)| {
        let rest = bytes.get(skip_space(bytes, after)..).unwrap_or_default();
        rest.starts_with(b"R")
    });
    is_reference || is_table(bytes, place)
}

fn is_table(bytes: &[u8], place: usize) -> bool {
    let rest = bytes.get(place..).unwrap_or_default();
    rest.starts_with(b"xref")
}

/// A number after blank space, and where it ends.
fn number(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let from = skip_space(bytes, at);
    let rest = bytes.get(from..)?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let text = std::str::from_utf8(rest.get(..digits)?).ok()?;
    Some((text.parse().ok()?, from + digits))
}

fn skip_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| is_space(**byte)).count()
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

/// A name of at most eight letters as a reader sees it, its `#41` resolved, and where it ends.
fn name(bytes: &[u8], mut at: usize) -> (Vec<u8>, usize) {
    let hexadecimal = |at: usize| {
        let digit = char::from(*bytes.get(at)?).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let mut name = Vec::new();
    while let Some(&byte) = bytes.get(at) {
        if is_space(byte) || b"/()<>[]{}%".contains(&byte) || name.len() > 8 {
            break;
        }
        let escaped = (byte == b'#')
            .then(|| Some(hexadecimal(at + 1)? * 16 + hexadecimal(at + 2)?))
            .flatten();
        name.push(escaped.unwrap_or(byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    (name, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pdf(body: &str) -> Vec<u8> {
        let head = format!("%PDF-1.7\n{body}\n");
        let table = "xref\n0 1\n0000000000 65535 f\r\ntrailer\n<</Root 1 0 R>>\n";
        format!("{head}{table}startxref\n{}\n%%EOF", head.len()).into_bytes()
    }

    #[test]
    fn what_a_brief_never_has_is_refused_however_it_is_spelled() {
        let admitted = admit(pdf("1 0 obj<</Kids[]/Prev 12 0 R>>endobj")).expect("sound");
        assert!(admitted.bytes.windows(6).any(|word| word == b"/Kid-["));
        assert!(admit(pdf("xref\n0 0\ntrailer<<>>\n1 0 obj<</Prev 9>>endobj")).is_ok());
        for (body, reason) in [
            ("<</Type/ObjStm>>", "packed"),
            ("<</Type /Obj#53tm/N 1>>", "packed"),
            ("<</#58Ref 1>>", "packed"),
            ("<</XRefStm 12>>", "packed"),
            ("<</Encrypt 3 0 R>>", "encrypted"),
            ("<</K#69ds[]>>", "spelled to deceive"),
            ("<</Prev 12>>", "earlier state"),
            ("<</Prev%\n 9>>", "earlier state"),
            ("<</Prev +9>>", "earlier state"),
        ] {
            let refused = admit(pdf(body)).expect_err(body);
            assert!(refused.contains(reason), "{body}: {refused}");
        }
        let deep = admit(pdf(&"[".repeat(MOST_BRACKETS)));
        assert!(deep.is_err_and(|reason| reason.contains("brackets")));
        assert!(admit(b"%PDF-1.7\nstartxref\n999999999999999999999\n".to_vec()).is_err());
        assert!(admit(Vec::new()).is_err());
    }
}
