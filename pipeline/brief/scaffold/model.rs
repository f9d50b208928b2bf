//! What a new brief takes from its series, and from the brief that it is to be like.

use indexmap::IndexMap;

use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use brief_base::project::Project;
use brief_base::yaml;
use brief_figures::Draw;
use brief_figures::definition::{FigureDefinition, Span, read_figures};
use brief_model::brief::BriefSettings;
use brief_model::findings::Definition;
use brief_model::geography::Geography;
use brief_model::series::{ColumnSettings, ColumnType, Step, TableSettings};
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
        let figures = read_figures(&file, &project.read_text(&file)?)?;
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
    pub(super) fn figures(&self) -> Vec<(&str, Span, Draw)> {
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
            for step in &table.steps {
                if let Step::JoinPlaces(step) = step {
                    sets.push(step.regions.clone());
                    sets.extend(step.areas.values().cloned());
                }
            }
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
        let steps = tables.flat_map(|table| &table.steps);
        steps
            .filter_map(|step| match step {
                Step::JoinPlaces(step) if lacks(&step.regions) => {
                    Some([&step.density, &step.overall_density])
                }
                _ => None,
            })
            .flatten()
            .flatten()
            .cloned()
            .collect()
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
    let made = made_by_steps(table);
    let mut columns: IndexMap<String, ColumnSettings> = IndexMap::new();
    for (name, settings) in &table.columns {
        if !made.contains(&name.as_str()) {
            columns.insert(name.clone(), settings.clone());
        }
    }
    for name in read_by_steps(table) {
        if !made.contains(&name) && !columns.contains_key(name) {
            columns.insert(name.to_owned(), text_column());
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
        match step {
            Step::Recode(step) if step.column == name => {
                recode = Some(step.with.clone());
                separator.clone_from(&step.first_of);
            }
            Step::ReadDates(step) if step.column == name => {
                role = ColumnRole::Date(step.days.clone(), step.months.clone());
            }
            Step::JoinPlaces(step) if step.column == name => {
                role = ColumnRole::Places;
                recode = Some(step.with.clone());
                separator = Some(step.separator.clone());
            }
            _ => {}
        }
    }
    RawColumn {
        name,
        settings,
        role,
        recode,
        separator,
    }
}

/// Columns that steps add.
fn made_by_steps(table: &TableSettings) -> Vec<&str> {
    let mut made = Vec::new();
    for step in &table.steps {
        match step {
            Step::ReadDates(step) => made.push(step.month.as_str()),
            Step::Derive(step) => made.push(step.column.as_str()),
            Step::JoinPlaces(step) => {
                made.extend([step.place.as_str(), step.region.as_str()]);
                made.extend(step.areas.keys().map(String::as_str));
                let further = [&step.density, &step.overall_density, &step.named];
                made.extend(further.into_iter().flatten().map(String::as_str));
            }
            _ => {}
        }
    }
    made
}

/// Columns that steps work on.
fn read_by_steps(table: &TableSettings) -> Vec<&str> {
    let mut read = Vec::new();
    for step in &table.steps {
        match step {
            Step::Recode(step) => read.push(step.column.as_str()),
            Step::ReadDates(step) => read.push(step.column.as_str()),
            Step::JoinPlaces(step) => read.push(step.column.as_str()),
            Step::ReadIntegers(step) => read.extend(step.columns.iter().map(String::as_str)),
            _ => {}
        }
    }
    read
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
