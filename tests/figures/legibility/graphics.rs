//! Marks, lines and hatching stand out 3 : 1 (WCAG 2.2, 1.4.11) from what really lies beside them.

use brief_drawing::contrast::LEAST;
use brief_drawing::paint::Colour;
use brief_figures::Draw;

use super::{HATCH, assert_none, in_all_figures, sheet};
use crate::support::drawn::Drawn;
use crate::support::painted::{Form, Painted, seen, seen_of, shapes};

/// The least width of a white outline that sets a symbol apart from its ground, in points.
const APART: f64 = 0.5;
/// How far beside a line or mark its ground is looked at, in points.
const BESIDE: f64 = 0.4;

/// What is drawn to guide the eye or as ground, and may be faint.
struct Faint {
    /// Colours of lines: grid, graticule, borders. White lines set things apart.
    lines: Vec<Colour>,
    /// On maps, areas are ground: the sea, countries, and regions, whose colours the legend explains.
    sea: Option<Colour>,
}

impl Faint {
    fn of(edition: &Drawn, draw: &Draw) -> Self {
        let ground = &edition.computed.settings.map_view.ground;
        let is_map = matches!(draw, Draw::Map(_) | Draw::PanelMap(_));
        Faint {
            lines: vec![
                Colour::WHITE,
                Colour::GRID,
                ground.graticule,
                ground.border.colour,
                ground.region_border.colour,
            ],
            sea: is_map.then_some(ground.sea),
        }
    }

    fn nothing() -> Self {
        Faint {
            lines: Vec::new(),
            sea: None,
        }
    }

    fn is_ground(&self, shape: &Painted) -> bool {
        let Some(sea) = self.sea else { return false };
        match shape.form {
            Form::Path(_) => !is_swatch(shape),
            Form::Rectangle(_) => shape.fill == Some(sea) && shape.line.is_none(),
            _ => false,
        }
    }
}

/// Legends show fills as areas, so that their hatching is the map's: upright, 16 points by 8.2.
fn is_swatch(shape: &Painted) -> bool {
    let Form::Path(rings) = &shape.form else {
        return false;
    };
    let bounds = shape.bounds;
    matches!(rings.as_slice(), [ring] if ring.len() == 4)
        && (bounds.width() - 16.0).abs() < 0.15
        && (bounds.height() - 8.2).abs() < 0.15
}

/// The legend's fills, in its order.
pub fn swatches(svg: &str) -> Vec<Painted> {
    shapes(svg).into_iter().filter(is_swatch).collect()
}

/// Symbols, cells, bars, swatches and boxes that do not stand out from their ground: by their fill, by
/// an outline, or by a fill that stands out from its white outline.
fn faint_marks(svg: &str, faint: &Faint) -> Vec<String> {
    let shapes = shapes(svg);
    let mut faults = Vec::new();
    for shape in shapes.iter().filter(|shape| !faint.is_ground(shape)) {
        let Some(fill) = shape.fill.or(shape.hatch) else {
            continue;
        };
        let outline = shape.line;
        if fill == Colour::WHITE && outline.is_none() {
            // Paper, laid under words to keep grid lines off them.
            continue;
        }
        let shows = |ground: Colour| match outline {
            Some(line) if line.colour == Colour::WHITE => {
                fill.contrast(ground) >= LEAST
                    || line.width >= APART && fill.contrast(Colour::WHITE) >= LEAST
            }
            Some(line) => line.colour.contrast(ground) >= LEAST,
            None => fill.contrast(ground) >= LEAST,
        };
        let half = outline.map_or(0.0, |line| line.width / 2.0);
        let grounds = shape.around(half + BESIDE).into_iter();
        let mut grounds = grounds.map(|(outside, inside)| {
            // A neighbour that only touches it is not its ground.
            let under = |other: &&Painted| {
                other.order < shape.order && (faint.is_ground(other) || other.covers(inside))
            };
            // Hatching is thin lines: what a mark stands out from lies between them.
            seen_of(shapes.iter().filter(under), outside).ground
        });
        faults.extend(grounds.find(|ground| !shows(*ground)).map(|ground| {
            let line = outline.map(|line| line.colour.to_string());
            let line = line.map_or(String::new(), |line| format!(" outlined {line}"));
            format!("{fill}{line} on {ground} at {:?}", shape.bounds)
        }));
    }
    faults
}

/// Lines that are too faint on what lies at either side.
fn faint_lines(svg: &str, faint: &Faint) -> Vec<String> {
    let shapes = shapes(svg);
    let mut faults = Vec::new();
    for shape in &shapes {
        let (None, None, Some(line)) = (shape.fill, shape.hatch, shape.line) else {
            continue;
        };
        if faint.lines.contains(&line.colour) {
            continue;
        }
        // It leads to symbols, and may cross one.
        let under = |other: &&Painted| {
            other.order < shape.order
                && !matches!(other.form, Form::Circle { .. } | Form::Polygon(_))
        };
        let sides = shape.beside(line.width / 2.0 + BESIDE);
        let mut grounds = sides.map(|point| seen_of(shapes.iter().filter(under), point).ground);
        let worst = grounds.find(|ground| line.colour.contrast(*ground) < LEAST);
        faults.extend(worst.map(|ground| {
            let contrast = line.colour.contrast(ground);
            format!(
                "a line, {} on {ground}: {contrast:.2} at {:?}",
                line.colour, shape.bounds
            )
        }));
    }
    faults
}

