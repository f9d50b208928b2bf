//! Small maps of one extent and one symbol scale, side by side, so that they can be compared.
//!
//! # Example
//! ```
//! use brief_figures::map::definition::PanelMap;
//! use brief_figures::map::panel_map;
//! use brief_model::findings::{Finding, FindingTable, Findings, Outcome};
//!
//! # let fonts = brief_figures::doctest::fonts();
//! # let geography = brief_figures::doctest::geography();
//! # let view = brief_figures::doctest::view();
//! let nests = FindingTable::from_counts(["place"], &[([Some("Zenda")], 4), ([None], 1)]);
//! let none = Outcome::NoData { missing_table: "hoards".to_owned() };
//! let findings = Findings::from_iter([
//!     Finding::given("nests", Outcome::Table(nests)),
//!     Finding::given("hoards", none),
//! ]);
//! # let lookup = brief_figures::doctest::lookup(&findings);
//! let declared: PanelMap = serde_yaml::from_str(r##"
//!     extent: main
//!     radius_of_one: 2
//!     legend: one scale
//!     name_largest: 1
//!     no_data: not counted
//!     panels:
//!       - {title: Nests, subtitle: "{drawn} of {total}", finding: nests, place: place, colour: "#262626"}
//!       - {title: Hoards, subtitle: "", finding: hoards, place: place, colour: "#c9a24b"}
//! "##)?;
//!
//! let picture = panel_map::draw(&declared, &view, lookup, &geography, &fonts, 300.0)
//!     .expect("all of it is known");
//! let svg = picture.sheet.finish("Map 2", &fonts);
//! assert!(svg.contains("4 of 5"));
//! assert!(svg.contains("not counted"), "what a dataset lacks is not left blank");
//! # Ok::<(), serde_yaml::Error>(())
//! ```

use serde_json::{Map, Value, json};

use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::with_thousands;
use brief_drawing::canvas::{
    CanvasArea, DrawResult, LABEL, LEADING, Picture, SMALL, at, counted, on_sheet,
};
use brief_drawing::contrast;
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::key::{Key, KeyEntry};
use brief_drawing::map::clip::Frame;
use brief_drawing::map::fit::Fit;
use brief_drawing::map::scale_bar::ScaleBar;
use brief_drawing::marks::{Mark, Shape};
use brief_drawing::paint::{Colour, Fill};
use brief_drawing::text::{Anchor, TextLine};
use brief_model::geography::Geography;

use super::base::BaseMap;
use super::definition::{PanelDefinition, PanelMap};
use super::legend::{self, Legend, LegendEntry};
use super::panel::{MapContent, MapPanel};
use super::places;
use super::symbols::{SymbolLayer, legend_counts, refuse_too_large};
use super::view::{Detail, MapView};
use crate::lookup::{DrawError, Lookup};

/// Distance from line to line under the panels, in points.
const LINE: f64 = 8.6;
/// Room between panels, in points.
const GUTTER: f64 = 8.0;
/// The widest that words about the ground may run under the panels, in points.
const GROUND: f64 = 132.0;
/// Room over the panels for their titles, in points.
const TITLES: f64 = 2.0 * LEADING + 4.0;
/// Radius of the symbols in the key of a panel, in points.
const SAMPLE: f64 = 3.0;

