//! Guards what a reader can make out, in colour and in a grey print: the finished SVG of every figure is
//! read in drawing order, as a viewer paints it. Each check gives what is wrong, so that it can be shown
//! to find something: beside it a small SVG breaks it.

mod graphics;
mod grey;
mod material;
mod text;

use brief_figures::{Draw, Drawing};

use crate::support::drawn::{Drawn, editions};

/// What a check finds wrong in the figures of all editions.
fn in_all_figures(
    check: impl Fn(&'static Drawn, &'static Draw, &'static Drawing) -> Vec<String>,
) -> Vec<String> {
    let mut all = Vec::new();
    for edition in editions() {
        for (id, draw, drawing) in edition.figures() {
            let faults = check(edition, draw, drawing);
            all.extend(
                faults
                    .iter()
                    .map(|fault| format!("{}: {id}: {fault}", edition.name)),
            );
        }
    }
    all.dedup();
    all
}

/// Whether nothing is wrong; says what is.
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A drawing of 100 by 60 points with those elements.
fn sheet(elements: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100pt\" height=\"60pt\" \
         viewBox=\"0 0 100 60\" font-family=\"'Source Sans 3'\">{elements}</svg>"
    )
}

/// A pattern as figures name it, for hatched shapes on a sheet.
const HATCH: &str = "<defs><pattern id=\"hatch-fine-6f6f6f\"/></defs>";
