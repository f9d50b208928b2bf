//! What a new brief takes from its series, and from the brief that it is to be like.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use brief_base::project::Project;
use brief_base::yaml;
use brief_data::sql;
use brief_figures::Draw;
use brief_figures::definition::{FigureDefinition, FigureSpan, read_figures};
use brief_model::brief::BriefSettings;
use brief_model::constraints::Constraints;
use brief_model::findings::Definition;
use brief_model::geography::Geography;
use brief_model::series::{
    ColumnSettings, ColumnType, Step, StepEffects, StepInput, TableSettings,
};
use brief_prose::settings;
use brief_prose::settings::Settings;

/// A brief of the series and everything that it declares.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub name: String,
    /// Its settings and those of the series.
    pub settings: Settings,
    /// The figures of the series, those that this brief leaves out among them: the new one has them all.
    figures: IndexMap<String, FigureDefinition>,
}

/// A column that a delivery must provide, or say that it lacks.
#[derive(Debug, Clone)]
pub(super) struct RawColumn {
    /// As the schema and the steps call it.
    pub name: String,
    /// What its values are, once cleaned.
    pub settings: ColumnSettings,
    /// What the steps make of it.
    pub role: ColumnRole,
    /// The recode table that its values go through.
    pub recode: Option<String>,
    /// The cell is a list with this separator.
    pub separator: Option<String>,
}

/// What the steps make of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ColumnRole {
    /// It names the row.
    Key,
    /// Dates in one of these formats: whole days, and months.
    Date(Vec<String>, Vec<String>),
    /// Names of places.
    Places,
    /// One of the column's categories.
    Category,
    /// Whole numbers.
    Integer,
    /// Text.
    Text,
}

impl Model {
    /// Loads the brief to be like: the one that is named, or the only brief, or the first of the only
    /// series.
    ///
    /// # Errors
    /// When it is not clear which, and everything that is wrong in that brief's settings.
    pub(super) fn load(project: &Project, from: Option<&str>) -> Result<Self, Diagnostics> {
        let name = match from {
            Some(name) => name.to_owned(),
            None => only_brief(project)?,
        };
        let settings = Settings::load(project, &name, None)?;
        let file = format!("{}/figures.yaml", settings.series_folder());
        let figures = read_figures(&file, &project.read_text(&file)?)?.figures;
        Ok(Model {
            name,
            settings,
            figures,
        })
    }

    /// The tables that come from an extract of their own.
    pub(super) fn tables(&self) -> impl Iterator<Item = (&str, &TableSettings)> {
        let tables = self.settings.series.value.tables.iter();
        tables
            .filter(|(_, table)| table.from.is_none())
            .map(|(name, table)| (name.as_str(), table))
    }

    /// The series' own findings.
    pub(super) fn findings(&self) -> impl Iterator<Item = (&str, &Definition)> {
        let series = self.settings.findings.first();
        series
            .into_iter()
            .flat_map(|yaml| &yaml.value)
            .map(|(name, definition)| (name.as_str(), definition))
    }

    /// The series' own figures: name, width on the page, what is drawn.
    pub(super) fn figures(&self) -> Vec<(&str, FigureSpan, Draw)> {
        let figures = self.figures.iter();
        figures
            .filter_map(|(id, figure)| {
                let draw = figure.draw.written(|words| words.text.to_owned()).ok()?;
                Some((id.as_str(), figure.span, draw))
            })
            .collect()
    }

    /// The boundary sets of the country's units that steps, columns, figures and maps name.
    pub(super) fn region_sets(&self) -> Vec<String> {
        let mut sets = vec![self.settings.map_view.layers.regions.clone()];
        for table in self.settings.series.value.tables.values() {
            sets.extend(
                table
                    .columns
                    .values()
                    .filter_map(|it| it.labels_from.clone()),
            );
            let inputs = table.steps.iter().flat_map(|step| step.effects().reads);
            sets.extend(inputs.filter_map(|input| match input {
                StepInput::Boundaries(set) | StepInput::Population(set) => Some(set.to_owned()),
                StepInput::Column(_) | StepInput::Expression(_) => None,
            }));
        }
        for (_, _, draw) in self.figures() {
            let named = draw.choropleth().and_then(|it| it.boundaries.clone());
            sets.extend(named);
        }
        let context = &self.settings.map_view.layers.context;
        let mut found: Vec<String> = Vec::new();
        for set in sets {
            if set != *context && !found.contains(&set) {
                found.push(set);
            }
        }
        found
    }

    /// The columns that places get from inhabitants which the boundaries do not tell.
    pub(super) fn without_population(&self, geography: &Geography) -> Vec<String> {
        let lacks = |set: &str| {
            let areas = geography.boundaries.get(set).map(|set| &set.areas);
            areas.is_none_or(|areas| areas.iter().all(|area| area.population.is_none()))
        };
        let tables = self.settings.series.value.tables.values();
        let made = tables
            .flat_map(|table| &table.steps)
            .flat_map(|step| step.effects().makes);
        let without = made.filter(|made| {
            let mut from = made.from.iter();
            from.any(|input| matches!(input, StepInput::Population(set) if lacks(set)))
        });
        without.map(|made| made.column.to_owned()).collect()
    }

