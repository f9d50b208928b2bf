//! Areas that overlap: what lies in two of them would be counted in one, and one is drawn above the other.

use std::cmp::Ordering;

use geo::{Area as _, BoundingRect, LineString, Polygon, Rect};

use brief_base::diagnostics::Diagnostic;

use super::Area;

/// Borders that were drawn at different detail overlap in slivers: up to this share of the smaller area.
const SLIVER: f64 = 0.02;

/// Lines across the common part by which it is measured.
const LINES: u32 = 48;

/// Two areas with ground in common, or one that covers ground twice.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Overlap {
    /// Code and name of both.
    areas: [(String, String); 2],
    /// Of the smaller one, 0–1.
    share: f64,
}

impl Overlap {
    /// The codes of the two areas.
    pub(super) fn codes(self) -> [String; 2] {
        self.areas.map(|(code, _)| code)
    }

    /// What is to be said of it.
    pub(super) fn fault(&self) -> Diagnostic {
        let [(code, name), (other_code, other)] = &self.areas;
        let share = format!(
            "about {:.0} % of the smaller one",
            (self.share * 100.0).max(1.0)
        );
        if code == other_code {
            let message = format!(
                "parts of \"{name}\" ({code}) overlap, {share}: their ground is counted twice"
            );
            return Diagnostic::error("boundaries", message).with_help(
                "write a hole as a further ring of the Polygon that it lies in, and each part once",
            );
        }
        let message =
            format!("\"{name}\" ({code}) and \"{other}\" ({other_code}) overlap, {share}");
        Diagnostic::warning("overlapping-areas", message).with_help(
            "cut one of them out of the other: a place in both belongs to neither for certain, and one hides the other \
             on maps",
        )
    }
}

/// A part of an area.
struct Part<'a> {
    area: usize,
    polygon: &'a Polygon<f64>,
    bounds: Rect<f64>,
}

/// The areas that overlap by more than a sliver.
pub(super) fn overlaps(areas: &[Area]) -> Vec<Overlap> {
    let parts = areas.iter().enumerate().flat_map(|(area, it)| {
        let polygons = it.outline.iter();
        polygons.filter_map(move |polygon| {
            let bounds = polygon.bounding_rect()?;
            Some(Part {
                area,
                polygon,
                bounds,
            })
        })
    });
    let mut parts: Vec<Part<'_>> = parts.collect();
    parts.sort_by(|one, other| one.bounds.min().x.total_cmp(&other.bounds.min().x));
    let mut found: Vec<(usize, usize, f64)> = Vec::new();
    for (number, one) in parts.iter().enumerate() {
        let beside = parts[number + 1..].iter();
        let beside = beside.take_while(|other| other.bounds.min().x < one.bounds.max().x);
        for other in beside {
            let share = common_share(one, other);
            if share > SLIVER {
                let (first, second) = (one.area.min(other.area), one.area.max(other.area));
                found.push((first, second, share));
            }
        }
    }
    found.sort_by(|one, other| {
        let pair = (one.0, one.1).cmp(&(other.0, other.1));
        pair.then(match other.2.partial_cmp(&one.2) {
            Some(order) => order,
            None => Ordering::Equal,
        })
    });
    found.dedup_by_key(|found| (found.0, found.1));
    let named = |area: usize| (areas[area].code.clone(), areas[area].name.clone());
    let overlaps = found.into_iter().map(|(one, other, share)| Overlap {
        areas: [named(one), named(other)],
        share,
    });
    overlaps.collect()
}

/// The ground that two polygons have in common, by that of the smaller one, measured along lines of latitude.
fn common_share(one: &Part<'_>, other: &Part<'_>) -> f64 {
    let south = one.bounds.min().y.max(other.bounds.min().y);
    let north = one.bounds.max().y.min(other.bounds.max().y);
    if south >= north {
        return 0.0;
    }
    let (first, second) = (
        edges_between(one.polygon, south, north),
        edges_between(other.polygon, south, north),
    );
    let step = (north - south) / f64::from(LINES);
    let mut common = 0.0;
    for line in 0..LINES {
        let latitude = south + (f64::from(line) + 0.5) * step;
        common += common_length(&crossings(&first, latitude), &crossings(&second, latitude));
    }
    let smaller = one
        .polygon
        .unsigned_area()
        .min(other.polygon.unsigned_area());
    match smaller > 0.0 {
        true => common * step / smaller,
        false => 0.0,
    }
}

