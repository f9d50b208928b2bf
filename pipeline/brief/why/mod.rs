//! Where a number comes from: from a finding to its definition, rows, cleaning and every place that prints it,
//! and from a printed text back to what prints it.
//!
//! Reads only a [`Manuscript`] and files that it was made from.

pub(crate) mod annex;
mod answer;
pub(crate) mod lines;
pub(crate) mod lists;
mod reference;
mod rows;
mod selection;
mod sources;
mod text;

pub(crate) use answer::{
    Answer, AnswerSubject, AskedValue, DrawnIn, DrawnSource, FORMAT, FactAnswer, FigureAnswer,
    FindingAnswer, OtherAnswer, OutcomeAnswer, PrintedAt, PrintedSource, Reference, SaidValue,
};
pub(crate) use rows::{CellStep, MergedRow, RowHistory};

use serde_json::Value;

use brief_base::agreement::unit_after;
use brief_base::diagnostics::{
    Diagnostic, Diagnostics, did_you_mean, did_you_mean_at, did_you_mean_one_of,
};
use brief_base::numbers::{percent, with_thousands};
use brief_base::project::Project;
use brief_claims::Claim;
use brief_model::findings;
use brief_model::findings::{EvidenceRows, Finding, Number};
use brief_pages::Manuscript;

/// How facts are named.
const FACTS: &str = "facts.";

/// What a text can print of a fact.
const FACT_FIELDS: [&str; 2] = ["value", "as_of"];

/// What a text can print of a finding that is a number.
const NUMBER_FIELDS: [&str; 7] = [
    "count",
    "share",
    "numerator",
    "denominator",
    "unknown",
    "lower",
    "upper",
];

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question<'a> {
    /// About a finding, fact or other source, perhaps one value of it.
    Name {
        /// `plots`, `plots_direct.share`, `facts.NAME`, `ledger.TABLE`, or the name of a figure.
        name: &'a str,
        /// Only these rows of a findings table: codes or words, joined by `;`.
        row: Option<&'a str>,
    },
    /// About a text as a reader sees it.
    Text(&'a str),
}

/// Answers a question about a brief.
///
/// # Errors
/// When the brief has no such finding, value, row or printed text: what was found, and the nearest that
/// there is.
pub(crate) fn answer(
    project: &Project,
    manuscript: &Manuscript,
    question: &Question<'_>,
) -> Result<Answer, Diagnostics> {
    let subject = match question {
        Question::Name { name, row } => about_name(project, manuscript, name, *row)?,
        Question::Text(text) => {
            let sources = sources::of_text(manuscript, text)?;
            match sources.as_slice() {
                [only] => about_name(project, manuscript, &only.source, None)?,
                _ => AnswerSubject::Sources(sources),
            }
        }
    };
    Ok(Answer {
        format: FORMAT,
        brief: manuscript.settings.brief_name.clone(),
        dataset_version: manuscript.settings.version.clone(),
        subject,
    })
}

/// The name of every source of a brief: findings, facts, then what the brief and the run say.
pub(crate) fn sources(manuscript: &Manuscript) -> Vec<String> {
    sources::names(manuscript)
}

/// The answer about one source, by its name.
pub(crate) fn about(
    project: &Project,
    manuscript: &Manuscript,
    name: &str,
) -> Result<AnswerSubject, Diagnostics> {
    about_name(project, manuscript, name, None)
}

fn about_name(
    project: &Project,
    manuscript: &Manuscript,
    asked: &str,
    row: Option<&str>,
) -> Result<AnswerSubject, Diagnostics> {
    let Some((name, field)) = sources::resolve(manuscript, asked) else {
        return match figure(manuscript, asked) {
            Some(_) if row.is_some() => {
                Err(selection::no_rows(asked, row.unwrap_or_default()).into())
            }
            Some(figure) => Ok(AnswerSubject::Figure(figure)),
            None => Err(not_known(manuscript, asked).into()),
        };
    };
    let finding = manuscript.findings.get(name);
    if let (Some(row), None) = (row, finding) {
        return Err(selection::no_rows(name, row).into());
    }
    if let Some(finding) = finding {
        let answer = about_finding(manuscript, finding, field, row)?;
        return Ok(AnswerSubject::Finding(Box::new(answer)));
    }
    let printed = printed(manuscript, name, field);
    if let Some(fact) = name
        .strip_prefix(FACTS)
        .and_then(|key| manuscript.settings.facts.get(key))
    {
        if let Some(field) = field.filter(|field| !FACT_FIELDS.contains(field)) {
            return Err(no_such_field(name, field, &FACT_FIELDS).into());
        }
        return Ok(AnswerSubject::Fact(Box::new(FactAnswer {
            name: name.to_owned(),
            fact: fact.clone(),
            defined_at: fact.defined_at.clone(),
            reference: reference::read(project, &manuscript.settings, &fact.cite)?,
            printed,
            drawn: drawn(manuscript, name),
            claims: claims(manuscript, name, None),
        })));
    }
    if let (Some(field), true) = (field, printed.is_empty()) {
        let all = self::printed(manuscript, name, None);
        let mut fields: Vec<&str> = all.iter().map(|at| at.field.as_str()).collect();
        fields.sort_unstable();
        fields.dedup();
        return Err(no_such_field(name, field, &fields).into());
    }
    Ok(AnswerSubject::Other(OtherAnswer {
        name: name.to_owned(),
        said_by: sources::said_by(manuscript, name),
        values: sources::said(manuscript, name, &printed),
        account: name
            .strip_prefix("ledger.")
            .and_then(|table| manuscript.ledger.accounts.get(table))
            .copied(),
        printed,
    }))
}

