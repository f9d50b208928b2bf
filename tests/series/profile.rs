//! Guards a series of another kind than "Beyond the Caliphate": the profile of `fixtures/profile`, whose
//! sections, tables, columns, findings and figures have other names, is built, explained and compared by the
//! same program and on the same page layout; and no Rust source names what either of them owns.

mod names;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::scaffold::add_zembla;
use crate::support::{Computed, Sandbox, text_of_pdf, tool, tool_output};

const BRIEF: &str = "ruritania-2019";
const VERSIONS: [&str; 2] = ["2019-candidate", "2019-final"];
const FINAL: &str = "data/ruritania-2019/raw/2019-final";
const SERIES: &str = "templates/conflict-profile/series.yaml";
const PDF: &str = "output/ruritania-2019/ruritania-2019.pdf";

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let run = sandbox.brief(&[arguments, &["--format", "json"]].concat());
    assert_eq!(run.code, Some(0), "{run}");
    serde_json::from_str(&run.output).unwrap_or_else(|error| panic!("{error}\n{run}"))
}

fn computed(sandbox: &Sandbox) -> Computed {
    Computed::of(sandbox.root(), BRIEF, VERSIONS[1]).unwrap_or_else(|faults| panic!("{faults}"))
}

/// What the final delivery comes to, counted from its cells without a part of the pipeline.
struct Count {
    events: i64,
    best: i64,
    low: i64,
    high: i64,
    civilians: i64,
    unknown: i64,
    one_sided: i64,
    state_based_deaths: i64,
    june: i64,
    without_month: i64,
    single_report: i64,
    dyads: BTreeMap<String, i64>,
    provinces: BTreeMap<String, i64>,
}

/// Events of the year and the country, each once: 20059 tells of 20025 again.
fn counted(sandbox: &Sandbox) -> Count {
    let mut rows = sandbox.table(&format!("{FINAL}/ged.csv"));
    rows.retain(|row| {
        row["year"] == "2019" && row["country"] == "Ruritania" && row["id"] != "20059"
    });
    let number = |row: &BTreeMap<String, String>, column: &str| -> i64 {
        row[column].parse().expect("a whole number")
    };
    let sum = |column: &str| rows.iter().map(|row| number(row, column)).sum();
    let month = |row: &BTreeMap<String, String>| {
        let [first, last] = ["date_start", "date_end"].map(|column| row[column][..7].to_owned());
        (first == last).then_some(first)
    };
    let of_type = |code: &str| {
        let code = code.to_owned();
        rows.iter()
            .filter(move |row| row["type_of_violence"] == code)
    };
    let by = |column: &str| {
        let mut sums = BTreeMap::new();
        for row in &rows {
            *sums.entry(row[column].clone()).or_default() += number(row, "best");
        }
        sums
    };
    let in_june = rows
        .iter()
        .filter(|row| month(row).as_deref() == Some("2019-06"));
    let single = rows.iter().filter(|row| row["number_of_sources"] == "1");
    Count {
        events: rows.len() as i64,
        best: sum("best"),
        low: sum("low"),
        high: sum("high"),
        civilians: sum("deaths_civilians"),
        unknown: sum("deaths_unknown"),
        one_sided: of_type("3").count() as i64,
        state_based_deaths: of_type("1").map(|row| number(row, "best")).sum(),
        june: in_june.map(|row| number(row, "best")).sum(),
        without_month: rows.iter().filter(|row| month(row).is_none()).count() as i64,
        single_report: single.count() as i64,
        dyads: by("dyad_name"),
        provinces: by("adm_1"),
    }
}

#[test]
fn it_builds_without_a_warning_to_a_valid_pdf() {
    let sandbox = Sandbox::profile();
    let run = sandbox.build(&[BRIEF, "--edition", "audit"]);
    assert_eq!(run.errors, "", "{run}");
    for said in [
        "60 rows in = 57 kept + 1 merged + 0 rejected + 2 out of scope",
        "no orphan",
        "matched 5 of 5 places counted",
        "matched 4 of 4 regions counted",
    ] {
        assert!(run.output.contains(said), "{said}\n{run}");
    }
    for edition in ["ruritania-2019.pdf", "ruritania-2019-audit.pdf"] {
        let file = sandbox.path("output/ruritania-2019").join(edition);
        let file = file.to_str().expect("a path in Unicode");
        if let Some(check) = tool_output("qpdf", &["--check", file]) {
            let said = String::from_utf8_lossy(&check.stderr);
            assert!(check.status.success(), "{edition}: {said}");
        }
    }
}

