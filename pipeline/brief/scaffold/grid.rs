//! What lies where on a map, point by point: where a legend covers least, and where a neighbour's name has
//! room.

use geo::{BoundingRect, Contains, Point, Rect};
use serde::Serialize;

use brief_drawing::map::projection::Projection;
use brief_model::geography::{Area, Boundaries};

/// How many neighbours are named at most.
const NEIGHBOURS: usize = 8;
/// Columns of the grid by which free room is looked for.
const COLUMNS: usize = 48;
/// Width of a map across the page, in points.
const PAGE: f64 = 482.0;
/// Width of a spaced capital in its names, in points.
const LETTER: f64 = 6.5;
/// What a legend in a corner of a large map takes of its width and height.
pub(super) const LEGEND: (f64, f64) = (0.31, 0.62);
/// What a scale bar takes.
pub(super) const BAR: (f64, f64) = (0.2, 0.09);

/// A frame of the plane in kilometres: west, east, south, north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PlaneExtent {
    /// Kilometres to its western edge.
    pub west: f64,
    /// Kilometres to its eastern edge.
    pub east: f64,
    /// Kilometres to its southern edge.
    pub south: f64,
    /// Kilometres to its northern edge.
    pub north: f64,
}

impl PlaneExtent {
    /// Kilometres from west to east.
    pub(super) fn width(&self) -> f64 {
        self.east - self.west
    }

    /// Kilometres from south to north.
    pub(super) fn height(&self) -> f64 {
        self.north - self.south
    }
}

/// A corner, by the keys of `map.yaml`, with whether it is a right and a lower one.
pub(super) type MapCorner = (&'static str, bool, bool);

const CORNERS: [MapCorner; 4] = [
    ("top_left", false, false),
    ("top_right", true, false),
    ("bottom_left", false, true),
    ("bottom_right", true, true),
];

/// Whether a point, in parts of the map's width from the left and height from the top, lies in the box of
/// that size in a corner.
pub(super) fn in_corner(
    (x, y): (f64, f64),
    corner: MapCorner,
    (width, height): (f64, f64),
) -> bool {
    let (_, is_right, is_low) = corner;
    let x = if is_right { 1.0 - x } else { x };
    let y = if is_low { 1.0 - y } else { y };
    x <= width && y <= height
}

/// A neighbour's name and the middle of its widest stretch, to two decimals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct NeighbourName {
    /// In capitals.
    pub text: String,
    /// In degrees.
    pub latitude: String,
    /// In degrees.
    pub longitude: String,
}

/// What lies at each point of a grid over the map.
pub(super) struct MapGrid<'a> {
    /// Row by row from the top: the country itself, another area of the context, or neither.
    cells: Vec<Vec<GridCell<'a>>>,
    projection: &'a Projection,
    extent: PlaneExtent,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum GridCell<'a> {
    Home,
    Neighbour(&'a str),
    Water,
}

impl<'a> MapGrid<'a> {
    /// Looks at each point of an extent.
    pub(super) fn of(
        extent: PlaneExtent,
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
                    return GridCell::Water;
                };
                let point = Point::new(longitude, latitude);
                let holds = |(area, bounds): &&(&Area, Rect<f64>)| {
                    bounds.contains(&point) && area.outline.contains(&point)
                };
                if own.iter().any(|it| holds(&it)) {
                    return GridCell::Home;
                }
                let neighbour = neighbours.iter().find(holds);
                neighbour.map_or(GridCell::Water, |(area, _)| GridCell::Neighbour(&area.code))
            });
            cells.collect()
        });
        MapGrid {
            cells: cells.collect(),
            projection,
            extent,
        }
    }

    /// The corner where a box of that size covers least of the country.
    pub(super) fn freest(&self, size: (f64, f64), taken: &[&str]) -> MapCorner {
        let covered = |corner: &MapCorner| {
            self.points()
                .filter(|(at, cell)| *cell == GridCell::Home && in_corner(*at, *corner, size))
                .count()
        };
        let corners = CORNERS.iter().filter(|corner| !taken.contains(&corner.0));
        corners
            .min_by_key(|it| covered(it))
            .copied()
            .unwrap_or(CORNERS[0])
    }

    /// Each cell with its middle in parts of the map's width and height.
    fn points(&self) -> impl Iterator<Item = ((f64, f64), GridCell<'a>)> {
        let rows = self.cells.len();
        self.cells.iter().enumerate().flat_map(move |(row, cells)| {
            let cells = cells.iter().enumerate();
            cells.map(move |(column, cell)| (middle(row, rows, column), *cell))
        })
    }

    /// Names of neighbours in the widest stretch that each has, off the boxes in two corners.
    pub(super) fn neighbours(
        &self,
        context: &Boundaries,
        home: &str,
        taken: [&str; 2],
    ) -> Vec<NeighbourName> {
        let rows = self.cells.len();
        let boxes = CORNERS.iter().filter(|corner| taken.contains(&corner.0));
        let boxes: Vec<(MapCorner, (f64, f64))> = boxes
            .map(|corner| (*corner, if corner.0 == taken[0] { LEGEND } else { BAR }))
            .collect();
        let is_free = |row: usize, column: usize| {
            let at = middle(row, rows, column);
            !boxes
                .iter()
                .any(|(corner, size)| in_corner(at, *corner, *size))
        };
        let mut found: Vec<(usize, NeighbourName)> = Vec::new();
        for area in context.areas.iter().filter(|area| area.code != home) {
            let mut best: (usize, usize, usize) = (0, 0, 0);
            // The outermost rows stay free: a name there would run over the frame.
            for row in 1..rows.saturating_sub(1) {
                let mut length = 0;
                for column in 1..COLUMNS - 1 {
                    let is_own = self.cells[row][column] == GridCell::Neighbour(&area.code);
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
            let name = NeighbourName {
                text: name,
                latitude: format!("{latitude:.2}"),
                longitude: format!("{longitude:.2}"),
            };
            found.push((length, name));
        }
        found.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        found.truncate(NEIGHBOURS);
        found.into_iter().map(|(_, name)| name).collect()
    }
}

fn cells_to_points(cells: usize) -> f64 {
    cells as f64 * PAGE / COLUMNS as f64
}

fn points_of(name: &str) -> f64 {
    name.chars().count() as f64 * LETTER
}

fn rows_of(extent: PlaneExtent) -> usize {
    ((COLUMNS as f64 * extent.height() / extent.width()) as usize).max(4)
}

/// The middle of a cell in parts of the map's width from the left and of its height from the top.
fn middle(row: usize, rows: usize, column: usize) -> (f64, f64) {
    (
        (column as f64 + 0.5) / COLUMNS as f64,
        (row as f64 + 0.5) / rows as f64,
    )
}

/// Longitude and latitude of the middle of a cell.
fn degrees(
    extent: PlaneExtent,
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
