//! Guards that nothing is lost between extract and table: rows in = kept + merged + rejected + out of
//! scope with the documented numbers (`data/morocco/README.md`), every entry of the ledger has its
//! file and line, rejected rows are published as they came, corrections take effect.

use std::collections::BTreeMap;

use brief_model::ledger::Event;
use brief_model::ledger::{Account, RowFate};

use crate::support::{Computed, Sandbox};

fn account(
    rows_in: usize,
    kept: usize,
    merged: usize,
    rejected: usize,
    out_of_scope: usize,
) -> Account {
    Account {
        rows_in,
        kept,
        merged,
        rejected,
        out_of_scope,
    }
}

/// The lines that left a table in one way.
fn lines(computed: &Computed, table: &str, fate: RowFate) -> Vec<u32> {
    let rows = computed.tables.ledger.rows_with_fate(table, fate);
    rows.iter().map(|(line, _)| *line).collect()
}

#[test]
fn the_published_version_accounts_for_every_row() {
    let computed = Computed::morocco("2017-10-published");
    let accounts = &computed.tables.ledger.accounts;
    assert_eq!(accounts["events"], account(49, 45, 1, 1, 2));
    assert_eq!(accounts["recruits"], account(296, 296, 0, 0, 0));
    assert_eq!(accounts.len(), 2);

    // EV-009 repeats EV-006; row 37 is blank; EV-025 is contested and EV-048 after the period.
    assert_eq!(lines(&computed, "events", RowFate::Merged), [13]);
    assert_eq!(lines(&computed, "events", RowFate::Rejected), [37]);
    assert_eq!(lines(&computed, "events", RowFate::OutOfScope), [29, 53]);
    let merged_into = computed
        .tables
        .ledger
        .entries
        .iter()
        .find_map(|entry| match entry.event {
            Event::Row {
                fate: RowFate::Merged,
                into_line,
            } => into_line,
            _ => None,
        });
    assert_eq!(merged_into, Some(10));

    let ids = computed.column("events", "event_id");
    for gone in ["EV-009", "EV-025", "EV-048"] {
        assert!(!ids.contains(&Some(gone.to_owned())), "{gone}");
    }
}

#[test]
fn the_open_version_accounts_for_every_row() {
    let computed = Computed::morocco("2026-11-open");
    let accounts = &computed.tables.ledger.accounts;
    assert_eq!(accounts["events"], account(42, 42, 0, 0, 0));
    assert_eq!(accounts.len(), 1);
    assert_eq!(computed.number("plots").numerator, 29);
    assert_eq!(computed.number("support_arrests").numerator, 13);
}

#[test]
fn the_accounts_are_what_the_extracts_hold() {
    for version in ["2017-10-published", "2026-11-open"] {
        let computed = Computed::morocco(version);
        for (table, account) in &computed.tables.ledger.accounts {
            let mapping = &computed.settings.mapping.value.tables[table];
            assert!(account.balances(), "{version} {table}: {account:?}");
            assert_eq!(
                account.rows_in,
                computed.extracts.extracts[&mapping.extract].frame.height(),
                "{version} {table}"
            );
            assert_eq!(
                account.kept,
                computed.tables.tables[table].frame.height(),
                "{version} {table}"
            );
        }
    }
}

#[test]
fn every_ledger_entry_names_its_file_and_line() {
    for version in ["2017-10-published", "2026-11-open"] {
        let computed = Computed::morocco(version);
        let folder = computed.settings.extracts_folder();
        assert!(!computed.tables.ledger.entries.is_empty());
        for entry in &computed.tables.ledger.entries {
            assert!(entry.place.file.starts_with(&folder), "{entry:?}");
            assert!(entry.place.line.is_some_and(|line| line > 1), "{entry:?}");
            assert!(!entry.rule.is_empty(), "{entry:?}");
            assert_eq!(
                entry.place.sheet.is_some(),
                entry.place.file.ends_with(".xlsx"),
                "{entry:?}"
            );
        }
    }
}

#[test]
fn the_correction_takes_effect_and_is_in_the_ledger() {
    let computed = Computed::morocco("2017-10-published");
    let ids = computed.column("events", "event_id");
    let arrested = computed.column("events", "arrested");
    let row = ids
        .iter()
        .position(|id| id.as_deref() == Some("EV-023"))
        .expect("EV-023");
    assert_eq!(arrested[row].as_deref(), Some("4"));

    let entry = computed
        .tables
        .ledger
        .entries
        .iter()
        .find(|entry| {
            entry
                .rule
                .starts_with("correction at data/morocco/corrections.csv:2")
        })
        .expect("the correction");
    assert_eq!(
        entry.event,
        Event::Cell {
            column: "arrested".to_owned(),
            before: Some("41".to_owned()),
            after: Some("4".to_owned()),
        }
    );
    assert_eq!(
        entry.place.to_string(),
        "data/morocco/raw/2017-10-published/events.xlsx:Events!E27"
    );
}

