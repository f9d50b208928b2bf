//! Findings, facts and fonts for the tests: the published totals of the Morocco brief, no real event.

use crate::diagnostics::Place;
use crate::facts::{Fact, Facts};
use crate::figures::Fonts;
use crate::findings::{Bounds, Finding, FindingRow, FindingTable, Findings, Number, Outcome};
use crate::settings::yaml;

/// The project's own fonts.
pub fn fonts() -> Fonts {
    let read = |face: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/fonts/source-sans-3");
        std::fs::read(format!("{folder}/SourceSans3-{face}.ttf"))
            .expect("the project has its fonts")
    };
    Fonts::new(
        "Source Sans 3",
        read("Regular"),
        read("It"),
        read("Semibold"),
    )
    .expect("the fonts are fonts")
}

fn finding(name: &str, outcome: Outcome) -> Finding {
    Finding {
        name: name.to_owned(),
        title: name.to_owned(),
        unit: "plots".to_owned(),
        definition: yaml::parse("findings.yaml", "{title: one, unit: plots, of: plots}")
            .expect("a definition")
            .value,
        defined_at: Place::file("findings.yaml"),
        outcome,
    }
}

/// A number.
pub fn number(name: &str, numerator: i64, denominator: Option<i64>) -> Finding {
    finding(
        name,
        Outcome::Number(Number {
            numerator,
            denominator,
            unknown: 0,
            bounds: (name == "weapon_explosive").then_some(Bounds {
                lower: 8.0 / 33.0,
                upper: 26.0 / 33.0,
                of: 33,
            }),
            evidence: Vec::new(),
        }),
    )
}

/// A table; `-` is unknown.
pub fn table(name: &str, by: &[&str], rows: &[(&[&str], i64)]) -> Finding {
    let rows: Vec<FindingRow> = rows
        .iter()
        .map(|(keys, count)| FindingRow {
            keys: keys
                .iter()
                .map(|key| (*key != "-").then(|| (*key).to_owned()))
                .collect(),
            labels: keys.iter().map(|key| (*key).to_owned()).collect(),
            count: *count,
            evidence: Vec::new(),
        })
        .collect();
    finding(
        name,
        Outcome::Table(FindingTable {
            by: by.iter().map(|column| (*column).to_owned()).collect(),
            total: rows.iter().map(|row| row.count).sum(),
            rows,
        }),
    )
}

/// A finding whose table is not there.
pub fn no_data(name: &str) -> Finding {
    finding(
        name,
        Outcome::NoData {
            missing_table: "recruits".to_owned(),
        },
    )
}

/// Counts of events by month of the period: (month, plots, support arrests).
pub fn months() -> Vec<(String, i64, i64)> {
    const PLOTS: &str = "0001000001201101221211111111010110022";
    const SUPPORT: &str = "1010001000001000001100100010000010010";
    (0..37)
        .map(|at| {
            let month = 5 + at;
            let digit =
                |text: &str| i64::from(text.as_bytes().get(at).copied().unwrap_or(b'0') - b'0');
            (
                format!("{}-{:02}", 2014 + month / 12, month % 12 + 1),
                digit(PLOTS),
                digit(SUPPORT),
            )
        })
        .collect()
}

/// Events by place: (place, plots, support arrests).
pub const PLACES: &[(&str, i64, i64)] = &[
    ("Casablanca", 5, 2),
    ("Fez", 4, 2),
    ("Tangier", 4, 2),
    ("Tetouan", 2, 0),
    ("Nador", 2, 1),
    ("Oujda", 2, 0),
    ("Kenitra", 2, 0),
    ("Rabat", 1, 0),
    ("Salé", 0, 1),
    ("Agadir", 1, 0),
    ("Ait Melloul", 1, 0),
    ("Inezgane", 1, 0),
    ("Essaouira", 1, 0),
    ("Marrakesh", 1, 0),
    ("Guelmim", 1, 0),
    ("Jerada", 1, 0),
    ("Berkane", 0, 1),
    ("Meknes", 1, 1),
    ("Beni Mellal", 1, 1),
    ("-", 2, 1),
];

