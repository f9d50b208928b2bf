//! Bars from a zero baseline, longest first, the unknown last.

use plotters::chart::ChartBuilder;

use crate::figures::definition::{Bar, OrderedBars};
use crate::figures::fonts::Fonts;
use crate::figures::lookup::{Absent, Lookup};
use crate::figures::marks::Mark;
use crate::figures::paint::{Colour, Paint, Stroke};
use crate::figures::svg::units;
use crate::figures::text::Anchor;

use super::{Face, LABEL, LEADING, Picture, SMALL, Text, at, count_text, label, on_sheet};

/// A bar with its numbers.
struct Measured<'a> {
    bar: &'a Bar,
    count: i64,
    parts: Vec<(i64, &'a str)>,
}

/// Draws the bars `width` points wide.
///
/// # Errors
/// When a name is unknown, the bars do not add up to the total, or the dataset has no data.
#[allow(clippy::cast_precision_loss)]
pub fn draw(
    bars: &OrderedBars,
    lookup: Lookup<'_>,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, Absent> {
    let measured = measure(bars, lookup)?;
    let longest = measured
        .iter()
        .map(|bar| bar.count)
        .max()
        .unwrap_or(0)
        .max(1);
    let names = measured
        .iter()
        .map(|bar| label(&bar.bar.label).width(fonts))
        .fold(0.0, f64::max)
        + 5.0;
    let numbers = fonts.width(&count_text(longest), Face::Semibold, LABEL) + 5.0;
    let row = 17.0;
    let height = row * measured.len() as f64 + 2.0;
    let thickness = 0.62;

    let sheet = on_sheet(width, height, fonts, |area| {
        let chart = ChartBuilder::on(area)
            .margin_left(units(names))
            .margin_right(units(numbers))
            .margin_bottom(units(2.0))
            .build_cartesian_2d(0.0..longest as f64, measured.len() as f64..0.0)?;
        let plot = chart.plotting_area();
        for (number, bar) in measured.iter().enumerate() {
            let middle = number as f64 + 0.5;
            let (top, bottom) = (middle - thickness / 2.0, middle + thickness / 2.0);
            let mut paint = Paint::fill(bar.bar.fill);
            if bar.bar.fill.hatch.is_some() {
                paint = paint.outlined(Stroke::solid(Colour::RULE, 0.5));
            }
            if bar.count > 0 {
                plot.draw(&Mark::rectangle(
                    (0.0, top),
                    (bar.count as f64, bottom),
                    paint,
                ))?;
            }
            // Between units, so that small counts can be counted.
            for unit in 1..bar.count {
                plot.draw(&Mark::lines(
                    vec![vec![(unit as f64, top), (unit as f64, bottom)]],
                    Stroke::solid(Colour::WHITE, 0.6),
                ))?;
            }
            let (x, y) =
                crate::figures::svg::points(chart.backend_coord(&(bar.count as f64, middle)));
            let baseline = y + crate::figures::text::HALF_CAPITAL * LABEL;
            area.draw(&Mark::text(
                at(names - 5.0, baseline),
                (0.0, 0.0),
                label(&bar.bar.label).anchored(Anchor::End),
            ))?;
            let count = Text::new(count_text(bar.count), Face::Semibold, LABEL);
            let after = x + 4.0 + count.width(fonts) + 5.0;
            area.draw(&Mark::text(at(x + 4.0, baseline), (0.0, 0.0), count))?;
            for (at_line, line) in parts_lines(bar, fonts, width - after)
                .into_iter()
                .enumerate()
            {
                let y = baseline + LEADING * at_line as f64;
                area.draw(&Mark::text(
                    at(after, y),
                    (0.0, 0.0),
                    Text::new(line, Face::Regular, SMALL).coloured(Colour::MUTED),
                ))?;
            }
        }
        area.draw(&Mark::lines(
            vec![vec![at(names, 0.0), at(names, height)]],
            Stroke::solid(Colour::INK, 0.6),
        ))
    })?;

    let plotted: Vec<serde_json::Value> = measured
        .iter()
        .map(|bar| {
            let parts: Vec<serde_json::Value> = bar
                .parts
                .iter()
                .map(|(count, label)| serde_json::json!({ "part": label, "count": count }))
                .collect();
            serde_json::json!({ "bar": bar.bar.label, "count": bar.count, "parts": parts })
        })
        .collect();
    Ok(Picture {
        sheet,
        width,
        height,
        not_shown: Vec::new(),
        plotted: plotted.into(),
    })
}

/// "2 military, 2 police, 1 diplomatic", broken to fit.
fn parts_lines(bar: &Measured<'_>, fonts: &Fonts, width: f64) -> Vec<String> {
    let parts: Vec<String> = bar
        .parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, label)| format!("{}\u{a0}{label}", count_text(*count)))
        .collect();
    fonts.wrap(&parts.join(", "), Face::Regular, SMALL, width)
}

fn measure<'a>(bars: &'a OrderedBars, lookup: Lookup<'_>) -> Result<Vec<Measured<'a>>, Absent> {
    let total = lookup.number(&bars.total)?.numerator;
    let given: Vec<Option<i64>> = bars
        .bars
        .iter()
        .map(|bar| lookup.count(&bar.count))
        .collect::<Result<_, _>>()?;
    let sum: i64 = given.iter().flatten().sum();
    let remainders = given.iter().filter(|count| count.is_none()).count();
    if remainders > 1 || sum > total || (remainders == 0 && sum != total) {
        return Err(lookup
            .fault(
                "parts-do-not-add-up",
                &bars.total,
                &format!(
                    "the bars add up to {sum}, and \"{}\" is {total}",
                    bars.total
                ),
            )
            .into());
    }
    let mut measured = Vec::new();
    for (bar, count) in bars.bars.iter().zip(given) {
        let count = count.unwrap_or(total - sum);
        let mut parts = Vec::new();
        for part in &bar.parts {
            parts.push((lookup.count(&part.count)?.unwrap_or(0), part.label.as_str()));
        }
        let of_parts: i64 = parts.iter().map(|(count, _)| count).sum();
        if of_parts > count {
            return Err(lookup
                .fault(
                    "parts-do-not-add-up",
                    &bar.label,
                    &format!(
                        "the parts of \"{}\" add up to {of_parts}, and it is {count}",
                        bar.label
                    ),
                )
                .into());
        }
        parts.sort_by_key(|(count, _)| -count);
        measured.push(Measured { bar, count, parts });
    }
    measured.sort_by_key(|bar| (bar.bar.last, -bar.count));
    Ok(measured)
}
