//! Meridians and parallels, and their degrees at the map's edge.

use brief_drawing::canvas::SMALL;
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::map::clip;
use brief_drawing::map::clip::Frame;
use brief_drawing::map::fit::Fit;
use brief_drawing::map::projection::Projection;
use brief_drawing::paint::Colour;
use brief_drawing::sheet::number;
use brief_drawing::text::TextLine;

use super::placed_text::PlacedText;

/// A meridian or parallel.
pub struct GraticuleLine {
    /// Degrees east (of a meridian) or north (of a parallel).
    pub degrees: f64,
    /// Whether it runs from north to south.
    pub is_meridian: bool,
    /// Its visible parts, in metres of the projection.
    pub lines: Vec<Vec<(f64, f64)>>,
}

impl GraticuleLine {
    /// In words: `30°N`, `0°`.
    fn words(&self) -> String {
        // A multiple of a step that is no binary fraction has digits that nobody means.
        let degrees = number(self.degrees.abs(), 3);
        let direction = match (self.is_meridian, self.degrees) {
            (_, 0.0) => "",
            (true, east) if east > 0.0 => "E",
            (true, _) => "W",
            (false, north) if north > 0.0 => "N",
            (false, _) => "S",
        };
        format!("{degrees}\u{b0}{direction}")
    }
}

/// Meridians and parallels at whole steps, sampled finely enough to look curved.
///
/// # Example
/// ```
/// use brief_drawing::map::clip::Frame;
/// use brief_figures::map::graticule;
/// use brief_drawing::map::projection::{Centre, Projection};
///
/// let projection = Projection::equal_area(Centre { latitude: 45.0, longitude: 21.0 })?;
/// let frame = Frame { left: -100_000.0, right: 100_000.0, low: -100_000.0, high: 100_000.0 };
/// let lines = graticule::lines(&projection, &frame, 1.0);
/// let meridians: Vec<f64> =
///     lines.iter().filter(|line| line.is_meridian).map(|line| line.degrees).collect();
/// assert_eq!(meridians, [20.0, 21.0, 22.0]);
/// # Ok::<(), brief_base::diagnostics::Diagnostic>(())
/// ```
pub fn lines(projection: &Projection, frame: &Frame, step: f64) -> Vec<GraticuleLine> {
    let edge: Vec<(f64, f64)> = (0..=20)
        .flat_map(|at| {
            let share = f64::from(at) / 20.0;
            let x = frame.left + share * frame.width();
            let y = frame.low + share * frame.height();
            [
                (x, frame.low),
                (x, frame.high),
                (frame.left, y),
                (frame.right, y),
            ]
        })
        .filter_map(|(x, y)| projection.unproject(x, y))
        .collect();
    let range = |values: &dyn Fn(&(f64, f64)) -> f64| {
        let low = edge.iter().map(values).fold(f64::INFINITY, f64::min);
        let high = edge.iter().map(values).fold(f64::NEG_INFINITY, f64::max);
        (low, high)
    };
    let (west, east) = range(&|point| point.0);
    let (south, north) = range(&|point| point.1);
    let multiples = |low: f64, high: f64| {
        let (first, last) = ((low / step).ceil() as i32, (high / step).floor() as i32);
        (first..=last).map(move |at| f64::from(at) * step)
    };
    let sample = |place: &dyn Fn(f64) -> (f64, f64)| {
        let line: Vec<(f64, f64)> = (0..=60)
            .filter_map(|at| {
                let (longitude, latitude) = place(f64::from(at) / 60.0);
                projection.project(longitude, latitude)
            })
            .collect();
        clip::line(&line, frame)
    };
    let meridians = multiples(west, east).map(|degrees| GraticuleLine {
        degrees,
        is_meridian: true,
        lines: sample(&|share| (degrees, south + share * (north - south))),
    });
    let parallels = multiples(south, north).map(|degrees| GraticuleLine {
        degrees,
        is_meridian: false,
        lines: sample(&|share| (west + share * (east - west), degrees)),
    });
    meridians
        .chain(parallels)
        .filter(|line| !line.lines.is_empty())
        .collect()
}

/// Degrees of meridians and parallels, just inside the frame's lower and left edge, where nothing is in
/// their way.
pub fn degrees(
    lines: &[GraticuleLine],
    fit: &Fit,
    taken: &[Frame],
    fonts: &Fonts,
) -> Vec<PlacedText> {
    let mut fixed: Vec<PlacedText> = Vec::new();
    for line in lines {
        let ends = line
            .lines
            .iter()
            .flat_map(|part| [part.first(), part.last()])
            .flatten();
        let mut at_edge = ends.filter(|end| {
            if line.is_meridian {
                end.1 - fit.frame.low < 1.0
            } else {
                end.0 - fit.frame.left < 1.0
            }
        });
        let Some(edge) = at_edge.next_back() else {
            continue;
        };
        let text = TextLine::new(line.words(), Face::Regular, SMALL)
            .coloured(Colour::MUTED)
            .haloed(Colour::WHITE);
        let (x, y) = fit.to_sheet(*edge);
        let half = text.width(fonts) / 2.0;
        let label = if line.is_meridian {
            PlacedText::centred(text, x, y - 6.0, fonts)
        } else {
            PlacedText::centred(text, x + half + 3.0, y, fonts)
        };
        let in_the_way = taken.iter().chain(fixed.iter().map(|other| &other.room));
        if fit.room.surrounds(&label.room)
            && !in_the_way.into_iter().any(|room| room.meets(&label.room))
        {
            fixed.push(label);
        }
    }
    fixed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_have_no_digits_that_nobody_means() {
        let words = |degrees: f64, is_meridian: bool| {
            let lines = Vec::new();
            let line = GraticuleLine {
                degrees,
                is_meridian,
                lines,
            };
            line.words()
        };
        assert_eq!(words(3.0 * 0.1, true), "0.3\u{b0}E");
        assert_eq!(words(-7.0 * 0.01, false), "0.07\u{b0}S");
        assert_eq!(words(30.0, false), "30\u{b0}N");
        assert_eq!(words(0.0, true), "0\u{b0}");
    }
}
