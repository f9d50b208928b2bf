//! The ground of a map: geometry projected and cut once, then drawn as often as there are panels.
//!
//! # Example
//! ```
//! use brief_figures::map::base::BaseMap;
//!
//! # let geography = brief_figures::doctest::geography();
//! # let view = brief_figures::doctest::view();
//! let extent = view.extent("main").expect("an extent");
//! let base = BaseMap::new(&view, "regions", extent, 200.0, &geography).expect("a map");
//! for (region, outline) in &base.regions {
//!     assert_eq!(outline.len(), 1, "{} is of one part", region.name);
//!     assert!(outline[0].iter().all(|corner| base.frame.holds(*corner)));
//! }
//! assert_eq!(base.graticule.iter().filter(|line| line.is_meridian).count(), 3, "20, 21 and 22°E");
//!
//! let refused = BaseMap::new(&view, "provinces", extent, 200.0, &geography).map(|_| ());
//! assert!(refused.expect_err("there is no such set").to_string().contains("known are: regions, countries"));
//! ```

use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use brief_drawing::canvas::DrawResult;
use brief_drawing::map::clip;
use brief_drawing::map::clip::Frame;
use brief_drawing::map::fit::Plane;
use brief_drawing::map::projection::Projection;
use brief_drawing::map::simplify;
use brief_drawing::marks::Mark;
use brief_drawing::paint::{Colour, Fill, Paint, Stroke};
use brief_model::geography::{Area, Boundaries, Geography};

use super::graticule::{self, GraticuleLine};
use super::view::{MapExtent, MapView};

/// Rings or lines in metres of the projection.
pub type Outline = Vec<Vec<(f64, f64)>>;

/// Width of the limits of uncoloured units, as a part of the width for coloured ones.
const THIN: f64 = 0.3;

/// Everything under the symbols, in metres of the projection and cut at the frame.
pub struct BaseMap<'a> {
    pub projection: Projection,
    /// What is shown, in metres.
    pub frame: Frame,
    /// The regions, each with its outline; outside the frame it is empty.
    pub regions: Vec<(&'a Area, Outline)>,
    /// Meridians and parallels.
    pub graticule: Vec<GraticuleLine>,
    context: Vec<Outline>,
    /// Limits of the view's own regions, where they are drawn within others.
    units: Vec<Outline>,
    disputed: Option<(Fill, Outline)>,
    disputed_lines: Vec<(Stroke, Outline)>,
    /// How it is shown.
    pub view: &'a MapView,
}

