//! What a definition asks of which table, checked before anything is computed.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, Severity, did_you_mean};
use brief_base::one_or_many::OneOrMany;
use brief_model::brief::DataSettings;
use brief_model::findings::{Base, Definition, Measure};
use brief_model::geography::Geography;

use super::codes;
use super::selection::{Questions, Selection, Use};
use crate::extracts::LINE;
use crate::sql;
use crate::tables::DataGaps;

/// What a finding will be computed from.
pub(super) enum Plan {
    Number,
    Table,
    /// The table, or the column, that this dataset version lacks.
    NoData(String),
}

pub(super) struct Planner<'a, 'b> {
    pub settings: DataSettings<'a>,
    pub geography: &'a Geography,
    pub selections: &'a IndexMap<String, Selection<'a>>,
    pub asked: &'b mut BTreeMap<String, Questions>,
    pub unrecorded: &'b DataGaps,
    pub place: &'b dyn Fn(&str) -> Place,
    pub faults: &'b mut Diagnostics,
    /// What the definition at hand reads and this dataset version lacks.
    pub missing: Option<String>,
}

impl Planner<'_, '_> {
    pub(super) fn plan(&mut self, definition: &Definition) -> Option<Plan> {
        let before = self.faults.count(Severity::Error);
        self.topic(definition);
        if !self.has_table(&definition.of, "of")? {
            return self.missing.take().map(Plan::NoData);
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
            Some(Base::Table(table)) => {
                self.has_table(table, "share_of")?;
            }
            Some(Base::Measure(measure)) => self.measure(&of, measure, "share_of")?,
        }
        if let Some(measure) = &definition.unknown {
            self.measure(&of, measure, "unknown")?;
        }
        for part in definition.parts.iter().flat_map(IndexMap::values) {
            self.ask(&of, part.condition.as_deref(), Use::Condition, "parts");
            self.ask(&of, part.sum.as_deref(), Use::Amount, "parts");
        }
        for column in definition.by.iter().flat_map(OneOrMany::as_slice) {
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
            } else {
                self.note_reading(&of, [column]);
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
        if definition.order.is_some() && definition.by.is_none() {
            self.faults.push(
                Diagnostic::error("finding", "only a breakdown by columns has rows to order")
                    .with_place((self.place)("order"))
                    .with_help("remove it, or say by which columns: `by: COLUMN`"),
            );
        }
        let plan = match (self.missing.take(), table) {
            (Some(missing), _) => Plan::NoData(missing),
            (None, true) => Plan::Table,
            (None, false) => Plan::Number,
        };
        (self.faults.count(Severity::Error) == before).then_some(plan)
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

    /// Whether the table has data; notes it when it has not. `None`, with a fault, when there is no such
    /// table at all.
    fn has_table(&mut self, table: &str, key: &str) -> Option<bool> {
        if let Some(selection) = self.selections.get(table) {
            let has_data = !self.unrecorded.has_table(&selection.name);
            if !has_data {
                self.missing.get_or_insert_with(|| table.to_owned());
            }
            return Some(has_data);
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
            self.missing.get_or_insert_with(|| table.to_owned());
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

    /// Notes the first of these columns that the dataset version does not record.
    fn note_reading<'c>(&mut self, table: &str, columns: impl IntoIterator<Item = &'c String>) {
        let of = &self.selections[table].name;
        let columns: Vec<&String> = columns.into_iter().collect();
        for known in [of.as_str(), table] {
            if let Some(column) = self.unrecorded.first(known, columns.iter().copied()) {
                self.missing
                    .get_or_insert_with(|| format!("column \"{column}\" in {known}"));
            }
        }
    }

    fn ask(&mut self, table: &str, expression: Option<&str>, used: Use, key: &str) {
        let Some(expression) = expression else { return };
        let selection = &self.selections[table];
        let place = (self.place)(key);
        let parsed = sql::expression(expression, table, selection.frame.schema(), &place);
        if let Some(expr) = self.faults.take(parsed) {
            self.note_reading(table, &sql::reads(expression));
            self.faults.extend(codes::unknown_texts(
                self.settings,
                self.geography,
                table,
                expression,
                &place,
                self.selections.get(&selection.name).unwrap_or(selection),
            ));
            self.asked
                .entry(table.to_owned())
                .or_default()
                .ask(expression, expr, used, place);
        }
    }
}
