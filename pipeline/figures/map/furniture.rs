//! What helps to read a map: scale bar, degrees at the frame, names of countries and seas, locator.

use plotters::chart::ChartBuilder;

use crate::diagnostics::Diagnostics;
use crate::figures::charts::{Area, Drawn, SMALL, at};
use crate::figures::fonts::{Face, Fonts};
use crate::figures::marks::Mark;
use crate::figures::paint::{Colour, Paint, Stroke};
use crate::figures::svg::units;
use crate::figures::text::{ASCENT, Anchor, DESCENT, HALF_CAPITAL, Text};
use crate::geography::Geography;

use super::base::BaseMap;
use super::clip::Frame;
use super::view::{Corner, Locator, MapName, MapView, NameKind};

/// A fixed text and the room it takes.
#[derive(Debug, Clone)]
pub struct Fixed {
    text: Text,
    x: f64,
    baseline: f64,
    /// In points, top at `low`.
    pub room: Frame,
}

impl Fixed {
    /// A text whose middle is at a point.
    pub fn centred(text: Text, x: f64, middle: f64, fonts: &Fonts) -> Self {
        let half = text.width(fonts) / 2.0;
        let baseline = middle + HALF_CAPITAL * text.size;
        let room = Frame {
            left: x - half,
            right: x + half,
            low: baseline - ASCENT * text.size,
            high: baseline + DESCENT * text.size,
        };
        Fixed {
            text: text.anchored(Anchor::Middle),
            x,
            baseline,
            room,
        }
    }

    fn moved(&self, dx: f64, dy: f64) -> Self {
        Fixed {
            text: self.text.clone(),
            x: self.x + dx,
            baseline: self.baseline + dy,
            room: Frame {
                left: self.room.left + dx,
                right: self.room.right + dx,
                low: self.room.low + dy,
                high: self.room.high + dy,
            },
        }
    }

    /// Draws it.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, area: &Area<'_>) -> Drawn {
        area.draw(&Mark::text(
            at(self.x, self.baseline),
            (0.0, 0.0),
            self.text.clone(),
        ))
    }
}

/// Room for a box of that size in a corner of the map.
pub fn in_corner(corner: Corner, (width, height): (f64, f64), map: &Frame, margin: f64) -> Frame {
    let left = match corner {
        Corner::TopLeft | Corner::BottomLeft => map.left + margin,
        Corner::TopRight | Corner::BottomRight => map.right - margin - width,
    };
    let low = match corner {
        Corner::TopLeft | Corner::TopRight => map.low + margin,
        Corner::BottomLeft | Corner::BottomRight => map.high - margin - height,
    };
    Frame {
        left,
        right: left + width,
        low,
        high: low + height,
    }
}

/// The names that a view puts on the map and that lie within it.
#[allow(clippy::cast_precision_loss)]
pub fn names(
    view: &MapView,
    base: &BaseMap<'_>,
    to_sheet: &dyn Fn((f64, f64)) -> (f64, f64),
    panels: bool,
    fonts: &Fonts,
) -> Vec<Vec<Fixed>> {
    let mut blocks = Vec::new();
    for name in &view.names {
        let place = base.projection.project(name.longitude, name.latitude);
        let Some(place) = place.filter(|place| base.frame.holds(*place)) else {
            continue;
        };
        if !name.on.include(panels) {
            continue;
        }
        let (x, y) = to_sheet(place);
        let lines: Vec<&str> = name.text.lines().collect();
        let leading = SMALL * 1.2;
        let first = y - leading * (lines.len() as f64 - 1.0) / 2.0;
        let block = lines.iter().enumerate().map(|(number, line)| {
            let text = lettering(name, line, number, panels);
            Fixed::centred(text, x, first + leading * number as f64, fonts)
        });
        blocks.push(block.collect());
    }
    blocks
}

/// Moves names a little where they would lie on symbols or boxes; gives those that find room, and the
/// words of those that do not.
pub fn settle(
    blocks: Vec<Vec<Fixed>>,
    obstacles: &[Frame],
    within: &Frame,
) -> (Vec<Fixed>, Vec<String>) {
    const STEPS: [f64; 9] = [0.0, 7.0, -7.0, 14.0, -14.0, 22.0, -22.0, 30.0, -30.0];
    let mut settled: Vec<Fixed> = Vec::new();
    let mut dropped = Vec::new();
    for block in blocks {
        let free = |dx: f64, dy: f64| {
            block.iter().all(|line| {
                let room = line.moved(dx, dy).room;
                within.surrounds(&room)
                    && !obstacles.iter().any(|other| other.meets(&room))
                    && !settled.iter().any(|other| other.room.meets(&room))
            })
        };
        let shift = STEPS
            .iter()
            .flat_map(|dx| STEPS.iter().map(move |dy| (*dx, *dy)))
            .filter(|(dx, dy)| free(*dx, *dy))
            .min_by(|a, b| a.0.hypot(a.1).total_cmp(&b.0.hypot(b.1)));
        match shift {
            Some((dx, dy)) => settled.extend(block.iter().map(|line| line.moved(dx, dy))),
            None => dropped.extend(block.iter().map(|line| line.text.plain())),
        }
    }
    (settled, dropped)
}

