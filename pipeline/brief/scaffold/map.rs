//! A country's map, from the boundaries and places there are: centre, extents, names, corners.

use std::collections::BTreeMap;

use geo::{BoundingRect, Rect};
use serde_json::json;

use brief_base::diagnostics::Diagnostic;
use brief_drawing::map::projection::{Centre, Projection};
use brief_drawing::paint::Stroke;
use brief_figures::{Draw, definition::FigureSpan};
use brief_model::geography::{Boundaries, Geography};

use super::grid::{BAR, LEGEND, MapCorner, MapGrid, PlaneExtent, in_corner};
use super::model::Model;
use super::templates;

/// Room around the country, as a part of its size.
const MARGIN: f64 = 0.06;
/// How many towns are named on large maps at most.
const CITIES: usize = 7;
/// Towns nearer to one another than this part of the map's width are named once.
const APART: f64 = 0.09;

/// What shapes of maps there are: the least and most that height is of width.
fn shape(uses: &[(FigureSpan, bool)]) -> (f64, f64) {
    let is_large = uses
        .iter()
        .any(|(span, is_panel)| *span == FigureSpan::Page && !is_panel);
    let is_panel = uses.iter().any(|(_, is_panel)| *is_panel);
    match (is_large, is_panel) {
        (true, _) => (0.56, 0.82),
        (false, true) => (0.7, 1.15),
        (false, false) => (0.7, 1.2),
    }
}

/// The extents that the series' maps show, with what is drawn in each: its width on the page, and whether
/// it is one of several panels.
fn extents_shown(model: &Model) -> BTreeMap<String, Vec<(FigureSpan, bool)>> {
    let mut shown: BTreeMap<String, Vec<(FigureSpan, bool)>> = BTreeMap::new();
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
pub(super) fn yaml(model: &Model, geography: &Geography, home: &str) -> Result<String, Diagnostic> {
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
    let extents: BTreeMap<&String, PlaneExtent> = shown
        .iter()
        .map(|(name, uses)| (name, shaped(country, shape(uses))))
        .collect();
    let main = extents
        .iter()
        .find(|(name, _)| name.as_str() == "main")
        .map_or(country, |(_, extent)| *extent);
    let grid = MapGrid::of(main, &projection, &regions, &context, home);
    let legend = grid.freest(LEGEND, &[]);
    let bar = grid.freest(BAR, &[legend.0]);

    let ground = &model.settings.map_view.ground;
    let extents = extents.iter().map(|(name, extent)| {
        json!({
            "name": name,
            "west": number(extent.west),
            "east": number(extent.east),
            "south": number(extent.south),
            "north": number(extent.north),
        })
    });
    let stroke = |stroke: &Stroke| json!({"colour": stroke.colour, "width": number(stroke.width)});
    let values = json!({
        "centre": {"latitude": number(centre.latitude), "longitude": number(centre.longitude)},
        "extents": extents.collect::<Vec<_>>(),
        "layers": {"regions": layers.regions, "context": layers.context},
        "home": home,
        // The colours of the ground are those of the series' other maps.
        "ground": {
            "sea": ground.sea,
            "land": ground.land,
            "home": ground.home,
            "border": stroke(&ground.border),
            "region_border": stroke(&ground.region_border),
            "graticule": ground.graticule,
        },
        "cities": cities(geography, &projection, main, (legend, bar)),
        "neighbours": grid.neighbours(&context, home, [legend.0, bar.0]),
        "step": number(step(main.width().max(main.height()))),
        "legend": legend.0,
        "scale_bar": bar.0,
    });
    templates::render("map.yaml", &values)
}

/// A number in its shortest form: `122`, not `122.0`.
fn number(number: f64) -> String {
    number.to_string()
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
fn around(regions: &Boundaries, projection: &Projection) -> PlaneExtent {
    let points = regions
        .areas
        .iter()
        .flat_map(|area| projection.rings(&area.outline))
        .flatten();
    let mut extent = PlaneExtent {
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
    rounded(PlaneExtent {
        west: extent.west - margin,
        east: extent.east + margin,
        south: extent.south - margin,
        north: extent.north + margin,
    })
}

/// The same frame made wider or higher on both sides until height and width fit.
fn shaped(country: PlaneExtent, (least, most): (f64, f64)) -> PlaneExtent {
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
fn rounded(extent: PlaneExtent) -> PlaneExtent {
    PlaneExtent {
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
    main: PlaneExtent,
    (legend, bar): (MapCorner, MapCorner),
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
    cities.map(|(name, _)| name.to_owned()).collect()
}
