//! One map in its room: what stands where is settled before anything is drawn.
//!
//! Placed things come first (boxes in corners), then symbols, then names, each kept off what came before.
//!
//! [`super::country_map`] and [`super::panel_map`] show it at work.

use std::rc::Rc;

use geo::{InteriorPoint, LineString, Polygon};

use brief_base::diagnostics::{Diagnostic, did_you_mean};
use brief_base::numbers::with_thousands;
use brief_drawing::canvas::{CanvasArea, DrawResult, SMALL, at};
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::map::clip::Frame;
use brief_drawing::map::fit::Fit;
use brief_drawing::map::labels;
use brief_drawing::map::labels::{Ink, LabelRequest, PlacedLabel, Surroundings, Territory};
use brief_drawing::marks::{Mark, Shape};
use brief_drawing::paint::{Colour, Fill, Paint, Stroke};
use brief_drawing::text::{HALF_CAPITAL, TextLine};
use brief_model::geography::Geography;

use super::base::BaseMap;
use super::choropleth::RegionColours;
use super::definition::Highlight;
use super::graticule;
use super::map_names;
use super::placed_text::PlacedText;
use super::symbols::{self, SymbolGroup, SymbolLayer};
use super::view::{Detail, MapView};

/// Text of the names of places on a map in full detail, in points.
const PLACE: f64 = 7.5;
/// Radius of the dot of a town where nothing is counted.
const TOWN: f64 = 1.3;
/// Radius of a circle of the size of the capital's star.
pub(super) const CAPITAL: f64 = 2.2;
/// Radius of the dot of a city set apart.
pub(super) const APART: f64 = 3.2;
/// From the capital's star to its name.
const BESIDE_STAR: f64 = 1.2;

/// The data of one map.
#[derive(Clone, Copy, Default)]
pub(super) struct MapContent<'a> {
    /// Colours of its regions.
    pub colours: Option<&'a RegionColours<'a>>,
    /// Its regions set apart.
    pub highlight: Option<&'a Highlight>,
    pub symbols: Option<&'a SymbolLayer>,
}

impl MapContent<'_> {
    /// What fills a region; none where nothing is said of it.
    fn fill(&self, code: &str) -> Option<Fill> {
        let highlighted = self
            .highlight
            .filter(|these| these.codes.iter().any(|own| own == code));
        match (highlighted, self.colours) {
            (Some(these), _) => Some(these.fill),
            (None, colours) => colours.map(|colours| colours.fill(code)),
        }
    }
}

/// A town where nothing is counted.
struct Town<'a> {
    label: &'a str,
    /// On the sheet, in points.
    place: (f64, f64),
    is_capital: bool,
    /// Where it is set apart from other towns.
    apart: Option<Fill>,
}

/// The dot of a city set apart.
pub(super) fn dot_apart(fill: Fill) -> Paint {
    Paint::fill(fill).outlined(Stroke::solid(Colour::WHITE, 0.5))
}

/// The star of the capital.
pub(super) fn star() -> Paint {
    Paint::fill(Fill::solid(Colour::INK)).outlined(Stroke::solid(Colour::WHITE, 0.4))
}

/// A map whose every mark and name has its place.
pub(super) struct MapPanel<'a> {
    base: &'a BaseMap<'a>,
    view: &'a MapView,
    /// Where it lies on the sheet.
    pub fit: Fit,
    content: MapContent<'a>,
    groups: Vec<SymbolGroup>,
    towns: Vec<Town<'a>>,
    fixed: Vec<PlacedText>,
    values: Vec<PlacedText>,
    requests: Vec<LabelRequest>,
    labels: Vec<PlacedLabel>,
    /// What could not be labelled or placed, in words.
    pub not_shown: Vec<String>,
}