/// An edge, its southern end first.
type Edge = ((f64, f64), (f64, f64));

fn edges_between(polygon: &Polygon<f64>, south: f64, north: f64) -> Vec<Edge> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let edges = rings.flat_map(LineString::lines).map(|edge| {
        let (start, end) = (edge.start.x_y(), edge.end.x_y());
        if start.1 <= end.1 {
            (start, end)
        } else {
            (end, start)
        }
    });
    edges
        .filter(|(low, high)| low.1 < north && high.1 > south)
        .collect()
}

/// Where edges cross a latitude, from west to east: every other stretch between them is inside.
fn crossings(edges: &[Edge], latitude: f64) -> Vec<f64> {
    let crossing = edges
        .iter()
        .filter(|(low, high)| low.1 <= latitude && latitude < high.1);
    let at = crossing
        .map(|(low, high)| low.0 + (latitude - low.1) / (high.1 - low.1) * (high.0 - low.0));
    let mut at: Vec<f64> = at.collect();
    at.sort_by(f64::total_cmp);
    at
}

/// How long two lines lie inside at the same time.
fn common_length(one: &[f64], other: &[f64]) -> f64 {
    let (mut one, mut other) = (one.chunks_exact(2), other.chunks_exact(2));
    let (mut first, mut second) = (one.next(), other.next());
    let mut length = 0.0;
    while let (Some(&[west, east]), Some(&[other_west, other_east])) = (first, second) {
        length += (east.min(other_east) - west.max(other_west)).max(0.0);
        match east < other_east {
            true => first = one.next(),
            false => second = other.next(),
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use geo::MultiPolygon;

    use super::*;

    fn area(code: &str, outline: impl Into<MultiPolygon<f64>>) -> Area {
        Area {
            code: code.to_owned(),
            name: code.to_lowercase(),
            population: None,
            square_kilometres: 1.0,
            outline: outline.into(),
        }
    }

    fn square(west: f64, south: f64, size: f64) -> Polygon<f64> {
        Rect::new((west, south), (west + size, south + size)).to_polygon()
    }

    fn said(areas: &[Area]) -> Vec<String> {
        let overlaps = overlaps(areas);
        overlaps
            .iter()
            .map(|overlap| overlap.fault().message)
            .collect()
    }

    #[test]
    fn neighbours_and_what_lies_in_a_hole_do_not_overlap() {
        let (ring, _) = square(0.0, 0.0, 3.0).into_inner();
        let (hole, _) = square(1.0, 1.0, 1.0).into_inner();
        let around = Polygon::new(ring, vec![hole]);
        let areas = [
            area("A", around),
            area("B", square(1.0, 1.0, 1.0)),
            area("C", square(3.0, 0.0, 3.0)),
            area("D", square(2.99, 3.0, 1.0)),
        ];
        assert_eq!(said(&areas), Vec::<String>::new());
    }

    #[test]
    fn a_border_drawn_twice_is_a_sliver() {
        let areas = [
            area("A", square(0.0, 0.0, 1.0)),
            area("B", square(0.99, 0.0, 1.0)),
        ];
        assert_eq!(said(&areas), Vec::<String>::new());
    }

    #[test]
    fn what_lies_in_another_or_across_it_overlaps() {
        let within = [
            area("A", square(0.0, 0.0, 10.0)),
            area("B", square(4.0, 4.0, 1.0)),
        ];
        assert_eq!(
            said(&within),
            ["\"a\" (A) and \"b\" (B) overlap, about 100 % of the smaller one"]
        );
        let across = Rect::new((4.0, -1.0), (5.0, 11.0)).to_polygon();
        let across = [area("A", square(0.0, 0.0, 10.0)), area("B", across)];
        assert_eq!(
            said(&across),
            ["\"a\" (A) and \"b\" (B) overlap, about 83 % of the smaller one"]
        );
    }

    #[test]
    fn a_hole_written_as_a_part_counts_its_ground_twice() {
        let outline = MultiPolygon::new(vec![square(0.0, 0.0, 10.0), square(4.0, 4.0, 2.0)]);
        let overlaps = overlaps(&[area("A", outline)]);
        let fault = overlaps[0].fault();
        assert_eq!(fault.severity, brief_base::diagnostics::Severity::Error);
        assert_eq!(
            fault.message,
            "parts of \"a\" (A) overlap, about 100 % of the smaller one: their ground is counted twice"
        );
    }
}
