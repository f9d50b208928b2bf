//! Small maps of one extent and one symbol scale, side by side, so that they can be compared.

use plotters::chart::ChartBuilder;

use crate::figures::charts::{Area, Drawn, LABEL, LEADING, Picture, SMALL, at, on_sheet};
use crate::figures::fonts::{Face, Fonts};
use crate::figures::lookup::{Absent, Lookup, fill_in};
use crate::figures::map::definition::{Panel, PanelMap};
use crate::figures::marks::Mark;
use crate::figures::paint::{Colour, Fill};
use crate::figures::svg::units;
use crate::figures::text::{Anchor, Text};
use crate::geography::Geography;

use super::base::BaseMap;
use super::clip::Frame;
use super::furniture::{self, Fixed};
use super::labels::{self, Ink, Request};
use super::legend::{self, Entry};
use super::places::{self, Counted, Placed};
use super::scale_bar::ScaleBar;
use super::symbols::{self, Group, Symbol, legend_counts};
use super::view::MapView;

/// Distance from line to line under the panels, in points.
const LINE: f64 = 8.6;
/// Room between panels, in points.
const GUTTER: f64 = 8.0;

/// A panel ready to draw.
struct Prepared<'a> {
    panel: &'a Panel,
    map: Frame,
    subtitle: String,
    placed: Option<Placed>,
    groups: Vec<Group>,
    names: Vec<Fixed>,
    unnamed: Vec<String>,
    requests: Vec<Request>,
    labels: Vec<labels::Placed>,
    dropped: Vec<usize>,
}

