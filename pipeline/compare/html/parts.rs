//! The long parts of the page: pictures with their values, and rows.

use serde::Serialize;
use serde_json::Value;

use super::picture::embedded;
use crate::compare::figures::{FigureChange, MarkChange};
use crate::compare::rows::{RowAt, RowChange, TableChange};
use crate::compare::{Length, Pair, words};
use crate::why::page::counted;

/// So many rows are named beside a finding when lists are cut.
const NAMED: usize = 24;
/// So many entries of a long list are shown when it is cut.
const LISTED: usize = 500;
/// A table of so many rows is shown open.
const OPEN: usize = 20;

/// A name with what it was and is.
#[derive(Serialize)]
pub struct Entry {
    pub name: String,
    pub old: String,
    pub new: String,
}

/// The beginning of a list, and how many more there are.
#[derive(Serialize)]
pub struct Listing {
    shown: Vec<String>,
    more: usize,
}

impl Listing {
    /// A list beside something else.
    pub fn of(entries: Vec<String>, length: Length) -> Self {
        let (shown, more) = cut(entries, length, NAMED);
        Listing { shown, more }
    }

    /// A list that stands alone.
    pub fn long(entries: Vec<String>, length: Length) -> Self {
        let (shown, more) = cut(entries, length, LISTED);
        Listing { shown, more }
    }
}

fn cut<T>(mut entries: Vec<T>, length: Length, most: usize) -> (Vec<T>, usize) {
    let more = match length {
        Length::Short => entries.len().saturating_sub(most),
        Length::Whole => 0,
    };
    entries.truncate(entries.len() - more);
    (entries, more)
}

/// A figure that differs.
#[derive(Serialize)]
pub struct Figure {
    id: String,
    name: String,
    label: String,
    pictures: [Picture; 2],
    /// How many values differ, in words.
    count: String,
    marks: Vec<Entry>,
    more: usize,
}

/// A figure on one side.
#[derive(Serialize)]
struct Picture {
    side: &'static str,
    title: String,
    svg: Option<String>,
    /// Why there is none.
    absent: &'static str,
}

impl Figure {
    /// The pictures in it.
    pub fn pictures(&self) -> impl Iterator<Item = &str> + Clone {
        let pictures = self.pictures.iter();
        pictures.filter_map(|picture| picture.svg.as_deref())
    }
}

/// All figures that differ.
pub fn figures(changes: &[FigureChange], length: Length) -> Vec<Figure> {
    let numbered = (1..).zip(changes);
    numbered
        .map(|(number, change)| figure(number, change, length))
        .collect()
}

fn figure(number: usize, change: &FigureChange, length: Length) -> Figure {
    let picture = |side: &'static str, title: &Option<String>, svg: &Option<String>| {
        let title = title.clone().unwrap_or_default();
        let name = format!("{}, {side} side. {title}", change.label);
        Picture {
            side,
            svg: svg
                .as_ref()
                .and_then(|svg| embedded(svg, &format!("figure-{number}-{side}-"), &name)),
            absent: match svg {
                Some(_) => "The picture of this side is no SVG that could be shown.",
                None => "This side has no such figure.",
            },
            title,
        }
    };
    let marks = change.marks.iter().map(mark).collect();
    let (marks, more) = cut(marks, length, LISTED);
    let verb = if change.marks.len() == 1 {
        "differs"
    } else {
        "differ"
    };
    Figure {
        id: format!("figure-{number}"),
        name: change.figure.clone(),
        label: change.label.clone(),
        pictures: [
            picture("old", &change.title.old, &change.svg.old),
            picture("new", &change.title.new, &change.svg.new),
        ],
        count: format!("{} drawn {verb}", counted(change.marks.len(), "value")),
        marks,
        more,
    }
}

