//! Guards the room that regions have: what a box covers is told, and a region's name lies on no other region.

use geo::{Area, BooleanOps, LineString, Polygon, Rect};

use brief_figures::Draw;
use brief_figures::map::definition::RegionLabels;

use super::{FIGURES, drawn, names, outlined};
use crate::support::drawn::editions;
use crate::support::{Sandbox, svg};

#[test]
fn what_lies_under_a_box_is_told() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        FIGURES,
        "extent: near",
        "extent: near\n    legend_corner: top_left",
    );
    let drawn = drawn(&sandbox);
    let said = &drawn.drawings["districts"].not_shown;
    for words in [
        "part of Tarlenheim lies under a box",
        "the value of Tarlenheim lies under a box",
    ] {
        assert!(said.iter().any(|one| one == words), "{said:?}");
        let warned = drawn
            .warnings
            .iter()
            .any(|one| one.code == "not-shown" && one.message.contains(words));
        assert!(warned, "{}", drawn.warnings);
    }
    assert!(!said.iter().any(|one| one.contains("Zenda")), "{said:?}");
}

/// The outer ring of each part of a path of this tool's: `M` is absolute, what follows is not.
fn polygons(path: &str) -> Vec<Polygon<f64>> {
    let ring = |part: &str| {
        let numbers = part
            .split([' ', 'l', 'z', ','])
            .filter(|text| !text.is_empty());
        let numbers: Vec<f64> = numbers
            .map(|text| text.parse().expect("a number"))
            .collect();
        let mut at = (0.0, 0.0);
        let corners = numbers.chunks_exact(2).map(|step| {
            at = (at.0 + step[0], at.1 + step[1]);
            at
        });
        Polygon::new(LineString::from(corners.collect::<Vec<_>>()), Vec::new())
    };
    path.split('M').skip(1).map(ring).collect()
}

#[test]
fn a_regions_name_lies_on_no_other_region() {
    // On the smaller scale there is little room.
    let sandbox = Sandbox::ruritania();
    sandbox.replace(FIGURES, "extent: near", "extent: main");
    let small = drawn(&sandbox);
    let mut named = 0;
    for edition in editions().into_iter().chain([&small]) {
        for (id, draw, drawing) in edition.figures() {
            let names_regions = |draw: &Draw| {
                let choropleth = draw.choropleth();
                choropleth.is_some_and(|it| it.print == RegionLabels::NamesAndValues)
            };
            if !names_regions(draw) {
                continue;
            }
            let border = edition
                .computed
                .settings
                .map_view
                .ground
                .region_border
                .colour;
            let shapes = outlined(&drawing.svg, &border.to_string());
            let regions = names(drawing);
            assert_eq!(regions.len(), shapes.len(), "{}: {id}", edition.name);
            for text in svg::texts(&drawing.svg, &edition.fonts) {
                if !regions.contains(&text.words) {
                    continue;
                }
                named += 1;
                let room = text.room;
                let room = Rect::new((room.left, room.low), (room.right, room.high)).to_polygon();
                for (other, (_, path)) in regions.iter().zip(&shapes) {
                    let shared: f64 = polygons(path)
                        .iter()
                        .map(|part| part.intersection(&room).unsigned_area())
                        .sum();
                    assert!(
                        *other == text.words || shared < 0.5,
                        "{}: {id}: \"{}\" lies on {other}",
                        edition.name,
                        text.words
                    );
                }
            }
        }
    }
    assert!(named > 16, "{named}");
}
