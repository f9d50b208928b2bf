//! A mapping of a delivery's columns and values to those of the series, proposed from what they look like.
//! Every proposal says why and how sure it is; what nothing claims is left to the analyst, and listed.

use indexmap::IndexMap;

use brief_base::text::collapse_blanks;
use brief_data::extracts::Extract;
use brief_data::tables::several_places;
use brief_model::brief::ColumnSource;
use brief_model::geography::Gazetteer;

use super::alike::{self, Likeness};
use super::delivery::{ColumnMapping, Recodes};
use super::model::{ColumnRole, RawColumn};

/// The least score of a match.
const LEAST: f64 = 0.6;
/// The part of the values that must fit for them to speak for a match.
const TELLING: f64 = 0.5;
/// The score of a column that is called as the series calls it.
const SAME_NAME: f64 = 0.95;
/// How many values are listed by name.
const TOLD: usize = 6;
/// What deliveries write for a value that they do not have.
const MISSING: [&str; 13] = [
    // What a spreadsheet shows for a value that is not available.
    "#n/a",
    "n/a",
    "na",
    "n.a.",
    "unknown",
    "not known",
    "unspecified",
    "-",
    "--",
    "–",
    "?",
    "none",
    "null",
];
/// Stands for a required text that a delivery does not give.
const NOT_STATED: &str = "not stated in the delivery";

/// What is proposed for a table.
#[derive(Debug, Clone, Default)]
pub struct MappingProposal {
    pub table: String,
    /// The extract's file.
    pub file: String,
    /// Columns of the series with what each comes from, in schema order.
    pub columns: Vec<ColumnProposal>,
    /// Columns of the extract that nothing claims.
    pub unused: Vec<String>,
    /// What the analyst has to decide.
    pub open: Vec<String>,
    /// How the file is read, each guess with how sure it is.
    pub reading: Vec<String>,
    /// Texts in the extract that mean "missing".
    pub missing: Vec<String>,
    /// First and last month of its dates.
    pub months: Option<(String, String)>,
}

/// A column of the series and what it comes from.
#[derive(Debug, Clone)]
pub struct ColumnProposal {
    /// The series' column.
    pub column: String,
    /// What it comes from.
    pub source: ColumnSource,
    /// `sure`, `likely`, `guess`, or `TODO` where something must be decided.
    pub sure: &'static str,
    /// Why.
    pub why: String,
}

impl MappingProposal {
    /// The lines of the mapping.
    pub fn mapped(&self) -> Vec<ColumnMapping> {
        let columns = self.columns.iter();
        columns
            .map(|one| ColumnMapping {
                column: one.column.clone(),
                source: one.source.clone(),
                comment: if one.why.is_empty() {
                    String::new()
                } else {
                    format!("{}: {}", one.sure, one.why)
                },
            })
            .collect()
    }
}

/// A column of the extract: its name, and its distinct values with how often each stands there.
struct ExtractColumn {
    name: String,
    values: IndexMap<String, usize>,
    rows: usize,
}

/// Proposes what each column of a table comes from, and adds recode entries for the values.
pub(super) fn propose(
    table: &str,
    columns: &[RawColumn],
    extract: &Extract,
    gazetteer: &Gazetteer,
    recodes: &mut Recodes,
) -> MappingProposal {
    let mut given = given(extract);
    let mut proposal = MappingProposal {
        table: table.to_owned(),
        file: extract
            .file
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned(),
        missing: missing(columns, &given),
        ..MappingProposal::default()
    };
    for column in &mut given {
        column
            .values
            .retain(|value, _| !proposal.missing.contains(value));
    }
    let matches = matches(columns, &given, gazetteer);
    for (position, column) in columns.iter().enumerate() {
        recodes.need(column);
        match matches.get(&position) {
            Some((at, (score, why))) => {
                let given = &given[*at];
                proposal.columns.push(ColumnProposal {
                    column: column.name.clone(),
                    source: ColumnSource::Column(given.name.clone()),
                    sure: sure(*score),
                    why: why.clone(),
                });
                values(column, given, gazetteer, recodes, &mut proposal);
            }
            None => match nearly_key(column, &given, gazetteer) {
                Some((nearly, twice)) => {
                    numbered_by_line(table, column, nearly, twice, &mut proposal)
                }
                None => without_source(table, column, recodes, &mut proposal),
            },
        }
    }
    let used: Vec<usize> = matches.values().map(|(at, _)| *at).collect();
    proposal.unused = (0..given.len())
        .filter(|at| !used.contains(at))
        .map(|at| given[at].name.clone())
        .collect();
    proposal
}

