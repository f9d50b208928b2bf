//! Bars from a zero baseline, longest first, the unknown last.

mod counts;

use plotters::chart::ChartBuilder;

use brief_drawing::axis::Scale;
use brief_drawing::canvas::{CanvasArea, DrawResult, LABEL, LEADING, Picture, SMALL, at, note};
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::marks::Mark;
use brief_drawing::paint::{Colour, Stroke};
use brief_drawing::svg::units;
use brief_drawing::text::{Anchor, HALF_CAPITAL, TextLine};
use brief_drawing::{axis, contrast};

use super::row_names::RowNames;
use super::total::whole;
use crate::definition::OrderedBars;
use crate::lookup::{DrawError, Lookup};
use counts::{BarCount, measure};

/// Height of a bar, in points.
const BAR: f64 = 10.5;
/// Least height of a bar with the room around it, in points.
const ROW: f64 = 17.0;
/// Between a bar and what stands before and behind it, in points.
const BESIDE: f64 = 4.0;
/// Units are drawn apart when they are at least that wide, in points.
const COUNTABLE: f64 = 3.0;
/// The least width that bars can be compared at, in points.
const LEAST_PLOT: f64 = 40.0;

/// Draws the bars `width` points wide.
///
/// # Errors
/// When a name is unknown, the bars do not add up to the total, or the parts of one to it, there are
/// no bars or no room for them, or the dataset has no data.
///
/// # Example
/// ```
/// use brief_figures::charts::ordered_bars;
/// use brief_figures::definition::OrderedBars;
/// use brief_model::findings::{Finding, Findings, Number, Outcome};
/// # let fonts = brief_figures::doctest::fonts();
///
/// let number = |name, count| Finding::given(name, Outcome::Number(Number::count(count)));
/// let findings = Findings::from_iter([number("reports", 7), number("red", 0), number("gold", 5)]);
/// # let lookup = brief_figures::doctest::lookup(&findings);
/// let declared: OrderedBars = serde_yaml::from_str(r##"
///     total: reports
///     bars:
///       - {label: not noticed, count: {remainder: true}, fill: {hatch: "#8a8a8a"}, last: true}
///       - {label: red, count: {number: red}, fill: {colour: "#b2182b"}}
///       - {label: gold, count: {number: gold}, fill: {colour: "#c9a24b"}}
/// "##)?;
///
/// let picture = ordered_bars::draw(&declared, lookup, &fonts, 232.0).expect("they add up");
/// let bars = picture.plotted.as_array().expect("a list");
/// let order: Vec<_> = bars.iter().map(|bar| (bar["bar"].as_str(), bar["count"].as_i64())).collect();
/// assert_eq!(order, [(Some("gold"), Some(5)), (Some("red"), Some(0)), (Some("not noticed"), Some(2))]);
/// let svg = picture.sheet.finish("Figure 1", &fonts);
/// assert!(svg.contains(">0</text>"), "none is said, not left out");
/// # Ok::<(), serde_yaml::Error>(())
/// ```
pub fn draw(
    bars: &OrderedBars,
    lookup: Lookup<'_>,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, DrawError> {
    let total = whole(lookup, &bars.total)?;
    let measured = measure(bars, &total, lookup)?;
    let chart = BarsLayout::of(&measured, fonts, width);
    if chart.plot < LEAST_PLOT {
        return Err(lookup
            .fault("no-room", "bars", "the names leave no room for the bars")
            .with_help("shorten the labels, or draw it wider")
            .into());
    }
    let plotted = serde_json::json!(measured);
    let picture = Picture::draw((width, chart.height()), plotted, fonts, |area| {
        chart.draw(area, &measured, fonts)
    })?;
    Ok(picture)
}

/// A row: where its bar has its middle and the row its end, and the words on the bar's parts.
struct BarRow {
    middle: f64,
    bottom: f64,
    words: Vec<String>,
    /// They stand behind the bar and not under it.
    beside: bool,
}

/// Where everything stands, in points.
struct BarsLayout {
    names: RowNames,
    width: f64,
    /// Where the baseline stands.
    left: f64,
    /// Width of the longest bar.
    plot: f64,
    longest: f64,
    rows: Vec<BarRow>,
}

