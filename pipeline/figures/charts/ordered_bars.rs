//! Bars from a zero baseline, longest first, the unknown last.

use plotters::chart::ChartBuilder;

use crate::figures::definition::{Bar, OrderedBars};
use crate::figures::fonts::Fonts;
use crate::figures::lookup::{Absent, Lookup};
use crate::figures::marks::Mark;
use crate::figures::paint::{Colour, Paint, Stroke};
use crate::figures::svg::units;
use crate::figures::text::{Anchor, HALF_CAPITAL};

use super::{Face, LABEL, LEADING, Picture, SMALL, Text, at, count_text, label, on_sheet};

/// A bar with its numbers.
struct Measured<'a> {
    bar: &'a Bar,
    count: i64,
    parts: Vec<(i64, &'a str)>,
}

/// Height of a bar with the room around it, in points.
const ROW: f64 = 17.0;

/// Where the words on a bar's parts stand.
struct Row {
    left: f64,
    lines: Vec<String>,
    fits: bool,
}

impl Row {
    #[allow(clippy::cast_precision_loss)]
    fn height(&self) -> f64 {
        if self.fits {
            ROW
        } else {
            ROW + LEADING * self.lines.len() as f64
        }
    }
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
    // Words that find no room beside their bar stand under it.
    let scale = (width - names - numbers) / longest as f64;
    let beside = |bar: &Measured<'_>| {
        let figure = fonts.width(&count_text(bar.count), Face::Semibold, LABEL);
        names + bar.count as f64 * scale + 4.0 + figure + 5.0
    };
    let rows: Vec<Row> = measured
        .iter()
        .map(|bar| {
            let words = parts_words(bar);
            let start = beside(bar);
            let fits = start + fonts.width(&words, Face::Regular, SMALL) <= width;
            let (left, lines) = if fits {
                (start, vec![words])
            } else {
                let room = width - names - 4.0;
                (names + 4.0, fonts.wrap(&words, Face::Regular, SMALL, room))
            };
            Row { left, lines, fits }
        })
        .collect();
    let height = rows.iter().map(Row::height).sum::<f64>() + 2.0;

    let sheet = on_sheet(width, height, fonts, |area| {
        let chart = ChartBuilder::on(area)
            .margin_left(units(names))
            .margin_right(units(numbers))
            .margin_bottom(units(2.0))
            .build_cartesian_2d(0.0..longest as f64, (height - 2.0)..0.0)?;
        let plot = chart.plotting_area();
        let mut top = 0.0;
        for (bar, row) in measured.iter().zip(&rows) {
            let (low, high) = (top + 3.0, top + ROW - 3.5);
            let mut paint = Paint::fill(bar.bar.fill);
            if bar.bar.fill.hatch.is_some() {
                paint = paint.outlined(Stroke::solid(Colour::RULE, 0.5));
            }
            if bar.count > 0 {
                plot.draw(&Mark::rectangle(
                    (0.0, low),
                    (bar.count as f64, high),
                    paint,
                ))?;
            }
            // Between units, so that small counts can be counted.
            for unit in 1..bar.count {
                plot.draw(&Mark::lines(
                    vec![vec![(unit as f64, low), (unit as f64, high)]],
                    Stroke::solid(Colour::WHITE, 0.6),
                ))?;
            }
            let baseline = f64::midpoint(low, high) + HALF_CAPITAL * LABEL;
            area.draw(&Mark::text(
                at(names - 5.0, baseline),
                (0.0, 0.0),
                label(&bar.bar.label).anchored(Anchor::End),
            ))?;
            let end = names + bar.count as f64 * scale + 4.0;
            let count = Text::new(count_text(bar.count), Face::Semibold, LABEL);
            area.draw(&Mark::text(at(end, baseline), (0.0, 0.0), count))?;
            let first = if row.fits { baseline } else { high + 8.0 };
            for (number, line) in row.lines.iter().enumerate() {
                area.draw(&Mark::text(
                    at(row.left, first + LEADING * number as f64),
                    (0.0, 0.0),
                    Text::new(line, Face::Regular, SMALL).coloured(Colour::MUTED),
                ))?;
            }
            top += row.height();
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
        joins: Vec::new(),
        plotted: plotted.into(),
    })
}

/// "2 military, 2 police, 1 diplomatic".
fn parts_words(bar: &Measured<'_>) -> String {
    let parts: Vec<String> = bar
        .parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, label)| format!("{}\u{a0}{label}", count_text(*count)))
        .collect();
    parts.join(", ")
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
