//! A country's map, from the boundaries and places there are: centre, extents, names, corners.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use geo::{BoundingRect, Contains, Point, Rect};

use super::model::Model;
use super::text::quote;
use crate::diagnostics::Diagnostic;
use crate::figures::map::projection::{Centre, Projection};
use crate::figures::{Draw, definition::Span};
use crate::geography::{Area, Boundaries, Geography};

/// Room around the country, as a part of its size.
const MARGIN: f64 = 0.06;
/// How many towns are named on large maps at most.
const CITIES: usize = 7;
/// Towns nearer to one another than this part of the map's width are named once.
const APART: f64 = 0.09;
/// How many neighbours are named at most.
const NEIGHBOURS: usize = 8;
/// Columns of the grid by which free room is looked for.
const COLUMNS: usize = 48;
/// Widths of a map across the page and of a letter in its names, in points.
const PAGE: f64 = 482.0;
const LETTER: f64 = 6.5;
/// What a legend in a corner of a large map takes of its width and height.
const LEGEND: (f64, f64) = (0.31, 0.62);
/// What a scale bar takes.
const BAR: (f64, f64) = (0.2, 0.09);

/// A frame of the plane in kilometres: west, east, south, north.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Extent {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Extent {
    fn width(&self) -> f64 {
        self.east - self.west
    }

    fn height(&self) -> f64 {
        self.north - self.south
    }
}

