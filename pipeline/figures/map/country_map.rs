//! One map of the country: regions coloured by a measure, under symbols for what a brief counts.
//!
//! # Example
//! ```
//! use brief_figures::map::country_map;
//! use brief_figures::map::definition::CountryMap;
//! use brief_model::findings::{Finding, FindingTable, Findings, Outcome};
//!
//! # let fonts = brief_figures::doctest::fonts();
//! # let geography = brief_figures::doctest::geography();
//! # let view = brief_figures::doctest::view();
//! let nests = FindingTable::from_counts(["region"], &[([Some("West")], 3)]);
//! let findings = Findings::from_iter([Finding::given("nests", Outcome::Table(nests))]);
//! # let lookup = brief_figures::doctest::lookup(&findings);
//! let declared: CountryMap = serde_yaml::from_str(r##"
//!     detail: reduced
//!     choropleth:
//!       measure: {of: count, counted: {finding: nests, region: region}}
//!       classes: {method: manual, limits: [2]}
//!       palette: ["#fdebd0", "#ef8a5a"]
//!       zero: {fill: {colour: "#ffffff"}, label: none}
//!       legend: {title: Nests, class: "{first}–{last}"}
//!       print: names_and_values
//! "##)?;
//!
//! let picture = country_map::draw(&declared, &view, lookup, &geography, &fonts, 200.0)
//!     .expect("all of it is known");
//! let svg = picture.sheet.finish("Map 1", &fonts);
//! assert_eq!(svg.matches("fill=\"#ef8a5a\"").count(), 2, "the region and its class in the legend");
//! assert!(svg.contains("West") && picture.not_shown.is_empty());
//! assert_eq!(picture.joins[0].to_string(), "matched 1 of 1 regions counted, and 1 of 2 on the map; none counted in East");
//! # Ok::<(), serde_yaml::Error>(())
//! ```

use serde_json::{Map, Value, json};

use brief_base::diagnostics::did_you_mean;
use brief_base::numbers::with_thousands;
use brief_drawing::canvas::{CanvasArea, DrawResult, Picture, on_sheet};
use brief_drawing::fonts::Fonts;
use brief_drawing::join::Join;
use brief_drawing::map::clip::Frame;
use brief_drawing::map::fit::Fit;
use brief_drawing::map::scale_bar::ScaleBar;
use brief_model::geography::{Area, Geography, did_you_mean_area};

use super::base::BaseMap;
use super::choropleth::{RegionColours, colour_regions};
use super::definition::{Choropleth, CountryMap, RegionMeasure, Symbols};
use super::legend::{self, Legend, LegendEntry};
use super::locator::LocatorMap;
use super::panel::{MapContent, MapPanel};
use super::places::{self, MapCounts};
use super::symbols::{SymbolLayer, legend_counts, refuse_too_large};
use super::view::{Detail, MapCorner, MapView};
use crate::lookup::{DrawError, Lookup};

/// The widest a legend's sentence may run in its corner, in points.
const MEASURE: f64 = 128.0;
/// The most of a narrow map's width that its legend's sentences may take.
const NARROW: f64 = 0.38;
/// The longest a scale bar may be, in points.
const LONGEST_BAR: f64 = 80.0;
/// The value of a map's notes that counts what has no region.
const WITHOUT_REGION: &str = "without_region";
/// How a map says that its colors leave something out.
const SAY_REGIONS: &str = "say it in a note of the figure, beside `kind: map`: \
                           `notes: [{text: \"{without_region} without a region.\", unless_zero: without_region}]`";
/// How a map says what it leaves out.
const SAY_IT: &str = "say it in a note of the figure, beside `kind: map`: `notes: [{text: \"{drawn} of {total} drawn.\"}]`; \
                      there are {unplaced} and {outside} too";
/// Between the columns of a legend below the map, in points.
const GUTTER: f64 = 12.0;