    /// Of a column that figures draw by kind, the codes that all of them have a mark for; nothing for a
    /// column that no figure draws so.
    pub(super) fn drawn_codes(&self, table: &str, column: &str) -> Option<Vec<String>> {
        let series = &self.settings.series.value;
        let of_table = |finding: &str| {
            let definition = self.findings().find(|(name, _)| *name == finding);
            definition.is_some_and(|(_, it)| {
                let view = series.views.get(&it.of);
                view.map_or(it.of.as_str(), |view| view.of.as_str()) == table
            })
        };
        let mut drawn: Option<Vec<String>> = None;
        for (_, _, draw) in self.figures() {
            let (finding, by, kinds) = match &draw {
                Draw::Map(map) => match &map.symbols {
                    Some(symbols) => (&symbols.finding, &symbols.by, &symbols.series),
                    None => continue,
                },
                Draw::Timeline(timeline) => (&timeline.finding, &timeline.by, &timeline.series),
                _ => continue,
            };
            if by != column || !of_table(finding) {
                continue;
            }
            let keys: Vec<String> = kinds.iter().map(|kind| kind.key.clone()).collect();
            drawn = Some(match drawn {
                Some(earlier) => earlier.into_iter().filter(|it| keys.contains(it)).collect(),
                None => keys,
            });
        }
        drawn
    }
}

/// The columns of a table that a delivery provides: those that no step makes, in schema order.
pub(super) fn raw_columns(table: &TableSettings) -> Vec<RawColumn> {
    let effects: Vec<StepEffects<'_>> = table.steps.iter().map(Step::effects).collect();
    let made = effects.iter().flat_map(|effects| &effects.makes);
    let made: BTreeSet<&str> = made.map(|made| made.column).collect();
    let declared = table.columns.iter();
    let mut columns: IndexMap<String, ColumnSettings> = declared
        .filter(|(name, _)| !made.contains(name.as_str()))
        .map(|(name, settings)| (name.clone(), settings.clone()))
        .collect();
    for effects in &effects {
        for name in StepInput::columns(&effects.reads, sql::reads) {
            if !made.contains(name.as_str()) {
                columns.entry(name).or_insert_with(text_column);
            }
        }
    }
    columns
        .into_iter()
        .map(|(name, settings)| raw_column(table, name, settings))
        .collect()
}

fn text_column() -> ColumnSettings {
    ColumnSettings {
        kind: ColumnType::String,
        required: false,
        categories: IndexMap::new(),
        constraints: Constraints::default(),
        unknown: String::new(),
        labels_from: None,
        label: None,
        description: String::new(),
    }
}

fn raw_column(table: &TableSettings, name: String, settings: ColumnSettings) -> RawColumn {
    let mut role = match settings.kind {
        _ if table.key.as_slice().contains(&name) => ColumnRole::Key,
        ColumnType::Category => ColumnRole::Category,
        ColumnType::Integer | ColumnType::Number => ColumnRole::Integer,
        ColumnType::String | ColumnType::Date => ColumnRole::Text,
    };
    let (mut recode, mut separator) = (None, None);
    for step in &table.steps {
        let recoding = step.effects().recoding;
        if let Some(recoding) = recoding.filter(|recoding| recoding.column == name) {
            recode = Some(recoding.table.to_owned());
            separator = recoding.separator.map(str::to_owned);
        }
        role = match step {
            Step::ReadDates(step) if step.column == name => {
                ColumnRole::Date(step.days.clone(), step.months.clone())
            }
            Step::JoinPlaces(step) if step.column == name => ColumnRole::Places,
            Step::TrimBlanks(_)
            | Step::DeclareMissing(_)
            | Step::RejectBlankRows(_)
            | Step::ApplyCorrections(_)
            | Step::Recode(_)
            | Step::ReadIntegers(_)
            | Step::ReadDates(_)
            | Step::JoinPlaces(_)
            | Step::Derive(_)
            | Step::OutOfScope(_)
            | Step::MergeDuplicates(_) => role,
        };
    }
    RawColumn {
        name,
        settings,
        role,
        recode,
        separator,
    }
}

/// The brief to be like when none is named.
fn only_brief(project: &Project) -> Result<String, Diagnostics> {
    let briefs = settings::briefs(project)?;
    let mut series: Vec<String> = Vec::new();
    for name in &briefs {
        let file = format!("data/{name}/brief.yaml");
        let brief = yaml::read::<BriefSettings>(project, &file)?;
        if !series.contains(&brief.value.series) {
            series.push(brief.value.series);
        }
    }
    match (briefs.first(), series.len()) {
        (Some(first), 1) => Ok(first.clone()),
        (None, _) => Err(Diagnostic::call_error(
            "no-brief",
            "this project has no brief whose series a new one could join",
        )
        .into()),
        _ => Err(Diagnostic::call_error(
            "which-brief",
            format!(
                "the briefs here belong to {} series: say which one the new brief is to be like",
                series.len()
            ),
        )
        .with_help(format!(
            "--from BRIEF; {}",
            did_you_mean("", briefs.iter().map(String::as_str))
        ))
        .into()),
    }
}
