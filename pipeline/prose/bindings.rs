//! The names that prose may use, as Tera sees them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use brief_base::diagnostics::Place;
use brief_model::datapackage::DataPackage;
use brief_model::facts::Facts;
use brief_model::findings::{
    Finding, FindingTable, FindingWeights, Findings, Number, Order, Outcome, SIBLINGS,
    brief_and_finding, sibling_name,
};
use brief_model::ledger::{Account, Ledger};
use brief_model::rests_on::CellBasis;
use brief_model::series;

use super::bound_value::{
    bound, bound_fact, bound_text, finding as bound_finding, lacking, resting,
};
use crate::settings::Settings;

/// Under this name stand the facts.
pub(crate) const FACTS: &str = "facts";

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

/// What a row of each findings table has: the columns that it is broken down by, and its count.
pub(crate) fn row_fields(settings: &Settings) -> BTreeMap<String, Vec<String>> {
    let findings = settings.findings.iter().flat_map(|yaml| &yaml.value);
    let tables = findings.filter_map(|(name, definition)| {
        let by = definition.by.as_ref()?.as_slice().iter().cloned();
        Some((name.clone(), by.chain(["count".to_owned()]).collect()))
    });
    tables.collect()
}

/// Everything prose may name, with its value.
pub(crate) fn context(
    settings: &Settings,
    package: Option<&DataPackage>,
    findings: &Findings,
    facts: &Facts,
    ledger: &Ledger,
) -> Map<String, Value> {
    let mut names = Map::new();
    let mut siblings = Siblings::default();
    for finding in findings.iter() {
        let value = finding_fields(finding, settings);
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
    names.insert(FACTS.to_owned(), fact_fields(facts));
    names.insert("brief".to_owned(), brief_fields(settings));
    names.insert("map".to_owned(), map_fields(settings));
    names.insert("dataset".to_owned(), dataset_fields(settings, package));
    names.insert("ledger".to_owned(), ledger_fields(settings, ledger));
    names
}

/// The fields of a finding: of a number, or of a table with its rows.
fn finding_fields(finding: &Finding, settings: &Settings) -> Value {
    let source = finding.name.as_str();
    let by_count = finding.definition.order == Some(Order::LargestFirst);
    let mut value = match &finding.outcome {
        Outcome::Number(number) => number_fields(source, Some(number)),
        Outcome::NoData { .. } if !finding.definition.is_table() => number_fields(source, None),
        Outcome::NoData { .. } => table_fields(source, None, by_count),
        Outcome::Table(table) => table_fields(source, Some(table), by_count),
    };
    let gap = settings.series.value.gap.as_ref();
    let gap = gap.filter(|_| matches!(finding.outcome, Outcome::NoData { .. }));
    let gap = gap.map(|gap| gap.replace(series::TITLE, &finding.title));
    value["gap"] = bound_text(source, "gap", gap.as_deref());
    value
}

/// The fields of a finding that is one number. Without data, the fields have no values.
pub(crate) fn number_fields(source: &str, number: Option<&Number>) -> Value {
    let bounds = number.and_then(|number| number.bounds);
    let counts = [
        ("count", number.map(|number| number.numerator)),
        ("numerator", number.map(|number| number.numerator)),
        ("denominator", number.and_then(|number| number.denominator)),
        ("unknown", number.map(|number| number.unknown)),
    ];
    let shares = [
        ("share", number.and_then(Number::share)),
        ("lower", bounds.map(|bounds| bounds.lower)),
        ("upper", bounds.map(|bounds| bounds.upper)),
    ];
    let rests_on = number.and_then(|number| number.rests_on.as_ref());
    let mut value = resting(bound_finding(source, number.is_some()), rests_on);
    let unknown_rests_on = number.and_then(|number| number.unknown_rests_on.as_ref());
    let of_field = |field: &str| match field {
        "unknown" | "lower" | "upper" => unknown_rests_on,
        _ => rests_on,
    };
    for (field, count) in counts {
        value[field] = resting(bound(source, field, count), of_field(field));
    }
    for (field, share) in shares {
        value[field] = resting(bound(source, field, share), of_field(field));
        let help = number.and_then(|number| help_without(source, field, number));
        if let Some(help) = help.filter(|_| share.is_none()) {
            value[field] = lacking(value[field].take(), &help);
        }
    }
    let base = value["denominator"].take();
    let no_base = number.is_some_and(|number| number.denominator.is_none());
    value["denominator"] = match no_base {
        true => lacking(base, WITHOUT_A_BASE),
        false => base,
    };
    value
}

/// Of a finding that has no base by its definition.
const WITHOUT_A_BASE: &str =
    "it is a count without a base: print the count, or give its definition `share_of`";

/// What to do where a number that is there has no share, or no end of its range.
fn help_without(source: &str, field: &str, number: &Number) -> Option<String> {
    let within = |condition: &str| {
        format!("where that may be, write it within `{{% if {source}.{condition} %}}`")
    };
    match (field, number.denominator) {
        (_, None) => Some(WITHOUT_A_BASE.to_owned()),
        ("share", Some(0)) => Some(format!(
            "there is nothing that it is a share of; {}",
            within("denominator.value > 0")
        )),
        ("share", Some(_)) => None,
        (_, Some(_)) => Some(format!(
            "nothing is unknown, so its range has no ends: print `{source} | range`, which is its share then; {}",
            within("unknown.value > 0")
        )),
    }
}

/// The fields of a finding that is a table. Without data, it has no rows.
fn table_fields(source: &str, table: Option<&FindingTable>, by_count: bool) -> Value {
    let rows = table.iter().flat_map(|table| {
        table.rows.iter().map(|row| {
            let columns = table.by.iter().zip(&row.keys).zip(&row.labels);
            let labels = columns.map(|((column, key), label)| {
                let label = bound(source, column, label.as_str());
                // Which code comes first says something of the counts.
                let rests_on = row.rests_on.as_ref().filter(|_| by_count);
                let mut value = resting(label, rests_on);
                value["code"] = json!(key);
                (column.clone(), value)
            });
            let count = resting(bound(source, "count", row.count), row.rests_on.as_ref());
            let count = ("count".to_owned(), count);
            labels.chain([count]).collect::<Map<_, _>>()
        })
    });
    let worst = table.and_then(FindingTable::rests_on);
    let of_total = table.and_then(|table| table.total_rests_on.as_ref());
    let total = bound(source, "total", table.map(|table| table.total));
    let present = bound(source, "present", table.map(FindingTable::present));
    let mut value = resting(bound_finding(source, table.is_some()), worst.as_ref());
    value["rows"] = rows.map(Value::Object).collect();
    value["total"] = resting(total, of_total);
    value["present"] = resting(present, worst.as_ref());
    value
}

fn fact_fields(facts: &Facts) -> Value {
    let facts = facts.iter().map(|(name, fact)| {
        let source = format!("{FACTS}.{name}");
        let mut value = bound_fact(&source, fact.value, fact.is_share());
        value["as_of"] = bound(&source, "as_of", fact.as_of_in_words());
        (name.clone(), value)
    });
    Value::Object(facts.collect())
}

fn brief_fields(settings: &Settings) -> Value {
    let brief = &settings.brief.value;
    let text = |field: &str, value: &str| bound("brief", field, value);
    let original = settings.original.as_ref().map(|original| {
        let text = |field: &str, value: &str| bound("brief.original", field, value);
        json!({
            "title": text("title", &original.title),
            "publisher": text("publisher", &original.publisher),
            "date": text("date", &original.date_in_words()),
            "year": text("year", original.year()),
        })
    });
    json!({
        "title": text("title", &brief.title),
        "subtitle": text("subtitle", &brief.subtitle),
        "country": text("country", &brief.country),
        "period": text("period", &brief.period.label),
        "years": text("years", &brief.period.years()),
        "date": bound_text("brief", "date", brief.date_in_words().as_deref()),
        "original": original,
        "credits": bound_text("brief", "credits", brief.credits.as_deref()),
    })
}

fn map_fields(settings: &Settings) -> Value {
    let disputed = settings.map_view.disputed();
    let regions = &settings.map_view.layers.regions;
    let geography = &settings.brief.value.geography;
    let regions = geography.boundaries.get(regions);
    let population_year = regions
        .and_then(|boundaries| boundaries.population_year)
        .map(|year| year.to_string());
    let texts = [
        (
            "population_source",
            regions.and_then(|boundaries| boundaries.population_source.as_deref()),
        ),
        ("population_year", population_year.as_deref()),
        ("worldview", disputed.map(|disputed| disputed.name.as_str())),
        ("note", disputed.map(|disputed| disputed.note.as_str())),
        ("disputed", disputed.map(|disputed| disputed.label.as_str())),
    ];
    let texts = texts.map(|(field, text)| (field.to_owned(), bound_text("map", field, text)));
    Value::Object(texts.into_iter().collect())
}

fn dataset_fields(settings: &Settings, package: Option<&DataPackage>) -> Value {
    let status = package.and_then(|package| package.status.as_ref());
    // Of a dataset that reproduces totals and nothing else, a text need not explain the sign.
    let chosen = package.is_some_and(|package| package.worst_basis() == CellBasis::Chosen);
    let illustrative = status.and_then(|status| status.illustrative.as_ref());
    let illustrative = illustrative.filter(|_| chosen);
    let text =
        |field: &str, text: Option<&String>| bound_text("dataset", field, text.map(String::as_str));
    json!({
        "version": bound("dataset", "version", settings.version.as_str()),
        "status": text("status", status.map(|status| &status.status)),
        "statement": text("statement", status.map(|status| &status.statement)),
        "caption": text("caption", status.map(|status| &status.caption)),
        "illustrative": text("illustrative", illustrative),
        "sign": text("sign", Some(&settings.series.value.illustrative.sign)),
    })
}

/// The accounts of the cleaned tables; null for a table that this dataset version does not hold.
fn ledger_fields(settings: &Settings, ledger: &Ledger) -> Value {
    let tables = settings.series.value.tables.iter();
    let mut accounts: Map<String, Value> = tables
        .filter(|(_, table)| table.from.is_none())
        .map(|(name, _)| (name.clone(), Value::Null))
        .collect();
    for (table, account) in &ledger.accounts {
        let source = format!("ledger.{table}");
        let counts = [
            ("rows_in", account.rows_in),
            ("kept", account.kept),
            ("merged", account.merged),
            ("rejected", account.rejected),
            ("out_of_scope", account.out_of_scope),
        ];
        let counts = counts.map(|(field, count)| (field.to_owned(), bound(&source, field, count)));
        accounts.insert(table.clone(), Value::Object(counts.into_iter().collect()));
    }
    Value::Object(accounts)
}
