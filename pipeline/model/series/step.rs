//! The steps of cleaning: their settings, and what each reads and makes.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Deserialize;

/// One declarative cleaning step. What it does to each row and cell goes into the ledger.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// Cuts blanks off both ends of every cell and makes runs of blanks one.
    TrimBlanks(NoSettings),
    /// Makes the descriptor's `missingValues` missing.
    DeclareMissing(NoSettings),
    /// Rejects rows without any value.
    RejectBlankRows(NoSettings),
    /// Applies the brief's `corrections.csv` to this table.
    ApplyCorrections(NoSettings),
    /// Replaces raw values by codes from a recode table.
    Recode(RecodeStep),
    /// Reads a column as whole numbers.
    ReadIntegers(ColumnsStep),
    /// Reads dates, exact or to the month.
    ReadDates(DatesStep),
    /// Joins named towns to the gazetteer, and finds their region.
    JoinPlaces(Box<PlacesStep>),
    /// Adds a column computed by an SQL expression.
    Derive(DeriveStep),
    /// Sets rows aside that are none of the brief's business.
    OutOfScope(ScopeStep),
    /// Makes rows that report the same thing one.
    MergeDuplicates(MergeStep),
}

/// A step without settings, written `step: {}`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoSettings {}

/// Settings of [`Step::ReadIntegers`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnsStep {
    pub columns: Vec<String>,
}

/// Settings of [`Step::Recode`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecodeStep {
    pub column: String,
    /// Recode table in the brief's `recodes/`, without `.csv`.
    pub with: String,
    /// The cell is a list with this separator; the first part that has a code counts.
    #[serde(default)]
    pub first_of: Option<String>,
    /// A value that is already a whole number stays as it is.
    #[serde(default)]
    pub keep_integers: bool,
}

/// Settings of [`Step::ReadDates`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatesStep {
    /// The column; it becomes a date, missing when the day is not known.
    pub column: String,
    /// Receives the month, `YYYY-MM`.
    pub month: String,
    /// `strftime` formats of full dates, tried in order.
    pub days: Vec<String>,
    /// `strftime` formats of dates known to the month.
    pub months: Vec<String>,
}

/// Settings of [`Step::JoinPlaces`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacesStep {
    /// The column with one or more names.
    pub column: String,
    /// Separator between names.
    pub separator: String,
    /// Recode table for names that the gazetteer does not have.
    pub with: String,
    /// Boundary set for the region.
    pub regions: String,
    /// Receives the first place's gazetteer name.
    pub place: String,
    /// Receives its region's code.
    pub region: String,
    /// Columns that receive the code of the area of another boundary set that the place lies in, with
    /// that set: `province: provinces`.
    #[serde(default)]
    pub areas: IndexMap<String, String>,
    /// Receives its region's inhabitants per square kilometre.
    #[serde(default)]
    pub density: Option<String>,
    /// Receives the whole boundary set's inhabitants per square kilometre.
    #[serde(default)]
    pub overall_density: Option<String>,
    /// Receives the number of places named.
    #[serde(default)]
    pub named: Option<String>,
    /// A table that receives one row a name.
    #[serde(default)]
    pub into: Option<String>,
}

/// Settings of [`Step::Derive`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeriveStep {
    /// The new column.
    pub column: String,
    /// SQL expression over the table's columns.
    #[serde(rename = "as")]
    pub expression: String,
}

/// Settings of [`Step::OutOfScope`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeStep {
    /// Rows for which this SQL condition is true go.
    #[serde(rename = "where", default)]
    pub condition: Option<String>,
    /// Rows whose month, `YYYY-MM` in this column, lies outside the brief's period go.
    #[serde(default)]
    pub outside_period: Option<String>,
    /// Why, for the ledger.
    pub reason: String,
}

/// Settings of [`Step::MergeDuplicates`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeStep {
    /// Rows alike in all of these are one; a row that lacks any of them is never merged. The one with the most
    /// values stays, of several such the one with the least key, whatever their order.
    pub alike_in: Vec<String>,
    /// Why, for the ledger.
    pub reason: String,
}

/// What a step reads and makes, by name. Steps that treat all columns alike name none.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct StepEffects<'a> {
    /// What it works from.
    pub reads: Vec<StepInput<'a>>,
    /// The columns it adds.
    pub makes: Vec<StepOutput<'a>>,
    /// The table it fills from what it reads.
    pub fills: Option<&'a str>,
    /// The recode table it looks values up in.
    pub recoding: Option<Recoding<'a>>,
}

