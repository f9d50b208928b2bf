//! What is left of a figure in a grey print: classes go from light to dark, and neighbours differ.

use brief_drawing::paint::Colour;
use brief_figures::Draw;
use brief_figures::map::definition::{Choropleth, RegionMeasure};

use super::graphics::swatches;
use super::{assert_none, in_all_figures, sheet};
use crate::support::painted::{Form, Painted, shapes};

/// The least contrast of neighbouring classes, which the reader compares with a legend.
const CLASSES: f64 = 1.15;
/// The least contrast of cells that touch, where one kind ends and the next begins.
const CELLS: f64 = 1.25;
/// Cells that are no farther apart touch, in points.
const TOUCH: f64 = 1.2;

/// Classes that a grey print does not put in order or keep apart.
fn unordered_classes(classes: &[Colour]) -> Vec<String> {
    let darkens = |pair: &&[Colour]| pair[0].luminance() > pair[1].luminance();
    let pairs = || classes.windows(2);
    let falling = pairs().filter(darkens).count();
    let mut faults = Vec::new();
    if falling != 0 && falling != pairs().count() {
        faults.push(format!(
            "neither darker nor lighter throughout: {classes:?}"
        ));
    }
    faults.extend(
        pairs()
            .filter(|pair| pair[0].contrast(pair[1]) < CLASSES)
            .map(|pair| {
                let contrast = pair[0].contrast(pair[1]);
                format!("classes {} and {}: {contrast:.2}", pair[0], pair[1])
            }),
    );
    faults
}

/// The legend's solid fills: zero and the classes, without what stands for few cases.
fn classes(svg: &str, choropleth: &Choropleth) -> Vec<Colour> {
    let few = match &choropleth.measure {
        RegionMeasure::Share { few, .. } | RegionMeasure::Rate { few, .. } => few.fill.colour,
        _ => None,
    };
    swatches(svg)
        .iter()
        .filter(|swatch| swatch.hatch.is_none())
        .filter_map(|swatch| swatch.fill)
        .filter(|fill| Some(*fill) != few)
        .collect()
}

/// Cells of a strip that touch and look alike in grey, though they are of two kinds.
fn alike_cells(svg: &str) -> Vec<String> {
    let shapes = shapes(svg);
    let cells: Vec<&Painted> = shapes
        .iter()
        .filter(|shape| matches!(shape.form, Form::Rectangle(_)))
        .collect();
    let mut faults = Vec::new();
    for (at, one) in cells.iter().enumerate() {
        let room = one.bounds.grown(TOUCH);
        for other in cells[at + 1..]
            .iter()
            .filter(|other| room.meets(&other.bounds))
        {
            let (Some(a), Some(b)) = (one.fill, other.fill) else {
                continue;
            };
            let same_hatch = one.hatch == other.hatch;
            if a != b && same_hatch && a.contrast(b) < CELLS {
                faults.push(format!("cells {a} and {b}: {:.2}", a.contrast(b)));
            }
        }
    }
    faults.dedup();
    faults
}

#[test]
fn classes_keep_their_order_in_grey() {
    let faults = in_all_figures(|_, draw, drawing| match draw {
        Draw::Map(map) => map.choropleth.as_ref().map_or_else(Vec::new, |choropleth| {
            let classes = classes(&drawing.svg, choropleth);
            if classes.len() < 2 {
                return vec![format!("only {} classes in the legend", classes.len())];
            }
            unordered_classes(&classes)
        }),
        _ => Vec::new(),
    });
    assert_none(&faults);
}

#[test]
fn cells_that_touch_differ_in_grey() {
    assert_none(&in_all_figures(|_, draw, drawing| match draw {
        Draw::UnitStrip(_) => alike_cells(&drawing.svg),
        _ => Vec::new(),
    }));
}

#[test]
fn classes_without_order_are_found() {
    let classes = |colours: [Colour; 3]| unordered_classes(&colours).len();
    let (light, middle, dark) = (Colour::WHITE, Colour::GRID, Colour::MUTED);
    assert_eq!(classes([light, middle, dark]), 0);
    assert_eq!(classes([dark, middle, light]), 0);
    assert_eq!(classes([light, dark, middle]), 1);
    assert_eq!(classes([light, Colour(0xf8, 0xf8, 0xf8), dark]), 1);
}

#[test]
fn cells_that_only_hue_tells_apart_are_found() {
    let cell = |x: f64, fill: &str| {
        format!("<rect x=\"{x}\" y=\"5\" width=\"9\" height=\"15\" fill=\"{fill}\"/>")
    };
    let strip = |apart: f64, fill: &str| {
        let svg = format!("{}{}", cell(5.0, "#b2182b"), cell(14.0 + apart, fill));
        alike_cells(&sheet(&svg)).len()
    };
    assert_eq!(strip(1.0, "#3f6f30"), 1);
    assert_eq!(strip(1.0, "#e39a7b"), 0);
    assert_eq!(strip(1.0, "#b2182b"), 0, "of one kind");
    assert_eq!(strip(6.0, "#3f6f30"), 0, "apart");
    let hatched = cell(15.0, "url(#hatch-fine-ffffff)");
    let svg = format!("{}{}{hatched}", cell(5.0, "#b2182b"), cell(15.0, "#3f6f30"));
    assert_eq!(alike_cells(&sheet(&svg)).len(), 0);
}