impl<'a> MapPanel<'a> {
    /// Settles where everything stands; `boxes` are those of legend, locator and scale bar.
    ///
    /// # Errors
    /// If the view names a city that the gazetteer lacks.
    pub(super) fn prepare(
        (base, view): (&'a BaseMap<'a>, &'a MapView),
        fit: Fit,
        detail: Detail,
        content: MapContent<'a>,
        boxes: &[Frame],
        geography: &Geography,
        fonts: &Fonts,
    ) -> Result<Self, Diagnostic> {
        let margin = if detail == Detail::Full { 2.0 } else { 1.0 };
        let groups = content.symbols.map_or_else(Vec::new, |symbols| {
            symbols.groups(&fit, &fit.room.grown(-margin))
        });
        let mut taken = boxes.to_vec();
        let mut not_shown = Vec::new();
        not_shown.extend(covered(base, &fit, boxes));
        not_shown.extend(covered_symbols(&groups, boxes));
        let values = region_values(base, &fit, content.colours, boxes, fonts, &mut not_shown);
        let value_rooms = || values.iter().map(|(_, value)| value.room);
        let mut around = taken.clone();
        around.extend(value_rooms());
        around.extend(
            groups
                .iter()
                .map(|group| group.bounds().grown(margin / 2.0)),
        );
        let (mut fixed, unnamed) = map_names::settle(
            map_names::names(view, base, &fit, detail, fonts),
            &around,
            &fit.room,
        );
        not_shown.extend(unnamed.iter().map(|name| no_room(name)));
        around.extend(fixed.iter().map(|name| name.room));
        if detail == Detail::Full {
            fixed.extend(graticule::degrees(&base.graticule, &fit, &around, fonts));
        }
        taken.extend(fixed.iter().map(|text| text.room));
        let towns = match detail {
            Detail::Full => towns((view, content), &groups, geography, base, &fit)?,
            Detail::Reduced => Vec::new(),
        };
        let (mut requests, nameless) = requests(content, &groups, &towns, view, detail);
        if content.colours.is_some_and(RegionColours::names_regions) {
            // The names stand beside the values, which are in nobody else's way.
            requests.extend(region_names(base, &fit, &values));
        } else {
            taken.extend(value_rooms());
        }
        let mut ink = Ink::new(fit.room);
        for line in base.ink() {
            ink.line(line.iter().map(|point| fit.to_sheet(*point)));
        }
        let around = Surroundings {
            bounds: &fit.room.grown(-margin),
            obstacles: &taken,
            nameless: &nameless,
            ink: &ink,
        };
        let (labels, dropped) = labels::place(&requests, around, fonts);
        not_shown.extend(
            dropped
                .iter()
                .map(|request| no_room(&requests[*request].text.plain())),
        );
        if let Some(symbols) = content.symbols {
            not_shown.extend(
                symbols
                    .placed
                    .outside
                    .iter()
                    .map(|(name, count)| format!("{name} ({count}) lies beyond the map's frame")),
            );
        }
        Ok(MapPanel {
            base,
            view,
            fit,
            content,
            groups,
            towns,
            fixed,
            values: values.into_iter().map(|(_, value)| value).collect(),
            requests,
            labels,
            not_shown,
        })
    }

    /// Draws it, its frame included.
    pub(super) fn draw(&self, area: &CanvasArea<'_>, fonts: &Fonts) -> DrawResult {
        let home = Fill::solid(self.view.ground.home);
        self.fit.on_plane(area, |plane| {
            self.base.draw(plane, &|region| {
                self.content.fill(&region.code).unwrap_or(home)
            })
        })?;
        for text in &self.fixed {
            text.draw(area)?;
        }
        symbols::draw_leaders(area, &self.groups, &self.labels)?;
        // Over the leaders, which end under them.
        for value in &self.values {
            value.draw(area)?;
        }
        for town in &self.towns {
            let place = at(town.place.0, town.place.1);
            area.draw(&if let Some(fill) = town.apart {
                Mark::symbol(place, Shape::Circle, APART, dot_apart(fill))
            } else if town.is_capital {
                Mark::symbol(place, Shape::Star, CAPITAL, star())
            } else {
                let dot = Fill::solid(Colour::MUTED);
                let dot = Paint::fill(dot).outlined(Stroke::solid(Colour::WHITE, 0.5));
                Mark::symbol(place, Shape::Circle, TOWN, dot)
            })?;
        }
        if let Some(layer) = self.content.symbols {
            let sign = &layer.placed.sign;
            symbols::draw(area, &self.groups, &layer.kinds, sign, fonts)?;
        }
        for label in &self.labels {
            let request = &self.requests[label.request];
            let (x, y) = label.origin(&request.text);
            if request.lead > 0.0 {
                let middle = y - HALF_CAPITAL * request.text.size;
                let place = at(x - request.lead / 2.0 - BESIDE_STAR / 2.0, middle);
                area.draw(&Mark::symbol(place, Shape::Star, CAPITAL, star()))?;
            }
            area.draw(&Mark::text(at(x, y), (0.0, 0.0), request.text.clone()))?;
        }
        self.fit.on_plane(area, |plane| self.base.draw_frame(plane))
    }
}

fn no_room(name: &str) -> String {
    format!("the name \"{name}\" found no room")
}

/// The value printed in each region, with the region's name; the largest part of a region has it.
fn region_values<'a>(
    base: &'a BaseMap<'_>,
    fit: &Fit,
    colours: Option<&RegionColours<'_>>,
    boxes: &[Frame],
    fonts: &Fonts,
    not_shown: &mut Vec<String>,
) -> Vec<(&'a str, PlacedText)> {
    let mut values = Vec::new();
    for (area, outline) in &base.regions {
        let Some(text) = colours.and_then(|colours| colours.label(&area.code)) else {
            continue;
        };
        let inside = largest_part(outline).and_then(|part| part.interior_point());
        let Some(point) = inside else {
            let words = text.plain();
            not_shown.push(format!(
                "{} ({words}) lies beyond the map's frame",
                area.name
            ));
            continue;
        };
        let (x, y) = fit.to_sheet((point.x(), point.y()));
        let value = PlacedText::centred(text, x, y, fonts);
        if boxes.iter().any(|room| room.meets(&value.room)) {
            not_shown.push(format!("the value of {} lies under a box", area.name));
        } else {
            values.push((area.name.as_str(), value));
        }
    }
    values
}