/// Draws the map `width` points wide; its height follows from its extent and legend.
///
/// # Errors
/// When there is nothing to show, a name is unknown, a place or region is not in the geography, or the
/// dataset has no data.
pub fn draw(
    map: &CountryMap,
    view: &MapView,
    lookup: Lookup<'_>,
    geography: &Geography,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, DrawError> {
    refuse_empty(map, lookup)?;
    let base = base_map(map, view, lookup, geography, width)?;
    refuse_unknown_highlights(map, &base, lookup)?;
    let symbols = match &map.symbols {
        Some(symbols) => Some(symbol_layer(symbols, lookup, geography, &base)?),
        None => None,
    };
    let colours = region_colours(map, lookup, &base)?;
    let fit = Fit::across(base.frame, (0.0, 0.0), width);
    if let Some(layer) = &symbols {
        refuse_too_large(layer, &fit.room, lookup)?;
    }
    let data = legend_of_data(map, symbols.as_ref(), colours.as_ref());
    let mut ground = capital(map, &base, geography);
    ground.extend(legend::of_ground(&base));
    let notes = notes(map, lookup, symbols.as_ref(), colours.as_ref())?;
    let omissions = notes.omissions;
    ground.extend(notes.all.into_iter().map(LegendEntry::Note));
    let legends = match legend_corner(map, view) {
        Some(corner) => {
            let entries = data.into_iter().chain(ground).collect();
            Legends::in_corner(entries, corner, &fit, fonts)
        }
        None => Legends::below([data, ground], &fit, fonts),
    };
    let bar = ScaleBar::of(fit.kilometres_per_point(), LONGEST_BAR.min(width * 0.2));
    let bar_room = view.scale_bar.room(bar.size(), &fit.room, 3.0);
    let locator = match (&view.locator, map.detail) {
        (Some(locator), Detail::Full) => Some(LocatorMap::new(view, locator, geography, &fit)?),
        _ => None,
    };
    let mut taken = vec![bar_room];
    taken.extend(legends.boxes());
    taken.extend(locator.iter().map(LocatorMap::room));
    let content = MapContent {
        colours: colours.as_ref(),
        highlight: map.highlight.as_ref(),
        symbols: symbols.as_ref(),
    };
    let panel = MapPanel::prepare(
        (&base, view),
        fit,
        map.detail,
        content,
        &taken,
        geography,
        fonts,
    )?;

    let height = legends.bottom.max(fit.room.high);
    let sheet = on_sheet(width, height, fonts, |area| {
        panel.draw(area, fonts)?;
        bar.draw(area, &bar_room)?;
        if let Some(locator) = &locator {
            locator.draw(area)?;
        }
        legends.draw(area, fonts)
    })?;
    Ok(Picture {
        sheet,
        width,
        height,
        not_shown: panel.not_shown,
        omissions,
        joins: joins(symbols.as_ref(), colours.as_ref()),
        plotted: plotted(map, symbols.as_ref(), colours.as_ref(), &base),
    })
}

fn refuse_empty(map: &CountryMap, lookup: Lookup<'_>) -> Result<(), DrawError> {
    if map.choropleth.is_some() || map.symbols.is_some() || map.highlight.is_some() {
        return Ok(());
    }
    let message =
        "the map has neither `choropleth`, `symbols` nor `highlight`, and would show nothing";
    Err(lookup.fault("bad-declaration", "draw", message).into())
}

/// The ground, with the limits of units where they are asked for.
fn base_map<'a>(
    map: &CountryMap,
    view: &'a MapView,
    lookup: Lookup<'_>,
    geography: &'a Geography,
    width: f64,
) -> Result<BaseMap<'a>, DrawError> {
    let extent = view
        .extent(&map.extent)
        .map_err(|fault| fault.with_place(lookup.source.place_of(&map.extent)))?;
    refuse_unknown_boundaries(map, lookup, geography)?;
    let regions = coloured_boundaries(map, view);
    let base = BaseMap::new(view, regions, extent, width, geography)?;
    match &map.choropleth {
        Some(choropleth) if choropleth.units => Ok(base.with_units(width, geography)?),
        _ => Ok(base),
    }
}

