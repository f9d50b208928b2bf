//! Settings: everything a person decides, read from files that refuse unknown keys.

mod check;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::{figure_labels, layout_calls};
use brief_base::diagnostics::{Diagnostic, Diagnostics, Place, did_you_mean};
use brief_base::project::Project;
use brief_base::yaml::{self, Yaml};
use brief_claims::hedges::{self, Hedges};
use brief_figures::definition::Rewording;
use brief_figures::{DeclaredFigures, FigureDefinition, MapView, read_figures};
use brief_model::brief::{BriefSettings, DataSettings, VersionSettings};
pub use brief_model::datapackage::versions;
use brief_model::facts::Facts;
use brief_model::findings::{Definition, sibling_name};
use brief_model::original::Original;
use brief_model::published::{self, PublishedClaims};
use brief_model::series::SectionSettings;
use brief_model::series::SeriesSettings;

/// All settings of one brief and its series.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The brief's name: its folder under `data/`.
    pub brief_name: String,
    /// The dataset version to build from.
    pub version: String,
    /// `brief.yaml`.
    pub brief: Yaml<BriefSettings>,
    /// `series.yaml`.
    pub series: Yaml<SeriesSettings>,
    /// `cleaning/<version>.yaml`.
    pub mapping: Yaml<VersionSettings>,
    /// The series' findings, then the brief's own.
    pub findings: Vec<Yaml<IndexMap<String, Definition>>>,
    /// The series' `hedges.yaml`: words and the tests that make them true.
    pub hedges: Hedges,
    /// The series' facts, then the brief's own.
    pub facts: Facts,
    /// The claims of the publication that the brief regenerates, and what became of each.
    pub claims: PublishedClaims,
    /// The series' figures, then the brief's own.
    pub figures: IndexMap<String, FigureDefinition>,
    /// `map.yaml`.
    pub map_view: MapView,
    /// The publication that the brief regenerates, if it does.
    pub original: Option<Original>,
    /// Optional sections that nobody has written.
    unwritten: Vec<String>,
    /// The briefs whose findings this one prints, each with its default dataset version.
    pub siblings: Vec<Settings>,
}

