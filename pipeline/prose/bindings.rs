//! The names that prose may use, as Tera sees them.

use serde_json::{Map, Value, json};

use brief_base::diagnostics::Place;
use brief_model::datapackage::DatasetStatus;
use brief_model::facts::Facts;
use brief_model::findings::{
    Finding, FindingWeights, Findings, Number, Outcome, SIBLINGS, brief_and_finding, sibling_name,
};
use brief_model::ledger::{Account, Ledger};
use brief_model::series;

use super::names::FACTS;
use crate::settings::Settings;

/// A value that remembers what it is.
fn bound(source: &str, field: &str, value: impl Into<Value>) -> Value {
    json!({ "source": source, "field": field, "value": value.into() })
}

/// A text that may be missing: `{% if … %}` then takes the other branch.
fn text(source: &str, field: &str, value: Option<&str>) -> Value {
    value.map_or(Value::Null, |value| bound(source, field, value))
}

/// Findings of siblings by brief and name.
#[derive(Default)]
struct Siblings(Map<String, Value>);

impl Siblings {
    fn insert(&mut self, brief: &str, finding: &str, value: Value) {
        let of_brief = self.0.entry(brief).or_insert_with(|| json!({}));
        if let Value::Object(findings) = of_brief {
            findings.insert(finding.to_owned(), value);
        }
    }
}

/// Everything prose may name, by what the settings declare: no data is needed to tell a wrong name.
pub(crate) fn declared(settings: &Settings) -> Map<String, Value> {
    let own = settings.findings.iter().flat_map(|yaml| &yaml.value);
    let own = own.map(|(name, definition)| (name.clone(), definition));
    let of_siblings = settings.siblings.iter().flat_map(|sibling| {
        let findings = sibling.findings.iter().flat_map(|yaml| &yaml.value);
        findings.map(|(name, definition)| (sibling_name(&sibling.brief_name, name), definition))
    });
    let findings = own
        .chain(of_siblings)
        .map(|(name, definition)| Finding {
            name,
            title: definition.title.clone(),
            topic: None,
            unit: definition.unit.clone(),
            definition: definition.clone(),
            defined_at: Place::default(),
            outcome: Outcome::NoData {
                missing_table: definition.of.clone(),
            },
            weights: FindingWeights::default(),
        })
        .collect();
    let tables = &settings.series.value.tables;
    let accounts = tables
        .iter()
        .filter(|(_, table)| table.from.is_none())
        .map(|(name, _)| (name.clone(), Account::default()))
        .collect();
    let ledger = Ledger {
        accounts,
        ..Ledger::default()
    };
    context(settings, None, &findings, &settings.facts, &ledger)
}

