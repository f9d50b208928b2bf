//! A drawing backend for plotters that writes SVG as print needs it.
//!
//! plotters' own SVG backend rounds to whole pixels and knows neither holes, hatching, dashes nor
//! halos. This one takes plotters' whole-number coordinates as hundredths of a point and prints
//! them as points, and adds the missing shapes, which [`super::marks`] brings through plotters'
//! `Drawable`. Output depends on nothing but the calls made: no clock, no hash order.

use std::convert::Infallible;
use std::fmt::Write as _;

use indexmap::IndexMap;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
};

use super::fonts::{Face, Fonts};
use super::paint::{Colour, Fill, Paint, Stroke};

/// Backend units in one point.
pub const UNITS: f64 = 100.0;

/// Backend units for a length in points, for plotters' calls that want whole numbers.
#[allow(clippy::cast_possible_truncation)]
pub fn units(points: f64) -> i32 {
    (points * UNITS).round() as i32
}

/// Points for a backend coordinate.
pub fn points(coordinate: BackendCoord) -> (f64, f64) {
    (
        f64::from(coordinate.0) / UNITS,
        f64::from(coordinate.1) / UNITS,
    )
}

/// Where a text stands relative to its point, across.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// A text as SVG prints it: one line, in one or more runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Parts that differ in face.
    pub runs: Vec<(Face, String)>,
    /// Size in points, as printed.
    pub size: f64,
    /// Its colour.
    pub colour: Colour,
    /// Colour of the halo that keeps it apart from what lies beneath.
    pub halo: Option<Colour>,
    /// Which of its ends stands at the point.
    pub anchor: Anchor,
    /// Letter spacing in points.
    pub tracking: f64,
}

impl Text {
    /// A text in one face, ink on no halo, beginning at its point.
    pub fn new(text: impl Into<String>, face: Face, size: f64) -> Self {
        Text {
            runs: vec![(face, text.into())],
            size,
            colour: Colour::INK,
            halo: None,
            anchor: Anchor::Start,
            tracking: 0.0,
        }
    }

    /// Another colour.
    #[must_use]
    pub fn coloured(mut self, colour: Colour) -> Self {
        self.colour = colour;
        self
    }

    /// With a halo.
    #[must_use]
    pub fn haloed(mut self, halo: Colour) -> Self {
        self.halo = Some(halo);
        self
    }

    /// Another anchor.
    #[must_use]
    pub fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    /// One more run.
    #[must_use]
    pub fn then(mut self, face: Face, text: impl Into<String>) -> Self {
        self.runs.push((face, text.into()));
        self
    }

    /// Its width in points.
    #[allow(clippy::cast_precision_loss)]
    pub fn width(&self, fonts: &Fonts) -> f64 {
        self.runs
            .iter()
            .map(|(face, text)| {
                fonts.width(text, *face, self.size) + self.tracking * text.chars().count() as f64
            })
            .sum()
    }

    /// All runs as one string.
    pub fn plain(&self) -> String {
        self.runs.iter().map(|(_, text)| text.as_str()).collect()
    }
}

/// What has been drawn so far.
#[derive(Debug, Default)]
pub struct Sheet {
    width: f64,
    height: f64,
    body: String,
    patterns: IndexMap<String, String>,
    missing: IndexMap<String, char>,
}

impl Sheet {
    /// An empty sheet; width and height in points.
    pub fn new(width: f64, height: f64) -> Self {
        Sheet {
            width,
            height,
            ..Sheet::default()
        }
    }

    /// The texts that hold a character without a glyph, and that character.
    pub fn missing_characters(&self) -> impl Iterator<Item = (&str, char)> {
        self.missing
            .iter()
            .map(|(text, missing)| (text.as_str(), *missing))
    }

    /// The whole document.
    pub fn finish(&self, title: &str, description: &str, fonts: &Fonts) -> String {
        let mut svg = String::with_capacity(self.body.len() + 1024);
        let (width, height) = (number(self.width, 2), number(self.height, 2));
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" viewBox=\"0 0 {width} {height}\" font-family=\"{}\">",
            escape(fonts.family())
        );
        let _ = writeln!(svg, "<title>{}</title>", escape(title));
        if !description.is_empty() {
            let _ = writeln!(svg, "<desc>{}</desc>", escape(description));
        }
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

    /// Opens a group with a title, which a reader of the SVG sees on pointing at it.
    pub fn open_group(&mut self, title: &str) {
        let _ = writeln!(self.body, "<g><title>{}</title>", escape(title));
    }

