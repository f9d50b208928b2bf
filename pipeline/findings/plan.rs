//! What a definition asks of which table, checked before anything is computed.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::definition::{Base, Definition, Measure, OneOrMore};
use super::selection::{Questions, Selection, Use};
use crate::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use crate::extracts::LINE;
use crate::settings::Settings;
use crate::sql;

/// What a finding will be computed from; `None` inside is a table that this dataset version lacks.
pub enum Plan {
    Number,
    Table,
    NoData(String),
}

pub struct Planner<'a, 'b> {
    pub settings: &'a Settings,
    pub selections: &'a IndexMap<String, Selection<'a>>,
    pub asked: &'b mut BTreeMap<String, Questions>,
    pub place: &'b dyn Fn(&str) -> Place,
    pub faults: &'b mut Diagnostics,
}

impl Planner<'_, '_> {
    pub fn plan(&mut self, definition: &Definition) -> Option<Plan> {
        let before = self.faults.iter().count();
        self.topic(definition);
        if !self.has_table(&definition.of, "of")? {
            return Some(Plan::NoData(definition.of.clone()));
        }
        let of = definition.of.clone();
        self.ask(
            &of,
            definition.condition.as_deref(),
            Use::Condition,
            "where",
        );
        self.ask(&of, definition.sum.as_deref(), Use::Amount, "sum");
        match &definition.share_of {
            None => {}
            Some(Base::Table(table)) if !self.has_table(table, "share_of")? => {
                return Some(Plan::NoData(table.clone()));
            }
            Some(Base::Table(_)) => {}
            Some(Base::Measure(measure)) => self.measure(&of, measure, "share_of")?,
        }
        if let Some(measure) = &definition.unknown {
            self.measure(&of, measure, "unknown")?;
        }
        for part in definition.parts.iter().flat_map(IndexMap::values) {
            self.ask(&of, part.condition.as_deref(), Use::Condition, "parts");
            self.ask(&of, part.sum.as_deref(), Use::Amount, "parts");
        }
        for column in definition.by.iter().flat_map(OneOrMore::names) {
            let selection = &self.selections[&of];
            if selection.frame.column(column).is_err() || column == LINE {
                let known = selection.columns.keys().map(String::as_str);
                self.faults.push(
                    Diagnostic::error(
                        "unknown-column",
                        format!("table \"{of}\" has no column \"{column}\""),
                    )
                    .with_place((self.place)("by"))
                    .with_help(did_you_mean(column, known)),
                );
            }
        }
        let table = definition.is_table();
        if table && definition.share_of.is_some() {
            self.faults.push(
                Diagnostic::error(
                    "finding",
                    "a findings table has no base: its shares are of its own total",
                )
                .with_place((self.place)("share_of")),
            );
        }
        (self.faults.iter().count() == before).then_some(if table {
            Plan::Table
        } else {
            Plan::Number
        })
    }

    fn topic(&mut self, definition: &Definition) {
        let topics = &self.settings.series.value.topics;
        if let Some(topic) = &definition.topic
            && !topics.contains_key(topic)
        {
            self.faults.push(
                Diagnostic::error(
                    "unknown-topic",
                    format!("the series has no topic \"{topic}\""),
                )
                .with_place((self.place)("topic"))
                .with_help(did_you_mean(topic, topics.keys().map(String::as_str))),
            );
        }
    }

    fn measure(&mut self, of: &str, measure: &Measure, key: &str) -> Option<()> {
        let of = measure.of.as_deref().unwrap_or(of).to_owned();
        if self.has_table(&of, key)? {
            self.ask(&of, measure.condition.as_deref(), Use::Condition, key);
            self.ask(&of, measure.sum.as_deref(), Use::Amount, key);
        }
        Some(())
    }

    /// Whether the table has data. `None`, with a fault, when there is no such table at all.
    fn has_table(&mut self, table: &str, key: &str) -> Option<bool> {
        if self.selections.contains_key(table) {
            return Some(true);
        }
        let series = &self.settings.series.value;
        let known = || {
            series
                .tables
                .keys()
                .chain(series.views.keys())
                .map(String::as_str)
        };
        if known().any(|known| known == table) {
            return Some(false);
        }
        self.faults.push(
            Diagnostic::error(
                "unknown-table",
                format!("the series has no table or view \"{table}\""),
            )
            .with_place((self.place)(key))
            .with_help(did_you_mean(table, known())),
        );
        None
    }

    fn ask(&mut self, table: &str, expression: Option<&str>, used: Use, key: &str) {
        let Some(expression) = expression else { return };
        let selection = &self.selections[table];
        let place = (self.place)(key);
        let parsed = sql::expression(expression, table, selection.frame.schema(), &place);
        if let Some(expr) = self.faults.take(parsed) {
            self.asked
                .entry(table.to_owned())
                .or_default()
                .ask(expression, expr, used, place);
        }
    }
}