/// The regions that a box covers, in words: what lies there is not seen.
fn covered(base: &BaseMap<'_>, fit: &Fit, boxes: &[Frame]) -> Vec<String> {
    let under_a_box = |outline: &[Vec<(f64, f64)>]| {
        territories(outline, fit).any(|part| boxes.iter().any(|room| part.meets(room)))
    };
    base.regions
        .iter()
        .filter(|(_, outline)| under_a_box(outline))
        .map(|(area, _)| format!("part of {} lies under a box", area.name))
        .collect()
}

/// The symbols that a box covers, in words.
fn covered_symbols(groups: &[SymbolGroup], boxes: &[Frame]) -> Vec<String> {
    let mut covered = Vec::new();
    for group in groups {
        for (symbol, (x, y)) in group.placed() {
            let is_under = |room: &Frame| {
                let (near_x, near_y) =
                    (x.clamp(room.left, room.right), y.clamp(room.low, room.high));
                (x - near_x).hypot(y - near_y) < symbol.radius
            };
            if boxes.iter().any(is_under) {
                let count = with_thousands(symbol.count);
                covered.push(format!(
                    "the symbol of {} ({count}) lies under a box, or part of it does",
                    group.name
                ));
            }
        }
    }
    covered
}

/// The parts of a region on the sheet, without their holes.
fn territories<'o>(
    outline: &'o [Vec<(f64, f64)>],
    fit: &'o Fit,
) -> impl Iterator<Item = Territory> + 'o {
    outline
        .iter()
        .map(|ring| Territory::new(ring.iter().map(|point| fit.to_sheet(*point)).collect()))
}

/// The ring that covers most, with its holes: the other rings that lie in it.
fn largest_part(outline: &[Vec<(f64, f64)>]) -> Option<Polygon<f64>> {
    use geo::{Area, Contains};
    let rings = outline.iter().map(|ring| LineString::from(ring.clone()));
    let (at, largest) = rings
        .map(|ring| Polygon::new(ring, Vec::new()))
        .enumerate()
        .max_by(|(_, a), (_, b)| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
    let others = outline.iter().enumerate().filter(|(other, _)| *other != at);
    let holes = others
        .map(|(_, ring)| LineString::from(ring.clone()))
        .filter(|ring| largest.contains(ring));
    let holes = holes.collect();
    Some(Polygon::new(largest.into_inner().0, holes))
}

/// The name of each region whose value is printed: next to the value, and on no other region.
fn region_names(base: &BaseMap<'_>, fit: &Fit, values: &[(&str, PlacedText)]) -> Vec<LabelRequest> {
    let outlines = base.regions.iter().flat_map(|(area, outline)| {
        territories(outline, fit).map(|part| (area.name.as_str(), Rc::new(part)))
    });
    let outlines: Vec<(&str, Rc<Territory>)> = outlines.collect();
    let name = |(name, value): &(&str, PlacedText)| LabelRequest {
        text: TextLine::new(*name, Face::Regular, SMALL).haloed(Colour::WHITE),
        beside: value.room,
        lead: 0.0,
        weight: 5,
        avoid: outlines
            .iter()
            .filter(|(other, _)| other != name)
            .map(|(_, outline)| Rc::clone(outline))
            .collect(),
    };
    values.iter().map(name).collect()
}

/// Cities of the view where nothing is counted, with their place on the sheet.
fn towns<'a>(
    (view, content): (&'a MapView, MapContent<'_>),
    groups: &[SymbolGroup],
    geography: &Geography,
    base: &BaseMap<'_>,
    fit: &Fit,
) -> Result<Vec<Town<'a>>, Diagnostic> {
    let mut towns = Vec::new();
    let is_capital = |name: &str| {
        let capital = view.capital.as_ref();
        capital.is_some_and(|capital| capital.name == name)
    };
    let only_counted = |name: &str| {
        let mut cities = view.cities.iter();
        !is_capital(name) && cities.any(|city| city.if_counted && city.name == name)
    };
    let cities = view.cities.iter().map(|city| city.name.as_str());
    let capital = view.capital.iter().map(|capital| capital.name.as_str());
    for name in capital.chain(cities.filter(|name| !is_capital(name))) {
        let Some(place) = geography.gazetteer.by_name(name) else {
            let places = geography.gazetteer.places();
            return Err(Diagnostic::error(
                "unknown-place",
                format!("the gazetteer has no \"{name}\""),
            )
            .with_place(view.source.place_of(name))
            .with_help(did_you_mean(
                name,
                places.iter().map(|place| place.name.as_str()),
            )));
        };
        let counted = groups.iter().any(|group| group.name == name);
        let position = base
            .projection
            .project(place.longitude, place.latitude)
            .filter(|position| base.frame.holds(*position));
        if let (false, Some(position)) = (counted || only_counted(name), position) {
            towns.push(Town {
                label: view.label_of(name),
                place: fit.to_sheet(position),
                is_capital: is_capital(name),
                apart: content.highlight.and_then(|these| these.of_city(name)),
            });
        }
    }
    Ok(towns)
}