impl<'a> BaseMap<'a> {
    /// Projects the layers of a view, cuts them at one of its extents, and simplifies them to what a
    /// map `width` points wide can show. `regions` names the boundary set that stands for the country.
    ///
    /// # Errors
    /// When a boundary set, an area or a line is not there, or the projection is refused.
    pub fn new(
        view: &'a MapView,
        regions: &str,
        extent: MapExtent,
        width: f64,
        geography: &'a Geography,
    ) -> Result<Self, Diagnostics> {
        let mut diagnostics = Diagnostics::new();
        let frame = Frame {
            left: extent.west * 1000.0,
            right: extent.east * 1000.0,
            low: extent.south * 1000.0,
            high: extent.north * 1000.0,
        };
        let tolerance = simplify::TOLERANCE * frame.width() / width;
        let regions = diagnostics.take(boundaries(view, geography, regions));
        let context = diagnostics.take(boundaries(view, geography, &view.layers.context));
        let disputed = view.disputed().and_then(|disputed| {
            let set = diagnostics.take(boundaries(view, geography, &disputed.boundaries))?;
            Some((disputed, set))
        });
        let projection = diagnostics.take(Projection::equal_area(view.centre));
        let (Some(regions), Some(context), Some(projection)) = (regions, context, projection)
        else {
            return Err(diagnostics);
        };
        let rings = |area: &Area| cut(projection.rings(&area.outline), &frame, tolerance);
        let mut lines = Vec::new();
        let mut outline = Vec::new();
        if let Some((disputed, set)) = disputed {
            for declared in &disputed.lines {
                let name = declared.boundaries.as_ref();
                let name = name.unwrap_or(&disputed.boundaries);
                let Some(set) = diagnostics.take(boundaries(view, geography, name)) else {
                    continue;
                };
                let Some(line) = set.lines.iter().find(|line| line.kind == declared.kind) else {
                    let known = set.lines.iter().map(|line| line.kind.as_str());
                    diagnostics.push(missing(view, name, "line", &declared.kind, known));
                    continue;
                };
                let parts = line
                    .line
                    .iter()
                    .flat_map(|part| clip::line(&projection.line(part), &frame))
                    .map(|part| simplify::line(&part, tolerance))
                    .collect();
                lines.push((declared.stroke.clone(), parts));
            }
            for code in disputed.areas.iter().flatten() {
                if !set.areas.iter().any(|area| area.code == *code) {
                    let known = set.areas.iter().map(|area| area.code.as_str());
                    diagnostics.push(missing(view, &disputed.boundaries, "area", code, known));
                }
            }
            let drawn = |area: &&Area| {
                let codes = disputed.areas.as_ref();
                codes.is_none_or(|codes| codes.contains(&area.code))
            };
            outline = set.areas.iter().filter(drawn).flat_map(rings).collect();
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
            units: Vec::new(),
            disputed: disputed.map(|(disputed, _)| (disputed.fill, outline)),
            disputed_lines: lines,
            graticule: graticule::lines(&projection, &frame, view.graticule.step),
            projection,
            frame,
            view,
        })
    }

    /// The same, with the limits of the view's own regions within those that stand for the country.
    ///
    /// # Errors
    /// When the view's regions are not there.
    pub(crate) fn with_units(
        mut self,
        width: f64,
        geography: &'a Geography,
    ) -> Result<Self, Diagnostics> {
        let units = boundaries(self.view, geography, &self.view.layers.regions)?;
        let tolerance = simplify::TOLERANCE * self.frame.width() / width;
        let rings = |area: &Area| cut(self.projection.rings(&area.outline), &self.frame, tolerance);
        self.units = units.areas.iter().map(rings).collect();
        Ok(self)
    }

    /// Draws sea, graticule, land, regions (each filled as `fill` says) and disputed areas.
    pub fn draw(&self, plane: &Plane<'_>, fill: &dyn Fn(&Area) -> Fill) -> DrawResult {
        self.draw_ground(plane)?;
        for (area, outline) in &self.regions {
            plane.draw(&Mark::area(
                outline.clone(),
                Paint::fill(fill(area)).outlined(self.view.ground.region_border.clone()),
            ))?;
        }
        let border = &self.view.ground.region_border;
        let thin = Stroke::solid(border.colour, border.width * THIN);
        for outline in &self.units {
            plane.draw(&Mark::area(outline.clone(), Paint::stroke(thin.clone())))?;
        }
        self.draw_disputed(plane)
    }

    /// Draws the country as one, without regions.
    pub(crate) fn draw_whole(&self, plane: &Plane<'_>, colour: Colour) -> DrawResult {
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

    fn draw_ground(&self, plane: &Plane<'_>) -> DrawResult {
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

    fn draw_disputed(&self, plane: &Plane<'_>) -> DrawResult {
        if let Some((fill, outline)) = &self.disputed {
            plane.draw(&Mark::area(outline.clone(), Paint::fill(*fill)))?;
        }
        for (stroke, outline) in &self.disputed_lines {
            plane.draw(&Mark::lines(outline.clone(), stroke.clone()))?;
        }
        Ok(())
    }

    /// Draws the line around the map.
    pub(crate) fn draw_frame(&self, plane: &Plane<'_>) -> DrawResult {
        plane.draw(&Mark::rectangle(
            (self.frame.left, self.frame.low),
            (self.frame.right, self.frame.high),
            Paint::stroke(Stroke::solid(Colour::MUTED, 0.6)),
        ))
    }

    /// Whether some of an area of open status lies within the frame.
    pub(crate) fn shows_disputed_area(&self) -> bool {
        let area = self.disputed.as_ref();
        area.is_some_and(|(_, outline)| !outline.is_empty())
    }

    /// For each contested line of the worldview, whether some of it lies within the frame.
    pub(crate) fn shown_disputed_lines(&self) -> impl Iterator<Item = bool> + '_ {
        self.disputed_lines
            .iter()
            .map(|(_, outline)| !outline.is_empty())
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

/// What a worldview names and its boundary set does not hold.
fn missing<'n>(
    view: &MapView,
    boundaries: &str,
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'n str>,
) -> Diagnostic {
    Diagnostic::error(
        "unknown-boundary",
        format!("boundary set \"{boundaries}\" has no {what} \"{name}\"",),
    )
    .with_place(view.source.place_of(name))
    .with_help(did_you_mean(name, known))
}

fn cut(rings: Outline, frame: &Frame, tolerance: f64) -> Outline {
    rings
        .iter()
        .map(|ring| simplify::ring(&clip::ring(ring, frame), tolerance))
        .filter(|ring| ring.len() >= 3)
        .collect()
}