/// Draws the panels `width` points wide in all; their height follows from the extent.
///
/// # Errors
/// When there is no panel, a name is unknown, symbols have no size, or a place is not in the gazetteer.
pub fn draw(
    map: &PanelMap,
    view: &MapView,
    lookup: Lookup<'_>,
    geography: &Geography,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, DrawError> {
    if map.panels.is_empty() {
        let message = "there is no panel to draw";
        return Err(lookup.fault("bad-declaration", "panels:", message).into());
    }
    let own = map.panels.iter().filter_map(|panel| panel.radius_of_one);
    for radius in own.chain([map.radius_of_one]) {
        lookup.above_zero("radius_of_one", radius)?;
    }
    let extent = view
        .extent(&map.extent)
        .map_err(|fault| fault.with_place(lookup.source.place_of(&map.extent)))?;
    let count = map.panels.len() as f64;
    let panel_width = (width - GUTTER * (count - 1.0)) / count;
    let base = BaseMap::new(view, &view.layers.regions, extent, panel_width, geography)?;
    let (mut layers, mut subtitles) = (Vec::new(), Vec::new());
    for (number, panel) in map.panels.iter().enumerate() {
        let kinds = panel.kinds().map_err(|message| {
            let place = lookup.source.place_at(&format!("draw/panels/{number}"));
            lookup
                .fault("bad-declaration", "panels", message)
                .with_place(place)
        })?;
        let layer = layer((map, panel, kinds), lookup, geography, &base)?;
        if let Some(layer) = &layer {
            refuse_too_large(
                layer,
                &Fit::across(base.frame, (0.0, 0.0), panel_width).room,
                lookup,
            )?;
            let words = [panel.title.as_str(), panel.subtitle.as_str()].into_iter();
            let counts = layer.placed.counts();
            counts.refuse_silence(&panel.finding, lookup, words, SAY_IT)?;
        }
        subtitles.push(subtitle(panel, layer.as_ref(), lookup)?);
        layers.push(layer);
    }
    let keys: Vec<Key> = map
        .panels
        .iter()
        .zip(&layers)
        .map(|(panel, layer)| key(panel, layer.as_ref(), panel_width, fonts))
        .collect();
    let head = TITLES + keys.iter().map(Key::height).fold(0.0, f64::max);
    let mut panels = Vec::new();
    for (number, layer) in layers.iter().enumerate() {
        let left = number as f64 * (panel_width + GUTTER);
        panels.push(MapPanel::prepare(
            (&base, view),
            Fit::across(base.frame, (left, head), panel_width),
            Detail::Reduced,
            MapContent {
                symbols: layer.as_ref(),
                ..MapContent::default()
            },
            &[],
            geography,
            fonts,
        )?);
    }
    let fit = Fit::across(base.frame, (0.0, head), panel_width);
    let foot = Foot::new(map, &layers, &base, &fit, fonts, width);
    let height = foot.top + foot.height;
    let sheet = on_sheet(width, height, fonts, |area| {
        for ((panel, subtitle), declared) in panels.iter().zip(&subtitles).zip(&map.panels) {
            panel.draw(area, fonts)?;
            draw_words(area, map, declared, &panel.fit.room, subtitle.as_deref())?;
        }
        for (panel, key) in panels.iter().zip(&keys) {
            key.draw(area, (panel.fit.room.left, TITLES - 3.0))?;
        }
        foot.draw(area, fonts)
    })?;
    Ok(Picture {
        sheet,
        width,
        height,
        not_shown: not_shown(map, &panels, &layers),
        omissions: omissions(map, &layers, &subtitles),
        joins: layers
            .iter()
            .flatten()
            .map(|layer| layer.placed.join())
            .collect(),
        plotted: plotted(map, &layers),
    })
}

/// How a panel says what it leaves out.
const SAY_IT: &str = "say it in the panel's subtitle: `subtitle: \"{drawn} of {total} drawn\"`; there are {unplaced} and \
                      {outside} too";

/// The symbols of a panel; none when the dataset has no such table.
fn layer(
    (map, panel, kinds): (&PanelMap, &PanelDefinition, Vec<(Colour, Shape)>),
    lookup: Lookup<'_>,
    geography: &Geography,
    base: &BaseMap<'_>,
) -> Result<Option<SymbolLayer>, DrawError> {
    let placed = match places::of_panel(panel, lookup, geography, base) {
        Ok(placed) => placed,
        // An absence that is the dataset's is shown; one that is the declaration's is an error.
        Err(DrawError::NoData(_)) => return Ok(None),
        Err(fault) => return Err(fault),
    };
    Ok(Some(SymbolLayer {
        placed,
        kinds,
        radius_of_one: panel.radius_of_one.unwrap_or(map.radius_of_one),
        slack: 0.3,
        named: map.name_largest,
    }))
}

/// What the symbols of a panel mean, where they are of several kinds.
fn key(panel: &PanelDefinition, layer: Option<&SymbolLayer>, width: f64, fonts: &Fonts) -> Key {
    let series = panel.series.iter().enumerate();
    let entries = series.filter_map(|(kind, series)| {
        let placed = &layer?.placed;
        let count = placed.drawn_of(kind);
        let drawn = format!("{}{}", with_thousands(count), placed.sign);
        let words = counted(&drawn, series.words(count));
        series.has_key(count).then(|| KeyEntry {
            symbol: Some((
                series.shape,
                contrast::mark(Fill::solid(series.colour), 0.5),
            )),
            lines: vec![words],
        })
    });
    Key::flowing(entries.collect(), SAMPLE, width, fonts)
}

/// The subtitle with its counts; none if the dataset has nothing to count.
fn subtitle(
    panel: &PanelDefinition,
    layer: Option<&SymbolLayer>,
    lookup: Lookup<'_>,
) -> Result<Option<String>, Diagnostic> {
    let counts = layer.map(|layer| layer.placed.counts().values());
    counts
        .map(|counts| lookup.fill(&panel.subtitle, &counts))
        .transpose()
}

/// The subtitles of panels that leave something out, each behind its title.
fn omissions(
    map: &PanelMap,
    layers: &[Option<SymbolLayer>],
    subtitles: &[Option<String>],
) -> Vec<String> {
    let panels = map.panels.iter().zip(layers).zip(subtitles);
    let told = panels.filter_map(|((panel, layer), subtitle)| {
        let counts = layer.as_ref()?.placed.counts();
        let is_told = counts.drawn != counts.total && panel.subtitle.contains('{');
        let subtitle = subtitle.as_ref().filter(|_| is_told)?;
        Some(format!("{}: {subtitle}.", panel.title))
    });
    told.collect()
}

/// A panel's title and subtitle above it, or across it that there is nothing to show.
fn draw_words(
    area: &CanvasArea<'_>,
    map: &PanelMap,
    panel: &PanelDefinition,
    room: &Frame,
    subtitle: Option<&str>,
) -> DrawResult {
    let baseline = LABEL + 1.0;
    area.draw(&Mark::text(
        at(room.left, baseline),
        (0.0, 0.0),
        TextLine::new(&panel.title, Face::Semibold, LABEL),
    ))?;
    if let Some(subtitle) = subtitle {
        return area.draw(&Mark::text(
            at(room.left, baseline + LEADING),
            (0.0, 0.0),
            TextLine::new(subtitle, Face::Regular, SMALL).coloured(Colour::MUTED),
        ));
    }
    area.draw(&Mark::text(
        at((room.left + room.right) / 2.0, (room.low + room.high) / 2.0),
        (0.0, 0.0),
        TextLine::new(&map.no_data, Face::Semibold, LABEL)
            .haloed(Colour::WHITE)
            .anchored(Anchor::Middle),
    ))
}

/// What stands below the panels: sizes, sentences, scale bar.
struct Foot {
    /// Each with its left edge: one for all panels, or one under each that has a scale of its own.
    sizes: Vec<(f64, Legend)>,
    ground: Legend,
    ground_left: f64,
    lines: Vec<String>,
    words: f64,
    bar: ScaleBar,
    bar_room: Frame,
    top: f64,
    /// Upper edge of the sentences, the ground and the bar: level with the sizes, or below them.
    second: f64,
    height: f64,
}

impl Foot {
    fn new(
        map: &PanelMap,
        layers: &[Option<SymbolLayer>],
        base: &BaseMap<'_>,
        fit: &Fit,
        fonts: &Fonts,
        width: f64,
    ) -> Self {
        let pitch = fit.room.width() + GUTTER;
        let is_common = map.panels.iter().all(|panel| panel.radius_of_one.is_none());
        let sizes: Vec<(f64, Legend)> = if is_common {
            let all: Vec<&SymbolLayer> = layers.iter().flatten().collect();
            vec![(1.0, sizes(map.radius_of_one, &all, width))]
        } else {
            let panels = (0_u32..).zip(map.panels.iter().zip(layers));
            panels
                .filter_map(|(number, (panel, layer))| {
                    // Where there is no data, there is nothing to be to scale.
                    let layer = layer.as_ref()?;
                    let radius = panel.radius_of_one.unwrap_or(map.radius_of_one);
                    let left = 1.0 + f64::from(number) * pitch;
                    Some((left, sizes(radius, &[layer], width)))
                })
                .collect()
        };
        let of_sizes = sizes.iter().map(|(_, legend)| legend.size(fonts));
        let (sizes_width, sizes_height) = of_sizes.fold((0.0_f64, 0.0_f64), |whole, one| {
            (whole.0.max(one.0), whole.1.max(one.1))
        });
        let bar = ScaleBar::of(fit.kilometres_per_point(), 60.0);
        let (bar_width, bar_height) = bar.size();
        let words = if is_common { sizes_width + 12.0 } else { 1.0 };
        let ground = Legend {
            entries: legend::of_ground(base),
            measure: GROUND,
        };
        let (ground_width, ground_height) = ground.size(fonts);
        let ground_left = width - bar_width - 12.0 - ground_width;
        let measure = ground_left - words - 12.0;
        let lines: Vec<String> = std::iter::once(&map.legend)
            .chain(&map.notes)
            .flat_map(|note| fonts.wrap(note, Face::Regular, SMALL, measure))
            .collect();
        let top = fit.room.high + 5.0;
        let second = if is_common {
            top
        } else {
            top + sizes_height + 3.0
        };
        let of_second = (lines.len() as f64 * LINE + 2.0)
            .max(bar_height)
            .max(ground_height);
        Foot {
            sizes,
            ground,
            ground_left,
            words,
            bar,
            bar_room: Frame {
                left: width - bar_width,
                right: width,
                low: second,
                high: second + bar_height,
            },
            top,
            second,
            height: sizes_height.max(second - top + of_second),
            lines,
        }
    }

    fn draw(&self, area: &CanvasArea<'_>, fonts: &Fonts) -> DrawResult {
        for (left, sizes) in &self.sizes {
            sizes.draw(area, (*left, self.top), fonts)?;
        }
        self.ground
            .draw(area, (self.ground_left, self.second), fonts)?;
        self.bar.draw(area, &self.bar_room)?;
        // The text stands level with the middle of the circles, where these are beside it.
        let text_height = self.lines.len() as f64 * LINE;
        let first = if self.second > self.top {
            self.second + 6.5
        } else {
            self.top + (self.height - text_height) / 2.0 + 6.5
        };
        for (number, line) in self.lines.iter().enumerate() {
            area.draw(&Mark::text(
                at(self.words, first + LINE * number as f64),
                (0.0, 0.0),
                TextLine::new(line, Face::Regular, SMALL),
            ))?;
        }
        Ok(())
    }
}

/// The sizes of the symbols of some panels, in the shape of the largest of them.
fn sizes(radius_of_one: f64, layers: &[&SymbolLayer], measure: f64) -> Legend {
    let largest = layers.iter().max_by_key(|layer| layer.placed.largest());
    let shape = largest.map_or_else(Shape::default, |layer| {
        let counts = |kind: &usize| {
            let places = layer.placed.places.iter();
            places.filter_map(|place| place.counts.get(*kind)).max()
        };
        let kinds = (0..layer.kinds.len()).rev();
        let kind = kinds.max_by_key(counts).unwrap_or_default();
        layer.kinds.get(kind).map_or_else(Shape::default, |it| it.1)
    });
    let largest = largest.map_or(1, |layer| layer.placed.largest());
    Legend {
        entries: vec![LegendEntry::Sizes {
            counts: legend_counts(largest),
            radius_of_one,
            shape,
        }],
        measure,
    }
}

fn not_shown(
    map: &PanelMap,
    panels: &[MapPanel<'_>],
    layers: &[Option<SymbolLayer>],
) -> Vec<String> {
    let mut all = Vec::new();
    for ((declared, panel), layer) in map.panels.iter().zip(panels).zip(layers) {
        let title = &declared.title;
        if layer.is_none() {
            all.push(format!("{title}: this dataset version holds no data"));
        }
        all.extend(
            panel
                .not_shown
                .iter()
                .map(|words| format!("{title}: {words}")),
        );
    }
    all
}

fn plotted(map: &PanelMap, layers: &[Option<SymbolLayer>]) -> Value {
    map.panels
        .iter()
        .zip(layers)
        .map(|(panel, layer)| {
            let placed = layer.as_ref().map(|layer| &layer.placed);
            let places = placed.map(|placed| {
                let count = |place: &places::PlaceCounts| place.counts.iter().sum::<i64>();
                let each = placed.places.iter().map(|place| {
                    let mut plotted = json!({ "place": place.name, "count": count(place) });
                    if panel.by.is_some() {
                        let kinds = panel.series.iter().zip(&place.counts);
                        let counts: Map<String, Value> = kinds
                            .map(|(series, count)| (series.key.clone(), (*count).into()))
                            .collect();
                        plotted["counts"] = counts.into();
                    }
                    plotted
                });
                each.collect::<Vec<_>>()
            });
            json!({
                "panel": panel.title,
                "finding": panel.finding,
                "total": placed.map(|placed| placed.total),
                "drawn": placed.map(places::CountsByPlace::drawn),
                "without_place": placed.map(|placed| placed.unplaced),
                "beyond_frame": placed.map(places::CountsByPlace::beyond),
                "places": places,
            })
        })
        .collect()
}
