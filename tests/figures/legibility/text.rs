//! Text stands out 4.5 : 1 (WCAG 2.2, 1.4.3) from its halo or from what really lies under it, and nothing
//! lies over it.

use brief_drawing::fonts::Fonts;
use brief_drawing::paint::{Colour, READABLE};
use brief_drawing::text::DESCENT;

use super::{HATCH, assert_none, in_all_figures, sheet};
use crate::support::drawn::ruritania;
use crate::support::painted::{Painted, Point, Seen, seen, shapes};
use crate::support::svg::{Printed, texts};

/// Height of capitals and figures, in ems.
const CAPITAL: f64 = 0.66;

/// Points all over the letters of a text.
fn letters(text: &Printed) -> impl Iterator<Item = Point> {
    let baseline = text.room.high - DESCENT * text.size;
    let (left, width) = (text.room.left, text.room.width());
    let rise = CAPITAL * text.size;
    let share = |part: i32, of: i32| f64::from(part) / f64::from(of);
    (0..=24).flat_map(move |column| {
        (0..=4).map(move |row| {
            let x = left + width * share(column, 24);
            (x, baseline - rise * share(row, 4))
        })
    })
}

/// Texts that are too faint on their halo or, without one, on anything that they lie on, the lines of
/// hatching included.
fn faint_texts(svg: &str, fonts: &Fonts) -> Vec<String> {
    let shapes = shapes(svg);
    let mut faults = Vec::new();
    for text in texts(svg, fonts) {
        let grounds: Vec<Colour> = match text.halo {
            Some(halo) => vec![halo],
            None => letters(&text)
                .map(|point| seen(&shapes, point, text.order))
                .flat_map(|Seen { ground, hatches }| [vec![ground], hatches].concat())
                .collect(),
        };
        let least = |ground: &Colour| text.colour.contrast(*ground);
        let worst = grounds
            .into_iter()
            .min_by(|a, b| least(a).total_cmp(&least(b)));
        faults.extend(worst.filter(|worst| least(worst) < READABLE).map(|worst| {
            let (words, colour) = (&text.words, text.colour);
            format!("\"{words}\", {colour} on {worst}: {:.2}", least(&worst))
        }));
    }
    faults
}

/// Texts with a shape or line over them.
fn covered_texts(svg: &str, fonts: &Fonts) -> Vec<String> {
    let shapes = shapes(svg);
    let texts = texts(svg, fonts);
    let over = |text: &Printed, shape: &Painted| {
        let drawn_later = shape.order > text.order;
        let line = shape.line.iter().flat_map(|_| shape.beside(0.0));
        let mut points = letters(text);
        let body = text.room.grown(-1.0);
        drawn_later
            && (shape.fill.or(shape.hatch).is_some() && points.any(|point| shape.covers(point))
                || line.into_iter().any(|point| body.holds(point)))
    };
    texts
        .iter()
        .filter(|text| shapes.iter().any(|shape| over(text, shape)))
        .map(|text| format!("something lies on \"{}\"", text.words))
        .collect()
}

#[test]
fn texts_stand_out_from_their_ground() {
    assert_none(&in_all_figures(|edition, _, drawing| {
        faint_texts(&drawing.svg, &edition.fonts)
    }));
}

#[test]
fn nothing_is_drawn_over_a_text() {
    assert_none(&in_all_figures(|edition, _, drawing| {
        covered_texts(&drawing.svg, &edition.fonts)
    }));
}

/// How many texts of a sheet are faint, and how many are covered.
fn text_faults(elements: &str) -> (usize, usize) {
    let fonts = &ruritania()[0].fonts;
    let svg = sheet(elements);
    (
        faint_texts(&svg, fonts).len(),
        covered_texts(&svg, fonts).len(),
    )
}

#[test]
fn a_faint_text_is_found() {
    let text =
        |paint: &str| format!("<text x=\"10\" y=\"30\" font-size=\"7\" {paint}>Zenda</text>");
    let grey = text("fill=\"#595959\"");
    let haloed = text("fill=\"#595959\" stroke=\"#ffffff\"");
    let blue = "<path d=\"M5 20l20 0 0 15 -20 0z\" fill=\"#3f86b6\"/>";
    assert_eq!(text_faults(&grey), (0, 0));
    assert_eq!(text_faults(&text("fill=\"#808080\"")), (1, 0), "on paper");
    assert_eq!(text_faults(&format!("{blue}{grey}")), (1, 0));
    assert_eq!(text_faults(&format!("{blue}{haloed}")), (0, 0));
    let wrong_halo = text("fill=\"#595959\" stroke=\"#3f86b6\"");
    assert_eq!(text_faults(&wrong_halo), (1, 0));
    // It reaches over the edge of a circle that it would be legible on.
    let white = text("fill=\"#ffffff\"");
    let circle = "<circle cx=\"12\" cy=\"28\" r=\"6\" fill=\"#000000\"/>";
    assert_eq!(text_faults(&format!("{circle}{white}")), (1, 0));
    let hatched =
        "<rect x=\"0\" y=\"0\" width=\"90\" height=\"50\" fill=\"url(#hatch-fine-6f6f6f)\"/>";
    assert_eq!(text_faults(&format!("{HATCH}{hatched}{grey}")), (1, 0));
}

#[test]
fn a_hole_shows_what_lies_beneath() {
    let text = "<text x=\"10\" y=\"30\" font-size=\"7\" fill=\"#595959\">Zenda</text>";
    let ring =
        |inner: &str| format!("<path d=\"M0 0l90 0 0 50 -90 0z{inner}\" fill=\"#3f86b6\"/>{text}");
    assert_eq!(text_faults(&ring("")), (1, 0));
    assert_eq!(text_faults(&ring("M5 15l60 0 0 25 -60 0z")), (0, 0));
}

#[test]
fn a_covered_text_is_found() {
    let text = "<text x=\"10\" y=\"30\" font-size=\"7\" fill=\"#222222\">Zenda</text>";
    for over in [
        "<circle cx=\"12\" cy=\"28\" r=\"4\" fill=\"#ffffff\"/>",
        "<path d=\"M0 28l50 0\" fill=\"none\" stroke=\"#ffffff\" stroke-width=\"1\"/>",
    ] {
        assert_eq!(text_faults(&format!("{over}{text}")), (0, 0));
        assert_eq!(text_faults(&format!("{text}{over}")), (0, 1), "{over}");
    }
}
