//! Guards `brief verify some.pdf`: a PDF is reproduced or told apart by what differs, and no file makes the
//! program break off.

use std::fs;

use brief_base::record::sha256;

use super::{LOCK, PDF, assert_says, built, change_a_cell};
use crate::support::Sandbox;

/// The whole path of a file, which leads there from any folder.
fn path(sandbox: &Sandbox, file: &str) -> String {
    sandbox.path(file).display().to_string()
}

#[test]
fn a_pdf_is_reproduced_whatever_it_was_made_as() {
    let sandbox = built();
    sandbox.build(&["--edition", "audit", "--out", &path(&sandbox, "audit")]);
    sandbox.build(&["--data", "2021-second", "--out", &path(&sandbox, "second")]);
    let epoch = [("SOURCE_DATE_EPOCH", "1700000000")];
    let run = sandbox.brief_with(&["build", "--out", "dated"], &epoch);
    assert_eq!(run.code, Some(0), "{run}");
    fs::copy(sandbox.path(PDF), sandbox.path("renamed copy.PDF")).expect("a copy");
    for (pdf, says, made) in [
        (PDF, "2020-first, document date 2021-01-01", "ruritania.pdf"),
        ("renamed copy.PDF", "2020-first", "ruritania.pdf"),
        (
            "audit/ruritania/ruritania-audit.pdf",
            "2020-first",
            "ruritania-audit.pdf",
        ),
        (
            "second/ruritania/ruritania.pdf",
            "2021-second",
            "ruritania.pdf",
        ),
        (
            "dated/ruritania/ruritania.pdf",
            "document date 2023-11-14",
            "ruritania.pdf",
        ),
    ] {
        let run = sandbox.brief(&["verify", &path(&sandbox, pdf)]);
        let made = format!("reproduced: this project makes the same {made}, byte for byte");
        let inside = "the findings inside are those that its lock names";
        assert_says(
            &run,
            0,
            &["says it is of brief ruritania", says, inside, &made],
        );
        assert_eq!(run.errors, "", "{run}");
    }
}

#[test]
fn a_pdf_of_another_state_of_the_project_is_told_apart_by_what_differs() {
    let sandbox = built();
    let file = "data/ruritania/raw/2020-first/reports.csv";
    let before = sha256(&fs::read(sandbox.path(file)).expect("an extract"));
    change_a_cell(&sandbox);
    let now = sha256(&fs::read(sandbox.path(file)).expect("an extract"));
    let run = sandbox.brief(&["verify", PDF]);
    let input = format!("input {file} is sha256:{now}; locked is sha256:{before}");
    assert_says(
        &run,
        1,
        &[
            &input,
            "finding witnesses is",
            "output findings.json is",
            "not reproduced",
        ],
    );
    assert!(!run.errors.contains("but not the file itself"), "{run}");

    // The brief is not there any more, then the version.
    fs::rename(sandbox.path("data/ruritania"), sandbox.path("data/zembla")).expect("renamed");
    let run = sandbox.brief(&["verify", PDF]);
    assert_says(
        &run,
        2,
        &[
            "error[unknown-brief]: there is no brief \"ruritania\"",
            "zembla",
        ],
    );
    fs::rename(sandbox.path("data/zembla"), sandbox.path("data/ruritania")).expect("renamed");
    let raw = sandbox.path("data/ruritania/raw");
    fs::rename(raw.join("2020-first"), raw.join("2020-other")).expect("renamed");
    let run = sandbox.brief(&["verify", PDF]);
    assert_says(&run, 2, &["error[unknown-dataset-version]", "2020-first"]);
    assert!(!run.errors.contains("differs-from-lock"), "{run}");
}

#[test]
fn a_pdf_that_was_changed_after_it_was_made_is_not_the_same_file() {
    let sandbox = built();
    let mut bytes = fs::read(sandbox.path(PDF)).expect("a PDF");
    bytes.extend(b"\n% with kind regards\n");
    sandbox.write("changed.pdf", &bytes);
    let run = sandbox.brief(&["verify", "changed.pdf"]);
    let expected = [
        "all that its lock names is reproduced, but not the file itself",
        &format!("it is sha256:{}", sha256(&bytes)),
        "ruritania.pdf sha256:",
        "ruritania-audit.pdf sha256:",
    ];
    assert_says(&run, 1, &expected);
}