fn refuse_unknown_highlights(
    map: &CountryMap,
    base: &BaseMap<'_>,
    lookup: Lookup<'_>,
) -> Result<(), DrawError> {
    let areas: Vec<&Area> = base.regions.iter().map(|(area, _)| *area).collect();
    let codes = map.highlight.iter().flat_map(|these| &these.codes);
    for code in codes {
        if !areas.iter().any(|area| area.code == *code) {
            let regions = coloured_boundaries(map, base.view);
            let message = format!("the boundary set \"{regions}\" has no region \"{code}\"");
            return Err(lookup
                .fault("unknown-region", code, &message)
                .with_help(did_you_mean_area(code, &areas))
                .into());
        }
    }
    let named = || base.view.cities.iter().map(|city| city.name.as_str());
    let cities = map.highlight.iter().flat_map(|these| &these.cities);
    for city in cities {
        if !named().any(|named| named == city) {
            let message = format!("the map names no city \"{city}\"");
            return Err(lookup
                .fault("unknown-place", city, &message)
                .with_help(did_you_mean(city, named()))
                .into());
        }
    }
    Ok(())
}

/// The colours of regions; none where their measure is not known and symbols say enough.
fn region_colours<'a>(
    map: &'a CountryMap,
    lookup: Lookup<'_>,
    base: &BaseMap<'_>,
) -> Result<Option<RegionColours<'a>>, DrawError> {
    match &map.choropleth {
        Some(choropleth) if is_uncounted(choropleth, base) => {
            if map.symbols.is_none() {
                return Err(DrawError::NoData("population of regions".to_owned()));
            }
            Ok(None)
        }
        Some(choropleth) => Ok(Some(colour_regions(choropleth, lookup, base)?)),
        None => Ok(None),
    }
}

/// The corner of the legend; none for one below the map.
fn legend_corner(map: &CountryMap, view: &MapView) -> Option<MapCorner> {
    let of_extent = view.extents.get(&map.extent);
    let of_extent = of_extent.and_then(|extent| extent.legend);
    let corner = map.legend_corner.or(of_extent);
    match map.detail {
        Detail::Full => Some(corner.unwrap_or(view.legend)),
        Detail::Reduced => corner,
    }
}

/// What the star of the capital means, where the map shows it.
fn capital(map: &CountryMap, base: &BaseMap<'_>, geography: &Geography) -> Vec<LegendEntry> {
    let capital = base.view.capital.as_ref();
    let shown = capital.filter(|capital| {
        // One that the gazetteer lacks is a fault of the panel's.
        let place = geography.gazetteer.by_name(&capital.name);
        let place = place.and_then(|it| base.projection.project(it.longitude, it.latitude));
        map.detail == Detail::Full && place.is_some_and(|place| base.frame.holds(place))
    });
    let entry = |label: &String| LegendEntry::Capital {
        label: label.clone(),
    };
    shown.iter().map(|capital| entry(&capital.label)).collect()
}

/// How the tables of symbols and colours met the geography.
fn joins(layer: Option<&SymbolLayer>, colours: Option<&RegionColours<'_>>) -> Vec<Join> {
    let symbols = layer.map(|layer| layer.placed.join());
    let regions = colours.and_then(|colours| colours.measured.join.clone());
    symbols.into_iter().chain(regions).collect()
}

/// Whether a choropleth wants inhabitants and the boundaries tell them of no region: a legend of classes
/// that none is in would say nothing.
fn is_uncounted(choropleth: &Choropleth, base: &BaseMap<'_>) -> bool {
    let mut areas = base.regions.iter();
    matches!(choropleth.measure, RegionMeasure::PopulationDensity)
        && areas.all(|(area, _)| area.population.is_none())
}

/// The boundary set that stands for the country: the one that is coloured, or the view's regions.
fn coloured_boundaries<'a>(map: &'a CountryMap, view: &'a MapView) -> &'a str {
    let coloured = map.choropleth.as_ref();
    let declared = coloured.and_then(|choropleth| choropleth.boundaries.as_ref());
    declared.unwrap_or(&view.layers.regions)
}

