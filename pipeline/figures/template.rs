//! What a figure draws before its words are written.
//!
//! The words under `draw` (panel titles, labels, headings, notes) are texts like a title: their values
//! are bound to findings and facts and written by the prose. Everything else there is a name: of a
//! finding, a column, a code, a colour. The key alone decides which is which (`WORDS`), so a
//! new kind of figure gets bound words without a line of its own, and a value in a name is refused when
//! the file is read.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::de::DeserializeOwned;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::yaml;
use brief_base::yaml::Value;

use super::source_block::SourceBlock;

/// Keys under `draw` whose texts a reader sees, by themselves or item by item. A key that is missing
/// here cannot go wrong in silence: a value under it is refused.
const WORDS: [&str; 17] = [
    "base",
    "class",
    "highest",
    "label",
    "legend",
    "lowest",
    "no_data",
    "not_stated",
    "notes",
    "one",
    "range",
    "subtitle",
    "text",
    "title",
    "undated",
    "unit",
    "whole",
];

/// Its keys are columns, whatever they are called.
const SELECTION: &str = "where";

/// A text of a figure as declared.
#[derive(Debug, Clone)]
pub struct DeclaredText<'a> {
    /// The path of its key within the figure, for example `draw/panels/0/title`.
    pub path: &'a str,
    /// As declared.
    pub text: &'a str,
    /// Where its key stands, or the text itself in a list.
    pub place: Place,
}

/// A `draw` block as declared.
#[derive(Debug, Clone, Default)]
pub struct Template {
    block: Value,
    /// The texts with values in them: where each stands, by its path.
    places: IndexMap<String, (String, Place)>,
    /// All texts that are words, with values or without.
    all: IndexMap<String, (String, Place)>,
    /// All texts that are none.
    names: BTreeSet<String>,
}

impl Template {
    /// Whether it draws boundaries or places.
    pub fn is_map(&self) -> bool {
        let kind = self.block.get("kind").and_then(Value::as_str);
        matches!(kind, Some("map" | "panel_map"))
    }

    /// A `draw` block of the figure called `id`, declared in `source`.
    ///
    /// # Errors
    /// Every value that is to be written where no words stand.
    pub fn new(id: &str, mut block: Value, source: &SourceBlock) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::new();
        let mut places = IndexMap::new();
        let mut all = IndexMap::new();
        let mut names = BTreeSet::new();
        each_text(&mut block, "draw", "draw", &mut |path, key, text| {
            if WORDS.contains(&key) {
                all.insert(path.to_owned(), (text.clone(), source.place_at(path)));
            } else {
                names.insert(text.clone());
            }
            if !["{{", "{%", "{#"].iter().any(|tag| text.contains(tag)) {
                return;
            }
            let place = source.place_at(path);
            if WORDS.contains(&key) {
                places.insert(path.to_owned(), (text.clone(), place));
            } else {
                let message = format!(
                    "figure \"{id}\": `{path}` is a name that the tool reads, and no value can be \
                     written into it"
                );
                faults.push(
                    Diagnostic::error("value-in-a-name", message)
                        .with_place(place)
                        .with_help(format!("values stand in words alone: {}", WORDS.join(", "))),
                );
            }
        });
        let template = Template {
            block,
            places,
            all,
            names,
        };
        faults.finish(template).map(|(template, _)| template)
    }

    /// The words drawn that hold values, in the order of the file.
    pub fn words(&self) -> impl Iterator<Item = DeclaredText<'_>> {
        in_order(&self.places)
    }

    /// All words drawn, with values or without, in the order of the file.
    pub fn all_words(&self) -> impl Iterator<Item = DeclaredText<'_>> {
        in_order(&self.all)
    }

    /// The texts that are no words: names of findings, columns and codes, colours.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// What is drawn, with the words that `write` makes of those that hold values.
    ///
    /// # Errors
    /// When the block, so written, is no longer what it was checked to be.
    pub fn written<T: DeserializeOwned>(
        &self,
        mut write: impl FnMut(DeclaredText<'_>) -> String,
    ) -> Result<T, Diagnostic> {
        let mut block = self.block.clone();
        each_text(&mut block, "draw", "draw", &mut |path, _, text| {
            if let Some((declared, place)) = self.places.get(path) {
                *text = write(DeclaredText {
                    path,
                    text: declared,
                    place: place.clone(),
                });
            }
        });
        yaml::from_value(block)
    }
}

fn in_order(texts: &IndexMap<String, (String, Place)>) -> impl Iterator<Item = DeclaredText<'_>> {
    texts.iter().map(|(path, (text, place))| DeclaredText {
        path,
        text,
        place: place.clone(),
    })
}

/// Visits every text of a block with its path and the key that it stands under.
fn each_text(
    value: &mut Value,
    path: &str,
    key: &str,
    visit: &mut impl FnMut(&str, &str, &mut String),
) {
    match value {
        Value::String(text) => visit(path, key, text),
        Value::Sequence(items) => {
            for (number, item) in items.iter_mut().enumerate() {
                each_text(item, &format!("{path}/{number}"), key, visit);
            }
        }
        Value::Mapping(entries) => {
            for (name, inner) in entries.iter_mut() {
                let name = name.as_str().unwrap_or_default();
                let key = if key == SELECTION { key } else { name };
                each_text(inner, &format!("{path}/{name}"), key, visit);
            }
        }
        Value::Tagged(tagged) => each_text(&mut tagged.value, path, key, visit),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
