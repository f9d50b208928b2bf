//! Guards margins: no fewer rows than they say turn a claim, and those that they name do.

use std::collections::{BTreeSet, VecDeque};
use std::fs;

use proptest::prelude::*;

use brief_claims::condition::Condition;
use brief_claims::hedges::parse;
use brief_claims::number_case::NumberCase;
use brief_claims::rows_case::{RowCount, RowsCase};
use brief_claims::stated_number::StatedNumber;

use crate::support::{holds, repository};

/// All conditions that the hedges of this repository and of the fixture name.
fn conditions() -> Vec<Condition> {
    let files = [
        "templates/beyond-the-caliphate/hedges.yaml",
        "tests/fixtures/project/templates/borderlands/hedges.yaml",
    ];
    let read = |file: &&str| {
        let text = fs::read_to_string(repository().join(file)).expect("hedges");
        let hedges = parse(file, &text).expect("hedges");
        hedges.into_values().map(|hedge| hedge.holds)
    };
    files.iter().flat_map(read).collect()
}

/// A case in whole numbers that can be told apart.
fn key(case: &NumberCase) -> Vec<i64> {
    let beside = [case.base, case.other].map(|number| number.unwrap_or(-1));
    vec![case.count, beside[0], beside[1]]
}

/// What one row can make of a case: it enters or leaves the count, what stands beside it, or both; or
/// passes from one to the other.
fn one_row_further(case: &NumberCase) -> Vec<NumberCase> {
    let both = [(0, 1), (1, 0), (1, 1)];
    let beside = case.base.or(case.other).is_some();
    let passes = (case.base.is_none() && beside).then_some((1, -1));
    let steps = both.into_iter().chain(passes);
    steps
        .flat_map(|(count, other)| [(count, other), (-count, -other)])
        .filter(|(_, other)| beside || *other == 0)
        .filter_map(|(count, other)| {
            let moved = |number: Option<i64>| number.map(|number| number + other);
            let further = NumberCase {
                count: case.count + count,
                base: moved(case.base),
                other: moved(case.other),
                ..*case
            };
            let possible = further.count >= 0
                && further.base.is_none_or(|base| base >= further.count)
                && further.other.is_none_or(|other| other >= 0);
            possible.then_some(further)
        })
        .collect()
}

/// What one row of data can make of the rows of a table: it enters or leaves one, or passes to another.
fn one_row_further_in_table(rows: &RowsCase) -> Vec<RowsCase> {
    let cells = rows.named.len() + rows.others.len();
    let with = |changes: &[(usize, i64)]| {
        let mut rows = rows.clone();
        let mut all: Vec<&mut RowCount> = rows.named.iter_mut().chain(&mut rows.others).collect();
        for (cell, by) in changes {
            all[*cell].count += by;
        }
        let possible = all.iter().all(|row| row.count >= 0);
        possible.then_some(rows)
    };
    let pairs = (0..cells).flat_map(|one| (0..cells).map(move |other| (one, other)));
    let passing = pairs.filter(|(one, other)| one != other);
    let passing = passing.map(|(one, other)| vec![(one, 1), (other, -1)]);
    let alone = (0..cells).flat_map(|cell| [vec![(cell, 1)], vec![(cell, -1)]]);
    let changes = passing.chain(alone);
    changes.filter_map(|changes| with(&changes)).collect()
}

/// Counts that can be told apart.
fn key_of_rows(rows: &RowsCase) -> Vec<i64> {
    let all = rows.named.iter().chain(&rows.others);
    all.map(|row| row.count).collect()
}

/// The fewest rows by trying them one after the other, up to `furthest`.
fn by_trying<T: Clone>(
    case: &T,
    furthest: i64,
    holds: impl Fn(&T) -> bool,
    further: impl Fn(&T) -> Vec<T>,
    key: impl Fn(&T) -> Vec<i64>,
) -> Option<i64> {
    let now = holds(case);
    let mut seen = BTreeSet::from([key(case)]);
    let mut next = VecDeque::from([(0, case.clone())]);
    while let Some((rows, case)) = next.pop_front() {
        if holds(&case) != now {
            return Some(rows);
        }
        if rows < furthest {
            let unseen = further(&case).into_iter();
            let unseen = unseen.filter(|case| seen.insert(key(case)));
            next.extend(unseen.map(|case| (rows + 1, case)));
        }
    }
    None
}

