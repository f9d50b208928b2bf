//! Guards that a reader takes a name on a map for that of its own symbol: no symbol of another place is
//! nearer to it, and its leader crosses none.

use geo::{Contains, Distance, Euclidean, Line, Point, Polygon, Rect};
use serde_json::Value;

use brief_drawing::paint::Colour;
use brief_figures::Draw;

use crate::support::drawn::{Drawn, editions};
use crate::support::painted::{self, Form};
use crate::support::svg::{self, Printed, Symbol};

/// How deep a leader may lie in a symbol that it merely touches, in points: coordinates are rounded.
const TOUCHED: f64 = 0.3;

/// A place with its symbols, and its name where that found room.
struct Named {
    place: String,
    symbols: Vec<Symbol>,
    name: Option<Printed>,
}

/// One map, or one of several panels.
struct OneMap {
    /// Edition, figure and panel.
    title: String,
    places: Vec<Named>,
    /// From the name to what it names.
    leaders: Vec<Line<f64>>,
}

/// A kind of symbol on a map: its colour, and its count by place.
type Kind = (String, Vec<i64>);

/// What a map or panel plots: its places and kinds.
fn plotted(draw: &Draw, plotted: &Value) -> Vec<(f64, Vec<String>, Vec<Kind>)> {
    let names = |places: &Value| {
        let places = places.as_array().into_iter().flatten();
        let names = places.map(|place| place["place"].as_str().expect("a name").to_owned());
        names.collect::<Vec<_>>()
    };
    let counts = |places: &Value, count: &dyn Fn(&Value) -> i64| {
        let places = places.as_array().into_iter().flatten();
        places.map(count).collect::<Vec<_>>()
    };
    match draw {
        Draw::Map(map) => {
            let places = &plotted["symbols"]["places"];
            let symbols = map.symbols.iter().map(|symbols| {
                let kinds = symbols.series.iter().map(|series| {
                    let count = |place: &Value| place["counts"][&series.key].as_i64().unwrap_or(0);
                    (series.colour.to_string(), counts(places, &count))
                });
                (symbols.radius_of_one, names(places), kinds.collect())
            });
            symbols.collect()
        }
        Draw::PanelMap(map) => {
            let panels = map.panels.iter().zip(plotted.as_array().expect("panels"));
            let panels = panels.map(|(panel, plotted)| {
                let places = &plotted["places"];
                let kinds = panel.kinds().expect("one colour, or kinds").into_iter();
                let kinds = kinds.enumerate().map(|(at, (colour, _))| {
                    let count = |place: &Value| match panel.series.get(at) {
                        Some(series) => place["counts"][&series.key].as_i64().unwrap_or(0),
                        None => place["count"].as_i64().unwrap_or(0),
                    };
                    (colour.to_string(), counts(places, &count))
                });
                let radius = panel.radius_of_one.unwrap_or(map.radius_of_one);
                (radius, names(places), kinds.collect())
            });
            panels.collect()
        }
        _ => Vec::new(),
    }
}

/// All maps with symbols of all editions. Symbols are known by the order they are drawn in: largest
/// first, then as their places are listed.
fn maps() -> Vec<OneMap> {
    let mut maps = Vec::new();
    for edition in editions() {
        for (id, draw, drawing) in edition.figures() {
            let mut drawn = svg::symbols(&drawing.svg).into_iter();
            let mut of_figure = Vec::new();
            for (radius_of_one, names, kinds) in plotted(draw, &drawing.plotted) {
                let title = format!("{}: {id} {}", edition.name, of_figure.len() + 1);
                of_figure.push(one_map(title, &mut drawn, radius_of_one, names, &kinds));
            }
            add_names(edition, &drawing.svg, &mut of_figure);
            maps.extend(of_figure);
        }
    }
    maps
}

#[allow(clippy::cast_precision_loss)]
fn one_map(
    title: String,
    drawn: &mut impl Iterator<Item = Symbol>,
    radius_of_one: f64,
    names: Vec<String>,
    kinds: &[Kind],
) -> OneMap {
    let mut order: Vec<(usize, &str, i64)> = Vec::new();
    for place in 0..names.len() {
        let of_place = kinds.iter().filter(|(_, counts)| counts[place] > 0);
        order.extend(of_place.map(|(colour, counts)| (place, colour.as_str(), counts[place])));
    }
    order.sort_by_key(|(_, _, count)| -count);
    let named = |place| Named {
        place,
        symbols: Vec::new(),
        name: None,
    };
    let mut places: Vec<Named> = names.into_iter().map(named).collect();
    for (place, colour, count) in order {
        let area = std::f64::consts::PI * radius_of_one.powi(2) * count as f64;
        let symbol = drawn
            .find(|symbol| symbol.fill == colour && (symbol.area / area - 1.0).abs() < 0.01)
            .unwrap_or_else(|| panic!("{title}: no symbol for {}", places[place].place));
        places[place].symbols.push(symbol);
    }
    OneMap {
        title,
        places,
        leaders: Vec::new(),
    }
}

