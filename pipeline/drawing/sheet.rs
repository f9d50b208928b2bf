//! The SVG document as it grows: paths with holes, hatching, dashes, haloed text, in points.
//!
//! Output depends on nothing but the calls made: no clock, no hash order.

use std::fmt::Write as _;

use indexmap::IndexMap;

use super::fonts::{Face, Fonts};
use super::paint::{Colour, Lean, Paint, Stroke};
use super::text::{ASCENT, Anchor, DESCENT, TextLine};

/// What has been drawn so far.
#[derive(Debug, Default)]
pub struct Sheet {
    width: f64,
    height: f64,
    body: String,
    patterns: IndexMap<String, String>,
    missing: IndexMap<String, char>,
    cut_off: Vec<String>,
    texts: Vec<String>,
}

/// How far a text may reach over the edge, in points: side bearings, not letters.
const OVERHANG: f64 = 0.5;

impl Sheet {
    /// An empty sheet; width and height in points.
    pub fn new(width: f64, height: f64) -> Self {
        Sheet {
            width,
            height,
            ..Sheet::default()
        }
    }

    /// Width and height in points.
    pub fn size(&self) -> (f64, f64) {
        (self.width, self.height)
    }

    /// The texts that hold a character without a glyph, and that character.
    pub fn missing_characters(&self) -> impl Iterator<Item = (&str, char)> {
        self.missing
            .iter()
            .map(|(text, missing)| (text.as_str(), *missing))
    }

    /// The texts that reach over the edge of the sheet.
    pub fn cut_off(&self) -> impl Iterator<Item = &str> {
        self.cut_off.iter().map(String::as_str)
    }

    /// The texts drawn, in order.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The whole document. Readers who cannot see it get the alternative text in the PDF.
    pub fn finish(&self, title: &str, fonts: &Fonts) -> String {
        let mut svg = String::with_capacity(self.body.len() + 1024);
        let (width, height) = (number(self.width, 2), number(self.height, 2));
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" viewBox=\"0 0 {width} {height}\" font-family=\"'{}'\">",
            escape(fonts.family())
        );
        let _ = writeln!(svg, "<title>{}</title>", escape(title));
        if !self.patterns.is_empty() {
            svg.push_str("<defs>\n");
            for pattern in self.patterns.values() {
                svg.push_str(pattern);
            }
            svg.push_str("</defs>\n");
        }
        svg.push_str(&self.body);
        svg.push_str("</svg>\n");
        svg
    }

    /// Rings or lines as one path, in points, with the even-odd rule so that inner rings are holes.
    /// Coordinates are rounded to tenths of a point, which is what print can show.
    pub fn path(&mut self, rings: &[Vec<(f64, f64)>], closed: bool, paint: &Paint) {
        let mut data = String::new();
        for ring in rings {
            path_data(&mut data, ring, closed);
        }
        if data.is_empty() {
            return;
        }
        self.shape(&format!("path d=\"{data}\" fill-rule=\"evenodd\""), paint);
    }

    /// A circle, in points.
    pub fn circle(&mut self, centre: (f64, f64), radius: f64, paint: &Paint) {
        let element = format!(
            "circle cx=\"{}\" cy=\"{}\" r=\"{}\"",
            number(centre.0, 2),
            number(centre.1, 2),
            number(radius, 3)
        );
        self.shape(&element, paint);
    }

    /// A polygon with exact corners, in points (a symbol, not geography).
    pub fn polygon(&mut self, corners: &[(f64, f64)], paint: &Paint) {
        let list: Vec<String> = corners
            .iter()
            .map(|(x, y)| format!("{},{}", number(*x, 3), number(*y, 3)))
            .collect();
        self.shape(&format!("polygon points=\"{}\"", list.join(" ")), paint);
    }

    /// An upright rectangle, in points.
    pub fn rectangle(&mut self, from: (f64, f64), to: (f64, f64), paint: &Paint) {
        let element = format!(
            "rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            number(from.0.min(to.0), 2),
            number(from.1.min(to.1), 2),
            number((to.0 - from.0).abs(), 2),
            number((to.1 - from.1).abs(), 2)
        );
        self.shape(&element, paint);
    }

    /// A text whose baseline starts, is centred or ends at `at`, in points.
    pub fn text(&mut self, at: (f64, f64), text: &TextLine, fonts: &Fonts) {
        for (face, run) in &text.runs {
            if let Some(missing) = fonts.missing_character(run, *face) {
                self.missing.insert(run.clone(), missing);
            }
        }
        self.texts.push(text.plain());
        let width = text.width(fonts);
        let left = match text.anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - width / 2.0,
            Anchor::End => at.0 - width,
        };
        let (top, bottom) = (at.1 - ASCENT * text.size, at.1 + DESCENT * text.size);
        let inside = |low: f64, high: f64, size: f64| low >= -OVERHANG && high <= size + OVERHANG;
        if !inside(left, left + width, self.width) || !inside(top, bottom, self.height) {
            self.cut_off.push(text.plain());
        }
        let mut attributes = format!(
            "x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"",
            number(at.0, 2),
            number(at.1, 2),
            number(text.size, 2),
            text.colour
        );
        match text.anchor {
            Anchor::Start => {}
            Anchor::Middle => attributes.push_str(" text-anchor=\"middle\""),
            Anchor::End => attributes.push_str(" text-anchor=\"end\""),
        }
        if text.tracking > 0.0 {
            let _ = write!(
                attributes,
                " letter-spacing=\"{}\"",
                number(text.tracking, 2)
            );
        }
        if let Some(halo) = text.halo {
            let _ = write!(
                attributes,
                " stroke=\"{halo}\" stroke-width=\"{}\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                number(text.size * 0.25, 2)
            );
        }
        if let [(face, run)] = text.runs.as_slice() {
            let _ = writeln!(
                self.body,
                "<text {attributes}{}>{}</text>",
                face_attributes(*face),
                escape(run)
            );
            return;
        }
        let _ = write!(self.body, "<text {attributes}>");
        for (face, run) in &text.runs {
            let _ = write!(
                self.body,
                "<tspan{}>{}</tspan>",
                face_attributes(*face),
                escape(run)
            );
        }
        self.body.push_str("</text>\n");
    }

    fn shape(&mut self, element: &str, paint: &Paint) {
        // Geography is drawn as paths, everything smaller as other shapes.
        let wide = element.starts_with("path");
        // A hatch on a ground is two shapes: viewers disagree on patterns with a filled tile.
        let fill = paint.fill.unwrap_or_default();
        let fills: Vec<String> = [
            fill.colour.map(|colour| colour.to_string()),
            fill.hatch
                .map(|hatch| format!("url(#{})", self.hatch(hatch, fill.lean, wide))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let last = fills.len().max(1) - 1;
        for (at, fill) in fills.iter().map(String::as_str).enumerate() {
            let stroke = if at == last {
                stroke_attributes(paint.stroke.as_ref())
            } else {
                String::new()
            };
            let _ = writeln!(self.body, "<{element} fill=\"{fill}\"{stroke}/>");
        }
        if fills.is_empty() && paint.stroke.is_some() {
            let stroke = stroke_attributes(paint.stroke.as_ref());
            let _ = writeln!(self.body, "<{element} fill=\"none\"{stroke}/>");
        }
    }

    /// A hatch of 45 degrees: fine for cells, wide for areas that carry names.
    fn hatch(&mut self, colour: Colour, lean: Lean, wide: bool) -> String {
        let (way, turn) = match lean {
            Lean::Right => ("", 45),
            Lean::Left => ("left-", -45),
        };
        let name = if wide { "wide" } else { "fine" };
        let id = format!(
            "hatch-{way}{name}-{}",
            colour.to_string().trim_start_matches('#')
        );
        let (step, line) = if wide { (5.0, 0.6) } else { (2.4, 0.6) };
        let pattern = format!(
            "<pattern id=\"{id}\" patternUnits=\"userSpaceOnUse\" width=\"{step}\" height=\"{step}\" patternTransform=\"rotate({turn})\"><rect width=\"{line}\" height=\"{step}\" fill=\"{colour}\"/></pattern>\n"
        );
        self.patterns.insert(id.clone(), pattern);
        id
    }
}

fn face_attributes(face: Face) -> &'static str {
    match face {
        Face::Regular => "",
        Face::Italic => " font-style=\"italic\"",
        Face::Semibold => " font-weight=\"600\"",
    }
}

