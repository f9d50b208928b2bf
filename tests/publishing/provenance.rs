//! Guards `ro-crate-metadata.json`: that it describes every published file as it is, leads back to what
//! the set was made from, and says which licence is on what.

use std::collections::BTreeMap;

use serde_json::Value;

use brief_base::record::sha256;

use crate::support::{Sandbox, repository};

const RO_CRATE: &str = "ro-crate-metadata.json";

/// The entities of a crate, by identifier.
struct Crate(BTreeMap<String, Value>);

impl Crate {
    fn of(sandbox: &Sandbox, brief: &str) -> Self {
        let text = sandbox.read(&format!("output/{brief}/{RO_CRATE}"));
        let whole: Value = serde_json::from_str(&text).expect("JSON");
        let graph = whole["@graph"].as_array().expect("a graph");
        let entities: BTreeMap<_, _> = graph
            .iter()
            .map(|entity| {
                (
                    entity["@id"].as_str().expect("an identifier").to_owned(),
                    entity.clone(),
                )
            })
            .collect();
        assert_eq!(entities.len(), graph.len(), "an identifier is given twice");
        Crate(entities)
    }

    fn entity(&self, id: &str) -> &Value {
        self.0
            .get(id)
            .unwrap_or_else(|| panic!("no entity {id} among {:?}", self.0.keys()))
    }

    /// The identifiers that a property refers to.
    fn refers(&self, id: &str, property: &str) -> Vec<String> {
        let value = &self.entity(id)[property];
        let all = value
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![value.clone()]);
        all.iter()
            .map(|item| item["@id"].as_str().expect("a reference").to_owned())
            .collect()
    }

    /// The identifiers of the licences of an entity, one by one.
    fn licences(&self, id: &str) -> Vec<String> {
        let of = |id: &String| match self.entity(id).get("mentions") {
            Some(_) => self.refers(id, "mentions"),
            None => vec![id.clone()],
        };
        self.refers(id, "license").iter().flat_map(of).collect()
    }
}

/// Every `{"@id": …}` within a value.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(fields) if fields.len() == 1 && fields.contains_key("@id") => {
            found.push(fields["@id"].as_str().expect("a text").to_owned());
        }
        Value::Object(fields) => fields.values().for_each(|item| references(item, found)),
        _ => {}
    }
}

fn describes_all(sandbox: &Sandbox, brief: &str) -> Crate {
    let described = Crate::of(sandbox, brief);
    let mut published = sandbox.files(&format!("output/{brief}"));
    published.remove(RO_CRATE).expect("a crate");
    let parts = described.refers("./", "hasPart");
    assert_eq!(parts, published.keys().cloned().collect::<Vec<_>>());
    assert_eq!(parts, described.refers("#run", "result"));
    for (path, bytes) in &published {
        let file = described.entity(path);
        assert_eq!(file["sha256"], sha256(bytes), "{path}");
        assert_eq!(file["contentSize"], bytes.len().to_string(), "{path}");
        for property in ["name", "description", "encodingFormat"] {
            let is_told = file[property].as_str().is_some_and(|text| !text.is_empty());
            assert!(is_told, "{property} of {path}");
        }
        assert_ne!(file["description"], "A file of the published set", "{path}");
        assert_ne!(file["encodingFormat"], "text/plain", "{path}");
        described.licences(path);
    }

    let manifest: Value = serde_json::from_slice(&published["manifest.json"]).expect("JSON");
    let inputs = manifest["inputs"].as_object().expect("inputs");
    let objects = described.refers("#run", "object");
    assert_eq!(objects.len(), inputs.len());
    for (id, (path, hash)) in objects.iter().zip(inputs) {
        let input = described.entity(id);
        assert_eq!(
            (&input["name"], &input["sha256"]),
            (&Value::from(path.as_str()), hash)
        );
    }

    for (id, entity) in &described.0 {
        let mut referred = Vec::new();
        references(entity, &mut referred);
        for other in referred {
            let is_known =
                described.0.contains_key(&other) || other.starts_with("https://w3id.org/ro/crate/");
            assert!(is_known, "{id} refers to {other}, which nothing describes");
        }
    }
    described
}

