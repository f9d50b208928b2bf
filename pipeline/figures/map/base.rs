//! The ground of a map: geometry projected and cut once, then drawn as often as there are panels.

use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingArea;
use plotters::prelude::Cartesian2d;

use crate::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use crate::figures::charts::Drawn;
use crate::figures::marks::Mark;
use crate::figures::paint::{Colour, Fill, Paint, Stroke};
use crate::figures::svg::Canvas;
use crate::geography::{Area, Boundaries, Geography};

use super::clip::{self, Frame};
use super::projection::Projection;
use super::view::{Extent, MapView};

/// plotters' drawing area in metres of the projection.
pub type Plane<'a> = DrawingArea<Canvas<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Rings or lines in metres of the projection.
pub type Outline = Vec<Vec<(f64, f64)>>;

/// Everything under the symbols, in metres of the projection and cut at the frame.
pub struct BaseMap<'a> {
    /// The projection.
    pub projection: Projection,
    /// What is shown, in metres.
    pub frame: Frame,
    /// The regions, each with its outline; outside the frame it is empty.
    pub regions: Vec<(&'a Area, Outline)>,
    /// Meridians and parallels.
    pub graticule: Vec<Meridian>,
    context: Vec<Outline>,
    disputed: Option<(Fill, Outline)>,
    disputed_lines: Vec<(Stroke, Outline)>,
    view: &'a MapView,
}

/// A meridian or parallel.
pub struct Meridian {
    /// Degrees east (of a meridian) or north (of a parallel).
    pub degrees: f64,
    /// Whether it runs from north to south.
    pub is_meridian: bool,
    /// Its visible parts.
    pub lines: Outline,
}

impl<'a> BaseMap<'a> {
    /// Projects and cuts the layers of a view at one of its extents.
    ///
    /// # Errors
    /// When a boundary set or a line is not there, or the projection is refused.
    pub fn new(
        view: &'a MapView,
        extent: Extent,
        geography: &'a Geography,
    ) -> Result<Self, Diagnostics> {
        let mut diagnostics = Diagnostics::new();
        let frame = Frame {
            left: extent.west * 1000.0,
            right: extent.east * 1000.0,
            low: extent.south * 1000.0,
            high: extent.north * 1000.0,
        };
        let regions = diagnostics.take(boundaries(view, geography, &view.layers.regions));
        let context = diagnostics.take(boundaries(view, geography, &view.layers.context));
        let disputed = view.disputed.as_ref().and_then(|disputed| {
            let set = diagnostics.take(boundaries(view, geography, &disputed.boundaries))?;
            Some((disputed, set))
        });
        let projection = diagnostics.take(Projection::equal_area(view.centre));
        let (Some(regions), Some(context), Some(projection)) = (regions, context, projection)
        else {
            return Err(diagnostics);
        };
        let rings = |area: &Area| cut(projection.rings(&area.outline), &frame);
        let mut lines = Vec::new();
        if let Some((disputed, set)) = &disputed {
            for declared in &disputed.lines {
                let Some(line) = set.lines.iter().find(|line| line.kind == declared.kind) else {
                    let known = set.lines.iter().map(|line| line.kind.as_str());
                    diagnostics.push(
                        Diagnostic::error(
                            "unknown-line",
                            format!(
                                "boundary set \"{}\" has no line \"{}\"",
                                disputed.boundaries, declared.kind
                            ),
                        )
                        .with_place(view.source.place_of(&declared.kind))
                        .with_help(did_you_mean(&declared.kind, known)),
                    );
                    continue;
                };
                let outline = line
                    .line
                    .iter()
                    .flat_map(|part| clip::line(&projection.line(part), &frame))
                    .collect();
                lines.push((declared.stroke.clone(), outline));
            }
        }
        if diagnostics.has_errors() {
            return Err(diagnostics);
        }
        Ok(BaseMap {
            regions: regions
                .areas
                .iter()
                .map(|area| (area, rings(area)))
                .collect(),
            context: context
                .areas
                .iter()
                .filter(|area| !view.layers.home.contains(&area.code))
                .map(rings)
                .filter(|outline| !outline.is_empty())
                .collect(),
            disputed: disputed.map(|(disputed, set)| {
                let outline = set.areas.iter().flat_map(rings).collect();
                (disputed.fill, outline)
            }),
            disputed_lines: lines,
            graticule: graticule(&projection, &frame, view.graticule.step),
            projection,
            frame,
            view,
        })
    }

