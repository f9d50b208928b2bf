//! Testing what texts assert against the findings.

use indexmap::IndexMap;

use crate::diagnostics::{Diagnostic, Diagnostics, Severity, did_you_mean};
use crate::findings::{FindingTable, Findings, Outcome};

use super::case::Case;
use super::hedges::{self, Hedge, Hedges, Recognised};
use super::value::{FRACTIONS, Value};
use super::{Asserted, Claim};

/// How many true wordings are offered for a false one.
const OFFERED: usize = 3;

/// Tests all assertions. Every claim comes back; what is wrong comes back as diagnostics: words that are
/// no hedge, a finding without data, and, of severity `of_false`, claims that do not hold.
pub fn judge(
    asserted: &[Asserted],
    hedges: &Hedges,
    findings: &Findings,
    of_false: Severity,
) -> (Vec<Claim>, Diagnostics) {
    let mut claims = Vec::new();
    let mut diagnostics = Diagnostics::new();
    for assertion in asserted {
        match judge_one(assertion, hedges, findings) {
            Ok(claim) => {
                if !claim.holds {
                    diagnostics.push(false_claim(&claim, of_false));
                }
                claims.push(claim);
            }
            Err(fault) => diagnostics.push(fault.with_place(assertion.place.clone())),
        }
    }
    (claims, diagnostics)
}

fn judge_one(
    assertion: &Asserted,
    hedges: &Hedges,
    findings: &Findings,
) -> Result<Claim, Diagnostic> {
    let Some(recognised) = hedges::recognise(hedges, &assertion.says) else {
        let known = hedges.values().flat_map(|hedge| &hedge.words);
        return Err(Diagnostic::error(
            "unknown-hedge",
            format!("\"{}\" is no hedge of this series", assertion.says),
        )
        .with_help(did_you_mean(&assertion.says, known.map(String::as_str))));
    };
    let case = Case {
        value: recognised.value,
        ..case_of(assertion, findings)?
    };
    let Some(holds) = recognised.holds.holds(&case.numbers()) else {
        return Err(undecided(assertion, &recognised));
    };
    let margin = case.margin(recognised.holds);
    let claim = Claim {
        says: assertion.says.clone(),
        hedge: recognised.name.to_owned(),
        test: recognised.holds.sql().to_owned(),
        finding: assertion.finding.clone(),
        compared_with: assertion
            .than
            .clone()
            .or((!assertion.rows.is_empty()).then(|| assertion.rows.join(", "))),
        found: case.words(),
        holds,
        to_turn: margin.map(|margin| margin.units),
        counted_in: counted_in(findings, &assertion.finding),
        turned: margin.map(|margin| margin.then.words()),
        printed_in: assertion.printed_in.clone(),
        place: assertion.place.clone(),
        sentence: assertion.sentence.clone(),
        true_instead: match holds {
            true => Vec::new(),
            false => true_wordings(&case, hedges),
        },
    };
    Ok(claim)
}

/// What changes one by one: rows, or what a finding adds up over them.
fn counted_in(findings: &Findings, name: &str) -> String {
    match findings.get(name) {
        Some(finding) if finding.definition.sum.is_some() => finding.unit.clone(),
        _ => "rows".to_owned(),
    }
}

/// The numbers that an assertion speaks of.
fn case_of(assertion: &Asserted, findings: &Findings) -> Result<Case, Diagnostic> {
    let of = |name: &str| {
        let finding = findings.get(name).ok_or_else(|| {
            // Prose that names nothing at all was refused before; this is a fact, or the run's own word.
            Diagnostic::error(
                "bad-claim",
                format!("\"{name}\" is no finding, and claims are tested against findings"),
            )
            .with_help("write the words without `claim`")
        })?;
        match &finding.outcome {
            Outcome::NoData { missing_table } => Err(Diagnostic::error(
                "claim-without-data",
                format!(
                    "\"{}\" speaks of \"{name}\", and this dataset version holds no {missing_table}",
                    assertion.says
                ),
            )
            .with_help(format!("write it within `{{% if {name}.available %}}`"))),
            outcome => Ok(outcome),
        }
    };
    let mut case = match of(&assertion.finding)? {
        Outcome::Number(_) if !assertion.rows.is_empty() => {
            return Err(Diagnostic::error(
                "bad-claim",
                format!(
                    "\"{}\" is a number, and has no rows to name",
                    assertion.finding
                ),
            )
            .with_help("compare it with another number by `than=`"));
        }
        Outcome::Number(number) => Case {
            count: number.numerator,
            base: number.denominator,
            unknown: number.unknown,
            ..Case::default()
        },
        Outcome::Table(table) => case_of_rows(assertion, table)?,
        Outcome::NoData { .. } => Case::default(),
    };
    if let Some(than) = &assertion.than {
        match of(than)? {
            Outcome::Number(number) => {
                case.other = Some(number.numerator);
                // Counts are compared, whatever they are shares of.
                case.base = None;
            }
            _ => {
                return Err(Diagnostic::error(
                    "wrong-kind-of-finding",
                    format!("\"{than}\" is a table, and a claim is compared with a number"),
                ));
            }
        }
    }
    Ok(case)
}

