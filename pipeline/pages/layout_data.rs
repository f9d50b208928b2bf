//! What the layout is given: one JSON value with everything that is printed.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use brief_figures::FigureSpan;
use brief_model::original::Original;
use brief_prose::{FigureText, Passage, SectionText};

use super::draft;
use super::edition::{Attachment, Edition};
use super::manuscript::Manuscript;

/// Where Typst finds a section.
pub(crate) fn section_path(section: &SectionText) -> String {
    format!("/prose/{}.typ", section.id)
}

/// Where Typst finds a figure.
pub(crate) fn figure_path(id: &str) -> String {
    format!("/figures/{id}.svg")
}

/// Where Typst finds a file to attach.
pub(crate) fn attachment_path(name: &str) -> String {
    format!("/attachments/{name}")
}

/// The title of the document.
fn document_title(manuscript: &Manuscript, edition: Edition) -> String {
    let (series, brief) = (
        &manuscript.settings.series.value,
        &manuscript.settings.brief.value,
    );
    let draft = match edition {
        Edition::Draft => " (draft)",
        Edition::Reader | Edition::Audit => "",
    };
    format!("{}: {}{draft}", series.title, brief.title)
}

/// The texts that the layout is given for what no page shows.
pub(crate) fn hidden_texts(manuscript: &Manuscript, edition: Edition) -> BTreeSet<String> {
    let brief = &manuscript.settings.brief.value;
    let alternatives = manuscript.text.figures.iter();
    let alternatives = alternatives.map(|(id, figure)| alternative(id, figure, manuscript));
    let mut texts: BTreeSet<String> = alternatives.collect();
    texts.insert(document_title(manuscript, edition));
    texts.insert(brief.description.clone());
    texts.extend(brief.keywords.iter().cloned());
    texts
}

/// The alternative text of a figure, which says of illustrative values in words what they are.
fn alternative(id: &str, figure: &FigureText, manuscript: &Manuscript) -> String {
    let drawing = manuscript.drawings.get(id);
    let is_drawn = drawing.is_some_and(|drawing| drawing.illustrative);
    let word = &manuscript.settings.series.value.illustrative.word;
    let text = &manuscript.text;
    let mut said = figure.alt.signed(&text.printed, &format!(" ({word})"));
    let sign = &manuscript.settings.series.value.illustrative.sign;
    // Who cannot see the map is told what it leaves out, too.
    for omission in drawing.iter().flat_map(|drawing| &drawing.omissions) {
        let omission = match sign.as_str() {
            "" => omission.clone(),
            sign => omission.replace(sign, &format!(" ({word})")),
        };
        if !said.contains(omission.trim_end_matches('.')) {
            said = format!("{} {omission}", said.trim_end());
        }
    }
    match is_drawn {
        true => {
            format!("{said} {sign} {}.", meaning_of_sign(manuscript))
        }
        false => said,
    }
}

/// What stands behind the sign of illustrative values: in the words of the dataset, else the series' word.
fn meaning_of_sign(manuscript: &Manuscript) -> &str {
    let status = manuscript.package.status.as_ref();
    let meaning = status.and_then(|status| status.illustrative.as_deref());
    meaning.unwrap_or(&manuscript.settings.series.value.illustrative.word)
}

/// An address as a reader sees it: without what only a program needs.
fn shown_address(address: &str) -> &str {
    let shown = ["https://", "http://", "mailto:"];
    let shown = shown.iter().find_map(|scheme| address.strip_prefix(scheme));
    shown.unwrap_or(address)
}

/// How a reader reaches the publisher: words, and what they lead to.
fn contact_of(contact: &str, of_series: &impl Fn(&str, &str) -> Passage) -> Value {
    let shown = shown_address(contact);
    json!({
        "text": of_series("publisher/contact", shown),
        "address": (shown != contact).then_some(contact),
    })
}

