//! What figures cost: `just bench`. Times belong here, not in tests.

use std::path::Path;

use divan::Bencher;
use indexmap::IndexMap;

use brief::run::Run;
use brief_base::project::Project;
use brief_base::timings::Timings;
use brief_data::extracts;
use brief_data::extracts::Extracts;
use brief_data::tables;
use brief_data::tables::Tables;
use brief_figures::map::base::BaseMap;
use brief_figures::{self as figures, Figure, Materials};
use brief_model::findings::Findings;
use brief_model::geography::Geography;
use brief_prose::Writer;
use brief_prose::settings::Settings;

fn main() {
    divan::main();
}

/// The brief on Morocco up to what figures are drawn from.
struct Morocco {
    project: Project,
    settings: Settings,
    geography: Geography,
    extracts: Extracts,
    tables: Tables,
    findings: Findings,
    fonts: brief_drawing::fonts::Fonts,
}

impl Morocco {
    fn new() -> Self {
        let project = Project::find(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the project");
        let settings = Settings::load(&project, "morocco", None).expect("its settings");
        let (geography, _) = Geography::load(&project, &settings.brief).expect("its geography");
        let (extracts, _) =
            extracts::receive(&project, &settings.extracts_folder()).expect("its extracts");
        let (tables, _) =
            tables::clean(&project, settings.of_data(), &extracts, &geography).expect("its tables");
        let (findings, _) = brief_data::findings::compute(settings.of_data(), &tables, &geography)
            .expect("its findings");
        let findings = brief::with_siblings(
            &mut Run::new(&project, &mut Timings::default()),
            &settings,
            findings,
        )
        .expect("those of siblings");
        let fonts = brief_pages::ProjectFonts::load(&project, &settings.series.value.figure_fonts)
            .expect("its fonts")
            .figures;
        Morocco {
            project,
            settings,
            geography,
            extracts,
            tables,
            findings,
            fonts,
        }
    }

    /// Draws figures whose words are written; how large they are, in bytes.
    fn draw(&self, written: &IndexMap<String, Figure<'_>>) -> usize {
        let materials = Materials {
            view: &self.settings.map_view,
            months: &self.settings.brief.value.period.months(),
            findings: &self.findings,
            facts: &self.settings.facts,
            geography: &self.geography,
            fonts: &self.fonts,
            sign: "\u{25e6}",
        };
        let (drawings, _) = figures::draw(written, materials).expect("a drawing");
        drawings.values().map(|drawing| drawing.svg.len()).sum()
    }

    fn writer(&self) -> Writer<'_> {
        let package = &self.extracts.package;
        Writer::new(&self.settings, package, &self.findings, &self.tables.ledger)
            .expect("its names")
    }
}

/// From findings and boundaries in memory to a finished SVG.
#[divan::bench(args = ["activity_map", "recruits_map", "link_strip", "sex_bar", "targets_bars"])]
fn figure(bencher: Bencher<'_, '_>, id: &str) {
    let morocco = Morocco::new();
    let mut words = morocco.writer().figure_words().expect("their words");
    words.figures.retain(|name, _| name == id);
    bencher.bench_local(|| morocco.draw(&words.figures));
}

/// Writing the words that all figures draw.
#[divan::bench]
fn figure_words(bencher: Bencher<'_, '_>) {
    let morocco = Morocco::new();
    let writer = morocco.writer();
    bencher.bench_local(|| writer.figure_words().is_ok());
}

/// Projecting, cutting and simplifying all boundaries of the large map.
#[divan::bench]
fn ground(bencher: Bencher<'_, '_>) {
    let morocco = Morocco::new();
    let view = &morocco.settings.map_view;
    let extent = view.extent("main").expect("the main extent");
    bencher
        .bench_local(|| BaseMap::new(view, "regions", extent, 482.0, &morocco.geography).is_ok());
}

/// Reading and verifying all boundary files and the gazetteer.
#[divan::bench]
fn geography(bencher: Bencher<'_, '_>) {
    let morocco = Morocco::new();
    let brief = &morocco.settings.brief;
    bencher.bench_local(|| Geography::load(&morocco.project, brief).is_ok());
}