/// The fault that the brief has nothing of this name.
fn not_known(manuscript: &Manuscript, asked: &str) -> Diagnostic {
    let fault = Diagnostic::call_error(
        "not-known",
        format!(
            "\"{asked}\" is no finding, fact or figure of {}",
            manuscript.settings.brief_name
        ),
    );
    let values = sources::values_named_like(manuscript, asked);
    if !values.is_empty() {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        return fault.with_help(did_you_mean_one_of(&values));
    }
    let definitions = manuscript.settings.definitions();
    let mut known = sources::names(manuscript);
    known.extend(manuscript.text.figures.keys().cloned());
    let known = known.iter();
    let known = known.map(|name| (name.as_str(), definitions.get(name)));
    fault.with_help(did_you_mean_at(asked, known))
}

/// What a figure shows, and what it is drawn from; none when there is no such figure.
fn figure(manuscript: &Manuscript, name: &str) -> Option<FigureAnswer> {
    let words = manuscript.text.figures.get(name)?;
    let drawing = manuscript.drawings.get(name)?;
    let sources = sources::names(manuscript).into_iter();
    let draws = sources
        .filter(|source| draws(&drawing.plotted, source))
        .map(|source| DrawnSource {
            title: sources::title(manuscript, &source),
            source,
        });
    Some(FigureAnswer {
        name: name.to_owned(),
        label: words.label.clone(),
        title: words.title.plain(&manuscript.text.printed),
        page: words.page,
        draws: draws.collect(),
    })
}

fn no_such_field(name: &str, field: &str, known: &[&str]) -> Diagnostic {
    Diagnostic::call_error("no-such-field", format!("\"{name}\" has no \"{field}\""))
        .with_help(did_you_mean(field, known.iter().copied()))
}

fn about_finding(
    manuscript: &Manuscript,
    finding: &Finding,
    field: Option<&str>,
    row: Option<&str>,
) -> Result<FindingAnswer, Diagnostics> {
    let history = |evidence| rows::with_history(evidence, &manuscript.ledger, &manuscript.settings);
    let mut codes = None;
    let outcome = match &finding.outcome {
        findings::Outcome::Table(table) => {
            let shown = selection::rows(&finding.name, table, row)?;
            if row.is_some() {
                codes = Some(selection::codes(&shown));
            }
            let shown = shown.into_iter();
            OutcomeAnswer::Table {
                by: table.by.clone(),
                total: table.total,
                total_rests_on: table.total_rests_on.clone(),
                rows: shown.map(|row| row.map_evidence(history)).collect(),
            }
        }
        findings::Outcome::NoData { missing_table } => OutcomeAnswer::NoData {
            missing_table: missing_table.clone(),
        },
        findings::Outcome::Number(_) if row.is_some() => {
            return Err(selection::no_rows(&finding.name, row.unwrap_or_default()).into());
        }
        findings::Outcome::Number(number) => {
            let mut number = number.clone();
            let of_field = field.and_then(|field| evidence_of_field(finding, &number, field));
            number.evidence = of_field.unwrap_or(number.evidence);
            OutcomeAnswer::Number {
                formula: formula(&number, &finding.unit),
                number: number.map_evidence(history),
            }
        }
    };
    Ok(FindingAnswer {
        name: finding.name.clone(),
        title: finding.title.clone(),
        topic: finding.topic.as_ref().map(|topic| topic.title.clone()),
        matters: finding.matters().map(str::to_owned),
        unit: finding.unit.clone(),
        definition: finding.definition.clone(),
        defined_at: finding.defined_at.clone(),
        asked: field.map(|field| value_of(finding, field)).transpose()?,
        outcome,
        printed: printed(manuscript, &finding.name, field),
        drawn: drawn(manuscript, &finding.name),
        claims: claims(manuscript, &finding.name, codes.as_deref()),
    })
}