/// A slip in one of two rows of the same key is mended wherever the row stands, and then they are one.
#[test]
fn a_correction_finds_its_row_among_several_of_one_key() {
    for swap in [false, true] {
        let sandbox = Sandbox::ruritania();
        let mut rows = [
            "D-41,2020-02-02,sighting,Zenda,77,red,Parish book",
            "D-41,2020-02-02,sighting,Zenda,7,red,Parish book",
        ];
        if swap {
            rows.reverse();
        }
        let file = "data/ruritania/raw/2020-first/reports.csv";
        let text = format!("{}{}\n", sandbox.read(file), rows.join("\n"));
        sandbox.write(file, text);
        sandbox.seal("data/ruritania/raw/2020-first");
        let corrections = "data/ruritania/corrections.csv";
        let line = "2020-first,reports,D-41,Witnesses,77,7,Typing slip,Parish book of Zenda\n";
        sandbox.write(corrections, sandbox.read(corrections) + line);
        let computed = Computed::of(sandbox.root(), "ruritania", "2020-first")
            .unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(lines(&computed, "reports", RowFate::Merged).len(), 2);
    }
}

/// The report that says most stays, wherever it stands, and what the other one says is in the ledger.
#[test]
fn of_two_reports_the_one_that_says_more_stays() {
    for swap in [false, true] {
        let sandbox = Sandbox::ruritania();
        let mut rows = [
            "D-31,2020-03-01,sighting,Zenda,9,,Parish book",
            "D-32,2020-03-01,sighting,Zenda,9,gold,Strelsau Courier",
        ];
        if swap {
            rows.reverse();
        }
        let file = "data/ruritania/raw/2020-first/reports.csv";
        let text = format!("{}{}\n", sandbox.read(file), rows.join("\n"));
        sandbox.write(file, text);
        sandbox.seal("data/ruritania/raw/2020-first");
        let computed = Computed::of(sandbox.root(), "ruritania", "2020-first")
            .unwrap_or_else(|faults| panic!("{faults}"));
        let ids = computed.column("reports", "report_id");
        assert!(ids.contains(&Some("D-32".to_owned())) && !ids.contains(&Some("D-31".to_owned())));
        let rules = computed
            .tables
            .ledger
            .rows_with_fate("reports", RowFate::Merged);
        let said = "another report of the same dragon; it differs in source \"Parish book\", kept \"Strelsau Courier\"";
        assert!(rules.iter().any(|(_, rule)| *rule == said), "{rules:?}");
    }
}

#[test]
fn what_is_published_of_the_ledger_is_all_of_it() {
    let sandbox = Sandbox::ruritania_built();

    let left: Vec<(String, String, String)> = sandbox
        .table("output/ruritania/ledger.csv")
        .into_iter()
        .filter(|entry| entry["what"] != "cell changed")
        .map(|entry| {
            (
                entry["line"].clone(),
                entry["what"].clone(),
                entry["rule"].clone(),
            )
        })
        .collect();
    let row =
        |line: &str, what: &str, rule: &str| (line.to_owned(), what.to_owned(), rule.to_owned());
    assert_eq!(
        left,
        [
            row("11", "rejected", "blank row"),
            row("10", "out of scope", "outside the period"),
            row("9", "out of scope", "admitted to be a hoax"),
            row(
                "7",
                "merged into line 6",
                "another report of the same dragon; it differs in source \"Courier, evening edition\", kept \"Strelsau \
                 Courier\""
            ),
        ]
    );

    let computed = Computed::of(sandbox.root(), "ruritania", "2020-first")
        .unwrap_or_else(|faults| panic!("{faults}"));
    let entries = sandbox.table("output/ruritania/ledger.csv").len();
    assert_eq!(entries, computed.tables.ledger.entries.len());
}

#[test]
fn rejected_rows_are_published_as_they_came() {
    let sandbox = Sandbox::ruritania();
    sandbox.redeliver(
        "data/ruritania/raw/2020-first",
        "reports.csv",
        ",,,,,,\n",
        " ,,\"  \",,,,\n",
    );
    sandbox.build(&["ruritania"]);
    let rejected = sandbox.table("output/ruritania/rejected/reports.csv");
    let expected: BTreeMap<String, String> = [
        ("line", "11"),
        ("reason", "blank row"),
        ("No.", " "),
        ("Date", ""),
        ("Kind", "  "),
        ("Towns", ""),
        ("Witnesses", ""),
        ("Colour", ""),
        ("Source", ""),
    ]
    .into_iter()
    .map(|(column, cell)| (column.to_owned(), cell.to_owned()))
    .collect();
    assert_eq!(rejected, [expected]);
}

#[test]
fn evidence_leads_to_the_row_in_the_file() {
    let sandbox = Sandbox::ruritania();
    let computed = Computed::of(sandbox.root(), "ruritania", "2020-first")
        .unwrap_or_else(|faults| panic!("{faults}"));
    let evidence: Vec<String> = computed
        .number("gold")
        .evidence
        .iter()
        .map(|row| format!("{} {}", row.key, row.place))
        .collect();
    let file = "data/ruritania/raw/2020-first/reports.csv";
    assert_eq!(
        evidence,
        [format!("D-2 {file}:3"), format!("D-10 {file}:12")]
    );
}
