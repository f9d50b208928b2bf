//! The large map: regions coloured by a measure, under symbols for what a brief counts.

use plotters::chart::ChartBuilder;

use crate::figures::charts::{Picture, SMALL, at, on_sheet};
use crate::figures::fonts::{Face, Fonts};
use crate::figures::lookup::{Absent, Lookup, fill_in};
use crate::figures::map::definition::SymbolMap;
use crate::figures::marks::{Mark, Shape};
use crate::figures::paint::{Colour, Fill, Paint, Stroke};
use crate::figures::svg::units;
use crate::figures::text::Text;
use crate::geography::Geography;

use super::base::BaseMap;
use super::choropleth::{RegionColours, colour_regions};
use super::clip::Frame;
use super::furniture::{self, LocatorMap};
use super::labels::{self, Ink, Request};
use super::legend::{self, Entry};
use super::places::{self, Placed};
use super::scale_bar::ScaleBar;
use super::symbols::{self, Group, Symbol, legend_counts};
use super::view::MapView;

/// Text of the names of places, in points.
const PLACE: f64 = 7.5;
/// Radius of the dot of a town where nothing is counted.
const TOWN: f64 = 1.3;

/// Draws the map `width` points wide; its height follows from the view's extent.
///
/// # Errors
/// When a name is unknown, a place is not in the gazetteer, or the dataset has no data.
pub fn draw(
    map: &SymbolMap,
    view: &MapView,
    lookup: Lookup<'_>,
    geography: &Geography,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, Absent> {
    let base = BaseMap::new(view, view.extent, geography)?;
    let placed = places::by_kind(&map.symbols, lookup, geography, &base)?;
    let colours = match &map.choropleth {
        Some(choropleth) => Some(colour_regions(choropleth, lookup, &base)?),
        None => None,
    };

    let height = width * base.frame.height() / base.frame.width();
    let sheet_frame = Frame {
        left: 0.0,
        right: width,
        low: 0.0,
        high: height,
    };
    let scale = width / base.frame.width();
    let to_sheet =
        |(x, y): (f64, f64)| ((x - base.frame.left) * scale, (base.frame.high - y) * scale);

    // Fixed things first: what stands in a corner or has a place of its own.
    let mut entries = legend_entries(map, view, &placed, colours.as_ref());
    for note in &map.notes {
        let values = placed.values();
        if let Some(name) = &note.unless_zero {
            let value = values.iter().find(|(known, _)| known == name);
            if value.ok_or_else(|| unknown(lookup, name))?.1 == "0" {
                continue;
            }
        }
        let words = fill_in(&note.text, &values).map_err(|name| unknown(lookup, &name))?;
        entries.push(Entry::Note(words));
    }
    let legend_room = furniture::in_corner(
        view.legend,
        legend::size(&entries, fonts),
        &sheet_frame,
        0.0,
    );
    let locator = match &view.locator {
        Some(locator) => Some(LocatorMap::new(
            view,
            locator,
            geography,
            &sheet_frame,
            base.frame,
        )?),
        None => None,
    };
    let bar = ScaleBar::of(1.0 / (scale * 1000.0), 80.0);
    let bar_room = furniture::in_corner(view.scale_bar, bar.size(), &sheet_frame, 3.0);
    let mut taken = vec![legend_room, bar_room];
    taken.extend(locator.iter().map(|locator| locator.room));

    // Then symbols, and what must find room among all of it.
    let mut groups = groups(map, &placed, &to_sheet);
    symbols::separate(&mut groups, &sheet_frame.grown(-2.0), 0.0);
    let mut around = taken.clone();
    around.extend(groups.iter().map(|group| group.bounds().grown(1.0)));
    let (names, unnamed) = furniture::settle(
        furniture::names(view, &base, &to_sheet, false, fonts),
        &around,
        &sheet_frame,
    );
    taken.extend(names.iter().map(|name| name.room));
    around.extend(names.iter().map(|name| name.room));
    let degrees = furniture::degrees(&base, &to_sheet, &around, fonts);
    taken.extend(degrees.iter().map(|label| label.room));
    let towns = towns(view, &groups, geography, &base, &to_sheet)?;
    let requests = requests(&groups, &towns);
    let mut ink = Ink::new(sheet_frame);
    for line in base.ink() {
        ink.line(line.iter().map(|point| to_sheet(*point)));
    }
    let (labels, dropped) = labels::place(&requests, &taken, &ink, &sheet_frame.grown(-2.0), fonts);

    let sheet = on_sheet(width, height, fonts, |area| {
        let chart = ChartBuilder::on(area)
            .margin(units(0.0))
            .build_cartesian_2d(
                base.frame.left..base.frame.right,
                base.frame.low..base.frame.high,
            )?;
        let plane = chart.plotting_area();
        base.draw(plane, &|region| {
            colours
                .as_ref()
                .map_or(Fill::solid(view.ground.home), |colours| {
                    colours.fill(&region.code)
                })
        })?;
        for fixed in names.iter().chain(&degrees) {
            fixed.draw(area)?;
        }
        symbols::draw_leaders(area, &groups, &labels)?;
        for (_, place) in &towns {
            area.draw(&Mark::symbol(
                at(place.0, place.1),
                Shape::Circle,
                TOWN,
                Paint::fill(Fill::solid(Colour::MUTED)).outlined(Stroke::solid(Colour::WHITE, 0.5)),
            ))?;
        }
        let colours: Vec<Colour> = map.symbols.series.iter().map(|kind| kind.colour).collect();
        symbols::draw(area, &groups, &colours)?;
        for label in &labels {
            let text = &requests[label.request].text;
            let (x, y) = label.origin(text);
            area.draw(&Mark::text(at(x, y), (0.0, 0.0), text.clone()))?;
        }
        bar.draw(area, &bar_room)?;
        if let (Some(map), Some(declared)) = (&locator, &view.locator) {
            map.draw(area, declared.home)?;
        }
        legend::draw(area, &entries, &legend_room, fonts)?;
        base.draw_frame(plane)
    })?;

    let mut not_shown: Vec<String> = dropped
        .iter()
        .map(|request| {
            format!(
                "the name \"{}\" found no room",
                requests[*request].text.plain()
            )
        })
        .collect();
    not_shown.extend(
        unnamed
            .iter()
            .map(|name| format!("the name \"{name}\" found no room")),
    );
    not_shown.extend(
        placed
            .outside
            .iter()
            .map(|(name, count)| format!("{name} ({count}) lies beyond the map's frame")),
    );
    Ok(Picture {
        sheet,
        width,
        height,
        not_shown,
        plotted: plotted(map, &placed, colours.as_ref()),
    })
}

fn unknown(lookup: Lookup<'_>, name: &str) -> Absent {
    lookup
        .fault(
            "unknown-value",
            name,
            &format!("\"{{{name}}}\" is not a value of this text"),
        )
        .into()
}

fn legend_entries(
    map: &SymbolMap,
    view: &MapView,
    placed: &Placed,
    colours: Option<&RegionColours>,
) -> Vec<Entry> {
    let symbols = &map.symbols;
    let mut entries: Vec<Entry> = symbols
        .series
        .iter()
        .enumerate()
        .map(|(kind, series)| Entry::Symbol {
            shape: series.shape,
            colour: series.colour,
            radius: symbols.radius_of_one * 1.2,
            count: placed.drawn_of(kind),
            label: series.label.clone(),
        })
        .collect();
    entries.push(Entry::Note(symbols.legend.clone()));
    entries.push(Entry::Sizes {
        counts: legend_counts(placed.largest()),
        radius_of_one: symbols.radius_of_one,
        shape: symbols
            .series
            .first()
            .map(|series| series.shape)
            .unwrap_or_default(),
    });
    let outline = Stroke::solid(Colour::RULE, 0.4);
    if let (Some(choropleth), Some(colours)) = (&map.choropleth, colours) {
        entries.extend(colours.entries(choropleth, &outline));
    }
    if let Some(disputed) = &view.disputed {
        entries.push(Entry::Swatch {
            fill: disputed.fill,
            outline,
            label: disputed.label.clone(),
        });
        for line in &disputed.lines {
            if let Some(label) = &line.label {
                entries.push(Entry::Line {
                    stroke: line.stroke.clone(),
                    label: label.clone(),
                });
            }
        }
    }
    entries
}

fn groups(
    map: &SymbolMap,
    placed: &Placed,
    to_sheet: &dyn Fn((f64, f64)) -> (f64, f64),
) -> Vec<Group> {
    placed
        .places
        .iter()
        .map(|place| {
            let position = to_sheet(place.position);
            let symbols = place
                .counts
                .iter()
                .enumerate()
                .filter(|(_, count)| **count > 0)
                .map(|(series, count)| Symbol {
                    series,
                    count: *count,
                    shape: map.symbols.series[series].shape,
                    radius: symbols::radius(map.symbols.radius_of_one, *count),
                })
                .collect();
            Group {
                name: place.name.clone(),
                place: position,
                centre: position,
                symbols,
            }
        })
        .collect()
}

/// A town and its place on the sheet.
type Town<'a> = (&'a str, (f64, f64));

