//! Guards the words that figures draw: bound like prose, written before they are drawn, and on record.

use std::fs;

use brief_base::project::Project;
use brief_figures::Draw;
use brief_prose as prose;

use crate::support::drawn::{Drawn, editions, ruritania};
use crate::support::{Sandbox, svg};

#[test]
fn no_placeholder_is_left_in_a_figure() {
    for edition in editions() {
        for (id, _, drawing) in edition.figures() {
            for text in svg::texts(&drawing.svg, &edition.fonts) {
                assert!(
                    !text.words.contains(['{', '}']),
                    "{}: {id}: {}",
                    edition.name,
                    text.words
                );
            }
        }
    }
}

#[test]
fn values_of_the_run_and_counts_of_the_figure_stand_in_one_text() {
    for edition in ruritania() {
        let Draw::PanelMap(map) = &edition.draws["panels"] else {
            panic!("a panel map");
        };
        let country = &edition.computed.settings.brief.value.country;
        // Written by the prose; what only the figure knows is still to come.
        assert_eq!(
            map.panels[0].subtitle,
            format!("{{drawn}} of {{total}} in {country}; {{unplaced}} name no town")
        );
        let panel = &edition.drawings["panels"].plotted[0];
        let total = panel["total"].as_i64().expect("a total");
        let unplaced = panel["without_place"].as_i64().expect("a count");
        let said = format!(
            "{} of {total} in {country}; {unplaced} name no town",
            total - unplaced
        );
        let texts = svg::texts(&edition.drawings["panels"].svg, &edition.fonts);
        assert!(
            texts.iter().any(|text| text.words == said),
            "{}: {said}",
            edition.name
        );
    }
}

#[test]
fn a_drawn_value_is_on_record_with_its_figure() {
    let sandbox = Sandbox::ruritania_built();
    let file = sandbox.read("output/ruritania/printed.json");
    let printed: Vec<serde_json::Value> = serde_json::from_str(&file).expect("JSON");
    let of = |path: &str| -> Vec<(&str, &str)> {
        printed
            .iter()
            .filter(|value| value["printed_in"] == path)
            .filter_map(|value| Some((value["source"].as_str()?, value["text"].as_str()?)))
            .collect()
    };
    let [first, _] = ruritania();
    let witnesses = first.computed.number("witnesses").numerator.to_string();
    assert_eq!(
        of("data/ruritania/figures.yaml#panels/draw/notes/0"),
        [("witnesses", witnesses.as_str())]
    );
    assert_eq!(
        of("templates/borderlands/figures.yaml#timeline/draw/series/0/label"),
        [("brief", "2019–20")]
    );
    // Sections come first: `#bound(n)` in their markup counts from the beginning of the list.
    let section = |value: &serde_json::Value| {
        let place = value["printed_in"].as_str().unwrap_or_default();
        fs::exists(sandbox.path(place)).is_ok_and(|there| there)
    };
    let sections = printed.iter().take_while(|value| section(value)).count();
    assert!(sections > 0 && !printed[sections..].iter().any(section));
}

#[test]
fn a_figure_without_data_is_left_out_whatever_its_words_lack() {
    let [first, second] = ruritania();
    assert!(first.drawings.contains_key("hoards_strip"));
    assert!(!second.drawings.contains_key("hoards_strip"));

    let sandbox = Sandbox::ruritania();
    sandbox.build(&["ruritania", "--data", "2021-second"]);
    let printed = sandbox.read("output/ruritania/printed.json");
    assert!(!printed.contains("hoards_strip"), "{printed}");
}

#[test]
fn the_figures_of_the_series_need_nothing_that_only_morocco_has() {
    let sandbox = Sandbox::morocco();
    sandbox.remove("data/morocco/findings.yaml");
    sandbox.remove("data/morocco/figures.yaml");
    sandbox.remove("data/morocco/claims.yaml");
    sandbox.remove("data/morocco/published_claims.csv");
    sandbox.write("data/morocco/facts.yaml", "{}\n");
    let project = Project::find(sandbox.root()).expect("a project");
    for version in ["2017-10-published", "2026-11-open"] {
        let drawn = Drawn::of(sandbox.root(), "morocco", version)
            .unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(
            drawn.drawings.len(),
            drawn.computed.settings.figures.len(),
            "{}",
            drawn.warnings
        );
        let wrong: Vec<String> = prose::check(&project, &drawn.computed.settings)
            .faults
            .iter()
            .map(ToString::to_string)
            .filter(|fault| fault.contains("figures.yaml"))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}
