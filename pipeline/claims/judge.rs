//! Testing what texts assert against findings and facts.

use brief_base::diagnostics::{Diagnostic, did_you_mean};
use brief_model::findings::{EvidenceRows, Findings, Outcome};

use super::claim::{Assertion, Claim};
use super::claim_subject::{ClaimSubject, FindingsAndFacts};
use super::hedges::{self, HedgeMatch, Hedges, VALUE};
use super::offers::true_wordings;

/// What is wrong with an assertion.
#[derive(Debug, Clone)]
pub struct ClaimFault {
    /// Its number among the assertions.
    pub assertion: usize,
    /// What is wrong, at its place.
    pub fault: Diagnostic,
}

/// Tests all assertions. Every claim comes back, and what is wrong with any: words that are no hedge, a finding
/// without data, words that a source does not support, and claims that do not hold.
pub fn judge(
    asserted: &[Assertion],
    hedges: &Hedges,
    known: FindingsAndFacts<'_>,
) -> (Vec<Claim>, Vec<ClaimFault>) {
    let mut claims = Vec::new();
    let mut faults = Vec::new();
    for (number, assertion) in asserted.iter().enumerate() {
        let mut fault = |fault| {
            faults.push(ClaimFault {
                assertion: number,
                fault,
            });
        };
        match judge_one(assertion, hedges, known) {
            Ok(claim) => {
                if !claim.holds {
                    fault(false_claim(&claim));
                }
                claims.push(claim);
            }
            Err(untested) => fault(untested.with_place(assertion.place.clone())),
        }
    }
    (claims, faults)
}

fn judge_one(
    assertion: &Assertion,
    hedges: &Hedges,
    known: FindingsAndFacts<'_>,
) -> Result<Claim, Diagnostic> {
    let Some(recognised) = hedges::recognise(hedges, &assertion.says) else {
        return Err(unknown_hedge(&assertion.says, hedges));
    };
    let condition = recognised.holds;
    let subject = known.subject(assertion, condition, recognised.value)?;
    let numbers = subject.numbers();
    let Some(holds) = condition.holds(&numbers) else {
        let lacking = condition.lacks(&numbers);
        return Err(match &subject {
            ClaimSubject::Fact(cited) if subject.would_be_decided_by_a_number(condition) => {
                let offered = true_wordings(&subject, condition, hedges);
                let limit = cited.limit_in_words();
                beyond_the_source(assertion, limit, &subject.words(), &offered)
            }
            _ => undecided(assertion, &recognised, &lacking),
        });
    };
    let margin = subject.margin(condition);
    let turned = margin.as_ref().map(|margin| &margin.then);
    let claim = Claim {
        says: assertion.says.clone(),
        hedge: recognised.name.to_owned(),
        test: condition.sql().to_owned(),
        finding: assertion.finding.clone(),
        rows: assertion.rows.clone(),
        compared_with: assertion
            .than
            .clone()
            .or_else(|| assertion.than_row.clone()),
        found: subject.words(),
        holds,
        to_turn: margin.as_ref().map(|margin| margin.units),
        counted_in: counted_in(known.findings, &assertion.finding),
        rows_to_turn: turned
            .and_then(|turned| rows_to_turn(known.findings, assertion, &subject, turned)),
        turned: turned.map(ClaimSubject::words),
        printed_in: assertion.printed_in.clone(),
        place: assertion.place.clone(),
        sentence: assertion.sentence.clone(),
        true_instead: match holds {
            true => Vec::new(),
            false => true_wordings(&subject, condition, hedges),
        },
    };
    Ok(claim)
}

/// What changes one by one: rows, or what a finding adds up over them; nothing for a fact.
fn counted_in(findings: &Findings, name: &str) -> Option<String> {
    let finding = findings.get(name)?;
    Some(match finding.definition.sum {
        Some(_) => finding.unit.clone(),
        None => "rows".to_owned(),
    })
}