/// Everything prose may name, with its value.
pub(crate) fn context(
    settings: &Settings,
    status: Option<&DatasetStatus>,
    findings: &Findings,
    facts: &Facts,
    ledger: &Ledger,
) -> Map<String, Value> {
    let mut names = Map::new();
    let mut siblings = Siblings::default();
    for finding in findings.iter() {
        let source = finding.name.as_str();
        let mut value = match &finding.outcome {
            Outcome::Number(number) => number_fields(source, Some(number)),
            Outcome::NoData { .. } if !finding.definition.is_table() => number_fields(source, None),
            Outcome::NoData { .. } => {
                json!({ "source": source, "available": false, "rows": [], "total": bound(source, "total", Value::Null), "present": bound(source, "present", Value::Null) })
            }
            Outcome::Table(table) => {
                let rows: Vec<Value> =
                    table
                        .rows
                        .iter()
                        .map(|row| {
                            let mut entry = Map::new();
                            for ((column, key), label) in
                                table.by.iter().zip(&row.keys).zip(&row.labels)
                            {
                                entry.insert(column.clone(), json!({
                                "source": source, "field": column, "value": label, "code": key,
                            }));
                            }
                            entry.insert("count".to_owned(), bound(source, "count", row.count));
                            Value::Object(entry)
                        })
                        .collect();
                json!({ "source": source, "available": true, "rows": rows, "total": bound(source, "total", table.total), "present": bound(source, "present", table.present()) })
            }
        };
        let gap = settings.series.value.gap.as_ref();
        let gap = gap.filter(|_| matches!(finding.outcome, Outcome::NoData { .. }));
        let gap = gap.map(|gap| gap.replace(series::TITLE, &finding.title));
        value["gap"] = text(source, "gap", gap.as_deref());
        match brief_and_finding(&finding.name) {
            Some((brief, own)) => siblings.insert(brief, own, value),
            None => {
                names.insert(finding.name.clone(), value);
            }
        }
    }
    if !siblings.0.is_empty() {
        names.insert(SIBLINGS.to_owned(), Value::Object(siblings.0));
    }
    let facts: Map<String, Value> = facts
        .iter()
        .map(|(name, fact)| {
            let source = format!("{FACTS}.{name}");
            let mut value = bound(&source, "value", fact.value);
            value["is_share"] = json!(fact.is_share());
            value["as_of"] = bound(&source, "as_of", fact.as_of_in_words());
            (name.clone(), value)
        })
        .collect();
    names.insert(FACTS.to_owned(), Value::Object(facts));

    let brief = &settings.brief.value;
    let brief_text = |field: &str, value: &str| bound("brief", field, value);
    names.insert(
        "brief".to_owned(),
        json!({
            "title": brief_text("title", &brief.title),
            "subtitle": brief_text("subtitle", &brief.subtitle),
            "country": brief_text("country", &brief.country),
            "period": brief_text("period", &brief.period.label),
            "years": brief_text("years", &brief.period.years()),
            "published": brief_text("published", &brief.published),
            "credits": text("brief", "credits", brief.credits.as_deref()),
        }),
    );
    let disputed = settings.map_view.disputed();
    let worldview = disputed.map(|disputed| disputed.name.as_str());
    let note = disputed.map(|disputed| disputed.note.as_str());
    let label = disputed.map(|disputed| disputed.label.as_str());
    let regions = &settings.map_view.layers.regions;
    let regions = brief.geography.boundaries.get(regions);
    let population_source = regions.and_then(|boundaries| boundaries.population_source.as_deref());
    let population_year = regions
        .and_then(|boundaries| boundaries.population_year)
        .map(|year| year.to_string());
    names.insert(
        "map".to_owned(),
        json!({
            "population_source": text("map", "population_source", population_source),
            "population_year": text("map", "population_year", population_year.as_deref()),
            "worldview": text("map", "worldview", worldview),
            "note": text("map", "note", note),
            "disputed": text("map", "disputed", label),
        }),
    );
    names.insert("dataset".to_owned(), json!({
        "version": bound("dataset", "version", settings.version.as_str()),
        "status": text("dataset", "status", status.map(|status| status.status.as_str())),
        "statement": text("dataset", "statement", status.map(|status| status.statement.as_str())),
        "caption": text("dataset", "caption", status.map(|status| status.caption.as_str())),
    }));
    let mut accounts: Map<String, Value> = settings
        .series
        .value
        .tables
        .iter()
        .filter(|(_, table)| table.from.is_none())
        .map(|(name, _)| (name.clone(), Value::Null))
        .collect();
    for (table, account) in &ledger.accounts {
        let source = format!("ledger.{table}");
        accounts.insert(
            table.clone(),
            json!({
                "rows_in": bound(&source, "rows_in", account.rows_in),
                "kept": bound(&source, "kept", account.kept),
                "merged": bound(&source, "merged", account.merged),
                "rejected": bound(&source, "rejected", account.rejected),
                "out_of_scope": bound(&source, "out_of_scope", account.out_of_scope),
            }),
        );
    }
    names.insert("ledger".to_owned(), Value::Object(accounts));
    names
}

/// The fields of a finding that is one number; all without a value when there is no data.
pub(crate) fn number_fields(source: &str, number: Option<&Number>) -> Value {
    let bounds = number.and_then(|number| number.bounds);
    json!({
        "source": source,
        "available": number.is_some(),
        "count": bound(source, "count", number.map(|number| number.numerator)),
        "share": bound(source, "share", number.and_then(Number::share)),
        "numerator": bound(source, "numerator", number.map(|number| number.numerator)),
        "denominator": bound(source, "denominator", number.and_then(|number| number.denominator)),
        "unknown": bound(source, "unknown", number.map(|number| number.unknown)),
        "lower": bound(source, "lower", bounds.map(|bounds| bounds.lower)),
        "upper": bound(source, "upper", bounds.map(|bounds| bounds.upper)),
    })
}
