//! Guards what maps draw: areas true to counts, holes, hatching, dashes, names that lie on no symbol, and
//! a word about everything that is not on the map.

use std::collections::BTreeMap;

use brief_drawing::paint::Colour;
use brief_figures::Draw;
use brief_figures::map::view::DisputedLine;
use brief_model::findings::FindingTable;

use crate::support::Sandbox;
use crate::support::drawn::{Drawn, editions, morocco, ruritania};
use crate::support::svg;

/// Counts of a table by place for one code of a column, where there are any.
fn counts(table: &FindingTable, place: &str, by: &str, code: &str) -> Vec<i64> {
    let column = |name: &str| table.by.iter().position(|by| by == name).expect(name);
    let (place, by) = (column(place), column(by));
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for row in &table.rows {
        if let (Some(name), Some(key)) = (&row.keys[place], &row.keys[by])
            && key == code
        {
            *counts.entry(name).or_default() += row.count;
        }
    }
    let mut counts: Vec<i64> = counts.into_values().filter(|count| *count > 0).collect();
    counts.sort_unstable();
    counts
}

/// Whether `area` is that of a symbol for `count`, to a hundredth.
#[allow(clippy::cast_precision_loss)]
fn is_area_of(area: f64, count: i64, radius_of_one: f64) -> bool {
    let expected = std::f64::consts::PI * radius_of_one.powi(2) * count as f64;
    (area / expected - 1.0).abs() < 0.01
}

/// Areas of all symbols of a colour, but for the one that stands in the legend.
fn areas(svg: &str, colour: Colour) -> Vec<f64> {
    let mut areas: Vec<f64> = svg::symbols(svg)
        .into_iter()
        .filter(|symbol| symbol.fill == colour.to_string())
        .map(|symbol| symbol.area)
        .collect();
    // The legend is drawn after the map.
    areas.pop();
    areas.sort_by(f64::total_cmp);
    areas
}

#[test]
fn a_symbols_area_is_proportional_to_its_count() {
    let mut drawn = 0;
    for edition in editions() {
        for (id, draw, drawing) in edition.figures() {
            let Draw::Map(map) = draw else {
                continue;
            };
            let Some(symbols) = &map.symbols else {
                continue;
            };
            drawn += 1;
            let plotted = &drawing.plotted["symbols"];
            assert_eq!(plotted["beyond_frame"], 0, "{}: {id}", edition.name);
            let table = edition.computed.table(&symbols.finding);
            for series in &symbols.series {
                let counts = counts(table, &symbols.place, &symbols.by, &series.key);
                let areas = areas(&drawing.svg, series.colour);
                assert_eq!(
                    areas.len(),
                    counts.len(),
                    "{}: {id}: {}",
                    edition.name,
                    series.key
                );
                for (area, count) in areas.iter().zip(counts) {
                    assert!(
                        is_area_of(*area, count, symbols.radius_of_one),
                        "{}: {id}: {}: {area} for {count}",
                        edition.name,
                        series.key
                    );
                }
            }
        }
    }
    assert_eq!(drawn, editions().len());
}

