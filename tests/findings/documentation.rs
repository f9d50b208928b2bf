//! Guards that findings explain themselves: whatever is shown to readers says what it measures and why it
//! matters, and those words go wherever the finding goes.

use std::collections::BTreeSet;

use serde_json::Value;

use brief_base::project::Project;
use brief_prose::settings::Settings;
use brief_prose::shown_findings;

use crate::support::{Sandbox, repository};

const FINDINGS: &str = "templates/borderlands/findings.yaml";

#[test]
fn words_of_its_own_stand_for_those_of_a_topic() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(FINDINGS, "Nests found, topic: dragons,", "Nests found,");
    let run = sandbox.brief(&["check", "ruritania"]);
    assert_eq!(
        run.errors, "",
        "nests say themselves why they matter\n{run}"
    );
}

#[test]
fn a_published_finding_carries_its_documentation() {
    let sandbox = Sandbox::ruritania_built();
    let published: Value =
        serde_json::from_str(&sandbox.read("output/ruritania/findings.json")).expect("JSON");
    let gold = &published["findings"]["gold"];
    assert_eq!(gold["topic"]["title"], "Colours");
    assert_eq!(
        gold["topic"]["matters"],
        "Golden dragons are said to be the mild ones."
    );
    assert_eq!(
        gold["definition"]["measures"],
        "Reports of a golden dragon; the base is reports in which a colour is named."
    );
    assert_eq!(
        gold["definition"]["caveat"],
        "What nobody noticed could change the share."
    );
}

#[test]
fn an_answer_carries_the_words_of_the_topic_or_those_of_the_finding() {
    let sandbox = Sandbox::ruritania();
    for (finding, matters) in [
        ("gold", "Golden dragons are said to be the mild ones."),
        (
            "nests",
            "A nest stays where it is, so it can be looked at again.",
        ),
    ] {
        let run = sandbox.brief(&["why", "ruritania", finding, "--format", "json"]);
        let answer: Value = serde_json::from_str(&run.output).expect("JSON");
        assert_eq!(answer["finding"]["matters"], matters);
    }
}

#[test]
fn every_finding_of_morocco_is_documented_in_words_of_its_own() {
    let project = Project::find(repository()).expect("this repository");
    let settings = Settings::load(&project, "morocco", None).expect("sound settings");
    let shown = shown_findings(&project, &settings);
    assert!(
        shown.contains("plots") && shown.contains("recruits_by_place"),
        "{shown:?}"
    );
    assert!(!shown.contains("events_not_asserted"), "{shown:?}");
    let mut said = BTreeSet::new();
    for (name, definition) in settings.findings.iter().flat_map(|yaml| &yaml.value) {
        let measures = definition.measures.as_deref().unwrap_or_default();
        assert!(
            said.insert(measures),
            "{name}: \"{measures}\" says nothing new"
        );
        assert!(definition.topic.is_some(), "{name} has no topic");
    }
}
