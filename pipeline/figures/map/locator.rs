//! The locator: a small map that shows where the large one lies.
//!
//! # Example
//! ```
//! use brief_drawing::map::fit::Fit;
//! use brief_figures::map::locator::LocatorMap;
//! use brief_figures::map::view::Locator;
//!
//! # let geography = brief_figures::doctest::geography();
//! # let view = brief_figures::doctest::view();
//! # let base = brief_figures::doctest::base(&view, &geography);
//! let large = Fit::across(base.frame, (0.0, 0.0), 200.0);
//! let locator: Locator = serde_yaml::from_str(r##"
//!     corner: bottom_left
//!     extent: {west: -400, east: 400, south: -300, north: 300}
//!     width: 40
//!     home: "#d9cdb0"
//! "##)?;
//!
//! let small = LocatorMap::new(&view, &locator, &geography, &large).expect("a locator");
//! assert_eq!((small.room().width(), small.room().height()), (40.0, 30.0));
//! assert_eq!((small.room().left, small.room().high), (large.room.left, large.room.high));
//! # Ok::<(), serde_yaml::Error>(())
//! ```

use brief_base::diagnostics::Diagnostics;
use brief_drawing::canvas::{CanvasArea, DrawResult};
use brief_drawing::map::clip::Frame;
use brief_drawing::map::fit::Fit;
use brief_drawing::marks::Mark;
use brief_drawing::paint::{Colour, Paint, Stroke};
use brief_model::geography::Geography;

use super::base::BaseMap;
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
    pub fn draw(&self, area: &CanvasArea<'_>) -> DrawResult {
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
