//! The figures in the report: pictures with their values.

use serde::Serialize;

use super::picture::PictureSource;
use super::words::{self, counted, either};
use super::{Limits, NamedChange};
use crate::figures::{FigureChange, MarkChange};

/// A figure that differs.
#[derive(Serialize)]
pub(crate) struct FigureEntry<'a> {
    id: String,
    pub name: &'a str,
    pub label: &'a str,
    pictures: [Picture; 2],
    /// What differs, in words.
    pub count: String,
    pub marks: Vec<NamedChange>,
    pub more: usize,
}

/// A figure on one side.
#[derive(Serialize)]
struct Picture {
    side: &'static str,
    title: String,
    /// Its accessible name.
    name: String,
    /// What the renderer refers to it by.
    picture: Option<String>,
    /// Why there is none.
    absent: &'static str,
}

impl<'a> FigureEntry<'a> {
    pub(super) fn of(
        number: usize,
        change: &'a FigureChange,
        limits: Limits,
        show: &mut impl FnMut(&PictureSource<'_>) -> Option<String>,
    ) -> Self {
        let id = format!("figure-{number}");
        let values = counted(change.marks.len(), "value");
        let count = match (&change.svg.old, &change.svg.new) {
            (Some(_), None) => format!("{values} drawn, only on the old side"),
            (None, _) => format!("{values} drawn, only on the new side"),
            (Some(_), Some(_)) if change.marks.is_empty() => "title differs".to_owned(),
            (Some(_), Some(_)) => {
                let differ = either(change.marks.len(), "differs", "differ");
                format!("{values} drawn {differ}")
            }
        };
        let mut picture = |side, title: &Option<String>, svg: &Option<String>| {
            let title = title.clone().unwrap_or_default();
            let name = format!("{}, {side} side. {title}", change.label);
            let source = svg.as_ref().map(|svg| PictureSource {
                svg,
                id: format!("{id}-{side}"),
                name: &name,
            });
            Picture {
                side,
                picture: source.and_then(|source| show(&source)),
                absent: match svg {
                    Some(_) => "The picture of this side is not valid SVG.",
                    None => "This side has no such figure.",
                },
                title,
                name,
            }
        };
        FigureEntry {
            pictures: [
                picture("old", &change.title.old, &change.svg.old),
                picture("new", &change.title.new, &change.svg.new),
            ],
            id,
            name: &change.figure,
            label: &change.label,
            count,
            marks: change.marks.iter().take(limits.marks).map(mark).collect(),
            more: change.marks.len().saturating_sub(limits.marks),
        }
    }

    /// What the renderer refers to its pictures by.
    pub(super) fn pictures(&self) -> impl Iterator<Item = &str> + Clone {
        let pictures = self.pictures.iter();
        pictures.filter_map(|picture| picture.picture.as_deref())
    }

    /// What it shows, on the new side where that has it.
    pub(crate) fn title(&self) -> Option<&str> {
        let titles = self.pictures.iter().rev();
        let mut titles = titles.map(|picture| picture.title.as_str());
        titles.find(|title| !title.is_empty())
    }
}

fn mark(change: &MarkChange) -> NamedChange {
    NamedChange {
        name: change.path.join(" / "),
        old: words::drawn(change.value.old.as_ref()),
        new: words::drawn(change.value.new.as_ref()),
    }
}
