//! Guards `templates/README.md`: its examples are hedges that the series has, and figures that the brief
//! on Morocco can draw, or say otherwise.

use std::fs;

use brief_claims::hedges::parse;

use crate::support::drawn::Drawn;
use crate::support::{Sandbox, repository};

const OWN_FIGURES: &str = "data/morocco/figures.yaml";

/// The YAML blocks of the page: a hedge, then figures.
fn examples() -> (String, Vec<String>) {
    let path = repository().join("templates/README.md");
    let text = fs::read_to_string(path).expect("the page on templates");
    let mut blocks = text
        .split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .map(str::to_owned);
    let hedge = blocks.next().expect("a hedge");
    (hedge, blocks.collect())
}

#[test]
fn its_hedge_is_one_of_the_series() {
    let (example, _) = examples();
    let file = "templates/beyond-the-caliphate/hedges.yaml";
    let known = fs::read_to_string(repository().join(file)).expect("hedges");
    let known = parse(file, &known).unwrap_or_else(|faults| panic!("{faults}"));
    let example = parse("README.md", &example).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(example.len(), 1);
    for (name, hedge) in &example {
        let declared = &known[name];
        assert_eq!(hedge.holds, declared.holds);
        let mut words = hedge.words.iter();
        assert!(words.all(|words| declared.words.contains(words)));
    }
}

#[test]
fn its_examples_are_drawn() {
    let (_, examples) = examples();
    assert_eq!(examples.len(), 3);
    let sandbox = Sandbox::morocco();
    let figures = sandbox.read(OWN_FIGURES);
    sandbox.write(OWN_FIGURES, format!("{figures}\n{}", examples.join("\n")));
    let drawn = Drawn::of(sandbox.root(), "morocco", "2017-10-published")
        .unwrap_or_else(|faults| panic!("{faults}"));
    assert!(drawn.drawings.contains_key("map_of_plots"));
    let reworded = &drawn.computed.settings.figures["recruits_map"];
    assert!(reworded.words.title.contains("the published brief found"));
    let rate = &drawn.drawings["rate_by_region"];
    let suppressed = rate.plotted["choropleth"]["regions"]
        .as_array()
        .expect("regions")
        .iter()
        .filter(|region| region["shown_as"] == "suppressed")
        .count();
    assert!(suppressed > 0, "{}", rate.plotted);
    assert!(rate.svg.contains("20 records or fewer: not shown"));
}
