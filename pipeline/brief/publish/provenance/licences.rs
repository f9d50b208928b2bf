//! Which licence is on what: the words of a brief, its data, and the geography of its maps have licences
//! of their own, and a file that holds several of them says so.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use brief_model::datapackage::Licence;
use brief_model::geography;
use brief_pages::Manuscript;

use super::packages::Packages;
use super::{is_address, licence_id, refer};

/// What may be in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ContentKind {
    /// What is written for readers.
    Words,
    /// What comes from extracts, the siblings' among them.
    Data,
    /// Boundaries and places.
    Geography,
}

impl ContentKind {
    pub(super) const ALL: [ContentKind; 3] = [
        ContentKind::Words,
        ContentKind::Data,
        ContentKind::Geography,
    ];

    fn name(self) -> &'static str {
        match self {
            ContentKind::Words => "words",
            ContentKind::Data => "data",
            ContentKind::Geography => "boundaries and places",
        }
    }
}

/// The licences of a brief's parts, and all that were referred to.
pub(super) struct Licences {
    by_part: BTreeMap<ContentKind, Vec<Licence>>,
    /// By identifier.
    used: BTreeMap<String, Value>,
}

impl Licences {
    /// The series says which is on the words; descriptors say which are on data and geography.
    pub(super) fn new(manuscript: &Manuscript, packages: &Packages) -> Self {
        let settings = &manuscript.settings;
        let words = settings.series.value.licence.iter().cloned();
        let words = words.map(|licence| Licence {
            name: Some(licence.name),
            title: licence.title,
            path: licence.path,
        });
        let words: Vec<Licence> = words.collect();
        let folders = settings
            .siblings
            .iter()
            .map(|sibling| sibling.extracts_folder());
        let data = folders.chain([settings.extracts_folder()]);
        let data = packages.licences(|path| {
            data.clone()
                .any(|folder| path.starts_with(&format!("{folder}/")))
        });
        let files = geography::files_of(&settings.brief);
        let geography = packages.licences(|path| files.iter().any(|file| file == path));
        let mut licences = Licences {
            by_part: [
                (ContentKind::Words, words),
                (ContentKind::Data, data),
                (ContentKind::Geography, geography),
            ]
            .into(),
            used: BTreeMap::new(),
        };
        for licence in packages.all_licences() {
            licences.entity(licence);
        }
        licences
    }

    /// A reference to the licence of a file that holds these parts: the one licence that all of them
    /// have, or a statement that tells them apart.
    pub(super) fn refer(&mut self, parts: &[ContentKind]) -> Value {
        let mut all: Vec<Licence> = Vec::new();
        let mut stated = Vec::new();
        for part in parts {
            let of_part = self.by_part.get(part).cloned().unwrap_or_default();
            let names: Vec<String> = of_part.iter().map(name).collect();
            stated.push(match names[..] {
                [] => format!("{} under none that is stated", part.name()),
                _ => format!("{} under {}", part.name(), names.join(", ")),
            });
            let is_unstated = of_part.is_empty();
            all.extend(of_part);
            if is_unstated {
                all.push(Licence::default());
            }
        }
        all.sort_by_key(licence_id);
        all.dedup();
        if let [licence] = &all[..]
            && *licence != Licence::default()
        {
            return json!({"@id": self.entity(licence)});
        }
        all.retain(|licence| *licence != Licence::default());
        let mentioned: Vec<Value> = all
            .iter()
            .map(|licence| json!({"@id": self.entity(licence)}))
            .collect();
        let which: Vec<String> = parts
            .iter()
            .map(|part| part.name().replace(' ', "-"))
            .collect();
        let id = format!("#licences/{}", which.join("+"));
        let statement = json!({
            "@id": id,
            "@type": "CreativeWork",
            "name": "Each part has its own licence",
            "description": format!("Each part keeps its own licence: {}.", stated.join("; ")),
            "mentions": refer(&mentioned),
        });
        self.used.insert(id.clone(), statement);
        json!({"@id": id})
    }

    /// Notes a licence as referred to, and gives its identifier.
    fn entity(&mut self, licence: &Licence) -> String {
        let id = licence_id(licence);
        let mut entity = json!({
            "@id": id, "@type": "CreativeWork", "name": name(licence),
        });
        entity["description"] = match &licence.title {
            Some(title) => title.clone().into(),
            None => name(licence).into(),
        };
        if let Some(short) = &licence.name {
            entity["identifier"] = short.as_str().into();
        }
        if let Some(path) = licence.path.as_deref().filter(|path| is_address(path)) {
            entity["url"] = path.into();
        }
        self.used.insert(id.clone(), entity);
        id
    }

    /// All that were referred to.
    pub(super) fn entities(self) -> impl Iterator<Item = Value> {
        self.used.into_values()
    }
}

fn name(licence: &Licence) -> String {
    let names = [&licence.title, &licence.name, &licence.path];
    names
        .into_iter()
        .flatten()
        .next()
        .cloned()
        .unwrap_or_default()
}
