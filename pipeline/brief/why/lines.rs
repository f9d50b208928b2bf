//! What there is to say of a finding, fact or claim, line by line: the same in an answer and in the audit
//! edition.

use brief_base::agreement::unit_after;
use brief_base::numbers::{percent, percent_range, with_thousands};
use brief_claims::Claim;
use brief_model::findings::{Base, Definition, Measure, Number, Order};
use brief_model::rests_on::RestsOn;

use super::{FactAnswer, FindingAnswer, OtherAnswer, OutcomeAnswer, RowHistory};

/// A label and its words.
pub(crate) type Line = (&'static str, String);

/// The outcome of a finding.
pub(crate) fn of_outcome(finding: &FindingAnswer, version: &str) -> Vec<Line> {
    match &finding.outcome {
        OutcomeAnswer::Number { formula, number } => {
            let lines = [
                Some(("result", formula.clone())),
                Some(("unknown", unknown_in_words(number))),
                number.rests_on.as_ref().map(rests_on),
            ];
            lines.into_iter().flatten().collect()
        }
        OutcomeAnswer::Table {
            total,
            total_rests_on,
            by,
            ..
        } => {
            let unit = unit_after(*total, &finding.unit);
            let (total, by) = (with_thousands(*total), by.join(", "));
            let result = ("result", format!("{total} {unit} by {by}"));
            let of_total = total_rests_on.as_ref();
            let of_total = of_total.map(|of_total| ("total", of_total.in_words()));
            [Some(result), of_total].into_iter().flatten().collect()
        }
        OutcomeAnswer::NoData { missing_table } => vec![(
            "result",
            format!("no data: dataset version {version} has no {missing_table}"),
        )],
    }
}

fn rests_on(rests_on: &RestsOn) -> Line {
    ("rests on", rests_on.in_words())
}

/// What a row of a findings table rests on, to stand behind its numbers: `, illustrative`.
pub(crate) fn of_row(rests_on: Option<&RestsOn>) -> String {
    match rests_on {
        None => String::new(),
        Some(RestsOn::Published { claims }) => format!(", published ({})", claims.join(", ")),
        Some(other) => format!(", {}", other.word()),
    }
}

/// What a finding measures, why that matters, and what to keep in mind.
pub(crate) fn of_documentation(finding: &FindingAnswer) -> Vec<Line> {
    let definition = &finding.definition;
    let said = [
        ("topic", &finding.topic),
        ("measures", &definition.measures),
        ("matters", &finding.matters),
        ("caveat", &definition.caveat),
    ];
    let said = said.into_iter();
    said.filter_map(|(label, words)| Some((label, words.clone()?)))
        .collect()
}

/// How a finding is defined.
pub(crate) fn of_definition(definition: &Definition) -> Vec<Line> {
    let mut lines = vec![("of", definition.of.clone())];
    let mut add = |label, words: Option<String>| lines.extend(words.map(|words| (label, words)));
    add("where", definition.condition.clone());
    add("sum", definition.sum.clone());
    add(
        "share of",
        definition.share_of.as_ref().map(|base| match base {
            Base::Table(table) => table.clone(),
            Base::Measure(measure) => measure_in_words(measure),
        }),
    );
    add(
        "unknown of",
        definition.unknown.as_ref().map(measure_in_words),
    );
    add(
        "by",
        definition.by.as_ref().map(|by| by.as_slice().join(", ")),
    );
    add(
        "order",
        definition.order.map(|order| match order {
            Order::LargestFirst => "largest first".to_owned(),
        }),
    );
    for (code, part) in definition.parts.iter().flatten() {
        let measure = Measure {
            of: None,
            condition: part.condition.clone(),
            sum: part.sum.clone(),
        };
        let words = measure_in_words(&measure);
        add("part", Some(format!("{code} ({}): {words}", part.title)));
    }
    lines
}

/// What a fact says, and who says it.
pub(crate) fn of_fact(answer: &FactAnswer) -> Vec<Line> {
    let fact = &answer.fact;
    let qualifier = fact
        .qualifier
        .map_or_else(String::new, |qualifier| format!("{} ", qualifier.words));
    let value = if fact.is_share() {
        percent(fact.value)
    } else {
        format!("{} {}", amount(fact.value), fact.unit)
    };
    let page = fact
        .page
        .as_ref()
        .map_or_else(String::new, |page| format!(", page {page}"));
    let mut lines = vec![
        ("value", format!("{qualifier}{value}")),
        ("as of", fact.as_of.clone()),
        ("defined at", answer.defined_at.to_string()),
    ];
    match &answer.reference {
        Some(reference) => {
            lines.push(("reference", format!("{}{page}", reference.words())));
            let place = &reference.defined_at;
            lines.push(("", format!("{} at {place}", reference.key)));
        }
        None => lines.push(("reference", format!("{}{page}", fact.cite))),
    }
    lines
}

/// What became of the rows of a table, when that is what a source says.
pub(crate) fn of_other(other: &OtherAnswer) -> Vec<Line> {
    let rows = other.account.map(|account| {
        format!(
            "{} in = {} kept + {} merged + {} rejected + {} out of scope",
            account.rows_in, account.kept, account.merged, account.rejected, account.out_of_scope
        )
    });
    rows.map(|rows| ("rows", rows)).into_iter().collect()
}

/// What is claimed, whether it holds, and by which test.
pub(crate) fn verdict(claim: &Claim) -> String {
    let holds = if claim.holds { "holds" } else { "is false" };
    // Rows that are named or compared with are in what was found.
    let other = claim
        .compared_with
        .as_ref()
        .filter(|_| claim.rows.is_empty());
    let other = other.map_or_else(String::new, |other| format!(" beside {other}"));
    format!(
        "\"{}\": {}{other} is {}. Test of {}: {}; it {holds}",
        claim.says, claim.finding, claim.found, claim.hedge, claim.test
    )
}

/// How many changed rows would turn a claim over.
pub(crate) fn margin(claim: &Claim) -> String {
    match (claim.units_to_turn(), &claim.turned) {
        (Some(units), Some(turned)) => {
            let turns = if claim.holds { "false" } else { "true" };
            format!("{units} changed would make it {turns}: it would be {turned}")
        }
        _ if claim.counted_in.is_none() => {
            "tested against what the source says of the number".to_owned()
        }
        _ => "no small number of changed rows would turn it".to_owned(),
    }
}

/// A whole number with thousands set apart, any other as it is.
fn amount(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        with_thousands(value as i64)
    } else {
        value.to_string()
    }
}

/// `12; bounds 24–79 % (20 to 32 of 45)`.
fn unknown_in_words(number: &Number<Vec<RowHistory>>) -> String {
    let count = with_thousands(number.unknown);
    match number.bounds {
        Some(bounds) => format!(
            "{count}; bounds {} ({} to {} of {})",
            percent_range(bounds.lower, bounds.upper),
            with_thousands(number.numerator),
            with_thousands(number.numerator.saturating_add(number.unknown)),
            with_thousands(bounds.of)
        ),
        None => count,
    }
}

/// `sum women, where month = '2016-10'`.
fn measure_in_words(measure: &Measure) -> String {
    let parts = [
        measure.of.clone(),
        measure.sum.as_ref().map(|sum| format!("sum {sum}")),
        measure
            .condition
            .as_ref()
            .map(|condition| format!("where {condition}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        "all rows".to_owned()
    } else {
        parts.join(", ")
    }
}
