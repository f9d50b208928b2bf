//! The stages whose results the cache can hold: data and figures, each computed or reused.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_base::record::Record;
use brief_base::timings::Timings;
use brief_data::tables;
use brief_data::tables::Tables;
use brief_data::{extracts, findings as computing};
use brief_figures::{self as figures, Drawing, Materials};
use brief_model::datapackage::{self, DataPackage};
use brief_model::findings::{self, Findings, FindingsRecord};
use brief_model::geography::Geography;
use brief_model::ledger::Ledger;
use brief_pages::ProjectFonts;
use brief_prose::settings::{self, Settings};
use brief_prose::{self as prose, FigureWords};

use crate::cache::{Cacheable, StageKey};
use crate::run::Run;

/// What figures and prose are made from.
pub(crate) struct BriefData {
    /// What the delivery says of itself.
    pub package: DataPackage,
    /// What happened to every row and cell.
    pub ledger: Ledger,
    /// The brief's own findings and those of siblings that it names.
    pub findings: Findings,
    /// Warnings of geography, extracts and cleaning.
    pub warnings: Diagnostics,
}

/// Boundaries and places, read when they are first needed: not at all if tables and figures come from the
/// cache.
#[derive(Default)]
pub(crate) struct GeographyOnDemand {
    read: OnceLock<(Geography, Diagnostics, Record)>,
}

impl GeographyOnDemand {
    /// All geography of a brief, and its warnings. Its files are on the record of every caller.
    pub(crate) fn get(
        &self,
        project: &Project,
        settings: &Settings,
    ) -> Result<(&Geography, &Diagnostics), Diagnostics> {
        let (geography, warnings, record) = match self.read.get() {
            Some(read) => read,
            None => {
                let recording = project.recording();
                let (geography, warnings) = Geography::load(&recording, &settings.brief)?;
                let record = recording.record_so_far();
                self.read.get_or_init(|| (geography, warnings, record))
            }
        };
        project.record(record.clone());
        Ok((geography, warnings))
    }
}

/// The data of a brief, computed or from the cache.
pub(crate) fn brief_data(
    run: &mut Run<'_>,
    settings: &Settings,
    geography: &GeographyOnDemand,
) -> Result<BriefData, Diagnostics> {
    let data = own_data(run, "data", settings, geography)?;
    let package = datapackage::describe(run.project, &settings.extracts_folder())?;
    data.with_siblings(run, settings, package)
}

/// The data of a brief with its cleaned tables, which the cache does not have: always computed.
pub(crate) fn brief_data_with_tables(
    run: &mut Run<'_>,
    settings: &Settings,
    geography: &GeographyOnDemand,
) -> Result<(BriefData, Tables), Diagnostics> {
    let (data, package, tables) = compute(run, settings, geography)?;
    Ok((data.with_siblings(run, settings, package)?, tables))
}

/// The data of a brief without those of its siblings.
struct OwnData {
    ledger: Ledger,
    findings: Findings,
    warnings: Diagnostics,
}

impl OwnData {
    fn with_siblings(
        self,
        run: &mut Run<'_>,
        settings: &Settings,
        package: DataPackage,
    ) -> Result<BriefData, Diagnostics> {
        let own = self.findings;
        let findings = match settings.siblings.as_slice() {
            [] => own,
            _ => run.stage("siblings", |run| with_siblings(run, settings, own))?,
        };
        Ok(BriefData {
            package,
            ledger: self.ledger,
            findings,
            warnings: self.warnings,
        })
    }
}

/// [`OwnData`] in the cache.
#[derive(Serialize, Deserialize)]
struct CachedData {
    ledger: Ledger,
    findings: FindingsRecord,
    warnings: Diagnostics,
}

impl Cacheable for OwnData {
    type Stored = CachedData;

    fn to_stored(&self) -> CachedData {
        CachedData {
            ledger: self.ledger.clone(),
            findings: (&self.findings).into(),
            warnings: self.warnings.clone(),
        }
    }

    fn from_stored(stored: CachedData) -> Self {
        OwnData {
            ledger: stored.ledger,
            findings: stored.findings.into(),
            warnings: stored.warnings,
        }
    }
}

fn own_data(
    run: &mut Run<'_>,
    name: &str,
    settings: &Settings,
    geography: &GeographyOnDemand,
) -> Result<OwnData, Diagnostics> {
    let stage = StageKey::named(name)
        .given("dataset version", &settings.version)
        .reading(settings.files_of_data());
    run.cached(stage, |run| {
        compute(run, settings, geography).map(|(data, _, _)| data)
    })
}

fn compute(
    run: &mut Run<'_>,
    settings: &Settings,
    geography: &GeographyOnDemand,
) -> Result<(OwnData, DataPackage, Tables), Diagnostics> {
    let Run {
        project, timings, ..
    } = run;
    let mut warnings = Diagnostics::new();
    let geography = timings.stage("geography", || geography.get(project, settings));
    let extracts = timings.stage("extracts", || {
        extracts::receive(project, &settings.extracts_folder())
    });
    let (geography, extracts) = match (geography, extracts) {
        (Ok((geography, of_geography)), Ok(extracts)) => {
            warnings.extend(of_geography.clone());
            (geography, warnings.keep(extracts))
        }
        (geography, extracts) => {
            let faults = [geography.err(), extracts.err()];
            return Err(faults.into_iter().flatten().flatten().collect());
        }
    };
    let cleaned = timings.stage("tables", || {
        tables::clean(project, settings.of_data(), &extracts, geography)
    });
    let tables = match cleaned {
        Ok(cleaned) => warnings.keep(cleaned),
        // What reading warned of, a contradicted encoding above all, may be why.
        Err(faults) => return Err(warnings.into_iter().chain(faults).collect()),
    };
    let findings = timings.stage("findings", || {
        computing::compute(settings.of_data(), &tables, geography)
    })?;
    let findings = warnings.keep(findings);
    let data = OwnData {
        ledger: tables.ledger.clone(),
        findings,
        warnings,
    };
    Ok((data, extracts.package, tables))
}

