//! A reproducible report pipeline: raw source extracts in, a finished and checked policy brief out.
//!
//! Read in the order of the modules, this is the way of the data:
//! `Extracts → Tables (+ Ledger) → Findings → Figures → Prose → Document → published set`.
//! [`regenerate`] is that way as one function; each arrow has a type of its own, and a stage gets
//! only what it may use.

pub mod cache;
pub mod cli;
pub mod diagnostics;
mod dictionary;
pub mod numbers;
pub mod one_or_many;
pub mod parallel;
pub mod plain_text;
pub mod project;
pub mod record;
pub mod run;
pub mod settings;
mod shared;
pub mod text;
pub mod timings;

pub mod facts;
pub mod geography;
pub mod sql;

pub mod claims;
pub mod compare;
mod computed;
mod typesetting;
pub mod document;
pub mod extracts;
pub mod figures;
pub mod findings;
pub mod lock;
pub mod prose;
pub mod publish;
pub mod scaffold;
pub mod sides;
pub mod tables;
pub mod verify;
pub mod watch;
pub mod why;

use claims::Known;
use computed::{Computed, GeographyOnDemand, computed, computed_with_tables};
pub use computed::{findings_of, with_siblings};
use diagnostics::Diagnostics;
pub use document::Manuscript;
use document::{Edition, Fonts};
use findings::Findings;
use geography::Geography;
use lock::Lock;
use project::Project;
use publish::PublishedSet;
use settings::Settings;
pub use typesetting::{Typeset, typeset};
use typesetting::exports_and_lock;
use tables::Tables;
use run::Run;

/// How far a run goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every gate short of typesetting.
    Check,
    /// All the way to the files to publish, up to this edition.
    Build(Edition),
}

/// What a run came to.
#[derive(Debug)]
pub struct Regenerated {
    /// The finished brief; none when the run only checked.
    pub made: Option<Made>,
    /// What the run says of itself.
    pub report: publish::Report,
    /// Warnings.
    pub warnings: Diagnostics,
}

/// A brief that is ready to be published.
#[derive(Debug)]
pub struct Made {
    /// The files to publish.
    pub set: PublishedSet,
    /// What the brief was made from and what it came to, its reader edition alone.
    pub lock: Lock,
    /// The part of it that is known before the pages are set: the lock inside the PDF of either edition.
    pub carried: Lock,
}

/// Regenerates one brief, from raw extracts to the files to publish. The audit edition is published
/// beside the reader edition.
///
/// # Errors
/// As [`write()`], and those of typesetting. No file is written by this function.
pub fn regenerate(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
    extent: Extent,
) -> Result<Regenerated, Diagnostics> {
    regenerated(run, brief, version, extent, None)
}

/// Regenerates one brief as its lock has it, and refuses whatever differs: inputs, findings and data
/// files before anything is typeset, the other files after it.
///
/// # Errors
/// As [`regenerate`], and everything that is not as locked.
pub fn regenerate_locked(
    run: &mut Run<'_>,
    locked: &Lock,
    edition: Edition,
) -> Result<Regenerated, Diagnostics> {
    let extent = Extent::Build(edition);
    let made = regenerated(run, &locked.brief, None, extent, Some(locked));
    made.map_err(|faults| locked.explaining(run.project, faults))
}

fn regenerated(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
    extent: Extent,
    locked: Option<&Lock>,
) -> Result<Regenerated, Diagnostics> {
    let project = run.project;
    let mut manuscript = write(run, brief, version)?.accepted()?;
    let mut report = publish::Report::of(&manuscript);
    let Extent::Build(edition) = extent else {
        return Ok(Regenerated {
            made: None,
            report,
            warnings: manuscript.warnings,
        });
    };
    let (exports, carried) = exports_and_lock(project, &manuscript)?;
    if let Some(locked) = locked {
        locked.refuse_before_pages(&carried)?;
    }
    let reader = typesetting::finished(run, &manuscript, &exports, Edition::Reader)?;
    manuscript.text.note_pages(&reader.pages);
    report.pages = Some(reader.coverage);
    let editions = vec![reader.edition.clone()];
    let set = PublishedSet::new(project, &manuscript, exports.clone(), editions)?;
    let lock = carried.clone().with_outputs(&set.files);
    if let Some(locked) = locked {
        locked.refuse(&lock)?;
    }
    let set = if edition == Edition::Audit {
        let audit = typesetting::finished(run, &manuscript, &exports, edition)?;
        let editions = vec![reader.edition, audit.edition];
        PublishedSet::new(project, &manuscript, exports, editions)?
    } else {
        set
    };
    Ok(Regenerated {
        made: Some(Made { set, lock, carried }),
        report,
        warnings: manuscript.warnings,
    })
}

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