/// Names to be placed: those of counted places and of towns. Beside them the rooms of symbols that go
/// without a name.
fn requests(
    content: MapContent<'_>,
    groups: &[SymbolGroup],
    towns: &[Town<'_>],
    view: &MapView,
    detail: Detail,
) -> (Vec<LabelRequest>, Vec<Frame>) {
    let size = if detail == Detail::Full { PLACE } else { SMALL };
    let largest = content.symbols.map_or(0, |symbols| symbols.named);
    let always = |name: &str| {
        let mut cities = view.cities.iter();
        cities.any(|city| city.on_small && city.name == name)
    };
    let (mut requests, mut nameless) = (Vec::new(), Vec::new());
    let capital = view.capital.as_ref();
    let capital = capital.filter(|_| detail == Detail::Full);
    for (rank, group) in groups.iter().enumerate() {
        let is_capital = capital.is_some_and(|capital| capital.name == group.name);
        if rank < largest || is_capital || always(&group.name) {
            let face = if is_capital {
                Face::Semibold
            } else {
                Face::Regular
            };
            let lead = Shape::Star.reach(CAPITAL) * 2.0 + BESIDE_STAR;
            requests.push(LabelRequest {
                text: TextLine::new(view.label_of(&group.name), face, size).haloed(Colour::WHITE),
                beside: group.bounds(),
                lead: if is_capital { lead } else { 0.0 },
                weight: 10 + group.total(),
                avoid: Vec::new(),
            });
        } else {
            nameless.push(group.bounds());
        }
    }
    requests.extend(towns.iter().map(|town| {
        let (x, y) = town.place;
        let dot = Frame {
            left: x,
            right: x,
            low: y,
            high: y,
        };
        let (text, reach) = if town.apart.is_some() {
            let text = TextLine::new(town.label, Face::Semibold, size);
            (text, APART)
        } else if town.is_capital {
            let text = TextLine::new(town.label, Face::Semibold, size);
            (text, Shape::Star.reach(CAPITAL))
        } else {
            let text = TextLine::new(town.label, Face::Italic, SMALL);
            (text.coloured(Colour::MUTED), TOWN)
        };
        LabelRequest {
            text: text.haloed(Colour::WHITE),
            beside: dot.grown(reach),
            lead: 0.0,
            weight: 1 + 8 * i64::from(town.is_capital || town.apart.is_some()),
            avoid: Vec::new(),
        }
    }));
    (requests, nameless)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Contains;

    fn square(from: f64, to: f64) -> Vec<(f64, f64)> {
        vec![(from, from), (to, from), (to, to), (from, to)]
    }

    #[test]
    fn a_value_does_not_stand_on_a_lake() {
        let lake = square(2.0, 8.0);
        let island = square(20.0, 22.0);
        let part = largest_part(&[island, square(0.0, 10.0), lake.clone()]).expect("an outline");
        assert_eq!(part.interiors().len(), 1, "an island beyond is no hole");
        let place = part.interior_point().expect("land");
        assert!(!Polygon::new(LineString::from(lake), Vec::new()).contains(&place));
    }
}