/// A corner, by the keys of `map.yaml`, with whether it is a right and a lower one.
type Corner = (&'static str, bool, bool);

const CORNERS: [Corner; 4] = [
    ("top_left", false, false),
    ("top_right", true, false),
    ("bottom_left", false, true),
    ("bottom_right", true, true),
];

/// What shapes of maps there are: the least and most that height is of width.
fn shape(uses: &[(Span, bool)]) -> (f64, f64) {
    let is_large = uses
        .iter()
        .any(|(span, is_panel)| *span == Span::Page && !is_panel);
    let is_panel = uses.iter().any(|(_, is_panel)| *is_panel);
    match (is_large, is_panel) {
        (true, _) => (0.56, 0.82),
        (false, true) => (0.7, 1.15),
        (false, false) => (0.7, 1.2),
    }
}

/// The extents that the series' maps show, with what is drawn in each: its width on the page, and whether
/// it is one of several panels.
fn extents_shown(model: &Model) -> BTreeMap<String, Vec<(Span, bool)>> {
    let mut shown: BTreeMap<String, Vec<(Span, bool)>> = BTreeMap::new();
    shown.entry("main".to_owned()).or_default();
    for (_, span, draw) in model.figures() {
        match draw {
            Draw::Map(map) => shown.entry(map.extent).or_default().push((span, false)),
            Draw::PanelMap(map) => shown.entry(map.extent).or_default().push((span, true)),
            _ => {}
        }
    }
    shown
}

/// `map.yaml` of a country: `home` is its code in the boundary set of countries.
///
/// # Errors
/// When the boundaries hold no area of the country, or cannot be projected.
pub fn yaml(model: &Model, geography: &Geography, home: &str) -> Result<String, Diagnostic> {
    let layers = &model.settings.map_view.layers;
    let set = |name: &str| geography.boundaries.get(name).cloned().unwrap_or_default();
    let (regions, context) = (set(&layers.regions), set(&layers.context));
    let centre = centre(&regions).ok_or_else(|| {
        Diagnostic::error(
            "boundaries",
            format!("the boundaries hold no first-level unit of {home}"),
        )
    })?;
    let projection = Projection::equal_area(centre)?;
    let country = around(&regions, &projection);
    let shown = extents_shown(model);
    let extents: BTreeMap<&String, Extent> = shown
        .iter()
        .map(|(name, uses)| (name, shaped(country, shape(uses))))
        .collect();
    let main = extents
        .iter()
        .find(|(name, _)| name.as_str() == "main")
        .map_or(country, |(_, extent)| *extent);
    let grid = Grid::of(main, &projection, &regions, &context, home);
    let legend = grid.freest(LEGEND, &[]);
    let bar = grid.freest(BAR, &[legend.0]);

    let mut text = String::from(
        "# How the country is shown, proposed from its boundaries. Boundary sets are named in brief.yaml;\n\
         # places are those of the gazetteer. What is disputed goes under `disputed:`, with the `worldview:`\n\
         # that is drawn: templates/README.md.\n\n\
         # Lambert azimuthal equal-area.\n",
    );
    let _ = writeln!(
        text,
        "centre: {{latitude: {}, longitude: {}}}\n\n# Kilometres east and north of that centre.\nextents:",
        centre.latitude, centre.longitude
    );
    for (name, extent) in &extents {
        let _ = writeln!(
            text,
            "  {name}: {{west: {}, east: {}, south: {}, north: {}}}",
            extent.west, extent.east, extent.south, extent.north
        );
    }
    let _ = writeln!(
        text,
        "\nlayers:\n  regions: {}\n  context: {}\n  home: [{}]\n",
        layers.regions,
        layers.context,
        quote(home)
    );
    text.push_str(&ground(model));
    text.push_str("\n# Towns that large maps name, the most important first.\n");
    text.push_str(&list(
        "cities",
        cities(geography, &projection, main, (legend, bar)),
    ));
    text.push_str("\n# Neighbours, where they have room.\n");
    text.push_str(&list(
        "names",
        grid.neighbours(&context, home, [legend.0, bar.0]),
    ));
    let step = step(main.width().max(main.height()));
    let _ = writeln!(
        text,
        "\ngraticule: {{step: {step}}}\nlegend: {}\nscale_bar: {}",
        legend.0, bar.0
    );
    Ok(text)
}

fn list(key: &str, items: Vec<String>) -> String {
    if items.is_empty() {
        return format!("{key}: []\n");
    }
    format!("{key}:\n{}", items.concat())
}

/// The colours of the ground are those of the series' other maps.
fn ground(model: &Model) -> String {
    let ground = &model.settings.map_view.ground;
    format!(
        "ground:\n  sea: \"{}\"\n  land: \"{}\"\n  home: \"{}\"\n  border: {{colour: \"{}\", width: {}}}\n  \
         region_border: {{colour: \"{}\", width: {}}}\n  graticule: \"{}\"\n",
        ground.sea,
        ground.land,
        ground.home,
        ground.border.colour,
        ground.border.width,
        ground.region_border.colour,
        ground.region_border.width,
        ground.graticule
    )
}

/// The middle of the box around all units, to the half degree.
fn centre(regions: &Boundaries) -> Option<Centre> {
    let boxes = regions
        .areas
        .iter()
        .filter_map(|area| area.outline.bounding_rect());
    let whole = boxes.reduce(|one, other| {
        Rect::new(
            (
                one.min().x.min(other.min().x),
                one.min().y.min(other.min().y),
            ),
            (
                one.max().x.max(other.max().x),
                one.max().y.max(other.max().y),
            ),
        )
    })?;
    let half = |degrees: f64| (degrees * 2.0).round() / 2.0;
    Some(Centre {
        latitude: half(whole.center().y),
        longitude: half(whole.center().x),
    })
}

/// The frame around the country, with a margin.
fn around(regions: &Boundaries, projection: &Projection) -> Extent {
    let points = regions
        .areas
        .iter()
        .flat_map(|area| projection.rings(&area.outline))
        .flatten();
    let mut extent = Extent {
        west: f64::INFINITY,
        east: f64::NEG_INFINITY,
        south: f64::INFINITY,
        north: f64::NEG_INFINITY,
    };
    for (x, y) in points {
        let (x, y) = (x / 1000.0, y / 1000.0);
        extent.west = extent.west.min(x);
        extent.east = extent.east.max(x);
        extent.south = extent.south.min(y);
        extent.north = extent.north.max(y);
    }
    let margin = MARGIN * extent.width().max(extent.height());
    rounded(Extent {
        west: extent.west - margin,
        east: extent.east + margin,
        south: extent.south - margin,
        north: extent.north + margin,
    })
}

/// The same frame made wider or higher on both sides until height and width fit.
fn shaped(country: Extent, (least, most): (f64, f64)) -> Extent {
    let mut extent = country;
    let wider = (extent.height() / most - extent.width()).max(0.0) / 2.0;
    extent.west -= wider;
    extent.east += wider;
    let higher = (extent.width() * least - extent.height()).max(0.0) / 2.0;
    extent.south -= higher;
    extent.north += higher;
    rounded(extent)
}

/// Outwards to five kilometres.
fn rounded(extent: Extent) -> Extent {
    Extent {
        west: (extent.west / 5.0).floor() * 5.0,
        east: (extent.east / 5.0).ceil() * 5.0,
        south: (extent.south / 5.0).floor() * 5.0,
        north: (extent.north / 5.0).ceil() * 5.0,
    }
}

/// Degrees between meridians for a map so many kilometres wide: some six of them.
fn step(kilometres: f64) -> f64 {
    let wanted = kilometres / 111.0 / 6.0;
    let steps = [0.25, 0.5, 1.0, 2.0, 5.0, 10.0];
    steps
        .into_iter()
        .find(|step| *step >= wanted)
        .unwrap_or(20.0)
}

/// The largest towns that stand apart from one another, off legend and scale bar.
fn cities(
    geography: &Geography,
    projection: &Projection,
    main: Extent,
    (legend, bar): (Corner, Corner),
) -> Vec<String> {
    let mut places: Vec<_> = geography.gazetteer.places().iter().collect();
    places.sort_by(|one, other| {
        let population = other.population.cmp(&one.population);
        population.then_with(|| one.name.cmp(&other.name))
    });
    let mut chosen: Vec<(&str, (f64, f64))> = Vec::new();
    for place in places {
        let Some((x, y)) = projection.project(place.longitude, place.latitude) else {
            continue;
        };
        let at = (x / 1000.0, y / 1000.0);
        let share = (
            (at.0 - main.west) / main.width(),
            (main.north - at.1) / main.height(),
        );
        let is_off = |other: &(&str, (f64, f64))| {
            let (dx, dy) = (other.1.0 - at.0, other.1.1 - at.1);
            (dx * dx + dy * dy).sqrt() > APART * main.width()
        };
        let is_free = !in_corner(share, legend, LEGEND) && !in_corner(share, bar, BAR);
        let is_known = chosen.iter().any(|(name, _)| *name == place.name);
        if is_free && !is_known && chosen.iter().all(is_off) {
            chosen.push((&place.name, at));
        }
        if chosen.len() == CITIES {
            break;
        }
    }
    let cities = chosen.into_iter();
    cities
        .map(|(name, _)| format!("  - {{name: {}}}\n", quote(name)))
        .collect()
}

/// Whether a point, in parts of the map's width from the left and height from the top, lies in the box of
/// that size in a corner.
fn in_corner((x, y): (f64, f64), corner: Corner, (width, height): (f64, f64)) -> bool {
    let (_, is_right, is_low) = corner;
    let x = if is_right { 1.0 - x } else { x };
    let y = if is_low { 1.0 - y } else { y };
    x <= width && y <= height
}

/// What lies at each point of a grid over the map.
struct Grid<'a> {
    /// Row by row from the top: the country itself, another area of the context, or neither.
    cells: Vec<Vec<Cell<'a>>>,
    projection: &'a Projection,
    extent: Extent,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Cell<'a> {
    Home,
    Neighbour(&'a str),
    Water,
}

impl<'a> Grid<'a> {
    fn of(
        extent: Extent,
        projection: &'a Projection,
        regions: &Boundaries,
        context: &'a Boundaries,
        home: &str,
    ) -> Self {
        let rows = rows_of(extent);
        let boxed = |areas: &'a [Area]| -> Vec<(&'a Area, Rect<f64>)> {
            let areas = areas.iter();
            areas
                .filter_map(|area| Some((area, area.outline.bounding_rect()?)))
                .collect()
        };
        let neighbours: Vec<_> = boxed(&context.areas)
            .into_iter()
            .filter(|(area, _)| area.code != home)
            .collect();
        let own: Vec<_> = regions
            .areas
            .iter()
            .filter_map(|area| Some((area, area.outline.bounding_rect()?)))
            .collect();
        let cells = (0..rows).map(|row| {
            let cells = (0..COLUMNS).map(|column| {
                let Some((longitude, latitude)) = degrees(extent, projection, row, column) else {
                    return Cell::Water;
                };
                let point = Point::new(longitude, latitude);
                let holds = |(area, bounds): &&(&Area, Rect<f64>)| {
                    bounds.contains(&point) && area.outline.contains(&point)
                };
                if own.iter().any(|it| holds(&it)) {
                    return Cell::Home;
                }
                let neighbour = neighbours.iter().find(holds);
                neighbour.map_or(Cell::Water, |(area, _)| Cell::Neighbour(&area.code))
            });
            cells.collect()
        });
        Grid {
            cells: cells.collect(),
            projection,
            extent,
        }
    }

    /// The corner where a box of that size covers least of the country.
    fn freest(&self, size: (f64, f64), taken: &[&str]) -> Corner {
        let covered = |corner: &Corner| {
            self.points()
                .filter(|(at, cell)| *cell == Cell::Home && in_corner(*at, *corner, size))
                .count()
        };
        let corners = CORNERS.iter().filter(|corner| !taken.contains(&corner.0));
        corners
            .min_by_key(|it| covered(it))
            .copied()
            .unwrap_or(CORNERS[0])
    }

    /// Each cell with its middle in parts of the map's width and height.
    fn points(&self) -> impl Iterator<Item = ((f64, f64), Cell<'a>)> {
        let rows = self.cells.len();
        self.cells.iter().enumerate().flat_map(move |(row, cells)| {
            let cells = cells.iter().enumerate();
            cells.map(move |(column, cell)| (middle(row, rows, column), *cell))
        })
    }

    /// Names of neighbours in the widest stretch that each has, off the boxes in two corners.
    fn neighbours(&self, context: &Boundaries, home: &str, taken: [&str; 2]) -> Vec<String> {
        let rows = self.cells.len();
        let boxes = CORNERS.iter().filter(|corner| taken.contains(&corner.0));
        let boxes: Vec<(Corner, (f64, f64))> = boxes
            .map(|corner| (*corner, if corner.0 == taken[0] { LEGEND } else { BAR }))
            .collect();
        let is_free = |row: usize, column: usize| {
            let at = middle(row, rows, column);
            !boxes
                .iter()
                .any(|(corner, size)| in_corner(at, *corner, *size))
        };
        let mut found: Vec<(usize, String)> = Vec::new();
        for area in context.areas.iter().filter(|area| area.code != home) {
            let mut best: (usize, usize, usize) = (0, 0, 0);
            // The outermost rows stay free: a name there would run over the frame.
            for row in 1..rows.saturating_sub(1) {
                let mut length = 0;
                for column in 1..COLUMNS - 1 {
                    let is_own = self.cells[row][column] == Cell::Neighbour(&area.code);
                    length = if is_own && is_free(row, column) {
                        length + 1
                    } else {
                        0
                    };
                    if length > best.0 {
                        best = (length, row, column + 1 - length);
                    }
                }
            }
            let (length, row, from) = best;
            let name = area.name.to_uppercase();
            if cells_to_points(length) < points_of(&name) {
                continue;
            }
            let Some((longitude, latitude)) =
                degrees(self.extent, self.projection, row, from + length / 2)
            else {
                continue;
            };
            let item = format!(
                "  - {{text: {}, latitude: {latitude:.2}, longitude: {longitude:.2}, kind: country}}\n",
                quote(&name)
            );
            found.push((length, item));
        }
        found.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        found.truncate(NEIGHBOURS);
        found.into_iter().map(|(_, item)| item).collect()
    }
}

#[allow(clippy::cast_precision_loss)]
fn cells_to_points(cells: usize) -> f64 {
    cells as f64 * PAGE / COLUMNS as f64
}

#[allow(clippy::cast_precision_loss)]
fn points_of(name: &str) -> f64 {
    name.chars().count() as f64 * LETTER
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
fn rows_of(extent: Extent) -> usize {
    ((COLUMNS as f64 * extent.height() / extent.width()) as usize).max(4)
}

/// The middle of a cell in parts of the map's width from the left and of its height from the top.
#[allow(clippy::cast_precision_loss)]
fn middle(row: usize, rows: usize, column: usize) -> (f64, f64) {
    (
        (column as f64 + 0.5) / COLUMNS as f64,
        (row as f64 + 0.5) / rows as f64,
    )
}

/// Longitude and latitude of the middle of a cell.
fn degrees(
    extent: Extent,
    projection: &Projection,
    row: usize,
    column: usize,
) -> Option<(f64, f64)> {
    let (x, y) = middle(row, rows_of(extent), column);
    projection.unproject(
        (extent.west + x * extent.width()) * 1000.0,
        (extent.north - y * extent.height()) * 1000.0,
    )
}