    /// Closes the group opened last.
    pub fn close_group(&mut self) {
        self.body.push_str("</g>\n");
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
    pub fn text(&mut self, at: (f64, f64), text: &Text, fonts: &Fonts) {
        for (face, run) in &text.runs {
            if let Some(missing) = fonts.missing_character(run, *face) {
                self.missing.insert(run.clone(), missing);
            }
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
        // A hatch on a ground is two shapes: viewers disagree on patterns with a filled tile.
        let fill = paint.fill.unwrap_or_default();
        let fills: Vec<String> = [
            fill.colour.map(|colour| colour.to_string()),
            fill.hatch
                .map(|hatch| format!("url(#{})", self.hatch(hatch))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let last = fills.len().max(1) - 1;
        for (at, fill) in fills.iter().map(String::as_str).enumerate() {
            let stroke = (at == last)
                .then(|| stroke_attributes(paint.stroke.as_ref()))
                .unwrap_or_default();
            let _ = writeln!(self.body, "<{element} fill=\"{fill}\"{stroke}/>");
        }
        if fills.is_empty() && paint.stroke.is_some() {
            let stroke = stroke_attributes(paint.stroke.as_ref());
            let _ = writeln!(self.body, "<{element} fill=\"none\"{stroke}/>");
        }
    }

    fn hatch(&mut self, colour: Colour) -> String {
        let id = format!("hatch-{}", colour.to_string().trim_start_matches('#'));
        let pattern = format!(
            "<pattern id=\"{id}\" patternUnits=\"userSpaceOnUse\" width=\"3\" height=\"3\" patternTransform=\"rotate(45)\"><rect width=\"0.7\" height=\"3\" fill=\"{colour}\"/></pattern>\n"
        );
        self.patterns.insert(id.clone(), pattern);
        id
    }
}

/// plotters' way to a [`Sheet`].
pub struct Canvas<'a> {
    /// What is drawn on.
    pub sheet: &'a mut Sheet,
    /// What texts are measured with.
    pub fonts: &'a Fonts,
}

type Done = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Canvas<'_> {
    type ErrorType = Infallible;

    #[allow(clippy::cast_sign_loss)]
    fn get_size(&self) -> (u32, u32) {
        (
            units(self.sheet.width) as u32,
            units(self.sheet.height) as u32,
        )
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Done {
        if let Some(colour) = visible(color) {
            let (x, y) = points(point);
            let paint = Paint::fill(Fill::solid(colour));
            self.sheet
                .rectangle((x, y), (x + 1.0 / UNITS, y + 1.0 / UNITS), &paint);
        }
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        if let Some(paint) = paint_of(style, fill) {
            self.sheet
                .rectangle(points(upper_left), points(bottom_right), &paint);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        if let Some(paint) = paint_of(style, false) {
            let line: Vec<(f64, f64)> = path.into_iter().map(points).collect();
            self.sheet.path(&[line], false, &paint);
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        if let Some(paint) = paint_of(style, fill) {
            self.sheet
                .circle(points(center), f64::from(radius) / UNITS, &paint);
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Done {
        if let Some(paint) = paint_of(style, true) {
            let ring: Vec<(f64, f64)> = vert.into_iter().map(points).collect();
            self.sheet.path(&[ring], true, &paint);
        }
        Ok(())
    }

    /// plotters' own labels: its font size is in backend units and is the size printed.
    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, pos: BackendCoord) -> Done {
        let Some(colour) = visible(style.color()) else {
            return Ok(());
        };
        debug_assert!(
            matches!(style.transform(), FontTransform::None),
            "figures set text horizontally"
        );
        let size = style.size() / UNITS;
        let (x, y) = points(pos);
        let baseline = match style.anchor().v_pos {
            VPos::Top => y + ASCENT * size,
            VPos::Center => y + HALF_CAPITAL * size,
            VPos::Bottom => y - DESCENT * size,
        };
        let anchor = match style.anchor().h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        };
        let text = Text::new(text, face_of(style.style()), size)
            .coloured(colour)
            .anchored(anchor);
        self.sheet.text((x, baseline), &text, self.fonts);
        Ok(())
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = self.fonts.width(text, face_of(style.style()), style.size());
        let height = (ASCENT + DESCENT) * style.size();
        Ok((width.ceil() as u32, height.ceil() as u32))
    }
}

/// Height above the baseline that a line of text takes, in ems.
pub const ASCENT: f64 = 0.76;
/// Depth below the baseline that a line of text takes, in ems.
pub const DESCENT: f64 = 0.22;
/// Half the height of a capital, in ems: what centres a line on a point.
pub const HALF_CAPITAL: f64 = 0.33;

fn face_of(style: FontStyle) -> Face {
    match style {
        FontStyle::Normal => Face::Regular,
        FontStyle::Oblique | FontStyle::Italic => Face::Italic,
        FontStyle::Bold => Face::Semibold,
    }
}

fn face_attributes(face: Face) -> &'static str {
    match face {
        Face::Regular => "",
        Face::Italic => " font-style=\"italic\"",
        Face::Semibold => " font-weight=\"600\"",
    }
}

fn visible(color: BackendColor) -> Option<Colour> {
    let (red, green, blue) = color.rgb;
    (color.alpha > 0.0).then_some(Colour(red, green, blue))
}

fn paint_of<S: BackendStyle>(style: &S, fill: bool) -> Option<Paint> {
    let colour = visible(style.color())?;
    Some(if fill {
        Paint::fill(Fill::solid(colour))
    } else {
        Paint::stroke(Stroke::solid(
            colour,
            f64::from(style.stroke_width()) / UNITS,
        ))
    })
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
        let step = |value: i64| number(f64::from(i32::try_from(value).unwrap_or(0)) / 10.0, 1);
        let _ = write!(
            data,
            "{command}{} {}",
            step(x - previous.0),
            step(y - previous.1)
        );
        previous = (x, y);
    }
    if closed {
        data.push('z');
    }
}

#[allow(clippy::cast_possible_truncation)]
fn tenth(value: f64) -> i64 {
    (value * 10.0).round() as i64
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