#[test]
fn every_published_file_is_described_as_it_is() {
    let sandbox = Sandbox::ruritania();
    sandbox.build(&["--edition", "audit"]);
    let described = describes_all(&sandbox, "ruritania");
    let root = described.entity("./");
    assert_eq!(root["datePublished"], "2021-01-01");
    assert_eq!(root["name"], "Creatures of the Borderlands: Ruritania");
    assert_eq!(described.entity("#publisher")["name"], "Ruritanian Survey");
    assert_eq!(
        described.entity("#brief")["softwareVersion"],
        env!("CARGO_PKG_VERSION")
    );
    let description = described.entity("ruritania-audit.pdf")["description"].as_str();
    assert!(description.is_some_and(|text| text.starts_with("The audit edition")));
}

#[test]
fn where_no_licence_is_stated_that_is_said() {
    let sandbox = Sandbox::profile();
    sandbox.build(&[]);
    let briefs = sandbox.files("output");
    let brief = briefs
        .keys()
        .next()
        .and_then(|path| path.split('/').next())
        .expect("a brief");
    let described = describes_all(&sandbox, brief);
    let [statement] = &described.refers("./", "license")[..] else {
        panic!("one licence");
    };
    let statement = described.entity(statement)["description"]
        .as_str()
        .expect("words");
    assert!(
        statement.contains("words under none that is stated"),
        "{statement}"
    );
}

#[test]
fn each_part_of_the_morocco_brief_keeps_its_licence() {
    let sandbox = Sandbox::morocco_built();
    let described = describes_all(&sandbox, "morocco");
    let [by, zero, odbl, public_domain] = [
        "https://creativecommons.org/licenses/by/4.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "https://opendatacommons.org/licenses/odbl/1-0/",
        "#licence/other-pd",
    ];
    let all = [public_domain, by, zero, odbl];
    for (path, licences) in [
        ("findings.csv", &[zero][..]),
        ("rejected/events.csv", &[zero]),
        ("claims.json", &[by, zero]),
        ("morocco.pdf", &all),
        ("./", &all),
        (
            "#input/data/morocco/raw/2017-10-published/events.xlsx",
            &[zero],
        ),
        (
            "#input/data/turkey/raw/2017-03-published/events.csv",
            &[zero],
        ),
        (
            "#input/data/boundaries/openstreetmap/morocco-regions.geojson",
            &[odbl],
        ),
        (
            "#input/data/boundaries/natural-earth/countries.geojson",
            &[public_domain],
        ),
        ("#input/data/places/morocco.tsv", &[by]),
        ("#input/data/morocco/prose/introduction.typ", &[by]),
    ] {
        let mut found = described.licences(path);
        found.sort();
        assert_eq!(found, licences, "{path}");
    }
    // A chart holds data, a map boundaries and places too.
    let definitions =
        std::fs::read_to_string(repository().join("templates/beyond-the-caliphate/figures.yaml"));
    assert!(definitions.expect("figures").contains("activity_map:"));
    let mut of_map = described.licences("figures/activity_map.svg");
    of_map.sort();
    assert_eq!(of_map, all);
    let charts = described.0.keys().filter(|id| {
        id.starts_with("figures/") && id.ends_with(".svg") && !id.ends_with("_map.svg")
    });
    let charts: Vec<&String> = charts.collect();
    assert!(!charts.is_empty());
    for chart in charts {
        assert_eq!(described.licences(chart), [zero], "{chart}");
    }
    let text = sandbox.read("output/morocco/ro-crate-metadata.json");
    let root = sandbox.root().display().to_string();
    assert!(!text.contains(&root), "no path of this machine");
}
