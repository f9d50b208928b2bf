//! Guards what figures are called and said to show: numbers in the order of the text, and a brief's own words for
//! a figure of its series.

use serde_json::Value;

use brief_base::project::Project;
use brief_prose::settings::Settings;

use crate::support::Sandbox;

const ACCOUNT: &str = "data/ruritania/prose/account.typ";
const OWN: &str = "data/ruritania/figures.yaml";

fn settings(sandbox: &Sandbox) -> Settings {
    let project = Project::find(sandbox.root()).expect("a project");
    Settings::load(&project, "ruritania", None).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Each figure that a text sets, with its label, in the order of the text.
fn labels(sandbox: &Sandbox) -> Vec<(String, String)> {
    let settings = settings(sandbox);
    let text = sandbox.read(ACCOUNT);
    let calls = text.split("#brief-figure(\"").skip(1);
    let set = calls.filter_map(|rest| rest.split('"').next());
    set.map(|id| (id.to_owned(), settings.figures[id].label.clone()))
        .collect()
}

/// Numbers of each word rise by one from 1.
fn assert_in_order(labels: &[(String, String)]) {
    for word in ["Map", "Figure"] {
        let numbers = labels.iter().filter_map(|(_, label)| {
            let (own, number) = label.rsplit_once(' ')?;
            (own == word).then(|| number.parse::<usize>().expect("a number"))
        });
        let numbers: Vec<usize> = numbers.collect();
        let rising: Vec<usize> = (1..=numbers.len()).collect();
        assert_eq!(numbers, rising, "{labels:?}");
    }
}

#[test]
fn figures_are_numbered_in_the_order_in_which_the_text_sets_them() {
    let sandbox = Sandbox::ruritania();
    let before = labels(&sandbox);
    assert_in_order(&before);
    assert_eq!(before[0], ("map".to_owned(), "Map 1".to_owned()));

    // The first chart moves to the end, and the last map to the beginning.
    let strip = "#brief-figure(\"strip\")\n";
    let panels = "#brief-figure(\"panels\")\n";
    let text = sandbox.read(ACCOUNT);
    let text = text.replace(strip, "").replace(panels, "");
    let map = "#brief-figure(\"map\")\n";
    let text = text.replace(map, &format!("{panels}\n{map}"));
    sandbox.write(ACCOUNT, format!("{text}\n{strip}"));
    let after = labels(&sandbox);
    assert_in_order(&after);
    assert_eq!(after[0], ("panels".to_owned(), "Map 1".to_owned()));
    assert_eq!(after.last().map(|(id, _)| id.as_str()), Some("strip"));
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.errors, "", "{run}");
}

#[test]
fn a_figure_that_no_section_sets_comes_after_those_that_one_does() {
    let sandbox = Sandbox::ruritania();
    let count = settings(&sandbox).figures.len();
    let text = sandbox.read(ACCOUNT);
    sandbox.write(ACCOUNT, text.replace("#brief-figure(\"map\")\n", ""));
    assert_in_order(&labels(&sandbox));
    let settings = settings(&sandbox);
    assert_eq!(settings.figures.len(), count);
    assert_eq!(settings.figures["map"].label, "Map 3");
}

#[test]
fn a_figure_has_its_number_where_a_condition_is_on_it() {
    let sandbox = Sandbox::ruritania();
    let text = sandbox.read(ACCOUNT);
    let strip = "#brief-figure(\"strip\")";
    let both = format!("{{% if nests.count.value > 0 %}}{strip}{{% else %}}{strip}{{% endif %}}");
    sandbox.write(ACCOUNT, text.replace(strip, &both));
    let labels = settings(&sandbox).figures;
    assert_eq!(labels["strip"].label, "Figure 1");
    assert_eq!(labels["timeline"].label, "Figure 2");
}

#[test]
fn a_brief_says_of_its_series_figure_what_only_it_can_say() {
    let sandbox = Sandbox::ruritania();
    let own =
        "timeline:\n  title: \"All {{ reports.count | number }} of them, as the court saw it\"\n";
    sandbox.write(OWN, format!("{}\n{own}", sandbox.read(OWN)));
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.errors, "", "{run}");
    let printed = sandbox.read("output/ruritania/printed.json");
    let printed: Vec<Value> = serde_json::from_str(&printed).expect("JSON");
    let printed_in = |path: &str| printed.iter().any(|value| value["printed_in"] == path);
    assert!(printed_in(&format!("{OWN}#timeline/title")));
    // Its other words are still the series'.
    let series = "templates/borderlands/figures.yaml#timeline";
    assert!(!printed_in(&format!("{series}/title")));
    assert!(printed_in(&format!("{series}/subtitle")));
    let why = sandbox.brief(&["why", "ruritania", "reports"]);
    assert!(why.output.contains(&format!("{OWN}:")), "{why}");
}

#[test]
fn a_plain_title_is_read_and_stands_nowhere_while_the_title_may_stand() {
    let sandbox = Sandbox::ruritania();
    let own =
        "timeline:\n  plain_title: \"Reports and their months in {{ brief.country | text }}\"\n";
    sandbox.write(OWN, format!("{}\n{own}", sandbox.read(OWN)));
    let settings = settings(&sandbox);
    let plain = settings.figures["timeline"].plain_title();
    let plain = plain.expect("a plain title");
    assert_eq!(
        plain.text,
        "Reports and their months in {{ brief.country | text }}"
    );
    assert_eq!(plain.place.file, OWN);
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.errors, "", "{run}");
    let printed = sandbox.read("output/ruritania/printed.json");
    assert!(!printed.contains("timeline/plain_title"), "{printed}");
}