fn stroke_attributes(stroke: Option<&Stroke>) -> String {
    let Some(stroke) = stroke else {
        return String::new();
    };
    let mut text = format!(
        " stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
        stroke.colour,
        number(stroke.width, 2)
    );
    if !stroke.dashes.is_empty() {
        let dashes: Vec<String> = stroke.dashes.iter().map(|dash| number(*dash, 2)).collect();
        let _ = write!(text, " stroke-dasharray=\"{}\"", dashes.join(" "));
    }
    text
}

/// Appends one ring or line in tenths of a point: an absolute start, then relative steps, with
/// points that print on the same spot left out.
fn path_data(data: &mut String, line: &[(f64, f64)], closed: bool) {
    let mut tenths: Vec<(i64, i64)> = line.iter().map(|(x, y)| (tenth(*x), tenth(*y))).collect();
    tenths.dedup();
    if closed && tenths.len() > 1 && tenths.first() == tenths.last() {
        tenths.pop();
    }
    if tenths.len() < if closed { 3 } else { 2 } {
        return;
    }
    let mut previous = (0, 0);
    for (at, (x, y)) in tenths.into_iter().enumerate() {
        let command = match at {
            0 => "M",
            1 => "l",
            _ => " ",
        };
        data.push_str(command);
        push_tenths(data, x - previous.0);
        data.push(' ');
        push_tenths(data, y - previous.1);
        previous = (x, y);
    }
    if closed {
        data.push('z');
    }
}

fn tenth(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

/// Appends a number given in tenths. Maps have tens of thousands of these, so no float formatting.
fn push_tenths(data: &mut String, tenths: i64) {
    if tenths < 0 {
        data.push('-');
    }
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    // Writing to a string cannot fail.
    let _ = match rest {
        0 => write!(data, "{whole}"),
        _ => write!(data, "{whole}.{rest}"),
    };
}

/// A number with at most `decimals` decimals and no trailing zeros.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    if text == "-0" { "0" } else { text }.to_owned()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
