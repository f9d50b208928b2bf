//! Figures: the data that they draw, mark by mark.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::snapshot::FigureKnown;
use super::{Pair, in_order_of_both};

/// A figure that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureChange {
    /// Its name.
    pub figure: String,
    /// `Map 1`.
    pub label: String,
    /// What it shows, on each side that has it.
    pub title: Pair<Option<String>>,
    /// The data drawn that differ; all of them on one side when the other lacks the figure.
    pub marks: Vec<MarkChange>,
    /// The pictures, for renderings that show them.
    #[serde(skip)]
    pub svg: Pair<Option<String>>,
}

/// A drawn value that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarkChange {
    /// Which: the names that lead to it, such as `symbols`, `places`, `Fez`, `counts`, `plot`.
    pub path: Vec<String>,
    /// Its values; none on a side that does not draw it.
    pub value: Pair<Option<Value>>,
}

/// Compares the figures of both sides.
pub fn compare(
    old: &IndexMap<String, FigureKnown>,
    new: &IndexMap<String, FigureKnown>,
) -> Vec<FigureChange> {
    let names = in_order_of_both(old.keys(), new.keys());
    let changes = names.into_iter().filter_map(|name| {
        let both = Pair::of(old.get(&name), new.get(&name));
        let any = both.new.or(both.old)?;
        let marks = marks(
            both.old.map(|figure| &figure.plotted),
            both.new.map(|figure| &figure.plotted),
        );
        let title = |figure: Option<&FigureKnown>| figure.and_then(|figure| figure.title.clone());
        let title = Pair::of(title(both.old), title(both.new));
        let told = title.old.is_some() && title.new.is_some();
        if marks.is_empty() && (!told || title.old == title.new) {
            return None;
        }
        let svg = |figure: Option<&FigureKnown>| figure.map(|figure| figure.svg.clone());
        Some(FigureChange {
            figure: name,
            label: any.label.clone(),
            title,
            marks,
            svg: Pair::of(svg(both.old), svg(both.new)),
        })
    });
    changes.collect()
}

/// A text that tells the items of a list apart, the best first; else the first field that does.
const NAMES: [&str; 4] = ["name", "label", "place", "category"];

fn marks(old: Option<&Value>, new: Option<&Value>) -> Vec<MarkChange> {
    let mut marks = Vec::new();
    descend(&mut Vec::new(), old, new, &mut marks);
    marks
}

fn descend(
    path: &mut Vec<String>,
    old: Option<&Value>,
    new: Option<&Value>,
    marks: &mut Vec<MarkChange>,
) {
    if old == new {
        return;
    }
    let container = [old, new]
        .into_iter()
        .flatten()
        .find(|value| value.is_object() || value.is_array());
    let Some(container) = container else {
        marks.push(MarkChange {
            path: path.clone(),
            value: Pair::of(old.cloned(), new.cloned()),
        });
        return;
    };
    let (old_entries, new_entries) = if container.is_object() {
        (entries(old), entries(new))
    } else {
        let name = item_name(old, new);
        (items(old, name.as_deref()), items(new, name.as_deref()))
    };
    for key in in_order_of_both(old_entries.keys(), new_entries.keys()) {
        let (old, new) = (
            old_entries.get(&key).copied(),
            new_entries.get(&key).copied(),
        );
        path.push(key);
        descend(path, old, new, marks);
        path.pop();
    }
}

fn entries(value: Option<&Value>) -> IndexMap<String, &Value> {
    let object = value.and_then(Value::as_object).into_iter().flatten();
    // Where a value comes from is no mark.
    let drawn = object.filter(|(key, _)| *key != "source");
    drawn.map(|(key, value)| (key.clone(), value)).collect()
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The field whose texts tell the items of both lists apart.
fn item_name(old: Option<&Value>, new: Option<&Value>) -> Option<String> {
    let objects = [list(old), list(new)];
    let keys = |items: &[Value]| -> Vec<String> {
        let first = items.first().and_then(Value::as_object);
        first
            .into_iter()
            .flat_map(|item| item.keys().cloned())
            .collect()
    };
    let (old_keys, new_keys) = (keys(objects[0]), keys(objects[1]));
    let in_order = in_order_of_both(old_keys.iter(), new_keys.iter());
    let preferred = NAMES.iter().map(|name| (*name).to_owned());
    preferred.chain(in_order).find(|key| {
        objects.iter().all(|items| {
            let names = items
                .iter()
                .map(|item| item.get(key).and_then(Value::as_str));
            let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
            names
                .into_iter()
                .all(|name| name.is_some_and(|name| seen.insert(name, ()).is_none()))
        })
    })
}

/// The items of a list by name, or by number where none has one of its own.
fn items<'a>(value: Option<&'a Value>, name: Option<&str>) -> IndexMap<String, &'a Value> {
    let numbered = list(value).iter().enumerate();
    let named = numbered.map(|(number, item)| {
        let text = name.and_then(|name| item.get(name)?.as_str());
        (
            text.map_or_else(|| (number + 1).to_string(), str::to_owned),
            item,
        )
    });
    named.collect()
}
