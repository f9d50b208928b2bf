//! Briefs as far as their findings.

use std::path::Path;

use brief::run::Run;
use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_data::extracts;
use brief_data::extracts::Extracts;
use brief_data::tables;
use brief_data::tables::Tables;
use brief_model::findings::{FindingTable, Findings, Number};
use brief_model::geography::Geography;
use brief_prose::settings::Settings;

use super::repository;

/// A brief as far as its findings, computed by the library.
pub struct Computed {
    pub settings: Settings,
    pub geography: Geography,
    pub extracts: Extracts,
    pub tables: Tables,
    pub findings: Findings,
}

impl Computed {
    /// Computes a brief of the project in `root`.
    pub fn of(root: &Path, brief: &str, version: &str) -> Result<Self, Diagnostics> {
        Computed::of_project(&Project::find(root)?, brief, version)
    }

    /// Computes a brief of a project.
    pub fn of_project(project: &Project, brief: &str, version: &str) -> Result<Self, Diagnostics> {
        let settings = Settings::load(project, brief, Some(version))?;
        let (geography, _) = Geography::load(project, &settings.brief)?;
        let (extracts, _) = extracts::receive(project, &settings.extracts_folder())?;
        let (tables, _) = tables::clean(project, settings.of_data(), &extracts, &geography)?;
        let (findings, _) = brief_data::findings::compute(settings.of_data(), &tables, &geography)?;
        let findings = brief::with_siblings(
            &mut Run::new(project, &mut Timings::default()),
            &settings,
            findings,
        )?;
        Ok(Computed {
            settings,
            geography,
            extracts,
            tables,
            findings,
        })
    }

    /// A version of the brief on Morocco.
    pub fn morocco(version: &str) -> Self {
        Computed::of(repository(), "morocco", version).unwrap_or_else(|faults| panic!("{faults}"))
    }

    /// The number of that name.
    pub fn number(&self, name: &str) -> &Number {
        self.findings
            .number(name)
            .unwrap_or_else(|| panic!("no number \"{name}\" among the findings"))
    }

    /// The findings table of that name.
    pub fn table(&self, name: &str) -> &FindingTable {
        self.findings
            .table(name)
            .unwrap_or_else(|| panic!("no table \"{name}\" among the findings"))
    }

    /// A text column of a cleaned table.
    pub fn column(&self, table: &str, column: &str) -> Vec<Option<String>> {
        self.tables.tables[table]
            .frame
            .column(column)
            .and_then(|column| column.cast(&polars::prelude::DataType::String))
            .and_then(|column| {
                Ok(column
                    .str()?
                    .iter()
                    .map(|cell| cell.map(str::to_owned))
                    .collect())
            })
            .unwrap_or_else(|error| panic!("{table}.{column}: {error}"))
    }
}