#[test]
#[allow(clippy::cast_precision_loss)]
fn a_panels_symbols_and_counts_are_those_of_its_rows() {
    let mut drawn = 0;
    for edition in editions() {
        for (id, draw, drawing) in edition.figures() {
            let Draw::PanelMap(map) = draw else {
                continue;
            };
            // Panels may share a colour.
            let mut expected: BTreeMap<String, Vec<(i64, f64)>> = BTreeMap::new();
            // Each kind of a panel has a symbol in its key, which is drawn after all maps.
            let mut in_keys: BTreeMap<String, usize> = BTreeMap::new();
            for (panel, plotted) in map
                .panels
                .iter()
                .zip(drawing.plotted.as_array().expect("it"))
            {
                let Some(table) = edition.computed.findings.table(&panel.finding) else {
                    assert!(plotted["total"].is_null(), "{}: {id}", edition.name);
                    continue;
                };
                drawn += 1;
                let place = table
                    .by
                    .iter()
                    .position(|by| *by == panel.place)
                    .expect("it");
                let rows = table.rows.iter().filter(|row| {
                    panel.selection.iter().all(|(column, codes)| {
                        let at = table.by.iter().position(|by| by == column).expect("it");
                        codes.as_slice().contains(&row.keys[at])
                    })
                });
                let mut by_place: BTreeMap<Option<&str>, i64> = BTreeMap::new();
                for row in rows {
                    *by_place.entry(row.keys[place].as_deref()).or_default() += row.count;
                }
                let total: i64 = by_place.values().sum();
                let unplaced = by_place.remove(&None).unwrap_or(0);
                assert_eq!(plotted["total"], total, "{}: {id}", edition.name);
                assert_eq!(plotted["without_place"], unplaced, "{}: {id}", edition.name);
                let radius = panel.radius_of_one.unwrap_or(map.radius_of_one);
                let kinds = panel.kinds().expect("one colour, or kinds");
                for place in plotted["places"].as_array().expect("places") {
                    let name = place["place"].as_str().expect("a name");
                    let count = by_place.remove(&Some(name)).unwrap_or(0);
                    assert_eq!(place["count"], count, "{}: {id}: {name}", edition.name);
                    let mut of_kinds = 0;
                    for (at, (colour, _)) in kinds.iter().enumerate() {
                        let of_kind = match panel.series.get(at) {
                            Some(series) => place["counts"][&series.key].as_i64().expect("it"),
                            None => count,
                        };
                        of_kinds += of_kind;
                        if of_kind > 0 {
                            let of_colour = expected.entry(colour.to_string()).or_default();
                            of_colour.push((of_kind, radius));
                        }
                    }
                    assert_eq!(of_kinds, count, "{}: {id}: {name}", edition.name);
                }
                for series in &panel.series {
                    let colour = series.colour.to_string();
                    let mut texts = drawing.texts.iter();
                    if texts.any(|text| text.ends_with(&format!(" {}", series.label))) {
                        *in_keys.entry(colour).or_default() += 1;
                    }
                }
                by_place.retain(|_, count| *count > 0);
                assert!(by_place.is_empty(), "{}: {id}: {by_place:?}", edition.name);
            }
            for (colour, mut counts) in expected {
                let drawn = svg::symbols(&drawing.svg).into_iter();
                let drawn = drawn.filter(|symbol| symbol.fill == colour);
                let mut areas: Vec<f64> = drawn.map(|symbol| symbol.area).collect();
                areas.truncate(areas.len() - in_keys.get(&colour).copied().unwrap_or(0));
                areas.sort_by(f64::total_cmp);
                counts.sort_by(|one, other| {
                    let area = |(count, radius): &(i64, f64)| *count as f64 * radius * radius;
                    area(one).total_cmp(&area(other))
                });
                assert_eq!(
                    areas.len(),
                    counts.len(),
                    "{}: {id}: {colour}",
                    edition.name
                );
                for (area, (count, radius)) in areas.iter().zip(counts) {
                    assert!(
                        is_area_of(*area, count, radius),
                        "{}: {id}: {colour}: {area} for {count}",
                        edition.name
                    );
                }
            }
        }
    }
    assert!(drawn > editions().len());
}

#[test]
fn no_name_lies_on_a_symbol() {
    for edition in editions() {
        for (id, draw, drawing) in edition.figures() {
            if !matches!(draw, Draw::Map(_) | Draw::PanelMap(_)) {
                continue;
            }
            let symbols = svg::symbols(&drawing.svg);
            for text in svg::texts(&drawing.svg, &edition.fonts) {
                // A symbol's own count stands on it, and should.
                let is_count = |letter: char| letter.is_ascii_digit() || letter == '\u{25e6}';
                if text.words.chars().all(is_count) {
                    continue;
                }
                for symbol in &symbols {
                    assert!(
                        !text.room.meets(&symbol.room.grown(-0.4)),
                        "{}: {id}: \"{}\" lies on a symbol",
                        edition.name,
                        text.words
                    );
                }
            }
        }
    }
}

#[test]
fn a_lake_is_a_hole() {
    let [first, _] = ruritania();
    let document = roxmltree::Document::parse(&first.drawings["map"].svg).expect("well-formed");
    let Draw::Map(map) = &first.draws["map"] else {
        panic!("a map");
    };
    // The region with the lake is the only one with two rings, and the least dense.
    let lowest = map.choropleth.as_ref().expect("a choropleth");
    let lowest = lowest.palette.colours(3).expect("three colours")[0].to_string();
    let holed: Vec<_> = document
        .descendants()
        .filter(|node| node.attribute("fill") == Some(&lowest) && node.has_tag_name("path"))
        .filter(|node| node.attribute("d").unwrap_or_default().matches('M').count() == 2)
        .collect();
    assert_eq!(holed.len(), 1, "an outline and a hole");
    assert_eq!(holed[0].attribute("fill-rule"), Some("evenodd"));
}

