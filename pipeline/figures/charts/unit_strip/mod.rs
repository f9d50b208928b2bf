//! One bar of countable units: every unit is a cell, so that small numbers stay numbers.

mod brackets;
mod captions;
mod cells;
mod counts;

use brief_base::numbers::with_thousands;
use brief_drawing::canvas::{CanvasArea, DrawResult, HIGHEST_STACK, Picture, SMALLEST_MARK, at};
use brief_drawing::contrast;
use brief_drawing::fonts::Fonts;
use brief_drawing::marks::{Mark, Shape};
use brief_drawing::paint::{Colour, Fill, Paint};

use crate::charts::total::SourcedCount;
use crate::definition::UnitStrip;
use crate::lookup::{DrawError, Lookup};
use crate::selection::after_count;
use brackets::{Bracket, Brackets};
use captions::{Captions, CategoryName};
use cells::{CellGrid, CellRun, Edge};
use counts::{CategoryCount, StripCounts};

/// Draws the strip `width` points wide.
///
/// # Errors
/// When a name is unknown, the categories do not add up to the total or a group's to its count, a group
/// names categories that are not there, there are more units than cells can show, or the dataset has
/// no data.
///
/// # Example
/// ```
/// use brief_figures::charts::unit_strip;
/// use brief_figures::definition::UnitStrip;
/// use brief_model::findings::{Finding, Findings, Number, Outcome};
/// # let fonts = brief_figures::doctest::fonts();
///
/// let number = |name, count| Finding::given(name, Outcome::Number(Number::count(count)));
/// let findings = Findings::from_iter([number("reports", 7), number("gold", 5)]);
/// # let lookup = brief_figures::doctest::lookup(&findings);
/// let declared: UnitStrip = serde_yaml::from_str(r##"
///     total: reports
///     rows: 1
///     categories:
///       - {label: gold, count: {number: gold}, fill: {colour: "#c9a24b"}}
///       - {label: not noticed, count: {remainder: true}, fill: {colour: "#ececec", hatch: "#8a8a8a"}}
/// "##)?;
///
/// let picture = unit_strip::draw(&declared, lookup, &fonts, 232.0).expect("they add up");
/// assert_eq!(picture.plotted["categories"][1]["count"], 2);
/// assert_eq!(picture.plotted["categories"][1]["source"]["remainder_of"], "reports");
/// let svg = picture.sheet.finish("Figure 1", &fonts);
/// let gold = r##"fill="#c9a24b""##;
/// assert_eq!(svg.lines().filter(|line| line.contains("<rect x=") && line.contains(gold)).count(), 5);
/// # Ok::<(), serde_yaml::Error>(())
/// ```
pub fn draw(
    strip: &UnitStrip,
    lookup: Lookup<'_>,
    fonts: &Fonts,
    width: f64,
) -> Result<Picture, DrawError> {
    let counts = StripCounts::of(strip, lookup)?;
    let mut grid = grid(strip, counts.total.count, lookup, width)?;
    let over = Brackets::of(brackets(&counts, &grid, lookup), width, fonts);
    let captions = Captions::of(&named(&counts, &grid, lookup), width, fonts);
    grid.top = over.height();
    let height = grid.bottom() + captions.height() + 2.0;
    let plotted = serde_json::json!(counts);
    let picture = Picture::draw((width, height), plotted, fonts, |area| {
        for category in &counts.categories {
            draw_cells(area, &grid, category)?;
        }
        over.draw(area, grid.top)?;
        captions.draw(area, grid.bottom())
    })?;
    Ok(picture)
}

fn grid(
    strip: &UnitStrip,
    total: i64,
    lookup: Lookup<'_>,
    width: f64,
) -> Result<CellGrid, DrawError> {
    if strip.rows == 0 {
        let message = "`rows` is 0, and cells stand in one row at least";
        return Err(lookup.fault("bad-declaration", "rows", message).into());
    }
    let grid = CellGrid::of(counts::cells(total), strip.rows, width);
    let advice = if grid.side() < SMALLEST_MARK {
        "draw it wider or in more `rows`, or use `kind: ordered_bars`"
    } else if grid.height() > HIGHEST_STACK {
        "give it fewer `rows`, or use `kind: ordered_bars`"
    } else {
        return Ok(grid);
    };
    let message = format!(
        "{} cells in {} rows: each would be {:.2} pt, the strip {:.0} pt high",
        with_thousands(total),
        strip.rows,
        grid.side(),
        grid.height()
    );
    Err(lookup
        .fault("too-many-units", &strip.total, &message)
        .with_help(format!(
            "cells of {SMALLEST_MARK} pt and a strip of {HIGHEST_STACK} pt are the limits: {advice}"
        ))
        .into())
}

/// Over groups, and over units that are named apart.
fn brackets(counts: &StripCounts<'_>, grid: &CellGrid, lookup: Lookup<'_>) -> Vec<Bracket> {
    let bracket = |cells: CellRun, count: &SourcedCount, label: &str, dotted: bool| Bracket {
        extent: grid.extent(cells, Edge::Upper),
        words: format!("{} {label}", count.drawn(lookup)),
        dotted,
    };
    let groups = counts.groups.iter().filter(|one| !one.cells.is_empty());
    let groups = groups.map(|one| bracket(one.cells, &one.counted, one.words, false));
    let categories = counts.categories.iter();
    let within = categories.filter_map(|one| {
        let cells = one.cells_within();
        let (declared, count) = (one.declared.within.as_ref()?, one.within.as_ref()?);
        let words = after_count(count.count, declared.one.as_ref(), &declared.label);
        (!cells.is_empty()).then(|| bracket(cells, count, words, true))
    });
    groups.chain(within).collect()
}

/// The categories to be named under the cells. One that is merely what others leave is not named when
/// they leave nothing.
fn named<'a>(
    counts: &StripCounts<'a>,
    grid: &CellGrid,
    lookup: Lookup<'_>,
) -> Vec<CategoryName<'a>> {
    let categories = counts.categories.iter();
    categories
        .filter(|one| one.counted.count > 0 || !one.declared.count.remainder)
        .map(|one| CategoryName {
            extent: (!one.cells.is_empty()).then(|| grid.extent(one.cells, Edge::Lower)),
            count: one.counted.drawn(lookup),
            label: after_count(
                one.counted.count,
                one.declared.one.as_ref(),
                &one.declared.label,
            ),
            fill: one.declared.fill,
        })
        .collect()
}

/// The cells of a category; those of units that are named apart bear a dot.
fn draw_cells(area: &CanvasArea<'_>, grid: &CellGrid, category: &CategoryCount<'_>) -> DrawResult {
    let fill = category.declared.fill;
    let paint = contrast::mark(fill, (grid.side() * 0.1).min(0.4));
    let radius = (grid.side() * 0.22).min(brackets::DOT);
    let dot = Paint::fill(Fill::solid(fill.colour.unwrap_or(Colour::WHITE).text_on()));
    let dotted = category.cells_within();
    for index in category.cells.first..category.cells.end {
        let (from, to) = grid.cell(index);
        area.draw(&Mark::rectangle(
            at(from.0, from.1),
            at(to.0, to.1),
            paint.clone(),
        ))?;
        if index < dotted.end {
            let centre = at(f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
            area.draw(&Mark::symbol(centre, Shape::Circle, radius, dot.clone()))?;
        }
    }
    Ok(())
}
