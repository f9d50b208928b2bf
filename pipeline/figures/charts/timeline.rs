//! A slot for each month, a dot for each event, stacked by kind; undated events stand aside.

use plotters::chart::ChartBuilder;
use plotters::style::{IntoFont, RGBColor};

use crate::figures::definition::Timeline;
use crate::figures::fonts::Fonts;
use crate::figures::lookup::{Absent, Lookup, fill_in};
use crate::figures::marks::{Mark, Shape};
use crate::figures::paint::{Colour, Fill, Paint, Stroke};
use crate::figures::svg::units;
use crate::figures::text::Anchor;

use super::{LABEL, LEADING, Picture, SMALL, at, count_text, counted, label, on_sheet, rule};

/// Events of one slot: how many of each series.
struct Slot {
    month: Option<(i32, u32)>,
    counts: Vec<i64>,
}

impl Slot {
    fn total(&self) -> i64 {
        self.counts.iter().sum()
    }
}

/// Draws the timeline `width` points wide.
///
/// # Errors
/// When a name or a month is not known, or the dataset has no data.
#[allow(clippy::cast_precision_loss, clippy::too_many_lines)]
pub fn draw(
    timeline: &Timeline,
    lookup: Lookup<'_>,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, Absent> {
    let (slots, undated) = slots(timeline, lookup)?;
    let highest = slots
        .iter()
        .map(Slot::total)
        .chain([undated.total()])
        .max()
        .unwrap_or(0)
        .max(1);

    let axis = 13.0;
    // The undated stand beyond a gap of two slots.
    let aside = if undated.total() > 0 { 4.5 } else { 0.0 };
    let across = slots.len() as f64 + aside;
    let pitch = (width - axis) / across;
    let radius = (pitch * 0.46).min(3.4);
    let step = (radius * 2.0 + 0.5).max(pitch.min(7.0));
    let head = LEADING * 1.0 + 5.0;
    let foot = 13.0;
    let plot_height = step * (highest as f64 + 0.6);
    let height = head + plot_height + foot;

    // Figures on the axis keep a line's distance.
    let every = (LEADING / step).ceil();
    let first_undated = slots.len() as f64 + aside - 1.5;
    let undated_words = fill_in(&timeline.undated, &[("count", count_text(undated.total()))])
        .map_err(|name| unknown_name(lookup, &name))?;
    let sheet = on_sheet(width, height, fonts, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_top(units(head))
            .x_label_area_size(units(foot))
            .y_label_area_size(units(axis))
            .build_cartesian_2d(0.0..across, 0.0..(highest as f64 + 0.6))?;
        let grid = RGBColor(Colour::GRID.0, Colour::GRID.1, Colour::GRID.2);
        let muted = RGBColor(Colour::MUTED.0, Colour::MUTED.1, Colour::MUTED.2);
        let font = (fonts.family(), f64::from(units(SMALL)))
            .into_font()
            .color(&muted);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .x_labels(0)
            .y_labels(usize::try_from(highest).unwrap_or(1).min(6) + 1)
            .y_max_light_lines(0)
            .bold_line_style(plotters::style::ShapeStyle {
                color: grid.into(),
                filled: false,
                stroke_width: 40,
            })
            .axis_style(plotters::style::TRANSPARENT)
            .set_all_tick_mark_size(units(2.0))
            .y_label_style(font)
            .y_label_formatter(&|value: &f64| {
                if value.rem_euclid(every) == 0.0 {
                    format!("{value:.0}")
                } else {
                    String::new()
                }
            })
            .draw()?;
        let plot = chart.plotting_area();
        let row = 1.0;
        for (number, slot) in slots.iter().chain([&undated]).enumerate() {
            let x = if slot.month.is_some() {
                number as f64 + 0.5
            } else {
                first_undated + 0.5
            };
            let mut level = 0.0;
            for (series, count) in timeline.series.iter().zip(&slot.counts) {
                for _ in 0..*count {
                    plot.draw(&Mark::symbol(
                        (x, level + row / 2.0),
                        series.shape,
                        dot_radius(series.shape, radius),
                        Paint::fill(Fill::solid(series.colour)),
                    ))?;
                    level += row;
                }
            }
        }
        let base = head + plot_height;
        let x_of = |slot: f64| axis + slot * pitch;
        area.draw(&Mark::lines(
            vec![vec![at(axis, base), at(x_of(slots.len() as f64), base)]],
            Stroke::solid(Colour::INK, 0.6),
        ))?;
        draw_years(area, &slots, base, &x_of, fonts, width)?;
        if undated.total() > 0 {
            area.draw(&Mark::lines(
                vec![vec![
                    at(x_of(first_undated - 0.4), base),
                    at(x_of(first_undated + 1.4), base),
                ]],
                Stroke::solid(Colour::INK, 0.6),
            ))?;
            area.draw(&Mark::text(
                at(width, base + 10.0),
                (0.0, 0.0),
                super::Text::new(undated_words.clone(), super::Face::Regular, SMALL)
                    .anchored(Anchor::End),
            ))?;
        }
        let mut x = axis;
        for (number, series) in timeline.series.iter().enumerate() {
            let sum: i64 = slots
                .iter()
                .chain([&undated])
                .map(|slot| slot.counts[number])
                .sum();
            let text = counted(&count_text(sum), &series.label);
            area.draw(&Mark::symbol(
                at(x + radius, LABEL * 0.62),
                series.shape,
                dot_radius(series.shape, radius),
                Paint::fill(Fill::solid(series.colour)),
            ))?;
            let text_width = text.width(fonts);
            area.draw(&Mark::text(
                at(x + 2.0 * radius + 3.0, LABEL),
                (0.0, 0.0),
                text,
            ))?;
            x += 2.0 * radius + text_width + 14.0;
        }
        let unit = label(timeline.unit.clone()).coloured(Colour::MUTED);
        if x + unit.width(fonts) <= width {
            area.draw(&Mark::text(
                at(width, LABEL),
                (0.0, 0.0),
                unit.anchored(Anchor::End),
            ))?;
        }
        Ok(())
    })?;

    let plotted: Vec<serde_json::Value> = slots
        .iter()
        .chain([&undated])
        .map(|slot| {
            let counts: serde_json::Map<String, serde_json::Value> = timeline
                .series
                .iter()
                .zip(&slot.counts)
                .map(|(series, count)| (series.key.clone(), (*count).into()))
                .collect();
            serde_json::json!({
                "month": slot.month.map(|(year, month)| format!("{year:04}-{month:02}")),
                "counts": counts,
            })
        })
        .collect();
    Ok(Picture {
        sheet,
        width,
        height,
        not_shown: Vec::new(),
        joins: Vec::new(),
        plotted: plotted.into(),
    })
}