/// The layout's `/data.json`.
pub(crate) fn json(
    manuscript: &Manuscript,
    edition: Edition,
    attachments: &[Attachment],
    annex: Option<&Value>,
) -> Value {
    let Manuscript {
        settings,
        text,
        drawings,
        ..
    } = manuscript;
    let package = &manuscript.package;
    let brief = &settings.brief.value;
    let series = &settings.series.value;
    let publisher = &series.publisher;
    let status = package.status.as_ref();
    let of_brief = |key: &str, text: &str| {
        let file = format!("{}/brief.yaml", settings.folder());
        Passage::typed(&format!("{file}#{key}"), text)
    };
    let of_series = |key: &str, text: &str| {
        let file = format!("{}/series.yaml", settings.series_folder());
        Passage::typed(&format!("{file}#{key}"), text)
    };
    let of_references = |original: &Original, key: &str, text: &str| {
        let file = format!("{}/references.yaml", settings.folder());
        Passage::typed(&format!("{file}#{}/{key}", original.key), text)
    };
    let of_dataset = |key: &str, text: &str| {
        let file = format!("{}/datapackage.json", settings.extracts_folder());
        Passage::typed(&format!("{file}#{key}"), text)
    };
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
                "alt": alternative(id, words, manuscript),
                "illustrative": drawing.illustrative || words.illustrative(&text.printed),
                "span": match definition.span { FigureSpan::Page => "page", FigureSpan::Column => "column" },
                "width_pt": drawing.width,
                "height_pt": drawing.height,
            }),
        );
    }
    json!({
        "brief": {
            "title": of_brief("title", &brief.title),
            "subtitle": of_brief("subtitle", &brief.subtitle),
            "country": of_brief("country", &brief.country),
            "series": of_series("title", &series.title),
            "period": of_brief("period/label", &brief.period.label),
            // A draft has none.
            "date": brief.date_in_words().map(|date| of_brief("document_date", &date)),
            "authors": brief.authors.iter().map(|author| of_brief("authors", author)).collect::<Vec<_>>(),
            "credits": brief.credits.as_ref().map(|credits| of_brief("credits", credits)),
        },
        "publisher": {
            "name": of_series("publisher/name", &publisher.name),
            "statement": publisher.statement.as_ref().map(|said| of_series("publisher/statement", said)),
            "contact": publisher.contact.as_ref().map(|contact| contact_of(contact, &of_series)),
            "cartography": series.cartography.as_ref().map(|said| of_series("cartography", said)),
            "licence": series.licence.as_ref().map(|licence| json!({
                "title": of_series("licence", licence.title.as_ref().unwrap_or(&licence.name)),
                "address": licence.path,
            })),
        },
        // Of a brief that is no regeneration, nothing.
        "original": settings.original.as_ref().map(|original| json!({
            "edition": series.regenerated.as_ref().map(|said| of_series("regenerated", said)),
            "title": of_references(original, "title", &original.title),
            "authors": original.authors.iter().map(|author| of_references(original, "author", author)).collect::<Vec<_>>(),
            "publisher": of_references(original, "publisher", &original.publisher),
            "place": original.place.as_ref().map(|place| of_references(original, "publisher/location", place)),
            "date": of_references(original, "date", &original.date_in_words()),
            "address": original.address.as_ref().map(|address| json!({
                "text": of_references(original, "url", shown_address(address)),
                "address": address,
            })),
        })),
        "dataset": {
            "version": of_dataset("version", &settings.version),
            "status": status.map(|status| of_dataset("status", &status.status)),
            "caption": status.map(|status| of_dataset("caption", &status.caption)),
        },
        "document": {
            "brief": settings.brief_name,
            "title": document_title(manuscript, edition),
            "authors": if brief.authors.is_empty() { std::slice::from_ref(&publisher.name) } else { &brief.authors },
            "description": brief.description,
            "keywords": brief.keywords,
            "date": brief.document_date,
            "language": series.language,
        },
        "sections": text.sections.iter().map(|section| json!({
            "id": section.id,
            "path": section_path(section),
            "standing": section.standing,
            "first_page": section.first_page,
        })).collect::<Vec<_>>(),
        "printed": text.printed.iter().map(|printed| json!([printed.text, printed.is_words, printed.source, printed.is_illustrative()])).collect::<Vec<_>>(),
        "figures": figures,
        "figures_without_data": settings.figures.iter()
            .filter(|(id, _)| !drawings.contains_key(*id))
            .map(|(id, definition)| (id.clone(), json!(definition.label)))
            .collect::<Map<_, _>>(),
        "sign": {
            "sign": series.illustrative.sign,
            "note": match status.and_then(|status| status.illustrative.as_deref()) {
                Some(note) => of_dataset("illustrative", note),
                None => of_series("illustrative/word", &series.illustrative.word),
            },
        },
        "annex": annex,
        "draft": match edition {
            Edition::Draft => draft::json(manuscript),
            Edition::Reader | Edition::Audit => Value::Null,
        },
        "tables": text.tables,
        "attachments": attachments.iter().map(|attachment| json!({
            "path": attachment_path(attachment.name),
            "mime": attachment.media_type,
            "description": attachment.description,
            "relationship": "data",
        })).collect::<Vec<_>>(),
    })
}