#[test]
fn an_area_of_open_status_is_hatched_and_its_limit_dashed() {
    for edition in editions() {
        let view = &edition.computed.settings.map_view;
        let disputed = view.disputed().expect("a disputed area");
        let hatch = disputed.fill.hatch.expect("a hatch").to_string();
        let dashes: Vec<String> = disputed.lines[0]
            .stroke
            .dashes
            .iter()
            .map(ToString::to_string)
            .collect();
        for (id, draw, drawing) in edition.figures() {
            if !matches!(draw, Draw::Map(_) | Draw::PanelMap(_)) {
                continue;
            }
            // What a map's legend has of them is not on the map; panels have no such legend.
            let (maps, legends) = match draw {
                Draw::PanelMap(map) => (map.panels.len(), 0),
                _ => (1, 1),
            };
            let in_legend = |line: &&DisputedLine| {
                line.label.is_some() && line.stroke.dashes == disputed.lines[0].stroke.dashes
            };
            let lines = legends * disputed.lines.iter().filter(in_legend).count();
            let hatched = |width: &str| {
                let hatch = hatch.trim_start_matches('#');
                let fill = format!("fill=\"url(#hatch-{width}-{hatch})\"");
                drawing.svg.matches(&fill).count()
            };
            let on_map = hatched("wide") + hatched("fine") - legends;
            assert!(on_map >= maps, "{}: {id}: {on_map}", edition.name);
            let dashed = format!("stroke-dasharray=\"{}\"", dashes.join(" "));
            let on_map = drawing.svg.matches(&dashed).count() - lines;
            assert!(on_map >= maps, "{}: {id}: {on_map}", edition.name);
        }
    }
}

#[test]
fn panels_that_a_dataset_has_no_data_for_say_so() {
    for (edition, figure, without) in [
        (morocco()[0], "recruits_map", 0),
        (morocco()[1], "recruits_map", 1),
        (ruritania()[0], "panels", 0),
        (ruritania()[1], "panels", 1),
    ] {
        let Draw::PanelMap(map) = &edition.draws[figure] else {
            panic!("a panel map");
        };
        let drawing = &edition.drawings[figure];
        let texts = svg::texts(&drawing.svg, &edition.fonts);
        let said = texts
            .iter()
            .filter(|text| text.words == map.no_data)
            .count();
        assert_eq!(said, without, "{}", edition.name);
        let warned = edition
            .warnings
            .iter()
            .filter(|one| one.code == "not-shown" && one.message.contains(figure))
            .count();
        assert_eq!(warned, without, "{}", edition.name);
    }
}

#[test]
fn a_capital_has_a_star_whether_or_not_something_is_counted_there() {
    let stars = |drawn: &Drawn| {
        let svg = &drawn.drawings["map"].svg;
        let star = |line: &&str| line.starts_with("<polygon") && line.matches(',').count() == 10;
        svg.lines().filter(star).count()
    };
    let draw = |sandbox: &Sandbox| {
        Drawn::of(sandbox.root(), "ruritania", "2020-first")
            .unwrap_or_else(|faults| panic!("{faults}"))
    };
    assert_eq!(stars(ruritania()[0]), 0);
    // Zenda has reports, Hofbau none that names it first.
    for name in ["Zenda", "Hofbau"] {
        let sandbox = Sandbox::ruritania();
        let map = "data/ruritania/map.yaml";
        let text = sandbox.read(map);
        let capital = format!("capital: {{name: {name}, label: seat of the king}}\n");
        sandbox.write(map, text + &capital);
        let drawn = draw(&sandbox);
        let texts = svg::texts(&drawn.drawings["map"].svg, &drawn.fonts);
        let said = |words: &str| texts.iter().filter(|text| text.words == words).count();
        assert_eq!((said(name), said("seat of the king")), (1, 1), "{name}");
        // On the map and in its legend.
        assert_eq!(stars(&drawn), 2, "{name}");
        assert_eq!(
            drawn.drawings["map"].not_shown,
            ruritania()[0].drawings["map"].not_shown
        );
    }
}

#[test]
fn a_town_is_called_as_the_map_says() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        "data/ruritania/map.yaml",
        "- {name: Strelsau}",
        "- {name: Strelsau, label: Strelsau (free city)}\n  - {name: Zenda, label: Castle of Zenda}",
    );
    let drawn = Drawn::of(sandbox.root(), "ruritania", "2020-first")
        .unwrap_or_else(|faults| panic!("{faults}"));
    let texts = svg::texts(&drawn.drawings["map"].svg, &drawn.fonts);
    for words in ["Strelsau (free city)", "Castle of Zenda"] {
        assert!(texts.iter().any(|text| text.words == words), "{words}");
    }
    assert!(!texts.iter().any(|text| text.words == "Zenda"));
}

