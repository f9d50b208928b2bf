//! The long parts of the report: pictures with their values, and rows.

use serde::Serialize;

use brief_base::plain_text::counted;

use super::{Drawn, Shown};
use crate::figures::{FigureChange, MarkChange};
use crate::rows::{RowAt, RowChange, TableChange};
use crate::{Pair, words};

/// A table of so many rows is shown open.
const OPEN: usize = 20;

/// A name with what it was and is.
#[derive(Serialize)]
pub(super) struct Entry {
    pub name: String,
    pub old: String,
    pub new: String,
}

/// The beginning of a list, and how many more there are.
#[derive(Serialize)]
pub(super) struct Listing {
    shown: Vec<String>,
    more: usize,
}

impl Listing {
    /// A list beside something else.
    pub(super) fn beside(entries: Vec<String>, shown: Shown) -> Self {
        let (shown, more) = cut(entries, shown.beside);
        Listing { shown, more }
    }

    /// A list that stands alone.
    pub(super) fn alone(entries: Vec<String>, shown: Shown) -> Self {
        let (shown, more) = cut(entries, shown.alone);
        Listing { shown, more }
    }
}

fn cut<T>(mut entries: Vec<T>, most: usize) -> (Vec<T>, usize) {
    let more = entries.len().saturating_sub(most);
    entries.truncate(entries.len() - more);
    (entries, more)
}

/// A figure that differs.
#[derive(Serialize)]
pub(super) struct Figure {
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
    /// What it is called for those who do not see it.
    name: String,
    /// What the renderer shows it by.
    picture: Option<String>,
    /// Why there is none.
    absent: &'static str,
}

impl Figure {
    /// What the renderer shows its pictures by.
    pub(super) fn pictures(&self) -> impl Iterator<Item = &str> + Clone {
        let pictures = self.pictures.iter();
        pictures.filter_map(|picture| picture.picture.as_deref())
    }
}

/// All figures that differ.
pub(super) fn figures(
    changes: &[FigureChange],
    shown: Shown,
    show: &mut impl FnMut(&Drawn<'_>) -> Option<String>,
) -> Vec<Figure> {
    let numbered = (1..).zip(changes);
    numbered
        .map(|(number, change)| figure(number, change, shown, show))
        .collect()
}

fn figure(
    number: usize,
    change: &FigureChange,
    shown: Shown,
    show: &mut impl FnMut(&Drawn<'_>) -> Option<String>,
) -> Figure {
    let mut picture = |side: &'static str, title: &Option<String>, svg: &Option<String>| {
        let title = title.clone().unwrap_or_default();
        let name = format!("{}, {side} side. {title}", change.label);
        Picture {
            side,
            picture: svg.as_ref().and_then(|svg| {
                show(&Drawn {
                    svg,
                    id: &format!("figure-{number}-{side}"),
                    name: &name,
                })
            }),
            absent: match svg {
                Some(_) => "The picture of this side is no SVG that could be shown.",
                None => "This side has no such figure.",
            },
            title,
            name,
        }
    };
    let marks = change.marks.iter().map(mark).collect();
    let (marks, more) = cut(marks, shown.marks);
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
    Entry {
        name: change.path.join(" / "),
        old: words::drawn(change.value.old.as_ref()),
        new: words::drawn(change.value.new.as_ref()),
    }
}

/// A table whose rows or columns differ.
#[derive(Serialize)]
pub(super) struct Table {
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
    pub(super) fn items(&self) -> usize {
        self.columns.len() + self.rows.len()
    }
}

/// All tables that differ.
pub(super) fn tables(changes: &[TableChange], shown: Shown) -> Vec<Table> {
    let numbered = (1..).zip(changes);
    numbered
        .map(|(number, change)| table(number, change, shown))
        .collect()
}

fn table(number: usize, change: &TableChange, shown: Shown) -> Table {
    let changed = change.rows_changed.iter().map(changed_row);
    let rekeyed = change.rows_rekeyed.iter().map(changed_row);
    let gained = change.rows_gained.iter().map(|row| one_sided(row, "added"));
    let lost = change.rows_lost.iter().map(|row| one_sided(row, "gone"));
    let rows = changed.chain(rekeyed).chain(gained).chain(lost).collect();
    let (rows, more) = cut(rows, shown.alone);
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
        (true, true) => format!("{}.", words::rows_of_table(change)),
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
