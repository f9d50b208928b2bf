//! A small map library: from boundaries, places and findings to a finished map.
//!
//! In the order of the work: [`projection`] and [`clip`] and [`simplify`] make the ground ([`base`]);
//! [`measure`], [`classification`] and [`choropleth`] colour regions; [`places`] and [`symbols`] count at towns;
//! [`labels`] and [`names`] find room for words; [`legend`], [`scale_bar`], [`graticule`] and [`locator`]
//! explain the rest. [`panel`] settles one map, [`country_map`] and [`panel_map`] are the kinds of figure.

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

pub use view::MapView;
