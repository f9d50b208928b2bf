//! Guards that colours can be told apart, by readers who see all of them and by those who do not: the
//! reckoning against published values, every named palette, and what the project's figures declare.

use std::fs;

use brief_drawing::colour_vision::{Vision, ciede2000};
use brief_drawing::marks::Shape;
use brief_drawing::paint::Colour;
use brief_drawing::palette::{
    BETWEEN_CLASSES, Palette, PaletteError, PaletteFault, check, check_categories, names,
};
use brief_figures::definition::Draw;
use brief_figures::read_figures;

use crate::support::{Sandbox, golden, repository};

fn colour(text: &str) -> Colour {
    Colour::try_from(text.to_owned()).expect("it is a colour")
}

fn rows(file: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(repository().join("tests/reference").join(file))
        .expect("the reference is there");
    reader
        .records()
        .map(|row| row.expect("it is CSV"))
        .collect()
}

fn number(row: &csv::StringRecord, column: usize) -> f64 {
    row[column].parse().expect("it is a number")
}

/// The figures that the project itself declares.
fn figures() -> Vec<(String, Draw)> {
    [
        "templates/beyond-the-caliphate/figures.yaml",
        "data/morocco/figures.yaml",
    ]
    .into_iter()
    .flat_map(|file| {
        let text = fs::read_to_string(repository().join(file)).expect("the figures are there");
        read_figures(file, &text)
            .unwrap_or_else(|faults| panic!("{faults}"))
            .figures
    })
    .map(|(id, figure)| {
        let as_declared = figure.draw.written(|words| words.text.to_owned());
        (id, as_declared.unwrap_or_else(|fault| panic!("{fault}")))
    })
    .collect()
}

