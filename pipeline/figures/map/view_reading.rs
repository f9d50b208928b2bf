//! Reads how a country is shown, and refuses what no map can be drawn with: numbers out of range, and a worldview
//! that is not declared.

use std::ops::RangeInclusive;

use brief_base::diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use brief_base::yaml;

use super::view::{MapExtent, MapView};
use crate::source_block::SourceBlock;

/// From one meridian to the next, in degrees: finer ones would be more than a map can show.
const STEPS: RangeInclusive<f64> = 0.01..=90.0;
/// Sides of an extent in kilometres, from a village to all the way around the Earth.
const SIDES: RangeInclusive<f64> = 1.0..=40_000.0;
/// The most that an extent's longer side is of its shorter: on a page, more is no map.
const LONGEST: f64 = 10.0;

/// Widths of a locator in points: it is a small map.
const LOCATORS: RangeInclusive<f64> = 10.0..=400.0;

impl MapView {
    /// Reads a view; `file` is the path to name in diagnostics.
    ///
    /// # Errors
    /// When the text is not YAML, has an unknown field, its centre is not on the globe, an extent cannot be
    /// drawn, the graticule has no step, the locator no width, or its worldview is not one of those
    /// declared.
    pub fn read(file: &str, text: &str) -> Result<Self, Diagnostics> {
        let mut view: MapView = yaml::parse(file, text)?.value;
        view.source = SourceBlock::file(file, text);
        let faults = faults(&view);
        faults.finish(view).map(|(view, _)| view)
    }
}

/// All that is wrong with a view.
fn faults(view: &MapView) -> Diagnostics {
    let mut faults = Diagnostics::new();
    let locator = view.locator.iter().map(|it| ("locator", it.extent));
    let named = view.extents.iter().map(|(name, it)| (name.as_str(), *it));
    faults.extend(
        named
            .chain(locator)
            .filter_map(|(name, it)| extent(view, name, it)),
    );
    let centre = view.centre;
    let width = view.locator.as_ref().map(|locator| locator.width);
    let numbers = [
        ("latitude", Some(centre.latitude), -90.0..=90.0),
        ("longitude", Some(centre.longitude), -180.0..=180.0),
        ("step", Some(view.graticule.step), STEPS),
        // Its width is not found by its key: strokes have widths too.
        ("locator", width, LOCATORS),
    ];
    for (key, value, range) in numbers {
        faults.extend(value.and_then(|value| number(view, key, value, &range)));
    }
    faults.extend(worldview(view));
    faults
}

/// An extent that is empty, or cannot be drawn.
fn extent(view: &MapView, name: &str, extent: MapExtent) -> Option<Diagnostic> {
    let (width, height) = (extent.east - extent.west, extent.north - extent.south);
    let place = view.source.place_of(name);
    if width <= 0.0 || height <= 0.0 {
        let message =
            format!("extent \"{name}\": its east must exceed its west, and its north its south");
        return Some(Diagnostic::error("empty-extent", message).with_place(place));
    }
    if SIDES.contains(&width)
        && SIDES.contains(&height)
        && width.max(height) <= LONGEST * width.min(height)
    {
        return None;
    }
    let (least, most) = (SIDES.start(), SIDES.end());
    let metres = |kilometres: f64| (kilometres * 1e3).round() / 1e3;
    let (width, height) = (metres(width), metres(height));
    let message = format!("extent \"{name}\" is {width} km wide and {height} km high");
    let help = format!(
        "each must be {least} to {most} km, and the longer at most {LONGEST} times the shorter"
    );
    let fault = Diagnostic::error("bad-extent", message);
    Some(fault.with_place(place).with_help(help))
}

/// A number that is out of its range.
fn number(
    view: &MapView,
    key: &str,
    value: f64,
    range: &RangeInclusive<f64>,
) -> Option<Diagnostic> {
    if range.contains(&value) {
        return None;
    }
    let (what, code, unit) = match key {
        "step" => ("the graticule's step", "bad-graticule", "degrees"),
        "locator" => ("the locator's width", "bad-locator", "points"),
        _ => (key, "bad-projection", "degrees"),
    };
    let (least, most) = (range.start(), range.end());
    let message = format!("{what} is {value} {unit}, and must be from {least} to {most}");
    Some(Diagnostic::error(code, message).with_place(view.source.place_of(key)))
}

/// A worldview that is not declared, or is not chosen.
fn worldview(view: &MapView) -> Option<Diagnostic> {
    let views = || view.disputed.keys().map(String::as_str);
    let fault = |message: String, word: &str, chosen: &str| {
        Diagnostic::error("unknown-worldview", message)
            .with_place(view.source.place_of(word))
            .with_help(did_you_mean(chosen, views()))
    };
    match &view.worldview {
        Some(chosen) if !view.disputed.contains_key(chosen) => Some(fault(
            format!("no worldview \"{chosen}\" is declared under `disputed`"),
            "worldview",
            chosen,
        )),
        None if !view.disputed.is_empty() => Some(fault(
            "there are disputed areas, and `worldview` does not say whose view is drawn".to_owned(),
            "disputed",
            "",
        )),
        _ => None,
    }
}