/// Hatching that does not show on its ground: it says what the fill alone does not.
fn faint_hatching(svg: &str) -> Vec<String> {
    let shapes = shapes(svg);
    let mut faults = Vec::new();
    for shape in &shapes {
        let Some(hatch) = shape.hatch else { continue };
        let bounds = shape.bounds;
        let inside = (0..400).map(|at| {
            let (column, row) = (f64::from(at % 20) + 0.5, f64::from(at / 20) + 0.5);
            (
                bounds.left + bounds.width() * column / 20.0,
                bounds.low + bounds.height() * row / 20.0,
            )
        });
        let mut grounds = inside.filter(|point| shape.covers(*point)).map(|point| {
            shape
                .fill
                .unwrap_or(seen(&shapes, point, shape.order).ground)
        });
        let worst = grounds.find(|ground| hatch.contrast(*ground) < LEAST);
        faults.extend(worst.map(|ground| {
            format!(
                "hatching, {hatch} on {ground}: {:.2}",
                hatch.contrast(ground)
            )
        }));
    }
    faults.dedup();
    faults
}

#[test]
fn marks_stand_out_from_their_ground() {
    assert_none(&in_all_figures(|edition, draw, drawing| {
        faint_marks(&drawing.svg, &Faint::of(edition, draw))
    }));
}

#[test]
fn lines_that_carry_meaning_stand_out_from_their_ground() {
    assert_none(&in_all_figures(|edition, draw, drawing| {
        faint_lines(&drawing.svg, &Faint::of(edition, draw))
    }));
}

#[test]
fn hatching_stands_out_from_its_ground() {
    assert_none(&in_all_figures(|_, _, drawing| {
        faint_hatching(&drawing.svg)
    }));
}

#[test]
fn a_faint_mark_is_found() {
    let found = |mark: &str| faint_marks(&sheet(mark), &Faint::nothing()).len();
    let circle = |paint: &str| format!("<circle cx=\"20\" cy=\"20\" r=\"4\" {paint}/>");
    let dark = "<rect x=\"0\" y=\"0\" width=\"90\" height=\"50\" fill=\"#333333\"/>";
    let outlined = |width: &str| {
        circle(&format!(
            "fill=\"#b2182b\" stroke=\"#ffffff\" stroke-width=\"{width}\""
        ))
    };
    assert_eq!(found(&circle("fill=\"#b2182b\"")), 0);
    assert_eq!(found(&circle("fill=\"#c9a24b\"")), 1, "light on paper");
    assert_eq!(found(&format!("{dark}{}", circle("fill=\"#b2182b\""))), 1);
    assert_eq!(found(&format!("{dark}{}", outlined("0.5"))), 0);
    assert_eq!(found(&format!("{dark}{}", outlined("0.3"))), 1);
    let light = circle("fill=\"#c9a24b\" stroke=\"#ffffff\" stroke-width=\"0.5\"");
    assert_eq!(found(&light), 1);
    let swatch = |stroke: &str| {
        format!(
            "<path d=\"M5 5l16 0 0 8.2 -16 0z\" fill=\"#fcfbea\" stroke=\"{stroke}\" stroke-width=\"0.4\"/>"
        )
    };
    let faint = Faint {
        sea: Some(Colour(0xdf, 0xea, 0xf1)),
        ..Faint::nothing()
    };
    assert_eq!(faint_marks(&sheet(&swatch("#808080")), &faint).len(), 0);
    assert_eq!(faint_marks(&sheet(&swatch("#b5b5b5")), &faint).len(), 1);
}

#[test]
fn a_faint_line_and_faint_hatching_are_found() {
    let line = |stroke: &str| {
        let line = format!(
            "<path d=\"M5 20l40 0\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"0.5\"/>"
        );
        let ground = "<rect x=\"30\" y=\"0\" width=\"30\" height=\"50\" fill=\"#3f86b6\"/>";
        let faint = Faint {
            lines: vec![Colour::GRID],
            sea: None,
        };
        [line.clone(), format!("{ground}{line}")].map(|svg| faint_lines(&sheet(&svg), &faint).len())
    };
    assert_eq!(line("#222222"), [0, 0]);
    assert_eq!(line("#595959"), [0, 1]);
    assert_eq!(line("#b0b0b0"), [1, 1]);
    assert_eq!(line("#d9d9d9"), [0, 0], "a grid line");

    let hatched = |ground: &str| {
        let cell = |fill: &str| {
            format!("<rect x=\"5\" y=\"5\" width=\"9\" height=\"9\" fill=\"{fill}\"/>")
        };
        let svg = format!("{HATCH}{}{}", cell(ground), cell("url(#hatch-fine-6f6f6f)"));
        faint_hatching(&sheet(&svg)).len()
    };
    assert_eq!(hatched("#ececec"), 0);
    assert_eq!(hatched("#a0a0a0"), 1);
}
