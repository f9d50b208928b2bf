//! Leaving out points that print cannot show (Douglas and Peucker 1973).
//!
//! Borders are simplified after projection and cutting, each map to its own scale. Neighbours are
//! simplified apart, so a shared border may differ by the tolerance, which its line covers.

use geo::{LineString, Simplify};

use super::clip;

/// How far a simplified line may lie from the true one, in points: half of what offset print resolves.
pub const TOLERANCE: f64 = 0.12;

type Point = (f64, f64);

/// A line of which no point lies further than `tolerance` from the one given.
///
/// # Example
/// ```
/// use brief_drawing::map::simplify;
///
/// let line = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (2.0, 2.0)];
/// assert_eq!(simplify::line(&line, 0.1), [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0)]);
/// ```
pub fn line(line: &[Point], tolerance: f64) -> Vec<Point> {
    let simplified = LineString::from(line.to_vec()).simplify(tolerance);
    simplified.into_iter().map(|point| point.x_y()).collect()
}

/// The same for a ring whose last point is not its first again. A ring that shrinks to a line is
/// returned with fewer than three points.
pub fn ring(ring: &[Point], tolerance: f64) -> Vec<Point> {
    let Some(first) = ring.first() else {
        return Vec::new();
    };
    // Split at the point furthest from the first, so that neither half closes on itself.
    let distance = |point: &Point| clip::distance(*first, *point);
    let far = (0..ring.len())
        .max_by(|a, b| distance(&ring[*a]).total_cmp(&distance(&ring[*b])))
        .unwrap_or(0);
    let mut there = line(&ring[..=far], tolerance);
    let back: Vec<Point> = ring[far..].iter().chain([first]).copied().collect();
    let back = line(&back, tolerance);
    there.extend(back.iter().skip(1).take(back.len().saturating_sub(2)));
    there
}
