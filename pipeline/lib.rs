//! A reproducible report pipeline: raw source extracts in, a finished and checked policy brief out.
//!
//! Read in the order of the modules, this is the way of the data:
//! `Extracts → Tables (+ Ledger) → Findings → Figures → Prose → Document → published set`.
//! [`regenerate`] is that way as one function; each arrow has a type of its own, and a stage gets
//! only what it may use.

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
pub mod why;

use std::sync::Arc;

use indexmap::IndexMap;

use claims::{Claim, Known};
use diagnostics::Diagnostics;
use document::{Document, Edition, Fonts, PageCoverage};
use extracts::Extracts;
use figures::Drawing;
use findings::Findings;
use geography::Geography;
use lock::Lock;
use project::Project;
use prose::Text;
use prose::coverage::Exempt;
use publish::{Exports, PublishedSet};
use settings::Settings;
use tables::Tables;
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
    /// The files to publish; none when the run only checked.
    pub set: Option<PublishedSet>,
    /// What the run says of itself.
    pub report: publish::Report,
    /// What the brief was made from and what it came to, its reader edition alone; none when the run only
    /// checked.
    pub lock: Option<Lock>,
    /// The part of it that is known before the pages are set: the lock inside the PDF of either edition.
    pub carried: Option<Lock>,
    /// Warnings.
    pub warnings: Diagnostics,
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
            set: None,
            report,
            lock: None,
            carried: None,
            warnings: written.warnings,
        });
    };
    let (exports, carried) = exports_and_lock(project, &written)?;
    if let Some(locked) = locked {
        locked.refuse_before_pages(&carried)?;
    }
    let Typeset {
        document,
        exports,
        coverage,
    } = typeset_with(project, &mut written, exports, timings)?;
    report.pages = Some(coverage);
    let reader = timings.stage("PDF", || document.edition(&written.settings))?;
    let set = PublishedSet::new(project, &written, exports.clone(), vec![reader.clone()]);
    let lock = carried.clone().with_outputs(&set.files);
    if let Some(locked) = locked {
        locked.refuse(&lock)?;
    }
    let set = if edition == Edition::Audit {
        let audit = timings.stage("audit edition", || {
            let document = document::typeset(project, &written, &exports, Edition::Audit)?;
            document.read(&written.text.printed)?;
            document.edition(&written.settings)
        })?;
        PublishedSet::new(project, &written, exports, vec![reader, audit])
    } else {
        set
    };
    Ok(Regenerated {
        set: Some(set),
        report,
        lock: Some(lock),
        carried: Some(carried),
        warnings: written.warnings,
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
    let mut warnings = Diagnostics::new();
    let settings = timings.stage("settings", || Settings::load(project, brief, version))?;
    warnings.extend(settings.untested_wording());
    // What is wrong with the text can be told without the data: its faults come out together.
    let mut checked = prose::check(project, &settings);
    let of_texts = std::mem::take(&mut checked.faults);
    let shown = prose::shown_findings(project, &settings);
    warnings.extend(findings::undocumented(&settings, &shown));
    let computed = compute(project, &settings, timings, &mut warnings);
    let Computed {
        geography,
        extracts,
        tables,
        findings,
    } = match computed {
        Ok(computed) if !of_texts.has_errors() => computed,
        Ok(_) => return Err(of_texts),
        Err(faults) => return Err(faults.into_iter().chain(of_texts).collect()),
    };
    warnings.extend(of_texts);
    let contradicted: Diagnostics = claims::contradicted(&settings.facts, &findings)
        .into_iter()
        .collect();
    if contradicted.has_errors() {
        return Err(contradicted);
    }
    if let Some(status) = &extracts.package.status {
        checked.excuse_statement(status);
    }
    let fonts = timings.stage("fonts", || {
        Fonts::load_once(project, &settings.series.value.figure_fonts)
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
        extracts,
        tables,
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
    typeset_with(project, written, exports, timings)
}

/// The data files of a written brief, and the lock that its PDF carries: what is known before its pages.
fn exports_and_lock(project: &Project, written: &Written) -> Result<(Exports, Lock), Diagnostics> {
    let exports = publish::exports(written)?;
    lock::record_page_sources(project, &written.settings)?;
    let lock = Lock::before_pages(project, written, exports.files());
    Ok((exports.carrying(&lock), lock))
}

fn typeset_with(
    project: &Project,
    written: &mut Written,
    exports: Exports,
    timings: &mut Timings,
) -> Result<Typeset, Diagnostics> {
    let document = timings.stage("typesetting", || {
        document::typeset(project, written, &exports, Edition::Reader)
    })?;
    let (reading, coverage) = timings.stage("reading", || document.read(&written.text.printed))?;
    written.text.note_pages(&reading);
    Ok(Typeset {
        document,
        exports,
        coverage,
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
    let findings = if settings.siblings.is_empty() {
        findings
    } else {
        timings.stage("siblings", || with_siblings(project, settings, findings))?
    };
    Ok(Computed {
        geography,
        extracts,
        tables,
        findings,
    })
}

/// The findings of a brief, and those of its siblings that it names.
///
/// # Errors
/// Those of a sibling's data, as [`write()`].
pub fn with_siblings(
    project: &Project,
    settings: &Settings,
    findings: Findings,
) -> Result<Findings, Diagnostics> {
    let wanted = prose::named_of_siblings(project, settings);
    let mut all: Vec<_> = findings.iter().cloned().collect();
    for sibling in &settings.siblings {
        let (mut timings, mut warnings) = (Timings::default(), Diagnostics::new());
        // What its own check warns of is its own affair.
        let computed = compute(project, sibling, &mut timings, &mut warnings)?;
        let name = &sibling.brief_name;
        all.extend(findings::of_sibling(name, &computed.findings, &wanted));
    }
    Ok(all.into_iter().collect())
}

/// The findings of a dataset version, without anything written about them.
///
/// # Errors
/// Those of settings and data, as [`write()`].
pub fn findings_of(project: &Project, brief: &str, version: &str) -> Result<Findings, Diagnostics> {
    Ok(unwritten(project, brief, Some(version))?.findings)
}

/// What is known of a brief whose text cannot be written.
pub struct Unwritten {
    /// What it was made by.
    pub settings: Settings,
    /// Cleaned tables and their ledger.
    pub tables: Tables,
    /// What was computed.
    pub findings: Findings,
}

/// Goes from raw extracts to findings, and no further.
///
/// # Errors
/// Those of settings and data, as [`write()`].
pub fn unwritten(
    project: &Project,
    brief: &str,
    version: Option<&str>,
) -> Result<Unwritten, Diagnostics> {
    let settings = Settings::load(project, brief, version)?;
    let (mut timings, mut warnings) = (Timings::default(), Diagnostics::new());
    let Computed {
        tables, findings, ..
    } = compute(project, &settings, &mut timings, &mut warnings)?;
    Ok(Unwritten {
        settings,
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