fn words(faults: &[PaletteFault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

/// The test pairs of Sharma, Wu and Dalal (2005).
#[test]
fn differences_are_those_published_for_ciede2000() {
    let pairs = rows("ciede2000/pairs.csv");
    assert_eq!(pairs.len(), 34);
    for (at, pair) in pairs.iter().enumerate() {
        let lab = |first: usize| [0, 1, 2].map(|part| number(pair, first + part));
        let published = number(pair, 6);
        for found in [ciede2000(lab(0), lab(3)), ciede2000(lab(3), lab(0))] {
            assert!(
                (found - published).abs() <= 0.000_051,
                "pair {}: {found} is not {published}",
                at + 1
            );
        }
    }
}

#[test]
fn colours_are_seen_as_colorspacious_has_them() {
    let seen = rows("colour_vision/seen.csv");
    assert_eq!(seen.len(), 23 * Vision::ALL.len());
    for (row, vision) in seen.iter().zip(Vision::ALL.iter().cycle()) {
        assert_eq!(&row[1], vision.to_string());
        let found = vision.lab(colour(&row[0]));
        for part in 0..3 {
            let theirs = number(row, 2 + part);
            // The two have the matrices of sRGB with four and with seven digits.
            assert!(
                (found[part] - theirs).abs() < 0.05,
                "{} under {vision} vision: {found:?}, {row:?}",
                &row[0]
            );
        }
    }
}

#[test]
fn named_palettes_have_two_to_seven_classes_that_all_can_tell_apart() {
    for name in names() {
        let palette = Palette::Named(name.to_owned());
        for classes in 2..=7 {
            let colours = palette
                .colours(classes)
                .unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(colours.len(), classes);
            assert_eq!(
                words(&check(&colours)),
                [""; 0],
                "{name}, {classes} classes"
            );
            let lightness = |at: usize| Vision::Normal.lab(colours[at])[0];
            assert!(
                lightness(0) > 85.0 && lightness(0) > lightness(classes - 1),
                "{name} begins with its lightest colour"
            );
        }
    }
}

/// Sampled colours are printed in maps: they may change only on purpose.
#[test]
fn five_classes_of_named_palettes() {
    let colours = |name: &str| {
        let palette = Palette::Named(name.to_owned());
        let colours = palette.colours(5).unwrap_or_else(|error| panic!("{error}"));
        colours
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let found: Vec<String> = names()
        .map(|name| format!("{name} {}", colours(name)))
        .collect();
    golden(golden::NAMED_PALETTES, &(found.join("\n") + "\n"));
}

#[test]
fn more_classes_than_a_ramp_can_show_are_refused_with_the_largest_number() {
    for name in names() {
        let palette = Palette::Named(name.to_owned());
        let error = palette.colours(30).expect_err("no ramp has 30 classes");
        let PaletteError::TooManyClasses { largest, .. } = error else {
            panic!("{error}");
        };
        assert!(largest >= 7, "{name}: {largest}");
        assert!(palette.colours(largest).is_ok() && palette.colours(largest + 1).is_err());
    }
}

#[test]
fn a_red_and_green_palette_is_found_out() {
    let faults = check(&["#d73027", "#8a8a2a", "#1a9850"].map(colour));
    let mut under = Vec::new();
    for fault in &faults {
        if let PaletteFault::Alike { seen, wanted, .. } = fault {
            assert!((wanted - BETWEEN_CLASSES).abs() < f64::EPSILON);
            under.extend(seen.iter().map(|(vision, _)| *vision));
        }
    }
    assert!(
        under.contains(&Vision::Deutan) && !under.contains(&Vision::Normal),
        "{faults:?}"
    );
}

#[test]
fn lightness_that_turns_back_is_found_out() {
    let faults = check(&["#ffffff", "#3060a0", "#c0c0c0", "#000000"].map(colour));
    let [PaletteFault::Lightness { positions, .. }] = faults.as_slice() else {
        panic!("{faults:?}");
    };
    assert_eq!(*positions, [1, 2]);
    // From dark to light is as good.
    assert_eq!(check(&["#000000", "#777777", "#ffffff"].map(colour)), []);
}

#[test]
fn the_palettes_of_the_projects_maps_can_be_read_by_all() {
    let mut maps = 0;
    for (id, draw) in figures() {
        if let Some(choropleth) = draw.choropleth() {
            assert_eq!(words(&choropleth.palette.faults()), [""; 0], "{id}");
            maps += 1;
        }
    }
    assert_eq!(maps, 2);
}

#[test]
fn kinds_of_symbols_differ_in_colour_and_in_shape() {
    for (id, draw) in figures() {
        let kinds: Vec<(Colour, Shape)> = match &draw {
            Draw::Map(map) => {
                let symbols = map.symbols.iter().flat_map(|symbols| &symbols.series);
                symbols.map(|kind| (kind.colour, kind.shape)).collect()
            }
            Draw::Timeline(timeline) => timeline
                .series
                .iter()
                .map(|kind| (kind.colour, kind.shape))
                .collect(),
            Draw::ComparisonDots(dots) => {
                let measure = dots.measures.first().expect("there is a measure");
                measure
                    .rows
                    .iter()
                    .map(|row| (row.colour, row.shape))
                    .collect()
            }
            // Panels tell apart what is in one of them; kinds within a panel are told apart by both.
            Draw::PanelMap(map) => {
                let series = map.panels.iter().flat_map(|panel| {
                    let kinds = panel.series.iter();
                    kinds
                        .map(|kind| (kind.colour, kind.shape))
                        .collect::<Vec<_>>()
                });
                let kinds: Vec<(Colour, Shape)> = series.collect();
                let colours: Vec<Colour> = kinds.iter().map(|kind| kind.0).collect();
                assert_eq!(words(&check_categories(&colours)), [""; 0], "{id}");
                for panel in &map.panels {
                    let shapes: Vec<Shape> = panel.series.iter().map(|kind| kind.shape).collect();
                    let each = (0..shapes.len()).all(|at| !shapes[..at].contains(&shapes[at]));
                    assert!(each, "{id}: {shapes:?}");
                }
                continue;
            }
            Draw::UnitStrip(_) | Draw::OrderedBars(_) => continue,
        };
        let colours: Vec<Colour> = kinds.iter().map(|kind| kind.0).collect();
        assert_eq!(words(&check_categories(&colours)), [""; 0], "{id}");
        for (at, one) in kinds.iter().enumerate() {
            assert!(
                kinds[at + 1..].iter().all(|other| other.1 != one.1),
                "{id}: {kinds:?}"
            );
        }
    }
}

#[test]
fn solid_fills_of_strips_and_colours_of_panels_are_far_apart() {
    let mut checked = 0;
    for (id, draw) in figures() {
        let colours: Vec<Colour> = match &draw {
            // A hatched category is told apart by its hatching.
            Draw::UnitStrip(strip) => {
                let fills = strip.categories.iter().map(|category| category.fill);
                fills
                    .filter(|fill| fill.hatch.is_none())
                    .filter_map(|fill| fill.colour)
                    .collect()
            }
            Draw::PanelMap(map) => {
                let kinds = map
                    .panels
                    .iter()
                    .flat_map(|panel| panel.kinds().expect("kinds"));
                kinds.map(|(colour, _)| colour).collect()
            }
            _ => continue,
        };
        assert!(colours.len() > 1, "{id}");
        assert_eq!(words(&check_categories(&colours)), [""; 0], "{id}");
        checked += 1;
    }
    assert_eq!(checked, 4);
}

#[test]
fn categories_of_a_chart_that_some_readers_cannot_tell_apart_are_a_warning_at_their_place() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        "templates/borderlands/figures.yaml",
        "label: \"nests in all\", colour: \"#000000\"",
        "label: \"nests in all\", colour: \"#262626\"",
    );
    let run = sandbox.brief(&["check", "ruritania"]);
    for said in [
        "warning[palette]: figure \"timeline\": colours 1 and 2 (#b2182b, #262626) differ by ΔE00",
        "under protan vision; at least 20 is wanted\n  --> templates/borderlands/figures.yaml:",
    ] {
        assert!(run.errors.contains(said), "\"{said}\" in\n{run}");
    }
    assert_eq!(run.code, Some(0), "{run}");
}
