//! The codes that columns may hold, whether a row holds them or not: a figure of a dataset version without a single
//! nest says that there is none.

use brief_base::diagnostics::{
    Diagnostic, Place, did_you_mean, did_you_mean_one_of, nearest_names,
};
use brief_base::one_or_many::OneOrMany;
use brief_model::brief::DataSettings;
use brief_model::findings::{DeclaredCodes, Finding};
use brief_model::geography::{Geography, did_you_mean_area};
use brief_model::series::{Step, TableSettings};

use super::selection::Selection;
use crate::sql;

/// The codes of all columns that findings are broken down by, as far as they are known.
pub(super) fn declared<'a>(
    settings: DataSettings<'_>,
    geography: &Geography,
    findings: impl Iterator<Item = &'a Finding>,
) -> DeclaredCodes {
    let mut all = DeclaredCodes::new();
    for finding in findings {
        let of = &finding.definition.of;
        for column in finding.definition.by.iter().flat_map(OneOrMany::as_slice) {
            if all
                .get(of)
                .is_some_and(|columns| columns.contains_key(column))
            {
                continue;
            }
            if let Some(codes) = codes_of(settings, geography, of, column) {
                let columns = all.entry(of.clone()).or_default();
                columns.insert(column.clone(), codes);
            }
        }
    }
    all
}

/// The codes that a column of a table or view may hold; nothing where that is not known.
pub(super) fn codes_of(
    settings: DataSettings<'_>,
    geography: &Geography,
    of: &str,
    column: &str,
) -> Option<Vec<String>> {
    let series = &settings.series.value;
    let declared = series.columns_of(of)?.get(column)?;
    if !declared.categories.is_empty() {
        return Some(declared.categories.keys().cloned().collect());
    }
    if let Some(set) = &declared.labels_from {
        let areas = geography.boundaries.get(set)?;
        return Some(areas.codes().map(str::to_owned).collect());
    }
    let table = series.base_of(of);
    let table = series.tables.get(table)?;
    let parent = |table: &TableSettings| series.tables.get(table.from.as_deref()?);
    let steps = table.steps.iter();
    let steps = steps.chain(parent(table).into_iter().flat_map(|table| &table.steps));
    for step in steps {
        match step {
            Step::JoinPlaces(step) if step.place == column => {
                let places = geography.gazetteer.places().iter();
                return Some(places.map(|place| place.name.clone()).collect());
            }
            Step::ReadDates(step) if step.month == column => {
                return Some(settings.brief.value.period.months());
            }
            _ => {}
        }
    }
    None
}

/// A fault for each text that a condition asks a column of codes for and that is none of them, and a warning for each
/// that it asks a column of free text for and that no row holds: it would count nothing, or everything, in silence.
/// `table` has all rows, of which a view may leave some out.
pub(super) fn unknown_texts(
    settings: DataSettings<'_>,
    geography: &Geography,
    of: &str,
    condition: &str,
    place: &Place,
    table: &Selection<'_>,
) -> Vec<Diagnostic> {
    let asked = sql::asked_texts(condition).into_iter();
    let faults = asked.filter_map(|(column, text)| {
        if table.holds(&column, &text) {
            return None;
        }
        let Some(codes) = codes_of(settings, geography, of, &column) else {
            return held_by_no_row(&column, &text, condition, place, table);
        };
        if codes.contains(&text) {
            return None;
        }
        let columns = settings.series.value.columns_of(of);
        let set = columns.and_then(|columns| columns.get(&column)?.labels_from.as_ref());
        let help = match set.and_then(|set| geography.boundaries.get(set)) {
            Some(set) => did_you_mean_area(&text, &set.areas.iter().collect::<Vec<_>>()),
            None => did_you_mean(&text, codes.iter().map(String::as_str)),
        };
        let message =
            format!("\"{text}\" in `{condition}` is nothing that column \"{column}\" can hold");
        let fault = Diagnostic::error("unknown-category", message);
        Some(fault.with_place(place.clone()).with_help(help))
    });
    faults.collect()
}

/// A warning for a text that no row of a column holds; none where the column holds no text at all, which says nothing
/// of the spelling.
fn held_by_no_row(
    column: &str,
    text: &str,
    condition: &str,
    place: &Place,
    table: &Selection<'_>,
) -> Option<Diagnostic> {
    let held = table.texts(column);
    if held.is_empty() {
        return None;
    }
    let message = format!(
        "no row of table \"{}\" holds \"{text}\" in column \"{column}\", which `{condition}` asks for",
        table.name
    );
    let near = nearest_names(text, held.iter().map(String::as_str));
    let help = match near.is_empty() {
        true => {
            "leave the condition as it is if none is meant; else take the text from a cell, with its capitals and blanks"
                .to_owned()
        }
        false => format!("{} Capitals and blanks count", did_you_mean_one_of(&near)),
    };
    Some(
        Diagnostic::warning("text-in-no-row", message)
            .with_place(place.clone())
            .with_help(help),
    )
}