/// A number in words, or none.
fn values() -> impl Strategy<Value = Option<StatedNumber>> {
    prop_oneof![
        Just(None),
        (0..=20_u8).prop_map(|step| Some(StatedNumber::percentage(f64::from(step) / 20.0))),
        (1..5_u8).prop_map(|part| Some(StatedNumber::fraction(f64::from(part) / 5.0))),
        (0..12_i64).prop_map(|count| Some(StatedNumber::count(count))),
    ]
}

/// No fewer rows than the margin's turn a claim, and those that it names do.
#[test]
fn margins_are_the_fewest_rows_that_turn_a_claim() {
    const FURTHEST: i64 = 9;
    let conditions = conditions();
    let beside = prop_oneof![Just("base"), Just("other"), Just("nothing")];
    let cases = (0..conditions.len(), 0..9_i64, 0..9_i64, beside, values());
    holds(400, &cases, |(which, count, more, beside, value)| {
        let with = |name: &str, number: i64| (beside == name).then_some(number);
        let case = NumberCase {
            count,
            base: with("base", count + more),
            other: with("other", more),
            value,
            ..NumberCase::default()
        };
        let condition = &conditions[which];
        let margin = case.margin(condition);
        let nearest = margin
            .map(|margin| margin.units)
            .filter(|rows| *rows <= FURTHEST);
        let about = format!("{} of {case:?}", condition.sql());
        let bears_out = |case: &NumberCase| case.bears_out(condition);
        let tried = by_trying(&case, FURTHEST, bears_out, one_row_further, key);
        prop_assert_eq!(nearest, tried, "{}", about);
        if let Some(margin) = margin {
            let turned = bears_out(&margin.then) != bears_out(&case);
            prop_assert!(turned, "{}", about);
        }
        Ok(())
    });
}

/// The same for the rows of a table, whose true claims no change in more than two of them turns sooner.
#[test]
fn margins_of_tables_are_the_fewest_rows_that_turn_a_claim() {
    const FURTHEST: i64 = 3;
    let conditions = conditions();
    let counts = |most: usize| prop::collection::vec(0..7_i64, 1..most);
    let cases = (0..conditions.len(), counts(4), counts(3), values());
    holds(300, &cases, |(which, named, others, value)| {
        let rows = |counts: Vec<i64>, name: &str| {
            let rows = counts.into_iter().zip(1..);
            let rows = rows.map(|(count, row)| RowCount {
                code: format!("{name} {row}"),
                count,
            });
            rows.collect::<Vec<RowCount>>()
        };
        let rows = RowsCase {
            value,
            ..RowsCase::new(rows(named, "named"), rows(others, "other"), 1)
        };
        let condition = &conditions[which];
        if !rows.bears_out(condition) {
            return Ok(());
        }
        let margin = rows.margin(condition);
        let units = margin.as_ref().map(|margin| margin.units);
        let nearest = units.filter(|rows| *rows <= FURTHEST);
        let about = format!("{} of {rows:?}", condition.sql());
        let bears_out = |rows: &RowsCase| rows.bears_out(condition);
        let tried = by_trying(
            &rows,
            FURTHEST,
            bears_out,
            one_row_further_in_table,
            key_of_rows,
        );
        prop_assert_eq!(nearest, tried, "{}", about);
        if let Some(margin) = margin {
            prop_assert!(!bears_out(&margin.then), "{}", about);
        }
        Ok(())
    });
}

/// Of two shares that are compared, either may change.
#[test]
fn the_margin_of_compared_shares_is_that_of_the_one_that_turns_sooner() {
    let larger = Condition::parse("share > other_share").expect("a condition");
    let case = NumberCase {
        count: 6,
        base: Some(10),
        other: Some(1),
        other_base: Some(2),
        ..NumberCase::default()
    };
    let margin = case.margin(&larger).expect("a margin");
    assert_eq!(
        (margin.units, margin.then.words()),
        (1, "5 of 10 (50 %), beside 1 of 2 (50 %)".to_owned())
    );
    let case = NumberCase {
        count: 6,
        base: Some(10),
        other: Some(0),
        other_base: Some(1),
        ..NumberCase::default()
    };
    let margin = case.margin(&larger).expect("a margin");
    assert_eq!(
        (margin.units, margin.then.words()),
        (1, "6 of 10 (60 %), beside 1 of 1 (100 %)".to_owned())
    );
}