/// The named rows of a table beside the rest: the smallest of them, and the largest of the others.
fn case_of_rows(assertion: &Asserted, table: &FindingTable) -> Result<Case, Diagnostic> {
    // A table by more than one column has several rows of a code.
    let mut known: IndexMap<&str, i64> = IndexMap::new();
    for row in &table.rows {
        if let Some(Some(code)) = row.keys.first() {
            *known.entry(code).or_default() += row.count;
        }
    }
    let mut named = Vec::new();
    for code in &assertion.rows {
        let count = known.get(code.as_str()).ok_or_else(|| {
            Diagnostic::error(
                "unknown-category",
                format!("\"{}\" has no category \"{code}\"", assertion.finding),
            )
            .with_help(did_you_mean(code, known.keys().copied()))
        })?;
        named.push(*count);
    }
    let Some(smallest) = named.iter().min() else {
        return Err(Diagnostic::error(
            "bad-claim",
            format!(
                "\"{}\" is a table, and the claim names none of its rows",
                assertion.finding
            ),
        )
        .with_help("name them: `claim(says=\"the largest\", rows=\"CODE; CODE\")`"));
    };
    let others = known
        .iter()
        .filter(|(key, _)| !assertion.rows.iter().any(|code| code == *key));
    Ok(Case {
        count: *smallest,
        next: Some(others.map(|(_, count)| *count).max().unwrap_or(0)),
        ..Case::default()
    })
}

fn undecided(assertion: &Asserted, recognised: &Recognised<'_>) -> Diagnostic {
    Diagnostic::error(
        "undecided-claim",
        format!(
            "whether \"{}\" is true of \"{}\" cannot be told: a number in `{}` is missing",
            assertion.says,
            assertion.finding,
            recognised.holds.sql()
        ),
    )
    .with_help(
        "a share needs a finding with `share_of`; a comparison needs `than=` or, for a table, `rows=`",
    )
}

/// The message for a claim that does not hold: what is, what would be true, and how near it is.
fn false_claim(claim: &Claim, severity: Severity) -> Diagnostic {
    let message = format!(
        "\"{}\" is not true of {}: it is {}. In: \"{}\"",
        claim.says, claim.finding, claim.found, claim.sentence
    );
    let mut help = format!("the test of {} is `{}`", claim.hedge, claim.test);
    let offered = claim.true_instead.iter();
    let offered: Vec<String> = offered.map(|words| format!("\"{words}\"")).collect();
    if !offered.is_empty() {
        help.push_str(&format!("; true would be: {}", offered.join(", ")));
    }
    if let (Some(units), Some(turned)) = (claim.units_to_turn(), &claim.turned) {
        help.push_str(&format!("; {units} changed would make it true ({turned})"));
    }
    let diagnostic = match severity {
        Severity::Error => Diagnostic::error("false-claim", message),
        Severity::Warning => Diagnostic::warning("false-claim", message),
    };
    diagnostic.with_place(claim.place.clone()).with_help(help)
}

/// Wordings of the series that are true, the nearest value first.
fn true_wordings(case: &Case, hedges: &Hedges) -> Vec<String> {
    let mut offered: Vec<(f64, String)> = Vec::new();
    for hedge in hedges.values() {
        offered.extend(true_wording(case, hedge));
    }
    offered.sort_by(|a, b| a.0.total_cmp(&b.0));
    offered.truncate(OFFERED);
    offered.into_iter().map(|(_, words)| words).collect()
}

/// The first wording of a hedge that is true, with the value nearest to what is, and how far that is.
#[allow(clippy::cast_precision_loss)]
fn true_wording(case: &Case, hedge: &Hedge) -> Option<(f64, String)> {
    let words = hedge.words.first()?;
    if !words.contains("{value}") {
        let plain = Case {
            value: None,
            ..*case
        };
        return plain.bears_out(&hedge.holds).then(|| (0.05, words.clone()));
    }
    let is_share = case.value.is_none_or(|value| value.is_share) && case.base.is_some();
    let numbers = case.numbers();
    let it = *numbers.get(if is_share { "share" } else { "count" })?;
    let percentages = (1..20_u8).map(|step| {
        let percent = u32::from(step) * 5;
        (format!("{percent} %"), f64::from(percent) / 100.0)
    });
    let values: Vec<(String, f64)> = if is_share {
        let fractions = FRACTIONS
            .iter()
            .map(|(words, amount)| ((*words).to_owned(), *amount));
        fractions.chain(percentages).collect()
    } else {
        let near = (case.count - 5).max(0)..=case.count + 5;
        near.map(|count| (crate::numbers::with_thousands(count), count as f64))
            .collect()
    };
    let tried = values.into_iter().filter_map(|(text, amount)| {
        let value = Some(Value { amount, is_share });
        let distance = if is_share {
            (amount - it).abs()
        } else {
            (amount - it).abs() / 100.0
        };
        Case { value, ..*case }
            .bears_out(&hedge.holds)
            .then(|| (distance, words.replace("{value}", &text)))
    });
    tried.min_by(|a, b| a.0.total_cmp(&b.0))
}
