//! Guards what an analyst is told when something is wrong: each test breaks one thing in a copy of the
//! fixture project and compares all that `brief build` says with a golden file of the same name in
//! `golden/`. After each failure the earlier output must be there unchanged.

use std::fs;

use crate::support::{Sandbox, golden};

const SERIES: &str = "templates/borderlands/series.yaml";
const FINDINGS: &str = "templates/borderlands/findings.yaml";
const FIGURES: &str = "templates/borderlands/figures.yaml";
const PALETTE: &str = r##"palette: ["#fcfbea", "#d9f1b2", "#a0c9ab"]"##;
const OWN_FIGURES: &str = "data/ruritania/figures.yaml";
const LAYOUT: &str = "templates/borderlands/layout.typ";
const THEME: &str = "templates/borderlands/theme.typ";
const BRIEF: &str = "data/ruritania/brief.yaml";
const ACCOUNT: &str = "data/ruritania/prose/account.typ";
const FIRST: &str = "data/ruritania/raw/2020-first";
const MAP: &str = "data/ruritania/map.yaml";
/// The measure of the districts.
const COUNTED: &str = "{of: count, counted: {finding: reports_by_district, region: district}}";
const CORRECTIONS: &str = "data/ruritania/corrections.csv";
const REPORTS: &str = "reports.csv";

/// Breaks a copy of the fixture project, builds it, and compares what is said.
fn broken(name: &str, break_it: impl FnOnce(&Sandbox)) {
    broken_with(name, &["build", "ruritania"], break_it);
}

fn broken_with(name: &str, arguments: &[&str], break_it: impl FnOnce(&Sandbox)) {
    let sandbox = Sandbox::ruritania();
    fs::create_dir_all(sandbox.path("output/ruritania")).expect("a folder");
    sandbox.write("output/ruritania/ruritania.pdf", "an earlier edition");
    break_it(&sandbox);
    let before = sandbox.files("output");
    let run = sandbox.brief(arguments);
    golden(name, &format!("$ brief {}\n{run}", arguments.join(" ")));
    assert!(matches!(run.code, Some(1 | 2)), "{run}");
    assert!(run.errors.contains("error["), "{run}");
    assert!(
        sandbox.files("output") == before,
        "the earlier output changed\n{run}"
    );
}

