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
pub mod parallel;
pub mod project;
pub mod settings;
mod shared;
pub mod timings;

pub mod facts;
pub mod geography;
pub mod sql;

pub mod claims;
pub mod compare;
mod computed;
pub mod document;
pub mod extracts;
pub mod figures;
pub mod findings;
pub mod lock;
pub mod prose;
pub mod publish;
pub mod scaffold;
pub mod tables;
pub mod verify;
pub mod watch;
pub mod why;

use std::sync::Arc;

use indexmap::IndexMap;

use claims::{Claim, Known};
use computed::{Computed, GeographyOnDemand, computed, computed_with_tables};
pub use computed::{findings_of, with_siblings};
use diagnostics::Diagnostics;
use document::{Document, Edition, Fonts, PageCoverage};
use extracts::DataPackage;
use figures::Drawing;
use findings::Findings;
use geography::Geography;
use lock::Lock;
use project::Project;
use prose::Text;
use prose::coverage::Exempt;
use publish::{Exports, PublishedSet};
use settings::Settings;
use tables::{Ledger, Tables};
use timings::Timings;

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
    project: &Project,
    brief: &str,
    version: Option<&str>,
    extent: Extent,
    timings: &mut Timings,
) -> Result<Regenerated, Diagnostics> {
    regenerated(project, brief, version, extent, None, timings)
}

/// Regenerates one brief as its lock has it, and refuses whatever differs: inputs, findings and data
/// files before anything is typeset, the other files after it.
///
/// # Errors
/// As [`regenerate`], and everything that is not as locked.
pub fn regenerate_locked(
    project: &Project,
    locked: &Lock,
    edition: Edition,
    timings: &mut Timings,
) -> Result<Regenerated, Diagnostics> {
    let extent = Extent::Build(edition);
    let made = regenerated(project, &locked.brief, None, extent, Some(locked), timings);
    made.map_err(|faults| locked.explaining(project, faults))
}

fn regenerated(
    project: &Project,
    brief: &str,
    version: Option<&str>,
    extent: Extent,
    locked: Option<&Lock>,
    timings: &mut Timings,
) -> Result<Regenerated, Diagnostics> {
    let mut written = write(project, brief, version, timings)?.accepted()?;
    let mut report = publish::Report::of(&written);
    let Extent::Build(edition) = extent else {
        return Ok(Regenerated {
            made: None,
            report,
            warnings: written.warnings,
        });
    };
    let (exports, carried) = exports_and_lock(project, &written)?;
    if let Some(locked) = locked {
        locked.refuse_before_pages(&carried)?;
    }
    let reader = document::finished(project, &written, &exports, Edition::Reader, timings)?;
    written.text.note_pages(&reader.pages);
    report.pages = Some(reader.coverage);
    let editions = vec![reader.edition.clone()];
    let set = PublishedSet::new(project, &written, exports.clone(), editions)?;
    let lock = carried.clone().with_outputs(&set.files);
    if let Some(locked) = locked {
        locked.refuse(&lock)?;
    }
    let set = if edition == Edition::Audit {
        let audit = document::finished(project, &written, &exports, edition, timings)?;
        let editions = vec![reader.edition, audit.edition];
        PublishedSet::new(project, &written, exports, editions)?
    } else {
        set
    };
    Ok(Regenerated {
        made: Some(Made { set, lock, carried }),
        report,
        warnings: written.warnings,
    })
}

/// A brief with all its words and figures, its claims tested: everything short of typesetting.
pub struct Written {
    /// What it was made by.
    pub settings: Settings,
    /// What the delivery says of itself.
    pub package: DataPackage,
    /// What happened to every row and cell.
    pub ledger: Ledger,
    /// What was computed.
    pub findings: Findings,
    /// Figures by name.
    pub drawings: IndexMap<String, Drawing>,
    /// The text, with every printed value.
    pub text: Text,
    /// What the text claims, in the order of [`Text::asserted`].
    pub claims: Vec<Claim>,
    /// What is wrong with the claims: an error in it means that the brief must not be published.
    pub judged: Diagnostics,
    /// Numbers typed into the text that are exempt from being bound.
    pub exempt: Exempt,
    /// What it is to be set in.
    pub fonts: Arc<Fonts>,
    /// Warnings.
    pub warnings: Diagnostics,
}

impl Written {
    /// Whether each assertion of the text came to a claim, true or false.
    pub fn has_tested_all_claims(&self) -> bool {
        self.claims.len() == self.text.asserted.len()
    }

