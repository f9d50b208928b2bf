//! Guards what a brief may leave out and what its data may not record: nothing becomes a blank or a zero.

use brief_base::project::Project;
use brief_data::tables::DataGaps;
use brief_model::findings::Outcome;
use brief_prose::settings::Settings;

use crate::support::{Computed, Sandbox};

const BRIEF: &str = "data/ruritania/brief.yaml";
const CLEANING: &str = "data/ruritania/cleaning/2020-first.yaml";
const ACCOUNT: &str = "data/ruritania/prose/account.typ";
const SERIES: &str = "templates/borderlands/series.yaml";

/// The fixture with a delivery that does not say what colour a dragon had.
fn without_colours() -> Sandbox {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        CLEANING,
        "colour: {column: Colour}",
        "colour: {absent: true}",
    );
    sandbox.replace(
        CLEANING,
        "      source: {column: Source}\n",
        "      source: {column: Source}\n    unused: [Colour]\n",
    );
    sandbox
}

#[test]
fn what_a_delivery_does_not_record_is_no_data_and_not_zero() {
    let sandbox = without_colours();
    let run = sandbox.brief(&["check", "ruritania"]);
    assert!(
        run.errors
            .contains("\"gold\" has no numerator in this dataset version"),
        "{run}"
    );
    assert!(!run.errors.contains("\"reports\" has no"), "{run}");
    let computed = Computed::of(sandbox.root(), "ruritania", "2020-first").expect("findings");
    let missing = |finding: &str| match &computed.findings.get(finding).expect("it").outcome {
        Outcome::NoData { missing_table } => missing_table.clone(),
        _ => String::new(),
    };
    assert_eq!(missing("gold"), "column \"colour\" in reports");
    assert_eq!(missing("reports"), "");
}

#[test]
fn what_cleaning_makes_from_an_absent_column_is_not_recorded_either() {
    let sandbox = Sandbox::ruritania();
    for (column, raw) in [("date", "Date"), ("towns", "Towns")] {
        sandbox.replace(
            CLEANING,
            &format!("{column}: {{column: {raw}}}"),
            &format!("{column}: {{absent: true}}"),
        );
    }
    let project = Project::find(sandbox.root()).expect("a project");
    let settings = Settings::load(&project, "ruritania", None).expect("settings");
    let unrecorded = DataGaps::of(settings.of_data());
    let first = |column: &str| unrecorded.first("reports", [&column.to_owned()]).is_some();
    for made in ["date", "month", "towns", "place", "region", "district"] {
        assert!(first(made), "{made}");
    }
    assert!(!first("colour") && !first("report_id"));
    assert!(unrecorded.has_table("report_places"));
    assert!(!unrecorded.has_table("reports"));
}

#[test]
fn a_recode_table_is_needed_only_for_what_is_recorded() {
    let sandbox = without_colours();
    sandbox.remove("data/ruritania/recodes/colour.csv");
    let run = sandbox.brief(&["check", "ruritania"]);
    assert!(!run.errors.contains("recodes/colour.csv"), "{run}");
    let recorded = Sandbox::ruritania();
    recorded.remove("data/ruritania/recodes/colour.csv");
    let run = recorded.brief(&["check", "ruritania"]);
    assert!(run.errors.contains("recodes/colour.csv"), "{run}");
}

#[test]
fn a_gap_is_stated_in_the_words_of_the_series() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        SERIES,
        "language: en\n",
        "language: en\ngap: \"Nobody knows: {title}.\"\n",
    );
    let text = sandbox.read(ACCOUNT);
    sandbox.write(
        ACCOUNT,
        format!("{text}\n{{% if hoards.available %}}Hoards are known.{{% else %}}{{{{ hoards.gap | text }}}}{{% endif %}}\n"),
    );
    sandbox.build(&["ruritania"]);
    let printed = sandbox.read("output/ruritania/printed.json");
    assert!(!printed.contains("Nobody knows"), "{printed}");
    let run = sandbox.brief(&["build", "ruritania", "--data", "2021-second"]);
    assert_eq!(run.code, Some(0), "{run}");
    let printed = sandbox.read("output/ruritania/printed.json");
    assert!(
        printed.contains("Nobody knows: Hoards counted."),
        "{printed}"
    );
}

#[test]
fn a_brief_leaves_out_sections_and_figures_of_its_series() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(BRIEF, "period:", "leaves_out: [account, strip]\nperiod:");
    sandbox.remove(ACCOUNT);
    let run = sandbox.build(&["ruritania"]);
    assert!(!run.errors.contains("account"), "{run}");
    assert!(!sandbox.path("output/ruritania/figures/strip.svg").exists());
    assert!(sandbox.path("output/ruritania/figures/map.svg").exists());
}

/// Boundaries that only one brief has lie in its own folder.
#[test]
fn a_brief_has_boundaries_of_its_own() {
    let sandbox = Sandbox::ruritania();
    let own = sandbox.path("data/ruritania/boundaries");
    std::fs::rename(sandbox.path("data/boundaries"), &own).expect("moved");
    let text = sandbox.read(BRIEF);
    sandbox.write(BRIEF, text.replace("file: ", "file: ./"));
    let run = sandbox.build(&["ruritania"]);
    assert_eq!(run.errors, "", "{run}");
    sandbox.write(BRIEF, text.replace("file: ", "file: ./../"));
    let run = sandbox.brief(&["check", "ruritania"]);
    assert!(run.errors.contains("error[path-outside-project]"), "{run}");
}

/// Of some rows a delivery may record less than of others.
#[test]
fn what_is_not_recorded_of_a_view_is_no_data_there_alone() {
    let sandbox = Sandbox::ruritania();
    sandbox.replace(
        CLEANING,
        "      source: {column: Source}\n",
        "      source: {column: Source}\n    not_recorded: {nests: [colour]}\n",
    );
    let findings = "data/ruritania/findings.yaml";
    let text = sandbox.read(findings);
    sandbox.write(
        findings,
        format!(
            "{text}\ngolden_nests:\n  title: Golden nests\n  unit: nests\n  of: nests\n  where: colour = 'gold'\n  share_of: nests\n"
        ),
    );
    let computed = Computed::of(sandbox.root(), "ruritania", "2020-first").expect("findings");
    let outcome = |finding: &str| &computed.findings.get(finding).expect("it").outcome;
    assert!(matches!(
        outcome("golden_nests"),
        Outcome::NoData { missing_table } if missing_table == "column \"colour\" in nests"
    ));
    assert!(!matches!(outcome("gold"), Outcome::NoData { .. }));
    sandbox.replace(
        CLEANING,
        "{nests: [colour]}",
        "{nest: [colour], nests: [color]}",
    );
    let run = sandbox.brief(&["check", "ruritania"]);
    for said in ["did you mean \"nests\"?", "did you mean \"colour\"?"] {
        assert!(run.errors.contains(said), "{run}");
    }
}