/// Countries in spaced capitals, water in blue italics, areas of open status in dark italics.
fn lettering(name: &MapName, line: &str, number: usize, panels: bool) -> Text {
    let mut text = match name.kind {
        NameKind::Country => Text::new(line, Face::Regular, SMALL).coloured(Colour::MUTED),
        NameKind::Sea => Text::new(line, Face::Italic, SMALL).coloured(Colour(0x2f, 0x5d, 0x82)),
        NameKind::Status => {
            let face = if number == 0 {
                Face::Semibold
            } else {
                Face::Italic
            };
            Text::new(line, face, SMALL).haloed(Colour::WHITE)
        }
    };
    if name.kind == NameKind::Country && !panels {
        text.tracking = 0.8;
    }
    text
}

/// Degrees of meridians and parallels, just inside the frame's lower and left edge.
pub fn degrees(
    base: &BaseMap<'_>,
    to_sheet: &dyn Fn((f64, f64)) -> (f64, f64),
    taken: &[Frame],
    fonts: &Fonts,
) -> Vec<Fixed> {
    let mut fixed: Vec<Fixed> = Vec::new();
    for meridian in &base.graticule {
        let ends = meridian
            .lines
            .iter()
            .flat_map(|line| [line.first(), line.last()])
            .flatten()
            .copied();
        let (direction, edge) = if meridian.is_meridian {
            let mut ends = ends.filter(|end| end.1 - base.frame.low < 1.0);
            (
                if meridian.degrees < 0.0 { "W" } else { "E" },
                ends.next_back(),
            )
        } else {
            let mut ends = ends.filter(|end| end.0 - base.frame.left < 1.0);
            (
                if meridian.degrees < 0.0 { "S" } else { "N" },
                ends.next_back(),
            )
        };
        let Some(edge) = edge else { continue };
        let degrees = meridian.degrees.abs();
        let words = if degrees == 0.0 {
            "0\u{b0}".to_owned()
        } else {
            format!("{degrees}\u{b0}{direction}")
        };
        let text = Text::new(words, Face::Regular, SMALL)
            .coloured(Colour::MUTED)
            .haloed(Colour::WHITE);
        let (x, y) = to_sheet(edge);
        let half = text.width(fonts) / 2.0;
        let label = if meridian.is_meridian {
            Fixed::centred(text, x, y - 6.0, fonts)
        } else {
            Fixed::centred(text, x + half + 3.0, y, fonts)
        };
        let free = |room: &Frame| !taken.iter().any(|other| other.meets(room));
        let sheet = (
            to_sheet((base.frame.left, base.frame.high)),
            to_sheet((base.frame.right, base.frame.low)),
        );
        let whole = Frame {
            left: sheet.0.0,
            right: sheet.1.0,
            low: sheet.0.1,
            high: sheet.1.1,
        };
        if free(&label.room)
            && whole.surrounds(&label.room)
            && !fixed.iter().any(|other| other.room.meets(&label.room))
        {
            fixed.push(label);
        }
    }
    fixed
}

/// A prepared locator.
pub struct LocatorMap<'a> {
    base: BaseMap<'a>,
    /// In points, on the sheet.
    pub room: Frame,
    shown: Frame,
}

impl<'a> LocatorMap<'a> {
    /// Prepares the locator of a view, in its corner of `map` (points); `shown` is the large map's
    /// frame in metres.
    ///
    /// # Errors
    /// When a boundary set is not there.
    pub fn new(
        view: &'a MapView,
        locator: &Locator,
        geography: &'a Geography,
        map: &Frame,
        shown: Frame,
    ) -> Result<Self, Diagnostics> {
        let mut base = BaseMap::new(view, locator.extent, geography)?;
        base.graticule.clear();
        let height = locator.width * base.frame.height() / base.frame.width();
        Ok(LocatorMap {
            base,
            room: in_corner(locator.corner, (locator.width, height), map, 0.0),
            shown,
        })
    }

    /// Draws it, the country in one colour.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, area: &Area<'_>, home: Colour) -> Drawn {
        let inset = area.clone().shrink(
            at(self.room.left, self.room.low),
            at(self.room.width(), self.room.height()),
        );
        let frame = self.base.frame;
        let chart = ChartBuilder::on(&inset)
            .margin(units(0.0))
            .build_cartesian_2d(frame.left..frame.right, frame.low..frame.high)?;
        let plane = chart.plotting_area();
        self.base.draw_whole(plane, home)?;
        plane.draw(&Mark::rectangle(
            (self.shown.left, self.shown.low),
            (self.shown.right, self.shown.high),
            Paint::stroke(Stroke::solid(Colour::INK, 1.0)),
        ))?;
        self.base.draw_frame(plane)
    }
}