/// The findings of a brief, and those of its siblings that it names.
pub fn with_siblings(
    run: &mut Run<'_>,
    settings: &Settings,
    findings: Findings,
) -> Result<Findings, Diagnostics> {
    let wanted = prose::mentioned_siblings(run.project, settings);
    let codes = findings.codes().clone();
    let mut all: Vec<_> = findings.iter().cloned().collect();
    for sibling in &settings.siblings {
        let name = &sibling.brief_name;
        let geography = GeographyOnDemand::default();
        // Its warnings belong to its own check.
        let stage = format!("data of {name}");
        let data = own_data(run, &stage, sibling, &geography)?;
        all.extend(findings::of_sibling(name, &data.findings, &wanted));
    }
    let all: Findings = all.into_iter().collect();
    Ok(all.with_codes(codes))
}

/// The findings of a dataset version, without anything written about them.
pub fn findings_of(project: &Project, brief: &str, version: &str) -> Result<Findings, Diagnostics> {
    let settings = Settings::load(project, brief, Some(version))?;
    let geography = GeographyOnDemand::default();
    let mut timings = Timings::default();
    let mut run = Run::new(project, &mut timings);
    brief_data(&mut run, &settings, &geography).map(|data| data.findings)
}

/// A figure, or that the dataset version has no data for it.
#[derive(Clone, Serialize, Deserialize)]
struct FigureResult {
    drawing: Option<Drawing>,
    warnings: Diagnostics,
}

impl Cacheable for FigureResult {
    type Stored = FigureResult;

    fn to_stored(&self) -> FigureResult {
        self.clone()
    }

    fn from_stored(stored: FigureResult) -> Self {
        stored
    }
}

/// The figures of a brief: each drawn, or taken from an earlier run that drew the same.
pub(crate) fn drawings(
    run: &mut Run<'_>,
    settings: &Settings,
    words: &FigureWords<'_>,
    findings: &Findings,
    geography: &GeographyOnDemand,
    fonts: &ProjectFonts,
) -> Result<(IndexMap<String, Drawing>, Diagnostics), Diagnostics> {
    let view = &settings.map_view;
    let months = settings.brief.value.period.months();
    let faces = &settings.series.value.figure_fonts;
    let sign = &settings.series.value.illustrative.sign;
    // What charts are drawn from.
    let nowhere = Geography::default();
    figures::each(&words.figures, |id, figure| {
        let is_map = figure.definition.draw.is_map();
        let mut stage = StageKey::named(format!("figure {id}"))
            .given("its declaration", &figures::declared(figure))
            .given("period", &months)
            .given("faces", faces)
            .given("sign", sign)
            .reading(faces.files());
        if is_map {
            stage = stage
                .given("geography of brief.yaml", &settings.brief.value.geography)
                .given("map.yaml", &figures::declared_view(view));
        }
        let named: BTreeSet<&str> = figure.definition.draw.names().collect();
        stage = stage.given("codes of its columns", &figures::codes_of(&named, findings));
        for (name, outcome) in figures::drawn_from(&named, findings) {
            stage = stage.given(format!("finding {name}"), &outcome);
        }
        for (name, fact) in settings.facts.iter() {
            if named.contains(name.as_str()) {
                let at = &fact.defined_at;
                stage = stage.given(format!("fact {name}"), &(fact, at));
            }
        }
        let drawn = run.cached(stage, |run| {
            let geography = match is_map {
                true => geography.get(run.project, settings)?.0,
                false => &nowhere,
            };
            let materials = Materials {
                view,
                months: &months,
                findings,
                facts: &settings.facts,
                geography,
                fonts: &fonts.figures,
                sign,
            };
            let (drawing, warnings) = figures::draw_figure(id, figure, materials)?;
            Ok(FigureResult { drawing, warnings })
        })?;
        Ok((drawn.drawing, drawn.warnings))
    })
}

/// Recode entries that no dataset version of the brief uses: each a warning at its line. Versions
/// share their recode tables, so one version alone cannot tell.
///
/// # Errors
/// As far as the cleaned tables, those of [`regenerate`](crate::regenerate), for any of the versions.
pub fn unused_recode_entries(project: &Project, brief: &str) -> Result<Diagnostics, Diagnostics> {
    let mut versions = Vec::new();
    for version in settings::versions(project, brief)? {
        let settings = Settings::load(project, brief, Some(&version))?;
        let (geography, _) = Geography::load(project, &settings.brief)?;
        let (extracts, _) = extracts::receive(project, &settings.extracts_folder())?;
        let (tables, _) = tables::clean(project, settings.of_data(), &extracts, &geography)?;
        versions.push(tables.recodes);
    }
    Ok(tables::unused_entries(&versions).collect())
}
