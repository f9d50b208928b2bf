//! Guards what a careful reader wants beside a number: the count of a percentage of a few, the range of what
//! has unknowns, the limit of a source.

use crate::support::{Sandbox, golden};

const KEY_FINDINGS: &str = "data/ruritania/prose/key-findings.typ";
const ACCOUNT: &str = "data/ruritania/prose/account.typ";

fn cautioned(name: &str, change: impl FnOnce(&Sandbox)) {
    let sandbox = Sandbox::ruritania();
    change(&sandbox);
    let run = sandbox.brief(&["check", "ruritania"]);
    assert_eq!(run.code, Some(0), "{run}");
    golden(name, &run.errors);
}

#[test]
fn a_text_that_says_all_of_it_is_not_warned_about() {
    let run = Sandbox::ruritania().brief(&["check", "ruritania"]);
    assert_eq!((run.code, run.errors.as_str()), (Some(0), ""), "{run}");
}

#[test]
fn a_percentage_of_a_few_wants_its_count() {
    cautioned("bare_percentage", |project| {
        project.replace(
            KEY_FINDINGS,
            "{{ gold | of }} ({{ gold.share | percent }})",
            "{{ gold.share | percent }}",
        );
        project.replace(KEY_FINDINGS, "a minority", "at least 40 %");
        // The base under another name is said.
        let told = "{{ gold.share | percent }} of {{ colour_noticed.count | words }}";
        project.replace(
            ACCOUNT,
            "Together",
            &format!("Of all, {{{{ gold | range }}}}. Golden are {told}. Together"),
        );
    });
}

#[test]
fn what_has_unknowns_wants_its_range() {
    cautioned("range_not_given", |project| {
        project.replace(
            KEY_FINDINGS,
            "; of all dragons it may be {{ gold | range }}",
            "",
        );
        project.replace(KEY_FINDINGS, ", and may be {{ gold | range }} of all", "");
        // Both ends say it, and so does the number of the unknown.
        let ends = "Golden are {{ gold | of }} ({{ gold.share | percent }}), from {{ gold.lower | percent }} to \
            {{ gold.upper | percent }}.\n\nGolden are {{ gold | of }} ({{ gold.share | percent }}); \
            {{ gold.unknown | words }} are unknown.\n\nTogether";
        project.replace(ACCOUNT, "Together", ends);
    });
}

#[test]
fn a_number_that_its_source_limits_wants_the_limit() {
    cautioned("bare_limit", |project| {
        let fact = "{{ facts.dragons_in_glottenburg | number }}";
        project.replace(
            ACCOUNT,
            &format!("count at least {fact}"),
            &format!("count {fact}, no fewer than\n{fact}, more than {fact}, at least\n{fact},"),
        );
    });
}

#[test]
fn the_words_around_figures_are_read_with_the_same_care() {
    cautioned("cautions_around_a_figure", |project| {
        project.replace(
            "templates/borderlands/figures.yaml",
            "{{ gold | range }}",
            "{{ gold.share | percent }}",
        );
    });
}

#[test]
fn hedge_words_that_no_claim_says_are_found() {
    cautioned("untested_hedges", |project| {
        let account = project.read(ACCOUNT);
        let text = "\nMost dragons sleep. Golden are at least {{ gold | of }}. \"Most\" is a word, and foremost \
            another.\n// exempt \"a minority\": of the readers\nA minority reads on.\n";
        project.write(ACCOUNT, format!("{account}{text}"));
        project.replace(
            "templates/borderlands/figures.yaml",
            "A symbol stands at the town named first.",
            "The majority of symbols stand at the town named first.",
        );
        // Everyday words are left alone.
        let hedges = "templates/borderlands/hedges.yaml";
        project.replace(
            hedges,
            "rarer than]",
            "rarer than, sleep], everyday: [sleep]",
        );
    });
}

/// The texts of settings make no claims, and are read all the same.
#[test]
fn hedge_words_in_settings_are_found() {
    cautioned("hedges_in_settings", |project| {
        project.replace(
            "templates/borderlands/findings.yaml",
            "A report without a number adds nobody.",
            "A report without a number adds nobody; most give one.",
        );
        project.replace(
            "data/ruritania/brief.yaml",
            "title: Ruritania",
            "title: The majority of Ruritania",
        );
    });
}

#[test]
fn a_claim_that_is_negated_is_found() {
    cautioned("negated_claims", |project| {
        project.replace(
            "data/ruritania/prose/key-findings.typ",
            r#"{{ gold | claim(says="a minority") }}"#,
            r#"not {{ gold | claim(says="a minority") }}"#,
        );
        project.replace(
            "templates/borderlands/figures.yaml",
            "{{ nests.count | words }}",
            "{{ nests.count | words }} and no longer {{ gold | claim(says='a minority') }}",
        );
    });
}

#[test]
fn an_everyday_word_is_one_of_its_hedge() {
    let sandbox = Sandbox::ruritania();
    let hedges = "templates/borderlands/hedges.yaml";
    sandbox.replace(hedges, "rarer than]", "rarer than], everyday: [rarest]");
    let run = sandbox.brief(&["check", "ruritania"]);
    golden("everyday_word_of_no_hedge", &run.to_string());
    assert_eq!(run.code, Some(1), "{run}");
}