fn sure(score: f64) -> &'static str {
    match score {
        score if score >= 0.95 => "sure",
        score if score >= 0.78 => "likely",
        _ => "guess",
    }
}

fn given(extract: &Extract) -> Vec<ExtractColumn> {
    // A row without any value numbers nothing; cleaning rejects it.
    let mut is_filled = vec![false; extract.height()];
    for cells in extract
        .positions
        .keys()
        .filter_map(|name| extract.texts(name))
    {
        for (row, cell) in cells.enumerate() {
            is_filled[row] |= cell.is_some_and(|cell| !cell.trim().is_empty());
        }
    }
    let rows = is_filled.iter().filter(|it| **it).count();
    let columns = extract.positions.keys().map(|name| {
        let mut values: IndexMap<String, usize> = IndexMap::new();
        for cell in extract.texts(name).into_iter().flatten() {
            let cell = cell.map(collapse_blanks).unwrap_or_default();
            if !cell.is_empty() {
                *values.entry(cell).or_default() += 1;
            }
        }
        ExtractColumn {
            name: name.clone(),
            values,
            rows,
        }
    });
    columns.collect()
}

/// The texts that mean "missing", as the extract writes them; no category's name is one.
fn missing(columns: &[RawColumn], given: &[ExtractColumn]) -> Vec<String> {
    let mut found = vec![String::new()];
    let categories = || {
        columns
            .iter()
            .flat_map(|column| &column.settings.categories)
    };
    for value in given.iter().flat_map(|column| column.values.keys()) {
        let lower = value.to_lowercase();
        let is_category = categories()
            .any(|(code, label)| [code, label].iter().any(|it| it.to_lowercase() == lower));
        if MISSING.contains(&lower.as_str()) && !is_category && !found.contains(value) {
            found.push(value.clone());
        }
    }
    found
}

/// The best match of each column, by its position; no column of the extract serves two.
fn matches(
    columns: &[RawColumn],
    given: &[ExtractColumn],
    gazetteer: &Gazetteer,
) -> IndexMap<usize, (usize, Likeness)> {
    let mut scored: Vec<((usize, usize), Likeness)> = Vec::new();
    for (position, column) in columns.iter().enumerate() {
        for (at, given) in given.iter().enumerate() {
            let likeness = likeness(column, given, gazetteer);
            scored.extend(likeness.map(|likeness| ((position, at), likeness)));
        }
    }
    scored.sort_by(|(pair, one), (other_pair, other)| {
        let score = other.0.total_cmp(&one.0);
        score.then_with(|| pair.cmp(other_pair))
    });
    let mut taken: IndexMap<usize, (usize, Likeness)> = IndexMap::new();
    for ((position, at), likeness) in scored {
        let is_free = !taken.contains_key(&position) && !taken.values().any(|it| it.0 == at);
        if likeness.0 >= LEAST && is_free {
            taken.insert(position, (at, likeness));
        }
    }
    taken
}

/// How well a column of the extract fits one of the series, by name and by values.
fn likeness(column: &RawColumn, given: &ExtractColumn, gazetteer: &Gazetteer) -> Option<Likeness> {
    let values: Vec<&str> = given.values.keys().map(String::as_str).collect();
    let by_name = alike::name(column, &given.name);
    let by_values = alike::values(column, &values, gazetteer);
    let integers = values.iter().filter(|it| it.parse::<i64>().is_ok()).count();
    // What numbers the rows has a value in each, and none twice.
    let is_key = given.values.len() == given.rows;
    match (by_name, by_values) {
        _ if column.role == ColumnRole::Key && !is_key => None,
        (Some((name, why)), Some((share, said))) if share >= TELLING => {
            let score = name.max(by_share(share)) + 0.1;
            Some((score.min(1.0), format!("{why}; {said}")))
        }
        (None, Some((share, said))) => (share >= TELLING).then(|| (by_share(share), said)),
        // The values contradict the name.
        (Some((score, why)), Some((_, said))) => {
            Some((score - 0.15, format!("{why}, but only {said}")))
        }
        (Some((score, why)), None) if column.role == ColumnRole::Integer => {
            let are_integers = integers * 2 >= values.len();
            let said = format!("{integers} of {} values are whole numbers", values.len());
            match are_integers || column.recode.is_some() {
                true => Some((score, format!("{why}; {said}"))),
                // A column of this very name is meant, whatever it holds; another may be anything.
                false => {
                    (score >= SAME_NAME).then(|| (score - 0.25, format!("{why}, but only {said}")))
                }
            }
        }
        (by_name, None) => by_name,
    }
}

/// What it counts for that a part of the values fits.
fn by_share(share: f64) -> f64 {
    0.55 + 0.3 * share
}