/// A PDF with another content of one of the files inside it, as a program appends changes: a new object
/// at the end, and a table that leads to it.
fn with_file_inside(pdf: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let text: String = pdf.iter().map(|byte| char::from(*byte)).collect();
    let after = |text: &str, what: &str| {
        let at = text.find(what).unwrap_or_else(|| panic!("{what}"));
        text[at + what.len()..].to_owned()
    };
    let until = |text: &str, end: &str| text[..text.find(end).expect(end)].to_owned();
    let specification = after(&text, &format!("/Filespec/F(attachments/{name})"));
    let object = until(&after(&specification, "/EF<</F "), " ");
    let trailer = until(&text[text.rfind("trailer").expect("a trailer")..], ">>");
    let table = text[text.rfind("startxref").expect("its place") + 9..].trim();
    let table = until(table, "\n");
    let mut changed = pdf.to_vec();
    let at = changed.len();
    changed.extend(
        format!(
            "{object} 0 obj\n<</Type/EmbeddedFile/Length {}>>\nstream\n",
            content.len()
        )
        .bytes(),
    );
    changed.extend(content);
    changed.extend(b"\nendstream\nendobj\n");
    let place = changed.len();
    let entry = format!(
        "xref\n{object} 1\n{at:010} 00000 n\r\n{trailer}/Prev {table}>>\nstartxref\n{place}\n%%EOF"
    );
    changed.extend(entry.bytes());
    changed
}

#[test]
fn a_pdf_whose_files_were_altered_is_caught() {
    let sandbox = built();
    let pdf = fs::read(sandbox.path(PDF)).expect("a PDF");
    let findings = sandbox.read("output/ruritania/findings.json");
    let alter = |name: &str, content: &str| {
        sandbox.write(
            "altered.pdf",
            with_file_inside(&pdf, name, content.as_bytes()),
        );
        sandbox.brief(&["verify", &path(&sandbox, "altered.pdf")])
    };
    // The helper itself: the same content again is only another file.
    let run = alter("findings.json", &findings);
    assert_says(
        &run,
        1,
        &["the findings inside are those", "but not the file itself"],
    );

    let altered = findings.replacen("\"numerator\": 3", "\"numerator\": 4", 1);
    assert_ne!(findings, altered);
    let run = alter("findings.json", &altered);
    assert_says(
        &run,
        1,
        &[
            "inside the PDF: output findings.json is sha256:",
            "inside the PDF: finding ",
        ],
    );
    let run = alter("findings.csv", "finding\n");
    assert_says(&run, 1, &["inside the PDF: output findings.csv is sha256:"]);
    let run = alter("findings.json", "[");
    assert_says(
        &run,
        1,
        &["inside the PDF: output findings.json is sha256:"],
    );

    // A lock that goes with altered findings is not what this project computes.
    let lock = sandbox.read(LOCK);
    let known = lock.lines().filter(|line| {
        let of_pages = [
            "ruritania.pdf",
            "printed.json",
            "manifest.json",
            "ro-crate-metadata.json",
        ];
        !of_pages
            .iter()
            .any(|file| line.starts_with(&format!("output {file} ")))
    });
    let known: String = known.map(|line| format!("{line}\n")).collect();
    assert_says(
        &alter("brief.lock", &known),
        1,
        &["but not the file itself"],
    );
    let value = known
        .lines()
        .find(|line| line.starts_with("finding witnesses = "))
        .expect("a finding");
    let run = alter("brief.lock", &known.replace(value, "finding witnesses = 7"));
    assert_says(
        &run,
        1,
        &[
            "finding witnesses is",
            "; locked is 7",
            "inside the PDF: finding witnesses",
        ],
    );
    let run = alter(
        "brief.lock",
        &known.replace("brief ruritania", "brief ../../etc"),
    );
    assert_says(&run, 2, &["error[unknown-brief]"]);
    let run = alter(
        "brief.lock",
        &known.replace("brief ruritania", "brief zembla"),
    );
    assert_says(&run, 2, &["error[unknown-brief]", "zembla"]);
    let run = alter("brief.lock", "engine \u{1b}[2J\n");
    assert_says(&run, 1, &["error[unreadable-lock]", "altered.pdf:1:8"]);
    assert!(!run.errors.contains('\u{1b}'), "{run}");
    let run = sandbox.brief_apart(&["verify", "altered.pdf"]);
    let place = "brief.lock in altered.pdf:1:8";
    assert_says(&run, 1, &["error[unreadable-lock]", place]);
    assert!(!run.errors.contains('\u{1b}'), "{run}");
}

