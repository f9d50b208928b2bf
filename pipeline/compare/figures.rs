//! Figures: the data that they draw, mark by mark.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::snapshot::FigureState;
use super::{Pair, in_order_of_both};

/// A figure that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureChange {
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
pub(crate) fn compare(
    old: &IndexMap<String, FigureState>,
    new: &IndexMap<String, FigureState>,
) -> Vec<FigureChange> {
    let names = in_order_of_both(old.keys(), new.keys());
    let changes = names.into_iter().filter_map(|name| {
        let both = Pair::of(old.get(&name), new.get(&name));
        let any = both.new.or(both.old)?;
        let marks = marks(
            both.old.map(|figure| &figure.plotted),
            both.new.map(|figure| &figure.plotted),
        );
        let title = |figure: Option<&FigureState>| figure.and_then(|figure| figure.title.clone());
        let title = Pair::of(title(both.old), title(both.new));
        let are_known = title.old.is_some() && title.new.is_some();
        if marks.is_empty() && (!are_known || title.old == title.new) {
            return None;
        }
        let svg = |figure: Option<&FigureState>| figure.map(|figure| figure.svg.clone());
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

/// Fields that tell the items of a list apart, the best first; else the first field that does, or the
/// first two.
const NAMES: [&str; 4] = ["name", "label", "place", "category"];

fn marks(old: Option<&Value>, new: Option<&Value>) -> Vec<MarkChange> {
    let mut marks = Vec::new();
    descend(&mut Vec::new(), &[], old, new, &mut marks);
    marks
}

fn descend(
    path: &mut Vec<String>,
    named_by: &[String],
    old: Option<&Value>,
    new: Option<&Value>,
    marks: &mut Vec<MarkChange>,
) {
    if is_same(old, new) {
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
    let names = container.is_array().then(|| item_names(old, new));
    let names = names.unwrap_or_default();
    let (old_entries, new_entries) = if container.is_object() {
        (entries(old, named_by), entries(new, named_by))
    } else {
        (items(old, &names), items(new, &names))
    };
    for key in in_order_of_both(old_entries.keys(), new_entries.keys()) {
        let (old, new) = (
            old_entries.get(&key).copied(),
            new_entries.get(&key).copied(),
        );
        path.push(key);
        descend(path, &names, old, new, marks);
        path.pop();
    }
}

/// Whether two values are equal; numbers read from a file may differ in the last digit.
fn is_same(old: Option<&Value>, new: Option<&Value>) -> bool {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64);
    match (number(old), number(new)) {
        (Some(old), Some(new)) => (old - new).abs() <= 1e-12 * old.abs().max(new.abs()),
        _ => old == new,
    }
}

fn entries<'a>(value: Option<&'a Value>, named_by: &[String]) -> IndexMap<String, &'a Value> {
    let object = value.and_then(Value::as_object).into_iter().flatten();
    // The source of a value is not drawn, and the name of an item is in its path.
    let drawn = object.filter(|(key, _)| *key != "source" && !named_by.contains(key));
    drawn.map(|(key, value)| (key.clone(), value)).collect()
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The fields whose texts together tell the items of both lists apart; none when no two do.
fn item_names(old: Option<&Value>, new: Option<&Value>) -> Vec<String> {
    let lists = [list(old), list(new)];
    let keys = |items: &[Value]| -> Vec<String> {
        let first = items.first().and_then(Value::as_object);
        let fields = first.into_iter().flatten();
        let texts = fields.filter(|(_, value)| value.is_string());
        texts.map(|(key, _)| key.clone()).collect()
    };
    let (old_keys, new_keys) = (keys(lists[0]), keys(lists[1]));
    let in_order = in_order_of_both(old_keys.iter(), new_keys.iter());
    let preferred = NAMES.iter().map(|name| vec![(*name).to_owned()]);
    let single = in_order.iter().map(|key| vec![key.clone()]);
    let pairs = in_order.iter().enumerate().flat_map(|(at, first)| {
        let seconds = in_order[at + 1..].iter();
        seconds.map(|second| vec![first.clone(), second.clone()])
    });
    let mut choices = preferred.chain(single).chain(pairs);
    let choice = choices.find(|names| lists.iter().all(|items| tell_apart(items, names)));
    choice.unwrap_or_default()
}

fn tell_apart(items: &[Value], names: &[String]) -> bool {
    let mut seen = BTreeSet::new();
    let mut named = items.iter().map(|item| name_of(item, names));
    named.all(|name| name.is_some_and(|name| seen.insert(name)))
}

fn name_of(item: &Value, names: &[String]) -> Option<String> {
    let text = |name: &String| match item.get(name)? {
        Value::String(text) => Some(text.clone()),
        // An item without month, place or category has the name "none".
        Value::Null => Some("none".to_owned()),
        _ => None,
    };
    let texts: Option<Vec<String>> = names.iter().map(text).collect();
    let texts = texts.filter(|texts| !texts.is_empty());
    texts.map(|texts| texts.join(", "))
}

/// The items of a list by name, or by number where none has one of its own.
fn items<'a>(value: Option<&'a Value>, names: &[String]) -> IndexMap<String, &'a Value> {
    let numbered = list(value).iter().enumerate();
    let named = numbered.map(|(number, item)| {
        let name = name_of(item, names);
        (name.unwrap_or_else(|| (number + 1).to_string()), item)
    });
    named.collect()
}
