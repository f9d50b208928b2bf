//! Slots on plotters' axes, and the dots in them.

use plotters::chart::ChartBuilder;
use plotters::style::TRANSPARENT;

use brief_drawing::axis;
use brief_drawing::axis::Scale;
use brief_drawing::canvas::{CanvasArea, DrawResult, SMALL};
use brief_drawing::fonts::Face;
use brief_drawing::fonts::Fonts;
use brief_drawing::marks::{Mark, Shape};
use brief_drawing::paint::Colour;
use brief_drawing::svg::units;

use super::layout::{GAP, MONTH, TimelineLayout, YEAR, paint};
use super::months::Slot;
use crate::definition::Timeline;

/// Slots on axes of their own: the months, or the undated.
pub(super) struct Panel<'a> {
    slots: &'a [Slot],
    /// For the figures at the left, and free at the right, in points.
    room: (f64, f64),
    /// Tick marks: their length in points, which slots have them, and the words under those.
    ticks: Vec<(f64, Vec<(usize, String)>)>,
}

impl<'a> Panel<'a> {
    /// A tick for each month, a longer one where a year begins.
    pub(super) fn months(slots: &'a [Slot], layout: &TimelineLayout, fonts: &Fonts) -> Self {
        let months = (0..slots.len()).map(|slot| (slot, String::new()));
        Panel {
            slots,
            room: (layout.figures, GAP),
            ticks: vec![
                (MONTH, months.collect()),
                (YEAR, years(slots, layout, fonts)),
            ],
        }
    }

    /// One slot with words instead of a month.
    pub(super) fn undated(undated: &'a Slot, layout: &TimelineLayout) -> Self {
        Panel {
            slots: std::slice::from_ref(undated),
            room: (0.0, 0.0),
            ticks: vec![(YEAR, vec![(0, layout.undated.clone())])],
        }
    }

    /// Draws grid, axes and dots.
    pub(super) fn draw(
        &self,
        area: &CanvasArea<'_>,
        timeline: &Timeline,
        layout: &TimelineLayout,
        fonts: &Fonts,
    ) -> DrawResult {
        let chart = |slots: Vec<f64>, levels: Vec<f64>| {
            ChartBuilder::on(area)
                .margin_top(units(layout.head()))
                .margin_right(units(self.room.1))
                .x_label_area_size(units(axis::room(YEAR)))
                .y_label_area_size(units(self.room.0))
                .build_cartesian_2d(
                    Scale::new(0.0..self.slots.len() as f64, slots),
                    Scale::new(0.0..layout.levels(), levels),
                )
        };
        let levels = axis::counts(layout.highest, layout.step);
        axis::style(
            &mut chart(Vec::new(), levels)?.configure_mesh(),
            fonts,
            Colour::INK,
            MONTH,
        )
        .disable_x_axis()
        .axis_style(TRANSPARENT)
        .y_label_formatter(&|level| format!("{level:.0}"))
        .draw()?;
        // The ticks of a mesh have one length, so months and years have a mesh each.
        for (length, ticks) in &self.ticks {
            let centres = ticks.iter().map(|(slot, _)| centre(*slot)).collect();
            let words = |x: &f64| {
                let tick = ticks.iter().find(|(slot, _)| centre(*slot) == *x);
                tick.map_or(String::new(), |(_, words)| words.clone())
            };
            axis::style(
                &mut chart(centres, Vec::new())?.configure_mesh(),
                fonts,
                Colour::INK,
                *length,
            )
            .disable_mesh()
            .disable_y_axis()
            .x_label_formatter(&words)
            .draw()?;
        }
        let plot = chart(Vec::new(), Vec::new())?;
        for (number, slot) in self.slots.iter().enumerate() {
            for dot in stack(timeline, slot, centre(number), layout.radius) {
                plot.plotting_area().draw(&dot)?;
            }
        }
        Ok(())
    }
}

/// The middle of a slot on its axis.
fn centre(slot: usize) -> f64 {
    slot as f64 + 0.5
}

/// Where years begin, with their figures as far as these keep apart; the first month bears its name
/// when it is no January.
fn years(slots: &[Slot], layout: &TimelineLayout, fonts: &Fonts) -> Vec<(usize, String)> {
    let mut years: Vec<(usize, String)> = Vec::new();
    let mut taken = f64::INFINITY;
    // From the last to the first, so that an odd first month gives way to the year that follows it.
    for (at, slot) in slots.iter().enumerate().rev() {
        let Some(month) = slot.month.filter(|month| at == 0 || month.is_january()) else {
            continue;
        };
        let words = month.on_axis();
        let half = fonts.width(&words, Face::Regular, SMALL) / 2.0;
        let middle = layout.figures + centre(at) * layout.pitch;
        let fits = middle + half + 3.0 <= taken && middle - half >= 0.0;
        if fits {
            taken = middle - half;
        }
        years.push((at, if fits { words } else { String::new() }));
    }
    years
}

/// The dots of a slot, from the baseline up.
fn stack(timeline: &Timeline, slot: &Slot, x: f64, radius: f64) -> Vec<Mark<(f64, f64)>> {
    let kinds = timeline.series.iter().zip(&slot.counts);
    kinds
        .flat_map(|(series, count)| (0..*count).map(move |_| series))
        .enumerate()
        .map(|(level, series)| {
            let radius = dot_radius(series.shape, radius);
            Mark::symbol((x, level as f64 + 0.5), series.shape, radius, paint(series))
        })
        .collect()
}

/// Dots of a row have one height whatever their shape, so that stacks can be compared.
fn dot_radius(shape: Shape, radius: f64) -> f64 {
    radius * radius / shape.reach(radius).max(radius)
}
