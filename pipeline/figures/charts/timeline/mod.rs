//! A slot for each month, a dot for each event, stacked by kind; undated events stand aside.

mod months;
mod panel;

use brief_base::numbers::with_thousands;
use brief_drawing::canvas::{
    HIGHEST_STACK, LABEL, LEADING, Picture, SMALL, SMALLEST_MARK, counted_lines, label,
};
use brief_drawing::fonts::Face;
use brief_drawing::fonts::Fonts;
use brief_drawing::key;
use brief_drawing::key::{Entry, Key};
use brief_drawing::paint::{Colour, Fill, Paint};
use brief_drawing::svg::units;
use brief_drawing::{axis, contrast};

use crate::definition::{Series, Timeline};
use crate::lookup::{Absent, Lookup};
use months::{Slot, slots, span, sums};
use panel::{Panel, year_in_words};

/// Tick marks of months, in points.
const MONTH: f64 = 1.8;
/// Tick marks of years and of the undated, in points.
const YEAR: f64 = 3.5;
/// Between the months and the undated, in points. A year's figure may reach into it.
const GAP: f64 = 9.0;
/// Between the key and the highest dot, in points.
const UNDER_KEY: f64 = 5.0;
/// Between the dots of a stack, in points.
const STACKED: f64 = 0.8;
/// The most events of a month that get a line's height each, so that each has its figure on the axis.
const FEW: i64 = 5;
/// The largest radius of a dot, in points.
const LARGEST: f64 = 4.0;

/// Draws the timeline `width` points wide.
///
/// # Errors
/// When a name or a month is not known, there is no month or no series, a month has more events than
/// dots can show, or the dataset has no data.
///
/// # Example
/// ```
/// use brief_figures::charts::timeline;
/// use brief_figures::definition::Timeline;
/// use brief_model::findings::{Finding, FindingTable, Findings, Outcome};
/// # use brief_drawing::fonts::Fonts;
/// # use brief_figures::{lookup::Lookup, source::Source};
/// # let face = |face| std::fs::read(format!("../../templates/fonts/source-sans-3/SourceSans3-{face}.ttf")).unwrap();
/// # let fonts = Fonts::new("Source Sans 3", face("Regular"), face("It"), face("Semibold")).unwrap();
///
/// let table = FindingTable::from_counts(
///     ["month", "kind"],
///     &[([Some("2020-01"), Some("nest")], 2), ([None, Some("nest")], 1)],
/// );
/// let findings = Findings::from_iter([Finding::given("by_month", Outcome::Table(table))]);
/// let months = ["2020-01".to_owned(), "2020-02".to_owned()];
/// # let (facts, source) = (Default::default(), Source::default());
/// # let lookup = Lookup { findings: &findings, facts: &facts, months: &months, source: &source, figure: "nests" };
/// let declared: Timeline = serde_yaml::from_str(r##"
///     finding: by_month
///     month: month
///     by: kind
///     unit: one dot is one nest
///     undated: "{count} undated"
///     series: [{key: nest, label: nests, colour: "#b2182b"}]
/// "##)?;
///
/// let picture = timeline::draw(&declared, lookup, &fonts, 232.0).expect("all of it is known");
/// let svg = picture.sheet.finish("Figure 1", &fonts);
/// assert_eq!(svg.matches("<circle").count(), 3 + 1, "three nests and the key");
/// assert!(svg.contains("1 undated"));
/// assert_eq!(picture.plotted[1]["counts"]["nest"], 0, "February has none, and is drawn");
/// # Ok::<(), serde_yaml::Error>(())
/// ```
pub fn draw(
    timeline: &Timeline,
    lookup: Lookup<'_>,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, Absent> {
    lookup.each_kind_once(&timeline.series)?;
    let span = span(timeline, lookup)?;
    if f64::from(span.months()) * SMALLEST_MARK > width {
        return Err(too_many(
            timeline,
            lookup,
            &format!("{} months", span.months()),
        ));
    }
    let (slots, undated) = slots(timeline, span, lookup)?;
    let layout = layout(timeline, &slots, &undated, lookup, fonts, width)?;
    let plotted: Vec<_> = slots
        .iter()
        .chain([&undated])
        .map(|slot| plotted(timeline, slot))
        .collect();
    let size = (
        width,
        layout.head() + layout.plot_height() + axis::room(YEAR),
    );
    let picture = Picture::draw(size, plotted.into(), fonts, |area| {
        layout.key.draw(area, (layout.figures, 0.0))?;
        let (dated, aside) = area.split_horizontally(units(width - layout.aside));
        Panel::months(&slots, &layout, fonts).draw(&dated, timeline, &layout, fonts)?;
        if undated.total() > 0 {
            Panel::undated(&undated, &layout).draw(&aside, timeline, &layout, fonts)?;
        }
        Ok(())
    })?;
    Ok(picture)
}