impl BarsLayout {
    fn of(measured: &[BarCount<'_>], fonts: &Fonts, width: f64) -> Self {
        let names = RowNames::of(measured.iter().map(|bar| (bar.label, None)), width, fonts);
        let longest = measured.iter().map(|bar| bar.counted.count).max();
        let longest = longest.unwrap_or(0).max(1);
        let figures = measured
            .iter()
            .map(|bar| fonts.width(&bar.drawn, Face::Semibold, LABEL));
        let figures = figures.fold(0.0, f64::max);
        let left = names.width() + BESIDE + 1.0;
        let mut layout = BarsLayout {
            names,
            width,
            left,
            plot: width - left - figures - BESIDE - 1.0,
            longest: longest as f64,
            rows: Vec::new(),
        };
        for (number, bar) in measured.iter().enumerate() {
            let row = layout.row(number, bar, fonts);
            layout.rows.push(row);
        }
        layout
    }

    /// The next row. Words that find no room behind their bar stand under it.
    fn row(&self, number: usize, bar: &BarCount<'_>, fonts: &Fonts) -> BarRow {
        let words = bar.parts_drawn.clone();
        let behind = self.behind(bar, fonts) + fonts.width(&words, Face::Regular, SMALL);
        let beside = behind <= self.width;
        let words = match (words.is_empty(), beside) {
            (true, _) => Vec::new(),
            (_, true) => vec![words],
            (_, false) => fonts.wrap(
                &words,
                Face::Regular,
                SMALL,
                self.width - self.left - BESIDE,
            ),
        };
        let under = if beside {
            0.0
        } else {
            words.len() as f64 * LEADING
        };
        let height = ROW.max(self.names.height(number) + 3.0);
        BarRow {
            middle: self.height() + height / 2.0,
            bottom: self.height() + height + under,
            words,
            beside,
        }
    }

    fn height(&self) -> f64 {
        self.rows.last().map_or(0.0, |row| row.bottom)
    }

    fn end(&self, bar: &BarCount<'_>) -> f64 {
        self.left + bar.counted.count as f64 / self.longest * self.plot
    }

    /// Where words behind a bar and its count begin.
    fn behind(&self, bar: &BarCount<'_>, fonts: &Fonts) -> f64 {
        self.end(bar) + BESIDE + fonts.width(&bar.drawn, Face::Semibold, LABEL) + 5.0
    }

    fn draw(&self, area: &CanvasArea<'_>, measured: &[BarCount<'_>], fonts: &Fonts) -> DrawResult {
        let mut chart = ChartBuilder::on(area)
            .margin_right(units(self.width - self.left - self.plot))
            .y_label_area_size(units(self.left))
            .build_cartesian_2d(
                Scale::new(0.0..self.longest, Vec::new()),
                Scale::new(self.height()..0.0, Vec::new()),
            )?;
        axis::style(&mut chart.configure_mesh(), fonts, Colour::INK, 0.0)
            .disable_mesh()
            .disable_x_axis()
            .draw()?;
        for (number, (bar, row)) in measured.iter().zip(&self.rows).enumerate() {
            for mark in self.bar(bar, row.middle) {
                chart.plotting_area().draw(&mark)?;
            }
            let name = (self.left - BESIDE - 1.0, row.middle);
            self.names.draw(area, number, name, Anchor::End)?;
            self.draw_words(area, bar, row, fonts)?;
        }
        Ok(())
    }

    /// A bar in the chart's coordinates, with a gap between units that can be counted.
    fn bar(&self, bar: &BarCount<'_>, middle: f64) -> Vec<Mark<(f64, f64)>> {
        let (low, high) = (middle - BAR / 2.0, middle + BAR / 2.0);
        let (count, fill) = (bar.counted.count, bar.bar.fill);
        if count == 0 {
            return Vec::new();
        }
        let whole = Mark::rectangle((0.0, low), (count as f64, high), contrast::mark(fill, 0.5));
        let gap = Stroke::solid(contrast::line_on(fill), 0.6);
        let units = if self.plot / self.longest >= COUNTABLE {
            count
        } else {
            1
        };
        let gaps = (1..units).map(|unit| {
            let line = vec![(unit as f64, low), (unit as f64, high)];
            Mark::lines(vec![line], gap.clone())
        });
        std::iter::once(whole).chain(gaps).collect()
    }

    /// The count behind a bar, and the words on its parts.
    fn draw_words(
        &self,
        area: &CanvasArea<'_>,
        bar: &BarCount<'_>,
        row: &BarRow,
        fonts: &Fonts,
    ) -> DrawResult {
        let baseline = row.middle + HALF_CAPITAL * LABEL;
        let count = TextLine::new(&bar.drawn, Face::Semibold, LABEL);
        let end = self.end(bar) + BESIDE;
        area.draw(&Mark::text(at(end, baseline), (0.0, 0.0), count))?;
        let (left, first) = if row.beside {
            (self.behind(bar, fonts), baseline)
        } else {
            (self.left + BESIDE, row.middle + BAR / 2.0 + 8.0)
        };
        for (number, line) in row.words.iter().enumerate() {
            let place = at(left, first + LEADING * number as f64);
            area.draw(&Mark::text(place, (0.0, 0.0), note(line)))?;
        }
        Ok(())
    }
}
