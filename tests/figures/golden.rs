//! Guards the bytes of figures: every figure of the fixture brief's first dataset version, and of Morocco,
//! as published, its maps and a strip. Whatever changes how a figure looks shows in the
//! difference of a file here.

use std::collections::BTreeSet;
use std::fs;

use crate::support::drawn::{Drawn, morocco, ruritania};
use crate::support::{golden_figure, repository};

const OF_MOROCCO: [&str; 3] = ["activity_map", "recruits_map", "sex_bar"];

/// Name of the golden file and drawing of each.
fn figures() -> impl Iterator<Item = (String, &'static str)> {
    let ([published, _], [first, _]) = (morocco(), ruritania());
    let named = |edition: &'static Drawn| {
        let brief = edition.name.replace(' ', "-");
        let figures = edition.figures();
        figures.map(move |(id, _, drawing)| (id, format!("{brief}-{id}"), drawing.svg.as_str()))
    };
    let of_morocco = named(published).filter(|(id, ..)| OF_MOROCCO.contains(id));
    of_morocco
        .chain(named(first))
        .map(|(_, name, svg)| (name, svg))
}

#[test]
fn figures_are_drawn_byte_for_byte() {
    for (name, svg) in figures() {
        golden_figure(&name, svg);
    }
}

#[test]
fn every_golden_figure_is_drawn() {
    let drawn: BTreeSet<String> = figures().map(|(name, _)| format!("{name}.svg")).collect();
    assert!(drawn.len() > OF_MOROCCO.len(), "{drawn:?}");
    let kept = fs::read_dir(repository().join("tests/figures/golden")).expect("golden figures");
    for entry in kept {
        let name = entry.expect("an entry").file_name();
        let name = name.into_string().expect("a name");
        if !name.ends_with(".svg") {
            continue;
        }
        assert!(
            drawn.contains(&name),
            "tests/figures/golden/{name} belongs to no figure"
        );
    }
}
