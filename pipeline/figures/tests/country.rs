//! An invented country whose towns bear the names that the series' map of Morocco asks for: two
//! regions, a lake that is a hole, an area of open status, a neighbour.

use geo::{LineString, MultiLineString, MultiPolygon, Polygon};

use crate::geography::{Area, Boundaries, BoundaryLine, Gazetteer, GazetteerPlace, Geography};

fn ring(west: f64, south: f64, east: f64, north: f64) -> LineString<f64> {
    LineString::from(vec![
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ])
}

fn area(code: &str, density: f64, outline: Polygon<f64>) -> Area {
    Area {
        code: code.to_owned(),
        name: code.to_owned(),
        population: Some(density * 1000.0),
        square_kilometres: 1000.0,
        outline: MultiPolygon::new(vec![outline]),
    }
}

fn boundaries(areas: Vec<Area>, lines: Vec<BoundaryLine>) -> Boundaries {
    Boundaries {
        areas,
        lines,
        credit: String::new(),
    }
}

/// All of it.
pub fn geography() -> Geography {
    let lake = ring(-6.0, 31.5, -5.5, 32.0);
    let north = Polygon::new(ring(-10.0, 31.0, -1.5, 35.9), vec![lake]);
    let south = Polygon::new(ring(-13.0, 25.0, -8.7, 31.0), Vec::new());
    let neighbour = Polygon::new(ring(-1.5, 25.0, 2.0, 35.0), Vec::new());
    let open = Polygon::new(ring(-13.0, 25.0, -8.7, 27.67), Vec::new());
    let limit = BoundaryLine {
        kind: "boundary_27_40N".to_owned(),
        line: MultiLineString::new(vec![LineString::from(vec![(-13.0, 27.67), (-8.7, 27.67)])]),
    };
    Geography {
        boundaries: [
            (
                "regions",
                boundaries(
                    vec![area("MA-01", 400.0, north), area("MA-11", 3.0, south)],
                    Vec::new(),
                ),
            ),
            (
                "countries",
                boundaries(vec![area("DZ", 17.0, neighbour)], Vec::new()),
            ),
            (
                "western_sahara",
                boundaries(vec![area("EH", 2.0, open)], vec![limit]),
            ),
        ]
        .into_iter()
        .map(|(name, set)| (name.to_owned(), set))
        .collect(),
        gazetteer: gazetteer(|_| true, |place| place),
    }
}

/// The towns that `keep` takes, each changed as `change` says.
pub fn gazetteer(
    keep: impl Fn(&str) -> bool,
    change: impl Fn(GazetteerPlace) -> GazetteerPlace,
) -> Gazetteer {
    let places = TOWNS
        .iter()
        .filter(|(name, ..)| keep(name))
        .map(|(name, latitude, longitude)| {
            change(GazetteerPlace {
                id: 0,
                name: (*name).to_owned(),
                alternates: Vec::new(),
                latitude: *latitude,
                longitude: *longitude,
                country: "MA".to_owned(),
                population: 0,
            })
        })
        .collect();
    Gazetteer::new(places, String::new())
}

const TOWNS: &[(&str, f64, f64)] = &[
    ("Casablanca", 33.588, -7.611),
    ("Rabat", 34.013, -6.833),
    ("Salé", 34.053, -6.798),
    ("Kenitra", 34.261, -6.580),
    ("Fez", 34.033, -5.000),
    ("Meknes", 33.894, -5.547),
    ("Tangier", 35.767, -5.800),
    ("Tetouan", 35.578, -5.368),
    ("Nador", 35.174, -2.930),
    ("Oujda", 34.681, -1.908),
    ("Berkane", 34.920, -2.320),
    ("Jerada", 34.312, -2.163),
    ("Beni Mellal", 32.337, -6.350),
    ("Marrakesh", 31.634, -8.000),
    ("Essaouira", 31.513, -9.770),
    ("Agadir", 30.421, -9.598),
    ("Inezgane", 30.355, -9.536),
    ("Ait Melloul", 30.334, -9.497),
    ("Guelmim", 28.987, -10.057),
    ("Laayoune", 27.153, -13.203),
    ("Ouarzazate", 30.919, -6.893),
    ("Errachidia", 31.931, -4.427),
];
