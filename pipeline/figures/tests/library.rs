//! The map library by itself.

use crate::figures::map::clip::{self, Frame};
use crate::figures::map::projection::{Centre, Projection};
use crate::figures::map::scale_bar::ScaleBar;
use crate::figures::map::symbols::legend_counts;
use crate::figures::paint::Colour;
use crate::figures::sheet::number;

const UNIT: Frame = Frame {
    left: 0.0,
    right: 1.0,
    low: 0.0,
    high: 1.0,
};

/// PROJ 9.5.1 by pyproj: `+proj=laea +lat_0=29 +lon_0=-8 +ellps=WGS84 +units=m`.
const BY_PROJ: [((f64, f64), (f64, f64)); 2] = [
    ((-7.611, 33.588), (36_141.832_861, 508_599.739_730)),
    ((-13.203, 27.153), (-515_479.447_292, -193_548.187_630)),
];

#[test]
fn the_projection_agrees_with_proj_to_a_millimetre() {
    let projection = Projection::equal_area(Centre {
        latitude: 29.0,
        longitude: -8.0,
    })
    .expect("the centre is on the globe");
    for ((longitude, latitude), (x, y)) in BY_PROJ {
        let place = projection
            .project(longitude, latitude)
            .expect("it is in view");
        assert!(
            (place.0 - x).abs() < 0.001 && (place.1 - y).abs() < 0.001,
            "{place:?}"
        );
        let back = projection
            .unproject(place.0, place.1)
            .expect("it comes from a place");
        assert!((back.0 - longitude).abs() < 1e-7 && (back.1 - latitude).abs() < 1e-7);
    }
}

#[test]
fn the_projection_keeps_areas() {
    let projection = Projection::equal_area(Centre {
        latitude: 29.0,
        longitude: -8.0,
    })
    .expect("the centre is on the globe");
    // Cells of a hundredth of a degree on one parallel have one area wherever they lie.
    let cell = |west: f64| {
        let corners = [
            (west, 33.0),
            (west + 0.01, 33.0),
            (west + 0.01, 33.01),
            (west, 33.01),
        ]
        .map(|(longitude, latitude)| projection.project(longitude, latitude).expect("in view"));
        let next = corners.iter().cycle().skip(1);
        let twice: f64 = corners
            .iter()
            .zip(next)
            .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
            .sum();
        twice / 2.0
    };
    assert!((cell(-2.0) / cell(-8.0) - 1.0).abs() < 1e-4);
}

#[test]
fn geometry_is_cut_at_the_frame() {
    let square = [(-1.0, -1.0), (0.5, -1.0), (0.5, 0.5), (-1.0, 0.5)];
    let cut = clip::ring(&square, &UNIT);
    assert_eq!(cut.len(), 4);
    assert!(cut.iter().all(|point| UNIT.holds(*point)));
    let line = clip::line(&[(-1.0, 0.5), (2.0, 0.5), (2.0, 0.8), (-1.0, 0.8)], &UNIT);
    assert_eq!(
        line,
        [vec![(0.0, 0.5), (1.0, 0.5)], vec![(1.0, 0.8), (0.0, 0.8)]]
    );
}

#[test]
fn a_scale_bar_is_as_long_as_it_says() {
    let bar = ScaleBar::of(2.9, 80.0);
    assert!((bar.kilometres - 200.0).abs() < f64::EPSILON);
    assert!((bar.length * 2.9 / bar.kilometres - 1.0).abs() < 0.01);
}

#[test]
fn a_size_legend_begins_with_one_and_ends_with_the_largest() {
    assert_eq!(legend_counts(9), [1, 4, 9]);
    assert_eq!(legend_counts(1), [1]);
    assert_eq!(legend_counts(2), [1, 2]);
}

#[test]
fn contrast_is_that_of_wcag() {
    assert!((Colour(0, 0, 0).contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
    assert!(Colour::MUTED.contrast(Colour::WHITE) >= 4.5);
    assert!(Colour::RULE.contrast(Colour::WHITE) >= 3.0);
}

#[test]
fn numbers_have_no_trailing_zeros() {
    assert_eq!(number(1.50, 2), "1.5");
    assert_eq!(number(-0.001, 2), "0");
    assert_eq!(number(100.0, 0), "100");
}