fn mark(change: &MarkChange) -> Entry {
    let drawn = |value: &Option<Value>| match value {
        None | Some(Value::Null) => "none".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => match number.as_f64() {
            Some(float) if !number.is_i64() => format!("{float:.3}"),
            _ => number.to_string(),
        },
        Some(value) => value.to_string(),
    };
    Entry {
        name: change.path.join(" / "),
        old: drawn(&change.value.old),
        new: drawn(&change.value.new),
    }
}

/// A table whose rows or columns differ.
#[derive(Serialize)]
pub struct Table {
    id: String,
    name: String,
    summary: String,
    key: String,
    columns: Vec<String>,
    rows: Vec<Row>,
    more: usize,
    open: bool,
}

/// A row that differs.
#[derive(Serialize)]
struct Row {
    name: String,
    change: String,
    cells: Vec<Entry>,
    places: Vec<String>,
}

impl Table {
    /// How many changes of it are listed.
    pub fn items(&self) -> usize {
        self.columns.len() + self.rows.len()
    }
}

/// All tables that differ.
pub fn tables(changes: &[TableChange], length: Length) -> Vec<Table> {
    let numbered = (1..).zip(changes);
    numbered
        .map(|(number, change)| table(number, change, length))
        .collect()
}

fn table(number: usize, change: &TableChange, length: Length) -> Table {
    let changed = change.rows_changed.iter().map(changed_row);
    let rekeyed = change.rows_rekeyed.iter().map(changed_row);
    let gained = change.rows_gained.iter().map(|row| one_sided(row, "added"));
    let lost = change.rows_lost.iter().map(|row| one_sided(row, "gone"));
    let rows = changed.chain(rekeyed).chain(gained).chain(lost).collect();
    let (rows, more) = cut(rows, length, LISTED);
    let gained = change.columns_gained.iter();
    let gained = gained.map(|column| format!("new column: {column}"));
    let lost = change.columns_lost.iter();
    let lost = lost.map(|column| format!("column gone: {column}"));
    let retyped = change.columns_retyped.iter().map(|column| {
        let Pair { old, new } = &column.kind;
        format!("column {}: {old} → {new}", column.column)
    });
    Table {
        id: format!("table-{number}"),
        name: change.table.clone(),
        summary: summary(change),
        key: change.key.join(" and "),
        columns: gained.chain(lost).chain(retyped).collect(),
        open: rows.len() <= OPEN,
        rows,
        more,
    }
}

fn summary(change: &TableChange) -> String {
    match (change.present.old, change.present.new) {
        (true, false) => format!("Only on the old side, {}.", counted(change.rows.old, "row")),
        (false, _) => format!("Only on the new side, {}.", counted(change.rows.new, "row")),
        (true, true) => format!(
            "{} → {}: {}, {} as before.",
            counted(change.rows.old, "row"),
            change.rows.new,
            words::rows(
                change.rows_gained.len(),
                change.rows_lost.len(),
                change.rows_changed.len(),
                change.rows_rekeyed.len()
            ),
            change.unchanged
        ),
    }
}

fn changed_row(change: &RowChange) -> Row {
    let Pair { old, new } = &change.row;
    let cell = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "nothing".to_owned());
    let cells = change.cells.iter().map(|change| Entry {
        name: change.column.clone(),
        old: cell(&change.value.old),
        new: cell(&change.value.new),
    });
    Row {
        name: if old.key == new.key {
            old.key.join("; ")
        } else {
            format!("{} → {}", old.key.join("; "), new.key.join("; "))
        },
        change: change.alike.map_or_else(
            || "changed".to_owned(),
            |alike| {
                let (columns, of) = (alike.columns, alike.of);
                format!("likely the same under another key, alike in {columns} of {of} columns")
            },
        ),
        cells: cells.collect(),
        places: vec![old.place.to_string(), new.place.to_string()],
    }
}

fn one_sided(row: &RowAt, change: &str) -> Row {
    Row {
        name: row.key.join("; "),
        change: change.to_owned(),
        cells: Vec::new(),
        places: vec![row.place.to_string()],
    }
}
