//! What a delivery does not record: columns that its mapping calls absent, what cleaning makes from them,
//! and the tables that this fills. A finding that reads any of it has no data, which is not the same as
//! finding nothing.

use std::collections::{BTreeMap, BTreeSet};

use brief_model::brief::DataSettings;
use brief_model::series::{StepInput, TableSettings};

use crate::sql;

/// What a dataset version does not record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataGaps {
    /// Columns by table or view.
    columns: BTreeMap<String, BTreeSet<String>>,
    /// Tables that a step would have filled.
    tables: BTreeSet<String>,
}

impl DataGaps {
    /// Of the dataset version that the settings are for.
    pub fn of(settings: DataSettings<'_>) -> Self {
        let mut unrecorded = DataGaps::default();
        for (name, table) in &settings.series.value.tables {
            let Some(mapping) = settings.mapping.value.tables.get(name) else {
                continue;
            };
            let absent = mapping.columns.keys();
            let absent = absent.filter(|column| mapping.is_absent(column));
            unrecorded.follow(name, table, absent.cloned().collect());
            for (view, columns) in &mapping.not_recorded {
                let of_view = unrecorded.columns.entry(view.clone()).or_default();
                of_view.extend(columns.iter().cloned());
            }
        }
        unrecorded
    }

    /// Follows the steps of a table from the columns that are absent to those made from them.
    fn follow(&mut self, name: &str, table: &TableSettings, mut absent: BTreeSet<String>) {
        for step in &table.steps {
            let effects = step.effects();
            let lacks = |inputs: &[StepInput]| {
                let needed = StepInput::columns(inputs, sql::needs);
                !needed.is_disjoint(&absent)
            };
            if lacks(&effects.reads) {
                self.tables.extend(effects.fills.map(str::to_owned));
            }
            let made = effects.makes.iter().filter(|made| lacks(&made.from));
            let made: Vec<String> = made.map(|made| made.column.to_owned()).collect();
            absent.extend(made);
        }
        if !absent.is_empty() {
            self.columns.insert(name.to_owned(), absent);
        }
    }

    /// Whether a table holds no row because what would have filled it is not recorded.
    pub fn has_table(&self, table: &str) -> bool {
        self.tables.contains(table)
    }

    /// The first of these columns of a table or view that is not recorded.
    pub fn first<'a>(
        &self,
        table: &str,
        columns: impl IntoIterator<Item = &'a String>,
    ) -> Option<&'a String> {
        let unrecorded = self.columns.get(table)?;
        columns
            .into_iter()
            .find(|column| unrecorded.contains(*column))
    }
}

/// Columns that steps of a table make, each with those that it is made from.
pub fn made_from(table: &TableSettings) -> BTreeMap<String, BTreeSet<String>> {
    let made = table.steps.iter().flat_map(|step| step.effects().makes);
    made.map(|made| {
        let from = StepInput::columns(&made.from, sql::reads);
        (made.column.to_owned(), from)
    })
    .collect()
}