/// Draws the panels `width` points wide in all; their height follows from the view's extent.
///
/// # Errors
/// When a name is unknown or a place is not in the gazetteer.
#[allow(clippy::cast_precision_loss)]
pub fn draw(
    map: &PanelMap,
    view: &MapView,
    lookup: Lookup<'_>,
    geography: &Geography,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, Absent> {
    let base = BaseMap::new(view, view.panel_extent.unwrap_or(view.extent), geography)?;
    let count = map.panels.len().max(1) as f64;
    let panel_width = (width - GUTTER * (count - 1.0)) / count;
    let map_height = panel_width * base.frame.height() / base.frame.width();
    let head = 2.0 * LEADING + 4.0;
    let scale = panel_width / base.frame.width();

    let mut panels = Vec::new();
    for (number, panel) in map.panels.iter().enumerate() {
        let left = number as f64 * (panel_width + GUTTER);
        let room = Frame {
            left,
            right: left + panel_width,
            low: head,
            high: head + map_height,
        };
        panels.push(prepare(
            map, panel, view, lookup, geography, &base, room, scale, fonts,
        )?);
    }
    let largest = panels
        .iter()
        .filter_map(|panel| panel.placed.as_ref())
        .map(Placed::largest)
        .max()
        .unwrap_or(1);
    let sizes = Entry::Sizes {
        counts: legend_counts(largest),
        radius_of_one: map.radius_of_one,
        shape: map
            .panels
            .first()
            .map(|panel| panel.shape)
            .unwrap_or_default(),
    };
    let bar = ScaleBar::of(1.0 / (scale * 1000.0), 60.0);
    let (sizes_width, sizes_height) = sizes.size(fonts);
    let (bar_width, bar_height) = bar.size();
    let words = sizes_width + 12.0;
    let lines: Vec<String> = std::iter::once(&map.legend)
        .chain(&map.notes)
        .flat_map(|note| fonts.wrap(note, Face::Regular, SMALL, width - words - bar_width - 12.0))
        .collect();
    let foot = head + map_height + 5.0;
    let text_height = lines.len() as f64 * LINE;
    let height = foot + sizes_height.max(text_height + 2.0).max(bar_height);

    let sheet = on_sheet(width, height, fonts, |area| {
        for panel in &panels {
            draw_panel(area, map, panel, view, &base)?;
        }
        legend::draw_open(area, &[sizes], (1.0, foot), fonts)?;
        let room = Frame {
            left: width - bar_width,
            right: width,
            low: foot,
            high: foot + bar_height,
        };
        bar.draw(area, &room)?;
        // The text stands level with the middle of the circles.
        let first = foot + (height - foot - text_height) / 2.0 + 6.5;
        for (number, line) in lines.iter().enumerate() {
            area.draw(&Mark::text(
                at(words, first + LINE * number as f64),
                (0.0, 0.0),
                Text::new(line, Face::Regular, SMALL),
            ))?;
        }
        Ok(())
    })?;

    Ok(Picture {
        sheet,
        width,
        height,
        not_shown: not_shown(&panels),
        plotted: plotted(&panels),
    })
}

#[allow(clippy::too_many_arguments)]
fn prepare<'a>(
    map: &PanelMap,
    panel: &'a Panel,
    view: &MapView,
    lookup: Lookup<'_>,
    geography: &Geography,
    base: &BaseMap<'_>,
    room: Frame,
    scale: f64,
    fonts: &Fonts,
) -> Result<Prepared<'a>, Absent> {
    let to_sheet = |(x, y): (f64, f64)| {
        (
            room.left + (x - base.frame.left) * scale,
            room.low + (base.frame.high - y) * scale,
        )
    };
    let names = furniture::names(view, base, &to_sheet, true, fonts);
    let settle = |groups: &[Group]| {
        let around: Vec<Frame> = groups
            .iter()
            .map(|group| group.bounds().grown(0.5))
            .collect();
        furniture::settle(names.clone(), &around, &room)
    };
    let placed = match place_counts(panel, lookup, geography, base) {
        Ok(placed) => placed,
        // An absence that is the dataset's is shown; one that is the declaration's is an error.
        Err(Absent::NoData(_)) => {
            return Ok(Prepared {
                panel,
                map: room,
                subtitle: String::new(),
                placed: None,
                groups: Vec::new(),
                names: settle(&[]).0,
                unnamed: Vec::new(),
                requests: Vec::new(),
                labels: Vec::new(),
                dropped: Vec::new(),
            });
        }
        Err(fault) => return Err(fault),
    };
    let subtitle = fill_in(&panel.subtitle, &placed.values()).map_err(|name| {
        lookup.fault(
            "unknown-value",
            &name,
            &format!("\"{{{name}}}\" is not a value of this text"),
        )
    })?;
    let mut groups: Vec<Group> = placed
        .places
        .iter()
        .map(|place| {
            let position = to_sheet(place.position);
            let count = place.counts.iter().sum();
            Group {
                name: place.name.clone(),
                place: position,
                centre: position,
                symbols: vec![Symbol {
                    series: 0,
                    count,
                    shape: panel.shape,
                    radius: symbols::radius(map.radius_of_one, count),
                }],
            }
        })
        .collect();
    symbols::separate(&mut groups, &room.grown(-1.0), 0.3);
    let always = |name: &str| {
        view.cities
            .iter()
            .any(|city| city.on_panels && city.name == name)
    };
    let (names, unnamed) = settle(&groups);
    let mut requests = Vec::new();
    let mut taken: Vec<Frame> = names.iter().map(|name| name.room).collect();
    for (rank, group) in groups.iter().enumerate() {
        if rank < map.name_largest || always(&group.name) {
            requests.push(Request {
                text: Text::new(&group.name, Face::Regular, SMALL).haloed(Colour::WHITE),
                beside: group.bounds(),
                weight: 1 + group.total(),
            });
        } else {
            taken.push(group.bounds());
        }
    }
    let mut ink = Ink::new(room);
    for line in base.ink() {
        ink.line(line.iter().map(|point| to_sheet(*point)));
    }
    let (labels, dropped) = labels::place(&requests, &taken, &ink, &room.grown(-1.5), fonts);
    Ok(Prepared {
        panel,
        map: room,
        subtitle,
        placed: Some(placed),
        groups,
        names,
        unnamed,
        requests,
        labels,
        dropped,
    })
}

