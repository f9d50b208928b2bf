//! A reproducible report pipeline: raw source extracts in, a finished and checked policy brief out.
//!
//! Read in the order of the modules, this is the way of the data:
//! `Extracts → Tables (+ Ledger) → Findings → Figures → Prose → Document → published set`.
//! [`regenerate`] is that way as one function; each arrow has a type of its own, and a stage gets
//! only what it may use.

pub mod cli;
pub mod diagnostics;
pub mod numbers;
pub mod project;
pub mod settings;
pub mod timings;

pub mod facts;
pub mod geography;
pub mod sql;

pub mod claims;
pub mod document;
pub mod extracts;
pub mod figures;
pub mod findings;
pub mod prose;
pub mod publish;
pub mod tables;
pub mod why;

use indexmap::IndexMap;

use claims::{Claim, Known};
use diagnostics::Diagnostics;
use document::Fonts;
use extracts::Extracts;
use figures::Drawing;
use findings::Findings;
use geography::Geography;
use project::Project;
use prose::Text;
use prose::coverage::Exempt;
use publish::PublishedSet;
use settings::Settings;
use tables::Tables;
use timings::Timings;

/// How far a run goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every gate short of typesetting.
    Check,
    /// All the way to the files to publish.
    Build,
}

/// What a run came to.
#[derive(Debug)]
pub struct Regenerated {
    /// The files to publish; none when the run only checked.
    pub set: Option<PublishedSet>,
    /// What the run says of itself.
    pub report: publish::Report,
    /// Warnings.
    pub warnings: Diagnostics,
}

/// Regenerates one brief, from raw extracts to the files to publish.
///
/// # Errors
/// As [`write()`], and those of typesetting. No file is written by this function.
pub fn regenerate(
    project: &Project,
    brief: &str,
    version: Option<&str>,
    extent: Extent,
    timings: &mut Timings,
) -> Result<Regenerated, Diagnostics> {
    let Written {
        settings,
        extracts,
        tables,
        findings,
        drawings,
        text,
        claims,
        exempt,
        fonts,
        warnings,
    } = write(project, brief, version, timings)?;
    let report = publish::Report::of(
        &settings, &extracts, &tables, &findings, &drawings, &text, &claims, exempt,
    );
    if extent == Extent::Check {
        return Ok(Regenerated {
            set: None,
            report,
            warnings,
        });
    }
    let exports = publish::exports(
        &settings, &extracts, &tables, &findings, &drawings, &text, &claims,
    )?;
    let document = timings.stage("typesetting", || {
        document::typeset(
            project,
            &settings,
            &extracts.package,
            &text,
            &drawings,
            &exports,
            fonts,
        )
    })?;
    let pdf = timings.stage("PDF", || document.pdf(&settings))?;
    let set = publish::PublishedSet::new(project, &settings, exports, pdf, document.pages());
    Ok(Regenerated {
        set: Some(set),
        report,
        warnings,
    })
}

/// A brief with all its words and figures, its claims tested: everything short of typesetting.
pub struct Written {
    /// What it was made by.
    pub settings: Settings,
    /// The raw files.
    pub extracts: Extracts,
    /// Cleaned tables and their ledger.
    pub tables: Tables,
    /// What was computed.
    pub findings: Findings,
    /// Figures by name.
    pub drawings: IndexMap<String, Drawing>,
    /// The text, with every printed value.
    pub text: Text,
    /// What the text claims, in the order of [`Text::asserted`].
    pub claims: Vec<Claim>,
    /// Numbers typed into the text that are exempt from being bound.
    pub exempt: Exempt,
    /// What it is to be set in.
    pub fonts: Fonts,
    /// Warnings.
    pub warnings: Diagnostics,
}

