//! Areas that cross the 180th meridian, cut along it so that every longitude lies between -180 and 180 degrees.

use geo::{BooleanOps, BoundingRect, Coord, LineString, MapCoords, Polygon, Rect};

/// The parts of a polygon with longitudes from -180 to 180; most are a single one and stay as they are. None when its
/// outline goes round a pole, or spans more than the Earth.
pub(super) fn within_the_world(polygon: Polygon<f64>) -> Option<Vec<Polygon<f64>>> {
    let is_within = polygon.exterior().0.iter().all(|at| at.x.abs() <= 180.0);
    if is_within && !leaps(polygon.exterior()) {
        return Some(vec![polygon]);
    }
    let (outline, holes) = polygon.into_inner();
    let outline = without_leaps(outline)?;
    let bounds = outline.bounding_rect()?;
    if bounds.width() > 360.0 {
        return None;
    }
    let holes = holes.into_iter().map(|hole| {
        let hole = without_leaps(hole)?;
        let west = hole.bounding_rect()?.min().x;
        let turns = ((bounds.min().x - west) / 360.0).ceil();
        Some(moved(&hole, turns))
    });
    let polygon = Polygon::new(outline, holes.collect::<Option<Vec<_>>>()?);
    // Turns of the Earth that the area touches.
    let (first, last) = (
        ((bounds.min().x + 180.0) / 360.0).floor(),
        ((bounds.max().x + 180.0) / 360.0).ceil() - 1.0,
    );
    let mut parts = Vec::new();
    let mut turn = first;
    while turn <= last {
        let west = 360.0 * turn - 180.0;
        let window = Rect::new((west, -90.0), (west + 360.0, 90.0)).to_polygon();
        let cut = match first == last {
            true => polygon.clone().into(),
            false => polygon.intersection(&window),
        };
        parts.extend(cut.into_iter().map(|part| {
            part.map_coords(|at| Coord {
                x: at.x - 360.0 * turn,
                y: at.y,
            })
        }));
        turn += 1.0;
    }
    Some(parts)
}

/// Whether a ring leaps from one end of the map to the other: it means the shorter way, across the 180th meridian. An
/// edge along the frame of the map, from -180 to 180, is none.
fn leaps(ring: &LineString<f64>) -> bool {
    ring.lines().any(|edge| {
        let width = (edge.end.x - edge.start.x).abs();
        width > 180.0 && width < 360.0
    })
}

/// The ring with longitudes counted on beyond 180 where it leaps; none when it does not come back to where it began.
fn without_leaps(ring: LineString<f64>) -> Option<LineString<f64>> {
    let mut turns = 0.0;
    let mut before: Option<f64> = None;
    let mut counted_on = Vec::with_capacity(ring.0.len());
    for at in ring.0 {
        let step = before.map_or(0.0, |before| at.x - before);
        if step > 180.0 {
            turns -= 1.0;
        } else if step < -180.0 {
            turns += 1.0;
        }
        before = Some(at.x);
        counted_on.push(Coord {
            x: at.x + 360.0 * turns,
            y: at.y,
        });
    }
    (turns == 0.0).then(|| LineString::new(counted_on))
}

fn moved(ring: &LineString<f64>, turns: f64) -> LineString<f64> {
    ring.map_coords(|at| Coord {
        x: at.x + 360.0 * turns,
        y: at.y,
    })
}

#[cfg(test)]
mod tests {
    use geo::{Area, Contains, Point, polygon};

    use super::*;

    fn parts(polygon: Polygon<f64>) -> Vec<Polygon<f64>> {
        within_the_world(polygon).expect("an area within the world")
    }

    #[test]
    fn an_area_across_the_meridian_is_cut_however_its_longitudes_are_counted() {
        let leaping = polygon![(x: 179.0, y: 0.0), (x: -179.0, y: 0.0), (x: -179.0, y: 1.0), (x: 179.0, y: 1.0)];
        let counted_on = polygon![(x: 179.0, y: 0.0), (x: 181.0, y: 0.0), (x: 181.0, y: 1.0), (x: 179.0, y: 1.0)];
        let from_the_west = polygon![(x: -181.0, y: 0.0), (x: -179.0, y: 0.0), (x: -179.0, y: 1.0), (x: -181.0, y: 1.0)];
        for area in [leaping, counted_on, from_the_west] {
            let parts = parts(area);
            assert_eq!(parts.len(), 2);
            let ground: f64 = parts.iter().map(Area::unsigned_area).sum();
            assert!((ground - 2.0).abs() < 1e-6, "{ground}");
            for (longitude, is_in) in [(179.5, true), (-179.5, true), (178.5, false), (0.0, false)]
            {
                let point = Point::new(longitude, 0.5);
                let found = parts.iter().any(|part| part.contains(&point));
                assert_eq!(found, is_in, "{longitude}");
            }
        }
    }

    #[test]
    fn a_hole_stays_one() {
        let (outline, _) = polygon![(x: 170.0, y: 0.0), (x: 190.0, y: 0.0), (x: 190.0, y: 10.0), (x: 170.0, y: 10.0)].into_inner();
        let (hole, _) = polygon![(x: -176.0, y: 4.0), (x: -174.0, y: 4.0), (x: -174.0, y: 6.0), (x: -176.0, y: 6.0)].into_inner();
        let parts = parts(Polygon::new(outline, vec![hole]));
        let ground: f64 = parts.iter().map(Area::unsigned_area).sum();
        assert!((ground - 196.0).abs() < 1e-6, "{ground}");
    }

    #[test]
    fn the_frame_of_the_map_is_no_leap() {
        let world = Rect::new((-180.0, -90.0), (180.0, 90.0)).to_polygon();
        assert_eq!(parts(world.clone()), [world]);
    }

    #[test]
    fn an_area_round_the_pole_is_refused() {
        let polar = polygon![(x: 0.0, y: -80.0), (x: 120.0, y: -80.0), (x: -120.0, y: -80.0)];
        assert_eq!(within_the_world(polar), None);
    }
}
