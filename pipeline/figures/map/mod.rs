//! A small map library: projection, classes, symbols, labels, legends and furniture.

pub mod base;
pub mod choropleth;
mod class_methods;
pub mod classification;
pub mod clip;
pub mod definition;
pub mod furniture;
pub mod labels;
pub mod legend;
pub mod panel_map;
pub mod places;
pub mod projection;
pub mod scale_bar;
pub mod symbol_map;
pub mod symbols;
pub mod view;

pub use view::MapView;
