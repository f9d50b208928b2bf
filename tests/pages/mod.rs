//! The finished pages and the PDF.

mod audit;
mod numbers;
mod pdf;