/// A column of the extract that is called as what numbers the rows, and would but for a few values that stand in
/// several, with the first such value.
fn nearly_key<'a>(
    column: &RawColumn,
    given: &'a [ExtractColumn],
    gazetteer: &Gazetteer,
) -> Option<(&'a ExtractColumn, &'a str)> {
    if column.role != ColumnRole::Key {
        return None;
    }
    given.iter().find_map(|one| {
        let mut repeated = one.values.iter().filter(|(_, count)| **count > 1);
        let (twice, _) = repeated.next()?;
        // With more of them it says what rows have in common.
        let is_nearly = one.values.len() * 10 >= one.rows * 9 && one.rows > 0;
        let once = ExtractColumn {
            name: one.name.clone(),
            values: one.values.clone(),
            rows: one.values.len(),
        };
        let is_called_so = likeness(column, &once, gazetteer).is_some_and(|it| it.0 >= LEAST);
        (is_nearly && is_called_so).then_some((one, twice.as_str()))
    })
}

/// Numbers the rows by their lines, since the column that would has a value twice.
fn numbered_by_line(
    table: &str,
    column: &RawColumn,
    nearly: &ExtractColumn,
    twice: &str,
    proposal: &mut MappingProposal,
) {
    let name = &nearly.name;
    proposal.open.push(format!(
        "{}: \"{name}\" would number the rows, but \"{twice}\" stands in several, so their line does; map it once they \
         are told apart",
        column.name
    ));
    proposal.columns.push(ColumnProposal {
        column: column.name.clone(),
        source: line_of(table),
        sure: "guess",
        why: format!("\"{name}\" would number the rows, but \"{twice}\" stands in several, so their line does"),
    });
}

/// The line of a row for its key.
fn line_of(table: &str) -> ColumnSource {
    let letter = table.chars().next().unwrap_or('R').to_uppercase();
    ColumnSource::Line(format!("{letter}-"))
}

/// What becomes of a column that nothing in the extract provides.
fn without_source(
    table: &str,
    column: &RawColumn,
    recodes: &mut Recodes,
    proposal: &mut MappingProposal,
) {
    let name = &column.name;
    let first = column.settings.categories.first();
    let (source, sure, why) = match (&column.role, first) {
        (ColumnRole::Key, _) => {
            let why = "nothing numbers the rows, so their line does".to_owned();
            (line_of(table), "sure", why)
        }
        _ if !column.settings.required => (ColumnSource::Absent(true), "", String::new()),
        (ColumnRole::Category, Some((code, label))) => {
            let labels: Vec<&str> = column
                .settings
                .categories
                .values()
                .map(String::as_str)
                .collect();
            let why = format!(
                "nothing tells it; choose for all rows: {}",
                labels.join(", ")
            );
            proposal.open.push(format!(
                "{name} is \"{label}\" in every row, which is a guess: the extract does not tell"
            ));
            if let Some(recode) = &column.recode {
                recodes.add(recode, label, code, "");
            }
            (ColumnSource::Constant(label.clone()), "TODO", why)
        }
        (ColumnRole::Text, _) => {
            proposal
                .open
                .push(format!("{name} is \"{NOT_STATED}\" in every row"));
            let why = "nothing tells it; say it for all rows, or map a column".to_owned();
            (ColumnSource::Constant(NOT_STATED.to_owned()), "TODO", why)
        }
        _ => {
            proposal.open.push(format!(
                "{name} must have a value in every row, and nothing provides it"
            ));
            let why = "every row must have one, and nothing provides it".to_owned();
            (ColumnSource::Absent(true), "TODO", why)
        }
    };
    proposal.columns.push(ColumnProposal {
        column: name.clone(),
        source,
        sure,
        why,
    });
}

/// What becomes of a value.
enum ValueFate {
    /// It is used as it is.
    Used,
    /// It means nothing that the series knows.
    Unknown,
    /// A recode table gives it this code, with a note.
    Coded(String, String),
    /// The analyst has to choose its code.
    Uncoded,
}