/// Cities of the view where nothing is counted, with their place on the sheet.
fn towns<'a>(
    view: &'a MapView,
    groups: &[Group],
    geography: &Geography,
    base: &BaseMap<'_>,
    to_sheet: &dyn Fn((f64, f64)) -> (f64, f64),
) -> Result<Vec<Town<'a>>, Absent> {
    let mut towns = Vec::new();
    for city in &view.cities {
        let Some(place) = geography.gazetteer.by_name(&city.name) else {
            let known = geography
                .gazetteer
                .places()
                .iter()
                .map(|place| place.name.as_str());
            return Err(crate::diagnostics::Diagnostic::error(
                "unknown-place",
                format!("the gazetteer has no \"{}\"", city.name),
            )
            .with_place(view.source.place_of(&city.name))
            .with_help(crate::diagnostics::did_you_mean(&city.name, known))
            .into());
        };
        let counted = groups.iter().any(|group| group.name == city.name);
        let position = base
            .projection
            .project(place.longitude, place.latitude)
            .filter(|position| base.frame.holds(*position));
        if let (false, Some(position)) = (counted, position) {
            towns.push((city.name.as_str(), to_sheet(position)));
        }
    }
    Ok(towns)
}

fn requests(groups: &[Group], towns: &[Town<'_>]) -> Vec<Request> {
    let halo = Colour::WHITE;
    let counted = groups.iter().map(|group| Request {
        text: Text::new(&group.name, Face::Regular, PLACE).haloed(halo),
        beside: group.bounds(),
        weight: 10 + group.total(),
    });
    let others = towns.iter().map(|(name, place)| Request {
        text: Text::new(*name, Face::Italic, SMALL)
            .coloured(Colour::MUTED)
            .haloed(halo),
        beside: Frame {
            left: place.0,
            right: place.0,
            low: place.1,
            high: place.1,
        }
        .grown(TOWN),
        weight: 1,
    });
    counted.chain(others).collect()
}

fn plotted(map: &SymbolMap, placed: &Placed, colours: Option<&RegionColours>) -> serde_json::Value {
    let places: Vec<serde_json::Value> = placed
        .places
        .iter()
        .map(|place| {
            let counts: serde_json::Map<String, serde_json::Value> = map
                .symbols
                .series
                .iter()
                .zip(&place.counts)
                .map(|(series, count)| (series.key.clone(), (*count).into()))
                .collect();
            serde_json::json!({ "place": place.name, "counts": counts })
        })
        .collect();
    let regions: Vec<serde_json::Value> = colours
        .iter()
        .flat_map(|colours| &colours.values)
        .map(|(code, value)| {
            serde_json::json!({
                "region": code,
                "value": value.map(|value| (value * 10.0).round() / 10.0),
            })
        })
        .collect();
    serde_json::json!({
        "total": placed.total,
        "drawn": placed.drawn(),
        "without_place": placed.unplaced,
        "beyond_frame": placed.beyond(),
        "places": places,
        "regions": regions,
        "class_limits": colours.map(|colours| colours.limits.edges().to_vec()),
    })
}