    /// Draws sea, graticule, land, regions (each filled as `fill` says) and disputed areas.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, plane: &Plane<'_>, fill: &dyn Fn(&Area) -> Fill) -> Drawn {
        self.draw_ground(plane)?;
        for (area, outline) in &self.regions {
            plane.draw(&Mark::area(
                outline.clone(),
                Paint::fill(fill(area)).outlined(self.view.ground.region_border.clone()),
            ))?;
        }
        self.draw_disputed(plane)
    }

    /// Draws the country as one, without regions.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw_whole(&self, plane: &Plane<'_>, colour: Colour) -> Drawn {
        self.draw_ground(plane)?;
        for (_, outline) in &self.regions {
            // Its own colour as outline closes the seams between regions.
            plane.draw(&Mark::area(
                outline.clone(),
                Paint::fill(Fill::solid(colour)).outlined(Stroke::solid(colour, 0.4)),
            ))?;
        }
        if let Some((_, outline)) = &self.disputed {
            // In neither country's colour.
            let neutral = Paint::fill(Fill::solid(Colour::WHITE));
            plane.draw(&Mark::area(outline.clone(), neutral))?;
        }
        self.draw_disputed(plane)
    }

    fn draw_ground(&self, plane: &Plane<'_>) -> Drawn {
        let ground = &self.view.ground;
        plane.draw(&Mark::rectangle(
            (self.frame.left, self.frame.low),
            (self.frame.right, self.frame.high),
            Paint::fill(Fill::solid(ground.sea)),
        ))?;
        for meridian in &self.graticule {
            plane.draw(&Mark::lines(
                meridian.lines.clone(),
                Stroke::solid(ground.graticule, 0.35),
            ))?;
        }
        for outline in &self.context {
            plane.draw(&Mark::area(
                outline.clone(),
                Paint::fill(Fill::solid(ground.land)).outlined(ground.border.clone()),
            ))?;
        }
        Ok(())
    }

    fn draw_disputed(&self, plane: &Plane<'_>) -> Drawn {
        if let Some((fill, outline)) = &self.disputed {
            plane.draw(&Mark::area(outline.clone(), Paint::fill(*fill)))?;
        }
        for (stroke, outline) in &self.disputed_lines {
            plane.draw(&Mark::lines(outline.clone(), stroke.clone()))?;
        }
        Ok(())
    }

    /// Draws the line around the map.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw_frame(&self, plane: &Plane<'_>) -> Drawn {
        plane.draw(&Mark::rectangle(
            (self.frame.left, self.frame.low),
            (self.frame.right, self.frame.high),
            Paint::stroke(Stroke::solid(Colour::MUTED, 0.6)),
        ))
    }

    /// Every line drawn, for keeping labels off them.
    pub fn ink(&self) -> impl Iterator<Item = &[(f64, f64)]> {
        self.context
            .iter()
            .chain(self.regions.iter().map(|(_, outline)| outline))
            .chain(self.disputed_lines.iter().map(|(_, outline)| outline))
            .flatten()
            .map(Vec::as_slice)
    }
}

fn boundaries<'a>(
    view: &MapView,
    geography: &'a Geography,
    name: &str,
) -> Result<&'a Boundaries, Diagnostic> {
    geography.boundaries.get(name).ok_or_else(|| {
        Diagnostic::error(
            "unknown-boundaries",
            format!("there is no boundary set \"{name}\""),
        )
        .with_place(view.source.place_of(name))
        .with_help(did_you_mean(
            name,
            geography.boundaries.keys().map(String::as_str),
        ))
    })
}

fn cut(rings: Outline, frame: &Frame) -> Outline {
    rings
        .iter()
        .map(|ring| clip::ring(ring, frame))
        .filter(|ring| ring.len() >= 3)
        .collect()
}

/// Meridians and parallels at whole steps, sampled finely enough to look curved.
#[allow(clippy::cast_possible_truncation)]
fn graticule(projection: &Projection, frame: &Frame, step: f64) -> Vec<Meridian> {
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
    let meridians = multiples(west, east).map(|degrees| Meridian {
        degrees,
        is_meridian: true,
        lines: sample(&|share| (degrees, south + share * (north - south))),
    });
    let parallels = multiples(south, north).map(|degrees| Meridian {
        degrees,
        is_meridian: false,
        lines: sample(&|share| (west + share * (east - west), degrees)),
    });
    meridians
        .chain(parallels)
        .filter(|meridian| !meridian.lines.is_empty())
        .collect()
}
