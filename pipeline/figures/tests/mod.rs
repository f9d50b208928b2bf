//! All kinds of figure, drawn in memory.
mod fixture;
