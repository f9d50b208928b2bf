//! Guards the figures that the pipeline makes of the brief on Morocco and of the fixture brief, in both
//! dataset versions of each. What is expected comes from the findings and declarations of the same run,
//! so that new data need no new test.

mod charts;
mod choropleth;
mod class_labels;
mod classification;
mod documented;
mod golden;
mod labels;
mod legibility;
mod map_library;
mod map_names;
mod maps;
mod measures;
mod palettes;
mod projection;
mod single_charts;
mod words;

use brief_drawing::map::clip::Frame;
use brief_figures::Draw;

use crate::support::drawn::{editions, ruritania};
use crate::support::svg;

#[test]
fn the_fixture_brief_has_every_kind_of_figure() {
    let [first, _] = ruritania();
    let mut kinds: Vec<&str> = first
        .figures()
        .map(|(_, draw, _)| match draw {
            Draw::Map(_) => "map",
            Draw::PanelMap(_) => "panel map",
            Draw::Timeline(_) => "timeline",
            Draw::UnitStrip(_) => "unit strip",
            Draw::OrderedBars(_) => "ordered bars",
            Draw::ComparisonDots(_) => "comparison dots",
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 6, "{kinds:?}");
}

#[test]
fn every_figure_is_drawn_or_said_to_have_no_data() {
    for edition in editions() {
        let left_out: Vec<String> = edition
            .warnings
            .iter()
            .filter(|warning| warning.code == "figure-without-data")
            .map(|warning| warning.message.clone())
            .collect();
        for id in edition.computed.settings.figures.keys() {
            let said = left_out
                .iter()
                .any(|message| message.contains(&format!("\"{id}\"")));
            assert_ne!(
                edition.drawings.contains_key(id),
                said,
                "{}: {id}; {left_out:?}",
                edition.name
            );
        }
    }
}

#[test]
fn figures_are_small_well_formed_and_without_pictures_or_programs() {
    for edition in editions() {
        for (id, _, drawing) in edition.figures() {
            let document = roxmltree::Document::parse(&drawing.svg)
                .unwrap_or_else(|error| panic!("{}: {id}: {error}", edition.name));
            assert!(
                drawing.svg.len() < 150_000,
                "{}: {id} is too large",
                edition.name
            );
            for element in ["image", "foreignObject", "script"] {
                assert!(
                    !document
                        .descendants()
                        .any(|node| node.has_tag_name(element)),
                    "{}: {id} holds <{element}>",
                    edition.name
                );
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for edition in editions() {
        assert!(edition.again() == edition.drawings, "{}", edition.name);
    }
}

#[test]
fn no_text_is_smaller_than_seven_points_or_leaves_the_figure() {
    for edition in editions() {
        for (id, _, drawing) in edition.figures() {
            let sheet = Frame {
                left: -0.5,
                right: drawing.width + 0.5,
                low: -0.5,
                high: drawing.height + 0.5,
            };
            for text in svg::texts(&drawing.svg, &edition.fonts) {
                assert!(
                    text.size >= 7.0,
                    "{}: {id}: \"{}\" is {} pt",
                    edition.name,
                    text.words,
                    text.size
                );
                assert!(
                    sheet.surrounds(&text.room),
                    "{}: {id}: \"{}\" is cut off: {:?}",
                    edition.name,
                    text.words,
                    text.room
                );
            }
        }
    }
}

#[test]
fn no_text_lies_on_another() {
    for edition in editions() {
        for (id, _, drawing) in edition.figures() {
            let texts = svg::texts(&drawing.svg, &edition.fonts);
            for (at, one) in texts.iter().enumerate() {
                for other in &texts[at + 1..] {
                    // Lines of one label may share the room between baseline and ascent.
                    assert!(
                        !one.room.grown(-0.5).meets(&other.room.grown(-0.5)),
                        "{}: {id}: \"{}\" and \"{}\"",
                        edition.name,
                        one.words,
                        other.words
                    );
                }
            }
        }
    }
}