impl ValueFate {
    fn of(
        column: &RawColumn,
        value: &str,
        gazetteer: &Gazetteer,
        months: &mut Option<(String, String)>,
    ) -> Self {
        let proposed = |(code, why): (String, String)| {
            ValueFate::Coded(code, format!("CHECK: proposed, {why}"))
        };
        let used_if = |is_known| match is_known {
            true => ValueFate::Used,
            false => ValueFate::Unknown,
        };
        match (&column.role, &column.recode) {
            (ColumnRole::Category, Some(_)) => match alike::category(column, value) {
                Some((code, (score, _))) if score >= 1.0 => {
                    ValueFate::Coded(code.to_owned(), String::new())
                }
                Some((code, (_, why))) => proposed((code.to_owned(), why)),
                None => ValueFate::Uncoded,
            },
            (ColumnRole::Category, None) => used_if(column.settings.categories.contains_key(value)),
            (ColumnRole::Places, _) if gazetteer.find(value).is_some() => ValueFate::Used,
            // One of them would stand for all.
            (ColumnRole::Places, _) if several_places(gazetteer, value).is_some() => {
                ValueFate::Uncoded
            }
            (ColumnRole::Places, _) => {
                alike::place(gazetteer, value).map_or(ValueFate::Uncoded, proposed)
            }
            (ColumnRole::Integer, _) if value.parse::<i64>().is_ok() => ValueFate::Used,
            (ColumnRole::Integer, Some(_)) => ValueFate::Uncoded,
            (ColumnRole::Integer, None) => ValueFate::Unknown,
            (ColumnRole::Date(days, formats), _) => {
                let month = alike::month(value, days, formats);
                let is_date = month.is_some();
                month.into_iter().for_each(|month| widen(months, month));
                used_if(is_date)
            }
            // A text that is recoded keeps its words until somebody decides otherwise.
            (ColumnRole::Key | ColumnRole::Text, Some(_)) => {
                ValueFate::Coded(value.to_owned(), String::new())
            }
            (ColumnRole::Key | ColumnRole::Text, None) => ValueFate::Used,
        }
    }
}

/// Recode entries for the values of a column, and what is left to decide.
fn values(
    column: &RawColumn,
    given: &ExtractColumn,
    gazetteer: &Gazetteer,
    recodes: &mut Recodes,
    proposal: &mut MappingProposal,
) {
    let mut unknown: Vec<String> = Vec::new();
    let parts = given.values.keys().flat_map(|value| {
        let parts: Vec<&str> = match &column.separator {
            Some(separator) => value.split(separator.as_str()).map(str::trim).collect(),
            None => vec![value],
        };
        parts.into_iter().filter(|part| !part.is_empty())
    });
    for value in parts {
        let fate = ValueFate::of(column, value, gazetteer, &mut proposal.months);
        match (fate, &column.recode) {
            (ValueFate::Unknown, _) => unknown.push(value.to_owned()),
            (ValueFate::Coded(code, note), Some(recode)) => {
                recodes.add(recode, value, &code, &note);
            }
            (ValueFate::Uncoded, Some(recode)) => {
                let note = "TODO: no code found; blank means that it is not known";
                recodes.add(recode, value, "", note);
                if !unknown.iter().any(|known| known == value) {
                    unknown.push(value.to_owned());
                }
            }
            (ValueFate::Used | ValueFate::Coded(..) | ValueFate::Uncoded, _) => {}
        }
    }
    if !unknown.is_empty() {
        proposal.open.push(left_open(column, &unknown));
    }
    let is_date = matches!(column.role, ColumnRole::Date(..));
    if is_date && unknown.iter().any(|value| alike::is_month_first(value)) {
        proposal.open.push(format!(
            "{}: these have the month before the day, so others may have been misread: 04/02 is 4 February here; once that \
             is mended, check `period` in brief.yaml, outside of which rows are left out",
            column.name
        ));
    } else if is_date && let Some(example) = alike::day_or_month(given.values.keys()) {
        proposal.open.push(format!(
            "{}: nothing tells whether the day or the month stands first; {example} is read day first; if that is wrong, \
             `period` in brief.yaml is too, and rows outside it are left out",
            column.name
        ));
    }
}

fn widen(months: &mut Option<(String, String)>, month: String) {
    let (first, last) = months.get_or_insert_with(|| (month.clone(), month.clone()));
    if month < *first {
        first.clone_from(&month);
    }
    if month > *last {
        *last = month;
    }
}

fn left_open(column: &RawColumn, unknown: &[String]) -> String {
    let listed: Vec<String> = unknown
        .iter()
        .take(TOLD)
        .map(|it| format!("\"{it}\""))
        .collect();
    let more = match unknown.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let (what, place) = match (&column.role, &column.recode) {
        (ColumnRole::Date(..), _) => ("in no date format of the series:", None),
        (ColumnRole::Places, recode) => ("the gazetteer does not know", recode.as_ref()),
        (ColumnRole::Integer, recode) => ("no whole number:", recode.as_ref()),
        (_, Some(recode)) => ("no code for", Some(recode)),
        (_, None) => ("no category:", None),
    };
    let place = match place {
        Some(recode) => format!("recodes/{recode}.csv"),
        None => "corrections.csv".to_owned(),
    };
    format!(
        "{}: {what} {}{more} ({place})",
        column.name,
        listed.join(", ")
    )
}