impl Settings {
    /// What cleaning and findings need of them.
    pub fn of_data(&self) -> DataSettings<'_> {
        DataSettings {
            brief_name: &self.brief_name,
            version: &self.version,
            brief: &self.brief,
            series: &self.series,
            mapping: &self.mapping,
            findings: &self.findings,
            claims: &self.claims,
        }
    }

    /// The sections that the brief has, in reading order.
    pub fn sections(&self) -> impl Iterator<Item = &SectionSettings> {
        let left_out = &self.brief.value.leaves_out;
        let sections = self.series.value.sections.iter();
        let has = |id| !left_out.contains(id) && !self.unwritten.contains(id);
        sections.filter(move |section| has(&section.id))
    }

    /// The sections as a reader meets them: those on page 1 above the text, the text, those at its end.
    fn sections_in_reading_order(&self) -> Vec<&SectionSettings> {
        let mut sections: Vec<&SectionSettings> = self.sections().collect();
        sections.sort_by_key(|section| (section.first_page.is_none(), section.standing));
        sections
    }

    /// The names of the figures that the sections set, in reading order, whatever the data hold.
    fn figures_set(&self, project: &Project) -> Vec<String> {
        let sections = self.sections_in_reading_order().into_iter();
        // One that cannot be read is told by the check of texts.
        let texts = sections.filter_map(|it| project.read_text(&self.section_file(it)).ok());
        texts
            .flat_map(|text| layout_calls::figures_set(&text).collect::<Vec<_>>())
            .collect()
    }

    /// Reads all settings of a brief. `version` is the dataset version asked for; without one the
    /// brief's default is taken.
    ///
    /// # Errors
    /// Everything that is wrong in any of the files, at once.
    pub fn load(
        project: &Project,
        brief_name: &str,
        version: Option<&str>,
    ) -> Result<Self, Diagnostics> {
        let mut settings = Settings::load_alone(project, brief_name, version)?;
        let mut faults = Diagnostics::new();
        let siblings = faults.take(siblings(project, &settings));
        let original = Original::read(project, &settings.brief, &settings.folder());
        settings.original = faults.take(original).flatten();
        settings.siblings = siblings.unwrap_or_default();
        faults.finish(settings).map(|(settings, _)| settings)
    }

    /// Everything but the settings of siblings.
    fn load_alone(
        project: &Project,
        brief_name: &str,
        asked: Option<&str>,
    ) -> Result<Self, Diagnostics> {
        let folder = format!("data/{brief_name}");
        let brief: Yaml<BriefSettings> = yaml::read(project, &format!("{folder}/brief.yaml"))
            .map_err(|fault| unknown_brief(project, brief_name).unwrap_or(fault))?;
        let version = asked.unwrap_or(&brief.value.dataset_version).to_owned();
        let series_folder = format!("templates/{}", brief.value.series);

        let mut faults = Diagnostics::new();
        let known = versions(project, brief_name)?;
        let version_is_known = known.contains(&version);
        if !version_is_known {
            let unknown = unknown_version(brief_name, &version, &known);
            faults.push(match asked {
                Some(_) => unknown,
                None => unknown.of_files(),
            });
        }
        faults.extend(check::brief(project, &brief));
        if faults
            .iter()
            .any(|fault| fault.code == check::UNKNOWN_SERIES)
        {
            return Err(faults);
        }
        let series = faults.take(yaml::read(project, &format!("{series_folder}/series.yaml")));
        faults.extend(series.iter().flat_map(check::keys));
        faults.extend(series.iter().flat_map(check::first_page));
        faults.extend(series.iter().filter_map(check::sign));
        faults.extend(series.iter().flat_map(check::publisher));
        let mapping = version_is_known
            .then(|| yaml::read(project, &format!("{folder}/cleaning/{version}.yaml")))
            .and_then(|mapping| faults.take(mapping));
        if let (Some(mapping), Some(series)) = (&mapping, &series) {
            faults.extend(check::not_recorded(mapping, &series.value));
        }
        let findings = read_findings(project, &series_folder, &folder, &mut faults);
        let hedges = read_hedges(project, &series_folder, &mut faults);
        let facts = faults.take(read_facts(project, &series_folder, &folder));
        let claims = faults.take(published::read(project, &folder));
        let left_out = &brief.value.leaves_out;
        let figures = Figures::read(project, &series_folder, &folder, left_out, &mut faults);
        let left_out = series.iter();
        faults.extend(
            left_out.flat_map(|series| check::left_out(&brief, series, &figures.of_series)),
        );
        let map_view = faults.take(read_map_view(project, &format!("{folder}/map.yaml")));

        match (series, mapping, facts, map_view) {
            (Some(series), Some(mapping), Some(facts), Some(map_view)) if !faults.has_errors() => {
                let optional = series.value.sections.iter().filter(|it| it.optional);
                let unwritten = optional
                    .filter(|section| !project.has(&section.file(&series_folder, &folder)))
                    .map(|section| section.id.clone())
                    .collect();
                let mut settings = Settings {
                    brief_name: brief_name.to_owned(),
                    version,
                    brief,
                    series,
                    mapping,
                    findings,
                    hedges,
                    facts,
                    claims: claims.unwrap_or_default(),
                    figures: figures.of_brief,
                    map_view,
                    original: None,
                    unwritten,
                    siblings: Vec::new(),
                };
                let set = settings.figures_set(project);
                faults.extend(figure_labels::number(&mut settings.figures, &set));
                faults.finish(settings).map(|(settings, _)| settings)
            }
            _ => Err(faults),
        }
    }

    /// A warning when the brief is built from another dataset version than the one its prose was
    /// written for: numbers follow the data and claims are tested, other words do neither.
    pub fn untested_wording(&self) -> Option<Diagnostic> {
        let default = &self.brief.value.dataset_version;
        (self.version != *default).then(|| {
            Diagnostic::warning(
                "untested-wording",
                format!(
                    "the prose was written for dataset version {default}: with {} its numbers change, \
                     its words do not",
                    self.version
                ),
            )
            .with_place(self.brief.locations.place("dataset_version"))
            .with_help("claims are tested, all other words are not: read the pages before you publish them")
        })
    }

    /// Where each finding and fact that a text may name is defined; facts as `facts.NAME`.
    pub fn definitions(&self) -> BTreeMap<String, Place> {
        let findings = self.findings.iter().flat_map(|yaml| {
            let names = yaml.value.keys();
            names.map(|name| (name.clone(), yaml.locations.place(name)))
        });
        let facts = self.facts.iter();
        let facts = facts.map(|(name, fact)| (format!("facts.{name}"), fact.defined_at.clone()));
        let of_siblings = self.siblings.iter().flat_map(|sibling| {
            let own = sibling.findings.iter();
            own.flat_map(|yaml| {
                let names = yaml.value.keys();
                names.map(|name| {
                    let here = sibling_name(&sibling.brief_name, name);
                    (here, yaml.locations.place(name))
                })
            })
        });
        findings.chain(facts).chain(of_siblings).collect()
    }

    /// The files of settings that say how tables and findings are made.
    pub fn files_of_data(&self) -> Vec<String> {
        let (brief, series) = (self.folder(), self.series_folder());
        let findings = self.findings.iter();
        let findings = findings.map(|yaml| yaml.locations.file().to_owned());
        let of_brief = [
            format!("{brief}/brief.yaml"),
            format!("{brief}/cleaning/{}.yaml", self.version),
            format!("{brief}/{}", published::LIST),
            format!("{brief}/{}", published::FATES),
            format!("{series}/series.yaml"),
        ];
        of_brief.into_iter().chain(findings).collect()
    }

    /// The brief's folder.
    pub fn folder(&self) -> String {
        format!("data/{}", self.brief_name)
    }

    /// The folder of the dataset version.
    pub fn extracts_folder(&self) -> String {
        format!("{}/raw/{}", self.folder(), self.version)
    }

    /// The file of a section.
    pub(crate) fn section_file(&self, section: &SectionSettings) -> String {
        section.file(&self.series_folder(), &self.folder())
    }

    /// The series' folder.
    pub fn series_folder(&self) -> String {
        format!("templates/{}", self.brief.value.series)
    }
}