/// Goes from raw extracts to the written brief: every gate short of typesetting, in [`STAGES`].
///
/// # Errors
/// All errors of the data up to the first stage that has any, and all wrong names in the text; later
/// stages run only when there are none. What is wrong with claims comes along in [`Manuscript::judged`], so
/// that versions can be compared whose claims do not hold.
pub fn write(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
) -> Result<Manuscript, Diagnostics> {
    write_from(run, brief, version, computed)
}

/// As [`write()`], with the tables that the text was written from beside it, even where it cannot be
/// written.
///
/// # Errors
/// Those of settings and data; those of the text are the second of the pair.
pub fn write_with_tables(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
) -> Result<(Analysis, Result<Manuscript, Diagnostics>), Diagnostics> {
    let mut analysis = None;
    let compute = |run: &mut Run<'_>, settings: &Settings, geography: &_| {
        let (computed, tables) = computed_with_tables(run, settings, geography)?;
        analysis = Some(Analysis {
            settings: settings.clone(),
            tables,
            findings: computed.findings.clone(),
        });
        Ok(computed)
    };
    let manuscript = write_from(run, brief, version, compute);
    match analysis {
        Some(analysis) => Ok((analysis, manuscript)),
        // Nothing is written where nothing was computed.
        None => Err(manuscript.err().unwrap_or_default()),
    }
}

/// Writes a brief from what `compute` gives.
fn write_from(
    run: &mut Run<'_>,
    brief: &str,
    version: Option<&str>,
    compute: impl FnOnce(&mut Run<'_>, &Settings, &GeographyOnDemand) -> Result<Computed, Diagnostics>,
) -> Result<Manuscript, Diagnostics> {
    let project = run.project;
    let mut warnings = Diagnostics::new();
    let settings = run.timings.stage("settings", || Settings::load(project, brief, version))?;
    warnings.extend(settings.untested_wording());
    // What is wrong with the text can be told without the data: its faults come out together.
    let mut checked = prose::check(project, &settings);
    let of_texts = std::mem::take(&mut checked.faults);
    let shown = prose::shown_findings(project, &settings);
    warnings.extend(findings::undocumented(settings.of_data(), &shown));
    let geography = GeographyOnDemand::default();
    let computed = compute(run, &settings, &geography);
    let Computed {
        package,
        ledger,
        findings,
        warnings: of_data,
    } = match computed {
        Ok(computed) if !of_texts.has_errors() => computed,
        Ok(_) => return Err(of_texts),
        Err(faults) => return Err(faults.into_iter().chain(of_texts).collect()),
    };
    warnings.extend(of_data);
    warnings.extend(of_texts);
    let contradicted: Diagnostics = claims::contradicted(&settings.facts, &findings)
        .into_iter()
        .collect();
    if contradicted.has_errors() {
        return Err(contradicted);
    }
    if let Some(status) = &package.status {
        checked.excuse_statement(status);
    }
    let fonts = run.timings.stage("fonts", || {
        Fonts::load_once(project, &settings.series.value.figure_fonts)
    })?;
    let writer = prose::Writer::new(&settings, &package, &findings, &ledger)?;
    let drawn_words = run.timings.stage("words of figures", || writer.drawn_words())?;
    let drawings = warnings.keep(run.stage("figures", |run| {
        computed::drawings(run, &settings, &drawn_words, &findings, &geography, &fonts)
    })?);
    let text = run.timings.stage("prose", || writer.text(project, &drawn_words, &drawings))?;
    let known = Known {
        findings: &findings,
        facts: &settings.facts,
    };
    let (claims, judged) = run.timings.stage("claims", || {
        claims::judge(
            &text.asserted,
            &settings.hedges,
            known,
            settings.severity_of_false_claims(),
        )
    });
    warnings.keep(text.cautions(known).finish(())?);
    Ok(Manuscript {
        settings,
        package,
        ledger,
        findings,
        drawings,
        text,
        claims,
        judged,
        exempt: checked.exempt,
        fonts,
        warnings,
    })
}

/// What is known of a brief short of its text.
pub struct Analysis {
    /// What it was made by.
    pub settings: Settings,
    /// Cleaned tables and their ledger.
    pub tables: Tables,
    /// What was computed.
    pub findings: Findings,
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
        let (tables, _) = tables::clean(project, settings.of_data(), &extracts, &geography)?;
        versions.push(tables.recodes);
    }
    Ok(tables::unused_entries(&versions).collect())
}