fn refuse_unknown_boundaries(
    map: &CountryMap,
    lookup: Lookup<'_>,
    geography: &Geography,
) -> Result<(), DrawError> {
    let coloured = map.choropleth.as_ref();
    let declared = coloured.and_then(|choropleth| choropleth.boundaries.as_ref());
    let known = || geography.boundaries.keys().map(String::as_str);
    match declared {
        Some(name) if !geography.boundaries.contains_key(name) => {
            let message = format!("the brief names no boundary set \"{name}\"");
            Err(lookup
                .fault("unknown-boundaries", name, &message)
                .with_help(did_you_mean(name, known()))
                .into())
        }
        _ => Ok(()),
    }
}

fn symbol_layer(
    symbols: &Symbols,
    lookup: Lookup<'_>,
    geography: &Geography,
    base: &BaseMap<'_>,
) -> Result<SymbolLayer, DrawError> {
    Ok(SymbolLayer {
        placed: places::by_kind(symbols, lookup, geography, base)?,
        kinds: symbols
            .series
            .iter()
            .map(|series| (series.colour, series.shape))
            .collect(),
        radius_of_one: symbols.radius_of_one,
        slack: 0.0,
        named: usize::MAX,
    })
}

/// Legends and where they stand, in points.
struct Legends {
    placed: Vec<(Legend, Frame)>,
    boxed: bool,
    bottom: f64,
}

impl Legends {
    fn in_corner(entries: Vec<LegendEntry>, corner: MapCorner, fit: &Fit, fonts: &Fonts) -> Self {
        let legend = Legend {
            entries,
            measure: MEASURE.min(fit.room.width() * NARROW),
        };
        let room = corner.room(legend.boxed_size(fonts), &fit.room, 0.0);
        Legends {
            placed: vec![(legend, room)],
            boxed: true,
            bottom: room.high,
        }
    }

    fn below(columns: [Vec<LegendEntry>; 2], fit: &Fit, fonts: &Fonts) -> Self {
        let measure = (fit.room.width() - GUTTER) / 2.0;
        let top = fit.room.high + 4.0;
        let mut left = fit.room.left;
        let mut placed = Vec::new();
        for entries in columns {
            let legend = Legend { entries, measure };
            let (_, height) = legend.size(fonts);
            let room = Frame {
                left,
                right: left + measure,
                low: top,
                high: top + height,
            };
            placed.push((legend, room));
            left += measure + GUTTER;
        }
        Legends {
            bottom: placed.iter().map(|(_, room)| room.high).fold(top, f64::max),
            placed,
            boxed: false,
        }
    }

    /// Draws them, in boxes on the map or without below it.
    fn draw(&self, area: &CanvasArea<'_>, fonts: &Fonts) -> DrawResult {
        for (legend, room) in &self.placed {
            if self.boxed {
                legend.draw_boxed(area, room, fonts)?;
            } else {
                legend.draw(area, (room.left, room.low), fonts)?;
            }
        }
        Ok(())
    }

    /// Rooms on the map itself.
    fn boxes(&self) -> impl Iterator<Item = Frame> {
        let rooms = self.placed.iter().map(|(_, room)| *room);
        rooms.filter(|_| self.boxed)
    }
}

/// What symbols and colours stand for.
fn legend_of_data(
    map: &CountryMap,
    layer: Option<&SymbolLayer>,
    colours: Option<&RegionColours<'_>>,
) -> Vec<LegendEntry> {
    let mut entries = Vec::new();
    if let (Some(symbols), Some(layer)) = (&map.symbols, layer) {
        for (kind, series) in symbols.series.iter().enumerate() {
            let count = layer.placed.drawn_of(kind);
            if !series.has_key(count) {
                continue;
            }
            entries.push(LegendEntry::Symbol {
                shape: series.shape,
                colour: series.colour,
                radius: symbols.radius_of_one,
                count: format!("{}{}", with_thousands(count), layer.placed.sign),
                label: series.words(count).to_owned(),
            });
        }
        entries.push(LegendEntry::Note(symbols.legend.clone()));
        entries.push(LegendEntry::Sizes {
            counts: legend_counts(layer.placed.largest()),
            radius_of_one: symbols.radius_of_one,
            shape: symbols
                .series
                .first()
                .map(|series| series.shape)
                .unwrap_or_default(),
        });
    }
    if let Some(these) = &map.highlight {
        let (fill, label) = (these.fill, these.label.clone());
        entries.push(if these.codes.is_empty() {
            LegendEntry::City { fill, label }
        } else {
            let outline = legend::outline();
            LegendEntry::Swatch {
                fill,
                outline,
                label,
            }
        });
    }
    if let Some(colours) = colours {
        entries.extend(colours.entries(&legend::outline()));
    }
    entries
}

