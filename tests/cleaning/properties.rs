//! Guards what must hold for any data, with rows made up by proptest: the order of rows changes no
//! finding, a findings table adds up to its total, and every row is accounted for.

use proptest::prelude::*;

use brief_model::findings::Outcome;

use crate::support::{Computed, InMemory, Sandbox, holds};

/// A report as an extract holds it: date, kind, towns, witnesses, colour, source.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// Who wrote reports down.
const SOURCES: [&str; 3] = ["Parish book", "Strelsau Courier", "Hentzau Echo"];

fn row() -> impl Strategy<Value = Row> {
    (
        prop::sample::select(vec![
            "2019-01-14",
            "02/03/2019",
            "Apr 2020",
            "2020-12",
            "",
            "unknown",
            "2018-12-31",
            "1.1.2021",
        ]),
        prop::sample::select(vec!["sighting", "Sighting", "nest", "hoax"]),
        prop::sample::select(vec![
            "Strelsau",
            "the capital",
            "Zenda; Hofbau",
            "Sende",
            "n/a",
            "",
            "Rosenthal (Glottenburg)",
            "Tarlenheim ;Hentzau",
        ]),
        prop::sample::select(vec!["0", "3", " 12", "", "n/a", "700"]),
        prop::sample::select(vec!["red", "crimson", "GOLD", "green", "", "unknown"]),
        prop::sample::select(SOURCES.to_vec()),
    )
}

/// The rows, and further reports of the same dragons, which differ in what a merge does not ask of.
fn repeated(rows: Vec<Row>) -> impl Strategy<Value = Vec<(usize, Row)>> {
    let further = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            prop::sample::select(vec!["red", "gold", ""]),
            prop::sample::select(SOURCES.to_vec()),
        ),
        0..12,
    );
    further.prop_map(move |further| {
        let mut rows = rows.clone();
        for (index, colour, source) in further {
            let (date, kind, towns, witnesses, ..) = *index.get(&rows);
            rows.push((date, kind, towns, witnesses, colour, source));
        }
        numbered(rows)
    })
}

/// A project whose extract the cases of a test replace.
fn project() -> InMemory {
    let mut project = InMemory::ruritania();
    project.write(
        "data/ruritania/corrections.csv",
        "version,table,key,column,expected_old_value,new_value,reason,source\n",
    );
    project
}

/// Computes the fixture brief with these reports; each keeps its number wherever it stands.
fn computed(project: &InMemory, rows: &[(usize, Row)]) -> Computed {
    let mut file = "No.,Date,Kind,Towns,Witnesses,Colour,Source\n".to_owned();
    for (number, (date, kind, towns, witnesses, colour, source)) in rows {
        file.push_str(&format!(
            "R-{number},{date},{kind},{towns},{witnesses},{colour},{source}\n"
        ));
    }
    let mut project = project.clone();
    project.write("data/ruritania/raw/2020-first/reports.csv", file);
    project.seal("data/ruritania/raw/2020-first");
    Computed::of_project(&project.project(), "ruritania", "2020-first")
        .unwrap_or_else(|faults| panic!("{faults}"))
}

/// All values of all findings, without their evidence.
fn values(computed: &Computed) -> Vec<String> {
    computed
        .findings
        .iter()
        .map(|finding| match &finding.outcome {
            Outcome::Number(number) => format!(
                "{}: {} of {:?}, {} unknown, {:?}",
                finding.name, number.numerator, number.denominator, number.unknown, number.bounds
            ),
            Outcome::Table(table) => {
                let rows: Vec<String> = table
                    .rows
                    .iter()
                    .map(|row| format!("{:?} {}", row.keys, row.count))
                    .collect();
                format!(
                    "{}: {} in all, {}",
                    finding.name,
                    table.total,
                    rows.join(", ")
                )
            }
            Outcome::NoData { missing_table } => format!("{}: no {missing_table}", finding.name),
        })
        .collect()
}

