//! A drawing backend for plotters that writes SVG as print needs it.
//!
//! plotters' own SVG backend rounds to whole pixels and knows neither holes, hatching, dashes nor
//! halos. This one takes plotters' whole-number coordinates as hundredths of a point and draws them
//! on a [`Sheet`], which prints points; the missing shapes come through plotters' `Drawable`
//! ([`super::marks`]).

use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle, FontTransform,
};

use super::fonts::{Face, Fonts};
use super::paint::{Colour, Fill, Paint, Stroke};
use super::sheet::Sheet;
use super::text::{ASCENT, Anchor, DESCENT, HALF_CAPITAL, TextLine};

/// Backend units in one point.
pub const UNITS: f64 = 100.0;

/// Backend units for a length in points, for plotters' calls that want whole numbers.
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

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.sheet.size();
        (units(width) as u32, units(height) as u32)
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
    /// A tick without a figure has an empty one, which is not worth an element.
    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, pos: BackendCoord) -> Done {
        if text.is_empty() {
            return Ok(());
        }
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
        let text = TextLine::new(text, face_of(style.style()), size)
            .coloured(colour)
            .anchored(anchor);
        self.sheet.text((x, baseline), &text, self.fonts);
        Ok(())
    }

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

fn face_of(style: FontStyle) -> Face {
    match style {
        FontStyle::Normal => Face::Regular,
        FontStyle::Oblique | FontStyle::Italic => Face::Italic,
        FontStyle::Bold => Face::Semibold,
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
