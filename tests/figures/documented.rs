//! Guards `templates/README.md`: its examples are figures that the brief on Morocco can draw.

use std::fs;

use crate::support::drawn::Drawn;
use crate::support::{Sandbox, repository};

const OWN_FIGURES: &str = "data/morocco/figures.yaml";

/// The YAML blocks of a Markdown text.
fn examples(text: &str) -> Vec<&str> {
    text.split("```yaml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect()
}

#[test]
fn its_examples_are_drawn() {
    let path = repository().join("templates/README.md");
    let text = fs::read_to_string(path).expect("the page on templates");
    let examples = examples(&text);
    assert_eq!(examples.len(), 2);
    let sandbox = Sandbox::morocco();
    let figures = sandbox.read(OWN_FIGURES);
    sandbox.write(OWN_FIGURES, format!("{figures}\n{}", examples.join("\n")));
    let drawn = Drawn::of(sandbox.root(), "morocco", "2017-10-published")
        .unwrap_or_else(|faults| panic!("{faults}"));
    assert!(drawn.drawings.contains_key("map_of_plots"));
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