/// `20 of 33 plots = 61 %`, or `33 plots`.
fn formula(number: &Number, unit: &str) -> String {
    let count = with_thousands(number.numerator);
    match (number.denominator, number.share()) {
        (Some(base), Some(share)) => {
            format!(
                "{count} of {} {} = {}",
                with_thousands(base),
                unit_after(base, unit),
                percent(share)
            )
        }
        (Some(base), None) => {
            format!(
                "{count} of {} {}",
                with_thousands(base),
                unit_after(base, unit)
            )
        }
        (None, _) => format!("{count} {}", unit_after(number.numerator, unit)),
    }
}

/// A value of a finding as prose would print it.
/// The rows behind a part of a number: those of the base behind its denominator, those that cannot be told behind the
/// unknown. None for what the counted rows stand behind, and for a base of another table.
fn evidence_of_field(finding: &Finding, number: &Number, field: &str) -> Option<EvidenceRows> {
    let weights = match field {
        "denominator" => &finding.weights.base,
        "unknown" => &finding.weights.unknown,
        _ => return None,
    };
    let counted = finding.weights.counted.first()?;
    (counted.table == weights.table).then(|| number.evidence.with(weights))
}

fn value_of(finding: &Finding, field: &str) -> Result<AskedValue, Diagnostic> {
    let mut known: Vec<&str> = if finding.definition.is_table() {
        vec!["total", "present", "count"]
    } else {
        NUMBER_FIELDS.to_vec()
    };
    let value = match &finding.outcome {
        findings::Outcome::Number(number) => match field {
            "count" | "numerator" => Some(with_thousands(number.numerator)),
            "share" => number.share().map(percent),
            "denominator" => number.denominator.map(with_thousands),
            "unknown" => Some(with_thousands(number.unknown)),
            "lower" => number.bounds.map(|bounds| percent(bounds.lower)),
            "upper" => number.bounds.map(|bounds| percent(bounds.upper)),
            _ => None,
        },
        findings::Outcome::Table(table) => {
            known.extend(table.by.iter().map(String::as_str));
            match field {
                "total" => Some(with_thousands(table.total)),
                "present" => Some(table.present().to_string()),
                _ => None,
            }
        }
        findings::Outcome::NoData { .. } => None,
    };
    if !known.contains(&field) {
        return Err(no_such_field(&finding.name, field, &known));
    }
    let none_because = value.is_none().then_some(match &finding.outcome {
        findings::Outcome::Table(_) => "differs by row",
        findings::Outcome::NoData { .. } => "none, since there is no data",
        findings::Outcome::Number(number) => match number.denominator {
            None => "none, since it has no base",
            Some(0) => "none, since its base is 0",
            Some(_) => "none, since nothing is unknown",
        },
    });
    Ok(AskedValue {
        field: field.to_owned(),
        value,
        none_because,
    })
}

/// Where a source is printed, in the order of the text.
fn printed(manuscript: &Manuscript, source: &str, field: Option<&str>) -> Vec<PrintedAt> {
    let values = manuscript.text.printed.iter();
    let of_source = values
        .filter(|printed| printed.source == source)
        .filter(|printed| field.is_none_or(|field| printed.field == field));
    of_source.map(PrintedAt::from).collect()
}

/// The figures that draw a finding or fact.
fn drawn(manuscript: &Manuscript, source: &str) -> Vec<DrawnIn> {
    let drawings = manuscript.drawings.iter();
    let drawing_it = drawings.filter(|(_, drawing)| draws(&drawing.plotted, source));
    let figures = drawing_it.filter_map(|(id, _)| {
        let words = manuscript.text.figures.get(id)?;
        Some(DrawnIn {
            figure: id.clone(),
            label: words.label.clone(),
            page: words.page,
        })
    });
    figures.collect()
}

/// Whether plotted data name a finding or fact as a source.
fn draws(plotted: &Value, source: &str) -> bool {
    match plotted {
        Value::Object(entries) => {
            let (key, name) = match source.strip_prefix(FACTS) {
                Some(fact) => ("fact", fact),
                None => ("finding", source),
            };
            entries.get(key).and_then(Value::as_str) == Some(name)
                || entries.values().any(|value| draws(value, source))
        }
        Value::Array(items) => items.iter().any(|item| draws(item, source)),
        _ => false,
    }
}

/// The claims that speak of a finding or compare with it; when rows were asked for, those that name one
/// of them or none.
fn claims(manuscript: &Manuscript, finding: &str, codes: Option<&[&str]>) -> Vec<Claim> {
    // Each assertion came to one claim, or the brief would not have been written.
    let tested = manuscript.text.assertions.iter().zip(&manuscript.claims);
    let about = tested.filter(|(asserted, _)| {
        let compared = asserted.than.as_deref() == Some(finding);
        let mut rows = asserted.rows.iter();
        let of_rows = codes.is_none_or(|codes| {
            asserted.rows.is_empty() || rows.any(|row| codes.contains(&row.as_str()))
        });
        compared || (asserted.finding == finding && of_rows)
    });
    about.map(|(_, claim)| claim.clone()).collect()
}