#[test]
fn a_town_can_go_without_a_name_where_nothing_is_counted() {
    let names = |cities: &str| {
        let sandbox = Sandbox::ruritania();
        let map = "data/ruritania/map.yaml";
        sandbox.replace(map, "- {name: Strelsau}", cities);
        let drawn = Drawn::of(sandbox.root(), "ruritania", "2020-first")
            .unwrap_or_else(|faults| panic!("{faults}"));
        drawn.drawings["map"].texts.clone()
    };
    let named = names("- {name: Hofbau}");
    let unnamed = names("- {name: Hofbau, if_counted: true}\n  - {name: Zenda, if_counted: true}");
    assert!(named.iter().any(|text| text == "Hofbau"));
    assert!(!unnamed.iter().any(|text| text == "Hofbau"));
    assert!(unnamed.iter().any(|text| text == "Zenda"));
}

/// Panels that count very different numbers have each a scale, and a legend of it in the shape that is drawn.
#[test]
fn panels_with_scales_of_their_own_have_legends_of_their_own() {
    let sandbox = Sandbox::ruritania();
    let legends = |drawn: &Drawn| {
        let drawing = &drawn.drawings["panels"];
        let ones = drawing.texts.iter().rev().filter(|text| *text == "1");
        ones.count()
    };
    let common = legends(ruritania()[0]);
    sandbox.replace(
        "data/ruritania/figures.yaml",
        "        finding: hoards_by_place\n",
        "        finding: hoards_by_place\n        radius_of_one: 5\n",
    );
    let drawn = Drawn::of(sandbox.root(), "ruritania", "2020-first")
        .unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(legends(&drawn), common + 2);
}

#[test]
fn a_place_beyond_the_frame_is_reported_and_counted() {
    let [whole, _] = ruritania();
    let sandbox = Sandbox::ruritania();
    // Tarlenheim lies in the far northwest.
    sandbox.replace(
        "data/ruritania/map.yaml",
        "main: {west: -260, east: 130, south: -140, north: 140}",
        "main: {west: -45, east: 130, south: -140, north: 140}",
    );
    let cut = Drawn::of(sandbox.root(), "ruritania", "2020-first")
        .unwrap_or_else(|faults| panic!("{faults}"));
    let name = "Tarlenheim";
    let plotted = &whole.drawings["map"].plotted["symbols"];
    let count = plotted["places"]
        .as_array()
        .and_then(|places| places.iter().find(|place| place["place"] == name))
        .and_then(|place| place["counts"]["nest"].as_i64())
        .expect("nests there");
    let map = &cut.drawings["map"];
    let said = format!("{name} ({count}) lies beyond the map's frame");
    assert!(map.not_shown.contains(&said), "{:?}", map.not_shown);
    assert!(
        cut.warnings
            .iter()
            .any(|warning| warning.code == "not-shown" && warning.message.contains(&said)),
        "{}",
        cut.warnings
    );
    let left = &map.plotted["symbols"];
    assert_eq!(left["beyond_frame"], count);
    assert_eq!(
        left["drawn"].as_i64().map(|drawn| drawn + count),
        plotted["drawn"].as_i64()
    );
}

/// Which feature comes first in a boundary file, or which town in a gazetteer, is decided by who saved it last.
#[test]
fn the_order_of_features_and_towns_changes_no_finding_and_no_figure() {
    let sandbox = Sandbox::ruritania();
    let reversed = |folder: &str, file: &str, head: usize, tail: usize| {
        let path = format!("{folder}/{file}");
        let text = sandbox.read(&path);
        let mut lines: Vec<&str> = text.lines().collect();
        let end = lines.len() - tail;
        lines[head..end].reverse();
        let lines = lines.iter().enumerate().map(|(at, line)| {
            // Features are parted by commas, and the last one is followed by none.
            let line = line.trim_end_matches(',');
            let is_feature = tail > 0 && (head..end - 1).contains(&at);
            format!("{line}{}\n", if is_feature { "," } else { "" })
        });
        sandbox.write(&path, lines.collect::<String>());
        sandbox.seal(folder);
    };
    let drawn = || {
        let drawn = Drawn::of(sandbox.root(), "ruritania", "2020-first");
        drawn.unwrap_or_else(|faults| panic!("{faults}"))
    };
    let before = drawn();
    for file in ["regions", "districts", "countries", "march"] {
        reversed("data/boundaries", &format!("{file}.geojson"), 1, 1);
    }
    reversed("data/places", "ruritania.tsv", 1, 0);
    let after = drawn();
    assert_eq!(before.computed.findings, after.computed.findings);
    assert_eq!(before.drawings, after.drawings);
}
