//! The pictures of the README: pages of a brief as they are now. `just pictures` draws them anew.

use std::fs;

use brief::run::Run;
use brief::{typeset, write};
use brief_base::project::Project;
use brief_base::timings::Timings;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::support::{bless, repository};

/// Which page of which brief, and the file it is drawn to.
const PICTURES: [(&str, usize, &str); 1] = [("morocco", 1, "data/morocco/page-1.png")];

/// How many pixels they are wide: twice what the README shows them in, for screens that show it finely.
const WIDTH: f32 = 960.0;

/// A page drawn on white, as PNG.
fn drawn(svg: &str, options: &Options<'_>) -> Vec<u8> {
    let page = Tree::from_str(svg, options).expect("a page as SVG");
    let scale = WIDTH / page.size().width();
    // Far below two to the thirty-second, and not negative.
    let whole = |length: f32| (length * scale).round() as u32;
    let (width, height) = (whole(page.size().width()), whole(page.size().height()));
    let mut pixels = Pixmap::new(width, height).expect("a page that is not empty");
    pixels.fill(Color::WHITE);
    let scaled = Transform::from_scale(scale, scale);
    resvg::render(&page, scaled, &mut pixels.as_mut());
    pixels.encode_png().expect("a PNG")
}

#[test]
fn the_pictures_of_the_readme_are_current() {
    let project = Project::find(repository()).expect("a project");
    let mut options = Options::default();
    // The letters of a page are outlines; those of figures are text.
    for font in fs::read_dir(repository().join("templates/fonts")).expect("fonts") {
        options
            .fontdb_mut()
            .load_fonts_dir(font.expect("a family").path());
    }
    let readme = fs::read_to_string(repository().join("README.md")).expect("a README");
    for (brief, page, file) in PICTURES {
        assert!(readme.contains(file), "{file} is in the README");
        let mut timings = Timings::default();
        let mut manuscript =
            write(&mut Run::new(&project, &mut timings), brief, None).expect("a manuscript");
        let typeset =
            typeset(&mut Run::new(&project, &mut timings), &mut manuscript).expect("pages");
        let pages = typeset.document.pictures();
        let found = drawn(&pages.get(page - 1).expect("that page").svg, &options);
        let path = repository().join(file);
        if bless() {
            fs::write(&path, &found).unwrap_or_else(|error| panic!("{file}: {error}"));
        }
        let known = fs::read(&path).unwrap_or_default();
        assert!(
            known == found,
            "{file} is not page {page} of the brief on {brief} as it is now: run `just pictures`, look at it, and commit it"
        );
    }
}
