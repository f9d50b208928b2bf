//! What the examples in the documentation share.

use crate::fonts::Fonts;

/// The fonts of this repository's briefs.
///
/// # Panics
/// When they are not there.
pub fn fonts() -> Fonts {
    let face = |face: &str| {
        let file = format!("../../templates/fonts/source-sans-3/SourceSans3-{face}.ttf");
        std::fs::read(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
    };
    Fonts::new(
        "Source Sans 3",
        face("Regular"),
        face("It"),
        face("Semibold"),
    )
    .unwrap_or_else(|fault| panic!("{fault}"))
}