/// How many rows hold the units whose going turns a claim about a sum. One row that comes can hold any
/// number of them, so for a rise there is nothing to tell.
fn rows_to_turn(
    findings: &Findings,
    assertion: &Assertion,
    now: &ClaimSubject,
    turned: &ClaimSubject,
) -> Option<usize> {
    let finding = findings.get(&assertion.finding)?;
    finding.definition.sum.as_ref()?;
    let (Outcome::Number(number), ClaimSubject::Number(now), ClaimSubject::Number(then)) =
        (&finding.outcome, now, turned)
    else {
        return None;
    };
    fewest_rows(&number.evidence, now.count - then.count)
}

/// The fewest rows that hold so many units.
fn fewest_rows(evidence: &EvidenceRows, units: i64) -> Option<usize> {
    if units <= 0 {
        return None;
    }
    let mut amounts: Vec<i64> = evidence.amounts().collect();
    amounts.sort_unstable_by(|one, other| other.cmp(one));
    let mut held = 0;
    let enough = amounts.iter().position(|amount| {
        held += amount;
        held >= units
    });
    enough.map(|last| last + 1)
}

fn unknown_hedge(says: &str, hedges: &Hedges) -> Diagnostic {
    let fault = |why: &str| {
        Diagnostic::error(
            "unknown-hedge",
            format!("\"{says}\" is no hedge of this series{why}"),
        )
    };
    if let Some(number) = hedges::unread_number(hedges, says) {
        return fault(&format!(": \"{number}\" is not read as a number")).with_help(
            "write a percentage (60 %), a fraction (two thirds, nine in ten) or a whole number (12, twelve)",
        );
    }
    let known = hedges.values().flat_map(|hedge| &hedge.words);
    let known = known.map(String::as_str).filter(|words| *words != VALUE);
    fault("").with_help(did_you_mean(says, known))
}

fn undecided(
    assertion: &Assertion,
    recognised: &HedgeMatch<'_>,
    lacking: &[&'static str],
) -> Diagnostic {
    let lacking: Vec<String> = lacking.iter().map(|name| format!("`{name}`")).collect();
    Diagnostic::error(
        "undecided-claim",
        format!(
            "whether \"{}\" is true of \"{}\" cannot be told: it has no {}, and the test of {} is `{}`",
            assertion.says,
            assertion.finding,
            lacking.join(" and no "),
            recognised.name,
            recognised.holds.sql()
        ),
    )
    .with_help(
        "a share needs a finding with `share_of`, or a fact that is one; a comparison needs `than=` or, \
         for a table, `rows=`; an order needs two rows, and a lead needs a row that `rows=` leaves out",
    )
}

/// The message for words that go further than the source of a fact.
fn beyond_the_source(
    assertion: &Assertion,
    limit: &str,
    found: &str,
    offered: &[String],
) -> Diagnostic {
    let fault = Diagnostic::error(
        "beyond-the-source",
        format!(
            "whether \"{}\" is true of {} cannot be told: {limit}, {found}. In: \"{}\"",
            assertion.says, assertion.finding, assertion.sentence
        ),
    );
    if offered.is_empty() {
        return fault.with_help("no words of this series say as little as the source");
    }
    let offered: Vec<String> = offered.iter().map(|words| quoted(words)).collect();
    fault.with_help(format!("the source bears out: {}", offered.join(", ")))
}

/// The message for a claim that does not hold: what is, what would be true, and how near it is.
fn false_claim(claim: &Claim) -> Diagnostic {
    let message = format!(
        "\"{}\" is not true of {}: it is {}. In: \"{}\"",
        claim.says, claim.finding, claim.found, claim.sentence
    );
    let mut help = format!("the test of {} is `{}`", claim.hedge, claim.test);
    let offered: Vec<String> = claim
        .true_instead
        .iter()
        .map(|words| quoted(words))
        .collect();
    if !offered.is_empty() {
        help.push_str(&format!("; true would be: {}", offered.join(", ")));
    }
    if let (Some(units), Some(turned)) = (claim.units_to_turn(), &claim.turned) {
        help.push_str(&format!("; {units} changed would make it true ({turned})"));
    }
    Diagnostic::error("false-claim", message)
        .with_place(claim.place.clone())
        .with_help(help)
}

fn quoted(words: &str) -> String {
    format!("\"{words}\"")
}