#[test]
fn what_is_no_pdf_of_a_brief_is_2() {
    let sandbox = built();
    fs::create_dir(sandbox.path("folder.pdf")).expect("a folder");
    sandbox.write("empty.pdf", "");
    sandbox.write("text.pdf", "Dear reader");
    let page = "<</Type/Catalog/Pages 2 0 R>>\nendobj\n3 0 obj\n<</Type/Page/Contents 4 0 R>>";
    sandbox.write("foreign.pdf", plain_pdf(page));
    // Deep nesting would end a reader that follows it on its own stack.
    let deep = format!("<</Type/Catalog/Pages 2 0 R/Names {}", "[".repeat(100_000));
    sandbox.write("deep.pdf", plain_pdf(&deep));
    let deeper = format!(
        "<</Type/Catalog/Pages 2 0 R/Names {}",
        "<</A".repeat(1_000_000)
    );
    sandbox.write("deeper.pdf", plain_pdf(&deeper));
    let kids = "3 0 R ".repeat(10_000);
    let circle = format!(
        "<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 3 0 R>>>>\nendobj\n3 0 obj\n<</Kids[{kids}]>>"
    );
    sandbox.write("circle.pdf", plain_pdf(&circle));
    let pages = "<</Type/Catalog/Pages 3 0 R>>\nendobj\n3 0 obj\n<</Type/Pages/Kids[3 0 R 3 0 R]>>";
    sandbox.write("pages.pdf", plain_pdf(pages));
    for (file, words) in [
        ("folder.pdf", "cannot be read: "),
        ("missing.pdf", "cannot be read: "),
        ("empty.pdf", "it does not begin as a PDF"),
        ("text.pdf", "it does not begin as a PDF"),
        ("foreign.pdf", "no brief.lock inside this PDF"),
        ("deep.pdf", "error[nothing-to-verify]"),
        ("deeper.pdf", "more brackets than any brief"),
        ("circle.pdf", "its objects are damaged"),
        ("pages.pdf", "its objects are damaged"),
    ] {
        let run = sandbox.brief(&["verify", &path(&sandbox, file)]);
        assert_says(&run, 2, &["error[nothing-to-verify]", words, "help: "]);
        assert!(!run.errors.contains("panicked"), "{run}");
    }
}

/// A PDF of three objects at most, of which the first is given.
fn plain_pdf(first: &str) -> String {
    let mut text = "%PDF-1.7\n".to_owned();
    let one = text.len();
    text.push_str(&format!("1 0 obj\n{first}\nendobj\n"));
    let two = text.len();
    text.push_str("2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n");
    let three = text.find("3 0 obj").unwrap_or(0);
    let table = text.len();
    text.push_str(&format!(
        "xref\n0 4\n0000000000 65535 f\r\n{one:010} 00000 n\r\n{two:010} 00000 n\r\n{three:010} 00000 n\r\n\
         trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{table}\n%%EOF"
    ));
    text
}

#[test]
fn a_cut_or_damaged_pdf_never_breaks_the_program_off() {
    let sandbox = built();
    let pdf = fs::read(sandbox.path(PDF)).expect("a PDF");
    let read = |bytes: &[u8]| {
        sandbox.write("damaged.pdf", bytes);
        brief::verify::read(&sandbox.path("damaged.pdf"), "damaged.pdf")
    };
    assert!(read(&pdf).is_ok());
    for part in 0..200 {
        let length = pdf.len() * part / 200;
        let refused = read(&pdf[..length])
            .err()
            .unwrap_or_else(|| panic!("cut to {length}"));
        assert!(
            refused
                .to_string()
                .contains("this is no PDF as brief writes it"),
            "{refused}"
        );
    }
    // Something is missing within, and the table of objects is at its place.
    let table = pdf
        .windows(5)
        .rposition(|word| word == b"xref\n")
        .expect("a table");
    let table = pdf[..table]
        .windows(5)
        .rposition(|word| word == b"xref\n")
        .expect("a table");
    for part in 1..40 {
        let length = table * part / 40;
        let mut cut = pdf[..length].to_vec();
        cut.resize(table, b' ');
        cut.extend(&pdf[table..]);
        let _ = read(&cut);
        let mut flipped = pdf.clone();
        flipped[length] ^= 0x40;
        let _ = read(&flipped);
    }
}