/// The sentences of a map's legend.
struct Notes {
    all: Vec<String>,
    /// Those with counts, where the map leaves something out.
    omissions: Vec<String>,
}

/// The declared sentences, their counts filled in.
fn notes(
    map: &CountryMap,
    lookup: Lookup<'_>,
    layer: Option<&SymbolLayer>,
    colours: Option<&RegionColours<'_>>,
) -> Result<Notes, DrawError> {
    let coloured = colours.map_or_else(MapCounts::default, RegionColours::counts);
    let counts = layer.map_or(coloured, |layer| layer.placed.counts());
    let mut values = counts.values().to_vec();
    if colours.is_some() {
        let count = format!("{}{}", with_thousands(coloured.unplaced), coloured.sign);
        values.push((WITHOUT_REGION, count));
    }
    let mut said = Vec::new();
    for note in &map.notes {
        if let Some(name) = &note.unless_zero {
            let value = lookup.value(name, &values)?;
            let value = value.trim_end_matches(counts.sign);
            if value.trim_end_matches(coloured.sign) == "0" {
                continue;
            }
        }
        said.push(note.text.as_str());
    }
    let counted = map.choropleth.as_ref();
    let counted = counted.and_then(|choropleth| choropleth.measure.counted());
    if let Some(symbols) = &map.symbols {
        counts.refuse_silence(&symbols.finding, lookup, said.iter().copied(), SAY_IT)?;
    }
    let says_regions = said.iter().any(|text| text.contains("{without_region}"));
    match counted {
        Some(counted) if layer.is_none() && !says_regions => {
            coloured.refuse_silence(&counted.finding, lookup, said.iter().copied(), SAY_IT)?;
        }
        Some(counted) if coloured.unplaced != 0 && !says_regions => {
            let message = format!(
                "\"{}\" counts {}, of which {} have no region to color, and none of the map's words says so",
                counted.finding,
                with_thousands(coloured.total),
                with_thousands(coloured.unplaced)
            );
            let fault = lookup.fault("undrawn-units", &counted.finding, &message);
            return Err(fault.with_help(SAY_REGIONS).into());
        }
        _ => {}
    }
    let is_complete = counts.drawn == counts.total && coloured.unplaced == 0;
    let mut notes = Notes {
        all: Vec::new(),
        omissions: Vec::new(),
    };
    for text in said {
        let filled = lookup.fill(text, &values)?;
        if text.contains('{') && !is_complete {
            notes.omissions.push(filled.clone());
        }
        notes.all.push(filled);
    }
    Ok(notes)
}

fn plotted(
    map: &CountryMap,
    layer: Option<&SymbolLayer>,
    colours: Option<&RegionColours<'_>>,
    base: &BaseMap<'_>,
) -> Value {
    let symbols = layer.zip(map.symbols.as_ref()).map(|(layer, symbols)| {
        let places: Vec<Value> = layer
            .placed
            .places
            .iter()
            .map(|place| {
                let series = symbols.series.iter().zip(&place.counts);
                let counts: Map<String, Value> = series
                    .map(|(series, count)| (series.key.clone(), (*count).into()))
                    .collect();
                json!({ "place": place.name, "counts": counts })
            })
            .collect();
        json!({
            "finding": symbols.finding,
            "total": layer.placed.total,
            "drawn": layer.placed.drawn(),
            "without_place": layer.placed.unplaced,
            "beyond_frame": layer.placed.beyond(),
            "places": places,
        })
    });
    let mut plotted = json!({
        "symbols": symbols,
        "choropleth": colours.map(|colours| colours.plotted(base)),
    });
    if let Some(these) = &map.highlight {
        plotted["highlight"] =
            json!({ "regions": these.codes, "cities": these.cities, "label": these.label });
    }
    plotted
}
