//! A new brief of a series: its folder, such that it builds at once.
//!
//! Settings, a map of the country from the boundaries there are, a dataset version and a section of prose
//! for each that the series has. Without an extract the rows are an invented sample and every page says
//! so; with one, its columns and values are mapped by proposal, and every page says that nobody has checked
//! them. Knows no series and no country: everything comes from the series' settings, from a brief that the
//! new one is to be like, and from the geography. Writes below `data/<name>/` alone, all of it or nothing.

mod alike;
mod country;
mod delivery;
mod grid;
mod map;
mod model;
mod propose;
mod sample;
mod sections;
mod staging;
mod templates;
mod text;
mod version;

pub use country::Country;
pub use propose::{ColumnProposal, MappingProposal};
pub use version::GivenFile;

use brief_base::diagnostics::{Diagnostic, Diagnostics, Place};
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_base::yaml;
use brief_model::brief::Period;
use brief_model::geography::Geography;

use crate::Goal;
use crate::run::Run;
use model::Model;
use sections::SectionWriter;
use staging::Staging;
use text::CountryNames;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct ScaffoldRequest {
    /// Name of the new brief: its folder under `data/`.
    pub name: String,
    /// The brief that it is to be like.
    pub from: Option<String>,
    /// ISO code of the country, where the name does not tell.
    pub country: Option<String>,
    /// Title as printed.
    pub title: Option<String>,
    /// Real extracts; without any, a sample is invented.
    pub extracts: Vec<GivenFile>,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Scaffold {
    /// The brief that it is like.
    pub from: String,
    /// The series' name as printed.
    pub series: String,
    /// The country that maps show.
    pub country: Country,
    /// The country as in running text: "the Philippines".
    pub called: String,
    pub version: String,
    /// Its files, by path within the brief's folder.
    pub files: Vec<String>,
    /// The months that it covers.
    pub period: Period,
    /// How columns and values of real extracts were mapped; none for a sample.
    pub proposals: Vec<MappingProposal>,
    /// What `brief check` says of it.
    pub check: Diagnostics,
}

/// Writes a new brief.
///
/// # Errors
/// If the name is invalid or taken, there is no geography of the country, the model is unclear or at fault, or
/// something cannot be written. Nothing is then left behind.
pub fn scaffold(project: &Project, request: &ScaffoldRequest) -> Result<Scaffold, Diagnostics> {
    let name = &request.name;
    check_name(project, name)?;
    let model = Model::load(project, request.from.as_deref())?;
    let country = country::find(project, request.country.as_deref(), name)?;
    let names = CountryNames::of(request.title.as_deref(), &country);
    let like = &model.settings.brief.value;
    let period = text::period(&like.period.from, &like.period.to);

    let mut staging = Staging::new(project, name);
    let geography = geography(project, &model, &country, &names, &period)?;
    let delivery = if request.extracts.is_empty() {
        version::sample(&model, &geography, &period)
    } else {
        version::given(
            &mut staging,
            &model,
            &geography,
            &country.code,
            &request.extracts,
        )?
    };
    let period = delivery.period().unwrap_or(period);
    let version = delivery.version.clone();
    staging.write(
        "brief.yaml",
        text::brief(
            &model,
            &country,
            &names,
            &period,
            &version,
            Some(&geography),
        )?,
    )?;
    staging.write("map.yaml", map::yaml(&model, &geography, &country.code)?)?;
    staging.write("references.yaml", text::references(project, &model)?)?;
    for (file, what) in [
        (
            "findings.yaml",
            "What only this brief reports: templates/README.md says how.",
        ),
        (
            "figures.yaml",
            "What only this brief draws: templates/README.md says how.",
        ),
        (
            "facts.yaml",
            "Numbers from elsewhere that this brief cites.",
        ),
    ] {
        staging.write(file, format!("# {what}\n{{}}\n"))?;
    }
    staging.write(
        "corrections.csv",
        "version,table,key,column,expected_old_value,new_value,reason,source\n",
    )?;
    let countries: Vec<String> = country::known(project)?
        .into_iter()
        .map(|it| it.name)
        .collect();
    let outline = SectionWriter {
        model: &model,
        country: &names.country,
        countries: &countries,
        absent: &delivery.absent,
        never: &model.without_population(&geography),
    };
    let sections = sections::sections(project, &outline)?;
    let files: Vec<String> = sections.iter().map(|it| format!("`{}`", it.file)).collect();
    for section in sections {
        staging.write(&section.file, section.text)?;
    }
    staging.write(
        "README.md",
        text::readme(name, &names, &version, delivery.is_sample, &files)?,
    )?;
    let proposals = delivery.proposals.clone();
    delivery.write(&mut staging, name, &names)?;

    let check = checked(&staging.project(), name);
    let files = staging.settle()?;
    Ok(Scaffold {
        from: model.name.clone(),
        series: model.settings.series.value.title.clone(),
        country,
        called: names.country,
        version,
        files,
        period,
        proposals,
        check,
    })
}

/// A brief's name is a plain folder's: letters that need no quoting anywhere.
fn check_name(project: &Project, name: &str) -> Result<(), Diagnostic> {
    let is_plain = name
        .chars()
        .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
    if name.is_empty() || !is_plain || name.starts_with('-') {
        return Err(Diagnostic::call_error(
            "bad-brief-name",
            format!("\"{name}\" cannot be a brief's name"),
        )
        .with_help("use lower-case letters, digits and hyphens, for example south-sudan"));
    }
    if project.root().join("data").join(name).exists() {
        let what = if project.has(&format!("data/{name}/brief.yaml")) {
            "there is a brief"
        } else {
            "data/ has a folder"
        };
        return Err(
            Diagnostic::call_error("brief-exists", format!("{what} \"{name}\" already"))
                .with_place(Place::file(format!("data/{name}")))
                .with_help("choose another name: what is there is never written over"),
        );
    }
    Ok(())
}

/// Reads the country's geography as the new brief will name it.
fn geography(
    project: &Project,
    model: &Model,
    country: &Country,
    names: &CountryNames,
    period: &Period,
) -> Result<Geography, Diagnostics> {
    let text = text::brief(model, country, names, period, "none", None)?;
    let settings = yaml::parse("brief.yaml", &text)?;
    Geography::load(project, &settings).map(|(geography, _)| geography)
}

/// What a check says of the brief.
fn checked(project: &Project, name: &str) -> Diagnostics {
    let mut timings = Timings::default();
    let mut run = Run::new(project, &mut timings);
    match crate::regenerate(&mut run, name, None, Goal::Check) {
        Ok(regenerated) => regenerated.warnings,
        Err(faults) => faults,
    }
}
