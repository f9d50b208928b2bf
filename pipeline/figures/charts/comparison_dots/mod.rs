//! Shares of different bases on one scale: a dot each, limits open-ended, what is not stated blank.

mod plot;
mod share;

use brief_base::diagnostics::Diagnostic;
use brief_base::numbers::with_thousands;
use brief_drawing::canvas::{Picture, percent};
use brief_drawing::fonts::Fonts;

use crate::definition::{ComparedMeasure, ComparedRow, ComparisonDots};
use crate::lookup::{Absent, Lookup};
use plot::Layout;
use share::{Known, Range, known};

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
/// # use brief_drawing::fonts::Fonts;
/// # use brief_figures::{lookup::Lookup, source::Source};
/// # let face = |face| std::fs::read(format!("../../templates/fonts/source-sans-3/SourceSans3-{face}.ttf")).unwrap();
/// # let fonts = Fonts::new("Source Sans 3", face("Regular"), face("It"), face("Semibold")).unwrap();
///
/// let gold = Number { denominator: Some(8), ..Number::count(2) };
/// let findings = Findings::from_iter([Finding::given("gold", Outcome::Number(gold))]);
/// # let (facts, source) = (Default::default(), Source::default());
/// # let lookup = Lookup { findings: &findings, facts: &facts, months: &[], source: &source, figure: "gold" };
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
) -> Result<Picture, Absent> {
    let rows = rows(dots, lookup)?;
    let layout = Layout::of(&rows, fonts, width);
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
    let plotted: Vec<_> = rows.iter().map(Row::plotted).collect();
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

/// A row with its share.
struct Row<'a> {
    measure: &'a ComparedMeasure,
    /// The first of its measure, under the title.
    first: bool,
    row: &'a ComparedRow,
    known: Option<Known>,
    /// What its range is, in words.
    range: Option<String>,
}

impl Row<'_> {
    fn plotted(&self) -> serde_json::Value {
        serde_json::json!({
            "measure": self.measure.title,
            "row": self.row.label,
            "base": self.row.base,
            "share": self.known.as_ref().map(|known| known.share),
            "numerator": self.known.as_ref().map(|known| known.numerator),
            "denominator": self.known.as_ref().map(|known| known.denominator),
            "limit": self.known.as_ref().map(|known| known.limit),
            "range": self.known.as_ref().map(|known| known.range),
            "source": self.known.as_ref().map(|known| &known.source),
        })
    }
}

fn rows<'a>(dots: &'a ComparisonDots, lookup: Lookup<'_>) -> Result<Vec<Row<'a>>, Absent> {
    let mut rows = Vec::new();
    for measure in &dots.measures {
        for (number, row) in measure.rows.iter().enumerate() {
            let known = match &row.value {
                Some(share) => known(&row.label, share, lookup)?,
                None => None,
            };
            let range = known.as_ref().and_then(|known| known.range);
            rows.push(Row {
                measure,
                first: number == 0,
                row,
                range: range
                    .map(|range| range_in_words(dots, range, lookup))
                    .transpose()?,
                known,
            });
        }
    }
    let empty = dots.measures.iter().find(|measure| measure.rows.is_empty());
    let fault = |word: &str, message: &str| lookup.fault("bad-declaration", word, message);
    match empty {
        Some(measure) => Err(fault(&measure.title, "this measure has no rows").into()),
        None if rows.is_empty() => Err(fault("measures", "nothing is compared").into()),
        None => Ok(rows),
    }
}

fn range_in_words(
    dots: &ComparisonDots,
    range: Range,
    lookup: Lookup<'_>,
) -> Result<String, Diagnostic> {
    let (lower, upper) = range.counts();
    let values = [
        ("lower", percent(range.lower)),
        ("upper", percent(range.upper)),
        ("lower_count", with_thousands(lower)),
        ("upper_count", with_thousands(upper)),
        ("of", with_thousands(range.of)),
    ];
    lookup.fill(&dots.range, &values)
}