/// Recruits by place: (place, Sinjar, Islamic State files).
pub const HOMES: &[(&str, i64, i64)] = &[
    ("Casablanca", 11, 52),
    ("Tetouan", 8, 20),
    ("Tangier", 4, 26),
    ("Fez", 4, 40),
    ("Beni Mellal", 3, 24),
    ("Rabat", 1, 8),
    ("Salé", 1, 12),
    ("Meknes", 1, 12),
    ("Oujda", 0, 7),
    ("Marrakesh", 1, 9),
    ("Agadir", 0, 5),
    ("Nador", 0, 6),
    ("Kenitra", 0, 7),
    ("Essaouira", 0, 1),
    ("Berkane", 0, 4),
    ("Guelmim", 0, 2),
    ("-", 2, 25),
];

/// Every finding that the series' figures name.
pub fn findings() -> Findings {
    let mut all = vec![
        number("plots", 33, None),
        number("events", 45, None),
        number("support_arrests", 12, None),
        number("plots_direct", 20, Some(33)),
        number("plots_in_contact", 16, Some(20)),
        number("plots_deployed_or_unreported", 4, Some(20)),
        number("plots_inspired", 13, Some(33)),
        number("weapon_identified", 15, Some(33)),
        number("weapon_unidentified", 18, Some(33)),
        number("weapon_explosive", 8, Some(15)),
        number("target_stated", 10, Some(33)),
        number("target_unstated", 23, Some(33)),
        number("target_government", 5, Some(10)),
        number("target_tourist", 2, Some(10)),
        number("target_other", 3, Some(10)),
        number("would_be_attackers", 112, None),
        number("women_reported", 13, Some(43)),
        number("men_reported", 30, Some(43)),
        number("sex_unreported", 69, Some(112)),
        number("women_october_2016", 10, None),
        table(
            "weapons",
            &["weapon"],
            &[
                (&["explosive"], 8),
                (&["firearm"], 3),
                (&["bladed"], 2),
                (&["chemical"], 1),
                (&["other"], 1),
                (&["-"], 18),
            ],
        ),
        table(
            "target_sectors",
            &["target_sector"],
            &[(&["diplomatic"], 1), (&["military"], 2), (&["police"], 2)],
        ),
    ];
    all.push(two_kinds(
        "events_by_place",
        ["place", "event_type"],
        PLACES,
    ));
    all.push(two_kinds("recruits_by_place", ["place", "dataset"], HOMES));
    let months = months();
    let months: Vec<(&str, i64, i64)> = months
        .iter()
        .map(|(month, plots, support)| (month.as_str(), *plots, *support))
        .chain([("-", 0, 2)])
        .collect();
    all.push(two_kinds(
        "events_by_month",
        ["month", "event_type"],
        &months,
    ));
    all.into_iter().collect()
}

fn two_kinds(name: &str, by: [&str; 2], rows: &[(&str, i64, i64)]) -> Finding {
    let kinds = if by[1] == "dataset" {
        ["sinjar", "islamic_state_files"]
    } else {
        ["plot", "support"]
    };
    let keys: Vec<([&str; 2], i64)> = rows
        .iter()
        .flat_map(|(key, first, second)| [([*key, kinds[0]], *first), ([*key, kinds[1]], *second)])
        .collect();
    let rows: Vec<(&[&str], i64)> = keys
        .iter()
        .map(|(keys, count)| (keys.as_slice(), *count))
        .collect();
    table(name, &by, &rows)
}

/// The cited numbers that the series' figures name.
pub fn facts() -> Facts {
    [
        ("explosives_southeast_asia", 0.30, Some("at least")),
        ("explosives_turkey", 0.30, Some("at least")),
        ("small_arms_southeast_asia", 0.35, None),
        ("indirect_fire_turkey", 0.30, None),
    ]
    .into_iter()
    .map(|(name, value, qualifier)| {
        let fact = Fact {
            value,
            unit: "share".to_owned(),
            as_of: "2017-06".to_owned(),
            qualifier: qualifier.map(str::to_owned),
            statement: String::new(),
            cite: "source".to_owned(),
            page: None,
        };
        (name.to_owned(), fact)
    })
    .collect()
}
