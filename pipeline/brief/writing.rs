//! From raw extracts to a manuscript: every gate short of typesetting.

use brief_base::diagnostics::Diagnostics;
use brief_claims::{self as claims, FindingsAndFacts};
use brief_data::tables::Tables;
use brief_model::datapackage::DatasetStatus;
use brief_model::findings::{self, Findings};
use brief_model::published;
use brief_pages::{Manuscript, ProjectFonts};
use brief_prose::settings::Settings;
use brief_prose::{self as prose, TextCheck, Unsettled};

use crate::run::Run;
use crate::stages::{self, BriefData, GeographyOnDemand};

/// The stages of [`write()`], in order.
pub const STAGES: [&str; 10] = [
    "settings",
    "geography",
    "extracts",
    "tables",
    "findings",
    "fonts",
    "words of figures",
    "figures",
    "prose",
    "claims",
];

/// What is known of a brief short of its text.
pub struct Analysis {
    /// What it was made by.
    pub settings: Settings,
    /// Cleaned tables and their ledger.
    pub tables: Tables,
    /// What was computed.
    pub findings: Findings,
}

/// Goes from raw extracts to the manuscript: every gate short of typesetting, in [`STAGES`].
///
/// # Errors
/// All errors of the data up to the first stage that has any, and all wrong names in the text; later
/// stages run only when there are none. What is wrong with claims comes along in [`Manuscript::claim_faults`], so
/// that versions can be compared whose claims do not hold.
pub fn write(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
) -> Result<Manuscript, Diagnostics> {
    let draft = Draft::begin(run, brief, version)?;
    match stages::brief_data(run, &draft.settings, &draft.geography) {
        Ok(data) => draft.finish(run, data),
        Err(faults) => Err(draft.with_faults_of_text(faults)),
    }
}

/// As [`write()`], but also gives the tables that the text was written from, even if the text has errors.
///
/// # Errors
/// Those of settings and data; those of the text are the second of the pair.
pub fn write_with_tables(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
) -> Result<(Analysis, Result<Manuscript, Diagnostics>), Diagnostics> {
    let draft = Draft::begin(run, brief, version)?;
    match stages::brief_data_with_tables(run, &draft.settings, &draft.geography) {
        Ok((data, tables)) => {
            let analysis = Analysis {
                settings: draft.settings.clone(),
                tables,
                findings: data.findings.clone(),
            };
            Ok((analysis, draft.finish(run, data)))
        }
        Err(faults) => Err(draft.with_faults_of_text(faults)),
    }
}

/// A brief whose settings are read and whose text is checked without the data, so that the faults of both can
/// be reported together.
struct Draft {
    settings: Settings,
    checked: TextCheck,
    faults_of_text: Diagnostics,
    geography: GeographyOnDemand,
    warnings: Diagnostics,
}

impl Draft {
    fn begin(run: &mut Run<'_>, brief: &str, version: Option<&str>) -> Result<Self, Diagnostics> {
        let project = run.project;
        let load = || Settings::load(project, brief, version);
        let mut settings = run.timings.stage("settings", load)?;
        if let Some(date) = run.document_date {
            date.clone_into(&mut settings.brief.value.document_date);
        }
        let mut warnings = Diagnostics::new();
        warnings.extend(settings.untested_wording());
        let mut checked = prose::check(project, &settings);
        let faults_of_text = std::mem::take(&mut checked.faults);
        let shown = prose::mentioned_findings(project, &settings);
        warnings.extend(findings::undocumented(settings.of_data(), &shown));
        Ok(Draft {
            settings,
            checked,
            faults_of_text,
            geography: GeographyOnDemand::default(),
            warnings,
        })
    }

    fn with_faults_of_text(self, faults_of_data: Diagnostics) -> Diagnostics {
        faults_of_data
            .into_iter()
            .chain(self.faults_of_text)
            .collect()
    }

    fn finish(self, run: &mut Run<'_>, data: BriefData) -> Result<Manuscript, Diagnostics> {
        let Draft {
            settings,
            mut checked,
            faults_of_text,
            geography,
            mut warnings,
        } = self;
        let BriefData {
            package,
            ledger,
            findings,
            warnings: of_data,
        } = data;
        if faults_of_text.has_errors() {
            return Err(faults_of_text);
        }
        warnings.extend(of_data);
        warnings.extend(faults_of_text);
        let contradicted: Diagnostics = claims::contradictions(&settings.facts, &findings)
            .into_iter()
            .collect();
        if contradicted.has_errors() {
            return Err(contradicted);
        }
        if let Some(status) = &package.status {
            checked.excuse_statement(status);
        }
        let project = run.project;
        let fonts = run.timings.stage("fonts", || {
            ProjectFonts::load_once(project, &settings.series.value.figure_fonts)
        })?;
        let writer = prose::Writer::new(&settings, &package, &findings, &ledger)?;
        let figure_words = run
            .timings
            .stage("words of figures", || writer.figure_words())?;
        let drawings = warnings.keep(run.stage("figures", |run| {
            stages::drawings(run, &settings, &figure_words, &findings, &geography, &fonts)
        })?);
        let text = run
            .timings
            .stage("prose", || writer.text(project, &figure_words, &drawings))?;
        let known = FindingsAndFacts {
            findings: &findings,
            facts: &settings.facts,
        };
        let (claims, claim_faults) = run.timings.stage("claims", || {
            claims::judge(&text.assertions, &settings.hedges, known)
        });
        let mut other_objections = published::unmet(&settings.claims, &findings);
        let unsettled = Unsettled::of(project, &settings);
        let is_provisional = package
            .status
            .as_ref()
            .is_some_and(DatasetStatus::is_provisional);
        if !settings.brief.value.draft && !is_provisional {
            other_objections.extend(unsettled.objection());
        }
        warnings.keep(text.cautions(known).finish(())?);
        Ok(Manuscript {
            settings,
            package,
            ledger,
            findings,
            drawings,
            text,
            claims,
            claim_faults,
            other_objections,
            unsettled,
            exempt: checked.exempt,
            fonts,
            warnings,
        })
    }
}