#[test]
fn its_numbers_are_those_of_a_count_of_its_own() {
    let sandbox = Sandbox::profile_built();
    let count = counted(&sandbox);
    let printed: Vec<Value> =
        serde_json::from_str(&sandbox.read("output/ruritania-2019/printed.json")).expect("JSON");
    let expect = |source: &str, field: &str, text: &str| {
        let texts: Vec<&str> = printed
            .iter()
            .filter(|value| value["source"] == source && value["field"] == field)
            .filter_map(|value| value["text"].as_str())
            .collect();
        assert!(!texts.is_empty(), "{source}.{field} is not printed");
        assert!(
            texts.iter().all(|found| *found == text),
            "{source}.{field}: {texts:?}, not {text}"
        );
    };
    let known = count.best - count.unknown;
    for (source, number) in [
        ("violent_events", count.events),
        ("fatalities", count.best),
        ("fatalities_low", count.low),
        ("fatalities_high", count.high),
    ] {
        expect(source, "count", &number.to_string());
    }
    #[allow(clippy::cast_precision_loss)]
    let percent = |part: i64, whole: i64| (100.0 * part as f64 / whole as f64).round();
    expect(
        "civilian_fatalities",
        "share",
        &format!("{} %", percent(count.civilians, known)),
    );
    let computed = computed(&sandbox);
    for (table, sums, after) in [
        ("fatalities_by_dyad", &count.dyads, ""),
        ("fatalities_by_province", &count.provinces, " province"),
    ] {
        let rows = computed.table(table).rows.iter();
        let rows: BTreeMap<String, i64> = rows
            .map(|row| (format!("{}{after}", row.labels[0]), row.count))
            .collect();
        assert_eq!(rows, *sums, "{table}");
    }

    let Some(text) = text_of_pdf(&sandbox.path(PDF)) else {
        return;
    };
    let text = text
        .replace("-\n", "")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for said in [
        format!("{} people died in {} events", count.best, count.events),
        format!("estimates run from {} to {}", count.low, count.high),
        format!("{} of {} deaths fell in it", count.june, count.best),
        format!(
            "{} of {} deaths were in state-based violence",
            count.state_based_deaths, count.best
        ),
        format!("{} of {known} were civilians", count.civilians),
        // The column may end here.
        format!("With {} ", count.unknown),
        format!(
            "{} of {} events were attacks on civilians",
            count.one_sided, count.events
        ),
        format!("several months ({}) stand apart", count.without_month),
        format!(
            "{} of {} events rest on a single report",
            count.single_report, count.events
        ),
        format!(
            "{}–{} % of all dead may have been civilians",
            percent(count.civilians, count.best),
            percent(count.civilians + count.unknown, count.best)
        ),
    ] {
        assert!(text.contains(&said), "{said}\n{text}");
    }
}

#[test]
fn page_1_holds_what_the_series_says() {
    let sandbox = Sandbox::profile_built();
    if let Some(text) = text_of_pdf(&sandbox.path(PDF)) {
        assert!(text.contains("The year at a glance"), "{text}");
        assert!(!text.contains("Key findings"), "{text}");
        assert!(text.contains("About this brief"), "{text}");
        let at = |words: &str| {
            text.find(words)
                .unwrap_or_else(|| panic!("{words}\n{text}"))
        };
        assert!(at("Where the numbers come from.") < at("The year at a glance"));
        assert!(at("The year at a glance") < at("Trends"));
        assert!(at("Where people died") < at("Reading the numbers"));
    }
}

#[test]
fn page_1_may_hold_neither_summary_nor_notice() {
    let sandbox = Sandbox::profile();
    for part in ["summary", "notice"] {
        sandbox.replace(SERIES, &format!(", first_page: {part}"), "");
        let run = sandbox.build(&[BRIEF]);
        assert_eq!(run.errors, "", "{run}");
    }
    // Both run on where their kind does: in the text, and at its end.
    if let Some(text) = text_of_pdf(&sandbox.path(PDF)) {
        let at = |words: &str| {
            text.find(words)
                .unwrap_or_else(|| panic!("{words}\n{text}"))
        };
        assert!(at("The year at a glance") < at("Trends"));
        assert!(at("Where people died") < at("Where the numbers come from."));
    }
}

#[test]
fn two_sections_cannot_be_the_summary() {
    let sandbox = Sandbox::profile();
    sandbox.replace(
        SERIES,
        "{id: trends, required: true}",
        "{id: trends, first_page: summary}",
    );
    let run = sandbox.brief(&["check", BRIEF]);
    assert_eq!(run.code, Some(1), "{run}");
    assert_eq!(
        run.errors.lines().next(),
        Some(
            "error[first-page]: section \"trends\" cannot stand where \"at-a-glance\" stands on page 1"
        )
    );
}

