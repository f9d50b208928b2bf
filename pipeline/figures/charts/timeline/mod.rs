//! A slot for each month, a dot for each event, stacked by kind; undated events stand aside.

mod layout;
mod months;
mod panel;

use brief_drawing::axis;
use brief_drawing::canvas::{Picture, SMALLEST_MARK};
use brief_drawing::fonts::Fonts;
use brief_drawing::svg::units;

use crate::definition::Timeline;
use crate::lookup::{DrawError, Lookup};
use layout::{YEAR, layout, too_many};
use months::{Slot, slots, span};
use panel::Panel;

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
/// # let fonts = brief_figures::doctest::fonts();
///
/// let table = FindingTable::from_counts(
///     ["month", "kind"],
///     &[([Some("2020-01"), Some("nest")], 2), ([None, Some("nest")], 1)],
/// );
/// let findings = Findings::from_iter([Finding::given("by_month", Outcome::Table(table))]);
/// # let lookup = brief_figures::doctest::lookup(&findings);
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
) -> Result<Picture, DrawError> {
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