/// Dots of a row have one height whatever their shape, so that stacks can be compared.
fn dot_radius(shape: Shape, radius: f64) -> f64 {
    radius * radius / shape.reach(radius).max(radius)
}

fn unknown_name(lookup: Lookup<'_>, name: &str) -> Absent {
    lookup
        .fault(
            "unknown-value",
            name,
            &format!("\"{{{name}}}\" is not a value of this text"),
        )
        .into()
}

/// Year by year: a rule between Decembers and Januaries, and the year in the middle of its months.
#[allow(clippy::cast_precision_loss)]
fn draw_years(
    area: &super::Area<'_>,
    slots: &[Slot],
    base: f64,
    x_of: &dyn Fn(f64) -> f64,
    fonts: &Fonts,
    _width: f64,
) -> super::Drawn {
    let mut start = 0;
    while start < slots.len() {
        let year = slots[start].month.map(|month| month.0);
        let end = (start..slots.len())
            .find(|at| slots[*at].month.map(|month| month.0) != year)
            .unwrap_or(slots.len());
        let (left, right) = (x_of(start as f64), x_of(end as f64));
        for x in [left, right] {
            area.draw(&Mark::lines(
                vec![vec![at(x, base), at(x, base + 4.0)]],
                rule(),
            ))?;
        }
        if let Some(year) = year {
            let text = super::Text::new(year.to_string(), super::Face::Regular, SMALL)
                .coloured(Colour::MUTED)
                .anchored(Anchor::Middle);
            if text.width(fonts) < right - left {
                area.draw(&Mark::text(
                    at((left + right) / 2.0, base + 10.0),
                    (0.0, 0.0),
                    text,
                ))?;
            }
        }
        start = end;
    }
    Ok(())
}

/// One slot a month from the table's first to its last, and one for what has no month.
fn slots(timeline: &Timeline, lookup: Lookup<'_>) -> Result<(Vec<Slot>, Slot), Absent> {
    let table = lookup.table(&timeline.finding)?;
    let month_at = lookup.column(&timeline.finding, table, &timeline.month)?;
    let kind_at = lookup.column(&timeline.finding, table, &timeline.by)?;
    for series in &timeline.series {
        lookup.category(&timeline.finding, table, kind_at, &series.key)?;
    }
    let mut months = Vec::new();
    for row in &table.rows {
        if let Some(code) = &row.keys[month_at] {
            months.push(parse_month(code).ok_or_else(|| {
                lookup.fault(
                    "bad-month",
                    &timeline.month,
                    &format!("\"{code}\" is not a month; expected YYYY-MM"),
                )
            })?);
        }
        let kind = row.keys[kind_at].as_deref();
        let drawn = timeline
            .series
            .iter()
            .any(|series| Some(series.key.as_str()) == kind);
        if row.count > 0 && !drawn {
            return Err(lookup
                .fault(
                    "undrawn-category",
                    &timeline.finding,
                    &format!(
                        "{} of \"{}\" are {}, and no series draws them",
                        row.count,
                        timeline.finding,
                        kind.unwrap_or("unknown")
                    ),
                )
                .into());
        }
    }
    // The period, and what an event's month adds to it.
    months.extend(lookup.months.iter().filter_map(|code| parse_month(code)));
    let (Some(first), Some(last)) = (months.iter().min(), months.iter().max()) else {
        return Err(lookup
            .fault("no-months", &timeline.finding, "there is no month to draw")
            .into());
    };
    let counts = |month: Option<(i32, u32)>| Slot {
        month,
        counts: timeline
            .series
            .iter()
            .map(|series| {
                table
                    .rows
                    .iter()
                    .filter(|row| {
                        row.keys[kind_at].as_deref() == Some(series.key.as_str())
                            && row.keys[month_at].as_deref().and_then(parse_month) == month
                    })
                    .map(|row| row.count)
                    .sum()
            })
            .collect(),
    };
    let mut slots = Vec::new();
    let (mut year, mut month) = *first;
    while (year, month) <= *last {
        slots.push(counts(Some((year, month))));
        (year, month) = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
    }
    Ok((slots, counts(None)))
}

fn parse_month(code: &str) -> Option<(i32, u32)> {
    let (year, month) = code.split_once('-')?;
    let month: u32 = month.parse().ok()?;
    ((1..=12).contains(&month) && year.len() == 4)
        .then(|| year.parse().ok().map(|year| (year, month)))?
}