/// Finds the names and leaders of a figure's maps: leaders are drawn before a map's symbols, names after
/// them, and before the next map's.
fn add_names(edition: &Drawn, svg: &str, maps: &mut [OneMap]) {
    let last = |map: &OneMap| {
        let symbols = map.places.iter().flat_map(|place| &place.symbols);
        symbols.map(|symbol| symbol.order).max().unwrap_or(0)
    };
    let ends: Vec<u32> = maps.iter().map(last).collect();
    let leaders = leaders(svg);
    for (at, map) in maps.iter_mut().enumerate() {
        let begins = if at == 0 { 0 } else { ends[at - 1] };
        let next = ends[at + 1..].iter().find(|end| **end > 0);
        let next = next.copied().unwrap_or(u32::MAX);
        for place in &mut map.places {
            let mut texts = svg::texts(svg, &edition.fonts).into_iter();
            place.name = texts
                .find(|text| text.words == place.place && (ends[at]..next).contains(&text.order));
        }
        let own = leaders
            .iter()
            .filter(|(order, _)| (begins..ends[at]).contains(order));
        map.leaders = own.map(|(_, leader)| *leader).collect();
    }
}

/// Straight thin lines in ink.
fn leaders(svg: &str) -> Vec<(u32, Line<f64>)> {
    let shapes = painted::shapes(svg).into_iter();
    let leaders = shapes.filter_map(|shape| {
        let Form::Path(lines) = &shape.form else {
            return None;
        };
        let [line] = lines.as_slice() else {
            return None;
        };
        let [from, to] = line.as_slice() else {
            return None;
        };
        let is_ink = shape.line.is_some_and(|line| line.colour == Colour::INK);
        is_ink.then(|| (shape.order, Line::new(*from, *to)))
    });
    leaders.collect()
}

fn rectangle(name: &Printed) -> Polygon<f64> {
    let room = name.room;
    Rect::new((room.left, room.low), (room.right, room.high)).to_polygon()
}

/// Whether a leader runs through a symbol.
fn crosses(leader: &Line<f64>, symbol: &Symbol) -> bool {
    (0..=400).any(|at| {
        let point = Point::from(leader.start + leader.delta() * (f64::from(at) / 400.0));
        symbol.outline.contains(&point)
            && Euclidean.distance(&point, symbol.outline.exterior()) > TOUCHED
    })
}

#[test]
fn every_map_of_symbols_names_some_places() {
    let maps = maps();
    assert!(maps.len() > editions().len(), "{}", maps.len());
    for map in maps.iter().filter(|map| !map.places.is_empty()) {
        let named = map.places.iter().filter(|place| place.name.is_some());
        assert!(named.count() > 0, "{}", map.title);
    }
    assert!(maps.iter().any(|map| !map.leaders.is_empty()));
}

/// A name this near to its symbol, and level with it, is its symbol's whatever lies at its other end.
const BESIDE: f64 = 1.5;
/// How far a name at the end of a leader must be from other symbols.
const CLEAR: f64 = 4.0;

/// Whether the middle of a name's line lies in a symbol's height.
fn is_level(name: &Printed, symbols: &[Symbol]) -> bool {
    let middle = f64::midpoint(name.room.low, name.room.high);
    symbols.iter().any(|symbol| {
        let ys = symbol.outline.exterior().coords().map(|at| at.y);
        let (low, high) = ys.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| {
            (low.min(y), high.max(y))
        });
        (low..=high).contains(&middle)
    })
}

#[test]
fn a_name_is_nearer_to_its_own_symbol_than_to_any_other() {
    let mut wrong = Vec::new();
    for map in maps() {
        for place in &map.places {
            let Some(name) = &place.name else { continue };
            let room = rectangle(name);
            let nearest = |symbols: &[Symbol]| {
                let distances = symbols
                    .iter()
                    .map(|it| Euclidean.distance(&room, &it.outline));
                distances.fold(f64::INFINITY, f64::min)
            };
            let own = nearest(&place.symbols);
            let is_led = map.leaders.iter().any(|leader| {
                let ends = [leader.start_point(), leader.end_point()];
                let mut ends = ends.iter();
                ends.any(|end| Euclidean.distance(&room, end) < TOUCHED)
            });
            let is_beside = own <= BESIDE && is_level(name, &place.symbols);
            let too_near = |other: &&Named| {
                let apart = nearest(&other.symbols);
                if is_led {
                    apart < CLEAR
                } else {
                    apart <= own && !is_beside
                }
            };
            let others = map.places.iter().filter(|other| other.place != place.place);
            for other in others.filter(too_near) {
                wrong.push(format!(
                    "{}: \"{}\" is {own:.1} pt from its symbol and {:.1} pt from that of {}",
                    map.title,
                    place.place,
                    nearest(&other.symbols),
                    other.place
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_names_leader_crosses_no_other_places_symbol() {
    let (mut wrong, mut led) = (Vec::new(), 0);
    for map in maps() {
        for place in &map.places {
            let Some(name) = &place.name else { continue };
            let room = rectangle(name);
            let at_name = |leader: &&Line<f64>| {
                let ends = [leader.start_point(), leader.end_point()];
                ends.iter()
                    .any(|end| Euclidean.distance(&room, end) < TOUCHED)
            };
            led += map.leaders.iter().filter(at_name).count();
            for leader in map.leaders.iter().filter(at_name) {
                let others = map.places.iter().filter(|other| other.place != place.place);
                let crossed = others.filter(|other| {
                    let mut symbols = other.symbols.iter();
                    symbols.any(|symbol| crosses(leader, symbol))
                });
                wrong.extend(crossed.map(|other| {
                    format!(
                        "{}: the leader of \"{}\" crosses the symbol of {}",
                        map.title, place.place, other.place
                    )
                }));
            }
        }
    }
    assert!(led > 0, "no name has a leader");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