fn numbered(rows: Vec<Row>) -> Vec<(usize, Row)> {
    rows.into_iter().enumerate().collect()
}

#[test]
fn the_order_of_rows_changes_no_finding() {
    the_order_changes_nothing(&project());
}

/// Which rows stay is not decided by the number of a line either, where that is all that a row is known by.
#[test]
fn the_order_of_rows_without_a_number_changes_no_finding() {
    let mut project = project();
    let mapping = "data/ruritania/cleaning/2020-first.yaml";
    let text = project.project().read_text(mapping).expect("the mapping");
    let text = text.replace("{column: \"No.\"}", "{line: \"R-\"}");
    let text = text.replace(
        "extract: reports\n",
        "extract: reports\n    unused: [\"No.\"]\n",
    );
    project.write(mapping, text.to_string());
    the_order_changes_nothing(&project);
}

/// The steps that the other fixture does not have, `derive` among them.
#[test]
fn the_order_of_rows_changes_no_finding_of_another_series() {
    let sandbox = Sandbox::profile();
    let folder = "data/ruritania-2019/raw/2019-final";
    let file = format!("{folder}/ged.csv");
    let text = sandbox.read(&file);
    let mut lines: Vec<&str> = text.lines().collect();
    let computed = |lines: &[&str]| {
        sandbox.write(&file, lines.join("\n") + "\n");
        sandbox.seal(folder);
        Computed::of(sandbox.root(), "ruritania-2019", "2019-final")
            .unwrap_or_else(|faults| panic!("{faults}"))
    };
    let before = values(&computed(&lines));
    for turn in 1..4 {
        lines[1..].rotate_left(7 * turn);
        lines[1..].reverse();
        assert_eq!(before, values(&computed(&lines)));
    }
}

fn the_order_changes_nothing(project: &InMemory) {
    let two_orders = prop::collection::vec(row(), 1..30).prop_flat_map(repeated);
    let two_orders =
        two_orders.prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()));
    holds(24, &two_orders, |(rows, shuffled)| {
        let one = computed(project, &rows);
        let other = computed(project, &shuffled);
        prop_assert_eq!(values(&one), values(&other));
        let accounts = |computed: &Computed| computed.tables.ledger.accounts.clone();
        prop_assert_eq!(accounts(&one), accounts(&other));
        Ok(())
    });
}

#[test]
fn tables_add_up_and_every_row_is_accounted_for() {
    let project = project();
    holds(24, &prop::collection::vec(row(), 0..30), |rows| {
        let rows = numbered(rows);
        let computed = computed(&project, &rows);

        let account = computed.tables.ledger.accounts["reports"];
        prop_assert_eq!(account.rows_in, rows.len());
        prop_assert!(account.balances(), "{:?}", account);

        let reports = computed.number("reports").numerator;
        let kinds = computed.number("sightings").numerator + computed.number("nests").numerator;
        prop_assert_eq!(usize::try_from(reports), Ok(account.kept));
        prop_assert_eq!(kinds, reports);
        for name in [
            "colours",
            "sources",
            "reports_by_month",
            "reports_by_place",
            "reports_by_region",
        ] {
            let table = computed.table(name);
            prop_assert_eq!(table.total, reports, "{}", name);
            prop_assert_eq!(
                table.rows.iter().map(|row| row.count).sum::<i64>(),
                table.total
            );
            for row in &table.rows {
                prop_assert_eq!(i64::try_from(row.evidence.len()), Ok(row.count));
            }
        }

        let gold = computed.number("gold");
        if let (Some(share), Some(bounds)) = (gold.share(), gold.bounds) {
            prop_assert!(bounds.lower <= share && share <= bounds.upper, "{:?}", gold);
        }
        prop_assert_eq!(
            Some(computed.number("colour_noticed").numerator),
            gold.denominator
        );
        Ok(())
    });
}