/// Something a step works from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepInput<'a> {
    /// A column of the table.
    Column(&'a str),
    /// The columns in an SQL expression.
    Expression(&'a str),
    /// The areas of a boundary set.
    Boundaries(&'a str),
    /// How many people live in the areas of a boundary set.
    Population(&'a str),
}

/// A column that a step adds.
#[derive(Debug, PartialEq, Eq)]
pub struct StepOutput<'a> {
    pub column: &'a str,
    /// What its values are made from.
    pub from: Vec<StepInput<'a>>,
}

/// How a step uses a recode table.
#[derive(Debug, PartialEq, Eq)]
pub struct Recoding<'a> {
    /// The column whose values are looked up.
    pub column: &'a str,
    /// The recode table, without `.csv`.
    pub table: &'a str,
    /// The separator, if a cell is a list.
    pub separator: Option<&'a str>,
    /// Codes replace the column's own values.
    pub in_place: bool,
}

impl<'a> StepInput<'a> {
    /// The columns of the table among `inputs`; `of_expression` finds those of an SQL expression.
    pub fn columns(
        inputs: &[StepInput<'a>],
        of_expression: impl Fn(&str) -> BTreeSet<String>,
    ) -> BTreeSet<String> {
        let mut columns = BTreeSet::new();
        for input in inputs {
            match input {
                StepInput::Column(column) => {
                    columns.insert((*column).to_owned());
                }
                StepInput::Expression(expression) => columns.extend(of_expression(expression)),
                StepInput::Boundaries(_) | StepInput::Population(_) => {}
            }
        }
        columns
    }
}

impl Step {
    /// What the step reads and makes. No pattern here has a wildcard, so that neither a new step nor a new
    /// setting of one goes unnoticed.
    pub fn effects(&self) -> StepEffects<'_> {
        match self {
            Step::TrimBlanks(NoSettings {})
            | Step::DeclareMissing(NoSettings {})
            | Step::RejectBlankRows(NoSettings {})
            | Step::ApplyCorrections(NoSettings {}) => StepEffects::default(),
            Step::Recode(step) => step.effects(),
            Step::ReadIntegers(ColumnsStep { columns }) => reading(columns),
            Step::ReadDates(step) => step.effects(),
            Step::JoinPlaces(step) => step.effects(),
            Step::Derive(DeriveStep { column, expression }) => StepEffects {
                reads: vec![StepInput::Expression(expression)],
                makes: vec![StepOutput {
                    column,
                    from: vec![StepInput::Expression(expression)],
                }],
                ..StepEffects::default()
            },
            Step::OutOfScope(ScopeStep {
                condition,
                outside_period,
                reason: _,
            }) => {
                let condition = condition.as_deref().map(StepInput::Expression);
                let period = outside_period.as_deref().map(StepInput::Column);
                StepEffects {
                    reads: condition.into_iter().chain(period).collect(),
                    ..StepEffects::default()
                }
            }
            Step::MergeDuplicates(MergeStep {
                alike_in,
                reason: _,
            }) => reading(alike_in),
        }
    }
}

fn reading(columns: &[String]) -> StepEffects<'_> {
    let columns = columns.iter();
    StepEffects {
        reads: columns.map(|column| StepInput::Column(column)).collect(),
        ..StepEffects::default()
    }
}

impl RecodeStep {
    fn effects(&self) -> StepEffects<'_> {
        let RecodeStep {
            column,
            with,
            first_of,
            keep_integers: _,
        } = self;
        StepEffects {
            reads: vec![StepInput::Column(column)],
            recoding: Some(Recoding {
                column,
                table: with,
                separator: first_of.as_deref(),
                in_place: true,
            }),
            ..StepEffects::default()
        }
    }
}

impl DatesStep {
    fn effects(&self) -> StepEffects<'_> {
        let DatesStep {
            column,
            month,
            days: _,
            months: _,
        } = self;
        StepEffects {
            reads: vec![StepInput::Column(column)],
            makes: vec![StepOutput {
                column: month,
                from: vec![StepInput::Column(column)],
            }],
            ..StepEffects::default()
        }
    }
}

impl PlacesStep {
    fn effects(&self) -> StepEffects<'_> {
        let PlacesStep {
            column,
            separator,
            with,
            regions,
            place,
            region,
            areas,
            density,
            overall_density,
            named,
            into,
        } = self;
        let places = StepInput::Column(column);
        let made = [
            (place, None),
            (region, Some(StepInput::Boundaries(regions))),
        ]
        .into_iter();
        let areas = areas.iter();
        let made =
            made.chain(areas.map(|(column, set)| (column, Some(StepInput::Boundaries(set)))));
        let densities = [density, overall_density].into_iter().flatten();
        let made =
            made.chain(densities.map(|column| (column, Some(StepInput::Population(regions)))));
        let made = made.chain(named.iter().map(|column| (column, None)));
        let makes = made.map(|(column, further)| StepOutput {
            column,
            from: [places].into_iter().chain(further).collect(),
        });
        let sets = [regions].into_iter().chain(self.areas.values());
        StepEffects {
            reads: [places]
                .into_iter()
                .chain(sets.map(|set| StepInput::Boundaries(set)))
                .collect(),
            makes: makes.collect(),
            fills: into.as_deref(),
            recoding: Some(Recoding {
                column,
                table: with,
                separator: Some(separator),
                in_place: false,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effects_of(step: &str) -> Vec<String> {
        let step: serde_yaml::Value = serde_yaml::from_str(step).expect("YAML");
        let step: Step = serde_yaml::with::singleton_map::deserialize(step).expect("a step");
        let words = |_: &str| BTreeSet::from(["column of the expression".to_owned()]);
        let names = |inputs: &[StepInput]| {
            let columns = StepInput::columns(inputs, words);
            columns.into_iter().collect::<Vec<_>>().join(" ")
        };
        let effects = step.effects();
        let made = effects.makes.iter();
        let made = made.map(|made| format!("{} from {}", made.column, names(&made.from)));
        let mut lines = vec![format!("reads {}", names(&effects.reads))];
        lines.extend(made);
        lines.extend(effects.fills.map(|table| format!("fills {table}")));
        lines
    }

    #[test]
    fn a_step_names_what_it_reads_and_makes() {
        assert_eq!(effects_of("trim_blanks: {}"), ["reads "]);
        assert_eq!(
            effects_of("read_dates: {column: date, month: month, days: [], months: []}"),
            ["reads date", "month from date"]
        );
        assert_eq!(
            effects_of("derive: {column: men, as: 'total - women'}"),
            [
                "reads column of the expression",
                "men from column of the expression"
            ]
        );
        assert_eq!(
            effects_of(
                "join_places: {column: towns, separator: ';', with: towns, regions: r, place: town, \
                 region: region, areas: {district: d}, density: density, into: visits}"
            ),
            [
                "reads towns",
                "town from towns",
                "region from towns",
                "district from towns",
                "density from towns",
                "fills visits"
            ]
        );
    }
}
