//! One bar of countable units: every unit is a cell, so that small numbers stay numbers.

use crate::figures::definition::{Category, UnitStrip};
use crate::figures::fonts::Fonts;
use crate::figures::lookup::{Absent, Lookup};
use crate::figures::marks::Mark;
use crate::figures::paint::{Colour, Paint, Stroke};

use super::unit_captions::{Grid, Run, captions};
use super::{Area, Drawn, LEADING, Picture, at, count_text, label, on_sheet, rule};

/// Room for half a line at both ends, in points.
const INSET: f64 = 0.5;

/// Draws the strip `width` points wide.
///
/// # Errors
/// When a name is unknown, the categories do not add up to the total, or the dataset has no data.
pub fn draw(
    strip: &UnitStrip,
    lookup: Lookup<'_>,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, Absent> {
    let total = lookup.number(&strip.total)?.numerator;
    let counts = category_counts(strip, lookup, total)?;
    let rows = strip.rows.max(1);
    let mut runs = Vec::new();
    let mut first = 0;
    for count in &counts {
        let end = first + usize::try_from(*count).unwrap_or(0);
        runs.push(Run { first, end });
        first = end;
    }
    let groups = group_labels(strip, lookup, &counts)?;
    let within = within_counts(strip, lookup, &counts)?;

    #[allow(clippy::cast_precision_loss)]
    let columns = first.div_ceil(rows).max(1) as f64;
    let pitch = width / columns;
    let gap = (pitch * 0.14).min(1.0);
    let over = if groups.is_empty() && within.iter().all(Option::is_none) {
        0.0
    } else {
        LEADING + 6.0
    };
    let grid = Grid {
        rows,
        // The last cell ends where the figure does.
        pitch: (width - 2.0 * INSET + gap) / columns,
        left: INSET,
        gap,
        cell_height: if rows == 1 {
            15.0
        } else {
            (pitch - gap).min(11.0)
        },
        top: over,
    };
    let captions = captions(strip, &counts, &runs, &grid, fonts, width);
    let below = captions
        .iter()
        .map(|caption| caption.top + caption.height())
        .fold(grid.bottom(), f64::max);
    let height = below + 3.0;

    let sheet = on_sheet(width, height, fonts, |area| {
        for ((category, run), inner) in strip.categories.iter().zip(&runs).zip(&within) {
            draw_cells(
                area,
                &grid,
                category,
                *run,
                inner.as_ref().map(|inner| inner.0),
            )?;
        }
        for (text, first, last) in &groups {
            let (Some(first), Some(last)) = (runs.get(*first), runs.get(*last)) else {
                continue;
            };
            let (left, right) = (grid.extent(*first).0, grid.extent(*last).1);
            bracket_over(area, &grid, left, right, text, fonts, width)?;
        }
        for (run, inner) in runs.iter().zip(&within) {
            if let Some((count, text)) = inner {
                let part = Run {
                    first: run.first,
                    end: run.first + count,
                };
                let (left, right) = grid.extent(part);
                bracket_over(area, &grid, left, right, text, fonts, width)?;
            }
        }
        for caption in &captions {
            caption.draw(area, &grid)?;
        }
        Ok(())
    })?;

    let plotted: Vec<serde_json::Value> = strip
        .categories
        .iter()
        .zip(&counts)
        .map(|(category, count)| serde_json::json!({ "category": category.label, "count": count }))
        .collect();
    Ok(Picture {
        sheet,
        width,
        height,
        not_shown: Vec::new(),
        joins: Vec::new(),
        plotted: serde_json::json!({ "total": total, "categories": plotted }),
    })
}

