//! A published set as one side of a comparison.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_model::findings::{Definition, Outcome};

use super::snapshot::{ClaimState, FigureState, FindingState, RowsBehind, SideSummary, Snapshot};

const UNREADABLE_SET: &str = "unreadable-set";

#[derive(Deserialize)]
struct Manifest {
    brief: String,
    dataset_version: String,
}

#[derive(Deserialize)]
struct FindingsFile {
    findings: IndexMap<String, FindingRecord>,
}

#[derive(Deserialize)]
struct FindingRecord {
    title: String,
    unit: String,
    definition: Definition,
    outcome: Outcome,
}

#[derive(Deserialize)]
struct FigureFile {
    plotted: Value,
}

/// Reads a published set. It contains neither cleaned rows nor text; the side lists both as lacking.
///
/// # Errors
/// If the set belongs to another brief, or one of its files cannot be read.
pub fn read(folder: &Path, brief: &str, name: &str) -> Result<Snapshot, Diagnostics> {
    let manifest: Manifest = json(&folder.join("manifest.json"))?;
    if manifest.brief != brief {
        let message = format!(
            "this is a set of \"{}\", and \"{brief}\" is compared",
            manifest.brief
        );
        let place = Place::file(folder.join("manifest.json").display().to_string());
        return Err(Diagnostic::error(UNREADABLE_SET, message)
            .with_place(place)
            .into());
    }
    let exported: FindingsFile = json(&folder.join("findings.json"))?;
    let claims: Vec<ClaimState> = json(&folder.join("claims.json"))?;
    let findings = exported.findings.into_iter();
    Ok(Snapshot {
        is_written: true,
        side: SideSummary {
            name: name.to_owned(),
            is: format!(
                "published set of dataset version {}",
                manifest.dataset_version
            ),
            dataset_version: manifest.dataset_version,
            lacks: vec![
                "rows, so that neither rows nor causes are told".to_owned(),
                "text, so that sentences are not told".to_owned(),
            ],
        },
        brief: manifest.brief,
        tables: None,
        findings: findings
            .map(|(name, finding)| (name, FindingState::from(finding)))
            .collect(),
        claims,
        sentences: None,
        figures: figures(folder)?,
    })
}

impl From<FindingRecord> for FindingState {
    fn from(finding: FindingRecord) -> Self {
        FindingState {
            title: finding.title,
            unit: finding.unit,
            definition: finding.definition,
            value: (&finding.outcome).into(),
            rows: RowsBehind::default(),
            reads: BTreeSet::new(),
        }
    }
}

fn figures(folder: &Path) -> Result<IndexMap<String, FigureState>, Diagnostics> {
    let folder = folder.join("figures");
    let entries = fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error.to_string()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter_map(|name| Some(name.strip_suffix(".json")?.to_owned()))
        .collect();
    names.sort();
    let mut figures = IndexMap::new();
    for name in names {
        let figure: FigureFile = json(&folder.join(format!("{name}.json")))?;
        let svg = folder.join(format!("{name}.svg"));
        let svg = fs::read_to_string(&svg).map_err(|error| unreadable(&svg, &error.to_string()))?;
        let known = FigureState {
            label: name.clone(),
            title: None,
            plotted: figure.plotted,
            svg,
        };
        figures.insert(name, known);
    }
    Ok(figures)
}

fn json<T: DeserializeOwned>(file: &Path) -> Result<T, Diagnostic> {
    let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| unreadable(file, &error.to_string()))
}

fn unreadable(file: &Path, error: &str) -> Diagnostic {
    Diagnostic::error(UNREADABLE_SET, format!("cannot be read: {error}"))
        .with_place(Place::file(file.display().to_string()))
        .with_help("rebuild the set with this version of brief")
}
