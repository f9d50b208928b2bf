//! Provenance for the outside world: `ro-crate-metadata.json`, which describes the published set as an
//! RO-Crate 1.1 in the profile of a Process Run Crate 0.5: what each file is, how large, by which hash,
//! under which licence; what it was made from, and by what.
//!
//! It says nothing of the run itself that another run would not say: no time, no user, no machine.

mod files;
mod licences;
mod packages;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::record::sha256;
use brief_model::datapackage::Licence;
use brief_pages::Manuscript;

use super::{RO_CRATE, pretty};
use files::{description, media_type};
use licences::{ContentKind, Licences};
use packages::Packages;

/// Identifies the publication that the brief regenerates.
const ORIGINAL: &str = "#original";

const SPECIFICATION: &str = "https://w3id.org/ro/crate/1.1";
const PROFILE: &str = "https://w3id.org/ro/wfrun/process/0.5";

/// Describes the files of a set, itself not among them.
pub(super) fn ro_crate(
    project: &Project,
    manuscript: &Manuscript,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<Vec<u8>, Diagnostics> {
    let inputs = project.reads();
    let packages = Packages::of(project, &inputs)?;
    let mut licences = Licences::new(manuscript, &packages);

    let outputs: Vec<Value> = files
        .iter()
        .map(|(path, bytes)| output(manuscript, &mut licences, path, bytes))
        .collect();
    let made_from: Vec<Value> = inputs
        .iter()
        .map(|(path, hash)| input(manuscript, &packages, &mut licences, path, hash))
        .collect();
    let mut graph = vec![descriptor(), root(manuscript, &mut licences, &outputs)];
    let run = run(manuscript, &made_from, &outputs);
    graph.extend(outputs);
    graph.extend([run, software(), publisher(manuscript)]);
    graph.extend(authors(manuscript));
    graph.extend(original(manuscript));
    graph.extend(packages.entities());
    graph.extend(made_from);
    graph.extend(licences.entities());
    graph.push(json!({
        "@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5",
    }));
    Ok(pretty(&json!({
        // The context of 1.1 is older than schema.org's word for a hash.
        "@context": [format!("{SPECIFICATION}/context"), {"sha256": "http://schema.org/sha256"}],
        "@graph": graph,
    })))
}

/// A published file.
fn output(manuscript: &Manuscript, licences: &mut Licences, path: &str, bytes: &[u8]) -> Value {
    let mut entity = json!({
        "@id": id_of_path(path),
        "@type": "File",
        "name": path,
        "description": description(path, manuscript),
        "encodingFormat": media_type(path),
        "contentSize": bytes.len().to_string(),
        "sha256": sha256(bytes),
        "license": licences.refer(&files::parts(path, manuscript)),
    });
    if let Some(credits) = files::credits(path, manuscript) {
        entity["creditText"] = credits.into();
    }
    entity
}

/// A file that the brief was made from.
fn input(
    manuscript: &Manuscript,
    packages: &Packages,
    licences: &mut Licences,
    path: &str,
    hash: &str,
) -> Value {
    let mut entity = packages
        .file(path)
        .unwrap_or_else(|| json!({"name": path, "encodingFormat": media_type(path)}));
    let mut sections = manuscript.text.sections.iter();
    if sections.any(|section| section.file == path) {
        entity["license"] = licences.refer(&[ContentKind::Words]);
    }
    with_identity(&input_id(path), "File", &mut entity);
    entity["sha256"] = hash.into();
    entity
}

/// The crate itself, which is its descriptor's subject.
fn descriptor() -> Value {
    json!({
        "@id": RO_CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": SPECIFICATION},
        "about": {"@id": "./"},
    })
}

/// The published set.
fn root(manuscript: &Manuscript, licences: &mut Licences, outputs: &[Value]) -> Value {
    let settings = &manuscript.settings;
    let brief = &settings.brief.value;
    // Where the brief names no authors, it is its publisher's.
    let author = match authors(manuscript).as_slice() {
        [] => refer(&[publisher(manuscript)]),
        authors => refer(authors),
    };
    let mut root = json!({
        "@id": "./",
        "@type": "Dataset",
        "conformsTo": {"@id": PROFILE},
        "name": title(manuscript),
        "description": about(manuscript),
        "datePublished": brief.document_date,
        "license": licences.refer(&ContentKind::ALL),
        "author": author,
        "publisher": {"@id": "#publisher"},
        "keywords": brief.keywords.join(", "),
        "inLanguage": settings.series.value.language,
        "version": settings.version,
        "hasPart": refer(outputs),
        "mentions": {"@id": "#run"},
    });
    if settings.original.is_some() {
        root["isBasedOn"] = json!({"@id": ORIGINAL});
    }
    root
}

/// What made it.
fn run(manuscript: &Manuscript, made_from: &[Value], outputs: &[Value]) -> Value {
    let settings = &manuscript.settings;
    let (title, version) = (title(manuscript), &settings.version);
    json!({
        "@id": "#run",
        "@type": "CreateAction",
        "name": format!("{title}, regenerated from the dataset version {version}"),
        "description": format!(
            "brief build {} --data {version}: from raw extracts through cleaned tables, findings, figures and \
             prose to the published set. The same inputs give the same bytes.",
            settings.brief_name
        ),
        "instrument": {"@id": "#brief"},
        "object": refer(made_from),
        "result": refer(outputs),
        "actionStatus": "http://schema.org/CompletedActionStatus",
    })
}

fn software() -> Value {
    json!({
        "@id": "#brief",
        "@type": "SoftwareApplication",
        "name": "brief",
        "softwareVersion": env!("CARGO_PKG_VERSION"),
        "description": env!("CARGO_PKG_DESCRIPTION"),
    })
}

fn publisher(manuscript: &Manuscript) -> Value {
    let publisher = &manuscript.settings.series.value.publisher;
    let mut entity = json!({"@id": "#publisher", "@type": "Organization", "name": publisher.name});
    if let Some(contact) = &publisher.contact {
        if let Some(address) = contact.strip_prefix("mailto:") {
            entity["email"] = address.into();
        } else if is_address(contact) {
            entity["url"] = contact.as_str().into();
        }
    }
    entity
}

/// The publication that the brief regenerates, if it does, and whose that is.
fn original(manuscript: &Manuscript) -> Vec<Value> {
    let Some(original) = &manuscript.settings.original else {
        return Vec::new();
    };
    let publisher = json!({
        "@id": format!("{ORIGINAL}/publisher"), "@type": "Organization", "name": original.publisher,
    });
    let authors = persons(&format!("{ORIGINAL}/author"), &original.authors);
    let mut work = json!({
        "@id": ORIGINAL,
        "@type": "CreativeWork",
        "name": original.title,
        "datePublished": original.date,
        "publisher": refer(std::slice::from_ref(&publisher)),
    });
    if !authors.is_empty() {
        work["author"] = refer(&authors);
    }
    if let Some(address) = &original.address {
        work["url"] = address.as_str().into();
    }
    [work, publisher].into_iter().chain(authors).collect()
}

fn authors(manuscript: &Manuscript) -> Vec<Value> {
    persons("#author", &manuscript.settings.brief.value.authors)
}

fn persons(id: &str, names: &[String]) -> Vec<Value> {
    let names = names.iter().zip(1..);
    let persons = names.map(
        |(name, number)| json!({"@id": format!("{id}-{number}"), "@type": "Person", "name": name}),
    );
    persons.collect()
}

fn title(manuscript: &Manuscript) -> String {
    let settings = &manuscript.settings;
    format!(
        "{}: {}",
        settings.series.value.title, settings.brief.value.title
    )
}

/// What the set is, for catalogues: with what every reader must know of its data.
fn about(manuscript: &Manuscript) -> String {
    let description = &manuscript.settings.brief.value.description;
    match &manuscript.package.status {
        Some(status) => format!("{description} {}", status.statement),
        None => description.clone(),
    }
}

/// References to entities, each once.
fn refer(entities: &[Value]) -> Value {
    let ids = entities.iter().filter_map(|entity| entity["@id"].as_str());
    references(ids.map(str::to_owned))
}

/// The same by identifiers. One alone stands by itself, as the specification has it.
fn references(ids: impl Iterator<Item = String>) -> Value {
    let mut known = Vec::new();
    for id in ids {
        let reference = json!({"@id": id});
        if !known.contains(&reference) {
            known.push(reference);
        }
    }
    match known.len() {
        1 => known.remove(0),
        _ => known.into(),
    }
}

/// Puts identifier and type before all else that is known of an entity.
fn with_identity(id: &str, kind: &str, entity: &mut Value) {
    let mut whole = Map::new();
    whole.insert("@id".to_owned(), id.into());
    whole.insert("@type".to_owned(), kind.into());
    if let Value::Object(known) = entity.take() {
        whole.extend(known);
    }
    *entity = Value::Object(whole);
}

/// An input is none of the set's files, so its identifier is a fragment.
fn input_id(path: &str) -> String {
    format!("#input/{}", id_of_path(path))
}

/// The identifier of a licence: its address, where it has one.
fn licence_id(licence: &Licence) -> String {
    match licence.path.as_deref() {
        Some(path) if is_address(path) => path.to_owned(),
        path => format!(
            "#licence/{}",
            id_of_path(licence.name.as_deref().or(path).unwrap_or_default())
        ),
    }
}

fn is_address(path: &str) -> bool {
    path.starts_with("https://") || path.starts_with("http://")
}

/// A path as an identifier: whatever a URI may not hold is written by its bytes.
fn id_of_path(path: &str) -> String {
    use std::fmt::Write as _;
    path.bytes().fold(String::new(), |mut id, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            id.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(id, "%{byte:02X}");
        }
        id
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn identifiers_are_uris() {
        assert_eq!(super::id_of_path("figures/map-1.svg"), "figures/map-1.svg");
        assert_eq!(super::id_of_path("Fès 1%.csv"), "F%C3%A8s%201%25.csv");
    }
}
