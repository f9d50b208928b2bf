//! The locator: a small map that shows where the large one lies.

use crate::diagnostics::Diagnostics;
use crate::figures::charts::{Area, Drawn};
use crate::figures::marks::Mark;
use crate::figures::paint::{Colour, Paint, Stroke};
use crate::geography::Geography;

use super::base::BaseMap;
use super::clip::Frame;
use super::fit::Fit;
use super::view::{Locator, MapView};

/// A prepared locator.
pub struct LocatorMap<'a> {
    base: BaseMap<'a>,
    fit: Fit,
    shown: Frame,
    home: Colour,
}

impl<'a> LocatorMap<'a> {
    /// Prepares the locator of a view, in its corner of the map that `large` places.
    ///
    /// # Errors
    /// When a boundary set is not there.
    pub fn new(
        view: &'a MapView,
        locator: &Locator,
        geography: &'a Geography,
        large: &Fit,
    ) -> Result<Self, Diagnostics> {
        let mut base = BaseMap::new(
            view,
            &view.layers.regions,
            locator.extent,
            locator.width,
            geography,
        )?;
        base.graticule.clear();
        let size = Fit::across(base.frame, (0.0, 0.0), locator.width).room;
        let room = locator
            .corner
            .room((size.width(), size.height()), &large.room, 0.0);
        Ok(LocatorMap {
            fit: Fit {
                frame: base.frame,
                room,
            },
            base,
            shown: large.frame,
            home: locator.home,
        })
    }

    /// The room it takes, in points.
    pub fn room(&self) -> Frame {
        self.fit.room
    }

    /// Draws it, the country in one colour.
    ///
    /// # Errors
    /// When plotters refuses.
    pub fn draw(&self, area: &Area<'_>) -> Drawn {
        self.fit.on_plane(area, |plane| {
            self.base.draw_whole(plane, self.home)?;
            plane.draw(&Mark::rectangle(
                (self.shown.left, self.shown.low),
                (self.shown.right, self.shown.high),
                Paint::stroke(Stroke::solid(Colour::INK, 1.0)),
            ))?;
            self.base.draw_frame(plane)
        })
    }
}