/// The figures of a brief.
struct Figures {
    /// The series' figures that the brief does not leave out, then its own.
    of_brief: IndexMap<String, FigureDefinition>,
    /// The names of all figures of the series.
    of_series: Vec<String>,
}

impl Figures {
    fn read(
        project: &Project,
        series_folder: &str,
        folder: &str,
        left_out: &[String],
        faults: &mut Diagnostics,
    ) -> Self {
        let mut read = |file: &str| {
            let parse = |project: &Project| read_figures(file, &project.read_text(file)?);
            let figures = faults.take(project.once(file, "", parse));
            figures.map(Arc::unwrap_or_clone).unwrap_or_default()
        };
        let shared = read(&format!("{series_folder}/figures.yaml"));
        let own = format!("{folder}/figures.yaml");
        let own = if project.has(&own) {
            read(&own)
        } else {
            DeclaredFigures::default()
        };
        let of_series: Vec<String> = shared.figures.keys().cloned().collect();
        let kept = shared.figures.into_iter();
        let mut of_brief: IndexMap<String, FigureDefinition> =
            kept.filter(|(id, _)| !left_out.contains(id)).collect();
        let nobody = shared.rewordings.into_iter();
        faults.extend(nobody.map(|(id, rewording)| nothing_to_draw(&id, &rewording, &[])));
        for (id, rewording) in own.rewordings {
            match of_brief.get_mut(&id) {
                Some(figure) => figure.reword(rewording),
                None => faults.push(nothing_to_draw(&id, &rewording, &of_series)),
            }
        }
        for (id, figure) in own.figures {
            if of_series.contains(&id) {
                faults.push(
                    Diagnostic::error(
                        "figure-defined-twice",
                        format!("figure \"{id}\" is defined by the series already"),
                    )
                    .with_place(figure.source.begins())
                    .with_help(
                        "give the brief's own figure another name; other words for the series' need no `draw`",
                    ),
                );
            } else {
                of_brief.insert(id, figure);
            }
        }
        Figures {
            of_brief,
            of_series,
        }
    }
}