#[test]
fn why_leads_from_a_death_toll_to_lines() {
    let sandbox = Sandbox::profile();
    let run = sandbox.brief(&["why", BRIEF, "--text", "265 of 691"]);
    assert_eq!(run.code, Some(0), "{run}");
    for said in [
        "june: Deaths in June",
        "where       month = '2019-06'",
        "data/ruritania-2019/raw/2019-final/ged.csv:27",
        "data/ruritania-2019/prose/at-a-glance.typ:6",
    ] {
        assert!(run.output.contains(said), "{said}\n{run}");
    }
    let answer = json(&sandbox, &["why", BRIEF, "fatalities"]);
    let evidence = answer["finding"]["outcome"]["number"]["evidence"].as_array();
    let evidence = evidence.expect("evidence").iter();
    let adds = evidence.map(|row| row["amount"].as_i64().expect("an amount"));
    assert_eq!(adds.sum::<i64>(), counted(&sandbox).best);
}

#[test]
fn diff_tells_what_the_final_delivery_changed() {
    let sandbox = Sandbox::profile();
    let run = sandbox.brief(&[&["diff", BRIEF][..], &VERSIONS].concat());
    assert_eq!(run.code, Some(0), "{run}");
    for said in [
        "rows: 3 added, 0 gone, 3 changed",
        "1 row changed in type_of_violence",
        "rows: 20014, 20030, 20052",
    ] {
        assert!(run.output.contains(said), "{said}\n{run}");
    }
    let comparison = json(&sandbox, &[&["diff", BRIEF][..], &VERSIONS].concat());
    let findings = comparison["findings"].as_array().expect("findings");
    assert!(
        findings
            .iter()
            .any(|finding| finding["name"] == "fatalities"),
        "{comparison:#}"
    );
}

#[test]
fn a_number_by_hand_is_found_in_its_sections() {
    let sandbox = Sandbox::profile();
    sandbox.replace(
        "data/ruritania-2019/prose/trends.typ",
        "It was a year of one offensive",
        "Some 265 people died in June",
    );
    let run = sandbox.brief(&["check", BRIEF]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(
        run.errors.contains("error[orphan-number]: \"265\""),
        "{run}"
    );
}

#[test]
fn a_table_stands_in_the_order_it_asks_for() {
    let sandbox = Sandbox::profile();
    let counts = |sandbox: &Sandbox| -> Vec<i64> {
        let computed = computed(sandbox);
        let rows = computed.table("events_by_town").rows.iter();
        rows.map(|row| row.count).collect()
    };
    let unknown_last = counts(&sandbox);
    let (unknown, known) = unknown_last.split_last().expect("rows");
    assert_eq!(*unknown, 1);
    assert!(known.is_sorted_by(|one, next| one >= next), "{known:?}");
    let findings = "templates/conflict-profile/findings.yaml";
    let by_town = "of: ged_events, by: town, order: largest_first}";
    sandbox.replace(findings, by_town, "of: ged_events, by: town}");
    assert!(!counts(&sandbox)[..known.len()].is_sorted_by(|one, next| one >= next));
    sandbox.replace(findings, "sum: low}", "sum: low, order: largest_first}");
    let run = sandbox.brief(&["check", BRIEF]);
    assert!(
        run.errors
            .contains("only a breakdown by columns has rows to order"),
        "{run}"
    );
}

#[test]
fn what_cannot_be_told_of_a_sum_is_counted_in_its_units() {
    let sandbox = Sandbox::profile();
    let undated = sandbox.table(&format!("{FINAL}/ged.csv"));
    let undated = undated
        .iter()
        .find(|row| row["date_prec"] == "5")
        .expect("an event");
    let best: i64 = undated["best"].parse().expect("a number");
    assert!(best > 1, "one death would be no test");
    assert_eq!(computed(&sandbox).number("june").unknown, best);
}

#[test]
fn it_gets_a_sibling_without_a_line_of_rust() {
    let sandbox = Sandbox::profile();
    add_zembla(&sandbox);
    let run = sandbox.brief(&["new", "zembla", "--from", BRIEF]);
    assert_eq!(run.code, Some(0), "{run}");
    sandbox.build(&["zembla"]);
}

#[test]
fn tools_say_what_they_find() {
    let sandbox = Sandbox::profile_built();
    let pdf = sandbox.path(PDF);
    if let Some(said) = tool("pdfinfo", &[pdf.to_str().expect("a path in Unicode")]) {
        assert!(
            said.contains("Conflict Profile: Ruritania in 2019"),
            "{said}"
        );
        assert!(!said.contains("Caliphate"), "{said}");
    }
}
