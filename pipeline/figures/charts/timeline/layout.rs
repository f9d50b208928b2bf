//! Where everything of a timeline stands: key, slots, dots.

use brief_base::numbers::with_thousands;
use brief_drawing::canvas::{
    HIGHEST_STACK, LABEL, LEADING, SMALL, SMALLEST_MARK, counted_lines, label,
};
use brief_drawing::contrast;
use brief_drawing::fonts::{Face, Fonts};
use brief_drawing::key::{self, Key, KeyEntry};
use brief_drawing::paint::{Colour, Fill, Paint};

use super::months::{Slot, sums};
use crate::definition::Timeline;
use crate::lookup::{DrawError, Lookup};
use crate::selection::Series;

/// Tick marks of months, in points.
pub(super) const MONTH: f64 = 1.8;
/// Tick marks of years and of the undated, in points.
pub(super) const YEAR: f64 = 3.5;
/// Between the months and the undated, in points. A year's figure may reach into it.
pub(super) const GAP: f64 = 9.0;
/// Between the key and the highest dot, in points.
const UNDER_KEY: f64 = 5.0;
/// Between the dots of a stack, in points.
const STACKED: f64 = 0.8;
/// The most events of a month that get a line's height each, so that each has its figure on the axis.
const FEW: i64 = 5;
/// The largest radius of a dot, in points.
const LARGEST: f64 = 4.0;

/// Where everything stands, in points.
pub(super) struct TimelineLayout {
    /// Above the dots.
    pub key: Key,
    /// Width of the figures at the left.
    pub figures: f64,
    /// Width of the undated's slot; 0 when there are none.
    pub aside: f64,
    /// What stands under it.
    pub undated: String,
    /// From one month to the next.
    pub pitch: f64,
    /// From one dot of a stack to the next.
    pub step: f64,
    /// Of a dot.
    pub radius: f64,
    /// Events of the fullest slot.
    pub highest: i64,
}

impl TimelineLayout {
    /// Height of all above the highest dot.
    pub(super) fn head(&self) -> f64 {
        self.key.height() + UNDER_KEY
    }

    /// The upper end of the axis, in events.
    pub(super) fn levels(&self) -> f64 {
        self.highest as f64 + 0.2
    }

    /// From the baseline to the upper end of the axis.
    pub(super) fn plot_height(&self) -> f64 {
        self.levels() * self.step
    }
}

/// Settles where everything stands, in a figure `width` points wide.
///
/// # Errors
/// When dots would be too small to count.
pub(super) fn layout(
    timeline: &Timeline,
    slots: &[Slot],
    undated: &Slot,
    lookup: Lookup<'_>,
    fonts: &Fonts,
    width: f64,
) -> Result<TimelineLayout, DrawError> {
    let table = lookup.table(&timeline.finding)?;
    let sign = lookup.sign(table.rests_on().as_ref());
    let all = || slots.iter().chain([undated]);
    let highest = all().map(Slot::total).max().unwrap_or(0).max(1);
    let count = format!("{}{sign}", with_thousands(undated.total()));
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
    Ok(TimelineLayout {
        key: key(
            timeline,
            (&sums(all(), timeline.series.len()), sign),
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
    let first = first.map_or(0.0, |month| width(&month.on_axis()) / 2.0 - SMALLEST_MARK);
    first.max(width(&with_thousands(highest)) + 2.0 * MONTH + 1.0)
}

/// The refusal of more dots than print can show.
pub(super) fn too_many(timeline: &Timeline, lookup: Lookup<'_>, what: &str) -> DrawError {
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
    (sums, sign): (&[i64], &str),
    radius: f64,
    (left, width): (f64, f64),
    fonts: &Fonts,
) -> Key {
    let room = width - left;
    let series = timeline.series.iter().zip(sums);
    let series = series.filter(|(series, sum)| series.has_key(**sum));
    let series = series.map(|(series, sum)| KeyEntry {
        symbol: Some((series.shape, paint(series))),
        lines: counted_lines(
            &format!("{}{sign}", with_thousands(*sum)),
            series.words(*sum),
            room - key::words_at(radius),
            fonts,
        ),
    });
    let unit = fonts.wrap(&timeline.unit, Face::Regular, LABEL, room);
    let unit = KeyEntry {
        symbol: None,
        lines: unit
            .iter()
            .map(|line| label(line).coloured(Colour::MUTED))
            .collect(),
    };
    Key::flowing(series.chain([unit]).collect(), radius, room, fonts)
}

/// How a kind is drawn, in the key and in the plot.
pub(super) fn paint(series: &Series) -> Paint {
    contrast::mark(Fill::solid(series.colour), 0.4)
}
