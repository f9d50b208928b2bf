//! Answers as readers see them.

use std::fmt;

use super::page::{Page, counted, width};
use super::{Answer, FactAnswer, FindingAnswer, OtherAnswer, Outcome, Source, Subject};
use crate::claims::Claim;
use crate::findings::{Base, Bounds, Definition, Measure};
use crate::numbers::{percent, percent_range, with_thousands};

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut page = Page::default();
        match &self.subject {
            Subject::Finding(finding) => page.finding(finding, &self.dataset_version),
            Subject::Fact(fact) => page.fact(fact),
            Subject::Other(other) => page.other(other),
            Subject::Sources(sources) => page.sources(sources),
        }
        formatter.write_str(&page.text)
    }
}

impl Page {
    fn finding(&mut self, finding: &FindingAnswer, version: &str) {
        let unit = &finding.unit;
        self.words(
            &format!("{}: ", finding.name),
            &format!("{} ({unit})", finding.title),
        );
        self.line("");
        if let Some(asked) = &finding.asked {
            let value = asked
                .value
                .as_deref()
                .unwrap_or("differs by row, or has no value");
            self.labelled(&asked.field, value);
        }
        match &finding.outcome {
            Outcome::Number {
                formula,
                numerator,
                unknown,
                bounds,
                ..
            } => {
                self.labelled("result", formula);
                self.labelled("unknown", &unknown_in_words(*numerator, *unknown, *bounds));
            }
            Outcome::Table { total, by, .. } => {
                let total = with_thousands(*total);
                self.labelled("result", &format!("{total} {unit} by {}", by.join(", ")));
            }
            Outcome::NoData { missing_table } => self.labelled(
                "result",
                &format!("no data: dataset version {version} has no table {missing_table}"),
            ),
        }
        self.labelled("defined at", &finding.defined_at.to_string());
        self.definition(&finding.definition);
        match &finding.outcome {
            Outcome::Number { evidence, .. } => {
                let rows = counted(evidence.len(), "row");
                let adding = match finding.definition.sum {
                    Some(_) => " that add to the sum",
                    None => "",
                };
                self.heading(&format!("Evidence: {rows}{adding}"));
                self.rows(evidence, 2);
            }
            Outcome::Table { rows, total, .. } => {
                for row in rows {
                    let codes: Vec<&str> = row
                        .keys
                        .iter()
                        .map(|key| key.as_deref().unwrap_or("unknown"))
                        .collect();
                    self.heading(&format!(
                        "{} ({}): {} of {} {unit}, {}",
                        row.labels.join(" | "),
                        codes.join("; "),
                        with_thousands(row.count),
                        with_thousands(*total),
                        counted(row.evidence.len(), "row")
                    ));
                    self.rows(&row.evidence, 2);
                }
            }
            Outcome::NoData { .. } => {}
        }
        self.printed(&finding.printed);
        self.claims(&finding.claims);
    }

    fn definition(&mut self, definition: &Definition) {
        self.labelled("of", &definition.of);
        if let Some(condition) = &definition.condition {
            self.labelled("where", condition);
        }
        if let Some(sum) = &definition.sum {
            self.labelled("sum", sum);
        }
        match &definition.share_of {
            None => {}
            Some(Base::Table(table)) => self.labelled("share of", table),
            Some(Base::Measure(measure)) => self.labelled("share of", &measure_in_words(measure)),
        }
        if let Some(measure) = &definition.unknown {
            self.labelled("unknown of", &measure_in_words(measure));
        }
        if let Some(by) = &definition.by {
            self.labelled("by", &by.names().join(", "));
        }
        for (code, part) in definition.parts.iter().flatten() {
            let measure = Measure {
                of: None,
                condition: part.condition.clone(),
                sum: part.sum.clone(),
            };
            let words = measure_in_words(&measure);
            self.labelled("part", &format!("{code} ({}): {words}", part.title));
        }
        if let Some(caveat) = &definition.caveat {
            self.labelled("caveat", caveat);
        }
    }

    fn claims(&mut self, claims: &[Claim]) {
        if claims.is_empty() {
            return;
        }
        self.heading(&counted(claims.len(), "claim"));
        for claim in claims {
            let holds = if claim.holds { "holds" } else { "is false" };
            let than = claim
                .compared_with
                .as_ref()
                .map_or_else(String::new, |than| format!(", beside {than}"));
            self.words(
                "  ",
                &format!(
                    "\"{}\" of {}{than} {holds}: {} ({}) is {}",
                    claim.says, claim.finding, claim.hedge, claim.test, claim.found
                ),
            );
            let margin = match (claim.units_to_turn(), &claim.turned) {
                (Some(units), Some(turned)) => {
                    format!("{units} changed would turn it: {turned}")
                }
                _ if claim.counted_in.is_none() => {
                    "tested against what the source says of the number".to_owned()
                }
                _ => "no small number of changed rows would turn it".to_owned(),
            };
            self.words("    ", &margin);
            self.line(&format!("    {}", claim.place));
        }
    }

    fn fact(&mut self, answer: &FactAnswer) {
        let fact = &answer.fact;
        self.words(&format!("{}: ", answer.name), &fact.statement);
        self.line("");
        let qualifier = fact
            .qualifier
            .map_or_else(String::new, |qualifier| format!("{} ", qualifier.words));
        let value = if fact.is_share() {
            percent(fact.value)
        } else {
            format!("{} {}", fact.value, fact.unit)
        };
        self.labelled("value", &format!("{qualifier}{value}"));
        self.labelled("as of", &fact.as_of);
        self.labelled("defined at", &answer.defined_at.to_string());
        let page = fact
            .page
            .as_ref()
            .map_or_else(String::new, |page| format!(", page {page}"));
        match &answer.reference {
            Some(reference) => {
                self.labelled("reference", &format!("{}{page}", reference.words()));
                let place = &reference.defined_at;
                self.labelled("", &format!("{} at {place}", reference.key));
            }
            None => self.labelled("reference", &format!("{}{page}", fact.cite)),
        }
        self.printed(&answer.printed);
        self.claims(&answer.claims);
    }

    fn other(&mut self, other: &OtherAnswer) {
        self.words(&format!("{}: ", other.name), &other.said_by);
        if let Some(account) = &other.account {
            self.line("");
            self.labelled(
                "rows",
                &format!(
                    "{} in = {} kept + {} merged + {} rejected + {} out of scope",
                    account.rows_in,
                    account.kept,
                    account.merged,
                    account.rejected,
                    account.out_of_scope
                ),
            );
        }
        self.printed(&other.printed);
    }

    fn sources(&mut self, sources: &[Source]) {
        self.line(&format!(
            "{} print this; ask for one by its name",
            counted(sources.len(), "source")
        ));
        for source in sources {
            self.line("");
            self.words(&format!("{}: ", source.source), &source.title);
            let fields = width(source.printed.keys().map(String::as_str));
            for (field, places) in &source.printed {
                for place in places {
                    self.line(&format!("  {field:<fields$}  {place}"));
                }
            }
        }
    }
}

/// `12; bounds 24–79 % (20 to 32 of 45)`.
fn unknown_in_words(numerator: i64, unknown: i64, bounds: Option<Bounds>) -> String {
    let count = with_thousands(unknown);
    match bounds {
        Some(bounds) => format!(
            "{count}; bounds {} ({} to {} of {})",
            percent_range(bounds.lower, bounds.upper),
            with_thousands(numerator),
            with_thousands(numerator.saturating_add(unknown)),
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
