//! Shares of different bases on one scale: a dot each, limits open-ended, what is not stated blank.

use plotters::chart::ChartBuilder;
use plotters::style::{IntoFont, RGBColor};

use crate::figures::definition::{ComparedRow, ComparisonDots, Share};
use crate::figures::fonts::Fonts;
use crate::figures::lookup::{Absent, Lookup, fill_in};
use crate::figures::marks::Mark;
use crate::figures::paint::{Colour, Fill, Paint, Stroke};
use crate::figures::svg::units;
use crate::figures::text::{Anchor, HALF_CAPITAL};

use super::{Area, Drawn, Face, LABEL, Picture, SMALL, Text, at, label, on_sheet, percent};

/// Which way a share is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    Exact,
    AtLeast,
    AtMost,
}

/// A share ready to draw.
struct Known {
    share: f64,
    limit: Limit,
    /// The source's own word before the number: `at least`, `about`.
    qualifier: Option<String>,
    /// `8 of 15`, when it is computed.
    of: Option<(i64, i64)>,
    range: Option<(f64, f64)>,
}

const ROW: f64 = 19.0;
const TITLE: f64 = 13.0;

/// Draws the comparison `width` points wide.
///
/// # Errors
/// When a name is unknown, a finding has no base, or the dataset has no data.
#[allow(clippy::cast_precision_loss)]
pub fn draw(
    dots: &ComparisonDots,
    lookup: Lookup<'_>,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, Absent> {
    let mut rows: Vec<(&ComparedRow, Option<Known>)> = Vec::new();
    for row in dots.measures.iter().flat_map(|measure| &measure.rows) {
        let known = match &row.value {
            Some(share) => Some(known(share, lookup)?),
            None => None,
        };
        rows.push((row, known));
    }
    let names = rows
        .iter()
        .map(|(row, _)| {
            let base = Text::new(&row.base, Face::Regular, SMALL);
            label(&row.label).width(fonts).max(base.width(fonts))
        })
        .fold(0.0, f64::max)
        + 8.0;
    let foot = 14.0;
    let blocks: Vec<f64> = dots
        .measures
        .iter()
        .map(|measure| TITLE + ROW * measure.rows.len() as f64 + 4.0)
        .collect();
    let height = blocks.iter().sum::<f64>() + foot;

    let sheet = on_sheet(width, height, fonts, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_left(units(names))
            .margin_right(units(10.0))
            .x_label_area_size(units(foot))
            .build_cartesian_2d(0.0..1.0, (height - foot)..0.0)?;
        let muted = RGBColor(Colour::MUTED.0, Colour::MUTED.1, Colour::MUTED.2);
        let grid = RGBColor(Colour::GRID.0, Colour::GRID.1, Colour::GRID.2);
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .y_labels(0)
            .x_labels(5)
            .x_max_light_lines(0)
            .bold_line_style(plotters::style::ShapeStyle {
                color: grid.into(),
                filled: false,
                stroke_width: 40,
            })
            .axis_style(plotters::style::ShapeStyle {
                color: grid.into(),
                filled: false,
                stroke_width: 40,
            })
            .set_all_tick_mark_size(units(2.0))
            .x_label_style(
                (fonts.family(), f64::from(units(SMALL)))
                    .into_font()
                    .color(&muted),
            )
            .x_label_formatter(&|share: &f64| percent(*share))
            .draw()?;
        let x_of = |share: f64| {
            crate::figures::svg::points(chart.backend_coord(&(share.clamp(0.0, 1.0), 0.0))).0
        };
        let mut y = 0.0;
        let mut next = rows.iter();
        for (measure, block) in dots.measures.iter().zip(&blocks) {
            area.draw(&Mark::text(
                at(0.0, y + 8.0),
                (0.0, 0.0),
                Text::new(&measure.title, Face::Semibold, LABEL),
            ))?;
            for (number, (row, known)) in next.by_ref().take(measure.rows.len()).enumerate() {
                let middle = y + TITLE + ROW * (number as f64 + 0.5);
                draw_row(area, dots, row, known.as_ref(), middle, &x_of, fonts)?;
            }
            y += block;
        }
        Ok(())
    })?;

    let mut next = rows.iter();
    let plotted: Vec<serde_json::Value> = dots
        .measures
        .iter()
        .flat_map(|measure| {
            next.by_ref()
                .take(measure.rows.len())
                .map(|(row, known)| {
                    serde_json::json!({
                        "measure": measure.title,
                        "row": row.label,
                        "base": row.base,
                        "share": known.as_ref().map(|known| known.share),
                        "limit": known.as_ref().map(|known| match known.limit {
                            Limit::Exact => "exact",
                            Limit::AtLeast => "at least",
                            Limit::AtMost => "at most",
                        }),
                    })
                })
                .collect::<Vec<_>>()
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

fn draw_row(
    area: &Area<'_>,
    dots: &ComparisonDots,
    row: &ComparedRow,
    known: Option<&Known>,
    y: f64,
    x_of: &dyn Fn(f64) -> f64,
    fonts: &Fonts,
) -> Drawn {
    area.draw(&Mark::text(at(4.0, y - 1.0), (0.0, 0.0), label(&row.label)))?;
    area.draw(&Mark::text(
        at(4.0, y + 7.0),
        (0.0, 0.0),
        Text::new(&row.base, Face::Regular, SMALL).coloured(Colour::MUTED),
    ))?;
    let baseline = y + HALF_CAPITAL * LABEL;
    let Some(known) = known else {
        return area.draw(&Mark::text(
            at(x_of(0.0) + 4.0, baseline),
            (0.0, 0.0),
            Text::new(&dots.not_stated, Face::Italic, SMALL)
                .coloured(Colour::MUTED)
                .haloed(Colour::WHITE),
        ));
    };
    let x = x_of(known.share);
    if let Some((lower, upper)) = known.range {
        area.draw(&Mark::lines(
            vec![
                vec![at(x_of(lower), y), at(x_of(upper), y)],
                vec![at(x_of(lower), y - 2.0), at(x_of(lower), y + 2.0)],
                vec![at(x_of(upper), y - 2.0), at(x_of(upper), y + 2.0)],
            ],
            Stroke::solid(row.colour, 0.8),
        ))?;
    }
    if known.limit != Limit::Exact {
        open_end(area, row.colour, x, y, known.limit)?;
    }
    area.draw(&Mark::symbol(
        at(x, y),
        row.shape,
        3.2,
        Paint::fill(Fill::solid(row.colour)),
    ))?;
    let words = words(known);
    let below = known.range.is_some();
    let text = label(words).haloed(Colour::WHITE);
    let room = x_of(1.0) + 10.0;
    let start = match (known.limit, below) {
        (Limit::AtLeast, _) => x + OPEN + 4.0,
        (_, true) => x + 5.5,
        _ => x + 5.5,
    };
    let baseline = if below { y - 3.0 } else { baseline };
    let start = start.min(room - text.width(fonts));
    area.draw(&Mark::text(
        at(start, baseline),
        (0.0, 0.0),
        text.anchored(Anchor::Start),
    ))?;
    if let Some((lower, upper)) = known.range {
        let words = fill_in(
            &dots.range,
            &[("lower", percent(lower)), ("upper", percent(upper))],
        )
        .unwrap_or_default();
        let text = Text::new(words, Face::Regular, SMALL)
            .coloured(Colour::MUTED)
            .haloed(Colour::WHITE);
        let start = (x_of(lower)).min(room - text.width(fonts));
        area.draw(&Mark::text(at(start, y + 9.0), (0.0, 0.0), text))?;
    }
    Ok(())
}

/// Length of the arrow that leaves a limit open, in points.
const OPEN: f64 = 22.0;

fn open_end(area: &Area<'_>, colour: Colour, x: f64, y: f64, limit: Limit) -> Drawn {
    let way = if limit == Limit::AtMost { -1.0 } else { 1.0 };
    let tip = x + way * OPEN;
    area.draw(&Mark::lines(
        vec![vec![at(x, y), at(tip, y)]],
        Stroke {
            colour,
            width: 1.0,
            dashes: vec![2.5, 1.8],
        },
    ))?;
    area.draw(&Mark::lines(
        vec![vec![
            at(tip - way * 3.0, y - 2.4),
            at(tip, y),
            at(tip - way * 3.0, y + 2.4),
        ]],
        Stroke::solid(colour, 1.0),
    ))
}

fn words(known: &Known) -> String {
    let share = percent(known.share);
    let share = match &known.qualifier {
        Some(qualifier) => format!("{qualifier} {share}"),
        None => share,
    };
    match known.of {
        Some((numerator, denominator)) => format!("{share} ({numerator} of {denominator})"),
        None => share,
    }
}

fn known(share: &Share, lookup: Lookup<'_>) -> Result<Known, Absent> {
    let computed = |numerator: i64, denominator: Option<i64>, name: &str| {
        let denominator = denominator.filter(|base| *base > 0).ok_or_else(|| {
            lookup.fault(
                "no-base",
                name,
                &format!("\"{name}\" has no base to be a share of"),
            )
        })?;
        #[allow(clippy::cast_precision_loss)]
        Ok::<Known, Absent>(Known {
            share: numerator as f64 / denominator as f64,
            limit: Limit::Exact,
            qualifier: None,
            of: Some((numerator, denominator)),
            range: None,
        })
    };
    match share {
        Share {
            number: Some(name),
            fact: None,
            count: None,
            of: None,
        } => {
            let number = lookup.number(name)?;
            let mut known = computed(number.numerator, number.denominator, name)?;
            known.range = number
                .bounds
                .filter(|bounds| bounds.upper > bounds.lower)
                .map(|bounds| (bounds.lower, bounds.upper));
            Ok(known)
        }
        Share {
            number: None,
            fact: None,
            count: Some(count),
            of: Some(base),
        } => {
            let numerator = lookup.count(count)?.unwrap_or(0);
            computed(numerator, Some(lookup.number(base)?.numerator), base)
        }
        Share {
            number: None,
            fact: Some(name),
            count: None,
            of: None,
        } => {
            let fact = lookup.fact(name)?;
            if !(0.0..=1.0).contains(&fact.value) {
                return Err(lookup
                    .fault(
                        "not-a-share",
                        name,
                        &format!("fact \"{name}\" is {}, and a share is 0 to 1", fact.value),
                    )
                    .into());
            }
            Ok(Known {
                share: fact.value,
                limit: match fact.qualifier.as_deref() {
                    Some("at least") => Limit::AtLeast,
                    Some("up to" | "at most") => Limit::AtMost,
                    _ => Limit::Exact,
                },
                qualifier: fact.qualifier.clone(),
                of: None,
                range: None,
            })
        }
        _ => Err(lookup
            .fault(
                "bad-declaration",
                "value",
                "a share comes from `number`, from `fact`, or from `count` and `of`",
            )
            .into()),
    }
}
