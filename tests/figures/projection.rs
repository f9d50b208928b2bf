//! Guards the map projection: PROJ's own coordinates, areas that stay true on real regions, and a scale
//! bar that is as long on the ground as it says.

use geo::{Area as _, Coord, Distance, Geodesic, LineString, MultiPolygon, Point, Polygon};

use brief_base::project::Project;
use brief_drawing::map::projection::{Centre, Projection};
use brief_drawing::map::scale_bar::ScaleBar;
use brief_model::geography::Geography;
use brief_prose::settings::Settings;

use crate::support::repository;

fn around(latitude: f64, longitude: f64) -> Projection {
    Projection::equal_area(Centre {
        latitude,
        longitude,
    })
    .unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn it_agrees_with_proj_to_a_millimetre_and_back() {
    let path = repository().join("tests/reference/proj/laea.csv");
    let mut reader = csv::Reader::from_path(path).expect("the reference values");
    let mut compared = 0;
    for row in reader.deserialize::<[f64; 6]>() {
        let [centre_latitude, centre_longitude, latitude, longitude, x, y] =
            row.expect("six numbers");
        let projection = around(centre_latitude, centre_longitude);
        let place = projection
            .project(longitude, latitude)
            .unwrap_or_else(|| panic!("{latitude} {longitude} is in view"));
        assert!(
            (place.0 - x).abs() <= 0.001 && (place.1 - y).abs() <= 0.001,
            "{latitude} {longitude} around {centre_latitude} {centre_longitude}: {place:?}, PROJ has {x} {y}"
        );
        let back = projection
            .unproject(place.0, place.1)
            .expect("it comes from a place");
        let east = (back.0 - longitude + 540.0).rem_euclid(360.0) - 180.0;
        assert!(
            east.abs() < 1e-7 && (back.1 - latitude).abs() < 1e-7,
            "{latitude} {longitude} came back as {back:?}"
        );
        compared += 1;
    }
    assert_eq!(compared, 63);
}

#[test]
fn regions_keep_their_areas() {
    let project = Project::find(repository()).expect("the project");
    let settings = Settings::load(&project, "morocco", None).unwrap_or_else(|it| panic!("{it}"));
    let (geography, _) =
        Geography::load(&project, &settings.brief).unwrap_or_else(|it| panic!("{it}"));
    let projection = Projection::equal_area(settings.map_view.centre).expect("a centre");
    for area in &geography.boundaries["regions"].areas {
        let plane: MultiPolygon<f64> = area
            .outline
            .iter()
            .map(|polygon| {
                let ring = |ring: &LineString<f64>| {
                    let points = projection.line(ring).into_iter();
                    points.map(Coord::from).collect::<LineString<f64>>()
                };
                let holes = polygon.interiors().iter().map(ring).collect();
                Polygon::new(ring(polygon.exterior()), holes)
            })
            .collect();
        let ratio = plane.unsigned_area() / 1e6 / area.square_kilometres;
        // Edges are straight on the plane and geodesics on the ground; the projection itself is exact.
        assert!(
            (ratio - 1.0).abs() < 1e-4,
            "{}: {ratio} of its area",
            area.name
        );
    }
}

#[test]
fn a_scale_bar_is_true_at_the_centre_within_one_per_cent() {
    for (latitude, longitude) in [(29.0, -8.0), (39.0, 35.0), (50.6, 4.7), (12.5, 122.0)] {
        let projection = around(latitude, longitude);
        for kilometres_per_point in [0.4, 2.9, 5.4, 7.2] {
            let bar = ScaleBar::of(kilometres_per_point, 80.0);
            let half = bar.length * kilometres_per_point * 1000.0 / 2.0;
            let end = |x: f64| {
                let (longitude, latitude) = projection.unproject(x, 0.0).expect("near the centre");
                Point::new(longitude, latitude)
            };
            let ground = Geodesic.distance(end(-half), end(half)) / 1000.0;
            assert!(
                (ground / bar.kilometres - 1.0).abs() < 0.01,
                "{ground} km on the ground for {} km",
                bar.kilometres
            );
        }
    }
}