    /// The brief, if its claims can stand; what they leave to say is among its warnings then.
    ///
    /// # Errors
    /// Claims that do not hold of the dataset version that the text was written for, and those that
    /// cannot be tested.
    pub fn accepted(mut self) -> Result<Self, Diagnostics> {
        let judged = std::mem::take(&mut self.judged);
        let (mut accepted, said) = judged.finish(self)?;
        accepted.warnings.extend(said);
        Ok(accepted)
    }
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
/// stages run only when there are none. What is wrong with claims comes along in [`Written::judged`], so
/// that versions can be compared whose claims do not hold.
pub fn write(
    project: &Project,
    brief: &str,
    version: Option<&str>,
    timings: &mut Timings,
) -> Result<Written, Diagnostics> {
    write_from(project, brief, version, timings, computed)
}

/// As [`write()`], with the tables that the text was written from beside it, even where it cannot be
/// written.
///
/// # Errors
/// Those of settings and data; those of the text are the second of the pair.
pub fn write_with_tables(
    project: &Project,
    brief: &str,
    version: Option<&str>,
    timings: &mut Timings,
) -> Result<(Unwritten, Result<Written, Diagnostics>), Diagnostics> {
    let mut unwritten = None;
    let compute = |project: &Project, settings: &Settings, geography: &_, timings: &mut _| {
        let (computed, tables) = computed_with_tables(project, settings, geography, timings)?;
        unwritten = Some(Unwritten {
            settings: settings.clone(),
            tables,
            findings: computed.findings.clone(),
        });
        Ok(computed)
    };
    let written = write_from(project, brief, version, timings, compute);
    match unwritten {
        Some(unwritten) => Ok((unwritten, written)),
        // Nothing is written where nothing was computed.
        None => Err(written.err().unwrap_or_default()),
    }
}

/// Writes a brief from what `compute` gives.
fn write_from(
    project: &Project,
    brief: &str,
    version: Option<&str>,
    timings: &mut Timings,
    compute: impl FnOnce(
        &Project,
        &Settings,
        &GeographyOnDemand,
        &mut Timings,
    ) -> Result<Computed, Diagnostics>,
) -> Result<Written, Diagnostics> {
    let mut warnings = Diagnostics::new();
    let settings = timings.stage("settings", || Settings::load(project, brief, version))?;
    warnings.extend(settings.untested_wording());
    // What is wrong with the text can be told without the data: its faults come out together.
    let mut checked = prose::check(project, &settings);
    let of_texts = std::mem::take(&mut checked.faults);
    let shown = prose::shown_findings(project, &settings);
    warnings.extend(findings::undocumented(&settings, &shown));
    let geography = GeographyOnDemand::default();
    let computed = compute(project, &settings, &geography, timings);
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
    let fonts = timings.stage("fonts", || {
        Fonts::load_once(project, &settings.series.value.figure_fonts)
    })?;
    let writer = prose::Writer::new(&settings, &package, &findings, &ledger)?;
    let drawn_words = timings.stage("words of figures", || writer.drawn_words())?;
    let drawings = warnings.keep(timings.stage("figures", || {
        computed::drawings(
            project,
            &settings,
            &drawn_words,
            &findings,
            &geography,
            &fonts,
        )
    })?);
    let text = timings.stage("prose", || writer.text(project, &drawn_words, &drawings))?;
    let known = Known {
        findings: &findings,
        facts: &settings.facts,
    };
    let (claims, judged) = timings.stage("claims", || {
        claims::judge(
            &text.asserted,
            &settings.hedges,
            known,
            settings.severity_of_false_claims(),
        )
    });
    warnings.keep(text.cautions(known).finish(())?);
    Ok(Written {
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

/// A brief set into pages.
pub struct Typeset {
    /// Its pages.
    pub document: Document,
    /// The data files, some of which go into the PDF.
    pub exports: Exports,
    /// What the numbers on the pages come from.
    pub coverage: PageCoverage,
}

/// Sets a written brief into pages, and notes on which of them each of its values stands.
///
/// # Errors
/// Everything Typst has to say, and every number on a page that nothing vouches for.
pub fn typeset(
    project: &Project,
    written: &mut Written,
    timings: &mut Timings,
) -> Result<Typeset, Diagnostics> {
    let (exports, _) = exports_and_lock(project, written)?;
    let document = timings.stage("typesetting", || {
        document::typeset(project, written, &exports, Edition::Reader)
    })?;
    let (reading, coverage) = timings.stage("reading", || document.read(&written.text.printed))?;
    written.text.note_pages(&reading.pages);
    Ok(Typeset {
        document,
        exports,
        coverage,
    })
}

/// The data files of a written brief, and the lock that its PDF carries: what is known before its pages.
fn exports_and_lock(project: &Project, written: &Written) -> Result<(Exports, Lock), Diagnostics> {
    let exports = publish::exports(written)?;
    lock::record_page_sources(project, &written.settings)?;
    let lock = Lock::before_pages(project, written, exports.files());
    Ok((exports.carrying(&lock), lock))
}

/// What is known of a brief short of its text.
pub struct Unwritten {
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
        let (tables, _) = tables::clean(project, &settings, &extracts, &geography)?;
        versions.push(tables.recodes);
    }
    Ok(tables::unused_entries(&versions).collect())
}