/// Words for a figure that there is not.
fn nothing_to_draw(id: &str, rewording: &Rewording, of_series: &[String]) -> Diagnostic {
    let message = format!(
        "\"{id}\" has no `draw`, and is no figure of the series that this brief shows: there is nothing to say it of"
    );
    Diagnostic::error("unknown-figure", message)
        .with_place(rewording.begins())
        .with_help(did_you_mean(id, of_series.iter().map(String::as_str)))
}

/// The settings of the briefs whose findings a brief prints.
fn siblings(project: &Project, settings: &Settings) -> Result<Vec<Settings>, Diagnostics> {
    let mut faults = Diagnostics::new();
    let mut siblings = Vec::new();
    for (number, name) in settings.brief.value.siblings.iter().enumerate() {
        let place = || {
            settings
                .brief
                .locations
                .place(&format!("siblings/{number}"))
        };
        if *name == settings.brief_name {
            let message = format!("\"{name}\" is this brief itself");
            let fault = Diagnostic::error("bad-sibling", message).with_place(place());
            faults.push(fault.with_help("name its findings without `siblings.`"));
            continue;
        }
        if let Some(unknown) = unknown_brief(project, name) {
            faults.push(unknown.of_files().with_place(place()));
            continue;
        }
        let Some(sibling) = faults.take(Settings::load_alone(project, name, None)) else {
            continue;
        };
        let (own, other) = (&settings.brief.value.series, &sibling.brief.value.series);
        if own == other {
            siblings.push(sibling);
        } else {
            let message = format!("\"{name}\" is of the series {other}, this brief of {own}");
            let fault = Diagnostic::error("bad-sibling", message).with_place(place());
            faults
                .push(fault.with_help("siblings share a series, by which findings are comparable"));
        }
    }
    faults.finish(siblings).map(|(siblings, _)| siblings)
}

/// The findings of a series, then those of the brief, if it has any.
fn read_findings(
    project: &Project,
    series_folder: &str,
    folder: &str,
    faults: &mut Diagnostics,
) -> Vec<Yaml<IndexMap<String, Definition>>> {
    let own = format!("{folder}/findings.yaml");
    let own = project.has(&own).then_some(own);
    let files = std::iter::once(format!("{series_folder}/findings.yaml")).chain(own);
    files
        .filter_map(|file| faults.take(yaml::read(project, &file)))
        .collect()
}

/// The hedges of a series, if it has any.
fn read_hedges(project: &Project, series_folder: &str, faults: &mut Diagnostics) -> Hedges {
    let file = format!("{series_folder}/hedges.yaml");
    if !project.has(&file) {
        return Hedges::default();
    }
    let parse = |project: &Project| hedges::parse(&file, &project.read_text(&file)?);
    let hedges = faults.take(project.once(&file, "", parse));
    hedges.map(Arc::unwrap_or_clone).unwrap_or_default()
}

