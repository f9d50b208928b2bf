//! Shares of different bases on one scale: a dot each, limits open-ended, what is not stated blank.

mod plot;
mod rows;
mod share;

use brief_drawing::canvas::Picture;
use brief_drawing::fonts::Fonts;

use crate::definition::ComparisonDots;
use crate::lookup::{DrawError, Lookup};
use plot::DotsLayout;
use rows::{DotsRow, rows};

/// The least width that shares can be compared at, in points.
const LEAST_PLOT: f64 = 100.0;

/// Draws the comparison `width` points wide.
///
/// # Errors
/// When a name is unknown, a finding has no base, a value is no share, nothing is compared, or the
/// dataset has no data.
///
/// # Example
/// ```
/// use brief_figures::charts::comparison_dots;
/// use brief_figures::definition::ComparisonDots;
/// use brief_model::findings::{Finding, Findings, Number, Outcome};
/// # let fonts = brief_figures::doctest::fonts();
///
/// let gold = Number { denominator: Some(8), ..Number::count(2) };
/// let findings = Findings::from_iter([Finding::given("gold", Outcome::Number(gold))]);
/// # let lookup = brief_figures::doctest::lookup(&findings);
/// let declared: ComparisonDots = serde_yaml::from_str(r##"
///     not_stated: not stated
///     range: "{lower_count} to {upper_count} of all {of} possible"
///     measures:
///       - title: Golden dragons
///         rows:
///           - {label: Ruritania, base: reports, colour: "#b2182b", value: {number: gold}}
///           - {label: Graustark, base: reports, colour: "#262626"}
/// "##)?;
///
/// let picture = comparison_dots::draw(&declared, lookup, &fonts, 232.0).expect("all is known");
/// let svg = picture.sheet.finish("Figure 1", &fonts);
/// assert!(svg.contains("2 of 8 (25\u{a0}%)"), "counts come before percentages");
/// assert!(svg.contains("not stated"), "what is not known is not zero");
/// assert_eq!(picture.plotted[0]["source"]["finding"], "gold");
/// # Ok::<(), serde_yaml::Error>(())
/// ```
pub fn draw(
    dots: &ComparisonDots,
    lookup: Lookup<'_>,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, DrawError> {
    let rows = rows(dots, lookup)?;
    let layout = DotsLayout::of(&rows, fonts, width);
    if layout.plot_width() < LEAST_PLOT {
        return Err(lookup
            .fault(
                "no-room",
                "measures",
                "the names leave no room for the dots",
            )
            .with_help("shorten the labels, or draw it wider")
            .into());
    }
    let plotted: Vec<_> = rows.iter().map(DotsRow::plotted).collect();
    let mut picture = Picture::draw((width, layout.height()), plotted.into(), fonts, |area| {
        layout.draw(area, dots, &rows, fonts)
    })?;
    let empty = rows
        .iter()
        .filter(|row| row.known.is_none() && row.row.value.is_some());
    picture.not_shown = empty
        .map(|row| {
            format!(
                "{}, {}: its base is 0, so there is no share",
                row.measure.title, row.row.label
            )
        })
        .collect();
    Ok(picture)
}
