//! A small map library: from boundaries, places and findings to a finished map.
//!
//! [`definition`] is what a figure declares, [`view`] what the country's map does,
//! and `view_checks` refuses what no map can be drawn with. In the order of the work:
//! [`projection`], [`clip`] and [`simplify`] make the ground ([`base`]), and [`fit`] lays it on the sheet;
//! [`measure`] gives each region a value (how its table met the boundaries is a [`join`]), [`classification`]
//! cuts the values into classes by the methods of `class_methods`, [`class_labels`] words them and
//! [`choropleth`] colours; [`places`] and [`symbols`] count at towns; [`labels`] and [`names`] find room for
//! words; [`legend`], [`scale_bar`], [`graticule`] and [`locator`] explain the rest. [`panel`] settles one
//! map, [`country_map`] and [`panel_map`] are the kinds of figure.

pub mod base;
pub mod choropleth;
pub mod class_labels;
mod class_methods;
pub mod classification;
pub mod clip;
pub mod country_map;
pub mod definition;
pub mod fit;
pub mod graticule;
pub mod join;
pub mod labels;
pub mod legend;
pub mod locator;
pub mod measure;
pub mod names;
pub mod panel;
pub mod panel_map;
pub mod places;
pub mod projection;
pub mod scale_bar;
pub mod simplify;
pub mod symbols;
pub mod view;
mod view_checks;

pub use view::MapView;