fn place_counts(
    panel: &Panel,
    lookup: Lookup<'_>,
    geography: &Geography,
    base: &BaseMap<'_>,
) -> Result<Placed, Absent> {
    let table = lookup.table(&panel.finding)?;
    let place = lookup.column(&panel.finding, table, &panel.place)?;
    let rows = lookup.select(&panel.finding, table, &panel.selection)?;
    let counted = Counted {
        finding: &panel.finding,
        table,
        place_column: place,
        kinds: 1,
    };
    Ok(places::by_place(
        lookup,
        counted,
        rows.into_iter().map(|row| (row, 0)),
        &geography.gazetteer,
        base,
    )?)
}

fn draw_panel(
    area: &Area<'_>,
    map: &PanelMap,
    prepared: &Prepared<'_>,
    view: &MapView,
    base: &BaseMap<'_>,
) -> Drawn {
    let room = &prepared.map;
    let frame = base.frame;
    let inset = area
        .clone()
        .shrink(at(room.left, room.low), at(room.width(), room.height()));
    let chart = ChartBuilder::on(&inset)
        .margin(units(0.0))
        .build_cartesian_2d(frame.left..frame.right, frame.low..frame.high)?;
    let plane = chart.plotting_area();
    base.draw(plane, &|_| Fill::solid(view.ground.home))?;
    base.draw_frame(plane)?;
    area.draw(&Mark::text(
        at(room.left, LABEL + 1.0),
        (0.0, 0.0),
        Text::new(&prepared.panel.title, Face::Semibold, LABEL),
    ))?;
    area.draw(&Mark::text(
        at(room.left, LABEL + 1.0 + LEADING),
        (0.0, 0.0),
        Text::new(&prepared.subtitle, Face::Regular, SMALL).coloured(Colour::MUTED),
    ))?;
    for name in &prepared.names {
        name.draw(area)?;
    }
    if prepared.placed.is_none() {
        return area.draw(&Mark::text(
            at((room.left + room.right) / 2.0, (room.low + room.high) / 2.0),
            (0.0, 0.0),
            Text::new(&map.no_data, Face::Semibold, LABEL)
                .haloed(Colour::WHITE)
                .anchored(Anchor::Middle),
        ));
    }
    symbols::draw_leaders(area, &prepared.groups, &prepared.labels)?;
    symbols::draw(area, &prepared.groups, &[prepared.panel.colour])?;
    for label in &prepared.labels {
        let text = &prepared.requests[label.request].text;
        let (x, y) = label.origin(text);
        area.draw(&Mark::text(at(x, y), (0.0, 0.0), text.clone()))?;
    }
    Ok(())
}

fn not_shown(panels: &[Prepared<'_>]) -> Vec<String> {
    let mut all = Vec::new();
    for panel in panels {
        let title = &panel.panel.title;
        let Some(placed) = &panel.placed else {
            all.push(format!("{title}: this dataset version holds no data"));
            continue;
        };
        for request in &panel.dropped {
            let name = panel.requests[*request].text.plain();
            all.push(format!("{title}: the name \"{name}\" found no room"));
        }
        for name in &panel.unnamed {
            all.push(format!("{title}: the name \"{name}\" found no room"));
        }
        for (name, count) in &placed.outside {
            all.push(format!(
                "{title}: {name} ({count}) lies beyond the map's frame"
            ));
        }
    }
    all
}

fn plotted(panels: &[Prepared<'_>]) -> serde_json::Value {
    panels
        .iter()
        .map(|panel| {
            let places: Option<Vec<serde_json::Value>> = panel.placed.as_ref().map(|placed| {
                placed
                    .places
                    .iter()
                    .map(|place| {
                        serde_json::json!({
                            "place": place.name,
                            "count": place.counts.iter().sum::<i64>(),
                        })
                    })
                    .collect()
            });
            serde_json::json!({
                "panel": panel.panel.title,
                "total": panel.placed.as_ref().map(|placed| placed.total),
                "without_place": panel.placed.as_ref().map(|placed| placed.unplaced),
                "places": places,
            })
        })
        .collect()
}
