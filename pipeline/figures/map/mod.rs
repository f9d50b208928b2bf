//! A small map library: from boundaries, places and findings to a finished map.
//!
//! [`definition`] is what a figure declares, [`view`] what the country's map does,
//! and `view_reading` refuses what no map can be drawn with. In the order of the work:
//! [`base`] is the ground; [`measure`] gives each region a value, [`class_labels`] words the classes and
//! [`choropleth`] colours them; [`places`] and [`symbols`] count at towns; [`map_names`] finds room for words;
//! [`legend`], [`graticule`] and [`locator`] explain the rest. `panel` settles one map, [`country_map`] and
//! [`panel_map`] are the kinds of figure. Projection, clipping, classification and labels are those of
//! [`brief_drawing::map`].

pub mod base;
pub mod choropleth;
pub mod class_labels;
pub mod country_map;
pub mod definition;
pub mod graticule;
pub mod legend;
pub mod locator;
pub mod map_names;
pub mod measure;
mod panel;
pub mod panel_map;
pub mod placed_text;
pub mod places;
pub mod symbols;
pub mod view;
mod view_reading;

pub use view::MapView;
