//! Briefs as far as their figures, each computed once in a process.

use std::path::Path;
use std::sync::OnceLock;

use indexmap::IndexMap;

use brief_base::diagnostics::Diagnostics;
use brief_base::project::Project;
use brief_figures::{self as figures, Draw, Drawing, Materials};
use brief_pages::ProjectFonts;
use brief_prose::Writer;

use super::{Computed, Sandbox, repository};

/// A brief as far as its figures.
pub struct Drawn {
    /// The brief and its dataset version, to name in a failure.
    pub name: String,
    pub computed: Computed,
    pub fonts: brief_drawing::fonts::Fonts,
    /// What is drawn, with its words written, by figure.
    pub draws: IndexMap<String, Draw>,
    pub drawings: IndexMap<String, Drawing>,
    pub warnings: Diagnostics,
}

impl Drawn {
    /// Draws a brief of the project in `root`.
    pub fn of(root: &Path, brief: &str, version: &str) -> Result<Self, Diagnostics> {
        let computed = Computed::of(root, brief, version)?;
        let project = Project::find(root)?;
        let faces = &computed.settings.series.value.figure_fonts;
        let fonts = ProjectFonts::load(&project, faces)?.figures;
        let ((drawings, warnings), draws) = drawings(&computed, &fonts)?;
        Ok(Drawn {
            name: format!("{brief} {version}"),
            computed,
            fonts,
            draws,
            drawings,
            warnings,
        })
    }

    /// The same drawings, drawn once more.
    pub fn again(&self) -> IndexMap<String, Drawing> {
        let ((drawings, _), _) =
            drawings(&self.computed, &self.fonts).unwrap_or_else(|faults| panic!("{faults}"));
        drawings
    }

    /// The figures that were drawn: name, what is drawn, drawing.
    pub fn figures(&self) -> impl Iterator<Item = (&str, &Draw, &Drawing)> {
        self.drawings
            .iter()
            .map(|(id, drawing)| (id.as_str(), &self.draws[id], drawing))
    }
}

type Figures = (
    (IndexMap<String, Drawing>, Diagnostics),
    IndexMap<String, Draw>,
);

fn drawings(
    computed: &Computed,
    fonts: &brief_drawing::fonts::Fonts,
) -> Result<Figures, Diagnostics> {
    let settings = &computed.settings;
    let writer = Writer::new(
        settings,
        &computed.extracts.package,
        &computed.findings,
        &computed.tables.ledger,
    )?;
    let words = writer.figure_words()?;
    let materials = Materials {
        view: &settings.map_view,
        months: &settings.brief.value.period.months(),
        findings: &computed.findings,
        facts: &settings.facts,
        geography: &computed.geography,
        fonts,
        sign: "\u{25e6}",
    };
    let drawings = figures::draw(&words.figures, materials)?;
    let draws = words
        .figures
        .into_iter()
        .map(|(id, figure)| (id, figure.draw));
    Ok((drawings, draws.collect()))
}

/// Both dataset versions of the brief on Morocco and of the fixture brief.
pub fn editions() -> [&'static Drawn; 4] {
    let [published, open] = morocco();
    let [first, second] = ruritania();
    [published, open, first, second]
}

/// The brief on Morocco: as published in October 2017, and from open reports.
pub fn morocco() -> [&'static Drawn; 2] {
    static DRAWN: OnceLock<[Drawn; 2]> = OnceLock::new();
    DRAWN
        .get_or_init(|| {
            ["2017-10-published", "2026-11-open"].map(|version| {
                Drawn::of(repository(), "morocco", version)
                    .unwrap_or_else(|faults| panic!("{version}: {faults}"))
            })
        })
        .each_ref()
}

/// The fixture brief: its first dataset version, and the second, which has no hoards.
pub fn ruritania() -> [&'static Drawn; 2] {
    static DRAWN: OnceLock<[Drawn; 2]> = OnceLock::new();
    DRAWN
        .get_or_init(|| {
            let sandbox = Sandbox::ruritania();
            ["2020-first", "2021-second"].map(|version| {
                Drawn::of(sandbox.root(), "ruritania", version)
                    .unwrap_or_else(|faults| panic!("{version}: {faults}"))
            })
        })
        .each_ref()
}
