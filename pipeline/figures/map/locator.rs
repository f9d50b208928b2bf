//! The locator: a small map that shows where the large one lies.
//!
//! # Example
//! ```
//! use brief_figures::MapView;
//! use brief_figures::map::base::BaseMap;
//! use brief_drawing::map::fit::Fit;
//! use brief_figures::map::locator::LocatorMap;
//! use brief_figures::map::view::Locator;
//!
//! # use brief_model::geography::{Area, Boundaries, Geography};
//! # let square = |code: &str, west: f64| Area {
//! #     code: code.to_owned(),
//! #     name: code.to_owned(),
//! #     population: Some(1000.0),
//! #     square_kilometres: 50.0,
//! #     outline: geo::Rect::new((west, 44.5), (west + 0.5, 45.5)).to_polygon().into(),
//! # };
//! # let regions = Boundaries { areas: vec![square("West", 20.5), square("East", 21.0)], ..Boundaries::default() };
//! # let sets = [("regions".to_owned(), regions), ("countries".to_owned(), Boundaries::default())];
//! # let geography = Geography { boundaries: sets.into_iter().collect(), ..Geography::default() };
//! # let view = r##"
//! # centre: {latitude: 45, longitude: 21}
//! # extents: {main: {west: -100, east: 100, south: -100, north: 100}}
//! # layers: {regions: regions, context: countries}
//! # ground:
//! #   {sea: "#dfeaf1", land: "#efede8", home: "#fbfaf5", graticule: "#a9c0ce",
//! #    border: {colour: "#9a958c", width: 0.5}, region_border: {colour: "#8d8d86", width: 0.4}}
//! # graticule: {step: 1}
//! # legend: top_left
//! # scale_bar: bottom_right
//! # "##;
//! # let view = MapView::read("map.yaml", view).expect("a view");
//! # let extent = view.extent("main").expect("an extent");
//! let base = BaseMap::new(&view, "regions", extent, 200.0, &geography).expect("a map");
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
use brief_drawing::canvas::{Area, Drawn};
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