/// Where everything stands, in points.
struct Layout {
    key: Key,
    /// Width of the figures at the left.
    figures: f64,
    /// Width of the undated's slot; 0 when there are none.
    aside: f64,
    /// What stands under it.
    undated: String,
    /// From one month to the next.
    pitch: f64,
    /// From one dot of a stack to the next.
    step: f64,
    /// Of a dot.
    radius: f64,
    /// Events of the fullest slot.
    highest: i64,
}

impl Layout {
    fn head(&self) -> f64 {
        self.key.height() + UNDER_KEY
    }

    #[allow(clippy::cast_precision_loss)]
    fn levels(&self) -> f64 {
        self.highest as f64 + 0.2
    }

    fn plot_height(&self) -> f64 {
        self.levels() * self.step
    }
}

#[allow(clippy::cast_precision_loss)]
fn layout(
    timeline: &Timeline,
    slots: &[Slot],
    undated: &Slot,
    lookup: Lookup<'_>,
    fonts: &Fonts,
    width: f64,
) -> Result<Layout, Absent> {
    let all = || slots.iter().chain([undated]);
    let highest = all().map(Slot::total).max().unwrap_or(0).max(1);
    let count = with_thousands(undated.total());
    let words = lookup.fill(&timeline.undated, &[("count", count)])?;
    let figures = figures(slots, highest, fonts);
    let aside = match undated.total() {
        0 => 0.0,
        _ => (fonts.width(&words, Face::Regular, SMALL) + 1.0).min(width * 0.4),
    };
    let pitch = (width - figures - GAP - aside) / slots.len() as f64;
    let natural = (pitch * 0.46).min(LARGEST);
    let close = (2.0 * natural + STACKED).min(HIGHEST_STACK / highest as f64);
    let step = if highest <= FEW {
        close.max(LEADING)
    } else {
        close
    };
    let radius = natural.min((step - 0.4) / 2.0);
    if 2.0 * radius < SMALLEST_MARK {
        let number = with_thousands(highest);
        let what = format!("{} months with up to {number} marks", slots.len());
        return Err(too_many(timeline, lookup, &what));
    }
    Ok(Layout {
        key: key(
            timeline,
            &sums(all(), timeline.series.len()),
            radius,
            (figures, width),
            fonts,
        ),
        figures,
        aside,
        undated: words,
        pitch,
        step,
        radius,
        highest,
    })
}

/// Room for the figures at the left, and for the left half of the first month's words.
fn figures(slots: &[Slot], highest: i64, fonts: &Fonts) -> f64 {
    let width = |words: &str| fonts.width(words, Face::Regular, SMALL);
    let first = slots.first().and_then(|slot| slot.month);
    let first = first.map_or(0.0, |month| {
        width(&year_in_words(month)) / 2.0 - SMALLEST_MARK
    });
    first.max(width(&with_thousands(highest)) + 2.0 * MONTH + 1.0)
}

fn too_many(timeline: &Timeline, lookup: Lookup<'_>, what: &str) -> Absent {
    lookup
        .fault(
            "too-many-units",
            &timeline.finding,
            &format!("{what} would make dots of less than {SMALLEST_MARK} pt"),
        )
        .with_help("draw it wider or over a shorter period, or sum it up in `kind: ordered_bars`")
        .into()
}

fn key(
    timeline: &Timeline,
    sums: &[i64],
    radius: f64,
    (left, width): (f64, f64),
    fonts: &Fonts,
) -> Key {
    let room = width - left;
    let series = timeline.series.iter().zip(sums);
    let series = series.filter(|(series, sum)| series.has_key(**sum));
    let series = series.map(|(series, sum)| Entry {
        symbol: Some((series.shape, paint(series))),
        lines: counted_lines(*sum, &series.label, room - key::words_at(radius), fonts),
    });
    let unit = fonts.wrap(&timeline.unit, Face::Regular, LABEL, room);
    let unit = Entry {
        symbol: None,
        lines: unit
            .iter()
            .map(|line| label(line).coloured(Colour::MUTED))
            .collect(),
    };
    Key::flowing(series.chain([unit]).collect(), radius, room, fonts)
}

fn paint(series: &Series) -> Paint {
    contrast::mark(Fill::solid(series.colour), 0.4)
}

fn plotted(timeline: &Timeline, slot: &Slot) -> serde_json::Value {
    let counts: serde_json::Map<String, serde_json::Value> = timeline
        .series
        .iter()
        .zip(&slot.counts)
        .map(|(series, count)| (series.key.clone(), (*count).into()))
        .collect();
    serde_json::json!({
        "month": slot.month.map(|month| month.to_string()),
        "counts": counts,
        "source": { "finding": timeline.finding },
    })
}