/// The facts that all briefs of a series may cite, if it has any, and those of the brief.
fn read_facts(project: &Project, series_folder: &str, folder: &str) -> Result<Facts, Diagnostics> {
    let mut faults = Diagnostics::new();
    let mut facts = Facts::new();
    let shared = format!("{series_folder}/facts.yaml");
    let own = format!("{folder}/facts.yaml");
    let shared = project.has(&shared).then_some(shared);
    for file in shared.into_iter().chain([own]) {
        let Some(read) = faults.take(yaml::read::<Facts>(project, &file)) else {
            continue;
        };
        for (name, mut fact) in read.value {
            fact.defined_at = read.locations.place(&name);
            if fact.is_share() && !(0.0..=1.0).contains(&fact.value) {
                let message = format!("fact \"{name}\" is a share, and {} is not one", fact.value);
                faults.push(
                    Diagnostic::error("bad-fact", message)
                        .with_place(read.locations.place(&format!("{name}/value")))
                        .with_help("a share is between 0 and 1: 25 % is 0.25"),
                );
            }
            if let Some(earlier) = facts.get(&name) {
                let message = format!(
                    "fact \"{name}\" is defined by the series already, at {}",
                    earlier.defined_at
                );
                faults.push(
                    Diagnostic::error("fact-defined-twice", message)
                        .with_place(fact.defined_at)
                        .with_help("give the brief's own fact another name"),
                );
            } else {
                facts.insert(name, fact);
            }
        }
    }
    faults.finish(facts).map(|(facts, _)| facts)
}

fn read_map_view(project: &Project, file: &str) -> Result<MapView, Diagnostics> {
    MapView::read(file, &project.read_text(file)?)
}

/// The names of all briefs in the project, sorted.
///
/// # Errors
/// When `data/` cannot be read.
pub fn briefs(project: &Project) -> Result<Vec<String>, Diagnostic> {
    Ok(project
        .list("data")?
        .into_iter()
        .filter(|name| may_be_a_brief(name) && project.has(&format!("data/{name}/brief.yaml")))
        .collect())
}

/// Each brief has one name, so that no two are published in one folder: `./morocco` is not a name, nor is what
/// publishing calls an incomplete set (`.morocco.new`).
fn may_be_a_brief(name: &str) -> bool {
    !name.starts_with('.') && !name.contains('/')
}

/// Refuses names that no brief of the project has.
///
/// # Errors
/// That there is no such brief, with those there are.
pub fn refuse_unknown(project: &Project, name: &str) -> Result<(), Diagnostic> {
    unknown_brief(project, name).map_or(Ok(()), Err)
}

/// Refuses what cannot be a brief's name, even if there are settings at that path.
///
/// # Errors
/// That there is no such brief, with those there are.
pub fn refuse_other_names(project: &Project, name: &str) -> Result<(), Diagnostic> {
    match unknown_brief(project, name) {
        Some(fault) if !may_be_a_brief(name) => Err(fault),
        _ => Ok(()),
    }
}

/// Refuses a brief, or a dataset version of it, that the project does not have.
///
/// # Errors
/// With the names that were perhaps meant.
pub fn refuse_unknown_version(
    project: &Project,
    brief: &str,
    version: &str,
) -> Result<(), Diagnostic> {
    refuse_unknown(project, brief)?;
    let known = versions(project, brief)?;
    if known.iter().any(|known| known == version) {
        return Ok(());
    }
    Err(unknown_version(brief, version, &known))
}

fn unknown_version(brief: &str, version: &str, known: &[String]) -> Diagnostic {
    Diagnostic::call_error(
        "unknown-dataset-version",
        format!("there is no dataset version \"{version}\""),
    )
    .with_place(Place::file(format!("data/{brief}/raw")))
    .with_help(did_you_mean(version, known.iter().map(String::as_str)))
}

fn unknown_brief(project: &Project, brief_name: &str) -> Option<Diagnostic> {
    // A brief that is there does not depend on which others are.
    let settings = format!("data/{brief_name}/brief.yaml");
    if may_be_a_brief(brief_name) && project.has(&settings) {
        return None;
    }
    let known = briefs(project).ok()?;
    (!known.iter().any(|name| name == brief_name)).then(|| {
        Diagnostic::call_error(
            "unknown-brief",
            format!("there is no brief \"{brief_name}\""),
        )
        .with_place(Place::file(format!("data/{brief_name}/brief.yaml")))
        .with_help(did_you_mean(brief_name, known.iter().map(String::as_str)))
    })
}