/// Counts of all categories, remainder resolved.
fn category_counts(strip: &UnitStrip, lookup: Lookup<'_>, total: i64) -> Result<Vec<i64>, Absent> {
    let given: Vec<Option<i64>> = strip
        .categories
        .iter()
        .map(|category| lookup.count(&category.count))
        .collect::<Result<_, _>>()?;
    let sum: i64 = given.iter().flatten().sum();
    let remainders = given.iter().filter(|count| count.is_none()).count();
    let adds_up = match remainders {
        0 => sum == total,
        1 => sum <= total,
        _ => false,
    };
    if !adds_up || given.iter().flatten().any(|count| *count < 0) {
        return Err(lookup
            .fault(
                "parts-do-not-add-up",
                &strip.total,
                &format!(
                    "the categories add up to {sum}, and \"{}\" is {total}",
                    strip.total
                ),
            )
            .with_help("give each unit one category, and at most one of them as `remainder: true`")
            .into());
    }
    Ok(given
        .into_iter()
        .map(|count| count.unwrap_or(total - sum))
        .collect())
}

/// Words of each bracket, and its first and last category.
fn group_labels(
    strip: &UnitStrip,
    lookup: Lookup<'_>,
    counts: &[i64],
) -> Result<Vec<(String, usize, usize)>, Absent> {
    let mut labels = Vec::new();
    for group in &strip.groups {
        let [first, last] = group.categories;
        let sum: i64 = counts.get(first..=last).unwrap_or_default().iter().sum();
        let count = lookup.count(&group.count)?.unwrap_or(sum);
        if count != sum || last >= counts.len() {
            return Err(lookup
                .fault(
                    "parts-do-not-add-up",
                    &group.label,
                    &format!(
                        "\"{}\" is {count}, and its categories add up to {sum}",
                        group.label
                    ),
                )
                .into());
        }
        if count > 0 {
            labels.push((
                format!("{} {}", count_text(count), group.label),
                first,
                last,
            ));
        }
    }
    Ok(labels)
}

/// For each category, how many of its units are outlined, and their words.
fn within_counts(
    strip: &UnitStrip,
    lookup: Lookup<'_>,
    counts: &[i64],
) -> Result<Vec<Option<(usize, String)>>, Absent> {
    let mut within = Vec::new();
    for (category, whole) in strip.categories.iter().zip(counts) {
        let Some(inner) = &category.within else {
            within.push(None);
            continue;
        };
        let count = lookup.count(&inner.count)?.unwrap_or(0);
        if count > *whole {
            return Err(lookup
                .fault(
                    "parts-do-not-add-up",
                    &inner.label,
                    &format!("{count} of \"{}\", which has {whole}", category.label),
                )
                .into());
        }
        let units = usize::try_from(count).unwrap_or(0);
        within.push((units > 0).then(|| (units, format!("{} {}", count_text(count), inner.label))));
    }
    Ok(within)
}

fn draw_cells(
    area: &Area<'_>,
    grid: &Grid,
    category: &Category,
    run: Run,
    inner: Option<usize>,
) -> Drawn {
    for index in run.first..run.end {
        let (from, to) = grid.cell(index);
        let mut paint = Paint::fill(category.fill);
        if inner.is_some_and(|inner| index < run.first + inner) {
            paint = paint.outlined(Stroke::solid(Colour::INK, 0.8));
        } else if category.fill.hatch.is_some() {
            paint = paint.outlined(Stroke::solid(Colour::RULE, 0.4));
        }
        area.draw(&Mark::rectangle(at(from.0, from.1), at(to.0, to.1), paint))?;
    }
    Ok(())
}

/// A bracket over cells, with its words above, kept inside the figure.
fn bracket_over(
    area: &Area<'_>,
    grid: &Grid,
    left: f64,
    right: f64,
    words: &str,
    fonts: &Fonts,
    width: f64,
) -> Drawn {
    let y = grid.top - 2.0;
    area.draw(&Mark::lines(
        vec![vec![
            at(left, y),
            at(left, y - 2.5),
            at(right, y - 2.5),
            at(right, y),
        ]],
        rule(),
    ))?;
    let text = label(words);
    let half = text.width(fonts) / 2.0;
    // Over the middle of its bracket where the figure's edge allows it.
    let x = ((left + right) / 2.0 - half)
        .min(width - 2.0 * half)
        .max(0.0);
    area.draw(&Mark::text(at(x, y - 5.0), (0.0, 0.0), text))
}
