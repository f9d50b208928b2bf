//! The large map: regions coloured by a measure, under symbols for what a brief counts.

use std::collections::BTreeMap;

use plotters::chart::ChartBuilder;

use crate::figures::charts::{Area, Drawn, Picture, SMALL, at, on_sheet};
use crate::figures::definition::{Choropleth, Measure, Series, SymbolMap};
use crate::figures::fonts::{Face, Fonts};
use crate::figures::lookup::{Absent, Lookup, fill_in};
use crate::figures::marks::{Mark, Shape};
use crate::figures::paint::{Colour, Fill, Paint, Stroke};
use crate::figures::svg::{HALF_CAPITAL, Text, units};
use crate::geography::Geography;

use super::base::BaseMap;
use super::classes::ClassLimits;
use super::clip::Frame;
use super::furniture::{self, LocatorMap, ScaleBar};
use super::labels::{self, Ink, Request};
use super::legend::{self, Entry};
use super::places::{self, Placed};
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
    let placed = place_counts(map, lookup, geography, &base)?;
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
    let mut entries = legend_entries(map, view, &placed, colours.as_ref(), &base);
    for note in &map.notes {
        let words = fill_in(note, &placed.values()).map_err(|name| unknown(lookup, &name))?;
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
    let names = furniture::names(view, &base, &to_sheet, false, fonts);
    let mut taken = vec![legend_room, bar_room];
    taken.extend(locator.iter().map(|locator| locator.room));
    taken.extend(names.iter().map(|name| name.room));

    // Then symbols, then the names that must find room among all of it.
    let mut groups = groups(map, &placed, &to_sheet);
    symbols::separate(&mut groups, &sheet_frame.grown(-2.0));
    let degrees = {
        let mut all = taken.clone();
        all.extend(groups.iter().map(Group::bounds));
        furniture::degrees(&base, &to_sheet, &all, fonts)
    };
    taken.extend(degrees.iter().map(|label| label.room));
    let towns = towns(view, &groups, geography, &base, &to_sheet)?;
    let requests = requests(view, &groups, &towns);
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
        draw_leaders(area, &groups, &labels)?;
        for (_, place) in &towns {
            area.draw(&Mark::symbol(
                at(place.0, place.1),
                Shape::Circle,
                TOWN,
                Paint::fill(Fill::solid(Colour::MUTED)).outlined(Stroke::solid(Colour::WHITE, 0.5)),
            ))?;
        }
        draw_groups(area, &groups, &map.symbols.series)?;
        for label in &labels {
            let text = &requests[label.request].text;
            let (x, y) = label.origin(text);
            area.draw(&Mark::text(at(x, y), (0.0, 0.0), text.clone()))?;
        }
        bar.draw(area, &bar_room)?;
        if let Some(locator) = &locator {
            locator.draw(area, view.ground.home)?;
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

fn place_counts(
    map: &SymbolMap,
    lookup: Lookup<'_>,
    geography: &Geography,
    base: &BaseMap<'_>,
) -> Result<Placed, Absent> {
    let symbols = &map.symbols;
    let table = lookup.table(&symbols.finding)?;
    let place = lookup.column(&symbols.finding, table, &symbols.place)?;
    let by = lookup.column(&symbols.finding, table, &symbols.by)?;
    for series in &symbols.series {
        lookup.category(&symbols.finding, table, by, &series.key)?;
    }
    let mut rows = Vec::new();
    for (number, row) in table.rows.iter().enumerate() {
        let kind = row.keys[by].as_deref();
        let drawn = symbols
            .series
            .iter()
            .position(|series| Some(series.key.as_str()) == kind);
        match drawn {
            Some(kind) => rows.push((number, kind)),
            None if row.count == 0 => {}
            None => {
                return Err(lookup
                    .fault(
                        "undrawn-category",
                        &symbols.finding,
                        &format!(
                            "{} of \"{}\" are {}, and no series draws them",
                            row.count,
                            symbols.finding,
                            kind.unwrap_or("unknown")
                        ),
                    )
                    .into());
            }
        }
    }
    Ok(places::by_place(
        lookup,
        &symbols.finding,
        table,
        rows.into_iter(),
        place,
        symbols.series.len(),
        &geography.gazetteer,
        base,
    )?)
}

/// Fills of regions, and the scale that they come from.
struct RegionColours {
    limits: ClassLimits,
    values: BTreeMap<String, Option<f64>>,
    palette: Vec<Colour>,
    no_data: Fill,
}

impl RegionColours {
    fn fill(&self, code: &str) -> Fill {
        self.values
            .get(code)
            .copied()
            .flatten()
            .and_then(|value| self.palette.get(self.limits.class_of(value)))
            .map_or(self.no_data, |colour| Fill::solid(*colour))
    }
}

#[allow(clippy::cast_precision_loss)]
fn colour_regions(
    choropleth: &Choropleth,
    lookup: Lookup<'_>,
    base: &BaseMap<'_>,
) -> Result<RegionColours, Absent> {
    let mut values: BTreeMap<String, Option<f64>> = BTreeMap::new();
    match &choropleth.measure {
        Measure::PopulationDensity => {
            for (area, _) in &base.regions {
                values.insert(area.code.clone(), area.density());
            }
        }
        Measure::Finding { finding, region } => {
            let table = lookup.table(finding)?;
            let column = lookup.column(finding, table, region)?;
            for (area, _) in &base.regions {
                let count = table.count_where(column, Some(&area.code));
                values.insert(area.code.clone(), Some(count as f64));
            }
            // The join is a gate: a region that the boundaries do not have is never dropped.
            for code in table
                .rows
                .iter()
                .filter_map(|row| row.keys[column].as_deref())
            {
                if !values.contains_key(code) {
                    return Err(lookup
                        .fault(
                            "unknown-region",
                            finding,
                            &format!(
                                "\"{finding}\" has a region \"{code}\" that the boundaries have not"
                            ),
                        )
                        .with_help(crate::diagnostics::did_you_mean(
                            code,
                            values.keys().map(String::as_str),
                        ))
                        .into());
                }
            }
        }
    }
    let known: Vec<f64> = values.values().flatten().copied().collect();
    let limits = ClassLimits::of(&choropleth.classes, &known)
        .map_err(|words| lookup.fault("bad-classes", "classes", &words))?;
    if limits.count() != choropleth.palette.len() {
        return Err(lookup
            .fault(
                "bad-classes",
                "palette",
                &format!(
                    "{} classes need as many colours, and the palette has {}",
                    limits.count(),
                    choropleth.palette.len()
                ),
            )
            .into());
    }
    Ok(RegionColours {
        limits,
        values,
        palette: choropleth.palette.clone(),
        no_data: choropleth.no_data.fill,
    })
}

fn legend_entries(
    map: &SymbolMap,
    view: &MapView,
    placed: &Placed,
    colours: Option<&RegionColours>,
    base: &BaseMap<'_>,
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
        entries.push(Entry::Heading(choropleth.legend.clone()));
        entries.extend(legend::class_entries(
            &colours.limits,
            &colours.palette,
            &outline,
        ));
        let blank = |code: &String| colours.values.get(code).copied().flatten().is_none();
        if base.regions.iter().any(|(area, _)| blank(&area.code)) {
            entries.push(Entry::Swatch {
                fill: choropleth.no_data.fill,
                outline: outline.clone(),
                label: choropleth.no_data.label.clone(),
            });
        }
        if !choropleth.closure.is_empty() {
            entries.push(Entry::Note(choropleth.closure.clone()));
        }
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

/// Cities of the view where nothing is counted, with their place on the sheet.
fn towns<'a>(
    view: &'a MapView,
    groups: &[Group],
    geography: &Geography,
    base: &BaseMap<'_>,
    to_sheet: &dyn Fn((f64, f64)) -> (f64, f64),
) -> Result<Vec<(&'a str, (f64, f64))>, Absent> {
    let mut towns = Vec::new();
    for city in &view.cities {
        let Some(place) = geography.gazetteer.by_name(&city.name) else {
            let known = geography
                .gazetteer
                .places
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

fn requests(view: &MapView, groups: &[Group], towns: &[(&str, (f64, f64))]) -> Vec<Request> {
    let halo = Colour::WHITE;
    let counted = groups.iter().map(|group| Request {
        text: Text::new(view.label(&group.name), Face::Regular, PLACE).haloed(halo),
        beside: group.bounds(),
        weight: 10 + group.total(),
    });
    let others = towns.iter().map(|(name, place)| Request {
        text: Text::new(view.label(name), Face::Italic, SMALL)
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

/// Lines from moved symbols to their place, and from names to what they name.
pub fn draw_leaders(area: &Area<'_>, groups: &[Group], labels: &[labels::Placed]) -> Drawn {
    let leader = Stroke::solid(Colour::MUTED, 0.5);
    for group in groups.iter().filter(|group| group.displacement() > 1.5) {
        area.draw(&Mark::lines(
            vec![vec![
                at(group.place.0, group.place.1),
                at(group.centre.0, group.centre.1),
            ]],
            leader.clone(),
        ))?;
        area.draw(&Mark::symbol(
            at(group.place.0, group.place.1),
            Shape::Circle,
            0.9,
            Paint::fill(Fill::solid(Colour::INK)),
        ))?;
    }
    for label in labels {
        if let Some((from, to)) = label.leader {
            area.draw(&Mark::lines(
                vec![vec![at(from.0, from.1), at(to.0, to.1)]],
                leader.clone(),
            ))?;
        }
    }
    Ok(())
}

fn draw_groups(area: &Area<'_>, groups: &[Group], series: &[Series]) -> Drawn {
    for group in groups {
        for (symbol, (x, y)) in group.placed() {
            let colour = series[symbol.series].colour;
            area.draw(&Mark::symbol(
                at(x, y),
                symbol.shape,
                symbol.radius,
                Paint::fill(Fill::solid(colour)).outlined(Stroke::solid(Colour::WHITE, 0.6)),
            ))?;
            draw_count(area, symbol, (x, y), colour)?;
        }
    }
    Ok(())
}

/// The count, in the symbol, where it has room for a legible figure.
pub fn draw_count(area: &Area<'_>, symbol: &Symbol, (x, y): (f64, f64), colour: Colour) -> Drawn {
    if symbol.count < 2 || symbol.radius < 4.0 {
        return Ok(());
    }
    let figure = Text::new(symbol.count.to_string(), Face::Semibold, SMALL)
        .coloured(colour.text_on())
        .anchored(crate::figures::svg::Anchor::Middle);
    area.draw(&Mark::text(
        at(x, y + HALF_CAPITAL * SMALL),
        (0.0, 0.0),
        figure,
    ))
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
        "class_limits": colours.map(|colours| colours.limits.0.clone()),
    })
}
