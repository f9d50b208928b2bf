//! Guards the finished pages: every number that a reader sees on them is vouched for, whatever the
//! layout does, and every printed value knows its page.

use std::collections::BTreeMap;

use brief::run::Run;
use brief::{typeset, write};
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_pages::Manuscript;
use brief_pages::PageReading;

use crate::support::{Sandbox, tool};

const LAYOUT: &str = "templates/borderlands/layout.typ";
const MAIN: &str = "templates/borderlands/main.typ";

/// A brief, and what is read on its pages.
fn pages(sandbox: &Sandbox, brief: &str) -> (Manuscript, PageReading) {
    let project = Project::find(sandbox.root()).expect("a project");
    let mut timings = Timings::default();
    let mut manuscript =
        write(&mut Run::new(&project, &mut timings), brief, None).expect("a manuscript");
    let typeset = typeset(&mut Run::new(&project, &mut timings), &mut manuscript).expect("pages");
    let (reading, _) = typeset
        .document
        .read(&manuscript.text.printed)
        .expect("a reading");
    (manuscript, reading)
}

#[test]
fn a_reason_in_the_layout_lets_a_number_stand() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(LAYOUT, "[About this brief]", "[About this brief, no. 27]");
    let layout = sandbox.read(LAYOUT);
    sandbox.write(
        LAYOUT,
        format!("{layout}\n// exempt \"27\": its number in a list\n"),
    );
    let run = sandbox.build(&["ruritania"]);
    assert!(run.output.contains("1 by reason given"), "{run}");
}

/// Runs of digits, each as often as it occurs.
fn digits<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for text in texts {
        for run in text.split(|letter: char| !letter.is_ascii_digit()) {
            if !run.is_empty() {
                *found.entry(run.to_owned()).or_default() += 1;
            }
        }
    }
    found
}

#[test]
fn no_number_of_the_pdf_escapes_the_reading() {
    for (sandbox, brief) in [
        (Sandbox::ruritania_built(), "ruritania"),
        (Sandbox::morocco_built(), "morocco"),
    ] {
        let pdf = sandbox.path(&format!("output/{brief}/{brief}.pdf"));
        let pdf = pdf.to_str().expect("a path in Unicode");
        let Some(text) = tool("pdftotext", &["-enc", "UTF-8", pdf, "-"]) else {
            return;
        };
        let (manuscript, reading) = pages(&sandbox, brief);
        let on_pages = reading.numbers.iter().map(|number| number.text.as_str());
        let drawings = manuscript.drawings.values();
        let drawn = drawings
            .flat_map(|drawing| &drawing.texts)
            .map(String::as_str);
        let read = digits(on_pages.chain(drawn));
        let seen = digits(std::iter::once(text.as_str()));
        assert_eq!(read, seen, "{brief}: read by us, and by pdftotext");
    }
}

#[test]
fn every_printed_value_stands_on_its_page() {
    let sandbox = Sandbox::morocco_built();
    let (manuscript, _) = pages(&sandbox, "morocco");
    assert!(manuscript.text.printed.len() > 100);
    for printed in &manuscript.text.printed {
        assert!(printed.page.is_some(), "{printed:?}");
    }
    let pdf = sandbox.path("output/morocco/morocco.pdf");
    for page in 1..=8 {
        let number = page.to_string();
        let file = pdf.to_str().expect("a path in Unicode");
        let arguments = ["-enc", "UTF-8", "-f", &number, "-l", &number, file, "-"];
        let Some(text) = tool("pdftotext", &arguments) else {
            return;
        };
        let squeezed = |text: &str| text.replace(char::is_whitespace, "");
        let text = squeezed(&text);
        let here = manuscript
            .text
            .printed
            .iter()
            .filter(|printed| printed.page == Some(page));
        // Alternative texts and long words, which may be broken, are not read this way.
        let short =
            here.filter(|printed| !printed.is_words && !printed.printed_in.ends_with("/alt"));
        for printed in short {
            let expected = squeezed(&printed.text);
            assert!(
                text.contains(&expected),
                "page {page} holds no \"{}\"",
                printed.text
            );
        }
    }
}

#[test]
fn a_mark_that_is_not_closed_stops_the_build() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        MAIN,
        "#colophon()",
        "#metadata((begins: (own: true)))\n#colophon()",
    );
    let run = sandbox.brief(&["build", "ruritania"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.errors.contains("unclosed-mark"), "{run}");
}