macro_rules! breaks {
    ($($(#[$about:meta])* $name:ident: $break_it:expr;)+) => {$(
        $(#[$about])*
        #[test]
        fn $name() {
            broken(stringify!($name), $break_it);
        }
    )+};
}

// What was asked for.

#[test]
fn unknown_brief() {
    broken_with("unknown_brief", &["build", "ruritanya"], |_| {});
}

#[test]
fn unknown_dataset_version() {
    let arguments = ["build", "ruritania", "--data", "2020-frist"];
    broken_with("unknown_dataset_version", &arguments, |_| {});
}

#[test]
fn brief_named_by_a_path() {
    broken_with("brief_named_by_a_path", &["build", "../ruritania"], |_| {});
}

breaks! {
    // Settings.
    unknown_setting_key: |project| project.replace(BRIEF, "subtitle:", "subtitel:");
    missing_setting: |project| project.replace(BRIEF, "country: Ruritania\n", "");
    wrong_yaml_type: |project| project.replace(BRIEF, "keywords: [Ruritania, dragons]", "keywords: dragons");
    no_yaml_at_all: |project| project.replace(BRIEF, "title: Ruritania", "title: Ruritania: a country");
    fact_defined_twice: |project| {
        let own = project.read("data/ruritania/facts.yaml");
        project.write("templates/borderlands/facts.yaml", own);
    };
    unknown_step: |project| project.replace(SERIES, "reject_blank_rows: {}", "reject_blanks: {}");
    unknown_column_type: |project| project.replace(SERIES, "witnesses: {type: integer}", "witnesses: {type: int}");
    unknown_series: |project| project.replace(BRIEF, "series: borderlands", "series: borderland");
    period_backwards: |project| project.replace(BRIEF, r#"to: "2020-12""#, r#"to: "2018-12""#);
    document_date: |project| project.replace(BRIEF, "2021-01-01", "2021-02-30");
    path_out_of_the_project: |project| project.replace(BRIEF, "places: ruritania.tsv", "places: ../../../ruritania.tsv");
    path_with_two_dots_inside: |project| project.replace(BRIEF, "file: countries.geojson", "file: ../boundaries/countries.geojson");
    absolute_path: |project| project.replace(BRIEF, "file: countries.geojson", "file: /etc/passwd");

    // Files.
    missing_settings_file: |project| project.remove("data/ruritania/facts.yaml");
    missing_section: |project| project.remove(ACCOUNT);
    missing_recode_table: |project| project.remove("data/ruritania/recodes/colour.csv");
    missing_layout: |project| project.remove(THEME);
    missing_references: |project| project.remove("data/ruritania/references.yaml");
    missing_extract: |project| project.remove(&format!("{FIRST}/hoards.csv"));
    missing_fonts: |project| fs::remove_dir_all(project.path("templates/fonts")).expect("removed");
    missing_figure_font: |project| project.remove("templates/fonts/source-sans-3/SourceSans3-Semibold.ttf");
    settings_not_utf8: |project| project.write("data/ruritania/facts.yaml", b"dragons:\n  unit: \xe9\n");

    // Extracts.
    changed_byte: |project| project.replace(&format!("{FIRST}/reports.csv"), "D-1,2019-01-14", "D-1,2019-01-15");
    changed_boundary: |project| project.replace("data/boundaries/regions.geojson", "250000", "250001");
    left_out_what_no_brief_may: |project| {
        project.replace(SERIES, "{id: account}", "{id: account, required: true}");
        project.replace(BRIEF, "period:", "leaves_out: [account, method, acount]\nperiod:");
    };
    sibling_that_is_none: |project| project.replace(BRIEF, "period:", "siblings: [ruritania, glottenburg]\nperiod:");
    sibling_that_is_not_named: |project| {
        let text = project.read(ACCOUNT);
        project.write(ACCOUNT, format!("{text}\n{{{{ siblings.glottenburg.reports.count | number }}}}\n"));
    };
    map_that_sets_apart_an_unknown_region: |project| project.replace(
        FIGURES,
        "    symbols:\n      finding: reports_by_place",
        "    highlight: {codes: [XR-1, XR-9], fill: {colour: \"#aaaaaa\"}, label: \"set apart\"}\n    symbols:\n      finding: reports_by_place",
    );
    undescribed_boundary: |project| project.replace(BRIEF, "file: countries.geojson", "file: nations.geojson");
    wrong_descriptor: |project| project.replace(&format!("{FIRST}/datapackage.json"), r#""hash": "sha256:93b3"#, r#""hash": "md5:93b3"#);
    missing_column: |project| {
        project.redeliver(FIRST, REPORTS, "No.,Date,Kind,Towns,Witnesses,Colour,Source", "No.,Date,Kind,Towns,Witnesses,Color,Source");
    };
    duplicate_header: |project| {
        project.redeliver(FIRST, REPORTS, "No.,Date,Kind,Towns,Witnesses,Colour,Source", "No.,Date,Kind,Towns,Towns,Colour,Source");
    };
    row_too_short: |project| project.redeliver(FIRST, REPORTS, "D-7,,sighting,n/a,2,unknown,Parish book", "D-7,,sighting,n/a,2,unknown");
    row_too_long: |project| project.redeliver(FIRST, REPORTS, "D-1,2019-01-14,sighting,Strelsau", "D-1,2019-01-14,sighting,Strelsau, the capital");
    unclosed_quote: |project| project.redeliver(FIRST, REPORTS, "\"Courier, evening edition\"", "\"Courier, evening edition");
    wrong_encoding: |project| {
        project.write(&format!("{FIRST}/hoards.csv"), b"Hoard,Town,Coins\nH-1,Tarlenh\xe9im,900\n");
        project.seal(FIRST);
    };
    unmapped_column: |project| {
        project.redeliver(FIRST, "hoards.csv", "Hoard,Town,Coins\nH-1,Zenda,900\nH-2,Hentzau,1600\nH-3,n/a,unknown\n", "Hoard,Town,Coins,Curse\nH-1,Zenda,900,\nH-2,Hentzau,1600,\nH-3,n/a,unknown,\n");
        project.replace(&format!("{FIRST}/datapackage.json"), "\"name\": \"Coins\",\n            \"type\": \"any\"\n          }", "\"name\": \"Coins\",\n            \"type\": \"any\"\n          },\n          {\n            \"name\": \"Curse\",\n            \"type\": \"any\"\n          }");
    };

    // Cells.
    not_a_number: |project| project.redeliver(FIRST, REPORTS, "Zenda; Hofbau,12,gold", "Zenda; Hofbau,a dozen,gold");
    not_a_date: |project| project.redeliver(FIRST, REPORTS, "D-4,05/06/2019", "D-4,31/06/2019");
    unknown_value: |project| project.redeliver(FIRST, REPORTS, "4,crimson", "4,cromson");
    unknown_place: |project| project.redeliver(FIRST, REPORTS, "Strelsau,3,red", "Strelsow,3,red");
    place_abroad_not_recoded: |project| project.redeliver(FIRST, REPORTS, "Rosenthal (Glottenburg)", "Rosenthal");
    unknown_place_in_several_rows: |project| {
        project.redeliver(FIRST, REPORTS, "Strelsau,3,red", "Strelsow,3,red");
        project.replace(&format!("{FIRST}/{REPORTS}"), "Zenda; Hofbau", "Zenda; Strelsow");
        project.seal(FIRST);
    };
    place_that_a_recode_table_misnames: |project| project.replace("data/ruritania/recodes/place.csv", "the capital,Strelsau", "the capital,Strelsow");
    value_without_a_code_that_every_row_needs: |project| project.replace("data/ruritania/recodes/kind.csv", "sighting,sighting,", "sighting,,");
    missing_value: |project| project.redeliver(FIRST, REPORTS, "D-7,,sighting", "D-7,,");
    duplicate_key: |project| project.redeliver(FIRST, REPORTS, "D-8,2019-09-01,hoax", "D-7,2019-09-01,sighting");
    code_that_is_no_category: |project| project.replace("data/ruritania/recodes/colour.csv", "gold,gold,", "gold,golden,");
    stale_correction: |project| project.replace(CORRECTIONS, ",40,4,", ",44,4,");
    correction_of_no_row: |project| project.replace(CORRECTIONS, "D-10", "D-11");
    correction_of_no_column: |project| project.replace(CORRECTIONS, "Witnesses", "Witness");
    correction_without_reason: |project| project.replace(CORRECTIONS, "Typing slip", "");
    recode_table_with_a_value_twice: |project| project.replace("data/ruritania/recodes/colour.csv", "gold,gold,", "gold,gold,\nGreen,green,");

    // Findings.
    unknown_column_in_sql: |project| project.replace(FINDINGS, "where: colour = 'gold'", "where: color = 'gold'");
    sql_that_reads_a_file: |project| project.replace(FINDINGS, "where: colour = 'gold'", "where: colour IN (SELECT * FROM read_csv('/etc/passwd'))");
    sql_with_a_forbidden_function: |project| project.replace(FINDINGS, "where: colour = 'gold'", "where: colour = read_csv('/etc/passwd')");
    sql_that_is_none: |project| project.replace(FINDINGS, "where: colour = 'gold'", "where: colour = = 'gold'");
    sql_that_is_no_condition: |project| project.replace(FINDINGS, "where: colour = 'gold'", "where: witnesses + 1");
    sql_that_compares_unlike_types: |project| project.replace(FINDINGS, "where: colour = 'gold'", "where: witnesses > 'gold'");
    view_that_is_no_condition: |project| project.replace(SERIES, "where: kind = 'nest'", "where: witnesses");
    sum_of_text: |project| project.replace(FINDINGS, "sum: witnesses", "sum: colour");
    unknown_table: |project| project.replace(FINDINGS, "unit: reports, of: reports, by: source", "unit: reports, of: raports, by: source");
    unknown_base: |project| project.replace(FINDINGS, "of: sightings, share_of: reports", "of: sightings, share_of: all_reports");
    unknown_topic: |project| project.replace(FINDINGS, "Reports by source, topic: dragons", "Reports by source, topic: dragon");
    unknown_breakdown: |project| project.replace(FINDINGS, "by: source", "by: sauce");
    finding_defined_twice: |project| project.replace("data/ruritania/findings.yaml", "hoards: {title: Hoards counted", "nests: {title: Nests, unit: nests, of: nests}\nhoards: {title: Hoards counted");

    // Prose.
    unknown_findings_in_prose: |project| {
        project.replace(ACCOUNT, "witnesses.count", "witneses.count");
        project.replace(ACCOUNT, "colour_noticed.share", "colour_noticed.shares");
    };
    name_near_to_none: |project| project.replace(ACCOUNT, "witnesses.count", "quorum.count");
    fact_named_like_a_finding: |project| project.replace(ACCOUNT, "facts.dragons_in_glottenburg", "dragons_in_glottenburg");
    number_set_as_a_table: |project| project.replace(ACCOUNT, "#findings-table(\"colours\")", "// #findings-table(\"nothing\")\n#findings-table(\"gold\")");
    value_without_a_filter: |project| project.replace(ACCOUNT, "witnesses.count | number", "witnesses.count");
    unknown_filter: |project| project.replace(ACCOUNT, "colour_noticed.share | percent", "colour_noticed.share | per_cent");
    unknown_fact: |project| project.replace(ACCOUNT, "facts.dragons_in_glottenburg", "facts.dragons_in_glottenberg");
    unclosed_tag: |project| project.replace(ACCOUNT, "{% endif %}", "");
    share_as_a_whole_number: |project| project.replace(ACCOUNT, "colour_noticed.share | percent", "colour_noticed.share | number");

    // Figures.
    unknown_finding_in_figure: |project| project.replace(FIGURES, "finding: reports_by_place", "finding: raports_by_place");
    unknown_column_in_figure: |project| project.replace(FIGURES, "place: place", "place: town");
    unknown_category_in_figure: |project| project.replace(FIGURES, r#"key: nest, label: "nests","#, r#"key: nests, label: "nests","#);
    unknown_name_in_figure_title: |project| project.replace(FIGURES, "{{ nests.count | words }}", "{{ nestz.count | words }}");
    unknown_kind_of_figure: |project| project.replace(FIGURES, "kind: unit_strip", "kind: pie_chart");
    figure_named_like_a_path: |project| project.replace(FIGURES, "\nstrip:\n", "\n\"../strip\":\n");
    unknown_palette: |project| project.replace(FIGURES, PALETTE, "palette: ylgnbo");
    colour_that_is_none: |project| project.replace(FIGURES, "\"#d9f1b2\"", "\"#d9f1b\"");
    palette_without_enough_colours: |project| project.replace(FIGURES, "limits: [20, 40]", "limits: [20, 40, 60]");
    palette_with_too_few_steps: |project| {
        project.replace(FIGURES, "limits: [20, 40]", "limits: [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]");
        project.replace(FIGURES, PALETTE, "palette: blues");
    };
    more_classes_than_values: |project| project.replace(FIGURES, "{method: manual, limits: [20, 40]}", "{method: quantile, count: 7}");
    unknown_method_of_classes: |project| project.replace(FIGURES, "method: manual", "method: jenks");
    unknown_key_in_figure: |project| project.replace(FIGURES, "radius_of_one: 4.0", "radius_of_won: 4.0");
    unknown_column_in_timeline: |project| project.replace(FIGURES, "month: month", "month: week");
    unknown_category_in_a_count: |project| project.replace(FIGURES, "colour: [red, green]", "colour: [red, gren]");
    unknown_fact_in_figure: |project| project.replace(OWN_FIGURES, "fact: nests_in_glottenburg", "fact: nests_in_glottenberg");
    categories_that_do_not_add_up: |project| project.replace(FIGURES, r#"{label: "not noticed", count: {remainder: true}"#, r#"{label: "not noticed", count: {number: sightings}"#);
    place_that_the_gazetteer_has_not: |project| project.replace(FIGURES, "place: place", "place: kind");
    empty_map_extent: |project| project.replace("data/ruritania/map.yaml", "east: 130", "east: -300");
    unknown_map_layer: |project| project.replace("data/ruritania/map.yaml", "regions: regions", "regions: provinces");
    unknown_city_on_map: |project| project.replace("data/ruritania/map.yaml", "name: Strelsau", "name: Streslau");

    // Maps: how the country is shown.
    unknown_map_extent: |project| project.replace(OWN_FIGURES, "extent: near", "extent: naer");
    unknown_worldview: |project| project.replace(MAP, "worldview: neither", "worldview: niether");
    missing_worldview: |project| project.replace(MAP, "worldview: neither\n", "");
    unknown_line_of_a_worldview: |project| project.replace(MAP, "kind: claimed_border", "kind: claimed_boarder");
    unknown_area_of_a_worldview: |project| project.replace(MAP, "boundaries: march", "boundaries: march\n    areas: [claimed_aera]");
    graticule_without_a_step: |project| project.replace(MAP, "step: 1", "step: 0");
    map_that_cannot_be_drawn: |project| {
        project.replace(MAP, "latitude: 45", "latitude: 450");
        project.replace(MAP, "east: 110", "east: -99.9999");
        project.replace(MAP, "width: 70", "width: 0");
    };
    stroke_without_width: |project| project.replace(MAP, "width: 0.4", "width: -0.4");
    dash_without_length: |project| project.replace(MAP, "dashes: [3, 2]", "dashes: [3, .nan]");
    printed_names_of_nothing: |project| {
        project.replace(BRIEF, "Sende: Zenda", "Sende: Zenda\n    Strelzow: Strelsau on the Alt");
        project.replace(BRIEF, "name: name, population: people}\n    countries", "name: name, printed_names: {XR-9: The Marches}}\n    countries");
    };

    // Maps: what colours their regions.
    unknown_boundaries_of_a_choropleth: |project| project.replace(OWN_FIGURES, "boundaries: districts", "boundaries: districs");
    regions_that_the_boundaries_have_not: |project| project.replace(OWN_FIGURES, "      boundaries: districts\n", "");
    unknown_measure: |project| project.replace(OWN_FIGURES, COUNTED, "{of: cuont, counted: {finding: reports_by_district, region: district}}");
    rate_without_few: |project| project.replace(OWN_FIGURES, COUNTED, "{of: rate, counted: {finding: reports_by_district, region: district}, inhabitants: 100000}");
    rate_for_nobody: |project| project.replace(OWN_FIGURES, COUNTED, "{of: rate, counted: {finding: reports_by_district, region: district}, inhabitants: -100000, few: {up_to: 1, show: hatched, fill: {hatch: \"#777777\"}, label: one}}");
    density_on_no_ground: |project| project.replace(OWN_FIGURES, COUNTED, "{of: density, counted: {finding: reports_by_district, region: district}, square_kilometres: 0}");
    unknown_column_in_a_counted_table: |project| project.replace(OWN_FIGURES, COUNTED, "{of: count, counted: {finding: reports_by_district, region: district, where: {kidn: nest}}}");
    regions_without_data: |project| project.replace(OWN_FIGURES, COUNTED, "{of: population_density}");
    unknown_value_in_a_legends_class: |project| project.replace(OWN_FIGURES, "{first}–{last}", "{firts}–{last}");
    unknown_value_in_a_sentence_about_the_whole: |project| project.replace(FIGURES, "title: \"People per km²\"", "title: \"People per km²\", whole: \"all in all {hole}\"");
    sentence_about_the_whole_of_a_count: |project| project.replace(OWN_FIGURES, "{title: \"Reports\"", "{title: \"Reports\", whole: \"all in all {whole}\"");
    limit_at_the_whole_of_a_count: |project| project.replace(OWN_FIGURES, "limits: [1]}", "limits: [1]}\n      limit_at_whole: true");
    limit_at_the_whole_among_quantiles: |project| project.replace(FIGURES, "{method: manual, limits: [20, 40]}", "{method: quantile, count: 2}\n      limit_at_whole: true");
    limit_at_a_whole_that_is_not_known: |project| {
        project.replace(OWN_FIGURES, COUNTED, "{of: population_density}");
        project.replace(OWN_FIGURES, "limits: [1]}", "limits: [1]}\n      limit_at_whole: true");
    };
    symbols_without_size: |project| {
        project.replace(FIGURES, "radius_of_one: 4.0", "radius_of_one: 0");
        project.replace(OWN_FIGURES, "radius_of_one: 3.0", "radius_of_one: -3.0");
    };
    map_of_nothing: |project| {
        let declared = project.read(OWN_FIGURES);
        let (from, to) = ("    choropleth:\n", "    notes:\n      - {text: \"{unplaced}");
        let begins = declared.find(from).expect("a choropleth");
        let ends = declared.find(to).expect("notes");
        project.write(OWN_FIGURES, format!("{}{}", &declared[..begins], &declared[ends..]));
    };
    panel_map_without_a_panel: |project| {
        let declared = project.read(OWN_FIGURES);
        let begins = declared.find("    panels:\n").expect("panels");
        let ends = declared.find("districts:\n").expect("districts");
        project.write(OWN_FIGURES, format!("{}    panels: []\n\n{}", &declared[..begins], &declared[ends..]));
    };
    kind_that_no_symbol_draws: |project| project.replace(FIGURES, "        - {key: nest, label: \"nests\", colour: \"#000000\", shape: diamond}\n    notes", "    notes");
    kind_that_two_symbols_draw: |project| project.replace(FIGURES, "{key: nest, label: \"nests\",", "{key: sighting, label: \"nests\",");

    // Words that figures draw.
    unknown_names_in_drawn_words: |project| {
        project.replace(OWN_FIGURES, "\"Nests, {{ brief.years | text }}\"", "\"Nests, {{ brief.yaers | text }}\"");
        project.replace(OWN_FIGURES, "{{ witnesses.count | number }} witnesses", "{{ witneses.count | number }} witnesses");
        project.replace(OWN_FIGURES, "{{ colour_noticed.count | number }} of known", "{{ colour_noticed.count }} of known");
    };
    value_in_a_name: |project| {
        project.replace(FIGURES, "finding: reports_by_month", "finding: \"{{ reports.count | number }}\"");
        project.replace(OWN_FIGURES, "where: {kind: nest}\n        colour", "where: {kind: \"{{ brief.country | text }}\"}\n        colour");
    };

    // Page.
    unknown_citation: |project| project.replace(ACCOUNT, "@sapt1901", "@sapt1902");
    unknown_figure_in_prose: |project| project.replace(ACCOUNT, "brief-figure(\"strip\")", "brief-figure(\"strips\")");
    unknown_table_in_prose: |project| project.replace(ACCOUNT, "findings-table(\"colours\")", "findings-table(\"colors\")");
    typst_error_in_prose: |project| project.replace(ACCOUNT, "Together ", "Together #undefined-thing ");
    typst_error_in_layout: |project| project.replace(LAYOUT, "#let findings-table(id) = {", "#let findings-table(id) = {\n  let nothing = 1 + \"one\"");
    typst_syntax_error_in_layout: |project| project.replace(LAYOUT, "#let findings-table(id) = {", "#let findings-table(id) = {{");
    typst_warning: |project| project.replace(ACCOUNT, "= Dragons of Ruritania", "= Dragons of Ruritania\n\n#text(font: \"Comic Sans\")[Dragons]");
    glyph_that_no_font_has: |project| project.replace(ACCOUNT, "Together ", "\u{10480} Together ");
    file_that_prose_may_not_read: |project| project.replace(ACCOUNT, "Together ", "#read(\"/etc/passwd\") Together ");
    package_that_prose_may_not_import: |project| project.replace(ACCOUNT, "Together ", "#import \"@preview/cetz:0.3.0\" \n Together ");
    clock: |project| project.replace(ACCOUNT, "Together ", "#datetime.today().display() Together ");
}

/// A finding that the second version has no data for, printed without asking whether there is any.
#[test]
fn finding_without_data_printed() {
    let arguments = ["build", "ruritania", "--data", "2021-second"];
    broken_with("finding_without_data_printed", &arguments, |project| {
        project.replace(ACCOUNT, "{% if hoards.available %}", "");
        project.replace(ACCOUNT, "{% else %}No hoard was counted.{% endif %}", "");
    });
}

/// The same in words that a figure draws. It is found when the figure has its other data: one that has
/// none is left out, whatever its words say.
#[test]
fn finding_without_data_drawn() {
    let arguments = ["build", "ruritania", "--data", "2021-second"];
    broken_with("finding_without_data_drawn", &arguments, |project| {
        project.replace(
            OWN_FIGURES,
            "Of {{ witnesses.count | number }} witnesses",
            "Beside {{ hoards.count | number }} hoards,",
        );
    });
}

/// A fault in a workbook is shown as a spreadsheet shows it.
#[test]
fn fault_in_a_workbook() {
    let arguments = ["build", "ruritania", "--data", "2021-second"];
    broken_with("fault_in_a_workbook", &arguments, |project| {
        project.replace("data/ruritania/recodes/colour.csv", "gold,gold,\n", "");
    });
}

/// All faults of a stage come out in one run: here every settings file has one.
#[test]
fn faults_in_several_settings_files() {
    broken("faults_in_several_settings_files", |project| {
        project.replace(SERIES, "institution:", "institutions:");
        project.replace(FINDINGS, "sum: witnesses", "summ: witnesses");
        project.replace(FIGURES, "rows: 1", "rows: one");
        project.replace(
            "data/ruritania/map.yaml",
            "graticule: {step: 1}",
            "graticule: {step: wide}",
        );
        project.replace("data/ruritania/facts.yaml", "value: 1200", "value: many");
        project.replace(
            "data/ruritania/cleaning/2020-first.yaml",
            "extract: hoards",
            "extrakt: hoards",
        );
    });
}

/// Every bad cell and correction of both extracts at once.
#[test]
fn faults_in_several_cells() {
    broken("faults_in_several_cells", |project| {
        project.redeliver(FIRST, REPORTS, "D-4,05/06/2019", "D-4,31/06/2019");
        project.redeliver(FIRST, REPORTS, "4,crimson", "4,cromson");
        project.redeliver(FIRST, REPORTS, "Zenda; Hofbau,12", "Zenda; Hofbow,a dozen");
        project.redeliver(FIRST, "hoards.csv", "H-2,Hentzau,1600", "H-2,Henzau,plenty");
        project.replace(CORRECTIONS, "D-10", "D-11");
    });
}

/// Prose and figure texts are one stage: all their faults come out in one run.
#[test]
fn faults_in_several_texts() {
    broken("faults_in_several_texts", |project| {
        project.replace(ACCOUNT, "witnesses.count", "witneses.count");
        project.replace(
            "data/ruritania/prose/key-findings.typ",
            "gold.share",
            "golden.share",
        );
        project.replace(
            "templates/borderlands/prose/method.typ",
            "ledger.reports.kept",
            "ledger.reports.keept",
        );
        project.replace(FIGURES, "{{ gold | range }}", "{{ gold | rnge }}");
    });
}

/// No golden file is left over from a test that is gone.
#[test]
fn every_golden_file_has_its_test() {
    let here = include_str!("diagnostics.rs");
    let others = concat!(
        include_str!("cautions.rs"),
        include_str!("claims.rs"),
        include_str!("claims/cited.rs"),
        include_str!("claims/words.rs"),
        include_str!("command_line.rs"),
        include_str!("coverage.rs"),
        include_str!("documentation.rs"),
        include_str!("compare_formats.rs"),
        include_str!("figures/palettes.rs"),
        include_str!("pages.rs"),
        include_str!("scaffold.rs"),
        include_str!("siblings.rs")
    );
    let verbs = [
        ("why_", include_str!("why.rs")),
        ("diff_", include_str!("compare/mod.rs")),
    ];
    for entry in fs::read_dir(crate::support::repository().join("tests/golden")).expect("golden") {
        let entry = entry.expect("an entry");
        if entry.path().is_dir() {
            // Figures are looked after in figures/golden.rs.
            continue;
        }
        let name = entry.file_name().into_string().expect("a name");
        let test = name.trim_end_matches(".txt");
        let known = here.contains(&format!("    {test}: "))
            || others.contains(&format!("    {test}: "))
            || here.contains(&format!("\"{test}\""))
            || others.contains(&format!("\"{test}\""))
            || verbs.iter().any(|(verb, tests)| {
                let answer = test.strip_prefix(verb);
                answer.is_some_and(|answer| tests.contains(&format!("\"{answer}\"")))
            });
        assert!(known, "tests/golden/{name} belongs to no test");
    }
}