/// Goes from raw extracts to the written brief: every gate short of typesetting.
///
/// # Errors
/// All errors of the data up to the first stage that has any, and all wrong names in the text; later
/// stages run only when there are none.
pub fn write(
    project: &Project,
    brief: &str,
    version: Option<&str>,
    timings: &mut Timings,
) -> Result<Written, Diagnostics> {
    let mut warnings = Diagnostics::new();
    let settings = timings.stage("settings", || Settings::load(project, brief, version))?;
    warnings.extend(settings.untested_wording());
    // What is wrong with the text can be told without the data: its faults come out together.
    let checked = prose::check(project, &settings);
    let wrong_names = checked.faults;
    let computed = compute(project, &settings, timings, &mut warnings);
    let Computed {
        geography,
        extracts,
        tables,
        findings,
    } = match computed {
        Ok(computed) if !wrong_names.has_errors() => computed,
        Ok(_) => return Err(wrong_names),
        Err(faults) => return Err(faults.into_iter().chain(wrong_names).collect()),
    };
    let fonts = timings.stage("fonts", || {
        Fonts::load(project, &settings.series.value.figure_fonts)
    })?;
    let writer = prose::Writer::new(&settings, &extracts.package, &findings, &tables.ledger)?;
    let drawn_words = timings.stage("words of figures", || writer.drawn_words())?;
    let drawings = warnings.keep(timings.stage("figures", || {
        figures::draw(
            &drawn_words.figures,
            &settings.map_view,
            &settings.brief.value.period.months(),
            &findings,
            &settings.facts,
            &geography,
            &fonts.figures,
        )
    })?);
    let text = timings.stage("prose", || writer.text(project, &drawn_words, &drawings))?;
    let known = Known {
        findings: &findings,
        facts: &settings.facts,
    };
    let claims = warnings.keep(timings.stage("claims", || {
        let (claims, said) = claims::judge(
            &text.asserted,
            &settings.hedges,
            known,
            settings.severity_of_false_claims(),
        );
        said.finish(claims)
    })?);
    warnings.extend(text.cautions(known));
    Ok(Written {
        settings,
        extracts,
        tables,
        findings,
        drawings,
        text,
        claims,
        exempt: checked.exempt,
        fonts,
        warnings,
    })
}

/// What figures and prose are made from.
struct Computed {
    geography: Geography,
    extracts: Extracts,
    tables: Tables,
    findings: Findings,
}

fn compute(
    project: &Project,
    settings: &Settings,
    timings: &mut Timings,
    warnings: &mut Diagnostics,
) -> Result<Computed, Diagnostics> {
    let geography = timings.stage("geography", || Geography::load(project, &settings.brief));
    let extracts = timings.stage("extracts", || {
        extracts::receive(project, &settings.extracts_folder())
    });
    let (geography, extracts) = match (geography, extracts) {
        (Ok(geography), Ok(extracts)) => (warnings.keep(geography), warnings.keep(extracts)),
        (geography, extracts) => {
            let faults = [geography.err(), extracts.err()];
            return Err(faults.into_iter().flatten().flatten().collect());
        }
    };
    let tables = warnings.keep(timings.stage("tables", || {
        tables::clean(project, settings, &extracts, &geography)
    })?);
    let findings = timings.stage("findings", || {
        findings::compute(settings, &tables, &geography)
    })?;
    Ok(Computed {
        geography,
        extracts,
        tables,
        findings,
    })
}

/// Recode entries that no dataset version of the brief uses: each a warning at its line. Versions
/// share their recode tables, so one version alone cannot tell.
///
/// # Errors
/// As far as the cleaned tables, those of [`regenerate`], for any of the versions.
pub fn unused_recode_entries(project: &Project, brief: &str) -> Result<Diagnostics, Diagnostics> {
    let mut versions = Vec::new();
    for version in settings::versions(project, brief)? {
        let settings = Settings::load(project, brief, Some(&version))?;
        let (geography, _) = Geography::load(project, &settings.brief)?;
        let (extracts, _) = extracts::receive(project, &settings.extracts_folder())?;
        let (tables, _) = tables::clean(project, &settings, &extracts, &geography)?;
        versions.push(tables.recodes);
    }
    Ok(tables::unused_entries(&versions).collect())
}
