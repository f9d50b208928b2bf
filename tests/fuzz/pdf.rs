//! PDFs that are said to be of a brief.

use proptest::prelude::*;

use brief::verify::read;

use super::damage::{damaged, damages};
use super::tried;
use crate::support::Sandbox;

#[rustfmt::skip]
const PDF: &[&str] = &[
    "obj", "endobj", "stream\n", "endstream", "xref", "trailer", "startxref", "%%EOF", "<<", ">>",
    "[", "]", "(", ")", "/EF", "/Names", "/Filespec", "/Prev 0", "/Length 99999999", "/Root 1 0 R",
    "1 0 R", "0000000000", "%PDF-1.7", "/FlateDecode", "/Encrypt", "/ObjStm",
];

/// A damaged PDF is refused, or read the same twice; a lock is only taken from it whole.
#[test]
fn a_damaged_pdf_is_read_or_refused() {
    let project = Sandbox::ruritania_built();
    let file = project.path("damaged.pdf");
    let sound = std::fs::read(project.path("output/ruritania/ruritania.pdf")).expect("a PDF");
    tried(60, &damages(PDF), |damages| {
        project.write("damaged.pdf", damaged(&sound, &damages));
        match (read(&file, "damaged.pdf"), read(&file, "damaged.pdf")) {
            (Ok(one), Ok(other)) => {
                prop_assert_eq!(&one.lock, &other.lock);
                prop_assert_eq!(&one.lock.brief, "ruritania");
            }
            (Err(one), Err(other)) => {
                prop_assert!(one.has_errors());
                prop_assert_eq!(one.to_string(), other.to_string());
            }
            _ => prop_assert!(false, "it is read once, and refused once"),
        }
        Ok(())
    });
}

/// The same where it matters most: around what is attached, and at its end.
#[test]
fn a_pdf_with_damaged_attachments_is_read_or_refused() {
    let project = Sandbox::ruritania_built();
    let file = project.path("damaged.pdf");
    let sound = std::fs::read(project.path("output/ruritania/ruritania.pdf")).expect("a PDF");
    let place = |what: &[u8]| {
        let at = sound.windows(what.len()).rposition(|part| part == what);
        at.unwrap_or_else(|| panic!("no {what:?}"))
    };
    let places = [
        place(b"/Filespec"),
        place(b"/EmbeddedFile"),
        place(b"startxref"),
    ];
    let cases = (prop::sample::select(places.to_vec()), damages(PDF));
    tried(60, &cases, |(at, damages)| {
        let (from, to) = (at.saturating_sub(200), (at + 600).min(sound.len()));
        let part = damaged(&sound[from..to], &damages);
        let bytes = [&sound[..from], &part, &sound[to..]].concat();
        project.write("damaged.pdf", bytes);
        if let Err(faults) = read(&file, "damaged.pdf") {
            prop_assert!(faults.has_errors());
        }
        Ok(())
    });
}
