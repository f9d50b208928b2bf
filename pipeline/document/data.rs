//! What the layout is given: one JSON value with everything that is printed.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::extracts::DataPackage;
use crate::figures::{Drawing, Span};
use crate::prose::{Section, Text};
use crate::publish::Exports;
use crate::settings::Settings;

/// Where Typst finds a section.
pub fn section_path(section: &Section) -> String {
    format!("/prose/{}.typ", section.id)
}

/// Where Typst finds a figure.
pub fn figure_path(id: &str) -> String {
    format!("/figures/{id}.svg")
}

/// Where Typst finds a file to attach.
pub fn attachment_path(name: &str) -> String {
    format!("/attachments/{name}")
}

/// The layout's `/data.json`.
pub fn json(
    settings: &Settings,
    package: &DataPackage,
    text: &Text,
    drawings: &IndexMap<String, Drawing>,
    exports: &Exports,
) -> Value {
    let brief = &settings.brief.value;
    let series = &settings.series.value;
    let status = package.status.as_ref();
    let mut figures = Map::new();
    for (id, words) in &text.figures {
        let (Some(drawing), Some(definition)) = (drawings.get(id), settings.figures.get(id)) else {
            continue;
        };
        figures.insert(
            id.clone(),
            json!({
                "path": figure_path(id),
                "label": words.label,
                "title": words.title,
                "subtitle": words.subtitle,
                "caption": words.caption,
                "credits": words.credits,
                "alt": words.alt,
                "span": match definition.span { Span::Page => "page", Span::Column => "column" },
                "width_pt": drawing.width,
                "height_pt": drawing.height,
            }),
        );
    }
    json!({
        "brief": {
            "title": brief.title,
            "subtitle": brief.subtitle,
            "country": brief.country,
            "series": series.title,
            "period": brief.period.label,
            "published": brief.published,
            "authors": brief.authors,
            "institution": series.institution,
            "language": series.language,
        },
        "dataset": {
            "version": settings.version,
            "status": status.map(|status| &status.status),
            "statement": status.map(|status| &status.statement),
            "caption": status.map(|status| &status.caption),
        },
        "document": {
            "title": format!("{}: {}", series.title, brief.title),
            "description": brief.description,
            "keywords": brief.keywords,
            "date": brief.document_date,
            "edition": "reader",
        },
        "sections": text.sections.iter().map(|section| json!({
            "id": section.id,
            "path": section_path(section),
            "standing": section.standing,
        })).collect::<Vec<_>>(),
        "printed": text.printed.iter().map(|printed| json!({ "text": printed.text })).collect::<Vec<_>>(),
        "figures": figures,
        "figures_without_data": settings.figures.iter()
            .filter(|(id, _)| !drawings.contains_key(*id))
            .map(|(id, definition)| (id.clone(), json!(definition.label)))
            .collect::<Map<_, _>>(),
        "tables": text.tables,
        "attachments": exports.attachments().map(|attachment| json!({
            "path": attachment_path(attachment.name),
            "mime": attachment.media_type,
            "description": attachment.description,
            "relationship": "data",
        })).collect::<Vec<_>>(),
    })
}
